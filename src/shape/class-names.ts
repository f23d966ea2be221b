import { createProblem, type Problem } from '../errors.ts'
import { pointerTo, toArray } from '../json.ts'
import type { JsonObject } from '../types.ts'

/** Classes whose members mean something to a check, and the one place where each may stand. */
const PLACE_OF: Readonly<Record<string, string>> = {
  AchievementSubject: 'subject',
  ClrSubject: 'clr-subject',
  EndorsementSubject: 'endorsement-subject',
  Achievement: 'achievement',
  OpenBadgeCredential: 'root',
  AchievementCredential: 'root',
  EndorsementCredential: 'root',
  ClrCredential: 'root',
  VerifiableCredential: 'root',
  VerifiablePresentation: 'root',
}

/**
 * A class gives its terms to the node that has it. With a class out of place, what belongs to a subject or an achievement
 * could stand in another node of the same id, where no check looks for it.
 */
export function classProblems(node: JsonObject, pointer: string, place: string): Problem[] {
  const types = toArray(node.type)
  const problems = types.flatMap((type) => {
    const expected = typeof type === 'string' && Object.hasOwn(PLACE_OF, type) ? PLACE_OF[type] : undefined
    if (expected === undefined || expected === place) return []
    return [outOfPlace(`The class ${String(type)} does not belong here.`, pointer)]
  })
  if (place === 'endorsement-subject' && types.some((type) => type !== 'EndorsementSubject') && problems.length === 0) {
    problems.push(outOfPlace('The subject of an endorsement has the one type EndorsementSubject.', pointer))
  }
  return problems
}

function outOfPlace(message: string, pointer: string): Problem {
  return createProblem('shape.reserved_property', message, { pointer: pointerTo(pointer, 'type') })
}
