import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createDocumentLoader, type DangerousNetwork, type DocumentLoaderOptions } from '../../src/documents/loader.ts'
import type { DocumentLoader } from '../../src/types.ts'
import { makeCertificate } from './certificate.ts'

/** What lies at a URL: a handler, bytes, text, or anything else as JSON. */
export type Route = ((request: IncomingMessage, response: ServerResponse) => void) | Uint8Array | string | object

/** A little internet on loopback: any number of https hosts behind one port. */
export interface HttpsWorld {
  /** A loader with the guarded network of Node, for which this world is the internet. */
  loader(options?: DocumentLoaderOptions): DocumentLoader
  /** The same for `createDocumentLoader({ network: true, dangerous })`. */
  readonly dangerous: DangerousNetwork
  /** URLs that were requested, in order. */
  readonly requests: string[]
  /** Puts something at a URL, or takes it away. The host must have been named at the start. */
  put(url: string, route: Route | undefined): void
  /** Connections that are open now. */
  connections(): Promise<number>
  close(): Promise<void>
}

/**
 * Starts a world.
 *
 * @param routes - By URL, as `https://host/path`, with a port where the URL has one.
 * @param hosts - More hosts that resolve, and have a certificate.
 */
export async function startHttpsWorld(
  routes: Record<string, Route>,
  hosts: readonly string[] = [],
): Promise<HttpsWorld> {
  const table = new Map(Object.entries(routes))
  const names = new Set([...hosts, ...[...table.keys()].map((url) => new URL(url).hostname)])
  const { key, cert } = makeCertificate([...names])
  const requests: string[] = []
  const server = createServer({ key, cert }, (request, response) => {
    const url = `https://${request.headers.host}${request.url}`
    requests.push(url)
    answer(table.get(url), request, response)
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const dangerous: DangerousNetwork = {
    allowAddress: (address) => address === '127.0.0.1',
    resolve: async (host) => {
      if (names.has(host)) return ['127.0.0.1']
      throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' })
    },
    ca: cert,
    port: (server.address() as AddressInfo).port,
  }
  return {
    dangerous,
    requests,
    loader: (options = {}) => createDocumentLoader({ network: true, dangerous, ...options }),
    put: (url, route) => void (route === undefined ? table.delete(url) : table.set(url, route)),
    connections: () => new Promise((resolve) => server.getConnections((_, count) => resolve(count))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answer(route: Route | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (route === undefined) response.writeHead(404).end('nothing here')
  else if (typeof route === 'function') route(request, response)
  else if (typeof route === 'string') response.writeHead(200, { 'content-type': 'text/plain' }).end(route)
  else if (route instanceof Uint8Array) response.writeHead(200).end(route)
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(route))
}
