import { sniffImage } from './bake/sniff.ts'
import { utf8Decode } from './encoding.ts'
import { OpenBadgesError, openBadgesError, type Problem } from './errors.ts'
import { copyPlain, isObject, JSON_LIMITS, type JsonLimits, parseJson, toArray } from './json.ts'
import { assertAwaited } from './known-options.ts'
import { findBadgeLink, isHtml } from './link.ts'
import { looksLikeJwt } from './proof/looks-like-jwt.ts'
import type { DecodedJwt } from './proof/vc-jwt.ts'
import type { DocumentLoader, JsonObject, JsonValue, LoadedDocument } from './types.ts'

/** What a badge came in. A link is followed to one of the others. */
export type Carrier = 'object' | 'json' | 'jwt' | 'png' | 'svg' | 'url'

export type CredentialKind = 'badge' | 'endorsement' | 'clr' | 'vc'

export interface Parsed {
  readonly carrier: Carrier
  /** Where it was fetched from, for a link. */
  readonly url?: string
  /** As it was signed: JSON text or a compact JWS, to be stored or baked again. */
  readonly text?: string
  readonly jwt?: DecodedJwt
  /** The frozen snapshot that every check reads. */
  readonly credential?: JsonObject
  readonly problems: readonly Problem[]
}

/** What `verifyCredential` reads. */
export type CredentialInputForm = Uint8Array | ArrayBuffer | Blob | URL | string | object

/** VC 2.0 §4.12 and §4.13: a JWT in the `id` of an object of this type. */
const ENVELOPES: Readonly<Record<string, RegExp>> = {
  EnvelopedVerifiableCredential: /^data:application\/vc(\+ld\+json)?\+jwt,/,
  EnvelopedVerifiablePresentation: /^data:application\/vp(\+ld\+json)?\+jwt,/,
}
const ACCEPT =
  'application/vc+ld+json, application/vc+jwt, application/ld+json, application/json, image/png, image/svg+xml, text/plain, text/html;q=0.1'

/**
 * Reads whatever a badge is presented as: an object, JSON text, a JWT, the bytes of either, a PNG, an SVG, a link.
 * Bad input is an answer: its problems.
 */
export async function parse(
  input: unknown,
  options: { readonly loader: DocumentLoader; readonly signal?: AbortSignal | undefined },
): Promise<Parsed> {
  assertAwaited(input, 'input')
  const carrier = carrierOf(input)
  if (carrier === 'url') return parseLink(new URL(String(input).trim()), options)
  // An object is copied at once, before anybody can change it, and never goes through a promise, which might ask it.
  const read = (source: unknown) => within(carrier, () => parseLoaded(source))
  if (isBlob(input)) return read(new Uint8Array(await input.arrayBuffer()))
  return typeof input === 'string' ? withPathHint(await read(input), input) : read(input)
}

