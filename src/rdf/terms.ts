/**
 * RDF terms and quads as the compiled path makes them. Each term carries its N-Quads text, made once: canonicalization
 * then only sorts and joins strings.
 */

export interface NamedNode {
  readonly kind: 'iri'
  readonly value: string
  readonly text: string
}

/** Told apart by identity. The document cannot name one, so two occurrences are never the same node. */
export interface BlankNode {
  readonly kind: 'blank'
  /** Every quad in which it occurs, each once; filled by canonicalization. */
  readonly quads: Quad[]
  /** `_:z` until canonicalization makes it `_:c14n7`. */
  text: string
}

export interface Literal {
  readonly kind: 'literal'
  readonly value: string
  readonly datatype: string
  readonly language: string | undefined
  readonly text: string
  /** What the document said, for the comparison by which jsonld removes repeated values (`isRepeated`). */
  readonly raw: string | number | boolean
  readonly coercedTo: string | undefined
  readonly direction: string | undefined
}

export type ObjectTerm = NamedNode | BlankNode | Literal

export interface Quad {
  readonly subject: NamedNode | BlankNode
  readonly predicate: NamedNode
  readonly object: ObjectTerm
  /** Undefined in the default graph. Graphs of JSON-LD containers have no name, so none is ever an IRI. */
  readonly graph: BlankNode | undefined
}

/** The quads of one subject in one graph. */
export interface Subject {
  readonly term: NamedNode | BlankNode
  readonly graph: BlankNode | undefined
  readonly quads: Quad[]
  /** Values by `valueKey`, once there are so many that looking through them all would cost too much. */
  index: Set<string> | undefined
}

export interface Dataset {
  readonly subjects: Subject[]
  readonly blanks: BlankNode[]
  /** References to nothing, which jsonld leaves out without a word even in safe mode. */
  dropped: number
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
  return { kind: 'iri', value, text: `<${escapeIri(value)}>` }
}

/** What any other blank node is called in a hash of the first degree (RDFC-1.0 section 4.6). */
export const MASKED = '_:z'

export function blankNode(): BlankNode {
  return { kind: 'blank', quads: [], text: MASKED }
}

/**
 * JSON-LD 1.1 API section 8.6, Object to RDF Conversion, as jsonld does it.
 *
 * @param coercedTo - Datatype from the context; undefined where there is none.
 */
export function literal(raw: string | number | boolean, coercedTo: string | undefined): Literal {
  let value: string
  let native: string
  if (typeof raw === 'boolean') {
    value = String(raw)
    native = XSD_BOOLEAN
  } else if (isDouble(raw) || coercedTo === XSD_DOUBLE) {
    value = canonicalDouble(typeof raw === 'number' ? raw : Number.parseFloat(raw))
    native = XSD_DOUBLE
  } else if (typeof raw === 'number') {
    // 1e-7 has no dot and so is no double to jsonld; toFixed makes it zero. See `findAmbiguities`.
    value = raw.toFixed(0)
    native = XSD_INTEGER
  } else {
    value = raw
    native = XSD_STRING
  }
  const datatype = coercedTo ?? native
  const text = `"${escapeString(value)}"${datatypeSuffix(datatype)}`
  return { kind: 'literal', value, datatype, language: undefined, text, raw, coercedTo, direction: undefined }
}

/** A language value object (JSON-LD 1.1 section 4.2.4); the direction goes into an i18n datatype (API section 8.6). */
export function languageLiteral(value: string, language: string | undefined, direction: string | undefined): Literal {
  const base = { kind: 'literal', value, raw: value, coercedTo: undefined, direction } as const
  const quoted = `"${escapeString(value)}"`
  if (direction !== undefined) {
    const datatype = `https://www.w3.org/ns/i18n#${language ?? ''}_${direction}`
    return { ...base, datatype, language, text: `${quoted}^^<${datatype}>` }
  }
  if (language === undefined) return { ...base, datatype: XSD_STRING, language, text: quoted }
  return { ...base, datatype: RDF_LANG_STRING, language, text: `${quoted}@${language}` }
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

// N-Quads canonical form (RDF 1.1 N-Quads section 4, RDFC-1.0 section 5): control characters are escaped as rdf-canonize
// does, which includes DEL; characters that an IRI cannot hold become \u escapes instead of errors.
const STRING_SPECIAL = /["\\\u007f]|[^\u0020-\uffff]/
const STRING_ESCAPED = /["\\\u007f]|[^\u0020-\uffff]/g
const IRI_SPECIAL = /[<>"{}|^`\\]|[^\u0021-\uffff]/
const IRI_ESCAPED = /[<>"{}|^`\\]|[^\u0021-\uffff]/g
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
}

function escapeString(value: string): string {
  if (!STRING_SPECIAL.test(value)) return value
  return value.replace(STRING_ESCAPED, (character) => SHORT_ESCAPES[character] ?? unicodeEscape(character))
}

function escapeIri(value: string): string {
  return IRI_SPECIAL.test(value) ? value.replace(IRI_ESCAPED, unicodeEscape) : value
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}
