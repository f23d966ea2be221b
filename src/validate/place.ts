import { pointerTo } from '../json.ts'

/** Where a value stands. Kept as steps, because a pointer is needed only where something is wrong. */
export interface Place {
  readonly above: Place | undefined
  readonly step: string | number
}

export function below(above: Place | undefined, step: string | number): Place {
  return { above, step }
}

/** JSON Pointer (RFC 6901) of a place; that of no place is the document. */
export function pointerOf(place: Place | undefined): string {
  return place === undefined ? '' : pointerTo(pointerOf(place.above), place.step)
}
