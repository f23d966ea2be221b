import { aliasesOf, applyContexts, applyTypes, type Compiled, memberOf, type Property, type Scope } from './compile.ts'
import { expandIri, isAbsoluteIri, OutsideSubset } from './context.ts'
import { literal, namedNode, type ObjectTerm, RDF_NIL } from './terms.ts'
import { isLanguageTag, valueObjectTerm } from './to-quads.ts'

/**
 * The walk of `to-quads.ts` once more, slowly: it goes on where that one gives up, and it knows where it is. It serves
 * to say afterwards what is wrong and where. Whether something is wrong is never its decision.
 */

export type Finding =
  | UndefinedName
  | { readonly kind: 'relative-id' | 'relative-reference'; readonly pointer: string; readonly value: string }
  | { readonly kind: 'no-content'; readonly pointer: string }
  | { readonly kind: 'malformed'; readonly pointer: string; readonly expected: string }
  | StatedValue

export interface UndefinedName {
  readonly kind: 'undefined-member' | 'undefined-type'
  readonly pointer: string
  readonly name: string
  /** Where it would have to be defined. */
  readonly scope: Scope
}

/** A value that the document gives to a property of a node, unless the value is a node without id. */
export interface StatedValue {
  readonly kind: 'value'
  readonly pointer: string
  /** The same for two positions exactly where they are one node of one graph. */
  readonly subject: string
  readonly predicate: string
  /** Undefined for a reference to nothing. */
  readonly term: ObjectTerm | undefined
  /** An empty list; lists with items never repeat. */
  readonly isList: boolean
}

interface Tour {
  readonly compiled: Compiled
  readonly found: (finding: Finding) => void
  isComplete: boolean
}

/** A node's place: where it is, in which graph, and what would name it had it no id. */
interface Place {
  readonly pointer: string
  readonly graph: string
}

type JsonNode = Readonly<Record<string, unknown>>

/** @returns Whether all was understood. Where not, something outside of the compiled subset was passed over. */
export function walk(document: object, compiled: Compiled, found: (finding: Finding) => void): boolean {
  const tour: Tour = { compiled, found, isComplete: isNode(document) }
  if (isNode(document)) walkNode(tour, document, { pointer: '', graph: '' }, compiled.initial, true)
  return tour.isComplete
}

/** @returns The id of the node, where it has a usable one. */
function walkNode(
  tour: Tour,
  node: JsonNode,
  place: Place,
  scope: Scope,
  mustHaveContent: boolean,
): string | undefined {
  return attempt(tour, () => {
    const { compiled, found } = tour
    const { pointer, graph } = place
    // Among keywords as members `@type` could be one, and then nothing else here would mean what it seems to.
    if (Object.keys(node).some((name) => name !== '@context' && isKeyword(scope, name)))
      throw new OutsideSubset('a keyword')
    const base = '@context' in node ? applyContexts(compiled, scope, node['@context']) : scope
    const types = typesOf(tour, node, pointer, base)
    const inner = applyTypes(compiled, base, [...new Set(types.map(({ name }) => name))])
    const id = idOf(tour, node, pointer, inner)
    const subject = id === undefined ? pointer : `${graph} ${id}`
    let hasContent = types.length > 0
    for (const { pointer: at, name } of types) {
      const iri = expandIri(base.context, name, true)
      if (isAbsoluteIri(iri)) found(stated(at, subject, '@type', namedNode(iri)))
      else found({ kind: 'undefined-type', pointer: at, name, scope: base })
    }
    for (const [name, value] of Object.entries(node)) {
      if (name === '@context') continue
      const at = `${pointer}/${escaped(name)}`
      if (walkMember(tour, inner, name, value, subject, { pointer: at, graph })) hasContent = true
    }
    if (!hasContent && mustHaveContent) found({ kind: 'no-content', pointer })
    return id
  })
}

function isKeyword({ context }: Scope, name: string): boolean {
  return name.startsWith('@') && expandIri(context, name, true) !== null
}

/** @returns Whether the member is content. */
function walkMember(tour: Tour, scope: Scope, name: string, value: unknown, subject: string, place: Place): boolean {
  const isLookalike = name.startsWith('@') && !isKeyword(scope, name)
  const member = isLookalike ? undefined : attempt(tour, () => memberOf(tour.compiled, scope, name))
  if (isLookalike || member?.kind === 'undefined') {
    tour.found({ kind: 'undefined-member', pointer: place.pointer, name, scope })
    return false
  }
  // What could not be understood is given the benefit of the doubt.
  if (!member) return true
  return member.kind === 'property' && walkProperty(tour, member, value, subject, place)
}

function walkProperty(tour: Tour, property: Property, value: unknown, subject: string, place: Place): boolean {
  if (property.coercion === '@json') {
    tour.isComplete = false
    return true
  }
  if (value === null || value === undefined) return false
  const items = itemsOf(value, place.pointer).filter(({ value: item }) => item !== null && item !== undefined)
  if (property.container === 'list' && items.length === 0) {
    const nil = namedNode(RDF_NIL)
    tour.found({ ...stated(place.pointer, subject, property.predicate.value, nil), isList: true })
  }
  for (const { value: item, pointer } of items) {
    const term = walkValue(tour, property, item, { ...place, pointer })
    // Items of lists and graphs are linked by nodes of their own, so they repeat nothing.
    if (term !== 'nothing to compare' && property.container === 'set')
      tour.found(stated(pointer, subject, property.predicate.value, term))
  }
  return items.length > 0 || property.container !== 'graph' || !Array.isArray(value)
}

