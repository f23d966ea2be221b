import type { Race } from './rounds.ts'

/** One line of the result. */
export interface Figure {
  readonly what: string
  /** With its unit. */
  readonly value: string
  /** What it is compared with. */
  readonly beside?: string
  /** How many times as fast, or another ratio. */
  readonly times?: number
  /** What issue 6 asks for, and whether it is met. */
  readonly goal?: { readonly text: string; readonly met: boolean }
}

export interface Section {
  readonly title: string
  readonly figures: readonly Figure[]
}

/** @param names - Ours in the race, and theirs. */
export function faster(
  what: string,
  race: Race,
  [ours, theirs]: readonly [string, string],
  beside: string,
  least?: number,
): Figure {
  const times = race.ratio(theirs, ours)
  return {
    what,
    value: microseconds(race.took(ours)),
    beside: `${microseconds(race.took(theirs))} ${beside}`,
    times,
    ...(least !== undefined && { goal: { text: `≥ ${least}×`, met: times >= least } }),
  }
}

export function atMost(what: string, value: number, most: number, unit: string): Figure {
  return { what, value: `${rounded(value)} ${unit}`, goal: { text: `≤ ${most} ${unit}`, met: value <= most } }
}

export function microseconds(value: number): string {
  return value < 1_000 ? `${rounded(value)} µs` : `${rounded(value / 1_000)} ms`
}

export function rounded(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

/** For the terminal. */
export function textOf({ title, figures }: Section): string {
  const width = Math.max(...figures.map(({ what }) => what.length))
  const lines = figures.map(({ what, value, beside = '', times, goal }) => {
    const ratio = times === undefined ? '' : `${rounded(times)}×`
    const verdict = goal === undefined ? '' : `${goal.text} ${goal.met ? 'met' : 'MISSED'}`
    return `  ${what.padEnd(width)}  ${value.padStart(14)}  ${ratio.padStart(8)}  ${verdict.padEnd(18)} ${beside}`.trimEnd()
  })
  return [title, ...lines].join('\n')
}

/** For README. */
export function markdownOf(sections: readonly Section[], about: string): string {
  const rows = sections.flatMap(({ title, figures }) => [
    `| **${title}** | | | | |`,
    ...figures.map(({ what, value, beside = '', times, goal }) => {
      const ratio = times === undefined ? '' : `${rounded(times)}×`
      const aim = goal === undefined ? '' : `${goal.text}${goal.met ? '' : ' (missed)'}`
      return `| ${[what, value, beside, ratio, aim].join(' | ')} |`
    }),
  ])
  return [about, '', '| | here | beside | times | aim |', '|---|--:|--:|--:|---|', ...rows].join('\n')
}
