import { hexHash } from '../hash.ts'
import type { HashAlgorithm } from './bounds.ts'
import { labelAlike, quadsOf } from './n-degree.ts'
import { type BlankNode, compare, type Dataset, MASKED, type Quad, type Subject } from './terms.ts'

export interface Canonical {
  readonly nquads: string
  /** Whether hashes of the first degree were not enough. */
  readonly neededNDegree: boolean
}

/**
 * RDFC-1.0, RDF Dataset Canonicalization (section 4.4), as rdf-canonize does it, which sorts lines by UTF-16 code unit
 * where the specification says code point.
 *
 * @returns Undefined where it takes too much work to tell blank nodes apart.
 */
export function canonicalNQuads(dataset: Dataset, algorithm: HashAlgorithm): Canonical | undefined {
  const { subjects, blanks } = dataset
  sortStatements(dataset)
  const nodes = blanks.filter(occurs)
  const hash = hexHash(algorithm)
  for (const node of nodes) node.hash = hash(firstDegreeText(node))
  const alike = labelUnique(nodes)
  if (alike.length > 0 && !labelAlike(alike, nodes.length, hash)) return undefined
  for (const node of nodes) node.text = node.label ?? MASKED
  // Of quads with one predicate those that refer to blank nodes may be in another order now.
  for (const { quads, references } of subjects) if (references > 1) sortQuads(quads)
  return { nquads: allLines(subjects), neededNDegree: alike.length > 0 }
}

/** Puts the quads of each subject in order. */
export function sortStatements({ subjects }: Dataset): void {
  for (const { quads } of subjects) sortQuads(quads)
}

/** The document itself may be a node of which nothing is said. */
function occurs({ parent, subject }: BlankNode): boolean {
  return parent !== undefined || (subject !== undefined && subject.quads.length > 0)
}

/**
 * Steps 5.4: labels for those that are alone with their hash, in the order of the hashes.
 *
 * @returns The others in groups, in that order, too.
 */
function labelUnique(nodes: readonly BlankNode[]): BlankNode[][] {
  const sorted = nodes.toSorted((a, b) => compare(a.hash, b.hash))
  const alike: BlankNode[][] = []
  let issued = 0
  for (let start = 0, end = 1; start < sorted.length; start = end++) {
    const first = sorted[start]
    while (end < sorted.length && sorted[end]?.hash === first?.hash) end++
    if (end - start > 1) alike.push(sorted.slice(start, end))
    else if (first) first.label = `_:c14n${issued++}`
  }
  return alike
}

/**
 * Section 4.6, Hash First Degree Quads: the sorted lines in which the node occurs. In them it is `_:a`, and every other
 * blank node is `_:z`, as it was made.
 */
function firstDegreeText(node: BlankNode): string {
  node.text = '_:a'
  const text = node.content ? sortedLines(quadsOf(node)) : linesAround(node)
  node.text = MASKED
  return text
}

function linesAround({ parent, subject }: BlankNode): string {
  const own = subject ? linesOf(subject) : ''
  if (!parent) return own
  // Lines begin with their subject: a named node sorts before `_:a`, and that before the `_:z` of another.
  return parent.subject.term.kind === 'iri' ? lineOf(parent) + own : own + lineOf(parent)
}

/** All lines in order. They sort by subject first, so only those of one subject need to be compared with each other. */
function allLines(subjects: readonly Subject[]): string {
  const sorted = subjects.toSorted((a, b) => compare(a.term.text, b.term.text))
  let lines = ''
  for (let at = 0; at < sorted.length; at++) {
    const subject = sorted[at]
    if (!subject) continue
    if (sorted[at + 1]?.term.text !== subject.term.text) {
      lines += linesOf(subject)
      continue
    }
    // The same named node in another graph.
    const first = at
    while (sorted[at + 1]?.term.text === subject.term.text) at++
    lines += sortedLines(sorted.slice(first, at + 1).flatMap(({ quads }) => quads))
  }
  return lines
}

function sortedLines(quads: readonly Quad[]): string {
  return quads.map(lineOf).sort().join('')
}

function lineOf({ subject, predicate, object }: Quad): string {
  return subject.term.text + predicate.infix + object.text + endOf(subject)
}

/** The quads of a subject are in order. */
function linesOf(subject: Subject): string {
  const start = subject.term.text
  const end = endOf(subject)
  const between = end + start
  let lines = ''
  for (const { predicate, object } of subject.quads)
    lines += (lines === '' ? start : between) + predicate.infix + object.text
  return lines === '' ? '' : lines + end
}

function endOf({ graph }: Subject): string {
  return graph ? ` ${graph.text} .\n` : ' .\n'
}

/** Most nodes have few quads, and for those nothing is faster. */
function sortQuads(quads: Quad[]): void {
  if (quads.length > 40) {
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
 * Two quads of one subject as their lines compare, without making them: no term but a literal holds a space, and what may
 * follow a term that another one begins with (`@`, `^`, a digit) sorts after the space that follows the shorter one.
 */
function compareQuads(a: Quad, b: Quad): number {
  return a.predicate.order - b.predicate.order || compare(a.object.text, b.object.text)
}
