import { createHash, createPrivateKey, type JsonWebKey, sign as nodeSign } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8Encode } from '../../src/encoding.ts'
import { OpenBadgesError } from '../../src/errors.ts'
import { rawFromDer } from '../../src/keys/der.ts'
import { createSigner, exportKeyPair, generateKeyPair, type KeyPair } from '../../src/keys/key-pair.ts'
import { publicKeyOfSigner, signWith } from '../../src/keys/signer.ts'
import { verifySignature } from '../../src/keys/verify-signature.ts'
import type { KeyAlgorithm, Signer } from '../../src/types.ts'
import { codeOf } from '../support/codes.ts'
import { keyPairOf, rsaKeyPair } from '../support/key-pairs.ts'

const data = utf8Encode('a badge')
const web = { controller: 'did:web:cce.example' }

describe('signWith', () => {
  it.each([
    ['P-256', 'sha256', 64],
    ['P-384', 'sha384', 96],
  ] as const)(
    'turns the DER signatures of a %s signer into raw ones, whatever their length',
    async (algorithm, digest, size) => {
      const pair = await generateKeyPair({ algorithm, ...web })
      const key = nodeKeyOf(pair)
      const signer = { ...createSigner(pair), sign: async (o: { data: Uint8Array }) => nodeSign(digest, o.data, key) }
      for (let round = 0; round < 12; round++) {
        const bytes = utf8Encode(`badge ${round}`)
        const signature = await signWith(signer, bytes)
        expect(signature.length).toBe(size)
        expect(await verifySignature(publicKeyOfSigner(signer), bytes, signature)).toBe(true)
      }
    },
  )

  it('waits for a slow signer', async () => {
    const inner = createSigner(await generateKeyPair())
    const slow = signing(inner, async (o) => {
      await wait(30)
      return inner.sign(o)
    })
    expect(await signWith(slow, data)).toEqual(await signWith(inner, data))
  })

  it('takes a Buffer, as Node libraries return it, and gives out plain bytes', async () => {
    const inner = createSigner(await generateKeyPair())
    const signature = await signWith(
      signing(inner, async (o) => Buffer.from(await inner.sign(o))),
      data,
    )
    expect(Object.getPrototypeOf(signature)).toBe(Uint8Array.prototype)
  })

  it('gives the signer a copy of the data, so that it cannot change what is verified', async () => {
    const inner = createSigner(await generateKeyPair())
    const meddler = signing(inner, async (o) => {
      o.data.fill(0)
      return inner.sign(o)
    })
    const before = data.slice()
    expect(await codeOf(() => signWith(meddler, data))).toBe('signer.signature_invalid')
    expect(data).toEqual(before)
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('the HSM is away')
      },
    ],
    ['rejects', () => Promise.reject(new Error('throttled'))],
    [
      'throws something that is no error',
      () => {
        throw 'away'
      },
    ],
    ['returns nothing', () => undefined],
    ['returns text', () => 'c2lnbmF0dXJl'],
    ['returns an ArrayBuffer', () => new ArrayBuffer(64)],
    ['returns an array of numbers', () => [1, 2, 3]],
  ])('reports signer.failed when the signer %s', async (_, act) => {
    const signer = signing(createSigner(await generateKeyPair()), act as Signer['sign'])
    expect(await codeOf(() => signWith(signer, data))).toBe('signer.failed')
  })

  it('keeps what the signer threw as the cause, and out of JSON', async () => {
    const cause = new Error('AccessDenied')
    const signer = signing(createSigner(await generateKeyPair()), () => Promise.reject(cause))
    const error = await signWith(signer, data).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(OpenBadgesError)
    expect(error).toHaveProperty('cause', cause)
    expect(Object.keys(error as object)).not.toContain('cause')
  })

  it.each(['Ed25519', 'P-256', 'P-384', 'RS256'] as const)(
    'reports signer.signature_invalid when a %s signer signs with another key, or returns too little or too much',
    async (algorithm) => {
      const inner = createSigner(await keyPairOf(algorithm, web))
      const other = createSigner(await generateKeyPair({ algorithm: algorithm === 'RS256' ? 'P-256' : algorithm }))
      const wrong: Signer['sign'][] = [
        (o) => other.sign(o),
        async (o) => (await inner.sign(o)).slice(1),
        async (o) => (await inner.sign(o)).slice(0, -1),
        async (o) => Uint8Array.of(...(await inner.sign(o)), 0),
        async () => new Uint8Array(),
        async (o) => new Uint8Array((await inner.sign(o)).length),
      ]
      for (const sign of wrong) {
        expect(await codeOf(() => signWith(signing(inner, sign), data))).toBe('signer.signature_invalid')
      }
      expect(await codeOf(() => signWith(inner, data))).toBe('none')
    },
  )

  it('reports signer.signature_invalid when the signer signs a digest of the data', async () => {
    const inner = createSigner(await generateKeyPair())
    const hashing = signing(inner, (o) => inner.sign({ data: createHash('sha256').update(o.data).digest() }))
    expect(await codeOf(() => signWith(hashing, data))).toBe('signer.signature_invalid')
  })

  it('reports signer.signature_invalid for DER with a byte after it', async () => {
    const pair = await generateKeyPair({ algorithm: 'P-256', ...web })
    const key = nodeKeyOf(pair)
    const signer = signing(createSigner(pair), async (o) => Uint8Array.of(...nodeSign('sha256', o.data, key), 0))
    expect(await codeOf(() => signWith(signer, data))).toBe('signer.signature_invalid')
  })
})

