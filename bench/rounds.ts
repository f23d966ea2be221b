/** Something that is timed beside others. */
export interface Contender {
  readonly name: string
  readonly run: () => unknown
}

/** What a race showed. */
export interface Race {
  /** Median microseconds of a run. */
  took(name: string): number
  /** How many times as long one takes as another: median over the rounds, since a slow moment slows a whole round. */
  ratio(slow: string, fast: string): number
}

/**
 * Times each contender in its stride. They take turns in one process, so that whatever slows the machine
 * slows all of them. A turn is as many runs as make a tenth of a second, and as many before them that are not counted:
 * after a contender that makes other garbage, anyone's first twentieth of a second takes twice as long as it goes on
 * taking. The median passes over interruptions.
 *
 * @param milliseconds - About how long the turns take; warming up takes half as long again for each contender.
 */
export async function race(contenders: readonly Contender[], milliseconds: number): Promise<Race> {
  const entrants: { contender: Contender; runs: number; times: number[] }[] = []
  for (const contender of contenders)
    entrants.push({ contender, runs: await warmUp(contender, milliseconds * 1.5), times: [] })
  const end = performance.now() + milliseconds
  for (let round = 0; round < 9 || performance.now() < end; round++) {
    for (const { contender, runs, times } of entrants) {
      await timeOf(contender, runs)
      times.push(await timeOf(contender, runs))
    }
  }
  const timesOf = (name: string): readonly number[] => {
    const entrant = entrants.find(({ contender }) => contender.name === name)
    if (!entrant) throw new Error(`${name} was not in the race`)
    return entrant.times
  }
  return {
    took: (name) => median(timesOf(name)),
    ratio: (slow, fast) => {
      const others = timesOf(fast)
      return median(timesOf(slow).map((time, round) => time / (others[round] ?? Number.NaN)))
    },
  }
}

/** Lets the compiler do its work, which takes seconds on a slow machine, and finds out how many runs make a turn. */
async function warmUp(contender: Contender, milliseconds: number): Promise<number> {
  const end = performance.now() + milliseconds
  let [runs, last] = [0, 0]
  while (runs < 3 || performance.now() < end) {
    last = await timeOf(contender, 1)
    runs++
  }
  return Math.max(1, Math.min(1_000, Math.round(100_000 / Math.max(last, 1))))
}

async function timeOf({ run }: Contender, runs: number): Promise<number> {
  const start = performance.now()
  for (let i = 0; i < runs; i++) await run()
  return ((performance.now() - start) * 1_000) / runs
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}
