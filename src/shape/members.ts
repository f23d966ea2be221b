import { createProblem, type Problem } from '../errors.ts'
import { toArray } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { Place } from './positions.ts'

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
export function memberProblem(
  name: string,
  pointer: string,
  place: Place,
  isRoot: boolean,
  owner: JsonObject,
  root: JsonObject,
): Problem | undefined {
  if (name === '@context') {
    if (isRoot || (place === 'proof' && isPrefix(owner['@context'], root['@context']))) return undefined
    return createProblem(
      'shape.keyword_key',
      'A @context stands inside the document; it belongs at the top of a credential.',
      { pointer },
    )
  }
  if (name.startsWith('@')) {
    return createProblem('shape.keyword_key', `"${name}" is a JSON-LD keyword, which is not read as a member name.`, {
      pointer,
      hint: name === '@id' || name === '@type' ? `Write "${name.slice(1)}".` : undefined,
    })
  }
  if (name === '' || name.includes(':')) {
    return createProblem(
      'shape.key_not_term',
      `"${name}" is no term; member names must be terms that a context defines.`,
      { pointer },
    )
  }
  if (place === 'endorsement-subject' && NOT_OF_AN_ENDORSEMENT_SUBJECT.has(name)) {
    return createProblem(
      'shape.reserved_property',
      `"${name}" in the subject of an endorsement would be a claim about the endorsed thing itself.`,
      { pointer },
    )
  }
  if (!isRoot && ROOT_MEMBERS.has(name) && !(name === 'verifiableCredential' && place === 'clr-subject')) {
    return createProblem('shape.reserved_property', `"${name}" belongs to a credential and means nothing here.`, {
      pointer,
      hint: `Move "${name}" to the top of the credential.`,
    })
  }
  return undefined
}

/** A JCS proof may repeat the contexts it was made under: the first ones of its document. */
function isPrefix(contexts: JsonValue | undefined, of: JsonValue | undefined): boolean {
  const whole = toArray(of)
  return toArray(contexts).every((context, index) => typeof context === 'string' && context === whole[index])
}
