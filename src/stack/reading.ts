import type { ErrorCode } from '../codes.ts'
import { createProblem, type Problem, type ProblemDetails } from '../errors.ts'
import { isObject, pointerTo, toArray } from '../json.ts'
import { nearest } from '../nearest.ts'
import { printable } from '../printable.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import { dateProblem, isIssuableDateTime, parseDateTime } from '../validity.ts'

/** One object of a definition that is being read, and where it stands. */
export interface Place {
  readonly value: JsonObject
  readonly pointer: string
  /** What it is, in words: `a requirement`. */
  readonly what: string
  /** The id of the stack that it was read from, where that is not the document itself. */
  readonly document: string | undefined
  readonly problems: Problem[]
}

export function report(place: Place, code: ErrorCode, message: string, details: ProblemDetails = {}): void {
  const { pointer = place.pointer, ...rest } = details
  place.problems.push(createProblem(code, message, { pointer, document: place.document, ...rest }))
}

/** A place below: an object that is a member, or an item of an array. Undefined, and a problem, where it is none. */
export function objectAt(
  parent: Place,
  pointer: string,
  value: JsonValue | undefined,
  what: string,
  hint: string,
): Place | undefined {
  const { document, problems } = parent
  if (isObject(value)) return { value, pointer, what, document, problems }
  report(parent, 'schema.type', `${capital(what)} should be an object, but is ${kindOf(value)}.`, { pointer, hint })
  return undefined
}

/** Names every member that is none of those known: nothing that somebody meant to say is dropped in silence. */
export function refuseOthers(place: Place, known: readonly string[]): void {
  for (const name of Object.keys(place.value)) {
    if (known.includes(name)) continue
    const meant = nearest(name, known)
    report(place, 'schema.additional', `${capital(place.what)} can have no ${quoted(name)}.`, {
      pointer: pointerTo(place.pointer, name),
      hint: meant === undefined ? `It has ${listed(known)} and nothing else.` : `Did you mean "${meant}"?`,
    })
  }
}

/** A text that says something; a problem where it is missing although required, or is none. */
export function textAt(place: Place, name: string, hint?: string): string | undefined {
  const value = place.value[name]
  if (value === undefined) {
    if (hint !== undefined) reportMissing(place, name, hint)
    return undefined
  }
  if (typeof value === 'string' && value.trim() !== '') return value
  const message =
    value === ''
      ? `"${name}" of ${place.what} is empty.`
      : `"${name}" of ${place.what} should be a text, but is ${kindOf(value)}.`
  report(place, 'schema.type', message, { pointer: pointerTo(place.pointer, name), hint })
  return undefined
}

export function reportMissing(place: Place, name: string, hint: string): void {
  report(place, 'schema.required', `${capital(place.what)} needs "${name}", and has none.`, { hint })
}

/** An absolute URI; with a hint it is required. */
export function uriAt(place: Place, name: string, hint?: string): string | undefined {
  const text = textAt(place, name, hint)
  return text === undefined || isUri(place, text, pointerTo(place.pointer, name), name) ? text : undefined
}

/** Absolute URIs, one or several; undefined where the member is not there. */
export function urisAt(place: Place, name: string): readonly string[] | undefined {
  const value = place.value[name]
  if (value === undefined) return undefined
  const pointer = pointerTo(place.pointer, name)
  const found: string[] = []
  for (const [index, item] of toArray<JsonValue>(value).entries()) {
    const at = Array.isArray(value) ? pointerTo(pointer, index) : pointer
    if (typeof item !== 'string')
      report(place, 'schema.type', `"${name}" should hold URIs, but holds ${kindOf(item)}.`, { pointer: at })
    else if (found.includes(item))
      report(place, 'rule.unique_id', `"${name}" names ${quoted(item)} twice.`, { pointer: at, hint: 'Name it once.' })
    else if (isUri(place, item, at, name)) found.push(item)
  }
  return found
}

/** Absolute URI or IRI, as the published schemas have it. */
function isUri(place: Place, text: string, pointer: string, name: string): boolean {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(text)) return true
  report(place, 'schema.format', `"${name}" of ${place.what} should be a URI, but is ${quoted(text)}.`, {
    pointer,
    hint: 'Write an absolute URI: one that begins with "https:", "did:" or "urn:uuid:".',
  })
  return false
}

/** Texts in an array. */
export function textsAt(place: Place, name: string): readonly string[] | undefined {
  const value = place.value[name]
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== ''))
    return value as unknown as readonly string[]
  report(place, 'schema.type', `"${name}" of ${place.what} should be an array of texts.`, {
    pointer: pointerTo(place.pointer, name),
    hint: 'Write ["…"].',
  })
  return undefined
}

/** One of some words. */
export function wordAt<W extends string>(place: Place, name: string, words: readonly W[]): W | undefined {
  const value = place.value[name]
  const found = words.find((word) => word === value)
  if (value === undefined || found !== undefined) return found
  const meant = typeof value === 'string' ? nearest(value, words) : undefined
  report(place, 'schema.enum', `"${name}" of ${place.what} should not be ${shown(value)}.`, {
    pointer: pointerTo(place.pointer, name),
    hint: meant === undefined ? `Write ${listed(words, 'or')}.` : `Did you mean "${meant}"?`,
  })
  return undefined
}

export function booleanAt(place: Place, name: string): boolean | undefined {
  const value = place.value[name]
  if (value === undefined || typeof value === 'boolean') return value
  report(place, 'schema.type', `"${name}" of ${place.what} should be true or false, but is ${kindOf(value)}.`, {
    pointer: pointerTo(place.pointer, name),
  })
  return undefined
}

/** A dateTimeStamp with its time; one that others can read, too. */
export function dateAt(place: Place, name: string): { readonly text: string; readonly ms: number } | undefined {
  const value = place.value[name]
  if (value === undefined) return undefined
  const ms = typeof value === 'string' && isIssuableDateTime(value) ? parseDateTime(value) : undefined
  if (typeof value === 'string' && ms !== undefined) return { text: value, ms }
  const problem = dateProblem(name, value, pointerTo(place.pointer, name))
  place.problems.push(place.document === undefined ? problem : { ...problem, document: place.document })
  return undefined
}

export function listed(words: readonly string[], joint: 'and' | 'or' = 'and'): string {
  const all = words.map((word) => `"${word}"`)
  const last = all.pop() ?? ''
  return all.length === 0 ? last : `${all.join(', ')} ${joint} ${last}`
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function quoted(text: string): string {
  return `"${printable(text, 120)}"`
}

function shown(value: JsonValue): string {
  if (typeof value === 'string') return quoted(value)
  return typeof value === 'object' ? kindOf(value) : String(value)
}

export function kindOf(value: JsonValue | undefined): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
