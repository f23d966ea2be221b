export { type DefineStackOptions, defineStack } from './define.ts'
export type {
  AllRequirement,
  AwardWindow,
  ChoiceRequirement,
  CredentialRequirement,
  Equivalents,
  RequiredResult,
  Requirement,
  Stack,
  StackAchievement,
  StackRequirement,
} from './definition.ts'
export { describeProgress } from './describe.ts'
export { type EvaluateStackOptions, evaluateStack } from './evaluate.ts'
export { type IssueStackJwtOptions, type IssueStackOptions, issueStack, type StackAward } from './issue.ts'
export type {
  CredentialReference,
  PresentedProgress,
  RefusedCredential,
  RequirementProgress,
  RequirementState,
  StackProgress,
} from './progress.ts'
export { type IssueStackRecordOptions, issueStackRecord } from './record.ts'
export { type StackVerification, verifyStack } from './verify.ts'
