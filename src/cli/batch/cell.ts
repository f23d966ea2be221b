import { createProblem, type Problem } from '../../errors.ts'
import { normalizeEmail } from '../../identity.ts'
import { nearest } from '../../nearest.ts'
import { printable } from '../../printable.ts'
import { isDate, parseDateTime } from '../../validity.ts'

/** What a cell means, or what is wrong with it. */
export type CellValue = { readonly value: unknown } | { readonly problem: Problem }

/** How a cell is read. */
export type CellKind = 'text' | 'email' | 'number' | 'firstMoment' | 'lastMoment' | 'links'

export function readCell(kind: CellKind, text: string, column: string): CellValue {
  if (kind === 'email') return emailIn(text, column)
  if (kind === 'number') return numberIn(text, column)
  if (kind === 'firstMoment') return momentIn(text, column, 'T00:00:00Z')
  if (kind === 'lastMoment') return momentIn(text, column, 'T23:59:59Z')
  if (kind === 'links') return { value: text.split(/\s+/).map((id) => ({ id })) }
  return { value: text }
}

function emailIn(text: string, column: string): CellValue {
  if (/^[^\s@]+@[^\s@]+$/.test(normalizeEmail(text))) return { value: text }
  return wrongCell(column, `"${printable(text, 80)}" is no email address`, 'Write it like teacher@district.example.')
}

function numberIn(text: string, column: string): CellValue {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return { value: Number(text) }
  return wrongCell(column, `"${printable(text, 40)}" is no number`, 'Write it like 1.5, without a unit.')
}

/** A day without a time is the whole day, in UTC. */
function momentIn(text: string, column: string, time: string): CellValue {
  if (isDate(text)) return { value: `${text}${time}` }
  if (parseDateTime(text) !== undefined) return { value: text }
  return wrongCell(column, `"${printable(text, 40)}" is no date`, 'Write it like 2026-05-15, or 2026-05-15T16:00:00Z.')
}

/** A result that the template describes, as the table names it. */
export interface ResultColumn {
  /** Id of the result description, as it stands in the template. */
  readonly id: string
  /** Whether only a number makes sense as its value. */
  readonly isNumber: boolean
  readonly levels: readonly { readonly id: string; readonly name: string }[]
}

/** A level by its name or id, whatever the case; else, where there are no levels, a value. */
export function readResult({ id, levels, isNumber }: ResultColumn, text: string, column: string): CellValue {
  if (levels.length === 0 && isNumber && !/^-?\d+(?:\.\d+)?%?$/.test(text)) {
    return wrongCell(column, `"${printable(text, 40)}" is no number`, 'Write it like 1.5, without a unit.')
  }
  if (levels.length === 0) return { value: { resultDescription: id, value: text } }
  const word = text.toLowerCase()
  const level = levels.find((one) =>
    [one.name, one.id, one.id.replace(/^.*#/, '')].some((name) => name.toLowerCase() === word),
  )
  if (level !== undefined) return { value: { resultDescription: id, achievedLevel: level.id } }
  const names = levels.map(({ name }) => name)
  const meant = nearest(text, names)
  const hint = meant === undefined ? `The levels are ${names.join(', ')}.` : `Did you mean "${meant}"?`
  return wrongCell(column, `"${printable(text, 40)}" is no level of it`, hint)
}

/** Nobody is to get the badge of somebody else, so a row that names nobody is not good. */
export function nobodyNamed([first = '', ...others]: readonly string[]): Problem {
  const names = [first, ...others].map((name) => printable(name, 80)).join(' and ')
  return createProblem('batch.cell', `${names} ${others.length === 0 ? 'is' : 'are'} empty.`, {
    hint: 'Say there whom the badge is for.',
  })
}

function wrongCell(column: string, what: string, hint: string): CellValue {
  return { problem: createProblem('batch.cell', `${printable(column, 80)}: ${what}.`, { hint }) }
}
