import { beforeAll, describe, expect, it } from 'vitest'
import { createIssuer, type Issuer, issueCredential, reissueCredential } from '../src/issue.ts'
import { buildStatusEntry, createStatusList } from '../src/status-list.ts'
import type { CredentialInput, SignedCredential, Signer } from '../src/types.ts'
import { verifyCredential } from '../src/verify.ts'
import { minimalInput } from './support/badges.ts'

const now = new Date('2026-03-01T09:00:00Z')
const later = new Date('2027-03-01T09:00:00Z')
const list = createStatusList({ url: 'https://cce.example/status/1', purpose: 'revocation' })
const recipient = { id: 'did:example:teacher' }

let issuer: Issuer
let badge: SignedCredential

async function issue(more: Partial<CredentialInput> = {}): Promise<SignedCredential> {
  return issueCredential({ ...minimalInput(), recipient, ...more }, issuer, { now })
}

beforeAll(async () => {
  issuer = await createIssuer({ name: 'Center for Collaborative Education' })
  badge = await issue()
})

describe('a badge that is issued again', () => {
  it('takes the place of the old one: the same id, a newer date, and awarded when it was', async () => {
    const renewed = await reissueCredential(badge, { validUntil: '2029-06-30T00:00:00Z' }, issuer, { now: later })
    expect(renewed).toMatchObject({
      id: badge.id,
      validFrom: '2027-03-01T09:00:00Z',
      validUntil: '2029-06-30T00:00:00Z',
      awardedDate: '2026-03-01T09:00:00Z',
    })
    const again = await reissueCredential(renewed, {}, issuer, { now: new Date('2028-03-01T09:00:00Z') })
    expect(again.awardedDate).toBe('2026-03-01T09:00:00Z')
    expect(await verifyCredential(renewed, { now: later })).toMatchObject({ verdict: 'valid' })
  })

  it('may be a JWT', async () => {
    const jwt = await reissueCredential(badge, {}, issuer, { now: later, format: 'jwt' })
    expect((await verifyCredential(jwt, { now: later })).credential?.id).toBe(badge.id)
  })

  it('has a later date than the old one', async () => {
    await expect(reissueCredential(badge, {}, issuer, { now })).rejects.toThrow(/^now: .* must be later/)
    const justLater = new Date(now.getTime() + 1_000)
    expect((await reissueCredential(badge, {}, issuer, { now: justLater })).validFrom).toBe('2026-03-01T09:00:01Z')
  })

  it('is issued by the same issuer', async () => {
    const other = await createIssuer({ name: 'Another' })
    await expect(reissueCredential(badge, {}, other, { now: later })).rejects.toThrow(
      /^issuer: the badge was issued by/,
    )
  })

  it('is held to the rules like any other', async () => {
    const changes = { validUntil: '2026-04-01T00:00:00Z' }
    await expect(reissueCredential(badge, changes, issuer, { now: later })).rejects.toMatchObject({
      code: 'time.inverted',
    })
  })

  it('says what was validated, whatever becomes of the changes while it is signed', async () => {
    const credentialSubject = structuredClone(badge.credentialSubject)
    const signer: Signer = {
      ...issuer.signer,
      sign: (options) => {
        Object.assign(credentialSubject.achievement, { name: 'Something else' })
        return issuer.signer.sign(options)
      },
    }
    const renewed = await reissueCredential(badge, { credentialSubject }, { ...issuer, signer }, { now: later })
    expect(renewed.credentialSubject.achievement.name).toBe('Rubric Design')
    expect(await verifyCredential(renewed, { now: later })).toMatchObject({ verdict: 'valid' })
  })
})

describe('the status entry of the old badge', () => {
  it('is given out for revocation once the new badge is signed', async () => {
    const old = await issue({ status: buildStatusEntry(list, 4) })
    const revoked: string[] = []
    const revokeOld = (entry: { readonly statusListIndex: string }): void => void revoked.push(entry.statusListIndex)
    const changes = { credentialStatus: buildStatusEntry(list, 5) }
    const renewed = await reissueCredential(old, changes, issuer, { now: later, revokeOld })
    expect([renewed.credentialStatus, revoked]).toMatchObject([{ statusListIndex: '5' }, ['4']])
  })

  it('is not, where the new badge cannot be signed', async () => {
    const old = await issue({ status: buildStatusEntry(list, 4) })
    const revoked: unknown[] = []
    const signer: Signer = { ...issuer.signer, sign: () => Promise.reject(new Error('The key is away.')) }
    const changes = { credentialStatus: buildStatusEntry(list, 5) }
    const options = { now: later, revokeOld: (entry: unknown): void => void revoked.push(entry) }
    await expect(reissueCredential(old, changes, { ...issuer, signer }, options)).rejects.toMatchObject({
      code: 'signer.failed',
    })
    expect(revoked).toEqual([])
  })

  it('and a new one are there, or nothing is issued', async () => {
    const old = await issue({ status: buildStatusEntry(list, 4) })
    const options = { now: later, revokeOld: () => undefined }
    await expect(reissueCredential(old, {}, issuer, options)).rejects.toThrow(/^revokeOld: /)
    const changes = { credentialStatus: buildStatusEntry(list, 5) }
    await expect(reissueCredential(badge, changes, issuer, options)).rejects.toThrow(/^revokeOld: /)
  })
})
