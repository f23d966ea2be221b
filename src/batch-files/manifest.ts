import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { Problem } from '../errors.ts'
import type { Many } from '../types.ts'

/** What became of a row, as it stands in `manifest.ndjson`. Rows are counted from 1. */
export type BatchRecord = { readonly row: number; readonly key: string } & (
  | {
      readonly outcome: 'issued'
      /** Within the folder of the job. */
      readonly file: string
      /** Of the credential. */
      readonly id: string
      /** Of the file, in hex. */
      readonly sha256: string
      readonly statusListIndex?: string
    }
  | { readonly outcome: 'rejected'; readonly problems: Many<Problem> }
  /** In a dry run, for what would be issued. */
  | { readonly outcome: 'valid' }
)

export interface Manifest {
  /** On the disk when the promise resolves. */
  append(records: readonly BatchRecord[]): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the manifest of a job, and tells what it holds. Lines are in the order of the rows, without gaps. What follows
 * the last whole one was cut short by a kill, and is taken away with all from the first on that does not hold: those
 * rows are done again.
 *
 * @param holds - Whether what a line says is so.
 * @param known - Told of each line that holds.
 */
export async function openManifest(
  path: string,
  holds: (record: BatchRecord) => boolean,
  known: (record: BatchRecord) => void | Promise<void>,
): Promise<Manifest> {
  const file = await open(path, 'a+')
  try {
    let end = 0
    for await (const { record, endsAt } of readRecords(path)) {
      if (!holds(record)) break
      await known(record)
      end = endsAt
    }
    await file.truncate(end)
    await file.sync()
  } catch (error) {
    await file.close()
    throw error
  }
  return { append: (records) => append(file, records), close: () => file.close() }
}

async function append(file: FileHandle, records: readonly BatchRecord[]): Promise<void> {
  await file.appendFile(records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  await file.sync()
}

/** The records from the first row on, as far as they are whole, each with the offset at which its line ends. */
export async function* readRecords(
  path: string,
): AsyncGenerator<{ readonly record: BatchRecord; readonly endsAt: number }, void, undefined> {
  let rest = new Uint8Array()
  let endsAt = 0
  let row = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    const bytes = rest.length === 0 ? chunk : joined(rest, chunk)
    let start = 0
    for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
      const record = recordIn(bytes.subarray(start, end))
      if (record?.row !== ++row) return
      endsAt += end + 1 - start
      start = end + 1
      yield { record, endsAt }
    }
    rest = bytes.slice(start)
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

function recordIn(line: Uint8Array): BatchRecord | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line))
  } catch {
    return undefined
  }
}
