import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base58Decode, base58Encode } from '../src/encoding.ts'
import { generateSalt } from '../src/identity.ts'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

describe('base58btc', () => {
  it('has one text for the same bytes, and bytes for every text of its letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...ALPHABET), maxLength: 100 }), (text) => {
        expect(base58Encode(base58Decode(text) ?? new Uint8Array([1]))).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([...'0OIl -_=\n\u00e9'])('does not read %j', (character) => {
    for (const text of [character, `${character}z`, `z${character}`]) expect(base58Decode(text)).toBeUndefined()
  })
})

describe('salts', () => {
  it('are 16 bytes, and none comes twice', () => {
    const salts = Array.from({ length: 500 }, generateSalt)
    expect(salts.every((salt) => /^[A-Za-z0-9_-]{22}$/.test(salt))).toBe(true)
    expect(new Set(salts).size).toBe(500)
  })
})
