import type { Case } from './case.ts'
import { CONTROLS } from './families/controls.ts'
import { ADDRESSES, BINDING, DIDS, MALLEABLE, PUBLISHED, WEAK } from './families/keys.ts'
import { BUDGETS, EVIDENCE, LINKS, LURES, PRESENTATIONS, RECIPIENTS } from './families/people.ts'
import { PNG_FAULTS, SVG_FAULTS } from './families/pictures.ts'
import { PROOF_OPTIONS, PROOF_SETS, PROOF_VALUES, TAMPERED } from './families/proofs.ts'
import { DUPLICATES, ENCODING, LIMITS, NAMES, NO_BADGE, NOT_PLAIN, SYNTAX_FAULTS } from './families/reading.ts'
import {
  ABBREVIATIONS,
  CLASSES_OUT_OF_PLACE,
  CONTEXTS,
  CONTRADICTIONS,
  GRAPH_ONLY,
  LOSSES,
  OTHER_WORDS,
  RESERVED,
} from './families/shape.ts'
import { STATUS_ENTRIES, STATUS_LISTS, STATUS_NETWORK, STATUS_SET } from './families/status.ts'
import { RULES, SCHEMA } from './families/structure.ts'
import { DATES } from './families/time.ts'
import { ALGORITHM_FAULTS, CLAIMS, HEADERS, KEY_SETS, PARTS } from './families/tokens.ts'
import { type Change, type Control, type Fault, FORMS, type Form, forge, startWork } from './forge.ts'
import type { Parties } from './parties.ts'
import { type Random, randomFrom } from './random.ts'

/** Every family of attacks, each breaking one rule at a time. */
export const FAMILIES: Readonly<Record<string, readonly Fault[]>> = {
  'no badge': NO_BADGE,
  encoding: ENCODING,
  syntax: SYNTAX_FAULTS,
  'duplicate names': DUPLICATES,
  'forbidden names': NAMES,
  'not plain': NOT_PLAIN,
  limits: LIMITS,
  contexts: [...CONTEXTS, ...CONTRADICTIONS],
  'other words': [...OTHER_WORDS, ...ABBREVIATIONS],
  'reserved members': [...RESERVED, ...CLASSES_OUT_OF_PLACE],
  'null and ids': GRAPH_ONLY,
  'unsigned members': LOSSES,
  schema: SCHEMA,
  rules: RULES,
  tampering: TAMPERED,
  'proof values': PROOF_VALUES,
  'proof options': PROOF_OPTIONS,
  'proof sets': PROOF_SETS,
  'key binding': BINDING,
  'key documents': PUBLISHED,
  addresses: ADDRESSES,
  'weak keys': WEAK,
  'malleable signatures': MALLEABLE,
  'key DIDs': DIDS,
  'JWT algorithms': ALGORITHM_FAULTS,
  'JWT headers': HEADERS,
  'JWT parts': PARTS,
  'JWT claims': CLAIMS,
  'JWK sets': KEY_SETS,
  'status set': STATUS_SET,
  'status entries': STATUS_ENTRIES,
  'status lists': STATUS_LISTS,
  'status network': STATUS_NETWORK,
  dates: DATES,
  PNG: PNG_FAULTS,
  SVG: SVG_FAULTS,
  presentations: PRESENTATIONS,
  recipients: RECIPIENTS,
  evidence: EVIDENCE,
  lures: LURES,
  links: LINKS,
  budgets: BUDGETS,
}

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
