import type { Problem } from './errors.ts'

/** Anything JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

export interface JsonObject {
  readonly [name: string]: JsonValue
}

/** JSON-LD context documents by URL. Looked up by value, never fetched. */
export type ContextSet = ReadonlyMap<string, JsonObject>

/** What a loader gives back. */
export interface LoadedDocument {
  /** Where the document finally came from. */
  readonly documentUrl: string
  /** A parsed JSON value, or text, or bytes as they came. */
  readonly document: unknown
  readonly contentType?: string
}

/** What the caller of a loader wants. */
export interface LoadRequest {
  /** Value of the Accept header. */
  readonly accept?: string
  /** Bytes, after decompression, at which reading stops; default 1 MiB. */
  readonly maxBytes?: number
  readonly signal?: AbortSignal
}

/**
 * Gets documents by URL or DID. Throws `OpenBadgesError` with a `net.*` code where it cannot: with `httpStatus` 404 or 410
 * where there is none, while anything else that is thrown leaves open whether there is one.
 * JSON-LD contexts are never asked of it: those of the caller's own are in `contexts`.
 */
export interface DocumentLoader {
  (url: string, request?: LoadRequest): Promise<LoadedDocument>
  readonly contexts?: ContextSet
}

/** A JSON Web Key (RFC 7517), public members only unless said otherwise. */
export interface JWK {
  readonly kty: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
  readonly n?: string
  readonly e?: string
  readonly alg?: string
  readonly kid?: string
  readonly use?: string
  readonly [member: string]: unknown
}

export type KeyAlgorithm = 'Ed25519' | 'P-256' | 'P-384' | 'RS256'

/**
 * Signs. A KMS or an HSM fits here. ECDSA signatures are raw r‖s; DER is recognized and converted. What it returns is
 * verified against its public key before a badge leaves: that of `id` for did:key and did:jwk, else `publicKey…`.
 */
export interface Signer {
  /** The verification method: a DID URL or an https URL. */
  readonly id: string
  readonly algorithm: KeyAlgorithm
  readonly publicKeyMultibase?: string
  readonly publicKeyJwk?: JWK
  sign(options: { data: Uint8Array }): Promise<Uint8Array>
}

// ---------------------------------------------------------------------------------------------------------------------
// The data model of Open Badges 3.0, in the form that we issue: VC 2.0, arrays wherever there can be more than one.
// Properties and their meaning: the specification's data model, section B. `test/model/types.test.ts` holds these
// types to the JSON Schemas in both directions. They are type aliases, not interfaces, so that each is a `JsonObject`.
// Classes that the specification leaves open may carry more members than are named here; write such a thing as
// `Achievement & JsonObject`.
// ---------------------------------------------------------------------------------------------------------------------

/** An array with at least one item: the specification wants empty arrays left out. */
export type Many<T> = readonly [T, ...T[]]

/** One value or several; where it is input, an empty array means none. */
export type OneOrMany<T> = T | readonly T[]

/** A date and time with an offset, `2026-03-01T09:00:00Z` (XML Schema 1.1 dateTimeStamp). */
export type DateTimeStamp = string

/** An absolute URI: `https:`, `did:`, `urn:uuid:` and the like. */
export type Uri = string

/** A value of the caller's own in an extensible vocabulary. */
export type ExtensionTerm = `ext:${string}`

/** What kind of achievement it is (AchievementType). */
export type AchievementType =
  | 'Achievement'
  | 'ApprenticeshipCertificate'
  | 'Assessment'
  | 'Assignment'
  | 'AssociateDegree'
  | 'Award'
  | 'Badge'
  | 'BachelorDegree'
  | 'Certificate'
  | 'CertificateOfCompletion'
  | 'Certification'
  | 'CommunityService'
  | 'Competency'
  | 'Course'
  | 'CoCurricular'
  | 'Degree'
  | 'Diploma'
  | 'DoctoralDegree'
  | 'Fieldwork'
  | 'GeneralEducationDevelopment'
  | 'JourneymanCertificate'
  | 'LearningProgram'
  | 'License'
  | 'Membership'
  | 'ProfessionalDoctorate'
  | 'QualityAssuranceCredential'
  | 'MasterCertificate'
  | 'MasterDegree'
  | 'MicroCredential'
  | 'ResearchDoctorate'
  | 'SecondarySchoolDiploma'
  | ExtensionTerm

