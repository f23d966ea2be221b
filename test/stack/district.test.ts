import { beforeAll, describe, expect, it } from 'vitest'
import { type Issuer, issueCredential } from '../../src/issue.ts'
import { checkRecipient } from '../../src/recipient.ts'
import { assess } from '../../src/stack/assess.ts'
import { verifyAll } from '../../src/stack/evaluate.ts'
import { defineStack, evaluateStack, type Stack } from '../../src/stack/index.ts'
import type { JsonObject, SignedCredential } from '../../src/types.ts'
import { issuerFrom, memberInput, NOW, requirement, stackOf } from '../support/stacks.ts'

/** What happened to a badge of one teacher, as the roster knows it. */
interface Earned {
  readonly name: string
  readonly fate: 'good' | 'expired' | 'forged' | 'undecided' | 'other issuer' | 'other person'
  readonly badge: SignedCredential
}

interface Teacher {
  readonly district: number
  readonly email: string
  readonly earned: readonly Earned[]
}

const SEED = 20_260_601
const TEACHERS = 50
const DISTRICTS = 7
const MEMBERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
/** Badges whose list nobody can read are undecided. */
const UNREAD = {
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: '1',
  statusListCredential: 'https://cce.example/status/9',
} as const

let teachers: readonly Teacher[]
let stacks: readonly { readonly stack: Stack; readonly isComplete: (has: (name: string) => boolean) => boolean }[]

beforeAll(async () => {
  const [issuer, other] = [await issuerFrom(1), await issuerFrom(2)]
  teachers = await rosterFrom(SEED, issuer, other)
  const basic = stackOf(issuer, { all: ['a', 'b', 'c'].map((name) => requirement(name)) })
  const choice = { choose: 2, of: ['e', 'f', 'g', 'h'].map((name) => requirement(name)) }
  const define = (name: string, requires: unknown) =>
    defineStack(
      stackOf(issuer, requires, {
        id: `urn:stack:${name}`,
        name,
        achievement: { id: `https://cce.example/achievements/${name}`, name, description: name, criteria: name },
      }),
      { stacks: [basic] },
    )
  const hasBasic = (has: (name: string) => boolean) => has('a') && has('b') && has('c')
  const hasChoice = (has: (name: string) => boolean) => ['e', 'f', 'g', 'h'].filter(has).length >= 2
  stacks = [
    { stack: defineStack(basic), isComplete: hasBasic },
    {
      stack: define('electives', { all: [requirement('d'), choice] }),
      isComplete: (has) => has('d') && hasChoice(has),
    },
    {
      stack: define('leading', { all: [{ stack: basic.id ?? '' }, requirement('d'), choice] }),
      isComplete: (has) => hasBasic(has) && has('d') && hasChoice(has),
    },
  ]
})

describe(`${TEACHERS} teachers of ${DISTRICTS} districts, seed ${SEED}`, () => {
  it('are complete, undecided and incomplete as a count by hand says, stack by stack and district by district', async () => {
    const found = new Map<string, number>()
    const expected = new Map<string, number>()
    for (const { district, email, earned } of teachers) {
      // What evaluateStack does, with one verification for all three stacks.
      const candidates = await verifyAll(badgesOf(earned), { now: NOW })
      const isForRecipient = (credential: JsonObject) => checkRecipient(credential, { email }).outcome === 'passed'
      for (const { stack, isComplete } of stacks) {
        const { status } = assess(stack, candidates, { isForRecipient }, NOW).progress
        count(found, `${district} ${stack.name} ${status}`)
        const has =
          (...fates: string[]) =>
          (name: string) =>
            earned.some((one) => one.name === name && fates.includes(one.fate))
        const byHand = isComplete(has('good'))
          ? 'complete'
          : isComplete(has('good', 'undecided'))
            ? 'undecided'
            : 'incomplete'
        count(expected, `${district} ${stack.name} ${byHand}`)
      }
    }
    expect(Object.fromEntries([...found].sort())).toEqual(Object.fromEntries([...expected].sort()))
    const statuses = new Map<string, number>()
    for (const [key, number] of found) count(statuses, key.split(' ').at(-1) ?? '', number)
    expect([...statuses.values()].reduce((sum, number) => sum + number, 0)).toBe(TEACHERS * stacks.length)
    // The roster is one in which every answer is given many times.
    expect(
      Math.min(...['complete', 'undecided', 'incomplete'].map((status) => statuses.get(status) ?? 0)),
    ).toBeGreaterThan(8)
  })
})

describe('one teacher of each district', () => {
  it('gets the same answers from evaluateStack', async () => {
    for (const { email, earned } of teachers.slice(0, DISTRICTS)) {
      const [{ stack, isComplete } = { stack: undefined, isComplete: () => false }] = stacks
      const { status } = await evaluateStack(stack as Stack, badgesOf(earned), { now: NOW, recipient: { email } })
      const isGood = (name: string) => earned.some((one) => one.name === name && one.fate === 'good')
      expect(status === 'complete').toBe(isComplete(isGood))
    }
  })
})

const badgesOf = (earned: readonly Earned[]) => earned.map(({ badge }) => badge)

async function rosterFrom(seed: number, issuer: Issuer, other: Issuer): Promise<Teacher[]> {
  const random = randomFrom(seed)
  const roster: Teacher[] = []
  for (let number = 0; number < TEACHERS; number++) {
    const email = `teacher${number}@district${number % DISTRICTS}.example`
    const diligence = 0.55 + random() * 0.45
    const earned: Earned[] = []
    for (const name of MEMBERS) {
      if (random() > diligence) continue
      earned.push({ name, ...(await fatedBadge(name, email, random(), issuer, other)) })
    }
    roster.push({ district: number % DISTRICTS, email, earned })
  }
  return roster
}

async function fatedBadge(
  name: string,
  email: string,
  chance: number,
  issuer: Issuer,
  other: Issuer,
): Promise<Pick<Earned, 'fate' | 'badge'>> {
  const issue = (changes: object, by = issuer) =>
    issueCredential(memberInput(name, { recipient: { email }, ...changes }), by, {
      now: new Date('2026-03-01T09:00:00Z'),
    })
  if (chance < 0.84) return { fate: 'good', badge: await issue({}) }
  if (chance < 0.86) return { fate: 'expired', badge: await issue({ validUntil: '2026-05-31T23:59:59Z' }) }
  if (chance < 0.88) return { fate: 'other issuer', badge: await issue({}, other) }
  if (chance < 0.9) return { fate: 'other person', badge: await issue({ recipient: { email: `not-${email}` } }) }
  if (chance < 0.92) return { fate: 'forged', badge: { ...(await issue({})), name: 'Forged' } }
  return { fate: 'undecided', badge: await issue({ status: UNREAD }) }
}

function count(counts: Map<string, number>, key: string, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}

/** A small generator of pseudo-random numbers (mulberry32), so that the roster is the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
