import {
  aliasesOf,
  applyContexts,
  applyTypes,
  type Compiled,
  isGraphTerm,
  memberOf,
  nodeNamed,
  type Property,
  type Scope,
  typeNamed,
} from './compile.ts'
import { expandIri, isAbsoluteIri, isGlobalIri, OutsideSubset } from './context.ts'
import { nameOf, sortNames } from './names.ts'
import { add, addLiteral, addOnce, newBlank, registerSubject, type Statements } from './statements.ts'
import {
  type BlankNode,
  compare,
  type Dataset,
  type Literal,
  languageLiteral,
  literal,
  type Name,
  type NamedNode,
  type ObjectTerm,
  RDF_FIRST,
  RDF_NIL,
  RDF_REST,
  type Subject,
} from './terms.ts'

/**
 * A closed-shape document straight to quads: Expansion (JSON-LD 1.1 API section 5), Node Map Generation (section 7) and
 * Object to RDF Conversion (section 8) in one walk, with no tree in between.
 *
 * Safe mode is part of it: wherever jsonld would emit an event that safe mode turns into an error, this throws
 * `OutsideSubset`, and so it does for whatever is merely unusual. Nothing is dropped that jsonld would not drop.
 */

interface Run extends Statements {
  readonly compiled: Compiled
  readonly first: Name
  readonly rest: Name
  readonly nil: Name
  readonly order: MemberOrder
}

/** Members as the document has them, which is fastest, or as jsonld goes through them, which decides its labels. */
export type MemberOrder = 'document' | 'jsonld'

/** One graph; nodes with one id are one subject in it. */
interface Graph {
  readonly term: BlankNode | undefined
  readonly named: Map<string, Subject>
}

/** The reader allows 128; recursion here is safe far beyond. */
const MAX_DEPTH = 200

/** @throws OutsideSubset, TooManyQuads */
export function toDataset(
  document: object,
  compiled: Compiled,
  maxQuads: number,
  order: MemberOrder = 'document',
): Dataset {
  const dataset: Dataset = { subjects: [], blanks: [], dropped: 0, isDoubtful: false }
  const run: Run = {
    compiled,
    dataset,
    first: nameOf(compiled.names, RDF_FIRST),
    rest: nameOf(compiled.names, RDF_REST),
    nil: nameOf(compiled.names, RDF_NIL),
    quads: 0,
    maxQuads,
    order,
  }
  if (!isNode(document)) throw new OutsideSubset('the document is not an object')
  // A document that is empty or only an id says nothing (expansion step 18): `mustHaveContent`.
  addNode(run, { term: undefined, named: new Map() }, document, compiled.initial, undefined, true, 0)
  sortNames(compiled.names)
  return dataset
}

type JsonNode = Readonly<Record<string, unknown>>

/**
 * Expansion steps 7 to 18 for a node object.
 *
 * @param scope - After reverting and after the property-scoped context.
 * @param property - The property whose value this is; undefined for the document.
 * @param mustHaveContent - Whether a node without content would be dropped, which is unsafe.
 */
function addNode(
  run: Run,
  graph: Graph,
  node: JsonNode,
  scope: Scope,
  property: Property | undefined,
  mustHaveContent: boolean,
  depth: number,
): NamedNode | BlankNode {
  if (depth > MAX_DEPTH) throw new OutsideSubset('nested too deeply')
  const { compiled } = run
  const base = '@context' in node ? applyContexts(compiled, scope, node['@context']) : scope
  const typeMember = typeMemberOf(base, node)
  const types = typeMember === undefined ? [] : typesOf(node[typeMember])
  const inner = types.length === 0 ? base : applyTypes(compiled, base, types)

  const subject = createSubject(run, graph, node, inner)
  // A type array counts as content only when there is something in it.
  let hasContent = types.length > 0
  for (const type of types) addType(run, subject, base, type)
  const names = Object.keys(node)
  for (const name of run.order === 'jsonld' ? sortedNames(run, inner, names) : names) {
    if (name === '@context') continue
    const member = memberOf(compiled, inner, name)
    if (member.kind === 'undefined') throw new OutsideSubset('an undefined member')
    if (member.kind === 'id') continue
    if ((member.kind === 'type') !== (name === typeMember))
      throw new OutsideSubset('a member that becomes @type, or no longer is')
    if (member.kind === 'type') continue
    if (addProperty(run, graph, subject, member, node[name], depth)) hasContent = true
  }
  if (!hasContent && (mustHaveContent || (property && isGraphTerm(inner.context, property.term))))
    throw new OutsideSubset('a node without content')
  return subject.term
}

