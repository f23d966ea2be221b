import { describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { base64urlEncode, utf8Encode } from '../../src/encoding.ts'
import { OpenBadgesError, type Problem } from '../../src/errors.ts'
import { JSON_LIMITS } from '../../src/json.ts'
import { buildDidDocument, buildJwks } from '../../src/keys/publish.ts'
import {
  checkTokenValidity,
  claimProblems,
  dateOf,
  signedAt,
  signingTimeProblems,
  timeClaimProblems,
} from '../../src/proof/jwt-claims.ts'
import { looksLikeJwt } from '../../src/proof/looks-like-jwt.ts'
import {
  checkJwt,
  checkToken,
  credentialOf,
  type DecodedJwt,
  decodeJwt,
  type JwtOptions,
  keyHeader,
  presentationOf,
  signCompact,
  signJwt,
} from '../../src/proof/vc-jwt.ts'
import type { DocumentLoader, JsonObject, LoadRequest } from '../../src/types.ts'
import { codeOf } from '../support/codes.ts'
import { claimsOf, type Draft, draftOf, issuerWith } from '../support/signed.ts'

const issuer = await issuerWith()
const { signer } = issuer
const draft = await draftOf(issuer)
const V1 = 'https://www.w3.org/2018/credentials/v1'
const V2 = 'https://www.w3.org/ns/credentials/v2'
const HEADER = { alg: 'EdDSA', kid: 'did:example:1' }

function encode(value: unknown): string {
  return base64urlEncode(utf8Encode(typeof value === 'string' ? value : JSON.stringify(value)))
}

function tokenOf(header: unknown, payload: unknown = { a: 1 }): string {
  return `${encode(header)}.${encode(payload)}.AAAA`
}

function jwtWith(payload: Draft): DecodedJwt {
  return decodeJwt(tokenOf(HEADER, payload))
}

/** Codes and places of problems. */
function placesOf(problems: readonly { readonly code: string; readonly pointer?: string | undefined }[]): string[] {
  return problems.map(({ code, pointer }) => `${code} ${pointer}`)
}

describe('a text that looks like a JWT', () => {
  it.each(['a.b.c', 'a..', 'a.b.', 'a..c', 'a.b.c.d.e', 'azAZ09_-+/=.x.y', `a.b.${'c'.repeat(2_000_000)}`])(
    'has parts with dots between them: %.40s',
    (text) => expect(looksLikeJwt(text)).toBe(true),
  )

  it.each([
    '',
    'a',
    'a.b',
    '.',
    '..',
    '.a.b',
    ' a.b.c',
    'a.b.c\n',
    'a.b c.d',
    'é.b.c',
    '{"a":1.2,"b":3.4}',
    'https://x.y.z',
  ])('and nothing else: %j', (text) => expect(looksLikeJwt(text)).toBe(false))
})

describe('a JWT taken apart', () => {
  it('has its parts and the bytes that were signed', () => {
    const text = tokenOf(HEADER, { iss: 'é' })
    expect(decodeJwt(text)).toStrictEqual({
      text,
      header: HEADER,
      payload: { iss: 'é' },
      signingInput: utf8Encode(text.slice(0, text.lastIndexOf('.'))),
      signature: Uint8Array.of(0, 0, 0),
    })
  })

  it.each(['', 'e30', 'e30.e30', `${tokenOf(HEADER)}.AAAA`, `${tokenOf(HEADER)}.`])(
    'has three of them, and not as %j',
    async (text) => expect(await codeOf(() => decodeJwt(text))).toBe('jwt.malformed'),
  )

  it('is as long as the limits have it, and not longer', async () => {
    const text = tokenOf(HEADER)
    expect(await codeOf(() => decodeJwt(text, { ...JSON_LIMITS, bytes: text.length }))).toBe('none')
    expect(await codeOf(() => decodeJwt(text, { ...JSON_LIMITS, bytes: text.length - 1 }))).toBe('limit.size')
  })

  it('has a payload within the limits, and a header within those of every text', async () => {
    const limits = { ...JSON_LIMITS, depth: 2 }
    const jwk = { kty: 'OKP', more: { deeper: { still: 1 } } }
    expect(await codeOf(() => decodeJwt(tokenOf({ ...HEADER, jwk }), limits))).toBe('none')
    expect(await codeOf(() => decodeJwt(tokenOf(HEADER, { jwk }), limits))).toBe('limit.depth')
  })

  it('has a header of at most 8 KiB', async () => {
    const sized = (length: number) => {
      const header = { ...HEADER, kid: '' }
      return tokenOf({ ...header, kid: 'x'.repeat((length / 4) * 3 - JSON.stringify(header).length) })
    }
    expect(sized(8_192).indexOf('.')).toBe(8_192)
    expect(await codeOf(() => decodeJwt(sized(8_192)))).toBe('none')
    expect(await codeOf(() => decodeJwt(sized(8_196)))).toBe('limit.size')
  })

  it('has a header and a payload that are objects', async () => {
    for (const odd of ['[]', '7', 'null', '"x"']) {
      expect(await codeOf(() => decodeJwt(tokenOf(odd)))).toBe('jwt.malformed')
      expect(await codeOf(() => decodeJwt(tokenOf(HEADER, odd)))).toBe('jwt.malformed')
    }
    expect(() => decodeJwt(tokenOf('[]'))).toThrow(/ header /)
    expect(() => decodeJwt(tokenOf(HEADER, '[]'))).toThrow(/ payload /)
  })

  it.each([
    ['header', (odd: string) => `${odd}.e30.AAAA`],
    ['payload', (odd: string) => `${encode(HEADER)}.${odd}.AAAA`],
    ['signature', (odd: string) => `${encode(HEADER)}.e30.${odd}`],
  ])('has a %s in strict base64url', async (part, make) => {
    for (const odd of ['e30=', 'e3+/', 'e31', 'e', 'e30 ']) {
      expect(await codeOf(() => decodeJwt(make(odd)))).toBe('jwt.encoding')
      expect(() => decodeJwt(make(odd))).toThrow(` ${part} `)
    }
  })
})

describe('the header of a JWT', () => {
  const code = (change: Draft, payload?: Draft) => codeOf(() => decodeJwt(tokenOf({ ...HEADER, ...change }, payload)))

  it.each<Draft>([
    {},
    { typ: 'JWT' },
    { typ: 'vc+jwt' },
    { typ: 'VC+JWT' },
    { typ: 'vc+ld+json+jwt' },
    { cty: 'vc' },
    { alg: 'none' },
    { kid: '' },
    { kid: undefined, jwk: { kty: 'OKP' } },
    { jwk: {} },
  ])('may be %j', async (change) => expect(await code(change)).toBe('none'))

  it.each<Draft>([
    { typ: '' },
    { typ: 'JWS' },
    { typ: 'x-jwt' },
    { typ: 7 },
    { typ: ['JWT'] },
    { typ: null },
    { cty: 'VC' },
    { cty: '' },
    { cty: null },
    { alg: 7 },
    { alg: undefined },
    { alg: ['EdDSA'] },
    { kid: undefined },
    { kid: 7 },
    { kid: null },
    { kid: {}, jwk: { kty: 'OKP' } },
    { jwk: 'x' },
    { jwk: [] },
    { jwk: null },
    { jwk: { kty: 'OKP', d: '' } },
    { crit: [] },
    { b64: false },
    { x5c: [] },
    { x5t: '' },
    { x5u: '' },
    { jku: '' },
    { nonce: '' },
    { Alg: 'EdDSA' },
  ])('may not be %j', async (change) => expect(await code(change)).toBe('jwt.header'))

  it.each<[string, Draft]>([
    ['in the claim vp', { vp: {} }],
    ['by its type', { type: 'VerifiablePresentation' }],
    ['by one of its types', { type: ['VerifiablePresentation', 'More'] }],
  ])('names a presentation as what it is: %s', async (_, payload) => {
    for (const change of [{}, { typ: 'JWT' }, { typ: 'vp+jwt' }, { typ: 'VP+LD+JSON+JWT' }, { cty: 'vp' }]) {
      expect(await code(change, payload)).toBe('none')
    }
    for (const change of [{ typ: 'vc+jwt' }, { typ: 'VC+LD+JSON+JWT' }, { cty: 'vc' }, { typ: 'vp+jwt', cty: 'vc' }]) {
      expect(await code(change, payload)).toBe('jwt.header')
    }
  })

  it.each<Draft>([{ type: 'VerifiableCredential' }, { type: ['VerifiableCredential'] }, {}, { vp: 'x' }, { vc: {} }])(
    'does not name a credential as a presentation: %j',
    async (payload) => {
      for (const change of [{ typ: 'vp+jwt' }, { typ: 'VP+JWT' }, { cty: 'vp' }]) {
        expect(await code(change, payload)).toBe('jwt.header')
      }
    },
  )
})

describe('what a JWT carries', () => {
  const claims = { iss: 'a', sub: 'b', aud: 'c', exp: 1, nbf: 2, iat: 3, jti: 'd' }

  it('is a credential without the claims', () => {
    const members = { '@context': [V2], type: ['VerifiableCredential'], nonce: 'x', vp: 'y' }
    const { credential, problems } = credentialOf(jwtWith({ ...claims, ...members }))
    expect([credential, problems]).toStrictEqual([members, []])
    expect(Object.isFrozen(credential)).toBe(true)
  })

  it('is a presentation without the claims and the nonce', () => {
    const members = { type: ['VerifiablePresentation'], holder: 'x', vp: 'y' }
    expect(presentationOf(jwtWith({ ...claims, ...members, nonce: 'n' }))).toStrictEqual(members)
  })

  it('is a presentation in the claim vp', () => {
    const vp = { type: ['VerifiablePresentation'], nonce: 'x' }
    expect(presentationOf(jwtWith({ ...claims, vp, holder: 'x' }))).toStrictEqual(vp)
  })

  it.each([['x'], [7], [null], [[]], [[{}]]])('is no credential where the claim vc is %j', (vc) => {
    const carried = () => credentialOf(jwtWith({ vc }))
    expect(carried).toThrow(OpenBadgesError)
    expect(carried).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ pointer: '/vc' })] }))
  })

  it.each<[string, Draft, Draft]>([
    ['VC 2.0 in the claim', { '@context': [V2, 'https://x.example'] }, {}],
    ['VC 2.0 in the claim, one context', { '@context': V2 }, {}],
    ['a credential around the claim', { '@context': [V1] }, { '@context': [V2] }],
    ['any context around the claim', { '@context': [V1] }, { '@context': 'x' }],
  ])('is of two models: %s', (_, vc, more) => {
    const { problems } = credentialOf(jwtWith({ vc, ...more }))
    expect(placesOf(problems)).toEqual(['rule.data_model /vc'])
  })

  it.each<Draft>([{ '@context': [V1, V2] }, { '@context': V1 }, { '@context': [] }, {}])(
    'is of VC 1.1 in the claim vc: %j',
    (vc) => {
      const { credential, problems } = credentialOf(jwtWith({ vc, type: 'x' }))
      expect([credential, problems]).toStrictEqual([vc, []])
      expect(Object.isFrozen(credential)).toBe(true)
    },
  )

  it.each<[string, Draft, Draft, Draft]>([
    [
      'nothing, where nothing is missing',
      {
        id: 'i',
        issuer: 'j',
        issuanceDate: '2026',
        expirationDate: '2027',
        credentialSubject: { id: 's' },
      },
      { jti: 'x', iss: 'x', nbf: 0, exp: 0, sub: 'x' },
      { id: 'i', issuer: 'j', issuanceDate: '2026', expirationDate: '2027', credentialSubject: { id: 's' } },
    ],
    [
      'nothing, where the claims have nothing',
      { credentialSubject: {}, issuer: {} },
      {},
      { credentialSubject: {}, issuer: {} },
    ],
    ['the id', {}, { jti: 'x' }, { id: 'x' }],
    ['the issuer', {}, { iss: 'x' }, { issuer: 'x' }],
    ['the id of the issuer', { issuer: { name: 'n' } }, { iss: 'x' }, { issuer: { id: 'x', name: 'n' } }],
    ['no second id of the issuer', { issuer: { id: 'y' } }, { iss: 'x' }, { issuer: { id: 'y' } }],
    ['no id that is none of the issuer', { issuer: { name: 'n' } }, { iss: 7 }, { issuer: { name: 'n' } }],
    ['no id of an issuer in a list', { issuer: [{}] }, { iss: 'x' }, { issuer: [{}] }],
    [
      'both dates',
      {},
      { nbf: 0, exp: 1 },
      { issuanceDate: '1970-01-01T00:00:00Z', expirationDate: '1970-01-01T00:00:01Z' },
    ],
    ['no date that is none', {}, { nbf: '0', exp: 0.5 }, {}],
    [
      'the id of the recipient',
      { credentialSubject: { a: 1 } },
      { sub: 'x' },
      { credentialSubject: { id: 'x', a: 1 } },
    ],
    [
      'no second id of the recipient',
      { credentialSubject: { id: 'y' } },
      { sub: 'x' },
      { credentialSubject: { id: 'y' } },
    ],
    ['no id that is none of the recipient', { credentialSubject: {} }, { sub: 7 }, { credentialSubject: {} }],
    ['no id of recipients in a list', { credentialSubject: [{}] }, { sub: 'x' }, { credentialSubject: [{}] }],
    ['no recipient', {}, { sub: 'x' }, {}],
  ])('has from the claims: %s', (_, vc, more, expected) => {
    expect(credentialOf(jwtWith({ vc, ...more })).credential).toStrictEqual(expected)
  })
})

