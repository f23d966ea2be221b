import { constants, createPrivateKey, type JsonWebKey, sign as nodeSign, privateEncrypt } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { utf8Encode } from '../../src/encoding.ts'
import { sha256 } from '../../src/hash.ts'
import { BACKENDS, backendFor } from '../../src/keys/backends.ts'
import { bytesToInteger, P256, P384 } from '../../src/keys/curves.ts'
import { createSigner, exportKeyPair, generateKeyPair, type KeyPair } from '../../src/keys/key-pair.ts'
import { type PublicKey, publicKeyFromJwk, type SignatureAlgorithm } from '../../src/keys/public-key.ts'
import { signatureSizeOf, verifySignature, verifySignatureWith } from '../../src/keys/verify-signature.ts'
import type { JWK, KeyAlgorithm } from '../../src/types.ts'
import { codeOf } from '../support/codes.ts'
import { keyWithScalar, L, littleEndian, Point, signWithR, smallOrderPoints } from '../support/ed25519-points.ts'
import { keyPairOf } from '../support/key-pairs.ts'

const ALGORITHMS = ['Ed25519', 'P-256', 'P-384', 'RS256'] as const
const data = utf8Encode('a badge')
const pairs = new Map<KeyAlgorithm, KeyPair>()

beforeAll(async () => {
  for (const algorithm of ALGORITHMS) pairs.set(algorithm, await keyPairOf(algorithm))
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('verifySignature', () => {
  it.each(ALGORITHMS)('verifies what was signed with %s, in every backend, and nothing else', async (algorithm) => {
    const { key, sign } = partsOf(algorithm)
    const numRuns = algorithm === 'RS256' ? 5 : 12
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(), fc.nat(), async (bytes, at, bit) => {
        const signature = await sign(bytes)
        expect(signature.length).toBe(signatureSizeOf(key))
        expect(await verdicts(key, bytes, signature)).toEqual(everywhere(key, true))
        expect(await verdicts(key, bytes, flipped(signature, at, bit))).toEqual(everywhere(key, false))
        const otherBytes = bytes.length > 0 ? flipped(bytes, at, bit) : Uint8Array.of(0)
        expect(await verdicts(key, otherBytes, signature)).toEqual(everywhere(key, false))
      }),
      { numRuns },
    )
  })

  it.each(ALGORITHMS)(
    'refuses a %s signature that is too short, too long or empty, in every backend',
    async (algorithm) => {
      const { key, sign } = partsOf(algorithm)
      const signature = await sign(data)
      const wrong = [new Uint8Array(), signature.slice(1), signature.slice(0, -1), Uint8Array.of(0, ...signature)]
      for (const bytes of [...wrong, Uint8Array.of(...signature, 0), new Uint8Array(signature.length)]) {
        expect(await verdicts(key, data, bytes)).toEqual(everywhere(key, false))
      }
    },
  )

  it.each(ALGORITHMS)('refuses a good %s signature of another key', async (algorithm) => {
    const other = publicKeyFromJwk(
      (await generateKeyPair({ algorithm: algorithm === 'RS256' ? 'Ed25519' : algorithm })).publicKeyJwk,
    )
    const signature = await partsOf(algorithm).sign(data)
    expect(await verdicts(other, data, signature)).toEqual(everywhere(other, false))
  })

  it.each(ALGORITHMS)('verifies with each backend what each backend signed with %s', async (algorithm) => {
    const { key, secret } = partsOf(algorithm)
    for (const backend of BACKENDS) {
      if (!(await backend.supports(algorithm))) continue
      const signature = await backend.sign({ algorithm, jwk: secret }, data)
      expect(await verdicts(key, data, signature), backend.name).toEqual(everywhere(key, true))
    }
  })

  it.each<[KeyAlgorithm, SignatureAlgorithm]>([
    ['Ed25519', 'ES256'],
    ['P-256', 'ES384'],
    ['P-384', 'ES256'],
    ['P-256', 'EdDSA'],
    ['RS256', 'ES256'],
    ['Ed25519', 'RS256'],
  ])('throws key.format where a %s key is to verify %s', async (algorithm, signatureAlgorithm) => {
    const { key, sign } = partsOf(algorithm)
    const signature = await sign(data)
    expect(await codeOf(() => verifySignature(key, data, signature, signatureAlgorithm))).toBe('key.format')
  })
})

