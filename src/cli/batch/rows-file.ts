import { dirname, extname, resolve } from 'node:path'
import type { BatchRow, UnreadableRow } from '../../batch.ts'
import { createProblem } from '../../errors.ts'
import { isObject } from '../../json.ts'
import type { CredentialInput, JsonObject } from '../../types.ts'
import { readBytes } from '../files.ts'
import { badData, Refusal, wrongUsage } from '../refusal.ts'
import { type ColumnPlan, planColumns } from './columns.ts'
import { readJsonLines } from './json-lines.ts'
import { readTable } from './table.ts'

/** The rows of a file, which can be read from its beginning any number of times. */
export interface RowsFile {
  readonly rows: () => AsyncIterable<BatchRow | UnreadableRow>
  /** The same without reading the evidence files that rows name. */
  readonly plainRows: () => AsyncIterable<BatchRow | UnreadableRow>
  /** How its columns are understood; undefined where it has none. */
  readonly plan: ColumnPlan | undefined
  /** The line of the file at which a row begins, both from 1: people see lines. Known of rows that were read. */
  readonly lineOf: (row: number) => number
}

/**
 * @param maps - What `--map` says.
 * @throws Refusal 64, 65 or 66 when the file, its header or a `--map` is not what it must be.
 */
export async function openRows(
  path: string,
  maps: readonly string[],
  template: Partial<CredentialInput>,
): Promise<RowsFile> {
  const { lineOf, startLines } = createLineBook()
  const extension = extname(path).toLowerCase()
  if (['.ndjson', '.jsonl'].includes(extension)) {
    if (maps.length > 0) throw wrongUsage('--map is for tables; a JSON row has the names already.')
    const plainRows = () => readJsonLines(path, startLines())
    return { rows: () => withFiles(plainRows(), dirname(path)), plainRows, plan: undefined, lineOf }
  }
  if (!['.csv', '.tsv', '.txt'].includes(extension)) {
    throw wrongUsage(
      `--rows must be a .csv table or a .ndjson file, and ${path} is neither. Save a spreadsheet as "CSV UTF-8".`,
    )
  }
  const header = await headerOf(path)
  const plan = planColumns(header.filter(isOfTheTable), maps, template)
  assertRecipient(path, plan)
  const plainRows = () => tableRows(path, header, plan, startLines())
  return { rows: () => withFiles(plainRows(), dirname(path)), plainRows, plan, lineOf }
}

/** Remembers at which line each row begins. `startLines` is called at each new reading of the file. */
function createLineBook(): { readonly lineOf: RowsFile['lineOf']; readonly startLines: () => (line: number) => void } {
  const lines: number[] = []
  return {
    lineOf: (row) => lines[row - 1] ?? row,
    startLines: () => {
      let row = 0
      return (line) => {
        lines[row++] = line
      }
    },
  }
}

/** What `rejects.csv` says beside the table is made anew. */
function isOfTheTable(name: string): boolean {
  return !name.startsWith('rejected_')
}

async function headerOf(path: string): Promise<string[]> {
  for await (const { cells } of readTable(path)) {
    const header = cells.map((cell, at) => (cell === '' ? `column ${at + 1}` : cell))
    const twice = header.find((name, at) => header.indexOf(name) !== at)
    if (twice !== undefined) throw badData(`${path}: two columns are called "${twice}". Rename one.`)
    return header
  }
  throw badData(`${path}: it is empty. Its first line must name the columns, such as "email".`)
}

function assertRecipient(path: string, { used, unused }: ColumnPlan): void {
  const isNamed = used.some(([, target]) => ['recipient.email', 'recipient.id', 'id or key'].includes(target))
  if (isNamed) return
  const columns = unused.map((name) => `"${name}"`).join(', ')
  throw badData(
    `${path}: no column says whom the badges are for. The columns ${columns} were not understood; say which it is: --map "COLUMN=recipient.email"`,
  )
}

async function* tableRows(
  path: string,
  header: readonly string[],
  plan: ColumnPlan,
  note: (line: number) => void,
): AsyncGenerator<BatchRow | UnreadableRow, void, undefined> {
  let isHeader = true
  for await (const { cells: values, line } of readTable(path)) {
    if (isHeader) {
      isHeader = false
      continue
    }
    note(line)
    const pairs = header.map((name, at) => [name, values[at] ?? ''] as const)
    const cells = Object.fromEntries(pairs.filter(([name]) => isOfTheTable(name)))
    if (values.length <= header.length) yield plan.rowOf(cells)
    else yield { unreadable: [tooManyCells(values.length, header.length)], cells }
  }
}

function tooManyCells(found: number, expected: number): ReturnType<typeof createProblem> {
  return createProblem('batch.row', `The row has ${found} cells, and the table ${expected} columns.`, {
    hint: 'A cell with a comma or a line break in it stands in quotation marks.',
  })
}

/** Evidence may name files of its own, by their paths from the file of the rows. */
async function* withFiles(
  rows: AsyncIterable<BatchRow | UnreadableRow>,
  folder: string,
): AsyncGenerator<BatchRow | UnreadableRow, void, undefined> {
  for await (const row of rows) yield 'evidence' in Object(row) ? await withBytes(row as BatchRow, folder) : row
}

async function withBytes(row: BatchRow, folder: string): Promise<BatchRow | UnreadableRow> {
  const items: readonly unknown[] = Array.isArray(row.evidence) ? row.evidence : [row.evidence]
  try {
    const evidence: unknown[] = []
    for (const item of items) evidence.push(await evidenceWithBytes(item, folder))
    return { ...row, evidence } as BatchRow
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { key, cells } = row
    const unreadable = [createProblem('batch.row', `An evidence file: ${error.message}`)] as const
    return { unreadable, ...(key !== undefined && { key }), ...(cells !== undefined && { cells }) }
  }
}

export async function evidenceWithBytes(item: unknown, folder: string): Promise<unknown> {
  const file = isObject(item) ? item.file : undefined
  return typeof file === 'string' ? { ...(item as JsonObject), file: await readBytes(resolve(folder, file)) } : item
}