describe('a NumericDate', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [-1, '1969-12-31T23:59:59Z'],
    [1_772_355_600, '2026-03-01T09:00:00Z'],
    [8.64e12, '275760-09-13T00:00:00Z'],
    [-8.64e12, '-271821-04-20T00:00:00Z'],
    [8.64e12 + 1, undefined],
    [-8.64e12 - 1, undefined],
    [0.5, undefined],
    ['0', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%j is %j', (seconds, date) => expect(dateOf(seconds)).toBe(date))

  it('is wanted in exp, iat and nbf, where they are', () => {
    expect(timeClaimProblems({})).toEqual([])
    expect(timeClaimProblems({ exp: 1, iat: 2, nbf: 3, other: 'x' })).toEqual([])
    expect(placesOf(timeClaimProblems({ exp: '1', iat: 0.5, nbf: null }))).toEqual([
      'jwt.claim_mismatch /exp',
      'jwt.claim_mismatch /iat',
      'jwt.claim_mismatch /nbf',
    ])
  })

  it('in iat says when it was signed, else that in nbf', () => {
    expect(signedAt({ iat: 1, nbf: 2 })).toBe(1000)
    expect(signedAt({ nbf: 2 })).toBe(2000)
    expect(signedAt({ iat: '1', nbf: 2 })).toBeUndefined()
    expect(signedAt({})).toBeUndefined()
  })
})

