import { isObject, toArray } from '../json.ts'
import { type Person, personOf } from '../person.ts'
import { checkRecipient, type Recipient } from '../recipient.ts'
import type { IdentityObject, JsonObject, JsonValue, RecipientInput } from '../types.ts'

/**
 * Whom the credential of a stack is for: the person whom its members are for. It repeats the hashes by which the members
 * know the person, each with its salt, so that everybody can see that they are of one person who cannot read any of
 * them. An address that stands in a member in clear is hashed.
 */
export function recipientFrom(members: readonly JsonObject[], asked: Recipient | undefined): RecipientInput {
  const people = members.map((member) => (asked ? matchedPerson(member, asked) : personOf(member)))
  const ids = [...new Set(people.flatMap(({ id }) => id ?? []))]
  const identities = new Map<string, IdentityObject>()
  const emails = new Set<string>()
  for (const identity of people.flatMap((person) => person.identities)) {
    if (!identity.hashed && identity.identityType === 'emailAddress') emails.add(identity.identityHash)
    else identities.set(JSON.stringify([identity.identityType, identity.identityHash, identity.salt]), identity)
  }
  const isIdentified = identities.size > 0 || emails.size > 0
  // Of several ids none is better than the others, unless there is nothing else.
  const id =
    asked?.id !== undefined && ids.includes(asked.id)
      ? asked.id
      : ids.length === 1 || !isIdentified
        ? ids[0]
        : undefined
  const [email] = emails
  return {
    ...(id !== undefined && { id }),
    ...(email !== undefined && { email }),
    identifier: [...identities.values()],
  }
}

/** That by which a member was found to be for the person asked about. */
function matchedPerson(member: JsonObject, asked: Recipient): Person {
  const { matched } = checkRecipient(member, asked)
  const { id, identities } = personOf(member)
  if (matched?.by !== 'identifier') return { ...(id !== undefined && { id }), identities: [] }
  const subject = isObject(member.credentialSubject) ? member.credentialSubject : {}
  const at = Number(matched.pointer.slice(matched.pointer.lastIndexOf('/') + 1))
  const found = toArray<JsonValue>(subject.identifier)[at]
  return { ...(id !== undefined && { id }), identities: identities.filter((identity) => identity === found) }
}
