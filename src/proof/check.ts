import { type Resolution, type ResolvedMethod, resolveProofKey } from '../documents/verification-method.ts'
import { multibaseDecode } from '../encoding.ts'
import { createProblem, OpenBadgesError, type Problem } from '../errors.ts'
import { isObject, pointerTo, toArray } from '../json.ts'
import { printable } from '../printable.ts'
import { hasProblem, outcomeOf } from '../report.ts'
import type { ContextSet, DocumentLoader, JsonObject, JsonValue } from '../types.ts'
import type { Cryptosuite } from './cryptosuite.ts'
import { lifetimeProblems, type ProofCheck, type ProofFacts, timeOf } from './facts.ts'
import { HASHING_SUITES } from './suites.ts'

export interface ProofOptions {
  readonly loader: DocumentLoader
  readonly contexts: ContextSet
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly skewSeconds: number
  /** Whose key it must be. Undefined: whoever the key says controls it, to check a proof by itself. */
  readonly issuer: string | undefined
  readonly purpose: 'assertionMethod' | 'authentication'
  /** Suites beyond those that everybody gets. */
  readonly cryptosuites?: readonly Cryptosuite[] | undefined
  readonly signal?: AbortSignal | undefined
}

interface Assessed {
  readonly facts: ProofFacts
  readonly problems: readonly Problem[]
}

interface ProofSet {
  readonly document: JsonObject
  readonly proofs: readonly JsonValue[]
  /** Proofs that others build on, judged by their own keys; `open` while they are being judged. */
  readonly chain: Map<JsonValue, Assessed | 'open'>
}

/**
 * Checks the embedded proofs of a document (VC Data Integrity §4.4 and §4.5; Open Badges 3.0, "Verification").
 * Of the proofs that count, one failed fails the document; else one good is enough; else it stays undecided.
 */
export async function checkProof(document: JsonObject, options: ProofOptions): Promise<ProofCheck> {
  const proofs = toArray(document.proof)
  if (proofs.length === 0) {
    const problem = createProblem('proof.missing', 'The badge is not signed: it has no proof.', { pointer: '/proof' })
    return { outcome: 'failed', problems: [problem], proofs: [] }
  }
  const at = (index: number) => (Array.isArray(document.proof) ? pointerTo('/proof', index) : '/proof')
  const set: ProofSet = { document, proofs, chain: new Map() }
  const assessed: Assessed[] = []
  for (const [index, proof] of proofs.entries()) assessed.push(await assess(set, proof, at(index), options))
  return decide(assessed)
}

function decide(assessed: readonly Assessed[]): ProofCheck {
  const proofs = assessed.map(({ facts }) => facts)
  const isCounted = proofs.some(({ counts }) => counts)
  const good = assessed.find(({ facts }) => facts.counts && facts.outcome === 'passed')
  const failed = assessed.find(({ facts }) => facts.counts === isCounted && facts.outcome === 'failed')
  const problems: Problem[] = []
  for (const one of assessed) {
    const decides = one.facts.counts === isCounted && (!good || one === failed)
    problems.push(...(decides ? one.problems : one.problems.map(asWarning)))
  }
  if (failed && good) {
    problems.unshift(
      createProblem(
        'proof.set_member_invalid',
        'One proof is good, but another one by the issuer has failed, so the badge was changed or put together.',
      ),
    )
  }
  if (failed) return { outcome: 'failed', problems, proofs }
  if (good) {
    const { verificationMethod } = good.facts
    return { outcome: 'passed', problems, proofs, ...(verificationMethod !== undefined && { verificationMethod }) }
  }
  return { outcome: 'undecided', problems, proofs }
}

function asWarning(problem: Problem): Problem {
  return problem.severity === 'error' ? { ...problem, severity: 'warning' } : problem
}

async function assess(set: ProofSet, proof: JsonValue, pointer: string, options: ProofOptions): Promise<Assessed> {
  if (!isObject(proof)) {
    const problem = createProblem('proof.encoding', 'A proof is not an object.', { pointer })
    return { facts: { outcome: 'failed', counts: true }, problems: [problem] }
  }
  const suite = suiteOf(proof, options.cryptosuites)
  if (!suite)
    return { facts: factsOfProof(proof, 'undecided', { counts: false }), problems: [unsupported(proof, pointer)] }
  if (proof.proofPurpose !== options.purpose) {
    const problem = wrongPurpose(proof, pointer, options.purpose)
    return { facts: factsOfProof(proof, 'failed', { counts: false }), problems: [problem] }
  }
  const { problems, method } = await checkOne(set, proof, pointer, suite, options)
  const counts = !hasProblem(problems, 'issuer.key_mismatch')
  return { facts: factsOfProof(proof, outcomeOf(problems), { counts, method }), problems }
}

