import { OB_V3P0_3_0_2, OB_V3P0_3_0_3 } from '../context-urls.ts'
import { createProblem, type Problem } from '../errors.ts'
import { isObject, toArray } from '../json.ts'
import { achievementOf } from '../members/facts.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { RequiredResult } from './definition.ts'
import { quoted } from './reading.ts'

type Answer = 'reached' | 'below' | 'unknown'

/** Why a required result is not reached, or cannot be told to be; undefined where it is. */
export function checkResult(credential: JsonObject, required: RequiredResult): Problem | undefined {
  const answers = answersTo(credential, required)
  if (answers.includes('reached')) return undefined
  const what = `${quoted(required.result)}, ${wanted(required)}`
  if (answers.includes('unknown'))
    return createProblem(
      'stack.result_unknown',
      `Required is ${what}, and it cannot be told whether its result suffices.`,
      {
        hint: 'Levels are compared by their "points", values as numbers. Ask the issuer what the result means.',
      },
    )
  const found = answers.length === 0 ? 'has no such result' : 'has less'
  return createProblem('stack.result', `Required is ${what}; the credential ${found}.`)
}

function wanted({ level, value, status }: RequiredResult): string {
  if (level !== undefined) return `at least the level ${quoted(level)}`
  return value === undefined ? `status ${status ?? ''}` : `at least ${quoted(value)}`
}

function answersTo(credential: JsonObject, required: RequiredResult): Answer[] {
  const achievement = achievementOf(credential)
  const subject = credential.credentialSubject
  const descriptions = objectsIn(achievement?.resultDescription).filter((description) =>
    isNamed(description, required.result, achievement),
  )
  const results = isObject(subject) ? objectsIn(subject.result) : []
  return descriptions.flatMap((description) =>
    results
      .filter(({ resultDescription }) => typeof resultDescription === 'string' && resultDescription === description.id)
      .map((result) => compare(result, description, required, credential)),
  )
}

function compare(
  result: JsonObject,
  description: JsonObject,
  required: RequiredResult,
  credential: JsonObject,
): Answer {
  const { status, achievedLevel, value } = result
  if (required.status !== undefined) return status === required.status ? 'reached' : 'below'
  // A grade for something that is not completed is a forecast.
  if (status !== undefined && status !== 'Completed') return 'below'
  if (required.level !== undefined) return compareLevel(achievedLevel, description, required.level, credential)
  return compareValue(value, description, required.value ?? '', credential)
}

/**
 * By points, never by the order of the array: in JSON-LD the levels are a set, whose order the signature does not cover.
 */
function compareLevel(
  achieved: JsonValue | undefined,
  description: JsonObject,
  required: string,
  credential: JsonObject,
): Answer {
  if (typeof achieved !== 'string') return 'below'
  const levels = objectsIn(description.rubricCriterionLevel)
  const wantedLevels = levels.filter((level) => isNamed(level, required, achievementOf(credential)))
  const reached = levels.find(({ id }) => id === achieved)
  if (wantedLevels.some(({ id }) => id === achieved)) return 'reached'
  const [wantedLevel, second] = wantedLevels
  const [points, enough] = [numberOf(reached?.points), numberOf(wantedLevel?.points)]
  if (second !== undefined || points === undefined || enough === undefined) return 'unknown'
  return points >= enough ? 'reached' : 'below'
}

function compareValue(
  value: JsonValue | undefined,
  { allowedValue }: JsonObject,
  required: string,
  credential: JsonObject,
): Answer {
  if (typeof value !== 'string') return 'below'
  if (value === required) return 'reached'
  const [number, enough] = [numberOf(value), numberOf(required)]
  if (number !== undefined && enough !== undefined) return number >= enough ? 'reached' : 'below'
  const order = isOrderSigned(credential) ? toArray<JsonValue>(allowedValue) : []
  const [at, least] = [order.indexOf(value), order.indexOf(required)]
  if (at === -1 || least === -1) return 'unknown'
  return at > least ? 'reached' : 'below'
}

/** `allowedValue` is a list, whose order is signed, since 3.0.2; before, it was a set. */
function isOrderSigned(credential: JsonObject): boolean {
  const contexts = toArray<JsonValue>(credential['@context'])
  return contexts.includes(OB_V3P0_3_0_2) || contexts.includes(OB_V3P0_3_0_3)
}

/** By id, by `#…` within the achievement, or by name. */
function isNamed({ id, name }: JsonObject, wantedName: string, achievement: JsonObject | undefined): boolean {
  if (id === wantedName || name === wantedName) return true
  if (!wantedName.startsWith('#') || typeof achievement?.id !== 'string') return false
  return id === `${achievement.id.split('#', 1)[0]}${wantedName}`
}

function objectsIn(value: JsonValue | undefined): JsonObject[] {
  return toArray<JsonValue>(value).filter(isObject)
}

/** A decimal number, and nothing else that JavaScript would take for one. */
function numberOf(text: JsonValue | undefined): number | undefined {
  return typeof text === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined
}
