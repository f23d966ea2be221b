import { createProblem, type Problem } from '../errors.ts'
import { isObject, toArray } from '../json.ts'
import { achievementOf } from '../members/facts.ts'
import { printable } from '../printable.ts'
import { hasProblem, outcomeOf } from '../report.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import { parseDateTime } from '../validity.ts'
import type { Candidate } from './candidate.ts'
import type { CredentialRequirement } from './definition.ts'
import { checkResult } from './required-result.ts'

/** Whether a credential counts for a requirement, and why not, or why that is undecided. */
export interface Eligibility {
  readonly counts: 'yes' | 'maybe' | 'no'
  readonly problems: readonly Problem[]
}

/** Whether a credential is for the person asked about; without one, nobody was asked about. */
export type IsForRecipient = (credential: JsonObject) => boolean

/** Judges one credential for one requirement. Undefined: it is a credential for something else. */
export function judge(
  candidate: Candidate,
  requirement: CredentialRequirement,
  isForRecipient: IsForRecipient | undefined,
): Eligibility | undefined {
  const { credential, award } = candidate
  if (credential === undefined || candidate.standing === 'other') return undefined
  const issuers = acceptedIssuers(achievementOf(credential), requirement)
  if (issuers === undefined) return undefined
  const problems = [...standingProblems(candidate, requirement)]
  if (award.issuer === undefined || !issuers.includes(award.issuer)) {
    const message = `It was issued by ${printable(award.issuer ?? 'nobody', 120)}, which is not accepted for ${requirement.name}.`
    problems.push(createProblem('stack.issuer', message))
  }
  if (isForRecipient && !isForRecipient(credential))
    problems.push(createProblem('stack.recipient', 'It was issued to somebody else than the person asked about.'))
  problems.push(...windowProblems(candidate, requirement))
  problems.push(...(requirement.results ?? []).flatMap((required) => checkResult(credential, required) ?? []))
  const counts = { passed: 'yes', undecided: 'maybe', failed: 'no' } as const
  return { counts: counts[outcomeOf(problems)], problems }
}

/** Whose credentials count for this achievement, as one that is required or as its equivalent; undefined for others. */
function acceptedIssuers(
  achievement: JsonObject | undefined,
  { achievement: wanted, issuers, equivalents = {} }: CredentialRequirement,
): readonly string[] | undefined {
  if (achievement === undefined) return undefined
  const { achievements = [], related = false, identifiers = [] } = equivalents
  const isSame =
    achievement.id === wanted ||
    (related && objectsIn(achievement.related).some(({ id }) => id === wanted)) ||
    objectsIn(achievement.otherIdentifier).some(
      ({ identifier }) => typeof identifier === 'string' && identifiers.includes(identifier),
    )
  const listed = achievements.filter((one) => one.achievement === achievement.id)
  if (!isSame && listed.length === 0) return undefined
  return [...(isSame ? issuers : []), ...listed.flatMap((one) => one.issuers)]
}

function standingProblems({ standing, report }: Candidate, { expired }: CredentialRequirement): Problem[] {
  const problems: Problem[] = []
  const why = report.problems.find(({ severity }) => severity === 'error')
  const reason = why === undefined ? '' : ` ${why.message}`
  const details = { needs: why?.needs }
  if (standing === 'bad') problems.push(createProblem('stack.not_verified', `It is not good.${reason}`, details))
  if (standing === 'revoked') {
    const isSuspended =
      hasProblem(report.problems, 'status.suspended') && !hasProblem(report.problems, 'status.revoked')
    problems.push(createProblem('stack.revoked', `Its issuer has ${isSuspended ? 'suspended' : 'revoked'} it.`))
  }
  if (hasProblem(report.problems, 'time.expired') && standing !== 'bad' && expired === 'does-not-count') {
    const { validUntil } = report.checks.validity
    problems.push(
      createProblem('stack.expired', `It was valid until ${printable(validUntil ?? 'an earlier day', 60)}.`),
    )
  }
  if (standing === 'undecided' || standing === 'expired-undecided') {
    const undecided = report.problems.find(({ severity, code }) => severity === 'error' && code !== 'time.expired')
    const because = undecided === undefined ? '' : ` ${undecided.message}`
    problems.push(createProblem('stack.undecided', `It could not be decided.${because}`, { needs: undecided?.needs }))
  }
  return problems
}

function windowProblems({ award }: Candidate, { awarded }: CredentialRequirement): Problem[] {
  if (awarded === undefined) return []
  const time = award.awarded === undefined ? undefined : parseDateTime(award.awarded)
  const text = printable(award.awarded ?? 'no known day', 60)
  if (time === undefined) return [createProblem('stack.window', 'It does not say when it was awarded.')]
  const { from, until } = awarded
  if (from !== undefined && time < (parseDateTime(from) ?? 0))
    return [createProblem('stack.window', `It was awarded at ${text}, before ${from}.`)]
  if (until !== undefined && time > (parseDateTime(until) ?? 0))
    return [createProblem('stack.window', `It was awarded at ${text}, after ${until}.`)]
  return []
}

function objectsIn(value: JsonValue | undefined): JsonObject[] {
  return toArray<JsonValue>(value).filter(isObject)
}
