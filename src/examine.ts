import { createProblem, OpenBadgesError, type Problem } from './errors.ts'
import { isObject, toArray } from './json.ts'
import { type CredentialKind, kindOf, type Parsed } from './parse.ts'
import { checkProof } from './proof/check.ts'
import type { ProofCheck } from './proof/facts.ts'
import { checkTokenValidity } from './proof/jwt-claims.ts'
import { findUndefinedTerms } from './rdf/index.ts'
import { type Check, checked, unchecked } from './report.ts'
import { classNamedByIri } from './shape/iri-names.ts'
import { checkShape } from './shape.ts'
import { issuerIdOf } from './trust.ts'
import type { JsonObject } from './types.ts'
import { checkSchema } from './validate/index.ts'
import type { ValidityCheck } from './validity.ts'
import type { Checks, Run } from './verification.ts'

/** One document, read and examined up to its proof: what a badge, a refreshed badge and a status list have in common. */
export interface Examined extends Pick<Checks, 'read' | 'schema' | 'proof'> {
  readonly parsed: Parsed
  readonly kind: CredentialKind | undefined
  readonly credential: JsonObject | undefined
  /** Whether its shape is closed. Until then no member says for certain what the signature covers, or hides. */
  readonly isClosed: boolean
}

/** Reads, holds against shape and schema, and checks the proof. Each step needs the one before. */
export async function examine(parsed: Parsed, run: Run): Promise<Examined> {
  const { credential } = parsed
  const kind = credential && kindOf(credential, run.profile)
  if (credential && !kind && isNamedByIri(credential, run)) return namedByIri(parsed, credential, run)
  if (credential && !kind && !isCredential(credential)) return notLookedAt(parsed, credential)
  const read = checked(credential && !kind ? [...parsed.problems, unknownType(credential)] : parsed.problems, {})
  if (!credential || !kind || read.outcome !== 'passed') {
    const [schema, proof] = [unchecked('not-reached' as const), unchecked('not-reached' as const)]
    return { parsed, kind, credential, isClosed: false, read, schema, proof }
  }
  const { schema, isClosed } = await checkStructure(credential, parsed, kind, run)
  const proof = isClosed ? await proofOf(credential, parsed, kind, run) : unchecked('not-reached' as const)
  return { parsed, kind, credential, isClosed, read, schema, proof }
}

function isCredential({ type }: JsonObject): boolean {
  return toArray(type).includes('VerifiableCredential')
}

function isNamedByIri(credential: JsonObject, { profile, options }: Run): boolean {
  const type = toArray(credential.type).map((name) => classNamedByIri(name) ?? name)
  return kindOf({ type }, profile) !== undefined && options.dangerous?.allowOpenShape !== true
}

/** What may be a badge by the IRI of its class is outside the closed shape, and not disproved. */
function namedByIri(parsed: Parsed, credential: JsonObject, { contexts }: Run): Examined {
  const { problems } = checkShape(credential, { contexts })
  const classes = problems.filter(({ code, pointer }) => code === 'shape.iri_name' && pointer?.startsWith('/type'))
  const proof = unchecked('not-reached' as const)
  const read = checked(parsed.problems, {})
  return { parsed, kind: undefined, credential, isClosed: false, read, schema: checked(classes, {}), proof }
}

/** What is no credential at all is not passed on: it may be anything, a file with a secret key among others. */
function notLookedAt({ text: _, credential: __, ...parsed }: Parsed, found: JsonObject): Examined {
  const read = checked([...parsed.problems, unknownType(found)], {})
  const schema = unchecked('not-reached' as const)
  const proof = unchecked('not-reached' as const)
  return { parsed, kind: undefined, credential: undefined, isClosed: false, read, schema, proof }
}

function unknownType(credential: JsonObject): Problem {
  const types = toArray(credential.type).filter((type) => typeof type === 'string')
  if (types.includes('VerifiableCredential')) {
    return createProblem(
      'credential.type',
      'It is a verifiable credential, but no Open Badge: no type of it is OpenBadgeCredential.',
      {
        pointer: '/type',
        hint: "Verify it with { profile: 'vc' } to have it judged as any verifiable credential.",
      },
    )
  }
  if (isVersion2(credential)) {
    return createProblem('credential.type', 'It is a badge of Open Badges 2.0; Open Badges 3.0 is what is read here.', {
      hint: 'Ask the issuer for the badge as Open Badges 3.0, or have it checked by a validator for version 2.0.',
    })
  }
  return createProblem('credential.type', 'The JSON is no credential: no type of it is OpenBadgeCredential.', {
    pointer: '/type',
  })
}

