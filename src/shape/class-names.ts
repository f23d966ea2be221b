import { createProblem, type Problem } from '../errors.ts'
import { pointerTo } from '../json.ts'
import type { JsonValue } from '../types.ts'
import { type Place, pointerOf } from './place.ts'
import type { Position } from './positions.ts'

/** Classes whose members mean something to a check, and the one position where each may stand. */
const POSITION_OF: ReadonlyMap<JsonValue, Position | 'root'> = new Map<JsonValue, Position | 'root'>([
  ['AchievementSubject', 'subject'],
  ['ClrSubject', 'clr-subject'],
  ['EndorsementSubject', 'endorsement-subject'],
  ['Achievement', 'achievement'],
  ['OpenBadgeCredential', 'root'],
  ['AchievementCredential', 'root'],
  ['EndorsementCredential', 'root'],
  ['ClrCredential', 'root'],
  ['VerifiableCredential', 'root'],
  ['VerifiablePresentation', 'root'],
])

/**
 * A class gives its terms to the node that has it. With a class out of place, what belongs to a subject or an achievement
 * could stand in another node of the same id, where no check looks for it.
 */
export function checkClasses(
  types: readonly JsonValue[],
  place: Place,
  position: Position | 'root',
  problems: Problem[],
): void {
  let areInPlace = true
  for (let index = 0; index < types.length; index++) {
    const type = types[index] as JsonValue
    const expected = POSITION_OF.get(type)
    if (expected === undefined || expected === position) continue
    areInPlace = false
    problems.push(outOfPlace(`The class ${String(type)} does not belong here.`, place))
  }
  if (areInPlace && position === 'endorsement-subject' && types.some((type) => type !== 'EndorsementSubject')) {
    problems.push(outOfPlace('The subject of an endorsement has the one type EndorsementSubject.', place))
  }
}

function outOfPlace(message: string, place: Place): Problem {
  return createProblem('shape.reserved_property', message, { pointer: pointerTo(pointerOf(place), 'type') })
}
