import { type BlankNode, compare, type Quad } from './terms.ts'

/**
 * RDFC-1.0 for blank nodes that their own quads do not tell apart (sections 4.4 step 6, 4.7 and 4.8): several copies of
 * one recipient or one address, as every CLR has them.
 */

/** Temporary labels in the order in which they were issued. */
type Issuer = Map<BlankNode, string>

function issue(issuer: Issuer, node: BlankNode): string {
  let label = issuer.get(node)
  if (label === undefined) {
    label = `_:b${issuer.size}`
    issuer.set(node, label)
  }
  return label
}

interface Work {
  /** Hexadecimal, of a text. */
  readonly hash: (text: string) => string
  /** Canonical labels that were issued. */
  issued: number
  remaining: number
  /** Labels that may still be copied or compared in orders. */
  steps: number
  /** Hashes of related nodes: nodes that are alike ask for the same ones. */
  readonly related: Map<string, string>
}

/**
 * `rdf-canonize` limits the nodes that it looks at, but not the orders that it tries: one whose nodes have their labels by
 * now looks at none, and of ten nodes there are millions.
 */
const MAX_STEPS = 500_000

/** Thrown inside, where the reference has to say: the work is used up, or its answer is not the one of the algorithm. */
class OutOfWork extends Error {
  override readonly name = 'OutOfWork'
}

/**
 * Section 4.4 step 6: canonical labels for groups of nodes with one hash, the groups in the order of their hashes.
 *
 * @param nodes - How many blank nodes there are in all; those that are not in a group have their labels.
 * @returns False where it takes more work than one run of the algorithm for each node, which is what `rdf-canonize`
 *   allows with a work factor of 1, or where only the reference can say.
 */
export function labelAlike(
  groups: readonly (readonly BlankNode[])[],
  nodes: number,
  hash: (text: string) => string,
): boolean {
  const remaining = groups.reduce((count, group) => count + group.length, 0)
  const work: Work = { hash, issued: nodes - remaining, remaining, steps: MAX_STEPS, related: new Map() }
  try {
    for (const group of groups) labelGroup(work, group)
    return true
  } catch (error) {
    if (error instanceof OutOfWork) return false
    throw error
  }
}

function labelGroup(work: Work, group: readonly BlankNode[]): void {
  const paths: { readonly hash: string; readonly issuer: Issuer }[] = []
  for (const node of group) {
    if (node.label !== undefined) continue
    const issuer: Issuer = new Map()
    issue(issuer, node)
    paths.push(hashNDegree(work, node, issuer))
  }
  paths.sort((a, b) => compare(a.hash, b.hash))
  for (const { issuer } of paths) for (const node of issuer.keys()) node.label ??= `_:c14n${work.issued++}`
}

/** Section 4.4 step 2: the quads in which a node occurs. */
export function quadsOf({ parent, subject, content }: BlankNode): readonly Quad[] {
  const own = subject?.quads ?? content?.flatMap(({ quads }) => quads) ?? []
  return parent ? [parent, ...own] : own
}

/** Section 4.8, Hash N-Degree Quads. */
function hashNDegree(work: Work, node: BlankNode, given: Issuer): { readonly hash: string; readonly issuer: Issuer } {
  if (work.remaining-- <= 0) throw new OutOfWork()
  let issuer = given
  let data = ''
  const related = relatedNodes(work, node, issuer)
  for (const hash of [...related.keys()].sort()) {
    const chosen = shortestPath(work, related.get(hash) ?? [], issuer)
    data += hash + chosen.path
    issuer = chosen.issuer
  }
  return { hash: work.hash(data), issuer }
}

