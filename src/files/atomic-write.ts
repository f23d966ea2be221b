import { randomBytes } from 'node:crypto'
import { link, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface AtomicWriteOptions {
  /** Permissions of a new file, before the umask; an existing file keeps its own. Default 0o666. */
  readonly mode?: number
  /** Fails with EEXIST where there is a file already. */
  readonly exclusive?: true
}

/**
 * Writes a file whole or not at all: to a temporary name beside it, flushed, renamed, and the directory flushed. A
 * process killed at any moment leaves the old file or the new one, and at most a `.tmp` beside it.
 *
 * @throws The error of the file system, such as ENOSPC; the file is then as it was.
 */
export async function writeFileAtomically(
  path: string,
  data: string | Uint8Array,
  options: AtomicWriteOptions = {},
): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`
  try {
    await writeFlushed(temporary, data, (await modeOf(path)) ?? options.mode ?? 0o666)
    if (options.exclusive) await link(temporary, path)
    else await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
  await flushDirectory(dirname(path))
}

/**
 * Writes several new files of one folder, each whole or not at all, flushing the folder once for all of them.
 *
 * @param files - What to write, by name; a file that is there already is replaced.
 */
export async function writeFilesAtomically(
  folder: string,
  files: readonly { readonly name: string; readonly data: string | Uint8Array }[],
): Promise<void> {
  const written = await Promise.allSettled(
    files.map(async ({ name, data }) => {
      const path = join(folder, name)
      const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`
      try {
        await writeFlushed(temporary, data, 0o666)
        await rename(temporary, path)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    }),
  )
  const failed = written.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  await flushDirectory(folder)
}

async function writeFlushed(path: string, data: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode)
  try {
    await file.writeFile(data)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o777
  } catch {
    return undefined
  }
}

/** Makes the rename itself last. Windows opens no directories and needs none of this. */
async function flushDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
