import { generateKeyPairSync } from 'node:crypto'
import { generateKeyPair, importKeyPair, type KeyIdentity, type KeyPair } from '../../src/keys/key-pair.ts'
import type { KeyAlgorithm } from '../../src/types.ts'

const jwks = new Map<number, object>()

/** An RSA pair of 2048 bits, made once for each number: a new one of the library's size takes a second or more. */
export function rsaKeyPair(identity: KeyIdentity = {}, number = 1): Promise<KeyPair> {
  const jwk =
    jwks.get(number) ?? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  jwks.set(number, jwk)
  return importKeyPair(jwk, identity)
}

/** A pair of any algorithm: a new one, except for RSA. */
export function keyPairOf(algorithm: KeyAlgorithm, identity: KeyIdentity = {}): Promise<KeyPair> {
  return algorithm === 'RS256' ? rsaKeyPair(identity) : generateKeyPair({ algorithm, ...identity })
}
