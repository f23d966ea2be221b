import { createProblem, OpenBadgesError, type Problem } from '../errors.ts'
import { copyPlain, isObject, type JsonLimits, parseJson } from '../json.ts'
import { printable } from '../printable.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import { type ListAnswer, mayPublish, type StatusOptions } from './list-answer.ts'

/** The ids in a 1EdTechRevocationList. */
export interface RevocationList {
  readonly revoked: ReadonlySet<string>
}

/** One item is an id and perhaps a reason; there is one a badge. */
const LIMITS: JsonLimits = { bytes: 4_194_304, string: 65_536, depth: 16, array: 100_000, values: 500_000 }

/** Reads a list, its issuer and id held to the badge and the URL. Without https there is nothing that vouches for it. */
export function readRevocationList(
  document: object | string,
  url: string,
  options: StatusOptions,
): ListAnswer<RevocationList> {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    const message = 'The revocation list is not signed and not had over https, so nothing vouches for it.'
    return { problems: [createProblem('status.list_unsigned', message, { document: url })] }
  }
  const body = parseBody(document, url)
  if ('problems' in body) return body
  const { list } = body
  const issuer = isObject(list.issuer) ? list.issuer.id : list.issuer
  const [first, ...more] = standing(list, issuer, url, options)
  if (first) return { problems: [first, ...more] }
  const items = itemsOf(list)
  return items
    ? collect(items, url)
    : { problems: [malformed(url, 'It is not an object with an array in revokedCredential.')] }
}

function parseBody(document: object | string, url: string): ListAnswer<JsonObject> {
  try {
    const text = typeof document === 'string' || document instanceof Uint8Array
    const list = text ? parseJson(document, LIMITS) : copyPlain(document, LIMITS)
    return isObject(list) ? { list } : { problems: [malformed(url, 'It is not a JSON object.')] }
  } catch (error) {
    // Neither throws anything else, unless it has a bug.
    if (!(error instanceof OpenBadgesError)) throw error
    return { problems: [malformed(url, error.problems[0].message)] }
  }
}

function standing(list: JsonObject, issuer: JsonValue | undefined, url: string, options: StatusOptions): Problem[] {
  const found: Problem[] = []
  if (issuer !== undefined && !mayPublish(issuer, options)) {
    const message = `The revocation list was issued by "${printable(issuer)}", not by the issuer of the badge.`
    const hint = 'If that is right, name it in statusIssuers.'
    found.push(createProblem('status.issuer_mismatch', message, { document: url, pointer: '/issuer', hint }))
  }
  if (list.id !== undefined && list.id !== url) {
    const message = `The revocation list at this URL names itself "${printable(list.id)}".`
    found.push(createProblem('status.list_id_mismatch', message, { document: url, pointer: '/id' }))
  }
  return found
}

/**
 * Both spellings are in use, and at least one has to be there as an array: neither an error page in JSON that happens to
 * name its issuer nor a credential, which has a subject, must pass for "nothing is revoked".
 */
function itemsOf(list: JsonObject): readonly JsonValue[] | undefined {
  const { revokedCredential, revokedCredentials, credentialSubject } = list
  if (credentialSubject !== undefined) return undefined
  const given = [revokedCredential, revokedCredentials].filter((items) => items !== undefined)
  return given.length > 0 && given.every((items) => Array.isArray(items)) ? given.flat() : undefined
}

/** `revoked` may be missing, which means revoked; an item that says both counts as revoked. */
function collect(items: readonly JsonValue[], url: string): ListAnswer<RevocationList> {
  const revoked = new Set<string>()
  for (const item of items) {
    if (!isObject(item) || typeof item.id !== 'string' || !['boolean', 'undefined'].includes(typeof item.revoked)) {
      return { problems: [malformed(url, 'One of its items is not an object with an id.')] }
    }
    if (item.revoked !== false) revoked.add(item.id)
  }
  return { list: { revoked } }
}

function malformed(url: string, why: string): Problem {
  return createProblem('status.list_encoding', `The revocation list cannot be read. ${why}`, { document: url })
}
