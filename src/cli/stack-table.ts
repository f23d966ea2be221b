import { flatten, type RequirementProgress, type StackProgress } from '../stack/progress.ts'
import { line } from './output.ts'

const STATES = { satisfied: 'yes', undecided: 'undecided', missing: 'missing', 'not-needed': 'not needed' } as const

/** A row for each requirement: its name, how it stands, and by which file; below it what does not count, and why. */
export function stackTable({ requires }: StackProgress, files: readonly string[]): string {
  const rows = flatten(requires)
    .filter((row) => row !== requires || row.kind === 'credential')
    .map((row) => ({ row, name: `${indentOf(row.pointer)}${line(labelOf(row))}` }))
  const nameWidth = widest(rows.map(({ name }) => name))
  const stateWidth = widest(Object.values(STATES))
  return rows
    .flatMap(({ row, name }) => {
      const by = row.by === undefined ? '' : line(files[row.by.index] ?? '')
      const cells = `  ${name.padEnd(nameWidth)}  ${STATES[row.state].padEnd(stateWidth)}  ${by}`.trimEnd()
      return [cells, ...refusals(row, files)]
    })
    .map((text) => `${text}\n`)
    .join('')
}

function refusals({ pointer, state, refused = [] }: RequirementProgress, files: readonly string[]): string[] {
  if (state === 'not-needed') return []
  return refused.map(({ index, problems }) => {
    const why = problems.map(({ message }) => message).join(' ')
    return `  ${indentOf(pointer)}  ${line(`${files[index] ?? ''}: ${why}`)}`
  })
}

/** A group without a name is named by what it is. */
function labelOf({ name, kind, choose, of = [] }: RequirementProgress): string {
  if (kind === 'choice') return `${name ?? 'A choice'} (${choose} of ${of.length})`
  if (kind === 'stack') return `${name} (stack)`
  return name ?? 'All of'
}

/** As deep as the requirement stands in the definition; a member of a nested stack is deeper than the stack. */
function indentOf(pointer: string): string {
  const depth = pointer.split('/').filter((step) => /^\d+$/.test(step)).length
  return '  '.repeat(Math.max(0, depth - 1))
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length))
}