/** What kind of thing an alignment points at (AlignmentTargetType). */
export type AlignmentTargetType =
  | 'ceasn:Competency'
  | 'ceterms:Credential'
  | 'CFItem'
  | 'CFRubric'
  | 'CFRubricCriterion'
  | 'CFRubricCriterionLevel'
  | 'CTDL'
  | ExtensionTerm

/** What kind of identifier it is (IdentifierTypeEnum). */
export type IdentifierType =
  | 'name'
  | 'sourcedId'
  | 'systemId'
  | 'productId'
  | 'userName'
  | 'accountId'
  | 'emailAddress'
  | 'nationalIdentityNumber'
  | 'isbn'
  | 'issn'
  | 'lisSourcedId'
  | 'oneRosterSourcedId'
  | 'sisSourcedId'
  | 'ltiContextId'
  | 'ltiDeploymentId'
  | 'ltiToolId'
  | 'ltiPlatformId'
  | 'ltiUserId'
  | 'identifier'
  | ExtensionTerm

/** What kind of result it is (ResultType). */
export type ResultType =
  | 'GradePointAverage'
  | 'LetterGrade'
  | 'Percent'
  | 'PerformanceLevel'
  | 'PredictedScore'
  | 'RawScore'
  | 'Result'
  | 'RubricCriterion'
  | 'RubricCriterionLevel'
  | 'RubricScore'
  | 'ScaledScore'
  | 'Status'
  | ExtensionTerm

/** How far somebody has come (ResultStatusType). Not extensible. */
export type ResultStatusType =
  | 'Completed'
  | 'Enrolled'
  | 'Failed'
  | 'InProgress'
  | 'OnHold'
  | 'Provisional'
  | 'Withdrew'

/** How the source achievement relates to the target (AssociationType of CLR 2.0). Not extensible. */
export type AssociationType =
  | 'exactMatchOf'
  | 'isChildOf'
  | 'isParentOf'
  | 'isPartOf'
  | 'isPeerOf'
  | 'isRelatedTo'
  | 'precedes'
  | 'replacedBy'

/** A picture. Closed: no other members. */
export type Image = {
  /** URL, or a data URI that holds the picture. */
  readonly id: Uri
  readonly type: 'Image'
  readonly caption?: string
}

/** What must be done to earn the achievement. At least one of the two says something. */
export type Criteria = {
  /** A web page that says it. */
  readonly id?: Uri
  /** The text itself; Markdown. */
  readonly narrative?: string
}

/** A node of a framework (a standard, a competency) that an achievement, a level or a result aligns with. */
export type Alignment = {
  readonly type: Many<string>
  /** Name of the standard or competency. */
  readonly targetName: string
  /** The official page or identifier of the standard. */
  readonly targetUrl: Uri
  /** Its code within the framework. */
  readonly targetCode?: string
  readonly targetDescription?: string
  /** Name of the framework. */
  readonly targetFramework?: string
  readonly targetType?: AlignmentTargetType
}

/** What somebody made or did to show the competency. */
export type Evidence = {
  /** A web page or file. Private evidence has a `urn:uuid:` id and only its digest. */
  readonly id?: Uri
  readonly type: Many<string>
  readonly name?: string
  readonly description?: string
  /** How it came about; reflections go here. Markdown. */
  readonly narrative?: string
  /** Lesson plan, student work, video, reflection, … */
  readonly genre?: string
  /** Who is meant to see it. */
  readonly audience?: string
  /** `u` + base64url of the multihash of the file (VC 2.0, "Integrity of Related Resources"). */
  readonly digestMultibase?: string
  /** The same as a Subresource Integrity string, `sha256-…`. */
  readonly digestSRI?: string
}

/** A resource whose bytes the signer vouches for (VC 2.0, "Integrity of Related Resources"). */
export type RelatedResource = {
  readonly id: Uri
  readonly mediaType?: string
  readonly digestMultibase?: string
  readonly digestSRI?: string
}

/** One level of a rubric. */
export type RubricCriterionLevel = {
  readonly id: Uri
  readonly type: Many<string>
  readonly name: string
  readonly description?: string
  /** Where the level stands among the others. */
  readonly level?: string
  /** Points for reaching it; a string. */
  readonly points?: string
  readonly alignment?: Many<Alignment>
}

