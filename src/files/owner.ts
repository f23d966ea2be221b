import { randomBytes } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'

/** Who holds a lock, so that others can tell whether it still lives. */
export interface Owner {
  /** Another one for every time that a lock is taken. */
  readonly nonce: string
  readonly pid: number
  /** Host and process namespace, within which `pid` means something. */
  readonly place: string
  /** Boot and clock tick at which the process started: a pid is used again, a pid with its start is not. */
  readonly started: string | undefined
}

export async function ownIdentity(): Promise<Owner> {
  const { pid } = process
  return { nonce: randomBytes(12).toString('hex'), pid, place: await ownPlace(), started: await startOf(pid) }
}

export function parseOwner(text: string): Owner | undefined {
  try {
    const { nonce, pid, place, started } = JSON.parse(text)
    const known = typeof nonce === 'string' && /^[0-9a-f]{24}$/.test(nonce) && Number.isSafeInteger(pid) && pid > 0
    if (!known || typeof place !== 'string') return undefined
    return { nonce, pid, place, started: typeof started === 'string' ? started : undefined }
  } catch {
    return undefined
  }
}

/** Whether the process is certainly dead. Where that cannot be known, as for another host, it is not certain. */
export async function isGone({ pid, place, started }: Owner): Promise<boolean> {
  if (place !== (await ownPlace())) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true
  }
  const now = await startOf(pid)
  return started !== undefined && now !== undefined && now !== started
}

async function ownPlace(): Promise<string> {
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '')
  return `${hostname()} ${namespace}`
}

/** From proc(5); undefined where there is no such file system. A process that only awaits burial started nowhere. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name, second of the fields, is in parentheses and may hold anything. After it: state is field 3.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, threads, start] = [fields[0] ?? '', Number(fields[17]), fields[19]]
    return 'ZX'.includes(state) && threads <= 1 ? 'nowhere' : `${boot.trim()} ${start}`
  } catch {
    return undefined
  }
}
