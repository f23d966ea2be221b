import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStatusIndex, statusIndex } from '../../src/status-index.ts'
import { codeOf } from '../support/codes.ts'

const key = new Uint8Array(32).map((_, at) => at)

describe('the index of the n-th badge', () => {
  it('uses every index of a full list exactly once', () => {
    const indexOf = createStatusIndex(key, 131_072)
    const seen = new Uint8Array(131_072)
    for (let counter = 0; counter < seen.length; counter++) {
      const index = indexOf(counter)
      seen[index] = (seen[index] ?? 0) + 1
    }
    expect(seen.every((times) => times === 1)).toBe(true)
  })

  it('is a permutation for every length and key', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.uint8Array({ minLength: 16, maxLength: 80 }),
        (length, anyKey) => {
          const indexOf = createStatusIndex(anyKey, length)
          const indices = Array.from({ length }, (_, counter) => indexOf(counter))
          expect([...indices].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, at) => at))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('says nothing of the order: neighbours lie far apart, and another key gives other places', () => {
    const indexOf = createStatusIndex(key, 131_072)
    const other = createStatusIndex(
      key.map((byte) => byte ^ 1),
      131_072,
    )
    const first = Array.from({ length: 2000 }, (_, counter) => indexOf(counter))
    const rising = first.filter((index, at) => at > 0 && index > (first[at - 1] ?? 0)).length
    expect(rising).toBeGreaterThan(900)
    expect(rising).toBeLessThan(1100)
    const mean = first.reduce((sum, index) => sum + index, 0) / first.length
    expect(Math.abs(mean - 65_536)).toBeLessThan(3500)
    expect(first.filter((index, counter) => other(counter) === index).length).toBeLessThan(3)
  })

  it('stays what it is: a stored counter means the same index for ever', () => {
    expect([0, 1, 2, 131_071].map((counter) => statusIndex(counter, key, 131_072))).toEqual(
      [0, 1, 2, 131_071].map((counter) => reference(counter, key, 131_072)),
    )
    expect([0, 1, 99_999].map((counter) => statusIndex(counter, key, 200_000))).toEqual(
      [0, 1, 99_999].map((counter) => reference(counter, key, 200_000)),
    )
  })

  it('ends with the list', async () => {
    expect(statusIndex(99, key, 100)).toBeLessThan(100)
    expect(await codeOf(() => statusIndex(100, key, 100))).toBe('status.list_full')
  })

  it('wants a secret key, a counter and a length', () => {
    expect(() => statusIndex(0, new Uint8Array(15), 100)).toThrow('key')
    expect(() => statusIndex(-1, key, 100)).toThrow('counter')
    expect(() => statusIndex(0, key, 0)).toThrow('length')
    expect(() => statusIndex(0, key, 2 ** 30 + 1)).toThrow('length')
  })
})

/** The same permutation over the HMAC of node:crypto. */
function reference(counter: number, secret: Uint8Array, length: number): number {
  const bits = Math.ceil(Math.log2(length))
  const low = bits >>> 1
  const round = (i: number, half: number): number => {
    const numbers = Buffer.alloc(9)
    numbers.writeUInt32BE(length, 0)
    numbers.writeUInt8(i, 4)
    numbers.writeUInt32BE(half, 5)
    return createHmac('sha256', secret).update('badgesmith status index').update(numbers).digest().readUInt32BE(0)
  }
  let value = counter
  do {
    let left = value >>> low
    let right = value % 2 ** low
    for (let i = 0; i < 10; i += 2) {
      left = (left ^ round(i, right)) & (2 ** (bits - low) - 1)
      right = (right ^ round(i + 1, left)) & (2 ** low - 1)
    }
    value = left * 2 ** low + right
  } while (value >= length)
  return value
}
