import { VC_V1, VC_V2 } from '../context-urls.ts'
import type { SchemaName } from '../generated/validators.ts'
import { isObject, toArray } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'

/** What a document is, as far as the specification names it. */
export type Kind = 'badge' | 'endorsement' | 'clr' | 'vc' | 'profile'

/** The class of each kind, in the VC 2.0 form. */
export const CLASS_OF_KIND: Readonly<Record<Kind, SchemaName>> = {
  badge: 'OpenBadgeCredential',
  endorsement: 'EndorsementCredential',
  clr: 'ClrCredential',
  vc: 'VerifiableCredential',
  profile: 'Profile',
}

/** The names that a credential must have one of, by kind. */
export const CREDENTIAL_TYPES = {
  OpenBadgeCredential: 'badge',
  AchievementCredential: 'badge',
  EndorsementCredential: 'endorsement',
  ClrCredential: 'clr',
} as const

/** What a document is by its types, or undefined. */
export function kindOf(document: JsonObject): Kind | undefined {
  const types = typesOf(document)
  for (const [name, kind] of Object.entries(CREDENTIAL_TYPES)) if (types.includes(name)) return kind
  if (types.includes('VerifiableCredential')) return 'vc'
  return types.includes('Profile') ? 'profile' : undefined
}

/** What a credential without the name of its class looks like, by its subject. */
export function kindBySubject(document: JsonObject): Kind | undefined {
  const subject = document.credentialSubject
  if (!isObject(subject)) return undefined
  const types = typesOf(subject)
  if (isObject(subject.achievement) || types.includes('AchievementSubject')) return 'badge'
  if (types.includes('ClrSubject')) return 'clr'
  return types.includes('EndorsementSubject') ? 'endorsement' : undefined
}

export function typesOf({ type }: JsonObject): readonly string[] {
  if (typeof type === 'string') return [type]
  if (!Array.isArray(type)) return []
  const types: readonly JsonValue[] = type
  // Asked of every node. A loop, because on frozen arrays it takes a fifth of the time of a filter.
  for (const name of types) if (typeof name !== 'string') return types.filter((one) => typeof one === 'string')
  return types as readonly string[]
}

/** The data model is that of the first context (VC 2.0, §4.3; Open Badges 3.0, "Verification"). */
export function dataModelOf(document: JsonObject): 1 | 2 | undefined {
  const first = toArray<JsonValue>(document['@context'])[0]
  if (first === VC_V2) return 2
  return first === VC_V1 ? 1 : undefined
}