describe('publicKeyOfSigner', () => {
  const sign = async (): Promise<Uint8Array> => new Uint8Array(64)

  it('takes the key of a did:key or did:jwk from the id alone', async () => {
    const { algorithm, id, publicKeyJwk } = await generateKeyPair()
    expect(publicKeyOfSigner({ id, algorithm, sign }).publicKeyJwk).toEqual(publicKeyJwk)
    const rsa = await rsaKeyPair()
    expect(publicKeyOfSigner({ id: rsa.id, algorithm: 'RS256', sign }).publicKeyJwk).toEqual(rsa.publicKeyJwk)
  })

  it('takes the key of any other signer from publicKeyMultibase or publicKeyJwk, and needs one of them', async () => {
    const { algorithm, id, publicKeyMultibase = '', publicKeyJwk } = await generateKeyPair(web)
    expect(publicKeyOfSigner({ id, algorithm, publicKeyMultibase, sign }).publicKeyJwk).toEqual(publicKeyJwk)
    expect(publicKeyOfSigner({ id, algorithm, publicKeyJwk, sign }).publicKeyMultibase).toBe(publicKeyMultibase)
    expect(() => publicKeyOfSigner({ id, algorithm, sign })).toThrow(/publicKeyMultibase or publicKeyJwk/)
    expect(() => publicKeyOfSigner({ id, algorithm, sign })).toThrow(TypeError)
  })

  it('throws a TypeError where id and publicKey are of two keys', async () => {
    const [one, other] = [await generateKeyPair(), await generateKeyPair(web)]
    const { publicKeyMultibase = '', publicKeyJwk } = other
    expect(() => publicKeyOfSigner({ ...createSigner(one), publicKeyMultibase })).toThrow(TypeError)
    expect(() => publicKeyOfSigner({ ...createSigner(one), publicKeyJwk })).toThrow(TypeError)
  })

  it.each<KeyAlgorithm>(['P-256', 'P-384', 'RS256'])(
    'throws a TypeError where an Ed25519 key is said to be %s',
    async (algorithm) => {
      const signer = createSigner(await generateKeyPair())
      expect(() => publicKeyOfSigner({ ...signer, algorithm })).toThrow(TypeError)
    },
  )

  it('throws a TypeError for an RSA key that is for PS256 only', async () => {
    const { id, publicKeyJwk } = await rsaKeyPair(web)
    const signer = { id, algorithm: 'RS256' as const, sign }
    expect(() => publicKeyOfSigner({ ...signer, publicKeyJwk: { ...publicKeyJwk, alg: 'PS256' } })).toThrow(TypeError)
    expect(publicKeyOfSigner({ ...signer, publicKeyJwk: { ...publicKeyJwk, alg: 'RS256' } }).algorithm).toBe('RS256')
  })

  it.each<[unknown]>([[undefined], [null], [{}], [{ id: 'did:web:cce.example#1' }], [{ id: 5, sign }]])(
    'throws a TypeError for %o',
    (signer) => {
      expect(() => publicKeyOfSigner(signer as Signer)).toThrow(TypeError)
    },
  )

  it('reports key.format and did.syntax for what the signer says of its key', async () => {
    const { algorithm, id } = await generateKeyPair(web)
    expect(await codeOf(() => publicKeyOfSigner({ id, algorithm, publicKeyMultibase: 'z6Mk', sign }))).toBe(
      'key.format',
    )
    expect(await codeOf(() => publicKeyOfSigner({ id: 'did:key:nonsense', algorithm, sign }))).toBe('did.syntax')
  })
})

