/** For each place, the credentials that may fill it, best first. */
export type Edges = readonly (readonly number[])[]

/** Which credential fills which place: credential by place. */
export type Assignment = ReadonlyMap<number, number>

export interface Solution {
  /** The places that were to be filled. */
  readonly combination: readonly number[]
  readonly assignment: Assignment
}

/**
 * Fills as many of the places as can be filled, each with a credential of its own: a maximum bipartite matching (Kuhn).
 * A greedy choice would give away to the first place what a later one needs.
 */
export function maximumMatching(places: readonly number[], edges: Edges): Assignment {
  const placeOf = new Map<number, number>()
  for (const place of places) fill(place, edges, placeOf, new Set())
  return new Map([...placeOf].map(([credential, place]) => [place, credential]))
}

/** Finds a credential for a place, moving others to other credentials where that frees one. */
function fill(place: number, edges: Edges, placeOf: Map<number, number>, seen: Set<number>): boolean {
  for (const credential of edges[place] ?? []) {
    if (seen.has(credential)) continue
    seen.add(credential)
    const holder = placeOf.get(credential)
    if (holder !== undefined && !fill(holder, edges, placeOf, seen)) continue
    placeOf.set(credential, place)
    return true
  }
  return false
}

/**
 * The combination that comes furthest: complete before incomplete, then more places filled, then fewer missing, then
 * the order of the definition.
 */
export function solve(combinations: readonly (readonly number[])[], edges: Edges): Solution {
  let best: Solution = { combination: combinations[0] ?? [], assignment: new Map() }
  for (const [index, combination] of combinations.entries()) {
    // What can be filled at most, before it is known who fills it.
    const bound = combination.filter((place) => (edges[place]?.length ?? 0) > 0).length
    if (index > 0 && !isFurther(bound, combination.length, best)) continue
    const assignment = maximumMatching(combination, edges)
    if (index > 0 && !isFurther(assignment.size, combination.length, best)) continue
    best = { combination, assignment }
    if (isComplete(best)) return best
  }
  return best
}

function isFurther(filled: number, needed: number, best: Solution): boolean {
  if (filled === needed) return !isComplete(best)
  if (filled !== best.assignment.size) return filled > best.assignment.size
  return needed - filled < best.combination.length - best.assignment.size
}

export function isComplete({ combination, assignment }: Solution): boolean {
  return assignment.size === combination.length
}

/**
 * The complete solution that rests on the fewest doubtful edges; undefined where even all edges together complete
 * nothing.
 */
export function solveWithDoubt(
  combinations: readonly (readonly number[])[],
  sure: Edges,
  doubtful: Edges,
): Solution | undefined {
  const all = sure.map((credentials, place) => [...new Set([...credentials, ...(doubtful[place] ?? [])])])
  let best: { readonly solution: Solution; readonly sure: number } | undefined
  for (const combination of combinations) {
    if (combination.some((place) => all[place]?.length === 0)) continue
    if (maximumMatching(combination, all).size < combination.length) continue
    const assignment = cheapestMatching(combination, all, sure)
    const count = [...assignment].filter(([place, credential]) => sure[place]?.includes(credential)).length
    if (best === undefined || count > best.sure) best = { solution: { combination, assignment }, sure: count }
    if (count === combination.length) break
  }
  return best?.solution
}

/**
 * Fills all places with as few doubtful edges as possible: shortest augmenting paths, one place at a time (the Hungarian
 * method, with costs of 0 and 1). Only where all places can be filled.
 */
function cheapestMatching(places: readonly number[], edges: Edges, sure: Edges): Assignment {
  const credentialOf = new Map<number, number>()
  const placeOf = new Map<number, number>()
  for (const start of places) {
    const { cost, from } = shortestPaths(start, edges, sure, credentialOf, placeOf)
    let end: number | undefined
    for (const [credential, distance] of cost) {
      if (placeOf.has(credential)) continue
      if (end === undefined || distance < (cost.get(end) ?? 0)) end = credential
    }
    // Going back along the path, each place takes the credential that it led to.
    for (let credential = end; credential !== undefined; ) {
      const place = from.get(credential) ?? start
      const before = credentialOf.get(place)
      credentialOf.set(place, credential)
      placeOf.set(credential, place)
      credential = place === start ? undefined : before
    }
  }
  return credentialOf
}

/** Bellman and Ford: giving up a doubtful edge wins back what it cost. */
function shortestPaths(
  start: number,
  edges: Edges,
  sure: Edges,
  credentialOf: ReadonlyMap<number, number>,
  placeOf: ReadonlyMap<number, number>,
): { readonly cost: ReadonlyMap<number, number>; readonly from: ReadonlyMap<number, number> } {
  const cost = new Map<number, number>()
  const from = new Map<number, number>()
  const price = (place: number, credential: number) => (sure[place]?.includes(credential) ? 0 : 1)
  const queue = [{ place: start, spent: 0 }]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { place, spent } = next
    for (const credential of edges[place] ?? []) {
      if (credential === credentialOf.get(place)) continue
      const distance = spent + price(place, credential)
      if (distance >= (cost.get(credential) ?? Number.POSITIVE_INFINITY)) continue
      cost.set(credential, distance)
      from.set(credential, place)
      const holder = placeOf.get(credential)
      if (holder !== undefined) queue.push({ place: holder, spent: distance - price(holder, credential) })
    }
  }
  return { cost, from }
}