/** Everything about one proof whose suite is known and whose purpose is right. */
async function checkOne(
  set: ProofSet,
  proof: JsonObject,
  pointer: string,
  suite: Cryptosuite,
  options: ProofOptions,
): Promise<{ problems: readonly Problem[]; method?: ResolvedMethod }> {
  const surface = [...memberProblems(proof, pointer, suite), ...dateProblems(proof, pointer, options)]
  const signature = decodeProofValue(proof, suite)
  if (!signature) surface.push(wrongEncoding(proof, pointer, suite))
  const isAlone = set.proofs.length === 1
  if (isAlone && (surface.length > 0 || !signature)) return { problems: surface }
  const resolution = await keyOf(proof, options)
  // In a set, a malformed proof fails the document only where it is the issuer's.
  const isStrangers = 'problems' in resolution && hasProblem(resolution.problems, 'issuer.key_mismatch')
  if (!isStrangers && (surface.length > 0 || !signature)) return { problems: surface }
  if ('problems' in resolution || !signature) {
    const at = pointerTo(pointer, 'verificationMethod')
    const found = 'problems' in resolution ? resolution.problems : []
    return { problems: found.map((problem) => ({ pointer: at, ...problem })) }
  }
  const { method } = resolution
  const ofKey = keyProblems(method, proof, pointer, suite)
  if (ofKey.length > 0) return { problems: ofKey, method }

  const previous = await checkPrevious(set, proof, pointer, options)
  if (previous.problems.length > 0) return { problems: previous.problems, method }
  const { proof: _, ...unsecured } = set.document
  const document = previous.proofs.length > 0 ? { ...unsecured, proof: previous.proofs } : unsecured
  const { contexts, signal } = options
  try {
    return {
      problems: await suite.check({ document, proof, pointer, key: method.key, contexts, signal }, signature),
      method,
    }
  } catch (error) {
    if (error instanceof OpenBadgesError) return { problems: error.problems, method }
    throw error
  }
}

function keyOf({ verificationMethod }: JsonObject, options: ProofOptions): Promise<Resolution> {
  return resolveProofKey({
    issuer: options.issuer,
    verificationMethod: String(verificationMethod),
    purpose: options.purpose,
    loader: options.loader,
    ...(options.signal && { signal: options.signal }),
  })
}

/** The proofs that this one builds on must be there, and good by their own keys (VC Data Integrity §4.5). */
async function checkPrevious(
  set: ProofSet,
  proof: JsonObject,
  pointer: string,
  options: ProofOptions,
): Promise<{ proofs: readonly JsonObject[]; problems: readonly Problem[] }> {
  if (proof.previousProof === undefined) return { proofs: [], problems: [] }
  const ids = new Set(toArray(proof.previousProof))
  const proofs = set.proofs.filter(isObject).filter(({ id }) => id !== undefined && ids.has(id))
  const at = pointerTo(pointer, 'previousProof')
  if (proofs.length !== ids.size) {
    return {
      proofs,
      problems: [createProblem('proof.previous', 'A proof builds on another one that is not there.', { pointer: at })],
    }
  }
  for (const previous of proofs) {
    const assessed = await assessOnce(set, previous, options)
    if (assessed === 'open') {
      return {
        proofs,
        problems: [createProblem('proof.previous', 'Proofs build on each other in a circle.', { pointer: at })],
      }
    }
    if (assessed.facts.outcome === 'undecided') return { proofs, problems: assessed.problems }
    if (assessed.facts.outcome === 'failed') {
      const problem = createProblem('proof.previous', 'A proof builds on another one that has failed.', { pointer: at })
      return { proofs, problems: [problem, ...assessed.problems.map(asWarning)] }
    }
  }
  return { proofs, problems: [] }
}

/** Assesses a previous proof by its own key, once however many proofs build on it. */
async function assessOnce(set: ProofSet, proof: JsonObject, options: ProofOptions): Promise<Assessed | 'open'> {
  const before = set.chain.get(proof)
  if (before !== undefined) return before
  set.chain.set(proof, 'open')
  const pointer = pointerTo('/proof', set.proofs.indexOf(proof))
  const assessed = await assess(set, proof, pointer, { ...options, issuer: undefined })
  set.chain.set(proof, assessed)
  return assessed
}

function suiteOf(proof: JsonObject, more: readonly Cryptosuite[] = []): Cryptosuite | undefined {
  const name = proof.type === 'DataIntegrityProof' ? proof.cryptosuite : proof.type
  const isNamed = (suite: Cryptosuite) => suite.name === name && suite.proofType === proof.type
  return HASHING_SUITES.find(isNamed) ?? more.find(isNamed)
}

const PROOF_MEMBERS: ReadonlySet<string> = new Set([
  'id',
  'type',
  'created',
  'expires',
  'verificationMethod',
  'proofPurpose',
  'domain',
  'challenge',
  'nonce',
  'previousProof',
  'proofValue',
])

function isAllowed(name: string, suite: Cryptosuite): boolean {
  if (name === 'cryptosuite') return suite.proofType === 'DataIntegrityProof'
  if (name === '@context') return !suite.signsGraph
  return PROOF_MEMBERS.has(name)
}