/** What kind of result an achievement can have, and what is needed. */
export type ResultDescription = {
  readonly id: Uri
  readonly type: Many<string>
  readonly name: string
  readonly resultType: ResultType
  readonly alignment?: Many<Alignment>
  /** From low to high. */
  readonly allowedValue?: Many<string>
  /** Id of the lowest rubric level that suffices. */
  readonly requiredLevel?: Uri
  /** The lowest value that suffices. */
  readonly requiredValue?: string
  /** From low to high. */
  readonly rubricCriterionLevel?: Many<RubricCriterionLevel>
  readonly valueMax?: string
  readonly valueMin?: string
}

/** What was achieved. */
export type Result = {
  readonly type: Many<string>
  /** Id of one of the achievement's result descriptions. */
  readonly resultDescription?: Uri
  /** Id of the rubric level that was reached. */
  readonly achievedLevel?: Uri
  /** The score or grade; a string. */
  readonly value?: string
  readonly status?: ResultStatusType
  readonly alignment?: Many<Alignment>
}

/** The same achievement in another language or version. Not a stack: see `association` of CLR. */
export type Related = {
  readonly id: Uri
  readonly type: Many<string>
  readonly inLanguage?: string
  readonly version?: string
}

/** An identifier of something other than a recipient. Closed. */
export type IdentifierEntry = {
  readonly type: 'IdentifierEntry'
  readonly identifier: string
  readonly identifierType: IdentifierType
}

/** Whom the badge is for, by an identifier that may be hashed. Closed. */
export type IdentityObject = {
  readonly type: 'IdentityObject'
  readonly hashed: boolean
  /** `sha256$` and the hash of identifier followed by salt in hexadecimal, or the identifier itself. */
  readonly identityHash: string
  readonly identityType: IdentifierType
  readonly salt?: string
}

export type GeoCoordinates = {
  readonly type: 'GeoCoordinates'
  /** Degrees, WGS 84. */
  readonly latitude: number
  /** Degrees, WGS 84. */
  readonly longitude: number
}

export type Address = {
  readonly type: Many<string>
  readonly addressCountry?: string
  /** Two letters, ISO 3166-1. */
  readonly addressCountryCode?: string
  readonly addressRegion?: string
  readonly addressLocality?: string
  readonly streetAddress?: string
  readonly postOfficeBoxNumber?: string
  readonly postalCode?: string
  readonly geo?: GeoCoordinates
}

/** A person or an organization. */
export type Profile = {
  /** URL or DID. */
  readonly id: Uri
  readonly type: Many<string>
  readonly name?: string
  readonly url?: Uri
  readonly phone?: string
  readonly description?: string
  readonly endorsement?: Many<EndorsementCredential>
  readonly endorsementJwt?: Many<string>
  readonly image?: Image
  readonly email?: string
  readonly address?: Address
  readonly otherIdentifier?: Many<IdentifierEntry>
  /** Who is authorized to speak for an organization. */
  readonly official?: string
  readonly parentOrg?: Profile
  readonly familyName?: string
  readonly givenName?: string
  readonly additionalName?: string
  readonly patronymicName?: string
  readonly honorificPrefix?: string
  readonly honorificSuffix?: string
  readonly familyNamePrefix?: string
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth?: string
}

/** What can be earned: the definition, the same in every badge that is awarded for it. */
export type Achievement = {
  /** Stable for the definition; an https URL is best. */
  readonly id: Uri
  readonly type: Many<string>
  readonly name: string
  readonly description: string
  readonly criteria: Criteria
  readonly achievementType?: AchievementType
  readonly alignment?: Many<Alignment>
  /** Who designed it, when that is not the issuer. */
  readonly creator?: Profile
  /** Academic credit only; hours of professional development go into a result. */
  readonly creditsAvailable?: number
  readonly endorsement?: Many<EndorsementCredential>
  readonly endorsementJwt?: Many<string>
  readonly fieldOfStudy?: string
  /** Code in a catalogue. */
  readonly humanCode?: string
  readonly image?: Image
  /** `en`, `fr-CA`. */
  readonly inLanguage?: string
  readonly otherIdentifier?: Many<IdentifierEntry>
  readonly related?: Many<Related>
  readonly resultDescription?: Many<ResultDescription>
  readonly specialization?: string
  readonly tag?: Many<string>
  readonly version?: string
}

