import { contextSet, VC_V2 } from './contexts.ts'
import { createProblem, type Problem } from './errors.ts'
import { copyPlain, isObject, pointerTo, toArray } from './json.ts'
import { assertKnownOptions } from './known-options.ts'
import { type CredentialInputForm, type Parsed, parse, parseDocument } from './parse.ts'
import { checkProof } from './proof/check.ts'
import type { ProofCheck, ProofFacts } from './proof/facts.ts'
import { timeClaimProblems } from './proof/jwt-claims.ts'
import { looksLikeJwt } from './proof/looks-like-jwt.ts'
import { type Check, checked, outcomeOf, unchecked, type Verdict } from './report.ts'
import { checkShape } from './shape.ts'
import type { DateInput, DocumentLoader, JsonObject, JsonValue, Signer } from './types.ts'
import { timestamp } from './validity.ts'
import { type Run, startRun, type VerificationReport, type VerifyOptions } from './verification.ts'
import { verifyCredential } from './verify.ts'

export interface VerifyPresentationOptions extends VerifyOptions {
  /** What you asked the holder to sign, so that nobody can show a presentation twice. */
  readonly challenge: string
  /** For whom it must have been made: your own host or origin. */
  readonly domain: string
  /** Uses the challenge up: returns true the first time, false ever after. Asked only about a good proof. */
  readonly consumeChallenge?: (challenge: string) => boolean | Promise<boolean>
  /** Accepts credentials that were issued to somebody else than the one who presents them. */
  readonly allowOtherRecipients?: boolean
}

/** The answers about a presentation and about each credential in it. Plain JSON. */
export interface PresentationReport {
  /** The worst of the presentation's own checks and of its credentials. */
  readonly verdict: Verdict
  readonly verified: boolean
  /** Who presents, as the good proof shows: a DID or a URL. */
  readonly holder?: string
  readonly checks: {
    readonly read: Check
    readonly schema: Check
    readonly proof: Check & Partial<Pick<ProofCheck, 'proofs' | 'verificationMethod'>>
    /** Challenge, domain, and that the holder is the recipient of every credential. */
    readonly binding: Check
  }
  /** In the order of the presentation. */
  readonly credentials: readonly VerificationReport[]
  readonly problems: readonly Problem[]
  readonly needs: readonly string[]
  readonly checkedAt: string
}

/**
 * Verifies what a wallet presents: credentials, wrapped in a presentation that their holder signed for this occasion
 * (VC 2.0 §4.13, VC-JOSE-COSE). Every credential in it is verified as by `verifyCredential`.
 *
 * @param input - An object, JSON text, or a `vp+jwt`. Credentials in it are embedded, `EnvelopedVerifiableCredential`s,
 *   or (VC 1.1) JWTs.
 * @param options - `challenge` and `domain` are required; the rest as for `verifyCredential`.
 * @returns The report; bad input is an answer: `vp.challenge`, `vp.domain`, `vp.holder_mismatch`, `vp.replayed`,
 *   `vp.empty`, and what `verifyCredential` answers.
 * @throws TypeError for arguments that make no sense.
 *
 * @example
 * const report = await verifyPresentation(presented, { challenge, domain: 'district.example' })
 */
export async function verifyPresentation(
  input: CredentialInputForm,
  options: VerifyPresentationOptions,
): Promise<PresentationReport> {
  assertAsked(options)
  const run = startRun(options, ['challenge', 'domain', 'consumeChallenge', 'allowOtherRecipients'])
  const parsed = await parse(input, run)
  const presentation = parsed.jwt ? (await import('./proof/vc-jwt.ts')).presentationOf(parsed.jwt) : parsed.credential
  const read = checked(presentation && !isPresentation(presentation) ? [notPresented()] : parsed.problems, {})
  if (!presentation || read.outcome !== 'passed')
    return reportOf(
      run,
      { read, schema: unchecked('not-reached'), proof: unchecked('not-reached'), binding: unchecked('not-reached') },
      [],
    )
  const { contexts } = run
  const shape = checkShape(presentation, { contexts, signsJson: parsed.jwt !== undefined, ...options.dangerous })
  const schema = checked([...shape.problems, ...emptiness(presentation), ...holderProblems(presentation)], {})
  const isClosed = outcomeOf(shape.problems) === 'passed'
  const proof = isClosed ? await proofOf(presentation, parsed, run) : unchecked('not-reached' as const)
  const answer = 'proofs' in proof && proof.outcome === 'passed' ? answerOf(proof, options) : undefined
  if (answer?.controller === undefined)
    return reportOf(run, { read, schema, proof, binding: unchecked('not-reached') }, [])
  const credentials = await credentialsOf(presentation, {
    ...verifyOptionsOf(options),
    now: new Date(run.now),
    documentLoader: run.loader,
  })
  const binding = await bindingOf(answer, answer.controller, presentation, credentials, options)
  return reportOf(run, { read, schema, proof, binding }, credentials, answer.controller)
}

