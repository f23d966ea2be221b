import type { Problem } from '../errors.ts'
import type { PublicKey } from '../keys/public-key.ts'
import type { ContextSet, JsonObject, KeyAlgorithm } from '../types.ts'

/** One proof of one document, ready to be checked. */
export interface ProofUnderCheck {
  /** Without its own proof; with those that the proof builds on (`previousProof`). */
  readonly document: JsonObject
  readonly proof: JsonObject
  readonly pointer: string
  readonly key: PublicKey
  readonly contexts: ContextSet
  readonly signal?: AbortSignal | undefined
}

/** A cryptosuite of Data Integrity, as far as checking needs it. */
export interface Cryptosuite {
  /** Value of `cryptosuite`, or the proof type where the type is the suite. */
  readonly name: string
  readonly proofType: string
  readonly algorithms: readonly KeyAlgorithm[]
  /** Multibase prefix of its proof values. */
  readonly multibase: 'z' | 'u'
  /** Whether the signature depends on the contexts: it does unless the suite signs JSON (JCS). */
  readonly signsGraph: boolean
  /** The problems of the signature; none when it is good. Throws `OpenBadgesError` where it cannot tell. */
  check(proof: ProofUnderCheck, signature: Uint8Array): Promise<readonly Problem[]>
}
