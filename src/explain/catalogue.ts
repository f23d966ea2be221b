import type { CheckName, ReportCode } from '../codes.ts'
import type { EndorsementFacts } from '../endorsements.ts'
import type { EvidenceItem } from '../evidence.ts'
import type { CredentialKind } from '../parse.ts'
import type { Verdict } from '../report.ts'
import type { AchievementType, ExtensionTerm, ResultStatusType } from '../types.ts'
import type { StepName } from './steps.ts'

/** Who reads: the person who earned it, whoever must judge it, or whoever builds with it. */
export type Audience = 'holder' | 'verifier' | 'developer'

/** The checks that can turn a verdict. */
export type DecidingCheck = Extract<
  CheckName,
  'read' | 'schema' | 'proof' | 'validity' | 'status' | 'recipient' | 'evidence'
>

/** One text for everybody, or one for the holder and one for the others. */
export type Phrase = string | { readonly holder: string; readonly others: string }

/** How the thing is called: `{badge}`, `{Badge}` and `{This}` in the texts. */
export interface Noun {
  readonly badge: string
  readonly Badge: string
  readonly This: string
}

/**
 * All words of one language, as data. `{name}` is a place to fill in. A badge and every other credential have nouns of
 * one gender, so that the sentences about them agree.
 */
export interface Catalogue extends ProblemWords {
  /** January first. */
  readonly months: readonly string[]
  readonly nouns: Readonly<Record<'badge' | 'credential', { readonly holder: Noun; readonly others: Noun }>>
  readonly verdicts: Readonly<Record<Verdict, string>>
  readonly kinds: Readonly<Record<CredentialKind, string>>
  /** What an endorsement is about. */
  readonly endorsed: Readonly<Record<EndorsementFacts['endorses'], string>>
  readonly evidenceStates: Readonly<Record<EvidenceItem['state'], string>>
  readonly achievementTypes: Readonly<Record<Exclude<AchievementType, ExtensionTerm>, string>>
  readonly resultStatuses: Readonly<Record<ResultStatusType, string>>
  readonly phrases: Readonly<Record<PhraseName, Phrase>>
}

/** The words for what can be wrong. */
export interface ProblemWords {
  /** What each code means, for somebody who has never heard of JSON. */
  readonly means: Readonly<Record<ReportCode, string>>
  /** The next step, and who must take it. */
  readonly steps: Readonly<Record<Exclude<StepName, 'none'>, Readonly<Record<Audience, string>>>>
  /** Why the verdict is not "valid", as the end of its sentence: by check, and by code where that says more. */
  readonly because: Readonly<Record<DecidingCheck, { readonly failed: string; readonly undecided: string }>>
  readonly becauseOf: Readonly<Partial<Record<ReportCode, string>>>
}

export type PhraseName =
  // Verdict
  | 'valid'
  | 'validForPerson'
  | 'invalid'
  | 'undecided'
  | 'unreadInvalid'
  | 'unreadUndecided'
  | 'noReason'
  | 'andReason'
  | 'refreshed'
  | 'unprovenFailed'
  | 'unprovenUndecided'
  // What
  | 'is'
  | 'isNamed'
  | 'titled'
  | 'description'
  | 'endorses'
  | 'comment'
  // Who
  | 'issuedBy'
  | 'issuedByUnnamed'
  | 'signedBy'
  | 'signedByNamed'
  | 'nameNotConfirmed'
  | 'trustUnknown'
  | 'trustNo'
  | 'claims'
  | 'claimsNamed'
  | 'claimsNobody'
  // For whom
  | 'madeOutTo'
  | 'madeOutToNobody'
  | 'email'
  | 'identifier'
  | 'hashedEmail'
  | 'hashedIdentifier'
  | 'alsoGivenAs'
  | 'matchedId'
  | 'matchedEmail'
  | 'matchedIdentifier'
  | 'notMatched'
  | 'notAsked'
  // When
  | 'day'
  | 'moment'
  | 'awardedOn'
  | 'dated'
  | 'startsOn'
  | 'endsOn'
  | 'endedOn'
  | 'noEnd'
  | 'datesNotJudged'
  | 'checkedAt'
  // Status
  | 'noStatus'
  | 'statusNotRead'
  | 'statusUnknown'
  | 'statusSays'
  | 'notRevoked'
  | 'notSuspended'
  | 'isRevoked'
  | 'isSuspended'
  | 'list'
  | 'listOf'
  | 'nextList'
  | 'issuerAdds'
  // Lists
  | 'more'
  | 'results'
  | 'result'
  | 'onePoint'
  | 'points'
  | 'evidence'
  | 'unnamed'
  | 'withGenre'
  | 'withState'
  | 'endorsements'
  | 'callsItself'
  | 'somebody'
  | 'endorsed'
  | 'endorsedInvalid'
  | 'endorsedUndecided'
  | 'members'
  | 'member'
  // Why
  | 'whyInvalid'
  | 'whyUndecided'
  | 'warnings'
  | 'notes'
  | 'times'
  | 'unknownCode'
  | 'needs'
  // For the developer
  | 'message'
  | 'hint'
  | 'document'
  | 'needed'
  | 'section'
  | 'checks'
  | 'carrier'
  | 'proofs'
  | 'key'
