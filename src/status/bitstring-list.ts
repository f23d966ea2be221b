import { hexEncode } from '../encoding.ts'
import { createProblem, OpenBadgesError, type Problem } from '../errors.ts'
import { sha256 } from '../hash.ts'
import { isObject, toArray } from '../json.ts'
import { printable } from '../printable.ts'
import { hasProblem } from '../report.ts'
import { decodeStatusList } from '../status-list.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import { parseDateTime } from '../validity.ts'
import { type ListAnswer, mayPublish, type StatusOptions, unavailable, type VerifiedList } from './list-answer.ts'

/** A list that may be believed. */
export interface BitstringList {
  readonly bits: Uint8Array
  readonly purposes: readonly JsonValue[]
  readonly asOf?: string
  readonly nextUpdate?: string
}

/** Decoded lists, by the hash of their text: the badges of one issuer mostly share one. */
const decoded = new Map<string, Uint8Array>()
const MAX_CACHED_LISTS = 32
const MAX_CACHED_BYTES = 8_388_608

/**
 * Verifies a list credential and decodes it (Bitstring Status List §3.2). Its proof comes first: without a good one
 * nothing that it says means anything, so no further problem is looked for.
 */
export async function readBitstringList(
  document: object | string,
  url: string,
  options: StatusOptions,
): Promise<ListAnswer<BitstringList>> {
  const verified = await options.verifyList(document, url)
  const { credential } = verified
  if (!credential) {
    return { problems: [unavailable(url, verified.problems[0]?.message ?? 'The document is not a credential.')] }
  }
  if (verified.proofOutcome !== 'passed') return { problems: [unsigned(verified, url)] }
  const [first, ...more] = standing(verified, credential, url, options)
  if (first) return { problems: [first, ...more] }
  const subject = subjectOf(credential)
  if (!subject) return { problems: [notList(url)] }
  const { encodedList, statusPurpose, ttl } = subject
  if (typeof encodedList !== 'string') return { problems: [notList(url)] }
  try {
    const prefix = toArray(subject.type).includes('BitstringStatusList') ? 'required' : 'optional'
    const bits = await decodeOnce(encodedList, prefix)
    return { list: { bits, purposes: toArray(statusPurpose), ...datesOf(credential, ttl, options.now) } }
  } catch (error) {
    if (!(error instanceof OpenBadgesError)) throw error
    const [{ code, message }] = error.problems
    const pointer = '/credentialSubject/encodedList'
    return {
      problems: [createProblem(code, `The status list cannot be decoded. ${message}`, { pointer, document: url })],
    }
  }
}

function unsigned({ problems, proofOutcome }: VerifiedList, url: string): Problem {
  const cause = problems.find(({ severity }) => severity === 'error')
  const what =
    proofOutcome === 'undecided'
      ? 'The proof of the status list could not be checked.'
      : 'The status list has no good proof.'
  return createProblem('status.list_unsigned', cause ? `${what} ${cause.message}` : what, {
    document: url,
    needs: problems.find(({ needs }) => needs !== undefined)?.needs,
    hint: 'Without a good proof of the list nothing in it counts. The issuer must publish it signed.',
  })
}

/** What keeps a well-signed list from speaking about this badge now. */
function standing(
  { issuer, validityOutcome, problems }: VerifiedList,
  credential: JsonObject,
  url: string,
  options: StatusOptions,
): Problem[] {
  const found: Problem[] = []
  if (!mayPublish(issuer, options)) {
    const message = `The status list was issued by "${printable(issuer)}", not by the issuer of the badge.`
    const hint = 'If that is right, name it in statusIssuers.'
    found.push(createProblem('status.issuer_mismatch', message, { document: url, pointer: '/issuer', hint }))
  }
  if (credential.id !== undefined && credential.id !== url) {
    const message = `The status list at this URL names itself "${printable(credential.id)}".`
    found.push(createProblem('status.list_id_mismatch', message, { document: url, pointer: '/id' }))
  }
  if (validityOutcome !== 'passed' && validityOutcome !== 'not-applicable') {
    const early = hasProblem(problems, 'time.not_yet_valid')
    const message = early ? 'The status list is not valid yet.' : 'The status list is out of date.'
    const hint = 'The issuer must publish a list that is valid now.'
    found.push(createProblem('status.list_expired', message, { document: url, needs: url, hint }))
  }
  return found
}

/** The one subject of a list. StatusList2021 and the later standard differ in names only, so either may answer. */
function subjectOf(credential: JsonObject): JsonObject | undefined {
  const [subject, ...more] = toArray(credential.credentialSubject)
  if (!isObject(subject) || more.length > 0) return undefined
  const types = toArray(subject.type)
  return types.includes('BitstringStatusList') || types.includes('StatusList2021') ? subject : undefined
}

function notList(url: string): Problem {
  const message = 'The credential at the URL of the status list is not a status list.'
  return createProblem('status.list_encoding', message, { document: url, pointer: '/credentialSubject' })
}

async function decodeOnce(encodedList: string, prefix: 'required' | 'optional'): Promise<Uint8Array> {
  const key = `${prefix} ${hexEncode(sha256(encodedList))}`
  const known = decoded.get(key)
  const bits = known ?? (await decodeStatusList(encodedList, { prefix }))
  decoded.delete(key)
  decoded.set(key, bits)
  dropOldest()
  return bits
}

function dropOldest(): void {
  let bytes = 0
  for (const bits of decoded.values()) bytes += bits.length
  for (const [key, bits] of decoded) {
    if (decoded.size <= MAX_CACHED_LISTS && bytes <= MAX_CACHED_BYTES) return
    decoded.delete(key)
    bytes -= bits.length
  }
}

/** `ttl` is in milliseconds from when the list was fetched (Bitstring Status List §2.2). */
function datesOf(
  credential: JsonObject,
  ttl: JsonValue | undefined,
  now: number,
): { asOf?: string; nextUpdate?: string } {
  const asOf = credential.validFrom ?? credential.issuanceDate
  const until = credential.validUntil ?? credential.expirationDate
  // What is a safe integer is a number: that is asked for the compiler.
  const ends = [
    typeof until === 'string' ? parseDateTime(until) : undefined,
    typeof ttl === 'number' && Number.isSafeInteger(ttl) && ttl >= 0 ? now + ttl : undefined,
  ].filter((end) => end !== undefined)
  const next = new Date(Math.min(...ends))
  return {
    ...(typeof asOf === 'string' && { asOf }),
    ...(!Number.isNaN(next.getTime()) && { nextUpdate: next.toISOString() }),
  }
}
