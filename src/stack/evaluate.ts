import { isObject, pointerTo, toArray } from '../json.ts'
import { assertKnownOptions } from '../known-options.ts'
import type { CredentialInputForm } from '../parse.ts'
import { assertRecipient, checkRecipient, type Recipient } from '../recipient.ts'
import type { JsonValue } from '../types.ts'
import { timestamp } from '../validity.ts'
import { VERIFY_OPTIONS, type VerifyOptions } from '../verification.ts'
import { verifyCredential } from '../verify.ts'
import { type Assessment, assess } from './assess.ts'
import { type Candidate, candidateOf } from './candidate.ts'
import type { Stack } from './definition.ts'
import type { StackProgress } from './progress.ts'

/** Those of `verifyCredential`, except the questions about one credential. */
export type EvaluateStackOptions = Omit<VerifyOptions, 'recipient' | 'evidence' | 'members' | 'profile'> & {
  /** Whose credentials they must be: each is held against it. Without it they must show that they are one person's. */
  readonly recipient?: Recipient
}

/**
 * Says how far somebody is with a stack: verifies every credential that is presented, and fills the requirements with
 * those that count, each with one of its own, as many as can be filled.
 *
 * Award time is `awardedDate`, else `validFrom`. Without `recipient` those credentials are one person's that share an
 * id, an equal hash with an equal salt, or an email address that the other has hashed; what is not known to be of the
 * same person can make the stack undecided, never complete. Of one credential in several versions or encodings (same
 * issuer and id) the newest counts, once.
 *
 * @param stack - From `defineStack`.
 * @param presented - Each in any form that `verifyCredential` reads. Of a learner record, the credentials in it count,
 *   each by its own proof.
 * @param options - See {@link EvaluateStackOptions}.
 * @returns Per requirement which credential fills it, or why none does; per credential what became of it. Problems:
 *   `stack.*`.
 * @throws TypeError for arguments that make no sense.
 *
 * @example
 * const progress = await evaluateStack(stack, badges, { recipient: { email: 'teacher@district.example' } })
 * console.log(progress.status, describeProgress(progress))
 */
export async function evaluateStack(
  stack: Stack,
  presented: readonly CredentialInputForm[],
  options: EvaluateStackOptions = {},
): Promise<StackProgress> {
  const { progress } = await assessPresented(stack, presented, options)
  return progress
}

/** The same, with the credentials that fill the places. */
export async function assessPresented(
  stack: Stack,
  presented: readonly CredentialInputForm[],
  options: EvaluateStackOptions,
): Promise<Assessment> {
  assertArguments(stack, presented)
  assertStackOptions(options)
  const { recipient, ...verifyOptions } = options
  if (recipient !== undefined) assertRecipient(recipient)
  // One moment for all of them, whatever time verification takes.
  const now = options.now ?? timestamp(undefined, 'now')
  const candidates = await verifyAll(presented, { ...verifyOptions, now })
  const isForRecipient = recipient && ((credential: Candidate['credential']) => isFor(credential, recipient))
  return assess(stack, candidates, { isForRecipient }, timestamp(now, 'now'))
}

export function assertArguments(stack: Stack, presented: readonly CredentialInputForm[]): void {
  if (!isStackRead(stack)) throw new TypeError('stack must be what defineStack returns: defineStack(definition)')
  if (!Array.isArray(presented)) throw new TypeError('presented must be an array of credentials')
}

/** A definition lacks what reading it fills in; that of a requirement is its issuers. */
function isStackRead(stack: unknown): boolean {
  return isObject(stack) && Array.isArray(stack.issuers) && 'ends' in stack && isRequirementRead(stack.requires)
}

function isRequirementRead(requirement: JsonValue | undefined): boolean {
  if (!isObject(requirement)) return false
  const { all, of, stack, issuers } = requirement
  if (stack !== undefined) return isStackRead(stack)
  const parts = all ?? of
  return parts === undefined ? Array.isArray(issuers) : Array.isArray(parts) && parts.every(isRequirementRead)
}

/** @param more - Options of the caller's own beside these. */
export function assertStackOptions(options: unknown, more: readonly string[] = []): void {
  const known = VERIFY_OPTIONS.filter((name) => !['evidence', 'members', 'profile'].includes(name))
  assertKnownOptions(options, [...known, ...more])
}

function isFor(credential: Candidate['credential'], recipient: Recipient): boolean {
  return credential !== undefined && checkRecipient(credential, recipient).outcome === 'passed'
}

/** Verifies what was presented and, of learner records, what they hold. */
export async function verifyAll(
  presented: readonly CredentialInputForm[],
  options: VerifyOptions,
): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  for (const [index, input] of presented.entries()) {
    const report = await verifyCredential(input, options)
    candidates.push(candidateOf(report, index))
    const subject = report.kind === 'clr' ? report.credential?.credentialSubject : undefined
    const members = isObject(subject) ? toArray<JsonValue>(subject.verifiableCredential) : []
    for (const [at, member] of members.entries()) {
      if (!isObject(member)) continue
      const pointer = pointerTo('/credentialSubject/verifiableCredential', at)
      candidates.push(candidateOf(await verifyCredential(member, options), index, pointer))
    }
  }
  return candidates
}
