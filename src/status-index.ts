import { type OpenBadgesError, openBadgesError } from './errors.ts'
import { sha256 } from './hash.ts'

const ROUNDS = 10
const BLOCK = 64
const LABEL = 'badgesmith status index'

/**
 * The index of the n-th badge of a status list: a permutation of 0 to length - 1, chosen by the key. Each index is used
 * once, and without the key nobody can tell from an index when, or next to whom, a badge was issued
 * (Bitstring Status List, privacy considerations).
 *
 * It is an alternating Feistel network over the smallest power of two that holds the list; a value beyond the list
 * goes through it again (cycle walking), which keeps it a permutation. The round function is HMAC-SHA-256.
 *
 * @param counter - How many indices were given out before, from 0.
 * @param key - At least 16 secret random bytes, one key a list.
 * @param length - Number of entries of the list.
 * @throws OpenBadgesError `status.list_full` when the counter has reached the length.
 *
 * @example
 * const key = crypto.getRandomValues(new Uint8Array(32))
 * const first = statusIndex(0, key, 131072)
 */
export function statusIndex(counter: number, key: Uint8Array, length: number): number {
  return createStatusIndex(key, length)(counter)
}

/**
 * {@link statusIndex} for many badges of one list: what the key gives is remembered, so that an index costs about a
 * microsecond.
 *
 * @param key - At least 16 secret random bytes, one key a list; not kept by reference.
 * @param length - Number of entries of the list.
 * @returns The index for a counter; it throws OpenBadgesError `status.list_full` when the counter has reached the length.
 */
export function createStatusIndex(key: Uint8Array, length: number): (counter: number) => number {
  if (!(key instanceof Uint8Array) || key.length < 16)
    throw new TypeError('key must be a Uint8Array of at least 16 bytes')
  if (!Number.isSafeInteger(length) || length < 1 || length > 2 ** 30) {
    throw new TypeError('length must be a whole number from 1 to 2^30')
  }
  const bits = Math.max(2, 32 - Math.clz32(length - 1))
  const round = remember(roundFunction(key, length))
  return (counter) => {
    if (!Number.isSafeInteger(counter) || counter < 0) throw new TypeError('counter must be a whole number from 0')
    if (counter >= length) throw listFull(length)
    let index = permute(counter, bits, round)
    while (index >= length) index = permute(index, bits, round)
    return index
  }
}

function listFull(length: number): OpenBadgesError {
  return openBadgesError('status.list_full', `All ${length} indices of the status list are used.`, {
    hint: 'Create another status list with a URL of its own.',
  })
}

type Round = (round: number, half: number) => number

/** Each step changes one half by a function of the other, so each can be undone: a permutation whatever the function. */
function permute(value: number, bits: number, round: Round): number {
  const rightBits = bits >>> 1
  const leftMask = 2 ** (bits - rightBits) - 1
  const rightMask = 2 ** rightBits - 1
  let left = value >>> rightBits
  let right = value & rightMask
  for (let i = 0; i < ROUNDS; i += 2) {
    left ^= round(i, right) & leftMask
    right ^= round(i + 1, left) & rightMask
  }
  return (left << rightBits) | right
}

/** HMAC-SHA-256 (RFC 2104) of label, length, round and half. */
function roundFunction(key: Uint8Array, length: number): Round {
  const secret = key.length > BLOCK ? sha256(key) : key
  const label = new TextEncoder().encode(LABEL)
  const inner = new Uint8Array(BLOCK + label.length + 9).fill(0x36, 0, BLOCK)
  const outer = new Uint8Array(BLOCK + 32).fill(0x5c, 0, BLOCK)
  for (const [at, byte] of secret.entries()) {
    inner[at] = byte ^ 0x36
    outer[at] = byte ^ 0x5c
  }
  inner.set(label, BLOCK)
  const message = new DataView(inner.buffer, BLOCK + label.length)
  message.setUint32(0, length)
  return (i, half) => {
    message.setUint8(4, i)
    message.setUint32(5, half)
    outer.set(sha256(inner), BLOCK)
    return new DataView(sha256(outer).buffer).getUint32(0)
  }
}

/** Half of the bits has few values: at most 2^15 a round. */
function remember(round: Round): Round {
  const known = new Map<number, number>()
  return (i, half) => {
    const name = half * ROUNDS + i
    let value = known.get(name)
    if (value === undefined) {
      value = round(i, half)
      known.set(name, value)
    }
    return value
  }
}
