import { type OpenBadgesError, openBadgesError } from '../errors.ts'
import { assertKnownOptions } from '../known-options.ts'
import type { JWK, KeyAlgorithm, Signer } from '../types.ts'
import { type SecretKey, signatureAlgorithmOf } from './backend.ts'
import { backendFor } from './backends.ts'
import { didJwkOf, didKeyOf, isKeyDid, parseKeyDid } from './did-key.ts'
import { isSameKey, jwkThumbprint, type PublicKey, publicKeyFromJwk, publicKeyFromMultibase } from './public-key.ts'
import {
  checkPair,
  publicMembersOf,
  secretKeyFromJwk,
  secretKeyFromMultibase,
  secretKeyToMultibase,
} from './secret-key.ts'

/**
 * A key pair. What it shows is public: the secret is kept where neither `JSON.stringify` nor `console.log` nor a copy
 * with `{ ...pair }` finds it, and leaves only through {@link exportKeyPair}. So a copy cannot sign.
 */
export interface KeyPair {
  readonly algorithm: KeyAlgorithm
  /** The verification method: a DID URL or an https URL. */
  readonly id: string
  /** Whose key it is: a DID or an https URL, the `id` of the issuer. */
  readonly controller: string
  /** Absent for RSA. */
  readonly publicKeyMultibase?: string
  readonly publicKeyJwk: JWK
}

/** Whose key it is, and what it is called. */
export interface KeyIdentity {
  /** A DID or an https URL; default: the key's own did:key (RSA: did:jwk). */
  readonly controller?: string
  /** A DID URL or an https URL; default: the controller, `#`, and the key in multibase (RSA: its thumbprint). */
  readonly id?: string
}

export interface GenerateKeyPairOptions extends KeyIdentity {
  /** Default `Ed25519`. `RS256` makes an RSA key of 3072 bits. */
  readonly algorithm?: KeyAlgorithm
}

/** A key pair as Multikey JSON (Controlled Identifiers §2.2.2), secret included. */
export interface MultikeyPair {
  readonly type: 'Multikey'
  readonly id: string
  readonly controller: string
  readonly publicKeyMultibase: string
  readonly secretKeyMultibase: string
}

/** A key pair as a JWK (RFC 7517), secret included. `kid` is its id, `iss` its controller. */
export interface JwkPair extends JWK {
  readonly alg: string
  readonly kid: string
  readonly iss: string
  readonly d: string
}

interface Parts {
  readonly publicKey: PublicKey
  readonly secretKey: SecretKey
}

const ALGORITHMS: readonly KeyAlgorithm[] = ['Ed25519', 'P-256', 'P-384', 'RS256']
const IDENTITY: readonly (keyof KeyIdentity)[] = ['controller', 'id']

const DID = /^did:[a-z0-9]+:[A-Za-z0-9.:%_-]*[A-Za-z0-9._-]$/
const DID_URL = /^did:[a-z0-9]+:[A-Za-z0-9.:%_-]*[A-Za-z0-9._-]#[A-Za-z0-9.:%_~!$&'()*+,;=@/?-]+$/

/** The parts of each pair that was made here. Weak, so that a pair is gone when its owner drops it. */
const parts = new WeakMap<KeyPair, Parts>()

/**
 * Makes a new key pair.
 *
 * @param options - `algorithm`: `Ed25519` (default), `P-256`, `P-384` or `RS256`; `controller` and `id`: whose it is and
 *   what it is called, for a key that you publish in a did.json or a jwks.json.
 * @returns The pair. It shows only what is public; see {@link exportKeyPair} for saving it.
 * @throws TypeError for an unknown algorithm, or a `controller` or `id` that is neither a DID nor an https URL.
 *
 * @example
 * const keyPair = await generateKeyPair({ controller: 'did:web:cce.example' })
 * console.log(keyPair.id) // did:web:cce.example#z6Mk…
 */
export async function generateKeyPair(options: GenerateKeyPairOptions = {}): Promise<KeyPair> {
  assertKnownOptions(options, ['algorithm', ...IDENTITY])
  const { algorithm = 'Ed25519' } = options
  if (!ALGORITHMS.includes(algorithm)) {
    throw new TypeError(`options.algorithm: ${String(algorithm)} is not one of ${ALGORITHMS.join(', ')}.`)
  }
  const backend = await backendFor(algorithm)
  const jwk = publicMembersAndSecret(await backend.generate(algorithm))
  return keyPair(jwk.publicKey, jwk.secretKey, options, (message) => new TypeError(`options.${message}`))
}

