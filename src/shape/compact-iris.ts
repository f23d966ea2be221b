import { createProblem, type Problem } from '../errors.ts'
import { isObject, pointerTo, toArray } from '../json.ts'
import type { ContextSet, JsonObject, JsonValue } from '../types.ts'
import { type Place, pointerOf } from './place.ts'

/** Members whose value is, or names, an IRI that a check compares. */
const REFERENCES: ReadonlySet<string> = new Set([
  'id',
  'type',
  'issuer',
  'holder',
  'statusListCredential',
  'resultDescription',
  'achievedLevel',
  'requiredLevel',
  'verificationMethod',
  'sourceId',
  'targetId',
])

/** Saves work and decides nothing, as does the early end where there are no prefixes. */
const prefixesByContext = new WeakMap<JsonObject, ReadonlySet<string>>()

/** The terms by which the contexts of a root let an IRI be abbreviated, wherever in them they are defined. */
export function prefixesOf(contexts: JsonValue | undefined, known: ContextSet): ReadonlySet<string> {
  const prefixes = new Set<string>()
  for (const url of toArray(contexts)) {
    const document = typeof url === 'string' ? known.get(url) : undefined
    if (document) for (const prefix of prefixesIn(document)) prefixes.add(prefix)
  }
  return prefixes
}

function prefixesIn(document: JsonObject): ReadonlySet<string> {
  const found = prefixesByContext.get(document)
  if (found) return found
  const prefixes = new Set<string>()
  const queue: JsonValue[] = [document]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (Array.isArray(next)) queue.push(...next)
    else if (isObject(next)) {
      for (const [term, definition] of Object.entries(next)) {
        if (canBePrefix(definition)) prefixes.add(term)
        queue.push(definition)
      }
    }
  }
  prefixesByContext.set(document, prefixes)
  return prefixes
}

/** JSON-LD 1.1 §4.1.5: a simple term that ends in a gen-delim character, or an expanded one that says so. */
function canBePrefix(definition: JsonValue): boolean {
  if (typeof definition === 'string') return /[:/?#[\]@]$/.test(definition)
  return isObject(definition) && definition['@prefix'] === true
}

/**
 * An abbreviated IRI is the same in the graph as the whole one, and different to a check that compares texts: a badge
 * under such an id would not be found in the list that revokes it.
 */
export function checkCompactIris(
  node: JsonObject,
  names: readonly string[],
  place: Place,
  prefixes: ReadonlySet<string>,
  problems: Problem[],
): void {
  if (prefixes.size === 0 || !names.some((name) => REFERENCES.has(name) && hasCompact(node[name], prefixes))) return
  for (const name of REFERENCES) {
    if (!hasCompact(node[name], prefixes)) continue
    problems.push(
      createProblem('shape.compact_iri', `"${name}" is abbreviated by a prefix of a context.`, {
        pointer: pointerTo(pointerOf(place), name),
        hint: 'Write the whole IRI.',
      }),
    )
  }
}

function hasCompact(value: JsonValue | undefined, prefixes: ReadonlySet<string>): boolean {
  if (!Array.isArray(value)) return isCompact(value, prefixes)
  for (const item of value) if (isCompact(item, prefixes)) return true
  return false
}

function isCompact(text: JsonValue | undefined, prefixes: ReadonlySet<string>): boolean {
  if (typeof text !== 'string') return false
  const colon = text.indexOf(':')
  // Most are URLs, which have an authority.
  return colon > 0 && !text.startsWith('//', colon + 1) && prefixes.has(text.slice(0, colon))
}
