import { compare, type Name, namedNode, RDF_TYPE } from './terms.ts'

export interface Names {
  readonly byIri: Map<string, Name>
  /** Not the name that a term for rdf:type would get: jsonld compares types among themselves only. */
  readonly type: Name
  /** Whether there are more of them since they were sorted. */
  hasNew: boolean
}

export function createNames(): Names {
  return { byIri: new Map(), type: createName(RDF_TYPE), hasNew: true }
}

/** A named node, made once for IRIs that come from contexts. */
export function nameOf(names: Names, iri: string): Name {
  let name = names.byIri.get(iri)
  if (!name) {
    name = createName(iri)
    names.byIri.set(iri, name)
    names.hasNew = true
  }
  return name
}

function createName(iri: string): Name {
  // Written out, because an engine that sees one shape of object reads it faster than many.
  const { kind, value, text, isDoubtful } = namedNode(iri)
  return { kind, value, text, isDoubtful, order: 0, infix: ` ${text} ` }
}

/** Gives each name its place. To be called before quads are sorted by them. */
export function sortNames(names: Names): void {
  if (!names.hasNew) return
  const sorted = [...names.byIri.values(), names.type].sort((a, b) => compare(a.text, b.text))
  let order = 0
  let last = ''
  for (const name of sorted) {
    // Two names with one text are in one place.
    if (name.text !== last) order++
    last = name.text
    name.order = order
  }
  names.hasNew = false
}
