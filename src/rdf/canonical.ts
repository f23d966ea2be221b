import { sha256, sha384 } from '../hash.ts'
import type { HashAlgorithm } from './plain.ts'
import { type BlankNode, type Dataset, MASKED, type ObjectTerm, type Quad } from './terms.ts'

/**
 * RDFC-1.0 (RDF Dataset Canonicalization, section 4) as far as hashes of the first degree tell all blank nodes apart,
 * which in badges they nearly always do. Lines are sorted by UTF-16 code unit as rdf-canonize does; the specification
 * says code point, which differs for astral characters.
 *
 * @returns The canonical N-Quads; undefined where two blank nodes have one hash and Hash N-Degree Quads (section 4.8)
 *   is needed, for which `rdf-canonize` takes over.
 */
export function canonicalNQuads(dataset: Dataset, hash: HashAlgorithm): string | undefined {
  collectBlankQuads(dataset)
  const byHash = new Map<string, BlankNode>()
  for (const blank of dataset.blanks) {
    if (blank.quads.length === 0) continue
    const key = firstDegreeHash(blank, hash)
    if (byHash.has(key)) return undefined
    byHash.set(key, blank)
  }
  // Section 4.4 step 5.4: canonical labels in the order of the hashes.
  let issued = 0
  for (const key of [...byHash.keys()].sort()) {
    const blank = byHash.get(key)
    if (blank) blank.text = `_:c14n${issued++}`
  }
  return allLines(dataset)
}

/** Section 4.4 step 2: for each blank node the quads in which it occurs, a quad once even if it occurs in it twice. */
function collectBlankQuads(dataset: Dataset): void {
  for (const { term, graph, quads } of dataset.subjects) {
    for (const quad of quads) {
      const { object } = quad
      if (term.kind === 'blank') term.quads.push(quad)
      if (object.kind === 'blank' && object !== term) object.quads.push(quad)
      if (graph && graph !== term && graph !== object) graph.quads.push(quad)
    }
  }
}

/**
 * Section 4.6, Hash First Degree Quads: the node itself is `_:a`, and every other blank node `_:z`, as it was made.
 *
 * @returns A string of bytes; it sorts as the hexadecimal hash would.
 */
function firstDegreeHash(blank: BlankNode, hash: HashAlgorithm): string {
  blank.text = '_:a'
  const text = linesOf(blank.quads)
  blank.text = MASKED
  return String.fromCharCode(...(hash === 'sha384' ? sha384(text) : sha256(text)))
}

/** All lines in order. They sort by subject first, so only those of one subject need to be compared with each other. */
function allLines({ subjects }: Dataset): string {
  const bySubject = new Map<string, Quad[]>()
  for (const { term, quads } of subjects) {
    // The same named node in another graph.
    const others = bySubject.get(term.text)
    bySubject.set(term.text, others ? [...others, ...quads] : quads)
  }
  let lines = ''
  for (const subject of [...bySubject.keys()].sort()) lines += linesOf(bySubject.get(subject) ?? [])
  return lines
}

/** Sorts in place, which nobody minds: quads have no order. */
function linesOf(quads: Quad[]): string {
  sortQuads(quads)
  let lines = ''
  for (const { subject, predicate, object, graph } of quads) {
    lines += `${subject.text} ${predicate.text} ${object.text}${graph ? ` ${graph.text} .\n` : ' .\n'}`
  }
  return lines
}

/** Most nodes have few quads, and for those nothing is faster. */
function sortQuads(quads: Quad[]): void {
  if (quads.length > 16) {
    quads.sort(compareQuads)
    return
  }
  for (let end = 1; end < quads.length; end++) {
    const quad = quads[end]
    if (!quad) continue
    let place = end
    for (; place > 0; place--) {
      const before = quads[place - 1]
      if (!before || compareQuads(before, quad) <= 0) break
      quads[place] = before
    }
    quads[place] = quad
  }
}

/**
 * As their lines compare, without making them: no term but a literal holds a space, and what may follow a term that
 * another one begins with (`@`, `^`, a digit) sorts after the space and the full stop that follow the shorter one.
 */
function compareQuads(a: Quad, b: Quad): number {
  return (
    compareTerms(a.subject, b.subject) ||
    compareTerms(a.predicate, b.predicate) ||
    compareTerms(a.object, b.object) ||
    compareTerms(a.graph, b.graph)
  )
}

/** The default graph, which is not written, comes first. */
function compareTerms(a: ObjectTerm | undefined, b: ObjectTerm | undefined): number {
  if (a === b) return 0
  const text = a?.text ?? ''
  const other = b?.text ?? ''
  if (text < other) return -1
  return text === other ? 0 : 1
}
