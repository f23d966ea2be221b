/**
 * How much is in a proof value of ecdsa-sd-2023 (VC-DI-ECDSA §3.5.3 and §3.5.7): a CBOR array of five, of which some are
 * arrays themselves. Its sizes are known before anything in it is decoded or looked for in a badge.
 */

/** Each is looked for in the badge; there are about fifteen members that a badge has to show. */
export const MAX_POINTERS = 256

/** Signatures, labels or indexes: there is at most one for each statement of the badge. */
const MAX_ITEMS = 4_096

export type SelectiveSize = 'fits' | 'too-large' | 'malformed'

/** The size of a proof value, its three bytes of header included. */
export function sizeOfSelective(proofValue: Uint8Array): SelectiveSize {
  const isBase = proofValue[2] === 0x00
  const outer = headAt(proofValue, 3)
  if (outer?.major !== ARRAY || outer.count !== 5) return 'malformed'
  let next: number | undefined = outer.next
  for (let place = 0; place < 5; place++) {
    const head = headAt(proofValue, next)
    if (!head) return 'malformed'
    const isContainer = head.major === ARRAY || head.major === MAP
    if (isContainer && head.count > (isBase && place === 4 ? MAX_POINTERS : MAX_ITEMS)) return 'too-large'
    next = skip(proofValue, head, 0)
    if (next === undefined) return 'malformed'
  }
  return next === proofValue.length ? 'fits' : 'malformed'
}

/** Major types of CBOR (RFC 8949 §3.1). */
const [INTEGER, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG] = [0, 1, 2, 3, 4, 5, 6]

interface Head {
  readonly major: number
  readonly count: number
  readonly next: number
}

/** Undefined for what is cut off, and for lengths that are not said: a proof value has none of those. */
function headAt(bytes: Uint8Array, offset: number): Head | undefined {
  const first = bytes[offset]
  if (first === undefined) return undefined
  const [major, short] = [first >> 5, first & 0x1f]
  if (short < 24) return { major, count: short, next: offset + 1 }
  const width = { 24: 1, 25: 2, 26: 4 }[short]
  if (width === undefined || offset + 1 + width > bytes.length) return undefined
  const next = offset + 1 + width
  const count = bytes.subarray(offset + 1, next).reduce((sum, byte) => sum * 256 + byte, 0)
  return { major, count, next }
}

/** Where the next item begins. Nothing in a proof value is nested deeper than its arrays. */
function skip(bytes: Uint8Array, { major, count, next }: Head, depth: number): number | undefined {
  if (major === INTEGER || major === NEGATIVE) return next
  if (major === BYTES || major === TEXT) return next + count <= bytes.length ? next + count : undefined
  if (depth > 1) return undefined
  const items = major === TAG ? 1 : major === MAP ? 2 * count : count
  if (major !== TAG && major !== ARRAY && major !== MAP) return undefined
  let end: number | undefined = next
  for (let item = 0; item < items && end !== undefined; item++) {
    const head = headAt(bytes, end)
    end = head && skip(bytes, head, depth + 1)
  }
  return end
}
