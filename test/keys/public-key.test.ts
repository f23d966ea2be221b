import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64urlEncode, multibaseEncode } from '../../src/encoding.ts'
import { compressPoint, decompressPoint, isOnCurve, P256, P384 } from '../../src/keys/curves.ts'
import { generateKeyPair } from '../../src/keys/key-pair.ts'
import { isSameKey, jwkThumbprint, publicKeyFromJwk, publicKeyFromMultibase } from '../../src/keys/public-key.ts'
import type { KeyAlgorithm } from '../../src/types.ts'
import { codeOf } from '../support/codes.ts'
import { keyWithScalar, littleEndian, nonCanonicalEncodings, smallOrderPoints } from '../support/ed25519-points.ts'

const vectors = new URL('../../../shared/vectors/', import.meta.url)
const absent = !existsSync(vectors)

const CURVE_KEYS = ['Ed25519', 'P-256', 'P-384'] as const

/** Base point of P-256 (SP 800-186 §3.2.1.3). */
const G256 = {
  x: bytes('6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'),
  y: bytes('4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'),
}
const g256 = { kty: 'EC', crv: 'P-256', x: base64urlEncode(G256.x), y: base64urlEncode(G256.y) }

describe('publicKeyFromMultibase and publicKeyFromJwk', () => {
  it.each(CURVE_KEYS)('read the same %s key from both of its forms', async (algorithm) => {
    const { publicKeyMultibase, publicKeyJwk } = await generateKeyPair({ algorithm })
    const fromMultibase = publicKeyFromMultibase(publicKeyMultibase)
    const fromJwk = publicKeyFromJwk(publicKeyJwk)
    expect(fromMultibase).toEqual(fromJwk)
    expect(isSameKey(fromMultibase, fromJwk)).toBe(true)
    expect(fromJwk).toMatchObject({ algorithm, publicKeyMultibase, publicKeyJwk })
  })

  it('gives the same frozen object for the same text, and forgets the least recently used beyond a bound', () => {
    const first = publicKeyFromJwk(rsa(2048, 1))
    expect(publicKeyFromJwk(rsa(2048, 1))).toBe(first)
    expect(Object.isFrozen(first) && Object.isFrozen(first.publicKeyJwk)).toBe(true)
    for (let seed = 2; seed < 1100; seed++) publicKeyFromJwk(rsa(2048, seed))
    expect(publicKeyFromJwk(rsa(2048, 1))).not.toBe(first)
    expect(publicKeyFromJwk(rsa(2048, 1))).toEqual(first)
  })

  it('refuses a weak key the second time as well', async () => {
    expect(await codeOf(() => publicKeyFromJwk(rsa(2047, 7)))).toBe('key.weak')
    expect(await codeOf(() => publicKeyFromJwk(rsa(2047, 7)))).toBe('key.weak')
    expect(await codeOf(() => publicKeyFromJwk(rsa(2048, 7)))).toBe('none')
  })

  it('makes the thumbprint of RFC 7638 §3.1', () => {
    const key = publicKeyFromJwk({
      kty: 'RSA',
      n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
      e: 'AQAB',
      alg: 'RS256',
      kid: '2011-04-29',
    })
    expect(jwkThumbprint(key)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
    expect(key.signatureAlgorithms).toEqual(['RS256'])
  })

  it.skipIf(absent)('reads the keys of the W3C vectors (skipped where ../shared/vectors is absent)', () => {
    for (const [file, algorithm] of [
      ['vc-di-eddsa/keyPair.json', 'Ed25519'],
      ['vc-di-ecdsa/p256KeyPair.json', 'P-256'],
      ['vc-di-ecdsa/p384KeyPair.json', 'P-384'],
    ] as const) {
      const { publicKeyMultibase } = JSON.parse(readFileSync(new URL(file, vectors), 'utf8'))
      const key = publicKeyFromMultibase(publicKeyMultibase)
      expect(key).toMatchObject({ algorithm, publicKeyMultibase })
      expect(publicKeyFromJwk(key.publicKeyJwk)).toEqual(key)
    }
  })
})

describe('Ed25519 keys', () => {
  const good = keyWithScalar(12345n)

  it('accepts a key of prime order, in both forms', async () => {
    expect(await codesOf(good)).toEqual(['none', 'none'])
  })

  it.each(smallOrderPoints().map((point, index) => [index, point.toBytes()] as const))(
    'refuses the point %i of small order',
    async (_, key) => {
      expect(await codesOf(key)).toEqual(['key.weak', 'key.weak'])
    },
  )

  it.each(nonCanonicalEncodings().map((key, index) => [index, key] as const))(
    'refuses the non-canonical encoding %i',
    async (_, key) => {
      expect(await codesOf(key)).toEqual(['key.weak', 'key.weak'])
    },
  )

  it.each(
    smallOrderPoints()
      .slice(1)
      .map((point, index) => [index + 1, point] as const),
  )('refuses a good key to which the point %i of small order was added', async (_, point) => {
    expect(await codesOf(keyWithScalar(12345n, point))).toEqual(['key.weak', 'key.weak'])
  })

  it('refuses 32 bytes that are not a point', async () => {
    expect(await codesOf(littleEndian(2n))).toEqual(['key.weak', 'key.weak'])
  })

  it.each([0, 31, 33, 64])('refuses a key of %i bytes', async (length) => {
    expect(await codesOf(new Uint8Array(length).fill(9))).toEqual(['key.format', 'key.format'])
  })

  async function codesOf(key: Uint8Array): Promise<string[]> {
    return [
      await codeOf(() => publicKeyFromMultibase(multikey([0xed, 0x01], key))),
      await codeOf(() => publicKeyFromJwk({ kty: 'OKP', crv: 'Ed25519', x: base64urlEncode(key) })),
    ]
  }
})

describe('P-256 and P-384 keys', () => {
  it('accepts the base point, compressed with the right parity only', () => {
    expect(isOnCurve(P256, G256)).toBe(true)
    expect(decompressPoint(P256, compressPoint(G256))).toEqual(G256)
    const other = decompressPoint(P256, Uint8Array.of(2, ...G256.x))
    expect(other?.x).toEqual(G256.x)
    expect(other?.y).not.toEqual(G256.y)
    expect(publicKeyFromJwk(g256).publicKeyMultibase).toBe(multikey([0x80, 0x24], compressPoint(G256)))
  })

  it.each<[string, string, object]>([
    ['y changed by one', 'key.weak', { ...g256, y: base64urlEncode(changedLast(G256.y)) }],
    ['x and y swapped', 'key.weak', { ...g256, x: g256.y, y: g256.x }],
    ['the point at infinity as zeros', 'key.weak', { ...g256, x: zeros(32), y: zeros(32) }],
    ['x beyond the prime', 'key.weak', { ...g256, x: base64urlEncode(new Uint8Array(32).fill(0xff)) }],
    ['the other curve named', 'key.format', { ...g256, crv: 'P-384' }],
    ['a curve that is not read', 'key.format', { ...g256, crv: 'secp256k1' }],
    ['y missing', 'key.format', { kty: 'EC', crv: 'P-256', x: g256.x }],
    ['x with a leading zero', 'key.format', { ...g256, x: base64urlEncode(Uint8Array.of(0, ...G256.x)) }],
    ['x without its first byte', 'key.format', { ...g256, x: base64urlEncode(G256.x.subarray(1)) }],
  ])('answers to a JWK with %s: %s', async (_, code, jwk) => {
    expect(await codeOf(() => publicKeyFromJwk(jwk))).toBe(code)
  })

  it.each<[string, string, number[]]>([
    ['x that is on no point', 'key.weak', [2, ...new Uint8Array(31), 1]],
    ['x beyond the prime', 'key.weak', [2, ...new Uint8Array(32).fill(0xff)]],
    ['the prefix of an uncompressed point', 'key.format', [4, ...G256.x]],
    ['an uncompressed point', 'key.format', [4, ...G256.x, ...G256.y]],
    ['a hybrid point', 'key.format', [6, ...G256.x, ...G256.y]],
    ['the point at infinity', 'key.format', [0]],
    ['nothing', 'key.format', []],
    ['a point with a byte too many', 'key.format', [...compressPoint(G256), 0]],
  ])('answers to a P-256 Multikey of %s: %s', async (_, code, body) => {
    expect(await codeOf(() => publicKeyFromMultibase(multikey([0x80, 0x24], Uint8Array.from(body))))).toBe(code)
  })

  it('refuses a P-256 point under the prefix of P-384', async () => {
    expect(await codeOf(() => publicKeyFromMultibase(multikey([0x81, 0x24], compressPoint(G256))))).toBe('key.format')
  })

  it('decompresses every x that it accepts to a point of the curve', () => {
    const check = (curve: typeof P256, x: Uint8Array, parity: number): boolean => {
      const point = decompressPoint(curve, Uint8Array.of(parity, ...x))
      return point === undefined || (isOnCurve(curve, point) && compressPoint(point)[0] === parity)
    }
    const x = (size: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: size, maxLength: size })
    fc.assert(
      fc.property(x(32), x(48), fc.constantFrom(2, 3), (x256, x384, parity) => {
        return check(P256, x256, parity) && check(P384, x384, parity)
      }),
      { numRuns: 40 },
    )
  })
})

