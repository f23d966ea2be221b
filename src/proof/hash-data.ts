import { DATA_INTEGRITY_V1, VC_V2 } from '../contexts.ts'
import { sha256, sha384 } from '../hash.ts'
import { canonicalJson } from '../jcs.ts'
import { toArray } from '../json.ts'
import { canonize } from '../rdf/index.ts'
import type { ContextSet, JsonObject, JsonValue, KeyAlgorithm } from '../types.ts'
import type { HashingSuite } from './suites.ts'

export interface HashOptions {
  readonly contexts: ContextSet
  readonly signal?: AbortSignal | undefined
  /** Canonical N-Quads of the document, where they are known already. */
  readonly canonical?: string | undefined
}

/** The hash inside RDFC-1.0 for a key (VC-DI-ECDSA §3.2.4). */
export function canonicalHashOf(algorithm: KeyAlgorithm): 'sha256' | 'sha384' {
  return algorithm === 'P-384' ? 'sha384' : 'sha256'
}

/**
 * What a hashing suite signs: the hash of the canonical proof options, then that of the canonical document
 * (VC-DI-EDDSA §3.2.4). P-384 takes SHA-384 throughout (VC-DI-ECDSA §3.2.4).
 *
 * @param document - Without `proof`, or with those proofs that this one builds on (`previousProof`).
 * @param proof - Its `proofValue`, if any, is left out.
 */
export async function hashData(
  suite: HashingSuite,
  document: JsonObject,
  proof: JsonObject,
  algorithm: KeyAlgorithm,
  options: HashOptions,
): Promise<Uint8Array> {
  const hash = algorithm === 'P-384' ? sha384 : sha256
  const { proofValue: _, ...proofOptions } = proof
  const [config, data] =
    suite.transformation === 'jcs'
      ? [canonicalJson(proofOptions), canonicalJson(asItWasSigned(document, proofOptions))]
      : await Promise.all([
          canonizeFor(algorithm, { ...proofOptions, '@context': contextsOfProof(document, suite) }, options),
          options.canonical ?? canonizeFor(algorithm, document, options),
        ])
  return concatenate(hash(config), hash(data))
}

/**
 * A JCS proof that carries `@context` was made when the document had just those, and others may only have come after
 * them (VC-DI-EDDSA §3.3.2).
 */
function asItWasSigned(document: JsonObject, proofOptions: Readonly<Record<string, JsonValue>>): JsonObject {
  const contexts = proofOptions['@context']
  const now = toArray(document['@context'])
  const came = toArray(contexts).every((context, index) => context === now[index])
  return contexts === undefined || !came ? document : { ...document, '@context': contexts }
}

function canonizeFor(
  algorithm: KeyAlgorithm,
  document: JsonObject,
  { contexts, signal }: { readonly contexts: ContextSet; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  return canonize(document, { contexts, hash: canonicalHashOf(algorithm), ...(signal && { signal }) })
}

/** The contexts of the document; where those do not define proofs (VC 1.1), the suite's own is added, as issuers do. */
function contextsOfProof(document: JsonObject, suite: HashingSuite): JsonValue {
  const contexts = toArray(document['@context'])
  const defines = suite.proofType === 'DataIntegrityProof' ? [VC_V2, DATA_INTEGRITY_V1, suite.context] : [suite.context]
  if (contexts.some((context) => typeof context === 'string' && defines.includes(context)))
    return document['@context'] as JsonValue
  return [...contexts, suite.context]
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
