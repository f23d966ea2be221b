import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { unreadable } from '../files.ts'
import { badData } from '../refusal.ts'

/** More than any row of people and links; an unclosed quotation mark would otherwise read the whole file as one cell. */
const MAX_ROW = 1_048_576

export interface TableRow {
  readonly cells: readonly string[]
  /** Number of the line at which it begins, from 1. */
  readonly line: number
}

/**
 * The rows of a CSV file (RFC 4180; also with semicolons or tabs), header included, as they are read.
 *
 * @throws Refusal 66 when the file cannot be read, 65 with the line when it is not UTF-8 or not CSV.
 */
export async function* readTable(path: string): AsyncGenerator<TableRow, void, undefined> {
  const delimiter = await delimiterOf(path)
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: MAX_ROW,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
  })
  // Errors reach whoever reads the parser.
  const rows: AsyncIterable<ParsedRow> = pipeline(createReadStream(path), utf8Only(path), parser, () => {})
  try {
    let countedTwice = 0
    for await (const { record, info } of rows) {
      const breaks = record.flatMap((cell) => cell.match(/\r\n|\r|\n/g) ?? [])
      // The parser counts a line break of two characters within a cell as two lines.
      countedTwice += breaks.filter((found) => found.length === 2).length
      const cells = record.map((cell) => unguarded(cell.trim()))
      yield { cells, line: info.lines - countedTwice - breaks.length }
    }
  } catch (error) {
    throw error instanceof CsvError ? badData(`${path}:${error.lines}: ${reasonOf(error)}`) : unreadable(path, error)
  }
}

interface ParsedRow {
  readonly record: readonly string[]
  /** `lines`: how many there were to its end. */
  readonly info: { readonly lines: number }
}

/** What we write to keep a spreadsheet from reading a formula is no part of the cell. */
function unguarded(cell: string): string {
  return /^'[=+\-@\t\r\n]/.test(cell) ? cell.slice(1) : cell
}

function utf8Only(path: string): (chunks: AsyncIterable<Uint8Array>) => AsyncGenerator<string> {
  return async function* decode(chunks) {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    try {
      for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true })
      yield decoder.decode()
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      throw badData(`${path}: it is not UTF-8. Save the table as "CSV UTF-8".`)
    }
  }
}

/** Spreadsheets of many countries write semicolons. Whichever there is most of in the header, outside quotation marks. */
async function delimiterOf(path: string): Promise<string> {
  const head = new Uint8Array(65_536)
  const file = await open(path, 'r').catch((error) => {
    throw unreadable(path, error)
  })
  try {
    await file.read(head)
  } catch (error) {
    throw unreadable(path, error)
  } finally {
    await file.close()
  }
  const [header = ''] = new TextDecoder()
    .decode(head)
    .replace(/"[^"]*"/g, '')
    .split(/[\r\n]/, 1)
  const count = (delimiter: string): number => header.split(delimiter).length
  return [';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best), ',')
}

function reasonOf({ code }: CsvError): string {
  if (code === 'CSV_MAX_RECORD_SIZE') return 'a row is longer than 1 MiB. A quotation mark is probably not closed.'
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quotation mark is not closed.'
  return 'a quotation mark stands where none can stand. Within a quoted cell it is written twice.'
}
