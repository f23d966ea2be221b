import { isObject } from '../json.ts'
import { issuerIdOf } from '../trust.ts'
import type { JsonObject } from '../types.ts'
import { parseDateTime } from '../validity.ts'

/** What a credential awards, as it says itself. */
export interface Award {
  readonly id?: string
  readonly name?: string
  readonly issuer?: string
  /** Id of the achievement. */
  readonly achievement?: string
  /** `awardedDate`, else the beginning of its validity. */
  readonly awarded?: string
}

export function awardOf(credential: JsonObject): Award {
  const achievement = achievementOf(credential)
  const { id, awardedDate, validFrom, issuanceDate } = credential
  const issuer = issuerIdOf(credential)
  const name = credential.name ?? achievement?.name
  const awarded = awardedDate ?? validFrom ?? issuanceDate
  return {
    ...(typeof id === 'string' && { id }),
    ...(typeof name === 'string' && { name }),
    ...(issuer !== undefined && { issuer }),
    ...(typeof achievement?.id === 'string' && { achievement: achievement.id }),
    ...(typeof awarded === 'string' && { awarded }),
  }
}

export function achievementOf(credential: JsonObject): JsonObject | undefined {
  const subject = credential.credentialSubject
  return isObject(subject) && isObject(subject.achievement) ? subject.achievement : undefined
}

/**
 * Two credentials are the same when issuer and id are equal, after percent-decoding and without spaces around them (Open
 * Badges 3.0, "Credential Equality and Comparison"). Undefined where one of the two is missing.
 */
export function keyOf(credential: JsonObject): string | undefined {
  const issuer = issuerIdOf(credential)
  const { id } = credential
  if (issuer === undefined || typeof id !== 'string') return undefined
  return JSON.stringify([decoded(issuer), decoded(id)])
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text).trim()
  } catch {
    return text.trim()
  }
}

/** From when on this version of a credential stands for it; the newer supersedes. Milliseconds since the epoch. */
export function versionOf({ validFrom, issuanceDate }: JsonObject): number {
  const text = validFrom ?? issuanceDate
  return (typeof text === 'string' ? parseDateTime(text) : undefined) ?? Number.NEGATIVE_INFINITY
}
