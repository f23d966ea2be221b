import type { Property } from './compile.ts'
import { OutsideSubset } from './context.ts'
import {
  type BlankNode,
  blankNode,
  type Dataset,
  type Literal,
  literal,
  type Name,
  type NamedNode,
  type ObjectTerm,
  type Quad,
  type Subject,
  type ValueIndex,
} from './terms.ts'

/** The quads of a document as they come, each of which is kept once (API section 7.1, Node Map Generation). */
export interface Statements {
  readonly dataset: Dataset
  quads: number
  readonly maxQuads: number
}

/** More quads than allowed; the caller makes it an error with a code. */
export class TooManyQuads extends Error {
  override readonly name = 'TooManyQuads'
}

export function newBlank(statements: Statements): BlankNode {
  const blank = blankNode()
  statements.dataset.blanks.push(blank)
  return blank
}

export function registerSubject(
  statements: Statements,
  term: NamedNode | BlankNode,
  graph: BlankNode | undefined,
): Subject {
  const subject: Subject = { term, graph, quads: [], references: 0, index: undefined }
  statements.dataset.subjects.push(subject)
  if (term.kind === 'blank') term.subject = subject
  else if (term.isDoubtful) statements.dataset.isDoubtful = true
  if (graph) {
    if (graph.content) graph.content.push(subject)
    else graph.content = [subject]
  }
  return subject
}

export function add(statements: Statements, subject: Subject, predicate: Name, object: ObjectTerm): void {
  if (++statements.quads > statements.maxQuads) throw new TooManyQuads()
  const quad: Quad = { subject, predicate, object }
  subject.quads.push(quad)
  if (object.kind === 'blank') {
    object.parent = quad
    subject.references++
  } else {
    if (object.isDoubtful) statements.dataset.isDoubtful = true
    if (subject.index) addToIndex(subject.index, predicate, object)
  }
}

/** Subjects with more values than this get an index, so that cost stays linear. */
const INDEX_FROM = 64

/**
 * Adds what the node map does not have already (section 7.1 step 6.9.x). jsonld compares what the document said and not
 * RDF terms: 1 and "1" differ under xsd:integer, although they become one line twice.
 */
export function addOnce(statements: Statements, subject: Subject, predicate: Name, object: ObjectTerm): void {
  const isRepeated =
    object.kind === 'literal'
      ? hasLiteral(subject, predicate, object.raw, object)
      : object.kind === 'iri' && hasReference(subject, predicate, object.value)
  if (!isRepeated) add(statements, subject, predicate, object)
}

/** The same for a value that is a literal of no language, which is not made where it is there already. */
export function addLiteral(
  statements: Statements,
  subject: Subject,
  { predicate, datatype }: Property,
  raw: string | number | boolean,
): void {
  if (!hasLiteral(subject, predicate, raw, { coercedTo: datatype?.iri, language: undefined, direction: undefined }))
    add(statements, subject, predicate, literal(raw, datatype))
}

function hasReference(subject: Subject, predicate: Name, iri: string): boolean {
  const index = indexFor(subject)
  if (index) return index.get(predicate)?.has(iri) === true
  for (const { predicate: other, object } of subject.quads) {
    if (other === predicate && object.kind === 'iri' && object.value === iri) return true
  }
  return false
}

function hasLiteral(subject: Subject, predicate: Name, raw: Literal['raw'], tags: Tags): boolean {
  const known = literalLike(subject, predicate, raw, tags)
  // jsonld forgets to compare the direction and keeps whichever it meets first.
  if (known && known.direction !== tags.direction) throw new OutsideSubset('values that differ in their direction only')
  return known !== undefined
}

type Tags = Pick<Literal, 'coercedTo' | 'language' | 'direction'>

function literalLike(subject: Subject, predicate: Name, raw: Literal['raw'], tags: Tags): Literal | undefined {
  const { coercedTo, language } = tags
  const index = indexFor(subject)
  if (index) {
    const known = index.get(predicate)?.get(literalKey(raw, tags))
    return known?.kind === 'literal' ? known : undefined
  }
  for (const { predicate: other, object } of subject.quads) {
    if (other !== predicate || object.kind !== 'literal') continue
    if (object.raw === raw && object.coercedTo === coercedTo && object.language === language) return object
  }
  return undefined
}

function indexFor(subject: Subject): ValueIndex | undefined {
  if (subject.quads.length >= INDEX_FROM) subject.index ??= indexOf(subject)
  return subject.index
}

function indexOf({ quads }: Subject): ValueIndex {
  const index: ValueIndex = new Map()
  for (const { predicate, object } of quads) if (object.kind !== 'blank') addToIndex(index, predicate, object)
  return index
}

function addToIndex(index: ValueIndex, predicate: Name, object: NamedNode | Literal): void {
  let values = index.get(predicate)
  if (!values) {
    values = new Map()
    index.set(predicate, values)
  }
  values.set(object.kind === 'iri' ? object.value : literalKey(object.raw, object), object)
}

/** Begins as no IRI does. */
function literalKey(raw: Literal['raw'], { coercedTo = '', language = '' }: Tags): string {
  return `\n${typeof raw}\n${coercedTo}\n${language}\n${raw}`
}
