import { printable } from '../printable.ts'
import { parseDateTime } from '../validity.ts'

const QUOTES = /["“”„‟«»‹›〝〞〟＂]/g
const PLAIN_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[\w.~:/?#[\]@!$&*+,;=%-]{1,199}$/

/**
 * A stranger's text between quotation marks, with none of its own: it cannot end the quotation and go on in our name.
 * Undefined where there is nothing to show.
 */
export function quoted(value: unknown): string | undefined {
  const clean = typeof value === 'string' ? strangersText(value) : ''
  return clean === '' ? undefined : `“${clean}”`
}

/** Without control and bidirectional characters, and no mark at the start that would change what stands before it. */
export function strangersText(value: string): string {
  return printable(value)
    .replace(/^\p{M}+/u, '')
    .replace(QUOTES, "'")
    .trim()
}

/** A DID or URL as it is where it is plain, between quotation marks where it could be read as more than that. */
export function uri(value: unknown): string | undefined {
  return typeof value === 'string' && PLAIN_URI.test(value) && value.length <= 200 ? value : quoted(value)
}

/** Whose address it is comes first: the host, in the form that shows look-alike letters, then the whole of it. */
export function issuerAddress(value: unknown): string | undefined {
  const whole = uri(value)
  if (typeof value !== 'string' || !/^https?:/i.test(value) || !URL.canParse(value)) return whole
  const { host } = new URL(value)
  return whole === undefined ? host : `${host} (${whole})`
}

/** Fills the places of a template in one pass, so that a filled-in text is never taken for a template. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? place) : place,
  )
}

/** What a date is made of, in UTC. */
export interface CalendarTime {
  readonly year: number
  /** 0 to 11. */
  readonly month: number
  readonly day: number
  /** `09:00`, or `09:00:30` where there are seconds. */
  readonly clock: string
}

/** Reads a dateTimeStamp; undefined where it is none, or of a year that calendars do not reach. */
export function calendarTime(value: unknown): CalendarTime | undefined {
  const time = typeof value === 'string' ? parseDateTime(value) : undefined
  const date = new Date(time ?? Number.NaN)
  if (Number.isNaN(date.getTime())) return undefined
  const [hour, minute, second] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map((part) =>
    String(part).padStart(2, '0'),
  )
  const clock = second === '00' ? `${hour}:${minute}` : `${hour}:${minute}:${second}`
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate(), clock }
}

/** A name or a JSON Pointer as it is where it cannot be taken for a sentence, else between quotation marks. */
export function token(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w:./~@#$-]{1,200}$/.test(value) ? value : quoted(value)
}
