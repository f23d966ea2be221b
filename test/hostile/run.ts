import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Case, Outcome } from './case.ts'

/** What came of a case, or that its worker had to be stopped. */
export type Result = { readonly one: Case } & (
  | { readonly outcome: Outcome; readonly died?: undefined }
  | { readonly outcome?: undefined; readonly died: string }
)

const HEAP_MEGABYTES = 256
const WATCHDOG_MILLISECONDS = 1000
/** Loading and compiling everything, on a machine that does other things too. */
const START_MILLISECONDS = 30_000

/** The worker as one file, beside the packages that it needs. */
async function bundle(): Promise<{ path: string; remove: () => Promise<void> }> {
  const { build } = await import('esbuild')
  const folder = await mkdtemp(fileURLToPath(new URL('../../node_modules/.hostile-', import.meta.url)))
  const path = `${folder}/worker.mjs`
  await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    outfile: path,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  })
  return { path, remove: () => rm(folder, { recursive: true, force: true }) }
}

/**
 * Judges cases in workers of 256 MiB. A case that takes longer than a second is tried once more alone in a new worker,
 * so that a busy machine is not taken for a slow verifier; then its worker counts as dead.
 */
export async function runCases(
  cases: AsyncIterable<Case>,
  warmUp: readonly Case[],
  workers = 2,
): Promise<{ results: Result[]; again: number }> {
  const { path, remove } = await bundle()
  const source = cases[Symbol.asyncIterator]()
  const results: Result[] = []
  let again = 0
  const lane = async (): Promise<void> => {
    let seat = await sit(path, warmUp)
    for (let next = await source.next(); !next.done; next = await source.next()) {
      const one = next.value
      let answer = await seat.ask(one, WATCHDOG_MILLISECONDS)
      if (typeof answer === 'string') {
        again++
        seat = await sit(path, warmUp)
        answer = await seat.ask(one, WATCHDOG_MILLISECONDS * crowding())
        if (typeof answer === 'string') seat = await sit(path, warmUp)
      }
      results.push(typeof answer === 'string' ? { one, died: answer } : { one, outcome: answer })
    }
    await seat.leave()
  }
  try {
    await Promise.all(Array.from({ length: workers }, lane))
    return { results, again }
  } finally {
    await remove()
  }
}

/** How many want each core: a second of a verifier takes that many seconds of the clock. */
function crowding(): number {
  return Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
}

interface Seat {
  /** The outcome, or what the worker died of. It is gone then. */
  ask(one: Case, milliseconds: number): Promise<Outcome | string>
  leave(): Promise<void>
}

async function sit(path: string, warmUp: readonly Case[]): Promise<Seat> {
  const worker = new Worker(path, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES } })
  let id = 0
  let settle: (message: { id: number; outcome: Outcome } | string) => void = () => {}
  worker.on('message', (message) => settle(message))
  worker.on('error', (error) => settle(String(error)))
  worker.on('exit', (code) => settle(`exited with ${code}`))
  const ask: Seat['ask'] = (one, milliseconds) =>
    new Promise((resolve) => {
      id++
      const asked = id
      const finish = (answer: Outcome | string): void => {
        clearTimeout(timer)
        settle = () => {}
        if (typeof answer === 'string') void worker.terminate()
        resolve(answer)
      }
      const timer = setTimeout(() => finish(`no answer in ${milliseconds} ms`), milliseconds)
      settle = (message) => {
        if (typeof message === 'string') finish(message)
        else if (message.id === asked) finish(message.outcome)
      }
      worker.postMessage({ id: asked, one })
    })
  for (const one of warmUp) {
    const answer = await ask(one, START_MILLISECONDS)
    if (typeof answer === 'string') throw new Error(`the worker does not start: ${answer}`)
  }
  return { ask, leave: async () => void (await worker.terminate()) }
}
