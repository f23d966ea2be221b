import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { withBudget } from '../../src/documents/budget.ts'
import { createDocumentCache } from '../../src/documents/document-cache.ts'
import { isPage, jsonOf } from '../../src/documents/load-document.ts'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { openBadgesError } from '../../src/errors.ts'
import type { DocumentLoader } from '../../src/types.ts'
import { type HttpsWorld, startHttpsWorld } from '../support/https-world.ts'

const URL_A = 'https://district.example/a.json'

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'loaded',
    (error: unknown) => (error as { code?: string }).code ?? error,
  )

describe('an offline loader', () => {
  it('says which document is needed, and how to give it', async () => {
    await expect(createDocumentLoader()(`${URL_A}#key`)).rejects.toMatchObject({
      code: 'net.offline',
      problems: [{ needs: URL_A, hint: expect.stringContaining('createDocumentLoader({ network: true })') }],
    })
  })

  it.each([
    ['https://district.example/issuer', 'https://district.example/issuer/'],
    ['https://district.example/issuer#key-1', 'http://district.example/issuer'],
    ['https://district.example/issuer', 'https://district.example/issuer#key-1'],
    ['did:web:district.example#key-1', 'did:web:district.example#key-1'.replace('#', '/#')],
    ['did:web:district.example#key-1', 'district.example'],
  ])('names the document that it was given for %s as %s', async (url, key) => {
    const loader = createDocumentLoader({ documents: { 'https://district.example/other': {}, [key]: {} } })
    await expect(loader(url)).rejects.toMatchObject({
      code: 'net.offline',
      message: expect.stringContaining('https://district.example/'),
      problems: [{ hint: expect.stringContaining(`"${key}"`) }],
    })
  })

  it('names no document that is another one', async () => {
    const loader = createDocumentLoader({ documents: { 'https://district.example/issuers': {} } })
    await expect(loader('https://district.example/issuer')).rejects.toMatchObject({
      problems: [{ hint: expect.not.stringContaining('issuers') }],
    })
  })

  it.each(['documents', 'contexts'])('refuses %s that have no names', (name) => {
    expect(() => createDocumentLoader({ [name]: [{}] })).toThrow(new RegExp(`^${name} must be an object`))
  })

  it('does not promise that the network would help with http', async () => {
    await expect(createDocumentLoader()('http://district.example/')).rejects.toMatchObject({
      code: 'net.offline',
      problems: [{ hint: expect.not.stringContaining('network: true') }],
    })
  })

  it('needs the https URL of a did:web document', async () => {
    await expect(createDocumentLoader()('did:web:district.example#key-1')).rejects.toMatchObject({
      code: 'net.offline',
      problems: [{ needs: 'https://district.example/.well-known/did.json' }],
    })
  })

  it('refuses a malformed did:web and an unknown DID method', async () => {
    expect(await codeOf(createDocumentLoader()('did:web:10.0.0.1'))).toBe('did.syntax')
    expect(await codeOf(createDocumentLoader({ network: true })('did:plc:abc'))).toBe('did.unsupported')
  })

  it.each([
    ['a URL', URL_A, URL_A],
    ['a URL with a fragment', `${URL_A}#key`, URL_A],
    ['a DID', 'did:web:district.example', 'did:web:district.example'],
    ['a DID URL', 'did:web:district.example#key', 'did:web:district.example'],
    ['a DID, given by its URL', 'did:web:district.example', 'https://district.example/.well-known/did.json'],
    ['a DID of any method', 'did:plc:abc#key', 'did:plc:abc'],
    ['a malformed did:web', 'did:web:10.0.0.1', 'did:web:10.0.0.1'],
  ])('gives the document of %s as it was given', async (_, url, name) => {
    const document = { id: name }
    const loader = createDocumentLoader({ documents: { [name]: document } })
    expect((await loader(url)).document).toBe(document)
    expect((await loader(url)).documentUrl).toBe(name)
  })

  it('is not fooled by names that every object has', async () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(await codeOf(createDocumentLoader({ documents: {} })(name))).toBe('net.offline')
    }
  })

  it('carries the contexts of the caller beside those that are bundled', () => {
    const own = { '@context': { extra: 'https://district.example/terms#extra' } }
    const { contexts } = createDocumentLoader({ contexts: { 'https://district.example/context': own } })
    expect(contexts?.get('https://district.example/context')).toEqual(own)
    expect(contexts?.has('https://www.w3.org/ns/credentials/v2')).toBe(true)
    expect(createDocumentLoader().contexts?.has('https://district.example/context')).toBe(false)
  })
})