/** By what they mean; two with one meaning by themselves. */
function sortedNames(run: Run, scope: Scope, names: readonly string[]): string[] {
  const meaning = (name: string): string => {
    const member = name === '@context' ? undefined : memberOf(run.compiled, scope, name)
    return member?.kind === 'property' ? member.predicate.value : ''
  }
  return names.toSorted((a, b) => compare(meaning(a), meaning(b)) || compare(a, b))
}

/** The member that means `@type` before types are applied. It must be the only one, and go on meaning that. */
function typeMemberOf(scope: Scope, node: JsonNode): string | undefined {
  return onlyMember(node, aliasesOf(scope).type)
}

function onlyMember(node: JsonNode, aliases: readonly string[]): string | undefined {
  let found: string | undefined
  for (const alias of aliases) {
    if (!Object.hasOwn(node, alias)) continue
    if (found !== undefined) throw new OutsideSubset('two members for one keyword')
    found = alias
  }
  return found
}

/** By index, as below: what is read is frozen, and methods and iterators of frozen arrays are several times slower. */
function typesOf(value: unknown): readonly string[] {
  // Not only strings, or nested arrays: an error in JSON-LD, and no key for a memo.
  const types: readonly unknown[] = Array.isArray(value) ? value : [value]
  for (let at = 0; at < types.length; at++)
    if (typeof types[at] !== 'string') throw new OutsideSubset('a type that is not a string')
  return types as readonly string[]
}

/** Expansion step 13.4.3 for `@id`, then Node Map Generation step 6.1 ff.: one subject for one id in one graph. */
function createSubject(run: Run, graph: Graph, node: JsonNode, scope: Scope): Subject {
  const term = idOf(node, scope)
  if (term === undefined) return registerSubject(run, newBlank(run), graph.term)
  let subject = graph.named.get(term.value)
  if (!subject) {
    subject = registerSubject(run, term, graph.term)
    graph.named.set(term.value, subject)
  }
  return subject
}

function idOf(node: JsonNode, scope: Scope): NamedNode | undefined {
  const name = onlyMember(node, aliasesOf(scope).id)
  if (name === undefined) return undefined
  const value = node[name]
  if (typeof value !== 'string') throw new OutsideSubset('an id that is not a string')
  const term = nodeNamed(scope, value)
  if (!term) throw new OutsideSubset('an id that is not an absolute IRI')
  return term
}

/** Expansion step 13.4.4: types are expanded in the context before their own scoped contexts. */
function addType(run: Run, subject: Subject, scope: Scope, type: string): void {
  const object = typeNamed(run.compiled, scope, type)
  if (!object) throw new OutsideSubset('a type that is not defined')
  addOnce(run, subject, run.compiled.names.type, object)
}

/**
 * Expansion step 13.5 ff. for a property. Null says nothing at all; an empty array says nothing either, but is content.
 *
 * @returns Whether the property counts as content of its node.
 */
function addProperty(
  run: Run,
  graph: Graph,
  subject: Subject,
  property: Property,
  value: unknown,
  depth: number,
): boolean {
  if (property.coercion === '@json') throw new OutsideSubset('a JSON literal')
  if (value === null || value === undefined) return false
  if (property.container === 'list') {
    addList(run, graph, subject, property, Array.isArray(value) ? value : [value], depth)
    return true
  }
  if (!Array.isArray(value)) return addValue(run, graph, subject, property, value, depth)
  let kept = false
  const items = flatten(value)
  for (let at = 0; at < items.length; at++) if (addValue(run, graph, subject, property, items[at], depth)) kept = true
  // An empty array is kept as one, except where each item would have become a graph.
  return kept || property.container !== 'graph'
}

/** Nested arrays are one in sets (expansion step 5.2.3). */
function flatten(items: readonly unknown[]): readonly unknown[] {
  for (let at = 0; at < items.length; at++) if (Array.isArray(items[at])) return items.flat(MAX_DEPTH)
  return items
}

/** @returns Whether there was a value, even one that makes no quad. */
function addValue(
  run: Run,
  graph: Graph,
  subject: Subject,
  property: Property,
  value: unknown,
  depth: number,
): boolean {
  if (value === null || value === undefined) return false
  if (property.container === 'graph') {
    const inner: Graph = { term: newBlank(run), named: new Map() }
    if (!isNode(value) || '@value' in value) throw new OutsideSubset('a graph that is not a node')
    addNodeValue(run, inner, property, value, true, depth)
    if (inner.term) add(run, subject, property.predicate, inner.term)
    return true
  }
  if (isLiteral(property, value)) {
    addLiteral(run, subject, property, value)
    return true
  }
  const object = objectOf(run, graph, property, value, depth)
  if (!object) run.dataset.dropped++
  else addOnce(run, subject, property.predicate, object)
  return true
}

