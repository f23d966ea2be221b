import { describe, expect, it } from 'vitest'
import {
  type Answer,
  type Fetched,
  type GuardedRequest,
  guardedFetch,
  type NetworkRules,
  type Transport,
  type TransportRequest,
} from '../../src/documents/guarded-fetch.ts'
import { OpenBadgesError, openBadgesError } from '../../src/errors.ts'

const DOCUMENT = 'https://district.example/keys.json'
const RULES: NetworkRules = {
  allowedPorts: [],
  maxRedirects: 0,
  timeoutMilliseconds: 10_000,
  allowAddress: () => false,
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

interface Served {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: () => AsyncGenerator<Uint8Array>
}

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield bytesOf(text)
}

function answerOf({ status = 200, headers = {}, body = () => chunksOf('{}') }: Served): Answer {
  return { status, header: (name) => headers[name], body: body() }
}

/** A world of URLs, and what was asked of it. */
function worldOf(pages: Readonly<Record<string, Served>>): { transport: Transport; asked: string[] } {
  const asked: string[] = []
  const transport: Transport = async (url) => {
    asked.push(url.href)
    return answerOf(pages[url.href] ?? { status: 404 })
  }
  return { transport, asked }
}

interface Asked {
  readonly url?: string
  readonly rules?: Partial<NetworkRules>
  readonly request?: Partial<GuardedRequest>
}

function get(transport: Transport, { url = DOCUMENT, rules, request }: Asked = {}): Promise<Fetched> {
  return guardedFetch(url, { accept: '*/*', maxBytes: 1000, ...request }, { ...RULES, ...rules }, transport)
}

function getFrom(served: Served, asked?: Asked): Promise<Fetched> {
  return get(async () => answerOf(served), asked)
}

/** The one problem of what is refused; it needs what was asked for first. */
async function refusal(fetched: Promise<unknown>, needs = DOCUMENT) {
  const error = await fetched.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof OpenBadgesError)) throw error ?? new Error('It was fetched.')
  expect(error.problems).toHaveLength(1)
  expect(error.problems[0].needs).toBe(needs)
  return error.problems[0]
}

describe('what was fetched', () => {
  it('is all of the body with its type and its URL', async () => {
    const body = () => chunksOf('{"a":', '', '1', '}')
    const headers = { 'content-type': 'application/json' }
    expect(await getFrom({ headers, body })).toStrictEqual({
      url: DOCUMENT,
      bytes: bytesOf('{"a":1}'),
      contentType: 'application/json',
      storable: true,
    })
  })

  it('has no type where the server names none', async () => {
    expect(await getFrom({})).toStrictEqual({ url: DOCUMENT, bytes: bytesOf('{}'), storable: true })
  })

  it('is asked for without the fragment, with what is accepted, and with a signal that fires afterwards', async () => {
    const seen: [string, TransportRequest][] = []
    const transport: Transport = async (url, request) => {
      seen.push([url.href, request])
      expect(request.signal.aborted).toBe(false)
      return answerOf({})
    }
    const url = `${DOCUMENT}#key-1`
    expect((await get(transport, { url, request: { accept: 'application/did+json' } })).url).toBe(DOCUMENT)
    expect(seen).toMatchObject([[DOCUMENT, { accept: 'application/did+json', needs: url }]])
    expect(seen[0]?.[1].signal.aborted).toBe(true)
  })

  it.each([
    [true, undefined],
    [true, ''],
    [true, 'max-age=60'],
    [true, 'no-cache'],
    [true, 'x-no-store'],
    [true, 'no-stores'],
    [true, 'no-store-x=1'],
    [false, 'no-store'],
    [false, 'No-Store'],
    [false, 'private, no-store'],
    [false, 'private,no-store,max-age=0'],
    [false, 'private\tno-store'],
    [false, 'no-store '],
    [false, 'no-store; x'],
  ])('may be kept: %s, where the server says %j', async (storable, value) => {
    const headers = value === undefined ? {} : { 'cache-control': value }
    expect((await getFrom({ headers })).storable).toBe(storable)
  })
})

