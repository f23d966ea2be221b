import type { ErrorCode, Severity } from '../codes.ts'
import { createProblem, type Problem } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { Door } from './door.ts'
import { type Place, pointerOf } from './place.ts'

export interface Details {
  readonly hint?: string | undefined
  readonly section?: string | undefined
  readonly severity?: Severity | undefined
}

/** A stranger decides how many words are wrong and how many there are to choose from; so many are compared. */
const MAX_GUESSES = 100
const MAX_CANDIDATES = 60

/** What has been found so far in one document. */
export interface Findings {
  readonly problems: Problem[]
  add(code: ErrorCode, place: Place | undefined, message: string, details?: Details): void
  /** The candidate that a word most likely meant. */
  guess(word: string, candidates: Iterable<string>): string | undefined
}

export function createFindings(): Findings {
  const problems: Problem[] = []
  let guesses = 0
  return {
    problems,
    add: (code, place, message, details = {}) => {
      problems.push(createProblem(code, message, { pointer: pointerOf(place), ...details }))
    },
    guess: (word, candidates) => (guesses++ < MAX_GUESSES ? nearest(word, firstOf(candidates)) : undefined),
  }
}

function* firstOf(candidates: Iterable<string>): Generator<string> {
  let count = 0
  for (const candidate of candidates) {
    if (count++ === MAX_CANDIDATES) return
    yield candidate
  }
}

/** A rule whose breach disproves nothing is an error for who issues and a warning for who reads. */
export function softened(door: Door): Severity {
  return door.strict ? 'error' : 'warning'
}

/** Text of a document in a message: quoted, and cut. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value)
  return Array.isArray(value) ? 'an array' : 'an object'
}

/** `"a", "b" or "c"`. */
export function listed(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`)
  const last = quoted.pop() ?? ''
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`
}

export function article(word: string): string {
  return /^[AEIO]/i.test(word) ? `an ${word}` : `a ${word}`
}
