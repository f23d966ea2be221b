import { type OpenBadgesError, openBadgesError } from '../errors.ts'
import type { Signer } from '../types.ts'
import { signatureAlgorithmOf } from './backend.ts'
import { rawFromDer } from './der.ts'
import { isKeyDid, parseKeyDid } from './did-key.ts'
import { isOwnSigner } from './key-pair.ts'
import { isSameKey, type PublicKey, publicKeyFromJwk, publicKeyFromMultibase } from './public-key.ts'
import { signatureSizeOf, verifySignature } from './verify-signature.ts'

/**
 * Has `data` signed, and gives the signature out only when the signer's public key verifies it: a wrong key in a KMS
 * shows here and not at the district. ECDSA signatures in DER become raw r‖s.
 *
 * A signer that `createSigner` made is not asked twice: that its keys fit was shown when the pair was made or imported.
 *
 * @param data - What to sign: not a digest. The signer gets a copy.
 * @returns Ed25519: 64 bytes; ECDSA: raw r‖s; RSA: as long as the modulus.
 * @throws {@link OpenBadgesError} `signer.failed` (with `cause`) when it throws or returns something else than bytes,
 *   `signer.signature_invalid` when they are not a signature by its public key.
 * @throws TypeError when `signer` is not a signer, or does not say what its public key is.
 */
export async function signWith(signer: Signer, data: Uint8Array): Promise<Uint8Array> {
  if (isOwnSigner(signer)) return signer.sign({ data })
  const publicKey = publicKeyOfSigner(signer)
  const returned = await call(signer, data)
  const candidates = readings(publicKey, returned)
  for (const signature of candidates) if (await verifySignature(publicKey, data, signature)) return signature
  if (candidates.length === 0) throw wrongLength(signer, publicKey, returned)
  throw openBadgesError('signer.signature_invalid', `The signature does not fit the public key of ${signer.id}.`, {
    hint: 'Either the signer uses another key, or it signs something else than the data itself, such as a digest of it.',
  })
}

/**
 * The public key of a signer: that in `id` for did:key and did:jwk, else `publicKeyMultibase` or `publicKeyJwk`.
 *
 * @throws TypeError when it has none, or two that differ, or one that is not for its algorithm.
 * @throws {@link OpenBadgesError} `key.format`, `key.weak`, `did.syntax` for the public key itself.
 */
export function publicKeyOfSigner(signer: Signer): PublicKey {
  if (typeof signer?.id !== 'string' || typeof signer.sign !== 'function') {
    throw new TypeError('signer: it must have an id, an algorithm and a function sign({ data }).')
  }
  const keys = [
    isKeyDid(signer.id) && parseKeyDid(signer.id).publicKey,
    signer.publicKeyMultibase !== undefined && publicKeyFromMultibase(signer.publicKeyMultibase),
    signer.publicKeyJwk !== undefined && publicKeyFromJwk(signer.publicKeyJwk),
  ].filter((key) => key !== false)
  const [key, ...others] = keys
  if (!key) {
    throw new TypeError(
      `signer: its id ${signer.id} does not hold the public key; give publicKeyMultibase or publicKeyJwk beside it.`,
    )
  }
  if (!others.every((other) => isSameKey(key, other))) {
    throw new TypeError('signer: id, publicKeyMultibase and publicKeyJwk are not of one key.')
  }
  if (key.algorithm !== signer.algorithm || !key.signatureAlgorithms.includes(signatureAlgorithmOf(signer.algorithm))) {
    throw new TypeError(`signer.algorithm: it is ${signer.algorithm}, but the public key is for ${key.algorithm}.`)
  }
  return key
}

async function call(signer: Signer, data: Uint8Array): Promise<Uint8Array> {
  let returned: unknown
  try {
    returned = await signer.sign({ data: new Uint8Array(data) })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw Object.defineProperty(failed(signer, `It says: ${reason.slice(0, 200)}`), 'cause', { value: cause })
  }
  // By its tag: a Uint8Array of another realm (a test runner, a worker's vm) is one too.
  if (Object.prototype.toString.call(returned) === '[object Uint8Array]') return new Uint8Array(returned as Uint8Array)
  throw failed(signer, 'It did not return a Uint8Array. An ArrayBuffer becomes one with new Uint8Array(buffer).')
}

/** Every signature that the bytes can be read as. Raw and DER can be of one length, once in 2^48; so both are tried. */
function readings(key: PublicKey, returned: Uint8Array): Uint8Array[] {
  const size = signatureSizeOf(key)
  const raw = returned.length === size ? [returned] : []
  if (key.publicKeyJwk.kty !== 'EC') return raw
  const converted = rawFromDer(returned, size / 2)
  return converted ? [...raw, converted] : raw
}

function wrongLength(signer: Signer, key: PublicKey, returned: Uint8Array): OpenBadgesError {
  const form = key.publicKeyJwk.kty === 'EC' ? ' (r‖s), or DER,' : ''
  return openBadgesError(
    'signer.signature_invalid',
    `The signer ${signer.id} returned ${returned.length} bytes; ${signatureSizeOf(key)} bytes${form} are a signature.`,
  )
}

function failed(signer: Signer, what: string): OpenBadgesError {
  return openBadgesError('signer.failed', `The signer ${signer.id} did not sign. ${what}`)
}
