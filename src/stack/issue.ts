import { achievementDraft } from '../build/achievement.ts'
import type { BuildOptions } from '../build/index.ts'
import { OpenBadgesError, openBadgesError } from '../errors.ts'
import { type Issuer, issueCredential, type SignJwtOptions, type SignOptions } from '../issue.ts'
import { isObject, toArray } from '../json.ts'
import { digestMember } from '../members/digest.ts'
import { MEMBER_GENRE } from '../members.ts'
import type { CredentialInputForm } from '../parse.ts'
import type {
  AlignmentInput,
  CredentialInput,
  EvidenceInput,
  JsonObject,
  OneOrMany,
  ResultInput,
  SignedCredential,
} from '../types.ts'
import { parseDateTime } from '../validity.ts'
import type { Assessment } from './assess.ts'
import type { Candidate } from './candidate.ts'
import { planOf } from './combinations.ts'
import type { Stack, StackAchievement } from './definition.ts'
import { summaryOf } from './describe.ts'
import { assertArguments, assertStackOptions, assessPresented, type EvaluateStackOptions } from './evaluate.ts'
import { recipientFrom } from './recipient.ts'

/** What else goes into the stack's own credential; the rest follows from the stack and its members. */
export type StackAward = Omit<
  CredentialInput,
  'recipient' | 'achievement' | 'validFrom' | 'validUntil' | 'awardedDate' | 'activityStartDate'
>

export type IssueStackOptions = EvaluateStackOptions &
  Pick<BuildOptions, 'idempotencyKey'> &
  Pick<SignOptions, 'created' | 'cryptosuite' | 'format'> & {
    /** Results where the achievement has a rubric, status, picture and so on. */
    readonly award?: StackAward
  }

export type IssueStackJwtOptions = Omit<IssueStackOptions, 'format' | 'created' | 'cryptosuite'> &
  Pick<SignJwtOptions, 'format'>

type AnyOptions = Omit<IssueStackOptions, 'format'> & { readonly format?: 'embedded' | 'jwt' }

/**
 * Awards a stack: evaluates it, and where it is complete issues the stack's own credential. Its members stand in it as
 * evidence, each by id, name and a digest that survives that JSON is written anew; the achievement is aligned with all
 * achievements that the stack can be completed with, so that it is the same in every badge. Dates follow the members:
 * `activityStartDate` the first, `awardedDate` the last, `validUntil` the earliest end where the definition says so.
 *
 * @param stack - From `defineStack`.
 * @param presented - What the person presents, as for `evaluateStack`.
 * @param issuer - One of `stack.issuers`.
 * @param options - Those of `evaluateStack`, and `award` for what else goes into the credential. Results of the type
 *   Status are filled in as completed.
 * @returns The signed credential; with `{ format: 'jwt' }` the JWT.
 * @throws {@link OpenBadgesError} `stack.incomplete` or `stack.undecided`, with what is missing and why; and as
 *   `issueCredential`. TypeError for an issuer that the stack does not accept.
 *
 * @example
 * const award = await issueStack(stack, badges, issuer, { recipient: { email: 'teacher@district.example' } })
 */
export async function issueStack(
  stack: Stack,
  presented: readonly CredentialInputForm[],
  issuer: Issuer,
  options: IssueStackJwtOptions,
): Promise<string>
export async function issueStack(
  stack: Stack,
  presented: readonly CredentialInputForm[],
  issuer: Issuer,
  options?: IssueStackOptions,
): Promise<SignedCredential>
export async function issueStack(
  stack: Stack,
  presented: readonly CredentialInputForm[],
  issuer: Issuer,
  options: IssueStackOptions | IssueStackJwtOptions = {},
): Promise<SignedCredential | string> {
  assertStackOptions(options, ['award', 'idempotencyKey', 'format', 'created', 'cryptosuite'])
  const { award = {}, idempotencyKey, format, created, cryptosuite, ...evaluate } = options as AnyOptions
  assertArguments(stack, presented)
  assertIssuer(stack, issuer)
  const assessment = assertComplete(await assessPresented(stack, presented, evaluate))
  const input = { ...award, ...inputFrom(stack, assessment, issuer.profile.id, award, evaluate) }
  const { documentLoader } = evaluate
  const build = {
    now: new Date(assessment.progress.checkedAt),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(documentLoader && { documentLoader }),
  }
  if (format === 'jwt') return issueCredential(input, issuer, { ...build, format })
  return issueCredential(input, issuer, {
    ...build,
    ...(created !== undefined && { created }),
    ...(cryptosuite !== undefined && { cryptosuite }),
  })
}

