import { digestMultibase, hasDigest, readDigestMultibase, readDigestSRI } from '../digest.ts'
import { utf8Encode } from '../encoding.ts'
import { canonicalJson } from '../jcs.ts'
import type { JsonObject } from '../types.ts'

/** A credential as it was presented: what it says, and the text that was signed. */
export interface Presented {
  readonly credential: JsonObject
  /** JSON text, or the compact JWS of a VC-JWT. */
  readonly text: string | undefined
}

const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/

/**
 * The digest by which a stack names a member: it survives that JSON is written anew. Of an embedded proof it is that of
 * the canonical JSON (RFC 8785) without `proof`, of a JWT that of its compact text. It identifies the claims; that they
 * are true is for the member's own proof to say.
 */
export function digestMember(member: Presented): string {
  return digestMultibase(digestedBytes(member))
}

function digestedBytes({ credential, text }: Presented): Uint8Array {
  const compact = text?.trim()
  if (compact !== undefined && COMPACT_JWS.test(compact)) return utf8Encode(compact)
  const { proof: _, ...claims } = credential
  return utf8Encode(canonicalJson(claims))
}

/** Whether a member has the digests that a node (`digestMultibase`, `digestSRI`) names for it. */
export function compareDigest(node: JsonObject, member: Presented): 'matches' | 'differs' | 'absent' {
  const { digestMultibase: multibase, digestSRI } = node
  if (multibase === undefined && digestSRI === undefined) return 'absent'
  const bytes = digestedBytes(member)
  if (multibase !== undefined) {
    const digest = typeof multibase === 'string' ? readDigestMultibase(multibase) : undefined
    if (digest === undefined || !hasDigest(bytes, digest)) return 'differs'
  }
  if (digestSRI === undefined) return 'matches'
  const digests = typeof digestSRI === 'string' ? readDigestSRI(digestSRI) : undefined
  return digests?.some((digest) => hasDigest(bytes, digest)) ? 'matches' : 'differs'
}
