import { createServer, type Server } from 'node:net'
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createDocumentLoader, type DocumentLoaderOptions } from '../../src/documents/loader.ts'
import { OpenBadgesError } from '../../src/errors.ts'
import type { LoadRequest } from '../../src/types.ts'
import { type HttpsWorld, type Route, startHttpsWorld } from '../support/https-world.ts'

const HOST = 'https://district.example'
/** Long enough for a busy machine, except where the wait itself is the test. */
const PATIENT = { timeoutMilliseconds: 1900, cacheSeconds: 0 } as const
const HASTY = { timeoutMilliseconds: 250 } as const

let world: HttpsWorld
/** Made once and at the least effort: at the most it takes seconds, in which nobody answers. */
const BROTLI_BOMB = brotliCompressSync(Buffer.alloc(20_000_000), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
})

beforeAll(async () => {
  world = await startHttpsWorld({}, ['district.example', 'other.example', 'unlisted.example'])
})
afterAll(() => world.close())
afterEach(() => world.requests.splice(0))

/** The code and the need of what a loader says; and that it said so in time. */
async function refusal(url: string, options: DocumentLoaderOptions = {}, request?: LoadRequest): Promise<string> {
  const loader = world.loader({ ...PATIENT, ...options })
  const started = performance.now()
  const error = await loader(url, request).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(performance.now() - started, 'answered in time').toBeLessThan(20_000)
  if (!(error instanceof OpenBadgesError)) throw error ?? new Error('It was loaded.')
  expect(error.problems[0].needs).toBe(url)
  return error.code
}

async function text(url: string, options: DocumentLoaderOptions = {}, request?: LoadRequest): Promise<string> {
  const { document } = await world.loader({ ...PATIENT, ...options })(url, request)
  return new TextDecoder().decode(document as Uint8Array)
}

function at(path: string, route: Route): string {
  const url = `${HOST}${path}`
  world.put(url, route)
  return url
}

describe('the guarded network', () => {
  it('gets a document over https, with its type and its final URL', async () => {
    const url = at('/good.json', { good: true })
    const loaded = await world.loader(PATIENT)(`${url}#part`)
    expect(loaded).toMatchObject({ documentUrl: url, contentType: 'application/json' })
    expect(new TextDecoder().decode(loaded.document as Uint8Array)).toBe('{"good":true}')
  })

  it('sends the Accept header that was asked for, asks for no compression and keeps no connection', async () => {
    const seen: Record<string, unknown>[] = []
    const url = at('/headers', (request, response) => {
      seen.push(request.headers)
      response.end('{}')
    })
    await text(url, {}, { accept: 'application/jwk-set+json' })
    expect(seen).toMatchObject([
      {
        accept: 'application/jwk-set+json',
        'accept-encoding': 'identity',
        connection: 'close',
        host: 'district.example',
      },
    ])
  })

  it.each([
    ['http:', 'http://district.example/a', 'net.scheme'],
    ['ftp:', 'ftp://district.example/a', 'net.scheme'],
    ['file:', 'file:///etc/hostname', 'net.scheme'],
    ['data:', 'data:application/json,{}', 'net.scheme'],
    ['javascript:', 'javascript:0', 'net.scheme'],
    ['no URL', 'district.example/a', 'net.scheme'],
    ['an empty text', '', 'net.scheme'],
    ['a user name', 'https://user@district.example/a', 'net.scheme'],
    ['a password', 'https://:secret@district.example/a', 'net.scheme'],
    ['another host before the at-sign', 'https://district.example@other.example/a', 'net.scheme'],
    ['port 80', 'https://district.example:80/a', 'net.port'],
    ['port 8443', 'https://district.example:8443/a', 'net.port'],
    ['port 22', 'https://district.example:22/a', 'net.port'],
  ])('does not fetch %s', async (_, url, code) => {
    expect(await refusal(url, { allowedPorts: [8444] })).toBe(code)
    expect(world.requests).toEqual([])
  })

  it('fetches from a port that is listed, and from 443 written out', async () => {
    world.put('https://district.example:8443/a', '1')
    expect(await text('https://district.example:8443/a', { allowedPorts: [8443] })).toBe('1')
    at('/a', '2')
    expect(await text('https://district.example:443/a')).toBe('2')
  })

  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://0/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::7f00:1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://１２７.0.0.1/',
  ])('does not connect to the literal address of %s', async (url) => {
    const error = await createDocumentLoader({ network: true })(url).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'net.blocked_address', problems: [{ needs: url }] })
  })

  it.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00:ec2::254', 'not an address'])(
    'does not connect to a host that resolves to %s',
    async (address) => {
      const url = at('/a', '1')
      const { ca = '', port = 0 } = world.dangerous
      const dangerous = { ca, port, resolve: async () => [address] }
      expect(await refusal(url, { dangerous })).toBe('net.blocked_address')
      expect(world.requests).toEqual([])
    },
  )

  it('does not connect to localhost by the real resolver', async () => {
    const loader = createDocumentLoader({ network: true, timeoutMilliseconds: 2000 })
    await expect(loader('https://localhost/a')).rejects.toMatchObject({ code: 'net.blocked_address' })
  })

  it('connects only to the public ones of several addresses', async () => {
    const url = at('/a', '1')
    const resolve = async () => ['10.0.0.1', '127.0.0.1', '::1']
    expect(await text(url, { dangerous: { ...world.dangerous, resolve } })).toBe('1')
  })

  it('refuses a host that resolves to another address the second time', async () => {
    const url = at('/a', '1')
    const answers = [['127.0.0.1'], ['10.0.0.1']]
    const loader = world.loader({
      ...PATIENT,
      dangerous: { ...world.dangerous, resolve: async () => answers.shift() ?? [] },
    })
    await expect(loader(url)).resolves.toBeDefined()
    await expect(loader(url)).rejects.toMatchObject({ code: 'net.blocked_address' })
    expect(world.requests).toEqual([url])
  })

  it('resolves once for a request, so that what was checked is what is connected to', async () => {
    const url = at('/a', '1')
    let resolved = 0
    const resolve = async () => {
      resolved++
      return ['127.0.0.1']
    }
    await text(url, { dangerous: { ...world.dangerous, resolve } })
    expect(resolved).toBe(1)
  })

  it('refuses an answer that came from an address other than those allowed', async () => {
    const url = at('/a', '1')
    const verdicts = [true, false]
    const allowAddress = () => verdicts.shift() ?? false
    expect(await refusal(url, { dangerous: { ...world.dangerous, allowAddress } })).toBe('net.blocked_address')
  })
})

