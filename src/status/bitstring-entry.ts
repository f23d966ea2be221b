import { createProblem, type Problem } from '../errors.ts'
import { isObject, toArray } from '../json.ts'
import { printable } from '../printable.ts'
import { MIN_STATUS_LIST_LENGTH, readStatus } from '../status-list.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { BitstringList } from './bitstring-list.ts'
import type { EntryAnswer, StatusEntryFacts } from './facts.ts'
import type { ListReader } from './list-reader.ts'

interface Place {
  readonly type: 'BitstringStatusListEntry' | 'StatusList2021Entry'
  readonly pointer: string
}

/** An entry whose members are as they should be. */
interface Entry {
  readonly purpose: string
  readonly index: number
  readonly url: string
  readonly statusSize: number
  readonly messages: ReadonlyMap<number, string>
}

const MAX_STATUS_SIZE = 8

/** One entry of W3C Bitstring Status List (§2.1, §3.2), or of StatusList2021, from which it came. */
export async function checkBitstringEntry(status: JsonObject, place: Place, reader: ListReader): Promise<EntryAnswer> {
  const problems: Problem[] = []
  const entry = parseEntry(status, place.pointer, problems)
  const { statusPurpose, statusListCredential } = status
  const known: StatusEntryFacts = {
    type: place.type,
    ...(typeof statusPurpose === 'string' && { purpose: statusPurpose }),
    ...(typeof statusListCredential === 'string' && { list: statusListCredential }),
  }
  if (!entry) return { facts: known, problems }
  const answer = await reader.bitstring(entry.url)
  if ('problems' in answer) return { facts: known, problems: [...problems, ...answer.problems] }
  const { list } = answer
  const dates = {
    ...(list.asOf !== undefined && { asOf: list.asOf }),
    ...(list.nextUpdate !== undefined && { nextUpdate: list.nextUpdate }),
    signed: true,
  }
  const misfits = misfitsOf(entry, list, place.pointer)
  if (misfits.length > 0) return { facts: { ...known, ...dates }, problems: [...problems, ...misfits] }
  const value = readStatus(list.bits, entry.statusSize, entry.index)
  const message = entry.messages.get(value)
  const facts = { ...known, set: value !== 0, value, ...(message !== undefined && { message }), ...dates }
  return { facts, problems: [...problems, ...meaningOf(value, entry, place.pointer)] }
}

function parseEntry(status: JsonObject, pointer: string, problems: Problem[]): Entry | undefined {
  const { statusPurpose, statusListIndex, statusListCredential, statusSize = 1 } = status
  if (typeof statusPurpose !== 'string' || typeof statusListCredential !== 'string' || statusListIndex === undefined) {
    problems.push(entryProblem(status, pointer))
    return undefined
  }
  const size = parseSize(statusSize, pointer)
  if (typeof size !== 'number') {
    problems.push(size)
    return undefined
  }
  const index = parseIndex(statusListIndex, `${pointer}/statusListIndex`, problems)
  if (index === undefined) return undefined
  const messages = messagesOf(status.statusMessage)
  return { purpose: statusPurpose, index, url: statusListCredential, statusSize: size, messages }
}

/**
 * A member that is missing, or that is no text. The same graph can be written with `{ "@value": "revocation" }`, which
 * whoever holds the badge can do to hide that it was revoked: so it is never read as if there were no entry.
 */
function entryProblem(status: JsonObject, pointer: string): Problem {
  const section = 'Bitstring Status List §2.1'
  const odd = ['statusPurpose', 'statusListCredential'].find(
    (name) => status[name] !== undefined && typeof status[name] !== 'string',
  )
  if (odd === undefined) {
    const message = 'A status entry needs statusPurpose, statusListIndex and statusListCredential.'
    return createProblem('status.entry', message, { pointer, section })
  }
  const message = `"${odd}" of the status entry should be a text, but is ${kindOf(status[odd])}, so the status cannot be looked up.`
  return createProblem('status.entry', message, {
    pointer: `${pointer}/${odd}`,
    section,
    hint: 'Ask for the badge as it was issued: written like this, it may have been changed to keep its status from being read.',
  })
}

