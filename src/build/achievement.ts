import { derivedUrn } from './ids.ts'
import { buildImage } from './image.ts'
import { type Draft, draftOf, manyOf, textOf, typesOf } from './parts.ts'
import { identifierEntryDraft, profileDraft } from './profile.ts'

/** The draft of an Achievement. Members of the caller's own are kept, for validation to judge. */
export function achievementDraft(input: unknown, issuerId: string): unknown {
  return draftOf(input, (achievement) => {
    const id = achievement.id ?? defaultAchievementId(achievement, issuerId)
    const { type, criteria, ...rest } = achievement
    return {
      ...rest,
      id,
      type: typesOf(type, 'Achievement'),
      criteria: typeof criteria === 'string' ? { narrative: criteria } : criteria,
      alignment: manyOf(rest.alignment, alignmentDraft),
      creator: profileDraft(rest.creator),
      endorsement: manyOf(rest.endorsement),
      endorsementJwt: manyOf(rest.endorsementJwt),
      image: buildImage(rest.image),
      otherIdentifier: manyOf(rest.otherIdentifier, identifierEntryDraft),
      related: manyOf(rest.related, (related) => ({ ...related, type: typesOf(related.type, 'Related') })),
      resultDescription: manyOf(rest.resultDescription, (description) => resultDescriptionDraft(description, id)),
      tag: manyOf(rest.tag),
    }
  })
}

/** The draft of a Result of an achievement. */
export function resultDraft(result: Draft, achievementId: unknown): Draft {
  return {
    ...result,
    type: typesOf(result.type, 'Result'),
    resultDescription: within(achievementId, result.resultDescription),
    achievedLevel: within(achievementId, result.achievedLevel),
    value: textOf(result.value),
    alignment: manyOf(result.alignment, alignmentDraft),
  }
}

export function alignmentDraft(alignment: Draft): Draft {
  return { ...alignment, type: typesOf(alignment.type, 'Alignment') }
}

/**
 * The same definition must have the same id in every badge, or nothing that counts achievements works. So the default
 * comes from what a definition is known by: issuer, name and version.
 */
function defaultAchievementId({ name, version }: Draft, issuerId: string): string {
  return derivedUrn(['achievement', issuerId, String(name), String(version ?? '')])
}

function resultDescriptionDraft(description: Draft, achievementId: unknown): Draft {
  const id = within(achievementId, description.id) ?? partId(achievementId, 'result', description.name)
  return {
    ...description,
    id,
    type: typesOf(description.type, 'ResultDescription'),
    alignment: manyOf(description.alignment, alignmentDraft),
    allowedValue: allowedValues(description.allowedValue),
    requiredLevel: within(achievementId, description.requiredLevel),
    requiredValue: textOf(description.requiredValue),
    rubricCriterionLevel: manyOf(description.rubricCriterionLevel, (level) => levelDraft(level, achievementId, id)),
    valueMax: textOf(description.valueMax),
    valueMin: textOf(description.valueMin),
  }
}

function levelDraft(level: Draft, achievementId: unknown, descriptionId: unknown): Draft {
  return {
    ...level,
    id: within(achievementId, level.id) ?? partId(descriptionId, 'level', level.name),
    type: typesOf(level.type, 'RubricCriterionLevel'),
    points: textOf(level.points),
    alignment: manyOf(level.alignment, alignmentDraft),
  }
}

function allowedValues(values: unknown): unknown {
  return Array.isArray(values) ? values.map(textOf) : values
}

/** `#part-1` is the part of that name within the achievement. */
function within(achievementId: unknown, id: unknown): unknown {
  if (typeof id !== 'string' || !id.startsWith('#') || typeof achievementId !== 'string') return id
  return `${achievementId.split('#', 1)[0]}${id}`
}

function partId(ownerId: unknown, kind: string, name: unknown): string {
  return derivedUrn([kind, String(ownerId), String(name)])
}
