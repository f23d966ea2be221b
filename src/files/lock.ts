import { link, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openBadgesError } from '../errors.ts'
import { isGone, type Owner, ownIdentity, parseOwner } from './owner.ts'

export interface FileLockOptions {
  /** How long to wait for another holder, in milliseconds; default 10000. */
  readonly waitMilliseconds?: number
}

/**
 * Runs a task while this process alone holds `path.lock`, across processes and within one.
 *
 * A lock appears with its content at once, by a hard link to a file that is complete. It is never taken away for its age,
 * only when its holder is certainly dead: killed, or of an earlier boot. See {@link breakLock}.
 *
 * @throws OpenBadgesError `status.locked` when another process held it all the time.
 */
export async function withFileLock<T>(path: string, task: () => Promise<T>, options: FileLockOptions = {}): Promise<T> {
  const { waitMilliseconds = 10_000 } = options
  if (!(waitMilliseconds >= 0)) throw new TypeError('waitMilliseconds must be a number from 0')
  const lock = `${path}.lock`
  await acquire(lock, path, waitMilliseconds)
  try {
    return await task()
  } finally {
    await unlink(lock)
  }
}

async function acquire(lock: string, path: string, waitMilliseconds: number): Promise<void> {
  const end = performance.now() + waitMilliseconds
  const me = await ownIdentity()
  const card = `${lock}.${me.nonce}`
  let broke = false
  try {
    await writeFile(card, JSON.stringify(me), { flag: 'wx' })
    while (!(await linked(card, lock))) {
      const holder = await ownerIn(lock)
      if (holder === 'none') continue
      if (holder !== 'unreadable' && (await isGone(holder)) && (await breakLock(lock, holder, card))) {
        broke = true
        continue
      }
      if (performance.now() >= end) throw locked(lock, path, holder)
      await delay(2 + Math.random() * 15)
    }
  } finally {
    await rm(card, { force: true }).catch(leaveIt)
  }
  if (broke) await sweep(lock, path).catch(leaveIt)
}

/** What lies about does no harm; with the lock taken, an error here would leave it locked. */
function leaveIt(): void {}

/**
 * Removes the lock of a dead holder. Two that do so at once could remove the lock of a third that came between, so the
 * right to remove it is claimed first, in a file named after that very lock; only one has it. Whoever dies with the
 * claim is inherited from in the same way. The lock is then read again, since the claim may come late: only the
 * holder of the claim could have removed it, so what it reads stays true.
 *
 * @param card - File with who we are.
 * @returns Whether the lock is gone by our hand.
 */
export async function breakLock(lock: string, holder: Owner, card: string): Promise<boolean> {
  const claims: string[] = []
  for (let dead = holder; ; ) {
    const claim = `${lock}.${dead.nonce}.claim`
    claims.unshift(claim)
    if (await linked(card, claim)) break
    const claimant = await ownerIn(claim)
    if (claimant === 'none' || claimant === 'unreadable' || !(await isGone(claimant))) return false
    dead = claimant
  }
  try {
    const current = await ownerIn(lock)
    const same = typeof current === 'object' && current.nonce === holder.nonce
    if (same) await unlink(lock)
    return same
  } finally {
    for (const claim of claims) await rm(claim, { force: true }).catch(leaveIt)
  }
}

/** After a death, and holding the lock: takes away what the dead left beside the file. */
async function sweep(lock: string, path: string): Promise<void> {
  const folder = dirname(path)
  for (const name of await readdir(folder)) {
    const left = join(folder, name)
    const prefix = `${basename(path)}.`
    if (name.startsWith(prefix) && /^[0-9a-f]{16}\.tmp$/.test(name.slice(prefix.length)))
      await rm(left, { force: true })
    if (!name.startsWith(`${basename(lock)}.`)) continue
    const owner = await ownerIn(left)
    if (typeof owner === 'object' && (await isGone(owner))) await rm(left, { force: true })
  }
}

/** A hard link either comes into being or finds the name taken. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function ownerIn(path: string): Promise<Owner | 'none' | 'unreadable'> {
  try {
    return parseOwner(await readFile(path, 'utf8')) ?? 'unreadable'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none'
    throw error
  }
}

function locked(lock: string, path: string, holder: Owner | 'unreadable'): Error {
  const who = holder === 'unreadable' ? 'Something' : `Process ${holder.pid} on ${holder.place.split(' ')[0]}`
  return openBadgesError('status.locked', `${who} is writing ${path} and did not finish in time.`, {
    hint: `Try again. If that process is certainly dead, for example on a machine that is gone, delete ${lock}.`,
  })
}