/** Who earned what. Has an `id`, or at least one `identifier`, or both. */
export type AchievementSubject = {
  readonly id?: Uri
  readonly type: Many<string>
  readonly achievement: Achievement
  readonly identifier?: Many<IdentityObject>
  readonly activityStartDate?: DateTimeStamp
  readonly activityEndDate?: DateTimeStamp
  /** Academic credit only; hours of professional development go into a result. */
  readonly creditsEarned?: number
  /** The picture with the badge baked into it; the plain one belongs to the achievement. */
  readonly image?: Image
  readonly licenseNumber?: string
  /** How the recipient earned it; Markdown. */
  readonly narrative?: string
  readonly result?: Many<Result>
  readonly role?: string
  /** Who assessed, on behalf of the issuer. */
  readonly source?: Profile
  readonly term?: string
}

/** The JSON Schema that a credential claims to follow. */
export type CredentialSchema = {
  readonly id: Uri
  readonly type: string
}

/** A place in a W3C Bitstring Status List. */
export type BitstringStatusListEntry = {
  readonly id?: Uri
  readonly type: 'BitstringStatusListEntry'
  readonly statusPurpose: string
  /** A decimal number, as a string. */
  readonly statusListIndex: string
  readonly statusListCredential: Uri
  readonly statusSize?: number
  readonly statusMessage?: readonly { readonly status: string; readonly message: string }[]
  readonly statusReference?: OneOrMany<Uri>
}

/** A place in the older StatusList2021. Needs its own context, `https://w3id.org/vc/status-list/2021/v1`. */
export type StatusList2021Entry = {
  readonly id?: Uri
  readonly type: 'StatusList2021Entry'
  readonly statusPurpose: string
  readonly statusListIndex: string
  readonly statusListCredential: Uri
}

/** The deprecated list of 1EdTech. We read it and do not issue it. */
export type RevocationListEntry = {
  readonly id: Uri
  readonly type: '1EdTechRevocationList'
}

export type CredentialStatus = BitstringStatusListEntry | StatusList2021Entry | RevocationListEntry

/** Where a newer version of the credential can be had. */
export type RefreshService = {
  readonly id: Uri
  readonly type: string
}

export type TermsOfUse = {
  readonly id?: Uri
  readonly type: string
}

/** A W3C Data Integrity proof, or one of its older forms. */
export type Proof = {
  readonly id?: Uri
  /** `DataIntegrityProof`, or the older `Ed25519Signature2020`. */
  readonly type: string
  /** `eddsa-rdfc-2022`, `ecdsa-rdfc-2019`, … */
  readonly cryptosuite?: string
  readonly created?: DateTimeStamp
  readonly expires?: DateTimeStamp
  readonly verificationMethod?: Uri
  readonly proofPurpose?: string
  readonly proofValue?: string
  readonly challenge?: string
  readonly domain?: OneOrMany<string>
  readonly nonce?: string
  readonly previousProof?: OneOrMany<string>
}

/** A Data Integrity proof as we make it. */
export type DataIntegrityProof = Proof & {
  readonly type: 'DataIntegrityProof'
  readonly cryptosuite: string
  readonly verificationMethod: Uri
  readonly proofPurpose: string
  readonly proofValue: string
}

/** A public key as the W3C Multikey class writes it. */
export type Multikey = {
  readonly id: Uri
  readonly type: 'Multikey'
  readonly controller: Uri
  readonly publicKeyMultibase: string
  readonly expires?: DateTimeStamp
  readonly revoked?: DateTimeStamp
}

/** Who issued: always an object in what we issue; a URI alone is legal too. */
export type ProfileRef = Uri | Profile

/** A badge: Open Badges 3.0 OpenBadgeCredential, also named AchievementCredential. */
export type OpenBadgeCredential = {
  readonly '@context': readonly [string, string, ...string[]]
  readonly id: Uri
  readonly type: Many<string>
  readonly issuer: ProfileRef
  readonly validFrom: DateTimeStamp
  readonly credentialSubject: AchievementSubject
  readonly name?: string
  readonly description?: string
  readonly image?: Image
  /** When it was first awarded; `validFrom` moves when a badge is issued again. */
  readonly awardedDate?: DateTimeStamp
  readonly validUntil?: DateTimeStamp
  readonly evidence?: Many<Evidence>
  readonly endorsement?: Many<EndorsementCredential>
  readonly endorsementJwt?: Many<string>
  readonly credentialSchema?: Many<CredentialSchema>
  readonly credentialStatus?: CredentialStatus
  readonly refreshService?: RefreshService
  readonly termsOfUse?: Many<TermsOfUse>
  readonly relatedResource?: Many<RelatedResource>
  readonly proof?: OneOrMany<Proof>
}

