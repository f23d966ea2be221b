import type { Case } from './case.ts'
import { type Answer, judge } from './judge.ts'

/** A case whose input can travel as JSON: bytes in base64. */
export interface Portable extends Omit<Case, 'input'> {
  readonly value?: unknown
  readonly bytes?: string
}

/** Runs in a page of a browser: judges cases one after the other. */
export async function run(cases: readonly Portable[]): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const { value, bytes, ...one } of cases) {
    const input = bytes === undefined ? value : Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))
    answers.push(await judge({ ...one, input: { value: input } }, []))
  }
  return answers
}
