import type { ContextSet, JsonValue } from '../types.ts'
import { MAX_CONTEXTS } from './bounds.ts'
import {
  type ActiveContext,
  definedTerms,
  expandIri,
  initialContext,
  isAbsoluteIri,
  isGlobalIri,
  OutsideSubset,
  processContext,
  termOf,
} from './context.ts'
import { createNames, type Names, nameOf } from './names.ts'
import { type Datatype, datatype, type Name, type NamedNode, namedNode, plainNamedNode } from './terms.ts'

/**
 * Active contexts compiled once per closed list of `@context` arrays. jsonld processes a type-scoped context anew at
 * every node, and that is 97% of its time; here every question is asked once, and the answers are kept:
 *
 *   what does this member mean here? (`memberOf`)   what does this node's type change? (`applyTypes`)
 *   and its own @context? (`applyContexts`)
 *
 * Refusals are kept as well. All answers for one `ContextSet` are bounded, since a stranger chooses what is asked; when
 * there are too many, all are forgotten and documents under way keep those that they hold.
 */

/** An active context with what has been asked of it. */
export interface Scope {
  readonly context: ActiveContext
  readonly members: Map<string, Member | OutsideSubset>
  readonly typed: Map<string, Scope | OutsideSubset>
  readonly local: Map<string, Scope | OutsideSubset>
  /** What `@type` values that are terms expand to. */
  readonly types: Map<string, NamedNode>
  aliases: Aliases | undefined
  /** Terms that may stand before a colon. */
  prefixes: ReadonlySet<string> | undefined
  /** The last answers about arrays: documents that come together mostly ask the same. */
  lastLocal: Latest | undefined
  lastTyped: Latest | undefined
}

interface Latest {
  readonly names: readonly string[]
  readonly scope: Scope
}

/** The names that mean `@id` and `@type` in a scope, nearly always `id` and `type`. */
export interface Aliases {
  readonly id: readonly string[]
  readonly type: readonly string[]
}

export interface Compiled {
  readonly contexts: ContextSet
  readonly initial: Scope
  readonly scopes: Map<ActiveContext, Scope>
  readonly names: Names
  answers: number
}

/** What a member name means in a scope. */
export type Member = Property | { readonly kind: 'id' } | { readonly kind: 'type' } | { readonly kind: 'undefined' }

export interface Property {
  readonly kind: 'property'
  readonly term: string
  readonly predicate: Name
  readonly container: 'set' | 'list' | 'graph'
  /** `@id`, `@vocab`, `@json`, a datatype, or nothing. */
  readonly coercion: string | undefined
  /** What `coercion` makes of literals, where it does. */
  readonly datatype: Datatype | undefined
  /** For values that are strings: their terms and prefixes. */
  readonly value: Scope
  /** For values that are node objects. */
  readonly node: Scope
  /** For values that are objects with nothing but an `@id`. */
  readonly reference: Scope
  /** Whether `@value` objects are as plain here as everywhere. */
  readonly takesValueObjects: boolean
}

const MAX_ANSWERS = 4_000

/** Types of one node that are worth keeping; real ones have three at most. */
const MAX_KEPT = 8

const compiledSets = new WeakMap<ContextSet, Compiled>()

export function compiledFor(contexts: ContextSet): Compiled {
  const known = compiledSets.get(contexts)
  if (known && known.answers + known.names.byIri.size < MAX_ANSWERS) return known
  const context = initialContext()
  const initial = createScope(context)
  const fresh: Compiled = {
    contexts,
    initial,
    scopes: new Map([[context, initial]]),
    names: createNames(),
    answers: 0,
  }
  compiledSets.set(contexts, fresh)
  return fresh
}

/** API section 5.1.2 step 9: the `@context` of a node, which must be URLs of known contexts. */
export function applyContexts(compiled: Compiled, scope: Scope, value: unknown): Scope {
  const { lastLocal } = scope
  if (lastLocal && Array.isArray(value) && isSame(lastLocal.names, value)) return lastLocal.scope
  const local = remember(compiled, scope.local, JSON.stringify(value), () => {
    const urls = Array.isArray(value) ? value : [value]
    if (urls.length > MAX_CONTEXTS) throw new OutsideSubset('too many contexts')
    const locals = urls.flatMap((url) => contextsAt(compiled.contexts, url))
    return scopeOf(compiled, processContext(scope.context, locals, 'local'))
  })
  // Had there been something else than URLs, it would have been refused.
  if (Array.isArray(value)) scope.lastLocal = { names: [...value], scope: local }
  return local
}

