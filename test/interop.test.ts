import { beforeAll, describe, expect, it } from 'vitest'
import { loadIssuer, loadMicroCredential, SLUGS, type Slug } from '../examples/assessment-design/index.ts'
import {
  buildCredential,
  createIssuer,
  exportKeyPair,
  generateKeyPair,
  type Issuer,
  issueCredential,
  type KeyPair,
  verifyCredential,
} from '../src/index.ts'
import { loadReferenceStack, type ReferenceStack } from './support/digital-bazaar.ts'

const NOW = new Date('2026-06-01T09:00:00Z')
const RECIPIENT = { email: 'd.reyes@district.example' }

let reference: ReferenceStack
let keyPair: KeyPair
let issuer: Issuer

beforeAll(async () => {
  reference = await loadReferenceStack()
  keyPair = await generateKeyPair()
  issuer = await createIssuer(await loadIssuer(), keyPair)
})

async function inputOf(slug: Slug) {
  return { ...(await loadMicroCredential(slug)), recipient: RECIPIENT }
}

describe.each(SLUGS)('%s', (slug) => {
  it('issued here verifies with plain @digitalbazaar/vc', async () => {
    const badge = await issueCredential(await inputOf(slug), issuer, { now: NOW })
    expect(await reference.verify(badge, NOW.toISOString())).toEqual({ verified: true, errors: [] })
  })

  it('issued here and changed by one letter fails with plain @digitalbazaar/vc, and here', async () => {
    const badge = await issueCredential(await inputOf(slug), issuer, { now: NOW })
    const changed = JSON.parse(JSON.stringify(badge).replace('The educator', 'The educatoR'))
    expect(await reference.verify(changed, NOW.toISOString())).toMatchObject({ verified: false })
    expect((await verifyCredential(changed, { now: NOW })).verdict).toBe('invalid')
  })

  it('issued with plain @digitalbazaar/vc verifies here, from an object and from text', async () => {
    const unsigned = await buildCredential(await inputOf(slug), issuer.profile, { now: NOW })
    const badge = await reference.issue(unsigned, exportKeyPair(keyPair), '2026-06-01T09:00:00Z')
    for (const form of [badge, JSON.stringify(badge)]) {
      const report = await verifyCredential(form, { now: NOW, recipient: RECIPIENT })
      expect(report.problems).toEqual([])
      expect(report.verdict).toBe('valid')
      expect(report.source.proof).toEqual(['eddsa-rdfc-2022'])
    }
  })

  it('has the same signature from both, because Ed25519 has one for each key and text', async () => {
    const unsigned = await buildCredential(await inputOf(slug), issuer.profile, { now: NOW, idempotencyKey: slug })
    const ours = await issueCredential(await inputOf(slug), issuer, { now: NOW, idempotencyKey: slug })
    const theirs = await reference.issue(unsigned, exportKeyPair(keyPair), '2026-06-01T09:00:00Z')
    expect([ours.proof].flat()).toEqual([theirs.proof].flat())
  })
})
