import { type BuildOptions, buildCredential, buildProfile } from './build/index.ts'
import { contextSet } from './contexts.ts'
import { OpenBadgesError } from './errors.ts'
import { copyPlain, isObject } from './json.ts'
import { createSigner, generateKeyPair, type KeyPair } from './keys/key-pair.ts'
import { assertAwaited, assertKnownOptions } from './known-options.ts'
import { type SigningSuite, signDocument } from './proof/sign.ts'
import { signJwt } from './proof/vc-jwt.ts'
import { issuerIdOf } from './trust.ts'
import type {
  BitstringStatusListEntry,
  CredentialInput,
  DataIntegrityProof,
  DateInput,
  DocumentLoader,
  JsonObject,
  Many,
  OpenBadgeCredential,
  Profile,
  ProfileInput,
  SignedCredential,
  Signer,
} from './types.ts'
import { validateCredential } from './validate/index.ts'
import { parseDateTime, timestamp } from './validity.ts'

/** Who issues: the profile that goes into the badge, and what signs for it. */
export interface Issuer {
  readonly profile: Profile
  readonly signer: Signer
  /** There when a key pair was given or made; save it with `exportKeyPair`. */
  readonly keyPair?: KeyPair
}

export interface SignOptions {
  /** When the proof says it was made; default the clock. */
  readonly created?: DateInput
  /** Default: `eddsa-rdfc-2022` for Ed25519, `ecdsa-rdfc-2019` for P-256 and P-384. */
  readonly cryptosuite?: SigningSuite
  /** Brings contexts of your own: `createDocumentLoader({ contexts })`. */
  readonly documentLoader?: DocumentLoader
  readonly format?: 'embedded'
}

/** Signs as a VC-JWT: RS256, ES256, ES384 or EdDSA, by the key. */
export interface SignJwtOptions {
  readonly format: 'jwt'
  readonly documentLoader?: DocumentLoader
}

/** What can be signed: anything JSON that has contexts and a type. */
export type Signable = { readonly '@context': unknown; readonly type: unknown }

/**
 * Makes an issuer: a profile with a key.
 *
 * @param profile - Name and what else is known. Without `id` it becomes the DID of the key.
 * @param key - A key pair, or a `Signer` that reaches a KMS; default a new Ed25519 key, whose did:key becomes the id.
 * @returns The issuer; `keyPair` is there unless a signer was given. Save it: `exportKeyPair(issuer.keyPair)`.
 * @throws TypeError when there is no `profile.name`, `profile.id` has no key to go with it, or the key belongs to another
 *   DID.
 *
 * @example
 * const issuer = await createIssuer({ name: 'Center for Collaborative Education', url: 'https://cce.example' })
 */