/**
 * The good proof that answers the challenge for the domain, or else one that comes nearest. Who made that one is the
 * holder: anybody can add a proof of his own to what somebody else once presented.
 */
function answerOf({ proofs }: ProofCheck, options: VerifyPresentationOptions): ProofFacts | undefined {
  const good = proofs.filter(({ outcome, counts }) => outcome === 'passed' && counts)
  const answers = good.filter(({ challenge }) => challenge === options.challenge)
  return answers.find(({ domain }) => domain?.includes(options.domain)) ?? answers[0] ?? good[0]
}

function assertAsked(options: { readonly challenge: string; readonly domain: string }): void {
  for (const name of ['challenge', 'domain'] as const) {
    if (typeof options?.[name] !== 'string' || options[name] === '')
      throw new TypeError(`options.${name} must be a text that is not empty`)
  }
}

function isPresentation(document: JsonObject): boolean {
  return toArray(document.type).includes('VerifiablePresentation')
}

function notPresented(): Problem {
  return createProblem('credential.type', 'This is no presentation: no type of it is VerifiablePresentation.', {
    pointer: '/type',
    hint: 'Verify a single badge with verifyCredential.',
  })
}

function emptiness(presentation: JsonObject): Problem[] {
  if (toArray(presentation.verifiableCredential).length > 0) return []
  return [createProblem('vp.empty', 'The presentation holds no credential.', { pointer: '/verifiableCredential' })]
}

/** Without a holder, whoever signed is the holder; so a holder that cannot be read must not count as none. */
function holderProblems({ holder }: JsonObject): Problem[] {
  if (holder === undefined || idOf(holder) !== undefined) return []
  return [
    createProblem('schema.type', 'The holder of the presentation is neither one id nor an object with one.', {
      pointer: '/holder',
    }),
  ]
}

async function proofOf(presentation: JsonObject, { jwt }: Parsed, run: Run): Promise<ProofCheck> {
  const { loader, contexts, now, skewSeconds, signal, options } = run
  const holder = idOf(presentation.holder)
  const { cryptosuites } = options
  const purpose = 'authentication'
  const embedded = (issuer: string | undefined) =>
    checkProof(presentation, { loader, contexts, now, skewSeconds, issuer, purpose, cryptosuites, signal })
  if (!jwt) return embedded(holder)
  const issuer = idOf(jwt.payload.iss) ?? holder ?? ''
  const { checkToken } = await import('./proof/vc-jwt.ts')
  const outer = await checkToken(jwt, { issuer, loader, signal, purpose }, () =>
    tokenProblems(jwt.payload, holder, run),
  )
  // As in a credential: the JWT decides, and an embedded proof that fails, fails it.
  const inner = toArray(presentation.proof).length > 0 ? await embedded(issuer) : undefined
  if (inner?.outcome !== 'failed') return outer
  return { ...outer, outcome: 'failed', problems: [...outer.problems, ...inner.problems] }
}

/** What the claims of a `vp+jwt` must say, besides challenge and domain. */
function tokenProblems(payload: JsonObject, holder: string | undefined, { now, skewSeconds }: Run): Problem[] {
  const { iss, exp, nbf, iat } = payload
  const problems = timeClaimProblems(payload)
  if (holder !== undefined && iss !== undefined && holder !== iss)
    problems.push(
      createProblem('vp.holder_mismatch', 'The holder of the presentation is not the one who signed it.', {
        pointer: '/iss',
      }),
    )
  if (typeof exp === 'number' && exp + skewSeconds < now / 1000)
    problems.push(createProblem('proof.expired', 'The presentation has expired.', { pointer: '/exp' }))
  if (typeof nbf === 'number' && nbf - skewSeconds > now / 1000)
    problems.push(createProblem('proof.created_future', 'The presentation is not valid yet.', { pointer: '/nbf' }))
  if (typeof iat === 'number' && iat - skewSeconds > now / 1000)
    problems.push(
      createProblem('proof.created_future', 'The presentation says it was made in the future.', { pointer: '/iat' }),
    )
  return problems
}

