import { base64urlEncode, hexEncode, utf8Encode } from './encoding.ts'
import { hexHash, md5, sha256 } from './hash.ts'
import type { IdentityObject } from './types.ts'

/** How an identity that is known compares with one that stands in a badge. */
export interface IdentityMatch {
  readonly matches: boolean
  /** It is hashed with MD5 or without salt, so that anybody could find it by trying. */
  readonly weak: boolean
  /** It matches only after the address was normalized; the specification compares as given. */
  readonly normalized: boolean
}

const NO_MATCH: IdentityMatch = { matches: false, weak: false, normalized: false }

/**
 * Hashes an identifier for an IdentityObject: SHA-256 of the UTF-8 bytes of identifier followed by salt, without
 * anything between (Open Badges 3.0, "IdentityHash"). The identifier is hashed exactly as it is given.
 *
 * @param value - The identifier, an email address for example. See {@link normalizeEmail}.
 * @param salt - A text of your choice; it stands in the badge beside the hash.
 * @returns `sha256$` and 64 hexadecimal digits.
 *
 * @example
 * hashIdentity('a@example.com', 'Kosher') // 'sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399'
 */
export function hashIdentity(value: string, salt: string): string {
  if (typeof value !== 'string') throw new TypeError('value: expected a string, the identifier to hash.')
  if (typeof salt !== 'string') throw new TypeError('salt: expected a string; use an empty one for no salt.')
  return `sha256$${hexHash('sha256')(value + salt)}`
}

/**
 * Writes an email address the one way that we hash: NFC, no spaces around it, lower case. The specification leaves this
 * open and compares as given, so an issuer has to fix it.
 */
export function normalizeEmail(email: string): string {
  return email.normalize('NFC').trim().toLowerCase()
}

const SALT_BYTES = 16

/** Random bytes for the next salts: to ask the platform for so few at a time takes longer than all else about a salt. */
const random = { bytes: new Uint8Array(0), used: 0 }

/** A fresh salt of 128 random bits, as base64url. */
export function generateSalt(): string {
  if (random.used === random.bytes.length) {
    random.bytes = globalThis.crypto.getRandomValues(new Uint8Array(64 * SALT_BYTES))
    random.used = 0
  }
  const start = random.used
  random.used += SALT_BYTES
  return base64urlEncode(random.bytes.subarray(start, random.used))
}

/**
 * Compares a known identifier with an identity object of a badge (Open Badges 3.0, "Verification", recipient). Hashes
 * in SHA-256 and MD5 are read; the comparison takes the same time whatever differs. An email address that does not
 * match as given is tried in its normalized form.
 */
export function compareIdentity(
  identity: Pick<IdentityObject, 'hashed' | 'identityHash' | 'identityType' | 'salt'>,
  known: string,
): IdentityMatch {
  const asGiven = compareExactly(identity, known)
  if (asGiven.matches || identity.identityType !== 'emailAddress') return asGiven
  const normal = normalizeEmail(known)
  const inBadge = identity.hashed ? identity : { ...identity, identityHash: normalizeEmail(identity.identityHash) }
  const normalized = compareExactly(inBadge, normal)
  return normalized.matches ? { ...normalized, normalized: true } : asGiven
}

function compareExactly(
  identity: Pick<IdentityObject, 'hashed' | 'identityHash' | 'salt'>,
  known: string,
): IdentityMatch {
  const { hashed, identityHash, salt = '' } = identity
  if (!hashed) {
    // Hashing both first makes them equally long, and so the comparison independent of where they differ.
    return { ...NO_MATCH, matches: equalInConstantTime(sha256(identityHash), sha256(known)) }
  }
  const [algorithm, digits] = /^(sha256|md5)\$([0-9a-f]+)$/i.exec(identityHash)?.slice(1) ?? []
  if (algorithm === undefined || digits === undefined) return NO_MATCH
  const isMd5 = algorithm.toLowerCase() === 'md5'
  const digest = hexEncode(isMd5 ? md5(utf8Encode(known + salt)) : sha256(known + salt))
  const matches = equalInConstantTime(utf8Encode(digest), utf8Encode(digits.toLowerCase()))
  return { matches, weak: isMd5 || salt === '', normalized: false }
}

function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (let index = 0; index < a.length; index++) difference |= (a[index] ?? 0) ^ (b[index] ?? 0)
  return difference === 0
}
