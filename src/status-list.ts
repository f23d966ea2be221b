import { base64urlDecode, base64urlEncode } from './encoding.ts'
import { openBadgesError } from './errors.ts'
import { gunzip, gzip } from './gzip.ts'
import { assertKnownOptions } from './known-options.ts'
import type { BitstringStatusListEntry } from './types.ts'

/** Entries a published list has at least, so that an index says little (Bitstring Status List, herd privacy). */
export const MIN_STATUS_LIST_LENGTH = 131_072

/** Bytes of a decoded list, 33 million one-bit entries: more is neither made nor read. */
export const MAX_STATUS_LIST_BYTES: number = 4 * 1024 * 1024

export type StatusPurpose = 'revocation' | 'suspension' | 'message' | 'refresh'

/** Bits of one entry. */
export type StatusSize = 1 | 2 | 4 | 8

/** A status list as a value: changing it gives another one. */
export interface StatusList {
  /** Where the signed list is published; the `id` of its credential. */
  readonly url: string
  readonly purpose: readonly [StatusPurpose, ...StatusPurpose[]]
  /** Number of entries. */
  readonly length: number
  readonly statusSize: StatusSize
  /** What each value means, in words, from value 0 on. */
  readonly messages?: readonly string[]
  /** One more with every change: store a list only over the revision that it was made from. */
  readonly revision: number
  /** Bytes of the entries, most significant bit first. Use `getStatus` and `setStatus`. */
  readonly bits: ArrayLike<number>
}

export interface CreateStatusListOptions {
  /** https URL at which the signed list will be published. */
  readonly url: string
  /** What a set entry means; several only where one list serves several kinds of entries. */
  readonly purpose: StatusPurpose | readonly StatusPurpose[]
  /** Number of entries, a multiple of 8; default and minimum 131072. */
  readonly length?: number
  /** Bits of an entry; default 1. More than one needs `messages`. */
  readonly statusSize?: StatusSize
  /** What each of the 2^statusSize values means; goes into every entry as `statusMessage`. */
  readonly messages?: readonly string[]
  /** Stored bits, such as `decodeStatusList` gives; default all zero. Copied. */
  readonly bits?: Uint8Array
  /** Revision of the stored bits; default 0. */
  readonly revision?: number
}

/** One entry to set. `true` is 1, `false` is 0. */
export interface StatusChange {
  readonly index: number
  readonly value: number | boolean
}

export interface StatusListCredentialOptions {
  /** Since when the list says what it says; default the time of the call. */
  readonly validFrom?: Date | string
  /** After this a verifier takes the list for out of date; default none. */
  readonly validUntil?: Date | string
  /** Milliseconds for which a verifier may keep its copy; default unsaid. */
  readonly ttl?: number
}

/** The unsigned credential of a list (Bitstring Status List §2.2). */
export type BitstringStatusListCredential = {
  readonly '@context': readonly string[]
  readonly id: string
  readonly type: readonly string[]
  readonly issuer: string
  readonly validFrom: string
  readonly validUntil?: string
  readonly credentialSubject: {
    readonly id: string
    readonly type: 'BitstringStatusList'
    readonly statusPurpose: StatusPurpose | readonly StatusPurpose[]
    readonly encodedList: string
    readonly ttl?: number
  }
}

const PURPOSES: readonly string[] = ['revocation', 'suspension', 'message', 'refresh'] satisfies StatusPurpose[]

const LIST_OPTIONS: readonly (keyof CreateStatusListOptions)[] = [
  'url',
  'purpose',
  'length',
  'statusSize',
  'messages',
  'bits',
  'revision',
]

export const LIST_CREDENTIAL_OPTIONS: readonly (keyof StatusListCredentialOptions)[] = [
  'validFrom',
  'validUntil',
  'ttl',
]

/**
 * Makes an empty status list (W3C Bitstring Status List 1.0 §2.2), or one from stored bits.
 *
 * @returns A frozen value with revision 0, or the revision given.
 * @throws TypeError naming the option that is wrong.
 *
 * @example
 * const list = createStatusList({ url: 'https://cce.example/status/1', purpose: 'revocation' })
 */
