import { describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { type JwtKeyQuestion, resolveJwtKey, resolveProofKey } from '../../src/documents/verification-method.ts'
import { OpenBadgesError, type Problem } from '../../src/errors.ts'
import { didJwkOf } from '../../src/keys/did-key.ts'
import { publicKeyFromJwk, publicKeyFromMultibase } from '../../src/keys/public-key.ts'
import type { DocumentLoader, JWK } from '../../src/types.ts'

const KEY_A = 'z6MkrCRfySXkx1eeweAhVtCGwpBX7GbQDYGZBdip1qUtABhp'
const KEY_B = 'z6MksHGrKfjzSsHvzXfK2xkyR2SDWostjayfD8EpuT2rTHr5'
const P256 = 'zDnaeehQ9achGzSfvDR1UuS3eusJ7CA22gF85TpCS6da4GBCp'
const P256_JWK: JWK = {
  kty: 'EC',
  crv: 'P-256',
  x: '0_e2cMY1TztVtjRFhsmmc5Zngj4R45Qwk158d0wll70',
  y: 'XmC1wiyYrZrpd78C8c9cObpNVOM-D4BSS2WLRzKGBew',
}
const JWK_A: JWK = { kty: 'OKP', crv: 'Ed25519', x: 'rn9qpYxefIBqzl6Vv43Q9QHUSVaD2Sx-t666QKmqfx8' }
const JWK_B: JWK = { kty: 'OKP', crv: 'Ed25519', x: 'vpkIcRgszN1Bz8Lc8cqLxofJ7jH8XhDgbNHAR1f_3J4' }
/** The point of order one: every signature fits it. */
const WEAK = 'z6MkeTGyPnZPfV6VSFmMgknzpzGcdRZDcaKBZpqbJ8zfqLxV'

const WEB = 'did:web:school.example'
const URL_ISSUER = 'https://school.example/issuers/1'
const DOCUMENT_OF = { [WEB]: 'https://school.example/.well-known/did.json', [URL_ISSUER]: URL_ISSUER } as const
const JWKS = 'https://school.example/.well-known/jwks.json'
const ATTACKER = 'https://attacker.example/keys/1'

type Json = Record<string, unknown>
type Documents = Record<string, unknown>

const method = (id: string, controller: string, more: Json = {}): Json => ({
  id,
  type: 'Multikey',
  controller,
  publicKeyMultibase: KEY_A,
  ...more,
})

/** A document that lists one key, `#key-1`. */
const document = (id: string, more: Json = {}): Json => ({
  id,
  verificationMethod: [method(`${id}#key-1`, id)],
  assertionMethod: [`${id}#key-1`],
  ...more,
})

const offline = (documents: Documents): DocumentLoader => createDocumentLoader({ documents })

interface Case {
  issuer?: string | undefined
  verificationMethod: string
  purpose?: 'assertionMethod' | 'authentication'
  documents?: Documents
  loader?: DocumentLoader
}

/** The code of the first problem, or the source of the key. */
async function proofKey({ issuer, verificationMethod, purpose = 'assertionMethod', documents = {}, loader }: Case) {
  const resolution = await resolveProofKey({
    issuer,
    verificationMethod,
    purpose,
    loader: loader ?? offline(documents),
  })
  if ('problems' in resolution) return resolution.problems[0].code
  expect(resolution.method.id).toBe(verificationMethod)
  expect(issuer ?? resolution.method.controller).toBe(resolution.method.controller)
  return resolution.method.source
}

describe('a did:key or did:jwk issuer', () => {
  const did = `did:key:${KEY_A}`
  const id = `${did}#${KEY_A}`
  const jwkDid = didJwkOf(publicKeyFromJwk(P256_JWK))
  /** Nothing may be asked of it. */
  const closed: DocumentLoader = async (url) => {
    throw new Error(`asked for ${url}`)
  }

  it.each<[string, Case, string]>([
    ['is found without a document', { issuer: did, verificationMethod: id }, 'did:key'],
    ['is its own controller', { issuer: undefined, verificationMethod: id }, 'did:key'],
    ['serves every purpose', { issuer: did, verificationMethod: id, purpose: 'authentication' }, 'did:key'],
    ['may be P-256', { issuer: `did:key:${P256}`, verificationMethod: `did:key:${P256}#${P256}` }, 'did:key'],
    ['may be a did:jwk', { issuer: jwkDid, verificationMethod: `${jwkDid}#0` }, 'did:jwk'],
    ['is named in full', { issuer: did, verificationMethod: did }, 'key.id_mismatch'],
    ['is named in full as did:jwk', { issuer: jwkDid, verificationMethod: jwkDid }, 'key.id_mismatch'],
    ['has no other fragment', { issuer: did, verificationMethod: `${did}#${KEY_B}` }, 'did.syntax'],
    ['has no key but #0', { issuer: jwkDid, verificationMethod: `${jwkDid}#1` }, 'did.syntax'],
    ['is well-formed', { issuer: did, verificationMethod: 'did:key:nonsense#nonsense' }, 'did.syntax'],
    ['is not weak', { issuer: `did:key:${WEAK}`, verificationMethod: `did:key:${WEAK}#${WEAK}` }, 'key.weak'],
    ['is not another key', { issuer: did, verificationMethod: `did:key:${KEY_B}#${KEY_B}` }, 'issuer.key_mismatch'],
    [
      'is not a weak key of another',
      { issuer: did, verificationMethod: `did:key:${WEAK}#${WEAK}` },
      'issuer.key_mismatch',
    ],
    ['is not the key of a URL issuer', { issuer: URL_ISSUER, verificationMethod: id }, 'issuer.key_mismatch'],
    ['is not the key of a did:web issuer', { issuer: WEB, verificationMethod: id }, 'issuer.key_mismatch'],
    ['does not sign with a URL', { issuer: did, verificationMethod: ATTACKER }, 'issuer.key_mismatch'],
    ['does not sign with did:web', { issuer: did, verificationMethod: `${WEB}#key-1` }, 'issuer.key_mismatch'],
  ])('%s', async (_, question, expected) => {
    expect(await proofKey({ ...question, loader: closed })).toBe(expected)
  })

  it('gives the key that the DID holds', async () => {
    const question = { issuer: did, verificationMethod: id, purpose: 'assertionMethod', loader: closed } as const
    expect(await resolveProofKey(question)).toEqual({
      method: { key: publicKeyFromMultibase(KEY_A), id, controller: did, source: 'did:key' },
    })
  })

  it('is not made the key of an issuer by being listed, for it has another controller', async () => {
    const documents = { [URL_ISSUER]: document(URL_ISSUER, { assertionMethod: [id] }) }
    expect(await proofKey({ issuer: URL_ISSUER, verificationMethod: id, documents })).toBe('issuer.key_mismatch')
  })
})

describe.each([
  [WEB, 'did:web'],
  [URL_ISSUER, 'https'],
])('the issuer %s', (issuer, source) => {
  const url = DOCUMENT_OF[issuer as keyof typeof DOCUMENT_OF]
  const id = `${issuer}#key-1`
  const mismatch = source === 'https' ? 'key.id_mismatch' : 'did.syntax'
  const embedded = method(id, issuer)

  it.each<[string, unknown, string]>([
    ['a method listed by URL', document(issuer), source],
    ['a method embedded in the relationship', { id: issuer, assertionMethod: [embedded] }, source],
    ['a relationship of one, not an array', { id: issuer, verificationMethod: embedded, assertionMethod: id }, source],
    [
      'names relative to the document',
      {
        id: issuer,
        verificationMethod: [method('#key-1', issuer)],
        assertionMethod: ['#key-1'],
      },
      source,
    ],
    ['a document that is text', JSON.stringify(document(issuer)), source],
    ['a document that is bytes', new TextEncoder().encode(JSON.stringify(document(issuer))), source],
    [
      'another method beside it that nobody can read',
      document(issuer, {
        verificationMethod: [{ id: `${issuer}#old`, type: 'Old', controller: issuer }, embedded],
      }),
      source,
    ],
    ['the document of another', { ...document(issuer), id: 'https://other.example/' }, mismatch],
    ['a document without id', { ...document(issuer), id: undefined }, mismatch],
    ['a document whose id differs by a slash', { ...document(issuer), id: `${issuer}/` }, mismatch],
    ['a method listed under no relationship', document(issuer, { assertionMethod: [] }), 'key.not_authorized'],
    [
      'a method listed for authentication only',
      document(issuer, { assertionMethod: undefined, authentication: [id] }),
      'key.not_authorized',
    ],
    [
      'a method embedded for authentication only',
      { id: issuer, authentication: [embedded], assertionMethod: [] },
      'key.not_authorized',
    ],
    ['a method embedded for key agreement only', { id: issuer, keyAgreement: [embedded] }, 'key.not_authorized'],
    ['only another method', { id: issuer, assertionMethod: [method(`${issuer}#key-2`, issuer)] }, 'key.not_found'],
    ['a name that stands only in the list', { id: issuer, assertionMethod: [id] }, 'key.not_found'],
    [
      'a name that differs by case',
      { id: issuer, assertionMethod: [method(`${issuer}#KEY-1`, issuer)] },
      'key.not_found',
    ],
    [
      'two methods of one name',
      document(issuer, {
        verificationMethod: [embedded, method(id, issuer, { publicKeyMultibase: KEY_B })],
      }),
      'key.id_mismatch',
    ],
    [
      'two methods of one name in two places',
      document(issuer, { keyAgreement: [method(id, issuer)] }),
      'key.id_mismatch',
    ],
    [
      'another controller',
      document(issuer, { verificationMethod: [method(id, 'https://other.example/')] }),
      'key.id_mismatch',
    ],
    [
      'no controller',
      document(issuer, { verificationMethod: [{ ...embedded, controller: undefined }] }),
      'key.id_mismatch',
    ],
    [
      'several controllers',
      document(issuer, { verificationMethod: [method(id, issuer, { controller: [issuer] })] }),
      'key.id_mismatch',
    ],
    ['a plain profile', { id: issuer, type: ['Profile'], name: 'School' }, 'key.not_found'],
    ['a document of empty lists', { id: issuer, verificationMethod: [], assertionMethod: [] }, 'key.not_found'],
    ['a page', '<!doctype html><title>School</title>', 'key.not_found'],
    ['a page as bytes', new TextEncoder().encode('\n <html>'), 'key.not_found'],
    ['an array', [document(issuer)], 'key.not_found'],
    ['a JSON string', '"text"', 'key.not_found'],
    ['text that is not JSON', '{"id":', 'net.content'],
    ['nothing', '', 'net.content'],
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'net.content'],
    ['a name twice', `{"id":"${issuer}","id":"${issuer}","assertionMethod":[]}`, 'net.content'],
    ['nesting without end', `${'['.repeat(1000)}${']'.repeat(1000)}`, 'net.content'],
    ['what no JSON can say', { id: issuer, assertionMethod: [() => 1] }, 'net.content'],
    ['null', null, 'net.content'],
  ])('with %s', async (_, at, expected) => {
    const documents = { [url]: at }
    const actual = await proofKey({ issuer, verificationMethod: id, documents })
    // A profile, where a DID document should be, is still the document of nobody else.
    expect(actual).toBe(expected)
  })

  it('that is offline is undecided, and says which document is needed', async () => {
    const question = { issuer, verificationMethod: id, purpose: 'assertionMethod', loader: offline({}) } as const
    expect(await resolveProofKey(question)).toMatchObject({ problems: [{ code: 'net.offline', needs: url }] })
  })

  it('says by URL what would have to be fetched, whatever kept it from being had', async () => {
    const needs = async (at: unknown, verificationMethod = id) => {
      const loader: DocumentLoader = async (asked) => {
        if (at instanceof Error) throw at
        return { documentUrl: asked, document: at }
      }
      const question = { issuer, verificationMethod, purpose: 'assertionMethod', loader } as const
      const resolution = await resolveProofKey(question)
      return 'problems' in resolution ? resolution.problems[0].needs : 'found'
    }
    const missing = { code: 'net.too_large', severity: 'error', message: 'It was too much.' } as const
    for (const at of [
      new Error('no route'),
      new OpenBadgesError(missing),
      undefined,
      '{"id":',
      '<html>',
      { id: issuer },
    ]) {
      expect(await needs(at), String(at)).toBe(url)
    }
    expect(await needs(document(issuer), `${issuer}#other`)).toBe(url)
    expect(await needs(document(issuer))).toBe('found')
  })

  it('whose loader throws anything, or gives nothing, is undecided', async () => {
    const failing = [
      async () => Promise.reject(new Error('anything')),
      async () => Promise.reject('a string'),
      () => {
        throw new TypeError('at once')
      },
    ]
    for (const loader of failing) {
      expect(await proofKey({ issuer, verificationMethod: id, loader })).toBe('net.unreachable')
    }
    const nothing = (async () => undefined) as unknown as DocumentLoader
    expect(await proofKey({ issuer, verificationMethod: id, loader: nothing })).toBe('net.content')
  })

  it.each<[string, Json, string]>([
    ['Multikey, P-256', { publicKeyMultibase: P256 }, source],
    ['JsonWebKey', { type: 'JsonWebKey', publicKeyMultibase: undefined, publicKeyJwk: JWK_A }, source],
    ['JsonWebKey2020', { type: 'JsonWebKey2020', publicKeyMultibase: undefined, publicKeyJwk: P256_JWK }, source],
    ['Ed25519VerificationKey2020', { type: 'Ed25519VerificationKey2020' }, source],
    ['a type in an array', { type: ['Multikey'] }, source],
    ['expires and revoked null', { expires: null, revoked: null }, source],
    ['two types', { type: ['Multikey', 'JsonWebKey'] }, 'key.format'],
    ['no type', { type: undefined }, 'proof.unsupported'],
    ['an unknown type', { type: 'Ed25519VerificationKey2018', publicKeyBase58: 'x' }, 'proof.unsupported'],
    ['the name of a method of every object as type', { type: 'constructor' }, 'proof.unsupported'],
    ['Multikey with a JWK', { publicKeyMultibase: undefined, publicKeyJwk: JWK_A }, 'key.format'],
    ['JsonWebKey with a Multikey', { type: 'JsonWebKey' }, 'key.format'],
    ['both forms', { publicKeyJwk: JWK_A }, 'key.format'],
    [
      'Ed25519VerificationKey2020 with P-256',
      { type: 'Ed25519VerificationKey2020', publicKeyMultibase: P256 },
      'key.format',
    ],
    ['a broken Multikey', { publicKeyMultibase: `${KEY_A}A` }, 'key.format'],
    ['a weak key', { publicKeyMultibase: WEAK }, 'key.weak'],
    ['a secret key', { secretKeyMultibase: 'z1' }, 'key.format'],
    [
      'a secret JWK',
      { type: 'JsonWebKey', publicKeyMultibase: undefined, publicKeyJwk: { ...JWK_A, d: 'AA' } },
      'key.format',
    ],
    [
      'a JWK for encryption',
      { type: 'JsonWebKey', publicKeyMultibase: undefined, publicKeyJwk: { ...JWK_A, use: 'enc' } },
      'key.format',
    ],
    ['expires that is no text', { expires: 2026 }, 'key.format'],
    ['revoked that is no text', { revoked: true }, 'key.format'],
  ])('reads a method with %s', async (_, more, expected) => {
    const documents = { [url]: document(issuer, { verificationMethod: [method(id, issuer, more)] }) }
    expect(await proofKey({ issuer, verificationMethod: id, documents })).toBe(expected)
  })

  it('passes on until when a key is good, for the caller to judge', async () => {
    const dates = { expires: '2026-06-30T00:00:00Z', revoked: '2026-05-01T00:00:00Z' }
    const loader = offline({ [url]: document(issuer, { verificationMethod: [method(id, issuer, dates)] }) })
    const question = { issuer, verificationMethod: id, purpose: 'assertionMethod', loader } as const
    expect(await resolveProofKey(question)).toMatchObject({ method: dates })
  })

  it('that has taken a revoked key off its list says so', async () => {
    const revoked = method(id, issuer, { revoked: '2026-05-01T00:00:00Z' })
    const loader = offline({ [url]: document(issuer, { verificationMethod: [revoked], assertionMethod: [] }) })
    const question = { issuer, verificationMethod: id, purpose: 'assertionMethod', loader } as const
    expect(await resolveProofKey(question)).toMatchObject({
      problems: [{ code: 'key.not_authorized' }, { code: 'key.revoked' }],
    })
  })

  it('keeps its purposes apart', async () => {
    const documents = { [url]: document(issuer, { authentication: [method(`${issuer}#login`, issuer)] }) }
    const ask = (fragment: string, purpose: 'assertionMethod' | 'authentication') =>
      proofKey({ issuer, verificationMethod: `${issuer}#${fragment}`, purpose, documents })
    expect(await ask('login', 'authentication')).toBe(source)
    expect(await ask('login', 'assertionMethod')).toBe('key.not_authorized')
    expect(await ask('key-1', 'authentication')).toBe('key.not_authorized')
  })

  it('is not believed to hold the key that stands in a fragment', async () => {
    const verificationMethod = `${issuer}#${KEY_B}`
    const documents = { [url]: document(issuer) }
    expect(await proofKey({ issuer, verificationMethod, documents })).toBe('key.not_found')
    const profile = { [url]: { id: issuer, type: 'Profile' } }
    expect(await proofKey({ issuer, verificationMethod, documents: profile })).toBe('key.not_found')
  })
})

