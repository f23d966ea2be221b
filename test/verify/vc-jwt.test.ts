import { describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { base64urlEncode, utf8Encode } from '../../src/encoding.ts'
import { createIssuer } from '../../src/issue.ts'
import { verifyJwt } from '../../src/jwt.ts'
import { generateKeyPair } from '../../src/keys/key-pair.ts'
import { buildDidDocument, buildJwks } from '../../src/keys/publish.ts'
import type { DocumentLoader, KeyAlgorithm } from '../../src/types.ts'
import { verifyCredential } from '../../src/verify.ts'
import {
  changed,
  claimsOf,
  type Draft,
  draftOf,
  issuerWith,
  jwtOf,
  NOW,
  remarksOf,
  summaryOf,
} from '../support/signed.ts'

const issuer = await issuerWith()
const stranger = await issuerWith({ name: 'Somebody Else' })
const draft = await draftOf(issuer)
const jwt = await jwtOf(draft, issuer.signer)

async function verify(input: object | string, documentLoader?: DocumentLoader) {
  return verifyCredential(input, { now: NOW, ...(documentLoader && { documentLoader }) })
}

async function answer(input: object | string, documentLoader?: DocumentLoader): Promise<readonly string[]> {
  return summaryOf(await verify(input, documentLoader))
}

function encode(value: unknown): string {
  return base64urlEncode(utf8Encode(typeof value === 'string' ? value : JSON.stringify(value)))
}

const [head = '', body = '', tail = ''] = jwt.split('.')

describe('a JWT', () => {
  it.each<[string, KeyAlgorithm, string]>([
    ['EdDSA', 'Ed25519', 'EdDSA'],
    ['ES256', 'P-256', 'ES256'],
    ['ES384', 'P-384', 'ES384'],
    ['RS256', 'RS256', 'RS256'],
  ])('of %s verifies, and not with a byte changed', async (_, algorithm, alg) => {
    const by = await issuerWith({ algorithm })
    const token = await jwtOf(await draftOf(by), by.signer)
    const report = await verify(token)
    expect(summaryOf(report)).toEqual(['valid'])
    expect(report.checks.proof.proofs).toMatchObject([{ type: 'JWT', controller: by.profile.id, counts: true }])
    expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).alg).toBe(alg)
    const [h = '', p = '', s = ''] = token.split('.')
    const other = await jwtOf(await draftOf(by, { name: 'Another' }), by.signer)
    expect(await answer(`${h}.${other.split('.')[1]}.${s}`)).toEqual(['invalid', 'proof.signature_invalid'])
    const spoilt = `${s.slice(0, 10)}${s[10] === 'A' ? 'B' : 'A'}${s.slice(11)}`
    expect(await answer(`${h}.${p}.${spoilt}`)).toEqual(['invalid', 'proof.signature_invalid'])
  })

  it('shows the credential without the claims', async () => {
    expect((await verify(jwt)).credential).toEqual(draft)
  })

  it.each([
    ['two dots too many', () => `${jwt}.a.b`, 'jwt.malformed'],
    ['a JWE', () => `${head}.a.b.c.d`, 'jwt.malformed'],
    ['a header that is no object', () => `${encode('[]')}.${body}.${tail}`, 'jwt.malformed'],
    ['a payload that is no object', () => `${head}.${encode('7')}.${tail}`, 'jwt.malformed'],
    ['a payload that is no JSON', () => `${head}.${encode('x')}.${tail}`, 'json.syntax'],
    ['a header that is no JSON', () => `${encode('x')}.${body}.${tail}`, 'json.syntax'],
    ['padding', () => `${head}=.${body}.${tail}`, 'jwt.encoding'],
    ['the other base64 alphabet', () => `${head}.${body}.${tail.slice(0, -1)}+`, 'jwt.encoding'],
    [
      'base64url that does not encode back to itself',
      () => `${head}.${body}.${tail.slice(0, -1)}${tail.endsWith('B') ? 'C' : 'B'}`,
      'jwt.encoding',
    ],
    [
      'a doubled claim',
      () => `${head}.${encode(`{"iss":"x",${JSON.stringify({ ...draft, ...claimsOf(draft) }).slice(1)}`)}.${tail}`,
      'json.duplicate_key',
    ],
    [
      'a doubled header member',
      () => `${encode(`{"alg":"EdDSA","alg":"EdDSA","kid":"${issuer.signer.id}"}`)}.${body}.${tail}`,
      'json.duplicate_key',
    ],
    [
      'bytes that are no UTF-8',
      () => `${head}.${base64urlEncode(Uint8Array.of(0x22, 0xff, 0x22))}.${tail}`,
      'json.encoding',
    ],
    ['an empty payload', () => `${head}..${tail}`, 'json.syntax'],
    ['a payload without a credential', () => `${head}.${encode({ iss: 'x' })}.${tail}`, 'credential.type'],
  ])('with %s is none', async (_, make, code) => {
    expect(await answer(make())).toEqual(['invalid', code])
  })

  it('with a signature that is empty proves nothing', async () => {
    expect(await answer(`${head}.${body}.`)).toEqual(['invalid', 'proof.signature_invalid'])
  })

  it('has at most 1 MiB, and a header of at most 8 KiB', async () => {
    const space = (token: string, size: number) => `${token}${'A'.repeat(size - token.length)}`
    expect(await answer(space(`${head}.${body}.`, 1_048_577))).toEqual(['indeterminate', 'limit.size'])
    expect((await answer(space(`${head}.${body}.`, 1_048_576)))[1]).not.toBe('limit.size')
    const longHead = (size: number) => encode({ alg: 'EdDSA', kid: 'x'.repeat(size) })
    expect(longHead(6_120)).toHaveLength(8_192)
    expect((await answer(`${longHead(6_120)}.${body}.${tail}`))[1]).toBe('issuer.key_mismatch')
    expect(await answer(`${longHead(6_121)}.${body}.${tail}`)).toEqual(['indeterminate', 'limit.size'])
  })
})