/**
 * Gives out a key pair as plain JSON, **with its secret**: write it where only you can read it.
 *
 * @param pair - From {@link generateKeyPair} or {@link importKeyPair}.
 * @param options - `format`: `multikey` (default) or `jwk`. RSA keys have no Multikey form.
 * @returns Multikey JSON with `secretKeyMultibase`, or a JWK with `d`. {@link importKeyPair} reads both.
 * @throws TypeError when `pair` is a copy, or when an RSA key is to become a Multikey.
 *
 * @example
 * const saved = JSON.stringify(exportKeyPair(await generateKeyPair()))
 * const keyPair = await importKeyPair(JSON.parse(saved))
 */
export function exportKeyPair(pair: KeyPair, options: { readonly format: 'jwk' }): JwkPair
export function exportKeyPair(pair: KeyPair, options?: { readonly format?: 'multikey' }): MultikeyPair
export function exportKeyPair(pair: KeyPair, options?: { readonly format?: 'multikey' | 'jwk' }): MultikeyPair | JwkPair
export function exportKeyPair(
  pair: KeyPair,
  options: { readonly format?: 'multikey' | 'jwk' } = {},
): MultikeyPair | JwkPair {
  const { secretKey } = partsOf(pair, 'pair')
  const { id, controller, publicKeyMultibase = '' } = pair
  assertKnownOptions(options, ['format'])
  const { format = 'multikey' } = options
  if (format === 'jwk') {
    const alg = signatureAlgorithmOf(pair.algorithm)
    return { ...secretKey.jwk, d: String(secretKey.jwk.d), use: 'sig', alg, kid: id, iss: controller }
  }
  if (format !== 'multikey') throw new TypeError(`options.format: ${String(format)} is neither multikey nor jwk.`)
  return {
    type: 'Multikey',
    id,
    controller,
    publicKeyMultibase,
    secretKeyMultibase: secretKeyToMultibase(secretKey),
  }
}

/**
 * Reads a key pair: Multikey JSON (`publicKeyMultibase` with `secretKeyMultibase`, or `privateKeyMultibase` as some
 * tools write) or a JWK with `d`. The pair is tried once, so that parts of two keys do not pass for one.
 *
 * @param json - The parsed JSON. `id` and `controller` of a Multikey are kept, as are `kid` and `iss` of a JWK.
 * @param options - Another `controller` or `id` than those in the file.
 * @throws {@link OpenBadgesError} `key.format` when it is neither, is malformed, or when secret and public key do not
 *   fit; `key.weak` when the public key is not safe to use.
 * @throws TypeError when `options` names no DID or https URL.
 *
 * @example
 * const keyPair = await importKeyPair(JSON.parse(await readFile('key.json', 'utf8')))
 * const signer = createSigner(keyPair)
 */
export async function importKeyPair(json: unknown, options: KeyIdentity = {}): Promise<KeyPair> {
  assertKnownOptions(options, IDENTITY)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw malformed(
      'A key pair is a JSON object.',
      typeof json === 'string' ? 'Parse the text first: JSON.parse(text).' : undefined,
    )
  }
  const members = json as Readonly<Record<string, unknown>>
  const read = 'kty' in members ? readJwk(members as JWK) : readMultikey(members)
  await checkPair(read.publicKey, read.secretKey)
  const isNamed = options.id !== undefined || options.controller !== undefined
  if (isNamed) return keyPair(read.publicKey, read.secretKey, options, (message) => new TypeError(`options.${message}`))
  return keyPair(read.publicKey, read.secretKey, identityIn(members), (message) =>
    malformed(`In the key pair, ${message}`),
  )
}

/**
 * Makes the signer of a key pair.
 *
 * @param pair - From {@link generateKeyPair} or {@link importKeyPair}.
 * @returns A signer with the id of the pair.
 * @throws TypeError when `pair` is a copy, which has no secret.
 *
 * @example
 * const signer = createSigner(await generateKeyPair())
 */
export function createSigner(pair: KeyPair): Signer {
  const { secretKey } = partsOf(pair, 'keyPair')
  const { id, algorithm, publicKeyMultibase, publicKeyJwk } = pair
  const signer: Signer = Object.freeze({
    id,
    algorithm,
    ...(publicKeyMultibase !== undefined && { publicKeyMultibase }),
    publicKeyJwk,
    sign: async ({ data }: { data: Uint8Array }) => (await backendFor(algorithm)).sign(secretKey, data),
  })
  ownSigners.add(signer)
  return signer
}

const ownSigners = new WeakSet<Signer>()

