import { createReadStream } from 'node:fs'
import type { BatchRow, UnreadableRow } from '../../batch.ts'
import { createProblem, OpenBadgesError } from '../../errors.ts'
import { isObject, parseJson } from '../../json.ts'
import { unreadable } from '../files.ts'
import { badData } from '../refusal.ts'

/** A line holds one input; what is longer is another kind of file. */
const MAX_LINE = 16_777_216

/** Members of a row that are not for a file to say. */
const RESERVED = ['cells', 'unreadable']

/**
 * The rows of a file with one JSON object a line. A line that is none is a row that is not good.
 *
 * @param note - Told of each row at which line it stands, from 1.
 * @throws Refusal 66 when the file cannot be read.
 */
export async function* readJsonLines(
  path: string,
  note: (line: number) => void,
): AsyncGenerator<BatchRow | UnreadableRow, void, undefined> {
  let number = 0
  for await (const line of linesOf(path)) {
    number++
    if (isBlank(line)) continue
    note(number)
    yield rowIn(line)
  }
}

function rowIn(line: Uint8Array): BatchRow | UnreadableRow {
  try {
    const value = parseJson(line)
    const name = isObject(value) ? RESERVED.find((reserved) => reserved in value) : undefined
    if (name === undefined) return value as BatchRow
    return {
      unreadable: [createProblem('schema.additional', `A row has no member "${name}".`, { pointer: `/${name}` })],
    }
  } catch (error) {
    if (!(error instanceof OpenBadgesError)) throw error
    return { unreadable: error.problems }
  }
}

async function* linesOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  let rest: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let start = 0
      for (let end = rest.indexOf(0x0a); end !== -1; end = rest.indexOf(0x0a, start)) {
        yield new Uint8Array(rest.subarray(start, end))
        start = end + 1
      }
      rest = rest.subarray(start)
      if (rest.length > MAX_LINE)
        throw badData(`${path}: a line is longer than 16 MiB. It must be one JSON object a line.`)
    }
  } catch (error) {
    throw unreadable(path, error)
  }
  if (rest.length > 0) yield new Uint8Array(rest)
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)
}
