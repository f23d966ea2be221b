import type { ErrorCode } from '../codes.ts'
import type { BatchRecord } from './manifest.ts'

/** Why rows were rejected, the most frequent reason first. */
export interface RejectReason {
  readonly code: ErrorCode
  /** As it was said of the first such row. */
  readonly message: string
  /** Number of that row, from 1. */
  readonly firstRow: number
  readonly rows: number
}

/** What became of a job. */
export interface BatchSummary {
  readonly job: string
  readonly rows: number
  readonly issued: number
  readonly rejected: number
  readonly reasons: readonly RejectReason[]
  /** Of the issued, those that earlier runs had issued. Not in `summary.json`, which is that of an undisturbed run. */
  readonly issuedBefore: number
}

/** Counts, in memory that does not grow with the number of rows. */
export interface Tally {
  add(record: BatchRecord): void
  /** Rows so far. */
  rows(): number
  summary(job: string): Omit<BatchSummary, 'issuedBefore'>
}

export function startTally(): Tally {
  const reasons = new Map<ErrorCode, RejectReason>()
  let [issued, rejected] = [0, 0]
  return {
    add(record) {
      if (record.outcome !== 'rejected') {
        issued++
        return
      }
      rejected++
      const { code, message } = record.problems[0]
      const known = reasons.get(code) ?? { code, message, firstRow: record.row, rows: 0 }
      reasons.set(code, { ...known, rows: known.rows + 1 })
    },
    rows: () => issued + rejected,
    summary: (job) => ({
      job,
      rows: issued + rejected,
      issued,
      rejected,
      reasons: [...reasons.values()].sort((a, b) => b.rows - a.rows),
    }),
  }
}
