import type { Problem } from '../errors.ts'
import { isObject } from '../json.ts'

/** Problems in the order in which a reader meets them in the document; those of one place in the order they were found. */
export function inDocumentOrder(problems: readonly Problem[], document: unknown): Problem[] {
  if (problems.length < 2) return [...problems]
  const members = new Map<object, Map<string, number>>()
  const placed = problems.map((problem) => ({ problem, path: positions(problem.pointer ?? '', document, members) }))
  return placed.sort((a, b) => compare(a.path, b.path)).map(({ problem }) => problem)
}

/** A pointer as positions: of the member in its object, of the item in its array. */
function positions(pointer: string, document: unknown, members: Map<object, Map<string, number>>): number[] {
  let value = document
  return pointer
    .split('/')
    .slice(1)
    .map((raw) => {
      const step = raw.replaceAll('~1', '/').replaceAll('~0', '~')
      if (Array.isArray(value)) {
        value = value[Number(step)]
        return Number(step)
      }
      if (!isObject(value)) return Number.POSITIVE_INFINITY
      let known = members.get(value)
      if (known === undefined) {
        known = new Map(Object.keys(value).map((name, index) => [name, index]))
        members.set(value, known)
      }
      value = value[step]
      return known.get(step) ?? Number.POSITIVE_INFINITY
    })
}

function compare(a: readonly number[], b: readonly number[]): number {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index++) {
    const [left = 0, right = 0] = [a[index], b[index]]
    if (left !== right) return left - right
  }
  return a.length - b.length
}
