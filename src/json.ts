import { utf8Decode } from './encoding.ts'
import { OpenBadgesError, openBadgesError } from './errors.ts'
import { printable } from './printable.ts'
import type { JsonObject, JsonValue } from './types.ts'

/** How much JSON is read. Real credentials have at most 185 KB, depth 16, 930 members and arrays of 6. */
export interface JsonLimits {
  /** UTF-8 bytes of the whole text. */
  readonly bytes: number
  /** UTF-16 code units of one string. */
  readonly string: number
  readonly depth: number
  readonly array: number
  /** Values of all kinds, containers included. */
  readonly values: number
}

/** For a whole document; each credential in it has its own, lower limits (`shape.ts`). */
export const JSON_LIMITS: JsonLimits = {
  bytes: 1_048_576,
  string: 524_288,
  depth: 128,
  array: 1_000,
  values: 40_000,
}

/**
 * Reads JSON strictly (RFC 8259, I-JSON RFC 7493 §2): well-formed UTF-8, one member of a name, no half surrogates, and
 * within limits. One byte order mark at the start is skipped, as editors write it.
 *
 * @returns The value, deeply frozen.
 * @throws OpenBadgesError `json.*` or `limit.*`, with a JSON Pointer where there is one.
 */
export function parseJson(source: string | Uint8Array, limits: JsonLimits = JSON_LIMITS): JsonValue {
  if (source.length > limits.bytes) throw tooLarge(limits.bytes)
  const text = stripByteOrderMark(typeof source === 'string' ? source : utf8Decode(source))
  if (
    typeof source === 'string' &&
    source.length * 3 > limits.bytes &&
    new TextEncoder().encode(text).length > limits.bytes
  )
    throw tooLarge(limits.bytes)
  const members = countMembers(text, limits.depth)
  const value = parseNatively(text)
  // JSON.parse keeps the last of several members of one name: fewer members in the value than in the text betray it.
  if (freezeDeeply(value, limits) !== members) throw duplicateMember(text)
  return value
}

/**
 * Copies what a caller handed in, once: own enumerable data properties of plain objects and arrays. What was checked is
 * then what the caller gets back, whatever its own object does meanwhile.
 *
 * @returns A deeply frozen copy.
 * @throws OpenBadgesError `json.not_plain` for accessors, cycles, class instances, functions and the like.
 */
export function copyPlain(value: unknown, limits: JsonLimits = JSON_LIMITS): JsonValue {
  try {
    return copyValue(value, { limits, path: [], open: [], values: limits.values, size: limits.bytes })
  } catch (error) {
    if (error instanceof OpenBadgesError) throw error
    throw notPlain([], 'a proxy that throws')
  }
}

/** Whether a value is a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as an array: JSON-LD lets one value stand for an array of one. */
export function toArray<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value as T]
}

