import type { Io } from '../io.ts'

/** A bar with how far it is, how fast, and how long it will take; on a terminal only. */
export interface RateProgress {
  show(done: number, total: number): Promise<void>
  /** Makes room for other output. */
  clear(): Promise<void>
}

/** Milliseconds between two drawings. */
const STEP = 100
/** Drawings over which the rate is measured: about five seconds. */
const SAMPLES = 50

/**
 * @param clock - Milliseconds, from any beginning.
 */
export function createRateProgress({ stderr }: Io, clock: () => number = () => performance.now()): RateProgress {
  const samples: { readonly at: number; readonly done: number }[] = []
  return {
    async show(done, total) {
      if (!stderr.isTerminal) return
      const at = clock()
      const last = samples.at(-1)
      if (last !== undefined && at - last.at < STEP && done < total) return
      samples.push({ at, done })
      if (samples.length > SAMPLES) samples.shift()
      await stderr.write(`\r\x1b[K${lineOf(done, total, rateOf(samples))}`)
    },
    async clear() {
      if (stderr.isTerminal && samples.length > 0) await stderr.write('\r\x1b[K')
    },
  }
}

/** A second, or undefined where nothing can be said yet. */
function rateOf(samples: readonly { readonly at: number; readonly done: number }[]): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined || last.at <= first.at || last.done <= first.done) return undefined
  return ((last.done - first.done) * 1000) / (last.at - first.at)
}

function lineOf(done: number, total: number, rate: number | undefined): string {
  const full = Math.round((done / Math.max(total, 1)) * 20)
  const bar = `[${'#'.repeat(full)}${'.'.repeat(20 - full)}] ${done} of ${total}`
  if (rate === undefined) return bar
  return `${bar}, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second, ${timeOf((total - done) / rate)} left`
}

function timeOf(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.ceil(whole / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
