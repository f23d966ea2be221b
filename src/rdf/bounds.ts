import { type OpenBadgesError, openBadgesError } from '../errors.ts'

/** What holds on both paths. */

export type HashAlgorithm = 'sha256' | 'sha384'

/**
 * Quads of one document. A document at the limit of what is read (40,000 values) has fewer, unless nearly all of it is
 * lists, which take two quads an item.
 */
export const MAX_QUADS = 100_000

/** Contexts of one node. Real credentials have at most six; each costs jsonld milliseconds, and a stranger repeats them. */
export const MAX_CONTEXTS = 32

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw openBadgesError('net.aborted', 'The caller aborted the canonicalization.')
}

export function tooManyQuads(): OpenBadgesError {
  return openBadgesError('limit.canonicalization', `The document makes more than ${MAX_QUADS} RDF statements.`)
}