export function createStatusList(options: CreateStatusListOptions): StatusList {
  assertKnownOptions(options, LIST_OPTIONS)
  const { url, length = MIN_STATUS_LIST_LENGTH, statusSize = 1, messages, bits, revision = 0 } = options
  if (typeof url !== 'string' || !URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new TypeError('url must be the https URL at which the list will be published')
  }
  if (new URL(url).hash !== '') throw new TypeError('url must not have a fragment')
  if (![1, 2, 4, 8].includes(statusSize)) throw new TypeError('statusSize must be 1, 2, 4 or 8')
  const bytes = (length * statusSize) / 8
  if (!Number.isSafeInteger(length) || length % 8 !== 0 || length < MIN_STATUS_LIST_LENGTH) {
    throw new TypeError(`length must be a multiple of 8 and at least ${MIN_STATUS_LIST_LENGTH}`)
  }
  if (bytes > MAX_STATUS_LIST_BYTES)
    throw new TypeError(`length must be at most ${(MAX_STATUS_LIST_BYTES * 8) / statusSize}`)
  if (!Number.isSafeInteger(revision) || revision < 0) throw new TypeError('revision must be a whole number from 0')
  if (bits !== undefined && bits.length !== bytes) throw new TypeError(`bits must be ${bytes} bytes`)
  const purpose = purposesOf(options.purpose)
  const words = messagesOf(messages, statusSize, purpose)
  return freeze({ url, purpose, length, statusSize, ...words, revision, bits: bits?.slice() ?? new Uint8Array(bytes) })
}

/**
 * The value of one entry: 0 is unset.
 *
 * @throws OpenBadgesError `status.index_range` when the list has no such index; TypeError when it is no whole number.
 *
 * @example
 * const revoked = getStatus(list, 94567) !== 0
 */
export function getStatus(list: StatusList, index: number): number {
  assertList(list)
  assertIndex(index, list.length)
  return readStatus(list.bits, list.statusSize, index)
}

/**
 * Sets one entry, or many at once; the list that is given stays as it was. Many at once cost one copy of the list.
 *
 * @param changes - Either an index, with the value third, or `[{ index, value }, …]`, all of which are done or none.
 * @returns A new list, its revision one higher.
 * @throws OpenBadgesError `status.irreversible` when a revocation would be taken back, `status.index_range` when the list
 *   has no such index; TypeError for a value that does not fit into the entry.
 *
 * @example
 * const revoked = setStatus(list, 94567, 1)
 * const many = setStatus(list, [{ index: 3, value: 1 }, { index: 5, value: 1 }])
 */
export function setStatus(list: StatusList, index: number, value: number | boolean): StatusList
export function setStatus(list: StatusList, changes: readonly StatusChange[]): StatusList
export function setStatus(
  list: StatusList,
  changes: number | readonly StatusChange[],
  value?: number | boolean,
): StatusList {
  assertList(list)
  const all = typeof changes === 'number' ? [{ index: changes, value: value ?? Number.NaN }] : changes
  if (!Array.isArray(all)) throw new TypeError('changes must be an array of { index, value }')
  const bits = new Uint8Array(list.bits)
  for (const change of all) {
    assertChange(change)
    assertIndex(change.index, list.length)
    const next = numberOf(change, list.statusSize)
    if (next === 0 && list.purpose.includes('revocation') && readStatus(bits, list.statusSize, change.index) !== 0) {
      throw openBadgesError(
        'status.irreversible',
        `The badge with index ${change.index} is revoked, which is for good.`,
        {
          hint: 'Issue a new badge instead; what may be taken back is a suspension.',
          section: 'Bitstring Status List §2.2',
        },
      )
    }
    writeStatus(bits, list.statusSize, change.index, next)
  }
  return freeze({ ...list, revision: list.revision + 1, bits })
}

/**
 * The list as it is published: `u`, then base64url of the gzipped bits (Bitstring Status List §3.3).
 * The same list gives the same text in one version of one runtime.
 */
export async function encodeStatusList(list: StatusList): Promise<string> {
  return `u${base64urlEncode(await gzip(new Uint8Array(list.bits)))}`
}