describe('RSA keys', () => {
  it.each([
    [1024, 'key.weak'],
    [2047, 'key.weak'],
    [2048, 'none'],
    [3072, 'none'],
    [4096, 'none'],
    [4097, 'key.weak'],
  ])('answers to a modulus of %i bits: %s', async (bits, code) => {
    expect(await codeOf(() => publicKeyFromJwk(rsa(bits, 3)))).toBe(code)
  })

  it.each([
    ['1', 'AQ', 'key.weak'],
    ['3', 'Aw', 'key.weak'],
    ['17', 'EQ', 'key.weak'],
    ['65535', '__8', 'key.weak'],
    ['65536', 'AQAA', 'key.weak'],
    ['65537', 'AQAB', 'none'],
    ['65538', 'AQAC', 'key.weak'],
    ['65539', 'AQAD', 'none'],
    ['2^33 - 1', 'Af____8', 'none'],
    ['2^33 + 1', 'AgAAAAE', 'key.weak'],
    ['65537 with a leading zero', 'AAEAAQ', 'key.format'],
    ['nothing', '', 'key.format'],
  ])('answers to the exponent %s: %s', async (_, e, code) => {
    expect(await codeOf(() => publicKeyFromJwk({ ...rsa(2048, 4), e }))).toBe(code)
  })

  it('refuses an even modulus and one with a leading zero', async () => {
    const n = modulus(2048, 5)
    const even = Uint8Array.of(...n.subarray(0, -1), 0x10)
    expect(await codeOf(() => publicKeyFromJwk({ ...rsa(2048, 5), n: base64urlEncode(even) }))).toBe('key.weak')
    const padded = Uint8Array.of(0, ...n)
    expect(await codeOf(() => publicKeyFromJwk({ ...rsa(2048, 5), n: base64urlEncode(padded) }))).toBe('key.format')
  })

  it.each([
    [undefined, ['RS256', 'PS256']],
    ['RS256', ['RS256']],
    ['PS256', ['PS256']],
  ])('are for the algorithms that alg %s allows', (alg, expected) => {
    const key = publicKeyFromJwk(alg === undefined ? rsa(2048, 6) : { ...rsa(2048, 6), alg })
    expect(key.signatureAlgorithms).toEqual(expected)
  })
})

