import { createIssuer, type Issuer, issueCredential } from '../src/issue.ts'
import { checkRecipient } from '../src/recipient.ts'
import { assess } from '../src/stack/assess.ts'
import { candidateOf } from '../src/stack/candidate.ts'
import { verifyAll } from '../src/stack/evaluate.ts'
import { defineStack, evaluateStack, issueStack, type Stack } from '../src/stack/index.ts'
import type { JsonObject, SignedCredential } from '../src/types.ts'

/**
 * Stacks: a district's morning (50 teachers, eight badges each, three stacks) from nothing to answers, what solving
 * alone takes of it, and the largest stack that is solved. Prints medians of milliseconds. Run with
 * `npx tsx bench/run.ts stack.ts`.
 */

const NOW = '2026-06-01T12:00:00Z'
const TEACHERS = 50
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const achievementId = (name: string): string => `https://cce.example/achievements/${name}`

const issuer = await createIssuer({ name: 'Center for Collaborative Education' })
const stacks = stacksOf(issuer)
const roster = await rosterOf(issuer)

const whole = await measured(3, async () => {
  for (const { email, badges } of roster) {
    for (const stack of stacks) await evaluateStack(stack, badges, { now: NOW, recipient: { email } })
  }
})
const first = roster.find(({ badges }) => ['a', 'b', 'c'].every((name) => badges.some((badge) => badge.name === name)))
const candidates = await verifyAll(first?.badges ?? [], { now: NOW })
const isForRecipient = (credential: JsonObject): boolean =>
  checkRecipient(credential, { email: first?.email ?? '' }).outcome === 'passed'
const solving = await measured(200, async () => {
  for (const stack of stacks) assess(stack, candidates, { isForRecipient }, NOW)
})
const awarding = await measured(20, async () => {
  await issueStack(stacks[0] as Stack, first?.badges ?? [], issuer, {
    now: NOW,
    recipient: { email: first?.email ?? '' },
  })
})
const large = largest(issuer)
const many = candidates
  .flatMap(({ report }) => Array.from({ length: 8 }, () => report))
  .map((report, index) => {
    const credential = { ...report.credential, id: `urn:credential:${index}` }
    return candidateOf({ ...report, credential, source: { ...report.source, text: String(index) } }, index)
  })
const extreme = await measured(20, async () => {
  assess(large, many, { isForRecipient: () => true }, NOW)
})

const badges = roster.reduce((sum, one) => sum + one.badges.length, 0)
console.log(`${TEACHERS} teachers, ${badges} badges, ${stacks.length} stacks, all verified each time: ${shown(whole)}`)
console.log(`  that is ${shown(whole / (TEACHERS * stacks.length))} a teacher and stack`)
console.log(`solving alone, one teacher, ${stacks.length} stacks: ${shown(solving)}`)
console.log(`evaluating and issuing one stack: ${shown(awarding)}`)
console.log(`the largest stack, 4,096 combinations, ${many.length} credentials, incomplete: ${shown(extreme)}`)

function stacksOf({ profile }: Issuer): Stack[] {
  const one = (name: string) => ({ name, achievement: achievementId(name) })
  const define = (name: string, requires: object, others: object[] = []) => ({
    definition: {
      id: `urn:stack:${name}`,
      name,
      issuers: [profile.id],
      achievement: { id: achievementId(name), name, description: name, criteria: name },
      requires,
    },
    others,
  })
  const basic = define('basic', { all: ['a', 'b', 'c'].map(one) })
  const electives = { choose: 2, of: ['e', 'f', 'g', 'h'].map(one) }
  const all = [
    basic,
    define('electives', { all: [one('d'), electives] }),
    define('leading', { all: [{ stack: 'urn:stack:basic' }, one('d'), electives] }, [basic.definition]),
  ]
  return all.map(({ definition, others }) => defineStack(definition, { stacks: others }))
}

/** Nobody has the last of its achievements, so that every combination is tried. */
function largest({ profile }: Issuer): Stack {
  const slot = (index: number) => ({
    choose: 1,
    of: [0, 1].map((part) => ({
      name: `${index} ${part}`,
      achievement: achievementId(NAMES[(index + part) % NAMES.length] ?? ''),
    })),
  })
  const requires = {
    all: [
      ...Array.from({ length: 12 }, (_, index) => slot(index)),
      { name: 'none', achievement: achievementId('none') },
    ],
  }
  const achievement = { id: achievementId('large'), name: 'large', description: 'large', criteria: 'large' }
  return defineStack({ id: 'urn:stack:large', name: 'large', issuers: [profile.id], achievement, requires })
}

async function rosterOf(by: Issuer): Promise<{ readonly email: string; readonly badges: SignedCredential[] }[]> {
  const teachers = Array.from({ length: TEACHERS }, (_, index) => `teacher${index}@district${index % 7}.example`)
  return Promise.all(
    teachers.map(async (email, index) => ({
      email,
      badges: await Promise.all(
        NAMES.filter((_, at) => (index * 7 + at * 3) % 5 !== 0).map((name) =>
          issueCredential(
            {
              recipient: { email },
              achievement: {
                id: achievementId(name),
                name,
                description: `Shows ${name}.`,
                criteria: 'Three artifacts.',
              },
            },
            by,
            { now: new Date('2026-03-01T09:00:00Z') },
          ),
        ),
      ),
    })),
  )
}

/** The median of several runs, after one that is not counted. */
async function measured(runs: number, task: () => Promise<void>): Promise<number> {
  await task()
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    await task()
    times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0
}

function shown(milliseconds: number): string {
  return milliseconds < 10 ? `${milliseconds.toFixed(2)} ms` : `${Math.round(milliseconds)} ms`
}
