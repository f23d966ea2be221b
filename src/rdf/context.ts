import type { JsonObject, JsonValue } from '../types.ts'

/**
 * JSON-LD 1.1 API section 4, Context Processing, for the part of it that pinned contexts use: terms, aliases of `@id`
 * and `@type`, `@vocab`, prefixes, `@protected`, `@set`, `@list` and `@graph` containers, scoped contexts.
 *
 * Whatever is outside of that, and whatever is an error, is refused with `OutsideSubset`, and then the reference path
 * decides. So this need not know what is wrong; it must only never accept what jsonld refuses, nor read it differently.
 * Where jsonld departs from the specification, jsonld is followed: signatures were made with it.
 */

/** The compiled path cannot say; the reference path must. Never leaves `rdf/`. */
export class OutsideSubset extends Error {
  override readonly name = 'OutsideSubset'
}

export type Container = '@set' | '@list' | '@graph' | '@graph,@set'

export interface TermDefinition {
  /** Null where the context takes the term away. Undefined only while it is being defined. */
  id: string | null | undefined
  /** May stand before a colon. Undefined where the question never came up, which a protected term must repeat. */
  isPrefix: boolean | undefined
  isProtected: boolean
  /** `@id`, `@vocab`, `@json`, or a datatype. */
  type: string | undefined
  container: Container | undefined
  /** The scoped context, as yet unprocessed; undefined where there is none. */
  context: JsonValue | undefined
}

/** An active context: its own terms over those of the context that it was derived from. Never changed once returned. */
export interface ActiveContext {
  readonly parent: ActiveContext | undefined
  readonly terms: Map<string, TermDefinition>
  readonly vocab: string | undefined
  /** What a nested node object goes back to, where type-scoped contexts have been applied. */
  readonly previous: ActiveContext | undefined
}

export function initialContext(): ActiveContext {
  return { parent: undefined, terms: new Map(), vocab: undefined, previous: undefined }
}

export function termOf(context: ActiveContext, term: string): TermDefinition | undefined {
  for (let layer: ActiveContext | undefined = context; layer; layer = layer.parent) {
    const definition = layer.terms.get(term)
    if (definition) return definition
  }
  return undefined
}

/** Every term that is defined, for "did you mean". */
export function definedTerms(context: ActiveContext): Set<string> {
  const names = new Set<string>()
  for (let layer: ActiveContext | undefined = context; layer; layer = layer.parent) {
    for (const term of layer.terms.keys()) if (typeof termOf(context, term)?.id === 'string') names.add(term)
  }
  return names
}

/** A property-scoped context may redefine protected terms and reaches into nested nodes; a type-scoped one neither. */
export type Scoping = 'local' | 'property' | 'type'

/** Section 4.1.2, Context Processing Algorithm. URLs are resolved before; a scoped context that is a URL is refused. */
export function processContext(active: ActiveContext, local: JsonValue, scoping: Scoping): ActiveContext {
  const items = Array.isArray(local) ? local : [local]
  if (items.length === 0) return active
  let result = active
  if (scoping === 'type' && !active.previous) result = derive(active, { previous: active })
  for (const item of items) {
    if (item === null) {
      // jsonld forgets the previous context here, and so must we; elsewhere null is refused or an inline context.
      if (scoping !== 'property') throw new OutsideSubset('a null context that is not property-scoped')
      result = initialContext()
    } else if (isObject(item)) {
      result = applyObject(result, item, scoping === 'property')
    } else {
      throw new OutsideSubset('a scoped context that is not an object')
    }
  }
  return result
}

interface Work {
  readonly active: ActiveContext
  readonly local: JsonObject
  /** False while a term is being defined, true when it is. */
  readonly defined: Map<string, boolean>
  readonly protectsAll: boolean
}

function applyObject(base: ActiveContext, local: JsonObject, overrideProtected: boolean): ActiveContext {
  const vocab = vocabOf(local)
  const active = derive(base, vocab === undefined ? {} : { vocab })
  const work: Work = { active, local, defined: new Map(), protectsAll: local['@protected'] === true }
  for (const [term, value] of Object.entries(local)) {
    if (isContextKeyword(term, value)) continue
    defineTerm(work, term, overrideProtected)
    // Section 4.2.2 step 21: a scoped context must be valid where it is defined, although it is used elsewhere.
    if (isObject(value) && '@context' in value) processContext(derive(active, {}), scopedContext(value), 'property')
  }
  return active
}

