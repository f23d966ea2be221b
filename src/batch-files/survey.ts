import { createHash } from 'node:crypto'
import type { BatchRow, UnreadableRow } from '../batch.ts'

/** Rows that can be read several times: to count them, to issue them, to say which were rejected. */
export type JobRows =
  | readonly (BatchRow | UnreadableRow)[]
  | (() => Iterable<BatchRow | UnreadableRow> | AsyncIterable<BatchRow | UnreadableRow>)

export interface Survey {
  readonly count: number
  /** Of all rows, in hex. */
  readonly sha256: string
}

export function readRows(rows: JobRows): Iterable<BatchRow | UnreadableRow> | AsyncIterable<BatchRow | UnreadableRow> {
  return typeof rows === 'function' ? rows() : rows
}

/** Reads all rows once, to know how many there are and whether they are the ones that a job was started with. */
export async function surveyRows(rows: JobRows, signal: AbortSignal | undefined): Promise<Survey> {
  const hash = createHash('sha256')
  let count = 0
  for await (const row of readRows(rows)) {
    signal?.throwIfAborted()
    hash.update(`${plainText(row)}\n`)
    count++
  }
  return { count, sha256: hash.digest('hex') }
}

export function digestOf(value: unknown): string {
  return createHash('sha256')
    .update(value instanceof Uint8Array ? value : plainText(value))
    .digest('hex')
}

/** JSON in which bytes are named by their digest. */
function plainText(value: unknown): string {
  return (
    JSON.stringify(value, function (this: Record<string, unknown>, name, member) {
      // Buffers have become arrays of numbers by now; their owner still has them.
      const owned = this[name]
      return owned instanceof Uint8Array ? { bytes: digestOf(owned) } : member
    }) ?? 'undefined'
  )
}
