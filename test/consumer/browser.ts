import type { ErrorCode, Problem, VerificationReport, VerifyOptions } from 'badgesmith'
import { bake, createIssuer, explain, issueCredential, OpenBadgesError, unbake, verifyCredential } from 'badgesmith'
import * as selective from 'badgesmith/ecdsa-sd-2023'
import * as jwt from 'badgesmith/jwt'
import { verifyCredential as verifyOnly } from 'badgesmith/verify'

/** What a page does: issue, bake, read, verify, and say it in words; without one `any`. */
export async function roundTrip(picture: Uint8Array): Promise<string> {
  const issuer = await createIssuer({ name: 'Center for Collaborative Education', url: 'https://cce.example' })
  const badge = await issueCredential(
    {
      recipient: { email: 'teacher@district.example' },
      achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' },
    },
    issuer,
  )
  const id: string = badge.id
  const baked: Uint8Array = bake(picture, badge)
  const options: VerifyOptions = { now: '2026-01-01T00:00:00Z' }
  const report: VerificationReport = await verifyCredential(unbake(baked), options)
  const again: VerificationReport = await verifyOnly(baked, options)
  const problems: readonly Problem[] = report.problems
  const codes: ErrorCode[] = problems.map((problem) => problem.code)
  return [id, report.verdict, again.verdict, ...codes, explain(report)].join('\n')
}

export function codeOf(error: unknown): ErrorCode | undefined {
  return error instanceof OpenBadgesError ? error.code : undefined
}

export function forge(report: VerificationReport): void {
  // @ts-expect-error What a report says stays said.
  report.verdict = 'valid'
}

export const others: readonly object[] = [selective, jwt]
