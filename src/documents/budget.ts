import { openBadgesError } from '../errors.ts'
import type { DocumentLoader } from '../types.ts'
import { withDeadline } from './deadline.ts'
import { loadDocument } from './load-document.ts'

/** What one verification may ask of the world (hostile input: "Network"). */
export interface Budget {
  /** How many documents are fetched; those that the loader has at hand are free. */
  readonly requests?: number
  /** Counted from the call of `withBudget`. */
  readonly milliseconds?: number
  readonly signal?: AbortSignal | undefined
}

/** A loader that can say what it has at hand. One that cannot is taken to fetch every time. */
export interface LocalDocuments {
  readonly has?: (url: string) => boolean
}

/**
 * Bounds a loader for one verification. A cached document counts as a request, so that verifying twice says the same.
 *
 * @returns A loader that throws `net.too_many`, `net.timeout` and `net.aborted` besides what `loader` throws, and does
 *   so in time even where `loader` does not heed its signal. It throws nothing but `OpenBadgesError`, whatever `loader`
 *   throws.
 */
export function withBudget(loader: DocumentLoader & LocalDocuments, budget: Budget = {}): DocumentLoader {
  const { requests = 16, milliseconds = 15_000, signal } = budget
  const end = performance.now() + milliseconds
  let made = 0

  const load: DocumentLoader = (url, request = {}) => {
    const signals = [signal, request.signal]
    if (loader.has?.(url)) return withDeadline({ needs: url, signals }, () => loadDocument(loader, url, request))
    const milliseconds = end - performance.now()
    return withDeadline({ needs: url, milliseconds, signals }, (merged) => {
      if (made >= requests) throw tooMany(url, requests)
      made++
      return loadDocument(loader, url, { ...request, signal: merged })
    })
  }
  return Object.assign(load, {
    ...(loader.contexts && { contexts: loader.contexts }),
    ...(loader.has && { has: loader.has }),
  })
}

function tooMany(needs: string, requests: number): Error {
  return openBadgesError('net.too_many', `One verification makes at most ${requests} requests.`, { needs })
}
