import { createProblem, type Problem } from '../errors.ts'

/** What one root says of nodes with an id. */
export interface RootNodes {
  /** The root in whose default graph this one lies; undefined for the document, and in a presentation, which has graphs. */
  readonly outer: RootNodes | undefined
  /** Ids of nodes that are described here: that have more than their id. */
  readonly described: Set<string>
  /** Nodes without a place of their own, such as evidence, and where they stand. */
  readonly loose: { readonly id: string; readonly pointer: string }[]
}

export function nodesWithin(outer: RootNodes | undefined): RootNodes {
  return { outer, described: new Set(), loose: [] }
}

/**
 * Endorsements and the members of a record lie in the graph of what is around them. A node in one of them with the id of
 * a node outside is that node, so that what a third party wrote inside could be moved outside, under the signature of the
 * issuer, or the other way round. Subjects, achievements and profiles are shared for good reason; nothing else is.
 */
export function sharedNodes(roots: readonly RootNodes[]): Problem[] {
  return roots.flatMap((root) => {
    const around: RootNodes[] = []
    for (let next = root.outer; next !== undefined; next = next.outer) around.push(next)
    return root.loose
      .filter(({ id }) => around.some(({ described }) => described.has(id)))
      .map(({ id, pointer }) =>
        createProblem('shape.duplicate_id', `${id} is described both here and by the credential around this one.`, {
          pointer,
        }),
      )
  })
}
