import { isObject } from './json.ts'
import type { Outcome } from './report.ts'
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

/** @throws TypeError for a list that is none, or that has an entry without id or with a malformed date. */
export function assertIssuers(issuers: unknown): void {
  if (!Array.isArray(issuers))
    throw new TypeError('issuers must be an array of { id, name?, achievements?, from?, until? }')
  for (const issuer of issuers as readonly unknown[]) {
    if (!isObject(issuer) || typeof issuer.id !== 'string')
      throw new TypeError('issuers: an entry has no id, the DID or URL of an issuer')
    if (issuer.achievements !== undefined && !Array.isArray(issuer.achievements))
      throw new TypeError('issuers: "achievements" must be an array of achievement ids')
    for (const name of ['from', 'until']) if (issuer[name] !== undefined) boundary(issuer[name], name)
  }
}

/**
 * Looks an issuer up in the caller's list. Without a list nothing is known; and who has not been proven to be the
 * issuer is not trusted as the issuer, whatever name stands in the badge.
 */
export function judgeTrust(
  credential: JsonObject | undefined,
  proof: Outcome,
  issuers: readonly TrustedIssuer[] | undefined,
): Trust {
  if (issuers === undefined || credential === undefined || proof !== 'passed') return { trusted: 'unknown' }
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

function boundary(text: unknown, name: string): number {
  const time = typeof text === 'string' ? parseDateTime(text) : undefined
  if (time === undefined)
    throw new TypeError(`issuers: "${name}" must be a date and time with an offset, such as 2026-01-31T00:00:00Z`)
  return time
}
