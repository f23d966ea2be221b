import { copyPlain, isForbidden, JSON_LIMITS } from '../json.ts'
import type { JsonValue } from '../types.ts'

/**
 * A value that is JSON already is looked at where it is: nearly all are, and to copy takes longer than to validate. What
 * is unusual in any way is copied, which either makes it plain or says why it is not.
 *
 * @throws OpenBadgesError `json.not_plain`, `json.forbidden_key` and `limit.*`, as `copyPlain`.
 */
export function plainJson(value: unknown): JsonValue {
  return isPlain(value) ? (value as JsonValue) : copyPlain(value)
}

function isPlain(value: unknown): boolean {
  try {
    return isPlainWithin(value, 0, createAllowance())
  } catch {
    // An accessor or a proxy that throws. Copying says which.
    return false
  }
}

/** What may still come of a document before it is beyond the limits. */
export interface Allowance {
  values: number
  /** UTF-16 code units. */
  size: number
}

export function createAllowance(): Allowance {
  return { values: JSON_LIMITS.values, size: JSON_LIMITS.bytes }
}

/** Whether a value that is neither array nor object is JSON, and allowed still. */
export function isPlainScalar(value: unknown, left: Allowance): boolean {
  if (--left.values < 0) return false
  if (typeof value === 'string') return isPlainText(value, left)
  return value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
}

/** Whether a member may have this name. */
export function isPlainName(name: string, left: Allowance): boolean {
  return !isForbidden(name) && isPlainText(name, left)
}

/** Whether an array of this length, or an object, may stand below so many others. */
export function isPlainContainer(length: number, depth: number, left: Allowance): boolean {
  return --left.values >= 0 && depth <= JSON_LIMITS.depth && length <= JSON_LIMITS.array
}

function isPlainWithin(value: unknown, depth: number, left: Allowance): boolean {
  if (typeof value !== 'object' || value === null) return isPlainScalar(value, left) && depth <= JSON_LIMITS.depth
  if (Array.isArray(value)) {
    if (!isPlainContainer(value.length, depth, left) || Object.keys(value).length !== value.length) return false
    for (let index = 0; index < value.length; index++) if (!isPlainMember(value, index, depth, left)) return false
    return true
  }
  if (!isPlainContainer(0, depth, left) || Object.getPrototypeOf(value) !== Object.prototype) return false
  for (const name of Object.keys(value)) {
    if (!isPlainName(name, left) || !isPlainMember(value, name, depth, left)) return false
  }
  return true
}

/** Asked for by its descriptor: to read an accessor would be to run it. */
function isPlainMember(owner: object, name: string | number, depth: number, left: Allowance): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name)
  return descriptor !== undefined && 'value' in descriptor && isPlainWithin(descriptor.value, depth + 1, left)
}

function isPlainText(text: string, left: Allowance): boolean {
  left.size -= text.length
  return left.size >= 0 && text.length <= JSON_LIMITS.string && text.isWellFormed()
}