describe('options', () => {
  it.each([
    ['network and fetch', { network: true, fetch: globalThis.fetch }],
    ['dangerous', { fetch: globalThis.fetch, dangerous: { ca: '' } }],
    ['allowedPorts', { allowedPorts: [0] }],
    ['allowedPorts', { allowedPorts: [65536] }],
    ['maxRedirects', { maxRedirects: 6 }],
    ['maxRedirects', { maxRedirects: -1 }],
    ['maxRedirects', { maxRedirects: 0.5 }],
    ['timeoutMilliseconds', { timeoutMilliseconds: 0 }],
    ['timeoutMilliseconds', { timeoutMilliseconds: Number.POSITIVE_INFINITY }],
    ['cacheSeconds', { cacheSeconds: -1 }],
    ['cacheSeconds', { cacheSeconds: Number.NaN }],
  ] as const)('that make no sense are a TypeError naming %s', (name, options) => {
    expect(() => createDocumentLoader(options)).toThrow(TypeError)
    expect(() => createDocumentLoader(options)).toThrow(name)
  })

  it('that allow the network where there is no node:https are a TypeError', () => {
    vi.stubGlobal('process', undefined)
    try {
      expect(() => createDocumentLoader({ network: true })).toThrow(/fetch/)
    } finally {
      vi.unstubAllGlobals()
    }
  })

  it('at the edges of their ranges are taken', () => {
    createDocumentLoader({ allowedPorts: [1, 65535], maxRedirects: 5, timeoutMilliseconds: 600_000, cacheSeconds: 0 })
  })
})