describe('the header', () => {
  it.each<[string, Draft, readonly string[]]>([
    ['typ JWT', { typ: 'JWT' }, ['valid']],
    ['typ vc+jwt', { typ: 'vc+jwt' }, ['valid']],
    ['typ vc+ld+json+jwt', { typ: 'vc+ld+json+jwt' }, ['valid']],
    ['typ in small letters', { typ: 'jwt' }, ['valid']],
    ['no typ', { typ: undefined }, ['valid']],
    ['cty vc', { cty: 'vc' }, ['valid']],
    ['a typ of something else', { typ: 'at+jwt' }, ['invalid', 'jwt.header']],
    ['a typ of a presentation', { typ: 'vp+jwt' }, ['invalid', 'jwt.header']],
    ['a cty of a presentation', { cty: 'vp' }, ['invalid', 'jwt.header']],
    ['another cty', { cty: 'JWT' }, ['invalid', 'jwt.header']],
    ['crit', { crit: ['exp'] }, ['invalid', 'jwt.header']],
    ['b64', { b64: true }, ['invalid', 'jwt.header']],
    ['a certificate', { x5c: ['MII'] }, ['invalid', 'jwt.header']],
    ['a URL of keys', { jku: 'https://keys.example' }, ['invalid', 'jwt.header']],
    ['no key at all', { kid: undefined }, ['invalid', 'jwt.header']],
    ['a kid that is no text', { kid: 7 }, ['invalid', 'jwt.header']],
    ['a jwk that is no object', { jwk: 'x' }, ['invalid', 'jwt.header']],
    ['a secret in its jwk', { jwk: { ...issuer.signer.publicKeyJwk, d: 'AA' } }, ['invalid', 'jwt.header']],
    ['no alg', { alg: undefined }, ['invalid', 'jwt.header']],
    ['alg none', { alg: 'none' }, ['invalid', 'jwt.alg']],
    ['alg None', { alg: 'None' }, ['invalid', 'jwt.alg']],
    ['alg HS256', { alg: 'HS256' }, ['invalid', 'jwt.alg']],
    ['alg hs512', { alg: 'hs512' }, ['invalid', 'jwt.alg']],
    ['alg RS512, which others may know', { alg: 'RS512' }, ['indeterminate', 'proof.unsupported']],
    ['an alg that is not that of the key', { alg: 'ES256' }, ['invalid', 'key.format']],
  ])('%s', async (_, header, expected) => {
    expect(await answer(await jwtOf(draft, issuer.signer, { header }))).toEqual(expected)
  })

  it('may repeat the key of a did:key as jwk, and no other', async () => {
    const own = issuer.signer.publicKeyJwk
    expect(await answer(await jwtOf(draft, issuer.signer, { header: { kid: undefined, jwk: own } }))).toEqual(['valid'])
    const forged = await jwtOf(draft, stranger.signer, {
      header: { kid: undefined, jwk: stranger.signer.publicKeyJwk },
    })
    expect(await answer(forged)).toEqual(['invalid', 'issuer.key_mismatch'])
    const both = await jwtOf(draft, stranger.signer, {
      header: { kid: issuer.signer.id, jwk: stranger.signer.publicKeyJwk },
    })
    expect(await answer(both)).toEqual(['invalid', 'issuer.key_mismatch'])
  })
})

