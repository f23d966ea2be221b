import { OpenBadgesError, type Problem } from '../errors.ts'
import { printable } from '../printable.ts'
import { type BitstringList, readBitstringList } from './bitstring-list.ts'
import { type ListAnswer, type StatusOptions, unavailable } from './list-answer.ts'
import { type RevocationList, readRevocationList } from './revocation-list.ts'

/** Each list by its URL; asked for twice it is fetched and verified once. */
export interface ListReader {
  bitstring(url: string): Promise<ListAnswer<BitstringList>>
  revocations(url: string): Promise<ListAnswer<RevocationList>>
}

const MAX_LIST_DOCUMENT_BYTES = 4_194_304
const ACCEPT = 'application/vc, application/vc+jwt, application/ld+json, application/json, text/plain;q=0.5, */*;q=0.1'

export function createListReader(options: StatusOptions): ListReader {
  const load = once((url) => loadList(url, options))
  return {
    bitstring: once(async (url) => {
      const loaded = await load(url)
      return 'problem' in loaded ? { problems: [loaded.problem] } : readBitstringList(loaded.document, url, options)
    }),
    revocations: once(async (url) => {
      const loaded = await load(url)
      return 'problem' in loaded ? { problems: [loaded.problem] } : readRevocationList(loaded.document, url, options)
    }),
  }
}

function once<T>(ask: (url: string) => Promise<T>): (url: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  return (url) => {
    const known = answers.get(url) ?? ask(url)
    answers.set(url, known)
    return known
  }
}

type Loaded = { readonly document: object | string } | { readonly problem: Problem }

async function loadList(url: string, { loader, signal }: StatusOptions): Promise<Loaded> {
  try {
    const request = { accept: ACCEPT, maxBytes: MAX_LIST_DOCUMENT_BYTES, ...(signal && { signal }) }
    const { document } = await loader(url, request)
    if (typeof document === 'string' || (typeof document === 'object' && document !== null)) return { document }
    return { problem: unavailable(url, 'There is no document at its URL.') }
  } catch (error) {
    // Whatever a loader of the caller's own throws, the list is one that could not be had.
    if (!(error instanceof OpenBadgesError)) {
      return { problem: unavailable(url, printable(error instanceof Error ? error.message : 'The loader threw.')) }
    }
    const [{ message, hint, needs = url }] = error.problems
    return { problem: unavailable(url, message, { needs, hint }) }
  }
}
