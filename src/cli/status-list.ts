import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OpenBadgesError } from '../errors.ts'
import type { TextOption } from './command.ts'
import { credentialIn } from './credential-in.ts'
import { EXIT } from './exit-status.ts'
import { isFile, readBytes, unreadable, unwritable } from './files.ts'
import { badDataOf, Refusal, wrongUsage } from './refusal.ts'

export const LIST_OPTION: { readonly list: TextOption } = {
  list: { type: 'string', value: 'FILE', says: 'The list, as "badgesmith status create" makes it.' },
}

export function listFile(path: string | undefined): string {
  if (path !== undefined) return path
  throw wrongUsage('--list is missing: it names the file of the status list.')
}

export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** @throws Refusal 66 when there is no list to work on. */
export async function assertListFile(path: string): Promise<void> {
  await access(path).catch((error) => {
    throw unreadable(path, error)
  })
}

/**
 * Asked before a list is published into a file: nobody means to lose a badge or a key that has the name.
 *
 * @throws Refusal 74 when there is a file that is not this list as it was published before.
 */
export async function assertReplaceable(to: string, list: string, url: string): Promise<void> {
  // Of the list itself the library says that it is no place to publish it in.
  if (resolve(to) === resolve(list) || !(await isFile(to))) return
  if (credentialIn(await readBytes(to))?.id === url) return
  throw new Refusal(
    EXIT.ioError,
    `${to}: it exists already, is not the list that was published for ${url}, and was left as it is. Choose another name with --to.`,
  )
}

/**
 * Works on the file of a list.
 *
 * @throws Refusal 74 when it cannot be written, 65 when it is no status list or does not allow the change.
 */
export async function storing<T>(path: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (error) {
    if (error instanceof OpenBadgesError) throw badDataOf(path, error.problems)
    throw unwritable(path, error)
  }
}
