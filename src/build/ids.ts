import { base64urlEncode, hexEncode } from '../encoding.ts'
import { sha256 } from '../hash.ts'
import { generateSalt } from '../identity.ts'

/** Where the ids and salts of one document come from. */
export interface IdSource {
  /** A `urn:uuid:`. */
  urn(label: string): string
  salt(label: string): string
}

/**
 * New ids and salts each time; or, with an idempotency key, the same ones for the same issuer and key, so that a job
 * which is retried issues the same badge.
 */
export function createIdSource(issuerId: string, idempotencyKey: string | undefined): IdSource {
  if (idempotencyKey === undefined) {
    return { urn: () => `urn:uuid:${globalThis.crypto.randomUUID()}`, salt: generateSalt }
  }
  return {
    urn: (label) => derivedUrn(['badge', issuerId, idempotencyKey, label]),
    salt: (label) => base64urlEncode(digestOf(['salt', issuerId, idempotencyKey, label]).subarray(0, 16)),
  }
}

/** The same `urn:uuid:` for the same words: a UUID of version 8 (RFC 9562, §5.8) from their SHA-256. */
export function derivedUrn(words: readonly string[]): string {
  const bytes = digestOf(words).slice(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return `urn:uuid:${hexEncode(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`
}

function digestOf(words: readonly string[]): Uint8Array {
  return sha256(JSON.stringify(['badgesmith', ...words]))
}
