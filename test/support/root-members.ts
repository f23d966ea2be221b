/** Members that mean something only in a root, told again, so that none is lost from `src/shape/members.ts` unnoticed. */
export const ROOT_MEMBERS = [
  'issuer',
  'validFrom',
  'validUntil',
  'issuanceDate',
  'expirationDate',
  'awardedDate',
  'credentialStatus',
  'credentialSchema',
  'credentialSubject',
  'evidence',
  'proof',
  'refreshService',
  'relatedResource',
  'termsOfUse',
  'holder',
  'verifiableCredential',
] as const