describe('a JWT signed in the future', () => {
  const places = (iat: unknown, skewSeconds = 60) =>
    placesOf(signingTimeProblems({ iat } as JsonObject, { now: 1_000_000, skewSeconds }))

  it('is not believed beyond the skew of clocks', () => {
    expect(places(1060)).toEqual([])
    expect(places(1061)).toEqual(['proof.created_future /iat'])
    expect(places(1000, 0)).toEqual([])
    expect(places(1001, 0)).toEqual(['proof.created_future /iat'])
  })

  it('is another matter than one that does not say when', () => {
    expect(places('9999')).toEqual([])
    expect(signingTimeProblems({ nbf: 9999 }, { now: 0, skewSeconds: 0 })).toEqual([])
  })

  it('is refused together with what its claims say', async () => {
    const { jti: _, ...claims } = claimsOf(draft)
    const token = await signCompact({ alg: 'EdDSA', kid: signer.id }, { ...draft, ...claims, iat: 2000 }, signer)
    const check = async (now: number) => {
      const options = { issuer: issuer.profile.id, loader: createDocumentLoader(), now, skewSeconds: 1 }
      return placesOf((await checkJwt(decodeJwt(token), draft as JsonObject, options)).problems)
    }
    expect(await check(1_999_000)).toEqual(['jwt.claim_mismatch /jti'])
    expect(await check(1_998_999)).toEqual(['jwt.claim_mismatch /jti', 'proof.created_future /iat'])
  })
})

