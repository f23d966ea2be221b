import { getPublicKeyAsync, Point, signAsync } from '@noble/ed25519'
import { base64urlDecode, base64urlEncode } from '../encoding.ts'
import { sha512 } from '../hash.ts'
import type { JWK } from '../types.ts'
import { bytesToInteger } from './curves.ts'

/** Order of the base point (RFC 8032 §5.1). */
const L = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn

/** What L begins with, the most significant byte of 32. */
const L_FIRST_BYTE = 0x10

/** Prime of the field. */
const P = 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffedn

/**
 * What is wrong with an Ed25519 public key, as the rest of a sentence, or undefined. Libraries differ on keys of small
 * and of mixed order; where neither gets in, their equations agree and so do their verdicts.
 */
export function ed25519KeyFault(bytes: Uint8Array): string | undefined {
  if (!isCanonicalPoint(bytes)) return 'is not encoded canonically (RFC 8032 §5.1.3)'
  const point = decodePoint(bytes)
  if (!point) return 'is not a point of the curve'
  if (point.isSmallOrder()) return 'is of small order, so that one signature fits many messages'
  if (!point.isTorsionFree()) return 'is not of prime order, so that verifiers disagree about its signatures'
  return undefined
}

/**
 * Whether a signature has 64 bytes, S below L (RFC 8032 §5.1.7) and R in canonical form. Every backend demands it, some
 * only as far as the text of the RFC goes, so it is asked before any of them.
 */
export function isWellFormedEd25519Signature(signature: Uint8Array): boolean {
  return signature.length === 64 && isBelowL(signature.subarray(32)) && isCanonicalPoint(signature.subarray(0, 32))
}

/**
 * Verifies without native support. The equation is the one of OpenSSL and BoringSSL, without cofactor: R is recomputed
 * and its bytes compared. (`verify` of noble multiplies by the cofactor even under `zip215: false`.)
 */
export function verifyEd25519(publicKey: JWK, data: Uint8Array, signature: Uint8Array): boolean {
  const keyBytes = base64urlDecode(publicKey.x ?? '') ?? new Uint8Array()
  const key = decodePoint(keyBytes)
  if (!key) return false
  const r = signature.subarray(0, 32)
  const challenge = new Uint8Array(64 + data.length)
  challenge.set(r, 0)
  challenge.set(keyBytes, 32)
  challenge.set(data, 64)
  const k = littleEndian(sha512(challenge)) % L
  const s = littleEndian(signature.subarray(32))
  const expected = Point.BASE.multiply(s, false).subtract(key.multiply(k, false)).toBytes()
  return expected.every((byte, index) => byte === r[index])
}

/** Signs without native support. */
export async function signEd25519(secretKey: JWK, data: Uint8Array): Promise<Uint8Array> {
  return await signAsync(data, seedOf(secretKey))
}

/** A new secret JWK without native support. */
export async function generateEd25519(): Promise<JWK> {
  const seed = globalThis.crypto.getRandomValues(new Uint8Array(32))
  const publicKey = await getPublicKeyAsync(seed)
  return { kty: 'OKP', crv: 'Ed25519', x: base64urlEncode(publicKey), d: base64urlEncode(seed) }
}

function seedOf(secretKey: JWK): Uint8Array {
  const seed = typeof secretKey.d === 'string' ? base64urlDecode(secretKey.d) : undefined
  if (!seed) throw new TypeError('The secret key has no member "d".')
  return seed
}

/** What is made as it should be is nearly always so far below L that its first byte says so. */
function isBelowL(bytes: Uint8Array): boolean {
  return Number(bytes[31]) < L_FIRST_BYTE || littleEndian(bytes) < L
}

/** 32 bytes, y below the prime, and no sign on an x of zero: exactly one form a point. */
function isCanonicalPoint(bytes: Uint8Array): boolean {
  if (bytes.length !== 32) return false
  // Far from 1 and from the prime, as nearly all are, it has but one form.
  const first = Number(bytes[31]) & 0x7f
  if (first > 0 && first < 0x7f) return true
  const value = littleEndian(bytes)
  const negative = value >> 255n === 1n
  const y = value & ((1n << 255n) - 1n)
  return y < P && !(negative && (y === 1n || y === P - 1n))
}

function decodePoint(bytes: Uint8Array): Point | undefined {
  try {
    return Point.fromBytes(bytes, false)
  } catch {
    return undefined
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytesToInteger(bytes.toReversed())
}
