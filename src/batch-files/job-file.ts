import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openBadgesError } from '../errors.ts'
import { writeFileAtomically } from '../files/atomic-write.ts'
import { isGone, parseOwner } from '../files/owner.ts'
import { isObject, parseJson } from '../json.ts'

/** What a job is, as it stands in its folder. A job that is taken up again must be the same. */
export interface JobFacts {
  readonly job: string
  /** Time of all its badges, a dateTimeStamp. */
  readonly now: string
  readonly issuer: string
  readonly verificationMethod: string
  readonly format: 'embedded' | 'jwt'
  readonly cryptosuite: string | null
  readonly rows: number
  /** The others are SHA-256, in hex. */
  readonly rowsDigest: string
  readonly template: string
  readonly profile: string
  readonly image: string | null
  /** URL of the status list. */
  readonly statusList: string | null
}

export const JOB_FILE = 'job.json'
export const BADGES = 'badges'
export const MANIFEST = 'manifest.ndjson'

const FORMAT = 'badgesmith batch 2'
const WORDS: Readonly<Record<keyof JobFacts, string>> = {
  job: 'the name of the job',
  now: 'the time to issue at',
  issuer: 'the issuer',
  verificationMethod: 'the key',
  format: 'the form of the proof',
  cryptosuite: 'the cryptosuite',
  rows: 'the number of rows',
  rowsDigest: 'the rows',
  template: 'the template',
  profile: 'the profile of the issuer',
  image: 'the picture',
  statusList: 'the status list',
}

/**
 * @returns What the folder says, undefined when it is new.
 * @throws OpenBadgesError `batch.folder` when it is neither new nor one of a batch.
 */
export async function readJobFile(out: string): Promise<JobFacts | undefined> {
  const bytes = await readFile(join(out, JOB_FILE)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return undefined
  })
  if (bytes === undefined) {
    const others = (await readdir(out)).filter((name) => !name.startsWith('.') && !isLeftover(name))
    if (others.length === 0) return undefined
    throw openBadgesError('batch.folder', `${out} holds other files, and is no folder of a batch.`, {
      hint: 'Name a folder that is new or empty.',
    })
  }
  const value = parsed(new Uint8Array(bytes))
  if (isObject(value) && value.format === FORMAT && isObject(value.facts)) return value.facts as unknown as JobFacts
  throw openBadgesError('batch.folder', `${join(out, JOB_FILE)} is damaged, or of another version.`, {
    hint: 'Restore it, or name a new folder.',
  })
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes)
  } catch {
    return undefined
  }
}

export async function writeJobFile(out: string, facts: JobFacts): Promise<void> {
  await writeFileAtomically(join(out, JOB_FILE), `${JSON.stringify({ format: FORMAT, facts }, undefined, 2)}\n`)
}

/** @throws OpenBadgesError `batch.conflict`, naming what differs. */
export function assertSameJob(out: string, known: JobFacts, asked: JobFacts): void {
  const names = Object.keys(WORDS) as (keyof JobFacts)[]
  const isOther = (name: keyof JobFacts): boolean => known[name] !== asked[name]
  // The profile of another issuer is another one.
  const told = names.filter((name) => isOther(name) && !(name === 'profile' && isOther('issuer')))
  const differing = told.map((name) => WORDS[name])
  if (differing.length === 0) return
  throw openBadgesError(
    'batch.conflict',
    `${out} holds the job "${known.job}", which differs: ${differing.join(', ')}.`,
    {
      hint: 'Name a new folder for another job; to go on with this one, give it what it was started with.',
    },
  )
}

/** With the job locked: takes away what a process left that was killed. */
export async function sweepLeftovers(out: string): Promise<void> {
  for (const folder of [out, join(out, BADGES)]) {
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      const isDead = isTemporary(name) || (isLockCard(name) && (await isOfTheDead(path)))
      if (isDead) await rm(path, { force: true })
    }
  }
}

function isLeftover(name: string): boolean {
  return isTemporary(name) || name.startsWith(`${JOB_FILE}.lock`)
}

/** As `writeFileAtomically` names them. Whoever holds the lock has none yet. */
function isTemporary(name: string): boolean {
  return /\.[0-9a-f]{16}\.tmp$/.test(name)
}

function isLockCard(name: string): boolean {
  return name.startsWith(`${JOB_FILE}.lock.`)
}

/** A card that was cut short by a kill says nothing; one that is being written is young. */
async function isOfTheDead(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const owner = parseOwner(text)
  if (owner !== undefined) return isGone(owner)
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > 10_000
}
