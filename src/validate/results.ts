import { isObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { Door } from './door.ts'
import { type Findings, listed, shown } from './findings.ts'
import { below, type Place } from './place.ts'
import type { Node } from './walk.ts'

const SECTION = 'Open Badges 3.0, Data Model, Result'
const DESCRIPTION_SECTION = 'Open Badges 3.0, Data Model, ResultDescription'

/** What the results of a badge refer to. */
interface Rubric {
  readonly descriptions: ReadonlyMap<string, JsonObject>
}

/** Results refer to what the achievement describes (data model, Result and ResultDescription). */
export function checkResults(nodes: readonly Node[], door: Door, findings: Findings): void {
  const descriptions = nodes.filter(({ className }) => className === 'ResultDescription')
  const results = nodes.filter(({ className }) => className === 'Result')
  if (descriptions.length === 0 && results.length === 0) return
  const byId = new Map(descriptions.flatMap(({ value }) => (typeof value.id === 'string' ? [[value.id, value]] : [])))
  for (const { value, place } of descriptions) checkDescription(value, place, door, findings)
  for (const { value, place } of results) checkResult(value, place, { descriptions: byId }, door, findings)
}

function checkResult(
  result: JsonObject,
  place: Place | undefined,
  { descriptions }: Rubric,
  door: Door,
  findings: Findings,
): void {
  const { status, value } = result
  const resultDescription = uriOf(result.resultDescription)
  const achievedLevel = uriOf(result.achievedLevel)
  const description = resultDescription !== undefined ? descriptions.get(resultDescription) : undefined
  if (resultDescription !== undefined && description === undefined) {
    const meant = findings.guess(resultDescription, descriptions.keys())
    findings.add(
      'rule.result_reference',
      below(place, 'resultDescription'),
      `A result refers to ${shown(resultDescription)}, which is no result description of the achievement.`,
      {
        hint:
          meant === undefined ? someOf(descriptions.keys(), 'The achievement has none.') : `Did you mean "${meant}"?`,
        section: SECTION,
      },
    )
  }
  if (achievedLevel !== undefined && (description !== undefined || result.resultDescription === undefined)) {
    const levels = description === undefined ? [...descriptions.values()].flatMap(levelIds) : levelIds(description)
    if (!levels.includes(achievedLevel)) {
      findings.add(
        'rule.achieved_level',
        below(place, 'achievedLevel'),
        `A result names the level ${shown(achievedLevel)}, which its rubric does not have.`,
        { hint: levelHint(achievedLevel, levels, findings), section: SECTION },
      )
    }
  }
  if (description === undefined) return
  if (description.resultType === 'Status' && status === undefined) {
    findings.add('rule.status_required', place, 'A result of the type Status needs "status", and has none.', {
      hint: 'Add "status": "Completed", or whatever it is.',
      section: SECTION,
    })
  }
  if (typeof value === 'string') checkValue(value, description, below(place, 'value'), SECTION, door, findings)
}

function checkDescription(description: JsonObject, place: Place | undefined, door: Door, findings: Findings): void {
  const { requiredValue, valueMin, valueMax } = description
  const requiredLevel = uriOf(description.requiredLevel)
  const levels = levelIds(description)
  if (requiredLevel !== undefined && !levels.includes(requiredLevel)) {
    findings.add(
      'rule.required_level',
      below(place, 'requiredLevel'),
      `A result description requires the level ${shown(requiredLevel)}, which its rubric does not have.`,
      { hint: levelHint(requiredLevel, levels, findings), section: DESCRIPTION_SECTION },
    )
  }
  if (typeof requiredValue === 'string') {
    checkValue(requiredValue, description, below(place, 'requiredValue'), DESCRIPTION_SECTION, door, findings)
  }
  const [min, max] = [numberOf(valueMin), numberOf(valueMax)]
  if (min !== undefined && max !== undefined && min > max) {
    findings.add('rule.value_range', below(place, 'valueMin'), `"valueMin" ${min} is more than "valueMax" ${max}.`, {
      hint: 'Exchange the two.',
      section: DESCRIPTION_SECTION,
    })
  }
}

function checkValue(
  value: string,
  { allowedValue, valueMin, valueMax }: JsonObject,
  place: Place,
  section: string,
  door: Door,
  findings: Findings,
): void {
  const allowed = Array.isArray(allowedValue)
    ? allowedValue.filter((item): item is string => typeof item === 'string')
    : []
  if (allowed.length > 0 && !allowed.includes(value)) {
    const meant = findings.guess(value, allowed)
    const hint = meant === undefined ? `Use ${listed(allowed.slice(0, 12))}.` : `Did you mean "${meant}"?`
    findings.add('rule.value_range', place, `The value ${shown(value)} is not among those allowed.`, { hint, section })
    return
  }
  const [min, max, number] = [numberOf(valueMin), numberOf(valueMax), numberOf(value)]
  if (min === undefined && max === undefined) return
  const range = `${min ?? '…'} to ${max ?? '…'}`
  if (number === undefined) {
    // "95%" may well be meant as 95; only who writes it knows.
    findings.add('rule.value_range', place, `The value ${shown(value)} is no number, and the range is ${range}.`, {
      hint: 'Write a number within the range.',
      section,
      severity: door.strict ? 'error' : 'warning',
    })
  } else if ((min !== undefined && number < min) || (max !== undefined && number > max)) {
    findings.add('rule.value_range', place, `The value ${shown(value)} lies outside its range, ${range}.`, {
      hint: `Write a number from ${range}.`,
      section,
    })
  }
}

function levelIds(description: JsonObject): string[] {
  const levels: JsonValue = description.rubricCriterionLevel ?? []
  if (!Array.isArray(levels)) return []
  return levels.flatMap((level) => (isObject(level) && typeof level.id === 'string' ? [level.id] : []))
}

function levelHint(id: string, levels: readonly string[], findings: Findings): string {
  const meant = findings.guess(id, levels)
  return meant === undefined ? someOf(levels, 'The rubric has no levels.') : `Did you mean "${meant}"?`
}

function someOf(ids: Iterable<string>, none: string): string {
  const some = [...ids].slice(0, 8)
  return some.length === 0 ? none : `There are ${some.map((id) => `"${id}"`).join(', ')}.`
}

/** What is no URI refers to nothing, and the schema says so. */
function uriOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(value) ? value : undefined
}

/** A decimal number; what else JavaScript would read as one (spaces, hexadecimal, exponents) is none. */
function numberOf(text: JsonValue | undefined): number | undefined {
  return typeof text === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined
}