/** What an endorser says about a badge, an achievement or a profile. */
export type EndorsementSubject = {
  /** Id of what is endorsed. */
  readonly id: Uri
  readonly type: Many<string>
  /** Markdown. */
  readonly endorsementComment?: string
}

export type EndorsementCredential = {
  readonly '@context': readonly [string, string, ...string[]]
  readonly id: Uri
  readonly type: Many<string>
  readonly name: string
  readonly issuer: ProfileRef
  readonly validFrom: DateTimeStamp
  readonly credentialSubject: EndorsementSubject
  readonly description?: string
  readonly awardedDate?: DateTimeStamp
  readonly validUntil?: DateTimeStamp
  readonly evidence?: Many<Evidence>
  readonly credentialSchema?: Many<CredentialSchema>
  readonly credentialStatus?: CredentialStatus
  readonly refreshService?: RefreshService
  readonly termsOfUse?: Many<TermsOfUse>
  readonly relatedResource?: Many<RelatedResource>
  readonly proof?: OneOrMany<Proof>
}

/** How two achievements of one learner record relate. Closed. Both ids are those of achievements, not of credentials. */
export type Association = {
  readonly type: 'Association'
  readonly associationType: AssociationType
  readonly sourceId: Uri
  readonly targetId: Uri
}

/** Any verifiable credential: what a learner record holds besides badges. */
export type VerifiableCredential = {
  readonly '@context': OneOrMany<string>
  readonly id?: Uri
  readonly type: OneOrMany<string>
  readonly issuer: ProfileRef
  readonly validFrom?: DateTimeStamp
  readonly validUntil?: DateTimeStamp
  /** The names of VC 1.1. */
  readonly issuanceDate?: DateTimeStamp
  readonly expirationDate?: DateTimeStamp
  readonly name?: string
  readonly description?: string
  readonly credentialSubject: OneOrMany<JsonObject>
  readonly evidence?: OneOrMany<JsonObject>
  readonly credentialSchema?: OneOrMany<CredentialSchema>
  readonly credentialStatus?: OneOrMany<CredentialStatus>
  readonly refreshService?: OneOrMany<RefreshService>
  readonly termsOfUse?: OneOrMany<TermsOfUse>
  readonly relatedResource?: OneOrMany<RelatedResource>
  readonly proof?: OneOrMany<Proof>
}

/** Whose learner record it is. Has an `id`, or at least one `identifier`, or both. */
export type ClrSubject = {
  readonly id?: Uri
  readonly type: Many<string>
  /** The badges, each with its own proof. */
  readonly verifiableCredential: Many<OpenBadgeCredential | EndorsementCredential | VerifiableCredential>
  readonly identifier?: Many<IdentityObject>
  /** Definitions of achievements that no badge in it carries. */
  readonly achievement?: Many<Achievement>
  readonly association?: Many<Association>
}

/** A Comprehensive Learner Record 2.0: badges of one person, and how they relate. */
export type ClrCredential = {
  readonly '@context': readonly [string, string, string, ...string[]]
  readonly id: Uri
  readonly type: Many<string>
  readonly name: string
  readonly issuer: ProfileRef
  readonly validFrom: DateTimeStamp
  readonly credentialSubject: ClrSubject
  readonly description?: string
  readonly image?: Image
  readonly awardedDate?: DateTimeStamp
  /** Whether achievements of the learner are missing from it. */
  readonly partial?: boolean
  readonly validUntil?: DateTimeStamp
  readonly evidence?: Many<Evidence>
  readonly endorsement?: Many<EndorsementCredential>
  readonly endorsementJwt?: Many<string>
  readonly credentialSchema?: Many<CredentialSchema>
  readonly credentialStatus?: CredentialStatus
  readonly refreshService?: RefreshService
  readonly termsOfUse?: Many<TermsOfUse>
  readonly relatedResource?: Many<RelatedResource>
  readonly proof?: OneOrMany<Proof>
}

/** A badge in the older VC 1.1 form. Read and verified, never issued. */
export type OpenBadgeCredentialV1 = Omit<OpenBadgeCredential, 'validFrom' | 'validUntil' | 'name' | 'issuer'> & {
  readonly name: string
  readonly issuer: Profile
  readonly issuanceDate: DateTimeStamp
  readonly expirationDate?: DateTimeStamp
}

