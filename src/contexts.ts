import { CONTEXT_TEXTS } from './generated/contexts.ts'
import type { ContextSet, JsonObject, JsonValue } from './types.ts'

export * from './context-urls.ts'

/** Contexts nest three or four deep; one that refers to itself never ends. */
const MAX_DEPTH = 64

let bundled: ContextSet | undefined

/**
 * The JSON-LD contexts that badges are processed with: the bundled ones, and those that a caller adds by value.
 * Nothing is parsed before it is asked for, and every document is frozen, so that one set serves the whole program.
 *
 * @param extra - Context documents of the caller's own by URL, each `{ "@context": … }`. They are copied.
 * @returns The one shared set where there is nothing extra, else a new one.
 * @throws `TypeError` when a document has no `@context`, holds what JSON cannot say, or names a URL that is bundled:
 *   a signature depends on what a context says, and what the published ones say is settled.
 */
export function contextSet(extra: Readonly<Record<string, object>> = {}): ContextSet {
  const own = Object.entries(extra).map(([url, document]) => [url, copyContext(url, document)] as const)
  bundled ??= lazySet(new Map())
  return own.length === 0 ? bundled : lazySet(new Map(own), bundled)
}

function lazySet(documents: Map<string, JsonObject>, base?: ContextSet): ContextSet {
  const urls = [...Object.keys(CONTEXT_TEXTS), ...documents.keys()]
  const known = new Set(urls)

  function get(url: string): JsonObject | undefined {
    if (!known.has(url)) return undefined
    return documents.get(url) ?? base?.get(url) ?? parse(url)
  }

  function parse(url: string): JsonObject {
    const document = JSON.parse(CONTEXT_TEXTS[url] ?? '', (_, value) => Object.freeze(value)) as JsonObject
    documents.set(url, document)
    return document
  }

  function* entries(): MapIterator<[string, JsonObject]> {
    for (const url of urls) {
      const document = get(url)
      if (document !== undefined) yield [url, document]
    }
  }

  function* values(): MapIterator<JsonObject> {
    for (const [, document] of entries()) yield document
  }

  const set: ContextSet = {
    size: urls.length,
    has: (url) => known.has(url),
    get,
    keys: () => known.keys(),
    entries,
    values,
    forEach: (visit, self) => {
      for (const [url, document] of entries()) visit.call(self, document, url, set)
    },
    [Symbol.iterator]: entries,
  }
  return Object.freeze(set)
}

function copyContext(url: string, document: unknown): JsonObject {
  if (!URL.canParse(url)) throw new TypeError(`contexts: ${JSON.stringify(url)} is not an absolute URL.`)
  if (Object.hasOwn(CONTEXT_TEXTS, url)) throw new TypeError(`contexts: ${url} is bundled and cannot be redefined.`)
  const where = `contexts[${JSON.stringify(url)}]`
  if (!isRecord(document) || !Object.hasOwn(document, '@context')) {
    throw new TypeError(`${where}: expected the context document, an object with the member "@context".`)
  }
  const copy = copyJson(document, where, 0) as JsonObject
  refuseOtherNames(copy, where)
  return copy
}

/** What verification reads of a credential, by its IRI. */
const READ_BY_NAME: Readonly<Record<string, string>> = {
  'https://www.w3.org/2018/credentials#issuer': 'issuer',
  'https://www.w3.org/2018/credentials#validFrom': 'validFrom',
  'https://www.w3.org/2018/credentials#validUntil': 'validUntil',
  'https://www.w3.org/2018/credentials#issuanceDate': 'issuanceDate',
  'https://www.w3.org/2018/credentials#expirationDate': 'expirationDate',
  'https://www.w3.org/2018/credentials#credentialStatus': 'credentialStatus',
  'https://www.w3.org/2018/credentials#credentialSchema': 'credentialSchema',
  'https://www.w3.org/2018/credentials#credentialSubject': 'credentialSubject',
  'https://www.w3.org/2018/credentials#evidence': 'evidence',
  'https://www.w3.org/2018/credentials#refreshService': 'refreshService',
  'https://www.w3.org/2018/credentials#relatedResource': 'relatedResource',
  'https://www.w3.org/2018/credentials#termsOfUse': 'termsOfUse',
  'https://www.w3.org/2018/credentials#holder': 'holder',
  'https://www.w3.org/2018/credentials#verifiableCredential': 'verifiableCredential',
  'https://w3id.org/security#proof': 'proof',
}

/** With another name for `validUntil`, say, a signed badge could be written so that no check finds its end. */
function refuseOtherNames(document: JsonObject, where: string): void {
  const definitions = [...definitionsIn(document)]
  const prefixes = new Map(definitions)
  for (const [term, iri] of definitions) {
    const colon = iri.indexOf(':')
    const whole = `${prefixes.get(iri.slice(0, colon)) ?? `${iri.slice(0, colon)}:`}${iri.slice(colon + 1)}`
    const meant = READ_BY_NAME[iri] ?? READ_BY_NAME[whole]
    if (meant === undefined || meant === term) continue
    throw new TypeError(`${where}: "${term}" is another name for "${meant}", which verification reads by its own name.`)
  }
}

/** Every term that a context defines, at any depth, with its IRI as it is written. */
function* definitionsIn(value: JsonValue): Generator<[string, string]> {
  if (Array.isArray(value)) for (const item of value) yield* definitionsIn(item)
  if (!isRecord(value)) return
  for (const [term, definition] of Object.entries(value as JsonObject)) {
    const iri = isRecord(definition) ? definition['@id'] : definition
    if (typeof iri === 'string' && !term.startsWith('@')) yield [term, iri]
    yield* definitionsIn(definition)
  }
}

function copyJson(value: unknown, where: string, depth: number): JsonValue {
  if (depth > MAX_DEPTH) throw new TypeError(`${where}: nested more than ${MAX_DEPTH} deep, or refers to itself.`)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return Object.freeze(value.map((item) => copyJson(item, where, depth + 1)))
  if (!isRecord(value)) throw new TypeError(`${where}: expected plain JSON, found ${describe(value)}.`)
  const members = Object.entries(value).map(([name, item]) => [name, copyJson(item, where, depth + 1)] as const)
  return Object.freeze(Object.fromEntries(members))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function describe(value: unknown): string {
  return typeof value === 'object' ? 'an instance of a class' : typeof value
}