function derive(parent: ActiveContext, changes: { previous?: ActiveContext; vocab?: string }): ActiveContext {
  return { parent, terms: new Map(), vocab: parent.vocab, previous: parent.previous, ...changes }
}

function vocabOf(local: JsonObject): string | undefined {
  const vocab = local['@vocab']
  if (vocab === undefined) return undefined
  // A vocabulary mapping could also be a term or a compact IRI; with `//` it is neither.
  if (typeof vocab === 'string' && /^[A-Za-z][A-Za-z0-9+.-]*:\/\/\S*$/.test(vocab)) return vocab
  throw new OutsideSubset('@vocab is not a plain absolute IRI')
}

/** True for a keyword that is handled elsewhere, false for a term. */
function isContextKeyword(name: string, value: JsonValue): boolean {
  if (!name.startsWith('@')) return false
  if (name === '@vocab') return true
  if (name === '@version' && value === 1.1) return true
  // jsonld takes `"@protected": false` for a cyclic definition.
  if (name === '@protected' && value === true) return true
  throw new OutsideSubset(`${name} in a context`)
}

const TERM_KEYWORDS: ReadonlySet<string> = new Set(['@id', '@type', '@container', '@context', '@protected', '@prefix'])
const ALIAS_KEYWORDS: ReadonlySet<string> = new Set(['@id', '@protected'])

/** Section 4.2.2, Create Term Definition. */
function defineTerm(work: Work, term: string, overrideProtected: boolean): void {
  const { active, local, defined } = work
  const status = defined.get(term)
  if (status === true) return
  if (status === false) throw new OutsideSubset(`cyclic definition of ${term}`)
  defined.set(term, false)
  // A line feed separates names in memo keys.
  if (term === '' || term === '__proto__' || /[:/@\n]/.test(term)) throw new OutsideSubset(`unusual term ${term}`)

  const before = termOf(active, term)
  const raw = local[term]
  const isSimple = typeof raw === 'string' || raw === null
  const value = isSimple ? { '@id': raw } : raw
  if (!isObject(value)) throw new OutsideSubset(`malformed definition of ${term}`)
  for (const keyword of Object.keys(value)) {
    if (!TERM_KEYWORDS.has(keyword)) throw new OutsideSubset(`${keyword} in the definition of ${term}`)
  }
  // What the term was before is out of sight while it is defined anew.
  const definition: TermDefinition = {
    id: undefined,
    isPrefix: undefined,
    isProtected: protectionOf(value, work.protectsAll),
    type: undefined,
    container: undefined,
    context: undefined,
  }
  active.terms.set(term, definition)

  defineIri(work, term, value, isSimple, definition)
  defined.set(term, true)
  definition.type = typeMapping(work, value['@type'])
  definition.container = containerMapping(value['@container'])
  if ('@context' in value) definition.context = scopedContext(value)
  if ('@prefix' in value) definition.isPrefix = prefixFlag(value['@prefix'])
  if (definition.id?.startsWith('@') && Object.keys(value).some((keyword) => !ALIAS_KEYWORDS.has(keyword)))
    throw new OutsideSubset(`alias ${term} with more than an @id`)

  if (before?.isProtected && !overrideProtected) {
    definition.isProtected = true
    if (!isSameDefinition(before, definition)) throw new OutsideSubset(`${term} is protected`)
  }
}

