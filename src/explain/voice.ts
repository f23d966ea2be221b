import { printable } from '../printable.ts'
import type { Audience, Catalogue, Noun, PhraseName } from './catalogue.ts'
import { EN } from './en.ts'
import { ES } from './es.ts'
import { calendarTime, fill, quoted } from './text.ts'

/** Whom we speak to, in which language, and what we call the thing. */
export interface Voice {
  readonly catalogue: Catalogue
  readonly audience: Audience
  readonly noun: Noun
}

const CATALOGUES: Readonly<Record<string, Catalogue>> = { en: EN, es: ES }

/** @throws TypeError for a language that there are no words in: whoever asked for it would not read English instead. */
export function catalogueFor(locale: string): Catalogue {
  const catalogue = lookup(locale)
  if (catalogue) return catalogue
  throw new TypeError(
    `locale: there are no words for "${printable(locale, 40)}". There are en and es, with or without a region, such as es-MX.`,
  )
}

/** Whether there are words in the language of a locale. */
export function hasWordsFor(locale: string): boolean {
  return lookup(locale) !== undefined
}

/** BCP 47 lookup (RFC 4647 §3.4): `es-MX` is read as `es`. */
function lookup(locale: string): Catalogue | undefined {
  const [language = ''] = locale.toLowerCase().split(/[-_]/)
  return Object.hasOwn(CATALOGUES, language) ? CATALOGUES[language] : undefined
}

export function say(voice: Voice, name: PhraseName, values: Readonly<Record<string, string>> = {}): string {
  const phrase = voice.catalogue.phrases[name]
  return sayText(voice, typeof phrase === 'string' ? phrase : phrase[listenerOf(voice.audience)], values)
}

/** Fills a text of the catalogue that is not a phrase: the words of a code or of a step. */
export function sayText({ noun }: Voice, text: string, values: Readonly<Record<string, string>> = {}): string {
  return fill(text, { badge: noun.badge, Badge: noun.Badge, This: noun.This, ...values })
}

export function listenerOf(audience: Audience): 'holder' | 'others' {
  return audience === 'holder' ? 'holder' : 'others'
}

/** The day of a dateTimeStamp in UTC; what is malformed is shown as it stands, between quotation marks. */
export function day(voice: Voice, value: unknown): string | undefined {
  const time = calendarTime(value)
  if (time === undefined) return quoted(value)
  const month = voice.catalogue.months[time.month] ?? ''
  return say(voice, 'day', { day: String(time.day), month, year: String(time.year) })
}

/** Day and time of day in UTC, likewise. */
export function moment(voice: Voice, value: unknown): string | undefined {
  const time = calendarTime(value)
  const date = day(voice, value)
  return time === undefined || date === undefined ? date : say(voice, 'moment', { date, clock: time.clock })
}

/** A heading and a line each, at most `most` of them. Nothing where there are none. */
export function listed(voice: Voice, heading: PhraseName, items: readonly string[], most = 10): string[] {
  if (items.length === 0) return []
  const more = items.length > most ? [say(voice, 'more', { count: String(items.length - most) })] : []
  return [say(voice, heading), ...[...items.slice(0, most), ...more].map((item) => `- ${item}`)]
}
