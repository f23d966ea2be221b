/**
 * The candidate that a mistyped word most likely meant, for "did you mean". At most a third of the word may differ
 * (insertions, deletions, replacements, and swaps of neighbours count one each, another letter case a half). Of several equally near ones it is the one that stands first in code unit order, so that a message never depends on
 * the order of a map.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > bestDistance) continue
    const distance = editDistance(word, candidate, bestDistance)
    if (distance > bestDistance || (distance === bestDistance && (best === undefined || candidate > best))) continue
    best = candidate
    bestDistance = distance
  }
  return best
}

/** Optimal string alignment distance; anything above `limit` is reported as `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  // A stranger chooses the word: what is longer than any term is not compared.
  if (a.length > 80 || b.length > 80) return limit + 1
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + replacement(a[row - 1], b[column - 1]),
      )
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) cost = Math.min(cost, at(beforePrevious, column - 2) + 1)
      current.push(cost)
    }
    if (Math.min(...current) > limit) return limit + 1
    beforePrevious = previous
    previous = current
  }
  return at(previous, b.length)
}

function replacement(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  return a?.toLowerCase() === b?.toLowerCase() ? 0.5 : 1
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
