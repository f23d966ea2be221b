import { assertKnownOptions } from '../known-options.ts'
import type { JWK } from '../types.ts'
import { isKeyDid } from './did-key.ts'
import { isSameKey, type PublicKey, publicKeyFromJwk, publicKeyFromMultibase } from './public-key.ts'

/** A key as it is published: a `KeyPair` and a `Signer` are such, and so is `{ ...keyPair, expires }` or plain JSON. */
export interface PublishedKey {
  /** The verification method, `controller#…`. */
  readonly id: string
  /** Default: `id` up to its `#`. */
  readonly controller?: string
  readonly publicKeyMultibase?: string
  readonly publicKeyJwk?: JWK
  /** RFC 3339. From then on it signs no more; what it signed before stays good. */
  readonly expires?: string
  /** RFC 3339. Nothing that it ever signed is good any more: for a key that was stolen. */
  readonly revoked?: string
}

/** An issuer as `createIssuer` makes it: whose keys these are, and the one in use. */
export interface IssuerWithSigner {
  readonly profile: { readonly id: string }
  readonly signer: PublishedKey
}

export interface PublishOptions {
  /** More keys, the retired ones above all: a badge outlives the key that signed it. */
  readonly keys?: readonly PublishedKey[]
}

/** A verification method (Controlled Identifiers §2.2). */
export interface VerificationMethod {
  readonly id: string
  readonly type: 'Multikey' | 'JsonWebKey'
  readonly controller: string
  readonly publicKeyMultibase?: string
  readonly publicKeyJwk?: JWK
  readonly expires?: string
  readonly revoked?: string
}

/** A DID document, or the controlled identifier document of an https URL. */
export interface DidDocument {
  readonly '@context': readonly string[]
  readonly id: string
  readonly verificationMethod: readonly VerificationMethod[]
  readonly assertionMethod: readonly string[]
}

export interface JwkSet {
  readonly keys: readonly JWK[]
}

type Publishable = IssuerWithSigner | PublishedKey