describe('a method in a document of its own', () => {
  const id = 'https://school.example/keys/1'
  const lists = document(URL_ISSUER, { assertionMethod: [id] })
  const ask = (documents: Documents, verificationMethod = id, issuer: string | undefined = URL_ISSUER) =>
    proofKey({ issuer, verificationMethod, documents })

  it('is the issuer’s when the issuer lists it and it names the issuer', async () => {
    expect(await ask({ [URL_ISSUER]: lists, [id]: method(id, URL_ISSUER) })).toBe('https')
  })

  it('may stand in a controller document with others', async () => {
    const keys = 'https://school.example/keys'
    const verificationMethod = `${keys}#k`
    const documents = {
      [URL_ISSUER]: document(URL_ISSUER, { assertionMethod: [verificationMethod] }),
      [keys]: { id: keys, verificationMethod: [method(verificationMethod, URL_ISSUER)] },
    }
    expect(await ask(documents, verificationMethod)).toBe('https')
  })

  it.each<[string, unknown, string]>([
    ['names another controller', method(id, 'https://other.example/'), 'key.id_mismatch'],
    ['names itself otherwise', method(`${id}/`, URL_ISSUER), 'key.id_mismatch'],
    ['holds another key by that name', { ...document(id), assertionMethod: [] }, 'key.not_found'],
    ['is a page', '<html>', 'key.not_found'],
  ])('is not when it %s', async (_, key, expected) => {
    expect(await ask({ [URL_ISSUER]: lists, [id]: key })).toBe(expected)
  })

  it('is undecided when it cannot be read', async () => {
    expect(await ask({ [URL_ISSUER]: lists })).toBe('net.offline')
  })

  it('of somebody else is refused although it names the issuer, and is not even fetched', async () => {
    const asked: string[] = []
    const given = offline({ [URL_ISSUER]: document(URL_ISSUER), [ATTACKER]: method(ATTACKER, URL_ISSUER) })
    const loader: DocumentLoader = (url, request) => {
      asked.push(url)
      return given(url, request)
    }
    expect(await proofKey({ issuer: URL_ISSUER, verificationMethod: ATTACKER, loader })).toBe('issuer.key_mismatch')
    expect(asked).toEqual([URL_ISSUER])
  })

  it.each([
    ['did:web:attacker.example#key-1', 'issuer.key_mismatch'],
    ['https://school.example/issuers/2#key-1', 'issuer.key_mismatch'],
    ['https://school.example/issuers/1/#key-1', 'issuer.key_mismatch'],
    ['https://school.example.attacker.example/issuers/1#key-1', 'issuer.key_mismatch'],
    ['not a URL', 'key.not_found'],
    ['#key-1', 'key.not_found'],
    ['', 'key.not_found'],
  ])('cannot be %j', async (verificationMethod, expected) => {
    expect(await ask({ [URL_ISSUER]: document(URL_ISSUER) }, verificationMethod)).toBe(expected)
  })

  it.each([
    [`${WEB}?versionId=1#key-1`, 'key.not_found'],
    [`${WEB}/path#key-1`, 'key.not_found'],
    [`${WEB}.attacker.example#key-1`, 'issuer.key_mismatch'],
    [`${WEB}:users:1#key-1`, 'issuer.key_mismatch'],
  ])('of a did:web issuer cannot be %s', async (verificationMethod, expected) => {
    expect(await ask({ [WEB]: document(WEB) }, verificationMethod, WEB)).toBe(expected)
  })
})