describe('Ed25519 signatures', () => {
  const scalar = 987654321n
  const publicKey = keyWithScalar(scalar)
  const [identity = Point.ZERO, ...others] = smallOrderPoints()
  const r = 424242n
  const R = Point.BASE.multiply(r)
  const good = signWithR(scalar, publicKey, data, R.toBytes(), r)

  it('verify with a chosen R and S: the tables below start from a good one', async () => {
    expect(await ed25519Verdicts(good)).toEqual([true, true, true])
  })

  it('verify with S = L - 1 at most: S + L and every S from L on are refused', async () => {
    const S = bytesToInteger(good.slice(32).reverse())
    for (const wrong of [S + L, S + 2n * L, L, L + 1n, (1n << 253n) - 1n, (1n << 256n) - 1n]) {
      expect(await ed25519Verdicts(Uint8Array.of(...good.slice(0, 32), ...littleEndian(wrong)))).toEqual([
        false,
        false,
        false,
      ])
    }
  })

  it('verify with R the identity, which RFC 8032 allows, but not in its other encodings', async () => {
    const canonical = identity.toBytes()
    expect(await ed25519Verdicts(signWithR(scalar, publicKey, data, canonical, 0n))).toEqual([true, true, true])
    const p = Point.CURVE().p
    for (const encoding of [1n | (1n << 255n), p + 1n, (p + 1n) | (1n << 255n)]) {
      const forged = signWithR(scalar, publicKey, data, littleEndian(encoding), 0n)
      expect(await ed25519Verdicts(forged)).toEqual([false, false, false])
    }
  })

  it.each(others.map((point, index) => [index + 1, point] as const))(
    'do not verify with the point %i of small order added to R, or as R: only equations with cofactor take that',
    async (_, point) => {
      const mixed = signWithR(scalar, publicKey, data, R.add(point).toBytes(), r)
      expect(await ed25519Verdicts(mixed)).toEqual([false, false, false])
      const small = signWithR(scalar, publicKey, data, point.toBytes(), 0n)
      expect(await ed25519Verdicts(small)).toEqual([false, false, false])
    },
  )

  it('do not verify with R that is no point', async () => {
    const forged = signWithR(scalar, publicKey, data, littleEndian(2n), r)
    expect(await ed25519Verdicts(forged)).toEqual([false, false, false])
  })

  it.each([
    [
      1,
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      2,
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
  ])('equal test %i of RFC 8032 §7.1 in every backend', async (_, seed, publicHex, message, expected) => {
    const [d, x] = [seed, publicHex].map((digits) => Buffer.from(digits, 'hex').toString('base64url'))
    const jwk = { kty: 'OKP', crv: 'Ed25519', x, d } as JWK
    for (const backend of BACKENDS) {
      const signature = await backend.sign({ algorithm: 'Ed25519', jwk }, new Uint8Array(Buffer.from(message, 'hex')))
      expect(Buffer.from(signature).toString('hex'), backend.name).toBe(expected)
    }
  })

  async function ed25519Verdicts(signature: Uint8Array): Promise<boolean[]> {
    const x = Buffer.from(publicKey).toString('base64url')
    return verdicts(publicKeyFromJwk({ kty: 'OKP', crv: 'Ed25519', x }), data, signature)
  }
})

describe.each([
  ['P-256', P256],
  ['P-384', P384],
] as const)('ECDSA signatures on %s', (algorithm, { n, size }) => {
  it("verify with s and with n - s: low s is nobody's rule here", async () => {
    const { key, sign } = partsOf(algorithm)
    const signature = await sign(data)
    const s = bytesToInteger(signature.subarray(size))
    const twin = Uint8Array.of(...signature.subarray(0, size), ...bigEndian(n - s, size))
    expect(await verdicts(key, data, twin)).toEqual([true, true])
  })

  it('do not verify with r or s zero, n or beyond', async () => {
    const { key, sign } = partsOf(algorithm)
    const signature = await sign(data)
    const [r, s] = [signature.subarray(0, size), signature.subarray(size)]
    for (const wrong of [0n, n, n + 1n, (1n << BigInt(8 * size)) - 1n]) {
      const half = bigEndian(wrong, size)
      expect(await verdicts(key, data, Uint8Array.of(...half, ...s))).toEqual([false, false])
      expect(await verdicts(key, data, Uint8Array.of(...r, ...half))).toEqual([false, false])
      expect(await verdicts(key, data, Uint8Array.of(...half, ...half))).toEqual([false, false])
    }
  })

  it('do not verify with r and s swapped, or in DER', async () => {
    const { key, sign, secret } = partsOf(algorithm)
    const signature = await sign(data)
    const swapped = Uint8Array.of(...signature.subarray(size), ...signature.subarray(0, size))
    expect(await verdicts(key, data, swapped)).toEqual([false, false])
    const digest = algorithm === 'P-256' ? 'sha256' : 'sha384'
    const der = nodeSign(digest, data, createPrivateKey({ key: secret as JsonWebKey, format: 'jwk' }))
    expect(await verdicts(key, data, der)).toEqual([false, false])
  })

  it('do not verify over another hash', async () => {
    const { key, secret } = partsOf(algorithm)
    const digest = algorithm === 'P-256' ? 'sha512' : 'sha256'
    const privateKey = createPrivateKey({ key: secret as JsonWebKey, format: 'jwk' })
    const signature = nodeSign(digest, data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
    expect(await verdicts(key, data, signature)).toEqual([false, false])
  })
})

describe('RSA signatures', () => {
  const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = constants

  it('verify as RS256 or as PS256, each by its own name only', async () => {
    const { key } = partsOf('RS256')
    const pkcs1 = rsaSign('sha256', { padding: RSA_PKCS1_PADDING })
    const pss = rsaSign('sha256', { padding: RSA_PKCS1_PSS_PADDING, saltLength: 32 })
    expect(await verdicts(key, data, pkcs1)).toEqual([true, true])
    expect(await verdicts(key, data, pkcs1, 'PS256')).toEqual([false, false])
    expect(await verdicts(key, data, pss, 'PS256')).toEqual([true, true])
    expect(await verdicts(key, data, pss)).toEqual([false, false])
  })

  it.each([0, 20, 31, 33])('do not verify as PS256 with a salt of %i bytes', async (saltLength) => {
    const signature = rsaSign('sha256', { padding: RSA_PKCS1_PSS_PADDING, saltLength })
    expect(await verdicts(partsOf('RS256').key, data, signature, 'PS256')).toEqual([false, false])
  })

  it.each(['sha1', 'sha384', 'sha512'])('do not verify over %s', async (digest) => {
    const signature = rsaSign(digest, { padding: RSA_PKCS1_PADDING })
    expect(await verdicts(partsOf('RS256').key, data, signature)).toEqual([false, false])
  })

  it.each([
    ['without the name of the hash', () => sha256(data)],
    ['with bytes after the hash', () => Uint8Array.of(...digestInfo(), 0)],
    ['with the parameters of the hash left out', () => digestInfo([0x30, 0x2f, 0x30, 0x0b], [])],
  ])('do not verify where the padding is %s', async (_, content) => {
    expect(await verdicts(partsOf('RS256').key, data, padded(content()))).toEqual([false, false])
  })

  it('verify where the padding is as RFC 8017 §9.2 says', async () => {
    expect(await verdicts(partsOf('RS256').key, data, padded(digestInfo()))).toEqual([true, true])
  })

  it('do not verify where the number is the modulus or more', async () => {
    const { key } = partsOf('RS256')
    const size = signatureSizeOf(key)
    const n = new Uint8Array(Buffer.from(String(key.publicKeyJwk.n), 'base64url'))
    expect(await verdicts(key, data, n)).toEqual([false, false])
    expect(await verdicts(key, data, new Uint8Array(size).fill(0xff))).toEqual([false, false])
  })

  function rsaSign(digest: string, options: { padding: number; saltLength?: number }): Uint8Array {
    return nodeSign(digest, data, { key: privateKey(), ...options })
  }

  function padded(content: Uint8Array): Uint8Array {
    return privateEncrypt({ key: privateKey(), padding: RSA_PKCS1_PADDING }, content)
  }

  function privateKey(): ReturnType<typeof createPrivateKey> {
    return createPrivateKey({ key: partsOf('RS256').secret as JsonWebKey, format: 'jwk' })
  }

  /** DigestInfo of SHA-256 (RFC 8017 §9.2, note 1). */
  function digestInfo(heads = [0x30, 0x31, 0x30, 0x0d], parameters = [0x05, 0x00]): Uint8Array {
    const identifier = [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]
    return Uint8Array.of(...heads, ...identifier, ...parameters, 0x04, 0x20, ...sha256(data))
  }
})

describe('backends', () => {
  it('are node:crypto where there is one, else WebCrypto, else noble for Ed25519', async () => {
    expect((await backendFor('Ed25519')).name).toBe('node')
    withoutNodeCrypto()
    expect((await backendFor('Ed25519')).name).toBe('webcrypto')
    expect((await backendFor('RS256')).name).toBe('webcrypto')
    vi.stubGlobal('crypto', {})
    expect((await backendFor('Ed25519')).name).toBe('noble')
  })

  it('leave ECDSA and RSA undecided where there is neither node:crypto nor WebCrypto', async () => {
    const { key, sign } = partsOf('P-256')
    const signature = await sign(data)
    withoutNodeCrypto()
    vi.stubGlobal('crypto', {})
    expect(await codeOf(() => verifySignature(key, data, signature))).toBe('proof.unsupported')
  })

  it('verify Ed25519 without any native support', async () => {
    const { key, sign } = partsOf('Ed25519')
    const signature = await sign(data)
    withoutNodeCrypto()
    vi.stubGlobal('crypto', {})
    expect(await verifySignature(key, data, signature)).toBe(true)
    expect(await verifySignature(key, utf8Encode('a bad badge'), signature)).toBe(false)
  })

  it('go on to noble where WebCrypto has no Ed25519, as in older browsers', async () => {
    withoutNodeCrypto()
    vi.stubGlobal('crypto', { subtle: { generateKey: () => Promise.reject(new Error('NotSupportedError')) } })
    vi.resetModules()
    const fresh = await import('../../src/keys/backends.ts')
    expect((await fresh.backendFor('Ed25519')).name).toBe('noble')
    expect((await fresh.backendFor('P-256')).name).toBe('webcrypto')
  })

  it('make an RSA key in a browser, too', async () => {
    withoutNodeCrypto()
    const pair = await generateKeyPair({ algorithm: 'RS256' })
    vi.restoreAllMocks()
    const signature = await createSigner(pair).sign({ data })
    const key = publicKeyFromJwk(pair.publicKeyJwk)
    expect(await verdicts(key, data, signature)).toEqual(everywhere(key, true))
  })

  it('make keys that the others take', async () => {
    for (const backend of BACKENDS) {
      for (const algorithm of ['Ed25519', 'P-256', 'P-384'] as const) {
        if (!(await backend.supports(algorithm))) continue
        const { kty, crv, x, y, d } = await backend.generate(algorithm)
        const key = publicKeyFromJwk(JSON.parse(JSON.stringify({ kty, crv, x, y })))
        const jwk = JSON.parse(JSON.stringify({ kty, crv, x, y, d })) as JWK
        const signature = await backend.sign({ algorithm, jwk }, data)
        expect(await verdicts(key, data, signature), backend.name).toEqual(everywhere(key, true))
      }
    }
  })

  function withoutNodeCrypto(): void {
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never)
  }
})

function partsOf(algorithm: KeyAlgorithm): {
  key: PublicKey
  secret: JWK
  sign: (bytes: Uint8Array) => Promise<Uint8Array>
} {
  const pair = pairs.get(algorithm)
  if (!pair) throw new Error(`no ${algorithm} key`)
  const { alg: _alg, use: _use, kid: _kid, iss: _iss, ...secret } = exportKeyPair(pair, { format: 'jwk' })
  const signer = createSigner(pair)
  return {
    key: publicKeyFromJwk(pair.publicKeyJwk),
    secret: secret as JWK,
    sign: (bytes) => signer.sign({ data: bytes }),
  }
}

/** What each backend that can do the key says. */
async function verdicts(
  key: PublicKey,
  bytes: Uint8Array,
  signature: Uint8Array,
  algorithm?: SignatureAlgorithm,
): Promise<boolean[]> {
  const said: boolean[] = []
  for (const backend of BACKENDS) {
    if (await backend.supports(key.algorithm))
      said.push(await verifySignatureWith(backend, key, bytes, signature, algorithm))
  }
  return said
}

function everywhere(key: PublicKey, verdict: boolean): boolean[] {
  return Array.from({ length: key.algorithm === 'Ed25519' ? 3 : 2 }, () => verdict)
}

function flipped(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const index = at % bytes.length
  return bytes.map((byte, place) => (place === index ? byte ^ (1 << (bit % 8)) : byte))
}

function bigEndian(value: bigint, size: number): Uint8Array {
  const digits = value.toString(16).padStart(2 * size, '0')
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
