import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Digest,
  digestEvidence,
  hasDigest,
  readDigestMultibase,
  readDigestSRI,
  sameDigest,
} from '../../src/digest.ts'
import { multibaseEncode } from '../../src/encoding.ts'

const FILE = new TextEncoder().encode('unit plan')
const ALGORITHMS = [
  ['sha256', [0x12, 32]],
  ['sha384', [0x20, 48]],
  ['sha512', [0x13, 64]],
] as const

function hash(name: string): Uint8Array {
  return new Uint8Array(createHash(name).update(FILE).digest())
}

function fits(digest: Digest | undefined): boolean {
  return digest !== undefined && hasDigest(FILE, digest)
}

describe('digestMultibase', () => {
  it('is u and the base64url of a SHA-256 multihash', () => {
    expect(digestEvidence(FILE)).toBe(multibaseEncode('u', new Uint8Array([0x12, 32, ...hash('sha256')])))
    expect(fits(readDigestMultibase(digestEvidence(FILE)))).toBe(true)
  })

  it.each(ALGORITHMS)('is read in %s, with a header and without, in both bases', (name, header) => {
    for (const base of ['u', 'z'] as const) {
      for (const bytes of [hash(name), new Uint8Array([...header, ...hash(name)])]) {
        const digest = readDigestMultibase(multibaseEncode(base, bytes))
        expect(digest?.algorithm).toBe(name)
        expect(fits(digest)).toBe(true)
      }
    }
  })

  it.each([
    '',
    'u',
    'x00',
    multibaseEncode('u', hash('sha1')),
    multibaseEncode('u', new Uint8Array([0x11, 32, ...hash('sha256')])),
    multibaseEncode('u', new Uint8Array([0x12, 31, ...hash('sha256')])),
    `${digestEvidence(FILE)}=`,
    `m${Buffer.from(hash('sha256')).toString('base64')}`,
    `z${'1'.repeat(5000)}`,
  ])('is not read where it is none: %j', (text) => {
    expect(readDigestMultibase(text)).toBeUndefined()
  })

  it('is of bytes', () => {
    expect(() => digestEvidence('unit plan' as never)).toThrow(TypeError)
  })
})

describe('digestSRI', () => {
  const sri = (name: string): string => `${name}-${Buffer.from(hash(name)).toString('base64')}`

  it.each(ALGORITHMS)('is read in %s', (name) => {
    expect(readDigestSRI(sri(name))?.map(fits)).toEqual([true])
    expect(readDigestSRI(`${sri(name)}?type=application/pdf`)?.map(fits)).toEqual([true])
  })

  it('is that of the strongest algorithm', () => {
    const digests = readDigestSRI(`${sri('sha256')} ${sri('sha512')}  ${sri('sha384')} md5-AAAA`)
    expect(digests?.map(({ algorithm }) => algorithm)).toEqual(['sha512'])
  })

  it.each([
    '',
    'sha256',
    'sha256-',
    'sha256-AAAA',
    `sha1-${'A'.repeat(28)}`,
    sri('sha256').replace('=', ''),
    'x'.repeat(5000),
  ])('is not read where it is none: %j', (text) => {
    expect(readDigestSRI(text)).toBeUndefined()
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        readDigestSRI(text)
        readDigestMultibase(text)
        readDigestSRI(`sha256-${text}`)
        readDigestMultibase(`u${text}`)
      }),
    )
  })
})

it('compares digests of one algorithm only', () => {
  const [a, b] = [
    readDigestMultibase(multibaseEncode('u', hash('sha256'))),
    readDigestMultibase(multibaseEncode('u', hash('sha512'))),
  ]
  if (!a || !b) throw new Error('not read')
  expect(sameDigest(a, a)).toBe(true)
  expect(sameDigest(a, { ...a, value: hash('sha256').reverse() })).toBe(false)
  expect(sameDigest(a, b)).toBeUndefined()
})
