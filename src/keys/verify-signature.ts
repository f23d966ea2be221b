import { base64urlDecode } from '../encoding.ts'
import { openBadgesError } from '../errors.ts'
import type { KeyAlgorithm } from '../types.ts'
import type { Backend } from './backend.ts'
import { isRawSignature, P256, P384 } from './curves.ts'
import { generateEd25519, isWellFormedEd25519Signature, signEd25519, verifyEd25519 } from './ed25519.ts'
import { nodeBackend } from './node-crypto.ts'
import type { PublicKey, SignatureAlgorithm } from './public-key.ts'
import { webCryptoBackend } from './web-crypto.ts'

const nobleBackend: Backend = {
  name: 'noble',
  supports: (algorithm) => algorithm === 'Ed25519',
  verify: (key, _algorithm, data, signature) => verifyEd25519(key.publicKeyJwk, data, signature),
  sign: (key, data) => signEd25519(key.jwk, data),
  generate: () => generateEd25519(),
}

/** In the order in which they are asked. Tests put each through the same tables. */
export const BACKENDS: readonly Backend[] = [nodeBackend, webCryptoBackend, nobleBackend]

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
  return isWellFormed(key, algorithm, signature) && (await backend.verify(key, algorithm, data, signature))
}

/** The first backend that can do the algorithm. */
export async function backendFor(algorithm: KeyAlgorithm): Promise<Backend> {
  for (const backend of BACKENDS) if (await backend.supports(algorithm)) return backend
  throw openBadgesError('proof.unsupported', `This runtime cannot do ${algorithm}.`, {
    hint: 'In a browser, serve the page over https: only there is WebCrypto available.',
  })
}

function isWellFormed(key: PublicKey, algorithm: SignatureAlgorithm, signature: Uint8Array): boolean {
  if (algorithm === 'EdDSA') return isWellFormedEd25519Signature(signature)
  if (algorithm === 'ES256') return isRawSignature(P256, signature)
  if (algorithm === 'ES384') return isRawSignature(P384, signature)
  // RFC 8017 §8.1.2 and §8.2.2, step 1. The modulus was read without leading zeros.
  return signature.length === base64urlDecode(key.publicKeyJwk.n ?? '')?.length
}
