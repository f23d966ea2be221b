import { base64urlDecode } from '../../src/encoding.ts'
import { createIssuer, issueCredential, type VerificationReport, verifyCredential } from '../../src/index.ts'

/** What a badge is handed over as: text, or bytes in base64url. */
export interface Presented {
  readonly title: string
  readonly text?: string
  readonly bytes?: string
}

export interface Question {
  readonly now: string
  readonly email: string
  readonly presented: readonly Presented[]
}

export interface Answer {
  readonly reports: readonly VerificationReport[]
  /** A badge that was issued here. */
  readonly issued: string
}

/** Verifies what was presented, and issues a badge: the same in Node and in a page. */
export async function run({ now, email, presented }: Question): Promise<Answer> {
  const reports: VerificationReport[] = []
  for (const { text, bytes } of presented) {
    const input = text ?? base64urlDecode(bytes ?? '') ?? ''
    reports.push(await verifyCredential(input, { now, recipient: { email } }))
  }
  const issuer = await createIssuer({ name: 'A page' })
  const badge = await issueCredential(
    {
      recipient: { email },
      achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' },
    },
    issuer,
    { now: new Date(now) },
  )
  return { reports, issued: JSON.stringify(badge) }
}
