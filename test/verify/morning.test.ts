import { afterAll, beforeAll, expect, it } from 'vitest'
import { bake } from '../../src/bake/index.ts'
import type { Issuer } from '../../src/issue.ts'
import { generateKeyPair } from '../../src/keys/key-pair.ts'
import { buildDidDocument, buildJwks } from '../../src/keys/publish.ts'
import {
  buildStatusEntry,
  buildStatusListCredential,
  createStatusList,
  type StatusList,
  setStatus,
} from '../../src/status-list.ts'
import type { CredentialInput, JsonObject } from '../../src/types.ts'
import { verifyCredential } from '../../src/verify.ts'
import { type HttpsWorld, startHttpsWorld } from '../support/https-world.ts'
import { bytesOf, pngWith } from '../support/images.ts'
import { changed, type Draft, draftOf, issuerWith, jwtOf, NOW, signRaw, summaryOf } from '../support/signed.ts'

const HERS = 'teacher@district.example'
const CCE = 'did:web:cce.example'
const COLLEGE = 'https://college.example/issuer'

/** A badge as the district gets it, and what must be said of it. */
interface Presented {
  readonly what: string
  readonly input: object | string | Uint8Array | URL
  readonly expected: readonly string[]
}

let world: HttpsWorld
let morning: Presented[]

beforeAll(async () => {
  world = await startHttpsWorld({}, ['cce.example', 'college.example', 'forger.example', 'gone.example'])
  morning = await makeMorning()
})
afterAll(() => world.close())

