import { OpenBadgesError, openBadgesError } from '../errors.ts'
import { copyPlain, parseJson } from '../json.ts'
import type { DocumentLoader, JsonValue, LoadedDocument, LoadRequest } from '../types.ts'
import { didWebUrl } from './did-web.ts'

/**
 * Asks a loader, which may be anybody's: whatever it throws becomes a problem that says what is needed.
 *
 * @throws OpenBadgesError What the loader says, or `net.unreachable`, `net.content`.
 */
export async function loadDocument(
  loader: DocumentLoader,
  url: string,
  request: LoadRequest = {},
): Promise<LoadedDocument> {
  try {
    const loaded: LoadedDocument | undefined = await loader(url, request)
    if (loaded?.document !== undefined && loaded.document !== null) return loaded
  } catch (error) {
    if (error instanceof OpenBadgesError) throw withNeeds(error, url)
    throw openBadgesError('net.unreachable', 'The document loader could not get a document that is needed.', {
      needs: neededAt(url),
    })
  }
  throw openBadgesError('net.content', 'The document loader gave no document.', { needs: neededAt(url) })
}

/**
 * Reads what a loader gave as strict JSON.
 *
 * @returns The value, deeply frozen.
 * @throws OpenBadgesError `net.content` where it is not JSON that we read.
 */
export function jsonOf({ document }: LoadedDocument, url: string): JsonValue {
  try {
    if (typeof document === 'string' || document instanceof Uint8Array) return parseJson(document)
    if (document instanceof ArrayBuffer) return parseJson(new Uint8Array(document))
    return copyPlain(document)
  } catch (error) {
    if (!(error instanceof OpenBadgesError)) throw error
    const [{ message, pointer = '' }] = error.problems
    throw openBadgesError('net.content', `The document is not JSON that is read here. ${message}`, {
      needs: neededAt(url),
      document: url,
      pointer,
      hint: 'Its publisher has to correct it.',
    })
  }
}

/** A URL or DID URL without its fragment. */
export function withoutFragment(url: string): string {
  const hash = url.indexOf('#')
  return hash === -1 ? url : url.slice(0, hash)
}

/**
 * What to fetch, or to give in `documents`, to have a document: its URL, for a did:web the one where it lies. Only a DID of
 * a method that is not known here stands for itself.
 */
export function neededAt(url: string): string {
  const document = withoutFragment(url)
  if (!document.startsWith('did:web:')) return document
  try {
    return didWebUrl(document)
  } catch {
    return document
  }
}

/** Whether a server says that it has no such document (RFC 9110 §15.5.5 and §15.5.11). */
export function isNotThere({ problems: [{ httpStatus }] }: OpenBadgesError): boolean {
  return httpStatus === 404 || httpStatus === 410
}

/** Whether a loaded document is a page for people rather than data. */
export function isPage({ document, contentType = '' }: LoadedDocument): boolean {
  if (/^\s*text\/html\b/i.test(contentType)) return true
  if (typeof document === 'string') return /^\s*</.test(document)
  return document instanceof Uint8Array && /^\s*</.test(new TextDecoder().decode(document.subarray(0, 64)))
}

function withNeeds(error: OpenBadgesError, url: string): OpenBadgesError {
  const [first, ...rest] = error.problems
  return first.needs === undefined ? new OpenBadgesError({ ...first, needs: neededAt(url) }, ...rest) : error
}
