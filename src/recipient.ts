import { createProblem, type Problem } from './errors.ts'
import { compareIdentity } from './identity.ts'
import { isObject, pointerTo, toArray } from './json.ts'
import { type Check, checked } from './report.ts'
import type { IdentityObject, JsonObject } from './types.ts'

/** Whom the caller asks about. One match is enough: a person has several addresses. */
export interface Recipient {
  /** A DID, `mailto:` or another URI. */
  readonly id?: string
  readonly email?: string | readonly string[]
  /** Identifiers of other kinds by identityType, such as `{ 'ext:employeeId': '4711' }` or `{ studentId: … }`. */
  readonly identifier?: Readonly<Record<string, string>>
}

/** Which of the things that the caller knows matched, and where. */
export interface RecipientMatch {
  readonly by: 'id' | 'identifier'
  readonly identityType?: string
  readonly hashed?: boolean
  readonly pointer: string
}

export type RecipientCheck = Check & { readonly matched?: RecipientMatch }

/** @throws TypeError for a recipient about whom nothing is said, or not in texts: no badge could be theirs. */
export function assertRecipient(recipient: unknown): void {
  const { id, email, identifier } = isObject(recipient) ? recipient : {}
  const texts = [...toArray(id), ...toArray(email), ...Object.values(isObject(identifier) ? identifier : {})]
  if (texts.length > 0 && texts.every((text) => typeof text === 'string' && text.trim() !== '')) return
  throw new TypeError('recipient must be { id }, { email } or { identifier }, each of them text and none empty')
}

/**
 * Whether the badge is for a person (Open Badges 3.0, "Verification", step 5): the subject's id equals the one given, or
 * one of its identity objects holds, in clear or hashed, an identifier given.
 */
export function checkRecipient(credential: JsonObject, recipient: Recipient): RecipientCheck {
  const { credentialSubject } = credential
  for (const [index, subject] of toArray(credentialSubject).entries()) {
    if (!isObject(subject)) continue
    const at = Array.isArray(credentialSubject) ? pointerTo('/credentialSubject', index) : '/credentialSubject'
    const found = matchId(subject, at, recipient) ?? matchIdentifier(subject, at, recipient)
    if (found) return found
  }
  return checked([mismatch('The badge is not for the person asked about.')], {})
}

function matchId({ id }: JsonObject, at: string, { id: known, email }: Recipient): RecipientCheck | undefined {
  if (typeof id !== 'string') return undefined
  const pointer = pointerTo(at, 'id')
  if (id === known) return checked([], { matched: { by: 'id' as const, pointer } })
  if (!isMailtoOf(id, toArray<string>(email))) return undefined
  return checked([], { matched: { by: 'id' as const, identityType: 'emailAddress', pointer } })
}

function matchIdentifier(subject: JsonObject, at: string, recipient: Recipient): RecipientCheck | undefined {
  for (const [index, identity] of toArray(subject.identifier).entries()) {
    if (!isIdentity(identity)) continue
    const { identityType, hashed } = identity
    const matches = knownOf(identityType, recipient).map((known) => compareIdentity(identity, known))
    const match = matches.find(({ matches }) => matches)
    if (!match) continue
    const pointer = Array.isArray(subject.identifier)
      ? pointerTo(pointerTo(at, 'identifier'), index)
      : pointerTo(at, 'identifier')
    const problems = match.weak ? [weak(pointer)] : []
    return checked(problems, { matched: { by: 'identifier' as const, identityType, hashed, pointer } })
  }
  return undefined
}

function weak(pointer: string): Problem {
  return createProblem(
    'identity.weak',
    'The identity is hashed with MD5 or without salt, so whoever sees the badge can find it out by trying.',
    { pointer },
  )
}

function mismatch(message: string): Problem {
  return createProblem('recipient.mismatch', message, {
    pointer: '/credentialSubject',
    hint: 'The recipient may have used another email address or id; ask which, and give that too.',
  })
}

function isIdentity(value: unknown): value is IdentityObject & JsonObject {
  return (
    isObject(value) &&
    typeof value.identityHash === 'string' &&
    typeof value.identityType === 'string' &&
    typeof value.hashed === 'boolean' &&
    (value.salt === undefined || typeof value.salt === 'string')
  )
}

function knownOf(identityType: string, recipient: Recipient): readonly string[] {
  const own = Object.hasOwn(recipient.identifier ?? {}, identityType) ? recipient.identifier?.[identityType] : undefined
  const known = own === undefined ? [] : [own]
  return identityType === 'emailAddress' ? [...known, ...toArray<string>(recipient.email)] : known
}

/** RFC 6068: `mailto:` and the address, percent-encoded; no header fields. */
function isMailtoOf(id: string, emails: readonly string[]): boolean {
  if (!/^mailto:[^?]+$/i.test(id)) return false
  const address = decodePercent(id.slice('mailto:'.length))
  return emails.some(
    (email) => compareIdentity({ hashed: false, identityHash: address, identityType: 'emailAddress' }, email).matches,
  )
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
