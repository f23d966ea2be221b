import { OpenBadgesError } from '../errors.ts'
import type { DocumentLoader, LoadedDocument } from '../types.ts'
import type { LoaderAnswer, LoaderQuestion } from './messages.ts'

/** Answers what another thread asks of the loader. */
export function serveLoader(port: MessagePort, loader: DocumentLoader): void {
  const running = new Map<number, AbortController>()
  port.onmessage = async ({ data }: MessageEvent<LoaderQuestion>) => {
    if ('cancel' in data) {
      running.get(data.id)?.abort()
      return
    }
    const { id, url, ...request } = data
    const controller = new AbortController()
    running.set(id, controller)
    const answer = await answerTo(() => loader(url, { ...request, signal: controller.signal }))
    running.delete(id)
    port.postMessage({ id, ...answer })
  }
}

async function answerTo(load: () => Promise<LoadedDocument>): Promise<object> {
  try {
    return { loaded: await load() }
  } catch (error) {
    return error instanceof OpenBadgesError ? { problems: error.problems } : { error: String(error) }
  }
}

/** The loader of another thread, by the port to it. */
export function remoteLoader(port: MessagePort, contexts: DocumentLoader['contexts']): DocumentLoader {
  const waiting = new Map<number, (answer: LoaderAnswer) => void>()
  let asked = 0
  port.onmessage = ({ data }: MessageEvent<LoaderAnswer>) => {
    waiting.get(data.id)?.(data)
    waiting.delete(data.id)
  }
  const load: DocumentLoader = (url, { accept, maxBytes, signal } = {}) => {
    const id = ++asked
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        waiting.delete(id)
        port.postMessage({ id, cancel: true })
        reject(signal?.reason)
      }
      signal?.throwIfAborted()
      signal?.addEventListener('abort', cancel, { once: true })
      waiting.set(id, (answer) => {
        signal?.removeEventListener('abort', cancel)
        if ('loaded' in answer) resolve(answer.loaded)
        else reject('problems' in answer ? new OpenBadgesError(...answer.problems) : new Error(answer.error))
      })
      port.postMessage({
        id,
        url,
        ...(accept !== undefined && { accept }),
        ...(maxBytes !== undefined && { maxBytes }),
      })
    })
  }
  return contexts === undefined ? load : Object.assign(load, { contexts })
}
