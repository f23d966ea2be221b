import { OpenBadgesError } from '../errors.ts'
import { exportKeyPair } from '../keys/key-pair.ts'
import { type IssueJob, issueRow, type RowResult } from './issue-rows.ts'
import { type IssueAnswer, type IssueSetup, MESSAGE_SIZE, ownContextsOf } from './messages.ts'
import { createPool, type Pool } from './pool.ts'
import type { PreparedRow } from './rows.ts'

/** Where rows are signed: on this thread, or on others. */
export interface Lane {
  /** Rows that are given over together. */
  readonly groupSize: number
  /** Groups on their way at one time. */
  readonly atOnce: number
  issue(rows: readonly PreparedRow[]): Promise<readonly RowResult[]>
  close(): Promise<void>
}

/** Signatures that are waited for at one time; it matters where a KMS makes them. */
const SIGNING_AT_ONCE = 16

export function thisThread(job: IssueJob): Lane {
  return {
    groupSize: 1,
    atOnce: SIGNING_AT_ONCE,
    issue: (rows) => Promise.all(rows.map((row) => issueRow(row, job))),
    close: async () => {},
  }
}

/** @throws TypeError for an issuer whose key cannot be handed to a thread, and without `tinypool`. */
export function setupOf(job: IssueJob): IssueSetup {
  const { issuer, documentLoader, ...rest } = job
  if (issuer.keyPair === undefined) {
    throw new TypeError(
      'workers: threads need issuer.keyPair, and this issuer signs through a signer of its own, such as a KMS. Leave workers out: such signatures are waited for, not computed, and several are waited for at once',
    )
  }
  const key = exportKeyPair(issuer.keyPair, { format: 'jwk' })
  return { ...rest, profile: issuer.profile, key, contexts: ownContextsOf(documentLoader) }
}

export async function otherThreads(job: IssueJob, setup: IssueSetup, threads: number): Promise<Lane> {
  const pool = await createPool(threads, setup)
  return {
    groupSize: MESSAGE_SIZE,
    // One that it works on and one that waits, so that no thread does.
    atOnce: 2 * threads,
    issue: (rows) => (rows.length === 0 ? Promise.resolve([]) : issueElsewhere(pool, rows, job)),
    close: () => pool.close(),
  }
}

async function issueElsewhere(pool: Pool, rows: readonly PreparedRow[], job: IssueJob): Promise<readonly RowResult[]> {
  const answer = await pool.run<IssueAnswer>('issueRows', rows).catch((error: unknown) => {
    if ((error as Error | undefined)?.name !== 'DataCloneError') throw error
    // A row holds what is no data, a function say. Here it is found and named, and the others are issued.
    return thisThread(job).issue(rows)
  })
  if ('failed' in answer) throw new OpenBadgesError(...answer.failed)
  return answer
}