function isSame(known: readonly string[], values: readonly unknown[]): boolean {
  if (known.length !== values.length) return false
  for (let index = 0; index < known.length; index++) if (known[index] !== values[index]) return false
  return true
}

function contextsAt(contexts: ContextSet, url: unknown): readonly JsonValue[] {
  if (typeof url !== 'string') throw new OutsideSubset('an inline context')
  const local = contexts.get(url)?.['@context']
  if (local === undefined) throw new OutsideSubset('an unknown context')
  const items: readonly JsonValue[] = Array.isArray(local) ? local : [local]
  if (items.some((item) => typeof item === 'string')) throw new OutsideSubset('a context that refers to another')
  return items
}

/**
 * API section 5.1.2 step 11: type-scoped contexts, in the order of the type names as they are written, all looked up in
 * the context before the first of them.
 */
export function applyTypes(compiled: Compiled, scope: Scope, types: readonly string[]): Scope {
  const { lastTyped } = scope
  if (lastTyped && isSame(lastTyped.names, types)) return lastTyped.scope
  const [only] = types
  // Several types are kept under their names in lines, which no name of one has.
  const known = types.length === 1 && only?.includes('\n') === false ? scope.typed.get(only) : undefined
  if (known && !(known instanceof OutsideSubset)) return known
  const typed = applyNewTypes(compiled, scope, types)
  // Only what contexts define is kept: a stranger chooses the names.
  if (types.length <= MAX_KEPT && types.every((type) => termOf(scope.context, type) !== undefined))
    scope.lastTyped = { names: [...types], scope: typed }
  return typed
}

function applyNewTypes(compiled: Compiled, scope: Scope, types: readonly string[]): Scope {
  let scoped: string[] | undefined
  for (const type of types) {
    if (termOf(scope.context, type)?.context === undefined) continue
    if (scoped) scoped.push(type)
    else scoped = [type]
  }
  if (!scoped) return scope
  const sorted = scoped.length === 1 ? scoped : atMostTwice(scoped.sort())
  return remember(compiled, scope.typed, sorted.join('\n'), () => {
    let context = scope.context
    for (const type of sorted) {
      const local = termOf(scope.context, type)?.context
      if (local !== undefined) context = processContext(context, local, 'type')
    }
    return scopeOf(compiled, context)
  })
}

/** jsonld applies the context of a repeated type once more, and from then on it changes nothing. */
function atMostTwice(sorted: readonly string[]): string[] {
  return sorted.filter((type, index) => type !== sorted[index - 2])
}

/** API section 5.1.2 step 13: what a member means. Unknown names are not kept: there is no end of them. */
export function memberOf(compiled: Compiled, scope: Scope, name: string): Member {
  const known = scope.members.get(name)
  if (known) {
    if (known instanceof OutsideSubset) throw known
    return known
  }
  if (termOf(scope.context, name) === undefined) return compileMember(compiled, scope, name)
  return remember(compiled, scope.members, name, () => compileMember(compiled, scope, name))
}

/** API section 5.1.2 step 13.4.4: what a type expands to; undefined where it is no absolute IRI. */
export function typeNamed(compiled: Compiled, scope: Scope, type: string): NamedNode | undefined {
  const known = scope.types.get(type)
  if (known) return known
  const iri = expandIri(scope.context, type, true)
  if (!isGlobalIri(iri)) return undefined
  // IRIs that stand for themselves are not kept: there is no end of them.
  if (termOf(scope.context, type) === undefined) return namedNode(iri)
  const name = nameOf(compiled.names, iri)
  scope.types.set(type, name)
  return name
}

export function aliasesOf(scope: Scope): Aliases {
  scope.aliases ??= { id: aliases(scope.context, '@id'), type: aliases(scope.context, '@type') }
  return scope.aliases
}

function prefixesOf(context: ActiveContext): Set<string> {
  const prefixes = new Set<string>()
  for (let layer: ActiveContext | undefined = context; layer; layer = layer.parent) {
    for (const term of layer.terms.keys()) if (termOf(context, term)?.isPrefix) prefixes.add(term)
  }
  return prefixes
}

function aliases(context: ActiveContext, keyword: string): string[] {
  return [...definedTerms(context)].filter((term) => termOf(context, term)?.id === keyword)
}

