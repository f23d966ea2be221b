import type { ExpandOptions, JsonLd, JsonLdEvent } from 'jsonld'
import type { Quad } from 'rdf-canonize'
import { OpenBadgesError, openBadgesError } from '../errors.ts'
import type { ContextSet } from '../types.ts'
import { type HashAlgorithm, MAX_CONTEXTS, MAX_QUADS, throwIfAborted, tooManyQuads } from './bounds.ts'

/**
 * The reference path: `jsonld` and `rdf-canonize` with the options of the reference cryptosuites. What these two say is
 * right by definition; the compiled path is held to it byte for byte. Both are large, so they load when first needed,
 * and each by itself: a badge on the compiled path needs neither.
 */

/** JSON-LD to quads, in safe mode. Throws what jsonld throws (see `faultOf`), and our own errors. */
export async function toQuads(document: object, contexts: ContextSet): Promise<Quad[]> {
  const quads = await runJsonLd(document, contexts, (jsonld, options) =>
    jsonld.toRDF(document, { ...options, rdfDirection: 'i18n-datatype', produceGeneralizedRdf: false }),
  )
  if (quads.length > MAX_QUADS) throw tooManyQuads()
  return quads
}

/** What safe mode would refuse in expansion, in the order in which jsonld meets it; nothing is thrown for it. */
export async function unsafeEvents(document: object, contexts: ContextSet): Promise<JsonLdEvent[]> {
  const events: JsonLdEvent[] = []
  await runJsonLd(document, contexts, (jsonld, options) =>
    jsonld.expand(document, {
      ...options,
      safe: false,
      eventHandler({ event, next }) {
        if (event.level === 'warning') events.push(event)
        next()
      },
    }),
  )
  return events
}

async function runJsonLd<T>(
  document: object,
  contexts: ContextSet,
  run: (jsonld: JsonLd, options: ExpandOptions) => Promise<T>,
): Promise<T> {
  refuseTooLarge(document)
  const [{ default: jsonld }, { default: ContextResolver }] = await Promise.all([
    import('jsonld'),
    import('jsonld/lib/ContextResolver.js'),
  ])
  // The cache that jsonld shares between calls also replays events: a document whose contexts are good and bad would make
  // it refuse, from then on, every document with the good one. So each call has a cache of its own.
  const contextResolver = new ContextResolver({ sharedCache: new Map() })
  try {
    return await run(jsonld, { base: null, safe: true, documentLoader: loaderOf(contexts), contextResolver })
  } catch (error) {
    // Some malformed documents make jsonld trip instead of refuse: it looks into what it has just dropped.
    if (error instanceof TypeError) throw openBadgesError('proof.data_loss', 'The document is not well-formed JSON-LD.')
    throw ownErrorIn(error) ?? error
  }
}

/** RDFC-1.0 with the work factor of the reference stack. */
export async function canonizeQuads(
  quads: readonly Quad[],
  hash: HashAlgorithm,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { canonize } = await import('rdf-canonize')
  throwIfAborted(signal)
  const patience = patienceWith(signal)
  try {
    return await canonize(quads, {
      algorithm: 'RDFC-1.0',
      messageDigestAlgorithm: hash,
      maxWorkFactor: 1,
      signal: patience,
    })
  } catch (error) {
    // rdf-canonize throws plain errors and tells them apart by their text only.
    throwIfAborted(signal)
    if (patience.isUsedUp()) throw tooMuchWork()
    if (error instanceof Error && error.message.startsWith('Maximum deep iterations exceeded')) throw tooMuchWork()
    throw error
  }
}

/** rdf-canonize asks its signal at every third order of nodes that are alike; so many orders are allowed in all. */
const MAX_ORDERS = 10_000

/**
 * The work factor of rdf-canonize does not count orders, of which ten nodes have millions. It asks its signal, and that
 * can count: the same document ends at the same place on every machine.
 */
function patienceWith(signal: AbortSignal | undefined) {
  let left = MAX_ORDERS / 3
  return {
    get aborted() {
      return --left < 0 || signal?.aborted === true
    },
    reason: undefined,
    isUsedUp: () => left < 0,
  }
}

