import { Point } from '@noble/ed25519'
import { sha512 } from '../../src/hash.ts'

/** Order of the base point. */
export const L: bigint = Point.CURVE().n
const P = Point.CURVE().p

/** A point of order 8, found by clearing the prime-order part of a point outside the subgroup. */
function torsionGenerator(): Point {
  for (let y = 2; ; y++) {
    const bytes = new Uint8Array(32)
    bytes[0] = y
    try {
      const point = Point.fromBytes(bytes, true)
      const torsion = point.multiply(L - 1n, false).add(point)
      if (!torsion.double().double().is0()) return torsion
    } catch {
      // Not a point: try the next y.
    }
  }
}

/** The eight points of small order, the identity first. */
export function smallOrderPoints(): Point[] {
  const generator = torsionGenerator()
  const points = [Point.ZERO]
  for (let count = 1; count < 8; count++) points.push((points.at(-1) ?? Point.ZERO).add(generator))
  return points
}

/** Other encodings of points of small order, each of which some decoder takes. */
export function nonCanonicalEncodings(): Uint8Array[] {
  const sign = 1n << 255n
  return [1n | sign, (P - 1n) | sign, P, P | sign, P + 1n, (P + 1n) | sign, P + 18n, (P + 18n) | sign].map((value) =>
    littleEndian(value),
  )
}

export function littleEndian(value: bigint): Uint8Array {
  const digits = value.toString(16).padStart(64, '0')
  return Uint8Array.from({ length: 32 }, (_, index) =>
    Number.parseInt(digits.slice(62 - 2 * index, 64 - 2 * index), 16),
  )
}

export function fromLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

/** A public key whose secret scalar is known, with an added point (of small order) if one is given. */
export function keyWithScalar(scalar: bigint, added: Point = Point.ZERO): Uint8Array {
  return Point.BASE.multiply(scalar).add(added).toBytes()
}

/** A signature with a chosen R: its bytes, and the scalar r of which they are r·B up to a point of small order. */
export function signWithR(
  scalar: bigint,
  publicKey: Uint8Array,
  data: Uint8Array,
  rBytes: Uint8Array,
  r: bigint,
): Uint8Array {
  const k = fromLittleEndian(sha512(Uint8Array.of(...rBytes, ...publicKey, ...data))) % L
  return Uint8Array.of(...rBytes, ...littleEndian((r + k * scalar) % L))
}

export { Point }