/** What there is to say about the credentials in it. */
function verifyOptionsOf(options: VerifyPresentationOptions): VerifyOptions {
  const { challenge: _, domain: __, consumeChallenge: ___, allowOtherRecipients: ____, ...rest } = options
  return rest
}

function credentialsOf(presentation: JsonObject, options: VerifyOptions): Promise<VerificationReport[]> {
  return Promise.all(
    toArray(presentation.verifiableCredential).map(async (credential) => {
      const input = carried(credential)
      return verifyCredential(input, { ...options, ...(await evidenceFor(input, options)) })
    }),
  )
}

/** Of the files that the caller gave for all credentials, those that this one names. */
async function evidenceFor(
  input: object | string,
  { evidence }: VerifyOptions,
): Promise<Pick<VerifyOptions, 'evidence'>> {
  if (evidence === undefined) return {}
  const { credential } = await parseDocument(input)
  const named = toArray(credential?.evidence).map((item) => isObject(item) && item.id)
  return { evidence: Object.fromEntries(Object.entries(evidence).filter(([id]) => named.includes(id))) }
}

/** A text in a presentation is a JWT or nothing: a link in it is not followed. */
function carried(credential: JsonValue): object | string {
  if (isObject(credential)) return credential
  return typeof credential === 'string' && looksLikeJwt(credential) ? credential : {}
}

async function bindingOf(
  { challenge, domain }: ProofFacts,
  holder: string,
  presentation: JsonObject,
  credentials: readonly VerificationReport[],
  options: VerifyPresentationOptions,
): Promise<Check> {
  const problems: Problem[] = []
  if (challenge !== options.challenge)
    problems.push(
      createProblem('vp.challenge', 'The presentation answers another challenge than the one that was set.'),
    )
  else if (!domain?.includes(options.domain))
    problems.push(createProblem('vp.domain', `The presentation was not made for ${options.domain}.`))
  for (const [index, { credential }] of credentials.entries()) {
    const pointer = Array.isArray(presentation.verifiableCredential)
      ? pointerTo('/verifiableCredential', index)
      : '/verifiableCredential'
    problems.push(...recipientProblems(credential, holder, pointer, options))
  }
  if (
    problems.every(({ severity }) => severity !== 'error') &&
    options.consumeChallenge &&
    !(await options.consumeChallenge(options.challenge))
  ) {
    problems.push(createProblem('vp.replayed', 'The challenge was answered before; ask for a new presentation.'))
  }
  return checked(problems, {})
}

function recipientProblems(
  credential: JsonObject | undefined,
  holder: string,
  pointer: string,
  options: VerifyPresentationOptions,
): Problem[] {
  if (credential === undefined || options.allowOtherRecipients) return []
  const ids = toArray(credential.credentialSubject).map((subject) => (isObject(subject) ? subject.id : undefined))
  if (ids.includes(holder)) return []
  if (ids.every((id) => id === undefined)) {
    return [
      createProblem(
        'vp.subject_without_id',
        'A credential does not name its recipient by id, so it cannot be compared with the holder.',
        { pointer, hint: 'Give `recipient` to have its identity objects compared.' },
      ),
    ]
  }
  return [
    createProblem('vp.holder_mismatch', 'A credential was issued to somebody else than the holder who presents it.', {
      pointer,
    }),
  ]
}

function reportOf(
  run: Run,
  checks: PresentationReport['checks'],
  credentials: readonly VerificationReport[],
  holder?: string,
): PresentationReport {
  const own = [checks.read, checks.schema, checks.proof, checks.binding]
  const outcomes = own.map(({ outcome }) => outcome)
  const problems = own.flatMap((check) => check.problems)
  const verdict = verdictFor(outcomes, credentials)
  const needs = [
    ...problems.flatMap(({ needs }) => (needs === undefined ? [] : [needs])),
    ...credentials.flatMap((report) => report.needs),
  ]
  return {
    verdict,
    verified: verdict === 'valid',
    ...(holder !== undefined && { holder }),
    checks,
    credentials,
    problems,
    needs: [...new Set(needs)],
    checkedAt: new Date(run.now).toISOString(),
  }
}

