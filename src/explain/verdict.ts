import { factsOf, type ReportCode } from '../codes.ts'
import type { VerificationReport } from '../verification.ts'
import type { DecidingCheck } from './catalogue.ts'
import { STEP_OF } from './steps.ts'
import { say, type Voice } from './voice.ts'

/** Whether there is a badge to be described: it was read, and what was read is one. */
export function isRead({ credential, checks }: VerificationReport): boolean {
  return credential !== undefined && checks.read.outcome === 'passed'
}

/** Whether the issuer stands behind what the badge says. Nothing in it is a fact before. */
export function isProven({ checks }: VerificationReport): boolean {
  return checks.proof.outcome === 'passed'
}

/** A code of a later version has no words here. */
export function isKnownCode(code: string): code is ReportCode {
  return Object.hasOwn(STEP_OF, code)
}

export function sayVerdict(report: VerificationReport, voice: Voice): string {
  if (report.verdict === 'valid') {
    return say(voice, report.checks.recipient.outcome === 'passed' ? 'validForPerson' : 'valid')
  }
  const reason = reasonFor(report, report.verdict === 'invalid' ? 'failed' : 'undecided', voice)
  if (report.verdict === 'invalid') return say(voice, isRead(report) ? 'invalid' : 'unreadInvalid', { reason })
  return say(voice, isRead(report) ? 'undecided' : 'unreadUndecided', { reason })
}

/** What has to be known before the rest is read. */
export function sayCaution(report: VerificationReport, voice: Voice): string[] {
  const refreshed = report.checks.refresh.refreshed ? [say(voice, 'refreshed')] : []
  if (!isRead(report) || isProven(report)) return refreshed
  const failed = report.checks.proof.outcome === 'failed'
  return [...refreshed, say(voice, failed ? 'unprovenFailed' : 'unprovenUndecided')]
}

function reasonFor({ checks }: VerificationReport, outcome: 'failed' | 'undecided', voice: Voice): string {
  const { because, becauseOf } = voice.catalogue
  const reasons = (Object.keys(because) as DecidingCheck[]).flatMap((name) => {
    const { outcome: found, problems } = checks[name]
    if (found !== outcome) return []
    const codes = problems.flatMap(({ code, severity }) => (severity === 'error' && isKnownCode(code) ? [code] : []))
    const deciding = codes.find((code) => factsOf(code).outcome === outcome)
    return [(deciding && becauseOf[deciding]) ?? because[name][outcome]]
  })
  if (reasons.length === 0) return say(voice, 'noReason')
  return reasons.reduce((first, next) => say(voice, 'andReason', { first, next }))
}
