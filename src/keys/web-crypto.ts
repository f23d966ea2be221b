import type { JWK, KeyAlgorithm } from '../types.ts'
import { type Backend, NEW_RSA_BITS, type SecretKey, signatureAlgorithmOf } from './backend.ts'
import type { PublicKey, SignatureAlgorithm } from './public-key.ts'

const publicKeys = new WeakMap<PublicKey, Map<SignatureAlgorithm, Promise<CryptoKey>>>()
const secretKeys = new WeakMap<SecretKey, Promise<CryptoKey>>()

let hasEd25519: Promise<boolean> | undefined

/** WebCrypto. P-256, P-384 and RSA are in every browser; Ed25519 came late and is asked for once. */
export const webCryptoBackend: Backend = {
  name: 'webcrypto',
  supports(algorithm) {
    if (globalThis.crypto?.subtle === undefined) return false
    if (algorithm !== 'Ed25519') return true
    hasEd25519 ??= tryEd25519()
    return hasEd25519
  },
  async verify(key, algorithm, data, signature) {
    const cryptoKey = await publicCryptoKey(key, algorithm)
    return crypto.subtle.verify(parametersOf(algorithm), cryptoKey, new Uint8Array(signature), new Uint8Array(data))
  },
  async sign(key, data) {
    const signature = await crypto.subtle.sign(
      parametersOf(signatureAlgorithmOf(key.algorithm)),
      await secretCryptoKey(key),
      new Uint8Array(data),
    )
    return new Uint8Array(signature)
  },
  async generate(algorithm) {
    const pair = await crypto.subtle.generateKey(generationOf(algorithm), true, ['sign', 'verify'])
    return (await crypto.subtle.exportKey('jwk', (pair as CryptoKeyPair).privateKey)) as JWK
  },
}

async function tryEd25519(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify'])
    return true
  } catch {
    return false
  }
}

function publicCryptoKey(key: PublicKey, algorithm: SignatureAlgorithm): Promise<CryptoKey> {
  const byAlgorithm = publicKeys.get(key) ?? new Map<SignatureAlgorithm, Promise<CryptoKey>>()
  publicKeys.set(key, byAlgorithm)
  const known = byAlgorithm.get(algorithm)
  if (known) return known
  const made = importJwk(key.publicKeyJwk, algorithm, 'verify')
  byAlgorithm.set(algorithm, made)
  return made
}

function secretCryptoKey(key: SecretKey): Promise<CryptoKey> {
  const known = secretKeys.get(key)
  if (known) return known
  const made = importJwk(key.jwk, signatureAlgorithmOf(key.algorithm), 'sign')
  secretKeys.set(key, made)
  return made
}

function importJwk(jwk: JWK, algorithm: SignatureAlgorithm, usage: 'sign' | 'verify'): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', jwk as JsonWebKey, importOf(algorithm), false, [usage])
}

function importOf(algorithm: SignatureAlgorithm): RsaHashedImportParams | EcKeyImportParams | Algorithm {
  if (algorithm === 'EdDSA') return { name: 'Ed25519' }
  if (algorithm === 'RS256') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  if (algorithm === 'PS256') return { name: 'RSA-PSS', hash: 'SHA-256' }
  return { name: 'ECDSA', namedCurve: algorithm === 'ES256' ? 'P-256' : 'P-384' }
}

function parametersOf(algorithm: SignatureAlgorithm): Algorithm | RsaPssParams | EcdsaParams {
  if (algorithm === 'EdDSA') return { name: 'Ed25519' }
  if (algorithm === 'RS256') return { name: 'RSASSA-PKCS1-v1_5' }
  // RFC 7518 §3.5: the salt is as long as the hash.
  if (algorithm === 'PS256') return { name: 'RSA-PSS', saltLength: 32 }
  return { name: 'ECDSA', hash: algorithm === 'ES256' ? 'SHA-256' : 'SHA-384' }
}

function generationOf(algorithm: KeyAlgorithm): RsaHashedKeyGenParams | EcKeyGenParams | Algorithm {
  if (algorithm === 'Ed25519') return { name: 'Ed25519' }
  if (algorithm !== 'RS256') return { name: 'ECDSA', namedCurve: algorithm }
  return {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: NEW_RSA_BITS,
    publicExponent: Uint8Array.of(1, 0, 1),
  }
}
