import { utf8Decode } from './encoding.ts'
import { createProblem, OpenBadgesError, openBadgesError, type Problem } from './errors.ts'
import { copyPlain, isObject, JSON_LIMITS, type JsonLimits, toArray } from './json.ts'
import type { ProofCheck } from './proof/facts.ts'
import { checkTokenValidity } from './proof/jwt-claims.ts'
import { looksLikeJwt } from './proof/looks-like-jwt.ts'
import { checkJwt, credentialOf, type DecodedJwt, decodeJwt, signJwt } from './proof/vc-jwt.ts'
import { type Check, checked, outcomeOf, unchecked, type Verdict } from './report.ts'
import { checkShape } from './shape.ts'
import type { VerifyList } from './status/list-answer.ts'
import { checkStatus, type StatusCheck } from './status.ts'
import { issuerIdOf } from './trust.ts'
import type { JsonObject, Signer } from './types.ts'
import { checkSchema } from './validate/index.ts'
import type { ValidityFacts } from './validity.ts'
import { type Run, startRun, type VerifyOptions } from './verification.ts'

export { createDocumentLoader } from './documents/loader.ts'
export { OpenBadgesError, type Problem } from './errors.ts'
export { createSigner, exportKeyPair, generateKeyPair, importKeyPair, type KeyPair } from './keys/key-pair.ts'
export type { Signer } from './types.ts'

/** The questions about a badge in a JWT that need no JSON-LD. */
export type VerifyJwtOptions = Pick<
  VerifyOptions,
  'now' | 'skewSeconds' | 'documentLoader' | 'statusIssuers' | 'limits' | 'signal'
>

/** The answers about a badge in a JWT. Plain JSON. */
export interface JwtReport {
  readonly verdict: Verdict
  readonly verified: boolean
  readonly credential: JsonObject | undefined
  readonly checks: {
    readonly read: Check
    readonly schema: Check
    readonly proof: Check & Partial<Pick<ProofCheck, 'proofs' | 'verificationMethod'>>
    readonly validity: Check & Partial<ValidityFacts>
    readonly status: Check & Pick<StatusCheck, 'entries'>
  }
  readonly problems: readonly Problem[]
  /** Every URL without which something stayed undecided. */
  readonly needs: readonly string[]
  readonly checkedAt: string
}

/**
 * Verifies a badge in a VC-JWT without loading JSON-LD: signature and issuer's key, structure, dates and status. Status
 * lists must be JWTs too; one with an embedded proof stays undecided here, and so does a JWT around an embedded proof.
 * Endorsements, refreshing and the rest are for `verifyCredential`.
 *
 * @param jwt - A compact JWS.
 * @param options - As for `verifyCredential`.
 * @returns The report. It never throws for what the JWT contains.
 * @throws TypeError for arguments that make no sense.
 * @see Open Badges 3.0 §8.2.4
 *
 * @example
 * const report = await verifyJwt(token)
 */
export async function verifyJwt(jwt: string, options: VerifyJwtOptions = {}): Promise<JwtReport> {
  if (typeof jwt !== 'string') throw new TypeError('jwt must be a text')
  const run = startRun(options)
  const answer = await examineToken(jwt.trim(), run, 'ob')
  const { credential, proof } = answer
  const entries: StatusCheck['entries'] = []
  const isProven = proof.outcome === 'passed' && answer.schema.outcome !== 'undecided'
  const status =
    credential === undefined || (!isProven && credential.credentialStatus !== undefined)
      ? { ...unchecked('not-reached'), entries }
      : await checkStatus(credential, statusOptions(credential, run))
  const checks = { read: answer.read, schema: answer.schema, proof, validity: answer.validity, status }
  const outcomes = Object.values(checks).map(({ outcome }) => outcome)
  const verdict = verdictFor(outcomes)
  const problems = Object.values(checks).flatMap((check) => check.problems)
  return {
    verdict,
    verified: verdict === 'valid',
    credential,
    checks,
    problems,
    needs: [...new Set(problems.flatMap(({ needs }) => (needs === undefined ? [] : [needs])))],
    checkedAt: new Date(run.now).toISOString(),
  }
}

function verdictFor(outcomes: readonly string[]): Verdict {
  if (outcomes.includes('failed')) return 'invalid'
  return outcomes.includes('undecided') || outcomes.includes('not-reached') ? 'indeterminate' : 'valid'
}

interface Answer extends Pick<JwtReport['checks'], 'read' | 'schema' | 'proof' | 'validity'> {
  readonly credential: JsonObject | undefined
}

