import { sniffImage } from '../bake/index.ts'
import { OpenBadgesError } from '../errors.ts'
import { isObject, parseJson } from '../json.ts'
import type { JsonValue } from '../types.ts'
import { EXIT } from './exit-status.ts'
import { Refusal } from './refusal.ts'

/** Members that hold a secret, in JSON that cannot be read as such, and the text of keys in PEM. */
const SECRET_TEXT =
  /"(?:secretKeyMultibase|privateKeyMultibase|secretKeyJwk|privateKeyJwk)"\s*:|-----BEGIN [A-Z ]*PRIVATE KEY-----/

const SECRET_JWK: readonly RegExp[] = [/"kty"\s*:/, /"d"\s*:\s*"/]

/**
 * @throws Refusal 66 when the bytes hold a secret key: what is verified is reported, filed and passed on.
 */
export function assertNoSecretKey(name: string, bytes: Uint8Array): void {
  if (!holdsSecretKey(bytes)) return
  throw new Refusal(EXIT.noInput, `${name}: This is a secret key, not a badge. Keep it where only you can read it.`)
}

/** Whether a text file holds a secret key: as keygen writes it, in a DID document, as a JWK or in a set of them. */
export function holdsSecretKey(bytes: Uint8Array): boolean {
  if (sniffImage(bytes) !== undefined) return false
  const value = jsonOf(bytes)
  const text = new TextDecoder().decode(bytes)
  return value === undefined
    ? SECRET_TEXT.test(text) || SECRET_JWK.every((member) => member.test(text))
    : hasSecret(value)
}

/** The value of a text that is JSON. */
export function jsonOf(bytes: Uint8Array): JsonValue | undefined {
  try {
    return parseJson(bytes)
  } catch (error) {
    if (error instanceof OpenBadgesError) return undefined
    throw error
  }
}

function hasSecret(value: JsonValue): boolean {
  const rest: (JsonValue | undefined)[] = [value]
  while (rest.length > 0) {
    const next = rest.pop()
    if (isObject(next) && isSecret(next)) return true
    if (typeof next === 'object' && next !== null) for (const inner of Object.values(next)) rest.push(inner)
  }
  return false
}

/** Multikey (Controlled Identifiers, 2.2.2), its predecessors, or a JWK (RFC 7518, 6.2.2 and 6.3.2; symmetric 6.4.1). */
function isSecret(value: { readonly [name: string]: JsonValue | undefined }): boolean {
  if (typeof value.secretKeyMultibase === 'string' || typeof value.privateKeyMultibase === 'string') return true
  return typeof value.kty === 'string' && (typeof value.d === 'string' || typeof value.k === 'string')
}
