import { contextSet } from '../contexts.ts'
import { isObject, toArray } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { ClassFacts, MemberFacts } from './members.ts'

/** What a list of contexts defines. */
export interface Vocabulary {
  definesType(name: string): boolean
  /** The terms that a node of these types can have. */
  termsOf(types: readonly string[]): Terms
}

/** The terms that a node can have. */
export interface Terms {
  has(name: string): boolean
  /** The members of a class that are among them: a few dozen instead of hundreds, and nearly all that a node has. */
  membersOf(facts: ClassFacts): ReadonlyMap<string, MemberFacts>
}

const MAX_CACHED = 32

const cache = new Map<string, Vocabulary | undefined>()

/**
 * What the contexts of a credential define, or undefined where one of them is not bundled, so that nobody can tell here.
 * What a term means is for JSON-LD; this only says which terms there are.
 */
export function vocabularyOf(contexts: readonly JsonValue[]): Vocabulary | undefined {
  if (contexts.length === 0 || !contexts.every((context) => typeof context === 'string')) return undefined
  // A stranger chooses the names: joined by anything, two lists of them could have one key.
  const key = JSON.stringify(contexts)
  if (!cache.has(key)) {
    if (cache.size >= MAX_CACHED) cache.clear()
    cache.set(key, readVocabulary(contexts))
  }
  return cache.get(key)
}

function readVocabulary(contexts: readonly string[]): Vocabulary | undefined {
  const known = contextSet()
  const definitions = new Map<string, JsonValue>()
  for (const url of contexts) {
    const document = known.get(url)
    if (document === undefined) return undefined
    for (const part of partsOf(document['@context'])) {
      if (part['@vocab'] !== undefined) return undefined
      for (const [term, definition] of Object.entries(part))
        if (!term.startsWith('@')) definitions.set(term, definition)
    }
  }
  // Class names are terms too; as the name of a member they are a slip of the shift key.
  const unscoped: ReadonlySet<string> = new Set(
    [...definitions.keys()].filter((term) => definitions.get(term) !== null && !/^[A-Z0-9]/.test(term)),
  )
  const everywhere = createTerms((name) => unscoped.has(name))
  /** By the one type that has terms of its own, which is the usual case; there are as many as the contexts define. */
  const byType = new Map<string, Terms>()
  const byTypes = new Map<string, Terms>()

  function termsOf(types: readonly string[]): Terms {
    const known = types.length === 1 ? byType.get(types[0] ?? '') : undefined
    if (known !== undefined) return known
    const scoping = types.filter((type) => isObject(definitions.get(type)))
    const [only] = scoping
    if (only === undefined) return everywhere
    if (scoping.length === 1) return cached(byType, only, scoping)
    return cached(byTypes, JSON.stringify(scoping), scoping)
  }

  function cached(known: Map<string, Terms>, key: string, types: readonly string[]): Terms {
    let terms = known.get(key)
    if (terms === undefined) {
      const scoped = new Set(types.flatMap((type) => scopedTerms(definitions.get(type))))
      terms = createTerms((name) => scoped.has(name) || unscoped.has(name))
      if (known.size < MAX_CACHED * 4) known.set(key, terms)
    }
    return terms
  }

  return { termsOf, definesType: (name) => byType.has(name) || definitions.has(name) || name.includes(':') }
}

function createTerms(has: Terms['has']): Terms {
  const known = new Map<ClassFacts, ReadonlyMap<string, MemberFacts>>()
  return {
    has,
    membersOf: (facts) => {
      let members = known.get(facts)
      if (members === undefined) {
        members = new Map([...facts.members].filter(([name]) => has(name)))
        known.set(facts, members)
      }
      return members
    },
  }
}

/** Terms of a type-scoped context (JSON-LD 1.1, §4.1.8). */
function scopedTerms(definition: JsonValue | undefined): string[] {
  if (!isObject(definition)) return []
  return partsOf(definition['@context']).flatMap((part) => Object.keys(part).filter((term) => !term.startsWith('@')))
}

function partsOf(context: JsonValue | undefined): JsonObject[] {
  return toArray<JsonValue>(context).filter(isObject)
}
