import type { JsonLdEvent } from 'jsonld'
import type { Quad } from 'rdf-canonize'
import { OpenBadgesError, openBadgesError } from '../errors.ts'
import type { ContextSet } from '../types.ts'

/**
 * The reference path: `jsonld` and `rdf-canonize` with the options of the reference cryptosuites. What these two say is
 * right by definition; the compiled path is held to it byte for byte. Both are large, so they load when first needed,
 * and each by itself: a badge on the compiled path needs neither.
 */

export type HashAlgorithm = 'sha256' | 'sha384'

/**
 * Quads of one document. A document at the limit of what is read (40,000 values) has fewer, unless nearly all of it is
 * lists, which take two quads an item.
 */
export const MAX_QUADS = 100_000

/** JSON-LD to quads, in safe mode. Throws what jsonld throws; see `faultOf`. */
export async function toQuads(document: object, contexts: ContextSet): Promise<Quad[]> {
  const { default: jsonld } = await import('jsonld')
  const quads = await jsonld.toRDF(document, {
    base: null,
    safe: true,
    rdfDirection: 'i18n-datatype',
    produceGeneralizedRdf: false,
    documentLoader: loaderOf(contexts),
  })
  if (quads.length > MAX_QUADS) throw tooManyQuads()
  return quads
}

/** RDFC-1.0 with the work factor of the reference stack. */
export async function canonizeQuads(
  quads: readonly Quad[],
  hash: HashAlgorithm,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { canonize } = await import('rdf-canonize')
  throwIfAborted(signal)
  try {
    return await canonize(quads, {
      algorithm: 'RDFC-1.0',
      messageDigestAlgorithm: hash,
      maxWorkFactor: 1,
      ...(signal && { signal }),
    })
  } catch (error) {
    // rdf-canonize throws plain errors and tells them apart by their text only.
    throwIfAborted(signal)
    if (error instanceof Error && error.message.startsWith('Maximum deep iterations exceeded')) throw tooMuchWork()
    throw error
  }
}

/** Everything that safe mode would refuse, in the order in which jsonld meets it; nothing is thrown for it. */
export async function unsafeEvents(document: object, contexts: ContextSet): Promise<JsonLdEvent[]> {
  const { default: jsonld } = await import('jsonld')
  const events: JsonLdEvent[] = []
  await jsonld.toRDF(document, {
    base: null,
    safe: false,
    rdfDirection: 'i18n-datatype',
    produceGeneralizedRdf: false,
    documentLoader: loaderOf(contexts),
    eventHandler({ event, next }) {
      if (event.level === 'warning') events.push(event)
      next()
    },
  })
  return events
}

/** What went wrong in jsonld, in words that do not depend on its error classes. */
export interface JsonLdFault {
  /** A safe-mode event code, or an error code of JSON-LD 1.1 API section 9.5. */
  readonly code: string
  readonly message: string
  /** The member name it is about, where jsonld tells. */
  readonly member?: string
  /** The context could not be processed, as opposed to the data. */
  readonly aboutContext: boolean
}

/** Reads an error of jsonld; undefined when it is none, and then it is a bug and must surface. */
export function faultOf(error: unknown): JsonLdFault | undefined {
  if (!(error instanceof Error) || !error.name.startsWith('jsonld.')) return undefined
  const details: Record<string, unknown> = 'details' in error && isRecord(error.details) ? error.details : {}
  if (isRecord(details.event)) {
    const { code, message, details: about } = details.event
    const member = isRecord(about) && typeof about.property === 'string' ? about.property : undefined
    return {
      code: String(code),
      message: String(message),
      aboutContext: false,
      ...(member !== undefined && { member }),
    }
  }
  const code = typeof details.code === 'string' ? details.code : error.name
  // jsonld tells which of the two it is only by what it attaches.
  const aboutContext =
    'context' in details || 'url' in details || 'max' in details || code.startsWith('invalid context')
  return { code, message: error.message, aboutContext }
}

/** Our own error where the loader below has thrown one; jsonld wraps it, sometimes twice. */
export function ownErrorIn(error: unknown): OpenBadgesError | undefined {
  for (let inner = error, depth = 0; depth < 8 && inner instanceof Error; depth++) {
    if (inner instanceof OpenBadgesError) return inner
    inner = 'details' in inner && isRecord(inner.details) ? inner.details.cause : inner.cause
  }
  return undefined
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw openBadgesError('net.aborted', 'The caller aborted the canonicalization.')
}

export function unknownContext(url: string): OpenBadgesError {
  return openBadgesError('context.unknown', `The context ${JSON.stringify(url)} is not known here.`, {
    hint: 'Contexts are never fetched: check the URL, or give the document in the `contexts` of createDocumentLoader.',
    needs: url,
  })
}

export function tooManyQuads(): OpenBadgesError {
  return openBadgesError('limit.canonicalization', `The document makes more than ${MAX_QUADS} RDF statements.`)
}

function tooMuchWork(): OpenBadgesError {
  return openBadgesError(
    'limit.canonicalization',
    'The document has too many nodes that are alike and have no id, so putting them in order takes too much work.',
    { hint: 'Give ids to the nodes that are alike.' },
  )
}

/** Serves the given contexts and nothing else. Not tagged static: jsonld would keep them for callers with other contexts. */
function loaderOf(contexts: ContextSet) {
  return async (url: string) => {
    const document = contexts.get(url)
    if (!document) throw unknownContext(url)
    // A copy, because jsonld writes into contexts that refer to other contexts.
    return { contextUrl: null, document: structuredClone(document), documentUrl: url }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
