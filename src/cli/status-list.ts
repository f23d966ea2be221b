import { access } from 'node:fs/promises'
import { OpenBadgesError } from '../errors.ts'
import type { TextOption } from './command.ts'
import { unreadable, unwritable } from './files.ts'
import { badDataOf, wrongUsage } from './refusal.ts'

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