describe('the claims', () => {
  it.each<[string, Draft, readonly string[]]>([
    ['more than are defined', { iat: 1_772_355_600, aud: 'https://district.example' }, ['valid']],
    ['another iss', { iss: stranger.profile.id }, ['invalid', 'jwt.claim_mismatch']],
    ['no iss', { iss: undefined }, ['invalid', 'jwt.claim_mismatch']],
    ['another jti', { jti: 'urn:uuid:other' }, ['invalid', 'jwt.claim_mismatch']],
    ['no jti', { jti: undefined }, ['invalid', 'jwt.claim_mismatch']],
    ['another sub', { sub: 'did:example:other' }, ['invalid', 'jwt.claim_mismatch']],
    ['no sub, though the recipient has an id', { sub: undefined }, ['invalid', 'jwt.claim_mismatch']],
    ['nbf a second later', { nbf: claimsOf(draft).nbf + 1 }, ['invalid', 'jwt.claim_mismatch']],
    ['no nbf', { nbf: undefined }, ['invalid', 'jwt.claim_mismatch']],
    ['nbf in milliseconds', { nbf: claimsOf(draft).nbf * 1000 }, ['invalid', 'jwt.claim_mismatch']],
    ['nbf as a text', { nbf: String(claimsOf(draft).nbf) }, ['invalid', 'jwt.claim_mismatch']],
    ['nbf with a fraction', { nbf: claimsOf(draft).nbf + 0.5 }, ['invalid', 'jwt.claim_mismatch']],
    ['exp with a fraction', { exp: 1_900_000_000.5 }, ['invalid', 'jwt.claim_mismatch']],
    ['exp as a text', { exp: '1900000000' }, ['invalid', 'jwt.claim_mismatch']],
    ['exp beyond any date', { exp: 1e300 }, ['invalid', 'jwt.claim_mismatch']],
    ['iat as a text', { iat: 'now' }, ['invalid', 'jwt.claim_mismatch']],
  ])('%s', async (_, claims, expected) => {
    expect(await answer(await jwtOf(draft, issuer.signer, { claims }))).toEqual(expected)
  })

  it('iat may be as little in the future as created of an embedded proof', async () => {
    const now = Date.parse(NOW) / 1000
    const signed = (iat: number) => jwtOf(draft, issuer.signer, { claims: { iat } })
    expect(await answer(await signed(now + 60))).toEqual(['valid'])
    expect(await answer(await signed(now + 61))).toEqual(['invalid', 'proof.created_future'])
    const strict = { now: NOW, skewSeconds: 0 }
    expect(summaryOf(await verifyCredential(await signed(now), strict))).toEqual(['valid'])
    const report = await verifyJwt(await signed(now + 1), strict)
    expect(report.problems).toMatchObject([{ code: 'proof.created_future', pointer: '/iat' }])
    // A date before validFrom is legal, as it is in an embedded proof.
    expect(await answer(await signed(claimsOf(draft).nbf - 1))).toEqual(['valid'])
  })

  it('nbf is validFrom in whole seconds, whatever its offset and fraction', async () => {
    const precise = { ...draft, validFrom: '2026-03-01T01:00:00.750-08:00' }
    expect(await answer(await jwtOf(precise, issuer.signer))).toEqual(['valid'])
  })

  it('a missing sub is a warning where the recipient has no id', async () => {
    const nameless = changed(draft, (one) => {
      delete one.credentialSubject.id
      one.credentialSubject.identifier = [
        { type: 'IdentityObject', hashed: false, identityHash: 'a@b.example', identityType: 'emailAddress' },
      ]
    })
    const report = await verify(await jwtOf(nameless, issuer.signer))
    expect(summaryOf(report)).toEqual(['valid'])
    expect(remarksOf(report.problems)).toEqual(['jwt.sub_missing'])
    expect(await answer(await jwtOf(nameless, issuer.signer, { claims: { sub: 'did:example:x' } }))).toEqual([
      'invalid',
      'jwt.claim_mismatch',
    ])
  })

  it('the earlier of exp and validUntil is the end', async () => {
    const seconds = (date: string) => Date.parse(date) / 1000
    const until = { ...draft, validUntil: '2027-01-01T00:00:00Z' }
    const at = async (exp: string, badge: Draft = until) =>
      verify(await jwtOf(badge, issuer.signer, { claims: { exp: seconds(exp) } }))
    const good = await at('2026-06-01T00:00:00Z')
    expect([...summaryOf(good), good.checks.validity.validUntil]).toEqual(['valid', '2026-06-01T00:00:00Z'])
    const longer = await at('2028-01-01T00:00:00Z')
    expect([...summaryOf(longer), longer.checks.validity.validUntil]).toEqual(['valid', '2027-01-01T00:00:00Z'])
    expect(summaryOf(await at('2026-03-15T11:59:00Z'))).toEqual(['valid'])
    const over = await at('2026-03-15T11:58:59Z')
    expect([...summaryOf(over), over.checks.validity.validUntil]).toEqual([
      'invalid',
      'time.expired',
      '2026-03-15T11:58:59Z',
    ])
    expect(over.checks.proof.outcome).toBe('passed')
    expect(summaryOf(await at('2026-02-01T00:00:00Z'))).toEqual(['invalid', 'time.inverted', 'time.expired'])
    expect(summaryOf(await at('2026-06-01T00:00:00Z', draft))).toEqual(['valid'])
  })
})

