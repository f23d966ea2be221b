import { isObject, JSON_LIMITS } from '../json.ts'
import { type Allowance, createAllowance, isPlainContainer, isPlainName, isPlainScalar } from '../validate/plain.ts'

/** Input on its way to a document. Members that are undefined, null or empty arrays are dropped in the end. */
export type Draft = Readonly<Record<string, unknown>>

/** A draft that is still being written. */
export type OpenDraft = Record<string, unknown>

/** How members of a class are converted, by name. What is `'later'` is not copied: it is written after the others. */
export type Converters = Readonly<Record<string, ((value: unknown) => unknown) | 'later'>>

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
 * undefined: with as many as a class has, that takes longer than all the rest of building. And it is written member by
 * member: engines are slow at a literal that spreads objects of many shapes.
 */
export function converted(draft: Draft, converters: Converters): OpenDraft {
  const copy: OpenDraft = {}
  for (const name of Object.keys(draft)) {
    const convert = Object.hasOwn(converters, name) ? converters[name] : undefined
    if (convert === undefined) write(copy, name, draft[name])
    else if (convert !== 'later') copy[name] = convert(draft[name])
  }
  return copy
}

/** A copy of a draft, with the types that it names and that of its class. */
export function classed(draft: Draft, className: string, converters: Converters = {}): OpenDraft {
  const copy = converted(draft, converters)
  copy.type = typesOf(copy.type, className)
  return copy
}

/** A copy of a draft, of the one type that its class has, where it names none. */
export function typed(draft: Draft, type: string): OpenDraft {
  const copy = converted(draft, {})
  if (!Object.hasOwn(copy, 'type')) copy.type = type
  return copy
}

/** A member of its own: what an input inherits stands in none of its copies either. */
export function ownOf(draft: Draft, name: string): unknown {
  return Object.hasOwn(draft, name) ? draft[name] : undefined
}

function write(members: OpenDraft, name: string, value: unknown): void {
  // Assigned, it would be lost as a prototype, where validation could not name it.
  if (name === '__proto__') Object.defineProperty(members, name, { value, enumerable: true })
  else members[name] = value
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

/** A draft with nothing left that says nothing. */
export interface Finished {
  readonly value: unknown
  /** It is JSON within the limits for sure: all of it was made here, and looked at on the way. */
  readonly isPlain: boolean
}

/** Leaves out what says nothing: undefined, null, empty arrays, at any depth. What a node is comes first. */
export function finished(draft: unknown): Finished {
  const copying: Copying = { left: createAllowance(), depth: 0, isPlain: true }
  const value = copyOf(draft, copying)
  return { value, isPlain: copying.isPlain }
}

export function withoutEmpty(draft: unknown): unknown {
  return finished(draft).value
}

interface Copying {
  readonly left: Allowance
  depth: number
  isPlain: boolean
}

function copyOf(value: unknown, copying: Copying): unknown {
  if (typeof value !== 'object' || value === null) {
    if (!isPlainScalar(value, copying.left)) copying.isPlain = false
    return value
  }
  // Validation says that it is too deep, or goes in a circle.
  if (copying.depth > JSON_LIMITS.depth) {
    copying.isPlain = false
    return value
  }
  // What it holds stands one deeper.
  copying.depth++
  const copy = Array.isArray(value) ? copyItems(value, copying) : copyMembers(value as Draft, copying)
  copying.depth--
  return copy
}

function copyItems(value: readonly unknown[], copying: Copying): unknown[] {
  const items: unknown[] = []
  for (let index = 0; index < value.length; index++) {
    const item = value[index]
    if (item !== undefined && item !== null) items.push(copyOf(item, copying))
  }
  if (!isPlainContainer(items.length, copying.depth, copying.left)) copying.isPlain = false
  return items
}

function copyMembers(value: Draft, copying: Copying): OpenDraft {
  if (!isPlainContainer(0, copying.depth, copying.left)) copying.isPlain = false
  const members: OpenDraft = {}
  for (const name of FIRST) if (Object.hasOwn(value, name)) keep(members, name, value[name], copying)
  for (const name of Object.keys(value)) if (!isFirst(name)) keep(members, name, value[name], copying)
  return members
}

const FIRST = ['@context', 'id', 'type'] as const

function isFirst(name: string): boolean {
  return name === '@context' || name === 'id' || name === 'type'
}

function keep(members: OpenDraft, name: string, value: unknown, copying: Copying): void {
  if (value === undefined || value === null) return
  const kept = copyOf(value, copying)
  if (Array.isArray(kept) && kept.length === 0) return
  if (!isPlainName(name, copying.left)) copying.isPlain = false
  write(members, name, kept)
}
