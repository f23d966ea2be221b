import { OpenBadgesError, type Problem } from '../errors.ts'
import { type Issuer, issueCredential } from '../issue.ts'
import type { SigningSuite } from '../proof/sign.ts'
import type { CredentialInput, DocumentLoader, Many, SignedCredential } from '../types.ts'
import { inputOf, type PreparedRow } from './rows.ts'

/** What all rows of a batch have in common. */
export interface IssueJob {
  readonly issuer: Issuer
  readonly template: Partial<CredentialInput>
  readonly now: Date
  readonly format: 'embedded' | 'jwt'
  readonly cryptosuite: SigningSuite | undefined
  readonly documentLoader: DocumentLoader | undefined
}

/** What became of one row. From another thread a signed document comes as its text. */
export type RowResult =
  | { readonly credential: SignedCredential | string }
  | { readonly text: string }
  | { readonly problems: Many<Problem> }

/**
 * Builds, validates and signs one row. What is wrong with the row is an answer.
 *
 * @throws OpenBadgesError `signer.*`: a key that cannot be reached is no fault of the row, and the next would fare no
 *   better. TypeError when key, cryptosuite and format do not go together.
 */
export async function issueRow(row: PreparedRow, job: IssueJob): Promise<RowResult> {
  const { issuer, template, now, format, cryptosuite, documentLoader } = job
  const options = {
    now,
    ...(row.idempotencyKey !== undefined && { idempotencyKey: row.idempotencyKey }),
    ...(cryptosuite !== undefined && { cryptosuite }),
    ...(documentLoader !== undefined && { documentLoader }),
  }
  try {
    const input = inputOf(template, row)
    if (format === 'jwt') return { credential: await issueCredential(input, issuer, { ...options, format }) }
    return { credential: await issueCredential(input, issuer, options) }
  } catch (error) {
    if (!(error instanceof OpenBadgesError) || error.code.startsWith('signer.')) throw error
    return { problems: error.problems }
  }
}
