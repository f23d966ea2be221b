import { OpenBadgesError } from '../errors.ts'
import { isObject, parseJson } from '../json.ts'
import { looksLikeJwt } from '../proof/looks-like-jwt.ts'
import { credentialOf, decodeJwt } from '../proof/vc-jwt.ts'
import type { JsonObject } from '../types.ts'
import { DOCUMENT_LIMITS } from './documents.ts'

/** What a file of JSON or a JWT holds, unverified; undefined for what is neither. */
export function credentialIn(bytes: Uint8Array): JsonObject | undefined {
  const text = new TextDecoder().decode(bytes).trim()
  try {
    if (looksLikeJwt(text)) return credentialOf(decodeJwt(text, DOCUMENT_LIMITS)).credential
    const value = parseJson(bytes, DOCUMENT_LIMITS)
    return isObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof OpenBadgesError) return undefined
    throw error
  }
}
