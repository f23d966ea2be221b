import { describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { verifyCredential } from '../../src/verify.ts'
import {
  type Draft,
  draftOf,
  errorsOf,
  issuerWith,
  jwtOf,
  NOW,
  remarksOf,
  signRaw,
  summaryOf,
} from '../support/signed.ts'

const issuer = await issuerWith()
const V1 = 'https://www.w3.org/2018/credentials/v1'
const V2 = 'https://www.w3.org/ns/credentials/v2'

const plain: Draft = {
  '@context': [V2],
  id: 'urn:example:vc',
  type: ['VerifiableCredential'],
  issuer: issuer.profile.id,
  validFrom: '2026-03-01T09:00:00Z',
  credentialSubject: { id: 'did:example:teacher' },
}
const older: Draft = {
  '@context': [V1, 'https://w3id.org/security/data-integrity/v2'],
  id: 'urn:example:vc',
  type: ['VerifiableCredential'],
  issuer: { id: issuer.profile.id },
  issuanceDate: '2026-03-01T09:00:00Z',
  credentialSubject: { id: 'did:example:teacher' },
}

async function answer(input: object | string, profile: 'ob' | 'vc' = 'vc', more: object = {}) {
  const report = await verifyCredential(input, { now: NOW, profile, ...more })
  return [...summaryOf(report), report.kind]
}

describe('a plain credential', () => {
  it.each([
    ['VC 2.0', plain],
    ['VC 1.1', older],
  ])('of %s is no badge, and is verified when the caller allows it', async (_, credential) => {
    const signed = await signRaw(credential, issuer.signer)
    expect((await answer(signed, 'ob')).slice(0, 2)).toEqual(['invalid', 'credential.type'])
    expect(await answer(signed)).toEqual(['valid', 'vc'])
    expect(await answer({ ...signed, credentialSubject: { id: 'did:example:other' } })).toEqual([
      'invalid',
      'proof.signature_invalid',
      'vc',
    ])
    const over = await signRaw(
      { ...credential, [credential.validFrom ? 'validUntil' : 'expirationDate']: '2026-03-02T00:00:00Z' },
      issuer.signer,
    )
    expect(await answer(over)).toEqual(['invalid', 'time.expired', 'vc'])
  })

  it('may leave out the claims of a JWT, but not contradict them', async () => {
    expect(await answer(await jwtOf(plain, issuer.signer, { payload: plain, header: { typ: 'vc+jwt' } }))).toEqual([
      'valid',
      'vc',
    ])
    expect(await answer(await jwtOf(plain, issuer.signer))).toEqual(['valid', 'vc'])
    expect(await answer(await jwtOf(plain, issuer.signer, { claims: { sub: 'did:example:other' } }))).toEqual([
      'invalid',
      'jwt.claim_mismatch',
      'vc',
    ])
    const badge = await draftOf(issuer)
    expect((await answer(await jwtOf(badge, issuer.signer, { payload: badge })))[1], 'a badge may not').toBe(
      'jwt.claim_mismatch',
    )
  })

  it('may have several subjects and several status entries, of which each counts', async () => {
    const entry = (url: string) => ({
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '1',
      statusListCredential: url,
    })
    const several = await signRaw(
      { ...plain, credentialSubject: [{ id: 'did:example:a' }, { id: 'did:example:b' }] },
      issuer.signer,
    )
    expect(await answer(several)).toEqual(['valid', 'vc'])
    for (const id of ['did:example:a', 'did:example:b'])
      expect((await answer(several, 'vc', { recipient: { id } }))[0]).toBe('valid')
    expect(await answer(several, 'vc', { recipient: { id: 'did:example:c' } })).toEqual([
      'invalid',
      'recipient.mismatch',
      'vc',
    ])
    const two = await signRaw(
      { ...plain, credentialStatus: [entry('https://a.example/1'), entry('https://b.example/1')] },
      issuer.signer,
    )
    const report = await verifyCredential(two, { now: NOW, profile: 'vc' })
    expect([...summaryOf(report), ...report.needs]).toEqual([
      'indeterminate',
      'status.unavailable',
      'https://a.example/1',
      'https://b.example/1',
    ])
  })

  it('is held to shape, contexts and proof like a badge', async () => {
    const signed = await signRaw(plain, issuer.signer)
    expect((await answer({ ...signed, 'schema:name': 'x' })).slice(0, 2)).toEqual([
      'indeterminate',
      'shape.key_not_term',
    ])
    expect((await answer({ ...signed, '@context': [V2, 'https://x.example'] })).slice(0, 2)).toEqual([
      'indeterminate',
      'context.unknown',
    ])
    expect((await answer(plain)).slice(0, 2)).toEqual(['invalid', 'proof.missing'])
    expect((await answer(await signRaw(plain, (await issuerWith()).signer))).slice(0, 2)).toEqual([
      'invalid',
      'issuer.key_mismatch',
    ])
    expect((await answer({ ...signed, type: ['Something'] })).slice(0, 2)).toEqual(['invalid', 'credential.type'])
  })

  it('stays a badge where it is one: nothing of a badge is softened', async () => {
    const badge = await draftOf(issuer)
    const signed = await signRaw(badge, issuer.signer)
    expect(await answer(signed)).toEqual(['valid', 'badge'])
    const { criteria: _, ...achievement } = badge.credentialSubject.achievement
    const broken = await signRaw(
      { ...badge, credentialSubject: { ...badge.credentialSubject, achievement } },
      issuer.signer,
    )
    expect((await answer(broken))[1]).toBe('schema.required')
  })

  it('names a schema that nobody here knows, which is a note and fetches nothing', async () => {
    const requests: string[] = []
    const { contexts } = createDocumentLoader()
    const documentLoader = Object.assign(async (url: string) => {
      requests.push(url)
      throw new Error('no')
    }, contexts && { contexts })
    const signed = await signRaw(
      { ...plain, credentialSchema: { id: 'https://cce.example/schema.json', type: 'JsonSchema' } },
      issuer.signer,
    )
    const report = await verifyCredential(signed, { now: NOW, profile: 'vc', documentLoader })
    expect([report.verdict, ...errorsOf(report.problems), ...remarksOf(report.problems)]).toEqual([
      'valid',
      'schema.unknown',
    ])
    expect(requests).toEqual([])
  })
})

describe('an endorsement by itself', () => {
  it('is verified, and is no badge', async () => {
    const badge = await draftOf(issuer)
    const endorsement = {
      '@context': badge['@context'],
      id: 'urn:example:e',
      type: ['VerifiableCredential', 'EndorsementCredential'],
      name: 'Endorsement',
      issuer: badge.issuer,
      validFrom: badge.validFrom,
      credentialSubject: { id: badge.id, type: ['EndorsementSubject'] },
    }
    expect(await answer(await signRaw(endorsement, issuer.signer), 'ob')).toEqual(['valid', 'endorsement'])
    expect(await answer(await jwtOf(endorsement, issuer.signer), 'ob')).toEqual(['valid', 'endorsement'])
  })
})
