import { readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { base64urlDecode, base64urlEncode } from './encoding.ts'
import { OpenBadgesError, openBadgesError } from './errors.ts'
import { writeFileAtomically } from './files/atomic-write.ts'
import { type FileLockOptions, withFileLock } from './files/lock.ts'
import { isObject, type JsonLimits, parseJson } from './json.ts'
import { assertKnownOptions } from './known-options.ts'
import { createStatusIndex } from './status-index.ts'
import {
  type BitstringStatusListCredential,
  buildStatusListCredential,
  createStatusList,
  decodeStatusList,
  encodeStatusList,
  LIST_CREDENTIAL_OPTIONS,
  type StatusChange,
  type StatusList,
  type StatusListCredentialOptions,
  setStatus,
} from './status-list.ts'

/** What a status list file holds, except for its secret key. */
export interface StatusListFile {
  readonly list: StatusList
  /** How many indices were reserved so far. */
  readonly used: number
}

export interface UpdateOptions extends FileLockOptions {
  /** Does the change only where the list has this revision: compare and set. Default: whatever it has. */
  readonly revision?: number
}

/** Indices for badges that are about to be issued, each given out once. */
export interface ReservedIndices {
  /** How many were reserved before these. */
  readonly first: number
  readonly indices: readonly number[]
}

export interface ReserveOptions extends FileLockOptions {
  /**
   * A name under which the indices are reserved. Whoever asks again by this name, after a kill for example, gets the
   * same ones, which is noted in the file.
   */
  readonly reservation?: string
}

interface Reservation {
  readonly first: number
  readonly count: number
}

export interface PublishOptions extends StatusListCredentialOptions, FileLockOptions {
  /** Path of the file to write; serve it at the URL of the list. */
  readonly to: string
  /** The issuer's profile, or its id. */
  readonly issuer: string | { readonly id: string }
  /** Signs the credential: a document, or a JWT as text. */
  readonly sign: (credential: BitstringStatusListCredential) => Promise<object | string>
}

interface Stored extends StatusListFile {
  readonly key: Uint8Array
  readonly reservations: Readonly<Record<string, Reservation>>
}

const FORMAT = 'badgesmith status list 1'
const KEY_BYTES = 32
/** The file is ours, so its one long string may be as long as the longest list. */
const LIMITS: JsonLimits = { bytes: 33_554_432, string: 16_777_216, depth: 4, array: 1_000, values: 500_000 }

/**
 * Starts a status list in a file, with a new secret key for the order of its indices. Keep the file: it is the only
 * record of which indices are in use.
 *
 * @param path - The file to make, readable by its owner alone.
 * @param list - Usually fresh from `createStatusList`.
 * @throws OpenBadgesError `status.list_file` when there is a file already; it stays as it is.
 *
 * @example
 * await createStatusListFile('status-1.list.json', createStatusList({ url, purpose: 'revocation' }))
 */
export async function createStatusListFile(path: string, list: StatusList): Promise<StatusListFile> {
  const stored = { list, used: 0, key: crypto.getRandomValues(new Uint8Array(KEY_BYTES)), reservations: {} }
  const real = await realPathOf(path)
  try {
    const text = await format(stored)
    await withFileLock(real, () => writeFileAtomically(real, text, { mode: 0o600, exclusive: true }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw openBadgesError('status.list_file', `${path} exists already.`, {
      hint: 'Choose another name. To change the list in it, update it.',
    })
  }
  return visible(stored)
}

/**
 * Reads a status list file. No lock is needed: the file is always whole.
 *
 * @throws OpenBadgesError `status.list_file` when it is missing or not a status list.
 *
 * @example
 * const { list, used } = await readStatusListFile('status-1.list.json')
 */
export async function readStatusListFile(path: string): Promise<StatusListFile> {
  return visible(await load(path))
}

/**
 * Sets entries of a list that is kept in a file: revokes, suspends, reinstates. The change is on the disk when the
 * promise resolves, whole or not at all. Processes that do so at once wait for each other, so no change is lost.
 *
 * @param changes - All are done, or none.
 * @param options.revision - Refuses when the list has another revision.
 * @returns The file as it now is.
 * @throws OpenBadgesError `status.conflict` for another revision, `status.irreversible`, `status.index_range`,
 *   `status.locked` when another process did not finish in time, `status.list_file`.
 *
 * @example
 * await updateStatusListFile('status-1.list.json', [{ index: 94567, value: 1 }])
 */
export async function updateStatusListFile(
  path: string,
  changes: readonly StatusChange[],
  options: UpdateOptions = {},
): Promise<StatusListFile> {
  assertKnownOptions(options, ['revision', 'waitMilliseconds'])
  return change(path, options, (stored) => {
    const { revision = stored.list.revision } = options
    if (revision !== stored.list.revision) throw conflict(revision, stored.list.revision)
    return { ...stored, list: setStatus(stored.list, changes) }
  })
}

/**
 * Reserves indices for badges that are about to be issued. They count as used once the promise resolves, and are on the
 * disk by then: a process killed later loses indices, but none is ever given out twice. Reserve in blocks, since each
 * call flushes the disk. With a `reservation` nothing is lost either: asked again by that name, it gives the same ones.
 *
 * @param count - How many, from 1.
 * @throws OpenBadgesError `status.list_full` when the list has fewer left, `status.reservation` when the name stands for
 *   another count, `status.locked`, `status.list_file`.
 *
 * @example
 * const { indices } = await reserveStatusIndices('status-1.list.json', 100, { reservation: 'spring-2026' })
 */
export async function reserveStatusIndices(
  path: string,
  count: number,
  options: ReserveOptions = {},
): Promise<ReservedIndices> {
  if (!Number.isSafeInteger(count) || count < 1) throw new TypeError('count must be a whole number from 1')
  assertKnownOptions(options, ['reservation', 'waitMilliseconds'])
  const { reservation } = options
  if (reservation !== undefined) assertName(reservation)
  const { list, used, key, reservations } = await change(path, options, (stored) => reserve(stored, count, reservation))
  const first = reserved(reservations, reservation)?.first ?? used - count
  const indexOf = createStatusIndex(key, list.length)
  return { first, indices: Array.from({ length: count }, (_, at) => indexOf(first + at)) }
}

/** It becomes the name of a member in the file, so it is one that the strict reader reads. */
function assertName(reservation: unknown): void {
  const isName = typeof reservation === 'string' && /^[^\p{Surrogate}\p{Cc}]{1,200}$/u.test(reservation)
  if (isName && !['__proto__', 'constructor', 'prototype'].includes(reservation)) return
  throw new TypeError('reservation must be a name of 1 to 200 characters')
}

function reserve(stored: Stored, count: number, name: string | undefined): Stored {
  const { list, used, reservations } = stored
  const known = reserved(reservations, name)
  if (known?.count === count) return stored
  if (known !== undefined) {
    throw openBadgesError('status.reservation', `"${name}" has ${known.count} indices reserved, not ${count}.`, {
      hint: 'Take another name for other badges.',
    })
  }
  const left = list.length - used
  if (count > left) {
    throw openBadgesError('status.list_full', `The status list has ${left} unused indices, fewer than ${count}.`, {
      hint: 'Create another status list with a URL of its own.',
    })
  }
  const noted = name === undefined ? reservations : { ...reservations, [name]: { first: used, count } }
  return { ...stored, used: used + count, reservations: noted }
}

function reserved(reservations: Stored['reservations'], name: string | undefined): Reservation | undefined {
  return name !== undefined && Object.hasOwn(reservations, name) ? reservations[name] : undefined
}

/**
 * Which of some indices were never reserved, so that no badge has them. A revocation there would be for good, and would
 * hit the badge that is given the index some day.
 *
 * @throws OpenBadgesError `status.list_file`.
 */
export async function unreservedIndices(path: string, indices: readonly number[]): Promise<number[]> {
  const { list, used, key } = await load(path)
  const missing = new Set(indices)
  const indexOf = createStatusIndex(key, list.length)
  for (let counter = 0; counter < used && missing.size > 0; counter++) missing.delete(indexOf(counter))
  return [...missing]
}

/**
 * Signs the list and writes the signed credential, whole or not at all. The list is locked meanwhile, so that what is
 * published last is what was changed last.
 *
 * @returns What was written: the signed document, or the JWT.
 * @throws OpenBadgesError `status.locked`, `status.list_file`; whatever `sign` throws. What was published before then
 *   stays as it was.
 *
 * @example
 * await publishStatusListFile('status-1.list.json', {
 *   to: 'public/status/1', issuer: issuer.profile, sign: (credential) => signCredential(credential, issuer.signer),
 * })
 */
export async function publishStatusListFile(path: string, options: PublishOptions): Promise<object | string> {
  assertKnownOptions(options, ['to', 'issuer', 'sign', 'waitMilliseconds', ...LIST_CREDENTIAL_OPTIONS])
  const { to, issuer, sign, waitMilliseconds, ...credentialOptions } = options
  if (typeof to !== 'string' || to === '') throw new TypeError('to must be the path of the file to write')
  if (typeof sign !== 'function') throw new TypeError('sign must be a function that signs a credential')
  const [from, target] = [await realPathOf(path), await realPathOf(to)]
  if (from === target) throw new TypeError('to must be another file than the list itself')
  await load(path)
  return withFileLock(
    from,
    async () => {
      const { list } = await load(path)
      const signed = await sign(await buildStatusListCredential(list, issuer, credentialOptions))
      await writeFileAtomically(
        target,
        typeof signed === 'string' ? signed : `${JSON.stringify(signed, undefined, 2)}\n`,
      )
      return signed
    },
    waitMilliseconds === undefined ? {} : { waitMilliseconds },
  )
}

async function change(path: string, options: FileLockOptions, edit: (stored: Stored) => Stored): Promise<Stored> {
  // Read once before locking: a path that leads nowhere is said at once and leaves no lock behind.
  await load(path)
  const real = await realPathOf(path)
  return withFileLock(
    real,
    async () => {
      const stored = await load(path)
      const changed = edit(stored)
      if (changed !== stored) await writeFileAtomically(real, await format(changed), { mode: 0o600 })
      return changed
    },
    options,
  )
}

function conflict(expected: number, found: number): OpenBadgesError {
  return openBadgesError('status.conflict', `The status list has revision ${found}, not ${expected}.`, {
    hint: 'Read it again, decide again, and pass the revision that was read.',
  })
}

/** One file has one lock, by whatever links it is reached. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const absolute = resolve(path)
    return join(await realpath(dirname(absolute)).catch(() => dirname(absolute)), basename(absolute))
  }
}

function visible({ list, used }: Stored): StatusListFile {
  return { list, used }
}

async function format({ list, used, key, reservations }: Stored): Promise<string> {
  const { bits: _, ...facts } = list
  const encodedList = await encodeStatusList(list)
  const noted = Object.keys(reservations).length > 0 && { reservations }
  const file = { format: FORMAT, ...facts, used, key: base64urlEncode(key), ...noted, encodedList }
  return `${JSON.stringify(file, undefined, 2)}\n`
}

async function load(path: string): Promise<Stored> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw openBadgesError('status.list_file', `There is no status list at ${path}.`, { hint: 'Create it first.' })
  })
  try {
    return await parse(parseJson(new Uint8Array(bytes), LIMITS))
  } catch (error) {
    // createStatusList says TypeError for what the file holds, and here that is no mistake of the caller.
    if (!(error instanceof OpenBadgesError || error instanceof TypeError)) throw error
    throw openBadgesError('status.list_file', `${path} is not a status list file. ${error.message}`, {
      hint: 'Restore it from a backup. Do not start anew: badges already issued refer to its indices.',
    })
  }
}

async function parse(value: unknown): Promise<Stored> {
  if (!isObject(value) || value.format !== FORMAT) throw new TypeError(`format must be "${FORMAT}"`)
  const { url, purpose, length, statusSize, messages, revision, used, key: text, encodedList } = value
  const key = typeof text === 'string' ? base64urlDecode(text) : undefined
  if (key?.length !== KEY_BYTES) throw new TypeError(`key must be ${KEY_BYTES} bytes in base64url`)
  if (typeof used !== 'number' || !Number.isSafeInteger(used) || used < 0 || used > Number(length)) {
    throw new TypeError('used must be a whole number from 0 to length')
  }
  if (![length, statusSize, revision].every((number) => typeof number === 'number')) {
    throw new TypeError('length, statusSize and revision must be numbers')
  }
  const reservations = parseReservations(value.reservations, used)
  const bits = await decodeStatusList(String(encodedList))
  // createStatusList checks every one of these.
  const options = { url, purpose, length, statusSize, revision, bits, ...(messages !== undefined && { messages }) }
  return {
    list: createStatusList(options as unknown as Parameters<typeof createStatusList>[0]),
    used,
    key,
    reservations,
  }
}

function parseReservations(value: unknown, used: number): Stored['reservations'] {
  if (value === undefined) return {}
  if (!isObject(value)) throw new TypeError('reservations must be an object')
  for (const noted of Object.values(value)) {
    const { first, count } = (isObject(noted) ? noted : {}) as Record<string, unknown>
    const isWithin = Number.isSafeInteger(first) && Number.isSafeInteger(count) && Number(first) + Number(count) <= used
    if (!isWithin || Number(first) < 0 || Number(count) < 1) {
      throw new TypeError('reservations must be of indices that are used')
    }
  }
  return value as unknown as Stored['reservations']
}
