import { contextSet } from '../contexts.ts'
import { openBadgesError } from '../errors.ts'
import { isObject } from '../json.ts'
import { assertKnownOptions } from '../known-options.ts'
import { nodeNetwork } from '../platform.ts'
import { printable } from '../printable.ts'
import type { DocumentLoader, LoadedDocument, LoadRequest } from '../types.ts'
import { isPublicAddress } from './address.ts'
import type { LocalDocuments } from './budget.ts'
import { throwIfAborted, withDeadline } from './deadline.ts'
import { didWebUrl } from './did-web.ts'
import { createDocumentCache } from './document-cache.ts'
import { fetchTransport } from './fetch-transport.ts'
import { type Fetched, guardedFetch, type NetworkRules, type Transport } from './guarded-fetch.ts'
import { withoutFragment } from './load-document.ts'
import { nodeTransport } from './node-transport.ts'

/** What a loader may do. With nothing given it is offline. */
export interface DocumentLoaderOptions {
  /** Documents that are at hand, by URL or DID: parsed JSON, text or bytes. They are looked up before the network. */
  readonly documents?: Readonly<Record<string, unknown>>
  /** JSON-LD contexts of your own by URL. Contexts are never fetched. */
  readonly contexts?: Readonly<Record<string, object>>
  /** Allows the guarded network of Node: https to public addresses only. */
  readonly network?: true
  /**
   * Allows the network through this function, where there is no `node:https`. The rules on scheme, port, redirects,
   * size and time hold; addresses cannot be checked, so use it where requests cannot reach anything private, such as a
   * browser or a platform that guards outgoing requests itself.
   */
  readonly fetch?: typeof globalThis.fetch
  /** Ports that are fetched from besides 443. */
  readonly allowedPorts?: readonly number[]
  /** How many redirects are followed, 0 to 5; default 0. Each hop is held to every rule. */
  readonly maxRedirects?: number
  /** For one document, redirects and body included; default 5000. */
  readonly timeoutMilliseconds?: number
  /** How long a fetched document is kept in memory; default 300, and 0 keeps nothing. */
  readonly cacheSeconds?: number
  /** For tests against servers of your own. Each member takes away a protection of `network: true`. */
  readonly dangerous?: DangerousNetwork
}

/** Holes in the guard, by name. */
export interface DangerousNetwork {
  /** Decides alone which IP addresses are connected to, private ones included. */
  readonly allowAddress?: (address: string) => boolean
  /** Names the IP addresses of a host instead of DNS. */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>
  /** PEM of a certificate authority that is trusted instead of those of Node. */
  readonly ca?: string
  /** TCP port that is connected to, whatever the URL says. */
  readonly port?: number
}

const DEFAULT_ACCEPT = 'application/json, application/ld+json, */*;q=0.1'
const DEFAULT_MAX_BYTES = 1_048_576

const LOADER_OPTIONS: readonly (keyof DocumentLoaderOptions)[] = [
  'documents',
  'contexts',
  'network',
  'fetch',
  'allowedPorts',
  'maxRedirects',
  'timeoutMilliseconds',
  'cacheSeconds',
  'dangerous',
]

/**
 * Makes the function through which verification gets every document: keys, status lists, badges behind links. Without
 * options it is offline and knows only what is bundled with this package.
 *
 * @param options - Documents and contexts that you have, and whether the network may be used.
 * @returns A loader to pass as `documentLoader`. It throws {@link OpenBadgesError} with a `net.*` code and the URL in
 *   `needs` (`net.offline` where the network was not allowed), `did.syntax`, or `did.unsupported` for a DID that is
 *   neither did:web nor among `documents`.
 * @throws `TypeError` for options that contradict each other, or for `network: true` where there is no `node:https`.
 *
 * @example
 * const offline = createDocumentLoader({ documents: { 'did:web:school.example': didDocument } })
 * const online = createDocumentLoader({ network: true })
 */
export function createDocumentLoader(options: DocumentLoaderOptions = {}): DocumentLoader {
  assertKnownOptions(options, LOADER_OPTIONS)
  for (const name of ['documents', 'contexts'] as const) {
    if (options[name] !== undefined && !isObject(options[name])) {
      throw new TypeError(`${name} must be an object with URLs or DIDs as its keys, such as { 'https://…': document }`)
    }
  }
  const documents = new Map(Object.entries(options.documents ?? {}))
  const fetchDocument = networkOf(options)

  function atHand(url: string): LoadedDocument | undefined {
    for (const name of namesOf(url)) {
      if (documents.has(name)) return { documentUrl: name, document: documents.get(name) }
    }
    return undefined
  }

  async function load(url: string, request: LoadRequest = {}): Promise<LoadedDocument> {
    const given = atHand(url)
    if (given) return given
    const target = addressOf(url)
    if (!fetchDocument) throw offline(target, namesake(url, documents.keys()))
    const { url: documentUrl, bytes, contentType } = await fetchDocument(target, request)
    // A copy, because what is in the cache must stay as it came.
    return { documentUrl, document: bytes.slice(), ...(contentType !== undefined && { contentType }) }
  }

  const local: LocalDocuments = { has: (url) => atHand(url) !== undefined }
  return Object.freeze(Object.assign(load, { contexts: contextSet(options.contexts) }, local))
}

/** The names under which a document may have been given, the one that was asked for first. */
function namesOf(url: string): readonly string[] {
  const document = withoutFragment(url)
  if (!document.startsWith('did:web:')) return [url, document]
  try {
    return [url, document, didWebUrl(document)]
  } catch {
    return [url, document]
  }
}

