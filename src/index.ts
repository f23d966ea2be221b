export { bake, unbake } from './bake/index.ts'
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
export { hashIdentity } from './identity.ts'
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
export { buildDidDocument, buildJwks } from './keys/publish.ts'
export type { Check, Outcome, Verdict } from './report.ts'
export * from './types.ts'
export type { Checks, DangerousOptions, VerificationReport, VerifyOptions } from './verification.ts'
export { verifyCredential } from './verify.ts'
