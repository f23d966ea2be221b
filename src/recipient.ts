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

/**
 * Whether the badge is for a person (Open Badges 3.0, "Verification", step 5): the subject's id equals the one given, or
 * one of its identity objects holds, in clear or hashed, an identifier given.
 */
export function checkRecipient(credential: JsonObject, recipient: Recipient): RecipientCheck {
  const subject = credential.credentialSubject
  if (!isObject(subject)) return checked([mismatch('The badge does not say whom it is for.')], {})
  const problems: Problem[] = []
  if (recipient.id !== undefined && subject.id === recipient.id) {
    return checked(problems, { matched: { by: 'id' as const, pointer: '/credentialSubject/id' } })
  }
  const emails = toArray<string>(recipient.email)
  if (typeof subject.id === 'string' && isMailtoOf(subject.id, emails)) {
    return checked(problems, {
      matched: { by: 'id' as const, identityType: 'emailAddress', pointer: '/credentialSubject/id' },
    })
  }
  for (const [index, identity] of toArray(subject.identifier).entries()) {
    const pointer = pointerTo('/credentialSubject/identifier', index)
    if (!isIdentity(identity)) continue
    for (const known of knownOf(identity.identityType, recipient, emails)) {
      const match = compareIdentity(identity, known)
      if (!match.matches) continue
      if (match.weak) {
        problems.push(
          createProblem(
            'identity.weak',
            'The identity is hashed with MD5 or without salt, so whoever sees the badge can find it out by trying.',
            { pointer },
          ),
        )
      }
      const { identityType, hashed } = identity
      return checked(problems, { matched: { by: 'identifier' as const, identityType, hashed, pointer } })
    }
  }
  return checked([mismatch('The badge is not for the person asked about.')], {})
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

function knownOf(identityType: string, recipient: Recipient, emails: readonly string[]): readonly string[] {
  const own = Object.hasOwn(recipient.identifier ?? {}, identityType) ? recipient.identifier?.[identityType] : undefined
  const known = own === undefined ? [] : [own]
  return identityType === 'emailAddress' ? [...known, ...emails] : known
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
