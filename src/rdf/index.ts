import type { Problem } from '../errors.ts'
import { ambiguitiesOf, canonizeUnambiguously as canonizeUnchecked } from './ambiguities.ts'
import { throwIfAborted } from './bounds.ts'
import { type CanonizeOptions, canonizeTraced } from './canonize.ts'
import { guarded } from './refusal.ts'

export type { CanonizeOptions } from './canonize.ts'

/**
 * RDFC-1.0 canonical N-Quads of a JSON-LD document, byte for byte what `jsonld` and `rdf-canonize` give with the options
 * of the reference cryptosuites. Safe mode always.
 *
 * @throws OpenBadgesError `proof.data_loss` with every member that RDF would lose, each with its pointer and, where one
 *   is near, the term that was meant; `context.unknown` for a context that is not in the set, `context.invalid` for
 *   contexts that cannot be processed together, `limit.canonicalization`, `net.aborted`.
 */
export async function canonize(document: object, options: CanonizeOptions): Promise<string> {
  return guarded(document, options, async () => (await canonizeTraced(document, options)).nquads)
}

/**
 * Members without a definition and whatever else an RDF signature would not cover, as warnings: the signature of a JWT
 * or of a JCS proof does not depend on contexts.
 *
 * @throws OpenBadgesError `context.unknown`, `context.invalid` and `proof.data_loss` where nothing can be said.
 */
export async function findUndefinedTerms(document: object, options: CanonizeOptions): Promise<Problem[]> {
  throwIfAborted(options.signal)
  const { findLosses } = await import('./losses.ts')
  return guarded(document, options, () => findLosses(document, options.contexts, 'warning'))
}

/**
 * Values that the reference stack signs otherwise than RDF has it (`issue.ambiguous_graph`), so that other
 * implementations would not verify the signature: one value in two spellings, repeated empty lists, 1e-7 that becomes
 * zero, and the like. On verifying they are matched, on issuing they should be refused.
 *
 * @throws OpenBadgesError As `canonize` does, for a document that cannot be signed at all.
 */
export async function findAmbiguities(document: object, options: CanonizeOptions): Promise<Problem[]> {
  return guarded(document, options, () => ambiguitiesOf(document, options))
}

/**
 * Canonical N-Quads for a document that is about to be signed: as `canonize`, but what `findAmbiguities` finds is
 * refused.
 *
 * @throws OpenBadgesError `issue.ambiguous_graph` with every ambiguity, and as `canonize`.
 */
export async function canonizeUnambiguously(document: object, options: CanonizeOptions): Promise<string> {
  return guarded(document, options, () => canonizeUnchecked(document, options))
}
