import { existsSync, readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { base64urlDecode, base64urlEncode, multibaseDecode, multibaseEncode, utf8Encode } from '../../src/encoding.ts'
import { createSigner, exportKeyPair, generateKeyPair, importKeyPair } from '../../src/keys/key-pair.ts'
import { publicKeyFromJwk } from '../../src/keys/public-key.ts'
import { signWith } from '../../src/keys/signer.ts'
import { verifySignature } from '../../src/keys/verify-signature.ts'
import { codeOf } from '../support/codes.ts'
import { keyPairOf, rsaKeyPair } from '../support/key-pairs.ts'

const vectors = new URL('../../../shared/vectors/', import.meta.url)
const absent = !existsSync(vectors)
const data = utf8Encode('a badge')
const CURVE_KEYS = ['Ed25519', 'P-256', 'P-384'] as const

describe('generateKeyPair', () => {
  it('makes an Ed25519 key that is its own did:key when nothing is asked', async () => {
    const pair = await generateKeyPair()
    expect(pair.algorithm).toBe('Ed25519')
    expect(pair.controller).toBe(`did:key:${pair.publicKeyMultibase}`)
    expect(pair.id).toBe(`${pair.controller}#${pair.publicKeyMultibase}`)
  })

  it('makes an RSA key of 3072 bits that is its own did:jwk', async () => {
    const pair = await generateKeyPair({ algorithm: 'RS256' })
    expect(pair.publicKeyMultibase).toBeUndefined()
    expect(pair.id).toMatch(/^did:jwk:[A-Za-z0-9_-]+#0$/)
    expect(base64urlDecode(String(pair.publicKeyJwk.n))?.length).toBe(384)
    expect(await signWith(createSigner(pair), data)).toHaveLength(384)
  })

  it.each<[object, string, string]>([
    [{ controller: 'did:web:cce.example' }, 'did:web:cce.example', 'did:web:cce.example#z6Mk'],
    [
      { controller: 'did:web:cce.example%3A8443:a:b' },
      'did:web:cce.example%3A8443:a:b',
      'did:web:cce.example%3A8443:a:b#z6Mk',
    ],
    [{ controller: 'https://cce.example/issuer' }, 'https://cce.example/issuer', 'https://cce.example/issuer#z6Mk'],
    [{ id: 'did:web:cce.example#2026' }, 'did:web:cce.example', 'did:web:cce.example#2026'],
    [
      { id: 'https://keys.example/1', controller: 'https://cce.example/issuer' },
      'https://cce.example/issuer',
      'https://keys.example/1',
    ],
  ])('names the key as %o says', async (options, controller, id) => {
    const pair = await generateKeyPair(options)
    expect(pair.controller).toBe(controller)
    expect(pair.id.startsWith(id)).toBe(true)
  })

  it.each<[object]>([
    [{ algorithm: 'secp256k1' }],
    [{ algorithm: 'PS256' }],
    [{ controller: 'cce.example' }],
    [{ controller: 'http://cce.example' }],
    [{ controller: 'https://cce.example/issuer#key' }],
    [{ controller: 'did:web:cce.example#key' }],
    [{ controller: 'did:web:' }],
    [{ controller: 5 }],
    [{ id: 'did:web:cce.example' }],
    [{ id: 'key-1' }],
    [{ controller: 'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2' }],
  ])('throws a TypeError for %o', async (options) => {
    await expect(generateKeyPair(options)).rejects.toThrow(TypeError)
  })
})

describe('exportKeyPair and importKeyPair', () => {
  it.each(CURVE_KEYS.flatMap((algorithm) => [[algorithm, 'multikey'] as const, [algorithm, 'jwk'] as const]))(
    'keep a %s pair as %s, its names included, and it still signs',
    async (algorithm, format) => {
      const pair = await generateKeyPair({ algorithm, controller: 'did:web:cce.example' })
      const saved = JSON.parse(JSON.stringify(exportKeyPair(pair, { format })))
      const loaded = await importKeyPair(saved)
      expect(loaded).toEqual(pair)
      expect(exportKeyPair(loaded, { format })).toEqual(saved)
      const signature = await signWith(createSigner(loaded), data)
      expect(await verifySignature(publicKeyFromJwk(pair.publicKeyJwk), data, signature)).toBe(true)
    },
  )

  it('keep an RSA pair as a JWK; as a Multikey it is a TypeError', async () => {
    const pair = await rsaKeyPair({ controller: 'https://cce.example/issuer' })
    const saved = JSON.parse(JSON.stringify(exportKeyPair(pair, { format: 'jwk' })))
    expect(saved).toMatchObject({ kty: 'RSA', alg: 'RS256', kid: pair.id, iss: 'https://cce.example/issuer' })
    expect(await importKeyPair(saved)).toEqual(pair)
    expect(() => exportKeyPair(pair)).toThrow(TypeError)
  })

  it('import under another name when one is given', async () => {
    const saved = exportKeyPair(await generateKeyPair())
    const loaded = await importKeyPair(saved, { controller: 'did:web:cce.example' })
    expect(loaded.id).toBe(`did:web:cce.example#${saved.publicKeyMultibase}`)
    await expect(importKeyPair(saved, { id: 'nonsense' })).rejects.toThrow(TypeError)
  })

  it('take a kid that is a plain name for no id', async () => {
    const { iss: _iss, ...jwk } = exportKeyPair(await generateKeyPair(), { format: 'jwk' })
    const loaded = await importKeyPair({ ...jwk, kid: '2026' })
    expect(loaded.controller).toBe(`did:key:${loaded.publicKeyMultibase}`)
  })

  it.skipIf(absent)('read the key pairs of the W3C vectors (skipped where ../shared/vectors is absent)', async () => {
    const files = ['vc-di-eddsa/keyPair.json', 'vc-di-ecdsa/p256KeyPair.json', 'vc-di-ecdsa/p384KeyPair.json']
    const many = Object.values(readVector('vc-di-eddsa/proof-set-chain/multiKeyPairs.json'))
    for (const json of [...files.map(readVector), ...many] as Record<string, string>[]) {
      const pair = await importKeyPair(json)
      expect(pair.publicKeyMultibase).toBe(json.publicKeyMultibase)
      expect(exportKeyPair(pair).secretKeyMultibase).toBe(json.secretKeyMultibase ?? json.privateKeyMultibase)
    }
  })

  it.each([
    ['Ed25519', '@digitalbazaar/ed25519-multikey'],
    ['P-256', '@digitalbazaar/ecdsa-multikey'],
    ['P-384', '@digitalbazaar/ecdsa-multikey'],
  ] as const)('exchange %s pairs with %s, both ways', async (algorithm, name) => {
    const theirs: Multikey = await import(name)
    const pair = await generateKeyPair({ algorithm })
    const imported = await theirs.from({ '@context': 'https://w3id.org/security/multikey/v1', ...exportKeyPair(pair) })
    const signature = await imported.signer().sign({ data })
    expect(await verifySignature(publicKeyFromJwk(pair.publicKeyJwk), data, new Uint8Array(signature))).toBe(true)

    const made = await theirs.generate({ controller: 'did:web:cce.example', curve: algorithm })
    const loaded = await importKeyPair(await made.export({ publicKey: true, secretKey: true }))
    const ours = await signWith(createSigner(loaded), data)
    expect(await made.verifier().verify({ data, signature: ours })).toBe(true)
    expect(loaded.controller).toBe('did:web:cce.example')
  })

  it.each(['Ed25519', 'P-256'] as const)(
    'refuse a %s secret beside the public key of another pair',
    async (algorithm) => {
      const [one, other] = [await generateKeyPair({ algorithm }), await generateKeyPair({ algorithm })]
      const { publicKeyMultibase } = exportKeyPair(other)
      expect(await codeOf(() => importKeyPair({ ...exportKeyPair(one), publicKeyMultibase }))).toBe('key.format')
      const { x, y } = exportKeyPair(other, { format: 'jwk' })
      const mixed = { ...exportKeyPair(one, { format: 'jwk' }), x, ...(y !== undefined && { y }) }
      expect(await codeOf(() => importKeyPair(mixed))).toBe('key.format')
    },
  )

  it('refuse an RSA key whose parts are of two keys', async () => {
    const one = exportKeyPair(await rsaKeyPair(), { format: 'jwk' })
    const { n, ...others } = exportKeyPair(await rsaKeyPair({}, 2), { format: 'jwk' })
    expect(await codeOf(() => importKeyPair({ ...one, n }))).toBe('key.format')
    expect(await codeOf(() => importKeyPair({ ...others, n: one.n }))).toBe('key.format')
    expect(await codeOf(() => importKeyPair({ ...one, qi: undefined }))).toBe('key.format')
  })

  it.each<[string, (saved: Record<string, unknown>) => unknown]>([
    ['text', (saved) => JSON.stringify(saved)],
    ['an array', (saved) => [saved]],
    ['null', () => null],
    ['without a secret', ({ secretKeyMultibase: _, ...rest }) => rest],
    ['without a public key', ({ publicKeyMultibase: _, ...rest }) => rest],
    ['with a secret that is a number', (saved) => ({ ...saved, secretKeyMultibase: 5 })],
    ['with a secret of another type', (saved) => ({ ...saved, secretKeyMultibase: reprefixed(saved, [0x86, 0x26]) })],
    ['with a secret that is cut off', (saved) => ({ ...saved, secretKeyMultibase: cut(saved) })],
    ['with its public key for a secret', (saved) => ({ ...saved, secretKeyMultibase: saved.publicKeyMultibase })],
    ['with an endless secret', (saved) => ({ ...saved, secretKeyMultibase: `z${'3'.repeat(50_000)}` })],
    ['with a seed and another public half', (saved) => ({ ...saved, secretKeyMultibase: doubled(saved) })],
    ['with an id that is no URL', (saved) => ({ ...saved, id: 'key-1' })],
    [
      'with the did:key of another key',
      (saved) => ({ ...saved, controller: 'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2' }),
    ],
    ['with an id that its did:key does not have', (saved) => ({ ...saved, id: `${saved.controller}#key-1` })],
    ['a public JWK', () => ({ kty: 'OKP', crv: 'Ed25519', x: base64urlEncode(new Uint8Array(32)) })],
  ])('refuse as key.format a pair that is %s', async (_, change) => {
    const saved = { ...exportKeyPair(await generateKeyPair()) }
    expect(await codeOf(() => importKeyPair(change(saved)))).toBe('key.format')
  })

  it.each<[string, object]>([
    ['padding', { d: `${base64urlEncode(new Uint8Array(32).fill(7))}=` }],
    ['a short secret', { d: base64urlEncode(new Uint8Array(31).fill(7)) }],
    ['a secret of zero', { d: base64urlEncode(new Uint8Array(32)) }],
    ['a secret beyond the order', { d: base64urlEncode(new Uint8Array(32).fill(0xff)) }],
    ['the use enc', { use: 'enc' }],
    ['no operation sign', { key_ops: ['verify'] }],
    ['the algorithm of another key', { alg: 'EdDSA' }],
  ])('refuse as key.format a P-256 JWK with %s', async (_, members) => {
    const saved = exportKeyPair(await generateKeyPair({ algorithm: 'P-256' }), { format: 'jwk' })
    expect(await codeOf(() => importKeyPair({ ...saved, ...members }))).toBe('key.format')
  })

  it.each([
    ['d', 'A+/='],
    ['p', 'A+/='],
    ...['d', 'p', 'q', 'dp', 'dq', 'qi'].flatMap((name) => ['AQAB', 'AA', ''].map((value) => [name, value])),
  ])('refuse as key.format an RSA key whose member %s is "%s"', async (name = '', value = '') => {
    const saved = exportKeyPair(await rsaKeyPair(), { format: 'jwk' })
    expect(await codeOf(() => importKeyPair({ ...saved, [name]: value }))).toBe('key.format')
  })

  it('accept the operations of a private key, as WebCrypto exports them', async () => {
    const saved = exportKeyPair(await generateKeyPair({ algorithm: 'P-384' }), { format: 'jwk' })
    expect(await codeOf(() => importKeyPair({ ...saved, key_ops: ['sign'], ext: true }))).toBe('none')
  })
})

describe('a key pair', () => {
  it.each([...CURVE_KEYS, 'RS256'] as const)('shows no secret by accident (%s)', async (algorithm) => {
    const pair = await keyPairOf(algorithm)
    const secrets = Object.entries(exportKeyPair(pair, { format: 'jwk' }))
      .filter(([name]) => ['d', 'p', 'q', 'dp', 'dq', 'qi'].includes(name))
      .map(([, value]) => String(value))
    expect(secrets.length).toBeGreaterThan(0)
    if (algorithm !== 'RS256') secrets.push(exportKeyPair(pair).secretKeyMultibase)
    const everything = { showHidden: true, depth: 20, getters: true }
    for (const thing of [pair, createSigner(pair), { ...pair }, structuredClone(pair)]) {
      const shown = JSON.stringify(thing) + inspect(thing, everything) + String(thing)
      for (const secret of secrets) expect(shown).not.toContain(secret)
    }
  })

  it('cannot be changed, and a copy of it cannot sign', async () => {
    const pair = await generateKeyPair()
    expect(Object.isFrozen(pair)).toBe(true)
    for (const copy of [{ ...pair }, structuredClone(pair)]) {
      expect(() => createSigner(copy)).toThrow(TypeError)
      expect(() => exportKeyPair(copy)).toThrow(TypeError)
    }
  })

  it('is exported as fresh JSON: a change in it does not reach the pair', async () => {
    const pair = await generateKeyPair()
    const saved = exportKeyPair(pair, { format: 'jwk' }) as { d: string }
    saved.d = 'A'
    expect(exportKeyPair(pair, { format: 'jwk' }).d).not.toBe('A')
  })

  it('refuses a format that is not known', async () => {
    const pair = await generateKeyPair()
    expect(() => exportKeyPair(pair, { format: 'pem' as 'jwk' })).toThrow(TypeError)
  })
})

/** What is called of the key libraries that come without types. */
interface Multikey {
  from(key: object): Promise<MultikeyInstance>
  generate(options: object): Promise<MultikeyInstance>
}

interface MultikeyInstance {
  signer(): { sign(options: { data: Uint8Array }): Promise<Uint8Array> }
  verifier(): { verify(options: { data: Uint8Array; signature: Uint8Array }): Promise<boolean> }
  export(options: object): Promise<object>
}

function readVector(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(file, vectors), 'utf8'))
}

function secretBytes(saved: Record<string, unknown>): Uint8Array {
  return multibaseDecode(String(saved.secretKeyMultibase)) ?? new Uint8Array()
}

function reprefixed(saved: Record<string, unknown>, prefix: readonly number[]): string {
  return multibaseEncode('z', Uint8Array.of(...prefix, ...secretBytes(saved).subarray(2)))
}

function cut(saved: Record<string, unknown>): string {
  return multibaseEncode('z', secretBytes(saved).subarray(0, -1))
}

function doubled(saved: Record<string, unknown>): string {
  return multibaseEncode('z', Uint8Array.of(...secretBytes(saved), ...new Uint8Array(32)))
}
