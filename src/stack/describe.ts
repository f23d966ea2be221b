import { isObject } from '../json.ts'
import { assertAwaited } from '../known-options.ts'
import { printable } from '../printable.ts'
import { flatten, type RequirementProgress, type StackProgress } from './progress.ts'

/**
 * Says in words how far somebody is with a stack: one sentence, and a line for each credential that stands in for a
 * requirement and does not count.
 *
 * @param progress - From `evaluateStack`.
 * @returns Plain text, in English.
 * @throws TypeError for what is no progress.
 *
 * @example
 * describeProgress(progress) // 'Basic Performance Assessment Design: 2 of 3. Rubric Design is still missing.'
 */
export function describeProgress(progress: StackProgress): string {
  assertProgress(progress)
  const lines = flatten(progress.requires).flatMap((requirement) =>
    (requirement.refused ?? []).flatMap((refused) => {
      if (requirement.state === 'not-needed') return []
      const why = refused.problems.map(({ message }) => printable(message)).join(' ')
      const name = printable(refused.name ?? refused.id ?? 'a credential', 120)
      return [`${nameOf(requirement)}: "${name}" does not count. ${why}`]
    }),
  )
  const doubts = progress.presented
    .filter(({ counts }) => counts === 'maybe')
    .map(({ name, id, problems }) => {
      const why = problems.map(({ message }) => printable(message)).join(' ')
      return `"${printable(name ?? id ?? 'A credential', 120)}" may count. ${why}`
    })
  return [`${printable(progress.stack.name)}: ${summaryOf(progress)}`, ...lines, ...doubts].join('\n')
}

function assertProgress(progress: unknown): void {
  assertAwaited(progress, 'progress')
  if (isObject(progress) && isObject(progress.requires) && Array.isArray(progress.presented)) return
  throw new TypeError('progress must be what evaluateStack returns')
}

/** The sentence alone. */
export function summaryOf({ status, satisfied, needed, requires }: StackProgress): string {
  const count = `${satisfied} of ${needed}`
  if (status === 'complete') return `complete, ${count}.`
  if (status === 'undecided') return `${count}. ${sentence(undecidedIn(requires), 'could not be decided')}`
  const missing = missingIn(requires)
  const undecided = undecidedIn(requires)
  const doubt = undecided.length === 0 ? '' : ` ${sentence(undecided, 'could not be decided')}`
  return `${count}. ${sentence(missing, missing.length === 1 ? 'is still missing' : 'are still missing')}${doubt}`
}

function sentence(names: readonly string[], verb: string): string {
  // Names keep their letters; only our own word begins the sentence with a capital.
  return `${joined(names, 'and').replace(/^one of /, 'One of ')} ${verb}.`
}

/** What is missing, in the words of the definition. */
function missingIn(requirement: RequirementProgress): string[] {
  const { kind, state, of = [] } = requirement
  if (state !== 'missing') return []
  if (kind === 'all') return of.flatMap(missingIn)
  if (kind === 'choice') return [choiceIn(requirement)]
  // Of a stack that is begun, what its members lack; of one that is not, the stack.
  const isBegun = flatten(requirement).some((part) => part !== requirement && part.by !== undefined)
  return kind === 'stack' && isBegun ? of.flatMap(missingIn) : [nameOf(requirement)]
}

function choiceIn({ choose = 1, of = [] }: RequirementProgress): string {
  const open = of.filter(({ state }) => state === 'missing')
  const left = choose - (of.length - open.length)
  const names = open.map((part) => (part.name === undefined && part.of ? joined(missingIn(part), 'and') : nameOf(part)))
  if (left === open.length) return joined(names, 'and')
  return `${left === 1 ? 'one' : left} of ${joined(names, 'or')}`
}

function undecidedIn(requirement: RequirementProgress): string[] {
  const { state, kind, by, of = [] } = requirement
  if (state === 'satisfied' || state === 'not-needed') return []
  if (by !== undefined || kind === 'credential') return state === 'undecided' ? [nameOf(requirement)] : []
  return of.flatMap(undecidedIn)
}

function nameOf({ name, pointer }: RequirementProgress): string {
  return printable(name ?? pointer, 120)
}

function joined(names: readonly string[], joint: 'and' | 'or'): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${joint} ${last}`
}
