import { factsOf } from '../../src/codes.ts'
import type { Case } from './case.ts'
import type { Result } from './run.ts'

/** What went wrong with a case, where something did. */
export function faultsOf({ one, outcome, died }: Result): Faults {
  if (outcome === undefined) return { ...NONE, died: died ?? 'died' }
  const { verdict, errors, notes, thrown, unhandled, changed, requests } = outcome
  const isControl = one.code === undefined
  const wanted = one.code && (factsOf(one.code).outcome === 'failed' ? 'invalid' : 'indeterminate')
  const stray = requests.find((url) => !one.allowed.includes(url))
  const isNoted = one.note === undefined || notes.includes(one.note)
  return {
    ...NONE,
    ...(!isControl && verdict === 'valid' && { accepted: 'valid' }),
    ...(isControl && verdict !== 'valid' && thrown === undefined && { refused: `${verdict}: ${errors.join(', ')}` }),
    ...(isControl && verdict === 'valid' && !isNoted && { refused: `${one.note} is not among ${notes.join(', ')}` }),
    ...(thrown !== undefined && { thrown }),
    ...(unhandled !== undefined && { thrown: `not handled: ${unhandled}` }),
    ...(changed !== undefined && { changed }),
    ...(stray !== undefined && { stray }),
    ...(!isControl &&
      !(verdict === wanted && isExactly(errors, one)) && {
        inexact: `${verdict}: ${errors.join(', ')} instead of ${one.code}`,
      }),
  }
}

/** The expected code, and no other than those that belong to it. */
function isExactly(errors: readonly string[], { code, beside = [] }: Case): boolean {
  return (
    errors.some((error) => error === code) && errors.every((error) => error === code || beside.includes(error as never))
  )
}

export interface Faults {
  readonly accepted: string | undefined
  readonly refused: string | undefined
  readonly thrown: string | undefined
  readonly died: string | undefined
  readonly changed: string | undefined
  readonly stray: string | undefined
  readonly inexact: string | undefined
}

const NONE: Faults = {
  accepted: undefined,
  refused: undefined,
  thrown: undefined,
  died: undefined,
  changed: undefined,
  stray: undefined,
  inexact: undefined,
}

/** One line a family, and one for all. */
export function tableOf(results: readonly Result[]): string {
  const families = new Map<string, Result[]>()
  for (const result of results) {
    const { family } = result.one
    families.set(family, [...(families.get(family) ?? []), result])
  }
  const attacks = results.filter(({ one }) => one.code !== undefined)
  const rows = [HEAD, ...[...families].map(([family, of]) => rowOf(family, of)), rowOf('all attacks', attacks)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n')
}

const HEAD = [
  'family',
  'cases',
  'accepted',
  'refused',
  'thrown',
  'died',
  'changed',
  'stray',
  'exact',
  'p50 ms',
  'p99 ms',
  'blocked ms',
]

function rowOf(family: string, results: readonly Result[]): string[] {
  const faults = results.map(faultsOf)
  const count = (name: keyof Faults): string => String(faults.filter((fault) => fault[name] !== undefined).length)
  const times = results.flatMap(({ outcome }) => (outcome ? [outcome.milliseconds] : [])).sort((a, b) => a - b)
  const blocked = Math.max(0, ...results.flatMap(({ outcome }) => (outcome ? [outcome.blocked] : [])))
  return [
    family,
    String(results.length),
    count('accepted'),
    count('refused'),
    count('thrown'),
    count('died'),
    count('changed'),
    count('stray'),
    results.every(({ one }) => one.code === undefined) ? '' : `${(exactShare(results) * 100).toFixed(1)}%`,
    quantile(times, 0.5).toFixed(1),
    quantile(times, 0.99).toFixed(1),
    blocked.toFixed(0),
  ]
}

/** Of the attacks, the share that gave the expected code and no other. */
export function exactShare(results: readonly Result[]): number {
  const attacks = results.filter(({ one }) => one.code !== undefined)
  return attacks.filter((result) => faultsOf(result).inexact === undefined).length / attacks.length
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
