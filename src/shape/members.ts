import type { ErrorCode } from '../codes.ts'
import { toArray } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { Position } from './positions.ts'

/** Members that mean something only in a root. `relatedResource` and `holder` are those of VC 2.0 and of presentations. */
const ROOT_MEMBERS: ReadonlySet<string> = new Set([
  'issuer',
  'validFrom',
  'validUntil',
  'issuanceDate',
  'expirationDate',
  'awardedDate',
  'credentialStatus',
  'credentialSchema',
  'credentialSubject',
  'evidence',
  'proof',
  'refreshService',
  'relatedResource',
  'termsOfUse',
  'holder',
  'verifiableCredential',
])

/** An EndorsementSubject names by `id` what it endorses; its graph node is that thing's node. So it may say no more of it. */
const NOT_OF_AN_ENDORSEMENT_SUBJECT: ReadonlySet<string> = new Set([
  ...ROOT_MEMBERS,
  'name',
  'description',
  'image',
  'endorsement',
])

/** What is wrong about a member, by its name alone. */
export interface MemberFault {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string
}

export function memberFault(
  name: string,
  position: Position,
  owner: JsonObject,
  root: JsonObject,
): MemberFault | undefined {
  const isRoot = owner === root
  if (name === '@context') {
    if (isRoot || (position === 'proof' && isPrefix(owner['@context'], root['@context']))) return undefined
    return {
      code: 'shape.keyword_key',
      message: 'A @context stands inside the document; it belongs at the top of a credential.',
    }
  }
  if (name.startsWith('@')) {
    return {
      code: 'shape.keyword_key',
      message: `"${name}" is a JSON-LD keyword, which is not read as a member name.`,
      ...((name === '@id' || name === '@type') && { hint: `Write "${name.slice(1)}".` }),
    }
  }
  if (name === '' || name.includes(':')) {
    return {
      code: 'shape.key_not_term',
      message: `"${name}" is no term; member names must be terms that a context defines.`,
    }
  }
  if (position === 'endorsement-subject' && NOT_OF_AN_ENDORSEMENT_SUBJECT.has(name)) {
    return {
      code: 'shape.reserved_property',
      message: `"${name}" in the subject of an endorsement would be a claim about the endorsed thing itself.`,
    }
  }
  if (!isRoot && ROOT_MEMBERS.has(name) && !(name === 'verifiableCredential' && position === 'clr-subject')) {
    return {
      code: 'shape.reserved_property',
      message: `"${name}" belongs to a credential and means nothing here.`,
      hint: `Move "${name}" to the top of the credential.`,
    }
  }
  return undefined
}

/** A JCS proof may repeat the contexts it was made under: the first ones of its document. */
function isPrefix(contexts: JsonValue | undefined, of: JsonValue | undefined): boolean {
  const whole = toArray(of)
  return toArray(contexts).every((context, index) => typeof context === 'string' && context === whole[index])
}
