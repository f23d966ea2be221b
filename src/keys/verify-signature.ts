import { base64urlDecode } from '../encoding.ts'
import { openBadgesError } from '../errors.ts'
import type { Backend } from './backend.ts'
import { backendFor } from './backends.ts'
import { isRawSignature, P256, P384 } from './curves.ts'
import { isWellFormedEd25519Signature } from './ed25519.ts'
import type { PublicKey, SignatureAlgorithm } from './public-key.ts'

/**
 * Verifies a signature over `data`. ECDSA signatures are raw r‖s; Ed25519 is cofactorless with S < L; RSA-PSS has a salt
 * of 32 bytes. The verdict is the same in every runtime.
 *
 * @param algorithm - Default: the one of the key. RSA keys verify `RS256` by default and `PS256` when told.
 * @returns Whether the signature is good; a malformed one is not.
 * @throws {@link OpenBadgesError} `key.format` when the key is not for the algorithm; `proof.unsupported` when this
 *   runtime can do neither (a page without https has no WebCrypto).
 */
export async function verifySignature(
  key: PublicKey,
  data: Uint8Array,
  signature: Uint8Array,
  algorithm: SignatureAlgorithm = key.signatureAlgorithms[0],
): Promise<boolean> {
  return verifySignatureWith(await backendFor(key.algorithm), key, data, signature, algorithm)
}

/** The same with a given backend. */
export async function verifySignatureWith(
  backend: Backend,
  key: PublicKey,
  data: Uint8Array,
  signature: Uint8Array,
  algorithm: SignatureAlgorithm = key.signatureAlgorithms[0],
): Promise<boolean> {
  if (!key.signatureAlgorithms.includes(algorithm)) {
    throw openBadgesError(
      'key.format',
      `The key is for ${key.signatureAlgorithms.join(' or ')}, but the signature says ${algorithm}.`,
    )
  }
  return isWellFormed(key, signature) && (await backend.verify(key, algorithm, data, signature))
}

/** Bytes of a signature by this key. */
export function signatureSizeOf(key: PublicKey): number {
  if (key.algorithm === 'P-384') return 96
  if (key.algorithm !== 'RS256') return 64
  // RFC 8017 §8.1.2 and §8.2.2, step 1: as long as the modulus, which was read without leading zeros.
  return base64urlDecode(key.publicKeyJwk.n ?? '')?.length ?? 0
}

function isWellFormed(key: PublicKey, signature: Uint8Array): boolean {
  if (signature.length !== signatureSizeOf(key)) return false
  if (key.algorithm === 'Ed25519') return isWellFormedEd25519Signature(signature)
  if (key.algorithm === 'RS256') return true
  return isRawSignature(key.algorithm === 'P-256' ? P256 : P384, signature)
}
