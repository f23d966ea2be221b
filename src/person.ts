import { compareIdentity, normalizeEmail } from './identity.ts'
import { isObject, toArray } from './json.ts'
import type { IdentityObject, JsonObject, JsonValue } from './types.ts'

/** What a credential says of whom it is for. */
export interface Person {
  readonly id?: string
  readonly identities: readonly (IdentityObject & JsonObject)[]
}

/** A name is not a person: two people share one, and a salt that an issuer uses for all shows no more. */
const NAMES: readonly string[] = ['name', 'ext:name']

/** Whom a credential is for, as it says itself. */
export function personOf(credential: JsonObject): Person {
  const subject = isObject(credential.credentialSubject) ? credential.credentialSubject : {}
  return {
    ...(typeof subject.id === 'string' && subject.id !== '' && { id: subject.id }),
    identities: toArray<JsonValue>(subject.identifier).filter(isIdentity),
  }
}

/**
 * Whether two credentials are for one person, as far as they show it themselves: the same id, an equal hash with an
 * equal salt, the same email address, or an address that is hashed in the other. Nothing else shows that they are, and
 * nothing at all shows that they are not: a person has several addresses.
 */
export function isSamePerson(a: Person, b: Person): boolean {
  if (a.id !== undefined && a.id === b.id) return true
  if (a.identities.some((one) => b.identities.some((other) => isSameIdentity(one, other)))) return true
  return emailsOf(a).some((email) => knows(b, email)) || emailsOf(b).some((email) => knows(a, email))
}

function isSameIdentity(a: IdentityObject, b: IdentityObject): boolean {
  if (!a.hashed || !b.hashed || a.identityType !== b.identityType || NAMES.includes(a.identityType)) return false
  return a.identityHash.toLowerCase() === b.identityHash.toLowerCase() && (a.salt ?? '') === (b.salt ?? '')
}

/** Email addresses that stand in it for everybody to read. */
function emailsOf({ id, identities }: Person): string[] {
  const plain = identities.filter(({ hashed, identityType }) => !hashed && identityType === 'emailAddress')
  const mailto = id !== undefined && /^mailto:[^?%]+$/i.test(id) ? [id.slice('mailto:'.length)] : []
  return [...mailto, ...plain.map(({ identityHash }) => identityHash)].map(normalizeEmail)
}

function knows(person: Person, email: string): boolean {
  if (emailsOf(person).includes(email)) return true
  return person.identities.some(
    (identity) => identity.identityType === 'emailAddress' && compareIdentity(identity, email).matches,
  )
}

/**
 * Puts those together that are one person, directly or through others.
 *
 * @returns For each, the index of the first of its group.
 */
export function groupPeople(people: readonly Person[]): number[] {
  const group = people.map((_, index) => index)
  for (const [index, person] of people.entries()) {
    for (const [other, candidate] of people.slice(0, index).entries()) {
      const [mine = index, theirs = other] = [group[index], group[other]]
      if (mine === theirs || !isSamePerson(person, candidate)) continue
      for (const [at, of] of group.entries()) if (of === mine || of === theirs) group[at] = Math.min(mine, theirs)
    }
  }
  return group
}

function isIdentity(value: unknown): value is IdentityObject & JsonObject {
  return (
    isObject(value) &&
    typeof value.hashed === 'boolean' &&
    typeof value.identityHash === 'string' &&
    typeof value.identityType === 'string' &&
    (value.salt === undefined || typeof value.salt === 'string')
  )
}
