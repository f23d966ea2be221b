import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHECK_NAMES, type CheckName } from '../../src/codes.ts'
import { buildDidDocument } from '../../src/keys/publish.ts'
import { type Check, type Outcome, unchecked, verdictOf } from '../../src/report.ts'
import type { Checks } from '../../src/verification.ts'
import { verifyCredential } from '../../src/verify.ts'
import { type HttpsWorld, startHttpsWorld } from '../support/https-world.ts'
import { type Draft, draftOf, issuerWith, jwtOf, NOW, signRaw, summaryOf } from '../support/signed.ts'

const OUTCOMES: readonly Outcome[] = ['passed', 'failed', 'undecided', 'not-reached', 'not-applicable']

const DECIDES = ['valid', 'invalid', 'indeterminate', 'indeterminate', 'valid'] as const
const NEVER = ['valid', 'valid', 'valid', 'valid', 'valid'] as const

/** What one check makes of a badge whose other checks are good, by its outcome, in the order above. */
const VERDICTS: Readonly<Record<CheckName, readonly string[]>> = {
  read: DECIDES,
  schema: DECIDES,
  proof: DECIDES,
  validity: DECIDES,
  status: DECIDES,
  recipient: DECIDES,
  evidence: DECIDES,
  refresh: NEVER,
  endorsements: NEVER,
  members: NEVER,
}

function checksWith(changes: Partial<Record<CheckName, Outcome>>): Record<CheckName, Check> {
  const entries = CHECK_NAMES.map((name) => [name, { outcome: changes[name] ?? 'passed', problems: [] }])
  return Object.fromEntries(entries) as Record<CheckName, Check>
}

describe('the verdict', () => {
  it.each(
    CHECK_NAMES.flatMap((name) =>
      OUTCOMES.map((outcome, index) => ({ name, outcome, verdict: VERDICTS[name][index] })),
    ),
  )('is $verdict when $name is $outcome and all else is good', ({ name, outcome, verdict }) => {
    expect(verdictOf(checksWith({ [name]: outcome }))).toBe(verdict)
  })

  it('is invalid as soon as one deciding check failed, whatever stayed open', () => {
    const deciding = CHECK_NAMES.filter((name) => VERDICTS[name] === DECIDES)
    for (const failed of deciding) {
      for (const open of deciding.filter((name) => name !== failed)) {
        expect(verdictOf(checksWith({ [failed]: 'failed', [open]: 'undecided' }))).toBe('invalid')
        expect(verdictOf(checksWith({ [failed]: 'failed', [open]: 'not-reached' }))).toBe('invalid')
      }
    }
  })

  it('can never rest on a proof that is not applicable, by type', () => {
    // @ts-expect-error what is not signed is not verified
    const proof: Checks['proof'] = unchecked('not-applicable')
    expect(proof.outcome).toBe('not-applicable')
  })
})

const HOST = 'https://cce.example'
const DID = 'did:web:cce.example'
const DID_JSON = `${HOST}/.well-known/did.json`
const LIST = `${HOST}/status/1`

