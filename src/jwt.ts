import { utf8Decode } from './encoding.ts'
import { createProblem, OpenBadgesError, openBadgesError, type Problem } from './errors.ts'
import { copyPlain, isObject, toArray } from './json.ts'
import type { ProofCheck } from './proof/facts.ts'
import { checkJwt, credentialOf, type DecodedJwt, dateOf, decodeJwt, looksLikeJwt, signJwt } from './proof/vc-jwt.ts'
import { type Check, checked, outcomeOf, unchecked, type Verdict } from './report.ts'
import type { VerifyList } from './status/list-answer.ts'
import { checkStatus, type StatusCheck } from './status.ts'
import { issuerIdOf } from './trust.ts'
import type { JsonObject, Signer } from './types.ts'
import { checkSchema } from './validate/index.ts'
import { checkValidity, type ValidityFacts } from './validity.ts'
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
  const answer = await examineToken(jwt.trim(), run, (credential) => checkSchema(credential, { profile: 'ob' }))
  const { credential, proof } = answer
  const entries: StatusCheck['entries'] = []
  const status =
    credential === undefined || (proof.outcome !== 'passed' && credential.credentialStatus !== undefined)
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

async function examineToken(
  text: string,
  run: Run,
  schemaOf: (credential: JsonObject) => readonly Problem[],
): Promise<Answer> {
  const decoded = decode(text)
  if ('problems' in decoded) {
    return {
      credential: undefined,
      read: checked(decoded.problems, {}),
      schema: unchecked('not-reached'),
      proof: unchecked('not-reached'),
      validity: unchecked('not-reached'),
    }
  }
  const { jwt, credential, warnings } = decoded
  const { loader, signal } = run
  const issuer = issuerIdOf(credential) ?? ''
  const proof = await checkJwt(jwt, credential, { issuer, loader, signal })
  const inner = credential.proof === undefined ? [] : [embeddedProof()]
  const problems = [...proof.problems, ...inner]
  return {
    credential,
    read: checked(warnings, {}),
    schema: checked(schemaOf(credential), {}),
    proof: { ...proof, problems, outcome: outcomeOf(problems) },
    validity: validityOf(jwt, credential, run),
  }
}

function decode(
  text: string,
): { jwt: DecodedJwt; credential: JsonObject; warnings: readonly Problem[] } | { problems: readonly Problem[] } {
  try {
    const jwt = decodeJwt(text)
    const { credential, problems } = credentialOf(jwt)
    if (!toArray(credential.type).includes('VerifiableCredential')) {
      throw openBadgesError('credential.type', 'There is no verifiable credential in the JWT.', { pointer: '/type' })
    }
    return { jwt, credential, warnings: problems }
  } catch (error) {
    if (error instanceof OpenBadgesError) return { problems: error.problems }
    throw error
  }
}

function embeddedProof(): Problem {
  return createProblem('proof.unsupported', 'The badge in the JWT has a proof of its own, which is not checked here.', {
    pointer: '/proof',
    hint: "Use verifyCredential from 'badgesmith'.",
  })
}

/** A JWT can end earlier than its credential says. */
function validityOf({ payload }: DecodedJwt, credential: JsonObject, run: Run): JwtReport['checks']['validity'] {
  const whole = checkValidity(credential, run)
  const end = dateOf(payload.exp)
  const token = checkValidity(end === undefined ? {} : { validUntil: end }, run)
  return whole.outcome === 'failed' || token.outcome === 'passed' ? whole : token
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

function listVerifier(run: Run): VerifyList {
  return async (document) => {
    const text = document instanceof Uint8Array ? utf8Decode(document).trim() : document
    if (typeof text !== 'string' || !looksLikeJwt(text)) {
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
    const { credential, read, proof, validity } = await examineToken(text, run, () => [])
    return {
      credential,
      issuer: credential && issuerIdOf(credential),
      proofOutcome: read.outcome === 'passed' ? proof.outcome : read.outcome,
      validityOutcome: validity.outcome,
      problems: [...read.problems, ...proof.problems, ...validity.problems],
    }
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