describe('the cache', () => {
  let world: HttpsWorld
  beforeAll(async () => {
    world = await startHttpsWorld({ [URL_A]: { a: 1 } })
  })
  afterAll(() => world.close())
  beforeEach(() => void world.requests.splice(0))
  afterEach(() => void vi.restoreAllMocks())

  it('keeps a document until its time is over', async () => {
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    const loader = world.loader({ cacheSeconds: 10 })
    await loader(URL_A)
    now = 9_999
    await loader(`${URL_A}#other-part`)
    expect(world.requests).toHaveLength(1)
    now = 10_000
    await loader(URL_A)
    expect(world.requests).toHaveLength(2)
  })

  it('gives copies, so that nobody changes what the next one gets', async () => {
    const loader = world.loader()
    const first = (await loader(URL_A)).document as Uint8Array
    first.fill(0)
    expect(new TextDecoder().decode((await loader(URL_A)).document as Uint8Array)).toBe('{"a":1}')
    expect(world.requests).toHaveLength(1)
  })

  it('keeps one document for each Accept header, and none beyond the size that is asked for', async () => {
    const loader = world.loader()
    await loader(URL_A)
    await loader(URL_A, { accept: 'text/html' })
    expect(world.requests).toHaveLength(2)
    expect(await codeOf(loader(URL_A, { maxBytes: 3 }))).toBe('net.too_large')
  })

  it('keeps no failure', async () => {
    const url = 'https://district.example/later.json'
    const loader = world.loader()
    expect(await codeOf(loader(url))).toBe('net.http_status')
    world.put(url, {})
    expect(await codeOf(loader(url))).toBe('loaded')
  })

  it.each([
    ['no-store', 2],
    ['private, no-store', 2],
    ['max-age=0', 1],
    ['x-no-store-y', 1],
  ])('heeds Cache-Control: %s', async (value, requests) => {
    world.put('https://district.example/c', (_, response) =>
      response.writeHead(200, { 'cache-control': value }).end('{}'),
    )
    const loader = world.loader()
    await loader('https://district.example/c')
    await loader('https://district.example/c')
    expect(world.requests).toHaveLength(requests)
  })

  it('lets equal requests that run at once share one', async () => {
    const loader = world.loader({ cacheSeconds: 0 })
    const all = await Promise.all([loader(URL_A), loader(URL_A), loader(`${URL_A}#x`)])
    expect(all.map(({ documentUrl }) => documentUrl)).toEqual([URL_A, URL_A, URL_A])
    expect(world.requests).toHaveLength(1)
  })

  it('does not let one who aborts take the answer from the others', async () => {
    const controller = new AbortController()
    world.put('https://district.example/s', (_, response) => {
      controller.abort()
      setTimeout(() => response.end('{}'), 20)
    })
    const loader = world.loader({ cacheSeconds: 0 })
    const outcomes = await Promise.all([
      codeOf(loader('https://district.example/s', { signal: controller.signal })),
      codeOf(loader('https://district.example/s')),
    ])
    expect(outcomes).toEqual(['net.aborted', 'loaded'])
    expect(world.requests).toHaveLength(1)
  })

  it('starts anew after everybody has aborted', async () => {
    const controller = new AbortController()
    let asked = 0
    world.put('https://district.example/n', (_, response) => {
      if (++asked === 1) controller.abort()
      else response.end('{}')
    })
    const loader = world.loader({ cacheSeconds: 0 })
    expect(await codeOf(loader('https://district.example/n', { signal: controller.signal }))).toBe('net.aborted')
    expect(await codeOf(loader('https://district.example/n'))).toBe('loaded')
  })

  it('holds 256 documents and 16 MiB, and drops what was not used for longest', () => {
    const fetched = (size: number) => ({ url: '', bytes: new Uint8Array(size), storable: true })
    const cache = createDocumentCache(300)
    for (let i = 0; i < 256; i++) cache.set(`${i}`, fetched(1))
    expect(cache.get('0')).toBeDefined()
    cache.set('256', fetched(1))
    expect([cache.get('0'), cache.get('1'), cache.get('2')].map(Boolean)).toEqual([true, false, true])

    const bytes = createDocumentCache(300)
    for (let i = 0; i < 16; i++) bytes.set(`${i}`, fetched(1_048_576))
    expect(bytes.get('0')).toBeDefined()
    bytes.set('0', fetched(1_048_576))
    expect(bytes.get('1'), 'a document that is replaced counts once').toBeDefined()
    bytes.set('16', fetched(1))
    expect([bytes.get('0'), bytes.get('2')].map(Boolean)).toEqual([true, false])
    bytes.set('huge', fetched(16 * 1_048_576 + 1))
    expect(bytes.get('huge')).toBeUndefined()
  })
})