/** Whether a signer is as `createSigner` made it: its two keys were shown to fit when the pair was made or imported. */
export function isOwnSigner(signer: Signer): boolean {
  return ownSigners.has(signer)
}

function publicMembersAndSecret(jwk: JWK): Parts {
  const publicKey = publicKeyFromJwk(publicMembersOf(jwk))
  return { publicKey, secretKey: secretKeyFromJwk(publicKey, jwk) }
}

function readJwk(jwk: JWK): Parts {
  if (jwk.d === undefined) throw malformed('The JWK has no member "d": it is a public key, and cannot sign.')
  const operations = jwk.key_ops
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('sign'))) {
    throw malformed('The JWK is for other operations: key_ops does not list "sign".')
  }
  return publicMembersAndSecret(jwk)
}

function readMultikey(members: Readonly<Record<string, unknown>>): Parts {
  const secret = members.secretKeyMultibase ?? members.privateKeyMultibase
  if (secret === undefined) {
    throw malformed('There is no secret key in it.', 'A Multikey has it as secretKeyMultibase, a JWK as "d".')
  }
  const publicKey = publicKeyFromMultibase(members.publicKeyMultibase)
  return { publicKey, secretKey: secretKeyFromMultibase(publicKey, secret) }
}

/** `kid` of a JWK is often a plain name; it is the id only where it is a URL. */
function identityIn(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!('kty' in members)) return { id: members.id, controller: members.controller }
  const isUrl = typeof members.kid === 'string' && (DID_URL.test(members.kid) || isHttpsUrl(members.kid))
  return { id: isUrl ? members.kid : undefined, controller: members.iss }
}

function keyPair(
  publicKey: PublicKey,
  secretKey: SecretKey,
  identity: { readonly id?: unknown; readonly controller?: unknown },
  fault: (message: string) => Error,
): KeyPair {
  const { algorithm, publicKeyMultibase, publicKeyJwk } = publicKey
  const named = identify(publicKey, identity, fault)
  const pair: KeyPair = Object.freeze({
    algorithm,
    ...named,
    ...(publicKeyMultibase !== undefined && { publicKeyMultibase }),
    publicKeyJwk,
  })
  parts.set(pair, { publicKey, secretKey })
  return pair
}

function identify(
  key: PublicKey,
  { id, controller }: { readonly id?: unknown; readonly controller?: unknown },
  fault: (message: string) => Error,
): { id: string; controller: string } {
  if (id !== undefined && !(typeof id === 'string' && (DID_URL.test(id) || isHttpsUrl(id)))) {
    throw fault('id: it must be a DID URL with a fragment, or an https URL.')
  }
  const owner = controller ?? id?.split('#')[0] ?? (key.algorithm === 'RS256' ? didJwkOf(key) : didKeyOf(key))
  if (typeof owner !== 'string' || !(DID.test(owner) || (isHttpsUrl(owner) && !owner.includes('#')))) {
    throw fault('controller: it must be a DID, or an https URL, without a fragment.')
  }
  if (!isKeyDid(owner))
    return { id: id ?? `${owner}#${key.publicKeyMultibase ?? jwkThumbprint(key)}`, controller: owner }
  const own = parseKeyDid(owner)
  if (!isSameKey(own.publicKey, key)) throw fault('controller: it is the DID of another key.')
  if (id !== undefined && id !== own.verificationMethod)
    throw fault(`id: the one of this DID is ${own.verificationMethod}.`)
  return { id: own.verificationMethod, controller: owner }
}

function isHttpsUrl(text: string): boolean {
  return text.startsWith('https://') && URL.canParse(text)
}

function partsOf(pair: KeyPair, name: string): Parts {
  const found = parts.get(pair)
  if (found) return found
  if (typeof pair === 'object' && pair !== null && 'keyPair' in pair) {
    throw new TypeError(`${name}: this is an issuer; pass issuer.keyPair.`)
  }
  if (isSaved(pair)) {
    throw new TypeError(`${name}: this is a key pair as it is saved; pass await importKeyPair(…) of it.`)
  }
  throw new TypeError(
    `${name}: it is not a key pair of generateKeyPair or importKeyPair, but perhaps a copy of one, which has no secret.`,
  )
}

/** As `exportKeyPair` gives it out, secret included. */
function isSaved(pair: unknown): boolean {
  if (typeof pair !== 'object' || pair === null) return false
  return 'secretKeyMultibase' in pair || 'privateKeyMultibase' in pair || ('kty' in pair && 'd' in pair)
}

function malformed(message: string, hint?: string): OpenBadgesError {
  return openBadgesError('key.format', message, { hint })
}