/** Adds one step to a JSON Pointer (RFC 6901 §3). */
export function pointerTo(parent: string, step: string | number): string {
  // Called for every member of every document; nearly none has anything to escape.
  if (typeof step === 'number' || !/[~/]/.test(step)) return `${parent}/${step}`
  return `${parent}/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function pointerOf(path: readonly (string | number)[]): string {
  return path.reduce<string>(pointerTo, '')
}

/** A place in a text, both numbers from 1. */
export interface TextPlace {
  readonly line: number
  readonly column: number
}

/** Where the value of a JSON Pointer begins in a text; undefined where it is not there. */
export function locate(text: string, pointer: string): TextPlace | undefined {
  return locateAll(text, [pointer]).get(pointer)
}

/** Where the values of JSON Pointers begin in a text, in one reading of it. Those that are not there are left out. */
export function locateAll(text: string, pointers: Iterable<string>): Map<string, TextPlace> {
  const wanted = new Set(pointers)
  const places = new Map<string, TextPlace>()
  // Where nothing is looked for the text may be anything, a picture for example.
  if (wanted.size === 0) return places
  let [line, start] = [1, 0]
  for (const { pointer, offset } of members(text)) {
    if (!wanted.delete(pointer)) continue
    for (let end = text.indexOf('\n', start); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
      line++
      start = end + 1
    }
    places.set(pointer, { line, column: offset - start + 1 })
    if (wanted.size === 0) break
  }
  return places
}

function tooLarge(bytes: number): OpenBadgesError {
  return openBadgesError('limit.size', `The JSON is larger than the ${bytes} bytes that are read.`)
}

function stripByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** Counts the members of all objects, and bounds the depth before the parser sees the text. */
function countMembers(text: string, maxDepth: number): number {
  let count = 0
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x22) i = endOfString(text, i)
    else if (code === 0x3a) count++
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > maxDepth) throw openBadgesError('limit.depth', `The JSON is nested deeper than ${maxDepth} levels.`)
    } else if (code === 0x7d || code === 0x5d) depth--
  }
  return count
}

/** Index of the quotation mark that ends the string which begins at `start`; the length of the text where none does. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

function parseNatively(text: string): JsonValue {
  try {
    return JSON.parse(text)
  } catch (error) {
    const empty = text.trim() === ''
    const detail = error instanceof Error ? ` (${printable(error.message, 120)})` : ''
    throw openBadgesError('json.syntax', empty ? 'The input is empty.' : `The text is not JSON${detail}.`)
  }
}

/** Checks every value and freezes it; returns how many members there are. */
function freezeDeeply(root: JsonValue, limits: JsonLimits): number {
  let members = 0
  let values = 0
  const stack: JsonValue[] = [root]
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (++values > limits.values)
      throw openBadgesError('limit.values', `The JSON has more than ${limits.values} values.`)
    if (typeof value === 'string') {
      if (!isReadable(value, limits)) throw unreadable(value, limits, find(root, value))
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value)) throw tooGreat(find(root, value))
    } else if (Array.isArray(value)) {
      if (value.length > limits.array) throw tooManyItems(limits, find(root, value))
      for (const item of value) stack.push(item)
      Object.freeze(value)
    } else if (value !== null && typeof value === 'object') {
      for (const name of Object.keys(value)) {
        members++
        if (isForbidden(name)) throw forbidden(name, find(root, value))
        if (!isReadable(name, limits)) throw unreadable(name, limits, find(root, name))
        stack.push((value as JsonObject)[name] as JsonValue)
      }
      Object.freeze(value)
    }
  }
  return members
}

/** Names by which an object could reach its prototype. */
export function isForbidden(name: string): boolean {
  return name === '__proto__' || name === 'constructor' || name === 'prototype'
}

function forbidden(name: string, owner: string): OpenBadgesError {
  return openBadgesError('json.forbidden_key', `A member is named ${name}, which is not read.`, {
    pointer: pointerTo(owner, name),
  })
}

function isReadable(text: string, limits: JsonLimits): boolean {
  return text.length <= limits.string && text.isWellFormed()
}

function unreadable(text: string, limits: JsonLimits, pointer: string): OpenBadgesError {
  return text.length > limits.string
    ? openBadgesError('limit.size', `A string is longer than ${limits.string} characters.`, { pointer })
    : openBadgesError('json.ill_formed_string', 'A string holds half of a surrogate pair, which is no character.', {
        pointer,
      })
}

function tooManyItems(limits: JsonLimits, pointer: string): OpenBadgesError {
  return openBadgesError('limit.array', `An array has more than ${limits.array} items.`, { pointer })
}

function tooGreat(pointer: string): OpenBadgesError {
  return openBadgesError('json.syntax', 'A number is too large to be represented.', { pointer })
}

/** Pointer of a value that is known to be in the tree; only for messages, so a second walk costs nothing that matters. */
function find(root: JsonValue, wanted: unknown): string {
  const stack: [JsonValue, string][] = [[root, '']]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [value, pointer] = next
    if (Object.is(value, wanted)) return pointer
    if (value === null || typeof value !== 'object') continue
    for (const [name, child] of Object.entries(value)) {
      if (name === wanted) return pointer
      stack.push([child as JsonValue, pointerTo(pointer, name)])
    }
  }
  return ''
}

function duplicateMember(text: string): OpenBadgesError {
  const seen = new Set<string>()
  for (const { pointer } of members(text)) {
    if (seen.has(pointer)) {
      const name = pointer.slice(pointer.lastIndexOf('/') + 1)
      return openBadgesError('json.duplicate_key', `An object has two members named "${printable(name, 80)}".`, {
        pointer,
      })
    }
    seen.add(pointer)
  }
  return openBadgesError('json.duplicate_key', 'An object has two members of one name.')
}

/** Every value of a well-formed JSON text with its pointer and the offset at which it begins. */
function* members(text: string): Generator<{ pointer: string; offset: number }> {
  const path: { prefix: string; index: number | undefined }[] = []
  let pointer = ''
  let expectsName = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const top = path.at(-1)
    if (code === 0x22) {
      const end = endOfString(text, i)
      if (expectsName && top) {
        pointer = pointerTo(top.prefix, JSON.parse(text.slice(i, end + 1)) as string)
        expectsName = false
      } else yield { pointer, offset: i }
      i = end
    } else if (code === 0x7b || code === 0x5b) {
      yield { pointer, offset: i }
      const isArray = code === 0x5b
      path.push({ prefix: pointer, index: isArray ? 0 : undefined })
      expectsName = !isArray
      if (isArray) pointer = pointerTo(pointer, 0)
    } else if (code === 0x7d || code === 0x5d) {
      path.pop()
      expectsName = false
    } else if (code === 0x2c && top) {
      if (top.index === undefined) expectsName = true
      else pointer = pointerTo(top.prefix, ++top.index)
    } else if (/[-0-9tfn]/.test(text.charAt(i))) {
      yield { pointer, offset: i }
      while (i + 1 < text.length && /[^\s,\]}]/.test(text.charAt(i + 1))) i++
    }
  }
}

/** How far a copy has come, and what may still be copied. */
interface Copying {
  readonly limits: JsonLimits
  /** The way to where it is. It becomes a pointer only where something is wrong. */
  readonly path: (string | number)[]
  /** The objects around it. */
  readonly open: object[]
  values: number
  /** UTF-16 code units, of which there are never more than bytes. An object can hold one long string many times. */
  size: number
}

function copyValue(value: unknown, copying: Copying): JsonValue {
  const { limits, open, path } = copying
  if (--copying.values < 0) throw openBadgesError('limit.values', `The object has more than ${limits.values} values.`)
  if (typeof value === 'string') return copyText(value, copying)
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object') throw notPlain(path, `a ${typeof value}`)
  if (open.includes(value)) throw notPlain(path, 'a reference to an object around it')
  if (open.length >= limits.depth)
    throw openBadgesError('limit.depth', `The object is nested deeper than ${limits.depth} levels.`)
  open.push(value)
  const copy = Array.isArray(value) ? copyItems(value, copying) : copyMembers(value, copying)
  open.pop()
  return Object.freeze(copy)
}

function copyText(text: string, copying: Copying): string {
  const { limits, path } = copying
  if (!isReadable(text, limits)) throw unreadable(text, limits, pointerOf(path))
  copying.size -= text.length
  if (copying.size < 0) throw tooLarge(limits.bytes)
  return text
}

function copyItems(value: readonly unknown[], copying: Copying): JsonValue[] {
  const { limits, path } = copying
  // Read once: the length of a proxy can be another one the next time.
  const { length } = value
  if (length > limits.array) throw tooManyItems(limits, pointerOf(path))
  const copy: JsonValue[] = []
  for (let index = 0; index < length; index++) {
    path.push(index)
    copy.push(copyValue(dataOf(value, index, path), copying))
    path.pop()
  }
  return copy
}

function copyMembers(value: object, copying: Copying): JsonObject {
  const { path } = copying
  if (!hasPlainPrototype(value)) throw notPlain(path, 'an instance of a class')
  const copy: Record<string, JsonValue> = {}
  for (const name of Object.keys(value)) {
    if (isForbidden(name)) throw forbidden(name, pointerOf(path))
    copyText(name, copying)
    path.push(name)
    const member = dataOf(value, name, path)
    if (member !== undefined) copy[name] = copyValue(member, copying)
    path.pop()
  }
  return copy
}

function dataOf(owner: object, name: string | number, path: Copying['path']): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name)
  if (descriptor === undefined) throw notPlain(path, 'a hole in an array')
  if (!('value' in descriptor)) throw notPlain(path, 'an accessor')
  return descriptor.value
}

/** Objects of another realm have another Object.prototype; it, too, is the end of its chain. */
function hasPlainPrototype(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return (
    prototype === null ||
    prototype === Object.prototype ||
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf'))
  )
}

function notPlain(path: Copying['path'], what: string): OpenBadgesError {
  return openBadgesError('json.not_plain', `The object holds ${what}, which is not plain data.`, {
    pointer: pointerOf(path),
    hint: 'Pass the JSON text, or an object as JSON.parse returns it.',
  })
}
