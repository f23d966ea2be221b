import { derivedUrn } from './ids.ts'
import { buildImage } from './image.ts'
import { type Converters, classed, converted, type Draft, draftOf, manyOf, textOf, typesOf } from './parts.ts'
import { identifierEntryDraft, profileDraft } from './profile.ts'

/** The draft of an Achievement. Members of the caller's own are kept, for validation to judge. */
export function achievementDraft(input: unknown, issuerId: string): unknown {
  return draftOf(input, (achievement) => {
    const id = achievement.id ?? defaultAchievementId(achievement, issuerId)
    const draft = converted(achievement, ACHIEVEMENT)
    draft.id = id
    draft.type = typesOf(achievement.type, 'Achievement')
    draft.resultDescription = manyOf(achievement.resultDescription, (one) => resultDescriptionDraft(one, id))
    return draft
  })
}

/** The draft of a Result of an achievement. */
export function resultDraft(result: Draft, achievementId: unknown): Draft {
  const draft = converted(result, RESULT)
  draft.type = typesOf(result.type, 'Result')
  draft.resultDescription = within(achievementId, result.resultDescription)
  draft.achievedLevel = within(achievementId, result.achievedLevel)
  return draft
}

export function alignmentDraft(alignment: Draft): Draft {
  return classed(alignment, 'Alignment')
}

const alignments = (value: unknown): unknown => manyOf(value, alignmentDraft)
const several = (value: unknown): unknown => manyOf(value)

const ACHIEVEMENT: Converters = {
  criteria: (criteria) => (typeof criteria === 'string' ? { narrative: criteria } : criteria),
  alignment: alignments,
  creator: profileDraft,
  endorsement: several,
  endorsementJwt: several,
  image: buildImage,
  otherIdentifier: (value) => manyOf(value, identifierEntryDraft),
  related: (value) => manyOf(value, (related) => classed(related, 'Related')),
  tag: several,
}

const RESULT: Converters = { value: textOf, alignment: alignments }

const RESULT_DESCRIPTION: Converters = {
  alignment: alignments,
  allowedValue: (values) => (Array.isArray(values) ? values.map(textOf) : values),
  requiredValue: textOf,
  valueMax: textOf,
  valueMin: textOf,
}

const LEVEL: Converters = { points: textOf, alignment: alignments }

/**
 * The same definition must have the same id in every badge, or nothing that counts achievements works. So the default
 * comes from what a definition is known by: issuer, name and version.
 */
function defaultAchievementId({ name, version }: Draft, issuerId: string): string {
  return derivedUrn(['achievement', issuerId, String(name), String(version ?? '')])
}

function resultDescriptionDraft(description: Draft, achievementId: unknown): Draft {
  const id = within(achievementId, description.id) ?? partId(achievementId, 'result', description.name)
  const draft = converted(description, RESULT_DESCRIPTION)
  draft.id = id
  draft.type = typesOf(description.type, 'ResultDescription')
  draft.requiredLevel = within(achievementId, description.requiredLevel)
  draft.rubricCriterionLevel = manyOf(description.rubricCriterionLevel, (one) => levelDraft(one, achievementId, id))
  return draft
}

function levelDraft(level: Draft, achievementId: unknown, descriptionId: unknown): Draft {
  const draft = converted(level, LEVEL)
  draft.id = within(achievementId, level.id) ?? partId(descriptionId, 'level', level.name)
  draft.type = typesOf(level.type, 'RubricCriterionLevel')
  return draft
}

/** `#part-1` is the part of that name within the achievement. */
function within(achievementId: unknown, id: unknown): unknown {
  if (typeof id !== 'string' || !id.startsWith('#') || typeof achievementId !== 'string') return id
  return `${achievementId.split('#', 1)[0]}${id}`
}

function partId(ownerId: unknown, kind: string, name: unknown): string {
  return derivedUrn([kind, String(ownerId), String(name)])
}
