import type { Quad as ReferenceQuad } from 'rdf-canonize'
import {
  type BlankNode,
  compare,
  type Dataset,
  type Literal,
  lexicalForm,
  type ObjectTerm,
  type Quad,
  RDF_FIRST,
  RDF_LANG_STRING,
  type Subject,
} from './terms.ts'

/**
 * Quads as jsonld would give them to rdf-canonize, repeated ones included, with the labels that it would give to blank
 * nodes: of nodes that are alike rdf-canonize tries orders in the order of their labels, so what it finds, and whether it
 * gives up, may depend on them.
 *
 * @param dataset - Made in the order of jsonld.
 */
export function quadsAsOfJsonLd(dataset: Dataset): ReferenceQuad[] {
  const labels = labelsOfJsonLd(dataset)
  const term = (given: ObjectTerm) => {
    if (given.kind === 'literal') return literalTerm(given)
    if (given.kind === 'iri') return { termType: 'NamedNode', value: given.value } as const
    return { termType: 'BlankNode', value: labels.get(given) ?? '' } as const
  }
  const quadOf = ({ subject, predicate, object }: Quad) => ({
    subject: term(subject.term),
    predicate: { termType: 'NamedNode', value: predicate.value },
    object: term(object),
    graph: subject.graph ? term(subject.graph) : { termType: 'DefaultGraph', value: '' },
  })
  return dataset.subjects.flatMap(({ quads }) => quads.map(quadOf)) as unknown as ReferenceQuad[]
}

/** Nodes as they are met; then the cells of lists, graph by graph, as these are written out last. */
function labelsOfJsonLd({ blanks, subjects }: Dataset): Map<BlankNode, string> {
  const labels = new Map<BlankNode, string>()
  const issue = (node: BlankNode): void => void labels.set(node, `b${labels.size}`)
  for (const node of blanks) if (!isCell(node)) issue(node)
  const place = ({ term }: Subject): string => (term.kind === 'iri' ? term.value : `_:${labels.get(term) ?? ''}`)
  const name = ({ graph }: Subject): string => (graph ? `_:${labels.get(graph)}` : '@default')
  const written = subjects
    .filter(({ term }) => !isCell(term))
    .sort((a, b) => compare(name(a), name(b)) || compare(place(a), place(b)))
  for (const { quads } of written) {
    for (const { object } of quads.toSorted((a, b) => compare(a.predicate.value, b.predicate.value))) {
      for (let cell = object; isCell(cell); cell = restOf(cell)) issue(cell)
    }
  }
  return labels
}

function isCell(term: ObjectTerm): term is BlankNode {
  return term.kind === 'blank' && term.subject?.quads[0]?.predicate.value === RDF_FIRST
}

/** A cell says its value and what follows, in this order. */
function restOf(cell: BlankNode): ObjectTerm {
  return cell.subject?.quads.at(-1)?.object ?? cell
}

function literalTerm({ raw, coercedTo, language, direction }: Literal) {
  if (direction !== undefined) {
    const datatype = { termType: 'NamedNode', value: `https://www.w3.org/ns/i18n#${language ?? ''}_${direction}` }
    return { termType: 'Literal', value: raw, datatype }
  }
  const { value, native } = lexicalForm(raw, coercedTo)
  const datatype = { termType: 'NamedNode', value: coercedTo ?? (language === undefined ? native : RDF_LANG_STRING) }
  return { termType: 'Literal', value, datatype, ...(language !== undefined && { language }) }
}