interface Entry {
  readonly id: string
  readonly controller: string
  readonly publicKey: PublicKey
  readonly expires?: string
  readonly revoked?: string
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/**
 * Makes the document to publish for did:web (`/.well-known/did.json`) or at an https issuer id, with every key in it.
 *
 * Retired keys stay, or the badges they signed stop verifying. One with `expires` stays allowed to sign, and verifiers
 * compare the date of the proof. One with `revoked` stays described, so that people learn why, but is not listed under
 * `assertionMethod`: that is what verifiers that do not know `revoked` go by.
 *
 * @param issuers - Issuers, key pairs or signers, all of one controller.
 * @param options - `keys`: more keys of it, retired ones above all. One that is in both counts as it stands here.
 * @returns Plain JSON.
 * @throws TypeError when there is no key, the controllers differ, an id does not belong to its controller, a date is
 *   not RFC 3339, or the controller is a did:key or did:jwk, which has no document to publish.
 * @throws {@link OpenBadgesError} `key.format`, `key.weak` for a public key that is not good.
 *
 * @example
 * const keyPair = await generateKeyPair({ controller: 'did:web:cce.example' })
 * const retired = { ...(await generateKeyPair({ controller: 'did:web:cce.example' })), expires: '2026-06-30T00:00:00Z' }
 * const didJson = JSON.stringify(buildDidDocument(keyPair, { keys: [retired] }), null, 2)
 */
export function buildDidDocument(
  issuers: Publishable | readonly Publishable[],
  options: PublishOptions = {},
): DidDocument {
  const entries = entriesOf(issuers, options)
  const id = entries[0].controller
  for (const entry of entries) {
    if (entry.controller !== id) {
      throw new TypeError(`issuers: one document has one controller, but there are ${id} and ${entry.controller}.`)
    }
    if (!entry.id.startsWith(`${id}#`)) {
      throw new TypeError(`issuers: the key id ${entry.id} must be ${id} with a fragment, to be found in its document.`)
    }
  }
  if (isKeyDid(id))
    throw new TypeError(`issuers: ${id} is a key itself and has no document; use a did:web or https id.`)
  return {
    '@context': contextsOf(id, entries),
    id,
    verificationMethod: entries.map(verificationMethodOf),
    assertionMethod: entries.filter((entry) => entry.revoked === undefined).map((entry) => entry.id),
  }
}

/**
 * Makes the JWK set to publish as `/.well-known/jwks.json` of the issuer's authority, where verifiers of VC-JWTs look.
 * `kid` is the id of the key and `iss` the issuer. Retired keys stay, revoked ones are left out: a JWK cannot say it.
 *
 * @param issuers - Issuers, key pairs or signers; of one host, but not necessarily of one controller.
 * @param options - `keys`: more keys, retired ones above all. One that is in both counts as it stands here.
 * @returns Plain JSON.
 * @throws TypeError when there is no key or a date is not RFC 3339.
 * @throws {@link OpenBadgesError} `key.format`, `key.weak` for a public key that is not good.
 *
 * @example
 * const keyPair = await generateKeyPair({ algorithm: 'RS256', controller: 'https://cce.example/issuer' })
 * const jwksJson = JSON.stringify(buildJwks(keyPair), null, 2)
 */
export function buildJwks(issuers: Publishable | readonly Publishable[], options: PublishOptions = {}): JwkSet {
  const entries = entriesOf(issuers, options).filter((entry) => entry.revoked === undefined)
  return {
    keys: entries.map(({ id, controller, publicKey }) => ({
      ...publicKey.publicKeyJwk,
      use: 'sig',
      alg: publicKey.signatureAlgorithms[0],
      kid: id,
      iss: controller,
    })),
  }
}

function entriesOf(issuers: Publishable | readonly Publishable[], options: PublishOptions): [Entry, ...Entry[]] {
  assertKnownOptions(options, ['keys'])
  const { keys = [] } = options
  const byId = new Map<string, Entry>()
  for (const published of [issuers, keys].flat()) {
    const entry = entryOf(published)
    const known = byId.get(entry.id)
    if (known && !isSameKey(known.publicKey, entry.publicKey)) {
      throw new TypeError(`issuers: two different keys have the id ${entry.id}.`)
    }
    byId.set(entry.id, entry)
  }
  const [first, ...others] = byId.values()
  if (!first) throw new TypeError('issuers: there is no key to publish.')
  return [first, ...others]
}

function entryOf(published: Publishable): Entry {
  const key = 'signer' in published ? { ...published.signer, controller: published.profile.id } : published
  if (typeof key.id !== 'string') throw new TypeError('issuers: a key has no id.')
  const { expires, revoked } = key
  return {
    id: key.id,
    controller: key.controller ?? key.id.replace(/#.*$/s, ''),
    publicKey: publicKeyOf(key),
    ...(expires !== undefined && { expires: dateTime('expires', expires) }),
    ...(revoked !== undefined && { revoked: dateTime('revoked', revoked) }),
  }
}

function publicKeyOf(key: PublishedKey): PublicKey {
  if (key.publicKeyMultibase !== undefined) return publicKeyFromMultibase(key.publicKeyMultibase)
  if (key.publicKeyJwk !== undefined) return publicKeyFromJwk(key.publicKeyJwk)
  throw new TypeError(`issuers: the key ${key.id} has neither publicKeyMultibase nor publicKeyJwk.`)
}

function verificationMethodOf({ id, controller, publicKey, ...dates }: Entry): VerificationMethod {
  const { publicKeyMultibase, publicKeyJwk } = publicKey
  if (publicKeyMultibase === undefined) return { id, type: 'JsonWebKey', controller, publicKeyJwk, ...dates }
  return { id, type: 'Multikey', controller, publicKeyMultibase, ...dates }
}

/** Of a DID by DID Core §4.1, of an https URL by Controlled Identifiers §4.1, whose context has both key types. */
function contextsOf(id: string, entries: readonly Entry[]): string[] {
  if (!id.startsWith('did:')) return ['https://www.w3.org/ns/cid/v1']
  const contexts = ['https://www.w3.org/ns/did/v1']
  if (entries.some(({ publicKey }) => publicKey.publicKeyMultibase !== undefined)) {
    contexts.push('https://w3id.org/security/multikey/v1')
  }
  if (entries.some(({ publicKey }) => publicKey.publicKeyMultibase === undefined)) {
    contexts.push('https://w3id.org/security/jwk/v1')
  }
  return contexts
}

function dateTime(name: 'expires' | 'revoked', value: string): string {
  if (typeof value === 'string' && DATE_TIME.test(value) && !Number.isNaN(Date.parse(value))) return value
  throw new TypeError(`keys: ${name} must be a date like 2026-06-30T00:00:00Z.`)
}
