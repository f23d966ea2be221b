import { openBadgesError } from '../errors.ts'
import { isObject, pointerTo, toArray } from '../json.ts'
import { type PublicKey, publicKeyFromJwk, publicKeyFromMultibase } from '../keys/public-key.ts'
import type { DocumentLoader, JsonObject } from '../types.ts'
import { didWebUrl } from './did-web.ts'
import { isPage, jsonOf, loadDocument, neededAt, withoutFragment } from './load-document.ts'

/** Why a proof was made (VC Data Integrity §2.1): the relationship under which its key must be listed. */
export type ProofPurpose = 'assertionMethod' | 'authentication'

/** A document that says which keys somebody has: a DID document, or a controlled identifier document over https. */
export interface ControllerDocument {
  /** Its `id`, which is the URL or DID that it was asked for by. */
  readonly id: string
  readonly value: JsonObject
  /** Its methods by their absolute ids; more than one where the document contradicts itself. */
  readonly methods: ReadonlyMap<string, readonly FoundMethod[]>
}

/** A verification method where it stands. */
export interface FoundMethod {
  readonly id: string
  readonly method: JsonObject
  readonly documentId: string
  readonly pointer: string
}

/** Where methods may stand (Controlled Identifiers §2.3). */
const METHOD_PLACES = [
  'verificationMethod',
  'assertionMethod',
  'authentication',
  'keyAgreement',
  'capabilityInvocation',
  'capabilityDelegation',
] as const

/** Members that hold a secret key: a method that has one is anybody's. */
const SECRET_MEMBERS = ['secretKeyMultibase', 'secretKeyJwk', 'privateKeyMultibase', 'privateKeyJwk'] as const

const ACCEPT = 'application/did+json, application/ld+json;q=0.9, application/json;q=0.9, */*;q=0.1'

/**
 * Gets the document of a controller and holds it to its name.
 *
 * @param url - DID, or https URL; a fragment is left out.
 * @throws OpenBadgesError `net.*`; `did.syntax`, `did.unsupported`; `key.not_found` for a page, a plain profile or
 *   anything else without keys; `key.id_mismatch` where it calls itself something else.
 */
export async function loadControllerDocument(
  loader: DocumentLoader,
  url: string,
  signal?: AbortSignal,
): Promise<ControllerDocument> {
  const id = withoutFragment(url)
  const isDid = id.startsWith('did:')
  // Held to its syntax here, too: the loader may be anybody's.
  if (id.startsWith('did:web:')) didWebUrl(id)
  if (!isDid && !URL.canParse(id)) throw noKeys(id, 'is not a URL')
  const loaded = await loadDocument(loader, id, { accept: ACCEPT, ...(signal && { signal }) })
  if (isPage(loaded)) throw noKeys(id, 'is a page for people')
  const value = jsonOf(loaded, id)
  if (!isObject(value)) throw noKeys(id, 'is not a JSON object')
  if (isDid && value.id !== id) {
    throw openBadgesError('did.syntax', 'The DID document is that of another DID.', {
      document: id,
      pointer: '/id',
      hint: 'Its id must be the DID that it was asked for by, character for character.',
    })
  }
  if (!hasKeys(value)) throw noKeys(id, 'lists no keys')
  if (value.id !== id) {
    throw openBadgesError('key.id_mismatch', 'The document that should list the keys calls itself something else.', {
      document: id,
      pointer: '/id',
      hint: 'Its id must be the URL that it was asked for by, character for character.',
    })
  }
  return { id, value, methods: methodsOf(id, value) }
}

/** Every place of a document in which a method of this id stands. */
export function findMethods(document: ControllerDocument, id: string): readonly FoundMethod[] {
  return document.methods.get(id) ?? []
}

/** The methods under a relationship, as far as they stand in the document itself, under a name of their own. */
export function listedMethods(document: ControllerDocument, purpose: ProofPurpose): FoundMethod[] {
  return listedIds(document, purpose).flatMap((id) => {
    const [found, ...others] = findMethods(document, id)
    return found === undefined || others.length > 0 ? [] : [found]
  })
}

