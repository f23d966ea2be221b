import { createReadStream } from 'node:fs'
import { chmod, open, readdir, realpath, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sniffImage } from '../bake/index.ts'
import { OpenBadgesError } from '../errors.ts'
import { type AtomicWriteOptions, writeFileAtomically } from '../files/atomic-write.ts'
import { type JsonLimits, parseJson } from '../json.ts'
import type { JsonValue } from '../types.ts'
import { EXIT } from './exit-status.ts'
import type { Io } from './io.ts'
import { placed } from './output.ts'
import { badData, badDataOf, Refusal } from './refusal.ts'

/** More than any badge, picture or evidence that is worth reading into memory. */
const MAX_BYTES = 67_108_864

/** What a folder is searched for. */
const BADGE_FILE = /\.(?:json|jsonld|jwt|png|svg)$/i

/** A JSON file of the user's own, with the value in it and the text for finding places. */
export interface JsonFile {
  readonly value: JsonValue
  readonly text: string
}

/** @throws Refusal 66 when the file cannot be read. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await collect(createReadStream(path), path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

/**
 * Reads what a person names on the command line: a file, or `-` for the standard input.
 *
 * @throws Refusal 66 when it cannot be read.
 */
export async function readInput(name: string, io: Io): Promise<Uint8Array> {
  return name === '-' ? collect(io.stdin, 'The standard input') : readBytes(name)
}

/** Everything that a stream gives, within the limit. */
async function collect(stream: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    length += chunk.length
    if (length > MAX_BYTES) throw new Refusal(EXIT.noInput, `${name}: it is larger than the 64 MiB that are read.`)
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/**
 * Reads JSON strictly.
 *
 * @throws Refusal 66 when the file cannot be read, 65 with the place of the fault when it is not JSON.
 */
export async function readJson(path: string, limits?: JsonLimits): Promise<JsonFile> {
  return jsonIn(path, await readBytes(path), limits)
}

/** @throws Refusal 65 with the place of the fault when the bytes are not JSON. */
export function jsonIn(path: string, bytes: Uint8Array, limits?: JsonLimits): JsonFile {
  // Only for finding places: what is not UTF-8 is refused by the reader.
  const text = new TextDecoder().decode(bytes)
  if (sniffImage(bytes) !== undefined) throw badData(`${path}: this is a picture, not JSON.`)
  try {
    return { value: parseJson(bytes, limits), text }
  } catch (error) {
    if (!(error instanceof OpenBadgesError)) throw error
    const [place] = placed([error.problems[0]], text)
    const where = place?.line !== undefined ? `:${place.line}:${place.column}` : ''
    throw badDataOf(`${path}${where}`, error.problems)
  }
}

/** Whether there is a folder of this name. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

/**
 * The files in a folder, and in those below it, that may be badges, by their names; and how many others there are.
 *
 * @throws Refusal 66 when a folder cannot be read.
 */
export async function findBadgeFiles(folder: string): Promise<{ readonly files: string[]; readonly others: number }> {
  const files: string[] = []
  let others = 0
  for (const path of await filesIn(folder, true)) {
    if (BADGE_FILE.test(path)) files.push(path)
    else others++
  }
  return { files, others }
}

/**
 * The files in a folder in the order of their names; those that begin with a dot are left out, and links to folders,
 * which may lead in a circle.
 *
 * @throws Refusal 66 when a folder cannot be read.
 */
export async function filesIn(folder: string, deep = false): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
    throw unreadable(folder, error)
  })
  const found: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (deep) found.push(...(await filesIn(path, true)))
    } else if (entry.isFile() || (entry.isSymbolicLink() && !(await isFolder(path)))) found.push(path)
  }
  return found
}

/**
 * Writes a file whole or not at all.
 *
 * @throws Refusal 74 when it cannot be written.
 */
export async function writeOutput(
  path: string,
  data: string | Uint8Array,
  options: AtomicWriteOptions = {},
): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path)
    // Renaming over a device or a pipe would put a file in its place.
    if (await isSpecial(target)) await writeFile(target, data)
    else await writeFileAtomically(target, data, options)
  } catch (error) {
    throw unwritable(path, error)
  }
}