describe('the VC 1.1 form', () => {
  const v1 = changed(draft, (one) => {
    one['@context'] = ['https://www.w3.org/2018/credentials/v1', one['@context'][1]]
    one.issuanceDate = one.validFrom
    delete one.validFrom
    delete one.evidence[0].digestMultibase
  })
  const claims = claimsOf(v1)
  const wrapped = (vc: Draft, more: Draft = {}) => jwtOf(v1, issuer.signer, { payload: { ...claims, vc, ...more } })

  it('has the credential in the vc claim', async () => {
    const report = await verify(await wrapped(v1))
    expect(summaryOf(report)).toEqual(['valid'])
    expect(report.credential).toEqual(v1)
  })

  it('has what the vc claim leaves out in the claims', async () => {
    const { id: _, issuanceDate: __, ...rest } = v1
    const { id: ___, ...subject } = v1.credentialSubject
    const { id: ____, ...profile } = v1.issuer
    const report = await verify(await wrapped({ ...rest, issuer: profile, credentialSubject: subject }))
    expect(summaryOf(report)).toEqual(['valid'])
    expect(report.credential).toMatchObject({
      id: v1.id,
      issuer: { id: issuer.profile.id },
      credentialSubject: { id: 'did:example:teacher' },
    })
  })

  it('compares what stands in both', async () => {
    for (const change of [{ id: 'urn:uuid:other' }, { issuanceDate: '2026-03-01T09:00:01Z' }]) {
      expect(await answer(await wrapped({ ...v1, ...change }))).toEqual(['invalid', 'jwt.claim_mismatch'])
    }
    expect(await answer(await wrapped(v1, { exp: claims.nbf + 1 }))).toEqual(['invalid', 'time.expired'])
  })

  it('is no form of VC 2.0', async () => {
    expect(await answer(await wrapped(draft))).toEqual(['invalid', 'rule.data_model'])
    const mixed = await jwtOf(draft, issuer.signer, { payload: { ...draft, ...claimsOf(draft), vc: v1 } })
    expect(await answer(mixed)).toEqual(['invalid', 'rule.data_model'])
    expect(await answer(await wrapped('x' as never))).toEqual(['invalid', 'jwt.malformed'])
  })

  it('compares with the credential in the claim, whatever stands beside it', async () => {
    const forged = changed(v1, (one) => {
      one.credentialSubject.id = 'did:example:other'
    })
    expect(await answer(await wrapped(forged))).toEqual(['invalid', 'jwt.claim_mismatch'])
  })
})