function methodsOf(id: string, value: JsonObject): Map<string, FoundMethod[]> {
  const methods = new Map<string, FoundMethod[]>()
  const add = (found: FoundMethod) => {
    const same = methods.get(found.id)
    if (same) same.push(found)
    else methods.set(found.id, [found])
  }
  // A document that is itself the key: Multikey by URL.
  if (isKeyDocument(value)) add({ id, method: value, documentId: id, pointer: '' })
  for (const place of METHOD_PLACES) {
    for (const [pointer, entry] of entriesOf(value, place)) {
      const name = isObject(entry) ? absoluteId(id, entry.id) : undefined
      if (isObject(entry) && name !== undefined) add({ id: name, method: entry, documentId: id, pointer })
    }
  }
  return methods
}

/** The ids under a relationship, of methods that are embedded there or named by URL. */
export function listedIds(document: ControllerDocument, purpose: ProofPurpose): string[] {
  const { id, value } = document
  const ids = entriesOf(value, purpose).map(([, entry]) => absoluteId(id, isObject(entry) ? entry.id : entry))
  return ids.filter((id) => id !== undefined)
}

/**
 * Reads the key of a method.
 *
 * @throws OpenBadgesError `key.format`, `key.weak`, `proof.unsupported` for a type that is not known here.
 */
export function keyOfMethod(found: FoundMethod): PublicKey {
  const { method } = found
  const secret = SECRET_MEMBERS.find((name) => Object.hasOwn(method, name))
  if (secret !== undefined) {
    throw atMethod(found, 'key.format', `The key document has the member "${secret}", which is secret.`)
  }
  const [type, ...others] = toArray(method.type)
  if (others.length > 0) throw atMethod(found, 'key.format', 'The verification method has more than one type.')
  if (method.publicKeyMultibase !== undefined && method.publicKeyJwk !== undefined) {
    throw atMethod(found, 'key.format', 'The verification method gives its key twice, as Multikey and as JWK.')
  }
  if (type === 'JsonWebKey' || type === 'JsonWebKey2020') return publicKeyFromJwk(method.publicKeyJwk)
  if (type === 'Multikey') return publicKeyFromMultibase(method.publicKeyMultibase)
  if (type === 'Ed25519VerificationKey2020') {
    const key = publicKeyFromMultibase(method.publicKeyMultibase)
    if (key.algorithm === 'Ed25519') return key
    throw atMethod(found, 'key.format', 'An Ed25519VerificationKey2020 holds a key of another type.')
  }
  throw atMethod(found, 'proof.unsupported', 'The type of the verification method is not known here.')
}

/** A problem of a method, with the place where it stands. */
export function atMethod(
  { documentId, pointer }: FoundMethod,
  code: 'key.format' | 'key.id_mismatch' | 'proof.unsupported',
  message: string,
  hint?: string,
): Error {
  return openBadgesError(code, message, { document: documentId, pointer, hint })
}

function hasKeys(value: JsonObject): boolean {
  return isKeyDocument(value) || METHOD_PLACES.some((place) => toArray(value[place]).length > 0)
}

function isKeyDocument(value: JsonObject): boolean {
  return value.publicKeyMultibase !== undefined || value.publicKeyJwk !== undefined
}

function entriesOf(value: JsonObject, place: string): [pointer: string, entry: unknown][] {
  const entries = value[place]
  const at = pointerTo('', place)
  if (!Array.isArray(entries)) return entries === undefined ? [] : [[at, entries]]
  return entries.map((entry, index) => [pointerTo(at, index), entry])
}

/** A method may be named relative to its document (DID Core §3.2.2). */
function absoluteId(documentId: string, id: unknown): string | undefined {
  if (typeof id !== 'string') return undefined
  return id.startsWith('#') ? documentId + id : id
}

function noKeys(id: string, what: string): Error {
  return openBadgesError('key.not_found', `The document that should list the issuer's keys ${what}.`, {
    needs: neededAt(id),
    hint: 'The issuer should publish verificationMethod and assertionMethod there, or use a DID.',
  })
}