describe('a URL', () => {
  it.each([
    'http://district.example/a',
    'ftp://district.example/a',
    'data:application/json,{}',
    'keys.json',
    '',
    'https://user@district.example/a',
    'https://:secret@district.example/a',
    'https://user:secret@district.example/a',
  ])('that is no plain https is refused before anything is sent: %j', async (url) => {
    const { transport, asked } = worldOf({})
    expect((await refusal(get(transport, { url }), url)).code).toBe('net.scheme')
    expect(asked).toEqual([])
  })

  it('with a port is fetched where the port is listed or the usual one', async () => {
    const url = 'https://district.example:8443/a'
    const { transport, asked } = worldOf({ [url]: {}, [DOCUMENT]: {} })
    expect((await refusal(get(transport, { url }), url)).code).toBe('net.port')
    expect((await refusal(get(transport, { url, rules: { allowedPorts: [8444] } }), url)).code).toBe('net.port')
    expect(asked).toEqual([])
    expect((await get(transport, { url, rules: { allowedPorts: [8444, 8443] } })).url).toBe(url)
    expect((await get(transport, { url: 'https://district.example:443/keys.json' })).url).toBe(DOCUMENT)
  })

  it.each([
    ['10.0.0.1', 'https://10.0.0.1/'],
    ['127.0.0.1', 'https://0x7f.1/'],
    ['::1', 'https://[::1]/'],
  ])('with the address %s is fetched where the rules allow it', async (address, url) => {
    const { transport, asked } = worldOf({ [new URL(url).href]: {} })
    const weighed: string[] = []
    const weigh = (verdict: boolean) => (which: string) => {
      weighed.push(which)
      return verdict
    }
    expect((await refusal(get(transport, { url, rules: { allowAddress: weigh(false) } }), url)).code).toBe(
      'net.blocked_address',
    )
    expect(asked).toEqual([])
    await get(transport, { url, rules: { allowAddress: weigh(true) } })
    expect(asked).toEqual([new URL(url).href])
    expect(weighed).toEqual([address, address])
  })

  it('with a name is left to the transport, which knows its addresses', async () => {
    await getFrom({}, { rules: { allowAddress: () => expect.unreachable() } })
  })
})

describe('a redirect', () => {
  const to = (location: string, status = 302): Served => ({ status, headers: { location } })

  it.each([301, 302, 303, 307, 308])('with status %i is followed where that is allowed', async (status) => {
    const { transport, asked } = worldOf({
      [DOCUMENT]: to('../moved.json', status),
      'https://district.example/moved.json': {},
    })
    expect(await refusal(get(transport))).toMatchObject({
      code: 'net.redirect',
      hint: expect.stringContaining('maxRedirects: 1'),
    })
    expect(asked).toEqual([DOCUMENT])
    expect((await get(transport, { rules: { maxRedirects: 1 } })).url).toBe('https://district.example/moved.json')
  })

  it.each([300, 304, 305, 306, 309])('is none with status %i', async (status) => {
    const { transport } = worldOf({ [DOCUMENT]: to('/moved.json', status) })
    expect((await refusal(get(transport, { rules: { maxRedirects: 1 } }))).code).toBe('net.http_status')
  })

  it('is resolved against the URL that sent it, as often as allowed and not once more', async () => {
    const { transport, asked } = worldOf({
      [DOCUMENT]: to('https://other.example/a/b'),
      'https://other.example/a/b': to('c'),
      'https://other.example/a/c': {},
    })
    const { code, hint } = await refusal(get(transport, { rules: { maxRedirects: 1 } }))
    expect([code, hint]).toEqual(['net.redirect', undefined])
    expect(asked.splice(0)).toEqual([DOCUMENT, 'https://other.example/a/b'])
    expect((await get(transport, { rules: { maxRedirects: 2 } })).url).toBe('https://other.example/a/c')
    expect(asked).toHaveLength(3)
  })

  it('that does not say where to is refused', async () => {
    const { transport, asked } = worldOf({ [DOCUMENT]: { status: 302 }, 'https://district.example/undefined': {} })
    expect((await refusal(get(transport, { rules: { maxRedirects: 1 } }))).code).toBe('net.redirect')
    expect(asked).toEqual([DOCUMENT])
  })

  it.each([
    ['http://district.example/a', 'net.scheme'],
    ['https://user@district.example/a', 'net.scheme'],
    ['https://district.example:8443/a', 'net.port'],
    ['https://10.0.0.1/a', 'net.blocked_address'],
    ['https://[', 'net.scheme'],
  ])('to %s is refused like a first request, in the name of that', async (location, code) => {
    const { transport, asked } = worldOf({ [DOCUMENT]: to(location) })
    expect((await refusal(get(transport, { rules: { maxRedirects: 3 } }))).code).toBe(code)
    expect(asked).toEqual([DOCUMENT])
  })
})