/** The items of an array and of arrays in it, each with its pointer. */
function itemsOf(value: unknown, pointer: string): { readonly value: unknown; readonly pointer: string }[] {
  if (!Array.isArray(value)) return [{ value, pointer }]
  return value.flatMap((item, index) => itemsOf(item, `${pointer}/${index}`))
}

function walkValue(
  tour: Tour,
  property: Property,
  value: unknown,
  place: Place,
): ObjectTerm | undefined | 'nothing to compare' {
  const { pointer } = place
  if (property.container === 'graph') {
    if (!isNode(value) || '@value' in value) {
      tour.found({ kind: 'malformed', pointer, expected: 'an object with members of its own' })
      return 'nothing to compare'
    }
    // Each value is in a graph of its own.
    walkNode(tour, value, { pointer, graph: pointer }, scopeFor(property, value), true)
    return 'nothing to compare'
  }
  if (typeof value === 'string') return walkString(tour, property, value, pointer)
  if (typeof value === 'number' || typeof value === 'boolean') {
    return literal(value, property.datatype)
  }
  if (!isNode(value)) {
    tour.isComplete = false
    return 'nothing to compare'
  }
  if ('@value' in value) return walkValueObject(tour, property, value, pointer)
  const id = walkNode(tour, value, place, scopeFor(property, value), false)
  return id === undefined ? 'nothing to compare' : namedNode(id)
}

function scopeFor(property: Property, node: JsonNode): Scope {
  const names = Object.keys(node)
  const isReference = names.length === 1 && aliasesOf(property.value).id.includes(names[0] ?? '')
  return isReference ? property.reference : property.node
}

function walkString(
  tour: Tour,
  property: Property,
  value: string,
  pointer: string,
): ObjectTerm | undefined | 'nothing to compare' {
  const { coercion } = property
  if (coercion !== '@id' && coercion !== '@vocab') return literal(value, property.datatype)
  const iri = expandIri(property.value.context, value, coercion === '@vocab')
  if (iri === '' || (iri === null && coercion === '@vocab')) return undefined
  if (isAbsoluteIri(iri)) return namedNode(iri)
  tour.found({ kind: 'relative-reference', pointer, value })
  return 'nothing to compare'
}

function walkValueObject(
  tour: Tour,
  property: Property,
  object: JsonNode,
  pointer: string,
): ObjectTerm | 'nothing to compare' {
  const language = object['@language']
  if (typeof language === 'string' && !isLanguageTag(language)) {
    tour.found({
      kind: 'malformed',
      pointer: `${pointer}/@language`,
      expected: 'a language tag such as "en" or "de-AT"',
    })
    return 'nothing to compare'
  }
  return attempt(tour, () => valueObjectTerm(property, object)) ?? 'nothing to compare'
}

function typesOf(tour: Tour, node: JsonNode, pointer: string, scope: Scope): { name: string; pointer: string }[] {
  return aliasesOf(scope).type.flatMap((alias) => {
    const value = node[alias]
    if (!Object.hasOwn(node, alias)) return []
    const at = `${pointer}/${escaped(alias)}`
    const items = Array.isArray(value)
      ? value.map((item, index) => ({ item, at: `${at}/${index}` }))
      : [{ item: value, at }]
    return items.flatMap(({ item, at: itemPointer }) => {
      if (typeof item === 'string') return [{ name: item, pointer: itemPointer }]
      tour.found({ kind: 'malformed', pointer: itemPointer, expected: 'the name of a type, as a string' })
      return []
    })
  })
}

function idOf(tour: Tour, node: JsonNode, pointer: string, scope: Scope): string | undefined {
  const alias = aliasesOf(scope).id.find((name) => Object.hasOwn(node, name))
  if (alias === undefined) return undefined
  const at = `${pointer}/${escaped(alias)}`
  const value = node[alias]
  if (typeof value !== 'string') {
    tour.found({ kind: 'malformed', pointer: at, expected: 'an IRI, as a string' })
    return undefined
  }
  const iri = expandIri(scope.context, value, false)
  if (isAbsoluteIri(iri)) return iri
  tour.found({ kind: 'relative-id', pointer: at, value })
  return undefined
}

function stated(pointer: string, subject: string, predicate: string, term: ObjectTerm | undefined): StatedValue {
  return { kind: 'value', pointer, subject, predicate, term, isList: false }
}

function attempt<T>(tour: Tour, step: () => T): T | undefined {
  try {
    return step()
  } catch (error) {
    if (!(error instanceof OutsideSubset)) throw error
    tour.isComplete = false
    return undefined
  }
}

/** RFC 6901 section 3. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function isNode(value: unknown): value is JsonNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
