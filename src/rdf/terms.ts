/**
 * RDF terms and quads as the compiled path makes them. Each term carries its N-Quads text, made once: canonicalization
 * then only sorts and joins strings.
 */

export interface NamedNode {
  readonly kind: 'iri'
  readonly value: string
  readonly text: string
  /** Whether implementations may differ on it, or on where it sorts. */
  readonly isDoubtful: boolean
}

/** A named node that contexts name, made once for all documents. */
export interface Name extends NamedNode {
  /** Its place among all of its `Names`, sorted by text: numbers compare much faster. See `sortNames`. */
  order: number
  /** Its text between spaces, as a predicate has it. */
  readonly infix: string
}

/** Told apart by identity. The document cannot name one, so two occurrences are never the same node. */
export interface BlankNode {
  readonly kind: 'blank'
  readonly isDoubtful: false
  /** `_:z` until canonicalization makes it `_:c14n7`. */
  text: string
  /** What is said of it; undefined where it names a graph. */
  subject: Subject | undefined
  /** The one quad that refers to it: a node without id is where it was written and nowhere else. */
  parent: Quad | undefined
  /** What the graph that it names says; undefined where it names none. */
  content: Subject[] | undefined
  /** Of the first degree, hexadecimal; filled by canonicalization. */
  hash: string
  /** Canonical, `_:c14n7`, once it is issued. */
  label: string | undefined
}

export interface Literal {
  readonly kind: 'literal'
  readonly text: string
  readonly isDoubtful: boolean
  /** What the document said, for the comparison by which jsonld removes repeated values (`isRepeated`). */
  readonly raw: string | number | boolean
  readonly coercedTo: string | undefined
  readonly language: string | undefined
  readonly direction: string | undefined
}

export type ObjectTerm = NamedNode | BlankNode | Literal

export interface Quad {
  readonly subject: Subject
  readonly predicate: Name
  readonly object: ObjectTerm
}

/** The quads of one subject in one graph. */
export interface Subject {
  readonly term: NamedNode | BlankNode
  /** Undefined in the default graph. Graphs of JSON-LD containers have no name, so none is ever an IRI. */
  readonly graph: BlankNode | undefined
  readonly quads: Quad[]
  /** How many of them refer to blank nodes. */
  references: number
  /** Values by predicate, once there are so many that looking through them all would cost too much. */
  index: ValueIndex | undefined
}

export type ValueIndex = Map<Name, Map<string, NamedNode | Literal>>

export interface Dataset {
  readonly subjects: Subject[]
  readonly blanks: BlankNode[]
  /** References to nothing, which jsonld leaves out without a word even in safe mode. */
  dropped: number
  /** Whether any of its terms is. */
  isDoubtful: boolean
}

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'
const XSD = 'http://www.w3.org/2001/XMLSchema#'

export const RDF_TYPE: string = `${RDF}type`
export const RDF_FIRST: string = `${RDF}first`
export const RDF_REST: string = `${RDF}rest`
export const RDF_NIL: string = `${RDF}nil`
export const RDF_LANG_STRING: string = `${RDF}langString`
export const XSD_STRING: string = `${XSD}string`
export const XSD_BOOLEAN: string = `${XSD}boolean`
export const XSD_INTEGER: string = `${XSD}integer`
export const XSD_DOUBLE: string = `${XSD}double`

export function namedNode(value: string): NamedNode {
  if (!IRI_SPECIAL.test(value))
    return { kind: 'iri', value, text: `<${value}>`, isDoubtful: SORTS_DIFFERENTLY.test(value) }
  return { kind: 'iri', value, text: `<${escapeIri(value)}>`, isDoubtful: true }
}

/** A named node for a value that is an absolute IRI of nothing but ASCII, as nearly all are: one test for all questions. */
export function plainNamedNode(value: string): NamedNode | undefined {
  return PLAIN_IRI.test(value) ? { kind: 'iri', value, text: `<${value}>`, isDoubtful: false } : undefined
}

/** What any other blank node is called in a hash of the first degree (RDFC-1.0 section 4.6). */
export const MASKED = '_:z'

export function blankNode(): BlankNode {
  return {
    kind: 'blank',
    isDoubtful: false,
    text: MASKED,
    subject: undefined,
    parent: undefined,
    content: undefined,
    hash: '',
    label: undefined,
  }
}

/** What a context makes of values. */
export interface Datatype {
  readonly iri: string
  /** What follows the closing quotation mark. */
  readonly suffix: string
  readonly isDoubtful: boolean
}

export function datatype(iri: string): Datatype {
  const suffix = datatypeSuffix(iri)
  return { iri, suffix, isDoubtful: SORTS_DIFFERENTLY.test(suffix) }
}

/**
 * JSON-LD 1.1 API section 8.6, Object to RDF Conversion, as jsonld does it.
 *
 * @param coerced - Datatype from the context; undefined where there is none.
 */
