import type { Tinypool } from 'tinypool'

/** Threads that run the functions of `worker.ts`. */
export interface Pool {
  readonly threads: number
  run<R>(name: string, message: unknown, transferList?: readonly MessagePort[]): Promise<R>
  /** Ends the threads, with whatever they are doing. */
  close(): Promise<void>
}

/** More than this is a mistake, not a machine. */
const MAX_THREADS = 256

/** @throws TypeError when it is no number of threads. */
export function assertThreads(workers: unknown): void {
  if (Number.isSafeInteger(workers) && Number(workers) >= 1 && Number(workers) <= MAX_THREADS) return
  throw new TypeError(
    `workers must be a number of threads from 1 to ${MAX_THREADS}; got ${typeof workers === 'string' ? JSON.stringify(workers) : String(workers)}`,
  )
}

/**
 * @param workerData - Given to each thread once. Secrets in it stay within the process.
 * @throws TypeError when `tinypool`, an optional peer, is not installed.
 */
export async function createPool(threads: number, workerData: unknown): Promise<Pool> {
  const TinypoolClass = await loadTinypool()
  const fromSource = import.meta.url.endsWith('.ts')
  const pool = new TinypoolClass({
    filename: new URL(fromSource ? './worker.ts' : './batch-worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    workerData,
    ...(fromSource && { execArgv: ['--import', typescriptLoader()] }),
  })
  return {
    threads,
    run: (name, message, transferList = []) => pool.run(message, { name, transferList: transferList as [] }),
    close: () => pool.destroy(),
  }
}

/** @throws TypeError when `tinypool`, an optional peer, is not installed. */
export async function assertThreadsInstalled(): Promise<void> {
  await loadTinypool()
}

/** The name is an argument so that bundlers for browsers, where nobody asks for threads, do not look for the package. */
async function loadTinypool(name = 'tinypool'): Promise<typeof Tinypool> {
  try {
    return (await import(name)).Tinypool
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new TypeError('workers: worker threads need the package tinypool. Install it: npm install tinypool', {
      cause: error,
    })
  }
}

/** For this repository only: a thread that runs from source reads TypeScript. */
function typescriptLoader(): string {
  const api = import.meta.resolve('tsx/esm/api')
  return `data:text/javascript,${encodeURIComponent(`import { register } from ${JSON.stringify(api)}; register()`)}`
}
