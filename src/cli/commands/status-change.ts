import { isObject, toArray } from '../../json.ts'
import { getStatus, type StatusList } from '../../status-list.ts'
import { readStatusListFile, unreservedIndices, updateStatusListFile } from '../../status-list-file.ts'
import { verifyCredential } from '../../verify.ts'
import type { Arguments, Command } from '../command.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { readBytes } from '../files.ts'
import type { Io } from '../io.ts'
import { problemText, say, sayJson } from '../output.ts'
import { badData } from '../refusal.ts'
import { assertListFile, LIST_OPTION, listFile, storing } from '../status-list.ts'

type Given = Arguments<typeof LIST_OPTION>

interface Change {
  readonly purpose: 'revocation' | 'suspension'
  readonly value: 0 | 1
  /** What the badge is then. */
  readonly done: string
}

/** A badge, or an entry of the list by its number. */
interface Target {
  readonly operand: string
  readonly index: number
}

const COMMON = {
  usage: ['--list FILE BADGE|INDEX…'],
  options: LIST_OPTION,
  operands: [1, Number.POSITIVE_INFINITY],
  notes: [
    'BADGE is the badge as it was issued, as JSON, JWT or picture; INDEX its number in the list. All are changed, or none. Verifiers see it once the list is published.',
  ],
} as const

export const revoke: Command = {
  ...COMMON,
  name: 'status revoke',
  summary: 'Revoke badges. That is for good.',
  examples: ['badgesmith status revoke --list revocation.list.json badge.json'],
  run: (args, io) => change({ purpose: 'revocation', value: 1, done: 'revoked' }, args as Given, io),
}

export const suspend: Command = {
  ...COMMON,
  name: 'status suspend',
  summary: 'Suspend badges. That can be taken back.',
  examples: ['badgesmith status suspend --list suspension.list.json badge.json'],
  run: (args, io) => change({ purpose: 'suspension', value: 1, done: 'suspended' }, args as Given, io),
}

export const reinstate: Command = {
  ...COMMON,
  name: 'status reinstate',
  summary: 'Take the suspension of badges back.',
  examples: ['badgesmith status reinstate --list suspension.list.json badge.json'],
  run: (args, io) => change({ purpose: 'suspension', value: 0, done: 'reinstated' }, args as Given, io),
}

async function change(
  { purpose, value, done }: Change,
  { options, operands, json }: Given,
  io: Io,
): Promise<ExitStatus> {
  const path = listFile(options.list)
  await assertListFile(path)
  const { list } = await storing(path, () => readStatusListFile(path))
  if (!list.purpose.includes(purpose)) {
    const advice =
      purpose === 'suspension' && value === 0 ? 'A revocation is for good.' : `This needs one for ${purpose}.`
    throw badData(`${path}: it is a list for ${list.purpose.join(' and ')}. ${advice}`)
  }
  const targets: Target[] = []
  for (const operand of operands) targets.push({ operand, index: await indexOf(operand, list, purpose) })
  await refuseWhatNoBadgeHas(path, operands, list)
  const changes = targets.map(({ index }) => ({ index, value }))
  const { before, revision } = await storing(path, async () => {
    const set = new Set(targets.filter(({ index }) => getStatus(list, index) === value))
    if (set.size === targets.length) return { before: set, revision: list.revision }
    return { before: set, revision: (await updateStatusListFile(path, changes)).list.revision }
  })
  if (json) {
    const badges = targets.map((target) => ({ ...target, changed: !before.has(target) }))
    await sayJson(io, { list: path, purpose, value, revision, badges })
    return EXIT.valid
  }
  for (const target of targets) {
    const news = before.has(target) ? (value === 1 ? `was ${done} already` : 'was not suspended') : `is now ${done}`
    await say(io, `${target.operand} (entry ${target.index}) ${news}.`)
  }
  await say(io, `Verifiers see it once the list is published: badgesmith status publish --list ${path} --to FILE`)
  return EXIT.valid
}

/** An index out of range is for the list to refuse. */
async function refuseWhatNoBadgeHas(path: string, operands: readonly string[], { length }: StatusList): Promise<void> {
  const named = operands.filter((operand) => INDEX.test(operand)).map(Number)
  if (named.length === 0) return
  const [none] = (await unreservedIndices(path, named)).filter((index) => index < length)
  if (none === undefined) return
  throw badData(
    `No badge has the index ${none} in ${path}, and the next one to be issued may get it. Nothing was changed. Name the badge instead, or look up "statusListIndex" in it.`,
  )
}

const INDEX = /^\d{1,10}$/

async function indexOf(operand: string, list: StatusList, purpose: string): Promise<number> {
  if (INDEX.test(operand)) return Number(operand)
  const { credential, checks, problems } = await verifyCredential(await readBytes(operand))
  const [problem] = problems
  const reason = problem === undefined ? '' : ` ${problemText(problem)}`
  if (credential === undefined) throw badData(`${operand}:${reason || ' it is no badge.'}`)
  // Whoever changes the index in a badge would have another person's badge revoked, for good.
  if (checks.proof.outcome !== 'passed') {
    const isBad = checks.proof.outcome === 'failed'
    throw badData(
      isBad
        ? `${operand}: its signature is not good, so its entry may be that of another badge. Nothing was changed.`
        : `${operand}: its signature could not be checked here, so its entry may be that of another badge. Nothing was changed. If you know that it is yours, name the entry by its number, "statusListIndex" in the badge.${reason}`,
    )
  }
  const entries = toArray(credential.credentialStatus).filter(isObject)
  const entry = entries.find(
    ({ type, statusListCredential, statusPurpose }) =>
      type === 'BitstringStatusListEntry' && statusListCredential === list.url && statusPurpose === purpose,
  )
  const index = String(entry?.statusListIndex ?? '')
  if (INDEX.test(index)) return Number(index)
  const elsewhere = entries.map(({ statusListCredential }) => statusListCredential).filter((url) => url !== undefined)
  throw badData(
    elsewhere.length === 0
      ? `${operand}: it was issued without a status, so it cannot be changed. Let it expire, or issue the next one with --status-list.`
      : `${operand}: it has no entry for ${purpose} in the list ${list.url}, but in ${elsewhere.join(', ')}.`,
  )
}
