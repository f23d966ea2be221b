import { hexEncode } from '../encoding.ts'
import { sha256, sha384 } from '../hash.ts'
import type { HashAlgorithm } from './plain.ts'
import type { BlankNode, Dataset, ObjectTerm, Quad } from './terms.ts'

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
  const lines: string[] = []
  for (const subject of dataset.subjects) {
    for (const quad of subject.quads) {
      lines.push(line(quad.subject.text, quad.predicate.text, quad.object.text, quad.graph?.text))
    }
  }
  return lines.sort().join('')
}

/** Section 4.4 step 2: for each blank node the quads in which it occurs, a quad once even if it occurs in it twice. */
function collectBlankQuads(dataset: Dataset): void {
  for (const { term, graph, quads } of dataset.subjects) {
    for (const quad of quads) {
      if (term.kind === 'blank') term.quads.push(quad)
      if (quad.object.kind === 'blank' && quad.object !== term) quad.object.quads.push(quad)
      if (graph && graph !== term && graph !== quad.object) graph.quads.push(quad)
    }
  }
}

/** Section 4.6, Hash First Degree Quads: the node itself is `_:a`, every other blank node `_:z`. */
function firstDegreeHash(blank: BlankNode, hash: HashAlgorithm): string {
  const lines = blank.quads.map((quad) => maskedLine(quad, blank))
  const text = lines.length === 1 ? lines.join('') : lines.sort().join('')
  return hexEncode(hash === 'sha384' ? sha384(text) : sha256(text))
}

function maskedLine(quad: Quad, blank: BlankNode): string {
  return line(
    masked(quad.subject, blank),
    quad.predicate.text,
    masked(quad.object, blank),
    quad.graph && masked(quad.graph, blank),
  )
}

function masked(term: ObjectTerm, blank: BlankNode): string {
  if (term.kind !== 'blank') return term.text
  return term === blank ? '_:a' : '_:z'
}

function line(subject: string, predicate: string, object: string, graph: string | undefined): string {
  if (graph === undefined) return `${subject} ${predicate} ${object} .\n`
  return `${subject} ${predicate} ${object} ${graph} .\n`
}