describe('a loader over fetch', () => {
  const answering =
    (response: () => Response | Promise<Response>): typeof fetch =>
    async () =>
      response()
  const load = (fetch: typeof globalThis.fetch, url: string = URL_A, options = {}) =>
    createDocumentLoader({ fetch, ...options })(url)

  it('gets a document', async () => {
    const calls: unknown[][] = []
    const loader = createDocumentLoader({
      fetch: async (...call) => {
        calls.push(call)
        return new Response('{"a":1}', { headers: { 'content-type': 'application/json' } })
      },
    })
    const loaded = await loader(`${URL_A}#x`)
    expect(loaded).toMatchObject({ documentUrl: URL_A, contentType: 'application/json' })
    expect(new TextDecoder().decode(loaded.document as Uint8Array)).toBe('{"a":1}')
    expect(calls).toMatchObject([[URL_A, { method: 'GET', redirect: 'manual', credentials: 'omit' }]])
  })

  it.each([
    ['http://district.example/', 'net.scheme'],
    ['https://u@district.example/', 'net.scheme'],
    ['https://district.example:8443/', 'net.port'],
    ['https://127.0.0.1/', 'net.blocked_address'],
    ['https://[::1]/', 'net.blocked_address'],
    ['https://localhost/', 'net.blocked_address'],
    ['https://a.localhost./', 'net.blocked_address'],
  ])('holds %s to the rules that can be checked', async (url, code) => {
    const fetch = vi.fn(answering(() => new Response('{}')))
    expect(await codeOf(load(fetch, url))).toBe(code)
    expect(fetch).not.toHaveBeenCalled()
  })

  it('allows a host whose name only looks like localhost', async () => {
    expect(
      await codeOf(
        load(
          answering(() => new Response('{}')),
          'https://notlocalhost/',
        ),
      ),
    ).toBe('loaded')
  })

  const never = new Promise<never>(() => undefined)
  const opaque = Object.assign(new Response(), {})
  Object.defineProperty(opaque, 'type', { value: 'opaqueredirect' })
  const followed = new Response('{}')
  Object.defineProperty(followed, 'redirected', { value: true })

  it.each<[string, () => Response | Promise<Response>, string]>([
    ['a redirect', () => new Response(null, { status: 302, headers: { location: '/b' } }), 'net.redirect'],
    ['a redirect that the browser hides', () => opaque, 'net.redirect'],
    ['a redirect that was followed', () => followed, 'net.redirect'],
    ['an error status', () => new Response('', { status: 500 }), 'net.http_status'],
    ['a network error', () => Promise.reject(new TypeError('fetch failed')), 'net.unreachable'],
    ['no answer', () => never, 'net.timeout'],
    ['a body that never comes', () => new Response(new ReadableStream()), 'net.timeout'],
    [
      'a body that fails',
      () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })),
      'net.unreachable',
    ],
    [
      'a body without end',
      () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) })),
      'net.too_large',
    ],
  ])('bounds %s', async (_, respond, code) => {
    const timeoutMilliseconds = code === 'net.timeout' ? 50 : 2000
    expect(await codeOf(load(answering(respond), URL_A, { timeoutMilliseconds }))).toBe(code)
  })

  it('follows redirects as far as it is allowed to and can see', async () => {
    const responses = [new Response(null, { status: 302, headers: { location: '/b' } }), new Response('{}')]
    const respond = () => responses.shift() ?? Response.error()
    const loaded = await load(answering(respond), URL_A, { maxRedirects: 1 })
    expect(loaded.documentUrl).toBe('https://district.example/b')
    expect(
      await codeOf(
        load(
          answering(() => opaque),
          URL_A,
          { maxRedirects: 1 },
        ),
      ),
    ).toBe('net.redirect')
  })

  it('reads an empty body as nothing', async () => {
    expect((await load(answering(() => new Response(null)))).document).toEqual(new Uint8Array())
  })
})