/** An endorsement in the older VC 1.1 form. Read and verified, never issued. */
export type EndorsementCredentialV1 = Omit<EndorsementCredential, 'validFrom' | 'validUntil' | 'issuer'> & {
  readonly issuer: Profile
  readonly issuanceDate: DateTimeStamp
  readonly expirationDate?: DateTimeStamp
}

/** A learner record in the older VC 1.1 form. Read and verified, never issued. */
export type ClrCredentialV1 = Omit<ClrCredential, 'validFrom' | 'validUntil' | 'issuer'> & {
  readonly issuer: Profile
  readonly issuanceDate: DateTimeStamp
  readonly expirationDate?: DateTimeStamp
}

/** Every credential that we build, validate and sign. */
export type Credential = OpenBadgeCredential | EndorsementCredential | ClrCredential

/** A credential with its proof. */
export type Signed<C extends Credential = Credential> = C & { readonly proof: OneOrMany<Proof> }

/** A badge with its proof. */
export type SignedCredential = Signed<OpenBadgeCredential>

/** What `validate…` answers. A valid credential can still have warnings and notes. */
export type ValidationResult<C = Credential> =
  | { readonly valid: true; readonly credential: C; readonly problems: readonly Problem[] }
  | { readonly valid: false; readonly problems: Many<Problem> }

// ---------------------------------------------------------------------------------------------------------------------
// Input: what a backend has at hand. Types, arrays, ids and contexts are filled in by `build…`.
// ---------------------------------------------------------------------------------------------------------------------

/** A dateTimeStamp or a Date. */
export type DateInput = DateTimeStamp | Date

/** URL or data URI; or PNG, SVG, JPEG, GIF or WebP bytes, which become a data URI; or either with a caption. */
export type ImageInput = string | Uint8Array | { readonly id: string | Uint8Array; readonly caption?: string }

export type AddressInput = Omit<Address, 'type' | 'geo'> & {
  readonly type?: OneOrMany<string>
  readonly geo?: Omit<GeoCoordinates, 'type'> & { readonly type?: 'GeoCoordinates' }
}

export type IdentifierEntryInput = Omit<IdentifierEntry, 'type'> & { readonly type?: 'IdentifierEntry' }

/** A person or an organization; an `id` is needed wherever nothing else supplies one. */
export type ProfileInput = Omit<
  Profile,
  'id' | 'type' | 'image' | 'address' | 'otherIdentifier' | 'parentOrg' | 'endorsement' | 'endorsementJwt'
> & {
  readonly id?: Uri
  readonly type?: OneOrMany<string>
  readonly image?: ImageInput
  readonly address?: AddressInput
  readonly otherIdentifier?: OneOrMany<IdentifierEntryInput>
  readonly parentOrg?: IdentifiedProfileInput
  readonly endorsement?: OneOrMany<EndorsementCredential>
  readonly endorsementJwt?: OneOrMany<string>
}

export type IdentifiedProfileInput = ProfileInput & { readonly id: Uri }

export type AlignmentInput = Omit<Alignment, 'type'> & { readonly type?: OneOrMany<string> }

/** An id that begins with `#` is one within the achievement. */
export type RubricCriterionLevelInput = Omit<RubricCriterionLevel, 'id' | 'type' | 'points' | 'alignment'> & {
  readonly id?: string
  readonly type?: OneOrMany<string>
  readonly points?: string | number
  readonly alignment?: OneOrMany<AlignmentInput>
}

/** An id that begins with `#` is one within the achievement. */
export type ResultDescriptionInput = Omit<
  ResultDescription,
  | 'id'
  | 'type'
  | 'alignment'
  | 'allowedValue'
  | 'requiredValue'
  | 'rubricCriterionLevel'
  | 'valueMax'
  | 'valueMin'
  | 'requiredLevel'
> & {
  readonly id?: string
  readonly type?: OneOrMany<string>
  readonly alignment?: OneOrMany<AlignmentInput>
  readonly allowedValue?: readonly (string | number)[]
  readonly requiredValue?: string | number
  /** Id of a level; `#…` is one within the achievement. */
  readonly requiredLevel?: string
  readonly rubricCriterionLevel?: readonly RubricCriterionLevelInput[]
  readonly valueMax?: string | number
  readonly valueMin?: string | number
}