/**
 * Writes a file that a person named, unless there is one of that name which is not to be replaced.
 *
 * @throws Refusal 74 when it cannot be written, or is there already.
 */
export async function writeNew(
  path: string,
  data: string | Uint8Array,
  options: { readonly replace: boolean },
): Promise<void> {
  if (!options.replace) await assertFree(path)
  // Of a folder the system says better why it is not written, and a device is always there.
  const isOther = (await isFolder(path)) || (await isSpecial(path))
  return writeOutput(path, data, options.replace || isOther ? {} : { exclusive: true })
}

/**
 * Asked before work that cannot be undone.
 *
 * @throws Refusal 74 when there is a file of this name; a device or a pipe takes what it is given.
 */
export async function assertFree(path: string): Promise<void> {
  if (!(await isFile(path))) return
  throw new Refusal(EXIT.ioError, `${path}: it exists already and was left as it is. Replace it with --force.`)
}

/** Whether there is a file of this name, and no folder, device or pipe. */
export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}

/**
 * Writes a file that only its owner may read. A file that is there is left alone, unless it is to be replaced.
 *
 * @throws Refusal 74 when it cannot be written, or is there already.
 */
export async function writeSecret(path: string, text: string, options: { readonly replace: boolean }): Promise<void> {
  if (!options.replace) return writeOutput(path, text, { mode: 0o600, exclusive: true })
  // A file that is replaced keeps its permissions, and may have been readable for all.
  await chmod(path, 0o600).catch(() => undefined)
  return writeOutput(path, text, { mode: 0o600 })
}

/**
 * Adds one line to a file, which is on the disk when the promise resolves. A line that an earlier death cut short ends
 * where it is.
 *
 * @throws Refusal 74 when it cannot be written.
 */
export async function appendLine(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, 'a+')
    try {
      const { size } = await file.stat()
      const last = new Uint8Array(1)
      if (size > 0) await file.read(last, 0, 1, size - 1)
      const isTorn = size > 0 && last[0] !== 0x0a
      await file.appendFile(`${isTorn ? '\n' : ''}${text}\n`)
      await file.sync().catch(ignoreUnsupported)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw unwritable(path, error)
  }
}

/** Pipes and terminals cannot be flushed. */
function ignoreUnsupported(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EINVAL' && error.code !== 'ENOTSUP') throw error
}

async function isSpecial(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && !found.isFile() && !found.isDirectory()
}

/** The refusal for a file that cannot be read. */
export function unreadable(path: string, error: unknown): unknown {
  if (error instanceof Refusal) return error
  const why = systemReason(error)
  return why === undefined ? error : new Refusal(EXIT.noInput, `${path}: ${why}`, { cause: error })
}

/** The refusal for a file that cannot be written. */
export function unwritable(path: string, error: unknown): unknown {
  if (error instanceof Refusal) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') {
    const message = `${path}: it was not written, because there is no folder ${dirname(path)}.`
    return new Refusal(EXIT.ioError, message, { cause: error })
  }
  if (code === 'EEXIST') {
    return new Refusal(EXIT.ioError, `${path}: it exists already and was left as it is.`, { cause: error })
  }
  const why = systemReason(error)
  return why === undefined
    ? error
    : new Refusal(EXIT.ioError, `${path}: it was not written. ${capitalized(why)}`, { cause: error })
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  ENOTDIR: 'a part of its path is a file, not a folder.',
  EISDIR: 'it is a folder.',
  EACCES: 'you have no permission for it.',
  EPERM: 'you have no permission for it.',
  EROFS: 'its disk can only be read.',
  ENOSPC: 'its disk is full.',
  EDQUOT: 'your share of its disk is used up.',
  ENAMETOOLONG: 'its name is too long.',
  ELOOP: 'its links lead in a circle.',
  EMFILE: 'too many files are open.',
}

/** What an error of the operating system means; undefined for any other error. */
function systemReason(error: unknown): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (typeof code !== 'string') return undefined
  const known = REASONS[code]
  if (known !== undefined) return known
  if (code === 'ERR_INVALID_ARG_VALUE') return 'it is no name of a file.'
  return syscall === undefined ? undefined : `the system says ${code}.`
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