describe('the end of a credential in a JWT', () => {
  const OPTIONS = { now: Date.parse('2026-03-15T12:00:00Z'), skewSeconds: 60 }
  const check = (credential: Draft, payload?: Draft) =>
    checkTokenValidity(credential, payload && { payload: payload as JsonObject }, OPTIONS)
  const seconds = (date: string) => Date.parse(date) / 1000
  const from = '2026-03-01T09:00:00Z'

  it('is that of the credential, where there is no token or no exp', () => {
    const good = { outcome: 'passed', problems: [], validFrom: from, validUntil: '2026-04-01T00:00:00Z' }
    const credential = { validFrom: from, validUntil: good.validUntil }
    for (const payload of [undefined, {}, { exp: '1' }]) expect(check(credential, payload)).toStrictEqual(good)
  })

  it('is that of the credential, spelt as it spells it, where exp is no earlier', () => {
    const validUntil = '2026-04-01T02:00:00+02:00'
    for (const exp of ['2026-04-01T00:00:00Z', '2026-04-01T00:00:01Z']) {
      expect(check({ validUntil }, { exp: seconds(exp) }).validUntil).toBe(validUntil)
    }
    // Some write the greatest number they can instead of no end.
    expect(check({ validFrom: from }, { exp: 253_402_300_800 })).toMatchObject({
      outcome: 'passed',
      validUntil: '10000-01-01T00:00:00Z',
    })
    const earlier = check({ validUntil }, { exp: seconds('2026-03-31T23:59:59Z') })
    expect(earlier).toStrictEqual({ outcome: 'passed', problems: [], validUntil: '2026-03-31T23:59:59Z' })
  })

  it('is exp, where the credential has none, and is told as that of the token', () => {
    expect(check({ validFrom: from }, { exp: seconds('2026-03-15T11:59:00Z') })).toStrictEqual({
      outcome: 'passed',
      problems: [],
      validFrom: from,
      validUntil: '2026-03-15T11:59:00Z',
    })
    const over = check({ validFrom: from }, { exp: seconds('2026-03-15T11:58:59Z') })
    expect([over.outcome, ...placesOf(over.problems)]).toEqual(['failed', 'time.expired /exp'])
    const inverted = check({ validFrom: from }, { exp: seconds('2026-03-01T08:59:59Z') })
    expect(placesOf(inverted.problems)).toEqual(['time.inverted /exp', 'time.expired /exp'])
  })

  it('is told once where both are over', () => {
    const { problems, validUntil } = check(
      { validFrom: from, validUntil: '2026-03-10T00:00:00Z' },
      { exp: seconds('2026-03-09T00:00:00Z') },
    )
    expect([...placesOf(problems), validUntil]).toEqual(['time.expired /validUntil', '2026-03-09T00:00:00Z'])
  })

  it('is exp where the credential’s own cannot be read', () => {
    const { problems, outcome } = check({ validUntil: 'soon' }, { exp: seconds('2026-03-09T00:00:00Z') })
    expect([outcome, ...placesOf(problems)]).toEqual(['failed', 'time.syntax /validUntil', 'time.expired /exp'])
  })
})

