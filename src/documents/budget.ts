import { OpenBadgesError, openBadgesError } from '../errors.ts'
import type { DocumentLoader, LoadedDocument } from '../types.ts'
import { withDeadline } from './deadline.ts'
import { loadDocument, neededAt } from './load-document.ts'

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
 * Bounds a loader for one verification. A document that the loader has in its cache counts as a request, so that verifying
 * twice says the same; one that this verification has asked for already, or has been told is not there, is not asked for
 * again: sixteen badges of one issuer need its keys once.
 *
 * @returns A loader that throws `net.too_many`, `net.timeout` and `net.aborted` besides what `loader` throws, and does
 *   so in time even where `loader` does not heed its signal. It throws nothing but `OpenBadgesError`, whatever `loader`
 *   throws.
 */
export function withBudget(loader: DocumentLoader & LocalDocuments, budget: Budget = {}): DocumentLoader {
  const { requests = 16, milliseconds = 15_000, signal } = budget
  const end = performance.now() + milliseconds
  let made = 0
  const answers = new Map<string, LoadedDocument | OpenBadgesError>()

  const load: DocumentLoader = (url, request = {}) => {
    const signals = [signal, request.signal]
    const needs = neededAt(url)
    if (loader.has?.(url)) return withDeadline({ needs, signals }, () => loadDocument(loader, url, request))
    const milliseconds = end - performance.now()
    return withDeadline({ needs, milliseconds, signals }, async (merged) => {
      const key = `${request.accept}\n${request.maxBytes}\n${url}`
      const answer = answers.get(key)
      if (answer instanceof OpenBadgesError) throw answer
      if (answer) return answer
      if (made >= requests) throw tooMany(needs, requests)
      made++
      return remembered(answers, key, () => loadDocument(loader, url, { ...request, signal: merged }))
    })
  }
  return Object.assign(load, {
    ...(loader.contexts && { contexts: loader.contexts }),
    ...(loader.has && { has: loader.has }),
  })
}

async function remembered(
  answers: Map<string, LoadedDocument | OpenBadgesError>,
  key: string,
  load: () => Promise<LoadedDocument>,
): Promise<LoadedDocument> {
  try {
    const loaded = await load()
    answers.set(key, loaded)
    return loaded
  } catch (error) {
    if (error instanceof OpenBadgesError) answers.set(key, error)
    throw error
  }
}

function tooMany(needs: string, requests: number): Error {
  return openBadgesError('net.too_many', `One verification makes at most ${requests} requests.`, { needs })
}