async function examineToken(source: string | Uint8Array, run: Run, profile: 'ob' | 'vc'): Promise<Answer> {
  const { jwt, credential, problems: found } = decode(source, profile)
  const read = checked(found, {})
  const notReached = { schema: unchecked('not-reached'), proof: unchecked('not-reached') } as const
  const notJudged = { ...notReached, validity: unchecked('not-reached') } as const
  if (!jwt || !credential || read.outcome !== 'passed') return { credential, read, ...notJudged }
  const { loader, signal, contexts, now, skewSeconds } = run
  const shape = checkShape(credential, { contexts, signsJson: true })
  if (outcomeOf(shape.problems) !== 'passed')
    return { credential, read, ...notJudged, schema: checked(shape.problems, {}) }
  const schema = checked([...shape.problems, ...checkSchema(credential, { profile })], {})
  const issuer = issuerIdOf(credential) ?? ''
  const mayOmitClaims = profile === 'vc'
  const proof = await checkJwt(jwt, credential, { issuer, loader, now, skewSeconds, signal, mayOmitClaims })
  const inner = toArray(credential.proof).length === 0 ? [] : [embeddedProof()]
  const problems = [...proof.problems, ...inner]
  const validity = checkTokenValidity(credential, jwt, run)
  return { credential, read, schema, proof: { ...proof, problems, outcome: outcomeOf(problems) }, validity }
}

/** The bits of a list are one long string (hostile input: "Status"). */
const LIST_LIMITS: JsonLimits = { ...JSON_LIMITS, bytes: 4_194_304, string: 4_194_304 }

interface Decoded {
  readonly jwt?: DecodedJwt
  readonly credential: JsonObject | undefined
  readonly problems: readonly Problem[]
}

function decode(source: string | Uint8Array, profile: 'ob' | 'vc'): Decoded {
  try {
    const text = typeof source === 'string' ? source : utf8Decode(source)
    const jwt = decodeJwt(text.trim(), profile === 'vc' ? LIST_LIMITS : JSON_LIMITS)
    const { credential, problems } = credentialOf(jwt)
    if (!toArray(credential.type).includes('VerifiableCredential')) {
      throw openBadgesError('credential.type', 'There is no verifiable credential in the JWT.', { pointer: '/type' })
    }
    return { jwt, credential, problems }
  } catch (error) {
    if (error instanceof OpenBadgesError) return { credential: undefined, problems: error.problems }
    throw error
  }
}

function embeddedProof(): Problem {
  return createProblem('proof.unsupported', 'The badge in the JWT has a proof of its own, which is not checked here.', {
    pointer: '/proof',
    hint: "Use verifyCredential from 'badgesmith'.",
  })
}

function statusOptions(credential: JsonObject, run: Run): Parameters<typeof checkStatus>[1] {
  const { loader, now, signal, options } = run
  return {
    loader,
    now,
    issuer: issuerIdOf(credential) ?? '',
    statusIssuers: options.statusIssuers,
    signal,
    verifyList: listVerifier(run),
  }
}

/** Lists are credentials of any kind; their own status is not looked at. */
function listVerifier(run: Run): VerifyList {
  return async (document) => {
    const isText = typeof document === 'string' ? looksLikeJwt(document.trim()) : document instanceof Uint8Array
    if (!isText) return notRead()
    const list = await examineToken(document as string | Uint8Array, run, 'vc')
    const { credential, read, schema, proof, validity } = list
    const problems = [...read.problems, ...schema.problems, ...proof.problems]
    return {
      credential,
      issuer: credential && issuerIdOf(credential),
      proofOutcome: proof.outcome === 'passed' ? outcomeOf(problems) : proof.outcome,
      validityOutcome: validity.outcome,
      problems: [...problems, ...validity.problems],
    }
  }
}

function notRead(): Awaited<ReturnType<VerifyList>> {
  const problem = createProblem('proof.unsupported', 'The status list is no JWT, and others are not read here.', {
    hint: "Use verifyCredential from 'badgesmith'.",
  })
  return {
    credential: undefined,
    issuer: undefined,
    proofOutcome: 'undecided',
    validityOutcome: 'undecided',
    problems: [problem],
  }
}

/**
 * Signs a credential as a VC-JWT, without loading JSON-LD.
 *
 * @param credential - From `buildCredential`, without a proof; its recipient has an `id`.
 * @param signer - RS256, ES256, ES384 or EdDSA, by its key.
 * @returns A compact JWS.
 * @throws OpenBadgesError `jwt.sub_missing`, `signer.failed`, `signer.signature_invalid`; TypeError when there is a proof.
 *
 * @example
 * const token = await signJwtCredential(credential, createSigner(keyPair))
 */
export async function signJwtCredential(credential: object, signer: Signer): Promise<string> {
  const document = copyPlain(credential)
  if (!isObject(document)) throw new TypeError('credential must be an object')
  if (document.proof !== undefined)
    throw new TypeError('credential: it has a proof already; sign the credential without it')
  return signJwt(document, signer)
}
