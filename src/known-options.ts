import { nearest } from './nearest.ts'

/**
 * Refuses an option that there is none of: somebody who misspells `recipient` must not be told that all is well.
 *
 * @throws TypeError naming the option, and the one that was probably meant; or for what is no object.
 */
export function assertKnownOptions(options: unknown, known: readonly string[], name = 'options'): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${name} must be an object with ${known.join(', ')}`)
  }
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue
    const meant = nearest(option, known)
    const advice = meant === undefined ? `There are ${known.join(', ')}.` : `Did you mean "${meant}"?`
    throw new TypeError(`${name} has no member "${option}". ${advice}`)
  }
}

/** @throws TypeError for a promise that was not awaited. */
export function assertAwaited(value: unknown, name: string): void {
  if (isPromise(value)) throw new TypeError(`${name} is a Promise: await it first`)
}

function isPromise(value: unknown): boolean {
  try {
    return value instanceof Promise
  } catch {
    // A proxy that throws at the question is no promise; whoever reads it will say what it is.
    return false
  }
}