function memberProblems(proof: JsonObject, pointer: string, suite: Cryptosuite): Problem[] {
  const problems = Object.keys(proof)
    .filter((name) => !isAllowed(name, suite))
    .map((name) =>
      createProblem('proof.unexpected_key', `A ${suite.name} proof has no member "${name}".`, {
        pointer: pointerTo(pointer, name),
      }),
    )
  if (typeof proof.verificationMethod !== 'string') {
    problems.push(
      createProblem('key.format', 'The proof does not name its key as one URL.', {
        pointer: pointerTo(pointer, 'verificationMethod'),
      }),
    )
  }
  return problems
}

function dateProblems(proof: JsonObject, pointer: string, { now, skewSeconds }: ProofOptions): Problem[] {
  const problems: Problem[] = []
  for (const name of ['created', 'expires']) {
    const value = proof[name]
    if (value === undefined) continue
    const at = pointerTo(pointer, name)
    const time = timeOf(value)
    if (time === undefined) {
      problems.push(
        createProblem(
          'time.syntax',
          `"${name}" of the proof is not a date and time with an offset, such as 2026-01-31T12:00:00Z.`,
          { pointer: at },
        ),
      )
    } else if (name === 'created' && time > now + skewSeconds * 1000) {
      problems.push(
        createProblem(
          'proof.created_future',
          `The proof says it was made on ${String(value)}, which is in the future.`,
          { pointer: at },
        ),
      )
    } else if (name === 'expires' && time < now - skewSeconds * 1000) {
      problems.push(createProblem('proof.expired', `The proof expired on ${String(value)}.`, { pointer: at }))
    }
  }
  return problems
}

function decodeProofValue(proof: JsonObject, suite: Cryptosuite): Uint8Array | undefined {
  const { proofValue } = proof
  // Decoding base58 is quadratic, and a signature is short; a base64url one may hold a selective disclosure.
  const longest = suite.multibase === 'z' ? 256 : 262_144
  if (typeof proofValue !== 'string' || !proofValue.startsWith(suite.multibase) || proofValue.length > longest)
    return undefined
  return multibaseDecode(proofValue)
}

function wrongEncoding(proof: JsonObject, pointer: string, suite: Cryptosuite): Problem {
  const looksLikeJws = typeof proof.proofValue === 'string' && proof.proofValue.includes('.')
  return createProblem(
    'proof.encoding',
    `The proofValue is not ${suite.multibase === 'z' ? 'base58btc' : 'base64url'} as ${suite.name} has it.`,
    {
      pointer: pointerTo(pointer, 'proofValue'),
      hint: looksLikeJws ? 'It looks like a JWS; a JWS is a format of its own and no proofValue.' : undefined,
    },
  )
}

/** Controlled Identifiers: a revoked key never counts; an expired one does for what it signed before. */
function keyProblems(method: ResolvedMethod, proof: JsonObject, pointer: string, suite: Cryptosuite): Problem[] {
  const at = pointerTo(pointer, 'verificationMethod')
  if (!suite.algorithms.includes(method.key.algorithm)) {
    return [
      createProblem(
        'key.format',
        `The key is for ${method.key.algorithm}; ${suite.name} needs ${suite.algorithms.join(' or ')}.`,
        { pointer: at },
      ),
    ]
  }
  return lifetimeProblems(method, timeOf(proof.created), at)
}

function unsupported(proof: JsonObject, pointer: string): Problem {
  const name = proof.type === 'DataIntegrityProof' ? proof.cryptosuite : proof.type
  const isTypo = name === 'eddsa-rdf-2022'
  return createProblem('proof.unsupported', `The proof is of a kind that is not known here: ${printable(name)}.`, {
    pointer: pointerTo(pointer, proof.type === 'DataIntegrityProof' ? 'cryptosuite' : 'type'),
    hint: isTypo
      ? 'The suite is called eddsa-rdfc-2022; the issuer has to sign again under that name.'
      : name === 'ecdsa-sd-2023'
        ? "Pass it: import { ecdsaSd2023 } from 'badgesmith/ecdsa-sd-2023' and verifyCredential(badge, { cryptosuites: [ecdsaSd2023] })."
        : undefined,
  })
}

function wrongPurpose(proof: JsonObject, pointer: string, expected: string): Problem {
  return createProblem(
    'proof.purpose',
    `The proof was made for ${printable(proof.proofPurpose)}, not for ${expected}.`,
    {
      pointer: pointerTo(pointer, 'proofPurpose'),
    },
  )
}

function factsOfProof(
  proof: JsonObject,
  outcome: ProofFacts['outcome'],
  { counts, method }: { readonly counts: boolean; readonly method?: ResolvedMethod | undefined },
): ProofFacts {
  const facts: { -readonly [Name in keyof ProofFacts]?: ProofFacts[Name] } = {}
  for (const name of ['type', 'cryptosuite', 'verificationMethod', 'created', 'challenge'] as const) {
    const value = proof[name]
    if (typeof value === 'string') facts[name] = value
  }
  const domain = toArray(proof.domain).filter((value) => typeof value === 'string')
  if (domain.length > 0) facts.domain = domain
  if (method) {
    facts.algorithm = method.key.algorithm
    facts.controller = method.controller
  }
  return Object.assign(facts, { outcome, counts })
}
