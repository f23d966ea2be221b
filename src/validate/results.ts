import { isObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { Door } from './door.ts'
import { type Findings, listed, shown } from './findings.ts'
import { below, type Place } from './place.ts'
import type { Node } from './walk.ts'

const SECTION = 'Open Badges 3.0, Data Model, Result'
const DESCRIPTION_SECTION = 'Open Badges 3.0, Data Model, ResultDescription'

/** A result description, read once: a stranger decides how many results refer to it. */
interface Described {
  readonly value: JsonObject
  readonly place: Place | undefined
  readonly levels: ReadonlySet<string>
  readonly allowed: ReadonlySet<string>
}

/** Results refer to what the achievement describes (data model, Result and ResultDescription). */
export function checkResults(nodes: readonly Node[], door: Door, findings: Findings): void {
  const descriptions = nodes.filter(({ className }) => className === 'ResultDescription').map(read)
  const results = nodes.filter(({ className }) => className === 'Result')
  for (const description of descriptions) checkDescription(description, door, findings)
  if (results.length === 0) return
  const byId = new Map<string, Described>()
  for (const description of descriptions) {
    if (typeof description.value.id === 'string') byId.set(description.value.id, description)
  }
  const isFree = results.some(({ value }) => value.resultDescription === undefined && value.achievedLevel !== undefined)
  const allLevels = isFree ? new Set(descriptions.flatMap(({ levels }) => [...levels])) : NONE
  for (const result of results) checkResult(result, byId, allLevels, door, findings)
}

/** Most descriptions have either levels or values to choose from, and many have neither. */
const NONE: ReadonlySet<string> = new Set()

function read({ value, place }: Node): Described {
  const levels = itemsOf(value.rubricCriterionLevel).map((level) => (isObject(level) ? level.id : undefined))
  return { value, place, levels: textsAmong(levels), allowed: textsAmong(itemsOf(value.allowedValue)) }
}

function textsAmong(values: readonly (JsonValue | undefined)[]): ReadonlySet<string> {
  if (values.length === 0) return NONE
  return new Set(values.filter((value) => typeof value === 'string'))
}

function checkResult(
  { value: result, place }: Node,
  descriptions: ReadonlyMap<string, Described>,
  allLevels: ReadonlySet<string>,
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
    const levels = description?.levels ?? allLevels
    if (!levels.has(achievedLevel)) {
      findings.add(
        'rule.achieved_level',
        below(place, 'achievedLevel'),
        `A result names the level ${shown(achievedLevel)}, which its rubric does not have.`,
        { hint: levelHint(achievedLevel, levels, findings), section: SECTION },
      )
    }
  }
  if (description === undefined) return
  if (description.value.resultType === 'Status' && status === undefined) {
    findings.add('rule.status_required', place, 'A result of the type Status needs "status", and has none.', {
      hint: 'Add "status": "Completed", or whatever it is.',
      section: SECTION,
    })
  }
  if (typeof value === 'string') checkValue(value, description, below(place, 'value'), SECTION, door, findings)
}

function checkDescription(description: Described, door: Door, findings: Findings): void {
  const { value, place, levels } = description
  const { requiredValue, valueMin, valueMax } = value
  const requiredLevel = uriOf(value.requiredLevel)
  if (requiredLevel !== undefined && !levels.has(requiredLevel)) {
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
  { value: { valueMin, valueMax }, allowed }: Described,
  place: Place,
  section: string,
  door: Door,
  findings: Findings,
): void {
  if (allowed.size > 0 && !allowed.has(value)) {
    const meant = findings.guess(value, allowed)
    const hint = meant === undefined ? `Use ${listed(firstOf(allowed, 12))}.` : `Did you mean "${meant}"?`
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

function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}

function levelHint(id: string, levels: ReadonlySet<string>, findings: Findings): string {
  const meant = findings.guess(id, levels)
  return meant === undefined ? someOf(levels, 'The rubric has no levels.') : `Did you mean "${meant}"?`
}

function someOf(ids: Iterable<string>, none: string): string {
  const some = firstOf(ids, 8)
  return some.length === 0 ? none : `There are ${some.map((id) => `"${id}"`).join(', ')}.`
}

function firstOf(texts: Iterable<string>, count: number): string[] {
  const first: string[] = []
  for (const text of texts) {
    if (first.length === count) break
    first.push(text)
  }
  return first
}

/** What is no URI refers to nothing, and the schema says so. */
function uriOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(value) ? value : undefined
}

/** A decimal number; what else JavaScript would read as one (spaces, hexadecimal, exponents) is none. */
function numberOf(text: JsonValue | undefined): number | undefined {
  return typeof text === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined
}