describe('an issuer that can have no keys', () => {
  it.each([
    ['urn:uuid:2b1c', 'net.offline'],
    ['http://school.example/', 'net.offline'],
    ['not a URL', 'key.not_found'],
    ['did:plc:abc', 'did.unsupported'],
    ['did:web:10.0.0.1', 'did.syntax'],
  ])('%s is not decided for it', async (issuer, expected) => {
    expect(await proofKey({ issuer, verificationMethod: `${issuer}#key-1`.replace('not a URL', ATTACKER) })).toBe(
      expected,
    )
  })

  it('of another DID method may be given as a document', async () => {
    const did = 'did:plc:abc'
    expect(
      await proofKey({ issuer: did, verificationMethod: `${did}#key-1`, documents: { [did]: document(did) } }),
    ).toBe('did')
  })

  it('of a malformed did:web is refused even where a loader knows it', async () => {
    const did = 'did:web:school.example%2Fa'
    expect(
      await proofKey({ issuer: did, verificationMethod: `${did}#key-1`, documents: { [did]: document(did) } }),
    ).toBe('did.syntax')
  })
})

describe('a proof by itself', () => {
  const id = 'https://school.example/keys/1'

  it('is checked against the controller that its method names', async () => {
    expect(await proofKey({ verificationMethod: `${WEB}#key-1`, documents: { [WEB]: document(WEB) } })).toBe('did:web')
    const documents = { [id]: method(id, URL_ISSUER), [URL_ISSUER]: document(URL_ISSUER, { assertionMethod: [id] }) }
    expect(await proofKey({ verificationMethod: id, documents })).toBe('https')
  })

  it('fetches each document once', async () => {
    const asked: string[] = []
    const given = offline({ [WEB]: document(WEB) })
    const loader: DocumentLoader = (url, request) => {
      asked.push(url)
      return given(url, request)
    }
    expect(await proofKey({ verificationMethod: `${WEB}#key-1`, loader })).toBe('did:web')
    expect(asked).toEqual([WEB])
  })

  it('does not count when that controller does not list it', async () => {
    const documents = { [id]: method(id, URL_ISSUER), [URL_ISSUER]: document(URL_ISSUER) }
    expect(await proofKey({ verificationMethod: id, documents })).toBe('issuer.key_mismatch')
    const own = { [WEB]: document(WEB, { assertionMethod: [] }) }
    expect(await proofKey({ verificationMethod: `${WEB}#key-1`, documents: own })).toBe('key.not_authorized')
  })

  it('does not count without a controller', async () => {
    const documents = { [id]: { ...method(id, id), controller: undefined } }
    expect(await proofKey({ verificationMethod: id, documents })).toBe('key.id_mismatch')
  })
})

