import { buildCredential } from '../../src/build/index.ts'
import { contextSet } from '../../src/contexts.ts'
import { multibaseEncode } from '../../src/encoding.ts'
import { createIssuer, type Issuer } from '../../src/issue.ts'
import { generateKeyPair } from '../../src/keys/key-pair.ts'
import { signWith } from '../../src/keys/signer.ts'
import { hashData } from '../../src/proof/hash-data.ts'
import { HASHING_SUITES, type HashingSuite } from '../../src/proof/suites.ts'
import { signCompact } from '../../src/proof/vc-jwt.ts'
import type { ContextSet, CredentialInput, JsonObject, KeyAlgorithm, ProfileInput, Signer } from '../../src/types.ts'
import type { VerificationReport } from '../../src/verification.ts'
import { badgeInput } from './badges.ts'
import { keyPairOf } from './key-pairs.ts'

/** Two weeks after the badges of the tests were issued. */
export const NOW = '2026-03-15T12:00:00Z'

/** When they were signed. */
export const CREATED = '2026-03-01T09:00:00Z'

/** A JSON object that a test may change. */
// biome-ignore lint/suspicious/noExplicitAny: a test reaches into documents by name, and breaks them
export type Draft = Record<string, any>

/** An issuer with a new key: a did:key, or with a `controller` one that is published elsewhere. */
export async function issuerWith(
  options: { readonly controller?: string; readonly algorithm?: KeyAlgorithm; readonly name?: string } = {},
): Promise<Issuer> {
  const { controller, algorithm = 'Ed25519', name = 'Center for Collaborative Education' } = options
  const keyPair =
    algorithm === 'Ed25519'
      ? await generateKeyPair({ ...(controller !== undefined && { controller }) })
      : await keyPairOf(algorithm, { ...(controller !== undefined && { controller }) })
  const profile: ProfileInput = { name, ...(controller !== undefined && { id: controller }) }
  return createIssuer(profile, keyPair)
}

/** An unsigned badge of an issuer that a test may change. */
export async function draftOf(issuer: Issuer, changes: Partial<CredentialInput> = {}): Promise<Draft> {
  return structuredClone(await buildCredential(badgeInput(changes), issuer.profile)) as Draft
}

export interface RawProof {
  readonly suite?: string
  /** Members that the proof has besides those of every proof, or instead of them; `undefined` leaves one out. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly contexts?: ContextSet
  /** What the hash is of, where that is not the document: with `previousProof`, the document and those proofs. */
  readonly over?: object
}

/** One proof of a document, whatever is wrong with either: nothing is refused here. */
export async function proofOf(document: object, signer: Signer, raw: RawProof = {}): Promise<Draft> {
  const { contexts = contextSet(), members = {} } = raw
  const suite = suiteNamed(raw.suite ?? 'eddsa-rdfc-2022')
  const options: Draft = {
    type: suite.proofType,
    ...(suite.proofType === 'DataIntegrityProof' && { cryptosuite: suite.name }),
    created: CREATED,
    verificationMethod: signer.id,
    proofPurpose: 'assertionMethod',
    ...members,
  }
  for (const [name, value] of Object.entries(options)) if (value === undefined) delete options[name]
  const data = await hashData(suite, (raw.over ?? document) as JsonObject, options, signer.algorithm, { contexts })
  return { ...options, proofValue: multibaseEncode('z', await signWith(signer, data)) }
}

/** The document, signed as it is. */
export async function signRaw(document: object, signer: Signer, raw: RawProof = {}): Promise<Draft> {
  const { proof: _, ...unsigned } = document as Draft
  return { ...unsigned, proof: [await proofOf(unsigned, signer, raw)] }
}

function suiteNamed(name: string): HashingSuite {
  const suite = HASHING_SUITES.find((candidate) => candidate.name === name)
  if (!suite) throw new Error(`no suite ${name}`)
  return suite
}

const ALG = { Ed25519: 'EdDSA', 'P-256': 'ES256', 'P-384': 'ES384', RS256: 'RS256' } as const

/** A JWT of a badge, signed as it is: claims and header can be anything. `undefined` leaves a member out. */
export async function jwtOf(
  credential: Draft,
  signer: Signer,
  change: { readonly header?: Draft; readonly claims?: Draft; readonly payload?: Draft } = {},
): Promise<string> {
  const header = { alg: ALG[signer.algorithm], typ: 'JWT', kid: signer.id, ...change.header }
  const payload = change.payload ?? { ...credential, ...claimsOf(credential), ...change.claims }
  return signCompact(header, payload, signer)
}

/** The claims that the specification wants for a credential. */
export function claimsOf(credential: Draft): Draft {
  const seconds = (date: string) => Math.floor(Date.parse(date) / 1000)
  return {
    iss: credential.issuer.id ?? credential.issuer,
    jti: credential.id,
    sub: credential.credentialSubject.id,
    nbf: seconds(credential.validFrom ?? credential.issuanceDate),
    ...(credential.validUntil !== undefined && { exp: seconds(credential.validUntil) }),
  }
}

/** What a test compares: the verdict, and the codes that are errors, in the order of the report. */
export function summaryOf(report: Pick<VerificationReport, 'verdict' | 'problems'>): [string, ...string[]] {
  return [report.verdict, ...errorsOf(report.problems)]
}

/** Codes of the errors, each once. */
export function errorsOf(problems: VerificationReport['problems']): string[] {
  return [...new Set(problems.filter(({ severity }) => severity === 'error').map(({ code }) => code))]
}

/** Codes of what is no error, each once. */
export function remarksOf(problems: VerificationReport['problems']): string[] {
  return [...new Set(problems.filter(({ severity }) => severity !== 'error').map(({ code }) => code))]
}

/** A copy that a test may change. */
export function changed(document: object, change: (draft: Draft) => void): Draft {
  const draft = structuredClone(document) as Draft
  change(draft)
  return draft
}
