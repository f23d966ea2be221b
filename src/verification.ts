import type { CheckName } from './codes.ts'
import { contextSet } from './contexts.ts'
import { withBudget } from './documents/budget.ts'
import { createDocumentLoader } from './documents/loader.ts'
import { type EndorsementsCheck, type EndorsementWalk, startWalk } from './endorsements.ts'
import type { Problem } from './errors.ts'
import type { EvidenceCheck } from './evidence.ts'
import { isObject } from './json.ts'
import { assertKnownOptions } from './known-options.ts'
import type { MembersCheck } from './members.ts'
import type { Carrier, CredentialInputForm, CredentialKind } from './parse.ts'
import type { Cryptosuite } from './proof/cryptosuite.ts'
import type { ProofCheck } from './proof/facts.ts'
import { assertRecipient, type Recipient, type RecipientCheck } from './recipient.ts'
import type { RefreshCheck } from './refresh.ts'
import type { Check, Outcome, Verdict } from './report.ts'
import type { StatusCheck } from './status.ts'
import { assertIssuers, type Trusted, type TrustedIssuer } from './trust.ts'
import type { ContextSet, DateInput, DocumentLoader, JsonObject } from './types.ts'
import { parseDateTime, type ValidityFacts } from './validity.ts'

/** What may be said to `verifyCredential`. With nothing said it is offline, strict, and asks about no person. */
export interface VerifyOptions {
  /** The moment to judge by: a Date or a dateTimeStamp; default the clock. */
  readonly now?: DateInput
  /** How far clocks may differ, in seconds, 0 to 300; default 60. */
  readonly skewSeconds?: number
  /** Where keys, status lists and linked badges come from; default offline. See `createDocumentLoader`. */
  readonly documentLoader?: DocumentLoader
  /** The person who is said to have earned it. Then `recipient` decides about the verdict too. */
  readonly recipient?: Recipient
  /** The issuers that you trust; the report's `trusted` says what the list says. It never changes the verdict. */
  readonly issuers?: readonly TrustedIssuer[]
  /** Bytes of evidence by evidence id. Then `evidence` decides about the verdict too. */
  readonly evidence?: Readonly<Record<string, Uint8Array>>
  /**
   * The credentials that a stack credential names in its evidence, in any form that is read. Then `members` says what
   * became of each; like the credentials that a learner record holds, they never decide about the verdict.
   */
  readonly members?: readonly CredentialInputForm[]
  /** `vc` lets through any Verifiable Credential, not badges only; default `ob`. */
  readonly profile?: 'ob' | 'vc'
  /** Cryptosuites beyond those built in, such as that of `badgesmith/ecdsa-sd-2023`. */
  readonly cryptosuites?: readonly Cryptosuite[]
  /** Issuers that may publish status lists for others, by id; default each issuer for itself only. */
  readonly statusIssuers?: readonly string[]
  /** What one verification may ask of the network; default 16 requests in 15 seconds. */
  readonly limits?: { readonly requests?: number; readonly milliseconds?: number }
  readonly signal?: AbortSignal
  /** Relaxes a rule, by name. SECURITY.md says what each one opens. */
  readonly dangerous?: DangerousOptions
}

export interface DangerousOptions {
  /** Reads badges whose @context is written into them; a small one can keep a processor busy for seconds. */
  readonly allowInlineContexts?: boolean
  /** Reads JSON-LD outside the closed shape; the same signed graph can then hide an expiry or a status from the checks. */
  readonly allowOpenShape?: boolean
}

/** The answers to all questions about one credential. Plain JSON. */
export interface VerificationReport {
  /** `invalid`: a deciding check failed; `indeterminate`: one could not be decided; else `valid`. */
  readonly verdict: Verdict
  /** Whether the verdict is `valid`. */
  readonly verified: boolean
  /** What your own list says of the issuer, `unknown` until the proof is good. A good signature is not a good name. */
  readonly trusted: Trusted
  /** Your own name for the issuer, where your list has one. */
  readonly trustedAs?: string
  readonly kind: CredentialKind
  readonly source: {
    readonly carrier: Carrier
    /** Proof types and suites, `JWT` for a VC-JWT. */
    readonly proof: readonly string[]
    /** As signed: JSON text or a compact JWS, to be stored or baked again. */
    readonly text?: string
    readonly url?: string
  }
  /** What was checked, frozen; still there when invalid, so that an expired badge can be shown as expired. */
  readonly credential: JsonObject | undefined
  /** What was presented, where a refreshed version took its place. */
  readonly original?: JsonObject
  readonly checks: Checks
  /** The problems of all checks, in the order of the checks. */
  readonly problems: readonly Problem[]
  /** Every URL without which something stayed undecided, to be fetched or given to `createDocumentLoader`: see `Problem`. */
  readonly needs: readonly string[]
  /** The moment that was judged by. */
  readonly checkedAt: string
}