describe('redirects', () => {
  const redirect =
    (location: string | undefined, status = 302): Route =>
    (_, response) =>
      response.writeHead(status, location === undefined ? {} : { location }).end()

  it.each([301, 302, 303, 307, 308])('are not followed by default (%i)', async (status) => {
    at('/target', '1')
    expect(await refusal(at('/from', redirect('/target', status)))).toBe('net.redirect')
    expect(world.requests).toEqual([`${HOST}/from`])
  })

  it('are followed as often as allowed, and no further', async () => {
    at('/0', redirect('/1'))
    at('/1', redirect('https://other.example/2'))
    world.put('https://other.example/2', 'end')
    expect(await refusal(`${HOST}/0`, { maxRedirects: 1 })).toBe('net.redirect')
    expect(await text(`${HOST}/0`, { maxRedirects: 2 })).toBe('end')
    const loaded = await world.loader({ ...PATIENT, maxRedirects: 2 })(`${HOST}/0`)
    expect(loaded.documentUrl).toBe('https://other.example/2')
  })

  it('in a circle end', async () => {
    expect(await refusal(at('/circle', redirect('/circle')), { maxRedirects: 5 })).toBe('net.redirect')
    expect(world.requests).toHaveLength(6)
  })

  it.each([
    ['http://district.example/target', 'net.scheme'],
    ['https://user@district.example/target', 'net.scheme'],
    ['https://district.example:8443/target', 'net.port'],
    ['https://10.0.0.1/target', 'net.blocked_address'],
    ['https://[::1]/target', 'net.blocked_address'],
    ['file:///etc/hostname', 'net.scheme'],
    [undefined, 'net.redirect'],
  ])('to %s are held to the rules', async (location, code) => {
    expect(await refusal(at('/from', redirect(location)), { maxRedirects: 5 })).toBe(code)
    expect(world.requests).toEqual([`${HOST}/from`])
  })

  it('to a host that resolves to a private address are refused', async () => {
    const resolve = async (host: string) => [host === 'other.example' ? '10.0.0.1' : '127.0.0.1']
    const url = at('/from', redirect('https://other.example/'))
    const dangerous = { ...world.dangerous, resolve }
    expect(await refusal(url, { maxRedirects: 1, dangerous })).toBe('net.blocked_address')
  })

  it('share one time limit', async () => {
    const url = at(
      '/slow',
      (_, response) => void setTimeout(() => response.writeHead(302, { location: '/slow' }).end(), 100),
    )
    expect(await refusal(url, { ...HASTY, maxRedirects: 5 })).toBe('net.timeout')
  })
})