export function literal(raw: string | number | boolean, coerced: Datatype | undefined): Literal {
  const coercedTo = coerced?.iri
  if (typeof raw === 'string' && coercedTo !== XSD_DOUBLE) {
    const suffix = coerced === undefined ? '' : coerced.suffix
    const isUsual = !UNUSUAL.test(raw)
    return {
      kind: 'literal',
      text: (isUsual ? `"${raw}"` : quoted(raw)) + suffix,
      isDoubtful: (!isUsual && SORTS_DIFFERENTLY.test(raw)) || coerced?.isDoubtful === true,
      raw,
      coercedTo,
      language: undefined,
      direction: undefined,
    }
  }
  const { value, native } = lexicalForm(raw, coercedTo)
  const text = `"${value}"${coerced?.suffix ?? datatypeSuffix(native)}`
  const made: Literal = {
    kind: 'literal',
    text,
    isDoubtful: false,
    raw,
    coercedTo,
    language: undefined,
    direction: undefined,
  }
  return coerced?.isDoubtful || isDoubtfulNumber(made) ? { ...made, isDoubtful: true } : made
}

/** What is written for a value that is not simply a text, and the datatype that it has by itself. */
export function lexicalForm(
  raw: string | number | boolean,
  coercedTo: string | undefined,
): { readonly value: string; readonly native: string } {
  if (typeof raw === 'boolean') return { value: String(raw), native: XSD_BOOLEAN }
  if (isDouble(raw) || coercedTo === XSD_DOUBLE) {
    return { value: canonicalDouble(typeof raw === 'number' ? raw : Number.parseFloat(raw)), native: XSD_DOUBLE }
  }
  // 1e-7 has no dot and so is no double to jsonld; toFixed makes it zero. See `findAmbiguities`.
  if (typeof raw === 'number') return { value: raw.toFixed(0), native: XSD_INTEGER }
  return { value: raw, native: XSD_STRING }
}

/**
 * A number that jsonld writes differently from what the specification says: 1e-7 becomes the integer 0 (API section 8.6
 * wants a double), and a text under xsd:double is written anew (it should stay as it is).
 */
export function isDoubtfulNumber({ raw, coercedTo }: Literal): boolean {
  if (typeof raw === 'number') return !Number.isInteger(raw) && !isDouble(raw) && coercedTo !== XSD_DOUBLE
  return coercedTo === XSD_DOUBLE && lexicalForm(raw, coercedTo).value !== raw
}

/** A language value object (JSON-LD 1.1 section 4.2.4); the direction goes into an i18n datatype (API section 8.6). */
export function languageLiteral(value: string, language: string | undefined, direction: string | undefined): Literal {
  const isDoubtful = SORTS_DIFFERENTLY.test(value)
  const base = { kind: 'literal', isDoubtful, raw: value, coercedTo: undefined, language, direction } as const
  const text = quoted(value)
  if (direction !== undefined)
    return { ...base, text: `${text}^^<https://www.w3.org/ns/i18n#${language ?? ''}_${direction}>` }
  return { ...base, text: language === undefined ? text : `${text}@${language}` }
}

export function compare(a: string, b: string): number {
  if (a < b) return -1
  return a === b ? 0 : 1
}

/** What jsonld takes for a double: not what XML Schema says, but what a signature depends on. */
export function isDouble(value: unknown): boolean {
  return typeof value === 'number' && (String(value).includes('.') || Math.abs(value) >= 1e21)
}

function canonicalDouble(value: number): string {
  return value.toExponential(15).replace(/(\d)0*e\+?/, '$1E')
}

/** rdf-canonize writes a datatype of rdf:langString only as a language tag, and so not at all where there is none. */
function datatypeSuffix(datatype: string): string {
  if (datatype === XSD_STRING || datatype === RDF_LANG_STRING) return ''
  return `^^<${escapeIri(datatype)}>`
}

/** Half of a surrogate pair, or a character of U+E000 to U+FFFF: with both of them the two ways of sorting differ. */
export const SORTS_DIFFERENTLY: RegExp = /[\ud800-\uffff]/

// N-Quads canonical form (RDF 1.1 N-Quads section 4, RDFC-1.0 section 5): control characters are escaped as rdf-canonize
// does, which includes DEL; characters that an IRI cannot hold become \u escapes instead of errors.
const STRING_ESCAPED = /["\\\u007f]|[^\u0020-\uffff]/g
const IRI_SPECIAL = /[^!#-;=?-[\]_a-z~-\uffff]/
const IRI_ESCAPED = /[^!#-;=?-[\]_a-z~-\uffff]/g
const PLAIN_IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-[\]_a-z~]*$/
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
}

/** Escaped in N-Quads, or doubtful. */
const UNUSUAL = /[^ !#-[\]-~\u0080-\ud7ff]/
/**
 * Texts of several lines are common, and nothing escapes a line feed as fast as JSON does. It escapes otherwise only rare
 * control characters and single halves of surrogate pairs, which it writes as `\\u`, and DEL, which it leaves.
 */
function quoted(value: string): string {
  const json = JSON.stringify(value)
  if (!json.includes('\\u') && !json.includes('\u007f')) return json
  return `"${value.replace(STRING_ESCAPED, (character) => SHORT_ESCAPES[character] ?? unicodeEscape(character))}"`
}

function escapeIri(value: string): string {
  return value.replace(IRI_ESCAPED, unicodeEscape)
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}
