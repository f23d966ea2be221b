import { copyPlain, isObject, JSON_LIMITS } from '../json.ts'
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
    return isPlainWithin(value, 0, { values: JSON_LIMITS.values, size: JSON_LIMITS.bytes })
  } catch {
    // An accessor or a proxy that throws. Copying says which.
    return false
  }
}

function isPlainWithin(value: unknown, depth: number, left: { values: number; size: number }): boolean {
  if (--left.values < 0 || depth > JSON_LIMITS.depth) return false
  if (typeof value === 'string') return isPlainText(value, left)
  if (value === null || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) {
    if (value.length > JSON_LIMITS.array || Object.keys(value).length !== value.length) return false
    for (let index = 0; index < value.length; index++) if (!isPlainMember(value, index, depth, left)) return false
    return true
  }
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return false
  for (const name of Object.keys(value)) {
    if (name === '__proto__' || name === 'constructor' || name === 'prototype') return false
    if (!isPlainText(name, left) || !isPlainMember(value, name, depth, left)) return false
  }
  return true
}

/** Asked for by its descriptor: to read an accessor would be to run it. */
function isPlainMember(
  owner: object,
  name: string | number,
  depth: number,
  left: { values: number; size: number },
): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(owner, name)
  return descriptor !== undefined && 'value' in descriptor && isPlainWithin(descriptor.value, depth + 1, left)
}

function isPlainText(text: string, left: { values: number; size: number }): boolean {
  left.size -= text.length
  return left.size >= 0 && text.length <= JSON_LIMITS.string && text.isWellFormed()
}