describe('a server that fails', () => {
  it.each([201, 204, 206, 300, 304, 400, 401, 403, 404, 410, 429, 500, 503])(
    'with HTTP status %i gives net.http_status',
    async (status) => {
      expect(await refusal(at('/status', (_, response) => response.writeHead(status).end()))).toBe('net.http_status')
    },
  )

  it.each<[string, Route, string]>([
    ['resets before it answers', (request) => request.socket.destroy(), 'net.unreachable'],
    ['never answers', () => undefined, 'net.timeout'],
    [
      'resets in the middle of the body',
      (request, response) => {
        response.writeHead(200, { 'content-length': 100 })
        response.write('{"half":', () => request.socket.destroy())
      },
      'net.unreachable',
    ],
    [
      'resets in the middle of a chunked body',
      (request, response) => void response.write('{"half":', () => request.socket.destroy()),
      'net.unreachable',
    ],
    [
      'promises more than it sends and goes',
      (request, response) => {
        response.writeHead(200, { 'content-length': 100 })
        response.write('{}', () => request.socket.end())
      },
      'net.unreachable',
    ],
    [
      'promises more than it sends and stays',
      (_, response) => void response.writeHead(200, { 'content-length': 100 }).write('{}'),
      'net.timeout',
    ],
    [
      'sends headers bit by bit without end',
      ({ socket }) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        const timer = setInterval(() => socket.write('x-more: 1\r\n'), 20)
        socket.on('close', () => clearInterval(timer))
      },
      'net.timeout',
    ],
    [
      'sends informational answers without end',
      ({ socket }) => {
        const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 20)
        socket.on('close', () => clearInterval(timer))
      },
      'net.timeout',
    ],
    [
      'sends its body bit by bit without end',
      (_, response) => {
        response.writeHead(200)
        const timer = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(timer))
      },
      'net.timeout',
    ],
    [
      'sends a fast body without end',
      (_, response) => {
        const chunk = Buffer.alloc(65_536, 0x20)
        const more = () => {
          while (!response.destroyed && response.write(chunk));
        }
        response.on('drain', more)
        response.writeHead(200)
        more()
      },
      'net.too_large',
    ],
    [
      'has huge headers',
      (_, response) => response.writeHead(200, { 'x-huge': 'x'.repeat(20_000) }).end('{}'),
      'net.unreachable',
    ],
    ['speaks no HTTP', ({ socket }) => socket.end('hello\r\n\r\n'), 'net.unreachable'],
    [
      'gives two lengths',
      ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'),
      'net.unreachable',
    ],
    [
      'switches protocols',
      ({ socket }) => socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
      'net.unreachable',
    ],
    [
      'compresses in an unknown way',
      (_, response) => response.writeHead(200, { 'content-encoding': 'lzma' }).end('{}'),
      'net.content',
    ],
    [
      'compresses twice',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(gzipSync('{}'))),
      'net.content',
    ],
    [
      'says gzip and sends none',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('{}'),
      'net.content',
    ],
    [
      'cuts its gzip short',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}').subarray(0, 15)),
      'net.content',
    ],
    [
      'resets in the middle of gzip',
      (request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' })
        response.write(gzipSync('{"a":1}').subarray(0, 15), () => request.socket.destroy())
      },
      'net.unreachable',
    ],
    [
      'sends a gzip bomb',
      (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000))),
      'net.too_large',
    ],
    [
      'sends a brotli bomb',
      (_, response) => response.writeHead(200, { 'content-encoding': 'br' }).end(BROTLI_BOMB),
      'net.too_large',
    ],
  ])('%s', async (_, route, code) => {
    expect(await refusal(at('/fault', route), code === 'net.timeout' ? HASTY : {})).toBe(code)
  })

  it('leaves no connection behind', async () => {
    await refusal(
      at('/never', () => undefined),
      HASTY,
    )
    await expect.poll(() => world.connections()).toBe(0)
  })

  it('that would keep its connection open is not let to', async () => {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n{}'
    expect(await text(at('/stays', ({ socket }) => void socket.write(answer)))).toBe('{}')
    await expect.poll(() => world.connections()).toBe(0)
  })

  it('is unreachable where its name is unknown', async () => {
    expect(await refusal('https://nowhere.example/a')).toBe('net.unreachable')
  })

  it('is timed out where its name takes too long', async () => {
    const resolve = () => new Promise<string[]>(() => undefined)
    expect(await refusal(at('/a', '1'), { ...HASTY, dangerous: { ...world.dangerous, resolve } })).toBe('net.timeout')
  })

  it('is unreachable where it has the certificate of another host or of nobody that is trusted', async () => {
    const dangerous = { ...world.dangerous, resolve: async () => ['127.0.0.1'] }
    expect(await refusal('https://no-certificate.example/a', { dangerous })).toBe('net.unreachable')
    const { ca: _, ...untrusted } = world.dangerous
    expect(await refusal(at('/a', '1'), { dangerous: untrusted })).toBe('net.unreachable')
  })
})

