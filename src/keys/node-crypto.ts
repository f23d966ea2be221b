import type { JsonWebKeyInput, KeyObject, SignKeyObjectInput } from 'node:crypto'
import { nodeCrypto } from '../platform.ts'
import type { JWK, KeyAlgorithm } from '../types.ts'
import { type Backend, NEW_RSA_BITS, type SecretKey, signatureAlgorithmOf } from './backend.ts'
import type { PublicKey, SignatureAlgorithm } from './public-key.ts'

type NodeCrypto = NonNullable<ReturnType<typeof nodeCrypto>>

/** Making a KeyObject costs more than a signature, so each stays with its key, and goes with it. */
const publicObjects = new WeakMap<PublicKey, KeyObject>()
const secretObjects = new WeakMap<SecretKey, KeyObject>()

/** `node:crypto`, also of Deno and Bun. */
export const nodeBackend: Backend = {
  name: 'node',
  supports: () => nodeCrypto() !== undefined,
  verify(key, algorithm, data, signature) {
    const crypto = present()
    return crypto.verify(
      digestOf(algorithm),
      data,
      { key: publicObject(crypto, key), ...schemeOf(crypto, algorithm) },
      signature,
    )
  },
  sign(key, data) {
    const crypto = present()
    const algorithm = signatureAlgorithmOf(key.algorithm)
    const input = { key: secretObject(crypto, key), ...schemeOf(crypto, algorithm) }
    return new Uint8Array(crypto.sign(digestOf(algorithm), data, input))
  },
  async generate(algorithm) {
    return (await newKey(present(), algorithm)).export({ format: 'jwk' }) as JWK
  },
}

function present(): NodeCrypto {
  const crypto = nodeCrypto()
  if (!crypto) throw new Error('There is no node:crypto in this runtime.')
  return crypto
}

function digestOf(algorithm: SignatureAlgorithm): string | null {
  if (algorithm === 'EdDSA') return null
  return algorithm === 'ES384' ? 'sha384' : 'sha256'
}

function schemeOf(crypto: NodeCrypto, algorithm: SignatureAlgorithm): Omit<SignKeyObjectInput, 'key'> {
  const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = crypto.constants
  if (algorithm === 'EdDSA') return {}
  if (algorithm === 'RS256') return { padding: RSA_PKCS1_PADDING }
  // RFC 7518 §3.5: the salt is as long as the hash.
  if (algorithm === 'PS256') return { padding: RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return { dsaEncoding: 'ieee-p1363' }
}

function publicObject(crypto: NodeCrypto, key: PublicKey): KeyObject {
  const known = publicObjects.get(key)
  if (known) return known
  const made = crypto.createPublicKey({ key: key.publicKeyJwk, format: 'jwk' } as JsonWebKeyInput)
  publicObjects.set(key, made)
  return made
}

function secretObject(crypto: NodeCrypto, key: SecretKey): KeyObject {
  const known = secretObjects.get(key)
  if (known) return known
  const made = crypto.createPrivateKey({ key: key.jwk, format: 'jwk' } as JsonWebKeyInput)
  secretObjects.set(key, made)
  return made
}

function newKey(crypto: NodeCrypto, algorithm: KeyAlgorithm): Promise<KeyObject> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, _publicKey: KeyObject, secretKey: KeyObject): void =>
      error ? reject(error) : resolve(secretKey)
    if (algorithm === 'Ed25519') crypto.generateKeyPair('ed25519', undefined, done)
    else if (algorithm === 'RS256') crypto.generateKeyPair('rsa', { modulusLength: NEW_RSA_BITS }, done)
    else crypto.generateKeyPair('ec', { namedCurve: algorithm }, done)
  })
}
