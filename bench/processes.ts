import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { atMost, type Figure, rounded, type Section } from './figures.ts'
import { median } from './rounds.ts'

const run = promisify(execFile)
const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url))

/** What needs a process of its own. */
export async function measureProcesses(quick: boolean): Promise<Section[]> {
  return [
    { title: 'Starting', figures: await starting(quick ? 3 : 9) },
    { title: 'Batches', figures: await batches(quick ? 1_000 : 20_000, 1) },
    { title: 'Memory', figures: await memory(quick ? 2_000 : 100_000) },
  ]
}

async function starting(rounds: number): Promise<Figure[]> {
  const names = ['index', 'verifier', 'jwt', 'ecdsa-sd-2023', 'node'] as const
  const times = new Map<string, number[]>(names.map((name) => [name, []]))
  const firsts: number[][] = []
  for (let round = 0; round < rounds; round++) {
    for (const name of names) times.get(name)?.push(await child('import', name))
    firsts.push(await child('first'))
  }
  const took = (name: string): number => median(times.get(name) ?? [])
  const first = (at: number): string => `${rounded(median(firsts.map((one) => one[at] ?? Number.NaN)))} ms`
  return [
    atMost('import badgesmith', took('index'), 100, 'ms'),
    atMost('import badgesmith/verify', took('verifier'), 60, 'ms'),
    ...(['jwt', 'ecdsa-sd-2023', 'node'] as const).map((name) => ({
      what: `import badgesmith/${name}`,
      value: `${rounded(took(name))} ms`,
    })),
    { what: 'first badge issued in a fresh process, after the import', value: first(1) },
    { what: 'then verified for the first time', value: first(2) },
  ]
}

async function batches(count: number, rounds: number): Promise<Figure[]> {
  const rates = new Map<string, number[]>()
  const note = (name: string, rate: number): void => void rates.set(name, [...(rates.get(name) ?? []), rate])
  for (let round = 0; round < rounds; round++) {
    for (const workers of [0, 1, 2]) {
      const [steady = Number.NaN] = await child<number[]>('batch', count, workers)
      note(`issue ${workers}`, steady)
      note(`verify ${workers}`, await child('verifyMany', count, workers))
    }
    for (const workers of [0, 2]) note(`files ${workers}`, await child('files', count, workers))
  }
  const rate = (name: string): number => median(rates.get(name) ?? [])
  const figure = (what: string, name: string): Figure => ({ what, value: `${rounded(rate(name))} a second` })
  return [
    figure('issueBatch on this thread', 'issue 0'),
    figure('issueBatch, 1 worker', 'issue 1'),
    doubled('issueBatch, 2 workers', rate('issue 2'), rate('issue 1')),
    figure('verifyMany on this thread', 'verify 0'),
    figure('verifyMany, 1 worker', 'verify 1'),
    doubled('verifyMany, 2 workers', rate('verify 2'), rate('verify 1')),
    figure('runBatchJob, each badge a flushed file', 'files 0'),
    figure('runBatchJob, 2 workers', 'files 2'),
  ]
}

function doubled(what: string, two: number, one: number): Figure {
  const times = two / one
  return { what, value: `${rounded(two)} a second`, times, goal: { text: '≥ 1.7× of 1 worker', met: times >= 1.7 } }
}

async function memory(count: number): Promise<Figure[]> {
  const [early = Number.NaN, late = Number.NaN] = await child<number[]>('memory', count)
  const kept = await child<number>('kept')
  const rows = count.toLocaleString('en-US')
  return [
    {
      what: `heap after ${rows} rows of a batch`,
      value: `${rounded(late)} MiB`,
      beside: `${rounded(early)} MiB after a tenth of them`,
      goal: { text: 'flat', met: late - early < 16 },
    },
    { what: 'heap for a thousand badges that are kept', value: `${rounded(kept)} MiB` },
  ]
}

async function child<T = number>(...args: readonly (string | number)[]): Promise<T> {
  const { stdout } = await run(process.execPath, ['--expose-gc', CHILD, ...args.map(String)], { maxBuffer: 1_048_576 })
  return JSON.parse(stdout)
}