function kindOf(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a JSON ${typeof value}`
}

function parseSize(size: JsonValue, pointer: string): number | Problem {
  const at = `${pointer}/statusSize`
  // What is a safe integer is a number, here and below: that is asked for the compiler.
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 1) {
    return createProblem('status.entry', 'statusSize is not a whole number from 1.', { pointer: at })
  }
  if (size <= MAX_STATUS_SIZE) return size
  return createProblem(
    'status.unsupported',
    `Entries of ${size} bits are not read, only of up to ${MAX_STATUS_SIZE}.`,
    {
      pointer: at,
    },
  )
}

/** A decimal string; 1EdTech samples have a JSON number, which can mean nothing else. */
function parseIndex(index: JsonValue, pointer: string, problems: Problem[]): number | undefined {
  const isNumber = typeof index === 'number' && Number.isSafeInteger(index) && index >= 0 && !Object.is(index, -0)
  if (isNumber) {
    const message = 'statusListIndex is a JSON number; the specification wants a string.'
    problems.push(createProblem('status.index_number', message, { pointer, section: 'Bitstring Status List §2.1' }))
    return index
  }
  if (typeof index === 'string' && /^(?:0|[1-9][0-9]*)$/.test(index)) return Number(index)
  const shown = typeof index === 'object' ? kindOf(index) : `"${printable(index, 40)}"`
  const message = `statusListIndex is not a decimal number without sign and leading zero, but ${shown}.`
  problems.push(createProblem('status.index_syntax', message, { pointer, section: 'Bitstring Status List §2.1' }))
  return undefined
}

/** Words for values, `0x` and hexadecimal; what is malformed has no words. */
function messagesOf(statusMessage: JsonValue | undefined): ReadonlyMap<number, string> {
  const messages = new Map<number, string>()
  for (const item of toArray(statusMessage)) {
    if (!isObject(item)) continue
    const { status, message } = item
    if (typeof message !== 'string' || typeof status !== 'string' || !/^0x[0-9a-f]{1,2}$/i.test(status)) continue
    messages.set(Number.parseInt(status, 16), message)
  }
  return messages
}

/** Why a good list has no answer for this entry. */
function misfitsOf({ purpose, index, statusSize, url }: Entry, list: BitstringList, pointer: string): Problem[] {
  const found: Problem[] = []
  const length = Math.floor((list.bits.length * 8) / statusSize)
  if (!list.purposes.includes(purpose)) {
    const message = `The status list is not for the purpose "${printable(purpose, 40)}" that the badge names.`
    found.push(createProblem('status.purpose_mismatch', message, { pointer: `${pointer}/statusPurpose` }))
  }
  if (index >= length) {
    const message = `The status list has ${length} entries, so it has no index ${printable(String(index), 40)}.`
    found.push(createProblem('status.index_range', message, { pointer: `${pointer}/statusListIndex` }))
  }
  if (length < MIN_STATUS_LIST_LENGTH) {
    const message = `The status list has ${length} entries; at least ${MIN_STATUS_LIST_LENGTH} are required.`
    found.push(
      createProblem('status.list_length', message, { document: url, pointer: '/credentialSubject/encodedList' }),
    )
  }
  return found
}

function meaningOf(value: number, { purpose }: Entry, pointer: string): Problem[] {
  if (value === 0) return []
  const problem = (code: Problem['code'], message: string): Problem[] => [createProblem(code, message, { pointer })]
  if (purpose === 'revocation') return problem('status.revoked', 'The issuer has revoked the badge.')
  if (purpose === 'suspension') return problem('status.suspended', 'The issuer has suspended the badge.')
  if (purpose === 'refresh')
    return problem('status.refresh', 'The issuer says that a newer version of the badge is available.')
  if (purpose === 'message') return problem('status.message', `The issuer has attached status message ${value}.`)
  const message = `The status with the purpose "${printable(purpose, 40)}" is set; what that means is not known here.`
  return problem('status.unsupported', message)
}
