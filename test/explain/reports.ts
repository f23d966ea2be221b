import type { ErrorCode } from '../../src/codes.ts'
import { createProblem, type Problem, type ProblemDetails } from '../../src/errors.ts'
import { problemsOf, unchecked, verdictOf } from '../../src/report.ts'
import type { JsonObject } from '../../src/types.ts'
import type { Checks, VerificationReport } from '../../src/verification.ts'
import { badge } from '../support/badges.ts'

/** A stranger's key. */
export const STRANGER = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'

/** The checks of a good badge about which nobody asked anything. */
export const GOOD: Checks = {
  read: { outcome: 'passed', problems: [] },
  schema: { outcome: 'passed', problems: [] },
  proof: { outcome: 'passed', problems: [], verificationMethod: 'https://cce.example/issuer#key-1' },
  refresh: { outcome: 'not-applicable', problems: [], refreshed: false },
  validity: { outcome: 'passed', problems: [], validFrom: '2026-03-01T09:00:00Z' },
  status: { outcome: 'not-applicable', problems: [], entries: [] },
  recipient: unchecked('not-applicable'),
  endorsements: { outcome: 'not-applicable', problems: [], endorsements: [] },
  evidence: { outcome: 'not-applicable', problems: [], items: [] },
  members: { outcome: 'not-applicable', problems: [], members: [] },
}

/** What follows from checks, as `verifyCredential` puts it together. */
export function reportOf(checks: Partial<Checks> = {}, changes: Partial<VerificationReport> = {}): VerificationReport {
  const all: Checks = { ...GOOD, ...checks }
  const verdict = verdictOf(all)
  const problems = problemsOf(all)
  return {
    verdict,
    verified: verdict === 'valid',
    trusted: 'unknown',
    kind: 'badge',
    source: { carrier: 'png', proof: ['eddsa-rdfc-2022'] },
    credential: badgeJson(),
    checks: all,
    problems,
    needs: problems.flatMap(({ needs }) => needs ?? []),
    checkedAt: '2026-06-01T12:00:00.000Z',
    ...changes,
  }
}

/** The good badge of the tests, changed in some members. */
export function badgeJson(changes: JsonObject = {}): JsonObject {
  return { ...(badge() as JsonObject), ...changes }
}

/** A check with one problem. */
export function withProblem<O extends 'failed' | 'undecided' | 'passed'>(
  outcome: O,
  code: ErrorCode,
  details: ProblemDetails & { readonly message?: string } = {},
): { outcome: O; problems: readonly Problem[] } {
  const { message = 'As the check says it.', ...more } = details
  return { outcome, problems: [createProblem(code, message, more)] }
}

/** Nothing could be read: what came after reading was not reached. */
export function unreadable(code: ErrorCode, outcome: 'failed' | 'undecided'): VerificationReport {
  const notReached = { outcome: 'not-reached', problems: [] } as const
  return reportOf(
    {
      read: withProblem(outcome, code),
      schema: notReached,
      proof: notReached,
      validity: notReached,
      status: { ...notReached, entries: [] },
      endorsements: { ...notReached, endorsements: [] },
    },
    { credential: undefined, source: { carrier: 'png', proof: [] } },
  )
}
