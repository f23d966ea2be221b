import { openBadgesError } from '../errors.ts'
import { isObject } from '../json.ts'
import { isSameKey, jwkThumbprint, type PublicKey, publicKeyFromJwk } from '../keys/public-key.ts'
import type { DocumentLoader, JsonObject, JsonValue } from '../types.ts'
import { notTheIssuers, type ResolvedMethod } from './issuer-method.ts'
import { isJwkOf } from './lifetime.ts'
import { isPage, jsonOf, loadDocument } from './load-document.ts'

/** What a JWT header says of its key. */
export interface KeyHint {
  readonly kid?: string | undefined
  /** Key of the `jwk` header. */
  readonly key?: PublicKey | undefined
}

const ACCEPT = 'application/jwk-set+json, application/jwk+json;q=0.9, application/json;q=0.9, */*;q=0.1'

/** Where an issuer with an https id publishes its JWT keys (Open Badges 3.0 implementation guide, "Key provenance"). */
export function jwksUrl(issuer: string): string {
  return `https://${new URL(issuer).host}/.well-known/jwks.json`
}

/**
 * Gets the JWKs at a URL: a JWK Set (RFC 7517 §5), or one JWK, as `kid` may point to.
 *
 * @throws OpenBadgesError `net.*`; `key.not_found` where there is neither.
 */
export async function loadJwks(loader: DocumentLoader, url: string, signal?: AbortSignal): Promise<JsonObject[]> {
  const loaded = await loadDocument(loader, url, { accept: ACCEPT, ...(signal && { signal }) })
  const value = isPage(loaded) ? null : jsonOf(loaded, url)
  const keys = isObject(value) && Array.isArray(value.keys) ? (value.keys as readonly JsonValue[]) : [value]
  const jwks = keys.filter(isObject).filter(({ kty }) => typeof kty === 'string')
  if (jwks.length > 0) return jwks
  throw openBadgesError('key.not_found', 'There is no JWK where the key should be.', {
    needs: url,
    hint: 'The issuer should publish its JWK Set there.',
  })
}

/**
 * The key of a set that a hint means, if it is the issuer's.
 *
 * @throws OpenBadgesError `issuer.key_mismatch` for a JWK whose `iss` is somebody else, or where `kid` and `jwk` name
 *   two keys; `key.id_mismatch` where two keys have the `kid`; `key.format`, `key.weak`.
 */
export function findJwk(
  jwks: readonly JsonObject[],
  url: string,
  issuer: string,
  hint: KeyHint,
): ResolvedMethod | undefined {
  const owned = jwks.filter(({ iss }) => iss === undefined || iss === issuer)
  const jwk = meant(owned, url, hint)
  if (jwk === undefined) {
    if (meant(jwks, url, hint)) throw notTheIssuers()
    return undefined
  }
  const key = publicKeyFromJwk(jwk)
  if (hint.key && !isSameKey(key, hint.key)) throw notTheIssuers()
  const name = typeof jwk.kid === 'string' ? jwk.kid : jwkThumbprint(key)
  return { key, id: URL.canParse(name) ? name : `${url}#${name}`, controller: issuer, source: 'jwks' }
}

function meant(jwks: readonly JsonObject[], url: string, { kid, key }: KeyHint): JsonObject | undefined {
  const [named, ...others] = kid === undefined ? [] : jwks.filter((jwk) => jwk.kid === kid)
  if (others.length > 0) {
    throw openBadgesError('key.id_mismatch', 'The issuer publishes several keys under one kid.', {
      document: url,
      pointer: '/keys',
    })
  }
  return named ?? (key && jwks.find((jwk) => isJwkOf(jwk, key)))
}