/** Section 8.5, List to RDF Conversion. Equal lists are never compared, so each is emitted. */
function addList(
  run: Run,
  graph: Graph,
  subject: Subject,
  property: Property,
  items: readonly unknown[],
  depth: number,
): void {
  let head: BlankNode | undefined
  let last: Subject | undefined
  for (const item of items) {
    if (item === null || item === undefined) continue
    if (Array.isArray(item)) throw new OutsideSubset('a list in a list')
    const object = objectOf(run, graph, property, item, depth)
    if (!object) throw new OutsideSubset('a list item without an IRI')
    const cell = registerSubject(run, newBlank(run), graph.term)
    add(run, cell, run.first, object)
    if (last) add(run, last, run.rest, cell.term)
    head ??= cell.term as BlankNode
    last = cell
  }
  if (last) add(run, last, run.rest, run.nil)
  add(run, subject, property.predicate, head ?? run.nil)
}

function isLiteral({ coercion }: Property, value: unknown): value is string | number | boolean {
  if (typeof value === 'string') return coercion !== '@id' && coercion !== '@vocab'
  return typeof value === 'number' || typeof value === 'boolean'
}

/** @returns Undefined for a reference to nothing, which jsonld drops without a word. */
function objectOf(run: Run, graph: Graph, property: Property, value: unknown, depth: number): ObjectTerm | undefined {
  if (isLiteral(property, value)) return literal(value, property.datatype)
  if (typeof value === 'string') return reference(run, property, value)
  if (!isNode(value)) throw new OutsideSubset('a value that JSON does not have')
  if ('@value' in value) return valueObjectTerm(property, value)
  return addNodeValue(run, graph, property, value, false, depth)
}

function addNodeValue(
  run: Run,
  graph: Graph,
  property: Property,
  value: JsonNode,
  mustHaveContent: boolean,
  depth: number,
): NamedNode | BlankNode {
  const names = Object.keys(value)
  const [only = ''] = names
  // Expansion step 8: an object with nothing but an id does not leave the type-scoped context.
  const isReference = names.length === 1 && aliasesOf(property.value).id.includes(only)
  return addNode(
    run,
    graph,
    value,
    isReference ? property.reference : property.node,
    property,
    mustHaveContent,
    depth + 1,
  )
}

/** Section 5.3.2, Value Expansion, of a string that stands for a node. */
function reference(run: Run, property: Property, value: string): NamedNode | undefined {
  const { coercion } = property
  const known = coercion === '@id' ? nodeNamed(property.value, value) : property.value.types.get(value)
  if (known) return known
  const iri = expandIri(property.value.context, value, coercion === '@vocab')
  // jsonld passes over a node whose id is empty, or null by @vocab, before safe mode can see it.
  if (iri === '' || (iri === null && coercion === '@vocab')) return undefined
  if (!isAbsoluteIri(iri)) throw new OutsideSubset('a reference that is not an absolute IRI')
  if (!isGlobalIri(iri)) throw new OutsideSubset('a reference to a blank node')
  return typeNamed(run.compiled, property.value, value)
}

/** A language value object, the only value object of the closed shape (API section 5.1.2 steps 13.4.6 to 13.4.8, 15). */
export function valueObjectTerm(property: Property, object: JsonNode): Literal {
  if (!property.takesValueObjects) throw new OutsideSubset('a value object in an unusual place')
  for (const name of Object.keys(object)) {
    if (name !== '@value' && name !== '@language' && name !== '@direction')
      throw new OutsideSubset(`${name} in a value object`)
  }
  const { '@value': value, '@language': language, '@direction': direction } = object
  if (typeof value !== 'string') throw new OutsideSubset('a value object without a string')
  if (language !== undefined && !isLanguageTag(language)) throw new OutsideSubset('a malformed language tag')
  if (direction !== undefined && direction !== 'ltr' && direction !== 'rtl') throw new OutsideSubset('a base direction')
  return languageLiteral(value, language?.toLowerCase(), direction)
}

/** The shape that jsonld takes for BCP 47. */
export function isLanguageTag(value: unknown): value is string {
  return typeof value === 'string' && /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/.test(value)
}

function isNode(value: unknown): value is JsonNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