/** Section 4.2.2 steps 14 to 18: the IRI mapping. */
function defineIri(work: Work, term: string, value: JsonObject, isSimple: boolean, definition: TermDefinition): void {
  const id = value['@id']
  if (id === null) {
    definition.id = null
    return
  }
  if (id !== undefined && id !== term) {
    if (typeof id !== 'string' || id === '') throw new OutsideSubset(`malformed @id of ${term}`)
    if (id.startsWith('@') && id !== '@id' && id !== '@type') throw new OutsideSubset(`${term} is an alias of ${id}`)
    const expanded = expandIri(work.active, id, true, work)
    if (expanded !== '@id' && expanded !== '@type' && !isGlobalIri(expanded))
      throw new OutsideSubset(`${term} is not mapped to an IRI`)
    definition.id = expanded
    definition.isPrefix = isSimple && /[:/?#[\]@]$/.test(expanded)
    return
  }
  if (work.active.vocab === undefined) throw new OutsideSubset(`${term} is not mapped to an IRI`)
  definition.id = work.active.vocab + term
}

function protectionOf(value: JsonObject, protectsAll: boolean): boolean {
  const flag = value['@protected']
  if (flag !== undefined && typeof flag !== 'boolean') throw new OutsideSubset('@protected is not a boolean')
  return flag ?? protectsAll
}

function typeMapping(work: Work, type: JsonValue | undefined): string | undefined {
  if (type === undefined || type === '@id' || type === '@vocab' || type === '@json') return type
  if (typeof type !== 'string' || type.startsWith('@')) throw new OutsideSubset('unusual @type of a term')
  const expanded = expandIri(work.active, type, true, work)
  if (!isGlobalIri(expanded)) throw new OutsideSubset('@type of a term is not an IRI')
  return expanded
}

function containerMapping(container: JsonValue | undefined): Container | undefined {
  if (container === undefined) return undefined
  const names = Array.isArray(container) ? [...container].sort().join() : container
  if (names === '@set' || names === '@list' || names === '@graph' || names === '@graph,@set') return names
  throw new OutsideSubset(`@container ${JSON.stringify(container)}`)
}

function prefixFlag(flag: JsonValue | undefined): boolean {
  if (typeof flag === 'boolean') return flag
  throw new OutsideSubset('@prefix is not a boolean')
}

function scopedContext(value: JsonObject): JsonValue {
  const context = value['@context']
  if (context === undefined || typeof context === 'string') throw new OutsideSubset('a scoped context by URL')
  return context
}

/** A protected term may be defined again only as it was. */
function isSameDefinition(a: TermDefinition, b: TermDefinition): boolean {
  return (
    a.id === b.id &&
    a.isPrefix === b.isPrefix &&
    a.type === b.type &&
    a.container === b.container &&
    isSameJson(a.context, b.context)
  )
}

function isSameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true
  // Key order is not compared leniently as jsonld does: a difference in it only costs the fast path.
  return a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b)
}

/** The keywords of jsonld, which knows neither `@import` nor `@propagate` as values. */
const KEYWORDS: ReadonlySet<string> = new Set([
  '@base',
  '@container',
  '@context',
  '@default',
  '@direction',
  '@embed',
  '@explicit',
  '@graph',
  '@id',
  '@included',
  '@index',
  '@json',
  '@language',
  '@list',
  '@nest',
  '@none',
  '@omitDefault',
  '@prefix',
  '@preserve',
  '@protected',
  '@requireAll',
  '@reverse',
  '@set',
  '@type',
  '@value',
  '@version',
  '@vocab',
])

/**
 * Section 5.2, IRI Expansion, with a base of null. Null is what looks like a keyword but is none, or what the context
 * takes away; anything relative comes back as it was.
 *
 * @param vocab - Whether the value may be a term, and is completed with `@vocab`.
 * @param work - The context definition that is under way, whose terms may yet have to be defined.
 */
export function expandIri(active: ActiveContext, value: string, vocab: boolean, work?: Work): string | null {
  if (value.startsWith('@')) {
    if (KEYWORDS.has(value)) return value
    if (/^@[a-zA-Z]+$/.test(value)) return null
  }
  if (work && Object.hasOwn(work.local, value) && work.defined.get(value) !== true) defineTerm(work, value, false)
  if (vocab) {
    const id = termOf(active, value)?.id
    if (id !== undefined) return id
  }
  const colon = value.indexOf(':')
  if (colon > 0) {
    const prefix = value.slice(0, colon)
    if (prefix === '_' || value.startsWith('//', colon + 1)) return value
    if (work && Object.hasOwn(work.local, prefix)) defineTerm(work, prefix, false)
    const definition = termOf(active, prefix)
    if (definition?.isPrefix) return definition.id + value.slice(colon + 1)
    if (isAbsoluteIri(value)) return value
  }
  return vocab && active.vocab !== undefined ? active.vocab + value : value
}

/** The loose test of jsonld: a scheme and no white space. Characters that no IRI may hold pass. */
export function isAbsoluteIri(value: string | null): value is string {
  return value !== null && /^([A-Za-z][A-Za-z0-9+-.]*|_):[^\s]*$/.test(value)
}

/** Absolute, and not the name of a blank node, which would need the reference path. */
export function isGlobalIri(value: string | null): value is string {
  return isAbsoluteIri(value) && !value.startsWith('_:')
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