describe('not knowing', async () => {
  const known = await issuerWith()
  const hosted = await issuerWith({ controller: DID })
  const elsewhere = await issuerWith({ controller: 'did:example:school' })
  const byUrl = await issuerWith({ controller: `${HOST}/issuer` })
  const hostedBadge = await signRaw(await draftOf(hosted), hosted.signer)
  const status = { type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListIndex: '7' }
  const statusBadge = await withMember(known, 'credentialStatus', { ...status, statusListCredential: LIST })
  let world: HttpsWorld

  beforeAll(async () => {
    world = await startHttpsWorld({}, ['cce.example', 'gone.example'])
  })
  afterAll(() => world.close())

  async function withMember(issuer: typeof known, name: string, value: unknown): Promise<Draft> {
    return signRaw({ ...(await draftOf(issuer)), [name]: value }, issuer.signer)
  }

  async function verify(input: object | string, online = true, more: object = {}) {
    const documentLoader = world.loader({ cacheSeconds: 0, timeoutMilliseconds: 300 })
    const report = await verifyCredential(input, { now: NOW, ...(online && { documentLoader }), ...more })
    expect(report.verified).toBe(false)
    return [...summaryOf(report), ...report.needs]
  }

  it('is no state of the badges that these cases start from', async () => {
    world.put(DID_JSON, buildDidDocument(hosted))
    const documentLoader = world.loader({ cacheSeconds: 0 })
    expect((await verifyCredential(hostedBadge, { now: NOW, documentLoader })).verdict).toBe('valid')
    const { credentialStatus: _, ...rest } = statusBadge
    expect((await verifyCredential(await signRaw(rest, known.signer), { now: NOW })).verdict).toBe('valid')
  })

  it('the key, for lack of a network, leaves the verdict open', async () => {
    expect(await verify(hostedBadge, false)).toEqual(['indeterminate', 'net.offline', DID_JSON])
  })

  it('the key, because its document is not there, leaves the verdict open', async () => {
    world.put(DID_JSON, undefined)
    expect(await verify(hostedBadge)).toEqual(['indeterminate', 'net.http_status', DID_JSON])
  })

  it('the key, because the server is slow, leaves the verdict open', async () => {
    world.put(DID_JSON, () => undefined)
    expect(await verify(hostedBadge)).toEqual(['indeterminate', 'net.timeout', DID_JSON])
  })

  it('the key, because the server breaks off, leaves the verdict open', async () => {
    world.put(DID_JSON, (_, response) => void response.socket?.destroy())
    expect(await verify(hostedBadge)).toEqual(['indeterminate', 'net.unreachable', DID_JSON])
  })

  it('the key, because the server sends us elsewhere, leaves the verdict open', async () => {
    world.put(DID_JSON, (_, response) => void response.writeHead(302, { location: `${HOST}/did.json` }).end())
    expect(await verify(hostedBadge)).toEqual(['indeterminate', 'net.redirect', DID_JSON])
  })

  it('the key, because a page for people is in its place, leaves the verdict open', async () => {
    world.put(`${HOST}/issuer`, '<!doctype html><title>Who we are</title>')
    const badge = await signRaw(await draftOf(byUrl), byUrl.signer)
    expect(await verify(badge)).toEqual(['indeterminate', 'key.not_found', `${HOST}/issuer`])
    world.put(`${HOST}/issuer`, { id: `${HOST}/issuer`, type: 'Profile', name: 'A plain profile' })
    expect(await verify(badge)).toEqual(['indeterminate', 'key.not_found', `${HOST}/issuer`])
  })

  it('the key, because its document is malformed or too large, leaves the verdict open', async () => {
    world.put(DID_JSON, '{"id": "did:web:cce.example", ')
    expect(await verify(hostedBadge)).toEqual(['indeterminate', 'net.content', DID_JSON])
    world.put(DID_JSON, `"${'a'.repeat(1_048_576)}"`)
    expect(await verify(hostedBadge)).toEqual(['indeterminate', 'net.too_large', DID_JSON])
  })

  it('the key, because the issuer took it out of its document, leaves the verdict open', async () => {
    world.put(DID_JSON, buildDidDocument(await issuerWith({ controller: DID })))
    expect(await verify(hostedBadge)).toEqual(['indeterminate', 'key.not_found', DID_JSON])
  })

  it('the key, because the host does not exist or is not public, leaves the verdict open', async () => {
    const nowhere = await issuerWith({ controller: 'did:web:nowhere.example' })
    const badge = await signRaw(await draftOf(nowhere), nowhere.signer)
    const needs = 'https://nowhere.example/.well-known/did.json'
    expect(await verify(badge)).toEqual(['indeterminate', 'net.unreachable', needs])
    const documentLoader = world.loader({ dangerous: { ...world.dangerous, allowAddress: () => false } })
    expect(await verify(hostedBadge, false, { documentLoader })).toEqual([
      'indeterminate',
      'net.blocked_address',
      DID_JSON,
    ])
  })

  it('the key, because the DID method is not known, leaves the verdict open', async () => {
    const badge = await signRaw(await draftOf(elsewhere), elsewhere.signer)
    expect(await verify(badge)).toEqual(['indeterminate', 'did.unsupported', 'did:example:school'])
  })

  it('the key, because the budget is spent, leaves the verdict open', async () => {
    world.put(DID_JSON, buildDidDocument(hosted))
    expect(await verify(hostedBadge, true, { limits: { requests: 0 } })).toEqual([
      'indeterminate',
      'net.too_many',
      DID_JSON,
    ])
  })

  it('anything, because the caller aborted, leaves the verdict open', async () => {
    const [verdict, code] = await verify(hostedBadge, true, { signal: AbortSignal.abort() })
    expect([verdict, code]).toEqual(['indeterminate', 'net.aborted'])
  })

  it('the cryptosuite or the algorithm leaves the verdict open', async () => {
    const suite = await signRaw(await draftOf(known), known.signer)
    const renamed = (cryptosuite: string) => ({ ...suite, proof: [{ ...suite.proof[0], cryptosuite }] })
    expect(await verify(renamed('bbs-2023'))).toEqual(['indeterminate', 'proof.unsupported'])
    expect(await verify(renamed('ecdsa-sd-2023'))).toEqual(['indeterminate', 'proof.unsupported'])
    expect(await verify(renamed('eddsa-rdf-2022'))).toEqual(['indeterminate', 'proof.unsupported'])
    const jwt = await jwtOf(await draftOf(known), known.signer, { header: { alg: 'RS512' } })
    expect(await verify(jwt)).toEqual(['indeterminate', 'proof.unsupported'])
  })

  it('a context, or the shape, leaves the verdict open', async () => {
    const context = 'https://unknown.example/context.json'
    const good = await signRaw(await draftOf(known), known.signer)
    const more = (added: unknown) => ({ ...good, '@context': [...good['@context'], added] })
    expect(await verify(more(context))).toEqual(['indeterminate', 'context.unknown', context])
    expect(await verify(more({ extra: 'https://unknown.example/extra' }))).toEqual(['indeterminate', 'context.inline'])
    expect(await verify({ ...good, 'schema:name': 'x' })).toEqual(['indeterminate', 'shape.key_not_term'])
  })

  it('whether a status list can be had leaves the verdict open', async () => {
    expect(await verify(statusBadge, false)).toEqual(['indeterminate', 'status.unavailable', LIST])
    world.put(LIST, undefined)
    expect(await verify(statusBadge)).toEqual(['indeterminate', 'status.unavailable', LIST])
    world.put(LIST, () => undefined)
    expect(await verify(statusBadge)).toEqual(['indeterminate', 'status.unavailable', LIST])
    world.put(LIST, { id: LIST, type: ['VerifiableCredential', 'BitstringStatusListCredential'] })
    expect((await verify(statusBadge)).slice(0, 2)).toEqual(['indeterminate', 'status.list_unsigned'])
  })

  it('what a status type means leaves the verdict open', async () => {
    const badge = await withMember(known, 'credentialStatus', {
      id: 'https://cce.example/status/2#7',
      type: 'https://unknown.example/SomeStatus',
    })
    expect(await verify(badge)).toEqual(['indeterminate', 'status.unsupported'])
  })

  it('what is in a file that is no badge leaves the verdict open', async () => {
    const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0)
    expect(await verify(jpeg)).toEqual(['indeterminate', 'image.unknown'])
  })

  it('what is at a link leaves the verdict open', async () => {
    expect(await verify(`${HOST}/badge.json`, false)).toEqual(['indeterminate', 'net.offline', `${HOST}/badge.json`])
    expect(await verify(`${HOST}/badge.json`)).toEqual(['indeterminate', 'net.http_status', `${HOST}/badge.json`])
  })

  it('about evidence that was asked for leaves the verdict open', async () => {
    const badge = await signRaw(await draftOf(known), known.signer)
    expect(await verify(badge, true, { evidence: {} })).toEqual(['indeterminate', 'evidence.missing'])
  })
})
