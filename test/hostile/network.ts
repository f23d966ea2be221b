import type { Route } from './case.ts'

/** A `fetch` for which a few routes are the internet, and which writes down everything that it is asked for. */
export function fetchFrom(world: Readonly<Record<string, Route>>, requests: string[]): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    requests.push(url)
    const route = Object.hasOwn(world, url) ? world[url] : undefined
    if (route === undefined) return new Response('nothing here', { status: 404 })
    return answer(route, init?.signal ?? undefined)
  }
}

async function answer(route: Route, signal: AbortSignal | undefined): Promise<Response> {
  const { fails, status = 200, location, type } = route
  if (fails === 'refused') throw Object.assign(new TypeError('fetch failed'), { code: 'ECONNREFUSED' })
  if (fails === 'silent') return untilAborted(signal)
  const headers = new Headers({ 'content-type': type ?? 'application/json' })
  if (location !== undefined) headers.set('location', location)
  if (fails === 'reset') return new Response(brokenBody(), { status, headers })
  if (fails === 'endless') return new Response(endlessBody(), { status, headers })
  const body = route.body ?? JSON.stringify(route.json)
  return new Response(typeof body === 'string' ? body : new Uint8Array(body), { status, headers })
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
  })
}

function brokenBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"id":'))
      controller.error(new Error('the connection was reset'))
    },
  })
}

function endlessBody(): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(65_536).fill(0x20)
  return new ReadableStream({ pull: (controller) => controller.enqueue(chunk.slice()) })
}
