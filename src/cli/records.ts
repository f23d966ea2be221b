import { csvLine } from '../csv.ts'
import { isObject } from '../json.ts'
import { issuerIdOf } from '../trust.ts'
import type { JsonValue } from '../types.ts'
import { achievementOf } from './summary.ts'
import type { Verified } from './verified.ts'
import { versionText } from './version.ts'

/** One badge for a program: the report with where it came from. */
export function jsonRecord(verified: Verified): object {
  const { name, status } = verified
  if ('unreadable' in verified) return { input: name, error: { status, message: verified.unreadable } }
  return { input: name, sha256: verified.sha256, ...verified.report }
}

/** What a district files before it pays: the whole report, when, of which bytes, and by which version of us. */
export function auditRecord(verified: Verified, now: Date): string {
  const { name } = verified
  const version = versionText()
  if ('unreadable' in verified) {
    return JSON.stringify({ input: name, checkedAt: now.toISOString(), version, error: verified.unreadable })
  }
  const { report, sha256 } = verified
  return JSON.stringify({ input: name, sha256, checkedAt: report.checkedAt, version, report })
}

const COLUMNS = [
  'input',
  'verdict',
  'trusted',
  'achievement',
  'achievement_id',
  'credential_id',
  'issuer_id',
  'issuer_known_as',
  'issuer_calls_itself',
  'recipient',
  'valid_from',
  'valid_until',
  'awarded',
  'credits_earned',
  'status',
  'status_as_of',
  'evidence',
  'problems',
  'needs',
  'checked_at',
  'sha256',
] as const

export function csvHeader(): string {
  return csvLine(COLUMNS)
}

export function csvRecord(verified: Verified): string {
  if ('unreadable' in verified) {
    return csvLine(COLUMNS.map((column) => cellsOfUnreadable(verified.name, verified.unreadable)[column]))
  }
  const { name, report, sha256 } = verified
  const { credential = {}, checks } = report
  const achievement = achievementOf(credential)
  const subject = isObject(credential.credentialSubject) ? credential.credentialSubject : {}
  const asOf = checks.status.entries.flatMap((entry) => entry.asOf ?? []).sort()
  const cells: Record<(typeof COLUMNS)[number], string | number | undefined> = {
    input: name,
    verdict: report.verdict,
    trusted: report.trusted,
    achievement: text(achievement.name) ?? text(credential.name),
    achievement_id: text(achievement.id),
    credential_id: text(credential.id),
    issuer_id: issuerIdOf(credential),
    issuer_known_as: report.trusted === 'yes' ? report.trustedAs : undefined,
    issuer_calls_itself: isObject(credential.issuer) ? text(credential.issuer.name) : undefined,
    recipient: checks.recipient.outcome,
    valid_from: text(credential.validFrom) ?? text(credential.issuanceDate),
    valid_until: text(credential.validUntil) ?? text(credential.expirationDate),
    awarded: text(credential.awardedDate),
    credits_earned: typeof subject.creditsEarned === 'number' ? subject.creditsEarned : undefined,
    status: checks.status.outcome,
    status_as_of: asOf[0],
    evidence: checks.evidence.outcome,
    problems: [...new Set(report.problems.filter(({ severity }) => severity !== 'note').map(({ code }) => code))].join(
      ' ',
    ),
    needs: report.needs.join(' '),
    checked_at: report.checkedAt,
    sha256,
  }
  return csvLine(COLUMNS.map((column) => cells[column]))
}

function cellsOfUnreadable(input: string, problems: string): Partial<Record<(typeof COLUMNS)[number], string>> {
  return { input, verdict: 'unreadable', problems }
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
