import { type Award, awardOf, keyOf, versionOf } from '../members/facts.ts'
import type { JsonObject } from '../types.ts'
import type { VerificationReport } from '../verification.ts'

/**
 * What verification makes of a credential for a stack. *Expired* and nothing else is wrong; *revoked* is proven and
 * taken back; *bad* is disproved in another way; *other* is no badge at all.
 */
export type Standing = 'good' | 'undecided' | 'expired' | 'expired-undecided' | 'revoked' | 'bad' | 'other'

/** One credential that was presented, verified. */
export interface Candidate {
  /** Its place among what was presented. */
  readonly index: number
  /** Where it stands in the learner record that was presented. */
  readonly pointer?: string
  readonly report: VerificationReport
  readonly credential: JsonObject | undefined
  readonly award: Award
  readonly standing: Standing
  /** Names the same credential in every encoding. */
  readonly key: string
}

export function candidateOf(report: VerificationReport, index: number, pointer?: string): Candidate {
  const { credential } = report
  return {
    index,
    ...(pointer !== undefined && { pointer }),
    report,
    credential,
    award: credential ? awardOf(credential) : {},
    standing: standingOf(report),
    key: (credential && keyOf(credential)) ?? `${report.source.text ?? ''} ${index} ${pointer ?? ''}`,
  }
}

function standingOf({ kind, credential, verdict, checks, problems }: VerificationReport): Standing {
  if (credential === undefined || kind !== 'badge') return 'other'
  if (verdict === 'valid') return 'good'
  if (verdict === 'indeterminate') return 'undecided'
  const { read, schema, proof, validity, status } = checks
  if ([read, schema, proof].some(({ outcome }) => outcome === 'failed')) return 'bad'
  const errors = validity.problems.filter(({ severity }) => severity === 'error')
  const isExpiredOnly = errors.every(({ code }) => code === 'time.expired')
  if (!isExpiredOnly) return 'bad'
  if (status.outcome === 'failed' && proof.outcome === 'passed') return 'revoked'
  if (validity.outcome !== 'failed' || problems.length === 0) return 'bad'
  const isDecided = [read, schema, proof, status].every(
    ({ outcome }) => outcome === 'passed' || outcome === 'not-applicable',
  )
  return isDecided ? 'expired' : 'expired-undecided'
}

/** The issuer's own proof of it was good, so that a newer version takes the place of an older one. */
function isProven({ standing, report }: Candidate): boolean {
  return standing !== 'bad' && standing !== 'other' && report.checks.proof.outcome === 'passed'
}

/** Of two encodings of one version, the one that says the worse proven thing. */
const RANK: readonly Standing[] = ['revoked', 'expired', 'expired-undecided', 'good', 'undecided', 'bad', 'other']

/**
 * Which of the candidates stand: of those that are one credential, the newest that is proven. What is undecided does not
 * push out what is proven; what is bad pushes out nothing.
 */
export function currentOf(candidates: readonly Candidate[]): ReadonlySet<Candidate> {
  const groups = new Map<string, Candidate>()
  const standing = new Set<Candidate>()
  for (const candidate of candidates) {
    if (candidate.standing === 'bad' || candidate.standing === 'other') standing.add(candidate)
    else {
      const other = groups.get(candidate.key)
      groups.set(candidate.key, other === undefined || isBefore(candidate, other) ? candidate : other)
    }
  }
  for (const candidate of groups.values()) standing.add(candidate)
  return standing
}

function isBefore(a: Candidate, b: Candidate): boolean {
  if (isProven(a) !== isProven(b)) return isProven(a)
  const [mine, theirs] = [a, b].map(({ credential }) => versionOf(credential ?? {}))
  if (mine !== theirs) return (mine ?? 0) > (theirs ?? 0)
  if (a.standing !== b.standing) return RANK.indexOf(a.standing) < RANK.indexOf(b.standing)
  return (a.report.source.text ?? '') < (b.report.source.text ?? '')
}
