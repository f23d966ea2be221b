import { describe, expect, it } from 'vitest'
import { createSigner, generateKeyPair, type KeyPair } from '../../src/keys/key-pair.ts'
import { publicKeyFromJwk, publicKeyFromMultibase } from '../../src/keys/public-key.ts'
import { buildDidDocument, buildJwks, type PublishedKey } from '../../src/keys/publish.ts'
import type { KeyAlgorithm } from '../../src/types.ts'
import { codeOf } from '../support/codes.ts'
import { keyPairOf } from '../support/key-pairs.ts'

const DID = 'did:web:cce.example'
const expires = '2026-06-30T00:00:00Z'
const revoked = '2026-05-01T12:00:00+02:00'

describe('buildDidDocument', () => {
  it('describes the key of a pair and allows it to sign', async () => {
    const pair = await keyOf('Ed25519')
    expect(buildDidDocument(pair)).toEqual({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: DID,
      verificationMethod: [
        { id: pair.id, type: 'Multikey', controller: DID, publicKeyMultibase: pair.publicKeyMultibase },
      ],
      assertionMethod: [pair.id],
    })
  })

  it('says the same of a pair, of its signer and of an issuer with that signer', async () => {
    const pair = await keyOf('P-256')
    const signer = createSigner(pair)
    expect(buildDidDocument(signer)).toEqual(buildDidDocument(pair))
    expect(buildDidDocument({ profile: { id: DID }, signer })).toEqual(buildDidDocument(pair))
    expect(buildDidDocument([pair, signer])).toEqual(buildDidDocument(pair))
  })

  it('describes an RSA key as JsonWebKey, with its context', async () => {
    const pair = await keyOf('RS256')
    const document = buildDidDocument([await keyOf('P-384'), pair])
    expect(document['@context']).toContain('https://w3id.org/security/jwk/v1')
    expect(document.verificationMethod[1]).toMatchObject({ type: 'JsonWebKey', publicKeyJwk: pair.publicKeyJwk })
  })

  it('keeps a retired key allowed, with the date, so that what it signed stays good', async () => {
    const [current, retired] = [await keyOf('Ed25519'), await keyOf('Ed25519')]
    const document = buildDidDocument(current, { keys: [{ ...retired, expires }] })
    expect(document.verificationMethod.map((method) => method.expires)).toEqual([undefined, expires])
    expect(document.assertionMethod).toEqual([current.id, retired.id])
  })

  it('keeps a revoked key described, with the date, but not allowed', async () => {
    const [current, stolen] = [await keyOf('Ed25519'), await keyOf('Ed25519')]
    const document = buildDidDocument(current, { keys: [{ ...stolen, revoked }] })
    expect(document.verificationMethod[1]).toMatchObject({ id: stolen.id, revoked })
    expect(document.assertionMethod).toEqual([current.id])
  })

  it('takes what `keys` says of a key over what the issuer says', async () => {
    const pair = await keyOf('Ed25519')
    const document = buildDidDocument(pair, { keys: [{ ...pair, revoked }] })
    expect(document.verificationMethod).toHaveLength(1)
    expect(document.assertionMethod).toEqual([])
  })

  it('makes the document of an https issuer, too', async () => {
    const controller = 'https://cce.example/issuer'
    const pair = await generateKeyPair({ controller })
    const document = buildDidDocument({ profile: { id: controller }, signer: createSigner(pair) })
    expect(document['@context']).toEqual(['https://www.w3.org/ns/cid/v1'])
    expect(document.id).toBe(controller)
  })

  it('is plain JSON, and every key in it can be read again', async () => {
    const pairs = [await keyOf('Ed25519'), await keyOf('P-256'), await keyOf('P-384'), await keyOf('RS256')]
    const document = buildDidDocument(pairs)
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
    for (const { publicKeyMultibase, publicKeyJwk } of document.verificationMethod) {
      const key = publicKeyJwk ? publicKeyFromJwk(publicKeyJwk) : publicKeyFromMultibase(publicKeyMultibase)
      expect(key.algorithm).toBe(pairs.shift()?.algorithm)
    }
  })

  it('throws a TypeError for what makes no document', async () => {
    const pair = await keyOf('Ed25519')
    const elsewhere = await generateKeyPair({ controller: 'did:web:other.example' })
    const own = await generateKeyPair()
    const wrong: [PublishedKey[], PublishedKey[]][] = [
      [[], []],
      [[pair, elsewhere], []],
      [[pair], [elsewhere]],
      [[own], []],
      [[{ ...pair, id: 'https://keys.example/1', controller: DID }], []],
      [[{ id: pair.id }], []],
      [[pair], [{ ...elsewhere, id: pair.id, controller: DID }]],
      [[pair], [{ ...pair, expires: '2026-06-30' }]],
      [[pair], [{ ...pair, revoked: 'yesterday' }]],
      [[pair], [{ ...pair, revoked: '2026-13-01T00:00:00Z' }]],
    ]
    for (const [issuers, keys] of wrong) expect(() => buildDidDocument(issuers, { keys })).toThrow(TypeError)
  })

  it('reports a key that is malformed', async () => {
    const id = `${DID}#1`
    expect(await codeOf(() => buildDidDocument({ id, publicKeyMultibase: 'z6Mk' }))).toBe('key.format')
  })
})

describe('buildJwks', () => {
  it.each([
    ['Ed25519', 'EdDSA'],
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['RS256', 'RS256'],
  ] as const)('lists a %s key with kid, iss, use and alg %s, and without a secret', async (algorithm, alg) => {
    const pair = await keyOf(algorithm)
    expect(buildJwks(pair)).toEqual({ keys: [{ ...pair.publicKeyJwk, use: 'sig', alg, kid: pair.id, iss: DID }] })
    expect(publicKeyFromJwk(buildJwks(pair).keys[0]).algorithm).toBe(algorithm)
  })

  it('keeps retired keys and leaves revoked ones out', async () => {
    const [current, retired, stolen] = [await keyOf('Ed25519'), await keyOf('P-256'), await keyOf('Ed25519')]
    const { keys } = buildJwks(current, {
      keys: [
        { ...retired, expires },
        { ...stolen, revoked },
      ],
    })
    expect(keys.map((key) => key.kid)).toEqual([current.id, retired.id])
  })

  it('lists several issuers of one host, each under its own iss', async () => {
    const one = await generateKeyPair({ controller: 'https://cce.example/a' })
    const other = await generateKeyPair({ controller: 'https://cce.example/b' })
    expect(buildJwks([one, other]).keys.map((key) => key.iss)).toEqual([
      'https://cce.example/a',
      'https://cce.example/b',
    ])
  })
})

function keyOf(algorithm: KeyAlgorithm): Promise<KeyPair> {
  return keyPairOf(algorithm, { controller: DID })
}
