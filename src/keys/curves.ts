import { hexEncode } from '../encoding.ts'

/** A short Weierstrass curve of NIST (FIPS 186-5, SP 800-186): y² = x³ − 3x + b over a prime p, of prime order n. */
export interface Curve {
  readonly crv: 'P-256' | 'P-384'
  /** Bytes of one coordinate, and of one half of a raw signature. */
  readonly size: number
  readonly p: bigint
  readonly b: bigint
  readonly n: bigint
}

export const P256: Curve = {
  crv: 'P-256',
  size: 32,
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
}

export const P384: Curve = {
  crv: 'P-384',
  size: 48,
  p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
  b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
}

export interface CurvePoint {
  readonly x: Uint8Array
  readonly y: Uint8Array
}

/** Whether the coordinates are reduced and satisfy the equation. The order is prime, so that is all there is to ask. */
export function isOnCurve(curve: Curve, point: CurvePoint): boolean {
  if (point.x.length !== curve.size || point.y.length !== curve.size) return false
  const x = bytesToInteger(point.x)
  const y = bytesToInteger(point.y)
  return x < curve.p && y < curve.p && (y * y) % curve.p === rightHandSide(curve, x)
}

/** The compressed form of SEC 1 §2.3.3: 02 or 03 by the parity of y, then x. */
export function compressPoint(point: CurvePoint): Uint8Array {
  const parity = (point.y[point.y.length - 1] ?? 0) & 1
  return Uint8Array.of(2 + parity, ...point.x)
}

/** The point of a compressed form, or undefined where there is none. */
export function decompressPoint(curve: Curve, bytes: Uint8Array): CurvePoint | undefined {
  const prefix = bytes[0]
  if (bytes.length !== curve.size + 1 || (prefix !== 2 && prefix !== 3)) return undefined
  const x = bytesToInteger(bytes.subarray(1))
  if (x >= curve.p) return undefined
  const square = rightHandSide(curve, x)
  // Both primes are 3 mod 4, so a square root is one power.
  const root = modularPower(square, (curve.p + 1n) / 4n, curve.p)
  if ((root * root) % curve.p !== square) return undefined
  const y = (root & 1n) === BigInt(prefix & 1) ? root : curve.p - root
  return y === curve.p ? undefined : { x: bytes.slice(1), y: integerToBytes(y, curve.size) }
}

/** Whether r‖s has the exact length and both lie in 1 … n−1 (FIPS 186-5 §6.4.2, step 1). */
export function isRawSignature(curve: Curve, signature: Uint8Array): boolean {
  if (signature.length !== 2 * curve.size) return false
  const r = bytesToInteger(signature.subarray(0, curve.size))
  const s = bytesToInteger(signature.subarray(curve.size))
  return r > 0n && r < curve.n && s > 0n && s < curve.n
}

/** The unsigned integer of big-endian bytes. */
export function bytesToInteger(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${hexEncode(bytes)}`)
}

function integerToBytes(value: bigint, size: number): Uint8Array {
  const digits = value.toString(16).padStart(2 * size, '0')
  return Uint8Array.from({ length: size }, (_, index) => Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16))
}

function rightHandSide(curve: Curve, x: bigint): bigint {
  const value = (((x * x) % curve.p) * x - 3n * x + curve.b) % curve.p
  return value < 0n ? value + curve.p : value
}

function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}
