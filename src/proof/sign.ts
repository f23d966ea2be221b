import { multibaseEncode } from '../encoding.ts'
import { OpenBadgesError } from '../errors.ts'
import { signWith } from '../keys/signer.ts'
import { canonizeUnambiguously } from '../rdf/index.ts'
import { checkShape } from '../shape.ts'
import type { ContextSet, JsonObject, KeyAlgorithm, Signer } from '../types.ts'
import { issueWithDataIntegrity } from './digital-bazaar.ts'
import { canonicalHashOf, hashData } from './hash-data.ts'
import { ECDSA_RDFC_2019, EDDSA_JCS_2022, EDDSA_RDFC_2022, type HashingSuite } from './suites.ts'

/** The cryptosuites that we sign with. */
export type SigningSuite = 'eddsa-rdfc-2022' | 'eddsa-jcs-2022' | 'ecdsa-rdfc-2019'

const SIGNING_SUITES: Readonly<Record<SigningSuite, HashingSuite>> = {
  'eddsa-rdfc-2022': EDDSA_RDFC_2022,
  'eddsa-jcs-2022': EDDSA_JCS_2022,
  'ecdsa-rdfc-2019': ECDSA_RDFC_2019,
}

const SUITE_OF: Readonly<Partial<Record<KeyAlgorithm, SigningSuite>>> = {
  Ed25519: 'eddsa-rdfc-2022',
  'P-256': 'ecdsa-rdfc-2019',
  'P-384': 'ecdsa-rdfc-2019',
}

export interface ProofRequest {
  /** Default: the suite of the signer's algorithm. */
  readonly cryptosuite?: SigningSuite | undefined
  /** dateTimeStamp. */
  readonly created: string
  readonly contexts: ContextSet
  readonly purpose: 'assertionMethod' | 'authentication'
  readonly challenge?: string | undefined
  readonly domain?: string | undefined
}

/**
 * The document with a Data Integrity proof, in an array, as the specification serializes it.
 *
 * @throws TypeError when the key does not fit the suite. OpenBadgesError `context.*`, `shape.*`, `proof.data_loss`,
 *   `issue.ambiguous_graph`, `signer.*`.
 */
export async function signDocument(document: JsonObject, signer: Signer, request: ProofRequest): Promise<JsonObject> {
  const suite = suiteFor(signer, request.cryptosuite)
  const { contexts } = request
  refuseOpenShape(document, contexts)
  // What another implementation would hash differently is refused here, before anything is signed.
  const canonical = suite.signsGraph
    ? await canonizeUnambiguously(document, { contexts, hash: canonicalHashOf(signer.algorithm) })
    : undefined
  // The library takes credentials only, and puts the proof in without an array.
  if (suite === EDDSA_RDFC_2022 && request.purpose === 'assertionMethod' && canonical !== undefined) {
    const { proof, ...rest } = await issueWithDataIntegrity(document, signer, { ...request, canonical })
    return { ...rest, proof: [proof as JsonObject] }
  }
  const { created, purpose, challenge, domain } = request
  const options: JsonObject = {
    type: suite.proofType,
    created,
    verificationMethod: signer.id,
    cryptosuite: suite.name,
    proofPurpose: purpose,
    ...(challenge !== undefined && { challenge }),
    ...(domain !== undefined && { domain }),
    // VC-DI-EDDSA §3.3.1: a JCS proof repeats the contexts of its document.
    ...(suite.transformation === 'jcs' && document['@context'] !== undefined && { '@context': document['@context'] }),
  }
  const data = await hashData(suite, document, options, signer.algorithm, { contexts, canonical })
  const signature = await signWith(signer, data)
  return { ...document, proof: [{ ...options, proofValue: multibaseEncode('z', signature) }] }
}

function suiteFor(signer: Signer, name: SigningSuite | undefined): HashingSuite {
  const chosen = name ?? SUITE_OF[signer.algorithm]
  if (chosen === undefined) {
    throw new TypeError(`signer: a key for ${signer.algorithm} makes no embedded proof; sign with { format: 'jwt' }`)
  }
  const suite: HashingSuite | undefined = Object.hasOwn(SIGNING_SUITES, chosen) ? SIGNING_SUITES[chosen] : undefined
  if (!suite)
    throw new TypeError(`cryptosuite must be one of ${Object.keys(SIGNING_SUITES).join(', ')}; got ${String(chosen)}`)
  if (!suite.algorithms.includes(signer.algorithm)) {
    throw new TypeError(
      `cryptosuite: ${suite.name} needs a key for ${suite.algorithms.join(' or ')}, but the signer is for ${signer.algorithm}`,
    )
  }
  return suite
}

/** What we would not verify is not signed. */
function refuseOpenShape(document: JsonObject, contexts: ContextSet): void {
  const [first, ...rest] = checkShape(document, { contexts }).problems
  if (first) throw new OpenBadgesError(first, ...rest)
}
