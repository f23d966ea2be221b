import { type ErrorCode, factsOf, type Severity } from '../codes.ts'
import { createProblem, type Problem } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { printable } from '../printable.ts'
import type { Door } from './door.ts'
import { type Place, pointerOf } from './place.ts'

export interface Details {
  readonly hint?: string | undefined
  readonly section?: string | undefined
  readonly severity?: Severity | undefined
}

/**
 * Comparing two words takes the product of their lengths. A stranger decides how many words are wrong and how many there
 * are to choose from, so there is only so much of it: enough for some fifty misspelt names.
 */
const GUESSING = 150_000

/** Words for which there is a guess at all. */
const MAX_GUESSES = 16

/** Problems of one code and severity that are told one by one. A good deal more than anyone mends at a time. */
const MAX_TOLD = 100

/** Characters of a message or hint. */
const MAX_TEXT = 600

/** What has been found so far in one document. */
export interface Findings {
  /** The first hundred of each code and severity. */
  readonly problems: readonly Problem[]
  /** How many there are, told or not. */
  count(): number
  /** What is to be said of the others, one problem for each code and severity. */
  more(): Problem[]
  push(problem: Problem): void
  add(code: ErrorCode, place: Place | undefined, message: string, details?: Details): void
  /** The candidate that a word most likely meant. */
  guess(word: string, candidates: Iterable<string>): string | undefined
}

export function createFindings(): Findings {
  const problems: Problem[] = []
  const counts = new Map<string, { readonly code: ErrorCode; readonly severity: Severity; count: number }>()
  const guessed = new Set<string>()
  let left = GUESSING
  return {
    problems,
    count: () => [...counts.values()].reduce((sum, { count }) => sum + count, 0),
    more: () =>
      [...counts.values()].flatMap(({ code, severity, count }) =>
        count > MAX_TOLD ? [createProblem(code, `There are ${count - MAX_TOLD} more like these.`, { severity })] : [],
      ),
    push: (problem) => {
      if (isTold(problem.code, problem.severity)) problems.push(problem)
    },
    add: (code, place, message, { hint, severity = factsOf(code).severity, ...details } = {}) => {
      if (!isTold(code, severity)) return
      // Both quote names and values of a stranger's document.
      const texts = { hint: hint && printable(hint, MAX_TEXT) }
      problems.push(
        createProblem(code, printable(message, MAX_TEXT), {
          pointer: pointerOf(place),
          ...texts,
          severity,
          ...details,
        }),
      )
    },
    guess: (word, candidates) => {
      if (guessed.size < MAX_GUESSES) guessed.add(word)
      return guessed.has(word) ? nearest(word, affordable(word, candidates)) : undefined
    },
  }

  function isTold(code: ErrorCode, severity: Severity): boolean {
    const key = `${code} ${severity}`
    const entry = counts.get(key) ?? { code, severity, count: 0 }
    counts.set(key, entry)
    return ++entry.count <= MAX_TOLD
  }

  function* affordable(word: string, candidates: Iterable<string>): Generator<string> {
    for (const candidate of candidates) {
      // Even one whose length alone rules it out has to be looked at.
      left -= Math.abs(candidate.length - word.length) * 3 > word.length + 3 ? 1 : word.length * candidate.length
      if (left < 0) return
      yield candidate
    }
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