describe('whose key it is', () => {
  const url = 'https://cce.example/issuer'
  const jwksUrl = 'https://cce.example/.well-known/jwks.json'

  async function published(algorithm: KeyAlgorithm = 'P-256') {
    const by = await issuerWith({ controller: url, algorithm })
    return { by, token: await jwtOf(await draftOf(by), by.signer), jwks: buildJwks(by) as unknown as Draft }
  }

  const loaderOf = (documents: Draft) => createDocumentLoader({ documents })

  it('is in the jwks.json of the issuer’s host', async () => {
    const { by, token, jwks } = await published()
    expect(await answer(token, loaderOf({ [jwksUrl]: jwks }))).toEqual(['valid'])
    expect(await answer(token)).toEqual(['indeterminate', 'net.offline'])
    const byKey = await jwtOf(await draftOf(by), by.signer, { header: { kid: undefined, jwk: by.signer.publicKeyJwk } })
    expect(await answer(byKey, loaderOf({ [jwksUrl]: jwks }))).toEqual(['valid'])
  })

  it('is not there when the JWK says that it is another issuer’s, or when it is not there', async () => {
    const { by, jwks } = await published()
    const token = await jwtOf(await draftOf(by), by.signer, { header: { kid: 'key-1' } })
    jwks.keys[0].kid = 'key-1'
    expect(await answer(token, loaderOf({ [jwksUrl]: jwks }))).toEqual(['valid'])
    const others = changed(jwks, (one) => {
      one.keys[0].iss = 'https://cce.example/other'
    })
    expect(await answer(token, loaderOf({ [jwksUrl]: others }))).toEqual(['invalid', 'issuer.key_mismatch'])
    const { jwks: another } = await published()
    expect((await answer(token, loaderOf({ [jwksUrl]: another })))[0]).toBe('indeterminate')
    const forged = await jwtOf(await draftOf(await issuerWith({ controller: url })), stranger.signer, {
      header: { kid: undefined, jwk: stranger.signer.publicKeyJwk },
    })
    expect(await answer(forged, loaderOf({ [jwksUrl]: jwks }))).toEqual(['invalid', 'issuer.key_mismatch'])
  })

  it('is in the DID document of a did:web, or in the document at the issuer’s URL', async () => {
    const did = 'did:web:cce.example'
    const hosted = await issuerWith({ controller: did, algorithm: 'P-256' })
    const token = await jwtOf(await draftOf(hosted), hosted.signer)
    expect(await answer(token, loaderOf({ [did]: buildDidDocument(hosted) }))).toEqual(['valid'])
    const { by, token: byUrl } = await published()
    expect(await answer(byUrl, loaderOf({ [url]: buildDidDocument(by) }))).toEqual(['valid'])
  })

  it('may be behind a kid that is a URL, if the issuer has it as well', async () => {
    const { by, jwks } = await published()
    const kid = 'https://keys.example/1'
    const token = await jwtOf(await draftOf(by), by.signer, { header: { kid } })
    expect(await answer(token, loaderOf({ [kid]: jwks.keys[0], [jwksUrl]: jwks }))).toEqual(['valid'])
    const forged = await jwtOf(await draftOf(by), stranger.signer, { header: { kid } })
    expect(await answer(forged, loaderOf({ [kid]: stranger.signer.publicKeyJwk, [jwksUrl]: jwks }))).toEqual([
      'invalid',
      'issuer.key_mismatch',
    ])
  })

  it('is held to its end by iat, or nbf', async () => {
    const did = 'did:web:cce.example'
    const hosted = await issuerWith({ controller: did })
    const document = (change: Draft) => ({
      ...changed(buildDidDocument(hosted), (one) => Object.assign(one.verificationMethod[0], change)),
    })
    const token = await jwtOf(await draftOf(hosted), hosted.signer)
    const late = await jwtOf(await draftOf(hosted), hosted.signer, { claims: { iat: claimsOf(draft).nbf + 1 } })
    const expires = { expires: '2026-03-01T09:00:00Z' }
    expect(await answer(token, loaderOf({ [did]: document(expires) }))).toEqual(['valid'])
    expect(await answer(late, loaderOf({ [did]: document(expires) }))).toEqual(['invalid', 'key.expired'])
    expect(await answer(token, loaderOf({ [did]: document({ revoked: '2026-03-10T00:00:00Z' }) }))).toEqual([
      'invalid',
      'key.revoked',
    ])
  })

  it('is revoked where the document of the issuer says so, although jwks.json still has it', async () => {
    const { by, jwks } = await published()
    const token = await jwtOf(await draftOf(by), by.signer, { header: { kid: 'key-1' } })
    jwks.keys[0].kid = 'key-1'
    const document = (change: Draft) =>
      changed(buildDidDocument(by), (one) => Object.assign(one.verificationMethod[0], change))
    const verdict = (change: Draft) => answer(token, loaderOf({ [jwksUrl]: jwks, [url]: document(change) }))
    expect(await verdict({})).toEqual(['valid'])
    expect(await verdict({ revoked: '2026-03-10T00:00:00Z' })).toEqual(['invalid', 'key.revoked'])
    expect(await verdict({ expires: '2026-02-28T00:00:00Z' })).toEqual(['invalid', 'key.expired'])
    expect(await verdict({ expires: '2026-12-31T00:00:00Z' })).toEqual(['valid'])
  })

  it('counts by jwks.json alone where the document was not given, and the report says which', async () => {
    const { token, jwks } = await published()
    const alone = await verifyCredential(token, { now: NOW, documentLoader: loaderOf({ [jwksUrl]: jwks }) })
    expect([alone.verdict, remarksOf(alone.problems), alone.needs]).toEqual(['valid', ['net.offline'], [url]])
    const down = async (asked: string) => {
      if (asked === jwksUrl) return { documentUrl: asked, document: jwks }
      throw new Error('no route to host')
    }
    const report = await verifyCredential(token, { now: NOW, documentLoader: down })
    expect([...summaryOf(report), report.needs]).toEqual(['indeterminate', 'net.unreachable', [url]])
  })

  it('is that of a did:jwk', async () => {
    const keyPair = await generateKeyPair({ algorithm: 'P-256' })
    const { didJwkOf } = await import('../../src/keys/did-key.ts')
    const { publicKeyFromJwk } = await import('../../src/keys/public-key.ts')
    const did = didJwkOf(publicKeyFromJwk(keyPair.publicKeyJwk))
    const { importKeyPair, exportKeyPair } = await import('../../src/keys/key-pair.ts')
    const pair = await importKeyPair(exportKeyPair(keyPair), { controller: did })
    const by = await createIssuer({ name: 'CCE' }, pair)
    expect(by.profile.id).toBe(did)
    expect(await answer(await jwtOf(await draftOf(by), by.signer))).toEqual(['valid'])
  })
})
