import type { Fetched } from './guarded-fetch.ts'

/** Keeps what was fetched for a while, within bounds; what was used last goes last. */
export interface DocumentCache {
  get(key: string): Fetched | undefined
  set(key: string, fetched: Fetched): void
}

const MAX_ENTRIES = 256
const MAX_BYTES = 16 * 1_048_576

/** @param seconds - How long a document is good for. */
export function createDocumentCache(seconds: number): DocumentCache {
  // A Map keeps the order of insertion, so the first is the one that was not used for longest.
  const entries = new Map<string, { readonly fetched: Fetched; readonly until: number }>()
  let bytes = 0

  function remove(key: string): void {
    bytes -= entries.get(key)?.fetched.bytes.length ?? 0
    entries.delete(key)
  }

  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (performance.now() >= entry.until) {
        remove(key)
        return undefined
      }
      entries.delete(key)
      entries.set(key, entry)
      return entry.fetched
    },
    set(key, fetched) {
      remove(key)
      entries.set(key, { fetched, until: performance.now() + seconds * 1000 })
      bytes += fetched.bytes.length
      for (const oldest of entries.keys()) {
        if (entries.size <= MAX_ENTRIES && bytes <= MAX_BYTES) return
        remove(oldest)
      }
    },
  }
}
