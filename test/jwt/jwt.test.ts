import { describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { signJwtCredential, verifyJwt } from '../../src/jwt.ts'
import { buildJwks } from '../../src/keys/publish.ts'
import {
  buildStatusEntry,
  buildStatusListCredential,
  createStatusList,
  type StatusList,
  setStatus,
} from '../../src/status-list.ts'
import { verifyCredential } from '../../src/verify.ts'
import { codeOf } from '../support/codes.ts'
import {
  changed,
  type Draft,
  draftOf,
  errorsOf,
  issuerWith,
  jwtOf,
  NOW,
  signRaw,
  summaryOf,
} from '../support/signed.ts'

const issuer = await issuerWith({ algorithm: 'P-256' })
const stranger = await issuerWith()
const draft = await draftOf(issuer)
const token = await jwtOf(draft, issuer.signer)
const [head = '', body = '', tail = ''] = token.split('.')

describe('a JWT alone', () => {
  it('is verified as with everything loaded', async () => {
    const report = await verifyJwt(token, { now: NOW })
    expect(summaryOf(report as never)).toEqual(['valid'])
    expect(report).toMatchObject({
      verified: true,
      credential: draft,
      needs: [],
      checkedAt: '2026-03-15T12:00:00.000Z',
    })
    expect(Object.values(report.checks).map(({ outcome }) => outcome)).toEqual([
      'passed',
      'passed',
      'passed',
      'passed',
      'not-applicable',
    ])
  })

  const v1 = changed(draft, (one) => {
    one['@context'] = ['https://www.w3.org/2018/credentials/v1', one['@context'][1]]
    one.issuanceDate = one.validFrom
    delete one.validFrom
    delete one.evidence[0].digestMultibase
  })

  it.each<[string, () => Promise<string> | string]>([
    ['good', () => token],
    ['with white space', () => ` ${token}\n`],
    [
      'in the VC 1.1 form',
      () =>
        jwtOf(v1, issuer.signer, {
          payload: {
            iss: issuer.profile.id,
            jti: v1.id,
            sub: 'did:example:teacher',
            nbf: Date.parse(v1.issuanceDate) / 1000,
            vc: v1,
          },
        }),
    ],
    ['in both forms', () => jwtOf(draft, issuer.signer, { claims: { vc: v1 } })],
    ['expired', () => jwtOf({ ...draft, validUntil: '2026-03-02T00:00:00Z' }, issuer.signer)],
    [
      'expired by exp',
      () =>
        jwtOf({ ...draft, validUntil: '2027-03-02T00:00:00Z' }, issuer.signer, {
          claims: { exp: Date.parse('2026-03-02T00:00:00Z') / 1000 },
        }),
    ],
    ['not yet valid', () => jwtOf({ ...draft, validFrom: '2026-04-01T00:00:00Z' }, issuer.signer)],
    ['with another sub', () => jwtOf(draft, issuer.signer, { claims: { sub: 'did:example:other' } })],
    ['signed by a stranger', () => jwtOf(draft, stranger.signer)],
    [
      'changed',
      () => `${head}.${Buffer.from(JSON.stringify({ ...draft, name: 'Another' })).toString('base64url')}.${tail}`,
    ],
    ['without signature', () => `${head}.${body}.`],
    ['of alg none', () => jwtOf(draft, issuer.signer, { header: { alg: 'none' } })],
    ['of an unknown alg', () => jwtOf(draft, issuer.signer, { header: { alg: 'RS512' } })],
    ['with a certificate', () => jwtOf(draft, issuer.signer, { header: { x5c: [] } })],
    ['of two parts', () => `${head}.${body}`],
    ['of four parts', () => `${token}.x`],
    ['of no parts', () => ''],
    ['with padding', () => `${head}=.${body}.${tail}`],
    [
      'of a did:web, offline',
      async () => {
        const by = await issuerWith({ controller: 'did:web:cce.example' })
        return jwtOf(await draftOf(by), by.signer)
      },
    ],
    [
      'that breaks the rules',
      () =>
        jwtOf(
          changed(draft, (one) => {
            one.credentialSubject.achievement.criteria = {}
          }),
          issuer.signer,
        ),
    ],
    ['outside the shape', () => jwtOf({ ...draft, 'schema:name': 'x' }, issuer.signer)],
    ['with a null', () => jwtOf({ ...draft, awardedDate: null }, issuer.signer)],
    ['with an inline context', () => jwtOf({ ...draft, '@context': [...draft['@context'], {}] }, issuer.signer)],
    [
      'with an unknown context',
      () => jwtOf({ ...draft, '@context': [...draft['@context'], 'https://x.example'] }, issuer.signer),
    ],
    [
      'with a status that cannot be had',
      () =>
        jwtOf(
          {
            ...draft,
            credentialStatus: {
              type: 'BitstringStatusListEntry',
              statusPurpose: 'revocation',
              statusListIndex: '1',
              statusListCredential: 'https://cce.example/status',
            },
          },
          issuer.signer,
        ),
    ],
    ['of something else', () => jwtOf(draft, issuer.signer, { payload: { iss: 'x' } })],
    ['of a presentation', () => jwtOf(draft, issuer.signer, { payload: { type: ['VerifiablePresentation'] } })],
  ])('has one verdict here and there: %s', async (_, make) => {
    const jwt = await make()
    const [here, there] = [await verifyJwt(jwt, { now: NOW }), await verifyCredential(jwt, { now: NOW })]
    expect(here.verdict).toBe(there.verdict)
    const relevant = there.problems.filter(({ code }) => code !== 'json.syntax')
    if (relevant.length > 0) expect(errorsOf(here.problems)).toEqual(errorsOf(relevant))
    expect(here.needs).toEqual(there.needs)
  })

  it('around an embedded proof stays undecided, because that is not checked here', async () => {
    const embedded = await signRaw(draft, issuer.signer, { suite: 'ecdsa-rdfc-2019' })
    const report = await verifyJwt(await jwtOf(embedded, issuer.signer), { now: NOW })
    expect(summaryOf(report as never)).toEqual(['indeterminate', 'proof.unsupported'])
    const forged = await verifyJwt(await jwtOf(embedded, stranger.signer), { now: NOW })
    expect(forged.verdict).toBe('invalid')
  })

  it('must be a text, and options must make sense', async () => {
    await expect(verifyJwt({} as never)).rejects.toThrow(TypeError)
    await expect(verifyJwt(token, { now: 'today' })).rejects.toThrow(/now/)
    await expect(verifyJwt(token, { skewSeconds: 301 })).rejects.toThrow(/skewSeconds/)
  })
})

describe('the status of a JWT', async () => {
  const url = 'https://cce.example/status/1'
  const list = createStatusList({ url, purpose: 'revocation' })
  const badge = await jwtOf({ ...draft, credentialStatus: buildStatusEntry(list, 94_567) }, issuer.signer)
  const dates = { validFrom: '2026-03-01T00:00:00Z', validUntil: '2026-04-01T00:00:00Z' }

  async function publish(from: StatusList, by = issuer): Promise<string> {
    return signJwtCredential(await buildStatusListCredential(from, by.profile, dates), by.signer)
  }

  async function answer(document: unknown, more: object = {}): Promise<readonly string[]> {
    const documentLoader = createDocumentLoader({ documents: { [url]: document } })
    return summaryOf((await verifyJwt(badge, { now: NOW, documentLoader, ...more })) as never)
  }

  it('is read from a list that is a JWT, as text or as bytes', async () => {
    const clear = await publish(list)
    const revoked = await publish(setStatus(list, 94_567, 1))
    for (const form of [
      (text: string) => text,
      (text: string) => ` ${text}\n`,
      (text: string) => new TextEncoder().encode(text),
    ]) {
      expect(await answer(form(clear))).toEqual(['valid'])
      expect(await answer(form(revoked))).toEqual(['invalid', 'status.revoked'])
    }
  })

  it('is read from a list without the claims that only badges need', async () => {
    const credential = (await buildStatusListCredential(list, issuer.profile, dates)) as unknown as Draft
    expect(
      await answer(await jwtOf(credential, issuer.signer, { payload: credential, header: { typ: 'vc+jwt' } })),
    ).toEqual(['valid'])
  })

  it('stays undecided for lists of others, out of date, changed, embedded or unreadable', async () => {
    expect(await answer(await publish(list, stranger))).toEqual(['indeterminate', 'status.issuer_mismatch'])
    expect(await answer(await publish(list, stranger), { statusIssuers: [stranger.profile.id] })).toEqual(['valid'])
    expect(await answer(await publish(list), { now: '2026-04-02T00:00:00Z' })).toEqual([
      'indeterminate',
      'status.list_expired',
    ])
    const [h, p] = (await publish(list)).split('.')
    expect(await answer(`${h}.${p}.AAAA`)).toEqual(['indeterminate', 'status.list_unsigned'])
    const embedded = await signRaw(await buildStatusListCredential(list, issuer.profile, dates), issuer.signer, {
      suite: 'ecdsa-rdfc-2019',
    })
    expect((await answer(embedded))[0]).toBe('indeterminate')
    for (const junk of ['Not found', '{}', Uint8Array.of(0xff, 0xfe), {}, ''])
      expect((await answer(junk))[0]).toBe('indeterminate')
    expect(await answer(undefined)).toEqual(['indeterminate', 'status.unavailable'])
  })
})

describe('signing a JWT', () => {
  it('needs a recipient with an id, and no proof', async () => {
    const nameless = changed(draft, (one) => {
      delete one.credentialSubject.id
    })
    expect(await codeOf(() => signJwtCredential(nameless, issuer.signer))).toBe('jwt.sub_missing')
    await expect(signJwtCredential({ ...draft, proof: [] }, issuer.signer)).rejects.toThrow(TypeError)
    await expect(signJwtCredential([], issuer.signer)).rejects.toThrow(TypeError)
  })

  it('refuses what would not verify', async () => {
    const code = (change: (one: Draft) => void) =>
      codeOf(() => signJwtCredential(changed(draft, change), issuer.signer))
    expect(await code(() => undefined)).toBe('none')
    expect(await code((one) => void one['@context'].push('https://ext.example/context.json'))).toBe('none')
    expect(await code((one) => void one['@context'].push({}))).toBe('context.inline')
    expect(await code((one) => Object.assign(one, { 'schema:name': 'x' }))).toBe('shape.key_not_term')
    expect(await code((one) => Object.assign(one, { awardedDate: null }))).toBe('shape.null')
    expect(await code((one) => one['@context'].splice(0, 1, 'https://www.w3.org/2018/credentials/v1'))).toBe(
      'rule.data_model',
    )
  })

  it('makes what verifies by the issuer’s jwks.json', async () => {
    const hosted = await issuerWith({ algorithm: 'P-384', controller: 'https://cce.example/issuer' })
    const jwt = await signJwtCredential(await draftOf(hosted), hosted.signer)
    const documents = {
      'https://cce.example/.well-known/jwks.json': buildJwks(hosted),
      'https://cce.example/issuer': '<html>',
    }
    const report = await verifyJwt(jwt, { now: NOW, documentLoader: createDocumentLoader({ documents }) })
    expect(summaryOf(report as never)).toEqual(['valid'])
  })
})