function verdictFor(outcomes: readonly string[], credentials: readonly VerificationReport[]): Verdict {
  const verdicts = credentials.map(({ verdict }) => verdict)
  if (outcomes.includes('failed') || verdicts.includes('invalid')) return 'invalid'
  const isOpen =
    outcomes.includes('undecided') || outcomes.includes('not-reached') || verdicts.includes('indeterminate')
  return isOpen ? 'indeterminate' : 'valid'
}

function idOf(value: JsonValue | undefined): string | undefined {
  const id = isObject(value) ? value.id : value
  return typeof id === 'string' ? id : undefined
}

export interface CreatePresentationOptions {
  /** What the verifier asked to be signed. */
  readonly challenge: string
  /** For whom it is made: the verifier's host or origin. */
  readonly domain: string
  /** `jwt` makes a `vp+jwt`; default `embedded`, a Data Integrity proof. */
  readonly format?: 'embedded' | 'jwt'
  /** When the proof says it was made; default the clock. */
  readonly created?: DateInput
  readonly documentLoader?: DocumentLoader
}

const PRESENTATION_OPTIONS: readonly (keyof CreatePresentationOptions)[] = [
  'challenge',
  'domain',
  'format',
  'created',
  'documentLoader',
]

/**
 * Wraps credentials in a presentation and signs it as their holder: for wallets and for tests.
 *
 * @param credentials - Signed credentials; JWTs become `EnvelopedVerifiableCredential`s.
 * @param holder - The signer of the holder; its DID is the `holder`.
 * @param options - See {@link CreatePresentationOptions}.
 * @returns The presentation as a document, or with `{ format: 'jwt' }` as a compact JWS.
 * @throws TypeError without credentials, challenge or domain; OpenBadgesError as `signCredential`.
 *
 * @example
 * const presentation = await createPresentation([badge], createSigner(keyPair), { challenge, domain: 'district.example' })
 */
export async function createPresentation(
  credentials: readonly (object | string)[],
  holder: Signer,
  options: CreatePresentationOptions & { readonly format: 'jwt' },
): Promise<string>
export async function createPresentation(
  credentials: readonly (object | string)[],
  holder: Signer,
  options: CreatePresentationOptions & { readonly format?: 'embedded' },
): Promise<JsonObject>
export async function createPresentation(
  credentials: readonly (object | string)[],
  holder: Signer,
  options: CreatePresentationOptions,
): Promise<JsonObject | string> {
  if (!Array.isArray(credentials) || credentials.length === 0)
    throw new TypeError('credentials must be an array with at least one signed credential')
  assertAsked(options)
  assertKnownOptions(options, PRESENTATION_OPTIONS)
  const { challenge, domain } = options
  const created = timestamp(options.created, 'created')
  const document: JsonObject = {
    '@context': [VC_V2],
    type: ['VerifiablePresentation'],
    holder: holder.id.replace(/#.*$/, ''),
    verifiableCredential: credentials.map((credential) =>
      typeof credential === 'string' ? enveloped(credential) : copyPlain(credential),
    ),
  }
  // Most who import this file verify, and what signs is loaded by those who do.
  if (options.format === 'jwt') {
    const { ALGORITHM_OF, keyHeader, signCompact } = await import('./proof/vc-jwt.ts')
    const header = { alg: ALGORITHM_OF[holder.algorithm], typ: 'vp+jwt', ...keyHeader(holder) }
    const iat = Date.parse(created) / 1000
    return signCompact(header, { ...document, iss: document.holder, aud: domain, nonce: challenge, iat }, holder)
  }
  const { signDocument } = await import('./proof/sign.ts')
  return signDocument(document, holder, {
    created,
    challenge,
    domain,
    purpose: 'authentication',
    contexts: options.documentLoader?.contexts ?? contextSet(),
  })
}

/** VC 2.0 §4.12. */
function enveloped(jwt: string): JsonObject {
  return { '@context': VC_V2, id: `data:application/vc+jwt,${jwt}`, type: 'EnvelopedVerifiableCredential' }
}
