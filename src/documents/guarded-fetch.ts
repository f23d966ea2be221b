import { OpenBadgesError, openBadgesError } from '../errors.ts'
import { literalAddress } from './address.ts'
import { withDeadline } from './deadline.ts'

/** What one request may do. */
export interface GuardedRequest {
  /** Value of the Accept header. */
  readonly accept: string
  /** Bytes, after decompression, at which reading stops. */
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
}

/** The rules of a loader (hostile input: "Network"). */
export interface NetworkRules {
  /** Ports besides 443. */
  readonly allowedPorts: readonly number[]
  /** Redirects that are followed, each of them checked like a first request. */
  readonly maxRedirects: number
  /** For one request with its redirects and its body. */
  readonly timeoutMilliseconds: number
  readonly allowAddress: (address: string) => boolean
}

/** An answer whose body has not been read. */
export interface Answer {
  readonly status: number
  readonly header: (name: string) => string | undefined
  /** The body, decompressed. May fail with any error; it is then the server that failed. */
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * Sends one GET request and follows nothing. Everything that it opens is closed when the signal fires, which it does
 * when the answer has been read, too. Its own refusals are `OpenBadgesError`; other errors are the server's.
 */
export type Transport = (url: URL, request: TransportRequest) => Promise<Answer>

export interface TransportRequest {
  readonly accept: string
  /** The URL that was asked for first; it goes into problems. */
  readonly needs: string
  readonly signal: AbortSignal
}

/** What was read. */
export interface Fetched {
  /** Where it finally came from. */
  readonly url: string
  readonly bytes: Uint8Array
  readonly contentType?: string
  /** False where the server asks that nobody keeps it (RFC 9111 §5.2.2.5). */
  readonly storable: boolean
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]

/**
 * Gets one document over https, within the rules.
 *
 * @throws OpenBadgesError `net.scheme`, `net.port`, `net.blocked_address`, `net.redirect`, `net.timeout`,
 *   `net.too_large`, `net.http_status`, `net.unreachable`, `net.content`, `net.aborted`; all with `needs`.
 */
export async function guardedFetch(
  text: string,
  request: GuardedRequest,
  rules: NetworkRules,
  transport: Transport,
): Promise<Fetched> {
  const deadline = { needs: text, milliseconds: rules.timeoutMilliseconds, signals: [request.signal] }
  return withDeadline(deadline, async (signal) => {
    let url = guardedUrl(text, text, rules)
    for (let redirects = 0; ; redirects++) {
      const answer = await send(transport, url, { accept: request.accept, needs: text, signal })
      if (!REDIRECTS.includes(answer.status)) return read(text, url, answer, request.maxBytes)
      url = nextUrl(text, url, answer, redirects, rules)
    }
  })
}

/**
 * Reads a URL and refuses what is never fetched. Checked after `new URL`, which turns `0x7f.1` into 127.0.0.1.
 *
 * @param needs - The URL that the caller asked for.
 */
function guardedUrl(text: string, needs: string, rules: NetworkRules, base?: URL): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined
  if (url?.protocol !== 'https:') {
    throw openBadgesError(
      'net.scheme',
      `Only https is fetched, not ${url ? url.protocol.slice(0, 20) : 'this text'}.`,
      {
        needs,
        hint: 'Give the document to createDocumentLoader({ documents }) if you have it from a source you trust.',
      },
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw openBadgesError('net.scheme', 'A URL with a user name or a password is not fetched.', { needs })
  }
  if (url.port !== '' && !rules.allowedPorts.includes(Number(url.port))) {
    throw openBadgesError('net.port', `Port ${url.port} is not among the ports that are fetched from.`, {
      needs,
      hint: `If you know this server, list the port: createDocumentLoader({ allowedPorts: [${url.port}] }).`,
    })
  }
  const address = literalAddress(url.hostname)
  if (address !== undefined && !rules.allowAddress(address)) throw blockedAddress(url.hostname, needs)
  url.hash = ''
  return url
}

/** The problem of a host that is not on the public internet. */
export function blockedAddress(hostname: string, needs: string): Error {
  return openBadgesError('net.blocked_address', `${hostname.slice(0, 200)} is not at a public internet address.`, {
    needs,
    hint: 'Documents are fetched from public addresses only. If this is your own server, give the document by value: createDocumentLoader({ documents }).',
  })
}

async function send(transport: Transport, url: URL, request: TransportRequest): Promise<Answer> {
  try {
    return await transport(url, request)
  } catch (error) {
    throw serverFailed(request.needs, 'could not be reached', error)
  }
}

/** Names the runtime's error by its code alone: its message may hold what the server sent. */
function serverFailed(needs: string, what: string, error: unknown): Error {
  if (error instanceof OpenBadgesError) return error
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  const detail = typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : ''
  return openBadgesError('net.unreachable', `The server ${what}${detail}.`, { needs, hint: 'Try again later.' })
}

function nextUrl(needs: string, from: URL, answer: Answer, redirects: number, rules: NetworkRules): URL {
  if (rules.maxRedirects === 0) {
    throw openBadgesError('net.redirect', `The server answered ${answer.status}, a redirect, which is not followed.`, {
      needs,
      hint: 'The publisher should serve the document at this URL itself; createDocumentLoader({ maxRedirects: 1 }) follows one.',
    })
  }
  if (redirects >= rules.maxRedirects) {
    throw openBadgesError('net.redirect', `The server redirects more than ${rules.maxRedirects} times.`, { needs })
  }
  const target = answer.header('location')
  if (target === undefined) {
    throw openBadgesError('net.redirect', 'The server redirects, and it is not known where to.', { needs })
  }
  return guardedUrl(target, needs, rules, from)
}

async function read(needs: string, url: URL, answer: Answer, maxBytes: number): Promise<Fetched> {
  if (answer.status !== 200) {
    throw openBadgesError('net.http_status', `The server answered with HTTP status ${answer.status}.`, {
      needs,
      httpStatus: answer.status,
      hint:
        answer.status === 404 || answer.status === 410 ? 'The document is not there: ask its publisher.' : undefined,
    })
  }
  const contentType = answer.header('content-type')
  // Where the header is missing, any text without the word says the same.
  const storable = !/(?:^|[\s,])no-store(?:$|[\s,;])/i.test(answer.header('cache-control') ?? '')
  const bytes = await readWithin(needs, answer, maxBytes)
  return { url: url.href, bytes, ...(contentType !== undefined && { contentType }), storable }
}

async function readWithin(needs: string, answer: Answer, maxBytes: number): Promise<Uint8Array> {
  // A length that is honest saves the reading; one that lies is caught below.
  if (Number(answer.header('content-length')) > maxBytes) throw tooLarge(needs, maxBytes)
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of answer.body) {
      length += chunk.length
      if (length > maxBytes) throw tooLarge(needs, maxBytes)
      chunks.push(chunk)
    }
  } catch (error) {
    throw serverFailed(needs, 'broke off in the middle of its answer', error)
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

function tooLarge(needs: string, maxBytes: number): Error {
  return openBadgesError('net.too_large', `The answer has more than the ${maxBytes} bytes that are read.`, { needs })
}
