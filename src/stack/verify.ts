import { createProblem, type Problem } from '../errors.ts'
import { awardOf } from '../members/facts.ts'
import type { CredentialInputForm } from '../parse.ts'
import { personOf } from '../person.ts'
import { checkRecipient } from '../recipient.ts'
import { hasProblem } from '../report.ts'
import { timestamp } from '../validity.ts'
import type { VerificationReport } from '../verification.ts'
import { verifyCredential } from '../verify.ts'
import { assess } from './assess.ts'
import type { Stack } from './definition.ts'
import { assertArguments, assertStackOptions, type EvaluateStackOptions, verifyAll } from './evaluate.ts'
import type { PresentedProgress, StackProgress } from './progress.ts'

/** What a stack credential, or a learner record of a stack, is worth today. Plain JSON. */
export interface StackVerification {
  /**
   * `good`: it is valid, and its members still complete the stack. `degraded`: it is valid, but they do not, because one
   * was revoked, say, or has expired. `undecided`: that cannot be told, because a member was not presented, say.
   * `invalid`: the credential itself is bad, or is not that of the stack.
   */
  readonly standing: 'good' | 'degraded' | 'undecided' | 'invalid'
  /** Of the stack credential or the record itself; `checks.members` names what is wrong with a member. */
  readonly report: VerificationReport
  /** How far the members that it names complete the stack. */
  readonly progress: StackProgress
  readonly problems: readonly Problem[]
}

/**
 * Verifies a stack credential or a learner record together with its members, and says whether the stack still stands:
 * the outer proof vouches for no member, so each is verified by its own, held against the digest by which it is named,
 * and held against the definition.
 *
 * @param stack - From `defineStack`. It says what a member that has expired means.
 * @param credential - The stack's own credential, or a learner record of it, in any form that `verifyCredential` reads.
 * @param members - The members; of a learner record, those in it are looked at and none need be given.
 * @param options - As for `evaluateStack`.
 * @returns What it is worth, and why. Problems: `member.*`, `stack.*`, and those of the credential itself.
 * @throws TypeError for arguments that make no sense.
 *
 * @example
 * const { standing, problems } = await verifyStack(stack, award, badges)
 */
export async function verifyStack(
  stack: Stack,
  credential: CredentialInputForm,
  members: readonly CredentialInputForm[],
  options: EvaluateStackOptions = {},
): Promise<StackVerification> {
  assertArguments(stack, members)
  assertStackOptions(options)
  const { recipient, ...verifyOptions } = options
  const now = options.now ?? timestamp(undefined, 'now')
  const report = await verifyCredential(credential, { ...options, now, members })
  const isRecord = report.kind === 'clr'
  const candidates = await verifyAll(isRecord ? [credential] : namedMembers(report, members), { ...verifyOptions, now })
  const { progress } = assess(
    stack,
    candidates,
    {
      isForRecipient: recipient && ((member) => checkRecipient(member, recipient).outcome === 'passed'),
      ...(report.verified && report.credential && { vouched: personOf(report.credential) }),
    },
    report.checkedAt,
  )
  const foreign = isRecord ? [] : foreignProblems(stack, report)
  return {
    standing: foreign.length > 0 ? 'invalid' : standingOf(report, progress),
    report,
    progress,
    problems: [...foreign, ...report.problems, ...progress.problems],
  }
}

/** A member that the credential does not name, or names by another digest, is not what it was awarded for. */
function namedMembers(
  { checks }: VerificationReport,
  members: readonly CredentialInputForm[],
): readonly CredentialInputForm[] {
  return members.filter((_, index) => {
    const facts = checks.members.members[index]
    return facts?.pointer !== undefined && facts.digest !== 'differs'
  })
}

function standingOf(report: VerificationReport, { status, presented }: StackProgress): StackVerification['standing'] {
  if (report.verdict === 'invalid') return 'invalid'
  if (report.verdict === 'indeterminate') return 'undecided'
  if (status === 'complete') return 'good'
  const { problems } = report.checks.members
  const isBroken = presented.some(isRefused) || hasProblem(problems, 'member.changed')
  // What was not presented may be good.
  if (status === 'undecided' || (!isBroken && hasProblem(problems, 'member.missing'))) return 'undecided'
  return 'degraded'
}

function isRefused({ counts, problems }: PresentedProgress): boolean {
  return counts === 'no' && problems.some(({ severity }) => severity === 'error')
}

/** Whether it is the credential of this stack at all. */
function foreignProblems(stack: Stack, { credential }: VerificationReport): Problem[] {
  if (credential === undefined) return []
  const { achievement, issuer } = awardOf(credential)
  if (achievement !== stack.achievement.id)
    return [
      createProblem('stack.not_required', `It is not the credential of ${stack.name}: it is for another achievement.`),
    ]
  if (issuer !== undefined && stack.issuers.includes(issuer)) return []
  return [createProblem('stack.issuer', `It was issued by somebody who does not award ${stack.name}.`)]
}
