import type { Case } from './case.ts'
import { CONTRADICTIONS } from './families/contexts.ts'
import { CONTROLS } from './families/controls.ts'
import { FAMILIES } from './families/index.ts'
import { LIMITS } from './families/limits.ts'
import { LOSSES } from './families/shape.ts'
import { type Change, type Control, type Fault, FORMS, type Form, forge, startWork } from './forge.ts'
import type { Parties } from './parties.ts'
import { type Random, randomFrom } from './random.ts'

interface Plan {
  readonly family: string
  readonly change: Change
  readonly form: Form
}

/**
 * Attacks, from a seed: every fault in every form that it can stand in, once a round, with other contents and other
 * places in each round, until there are enough. The last round is finished, so that all families grow alike.
 */
export async function* attacks(seed: number, least: number, parties: Parties): AsyncGenerator<Case> {
  const plans = Object.entries(FAMILIES).flatMap(([family, faults]) => plansOf(family, faults))
  yield* casesOf(plans, seed, least, parties)
}

/** Badges that must stay valid, from a seed. */
export async function* controls(seed: number, least: number, parties: Parties): AsyncGenerator<Case> {
  yield* casesOf(plansOf('controls', CONTROLS), seed, least, parties)
}

/**
 * What a worker is given before it is timed: a badge in every form, and what needs the slow reference implementation,
 * whose loading alone takes half a second.
 */
export async function warmUp(seed: number, parties: Parties): Promise<Case[]> {
  const [good] = CONTROLS
  const slow = LIMITS.filter(({ code }) => code === 'limit.canonicalization')
  const plans = plansOf('warm-up', [...(good ? [good] : []), ...LOSSES, ...CONTRADICTIONS, ...slow])
  const cases: Case[] = []
  for await (const one of casesOf(plans, seed, 1, parties)) cases.push(one)
  return cases
}

function plansOf(family: string, changes: readonly Change[]): Plan[] {
  return changes.flatMap((change) =>
    (change.forms ?? FORMS).flatMap((form) =>
      Array.from({ length: change.times ?? 1 }, () => ({ family, change, form })),
    ),
  )
}

async function* casesOf(plans: readonly Plan[], seed: number, least: number, parties: Parties): AsyncGenerator<Case> {
  const source = randomFrom(seed)
  for (let made = 0, round = 0; made < least; round++) {
    for (const [index, plan] of plans.entries()) {
      made++
      yield await caseOf(plan, source.fork(`${plan.family} ${index} ${round}`), parties)
    }
  }
}

async function caseOf({ family, change, form }: Plan, random: Random, parties: Parties): Promise<Case> {
  const work = startWork(random, form, change, parties)
  const input = await forge(work, change)
  const { entry, ask, contexts, world, allowed, content } = work
  const { code, beside, note } = change as Partial<Fault & Control>
  return {
    family,
    title: `${change.name} (${form.securing} in ${form.carrier}, ${content})`,
    entry,
    input,
    ask,
    contexts,
    world,
    allowed,
    code,
    ...(beside && { beside }),
    ...(note !== undefined && { note }),
  }
}