/**
 * The bits of a published list (Bitstring Status List §3.4), read strictly: base64url that encodes back to itself and
 * exactly one gzip member with the right checksum and length.
 *
 * @param options.prefix - `optional` also reads StatusList2021, which has no multibase prefix; default `required`.
 * @throws OpenBadgesError `status.list_encoding`, or `limit.decompressed` beyond 4 MiB.
 *
 * @example
 * const bits = await decodeStatusList(credential.credentialSubject.encodedList)
 */
export async function decodeStatusList(
  encodedList: string,
  options: { readonly prefix?: 'required' | 'optional' } = {},
): Promise<Uint8Array> {
  if (typeof encodedList !== 'string') throw new TypeError('encodedList must be a string')
  // The first byte of gzip makes a bare list begin with H, so a leading u is always the prefix.
  const prefixed = encodedList.startsWith('u')
  if (!prefixed && options.prefix !== 'optional') throw undecodable('does not begin with the multibase prefix u')
  const member = base64urlDecode(prefixed ? encodedList.slice(1) : encodedList)
  if (!member) throw undecodable('is not base64url without padding')
  const bits = await gunzip(member, MAX_STATUS_LIST_BYTES)
  if (!bits) throw undecodable('is not exactly one intact gzip member')
  return bits
}

/**
 * The unsigned credential that publishes a list (Bitstring Status List §2.2). Sign it with the issuer's key and serve it
 * at the URL of the list: a verifier believes a list only from the issuer of the badge.
 *
 * @param issuer - The issuer's profile, or its id. Only the id is named: a list is for machines.
 * @returns A VC 2.0 BitstringStatusListCredential.
 * @throws TypeError for dates that are none and for a ttl that is no positive whole number.
 *
 * @example
 * const signed = await signCredential(await buildStatusListCredential(list, issuer.profile), issuer.signer)
 */
export async function buildStatusListCredential(
  list: StatusList,
  issuer: string | { readonly id: string },
  options: StatusListCredentialOptions = {},
): Promise<BitstringStatusListCredential> {
  assertList(list)
  assertKnownOptions(options, LIST_CREDENTIAL_OPTIONS)
  const { validFrom = new Date(), validUntil, ttl } = options
  const issuerId = typeof issuer === 'string' ? issuer : issuer?.id
  if (typeof issuerId !== 'string' || issuerId === '')
    throw new TypeError('issuer must be an id or a profile with an id')
  if (ttl !== undefined && !(Number.isSafeInteger(ttl) && ttl > 0)) {
    throw new TypeError('ttl must be a positive whole number of milliseconds')
  }
  const [first, ...more] = list.purpose
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: list.url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: issuerId,
    validFrom: dateTimeStamp(validFrom, 'validFrom'),
    ...(validUntil !== undefined && { validUntil: dateTimeStamp(validUntil, 'validUntil') }),
    credentialSubject: {
      id: `${list.url}#list`,
      type: 'BitstringStatusList',
      statusPurpose: more.length === 0 ? first : list.purpose,
      encodedList: await encodeStatusList(list),
      ...(ttl !== undefined && { ttl }),
    },
  }
}

/**
 * The `credentialStatus` of a badge that has this index (Bitstring Status List §2.1).
 *
 * @param options.purpose - Which one, where the list has several purposes.
 * @throws OpenBadgesError `status.index_range`; TypeError when the purpose is missing or not one of the list's.
 *
 * @example
 * const credentialStatus = buildStatusEntry(list, statusIndex(counter, key, list.length))
 */
