import { isObject } from './json.ts'
import type { JsonObject } from './types.ts'
import { parseDateTime } from './validity.ts'

/** An issuer that the caller trusts, for all its badges or for some. */
export interface TrustedIssuer {
  /** DID or URL, as `issuer.id` of its badges has it. */
  readonly id: string
  /** The name under which the caller knows it; `explain` uses this one, not what the badge says. */
  readonly name?: string
  /** Ids of the achievements that it is trusted for; default all. */
  readonly achievements?: readonly string[]
  /** From when on its badges are trusted: dateTimeStamp, compared with the badge's validFrom. */
  readonly from?: string
  /** Until when. */
  readonly until?: string
}

export type Trusted = 'yes' | 'no' | 'unknown'

/** What the caller's list says of the issuer of a badge. Never part of the verdict: a good signature is not a good name. */
export interface Trust {
  readonly trusted: Trusted
  /** The caller's own name for the issuer, where it gave one. */
  readonly name?: string
}

/** Looks an issuer up in the caller's list. Without a list nothing is known. */
export function judgeTrust(credential: JsonObject, issuers: readonly TrustedIssuer[] | undefined): Trust {
  if (issuers === undefined) return { trusted: 'unknown' }
  const issuer = issuerIdOf(credential)
  const found = issuers.find((candidate) => candidate.id === issuer && covers(candidate, credential))
  if (!found) return { trusted: 'no' }
  return { trusted: 'yes', ...(found.name !== undefined && { name: found.name }) }
}

/** `issuer`, or `issuer.id`. */
export function issuerIdOf(credential: JsonObject): string | undefined {
  const { issuer } = credential
  const id = isObject(issuer) ? issuer.id : issuer
  return typeof id === 'string' ? id : undefined
}

function covers({ achievements, from, until }: TrustedIssuer, credential: JsonObject): boolean {
  const start = credential.validFrom ?? credential.issuanceDate
  const time = typeof start === 'string' ? parseDateTime(start) : undefined
  if (from !== undefined && !(time !== undefined && time >= boundary(from, 'from'))) return false
  if (until !== undefined && !(time !== undefined && time <= boundary(until, 'until'))) return false
  const subject = credential.credentialSubject
  const achievement = isObject(subject) && isObject(subject.achievement) ? subject.achievement.id : undefined
  return achievements === undefined || (typeof achievement === 'string' && achievements.includes(achievement))
}

function boundary(text: string, name: string): number {
  const time = parseDateTime(text)
  if (time === undefined)
    throw new TypeError(
      `issuers: "${name}" must be a date and time with an offset, such as 2026-01-31T00:00:00Z; got ${text}`,
    )
  return time
}
