import { createProblem, type Problem } from '../errors.ts'
import { groupPeople, type Person, personOf } from '../person.ts'
import { type Candidate, currentOf } from './candidate.ts'
import { type Leaf, type Plan, planOf } from './combinations.ts'
import type { Stack } from './definition.ts'
import { type Eligibility, type IsForRecipient, judge } from './eligibility.ts'
import { type Edges, isComplete, type Solution, solve, solveWithDoubt } from './matching.ts'
import {
  type CredentialReference,
  type PlaceProgress,
  type PresentedProgress,
  type RefusedCredential,
  requirementProgress,
  type StackProgress,
} from './progress.ts'

/** What was found out, with the credentials themselves. */
export interface Assessment {
  readonly progress: StackProgress
  readonly candidates: readonly Candidate[]
  /** What fills each place, in the order of the definition. */
  readonly filled: readonly { readonly leaf: Leaf; readonly candidate: Candidate }[]
}

/** The candidates that stand, in an order of their own, and what each is worth for each place. */
interface Table {
  readonly plan: Plan
  readonly candidates: readonly Candidate[]
  readonly cells: readonly (readonly (Eligibility | undefined)[])[]
}

interface Solved {
  readonly solution: Solution
  readonly status: StackProgress['status']
  /** What is beyond doubt: credentials that count, of one person. */
  readonly sure: Edges
  /** What doubt is left about those that count and are not known to be of that person. */
  readonly strangers: ReadonlySet<number>
}

/** What is known of the person. */
export interface Whose {
  readonly isForRecipient: IsForRecipient | undefined
  /** All that somebody who is believed says of one person, such as the subject of the stack's own credential. */
  readonly vouched?: Person
}

/** Solves a stack for credentials that are verified already. It takes no time and asks nobody. */
export function assess(stack: Stack, all: readonly Candidate[], whose: Whose, checkedAt: string): Assessment {
  const table = tableOf(planFor(stack), all, whose.isForRecipient)
  const solved = solveTable(table, whose)
  const { solution, status, sure } = solved
  const places = new Map<string, PlaceProgress>()
  const placeOf = new Map<Candidate, { readonly pointer: string; readonly isSure: boolean }>()
  const filled: { leaf: Leaf; candidate: Candidate }[] = []
  for (const [index, leaf] of table.plan.leaves.entries()) {
    const candidate = table.candidates[solution.assignment.get(index) ?? -1]
    if (candidate === undefined) continue
    const isSure = sure[index]?.includes(solution.assignment.get(index) ?? -1) ?? false
    places.set(leaf.pointer, { by: referenceTo(candidate), isSure })
    placeOf.set(candidate, { pointer: leaf.pointer, isSure })
    filled.push({ leaf, candidate })
  }
  const refusedAt = (pointer: string) => refusedFor(pointer, table, solved, placeOf)
  const presented = all.map((candidate) => presentedProgress(candidate, table, solved, placeOf))
  // Notes are about what is not needed, and stand with the credentials.
  const problems = presented.flatMap((one) => one.problems).filter(({ severity }) => severity !== 'note')
  return {
    filled,
    candidates: table.candidates,
    progress: {
      stack: { id: stack.id, name: stack.name },
      status,
      satisfied: [...places.values()].filter(({ isSure }) => isSure).length,
      needed: solution.combination.length,
      requires: requirementProgress(stack.requires, '/requires', (pointer) => places.get(pointer), refusedAt),
      presented,
      problems,
      needs: [...new Set(problems.flatMap(({ needs }) => needs ?? []))],
      checkedAt,
    },
  }
}

const plans = new WeakMap<Stack, Plan>()

/** A district asks about one stack for every teacher. */
function planFor(stack: Stack): Plan {
  const plan = plans.get(stack) ?? planOf(stack.requires)
  plans.set(stack, plan)
  return plan
}