describe('the claims of a JWT', () => {
  const credential = {
    id: 'urn:x:1',
    validFrom: '2026-03-01T09:00:00.900Z',
    credentialSubject: { id: 'did:example:t' },
  }
  const claims = { iss: 'did:example:i', jti: 'urn:x:1', nbf: 1_772_355_600, sub: 'did:example:t' }
  const problemsOf = (payload: Draft, more: { of?: Draft; mayOmitClaims?: boolean } = {}) => {
    const { of = credential, ...options } = more
    return claimProblems(payload as JsonObject, of as JsonObject, { issuer: 'did:example:i', ...options })
  }

  it('repeat the credential', () => {
    expect(problemsOf(claims)).toEqual([])
    expect(problemsOf(claims, { mayOmitClaims: true })).toEqual([])
  })

  it.each([
    ['iss', 'issuer.id'],
    ['jti', 'id'],
    ['nbf', 'validFrom'],
    ['sub', 'credentialSubject.id'],
  ])('must not differ in %s, and may leave it out only where that is allowed', (claim, member) => {
    for (const mayOmitClaims of [true, false]) {
      const [problem, ...more] = problemsOf({ ...claims, [claim]: claim === 'nbf' ? 1 : 'other' }, { mayOmitClaims })
      expect([problem?.code, problem?.pointer, more]).toEqual(['jwt.claim_mismatch', `/${claim}`, []])
      expect(problem?.message).toContain(` ${member} `)
    }
    const { [claim as 'iss']: _, ...others } = claims
    expect(placesOf(problemsOf(others))).toEqual([`jwt.claim_mismatch /${claim}`])
    expect(placesOf(problemsOf(others, { mayOmitClaims: false }))).toEqual([`jwt.claim_mismatch /${claim}`])
    expect(problemsOf(others, { mayOmitClaims: true })).toEqual([])
  })

  it('must not say what the credential does not', () => {
    expect(placesOf(problemsOf(claims, { of: {}, mayOmitClaims: true }))).toEqual([
      'jwt.claim_mismatch /jti',
      'jwt.claim_mismatch /nbf',
      'jwt.claim_mismatch /sub',
    ])
  })

  it('repeat issuanceDate in nbf where there is no validFrom', () => {
    const { validFrom: issuanceDate, ...others } = credential
    const of = { ...others, issuanceDate }
    expect(problemsOf(claims, { of })).toEqual([])
    const [problem] = problemsOf({ ...claims, nbf: 0 }, { of })
    expect(problem?.message).toContain(' issuanceDate ')
    expect(problemsOf({ ...claims, nbf: 1_772_355_600 }, { of: { ...of, validFrom: '2026-03-01T09:00:00Z' } })).toEqual(
      [],
    )
    expect(placesOf(problemsOf(claims, { of: { ...of, validFrom: '2026-03-01T09:00:01Z' } }))).toEqual([
      'jwt.claim_mismatch /nbf',
    ])
  })

  it('need no nbf where the credential has no date', () => {
    const { nbf: _, ...others } = claims
    expect(problemsOf(others, { of: { ...credential, validFrom: undefined } })).toEqual([])
    expect(problemsOf(others, { of: { ...credential, validFrom: 'soon' } })).toEqual([])
  })

  it('hold the times as well', () => {
    expect(placesOf(problemsOf({ ...claims, exp: 'x', iat: 'y' }))).toEqual([
      'jwt.claim_mismatch /exp',
      'jwt.claim_mismatch /iat',
    ])
  })

  it.each<[string, Draft]>([
    ['has no id', {}],
    ['is missing', { credentialSubject: undefined }],
    ['is a list', { credentialSubject: [{ id: 'did:example:t' }] }],
  ])('may lack a sub with a warning where the recipient %s', (_, change) => {
    const { sub, ...others } = claims
    const of = { ...credential, credentialSubject: {}, ...change }
    const problems = problemsOf(others, { of })
    expect(placesOf(problems)).toEqual(['jwt.sub_missing /sub'])
    expect(problems[0]?.severity).toBe('warning')
    expect(problemsOf(others, { of, mayOmitClaims: true })).toEqual([])
    expect(placesOf(problemsOf({ ...others, sub }, { of }))).toEqual(['jwt.claim_mismatch /sub'])
  })
})