export async function createIssuer(
  profile: ProfileInput & { readonly id?: never },
): Promise<Issuer & { readonly keyPair: KeyPair }>
export async function createIssuer(profile: ProfileInput, key: KeyPair): Promise<Issuer & { readonly keyPair: KeyPair }>
export async function createIssuer(profile: ProfileInput, key?: KeyPair | Signer): Promise<Issuer>
export async function createIssuer(profile: ProfileInput, key?: KeyPair | Signer): Promise<Issuer> {
  assertAwaited(key, 'key')
  // Never shown in the message: it is a secret more often than not.
  if (key !== undefined && (typeof key !== 'object' || key === null)) {
    throw new TypeError(
      'key must be what generateKeyPair or importKeyPair returns, or a signer; importKeyPair(JSON.parse(text)) reads a saved key',
    )
  }
  if (typeof profile !== 'object' || profile === null)
    throw new TypeError('profile must be an object, { name: … } at least')
  if (typeof profile.name !== 'string' || profile.name.trim() === '') {
    throw new TypeError('profile.name is missing: it is what people know the issuer by, { name: … } at least')
  }
  if (key === undefined && profile.id !== undefined) {
    throw new TypeError(
      `profile.id: ${profile.id} needs a key of its own. Pass one, such as await generateKeyPair({ controller: ${JSON.stringify(profile.id)} }), and publish it there; or leave profile.id out for a new did:key`,
    )
  }
  const given = key ?? (await generateKeyPair())
  const isSigner = 'sign' in given && typeof given.sign === 'function'
  const signer = isSigner ? given : createSigner(given as KeyPair)
  const id = profile.id ?? (isSigner ? signer.id.replace(/#.*$/, '') : (given as KeyPair).controller)
  assertBelongs(signer, id)
  return { profile: buildProfile({ ...profile, id }), signer, ...(!isSigner && { keyPair: given as KeyPair }) }
}

/** A DID says whose key it is; for an https URL the issuer's document will say. */
function assertBelongs(signer: Signer, id: string): void {
  if (!signer.id.startsWith('did:')) return
  const controller = signer.id.replace(/[#?].*$/, '')
  if (controller === id) return
  throw new TypeError(
    `profile.id: the key belongs to ${controller}, not to ${id}, so no verifier would accept the badge. Leave profile.id out, or make the key with generateKeyPair({ controller: ${JSON.stringify(id)} })`,
  )
}

/**
 * Adds a proof to a credential that was built before, or by other means. What the specification demands of a badge is
 * not looked at here; `validateCredential` does that, and `issueCredential` does both.
 *
 * @param credential - Without a proof; not modified.
 * @param signer - Of a key pair (`createSigner`), or a KMS.
 * @param options - See {@link SignOptions}; with `{ format: 'jwt' }` the result is a compact JWS.
 * @returns A new document with a Data Integrity proof, or the JWT.
 * @throws TypeError when there is a proof already, or the key does not fit. {@link OpenBadgesError} `context.*` and
 *   `shape.*` for what could not be verified, `proof.data_loss` for a member without definition,
 *   `issue.ambiguous_graph`, `jwt.sub_missing`, `signer.failed`, `signer.signature_invalid`.
 * @see Verifiable Credential Data Integrity 1.0 §4.2; Open Badges 3.0 §8
 *
 * @example
 * const signed = await signCredential(await buildCredential(input, issuer.profile), issuer.signer)
 */
export async function signCredential(credential: Signable, signer: Signer, options: SignJwtOptions): Promise<string>
export async function signCredential<C extends Signable>(
  credential: C,
  signer: Signer,
  options?: SignOptions,
): Promise<Omit<C, 'proof'> & { readonly proof: Many<DataIntegrityProof> }>
export async function signCredential(
  credential: Signable,
  signer: Signer,
  options: SignOptions | SignJwtOptions = {},
): Promise<unknown> {
  assertAwaited(credential, 'credential')
  assertSigner(signer)
  assertKnownOptions(options, SIGN_OPTIONS)
  const document = copyPlain(credential)
  if (!isObject(document)) throw new TypeError('credential must be an object')
  if (document.proof !== undefined) {
    throw new TypeError('credential: it has a proof already; sign the credential without it')
  }
  return signOwn(document, signer, options)
}

const SIGN_OPTIONS: readonly string[] = ['format', 'created', 'cryptosuite', 'documentLoader']
const ISSUE_OPTIONS: readonly string[] = ['now', 'idempotencyKey', 'format', 'created', 'cryptosuite', 'documentLoader']

function assertSigner(signer: unknown): void {
  if (typeof signer === 'object' && signer !== null && 'signer' in signer) {
    throw new TypeError('signer: this is an issuer; pass issuer.signer')
  }
}

/** Signs a document that nobody else holds. */
async function signOwn(
  document: JsonObject,
  signer: Signer,
  options: SignOptions | SignJwtOptions,
): Promise<JsonObject | string> {
  const format: unknown = options.format
  if (options.format === 'jwt') return signJwt(document, signer)
  if (format !== undefined && format !== 'embedded') {
    throw new TypeError(`format must be 'jwt' or 'embedded'; got ${String(format)}`)
  }
  const { created, cryptosuite, documentLoader } = options
  return signDocument(document, signer, {
    cryptosuite,
    created: timestamp(created, 'created'),
    contexts: documentLoader?.contexts ?? contextSet(),
    purpose: 'assertionMethod',
  })
}

/**
 * Builds a badge from plain input, validates it, and signs it.
 *
 * @param input - What is awarded, to whom, for what evidence; see `buildCredential`.
 * @param issuer - From `createIssuer`.
 * @param options - Those of `buildCredential` and of `signCredential`. `now` is both the default of `validFrom` and the
 *   time of the proof, unless `created` says otherwise.
 * @returns The signed badge; with `{ format: 'jwt' }` the JWT.
 * @throws {@link OpenBadgesError} with every problem of the input, and as `signCredential`.
 *
 * @example
 * const badge = await issueCredential(
 *   {
 *     recipient: { email: 'teacher@district.example' },
 *     achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts, scored Proficient.' },
 *   },
 *   await createIssuer({ name: 'Center for Collaborative Education' }),
 * )
 */
export async function issueCredential(
  input: CredentialInput,
  issuer: Issuer,
  options: BuildOptions & SignJwtOptions,
): Promise<string>
export async function issueCredential(
  input: CredentialInput,
  issuer: Issuer,
  options?: BuildOptions & SignOptions,
): Promise<SignedCredential>
export async function issueCredential(
  input: CredentialInput,
  issuer: Issuer,
  options: BuildOptions & (SignOptions | SignJwtOptions) = {},
): Promise<SignedCredential | string> {
  assertAwaited(issuer, 'issuer')
  assertKnownOptions(options, ISSUE_OPTIONS)
  if (typeof issuer?.profile?.id !== 'string') throw new TypeError('issuer must be what createIssuer returns')
  const { now, idempotencyKey } = options
  const credential = await buildCredential(input, issuer.profile, {
    ...(now !== undefined && { now }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  })
  return signBuilt(credential, issuer, options)
}

/** Signs what was built here, without a proof. */
async function signBuilt(
  unsigned: Omit<OpenBadgeCredential, 'proof'>,
  issuer: Issuer,
  options: BuildOptions & (SignOptions | SignJwtOptions),
): Promise<SignedCredential | string> {
  const created = options.format === 'jwt' || options.now === undefined ? {} : { created: options.now }
  return (await signOwn(unsigned, issuer.signer, { ...created, ...options })) as SignedCredential | string
}

/** Members that stay as they were when a badge is issued again. */
type Fixed = '@context' | 'id' | 'type' | 'issuer' | 'validFrom' | 'awardedDate' | 'proof'

export interface ReissueOptions {
  /** The new `validFrom`; default the clock. It must be later than the old one. */
  readonly now?: Date
  /** Told the old status entry once the new badge is signed, to revoke it. The changes must then bring a new entry. */
  readonly revokeOld?: (entry: BitstringStatusListEntry) => void | Promise<void>
}

/**
 * Issues a badge again, corrected or renewed: the same id, so that it takes the place of the old one, a newer
 * `validFrom`, and `awardedDate` as it was (Open Badges 3.0, "Credential Equality and Comparison").
 *
 * @param signed - The badge as it was issued.
 * @param changes - Members of the credential that replace the old ones, `{ validUntil: '2029-06-30T00:00:00Z' }`.
 * @param issuer - The same issuer.
 * @param options - See {@link ReissueOptions}, and those of `signCredential`.
 * @returns The new badge; with `{ format: 'jwt' }` the JWT.
 * @throws TypeError for another issuer or a `now` that is not later; {@link OpenBadgesError} as `issueCredential`.
 *
 * @example
 * const renewed = await reissueCredential(badge, { validUntil: '2029-06-30T00:00:00Z' }, issuer)
 */
export async function reissueCredential(
  signed: SignedCredential,
  changes: Partial<Omit<OpenBadgeCredential, Fixed>>,
  issuer: Issuer,
  options: ReissueOptions & SignJwtOptions,
): Promise<string>
export async function reissueCredential(
  signed: SignedCredential,
  changes: Partial<Omit<OpenBadgeCredential, Fixed>>,
  issuer: Issuer,
  options?: ReissueOptions & SignOptions,
): Promise<SignedCredential>
export async function reissueCredential(
  signed: SignedCredential,
  changes: Partial<Omit<OpenBadgeCredential, Fixed>>,
  issuer: Issuer,
  options: ReissueOptions & (SignOptions | SignJwtOptions) = {},
): Promise<SignedCredential | string> {
  if (typeof issuer?.profile?.id !== 'string')
    throw new TypeError('issuer must be what createIssuer returns; the changes stand before it')
  assertKnownOptions(options, ['now', 'revokeOld', ...SIGN_OPTIONS])
  const old = copyPlain(signed) as JsonObject & SignedCredential
  if (issuerIdOf(old) !== issuer.profile.id) {
    throw new TypeError(`issuer: the badge was issued by ${issuerIdOf(old)}; another issuer cannot replace it`)
  }
  const validFrom = timestamp(options.now, 'now')
  if (!((parseDateTime(validFrom) ?? 0) > (parseDateTime(old.validFrom) ?? 0))) {
    throw new TypeError(
      `now: ${validFrom} must be later than the badge's validFrom ${old.validFrom}, or verifiers keep the old one`,
    )
  }
  const oldEntry = old.credentialStatus
  if (options.revokeOld && (changes.credentialStatus === undefined || oldEntry?.type !== 'BitstringStatusListEntry')) {
    throw new TypeError(
      'revokeOld: the old badge must have a BitstringStatusListEntry, and changes.credentialStatus a new one',
    )
  }
  const { proof: _, ...replaced } = {
    ...old,
    issuer: issuer.profile,
    ...changes,
    validFrom,
    awardedDate: old.awardedDate ?? old.validFrom,
  }
  // What is validated is what is signed, whatever the caller does with its changes meanwhile.
  const unsigned = copyPlain(replaced) as JsonObject & OpenBadgeCredential
  const result = validateCredential(unsigned)
  if (!result.valid) throw new OpenBadgesError(...result.problems)
  const reissued = await signBuilt(unsigned, issuer, options)
  if (options.revokeOld && oldEntry?.type === 'BitstringStatusListEntry') await options.revokeOld(oldEntry)
  return reissued
}
