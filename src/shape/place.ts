import { pointerTo } from '../json.ts'

/** Where a value stands. Kept as steps, because a pointer is needed only where something is wrong. */
export interface Place {
  readonly above: Place | undefined
  readonly step: string | number
  /** What `pointerOf` has answered: below a long name there may be much that is wrong. */
  pointer: string | undefined
}

export function below(above: Place | undefined, step: string | number): Place {
  return { above, step, pointer: undefined }
}

/** JSON Pointer (RFC 6901) of a place; that of no place is the document. */
export function pointerOf(place: Place | undefined): string {
  // Never asked: a root knows its pointer.
  if (place === undefined) return ''
  place.pointer ??= pointerTo(pointerOf(place.above), place.step)
  return place.pointer
}
