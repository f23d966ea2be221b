import { isObject } from '../json.ts'

/** Input on its way to a document. Members that are undefined, null or empty arrays are dropped in the end. */
export type Draft = Readonly<Record<string, unknown>>

/** How members of a class are converted, by name. */
export type Converters = Readonly<Record<string, (value: unknown) => unknown>>

/** What is known of a value that should be an object; anything else is passed on for validation to name. */
export function draftOf(value: unknown, convert: (draft: Draft) => unknown): unknown {
  return isObject(value) ? convert(value) : value
}

/** An array of one or several; nothing for none (Open Badges 3.0, "Serialization": arrays, no empty ones). */
export function manyOf(value: unknown, convert: (draft: Draft) => unknown = (draft) => draft): unknown {
  if (value === undefined || value === null) return undefined
  return (Array.isArray(value) ? value : [value]).map((item) => draftOf(item, convert))
}

/**
 * A copy of a draft with some members converted, of those that it has. Members that it has not are not written as
 * undefined: with as many as a class has, that takes longer than all the rest of building.
 */
export function converted(draft: Draft, converters: Converters): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...draft }
  for (const name of Object.keys(copy)) {
    const convert = Object.hasOwn(converters, name) ? converters[name] : undefined
    if (convert) copy[name] = convert(copy[name])
  }
  return copy
}

/** The types given, with the class that must be among them. */
export function typesOf(given: unknown, ...required: string[]): unknown {
  if (given === undefined || given === null) return required
  const types: unknown[] = Array.isArray(given) ? given : [given]
  return [...required.filter((name) => !types.includes(name)), ...types]
}

/** Numbers as the strings that the data model wants for points and values. */
export function textOf(value: unknown): unknown {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : value
}

/** A date as a dateTimeStamp. Text stays as it is. */
export function dateOf(value: unknown): unknown {
  if (!(value instanceof Date)) return value
  return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString().replace('.000Z', 'Z')
}

/** Leaves out what says nothing: undefined, null, empty arrays, at any depth. What a node is comes first. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== undefined && item !== null).map(withoutEmpty)
  if (!isObject(value)) return value
  const members: Record<string, unknown> = {}
  for (const name of FIRST) if (Object.hasOwn(value, name)) keep(members, name, value[name])
  for (const name of Object.keys(value)) if (!FIRST.includes(name)) keep(members, name, value[name])
  return members
}

const FIRST: readonly string[] = ['@context', 'id', 'type']

function keep(members: Record<string, unknown>, name: string, value: unknown): void {
  const kept = typeof value === 'string' ? value : withoutEmpty(value)
  if (kept === undefined || kept === null || (Array.isArray(kept) && kept.length === 0)) return
  // Assigned, it would be lost as a prototype, where validation could not name it.
  if (name === '__proto__') Object.defineProperty(members, name, { value: kept, enumerable: true })
  else members[name] = kept
}
