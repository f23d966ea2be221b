import { openBadgesError } from '../errors.ts'
import type { nodeNetwork } from '../platform.ts'
import { type Answer, blockedAddress, type Transport, type TransportRequest } from './guarded-fetch.ts'

type Network = NonNullable<ReturnType<typeof nodeNetwork>>
type Response = import('node:http').IncomingMessage
type LookupFunction = import('node:net').LookupFunction

/** What the connections of Node are made with. */
export interface NodeConnections {
  readonly allowAddress: (address: string) => boolean
  /** Instead of DNS. */
  readonly resolve?: ((hostname: string) => Promise<readonly string[]>) | undefined
  /** PEM of the only certificate authority that is trusted; undefined: those of Node. */
  readonly ca?: string | undefined
  /** TCP port that is connected to, whatever the URL says; undefined: that of the URL. */
  readonly port?: number | undefined
}

/**
 * Requests over `node:https`. Node asks our lookup for the addresses and connects to one of those that it was given, so
 * that between the check of an address and its use no name is resolved again (DNS rebinding).
 */
export function nodeTransport(network: Network, connections: NodeConnections): Transport {
  return (url, request) =>
    new Promise<Answer>((resolve, reject) => {
      const client = network.https.request({
        method: 'GET',
        hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: connections.port ?? (url.port === '' ? 443 : Number(url.port)),
        path: url.pathname + url.search,
        // Identity is asked for; a server that keeps its files compressed sends them so all the same.
        headers: { host: url.host, accept: request.accept, 'accept-encoding': 'identity', 'user-agent': 'badgesmith' },
        // One connection a request: no pool that keeps the process alive, no proxy from the environment.
        agent: false,
        lookup: guardedLookup(network, connections, request.needs),
        // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED does not undo it.
        rejectUnauthorized: true,
        ...(connections.ca !== undefined && { ca: connections.ca }),
      })
      request.signal.addEventListener('abort', () => client.destroy(), { once: true })
      client.on('error', reject)
      client.on('close', () => reject(new Error('The connection was closed.')))
      client.on('response', (response) => {
        // Its errors are met where the body is read; one that nobody reads must not end the process.
        response.on('error', () => undefined)
        // A runtime that has `node:https` and does not heed `lookup` would connect anywhere.
        if (!connections.allowAddress(response.socket.remoteAddress ?? '')) {
          reject(blockedAddress(url.hostname, request.needs))
          client.destroy()
          return
        }
        resolve(answerOf(network, response, request))
      })
      client.end()
    })
}

function guardedLookup(network: Network, connections: NodeConnections, needs: string): LookupFunction {
  const resolve = connections.resolve ?? ((hostname) => resolveByDns(network, hostname))
  return (hostname, options, callback) => {
    const answer = async () => {
      const addresses = await resolve(hostname)
      const allowed = addresses.filter((address) => connections.allowAddress(address))
      const list = allowed.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      if (list[0] === undefined) throw blockedAddress(hostname, needs)
      return { list, first: list[0] }
    }
    answer().then(
      ({ list, first }) => (options.all ? callback(null, list) : callback(null, first.address, first.family)),
      (error) => callback(error, '', 0),
    )
  }
}

function resolveByDns(network: Network, hostname: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    network.dns.lookup(hostname, { all: true }, (error, addresses) => {
      if (error) reject(error)
      else resolve(addresses.map(({ address }) => address))
    })
  })
}

function answerOf(network: Network, response: Response, { needs }: TransportRequest): Answer {
  return {
    status: response.statusCode ?? 0,
    header: (name) => {
      const value = response.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    body: decoded(network, response, needs),
  }
}

async function* decoded(network: Network, response: Response, needs: string): AsyncGenerator<Uint8Array> {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity' || encoding === '') {
    yield* response
    return
  }
  const decoder = decoderFor(network, encoding)
  if (!decoder) throw openBadgesError('net.content', 'The answer is compressed in a way that is not read.', { needs })
  response.on('error', (error) => decoder.destroy(error))
  response.pipe(decoder)
  try {
    yield* decoder
  } catch (error) {
    if (response.errored) throw error
    throw openBadgesError('net.content', 'The compressed answer cannot be decompressed.', { needs })
  }
}

function decoderFor({ zlib }: Network, encoding: string): import('node:stream').Transform | undefined {
  if (encoding === 'gzip' || encoding === 'x-gzip') return zlib.createGunzip()
  if (encoding === 'deflate') return zlib.createInflate()
  if (encoding === 'br') return zlib.createBrotliDecompress()
  return undefined
}
