import { OpenBadgesError, type Problem } from '../errors.ts'
import { isObject } from '../json.ts'
import { assertKnownOptions } from '../known-options.ts'
import type {
  Credential,
  CredentialInput,
  EndorsementCredential,
  EndorsementInput,
  IdentifiedProfileInput,
  JsonObject,
  OpenBadgeCredential,
} from '../types.ts'
import { validateCredential, validatePlain } from '../validate/index.ts'
import { achievementDraft, resultDraft } from './achievement.ts'
import { BUILD_OPTIONS, type BuildOptions, FRAME_MEMBERS, frameDraft, unknownInput } from './frame.ts'
import { createIdSource, type IdSource } from './ids.ts'
import { buildImage } from './image.ts'
import { type Draft, dateOf, finished, manyOf } from './parts.ts'
import { profileDraft } from './profile.ts'
import { recipientDraft } from './recipient.ts'

export {
  buildCaseAlignment,
  buildCtdlAlignment,
  buildFrameworkAlignment,
  type CaseAlignmentInput,
  type CtdlAlignmentInput,
  type FrameworkAlignmentInput,
} from './alignment.ts'
export type { BuildOptions } from './frame.ts'
export { buildProfile } from './profile.ts'

/** Members of AchievementSubject that the input has under the same name. */
const SUBJECT_MEMBERS = ['narrative', 'creditsEarned', 'licenseNumber', 'role', 'term'] as const

const CREDENTIAL_MEMBERS: readonly string[] = [
  ...FRAME_MEMBERS,
  ...SUBJECT_MEMBERS,
  'recipient',
  'achievement',
  'image',
  'endorsement',
  'endorsementJwt',
  'results',
  'activityStartDate',
  'activityEndDate',
  'source',
]

/**
 * Makes an unsigned badge from what a backend has at hand: contexts, types, ids and arrays are filled in, the email
 * address of the recipient is normalized, salted and hashed, evidence files are digested.
 *
 * What stays out unless you say it: `achievementType` (`'MicroCredential'`, say), because a signed badge should say
 * nothing that its issuer did not. `name` defaults to the name of the achievement, `validFrom` to now.
 * Members of `null` count as absent.
 *
 * @param input - What is awarded, to whom, and for what evidence.
 * @param profile - The issuer; `id` is its URL or DID.
 * @param options.now - The time to issue at; default the clock.
 * @param options.idempotencyKey - With it, ids and salts are the same for the same issuer and key.
 * @returns A badge that `validateCredential` accepts (Open Badges 3.0, VC 2.0 form).
 * @throws {@link OpenBadgesError} with every problem: `schema.*`, `rule.*`, `time.*` with pointers into the badge (into
 *   the input, where that has members that nothing uses), `image.unknown`, `evidence.digest_conflict`.
 *
 * @example
 * const badge = await buildCredential(
 *   {
 *     recipient: { email: 'teacher@district.example' },
 *     achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' },
 *   },
 *   { id: 'https://cce.example', name: 'Center for Collaborative Education' },
 * )
 */
export async function buildCredential(
  input: CredentialInput,
  profile: IdentifiedProfileInput,
  options: BuildOptions = {},
): Promise<OpenBadgeCredential> {
  assertKnownOptions(options, BUILD_OPTIONS)
  const { draft, issuer } = readArguments(input, profile)
  const ids = createIdSource(profile.id, options.idempotencyKey)
  const problems: Problem[] = unknownInput(draft, CREDENTIAL_MEMBERS)
  const achievement = achievementDraft(draft.achievement, profile.id)
  const badge = frameDraft(draft, issuer, ids, options)
  badge.type = ['VerifiableCredential', 'OpenBadgeCredential']
  badge.name ??= isObject(achievement) ? achievement.name : undefined
  badge.image = buildImage(draft.image)
  badge.credentialSubject = subjectDraft(draft, achievement, ids, problems)
  badge.endorsement = manyOf(draft.endorsement)
  badge.endorsementJwt = manyOf(draft.endorsementJwt)
  return finish<OpenBadgeCredential>(badge, problems)
}

function subjectDraft(draft: Draft, achievement: unknown, ids: IdSource, problems: Problem[]): Draft {
  const achievementId = isObject(achievement) ? achievement.id : undefined
  const subject = recipientDraft(draft.recipient, ids, problems)
  subject.type = ['AchievementSubject']
  for (const member of SUBJECT_MEMBERS) subject[member] = draft[member]
  subject.activityStartDate = dateOf(draft.activityStartDate)
  subject.activityEndDate = dateOf(draft.activityEndDate)
  subject.source = profileDraft(draft.source)
  subject.result = manyOf(draft.results, (result) => resultDraft(result, achievementId))
  subject.achievement = achievement
  return subject
}

/**
 * Makes an unsigned endorsement of a badge, an achievement or a profile.
 *
 * @param input - What is endorsed, by id, and what is said about it. `name` is required by the specification.
 * @param profile - The endorser; `id` is its URL or DID.
 * @param options - As for {@link buildCredential}.
 * @returns An EndorsementCredential that `validateCredential` accepts.
 * @throws {@link OpenBadgesError} with every problem, as {@link buildCredential}.
 *
 * @example
 * const endorsement = await buildEndorsement(
 *   { name: 'Accepted for salary credit', endorses: 'https://cce.example/achievements/rubric-design' },
 *   { id: 'https://district.example', name: 'Example District' },
 * )
 */
export async function buildEndorsement(
  input: EndorsementInput,
  profile: IdentifiedProfileInput,
  options: BuildOptions = {},
): Promise<EndorsementCredential> {
  assertKnownOptions(options, BUILD_OPTIONS)
  const { draft, issuer } = readArguments(input, profile)
  const ids = createIdSource(profile.id, options.idempotencyKey)
  const problems = unknownInput(draft, [...FRAME_MEMBERS, 'endorses', 'comment'])
  const endorsement = frameDraft(draft, issuer, ids, options)
  endorsement.type = ['VerifiableCredential', 'EndorsementCredential']
  endorsement.credentialSubject = {
    id: draft.endorses,
    type: ['EndorsementSubject'],
    endorsementComment: draft.comment,
  }
  return finish<EndorsementCredential>(endorsement, problems)
}

function readArguments(input: unknown, profile: unknown): { draft: Draft; issuer: unknown } {
  if (!isObject(input)) throw new TypeError('input: expected an object.')
  if (!isObject(profile)) throw new TypeError('profile: expected an object, the issuer.')
  if (typeof profile.id !== 'string') throw new TypeError('profile.id: expected the URL or DID of the issuer.')
  return { draft: input, issuer: profileDraft(profile) }
}

function finish<C extends Credential>(draft: Draft, inputProblems: readonly Problem[]): C {
  const { value: credential, isPlain } = finished(draft)
  const result = isPlain ? validatePlain(credential as JsonObject) : validateCredential(credential)
  const [first, ...rest] = [...inputProblems, ...(result.valid ? [] : errorsOf(result.problems))]
  if (first !== undefined) throw new OpenBadgesError(first, ...rest)
  return credential as C
}

function errorsOf(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ severity }) => severity === 'error')
}