describe('rawFromDer', () => {
  const good = [0x30, 0x06, 0x02, 0x01, 0x11, 0x02, 0x01, 0x22]

  it('reads every r and s as they were, in the shortest DER', () => {
    const half = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((bytes) => bytes.some((byte) => byte !== 0))
    fc.assert(
      fc.property(half, half, (r, s) => {
        expect(rawFromDer(der(r, s), 32)).toEqual(Uint8Array.of(...r, ...s))
      }),
      { numRuns: 200 },
    )
  })

  it.each<[string, number[], boolean]>([
    ['the shortest', good, true],
    ['a sign byte that is needed', [0x30, 0x07, 0x02, 0x02, 0x00, 0x80, 0x02, 0x01, 0x22], true],
    ['a sign byte that is not needed', [0x30, 0x07, 0x02, 0x02, 0x00, 0x7f, 0x02, 0x01, 0x22], false],
    ['a negative integer', [0x30, 0x06, 0x02, 0x01, 0x80, 0x02, 0x01, 0x22], false],
    ['an integer zero', [0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x22], false],
    ['an empty integer', [0x30, 0x05, 0x02, 0x00, 0x02, 0x01, 0x22], false],
    ['a byte after it', [...good, 0x00], false],
    ['a byte after s that is counted', [0x30, 0x07, ...good.slice(2), 0x00], false],
    ['a third integer', [0x30, 0x09, ...good.slice(2), 0x02, 0x01, 0x33], false],
    ['only one integer', [0x30, 0x03, 0x02, 0x01, 0x11], false],
    ['a length of two bytes', [0x30, 0x81, 0x06, ...good.slice(2)], false],
    ['an integer length of two bytes', [0x30, 0x07, 0x02, 0x81, 0x01, 0x11, 0x02, 0x01, 0x22], false],
    ['an indefinite length', [0x30, 0x80, ...good.slice(2), 0x00, 0x00], false],
    ['a length beyond its end', [0x30, 0x07, ...good.slice(2)], false],
    ['an integer beyond its end', [0x30, 0x06, 0x02, 0x01, 0x11, 0x02, 0x02, 0x22], false],
    ['another outer tag', [0x31, ...good.slice(1)], false],
    ['another inner tag', [0x30, 0x06, 0x03, 0x01, 0x11, 0x02, 0x01, 0x22], false],
    ['nothing in it', [0x30, 0x00], false],
    ['no bytes', [], false],
    ['an integer of 32 bytes', [...der(filled(32), filled(1))], true],
    ['an integer of 33 bytes', [...der(filled(33), filled(1))], false],
    ['an integer s of 33 bytes', [...der(filled(1), filled(33))], false],
  ])('of %s', (_, bytes, isRead) => {
    expect(rawFromDer(Uint8Array.from(bytes), 32) !== undefined).toBe(isRead)
  })
})

function signing(signer: Signer, sign: Signer['sign']): Signer {
  return { ...signer, sign }
}

function nodeKeyOf(pair: KeyPair): ReturnType<typeof createPrivateKey> {
  return createPrivateKey({ key: exportKeyPair(pair, { format: 'jwk' }) as JsonWebKey, format: 'jwk' })
}

function filled(size: number): Uint8Array {
  return new Uint8Array(size).fill(0x55)
}

function der(r: Uint8Array, s: Uint8Array): Uint8Array {
  const content = [...derInteger(r), ...derInteger(s)]
  return Uint8Array.of(0x30, content.length, ...content)
}

function derInteger(value: Uint8Array): number[] {
  const digits = value.subarray(value.findIndex((byte) => byte !== 0))
  const content = (digits[0] ?? 0) >= 0x80 ? [0, ...digits] : [...digits]
  return [0x02, content.length, ...content]
}