describe('an answer', () => {
  it.each([199, 201, 204, 206, 400, 404, 410, 500])('with status %i is none', async (status) => {
    expect(await refusal(getFrom({ status }))).toMatchObject({ code: 'net.http_status', httpStatus: status })
  })

  it.each([404, 410, 403])('with status %i has a hint where the document is known to be gone', async (status) => {
    const { hint } = await refusal(getFrom({ status }))
    expect(typeof hint).toBe(status === 403 ? 'undefined' : 'string')
  })

  it('has as many bytes as are read, and not one more', async () => {
    const body = () => chunksOf('1234', '5678')
    expect((await getFrom({ body }, { request: { maxBytes: 8 } })).bytes).toEqual(bytesOf('12345678'))
    expect((await refusal(getFrom({ body }, { request: { maxBytes: 7 } }))).code).toBe('net.too_large')
  })

  it('is read no further than that', async () => {
    let sent = 0
    async function* endless() {
      for (;;) {
        sent++
        yield bytesOf('1234')
      }
    }
    expect((await refusal(getFrom({ body: endless }, { request: { maxBytes: 8 } }))).code).toBe('net.too_large')
    expect(sent).toBe(3)
  })

  it('is not read at all where the server says that it is too long', async () => {
    const unread = () =>
      ({ [Symbol.asyncIterator]: () => expect.unreachable() }) as unknown as AsyncGenerator<Uint8Array>
    const long = { headers: { 'content-length': '9' }, body: unread }
    expect((await refusal(getFrom(long, { request: { maxBytes: 8 } }))).code).toBe('net.too_large')
  })

  it.each(['8', 'x', ''])('is read where the server says that it is this long: %j', async (length) => {
    const headers = { 'content-length': length }
    expect((await getFrom({ headers }, { request: { maxBytes: 8 } })).bytes).toEqual(bytesOf('{}'))
  })
})

describe('a server that fails', () => {
  const failureOf = (code: unknown): Error => Object.assign(new Error('Text of the server'), { code })
  const failing = [
    ['before it answers', (error: unknown) => get(() => Promise.reject(error))],
    [
      'in the middle of its answer',
      (error: unknown) =>
        getFrom({
          body: async function* () {
            yield bytesOf('{')
            throw error
          },
        }),
    ],
  ] as const

  it.each(failing)('%s is unreachable, and named by the code of the failure', async (_, fail) => {
    for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'E2BIG', 'X'.repeat(60)]) {
      const { code: ours, message } = await refusal(fail(failureOf(code)))
      expect(ours).toBe('net.unreachable')
      expect(message).toContain(`(${code})`)
    }
  })

  it.each(failing)('%s is repeated in no other word', async (_, fail) => {
    const codes = ['', 'econnreset', 'ECONNRESET now', ' ECONNRESET', 'X'.repeat(61), 7, ['ECONNRESET'], undefined]
    const errors = [...codes.map((code) => failureOf(code)), new Error('Text'), { code: 'CODE' }, 'Text', undefined]
    const { message: plain } = await refusal(fail(new Error('Text')))
    expect(plain).toMatch(/^The server [a-z ]+\.$/)
    for (const error of errors) {
      expect(await refusal(fail(error))).toMatchObject({ code: 'net.unreachable', message: plain })
    }
  })

  it.each(failing)('%s keeps a refusal of our own', async (_, fail) => {
    const refused = openBadgesError('net.content', 'It is compressed twice.', { needs: DOCUMENT })
    await expect(fail(refused)).rejects.toBe(refused)
  })

  it('to answer in time is timed out', async () => {
    const never: Transport = () => new Promise(() => undefined)
    expect((await refusal(get(never, { rules: { timeoutMilliseconds: 20 } }))).code).toBe('net.timeout')
  })

  it('is not asked where the caller has given up, and asked no more when the caller does', async () => {
    const { transport, asked } = worldOf({ [DOCUMENT]: {} })
    expect((await refusal(get(transport, { request: { signal: AbortSignal.abort() } }))).code).toBe('net.aborted')
    expect(asked).toEqual([])
    const controller = new AbortController()
    const never: Transport = () => new Promise(() => controller.abort())
    expect((await refusal(get(never, { request: { signal: controller.signal } }))).code).toBe('net.aborted')
  })
})
