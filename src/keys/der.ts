/**
 * Raw r‖s of an ECDSA signature in DER (RFC 3279 §2.2.3, X.690 §10), or undefined where it is not exactly that: the
 * shortest lengths, positive integers without needless zeros, nothing after them.
 *
 * @param size - Bytes of one coordinate. Up to 48, so that every length fits one byte.
 */
export function rawFromDer(bytes: Uint8Array, size: number): Uint8Array | undefined {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2 || bytes.length > 127) return undefined
  const r = integerAt(bytes, 2)
  const s = r && integerAt(bytes, r.end)
  if (!s || s.end !== bytes.length || r.value.length > size || s.value.length > size) return undefined
  const raw = new Uint8Array(2 * size)
  raw.set(r.value, size - r.value.length)
  raw.set(s.value, 2 * size - s.value.length)
  return raw
}

function integerAt(bytes: Uint8Array, start: number): { value: Uint8Array; end: number } | undefined {
  const length = bytes[start + 1] ?? 0
  const end = start + 2 + length
  if (bytes[start] !== 0x02 || length === 0 || end > bytes.length) return undefined
  const [first = 0, second = 0] = bytes.subarray(start + 2, end)
  if (first >= 0x80) return undefined
  if (first !== 0) return { value: bytes.subarray(start + 2, end), end }
  // One zero byte is there to keep the sign, and only for that.
  return length > 1 && second >= 0x80 ? { value: bytes.subarray(start + 3, end), end } : undefined
}