/** The key that was probably meant for a document: it differs in scheme, fragment or a slash at its end alone. */
function namesake(url: string, keys: Iterable<string>): string | undefined {
  const wanted = namesOf(url).map(bareName)
  return [...keys].find((key) => wanted.includes(bareName(key)))
}

function bareName(url: string): string {
  return withoutFragment(url)
    .replace(/^(https?:\/\/|did:web:)/, '')
    .replace(/\/$/, '')
}

/** The https URL of a document. */
function addressOf(url: string): string {
  const document = withoutFragment(url)
  if (!document.startsWith('did:')) return document
  if (document.startsWith('did:web:')) return didWebUrl(document)
  throw openBadgesError('did.unsupported', 'The document of this DID can be had by no method that is known here.', {
    needs: document,
    hint: 'Give its DID document to createDocumentLoader({ documents: { [did]: document } }).',
  })
}

function offline(needs: string, similar: string | undefined): Error {
  const message = `The document ${printable(needs, 200)} is needed, and the network was not allowed.`
  if (similar !== undefined) {
    return openBadgesError('net.offline', message, {
      needs,
      hint: `A document was given as "${printable(similar, 200)}". If it is this one, give it under the URL that is needed.`,
    })
  }
  return openBadgesError('net.offline', message, {
    needs,
    hint: needs.startsWith('https:')
      ? 'Pass documentLoader: createDocumentLoader({ network: true }), or give the document in createDocumentLoader({ documents }).'
      : 'Give the document in createDocumentLoader({ documents }); only https URLs are fetched.',
  })
}

type FetchDocument = (url: string, request: LoadRequest) => Promise<Fetched>

/** The network that the options allow, with its cache; undefined: none. */
function networkOf(options: DocumentLoaderOptions): FetchDocument | undefined {
  const { cacheSeconds = 300 } = options
  const rules = rulesOf(options)
  if (!(cacheSeconds >= 0)) throw new TypeError('cacheSeconds: expected a number of seconds, 0 or more.')
  const transport = transportOf(options, rules)
  if (!transport) return undefined
  const cache = createDocumentCache(cacheSeconds)
  const flights = new Map<string, Flight>()

  return async (url, { accept = DEFAULT_ACCEPT, maxBytes = DEFAULT_MAX_BYTES, signal }) => {
    const key = `${accept}\n${url}`
    const cached = cache.get(key)
    if (cached && cached.bytes.length <= maxBytes) return cached
    const fetched = await shared(flights, `${maxBytes}\n${key}`, { needs: url, signal }, (flightSignal) =>
      guardedFetch(url, { accept, maxBytes, signal: flightSignal }, rules, transport),
    )
    if (fetched.storable && cacheSeconds > 0) cache.set(key, fetched)
    return fetched
  }
}

function rulesOf(options: DocumentLoaderOptions): NetworkRules {
  const { allowedPorts = [], maxRedirects = 0, timeoutMilliseconds = 5000, dangerous } = options
  if (!allowedPorts.every((port) => Number.isInteger(port) && port >= 1 && port <= 65535)) {
    throw new TypeError('allowedPorts: expected port numbers from 1 to 65535.')
  }
  if (!Number.isInteger(maxRedirects) || maxRedirects < 0 || maxRedirects > 5) {
    throw new TypeError('maxRedirects: expected a whole number from 0 to 5.')
  }
  if (!(timeoutMilliseconds > 0 && timeoutMilliseconds <= 600_000)) {
    throw new TypeError('timeoutMilliseconds: expected a number above 0 and up to 600000.')
  }
  const allowAddress = dangerous?.allowAddress ?? isPublicAddress
  return { allowedPorts: [...allowedPorts], maxRedirects, timeoutMilliseconds, allowAddress }
}

function transportOf(options: DocumentLoaderOptions, { allowAddress }: NetworkRules): Transport | undefined {
  const { network, fetch, dangerous } = options
  if (fetch !== undefined) {
    if (network) {
      throw new TypeError(
        'network and fetch: give one of them. network: true checks addresses; a fetch of yours cannot.',
      )
    }
    if (dangerous) throw new TypeError('dangerous: relaxes network: true, and nothing where fetch is given.')
    return fetchTransport(fetch)
  }
  if (!network) return undefined
  const modules = nodeNetwork()
  if (!modules) throw new TypeError('network: needs Node. Elsewhere pass the fetch to use: { fetch }.')
  return nodeTransport(modules, { ...dangerous, allowAddress })
}

/** One fetch that several callers wait for. */
interface Flight {
  readonly answer: Promise<Fetched>
  readonly controller: AbortController
  waiting: number
}

/** Joins the same fetch where one is under way. It is given up when nobody waits for it any more. */
async function shared(
  flights: Map<string, Flight>,
  key: string,
  { needs, signal }: { needs: string; signal: AbortSignal | undefined },
  start: (signal: AbortSignal) => Promise<Fetched>,
): Promise<Fetched> {
  throwIfAborted(needs, signal)
  const flight = flights.get(key) ?? takeOff(flights, key, start)
  flight.waiting++
  try {
    return await withDeadline({ needs, signals: [signal] }, () => flight.answer)
  } finally {
    flight.waiting--
    if (flight.waiting === 0) {
      if (flights.get(key) === flight) flights.delete(key)
      flight.controller.abort()
    }
  }
}

function takeOff(flights: Map<string, Flight>, key: string, start: (signal: AbortSignal) => Promise<Fetched>): Flight {
  const controller = new AbortController()
  const flight = { answer: start(controller.signal), controller, waiting: 0 }
  flights.set(key, flight)
  return flight
}
