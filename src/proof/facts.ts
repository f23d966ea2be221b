import type { ResolvedMethod } from '../documents/verification-method.ts'
import { createProblem, type Problem } from '../errors.ts'
import type { Check } from '../report.ts'
import type { JsonValue, KeyAlgorithm } from '../types.ts'
import { parseDateTime } from '../validity.ts'

/** What is known of one proof. */
export interface ProofFacts {
  readonly type?: string
  readonly cryptosuite?: string
  readonly verificationMethod?: string
  readonly created?: string
  readonly challenge?: string
  readonly domain?: readonly string[]
  /** Whose key it is, as the key's own document says. */
  readonly controller?: string
  readonly algorithm?: KeyAlgorithm
  readonly outcome: 'passed' | 'failed' | 'undecided'
  /** Whether it decides: the issuer's key, the right purpose, a suite that is known. */
  readonly counts: boolean
}

export interface ProofCheck extends Check<'passed' | 'failed' | 'undecided'> {
  readonly proofs: readonly ProofFacts[]
  /** The key that signed: the verification method of the first good proof that counts. */
  readonly verificationMethod?: string
}

/** Milliseconds since the epoch, or undefined where a value is no dateTimeStamp. */
export function timeOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'string' ? parseDateTime(value) : undefined
}

/** Judges `revoked` and `expires` of a key against the moment of signing, where that is known. */
export function lifetimeProblems(method: ResolvedMethod, signedAt: number | undefined, pointer: string): Problem[] {
  if (method.revoked !== undefined) {
    return [createProblem('key.revoked', `The issuer revoked the key on ${method.revoked}.`, { pointer })]
  }
  if (method.expires === undefined) return []
  const expires = parseDateTime(method.expires)
  if (expires !== undefined && signedAt !== undefined && signedAt <= expires) return []
  return [
    createProblem(
      'key.expired',
      `The key expired on ${method.expires}, and the badge does not say it was signed before.`,
      { pointer },
    ),
  ]
}
