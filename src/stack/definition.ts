import type { AchievementInput, DateTimeStamp, ResultStatusType, Uri } from '../types.ts'

/**
 * What must be earned to earn something larger, as `defineStack` returns it: everything that the definition leaves to a
 * default is written out, and nested stacks stand where they were named. Plain frozen JSON, and itself a definition.
 */
export interface Stack {
  readonly id: Uri
  readonly name: string
  readonly description?: string
  /** What completing it earns. It goes into the stack's own credential. */
  readonly achievement: StackAchievement
  /** Who may issue the stack's own credential, and the members of every requirement that does not say otherwise. */
  readonly issuers: readonly Uri[]
  readonly requires: Requirement
  /** When the stack's own credential ends: never, or with the first of its members that must stay valid. */
  readonly ends: 'never' | 'with-first-member'
}

export type StackAchievement = AchievementInput & { readonly id: Uri }

export type Requirement = CredentialRequirement | AllRequirement | ChoiceRequirement | StackRequirement

/** One credential for one achievement. */
export interface CredentialRequirement {
  readonly name: string
  /** Id of the achievement. */
  readonly achievement: Uri
  /** Ids of the issuers whose credentials count. The same achievement of another issuer proves nothing. */
  readonly issuers: readonly Uri[]
  readonly equivalents?: Equivalents
  /** All of these must have been reached. */
  readonly results?: readonly RequiredResult[]
  /** When it must have been awarded: `awardedDate`, else `validFrom`. Both ends count. */
  readonly awarded?: AwardWindow
  /** Whether a credential that has expired since still counts. */
  readonly expired: 'counts' | 'does-not-count'
}

/** Every one of them. */
export interface AllRequirement {
  readonly name?: string
  readonly all: readonly Requirement[]
  /** The order is the recommended one, and learner records say so. It is not held against dates. */
  readonly inOrder?: boolean
}

/** So many of them; one of several is a choice slot. */
export interface ChoiceRequirement {
  readonly name?: string
  readonly choose: number
  readonly of: readonly Requirement[]
}

/** Another stack: its own credential, or members of it that are not used elsewhere. */
export interface StackRequirement {
  readonly name?: string
  readonly stack: Stack
}

/** What else counts as the same achievement. */
export interface Equivalents {
  /** Older versions and the like, each with its own issuers. */
  readonly achievements?: readonly { readonly achievement: Uri; readonly issuers: readonly Uri[] }[]
  /** Whether an achievement counts that names the required one in its own `related`: a translation, another version. */
  readonly related?: boolean
  /** An achievement counts that has one of these in `otherIdentifier`, such as a CTID. */
  readonly identifiers?: readonly string[]
}

/** What a result of the credential must be: one of level, value and status. */
export interface RequiredResult {
  /** The result description: its id, `#…` within the achievement, or its name. */
  readonly result: string
  /** The lowest rubric level that suffices, by id, `#…` or name. Levels are compared by their points. */
  readonly level?: string
  /** The lowest value that suffices. */
  readonly value?: string
  readonly status?: ResultStatusType
}

export interface AwardWindow {
  readonly from?: DateTimeStamp
  readonly until?: DateTimeStamp
}

export function isAll(requirement: Requirement): requirement is AllRequirement {
  return 'all' in requirement
}

export function isChoice(requirement: Requirement): requirement is ChoiceRequirement {
  return 'choose' in requirement
}

export function isStack(requirement: Requirement): requirement is StackRequirement {
  return 'stack' in requirement
}

/** What must be presented where a stack is met by its own credential. */
export function ownCredentialOf({ name, achievement, issuers }: Stack): CredentialRequirement {
  return { name, achievement: achievement.id, issuers, expired: 'does-not-count' }
}