/** Open Badges 2.0: an Assertion under the context of that version. */
function isVersion2(document: JsonObject): boolean {
  return toArray(document['@context']).includes('https://w3id.org/openbadges/v2')
}

/** The closed shape comes first: only then does a member that is read mean what the signature covers. */
async function checkStructure(
  credential: JsonObject,
  parsed: Parsed,
  kind: CredentialKind,
  run: Run,
): Promise<{ schema: Check<'passed' | 'failed' | 'undecided'>; isClosed: boolean }> {
  const isJson = signsJson(credential, parsed)
  const { contexts, options } = run
  const { problems } = checkShape(credential, { contexts, signsJson: isJson, ...options.dangerous })
  if (problems.some(({ severity }) => severity === 'error')) return { schema: checked(problems, {}), isClosed: false }
  const structure = checkSchema(credential, { profile: kind === 'vc' ? 'vc' : 'ob' })
  const undefinedTerms = isJson && problems.length === 0 ? await undefinedTermsOf(credential, run) : []
  return { schema: checked([...problems, ...structure, ...undefinedTerms], {}), isClosed: true }
}

/** Whether the signature is over the JSON itself, so that contexts cannot change what it covers. */
function signsJson(credential: JsonObject, { jwt }: Parsed): boolean {
  let isSigned = jwt !== undefined
  for (const proof of toArray(credential.proof)) {
    if (!isObject(proof)) continue
    const { cryptosuite } = proof
    if (typeof cryptosuite !== 'string' || !cryptosuite.includes('-jcs-')) return false
    isSigned = true
  }
  return isSigned
}

async function undefinedTermsOf({ proof: _, ...document }: JsonObject, run: Run): Promise<readonly Problem[]> {
  try {
    return await findUndefinedTerms(document, { contexts: run.contexts, ...(run.signal && { signal: run.signal }) })
  } catch (error) {
    // Advice only: where the terms cannot be worked out, the signature still covers every member.
    if (error instanceof OpenBadgesError) return error.problems.map(toWarning)
    throw error
  }
}

function toWarning(problem: Problem): Problem {
  return problem.severity === 'error' ? { ...problem, severity: 'warning' } : problem
}

async function proofOf(credential: JsonObject, { jwt }: Parsed, kind: CredentialKind, run: Run): Promise<ProofCheck> {
  // A credential without an issuer belongs to nobody's key: the empty id matches none.
  const issuer = issuerIdOf(credential) ?? ''
  const { loader, contexts, now, skewSeconds, signal } = run
  const embedded = () =>
    checkProof(credential, {
      loader,
      contexts,
      now,
      skewSeconds,
      issuer,
      purpose: 'assertionMethod',
      cryptosuites: run.options.cryptosuites,
      signal,
    })
  if (!jwt) return embedded()
  const mayOmitClaims = kind === 'vc'
  const { checkJwt } = await import('./proof/vc-jwt.ts')
  const outer = await checkJwt(jwt, credential, { issuer, loader, now, skewSeconds, signal, mayOmitClaims })
  return toArray(credential.proof).length === 0 || outer.outcome === 'failed' ? outer : joined(outer, await embedded())
}

/** A JWT around an embedded proof: the JWT decides, and an embedded proof that fails, fails it. */
function joined(outer: ProofCheck, embedded: ProofCheck): ProofCheck {
  const proofs = [...outer.proofs, ...embedded.proofs]
  if (embedded.outcome === 'failed')
    return { outcome: 'failed', problems: [...outer.problems, ...embedded.problems], proofs }
  return { ...outer, problems: [...outer.problems, ...embedded.problems.map(toWarning)], proofs }
}

/** Whether what was examined is valid now; a JWT can end earlier than its credential says. */
export function checkValidityOf(
  { credential, parsed, isClosed }: Examined,
  run: Run,
): ValidityCheck | Check<'not-reached'> {
  return credential && isClosed ? checkTokenValidity(credential, parsed.jwt, run) : unchecked('not-reached')
}
