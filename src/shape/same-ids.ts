import { createProblem, type Problem } from '../errors.ts'
import { isObject, pointerTo } from '../json.ts'
import type { Root } from '../shape.ts'
import type { JsonValue } from '../types.ts'
import { type Place, pointerOf } from './place.ts'

/** Two nodes of one id are one node of the graph: what one of them says could be moved to the other. */
export function checkSameIds(items: readonly JsonValue[], place: Place, problems: Problem[]): void {
  // Mostly there is no more than one id, and then there is nothing to make a set for.
  let first: string | undefined
  let seen: Set<string> | undefined
  for (let index = 0; index < items.length; index++) {
    const item = items[index]
    const id = isObject(item) ? item.id : undefined
    if (typeof id !== 'string') continue
    if (first === undefined) {
      first = id
      continue
    }
    seen ??= new Set([first])
    if (!seen.has(id)) {
      seen.add(id)
      continue
    }
    problems.push(
      createProblem('shape.duplicate_id', `Two items of one array have the id ${id}.`, {
        pointer: pointerTo(pointerTo(pointerOf(place), index), 'id'),
      }),
    )
  }
}

/**
 * A root within the document that has the document's own id: to the graph they are one node, so that an expiry or a
 * status of the document could be written there. Among themselves, each is verified as a document of its own.
 */
export function sameRoots([document, ...roots]: readonly Root[]): Problem[] {
  // The document is always the first of them.
  const id = document?.value.id
  if (typeof id !== 'string') return []
  return roots
    .filter(({ value }) => value.id === id)
    .map(({ pointer }) =>
      createProblem('shape.duplicate_id', `A credential in the document has the document's own id, ${id}.`, {
        pointer: pointerTo(pointer, 'id'),
      }),
    )
}
