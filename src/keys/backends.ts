import { openBadgesError } from '../errors.ts'
import type { KeyAlgorithm } from '../types.ts'
import type { Backend } from './backend.ts'
import { generateEd25519, signEd25519, verifyEd25519 } from './ed25519.ts'
import { nodeBackend } from './node-crypto.ts'
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

/** The first backend that can do the algorithm. */
export async function backendFor(algorithm: KeyAlgorithm): Promise<Backend> {
  for (const backend of BACKENDS) if (await backend.supports(algorithm)) return backend
  throw openBadgesError('proof.unsupported', `This runtime cannot do ${algorithm}.`, {
    hint: 'In a browser, serve the page over https: only there is WebCrypto available.',
  })
}