/** Forty badges in eight forms from three issuers: a did:web, an https issuer with a jwks.json, and a did:key. */
async function makeMorning(): Promise<Presented[]> {
  const cce = await issuerWith({ controller: CCE })
  const college = await issuerWith({ controller: COLLEGE, algorithm: 'P-256', name: 'State College' })
  const circle = await issuerWith({ name: 'A teachers’ circle' })
  const board = await issuerWith({ name: 'Board of Education' })
  const forger = await issuerWith({ controller: 'did:web:forger.example' })
  world.put('https://cce.example/.well-known/did.json', buildDidDocument(cce))
  world.put('https://college.example/.well-known/jwks.json', buildJwks(college))
  world.put(COLLEGE, buildDidDocument(college))
  world.put(
    'https://forger.example/.well-known/did.json',
    changed(buildDidDocument(forger), (one) => {
      one.verificationMethod[0].controller = CCE
    }),
  )

  const lists = await publishLists(cce, college)
  let serial = 0
  const input = (changes: Partial<CredentialInput> = {}): Partial<CredentialInput> => ({
    id: `urn:uuid:8c5a2b0e-6b5e-4f0a-9d43-${String(++serial).padStart(12, '0')}`,
    recipient: { email: HERS },
    ...changes,
  })
  const embedded = async (issuer: Issuer, changes: Partial<CredentialInput> = {}) =>
    signRaw(await draftOf(issuer, input(changes)), issuer.signer, {
      suite: issuer.signer.algorithm === 'Ed25519' ? 'eddsa-rdfc-2022' : 'ecdsa-rdfc-2019',
    })
  const token = async (issuer: Issuer, changes: Partial<CredentialInput> = {}, header: Draft = {}) =>
    jwtOf(await draftOf(issuer, input(changes)), issuer.signer, { header })
  const svg = bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>')
  const status = (list: StatusList, index: number) => ({ status: buildStatusEntry(list, index) })
  const endorsed = async (issuer: Issuer, spoil: boolean) => {
    const draft = await draftOf(issuer, input())
    const endorsement = await signRaw(
      {
        '@context': draft['@context'],
        id: `urn:example:endorsement:${serial}`,
        type: ['VerifiableCredential', 'EndorsementCredential'],
        name: 'Accepted for salary credit',
        issuer: { id: board.profile.id, type: ['Profile'] },
        validFrom: draft.validFrom,
        credentialSubject: { id: draft.credentialSubject.achievement.id, type: ['EndorsementSubject'] },
      },
      board.signer,
    )
    draft.credentialSubject.achievement.endorsement = [spoil ? { ...endorsement, name: 'Praised' } : endorsement]
    return signRaw(draft, issuer.signer)
  }
  const atUrl = (path: string, route: object | string | Uint8Array) => {
    world.put(`https://cce.example${path}`, route)
    return new URL(`https://cce.example${path}`)
  }

  const presented: Presented[] = []
  const add = (what: string, input: Presented['input'], ...expected: string[]) =>
    presented.push({ what, input, expected })

  // Fourteen that are good, each form once at least.
  add('an object', await embedded(cce), 'valid')
  add('JSON text', JSON.stringify(await embedded(cce)), 'valid')
  add('bytes of JSON', bytesOf(JSON.stringify(await embedded(college))), 'valid')
  add('a JWT', await token(college), 'valid')
  add('a JWT of a did:web', await token(cce), 'valid')
  add('a JWT with its key', await token(college, {}, { kid: undefined, jwk: college.signer.publicKeyJwk }), 'valid')
  add('a PNG', bake(pngWith(), (await embedded(circle)) as never), 'valid')
  add('a PNG with a JWT', bake(pngWith(), await token(circle)), 'valid')
  add('an SVG', bake(svg, (await embedded(college)) as never), 'valid')
  add('an SVG with a JWT', bake(svg, await token(college)), 'valid')
  add('a link to JSON', atUrl('/b/1.json', await embedded(cce)), 'valid')
  add('a link to a JWT', atUrl('/b/2.jwt', await token(college)), 'valid')
  add('a link to a picture', atUrl('/b/3.png', bake(pngWith(), (await embedded(circle)) as never)), 'valid')
  atUrl('/b/4.json', await embedded(cce))
  add(
    'a link to a page',
    atUrl('/b/4', '<!doctype html><link rel="alternate" type="application/ld+json" href="4.json">'),
    'valid',
  )

  // Six with a status: two in the clear, two revoked, two suspended.
  add('in the clear', await embedded(cce, status(lists.revocation, 7)), 'valid')
  add('in the clear, as a JWT', await token(college, status(lists.college, 7)), 'valid')
  add('revoked', await embedded(cce, status(lists.revocation, 94_567)), 'invalid', 'status.revoked')
  add('revoked, as a JWT', await token(college, status(lists.college, 94_567)), 'invalid', 'status.revoked')
  add('suspended', await embedded(cce, status(lists.suspension, 11)), 'invalid', 'status.suspended')
  add(
    'suspended, in a PNG',
    bake(pngWith(), (await embedded(cce, status(lists.suspension, 12))) as never),
    'invalid',
    'status.suspended',
  )

  // Four endorsed: two well, two badly, which changes nothing.
  add('endorsed', await endorsed(cce, false), 'valid')
  add('endorsed, in JSON', JSON.stringify(await endorsed(circle, false)), 'valid')
  add('endorsed by a changed endorsement', await endorsed(cce, true), 'valid')
  add('endorsed by a changed endorsement, in JSON', JSON.stringify(await endorsed(circle, true)), 'valid')

  // Four out of time.
  const until = { validUntil: '2026-03-10T00:00:00Z' }
  add('expired', await embedded(cce, until), 'invalid', 'time.expired')
  add('expired, as a JWT', await token(college, until), 'invalid', 'time.expired')
  add(
    'expired, and its list gone',
    await embedded(cce, { ...until, ...status(lists.gone, 7) }),
    'invalid',
    'time.expired',
    'status.unavailable',
  )
  add('of tomorrow', await embedded(circle, { validFrom: '2026-03-16T12:00:00Z' }), 'invalid', 'time.not_yet_valid')

  // Three for somebody else.
  add(
    'not hers',
    await embedded(cce, { recipient: { email: 'other@district.example' } }),
    'invalid',
    'recipient.mismatch',
  )
  add(
    'not hers, as a JWT',
    await token(college, { recipient: { id: 'did:example:other' } }),
    'invalid',
    'recipient.mismatch',
  )
  add(
    'not hers, in an SVG',
    bake(svg, (await embedded(circle, { recipient: { id: 'mailto:other@district.example' } })) as never),
    'invalid',
    'recipient.mismatch',
  )

  // Three of which nobody can know now.
  add('whose list is gone', await embedded(cce, status(lists.gone, 7)), 'indeterminate', 'status.unavailable')
  add('whose list was changed', await embedded(cce, status(lists.forged, 7)), 'indeterminate', 'status.list_unsigned')
  const gone = await issuerWith({ controller: 'did:web:gone.example' })
  add('whose issuer is gone', await embedded(gone), 'indeterminate', 'net.http_status')

  // Six that are forged.
  const anyKey = await generateKeyPair({ algorithm: 'P-256', controller: COLLEGE })
  const { createSigner } = await import('../../src/keys/key-pair.ts')
  const forgedToken = await jwtOf(await draftOf(college, input()), createSigner(anyKey), {
    header: { kid: undefined, jwk: anyKey.publicKeyJwk },
  })
  add('forged with the key in its header', forgedToken, 'invalid', 'issuer.key_mismatch')
  add(
    'forged with another host’s key document',
    await signRaw(await draftOf(cce, input()), forger.signer),
    'invalid',
    'issuer.key_mismatch',
  )
  add(
    'forged with a key of nobody',
    await signRaw(await draftOf(college, input()), circle.signer),
    'invalid',
    'issuer.key_mismatch',
  )
  add('changed after signing', { ...(await embedded(cce)), name: 'Everything' }, 'invalid', 'proof.signature_invalid')
  add(
    'rewritten so that the expiry is hidden',
    changed(await embedded(cce, until), (one) => {
      one['https://www.w3.org/2018/credentials#validUntil'] = {
        '@value': one.validUntil,
        '@type': 'http://www.w3.org/2001/XMLSchema#dateTime',
      }
      delete one.validUntil
    }),
    'indeterminate',
    'shape.key_not_term',
    'shape.keyword_key',
  )
  add('signed by nobody', await token(circle, {}, { alg: 'none' }), 'invalid', 'jwt.alg')
  return presented
}

