import { sha256Hex, sha384Hex } from '../hash.ts'
import { type Issuer, issue, labelAlike } from './n-degree.ts'
import type { HashAlgorithm } from './plain.ts'
import { type BlankNode, type Dataset, MASKED, type ObjectTerm, type Quad } from './terms.ts'

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
  collectBlankQuads(dataset)
  const hash = algorithm === 'sha384' ? sha384Hex : sha256Hex
  const byHash = new Map<string, BlankNode[]>()
  for (const blank of dataset.blanks) {
    if (blank.quads.length === 0) continue
    const key = firstDegreeHash(blank, hash)
    const others = byHash.get(key)
    if (others) others.push(blank)
    else byHash.set(key, [blank])
  }
  const groups = [...byHash.keys()].sort().map((key) => byHash.get(key) ?? [])
  const canonical: Issuer = new Map()
  // Step 5.4: first those that are alone with their hash, in the order of the hashes; then, in step 6, the others.
  for (const [only, another] of groups) if (only && !another) issue(canonical, only, '_:c14n')
  const neededNDegree = canonical.size < dataset.blanks.length && labelOthers(groups, byHash, canonical, hash)
  if (neededNDegree === undefined) return undefined
  for (const [blank, label] of canonical) blank.text = label
  return { nquads: allLines(dataset), neededNDegree }
}

/** @returns Whether there were any; undefined where it was too much work. */
function labelOthers(
  groups: readonly (readonly BlankNode[])[],
  byHash: ReadonlyMap<string, readonly BlankNode[]>,
  canonical: Issuer,
  hash: (text: string) => string,
): boolean | undefined {
  const alike = groups.filter(({ length }) => length > 1)
  if (alike.length === 0) return false
  const firstDegree = new Map<BlankNode, string>()
  for (const [key, blanks] of byHash) for (const blank of blanks) firstDegree.set(blank, key)
  return labelAlike(alike, { canonical, firstDegree, hash }) ? true : undefined
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
 */
function firstDegreeHash(blank: BlankNode, hash: (text: string) => string): string {
  blank.text = '_:a'
  const text = linesOf(blank.quads)
  blank.text = MASKED
  return hash(text)
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
