import { OpenBadgesError } from '../errors.ts'
import type { ContextSet } from '../types.ts'
import { type HashAlgorithm, MAX_QUADS, throwIfAborted, tooManyQuads } from './bounds.ts'
import { canonicalNQuads } from './canonical.ts'
import { compiledFor } from './compile.ts'
import { OutsideSubset } from './context.ts'
import { TooManyQuads } from './statements.ts'
import type { Dataset } from './terms.ts'
import { type MemberOrder, toDataset } from './to-quads.ts'

export interface CanonizeOptions {
  /** Where contexts are looked up, and nowhere else. The set must not change afterwards: what it says is compiled. */
  readonly contexts: ContextSet
  /** Hash inside RDFC-1.0; default `sha256`. Proofs with a P-384 key take `sha384` (VC-DI-ECDSA section 3.2.4). */
  readonly hash?: HashAlgorithm
  readonly signal?: AbortSignal | undefined
}

/** Which way a document took. `n-degree` is the compiled one with blank nodes that only their surroundings tell apart. */
export type Path = 'compiled' | 'n-degree' | 'plain'

export interface Canonized {
  readonly nquads: string
  readonly path: Path
  /** Why it was not the compiled one. */
  readonly reason?: string
}

/**
 * The compiled path where the document is within its subset, else the reference path. Safe mode on both. Nearly every
 * badge is within it, so whatever belongs to the other path loads when a document first takes that.
 *
 * @param only - Takes one path whatever the document is, for tests; the compiled one then throws `OutsideSubset`.
 * @throws What `jsonld` throws, as it is; `OpenBadgesError` with `proof.data_loss`, `context.unknown`,
 *   `limit.canonicalization` or `net.aborted`.
 */
export async function canonizeTraced(
  document: object,
  options: CanonizeOptions,
  only?: 'compiled' | 'plain',
): Promise<Canonized> {
  throwIfAborted(options.signal)
  if (only === 'plain') return canonizePlainly(document, options)
  try {
    return canonizeCompiled(document, options)
  } catch (error) {
    if (only === 'compiled' || !(error instanceof OutsideSubset)) throw error
    const { message: reason } = error
    if (error instanceof TooMuchAlike) return { ...(await canonizeHandedOver(document, options)), reason }
    const { certainLosses } = await import('./losses.ts')
    const [first, ...rest] = certainLosses(document, options.contexts) ?? []
    if (first) throw new OpenBadgesError(first, ...rest)
    return { ...(await canonizePlainly(document, options)), reason }
  }
}

/** The quads are known, and only their order is not. */
class TooMuchAlike extends OutsideSubset {}

function canonizeCompiled(document: object, { contexts, hash = 'sha256' }: CanonizeOptions): Canonized {
  const canonical = canonicalNQuads(datasetOf(document, contexts), hash)
  // How much work it takes may depend on the order of blank nodes, so the reference has the last word on "too much".
  if (!canonical) throw new TooMuchAlike('nodes that are too much alike')
  return { nquads: canonical.nquads, path: canonical.neededNDegree ? 'n-degree' : 'compiled' }
}

/** The quads of a document on the compiled path. Throws `OutsideSubset` for what only the reference path can do. */
export function datasetOf(document: object, contexts: ContextSet, order?: MemberOrder): Dataset {
  try {
    return toDataset(document, compiledFor(contexts), MAX_QUADS, order)
  } catch (error) {
    if (error instanceof TooManyQuads) throw tooManyQuads()
    throw error
  }
}

async function canonizePlainly(document: object, options: CanonizeOptions): Promise<Canonized> {
  const { contexts, hash = 'sha256', signal } = options
  const { canonizeQuads, toQuads } = await import('./plain.ts')
  const quads = await toQuads(document, contexts)
  return { nquads: await canonizeQuads(quads, hash, signal), path: 'plain' }
}

/** The reference path without its longest part, which is jsonld, and with the same bounds. */
async function canonizeHandedOver(document: object, options: CanonizeOptions): Promise<Canonized> {
  const { contexts, hash = 'sha256', signal } = options
  const { canonizeQuads, refuseTooLarge } = await import('./plain.ts')
  refuseTooLarge(document)
  const { quadsAsOfJsonLd } = await import('./hand-over.ts')
  const quads = quadsAsOfJsonLd(datasetOf(document, contexts, 'jsonld'))
  return { nquads: await canonizeQuads(quads, hash, signal), path: 'plain' }
}
