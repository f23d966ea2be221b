import { createProblem, type Problem } from './errors.ts'
import { type Check, checked } from './report.ts'
import type { DateInput } from './types.ts'

/** When a credential is valid, as it says itself. */
export interface ValidityFacts {
  readonly validFrom?: string
  readonly validUntil?: string
}

export type ValidityCheck = Check<'passed' | 'failed' | 'undecided'> & ValidityFacts

/**
 * dateTimeStamp of XML Schema 1.1 Part 2, §3.4.28, which VC 2.0 (§4.9, "Validity Period") asks for: an offset is
 * required, at most 14 hours; `24:00:00` is the midnight that ends the day; there is no second 60, so a leap second is
 * not a dateTimeStamp; years have four digits or more.
 */
const DATE_TIME_STAMP = /^-?(?:[1-9]\d{3,7}|0\d{3})-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,64})?(?:Z|[+-]\d\d:\d\d)$/

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/

const MS_A_DAY = 86_400_000

/**
 * Milliseconds since 1970-01-01T00:00:00Z of a dateTimeStamp, or undefined where the text is none or names a day that
 * does not exist. Fractions beyond the millisecond are cut off.
 */
export function parseDateTime(text: string): number | undefined {
  if (!DATE_TIME_STAMP.test(text)) return undefined
  // Only the year and the fraction have lengths of their own; all else has its place before or behind them. Read there,
  // because every document has dates and a match with ten groups takes several times as long.
  const hyphen = text.indexOf('-', 1)
  const zone = text.endsWith('Z') ? text.length - 1 : text.length - 6
  const [year, month, day] = [Number(text.slice(0, hyphen)), twoDigits(text, hyphen + 1), twoDigits(text, hyphen + 4)]
  const hour = twoDigits(text, hyphen + 7)
  const minute = twoDigits(text, hyphen + 10)
  const second = twoDigits(text, hyphen + 13)
  const fraction = text.slice(hyphen + 15, zone)
  if (!isCalendarDay(year, month, day) || minute > 59 || second > 59) return undefined
  const endOfDay = hour === 24 && minute === 0 && second === 0 && Number(`0${fraction}`) === 0
  if (hour > 23 && !endOfDay) return undefined
  const isUtc = zone === text.length - 1
  const offsetMinutes = isUtc ? 0 : twoDigits(text, zone + 4)
  const offset = isUtc ? 0 : twoDigits(text, zone + 1) * 60 + offsetMinutes
  if (offset > 14 * 60 || offsetMinutes > 59) return undefined
  const local = daysFromCivil(year, month, day) * MS_A_DAY + ((hour * 60 + minute) * 60 + second) * 1000
  const ms = fraction === '' ? 0 : Number(fraction.slice(1, 4).padEnd(3, '0'))
  return local + ms - (text.charAt(zone) === '-' ? -offset : offset) * 60_000
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30
}

/**
 * A dateTimeStamp in UTC and whole seconds, as proofs have it; default now.
 *
 * @throws TypeError naming the parameter when it is neither a Date nor a dateTimeStamp.
 */
export function timestamp(date: DateInput | undefined, name: string): string {
  const time = date === undefined ? Date.now() : typeof date === 'string' ? parseDateTime(date) : date.getTime()
  if (time === undefined || Number.isNaN(time)) {
    throw new TypeError(`${name} must be a Date or a date and time with an offset, such as 2026-01-31T12:00:00Z`)
  }
  return `${new Date(time).toISOString().slice(0, -5)}Z`
}

/** Whether a text is a calendar day, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  const match = DATE.exec(text)
  return match !== null && isCalendarDay(Number(match[1]), Number(match[2]), Number(match[3]))
}

/** A dateTimeStamp that RFC 3339 has too: four digits of year and no hour 24. It is what we issue, as more can read it. */
export function isIssuableDateTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT(?!24)/.test(text) && parseDateTime(text) !== undefined
}