async function jwtKey(question: Partial<JwtKeyQuestion> & { issuer: string; documents?: Documents }) {
  const { documents = {}, ...rest } = question
  const resolution = await resolveJwtKey({ alg: 'EdDSA', loader: offline(documents), ...rest })
  if ('problems' in resolution) return resolution.problems[0].code
  expect(resolution.method.controller).toBe(question.issuer)
  return resolution.method.key.publicKeyJwk.x
}

describe('the key of a JWT whose issuer is a key', () => {
  const did = `did:key:${KEY_A}`
  it.each<[string, Partial<JwtKeyQuestion>, string | undefined]>([
    ['the full name', { kid: `${did}#${KEY_A}` }, JWK_A.x],
    ['the DID', { kid: did }, JWK_A.x],
    ['the fragment', { kid: `#${KEY_A}` }, JWK_A.x],
    ['the fragment without the sign', { kid: KEY_A }, JWK_A.x],
    ['the key itself', { jwk: JWK_A }, JWK_A.x],
    ['nothing', {}, JWK_A.x],
    ['the key itself, whatever kid says', { jwk: JWK_A, kid: 'anything' }, JWK_A.x],
    ['another kid', { kid: 'other' }, 'issuer.key_mismatch'],
    ['another key', { jwk: JWK_B }, 'issuer.key_mismatch'],
    ['another key under the right kid', { jwk: JWK_B, kid: did }, 'issuer.key_mismatch'],
    ['a key that is none', { jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AA' } }, 'key.format'],
    ['another algorithm', { alg: 'ES256' }, 'key.format'],
  ])('may be named by %s', async (_, hint, expected) => {
    expect(await jwtKey({ issuer: did, ...hint })).toBe(expected)
  })
})

describe('the key of a JWT whose issuer has a DID document', () => {
  const withJwk = (kid?: string, jwk: JWK = JWK_A) => ({
    id: `${WEB}#key-1`,
    type: 'JsonWebKey',
    controller: WEB,
    publicKeyJwk: { ...jwk, ...(kid !== undefined && { kid }) },
  })
  const given = {
    [WEB]: {
      id: WEB,
      verificationMethod: [
        { id: `${WEB}#unreadable`, type: 'Multikey', controller: WEB, publicKeyMultibase: 'z1' },
        withJwk('plain'),
        method(`${WEB}#unlisted`, WEB, { publicKeyMultibase: KEY_B }),
      ],
      assertionMethod: [`${WEB}#unreadable`, `${WEB}#key-1`],
    },
    'https://school.example/keys/a': { ...JWK_A },
    'https://school.example/keys/b': { ...JWK_B },
    'https://school.example/keys': {
      keys: [
        { ...JWK_B, kid: 'b' },
        { ...JWK_A, kid: 'a' },
      ],
    },
    'https://school.example/page': '<html>',
  }

  it.each<[string, Partial<JwtKeyQuestion>, string | undefined]>([
    ['its DID URL', { kid: `${WEB}#key-1` }, JWK_A.x],
    ['its fragment', { kid: '#key-1' }, JWK_A.x],
    ['its fragment without the sign', { kid: 'key-1' }, JWK_A.x],
    ['the kid of its JWK', { kid: 'plain' }, JWK_A.x],
    ['the key itself', { jwk: JWK_A }, JWK_A.x],
    ['the key itself and a kid that means nothing', { jwk: JWK_A, kid: 'whatever' }, JWK_A.x],
    ['a URL where the same JWK lies', { kid: 'https://school.example/keys/a' }, JWK_A.x],
    ['a URL where it lies among others', { kid: 'https://school.example/keys#a' }, JWK_A.x],
    ['a URL where another JWK lies', { kid: 'https://school.example/keys/b' }, 'issuer.key_mismatch'],
    ['a URL where another JWK lies among others', { kid: 'https://school.example/keys#b' }, 'issuer.key_mismatch'],
    ['a URL where several lie', { kid: 'https://school.example/keys' }, 'key.not_found'],
    ['a URL where a page lies', { kid: 'https://school.example/page' }, 'key.not_found'],
    ['a URL that cannot be read', { kid: 'https://school.example/gone' }, 'net.offline'],
    ['a key that is not listed', { jwk: JWK_B }, 'issuer.key_mismatch'],
    ['the name of one that is not listed', { kid: `${WEB}#unlisted` }, 'key.not_authorized'],
    ['the name of one key and the value of another', { kid: 'key-1', jwk: JWK_B }, 'issuer.key_mismatch'],
    ['a name that is not there', { kid: 'other' }, 'key.not_found'],
    ['a DID URL that is not there', { kid: `${WEB}#other` }, 'key.not_found'],
    ['the DID URL of another', { kid: `did:key:${KEY_B}#${KEY_B}` }, 'issuer.key_mismatch'],
    ['an http URL, which is not followed', { kid: 'http://school.example/keys/a' }, 'net.offline'],
    ['a name that looks like a URL and is not there', { kid: 'key:1' }, 'key.not_found'],
    ['a broken URL', { kid: 'https://' }, 'key.not_found'],
    ['nothing', {}, 'key.not_found'],
    ['another algorithm', { kid: 'key-1', alg: 'RS256' }, 'key.format'],
    ['another purpose', { kid: 'key-1', purpose: 'authentication' }, 'key.not_authorized'],
  ])('may be named by %s', async (_, hint, expected) => {
    expect(await jwtKey({ issuer: WEB, documents: given, ...hint })).toBe(expected)
  })

  it('is undecided when the document cannot be read, whatever the header holds', async () => {
    expect(await jwtKey({ issuer: WEB, jwk: JWK_A })).toBe('net.offline')
  })
})

describe('the key of a JWT whose issuer has a URL', () => {
  const kid = 'https://school.example/keys/a'
  const jwks = (...keys: Json[]) => ({ keys })
  const set = jwks({ ...JWK_B, kid: 'b', iss: URL_ISSUER }, { ...JWK_A, kid: 'a' }, { kty: 'oct', kid: 'c' })
  const inDocument = { [URL_ISSUER]: document(URL_ISSUER) }

  it.each<[string, Partial<JwtKeyQuestion>, Documents, string | undefined]>([
    ['a kid of the set', { kid: 'a' }, { [JWKS]: set }, JWK_A.x],
    ['a kid that is a URL, in the set', { kid }, { [JWKS]: jwks({ ...JWK_A, kid }) }, JWK_A.x],
    ['a kid that is a URL of a JWK that is in the set', { kid }, { [JWKS]: set, [kid]: JWK_A }, JWK_A.x],
    [
      'a kid at another host of a JWK that is in the set',
      { kid: ATTACKER },
      { [JWKS]: set, [ATTACKER]: JWK_A },
      JWK_A.x,
    ],
    ['a jwk of the set', { jwk: JWK_A }, { [JWKS]: set }, JWK_A.x],
    ['a jwk and its kid', { jwk: JWK_A, kid: 'a' }, { [JWKS]: set }, JWK_A.x],
    ['a jwk of the set that names the issuer', { jwk: JWK_B }, { [JWKS]: set }, JWK_B.x],
    ['a set that is one JWK', { jwk: JWK_A }, { [JWKS]: JWK_A }, JWK_A.x],
    ['a key of the document at its id', { kid: `${URL_ISSUER}#key-1` }, inDocument, JWK_A.x],
    ['a key of that document, by value', { jwk: JWK_A }, inDocument, JWK_A.x],
    ['a key of that document, beside a set', { jwk: JWK_A }, { ...inDocument, [JWKS]: jwks(JWK_B) }, JWK_A.x],
    [
      'a kid inside the issuer’s id, in the set',
      { kid: `${URL_ISSUER}#a` },
      { [JWKS]: jwks({ ...JWK_A, kid: `${URL_ISSUER}#a` }) },
      JWK_A.x,
    ],
    ['a forged jwk', { jwk: JWK_B }, { [JWKS]: jwks(JWK_A) }, 'issuer.key_mismatch'],
    [
      'a forged jwk, and a document without keys',
      { jwk: JWK_B },
      { [JWKS]: jwks(JWK_A), [URL_ISSUER]: { id: URL_ISSUER } },
      'issuer.key_mismatch',
    ],
    ['a forged jwk under a kid of the set', { jwk: JWK_B, kid: 'a' }, { [JWKS]: set }, 'issuer.key_mismatch'],
    [
      'a kid that leads to a stranger’s JWK',
      { kid: ATTACKER },
      { [JWKS]: set, [ATTACKER]: P256_JWK },
      'issuer.key_mismatch',
    ],
    [
      'a JWK of another issuer of that host, by value',
      { jwk: JWK_A },
      { [JWKS]: jwks({ ...JWK_A, iss: `${URL_ISSUER}1` }) },
      'issuer.key_mismatch',
    ],
    [
      'a JWK of another issuer of that host, by kid',
      { kid: 'a' },
      { [JWKS]: jwks({ ...JWK_A, kid: 'a', iss: `${URL_ISSUER}1` }) },
      'issuer.key_mismatch',
    ],
    [
      'a kid that two issuers of that host use',
      { kid: 'a' },
      { [JWKS]: jwks({ ...JWK_B, kid: 'a', iss: 'x:' }, { ...JWK_A, kid: 'a' }) },
      JWK_A.x,
    ],
    [
      'a kid that two keys have',
      { kid: 'a' },
      { [JWKS]: jwks({ ...JWK_B, kid: 'a' }, { ...JWK_A, kid: 'a' }) },
      'key.id_mismatch',
    ],
    ['a key for encryption', { kid: 'a' }, { [JWKS]: jwks({ ...JWK_A, kid: 'a', use: 'enc' }) }, 'key.format'],
    [
      'a key for other operations',
      { kid: 'a' },
      { [JWKS]: jwks({ ...JWK_A, kid: 'a', key_ops: ['sign'] }) },
      'key.format',
    ],
    ['a key with its secret', { kid: 'a' }, { [JWKS]: jwks({ ...JWK_A, kid: 'a', d: 'AA' }) }, 'key.format'],
    ['a key for another algorithm', { kid: 'a', alg: 'ES256' }, { [JWKS]: set }, 'key.format'],
    ['a kid that is nowhere', { kid: 'z' }, { [JWKS]: set }, 'key.not_found'],
    [
      'a kid inside the issuer’s id that is nowhere',
      { kid: `${URL_ISSUER}#z` },
      { [JWKS]: set, ...inDocument },
      'key.not_found',
    ],
    [
      'a kid inside its document that may not sign',
      { kid: `${URL_ISSUER}#key-1` },
      { [URL_ISSUER]: document(URL_ISSUER, { assertionMethod: [] }) },
      'key.not_authorized',
    ],
    ['the DID URL of somebody', { kid: `did:key:${KEY_B}#${KEY_B}` }, { [JWKS]: set }, 'issuer.key_mismatch'],
    ['an empty set', { jwk: JWK_A }, { [JWKS]: jwks() }, 'key.not_found'],
    ['a page for a set', { jwk: JWK_A }, { [JWKS]: '<html>' }, 'key.not_found'],
    ['a set with a name twice', { jwk: JWK_A }, { [JWKS]: '{"keys":[],"keys":[]}' }, 'net.content'],
    ['nothing to read', { jwk: JWK_A }, {}, 'net.offline'],
    ['a document without that key, and no set', { jwk: JWK_B }, inDocument, 'net.offline'],
    ['a kid whose JWK cannot be read', { kid }, { [JWKS]: set }, 'net.offline'],
    ['nothing', {}, { [JWKS]: set }, 'key.not_found'],
  ])('is looked for by %s', async (_, hint, documents, expected) => {
    expect(await jwtKey({ issuer: URL_ISSUER, documents, ...hint })).toBe(expected)
  })

  it('keeps the port of the issuer', async () => {
    const issuer = 'https://school.example:8443/issuers/1'
    const documents = { 'https://school.example:8443/.well-known/jwks.json': set }
    expect(await jwtKey({ issuer, kid: 'a', documents })).toBe(JWK_A.x)
    expect(await jwtKey({ issuer, kid: 'a', documents: { [JWKS]: set } })).toBe('net.offline')
  })

  it.each(['http://school.example/', 'urn:uuid:2b1c', 'school'])('is not looked for at %s', async (issuer) => {
    expect(await jwtKey({ issuer, kid: 'a' })).toBe('key.not_found')
  })

  it('says where it was found, under the name that the issuer gives it', async () => {
    const resolve = async (hint: Partial<JwtKeyQuestion>, ...keys: Json[]) =>
      resolveJwtKey({ issuer: URL_ISSUER, alg: 'EdDSA', loader: offline({ [JWKS]: { keys } }), ...hint })
    expect(await resolve({ kid: 'a' }, { ...JWK_A, kid: 'a' })).toMatchObject({
      method: { id: `${JWKS}#a`, source: 'jwks', controller: URL_ISSUER },
    })
    expect(await resolve({ kid }, { ...JWK_A, kid })).toMatchObject({ method: { id: kid } })
    expect(await resolve({ jwk: JWK_A }, { ...JWK_A })).toMatchObject({
      method: { id: expect.stringMatching(/jwks\.json#[A-Za-z0-9_-]{43}$/) },
    })
  })
})

describe('a key that is described more than once', () => {
  const revoked = { revoked: '2026-05-01T00:00:00Z' }
  const first = { expires: '2026-01-01T00:00:00Z' }
  const last = { expires: '2027-01-01T00:00:00Z' }
  const set = { keys: [{ ...JWK_A, kid: 'key-1' }] }
  const key1 = (more: Json, key: Json = {}) => method(`${URL_ISSUER}#key-1`, URL_ISSUER, { ...more, ...key })
  const asJwk = { type: 'JsonWebKey', publicKeyMultibase: undefined, publicKeyJwk: JWK_A }
  const saying = (...methods: Json[]) =>
    document(URL_ISSUER, { verificationMethod: methods, assertionMethod: methods.map(({ id }) => id) })

  type Lives = { codes?: string[]; revoked?: string; expires?: string; warns?: string[] }

  async function lives(documents: Documents | DocumentLoader, hint: Partial<JwtKeyQuestion> = { kid: 'key-1' }) {
    const loader = typeof documents === 'function' ? documents : offline(documents)
    const resolution = await resolveJwtKey({ issuer: URL_ISSUER, alg: 'EdDSA', loader, ...hint })
    if ('problems' in resolution) return { codes: resolution.problems.map(({ code }) => code) }
    const { revoked, expires, warnings, key } = resolution.method
    expect(key.publicKeyJwk.x).toBe(JWK_A.x)
    return {
      ...(revoked && { revoked }),
      ...(expires && { expires }),
      ...(warnings && { warns: warnings.map(({ code, severity, needs }) => `${code} ${severity} ${needs}`) }),
    }
  }

  it.each<[string, Json, Lives]>([
    ['good in both', saying(key1({})), {}],
    ['revoked in the document', saying(key1(revoked)), revoked],
    ['expired in the document', saying(key1(first)), first],
    ['revoked there as a JWK', saying(key1(revoked, asJwk)), revoked],
    ['revoked there under another id', saying(method(`${URL_ISSUER}#old`, URL_ISSUER, revoked)), revoked],
    ['revoked there under that id with another key', saying(key1(revoked, { publicKeyMultibase: KEY_B })), revoked],
    [
      'another key there, under another id',
      saying(method(`${URL_ISSUER}#2`, URL_ISSUER, { publicKeyMultibase: KEY_B, ...revoked })),
      {},
    ],
    ['another key there, under that id', saying(key1({}, { publicKeyMultibase: KEY_B })), {}],
    [
      'revoked there and off the list',
      { ...saying(key1(revoked)), assertionMethod: [] },
      { codes: ['key.not_authorized', 'key.revoked'] },
    ],
    [
      'listed there for authentication only',
      { ...saying(key1({})), assertionMethod: [], authentication: [`${URL_ISSUER}#key-1`] },
      { codes: ['key.not_authorized'] },
    ],
    ['described twice there, once revoked', saying(key1({}), method(`${URL_ISSUER}#2`, URL_ISSUER, revoked)), revoked],
    [
      'described twice there, once listed',
      { ...saying(key1({}), method(`${URL_ISSUER}#2`, URL_ISSUER)), assertionMethod: [`${URL_ISSUER}#2`] },
      {},
    ],
    ['described twice there, with two ends', saying(key1(last), method(`${URL_ISSUER}#2`, URL_ISSUER, first)), first],
    [
      'with an end that nobody can read',
      saying(key1(first), method(`${URL_ISSUER}#2`, URL_ISSUER, { expires: 'soon' })),
      { expires: 'soon' },
    ],
    ['unknown to a plain profile', { id: URL_ISSUER, type: ['Profile'], name: 'School' }, {}],
    ['revoked in a profile that lists no keys', { id: URL_ISSUER, type: ['Profile'], revoked: revoked.revoked }, {}],
  ])('by the JWK Set and the document of the issuer is %s', async (_, at, expected) => {
    const documents = { [JWKS]: set, [URL_ISSUER]: at }
    expect(await lives(documents)).toEqual(expected)
    expect(await lives(documents, { kid: 'key-1', jwk: JWK_A })).toEqual(expected)
    // Behind a URL of its own, and in a set under the id that the document has for it.
    const url = 'https://keys.example/a'
    expect(await lives({ ...documents, [url]: { ...JWK_A, kid: 'key-1' } }, { kid: url })).toEqual(
      _.includes('under that id with another') ? {} : expected,
    )
  })

  it('in a document of its own, which the issuer lists, may be revoked there', async () => {
    const url = 'https://school.example/keys/1'
    const lists = document(URL_ISSUER, { verificationMethod: [], assertionMethod: [url] })
    const documents = { [JWKS]: { keys: [{ ...JWK_A, kid: url }] }, [URL_ISSUER]: lists }
    for (const hint of [{ kid: url }, { jwk: JWK_A }]) {
      expect(await lives({ ...documents, [url]: method(url, URL_ISSUER, revoked) }, hint)).toEqual(revoked)
      expect(await lives({ ...documents, [url]: method(url, URL_ISSUER, first) }, hint)).toEqual(first)
      expect(await lives({ ...documents, [url]: method(url, URL_ISSUER) }, hint)).toEqual({})
      expect(await lives({ ...documents, [url]: JWK_A }, hint)).toEqual({})
      expect(await lives(documents, hint)).toEqual({ warns: [`net.offline warning ${url}`] })
    }
  })

  it('counts by the set alone where the issuer has no document, with a warning where the caller did not give it', async () => {
    const answering =
      (problem: Partial<Problem>): DocumentLoader =>
      async (url) => {
        if (url === JWKS) return { documentUrl: url, document: set }
        throw new OpenBadgesError({ code: 'net.http_status', severity: 'error', message: 'It said no.', ...problem })
      }
    expect(await lives(answering({ httpStatus: 404 }))).toEqual({})
    expect(await lives(answering({ httpStatus: 410 }))).toEqual({})
    expect(await lives({ [JWKS]: set, [URL_ISSUER]: '<html>' })).toEqual({})
    expect(await lives({ [JWKS]: set })).toEqual({ warns: [`net.offline warning ${URL_ISSUER}`] })
    // What cannot be had now may say that the key is revoked.
    for (const httpStatus of [408, 425, 429, 500, 503]) {
      expect(await lives(answering({ httpStatus })), String(httpStatus)).toEqual({ codes: ['net.http_status'] })
    }
    // What is shown to nobody, or stands elsewhere, says nothing tomorrow either.
    for (const httpStatus of [400, 401, 403, 406, 451]) {
      const warns = [`net.http_status warning ${URL_ISSUER}`]
      expect(await lives(answering({ httpStatus })), String(httpStatus)).toEqual({ warns })
    }
    for (const code of ['net.redirect', 'net.too_large'] as const) {
      expect(await lives(answering({ code })), code).toEqual({
        warns: [`${code} warning ${URL_ISSUER}`],
      })
    }
    for (const code of ['net.timeout', 'net.unreachable', 'net.too_many'] as const) {
      expect(await lives(answering({ code })), code).toEqual({ codes: [code] })
      expect(await lives(answering({ code }), { kid: `${URL_ISSUER}#key-1` }), code).toEqual({ codes: [code] })
    }
    expect(await lives({ [JWKS]: set, [URL_ISSUER]: '{"id":' })).toEqual({ codes: ['net.content'] })
  })

  it.each([WEB, URL_ISSUER])(
    'is revoked for an embedded proof of %s, whichever description the proof names',
    async (issuer) => {
      const twice = document(issuer, {
        verificationMethod: [method(`${issuer}#1`, issuer), method(`${issuer}#2`, issuer, revoked)],
        assertionMethod: [`${issuer}#1`, 'https://keys.example/3'],
      })
      const loader = offline({ [issuer]: twice, 'https://keys.example/3': method('https://keys.example/3', issuer) })
      for (const verificationMethod of [`${issuer}#1`, 'https://keys.example/3']) {
        const question = { issuer, verificationMethod, purpose: 'assertionMethod', loader } as const
        expect(await resolveProofKey(question)).toMatchObject({ method: { id: verificationMethod, ...revoked } })
      }
      const jwt = { issuer, jwk: JWK_A, alg: 'EdDSA', loader } as const
      expect(await resolveJwtKey(jwt)).toMatchObject({ method: revoked })
    },
  )
})

describe('a document with very many keys', () => {
  const many = (count: number) => ({
    id: WEB,
    verificationMethod: Array.from({ length: count }, (_, index) => method(`${WEB}#${index}`, WEB)),
    assertionMethod: Array.from({ length: count }, (_, index) => `${WEB}#${index}`),
  })

  it('is searched in time', async () => {
    const documents = { [WEB]: many(600) }
    const started = performance.now()
    expect(await proofKey({ issuer: WEB, verificationMethod: `${WEB}#599`, documents })).toBe('did:web')
    expect(await jwtKey({ issuer: WEB, jwk: JWK_B, documents })).toBe('issuer.key_mismatch')
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  it('is searched to its end', async () => {
    const full = many(600)
    full.verificationMethod[599] = method(`${WEB}#599`, WEB, { publicKeyMultibase: KEY_B })
    expect(await jwtKey({ issuer: WEB, jwk: JWK_B, documents: { [WEB]: full } })).toBe(JWK_B.x)
  })

  it('beyond what is read is undecided', async () => {
    const documents = { [WEB]: many(1001) }
    expect(await proofKey({ issuer: WEB, verificationMethod: `${WEB}#0`, documents })).toBe('net.content')
  })
})
