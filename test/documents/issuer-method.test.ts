import { describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { resolveJwtKey, resolveProofKey } from '../../src/documents/verification-method.ts'

/** Lines that the other tests of keys leave open, on both sides. */

const KEY = 'z6MkrCRfySXkx1eeweAhVtCGwpBX7GbQDYGZBdip1qUtABhp'
const WEB = 'did:web:school.example'
const ELSEWHERE = 'https://elsewhere.example/keys/1'

type Json = Record<string, unknown>

function method(id: string, more: Json = {}): Json {
  return { id, type: 'Multikey', controller: WEB, publicKeyMultibase: KEY, ...more }
}

/** Codes of the problems, or `found`, and what was asked for. */
async function ask(
  document: Json,
  verificationMethod: string,
  others: Record<string, unknown> = {},
): Promise<{ codes: string[]; asked: string[] }> {
  const loader = createDocumentLoader({ documents: { [WEB]: document, ...others } })
  const asked: string[] = []
  const recording = Object.assign((url: string, request?: object) => {
    asked.push(url)
    return loader(url, request)
  }, loader)
  const resolution = await resolveProofKey({
    issuer: WEB,
    verificationMethod,
    purpose: 'assertionMethod',
    loader: recording,
  })
  const codes = 'problems' in resolution ? resolution.problems.map(({ code }) => code) : ['found']
  return { codes, asked }
}

describe('a method that the issuer describes itself', () => {
  it('is taken as the issuer describes it, and not fetched from the URL that it has', async () => {
    const document = { id: WEB, verificationMethod: [method(ELSEWHERE)], assertionMethod: [ELSEWHERE] }
    const other = { [ELSEWHERE]: method(ELSEWHERE, { revoked: '2020-01-01T00:00:00Z' }) }
    expect(await ask(document, ELSEWHERE, other)).toEqual({ codes: ['found'], asked: [WEB] })
  })

  it('is fetched where the issuer only lists it', async () => {
    const document = { id: WEB, assertionMethod: [ELSEWHERE] }
    const { codes, asked } = await ask(document, ELSEWHERE, { [ELSEWHERE]: method(ELSEWHERE) })
    expect([codes, asked]).toEqual([['found'], [WEB, ELSEWHERE]])
  })

  it('and that is listed but nowhere described is not there, and the document is read once', async () => {
    const document = { id: WEB, assertionMethod: [`${WEB}#key-2`] }
    expect(await ask(document, `${WEB}#key-2`)).toEqual({ codes: ['key.not_found'], asked: [WEB] })
  })
})

describe('a method that the issuer does not list', () => {
  const unlisted = (more: Json): Json => ({
    id: WEB,
    verificationMethod: [method(`${WEB}#key-1`, more)],
    authentication: [`${WEB}#key-1`],
  })

  it.each<[string, Json, string[]]>([
    ['may not sign', {}, ['key.not_authorized']],
    ['and that was never revoked is not said to be', { revoked: null }, ['key.not_authorized']],
    ['and that was revoked is said to be', { revoked: '2026-01-01T00:00:00Z' }, ['key.not_authorized', 'key.revoked']],
  ])('%s', async (_, more, codes) => {
    expect((await ask(unlisted(more), `${WEB}#key-1`)).codes).toEqual(codes)
  })

  it('and that is described twice is revoked where one of them is', async () => {
    const document = {
      id: WEB,
      verificationMethod: [method(`${WEB}#key-1`)],
      authentication: [method(`${WEB}#key-1`, { revoked: '2026-01-01T00:00:00Z' })],
    }
    expect((await ask(document, `${WEB}#key-1`)).codes).toEqual(['key.not_authorized', 'key.revoked'])
  })

  it.each([
    [`${WEB}#key-2`, 'key.not_found'],
    [`${WEB}/keys/1`, 'key.not_found'],
    [`${WEB}?service=keys`, 'key.not_found'],
    [`${WEB}-evil/keys/1`, 'issuer.key_mismatch'],
    [`${WEB}:branch#key-1`, 'issuer.key_mismatch'],
    [`did:web:elsewhere.example/${WEB}/keys`, 'issuer.key_mismatch'],
    [`${ELSEWHERE}`, 'issuer.key_mismatch'],
  ])('of the name %s is %s', async (name, code) => {
    expect((await ask(unlisted({}), name)).codes).toEqual([code])
  })
})

describe('the dates of a method', () => {
  it('are passed on where there are any, and left out where there are none', async () => {
    const find = async (more: Json): Promise<object> => {
      const document = { id: WEB, verificationMethod: [method(`${WEB}#1`, more)], assertionMethod: [`${WEB}#1`] }
      const loader = createDocumentLoader({ documents: { [WEB]: document } })
      const question = { issuer: WEB, verificationMethod: `${WEB}#1`, purpose: 'assertionMethod' as const, loader }
      const resolution = await resolveProofKey(question)
      return 'method' in resolution ? resolution.method : resolution
    }
    expect(Object.keys(await find({}))).toEqual(['key', 'id', 'controller', 'source'])
    expect(Object.keys(await find({ revoked: null, expires: null }))).toEqual(['key', 'id', 'controller', 'source'])
    expect(await find({ revoked: 'a', expires: 'b' })).toMatchObject({ revoked: 'a', expires: 'b' })
  })
})

describe('a JWT that names no key', () => {
  it.each([WEB, 'https://school.example/issuers/1'])(
    'is undecided for %s, and nothing is asked for',
    async (issuer) => {
      const asked: string[] = []
      const loader = createDocumentLoader({ documents: { [WEB]: { id: WEB } } })
      const recording = Object.assign((url: string) => {
        asked.push(url)
        return loader(url)
      }, loader)
      const resolution = await resolveJwtKey({ issuer, alg: 'EdDSA', loader: recording })
      expect('problems' in resolution && resolution.problems.map(({ code }) => code)).toEqual(['key.not_found'])
      expect(asked).toEqual([])
    },
  )
})

describe('a JWT whose issuer publishes keys in two places', () => {
  const ISSUER = 'https://school.example/issuers/1'
  const JWKS = 'https://school.example/.well-known/jwks.json'
  const X = 'rn9qpYxefIBqzl6Vv43Q9QHUSVaD2Sx-t666QKmqfx8'
  const OTHER_X = 'vpkIcRgszN1Bz8Lc8cqLxofJ7jH8XhDgbNHAR1f_3J4'
  const jwk = (more: Json = {}): Json => ({ kty: 'OKP', crv: 'Ed25519', x: X, kid: 'key-1', ...more })
  const document: Json = {
    id: ISSUER,
    verificationMethod: [{ id: `${ISSUER}#key-1`, type: 'JsonWebKey', controller: ISSUER, publicKeyJwk: jwk() }],
    assertionMethod: [`${ISSUER}#key-1`],
  }

  async function find(kid: string, documents: Record<string, unknown>): Promise<string> {
    const loader = createDocumentLoader({ documents })
    const resolution = await resolveJwtKey({ issuer: ISSUER, kid, alg: 'EdDSA', loader })
    return 'problems' in resolution
      ? resolution.problems[0].code
      : `${resolution.method.source} ${resolution.method.key.publicKeyJwk.x}`
  }

  it.each<[string, Json[], string]>([
    ['two keys of one kid', [jwk(), jwk({ x: OTHER_X })], 'key.id_mismatch'],
    ['a key of another issuer', [jwk({ iss: 'https://elsewhere.example/' })], 'issuer.key_mismatch'],
    ['a key that is weak', [jwk({ x: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' })], 'key.weak'],
    ['a key that is none', [jwk({ x: 'AA' })], 'key.format'],
  ])('is not rescued by the second place from %s in the first', async (_, keys, code) => {
    expect(await find('key-1', { [JWKS]: { keys }, [ISSUER]: document })).toBe(code)
  })

  it('is found in the second where the first does not have it, or cannot be read', async () => {
    expect(await find('key-1', { [JWKS]: { keys: [jwk({ kid: 'key-2' })] }, [ISSUER]: document })).toBe(`https ${X}`)
    expect(await find('key-1', { [ISSUER]: document })).toBe(`https ${X}`)
  })

  const BEHIND = 'https://school.example/keys'

  it.each<[string, string, Json[], string]>([
    ['the one key there', `${BEHIND}#a`, [jwk({ kid: 'any' })], `jwks ${X}`],
    ['the key of that kid', `${BEHIND}#a`, [jwk({ kid: `${BEHIND}#a` }), jwk({ kid: 'b', x: OTHER_X })], `jwks ${X}`],
    ['the key of that fragment', `${BEHIND}#a`, [jwk({ kid: 'b', x: OTHER_X }), jwk({ kid: 'a' })], `jwks ${X}`],
    ['none of two of that kid', `${BEHIND}#a`, [jwk({ kid: 'a' }), jwk({ kid: 'a', x: OTHER_X })], 'key.not_found'],
    ['none where no kid fits', `${BEHIND}#a`, [jwk({ kid: 'b' }), jwk({ kid: 'c', x: OTHER_X })], 'key.not_found'],
    ['no key that is not the issuer’s', `${BEHIND}#a`, [jwk({ kid: 'a', x: OTHER_X })], 'issuer.key_mismatch'],
  ])('with a kid that is a URL means %s', async (_, kid, keys, expected) => {
    const documents = { [BEHIND]: { keys }, [JWKS]: { keys: [jwk({ kid: 'published' })] } }
    expect(await find(kid, documents)).toBe(expected)
  })

  it('with a kid that only ends like a URL asks for nothing there', async () => {
    expect(await find(`urn:x:${BEHIND}`, { [`urn:x:${BEHIND}`]: { keys: [jwk()] }, [JWKS]: { keys: [jwk()] } })).toBe(
      'key.not_found',
    )
  })
})

describe('a JWT that names its key by jwk alone', () => {
  const X = 'rn9qpYxefIBqzl6Vv43Q9QHUSVaD2Sx-t666QKmqfx8'
  const OTHER_X = 'vpkIcRgszN1Bz8Lc8cqLxofJ7jH8XhDgbNHAR1f_3J4'
  const jwk = (x: string): { kty: 'OKP'; crv: 'Ed25519'; x: string } => ({ kty: 'OKP', crv: 'Ed25519', x })
  const methods = [OTHER_X, X].map((x, index) => ({
    id: `${WEB}#${index}`,
    type: 'JsonWebKey',
    controller: WEB,
    publicKeyJwk: jwk(x),
  }))

  async function find(document: Json): Promise<string> {
    const loader = createDocumentLoader({ documents: { [WEB]: document } })
    const resolution = await resolveJwtKey({ issuer: WEB, jwk: jwk(X), alg: 'EdDSA', loader })
    return 'problems' in resolution ? resolution.problems[0].code : resolution.method.id
  }

  it('means the method with that key, not the first without a kid', async () => {
    const ids = methods.map(({ id }) => id)
    expect(await find({ id: WEB, verificationMethod: methods, assertionMethod: ids })).toBe(`${WEB}#1`)
  })

  it('means none where no method has that key, nor one that has no key at all', async () => {
    const keyless = { id: `${WEB}#2`, type: 'Multikey', controller: WEB }
    const document = { id: WEB, verificationMethod: [methods[0], keyless], assertionMethod: [`${WEB}#0`, `${WEB}#2`] }
    expect(await find(document)).toBe('issuer.key_mismatch')
  })
})
