import { blockedAddress, type Transport } from './guarded-fetch.ts'

/**
 * Requests over a `fetch` that the caller gave. Addresses cannot be seen from there: only what the host says of itself
 * is checked.
 */
export function fetchTransport(fetch: typeof globalThis.fetch): Transport {
  return async (url, { accept, needs, signal }) => {
    if (/(?:^|\.)localhost\.?$/.test(url.hostname)) throw blockedAddress(url.hostname, needs)
    const response = await fetch(url.href, {
      method: 'GET',
      headers: { accept },
      redirect: 'manual',
      signal,
      ...(sendsCookies() && { credentials: 'omit' }),
    })
    // A browser hides where a redirect leads, and a `fetch` that was wrapped may have followed it.
    const redirected = response.type === 'opaqueredirect' || response.redirected
    return {
      status: redirected ? 302 : response.status,
      header: (name) => (redirected ? undefined : (response.headers.get(name) ?? undefined)),
      body: chunks(response.body, signal),
    }
  }
}

/** Some runtimes without cookies refuse the option that switches them off. */
function sendsCookies(): boolean {
  return typeof Request === 'function' && 'credentials' in Request.prototype
}

async function* chunks(body: ReadableStream<Uint8Array> | null, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (body === null) return
  const reader = body.getReader()
  const cancel = () => void reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    cancel()
  }
}
