import { createProblem, type Problem } from '../errors.ts'
import { pointerTo } from '../json.ts'
import { type Place, pointerOf } from './place.ts'

/** What one root says of nodes with an id. */
export interface RootNodes {
  /** The root in whose default graph this one lies; undefined for the document, and in a presentation, which has graphs. */
  readonly outer: RootNodes | undefined
  /** Ids of nodes that are described here: that have more than their id. */
  readonly described: string[]
  /** Nodes without a place of their own, such as evidence, where another root is around this one. */
  readonly loose: { readonly id: string; readonly place: Place }[]
}

export function nodesWithin(outer: RootNodes | undefined): RootNodes {
  return { outer, described: [], loose: [] }
}

/**
 * Endorsements and the members of a record lie in the graph of what is around them. A node in one of them with the id of
 * a node outside is that node, so that what a third party wrote inside could be moved outside, under the signature of the
 * issuer, or the other way round. Subjects, achievements and profiles are shared for good reason; nothing else is.
 */
export function sharedNodes(roots: readonly RootNodes[]): Problem[] {
  const problems: Problem[] = []
  const described = new Map<RootNodes, ReadonlySet<string>>()
  const isDescribedBy = (root: RootNodes, id: string): boolean => {
    const ids = described.get(root) ?? new Set(root.described)
    described.set(root, ids)
    return ids.has(id)
  }
  for (const { loose, outer } of roots) {
    for (const { id, place } of loose) {
      let around = outer
      while (around !== undefined && !isDescribedBy(around, id)) around = around.outer
      if (around === undefined) continue
      problems.push(
        createProblem('shape.duplicate_id', `${id} is described both here and by the credential around this one.`, {
          pointer: pointerTo(pointerOf(place), 'id'),
        }),
      )
    }
  }
  return problems
}
