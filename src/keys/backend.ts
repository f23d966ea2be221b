import type { JWK, KeyAlgorithm } from '../types.ts'
import type { PublicKey, SignatureAlgorithm } from './public-key.ts'

/** A secret key inside the library. Its JWK stays in here; `exportKeyPair` is the way out. */
export interface SecretKey {
  readonly algorithm: KeyAlgorithm
  readonly jwk: JWK
}

/**
 * Somebody who does the arithmetic. Keys have been judged and signatures found well-formed before a backend sees them,
 * so all that is left is the equation, on which backends agree.
 */
export interface Backend {
  readonly name: 'node' | 'webcrypto' | 'noble'
  /** Whether it is there, and can do this algorithm. */
  supports(algorithm: KeyAlgorithm): boolean | Promise<boolean>
  verify(
    key: PublicKey,
    algorithm: SignatureAlgorithm,
    data: Uint8Array,
    signature: Uint8Array,
  ): boolean | Promise<boolean>
  sign(key: SecretKey, data: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** A new secret JWK. */
  generate(algorithm: KeyAlgorithm): JWK | Promise<JWK>
}

/** Bits of a new RSA key: 2048 are deprecated after 2030 (NIST SP 800-131A), and a badge outlives that. */
export const NEW_RSA_BITS = 3072

/** What a key of an algorithm signs. */
export function signatureAlgorithmOf(algorithm: KeyAlgorithm): SignatureAlgorithm {
  if (algorithm === 'Ed25519') return 'EdDSA'
  if (algorithm === 'RS256') return 'RS256'
  return algorithm === 'P-256' ? 'ES256' : 'ES384'
}