/** Ids that begin with `#` are those within the achievement. */
export type ResultInput = Omit<Result, 'type' | 'alignment' | 'value' | 'achievedLevel' | 'resultDescription'> & {
  readonly type?: OneOrMany<string>
  readonly resultDescription?: string
  readonly achievedLevel?: string
  readonly value?: string | number
  readonly alignment?: OneOrMany<AlignmentInput>
}

/** Evidence as a backend has it. `file` is digested and not put into the badge. */
export type EvidenceInput = Omit<Evidence, 'type'> & {
  readonly type?: OneOrMany<string>
  /** The bytes as they were assessed; only their SHA-256 goes into the badge. */
  readonly file?: Uint8Array
}

export type RelatedInput = Omit<Related, 'type'> & { readonly type?: OneOrMany<string> }

/** The definition of what is earned. */
export type AchievementInput = Omit<
  Achievement,
  | 'id'
  | 'type'
  | 'criteria'
  | 'alignment'
  | 'creator'
  | 'endorsement'
  | 'endorsementJwt'
  | 'image'
  | 'otherIdentifier'
  | 'related'
  | 'resultDescription'
  | 'tag'
> & {
  /** An https URL is best; default a `urn:uuid:` that is the same for the same issuer, name and version. */
  readonly id?: Uri
  readonly type?: OneOrMany<string>
  /** Text (Markdown), or a page, or both. */
  readonly criteria: string | Criteria
  readonly alignment?: OneOrMany<AlignmentInput>
  readonly creator?: IdentifiedProfileInput
  readonly endorsement?: OneOrMany<EndorsementCredential>
  readonly endorsementJwt?: OneOrMany<string>
  readonly image?: ImageInput
  readonly otherIdentifier?: OneOrMany<IdentifierEntryInput>
  readonly related?: OneOrMany<RelatedInput>
  readonly resultDescription?: OneOrMany<ResultDescriptionInput>
  readonly tag?: OneOrMany<string>
}

/** Whom the badge is for: by id, by email (hashed with a salt), by identity objects, or several of these. */
export type RecipientInput = {
  /** A DID, `mailto:` or another URI; it stands in the badge as it is. */
  readonly id?: Uri
  /** Normalized (NFC, trimmed, lower case), salted and hashed. */
  readonly email?: string
  /** Identity objects that you made yourself, with `hashIdentity` for example. */
  readonly identifier?: OneOrMany<Omit<IdentityObject, 'type'> & { readonly type?: 'IdentityObject' }>
} & ({ readonly id: Uri } | { readonly email: string } | { readonly identifier: object })

/** What all credentials have in common on input. */
export type CredentialFrame = {
  /** Default: a new `urn:uuid:`. */
  readonly id?: Uri
  readonly name?: string
  readonly description?: string
  /** Default: now. */
  readonly validFrom?: DateInput
  readonly validUntil?: DateInput
  readonly awardedDate?: DateInput
  /** Context URLs of your own, after those of the specifications. */
  readonly contexts?: readonly string[]
  readonly evidence?: OneOrMany<EvidenceInput>
  readonly status?: CredentialStatus
  readonly refreshService?: RefreshService
  readonly termsOfUse?: OneOrMany<TermsOfUse>
  readonly credentialSchema?: OneOrMany<CredentialSchema>
  readonly relatedResource?: OneOrMany<RelatedResource>
}

/** What it takes to build a badge. */
export type CredentialInput = CredentialFrame & {
  readonly recipient: RecipientInput
  readonly achievement: AchievementInput
  readonly image?: ImageInput
  readonly endorsement?: OneOrMany<EndorsementCredential>
  readonly endorsementJwt?: OneOrMany<string>
  readonly results?: OneOrMany<ResultInput>
  /** How the recipient earned it; Markdown. */
  readonly narrative?: string
  readonly activityStartDate?: DateInput
  readonly activityEndDate?: DateInput
  /** Academic credit only. */
  readonly creditsEarned?: number
  readonly licenseNumber?: string
  readonly role?: string
  readonly term?: string
  /** Who assessed, on behalf of the issuer. */
  readonly source?: IdentifiedProfileInput
}

/** What it takes to build an endorsement. */
export type EndorsementInput = CredentialFrame & {
  /** Required by the specification. */
  readonly name: string
  /** Id of the badge, achievement or profile that is endorsed. */
  readonly endorses: Uri
  /** What you say about it; Markdown. */
  readonly comment?: string
}
