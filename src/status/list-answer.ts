import { createProblem, type Problem } from '../errors.ts'
import type { Outcome } from '../report.ts'
import type { DocumentLoader, JsonObject, JsonValue } from '../types.ts'

/** What verification says of a list credential. */
export interface VerifiedList {
  /** As verified; undefined where there is no credential in the document. */
  readonly credential: JsonObject | undefined
  /** Id of its issuer. */
  readonly issuer: string | undefined
  readonly proofOutcome: Outcome
  readonly validityOutcome: Outcome
  readonly problems: readonly Problem[]
}

/**
 * Verifies a list credential: reading, shape, proof and dates, but neither its status nor anything else that would
 * fetch further lists. The document is what the loader gave: a parsed object, text (JSON or a JWT) or bytes of either.
 */
export type VerifyList = (document: object | string, url: string) => Promise<VerifiedList>

export interface StatusOptions {
  readonly loader: DocumentLoader
  readonly verifyList: VerifyList
  /** Milliseconds since 1970. */
  readonly now: number
  /** Id of the issuer of the badge. */
  readonly issuer: string
  readonly statusIssuers?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
}

/** A list that was read, or why it cannot be believed. */
export type ListAnswer<L> = { readonly list: L } | { readonly problems: readonly [Problem, ...Problem[]] }

/** Whether a list of this issuer may speak about badges of ours. */
export function mayPublish(issuer: JsonValue | undefined, options: StatusOptions): boolean {
  return issuer === options.issuer || (options.statusIssuers?.some((id) => id === issuer) ?? false)
}

/** The list could not be had; whether the badge still stands stays open. */
export function unavailable(
  url: string,
  why: string,
  more: { needs?: string; hint?: string | undefined } = {},
): Problem {
  return createProblem('status.unavailable', `The status list could not be read. ${why}`, {
    document: url,
    needs: url,
    hint: 'Verify again later; until then ask the issuer whether the badge still stands.',
    ...(more.hint !== undefined && { hint: more.hint }),
    ...(more.needs !== undefined && { needs: more.needs }),
  })
}
