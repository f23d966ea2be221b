import { CHECK_NAMES, type CheckName, type ErrorCode, factsOf } from './codes.ts'
import type { Problem } from './errors.ts'

/**
 * What became of one check. `not-reached`: an earlier check made it pointless; `not-applicable`: the badge, or the
 * caller, gave it nothing to look at.
 */
export type Outcome = 'passed' | 'failed' | 'undecided' | 'not-reached' | 'not-applicable'

export type Verdict = 'valid' | 'invalid' | 'indeterminate'

/** The answer to one question. Each check adds its facts as data. */
export interface Check<O extends Outcome = Outcome> {
  readonly outcome: O
  readonly problems: readonly Problem[]
}

/** What decides the verdict: these always, and those that the caller asked for. */
const DECIDING: readonly CheckName[] = ['read', 'schema', 'proof', 'validity', 'status', 'recipient', 'evidence']

/** The one function that turns checks into a verdict. */
export function verdictOf(checks: Readonly<Record<CheckName, Check>>): Verdict {
  let verdict: Verdict = 'valid'
  for (const name of DECIDING) {
    const { outcome } = checks[name]
    if (outcome === 'failed') return 'invalid'
    if (outcome === 'undecided' || outcome === 'not-reached') verdict = 'indeterminate'
  }
  return verdict
}

/** What the problems of a check make of it: failed before undecided before passed. Warnings and notes never decide. */
export function outcomeOf(problems: readonly Problem[]): 'passed' | 'failed' | 'undecided' {
  let outcome: 'passed' | 'undecided' = 'passed'
  for (const { code, severity } of problems) {
    if (severity !== 'error') continue
    const decided = factsOf(code).outcome
    if (decided === 'failed') return 'failed'
    if (decided === 'undecided') outcome = 'undecided'
  }
  return outcome
}

/** A check that was carried out, with its problems and its facts. */
export function checked<F extends object>(
  problems: readonly Problem[],
  facts: F,
): Check<'passed' | 'failed' | 'undecided'> & F {
  return { outcome: outcomeOf(problems), problems, ...facts }
}

/** A check that was not carried out. */
export function unchecked<O extends 'not-reached' | 'not-applicable'>(outcome: O): Check<O> {
  return { outcome, problems: [] }
}

/** All problems of a report in the order of its checks. */
export function problemsOf(checks: Readonly<Record<CheckName, Check>>): Problem[] {
  const problems: Problem[] = []
  for (const name of CHECK_NAMES) problems.push(...checks[name].problems)
  return problems
}

/** Whether a problem of this code is among them. */
export function hasProblem(problems: readonly Problem[], code: ErrorCode): boolean {
  return problems.some((problem) => problem.code === code)
}