export function buildStatusEntry(
  list: StatusList,
  index: number,
  options: { readonly purpose?: StatusPurpose } = {},
): BitstringStatusListEntry {
  assertList(list)
  assertKnownOptions(options, ['purpose'])
  assertIndex(index, list.length)
  const purpose = options.purpose ?? list.purpose[0]
  if (options.purpose === undefined && list.purpose.length > 1) {
    throw new TypeError(`purpose must be given, since the list has several: ${list.purpose.join(', ')}`)
  }
  if (!list.purpose.includes(purpose))
    throw new TypeError(`purpose must be one of the list's: ${list.purpose.join(', ')}`)
  return {
    id: `${list.url}#${index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: purpose,
    statusListIndex: String(index),
    statusListCredential: list.url,
    ...(list.statusSize > 1 && { statusSize: list.statusSize }),
    ...(list.messages && { statusMessage: list.messages.map(statusMessage) }),
  }
}

/**
 * The value at an index of decoded bits, most significant bit first, for entries of 1 to 8 bits. The caller has made
 * sure that the index lies within.
 */
export function readStatus(bits: ArrayLike<number>, statusSize: number, index: number): number {
  const at = index * statusSize
  const byte = Math.floor(at / 8)
  const pair = ((bits[byte] ?? 0) << 8) | (bits[byte + 1] ?? 0)
  return (pair >>> (16 - (at % 8) - statusSize)) & (2 ** statusSize - 1)
}

/** Sizes that are written divide 8, so an entry never spans two bytes. */
function writeStatus(bits: Uint8Array, statusSize: StatusSize, index: number, value: number): void {
  const at = index * statusSize
  const byte = Math.floor(at / 8)
  const shift = 8 - (at % 8) - statusSize
  const mask = (2 ** statusSize - 1) << shift
  bits[byte] = ((bits[byte] ?? 0) & ~mask) | (value << shift)
}

function hasMembers(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value)
}

function assertList(list: unknown): void {
  if (hasMembers(list, ['purpose', 'length', 'bits'])) return
  throw new TypeError(
    'list must be what createStatusList returns; readStatusListFile(path) of badgesmith/node reads the one in a file',
  )
}

function assertChange(change: unknown): void {
  if (hasMembers(change, ['index', 'value'])) return
  throw new TypeError('changes: write { index, value } for each, such as { index: 94567, value: 1 }')
}

function assertIndex(index: number, length: number): void {
  if (!Number.isSafeInteger(index) || index < 0) throw new TypeError('index must be a whole number from 0')
  if (index >= length) {
    throw openBadgesError('status.index_range', `The status list ends at index ${length - 1}; ${index} lies beyond.`)
  }
}

function numberOf({ value }: StatusChange, statusSize: StatusSize): number {
  const number = Number(value)
  const fits = typeof value === 'boolean' || typeof value === 'number'
  if (fits && Number.isInteger(number) && number >= 0 && number < 2 ** statusSize) return number
  throw new TypeError(`value must be a whole number from 0 to ${2 ** statusSize - 1}`)
}

function purposesOf(purpose: StatusPurpose | readonly StatusPurpose[]): readonly [StatusPurpose, ...StatusPurpose[]] {
  const [first, ...more]: readonly StatusPurpose[] = Array.isArray(purpose) ? purpose : [purpose]
  if (first === undefined || ![first, ...more].every((one) => PURPOSES.includes(one))) {
    throw new TypeError(`purpose must be one or several of ${PURPOSES.join(', ')}`)
  }
  return Object.freeze<[StatusPurpose, ...StatusPurpose[]]>([first, ...more])
}

/** Where an entry has more than one bit, or is a message, the specification wants words for each value (§2.1). */
function messagesOf(
  messages: readonly string[] | undefined,
  statusSize: StatusSize,
  purpose: readonly StatusPurpose[],
): { readonly messages?: readonly string[] } {
  const count = 2 ** statusSize
  if (messages === undefined && statusSize === 1 && !purpose.includes('message')) return {}
  if (messages?.length !== count || !messages.every((words) => typeof words === 'string')) {
    throw new TypeError(`messages must be ${count} strings, one for each value from 0 to ${count - 1}`)
  }
  return { messages: Object.freeze([...messages]) }
}

function statusMessage(message: string, value: number): { readonly status: string; readonly message: string } {
  return { status: `0x${value.toString(16)}`, message }
}

function dateTimeStamp(value: Date | string, name: string): string {
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : String(value)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new TypeError(`${name} must be a Date, or a date and time with an offset such as 2026-01-31T12:00:00Z`)
  }
  return text.replace('.000Z', 'Z')
}

function freeze(list: StatusList): StatusList {
  return Object.freeze(list)
}

function undecodable(what: string): Error {
  return openBadgesError('status.list_encoding', `The encodedList ${what}.`, { section: 'Bitstring Status List §3.4' })
}