describe('the text of a key', () => {
  const x = base64urlEncode(keyWithScalar(777n))
  const okp = { kty: 'OKP', crv: 'Ed25519', x }
  const multibase = publicKeyFromJwk(okp).publicKeyMultibase ?? ''

  it.each<[string, unknown]>([
    ['a text', 'z6Mk'],
    ['an array', [okp]],
    ['nothing', undefined],
    ['null', null],
    ['an unknown kty', { ...okp, kty: 'AKP' }],
    ['X25519', { ...okp, crv: 'X25519' }],
    ['x that is a number', { ...okp, x: 5 }],
    ['x with padding', { ...okp, x: `${x}=` }],
    ['x in the alphabet of plain base64', { ...okp, x: `+/${x.slice(2)}` }],
    ['x with a line break', { ...okp, x: `${x}\n` }],
    ['x with other trailing bits', { ...okp, x: otherTrailingBits(x) }],
    ['x of endless length', { ...okp, x: 'A'.repeat(100_000) }],
    ['its secret', { ...okp, d: x }],
    ['an undefined secret member', { ...okp, d: undefined }],
    ['a symmetric key', { kty: 'oct', k: x }],
    ['the use enc', { ...okp, use: 'enc' }],
    ['other operations', { ...okp, key_ops: ['deriveBits'] }],
    ['operations that are no list', { ...okp, key_ops: 'verify' }],
    ['the algorithm of another key', { ...okp, alg: 'ES256' }],
    ['the algorithm none', { ...okp, alg: 'none' }],
    ['an HMAC algorithm', { ...okp, alg: 'HS256' }],
  ])('is refused as key.format: a JWK with or that is %s', async (_, jwk) => {
    expect(await codeOf(() => publicKeyFromJwk(jwk))).toBe('key.format')
  })

  it.each<[string, object]>([
    ['no further members', {}],
    ['the use sig', { use: 'sig' }],
    ['the operation verify', { key_ops: ['verify'] }],
    ['alg EdDSA', { alg: 'EdDSA' }],
    ['alg Ed25519 (RFC 9864)', { alg: 'Ed25519' }],
    ['kid, iss and unknown members', { kid: '1', iss: 'https://cce.example', anything: { at: 'all' } }],
  ])('is accepted: a JWK with %s', (_, members) => {
    expect(publicKeyFromJwk({ ...okp, ...members })).toMatchObject({
      publicKeyJwk: okp,
      signatureAlgorithms: ['EdDSA'],
    })
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['empty', ''],
    ['a number', 5],
    ['z alone', 'z'],
    ['base64url multibase', multibaseEncode('u', Uint8Array.of(0xed, 0x01, ...keyWithScalar(777n)))],
    ['without its prefix', multibase.slice(1)],
    ['with a letter that base58 lacks', `${multibase.slice(0, -1)}0`],
    ['with a space', `${multibase} `],
    ['with a leading zero byte', `z1${multibase.slice(1)}`],
    ['endless', `z${'6'.repeat(100_000)}`],
    ['X25519', multikey([0xec, 0x01], keyWithScalar(777n))],
    ['secp256k1', multikey([0xe7, 0x01], compressPoint(G256))],
    ['an Ed25519 secret', multikey([0x80, 0x26], keyWithScalar(777n))],
  ])('is refused as key.format: a publicKeyMultibase that is %s', async (_, text) => {
    expect(await codeOf(() => publicKeyFromMultibase(text))).toBe('key.format')
  })

  it('never reads a damaged key as another one of the same text', async () => {
    const algorithms: readonly KeyAlgorithm[] = CURVE_KEYS
    for (const algorithm of algorithms) {
      const { publicKeyMultibase = '' } = await generateKeyPair({ algorithm })
      const damaged = `${publicKeyMultibase.slice(0, 9)}${publicKeyMultibase[9] === '3' ? '4' : '3'}${publicKeyMultibase.slice(10)}`
      const code = await codeOf(() => {
        expect(publicKeyFromMultibase(damaged).publicKeyMultibase).toBe(damaged)
      })
      expect(['none', 'key.weak']).toContain(code)
    }
  })
})

/** A JWK with an odd modulus of exactly so many bits; nobody knows its factors. */
function rsa(bits: number, seed: number): { kty: string; n: string; e: string } {
  return { kty: 'RSA', n: base64urlEncode(modulus(bits, seed)), e: 'AQAB' }
}

function modulus(bits: number, seed: number): Uint8Array {
  const n = new Uint8Array(Math.ceil(bits / 8)).fill(0xa5)
  n[0] = 1 << ((bits - 1) % 8)
  n[n.length - 1] = 0xa5
  new DataView(n.buffer).setUint32(16, seed)
  return n
}

function multikey(prefix: readonly number[], body: Uint8Array): string {
  return multibaseEncode('z', Uint8Array.of(...prefix, ...body))
}

function changedLast(value: Uint8Array): Uint8Array {
  return value.map((byte, index) => (index === value.length - 1 ? byte ^ 1 : byte))
}

/** 43 characters carry 258 bits: the last two say nothing, so another letter decodes to the same bytes. */
function otherTrailingBits(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return text.slice(0, -1) + alphabet[alphabet.indexOf(text.slice(-1)) | 1]
}

function zeros(size: number): string {
  return base64urlEncode(new Uint8Array(size))
}

function bytes(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