describe('a token', () => {
  const did = 'did:web:cce.example'

  async function check(token: string, more: Partial<JwtOptions> = {}, claims: () => readonly Problem[] = () => []) {
    const loader = createDocumentLoader()
    return checkToken(decodeJwt(token), { issuer: issuer.profile.id, loader, ...more }, claims)
  }

  it('that is good says whose key it is, and what it answers', async () => {
    const payload = { nonce: 'n', aud: ['a', 7, 'b'] }
    const token = await signCompact({ alg: 'EdDSA', kid: signer.id }, payload, signer)
    expect(await check(token)).toStrictEqual({
      outcome: 'passed',
      problems: [],
      proofs: [
        {
          type: 'JWT',
          verificationMethod: signer.id,
          controller: issuer.profile.id,
          algorithm: 'Ed25519',
          challenge: 'n',
          domain: ['a', 'b'],
          outcome: 'passed',
          counts: true,
        },
      ],
      verificationMethod: signer.id,
    })
  })

  it('that is not lets nobody take the key for that of a good proof, and asks no claim', async () => {
    const asked = () => expect.unreachable()
    const known = { type: 'JWT', verificationMethod: signer.id, outcome: 'failed', counts: true }
    const spoilt = `${encode({ alg: 'EdDSA', kid: signer.id })}.${encode({ nonce: 7, aud: 'a' })}.${'A'.repeat(86)}`
    const { problems, ...facts } = await check(spoilt, {}, asked)
    expect(placesOf(problems)).toEqual(['proof.signature_invalid undefined'])
    const key = { controller: issuer.profile.id, algorithm: 'Ed25519' }
    expect(facts).toStrictEqual({ outcome: 'failed', proofs: [{ ...known, ...key, domain: ['a'] }] })
    const none = await check(tokenOf({ alg: 'none', kid: signer.id }), {}, asked)
    expect(none).toMatchObject({ outcome: 'failed', problems: [{ code: 'jwt.alg' }] })
    expect(none.proofs).toStrictEqual([known])
  })

  it.each([
    ['none', 'jwt.alg'],
    ['NONE', 'jwt.alg'],
    ['HS256', 'jwt.alg'],
    ['hs1', 'jwt.alg'],
    ['nonesuch', 'proof.unsupported'],
    ['XHS256', 'proof.unsupported'],
    ['xnone', 'proof.unsupported'],
    ['RS512', 'proof.unsupported'],
    ['eddsa', 'proof.unsupported'],
    ['', 'proof.unsupported'],
  ])('of alg %j is refused with %s', async (alg, code) => {
    const { problems } = await check(tokenOf({ alg, kid: signer.id }))
    expect(problems.map((problem) => problem.code)).toEqual([code])
  })

  it('whose claims are wrong fails, and names its key as known only', async () => {
    const token = await signCompact({ alg: 'EdDSA', jwk: signer.publicKeyJwk, kid: signer.id }, {}, signer)
    const claims = () => timeClaimProblems({ exp: 'x' })
    const answer = await check(token, {}, claims)
    expect(answer).toMatchObject({ outcome: 'failed', proofs: [{ verificationMethod: signer.id, outcome: 'failed' }] })
    expect(answer).not.toHaveProperty('verificationMethod')
  })

  it('that names no key by a kid has none in what is known of it', async () => {
    const { proofs } = await check(tokenOf({ alg: 'none', jwk: signer.publicKeyJwk }))
    expect(proofs).toStrictEqual([{ type: 'JWT', outcome: 'failed', counts: true }])
  })

  it('with the jwk of somebody else is not by a key of the issuer', async () => {
    const { signer: other } = await issuerWith()
    for (const kid of [{}, { kid: signer.id }]) {
      const token = await signCompact({ alg: 'EdDSA', jwk: other.publicKeyJwk, ...kid }, {}, other)
      const { problems, outcome } = await check(token)
      expect([outcome, problems.map(({ code }) => code)]).toEqual(['failed', ['issuer.key_mismatch']])
    }
  })

  it('whose alg is not that of its key is not verified by it', async () => {
    const { problems, outcome } = await check(tokenOf({ alg: 'ES256', kid: signer.id }))
    expect([outcome, placesOf(problems)]).toEqual(['failed', ['key.format undefined']])
  })

  it.each([
    ['key.revoked', { revoked: '2026-03-10T00:00:00Z' }],
    ['key.expired', { expires: '2026-02-01T00:00:00Z' }],
  ])('by a key that is no longer good has %s', async (code, change) => {
    const hosted = await issuerWith({ controller: did })
    const document = structuredClone(buildDidDocument(hosted)) as Draft
    Object.assign(document.verificationMethod[0], change)
    const loader = createDocumentLoader({ documents: { [did]: document } })
    const token = await signCompact({ alg: 'EdDSA', kid: hosted.signer.id }, { iat: 1_772_355_600 }, hosted.signer)
    const { problems, proofs } = await check(token, { issuer: did, loader }, () => expect.unreachable())
    expect(placesOf(problems)).toEqual([`${code} `])
    expect(proofs[0]).toMatchObject({ controller: did, outcome: 'failed' })
    const early = await signCompact({ alg: 'EdDSA', kid: hosted.signer.id }, { iat: 1_760_000_000 }, hosted.signer)
    expect((await check(early, { issuer: did, loader })).outcome).toBe(code === 'key.expired' ? 'passed' : 'failed')
  })

  it('is held to its purpose, and its key is asked for under the caller’s signal', async () => {
    const hosted = await issuerWith({ controller: did })
    const document = { ...buildDidDocument(hosted), authentication: [] }
    const seen: (LoadRequest | undefined)[] = []
    const loader: DocumentLoader = async (url, request) => {
      seen.push(request)
      return { documentUrl: url, document }
    }
    const token = await signCompact({ alg: 'EdDSA', kid: hosted.signer.id }, {}, hosted.signer)
    const { signal } = new AbortController()
    expect((await check(token, { issuer: did, loader, signal })).outcome).toBe('passed')
    expect(seen[0]?.signal).toBe(signal)
    const asHolder = await check(token, { issuer: did, loader, purpose: 'authentication' })
    expect(asHolder.outcome).toBe('failed')
    expect((await check(token, { issuer: did, loader, purpose: 'assertionMethod' })).outcome).toBe('passed')
  })

  it('is good by jwks.json alone, with the remark that nobody was heard about the key', async () => {
    const url = 'https://cce.example/issuer'
    const hosted = await issuerWith({ controller: url })
    const documents = { 'https://cce.example/.well-known/jwks.json': buildJwks(hosted) }
    const token = await signCompact({ alg: 'EdDSA', kid: hosted.signer.id }, {}, hosted.signer)
    const loader = createDocumentLoader({ documents })
    const claims = () => timeClaimProblems({ exp: 'x' })
    const good = await check(token, { issuer: url, loader })
    expect([good.outcome, good.problems.map(({ code }) => code)]).toEqual(['passed', ['net.offline']])
    const { problems } = await check(token, { issuer: url, loader }, claims)
    expect(problems.map(({ code }) => code)).toEqual(['net.offline', 'jwt.claim_mismatch'])
  })

  it('whose key is known by its jwk alone needs no kid', async () => {
    const token = await signCompact({ alg: 'EdDSA', jwk: signer.publicKeyJwk }, {}, signer)
    const { outcome, proofs } = await check(token)
    expect([outcome, proofs[0]?.verificationMethod]).toEqual(['passed', signer.id])
  })
})