/** Section 4.8 steps 1 to 3: the nodes next to a node, by their hash. A node appears once for each quad they share. */
function relatedNodes(work: Work, node: BlankNode, issuer: Issuer): Map<string, BlankNode[]> {
  const related = new Map<string, BlankNode[]>()
  const relate = (other: BlankNode, quad: Quad, position: Position): void => {
    if (other === node) return
    const hash = hashRelated(work, other, quad, issuer, position)
    const others = related.get(hash)
    if (others) others.push(other)
    else related.set(hash, [other])
  }
  for (const quad of quadsOf(node)) {
    const { subject, object } = quad
    if (subject.term.kind === 'blank') relate(subject.term, quad, 's')
    if (object.kind === 'blank') relate(object, quad, 'o')
    if (subject.graph) relate(subject.graph, quad, 'g')
  }
  return related
}

type Position = 's' | 'o' | 'g'

/** Section 4.7, Hash Related Blank Node. The predicate enters as it is, without the escapes of N-Quads. */
function hashRelated(work: Work, related: BlankNode, quad: Quad, issuer: Issuer, position: Position): string {
  const label = related.label ?? issuer.get(related) ?? related.hash
  const text = position === 'g' ? `g${label}` : `${position}<${quad.predicate.value}>${label}`
  const known = work.related.get(text)
  if (known !== undefined) return known
  const hash = work.hash(text)
  work.related.set(text, hash)
  return hash
}

/** Section 4.8 step 5.4: of all orders of the nodes, the one whose path sorts first. */
function shortestPath(
  work: Work,
  nodes: readonly BlankNode[],
  issuer: Issuer,
): { readonly path: string; readonly issuer: Issuer } {
  let chosen: { readonly path: string; readonly issuer: Issuer } | undefined
  for (const order of ordersOf(nodes)) {
    work.steps -= order.length + issuer.size
    if (work.steps < 0) throw new OutOfWork()
    const candidate = pathOf(work, order, issuer, chosen?.path)
    if (candidate && (!chosen || candidate.path < chosen.path)) chosen = candidate
  }
  return chosen ?? { path: '', issuer }
}

/** Section 4.8 steps 5.4.1 to 5.4.5. Undefined as soon as the path sorts after the best so far. */
function pathOf(
  work: Work,
  order: readonly BlankNode[],
  given: Issuer,
  best: string | undefined,
): { readonly path: string; readonly issuer: Issuer } | undefined {
  let issuer: Issuer = new Map(given)
  let path = ''
  const unlabelled: BlankNode[] = []
  for (const node of order) {
    const canonical = node.label
    if (canonical === undefined && !issuer.has(node)) unlabelled.push(node)
    path += canonical ?? issue(issuer, node)
    if (best !== undefined && path > best) return undefined
  }
  for (const node of unlabelled) {
    const result = hashNDegree(work, node, issuer)
    path += `${issue(issuer, node)}<${result.hash}>`
    issuer = result.issuer
    if (best !== undefined && path > best) return undefined
  }
  return { path, issuer }
}

/**
 * All different orders of some nodes. A node is listed once for each quad, and of one node there is one order. Of several
 * nodes with one of them repeated `rdf-canonize` tries some orders only, and which ones depends on its own labels.
 */
function ordersOf(nodes: readonly BlankNode[]): Iterable<readonly BlankNode[]> {
  const different = new Set(nodes).size
  if (different <= 1) return [nodes]
  if (different < nodes.length) throw new OutOfWork()
  return permutations(nodes)
}

/** From one order of indexes to the next as dictionaries have them: the tail that falls is turned around. */
function* permutations(nodes: readonly BlankNode[]): Generator<readonly BlankNode[]> {
  const indexes = nodes.map((_, index) => index)
  const at = (place: number): number => indexes[place] ?? -1
  for (;;) {
    yield indexes.flatMap((index) => nodes[index] ?? [])
    let head = indexes.length - 2
    while (head >= 0 && at(head) > at(head + 1)) head--
    if (head < 0) return
    let successor = indexes.length - 1
    while (at(successor) < at(head)) successor--
    const [smaller, larger] = [at(head), at(successor)]
    indexes[head] = larger
    indexes[successor] = smaller
    indexes.push(...indexes.splice(head + 1).reverse())
  }
}
