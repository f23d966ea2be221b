import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { csvLine } from '../csv.ts'
import type { Problem } from '../errors.ts'
import { writeFileAtomically } from '../files/atomic-write.ts'
import { type BatchRecord, readRecords } from './manifest.ts'
import { type JobRows, readRows } from './survey.ts'

export const REJECTS = 'rejects.csv'

/** Columns of our own; whoever reads the table again knows them by this prefix. */
const COLUMNS = ['rejected_row', 'rejected_key', 'rejected_because', 'rejected_codes'] as const

/**
 * Writes the table of rejected rows: each as it stood in its table, where it came from one, and why. Corrected, the file
 * can be issued as it is. No file when no row was rejected.
 *
 * @returns Its path.
 */
export async function writeRejects(
  out: string,
  manifest: string,
  rows: JobRows,
  count: number,
): Promise<string | undefined> {
  const path = join(out, REJECTS)
  if (count === 0) {
    await rm(path, { force: true })
    return undefined
  }
  const lines: string[] = []
  let columns: readonly string[] | undefined
  const records = readRecords(manifest)
  for await (const row of readRows(rows)) {
    const { value } = await records.next()
    const record: BatchRecord | undefined = value?.record
    if (record?.outcome !== 'rejected') continue
    const cells: Readonly<Record<string, string>> = row?.cells ?? {}
    columns ??= Object.keys(cells)
    const own = [record.row, record.key, record.problems.map(reasonOf).join(' '), codesOf(record.problems)]
    lines.push(csvLine([...columns.map((column) => cells[column]), ...own]))
  }
  await writeFileAtomically(path, `${csvLine([...(columns ?? []), ...COLUMNS])}${lines.join('')}`)
  return path
}

function reasonOf({ message, hint, pointer }: Problem): string {
  const where = pointer === undefined || pointer === '' ? '' : `${pointer}: `
  return `${where}${message}${hint === undefined ? '' : ` ${hint}`}`
}

function codesOf(problems: readonly Problem[]): string {
  return [...new Set(problems.map(({ code }) => code))].join(' ')
}
