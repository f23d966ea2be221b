import { createProblem, type Problem } from '../errors.ts'
import { hashIdentity, normalizeEmail } from '../identity.ts'
import { isObject } from '../json.ts'
import type { IdSource } from './ids.ts'
import { type Draft, manyOf, type OpenDraft, typed } from './parts.ts'

/** Who a recipient is, as members of an AchievementSubject: `id`, `identifier`, or both. */
export function recipientDraft(recipient: unknown, ids: IdSource, problems: Problem[]): OpenDraft {
  if (recipient === undefined || recipient === null) return {}
  if (!isObject(recipient)) {
    problems.push(
      createProblem('schema.type', 'The recipient should be an object.', {
        pointer: '/recipient',
        hint: 'Write { id: "did:…" } or { email: "teacher@district.example" }.',
      }),
    )
    return {}
  }
  const { id, email, identifier, ...rest }: Record<string, unknown> = recipient
  for (const name of Object.keys(rest)) {
    problems.push(
      createProblem('schema.additional', `A recipient has no member "${name}".`, {
        pointer: `/recipient/${name}`,
        hint: 'It has "id", "email" and "identifier".',
      }),
    )
  }
  const given = (manyOf(identifier, (identity) => typed(identity, 'IdentityObject')) ?? []) as unknown[]
  return { id, identifier: [...given, ...hashedEmail(email, ids, problems)] }
}

function hashedEmail(email: unknown, ids: IdSource, problems: Problem[]): Draft[] {
  if (email === undefined || email === null) return []
  const normal = typeof email === 'string' ? normalizeEmail(email) : ''
  if (!/^[^\s@]+@[^\s@]+$/.test(normal)) {
    problems.push(
      createProblem('schema.format', 'The email address of the recipient is none.', {
        pointer: '/recipient/email',
        hint: 'Write it like "teacher@district.example".',
      }),
    )
    return []
  }
  const salt = ids.salt('email')
  const identityHash = hashIdentity(normal, salt)
  return [{ type: 'IdentityObject', hashed: true, identityHash, identityType: 'emailAddress', salt }]
}