async function publishLists(cce: Issuer, college: Issuer) {
  const listAt = (url: string, purpose: 'revocation' | 'suspension', ...set: number[]) =>
    set.reduce((list, index) => setStatus(list, index, 1), createStatusList({ url, purpose }))
  const lists = {
    revocation: listAt('https://cce.example/status/1', 'revocation', 94_567),
    suspension: listAt('https://cce.example/status/2', 'suspension', 11, 12),
    forged: listAt('https://cce.example/status/3', 'revocation'),
    gone: listAt('https://cce.example/status/4', 'revocation'),
    college: listAt('https://college.example/status/1', 'revocation', 94_567),
  }
  const signed = async (list: StatusList, by: Issuer) => {
    const credential = await buildStatusListCredential(list, by.profile, {
      validFrom: '2026-03-01T00:00:00Z',
      validUntil: '2026-04-01T00:00:00Z',
    })
    return signRaw(credential, by.signer, { suite: by === cce ? 'eddsa-rdfc-2022' : 'ecdsa-rdfc-2019' })
  }
  world.put(lists.revocation.url, await signed(lists.revocation, cce))
  world.put(lists.suspension.url, JSON.stringify(await signed(lists.suspension, cce)))
  world.put(lists.forged.url, { ...(await signed(lists.forged, cce)), validUntil: '2030-01-01T00:00:00Z' })
  world.put(lists.college.url, await signed(lists.college, college))
  return lists
}

it('gives forty answers on a district’s morning, each of them exact', async () => {
  expect(morning).toHaveLength(40)
  const documentLoader = world.loader()
  const issuers = [{ id: CCE, name: 'CCE' }, { id: COLLEGE }]
  const counts: Record<string, number> = {}
  const trust: Record<string, number> = {}
  world.requests.length = 0
  for (const { what, input, expected } of morning) {
    const report = await verifyCredential(input, { now: NOW, documentLoader, issuers, recipient: { email: HERS } })
    expect(summaryOf(report), what).toEqual(expected)
    counts[report.verdict] = (counts[report.verdict] ?? 0) + 1
    trust[report.trusted] = (trust[report.trusted] ?? 0) + 1
  }
  expect(counts).toEqual({ valid: 20, invalid: 16, indeterminate: 4 })
  expect(trust).toEqual({ yes: 26, no: 7, unknown: 7 })
  // Documents that are good are fetched once for all forty; those that are not there are asked for again.
  const repeated = world.requests.filter((url, index) => world.requests.indexOf(url) !== index)
  expect([...new Set(repeated)]).toEqual(['https://cce.example/status/4'])
  expect(
    world.requests.filter((url) => url.includes('forger')),
    'nobody asks a forger',
  ).toEqual([])
})

it('says the same about the forty whether asked one by one or all at once', async () => {
  const documentLoader = world.loader()
  const reports = await Promise.all(
    morning.map(({ input }) => verifyCredential(input, { now: NOW, documentLoader, recipient: { email: HERS } })),
  )
  expect(reports.map(summaryOf)).toEqual(morning.map(({ expected }) => expected))
  expect(
    reports.every(
      (report) => JSON.stringify(report) === JSON.stringify(JSON.parse(JSON.stringify(report)) as JsonObject),
    ),
  ).toBe(true)
})