/**
 * Whether a credential is valid at a time. VC 2.0 names (`validFrom`, `validUntil`) and VC 1.1 names (`issuanceDate`,
 * `expirationDate`) are all read; where both stand, the narrower period counts, so that neither name hides the other.
 * A missing date sets no bound; whether it may be missing is for the schema to say.
 *
 * @param options.now - Milliseconds since the epoch.
 * @param options.skewSeconds - How far clocks may differ, at both ends.
 */
export function checkValidity(
  credential: Readonly<Record<string, unknown>>,
  options: { readonly now: number; readonly skewSeconds: number },
): ValidityCheck {
  const problems: Problem[] = []
  const skew = options.skewSeconds * 1000
  const starts = readDates(credential, ['validFrom', 'issuanceDate'], problems)
  const ends = readDates(credential, ['validUntil', 'expirationDate'], problems)
  const start = starts.reduce<ReadDate | undefined>((a, b) => (a === undefined || b.ms > a.ms ? b : a), undefined)
  const end = ends.reduce<ReadDate | undefined>((a, b) => (a === undefined || b.ms < a.ms ? b : a), undefined)
  if (start && end && end.ms < start.ms) {
    problems.push(
      createProblem('time.inverted', `It ends at ${end.text}, before it begins at ${start.text}.`, {
        pointer: `/${end.name}`,
        hint: `Put "${end.name}" after "${start.name}".`,
      }),
    )
  }
  if (start && options.now + skew < start.ms) {
    problems.push(
      createProblem('time.not_yet_valid', `It is valid from ${start.text} on, which has not come yet.`, {
        pointer: `/${start.name}`,
      }),
    )
  }
  if (end && options.now - skew > end.ms) {
    problems.push(createProblem('time.expired', `It was valid until ${end.text}.`, { pointer: `/${end.name}` }))
  }
  return checked(problems, {
    ...(start && { validFrom: start.text }),
    ...(end && { validUntil: end.text }),
  })
}

interface ReadDate {
  readonly name: string
  readonly text: string
  readonly ms: number
}

function readDates(
  credential: Readonly<Record<string, unknown>>,
  names: readonly string[],
  problems: Problem[],
): ReadDate[] {
  const dates: ReadDate[] = []
  for (const name of names) {
    const text = Object.hasOwn(credential, name) ? credential[name] : undefined
    if (text === undefined) continue
    const ms = typeof text === 'string' ? parseDateTime(text) : undefined
    if (typeof text === 'string' && ms !== undefined) dates.push({ name, text, ms })
    else problems.push(dateProblem(name, text, `/${name}`))
  }
  return dates
}

/** What is wrong with a date that is not a dateTimeStamp, and how to write it. */
export function dateProblem(name: string, found: unknown, pointer: string): Problem {
  const shown = typeof found === 'string' ? JSON.stringify(found.slice(0, 60)) : `a JSON ${jsonType(found)}`
  return createProblem('time.syntax', `"${name}" should be a date and time with an offset, but is ${shown}.`, {
    pointer,
    hint: typeof found === 'string' ? dateHint(name, found) : 'Write it like "2026-03-01T09:00:00Z".',
    section: 'Open Badges 3.0, Data Model, DateTimeZ',
  })
}

/** Ends, for which a day means all of it. */
const ENDS: readonly string[] = ['validUntil', 'expirationDate', 'activityEndDate', 'until']

function dateHint(name: string, text: string): string {
  if (isDate(text)) return `Add time and offset: "${text}${ENDS.includes(name) ? 'T23:59:59Z' : 'T00:00:00Z'}".`
  if (isIssuableDateTime(`${text}Z`)) return `Add the offset: "${text}Z" for UTC.`
  if (/:60(\.\d+)?(Z|[+-])/.test(text)) return 'There is no second 60 in a dateTimeStamp; write 59, or the next minute.'
  if (parseDateTime(text) !== undefined)
    return 'Write midnight as 00:00:00 of the next day, and years with four digits.'
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text))
    return 'Check day, time and offset; write it like "2026-03-01T09:00:00Z".'
  return 'Write it like "2026-03-01T09:00:00Z".'
}

function jsonType(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (month === 2) return day <= (isLeap ? 29 : 28)
  return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31)
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar. `Date` does it for fewer years and maps 0 to 99 elsewhere. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
