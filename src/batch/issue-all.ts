import type { Problem } from '../errors.ts'
import type { CredentialStatus, Many } from '../types.ts'
import { inOrder } from './in-order.ts'
import type { RowResult } from './issue-rows.ts'
import { createKeySet } from './key-set.ts'
import type { Lane } from './lanes.ts'
import { duplicateKey, type PreparedRow, type ReadRow, type RowName, readRow, secondStatus } from './rows.ts'

/** What decides about rows before they are signed. */
export interface RowChoices {
  readonly job: string | undefined
  /** Names the rows as a whole, where those without a key are to be told from the same places of other rows. */
  readonly rowsName: string | undefined
  readonly skip: ((row: RowName) => boolean | Promise<boolean>) | undefined
  readonly status: ((row: RowName) => CredentialStatus | Promise<CredentialStatus>) | undefined
}

type Prepared = RowName & (PreparedRow | { readonly problems: Many<Problem> } | { readonly skipped: true })

/** What became of a row, with a signed document as it came from its thread. */
export type RowOutcome = RowName & (RowResult | { readonly skipped: true })

/** All rows in their order, in the groups in which they were signed: a step for each row would cost as much as the rest. */
export async function* issueAll(
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  choices: RowChoices,
  openLane: () => Promise<Lane>,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly RowOutcome[], void, undefined> {
  signal?.throwIfAborted()
  const lane = await openLane()
  try {
    const groups = prepareGroups(rows, choices, lane.groupSize)
    yield* inOrder(groups, lane.atOnce, (group) => issueGroup(group, lane), signal)
  } finally {
    await lane.close()
  }
}

/** Row by row, so that keys and statuses are given out in order. */
async function* prepareGroups(
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  choices: RowChoices,
  size: number,
): AsyncGenerator<readonly Prepared[], void, undefined> {
  const keys = createKeySet()
  let index = 0
  let group: Prepared[] = []
  for await (const value of rows) {
    const read = readRow(value)
    const isSecond = read.key !== undefined && !keys.add(read.key)
    const name: RowName = { index, key: read.key ?? String(index) }
    index++
    const isSkipped = choices.skip !== undefined && (await choices.skip(name))
    const judged: Prepared = isSkipped ? { ...name, skipped: true } : judge(name, read, isSecond, choices)
    const asksStatus = choices.status !== undefined && 'row' in judged
    group.push(asksStatus ? { ...judged, status: await choices.status(name) } : judged)
    if (group.length < size) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}

function judge(name: RowName, read: ReadRow, isSecond: boolean, choices: RowChoices): Prepared {
  if ('problems' in read) return { ...name, problems: read.problems }
  if (isSecond) return { ...name, problems: [duplicateKey(name.key)] }
  if (choices.status && hasStatus(read.row)) return { ...name, problems: [secondStatus()] }
  const idempotencyKey = idempotencyKeyOf(choices, read.key, name.index)
  return { ...name, row: read.row, ...(idempotencyKey !== undefined && { idempotencyKey }) }
}

function hasStatus({ status }: PreparedRow['row']): boolean {
  return status !== undefined && status !== null
}

/** A key "3" and the row with index 3 are not the same row. Without a job the key alone names the badge. */
function idempotencyKeyOf({ job, rowsName }: RowChoices, key: string | undefined, index: number): string | undefined {
  if (job === undefined) return key
  if (key !== undefined) return JSON.stringify(['batch', job, key])
  return JSON.stringify(rowsName === undefined ? ['batch', job, index] : ['batch', job, index, rowsName])
}

async function issueGroup(group: readonly Prepared[], lane: Lane): Promise<RowOutcome[]> {
  const results = (await lane.issue(group.filter((one) => 'row' in one))).values()
  return group.map((one) => {
    if (!('row' in one)) return one
    const { index, key } = one
    return { index, key, ...(results.next().value as RowResult) }
  })
}
