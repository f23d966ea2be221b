import { isObject, pointerTo } from '../json.ts'
import type { JsonValue, ResultStatusType } from '../types.ts'
import type { AwardWindow, CredentialRequirement, Equivalents, RequiredResult } from './definition.ts'
import {
  booleanAt,
  dateAt,
  kindOf,
  listed,
  objectAt,
  type Place,
  refuseOthers,
  report,
  textAt,
  textsAt,
  uriAt,
  urisAt,
  wordAt,
} from './reading.ts'

const MEMBERS = ['name', 'achievement', 'issuers', 'equivalents', 'results', 'awarded', 'expired'] as const
const STATUSES: readonly ResultStatusType[] = [
  'Completed',
  'Enrolled',
  'Failed',
  'InProgress',
  'OnHold',
  'Provisional',
  'Withdrew',
]

/** Reads what one credential must be; the issuers of the stack stand in where it names none. */
export function readCredentialRequirement(
  place: Place,
  stackIssuers: readonly string[],
): CredentialRequirement | undefined {
  refuseOthers(place, MEMBERS)
  const name = textAt(place, 'name', 'Add "name": what people call the credential, for "… is still missing".')
  const achievement = uriAt(place, 'achievement', 'Add "achievement": the id of the achievement.')
  const issuers = urisAt(place, 'issuers') ?? stackIssuers
  if (place.value.issuers !== undefined && issuers.length === 0) reportNobody(place)
  const equivalents = readEquivalents(place, issuers)
  const results = readResults(place)
  const awarded = readWindow(place)
  const expired = wordAt(place, 'expired', ['counts', 'does-not-count']) ?? 'does-not-count'
  if (name === undefined || achievement === undefined) return undefined
  return {
    name,
    achievement,
    issuers,
    ...(equivalents && { equivalents }),
    ...(results && { results }),
    ...(awarded && { awarded }),
    expired,
  }
}

function reportNobody(place: Place): void {
  const { value, pointer } = place
  if (Array.isArray(value.issuers) && value.issuers.length > 0) return
  report(place, 'stack.unreachable', 'No issuer is accepted, so no credential can ever count.', {
    pointer: pointerTo(pointer, 'issuers'),
    hint: 'Name at least one, or leave "issuers" out for those of the stack.',
  })
}

function readEquivalents(parent: Place, issuers: readonly string[]): Equivalents | undefined {
  const { equivalents } = parent.value
  if (equivalents === undefined) return undefined
  const pointer = pointerTo(parent.pointer, 'equivalents')
  const hint = 'Write { "achievements": [ … ], "related": true, "identifiers": [ … ] }, or some of these.'
  const place = objectAt(parent, pointer, equivalents, 'the equivalents of a requirement', hint)
  if (place === undefined) return undefined
  refuseOthers(place, ['achievements', 'related', 'identifiers'])
  const achievements = listAt(place, 'achievements', (item, at) => readEquivalent(place, item, at, issuers))
  const related = booleanAt(place, 'related')
  const identifiers = textsAt(place, 'identifiers')
  return {
    ...(achievements && { achievements }),
    ...(related !== undefined && { related }),
    ...(identifiers && { identifiers }),
  }
}

/** The id of an achievement, or the id with issuers of its own. */
function readEquivalent(
  parent: Place,
  value: JsonValue,
  pointer: string,
  issuers: readonly string[],
): { readonly achievement: string; readonly issuers: readonly string[] } | undefined {
  const whole = isObject(value) ? value : typeof value === 'string' ? { achievement: value } : value
  const hint = 'Write the id of an achievement, or { "achievement": …, "issuers": [ … ] }.'
  const place = objectAt(parent, pointer, whole, 'an equivalent', hint)
  if (place === undefined) return undefined
  refuseOthers(place, ['achievement', 'issuers'])
  const achievement = uriAt(place, 'achievement', 'Add "achievement": the id of the achievement.')
  const own = urisAt(place, 'issuers') ?? issuers
  if (place.value.issuers !== undefined && own.length === 0) reportNobody(place)
  return achievement === undefined ? undefined : { achievement, issuers: own }
}

function readResults(parent: Place): readonly RequiredResult[] | undefined {
  return listAt(parent, 'results', (item, pointer) => {
    const hint = 'Write { "result": …, "level": … }.'
    const place = objectAt(parent, pointer, item, 'a required result', hint)
    return place && readResult(place)
  })
}

function readResult(place: Place): RequiredResult | undefined {
  refuseOthers(place, ['result', 'level', 'value', 'status'])
  const result = textAt(place, 'result', 'Add "result": the id or the name of the result description.')
  const kinds = ['level', 'value', 'status'].filter((name) => Object.hasOwn(place.value, name))
  if (kinds.length !== 1) {
    const says = kinds.length === 0 ? 'does not say what is required' : `has ${listed(kinds)}`
    report(place, 'stack.requirement', `A required result ${says}.`, {
      hint: 'Write one of "level", "value" and "status".',
    })
    return undefined
  }
  const level = textAt(place, 'level')
  const value = valueAt(place)
  const status = wordAt(place, 'status', STATUSES)
  if (result === undefined) return undefined
  return {
    result,
    ...(level !== undefined && { level }),
    ...(value !== undefined && { value }),
    ...(status !== undefined && { status }),
  }
}

/** Values are texts in the data model; a number is what a person writes. */
function valueAt(place: Place): string | undefined {
  const { value } = place.value
  if (typeof value === 'number') return String(value)
  return textAt(place, 'value')
}

function readWindow(parent: Place): AwardWindow | undefined {
  const { awarded } = parent.value
  if (awarded === undefined) return undefined
  const pointer = pointerTo(parent.pointer, 'awarded')
  const hint = 'Write { "from": "2024-07-01T00:00:00Z", "until": … }, or one of the two.'
  const place = objectAt(parent, pointer, awarded, 'the window of a requirement', hint)
  if (place === undefined) return undefined
  refuseOthers(place, ['from', 'until'])
  const from = dateAt(place, 'from')
  const until = dateAt(place, 'until')
  if (from && until && until.ms < from.ms) {
    report(place, 'stack.unreachable', `The window ends at ${until.text}, before it begins at ${from.text}.`, {
      pointer: pointerTo(pointer, 'until'),
      hint: 'Put "until" after "from".',
    })
  }
  return { ...(from && { from: from.text }), ...(until && { until: until.text }) }
}

function listAt<T>(
  place: Place,
  name: string,
  read: (item: JsonValue, pointer: string) => T | undefined,
): readonly T[] | undefined {
  const value = place.value[name]
  if (value === undefined) return undefined
  const pointer = pointerTo(place.pointer, name)
  if (!Array.isArray(value) || value.length === 0) {
    report(
      place,
      'schema.type',
      `"${name}" of ${place.what} should be an array with at least one item, but is ${Array.isArray(value) ? 'empty' : kindOf(value)}.`,
      {
        pointer,
        hint: `Put it into an array: [ … ]; or leave "${name}" out.`,
      },
    )
    return undefined
  }
  return value.flatMap((item: JsonValue, index) => read(item, pointerTo(pointer, index)) ?? [])
}
