import { isObject, toArray } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { VerificationReport } from '../verification.ts'
import { quoted, uri } from './text.ts'
import { listed, say, type Voice } from './voice.ts'

export function subjectOf(credential: JsonObject): JsonObject {
  return toArray(credential.credentialSubject).find(isObject) ?? {}
}

function achievementOf(credential: JsonObject): JsonObject {
  return toArray(subjectOf(credential).achievement).find(isObject) ?? {}
}

/** What it is: kind, name and description, as the badge has them. */
export function sayWhat({ kind, credential = {} }: VerificationReport, voice: Voice): string[] {
  const achievement = kind === 'badge' ? achievementOf(credential) : {}
  const title = quoted(credential.name)
  const name = quoted(achievement.name) ?? title
  const what = kindOf(achievement, voice) ?? voice.catalogue.kinds[kind]
  const description = quoted(achievement.description) ?? quoted(credential.description)
  return [
    name === undefined ? say(voice, 'is', { kind: what }) : say(voice, 'isNamed', { kind: what, name }),
    ...(title !== undefined && title !== name ? [say(voice, 'titled', { name: title })] : []),
    ...(description === undefined ? [] : [say(voice, 'description', { text: description })]),
    ...(kind === 'endorsement' ? sayEndorsed(subjectOf(credential), voice) : []),
  ]
}

function kindOf({ achievementType }: JsonObject, { catalogue }: Voice): string | undefined {
  const names: Readonly<Record<string, string>> = catalogue.achievementTypes
  return typeof achievementType === 'string' && Object.hasOwn(names, achievementType)
    ? names[achievementType]
    : undefined
}

function sayEndorsed({ id, endorsementComment }: JsonObject, voice: Voice): string[] {
  const [endorsed, comment] = [uri(id), quoted(endorsementComment)]
  return [
    ...(endorsed === undefined ? [] : [say(voice, 'endorses', { id: endorsed })]),
    ...(comment === undefined ? [] : [say(voice, 'comment', { text: comment })]),
  ]
}

/** What was achieved: the names of rubric and level where the badge has them, else values. */
export function sayResults({ credential = {} }: VerificationReport, voice: Voice): string[] {
  const descriptions = toArray(achievementOf(credential).resultDescription).filter(isObject)
  const items = toArray(subjectOf(credential).result)
    .filter(isObject)
    .flatMap((result) => {
      const description = withId(descriptions, result.resultDescription)
      const levels = toArray(description?.rubricCriterionLevel).filter(isObject)
      const level = quoted(withId(levels, result.achievedLevel)?.name)
      const scored = level === undefined ? quoted(result.value) : pointsOf(result, voice)
      const value = [level, scored, statusOf(result, voice)].filter((part) => part !== undefined)
      const name = quoted(description?.name)
      if (value.length === 0) return name ?? []
      return name === undefined ? value.join(', ') : say(voice, 'result', { name, value: value.join(', ') })
    })
  return listed(voice, 'results', items)
}

/** Beside the name of its level, a number is how many points that was. */
function pointsOf({ value }: JsonObject, voice: Voice): string | undefined {
  if (typeof value !== 'string' || !/^\d{1,9}(?:\.\d{1,4})?$/.test(value)) return quoted(value)
  return say(voice, value === '1' ? 'onePoint' : 'points', { count: value })
}

function statusOf({ status }: JsonObject, { catalogue }: Voice): string | undefined {
  const names: Readonly<Record<string, string>> = catalogue.resultStatuses
  return typeof status === 'string' && Object.hasOwn(names, status) ? names[status] : quoted(status)
}

function withId(items: readonly JsonObject[], id: JsonValue | undefined): JsonObject | undefined {
  return typeof id === 'string' ? items.find((item) => item.id === id) : undefined
}

/** What somebody made to earn it, and where files were compared, what came of it. */
export function sayEvidence({ credential = {}, checks }: VerificationReport, voice: Voice): string[] {
  const { items } = checks.evidence
  const evidence = toArray(credential.evidence).filter(isObject)
  if (items.length === 0) {
    return listed(
      voice,
      'evidence',
      evidence.map((item) => nameOfEvidence(item, voice)),
    )
  }
  const compared = items.map(({ id, name, state }) => {
    const item = evidence.find((one) => (id === undefined ? one.name === name : one.id === id))
    const known = nameOfEvidence(
      { ...(id !== undefined && { id }), ...(name !== undefined && { name }), ...item },
      voice,
    )
    return say(voice, 'withState', { name: known, state: voice.catalogue.evidenceStates[state] })
  })
  return listed(voice, 'evidence', compared)
}

function nameOfEvidence({ name, id, genre }: JsonObject, voice: Voice): string {
  const known = quoted(name) ?? uri(id) ?? say(voice, 'unnamed')
  const kind = quoted(genre)
  return kind === undefined ? known : say(voice, 'withGenre', { name: known, genre: kind })
}