describe('a budget', () => {
  const counting = () => {
    const calls: string[] = []
    const loader: DocumentLoader = async (url) => {
      calls.push(url)
      return { documentUrl: url, document: {} }
    }
    return { calls, loader }
  }

  it('allows sixteen requests and not seventeen', async () => {
    const { calls, loader } = counting()
    const budgeted = withBudget(loader)
    for (let i = 0; i < 16; i++) await budgeted(`${URL_A}?${i}`)
    await expect(budgeted(URL_A)).rejects.toMatchObject({ code: 'net.too_many', problems: [{ needs: URL_A }] })
    expect(calls).toHaveLength(16)
  })

  it('counts failures, and nothing that is at hand', async () => {
    const loader = createDocumentLoader({ documents: { [URL_A]: {} } })
    const budgeted = withBudget(loader, { requests: 1 })
    expect(await codeOf(budgeted(URL_A))).toBe('loaded')
    expect(await codeOf(budgeted('https://other.example/'))).toBe('net.offline')
    expect(await codeOf(budgeted('https://other.example/2'))).toBe('net.too_many')
    expect(await codeOf(budgeted(`${URL_A}#x`))).toBe('loaded')
    expect(budgeted.contexts).toBe(loader.contexts)
  })

  it('ends in time although the loader never answers', async () => {
    const budgeted = withBudget(() => new Promise(() => undefined), { milliseconds: 20 })
    expect(await codeOf(budgeted(URL_A))).toBe('net.timeout')
    expect(await codeOf(budgeted(URL_A))).toBe('net.timeout')
  })

  it('is one for all requests together', async () => {
    let now = 1000
    const spy = vi.spyOn(performance, 'now').mockImplementation(() => now)
    try {
      const { calls, loader } = counting()
      const budgeted = withBudget(loader, { milliseconds: 100 })
      now = 1099
      expect(await codeOf(budgeted(URL_A))).toBe('loaded')
      now = 1100
      expect(await codeOf(budgeted(URL_A))).toBe('net.timeout')
      expect(calls).toHaveLength(1)
    } finally {
      spy.mockRestore()
    }
  })

  it('ends when the caller aborts, before or during a request', async () => {
    const { calls, loader } = counting()
    expect(await codeOf(withBudget(loader, { signal: AbortSignal.abort() })(URL_A))).toBe('net.aborted')
    expect(calls).toEqual([])
    const controller = new AbortController()
    const signals: (AbortSignal | undefined)[] = []
    const hanging: DocumentLoader = (_, request) => {
      signals.push(request?.signal)
      controller.abort()
      return new Promise(() => undefined)
    }
    expect(await codeOf(withBudget(hanging, { signal: controller.signal })(URL_A))).toBe('net.aborted')
    expect(signals[0]?.aborted).toBe(true)
    const own = new AbortController()
    const work = withBudget(() => new Promise(() => undefined))(URL_A, { signal: own.signal })
    own.abort()
    expect(await codeOf(work)).toBe('net.aborted')
  })

  it('turns whatever a loader throws into an answer, and keeps what is one', async () => {
    const failing = (reason: unknown) => withBudget(() => Promise.reject(reason))
    for (const reason of [new Error('anything'), new TypeError('bug'), 'text', undefined, null]) {
      await expect(failing(reason)(URL_A)).rejects.toMatchObject({
        code: 'net.unreachable',
        problems: [{ needs: URL_A }],
      })
    }
    const own = openBadgesError('net.http_status', 'Not there.')
    await expect(failing(own)(URL_A)).rejects.toMatchObject({ code: 'net.http_status', problems: [{ needs: URL_A }] })
    const named = openBadgesError('net.timeout', 'Too slow.', { needs: 'https://mirror.example/' })
    await expect(failing(named)(URL_A)).rejects.toBe(named)
    const empty = withBudget((async () => ({ documentUrl: URL_A })) as unknown as DocumentLoader)
    expect(await codeOf(empty(URL_A))).toBe('net.content')
  })
})

describe('what a loader gives', () => {
  const read = (document: unknown) => jsonOf({ documentUrl: URL_A, document }, URL_A)

  it('is read as JSON from text, bytes and values alike, and frozen', () => {
    const text = '{"a":[1]}'
    const bytes = new TextEncoder().encode(text)
    for (const document of [text, bytes, bytes.buffer, { a: [1] }]) {
      expect(read(document)).toEqual({ a: [1] })
      expect(read(document)).toSatisfy(Object.isFrozen)
    }
  })

  it('is not JSON where it is broken, and the problem says where', () => {
    expect(() => read('{"a":{"b":1,"b":2}}')).toThrow(
      expect.objectContaining({
        code: 'net.content',
        problems: [expect.objectContaining({ needs: URL_A, document: URL_A, pointer: '/a/b' })],
      }),
    )
    expect(() => read(() => 1)).toThrow(expect.objectContaining({ code: 'net.content' }))
  })

  it.each([
    ['<!doctype html>', undefined, true],
    ['\n<html>', undefined, true],
    [new TextEncoder().encode(' <p>'), undefined, true],
    ['{}', 'text/html; charset=utf-8', true],
    ['{}', 'application/json', false],
    ['{"a":"<"}', undefined, false],
    [new TextEncoder().encode('{}'), 'text/plain', false],
    [{}, undefined, false],
  ])('is a page or not: %j, %s', (document, contentType, expected) => {
    expect(isPage({ documentUrl: URL_A, document, ...(contentType !== undefined && { contentType }) })).toBe(expected)
  })
})
