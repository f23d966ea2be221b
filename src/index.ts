export { type BakeOptions, bake, unbake } from './bake/index.ts'
export {
  type BatchItem,
  type BatchOptions,
  type BatchProgress,
  type BatchRow,
  issueBatch,
  type RowName,
  type UnreadableRow,
  type VerifiedItem,
  type VerifyManyOptions,
  verifyMany,
} from './batch.ts'
export {
  type BuildOptions,
  buildCaseAlignment,
  buildCredential,
  buildCtdlAlignment,
  buildEndorsement,
  buildFrameworkAlignment,
  buildProfile,
  type CaseAlignmentInput,
  type CtdlAlignmentInput,
  type FrameworkAlignmentInput,
} from './build/index.ts'
export type { CheckName, ErrorCode, Severity } from './codes.ts'
export { digestEvidence } from './digest.ts'
export { createDocumentLoader, type DangerousNetwork, type DocumentLoaderOptions } from './documents/loader.ts'
export { OpenBadgesError, type Problem } from './errors.ts'
export { checkEvidence, type EvidenceCheck, type EvidenceItem } from './evidence.ts'
export { type ExplainOptions, explain } from './explain/index.ts'
export { hashIdentity, normalizeEmail } from './identity.ts'
export {
  createIssuer,
  type Issuer,
  issueCredential,
  type ReissueOptions,
  reissueCredential,
  type Signable,
  type SignJwtOptions,
  type SignOptions,
  signCredential,
} from './issue.ts'
export {
  createSigner,
  exportKeyPair,
  type GenerateKeyPairOptions,
  generateKeyPair,
  importKeyPair,
  type JwkPair,
  type KeyIdentity,
  type KeyPair,
  type MultikeyPair,
} from './keys/key-pair.ts'
export {
  buildDidDocument,
  buildJwks,
  type DidDocument,
  type JwkSet,
  type PublishedKey,
  type PublishOptions,
} from './keys/publish.ts'
export { type LintOptions, lintCredential } from './lint.ts'
export { type CredentialKind, mediaTypeOf } from './parse.ts'
export {
  type CreatePresentationOptions,
  createPresentation,
  type PresentationReport,
  type VerifyPresentationOptions,
  verifyPresentation,
} from './present.ts'
export type { Recipient, RecipientMatch } from './recipient.ts'
export type { Check, Outcome, Verdict } from './report.ts'
export {
  type AllRequirement,
  type AwardWindow,
  type ChoiceRequirement,
  type CredentialReference,
  type CredentialRequirement,
  type DefineStackOptions,
  defineStack,
  describeProgress,
  type Equivalents,
  type EvaluateStackOptions,
  evaluateStack,
  type IssueStackJwtOptions,
  type IssueStackOptions,
  type IssueStackRecordOptions,
  issueStack,
  issueStackRecord,
  type PresentedProgress,
  type RefusedCredential,
  type RequiredResult,
  type Requirement,
  type RequirementProgress,
  type RequirementState,
  type Stack,
  type StackAchievement,
  type StackAward,
  type StackProgress,
  type StackRequirement,
  type StackVerification,
  verifyStack,
} from './stack/index.ts'
export {
  buildStatusEntry,
  buildStatusListCredential,
  type CreateStatusListOptions,
  createStatusList,
  getStatus,
  type StatusChange,
  type StatusList,
  type StatusListCredentialOptions,
  type StatusPurpose,
  setStatus,
} from './status-list.ts'
export {
  type CreditTally,
  type OmittedCredential,
  type TalliedCredential,
  type TallyOptions,
  tallyCredits,
  type UnitSource,
} from './tally.ts'
export type { Trusted, TrustedIssuer } from './trust.ts'
export type * from './types.ts'
export { validateCredential } from './validate/index.ts'
export type { Checks, DangerousOptions, VerificationReport, VerifyOptions } from './verification.ts'
export { verifyCredential } from './verify.ts'