/** What went wrong in jsonld, in words that do not depend on its error classes. */
export interface JsonLdFault {
  readonly message: string
  /** The context could not be processed, as opposed to the data. */
  readonly aboutContext: boolean
}

/** Reads an error of jsonld; undefined when it is none, and then it is a bug and must surface. */
export function faultOf(error: unknown): JsonLdFault | undefined {
  if (!(error instanceof Error) || !error.name.startsWith('jsonld.')) return undefined
  const details: Record<string, unknown> = 'details' in error && isRecord(error.details) ? error.details : {}
  if (isRecord(details.event)) return { message: String(details.event.message), aboutContext: false }
  // jsonld tells which of the two it is only by what it attaches.
  const aboutContext =
    'context' in details || 'url' in details || 'max' in details || details.code === 'invalid context nullification'
  return { message: error.message, aboutContext }
}

/** Our own error where the loader below has thrown one; jsonld wraps it, sometimes twice. */
function ownErrorIn(error: unknown): OpenBadgesError | undefined {
  for (let inner = error, depth = 0; depth < 8 && inner instanceof Error; depth++) {
    if (inner instanceof OpenBadgesError) return inner
    inner = 'details' in inner && isRecord(inner.details) ? inner.details.cause : inner.cause
  }
  return undefined
}

/**
 * What jsonld may be given, which does not pause: about a hundred milliseconds of work, and twice that in a new process.
 * Measured, a value costs one, an object three more, since its types bring contexts, and a context eighty.
 */
const MAX_COST = 3_000

/** Texts and numbers in arrays are each compared with those before: so many squared cost one. */
const ITEMS_SQUARED = 1_500

/** A context that is written out is gone through again at the objects below it: so many parts times objects cost one. */
const PARTS_TIMES_OBJECTS = 15

/** @throws OpenBadgesError `limit.canonicalization` where jsonld would take too long over a document. */
export function refuseTooLarge(document: object): void {
  const total = { values: 0, objects: 0, items: 0, contexts: 0, parts: 0 }
  const open: unknown[] = [document]
  while (open.length > 0) {
    const value = open.pop()
    if (++total.values > MAX_COST) throw tooLarge()
    if (!isRecord(value)) continue
    if (Array.isArray(value)) {
      for (const item of value) {
        if (!isRecord(item)) total.items++
        open.push(item)
      }
      continue
    }
    total.objects++
    const own = value['@context']
    if (own !== undefined) {
      const contexts: readonly unknown[] = Array.isArray(own) ? own : [own]
      if (contexts.length > MAX_CONTEXTS) throw tooManyContexts()
      total.contexts += contexts.length
      for (const context of contexts) total.parts += partsOf(context)
    }
    for (const member of Object.values(value)) open.push(member)
  }
  const { values, objects, items, contexts, parts } = total
  const linear = values + 3 * objects + 80 * contexts
  if (linear + items ** 2 / ITEMS_SQUARED + (parts * objects) / PARTS_TIMES_OBJECTS > MAX_COST) throw tooLarge()
}

/** How much there is in a context that is written out, up to where it is too much anyway. */
function partsOf(context: unknown): number {
  let parts = 0
  const open: unknown[] = [context]
  while (open.length > 0 && parts < MAX_COST) {
    const value = open.pop()
    if (!isRecord(value)) continue
    const inner = Object.values(value)
    parts += inner.length
    for (const item of inner) open.push(item)
  }
  return parts
}

export function unknownContext(url: string): OpenBadgesError {
  return openBadgesError('context.unknown', `The context ${JSON.stringify(url)} is not known here.`, {
    hint: 'Contexts are never fetched: check the URL, or give the document in the `contexts` of createDocumentLoader.',
    needs: url,
  })
}

function tooLarge(): OpenBadgesError {
  return openBadgesError(
    'limit.canonicalization',
    'The document is too large for what is unusual in it: it needs an implementation of JSON-LD that is slow.',
    { hint: 'Name its contexts by URLs that are known here, and use no keyword but @context.' },
  )
}

function tooManyContexts(): OpenBadgesError {
  return openBadgesError('limit.canonicalization', `An object has more than ${MAX_CONTEXTS} contexts.`)
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
