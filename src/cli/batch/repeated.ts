import type { BatchRow, UnreadableRow } from '../../batch.ts'
import { normalizeEmail } from '../../identity.ts'
import { isObject } from '../../json.ts'

export interface Repeated {
  /** How many rows are for somebody who has had one before, for the same achievement. */
  readonly rows: number
  /** The first of them and the one before it, counted from 1. */
  readonly example: readonly [earlier: number, later: number] | undefined
}

/** Looks for people who are in the table twice: a slip more often than not, and it makes two badges. */
export async function findRepeated(rows: AsyncIterable<BatchRow | UnreadableRow>): Promise<Repeated> {
  const first = new Map<string, number>()
  let [at, count]: [number, number] = [0, 0]
  let example: Repeated['example']
  for await (const row of rows) {
    at++
    // A line of JSON may be anything.
    if (!isObject(row)) continue
    const email = emailOf(row.recipient)
    if (email === undefined) continue
    const name = JSON.stringify([email, row.achievement])
    const earlier = first.get(name)
    if (earlier === undefined) first.set(name, at)
    else {
      count++
      example ??= [earlier, at]
    }
  }
  return { rows: count, example }
}

function emailOf(recipient: unknown): string | undefined {
  const email = isObject(recipient) ? recipient.email : undefined
  return typeof email === 'string' ? normalizeEmail(email) : undefined
}