/** One answer for each question; every key is always there. */
export interface Checks extends Readonly<Record<CheckName, Check>> {
  readonly read: Check<'passed' | 'failed' | 'undecided'>
  readonly schema: Check<'passed' | 'failed' | 'undecided' | 'not-reached'>
  /** Never `not-applicable`: what is not signed is not verified. */
  readonly proof: Check<Exclude<Outcome, 'not-applicable'>> & Partial<Pick<ProofCheck, 'proofs' | 'verificationMethod'>>
  readonly refresh: RefreshCheck
  readonly validity: Check & Partial<ValidityFacts>
  readonly status: Check & Pick<StatusCheck, 'entries'>
  readonly recipient: RecipientCheck
  readonly endorsements: EndorsementsCheck
  readonly evidence: EvidenceCheck
  readonly members: MembersCheck
}

/** The options of one verification, with everything filled in. */
export interface Run {
  readonly options: VerifyOptions
  readonly profile: 'ob' | 'vc'
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly skewSeconds: number
  readonly loader: DocumentLoader
  readonly contexts: ContextSet
  readonly signal: AbortSignal | undefined
  /** How far endorsements of endorsements have been followed. */
  readonly walk: EndorsementWalk
  /** Whether the credential stands in another one, whose members and endorsements are looked at. */
  readonly isInside: boolean
}

/** The names of all options of `verifyCredential`. */
export const VERIFY_OPTIONS: readonly (keyof VerifyOptions)[] = [
  'now',
  'skewSeconds',
  'documentLoader',
  'recipient',
  'issuers',
  'evidence',
  'members',
  'profile',
  'cryptosuites',
  'statusIssuers',
  'limits',
  'signal',
  'dangerous',
]

/**
 * @param more - Options of the caller's own beside these.
 * @throws TypeError for options that make no sense, or that there are none of.
 */
export function startRun(options: VerifyOptions, more: readonly string[] = []): Run {
  assertKnownOptions(options, [...VERIFY_OPTIONS, ...more])
  const { skewSeconds = 60, documentLoader = createDocumentLoader(), signal, profile = 'ob' } = options
  if (!(Number.isFinite(skewSeconds) && skewSeconds >= 0 && skewSeconds <= 300)) {
    throw new TypeError(`skewSeconds must be a number from 0 to 300; got ${String(skewSeconds)}`)
  }
  if (typeof documentLoader !== 'function') {
    throw new TypeError('documentLoader must be a function, such as createDocumentLoader() returns')
  }
  if (profile !== 'ob' && profile !== 'vc') throw new TypeError(`profile must be 'ob' or 'vc'; got ${String(profile)}`)
  if (options.recipient !== undefined) assertRecipient(options.recipient)
  if (options.issuers !== undefined) assertIssuers(options.issuers)
  if (options.evidence !== undefined) assertEvidence(options.evidence)
  for (const name of ['statusIssuers', 'cryptosuites'] as const) {
    if (options[name] !== undefined && !Array.isArray(options[name])) throw new TypeError(`${name} must be an array`)
  }
  if (options.members !== undefined && !Array.isArray(options.members)) {
    throw new TypeError('members must be an array of credentials')
  }
  return {
    options,
    profile,
    now: momentOf(options.now),
    skewSeconds,
    loader: withBudget(documentLoader, { ...options.limits, signal }),
    contexts: documentLoader.contexts ?? contextSet(),
    signal,
    walk: startWalk(),
    isInside: false,
  }
}

function assertEvidence(evidence: unknown): void {
  if (isObject(evidence) && Object.values(evidence).every((bytes: unknown) => bytes instanceof Uint8Array)) return
  throw new TypeError('evidence must be an object: the bytes of each file, a Uint8Array, by evidence id')
}

function momentOf(now: DateInput | undefined): number {
  if (now === undefined) return Date.now()
  const time = typeof now === 'string' ? parseDateTime(now) : now.getTime()
  // Beyond this a Date is none (ECMAScript §21.4.1.1).
  if (time === undefined || !(Math.abs(time) <= 8.64e15)) {
    throw new TypeError('now must be a Date or a date and time with an offset, such as 2026-01-31T12:00:00Z')
  }
  return time
}