/** The order of the candidates is their own, so that the order in which they were presented decides nothing. */
function tableOf(plan: Plan, all: readonly Candidate[], isForRecipient: IsForRecipient | undefined): Table {
  const candidates = [...currentOf(all)].sort((a, b) => compareText(a.key, b.key))
  const cells = plan.leaves.map(({ requirement }) =>
    candidates.map((candidate) => judge(candidate, requirement, isForRecipient)),
  )
  return { plan, candidates, cells }
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** First with what counts; where that is not enough, once more with what may count. */
function solveTable({ plan, candidates, cells }: Table, { isForRecipient, vouched }: Whose): Solved {
  const { combinations } = plan
  const counting = edgesOf(cells, ({ counts }) => counts === 'yes')
  const people = isForRecipient ? [counting] : edgesByPerson(counting, candidates, vouched)
  const [first = counting] = people
  let sure = first
  let solution = solve(combinations, first)
  for (const edges of people.slice(1)) {
    const other = solve(combinations, edges)
    if (!isFurther(other, solution)) continue
    sure = edges
    solution = other
  }
  const strangers = strangersOf(counting, sure)
  if (isComplete(solution)) return { solution, status: 'complete', sure, strangers }
  const possible = edgesOf(cells, ({ counts }) => counts !== 'no')
  const doubtful = solveWithDoubt(combinations, sure, possible)
  if (doubtful) return { solution: doubtful, status: 'undecided', sure, strangers }
  return { solution: withDoubt(solution, possible), status: 'incomplete', sure, strangers }
}

function edgesOf(cells: Table['cells'], isEdge: (cell: Eligibility) => boolean): Edges {
  return cells.map((row) => row.flatMap((cell, index) => (cell !== undefined && isEdge(cell) ? [index] : [])))
}

/**
 * The credentials of each person apart. Only those that count put people together: a badge that anybody can issue to
 * himself must not join two people.
 */
function edgesByPerson(counting: Edges, candidates: readonly Candidate[], vouched: Person | undefined): Edges[] {
  const used = [...new Set(counting.flat())].sort((a, b) => a - b)
  const people = used.map((index) => personOf(candidates[index]?.credential ?? {}))
  const groups = groupPeople(vouched ? [...people, vouched] : people)
  const groupOf = new Map(used.map((index, at) => [index, groups[at]]))
  return [...new Set(groupOf.values())].map((group) =>
    counting.map((row) => row.filter((index) => groupOf.get(index) === group)),
  )
}

function strangersOf(counting: Edges, sure: Edges): ReadonlySet<number> {
  const known = new Set(sure.flat())
  return new Set(counting.flat().filter((index) => !known.has(index)))
}

function isFurther(a: Solution, b: Solution): boolean {
  if (isComplete(a) !== isComplete(b)) return isComplete(a)
  if (a.assignment.size !== b.assignment.size) return a.assignment.size > b.assignment.size
  return a.combination.length < b.combination.length
}

/** Shows what may fill the places that are left, without moving what is beyond doubt. */
function withDoubt({ combination, assignment }: Solution, possible: Edges): Solution {
  const used = new Set(assignment.values())
  const filled = new Map(assignment)
  for (const place of combination) {
    const credential = filled.has(place) ? undefined : possible[place]?.find((index) => !used.has(index))
    if (credential === undefined) continue
    used.add(credential)
    filled.set(place, credential)
  }
  return { combination, assignment: filled }
}

export function referenceTo({ index, pointer, award }: Candidate): CredentialReference {
  return { index, ...(pointer !== undefined && { pointer }), ...award }
}

type PlaceOf = ReadonlyMap<Candidate, { readonly pointer: string; readonly isSure: boolean }>

/** Credentials for the achievement of a place that is empty, and why each does not fill it. */
function refusedFor(pointer: string, table: Table, { strangers }: Solved, placeOf: PlaceOf): RefusedCredential[] {
  const row = table.cells[table.plan.leaves.findIndex((leaf) => leaf.pointer === pointer)] ?? []
  return table.candidates.flatMap((candidate, index) => {
    const cell = row[index]
    if (cell === undefined) return []
    const problems = cell.counts === 'yes' ? elsewhere(index, strangers, placeOf.get(candidate)) : cell.problems
    return [{ ...referenceTo(candidate), problems }]
  })
}

function elsewhere(
  index: number,
  strangers: ReadonlySet<number>,
  place: { readonly pointer: string } | undefined,
): Problem[] {
  if (place !== undefined)
    return [createProblem('stack.used', 'It counts already, for another requirement.', { pointer: place.pointer })]
  return strangers.has(index) ? [unknownRecipient()] : [notRequired()]
}

function unknownRecipient(): Problem {
  return createProblem('stack.recipient_unknown', 'Nothing shows that it belongs to the same person as the others.', {
    hint: 'Say who the person is, with { recipient }.',
  })
}

function notRequired(message = 'It is not needed: the stack counts others.'): Problem {
  return createProblem('stack.not_required', message)
}

function presentedProgress(candidate: Candidate, table: Table, solved: Solved, placeOf: PlaceOf): PresentedProgress {
  const index = table.candidates.indexOf(candidate)
  const place = placeOf.get(candidate)
  const cells = table.cells.flatMap((row, at) => {
    const cell = row[index]
    return cell === undefined ? [] : [{ cell, pointer: table.plan.leaves[at]?.pointer }]
  })
  const about = (counts: PresentedProgress['counts'], problems: readonly Problem[], pointer?: string) => ({
    ...referenceTo(candidate),
    verdict: candidate.report.verdict,
    counts,
    ...(pointer !== undefined && { for: pointer }),
    problems,
  })
  if (place?.isSure) return about('yes', [], place.pointer)
  const here = cells.find(({ pointer }) => pointer === place?.pointer)?.cell.problems ?? []
  if (place) return about('maybe', solved.strangers.has(index) ? [unknownRecipient(), ...here] : here, place.pointer)
  if (candidate.standing === 'other') return about('no', [notBadge(candidate)])
  if (index === -1) return about('no', [superseded(candidate)])
  if (cells.some(({ cell }) => cell.counts === 'yes')) {
    return about('no', [solved.strangers.has(index) ? unknownRecipient() : notRequired()])
  }
  // Of several requirements that it could be for, the one that it is nearest to.
  const nearest = cells.reduce<readonly Problem[] | undefined>(
    (best, { cell }) => (best === undefined || cell.problems.length < best.length ? cell.problems : best),
    undefined,
  )
  return about('no', nearest ?? [notRequired('It is for an achievement that the stack does not ask for.')])
}

function superseded({ award }: Candidate): Problem {
  return createProblem('stack.superseded', 'It was presented twice, or a newer version of it was; it counts once.', {
    document: award.id,
  })
}

function notBadge({ report }: Candidate): Problem {
  if (report.kind === 'clr')
    return notRequired('It is a learner record; the credentials in it were looked at one by one.')
  const why = report.problems.find(({ severity }) => severity === 'error')
  return createProblem('stack.not_badge', why === undefined ? 'It is no badge.' : `It is no badge. ${why.message}`)
}
