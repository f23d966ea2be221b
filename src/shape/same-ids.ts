import { createProblem, type Problem } from '../errors.ts'
import { isObject, pointerTo } from '../json.ts'
import type { Root } from '../shape.ts'
import type { JsonValue } from '../types.ts'

/** Two nodes of one id are one node of the graph: what one of them says could be moved to the other. */
export function sameIds(items: readonly JsonValue[], pointer: string): Problem[] {
  const seen = new Set<string>()
  return items.flatMap((item, index) => {
    const id = isObject(item) ? item.id : undefined
    if (typeof id !== 'string') return []
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    return [
      createProblem('shape.duplicate_id', `Two items of one array have the id ${id}.`, {
        pointer: pointerTo(pointerTo(pointer, index), 'id'),
      }),
    ]
  })
}

/**
 * A root within the document that has the document's own id: to the graph they are one node, so that an expiry or a
 * status of the document could be written there. Among themselves, each is verified as a document of its own.
 */
export function sameRoots([document, ...roots]: readonly Root[]): Problem[] {
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