describe('signing', () => {
  const parts = (token: string) =>
    token
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))

  it('writes the claims that repeat the credential, and names the key', async () => {
    const until = { ...draft, validUntil: '2027-01-01T00:00:00.900Z' }
    const [header, payload] = parts(await signJwt(until as JsonObject, signer))
    expect(header).toStrictEqual({ alg: 'EdDSA', typ: 'JWT', kid: signer.id, jwk: signer.publicKeyJwk })
    expect(payload).toStrictEqual({ ...until, ...claimsOf(until) })
    expect(payload.exp).toBe(1_798_761_600)
  })

  it('leaves out the dates that there are none of, and takes an issuer that is an id alone', async () => {
    const { validFrom: _, ...rest } = draft
    const [, payload] = parts(await signJwt({ ...rest, issuer: issuer.profile.id } as JsonObject, signer))
    expect(payload).toMatchObject({ iss: issuer.profile.id })
    expect(Object.keys(payload)).not.toEqual(expect.arrayContaining(['nbf']))
    expect(Object.keys(payload)).not.toEqual(expect.arrayContaining(['exp']))
  })

  it.each([undefined, {}, { id: 7 }, [{ id: 'did:example:t' }]])(
    'needs a recipient, which %j is not',
    async (subject) => {
      const signed = signJwt({ ...draft, credentialSubject: subject } as unknown as JsonObject, signer)
      const pointer = '/credentialSubject/id'
      await expect(signed).rejects.toMatchObject({
        // Whoever follows the hint must not publish an address unawares.
        problems: [
          { code: 'jwt.sub_missing', pointer, severity: 'error', hint: expect.stringContaining('show the address') },
        ],
      })
      await expect(signed).rejects.toBeInstanceOf(OpenBadgesError)
    },
  )

  it('says all that keeps it from being read', async () => {
    const odd = { ...draft, 'schema:name': 'x', awardedDate: null } as JsonObject
    const error: OpenBadgesError = await signJwt(odd, signer).then(expect.unreachable, (reason) => reason)
    expect(error.problems.map(({ code }) => code).sort()).toEqual(['shape.key_not_term', 'shape.null'])
    const old = { ...draft, '@context': [V1, draft['@context'][1]] } as JsonObject
    await expect(signJwt(old, signer)).rejects.toMatchObject({
      problems: [{ code: 'rule.data_model', pointer: '/@context/0' }],
    })
  })

  it('gives the key along where the id of the key is the key itself', () => {
    const jwk = signer.publicKeyJwk
    for (const id of ['did:key:z6Mk#z6Mk', 'did:jwk:e30#0'])
      expect(keyHeader({ ...signer, id })).toEqual({ kid: id, jwk })
    for (const id of ['did:web:cce.example#key-1', 'https://cce.example/#did:key:']) {
      expect(keyHeader({ ...signer, id })).toStrictEqual({ kid: id })
    }
    const { publicKeyJwk: _, ...nameless } = signer
    expect(keyHeader(nameless)).toStrictEqual({ kid: signer.id })
  })
})