describe('a port', () => {
  let silent: Server
  beforeAll(async () => {
    silent = createServer((socket) => void socket.on('error', () => undefined))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => void silent.close())

  const portOf = (server: Server) => (server.address() as import('node:net').AddressInfo).port

  it('that accepts and says nothing is timed out', async () => {
    const dangerous = { ...world.dangerous, port: portOf(silent) }
    expect(await refusal(`${HOST}/a`, { ...HASTY, dangerous })).toBe('net.timeout')
  })

  it('that refuses is unreachable', async () => {
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const dangerous = { ...world.dangerous, port: portOf(closed) }
    await new Promise((resolve) => closed.close(resolve))
    expect(await refusal(`${HOST}/a`, { dangerous })).toBe('net.unreachable')
  })
})

describe('sizes', () => {
  it.each([
    ['plain', (body: Buffer) => body, {}],
    ['gzip', (body: Buffer) => gzipSync(body), { 'content-encoding': 'gzip' }],
    ['deflate', (body: Buffer) => deflateSync(body), { 'content-encoding': 'Deflate' }],
    ['br', (body: Buffer) => brotliCompressSync(body), { 'content-encoding': 'br' }],
    ['identity', (body: Buffer) => body, { 'content-encoding': 'identity' }],
  ])('are counted after decompression: %s', async (_, encode, headers) => {
    const url = at('/sized', (_request, response) => {
      response.writeHead(200, headers)
      response.end(encode(Buffer.alloc(1000, 0x20)))
    })
    expect(await text(url, {}, { maxBytes: 1000 })).toHaveLength(1000)
    expect(await refusal(url, {}, { maxBytes: 999 })).toBe('net.too_large')
  })

  it('are 1 MiB unless asked otherwise', async () => {
    expect(await text(at('/max', Buffer.alloc(1_048_576, 0x20)))).toHaveLength(1_048_576)
    const over = at('/over', Buffer.alloc(1_048_577, 0x20))
    expect(await refusal(over)).toBe('net.too_large')
    expect(await text(over, {}, { maxBytes: 4_194_304 })).toHaveLength(1_048_577)
  })

  it('are believed where the server names too large a one', async () => {
    const url = at('/claims', (_, response) => void response.writeHead(200, { 'content-length': 1e9 }).write('{}'))
    expect(await refusal(url)).toBe('net.too_large')
  })
})

describe('an abort', () => {
  it('before the request sends nothing', async () => {
    expect(await refusal(at('/a', '1'), {}, { signal: AbortSignal.abort() })).toBe('net.aborted')
    expect(world.requests).toEqual([])
  })

  it('during the request ends it', async () => {
    const controller = new AbortController()
    const url = at('/never', () => controller.abort())
    expect(await refusal(url, { timeoutMilliseconds: 5000 }, { signal: controller.signal })).toBe('net.aborted')
    await expect.poll(() => world.connections()).toBe(0)
  })
})