/** What an `@id`, or a text that is coerced to one, stands for; undefined where it is no absolute IRI. */
export function nodeNamed(scope: Scope, value: string): NamedNode | undefined {
  scope.prefixes ??= prefixesOf(scope.context)
  // Without a prefix an IRI stands for itself.
  const isItself = scope.prefixes.size === 0 || !scope.prefixes.has(value.slice(0, value.indexOf(':')))
  const plain = isItself ? plainNamedNode(value) : undefined
  if (plain) return plain
  const iri = expandIri(scope.context, value, false)
  return isGlobalIri(iri) ? namedNode(iri) : undefined
}

function compileMember(compiled: Compiled, scope: Scope, term: string): Member {
  if (term.startsWith('@') || term.includes(':')) throw new OutsideSubset('a keyword or an IRI as a member name')
  const { context } = scope
  const iri = expandIri(context, term, true)
  if (iri === '@id') return { kind: 'id' }
  if (iri === '@type') return { kind: 'type' }
  if (!isAbsoluteIri(iri)) return { kind: 'undefined' }
  if (!isGlobalIri(iri)) throw new OutsideSubset('a blank node as a property')

  // Step 13.4 ff.: IRI, container and @json are read in the context before the property-scoped one; coercion, and the
  // property-scoped context of a node object, in the one after it. A null context thus takes the coercion away.
  const before = termOf(context, term)
  const scoped = before?.context === undefined ? context : processContext(context, before.context, 'property')
  const after = termOf(scoped, term)
  const container = containerKind(before?.container)
  if (before?.type !== '@json' && after?.type === '@json') throw new OutsideSubset('@json by a scoped context')
  if (before !== after && (container === 'list' || after?.container === '@list'))
    throw new OutsideSubset('a list with a scoped context')
  if (before !== after && expandIri(scoped, term, true)?.startsWith('@'))
    throw new OutsideSubset('a property that becomes a keyword')

  // Step 7 and 8: a node object goes back to the context before type scoping and applies the property-scoped one again;
  // an object with nothing but an @id does not go back.
  const reverted = scoped.previous ?? scoped
  const again = (target: ActiveContext): ActiveContext =>
    after?.context === undefined ? target : processContext(target, after.context, 'property')
  const coercion = before?.type === '@json' ? '@json' : after?.type
  return {
    kind: 'property',
    term,
    predicate: nameOf(compiled.names, iri),
    container,
    coercion,
    datatype: coercion === undefined || coercion.startsWith('@') ? undefined : datatype(coercion),
    value: scopeOf(compiled, scoped),
    node: scopeOf(compiled, again(reverted)),
    reference: scopeOf(compiled, again(scoped)),
    takesValueObjects: before?.context === undefined && container !== 'graph' && !isGraphTerm(reverted, term),
  }
}

/** Whether a term is a graph container in a context; such a property drops nodes without content. */
export function isGraphTerm(context: ActiveContext, term: string): boolean {
  return containerKind(termOf(context, term)?.container) === 'graph'
}

function containerKind(container: string | undefined): 'set' | 'list' | 'graph' {
  if (container === '@list') return 'list'
  return container?.startsWith('@graph') ? 'graph' : 'set'
}

function scopeOf(compiled: Compiled, context: ActiveContext): Scope {
  let scope = compiled.scopes.get(context)
  if (!scope) {
    scope = createScope(context)
    compiled.scopes.set(context, scope)
    compiled.answers++
  }
  return scope
}

function createScope(context: ActiveContext): Scope {
  return {
    context,
    members: new Map(),
    typed: new Map(),
    local: new Map(),
    types: new Map(),
    aliases: undefined,
    prefixes: undefined,
    lastLocal: undefined,
    lastTyped: undefined,
  }
}

function remember<T extends object>(
  compiled: Compiled,
  answers: Map<string, T | OutsideSubset>,
  key: string,
  answer: () => T,
): T {
  let known = answers.get(key)
  if (known === undefined) {
    known = answerOrRefusal(answer)
    answers.set(key, known)
    compiled.answers++
  }
  if (known instanceof OutsideSubset) throw known
  return known
}

function answerOrRefusal<T>(answer: () => T): T | OutsideSubset {
  try {
    return answer()
  } catch (error) {
    if (error instanceof OutsideSubset) return error
    throw error
  }
}