/** The name of a file instead of what is in it is the commonest slip of all. */
function withPathHint(parsed: Parsed, input: string): Parsed {
  if (!/^[^\s{["<]{1,255}\.(png|svg|json|jsonld|jwt|jws|txt)$/i.test(input)) return parsed
  const hint = 'This looks like the name of a file: pass what is in it, await readFile(name).'
  return { ...parsed, problems: parsed.problems.map((problem) => ({ hint, ...problem })) }
}

/**
 * Reads what stands inside something else, or was fetched for it: an object, JSON text, a JWT, or bytes of either. A
 * text that is a link stays a text: nobody's data sends us anywhere.
 */
export async function parseDocument(document: unknown, limits: JsonLimits = JSON_LIMITS): Promise<Parsed> {
  const carrier = typeof document === 'string' && looksLikeJwt(document.trim()) ? 'jwt' : 'json'
  return within(carrier, () => parseLoaded(document, limits))
}

/**
 * Reads what stands in a credential that was read. An object there is frozen and within limits, as all of it is, and
 * nobody stores its text.
 */
export async function parseInside(inner: JsonObject | string): Promise<Parsed> {
  return typeof inner === 'string' ? parseDocument(inner) : within('json', () => parseObject(inner, 'object'))
}

function carrierOf(input: unknown): Carrier {
  if (isUrl(input)) return 'url'
  if (typeof input === 'string') {
    const text = input.trim()
    if (text.length <= MAX_LINK && /^https?:\/\/\S+$/i.test(text) && URL.canParse(text)) return 'url'
    return looksLikeJwt(text) ? 'jwt' : 'json'
  }
  if (typeof input !== 'object' || input === null) {
    throw new TypeError(
      'input must be an object, JSON text, a JWT, bytes of a file or picture, or a link; got ' +
        (input === null ? 'null' : typeof input),
    )
  }
  const bytes = bytesOf(input)
  if (bytes === undefined) return isBlob(input) ? 'json' : 'object'
  const image = sniffImage(bytes)
  return image === 'png' || image === 'svg' ? image : 'json'
}

/** Bytes of another realm are bytes too. */
function bytesOf(input: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
  return isInstance(() => ArrayBuffer.prototype.slice.call(input as ArrayBuffer, 0, 0))
    ? new Uint8Array(input as ArrayBuffer)
    : undefined
}

function isUrl(input: unknown): input is URL {
  return typeof input === 'object' && isInstance(() => input instanceof URL)
}

function isBlob(input: unknown): input is Blob {
  return isInstance(() => input instanceof Blob)
}

/** A proxy can throw at any question; then it is nothing that is known here, and `copyPlain` says so. */
function isInstance(ask: () => unknown): boolean {
  try {
    return ask() !== false
  } catch {
    return false
  }
}

async function parseBytes(bytes: Uint8Array, limits: JsonLimits): Promise<Parsed> {
  const image = sniffImage(bytes)
  if (image === undefined) return parseText(utf8Decode(bytes), limits)
  // A JPEG, a GIF and the like hold no badge; readBaked says so.
  const carrier = image === 'svg' ? 'svg' : 'png'
  // Most badges come as JSON: what reads pictures and JWTs is loaded with the first one. Bytes can change meanwhile; those
  // that are too many to copy are read as they are then.
  const picture = bytes.length > MAX_PICTURE ? bytes : bytes.slice()
  return within(carrier, async () => {
    const { readBaked } = await import('./bake/index.ts')
    const baked = readBaked(picture)
    // A picture in a picture is no badge, and a thousand of them are no joke.
    const inner = await parseCompact(baked.text, limits)
    return { ...inner, carrier, problems: [...baked.problems, ...inner.problems] }
  })
}

async function parseText(source: string, limits: JsonLimits): Promise<Parsed> {
  if (source.length > MAX_PICTURE) {
    throw openBadgesError('limit.size', `The text is longer than the ${MAX_PICTURE} characters that are read.`)
  }
  const text = source.trim()
  const markup = text.startsWith('<') ? new TextEncoder().encode(text) : undefined
  if (markup && sniffImage(markup) === 'svg') return parseBytes(markup, limits)
  return parseCompact(source, limits)
}

/** JSON or a JWT. */
async function parseCompact(source: string, limits: JsonLimits): Promise<Parsed> {
  const text = source.trim()
  return looksLikeJwt(text)
    ? within('jwt', () => parseJwt(text, limits))
    : within('json', () => parseObject(parseJson(source, limits), 'json', source))
}

async function parseJwt(text: string, limits: JsonLimits = JSON_LIMITS): Promise<Parsed> {
  const { credentialOf, decodeJwt } = await import('./proof/vc-jwt.ts')
  const jwt = decodeJwt(text, limits)
  const { credential, problems } = credentialOf(jwt)
  return { carrier: 'jwt', text, jwt, credential, problems }
}

async function parseObject(value: JsonValue, carrier: Carrier, text?: string): Promise<Parsed> {
  if (!isObject(value)) throw openBadgesError('credential.type', 'The JSON is not an object, so it is no credential.')
  const { id, type } = value
  const isEnvelope = (name: string) => toArray(type).includes(name) && ENVELOPES[name]?.test(String(id))
  if (typeof id === 'string' && Object.keys(ENVELOPES).some(isEnvelope)) {
    return { ...(await parseJwt(id.slice(id.indexOf(',') + 1))), carrier }
  }
  return { carrier, ...(text !== undefined && { text }), credential: value, problems: [] }
}

/** Problems of what is inside a carrier still say which carrier it was. */
async function within(carrier: Carrier, read: () => Promise<Parsed>): Promise<Parsed> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof OpenBadgesError) return { carrier, problems: error.problems }
    throw error
  }
}

interface Loading {
  readonly loader: DocumentLoader
  readonly signal?: AbortSignal | undefined
}

/** Reads the document at a link, or the one that the page there links to: one step, and no further. */
async function parseLink(url: URL, { loader, signal }: Loading): Promise<Parsed> {
  const request = { accept: ACCEPT, maxBytes: MAX_PICTURE, ...(signal && { signal }) }
  const followed = { url: url.href }
  try {
    const loaded = await loader(url.href, request)
    followed.url = loaded.documentUrl
    const linked = findBadgeLink(loaded)
    if (linked === undefined) return { ...(await parseLinked(loaded)), carrier: 'url', ...followed }
    followed.url = linked
    const badge = await loader(linked, request)
    if (isHtml(badge)) throw noBadge(linked)
    return { ...(await parseLinked(badge)), carrier: 'url', url: badge.documentUrl }
  } catch (error) {
    if (error instanceof OpenBadgesError) return { carrier: 'url', problems: error.problems, ...followed }
    throw error
  }
}

/** An empty answer is the server's fault: no badge was there to be broken. */
async function parseLinked({ document, documentUrl }: LoadedDocument): Promise<Parsed> {
  const bytes = typeof document === 'object' && document !== null ? bytesOf(document) : undefined
  if (document === undefined || document === null || isBlank(bytes ?? document)) {
    throw openBadgesError('link.no_credential', 'The server at the link answered, but with nothing.', {
      document: documentUrl,
      needs: documentUrl,
      hint: 'Try again later, or ask whoever publishes the badge there.',
    })
  }
  return parseLoaded(document)
}

/** Nothing, or white space in a text of a few characters. */
function isBlank(content: unknown): boolean {
  if (content instanceof Uint8Array) return content.length < 64 && isBlank(new TextDecoder().decode(content))
  return typeof content === 'string' && content.trim() === ''
}

function noBadge(document: string): OpenBadgesError {
  return openBadgesError('link.no_credential', 'The page links to another page instead of a badge.', { document })
}

/** What browsers and servers take for an address. */
const MAX_LINK = 8_192

/** As large as a picture with a badge may reasonably be. */
const MAX_PICTURE = 8_388_608

async function parseLoaded(document: unknown, limits: JsonLimits = JSON_LIMITS): Promise<Parsed> {
  if (typeof document === 'string') return parseText(document, limits)
  if (typeof document !== 'object' || document === null)
    throw openBadgesError('credential.type', 'There is no credential at the link.')
  const bytes = bytesOf(document)
  if (bytes) return parseBytes(bytes, limits)
  const copy = copyPlain(document, limits)
  return parseObject(copy, 'object', JSON.stringify(copy))
}

/**
 * The media type to serve a signed credential under (VC 2.0 §9, VC-JOSE-COSE §6).
 *
 * @returns `application/vc+jwt` for a compact JWS, else `application/vc+ld+json` as Open Badges 3.0 names it.
 *
 * @example
 * response.setHeader('Content-Type', mediaTypeOf(badge))
 */
export function mediaTypeOf(signed: object | string): 'application/vc+jwt' | 'application/vc+ld+json' {
  return typeof signed === 'string' && looksLikeJwt(signed.trim()) ? 'application/vc+jwt' : 'application/vc+ld+json'
}

/** What kind of credential it is, by its types; undefined where it is none that is known. */
export function kindOf(credential: JsonObject, profile: 'ob' | 'vc'): CredentialKind | undefined {
  const types = toArray(credential.type)
  if (types.includes('ClrCredential')) return 'clr'
  if (types.includes('OpenBadgeCredential') || types.includes('AchievementCredential')) return 'badge'
  if (types.includes('EndorsementCredential')) return 'endorsement'
  return profile === 'vc' && types.includes('VerifiableCredential') ? 'vc' : undefined
}
