import { isObject } from '../json.ts'
import type { PublicKey } from '../keys/public-key.ts'
import type { JsonObject } from '../types.ts'
import { parseDateTime } from '../validity.ts'
import { atMethod, type ControllerDocument, type FoundMethod } from './controller-document.ts'

/** When a key was revoked, and until when it may sign (Controlled Identifiers §2.2), as it is written. */
export interface Lifetime {
  readonly revoked?: string
  readonly expires?: string
}

/**
 * The lifetime of one key that is described by several methods.
 *
 * @throws OpenBadgesError `key.format` for a date that is no text.
 */
export function lifetimeOf(methods: readonly FoundMethod[]): Lifetime {
  return shortest(methods.map((found) => lifetime(dateOf(found, 'revoked'), dateOf(found, 'expires'))))
}

/**
 * Of several lifetimes of one key the one that counts: revoked when any is, and expired with the first. A thief would
 * choose the description that has forgotten it.
 */
export function shortest(lifetimes: readonly Lifetime[]): Lifetime {
  const [revoked] = lifetimes.flatMap(({ revoked }) => revoked ?? [])
  const [expires] = lifetimes.flatMap(({ expires }) => expires ?? []).sort((a, b) => momentOf(a) - momentOf(b))
  return lifetime(revoked, expires)
}

function lifetime(revoked: string | undefined, expires: string | undefined): Lifetime {
  return { ...(revoked !== undefined && { revoked }), ...(expires !== undefined && { expires }) }
}

/** Every method of a document that holds a key, under whatever id and relationship. */
export function methodsWithKey(document: ControllerDocument, key: PublicKey): FoundMethod[] {
  return [...document.methods.values()].flat().filter((method) => isKeyOf(method, key))
}

/** Compared as written, which is canonical: the issuer's other keys need not be of a kind that we read. */
export function isKeyOf({ method }: FoundMethod, key: PublicKey): boolean {
  if (isObject(method.publicKeyJwk)) return isJwkOf(method.publicKeyJwk, key)
  return key.publicKeyMultibase !== undefined && method.publicKeyMultibase === key.publicKeyMultibase
}

/** Whether a JWK is a key, compared as written: strict base64url has one spelling. */
export function isJwkOf(jwk: JsonObject, key: PublicKey): boolean {
  return Object.entries(key.publicKeyJwk).every(([name, value]) => jwk[name] === value)
}

function dateOf(found: FoundMethod, name: keyof Lifetime): string | undefined {
  const value = found.method[name]
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
  throw atMethod(found, 'key.format', `The member "${name}" of the verification method is not a date.`)
}

/** A date that nobody can read has come already. */
function momentOf(date: string): number {
  return parseDateTime(date) ?? Number.NEGATIVE_INFINITY
}