export function assertIssuer(stack: Stack, issuer: Issuer): void {
  if (typeof issuer?.profile?.id !== 'string') throw new TypeError('issuer must be what createIssuer returns')
  if (stack.issuers.includes(issuer.profile.id)) return
  throw new TypeError(
    `issuer: ${issuer.profile.id} is not among the issuers of the stack, so the credential would not count for it. Add it to "issuers" of the definition`,
  )
}

/** @throws OpenBadgesError that says how far the stack is. */
export function assertComplete(assessment: Assessment): Assessment {
  const { progress } = assessment
  if (progress.status === 'complete') return assessment
  const code = progress.status === 'undecided' ? 'stack.undecided' : 'stack.incomplete'
  const first = openBadgesError(code, `${progress.stack.name} is not complete: ${summaryOf(progress)}`)
  throw new OpenBadgesError(first.problems[0], ...progress.problems)
}

function inputFrom(
  stack: Stack,
  { filled }: Assessment,
  issuerId: string,
  award: StackAward,
  { recipient }: EvaluateStackOptions,
): CredentialInput {
  const members = filled.map(({ candidate }) => candidate)
  const dates = datesOf(members)
  const validUntil = stack.ends === 'with-first-member' ? earliestEnd(filled) : undefined
  return {
    recipient: recipientFrom(members.map(credentialOf), recipient),
    achievement: { ...stack.achievement, alignment: alignmentOf(stack) },
    evidence: [...toArray(award.evidence as OneOrMany<EvidenceInput> | undefined), ...members.map(evidenceOf)],
    results: resultsOf(stack.achievement, issuerId, award.results),
    ...dates,
    ...(validUntil !== undefined && { validUntil }),
  }
}

export function credentialOf({ credential }: Candidate): JsonObject {
  return credential ?? {}
}

function evidenceOf({ credential = {}, award, report }: Candidate): EvidenceInput {
  return {
    ...(award.id !== undefined && { id: award.id }),
    ...(award.name !== undefined && { name: award.name }),
    genre: MEMBER_GENRE,
    digestMultibase: digestMember({ credential, text: report.source.text }),
  }
}

/** All that the stack can be completed with, not what this person completed it with. */
function alignmentOf({ achievement, requires }: Stack): AlignmentInput[] {
  const own = toArray(achievement.alignment)
  const known = new Set(own.map(({ targetUrl }) => targetUrl))
  const members: AlignmentInput[] = []
  for (const { requirement } of planOf(requires).leaves) {
    if (known.has(requirement.achievement)) continue
    known.add(requirement.achievement)
    members.push({ targetName: requirement.name, targetUrl: requirement.achievement, targetType: 'ext:StackMember' })
  }
  return [...own, ...members]
}

/** What is given, and for each result of the type Status that is not: that it is completed. */
function resultsOf(
  achievement: StackAchievement,
  issuerId: string,
  given: OneOrMany<ResultInput> | undefined,
): readonly ResultInput[] {
  const results = toArray<ResultInput>(given)
  const draft = achievementDraft(achievement, issuerId)
  const descriptions = isObject(draft) ? toArray(draft.resultDescription).filter(isObject) : []
  const completed = descriptions.flatMap(({ id, resultType }): ResultInput[] => {
    if (resultType !== 'Status' || typeof id !== 'string') return []
    const isGiven = results.some(
      ({ resultDescription: ref }) => ref === id || (ref?.startsWith('#') && id.endsWith(ref)),
    )
    return isGiven ? [] : [{ resultDescription: id, status: 'Completed' }]
  })
  return [...results, ...completed]
}

/** From the first that a member says of itself to the last. */
export function datesOf(members: readonly Candidate[]): { activityStartDate?: string; awardedDate?: string } {
  const starts = members.flatMap(({ credential, award }) => {
    const subject = credential?.credentialSubject
    const start = isObject(subject) ? subject.activityStartDate : undefined
    return typeof start === 'string' ? [start] : (award.awarded ?? [])
  })
  const [activityStartDate] = sortedDates(starts)
  const awardedDate = sortedDates(members.flatMap(({ award }) => award.awarded ?? [])).at(-1)
  return { ...(activityStartDate && { activityStartDate }), ...(awardedDate && { awardedDate }) }
}

/** A member that may have expired does not end the stack. */
function earliestEnd(filled: Assessment['filled']): string | undefined {
  const ends = filled.flatMap(({ leaf, candidate }) =>
    leaf.requirement.expired === 'counts' ? [] : (candidate.report.checks.validity.validUntil ?? []),
  )
  return sortedDates(ends)[0]
}

function sortedDates(texts: readonly string[]): string[] {
  return texts
    .filter((text) => parseDateTime(text) !== undefined)
    .sort((a, b) => (parseDateTime(a) ?? 0) - (parseDateTime(b) ?? 0))
}
