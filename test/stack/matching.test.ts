import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OpenBadgesError } from '../../src/errors.ts'
import { assess, type Whose } from '../../src/stack/assess.ts'
import { candidateOf } from '../../src/stack/candidate.ts'
import { planOf, sizeOf } from '../../src/stack/combinations.ts'
import type { Requirement, Stack } from '../../src/stack/definition.ts'
import { defineStack } from '../../src/stack/index.ts'
import { isComplete, maximumMatching, solve } from '../../src/stack/matching.ts'
import { flatten, type StackProgress } from '../../src/stack/progress.ts'
import type { JsonObject } from '../../src/types.ts'
import { NOW, reportFor } from '../support/stacks.ts'

/** One credential of the small world in which everything can be tried out. */
interface Token {
  readonly achievement: string
  readonly issuer: string
  readonly person: string
  readonly verdict: 'valid' | 'indeterminate' | 'invalid'
}

const ACHIEVEMENTS = ['urn:a:1', 'urn:a:2', 'urn:a:3', 'urn:a:4']
const ISSUERS = ['did:example:one', 'did:example:two']
const ME = 'did:example:me'

const token = (people: readonly string[] = [ME]) =>
  fc.record<Token>({
    achievement: fc.constantFrom(...ACHIEVEMENTS),
    issuer: fc.constantFrom(...ISSUERS),
    person: fc.constantFrom(...people),
    verdict: fc.constantFrom('valid', 'valid', 'valid', 'indeterminate', 'invalid'),
  })
const tokens = (people?: readonly string[]) => fc.array(token(people), { maxLength: 6 })

const leaf = fc
  .record({
    achievement: fc.constantFrom(...ACHIEVEMENTS),
    issuers: fc.subarray(ISSUERS, { minLength: 1 }),
    also: fc.option(fc.constantFrom(...ACHIEVEMENTS), { nil: undefined }),
  })
  .map(({ achievement, issuers, also }) => ({
    name: achievement,
    achievement,
    issuers,
    ...(also !== undefined && { equivalents: { achievements: [also] } }),
  }))

const { requirement } = fc.letrec<{ requirement: object; all: object; choice: object; stack: object }>((tie) => ({
  requirement: fc.oneof({ maxDepth: 2 }, leaf, tie('all'), tie('choice'), tie('stack')),
  all: fc.array(tie('requirement'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
  choice: fc
    .array(tie('requirement'), { minLength: 1, maxLength: 3 })
    .chain((of) => fc.integer({ min: 1, max: of.length }).map((choose) => ({ choose, of }))),
  stack: tie('requirement').map((requires) => ({ stack: definition(requires, 'inner', 'urn:a:4') })),
}))

/** What is small enough to be tried out in full. A stack within itself is refused, and tested elsewhere. */
const stack = requirement
  .filter((one) => countOf(one) <= 6)
  .map((requires) => defined(definition(requires, 'outer', 'urn:a:outer')))
  .filter((one) => one !== undefined)

function defined(value: object): Stack | undefined {
  try {
    return defineStack(value)
  } catch (error) {
    if (error instanceof OpenBadgesError) return undefined
    throw error
  }
}

function definition(requires: object, name: string, achievement: string): object {
  return {
    id: `urn:stack:${name}`,
    name,
    issuers: ISSUERS.slice(0, 1),
    achievement: { id: achievement, name, description: name, criteria: name },
    requires,
  }
}

function countOf(one: object): number {
  return JSON.stringify(one).split('"achievement":"').length + JSON.stringify(one).split('"stack"').length - 2
}

function credentialOf({ achievement, issuer, person }: Token, number: number): JsonObject {
  return {
    id: `urn:credential:${number}`,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: { id: issuer },
    validFrom: '2026-03-01T09:00:00Z',
    credentialSubject: { id: person, achievement: { id: achievement, name: achievement } },
  }
}

const forMe: Whose = {
  isForRecipient: (credential) => (credential.credentialSubject as JsonObject).id === ME,
}

function progressOf(
  of: Stack,
  list: readonly (Token & { readonly number?: number })[],
  whose: Whose = forMe,
): StackProgress {
  const candidates = list.map((one, index) =>
    candidateOf(reportFor(credentialOf(one, one.number ?? index), one.verdict), index),
  )
  return assess(of, candidates, whose, NOW).progress
}

/** All ways to fill a requirement, places left empty included: which tokens are used, how many are filled, of how many. */
type Way = { readonly used: number; readonly filled: number; readonly needed: number }

function waysOf(of: Requirement, list: readonly Token[], fits: (token: Token) => boolean): Way[] {
  if ('stack' in of) {
    const { name, achievement, issuers, requires } = of.stack
    const own = { name, achievement: achievement.id, issuers, expired: 'does-not-count' as const }
    return [...waysOf(own, list, fits), ...waysOf(requires, list, fits)]
  }
  if ('all' in of)
    return of.all.map((part) => waysOf(part, list, fits)).reduce(joined, [{ used: 0, filled: 0, needed: 0 }])
  if ('choose' in of) {
    const parts = of.of.map((part) => waysOf(part, list, fits))
    const subsets = Array.from({ length: 2 ** parts.length }, (_, mask) =>
      parts.filter((__, index) => mask & (1 << index)),
    )
    return subsets
      .filter((subset) => subset.length === of.choose)
      .flatMap((subset) => subset.reduce(joined, [{ used: 0, filled: 0, needed: 0 }]))
  }
  const filling = list.flatMap((one, index) => {
    const isEquivalent = of.equivalents?.achievements?.some(({ achievement }) => achievement === one.achievement)
    const isAccepted = of.issuers.includes(one.issuer) && (one.achievement === of.achievement || isEquivalent)
    return isAccepted && fits(one) ? [{ used: 1 << index, filled: 1, needed: 1 }] : []
  })
  return [{ used: 0, filled: 0, needed: 1 }, ...filling]
}

function joined(left: readonly Way[], right: readonly Way[]): Way[] {
  return left.flatMap((a) =>
    right.flatMap((b) =>
      (a.used & b.used) === 0
        ? [{ used: a.used | b.used, filled: a.filled + b.filled, needed: a.needed + b.needed }]
        : [],
    ),
  )
}

/** Complete first, then more filled, then fewer missing: everything is tried out. */
function bruteForce(of: Stack, list: readonly Token[]): Pick<StackProgress, 'status' | 'satisfied' | 'needed'> {
  const isMine = ({ person, verdict }: Token) => person === ME && verdict !== 'invalid'
  const ways = waysOf(of.requires, list, (one) => isMine(one) && one.verdict === 'valid')
  const rank = ({ filled, needed }: Way) => [filled === needed ? 1 : 0, filled, filled - needed]
  const [best = { used: 0, filled: 0, needed: 0 }] = ways.sort((a, b) => compareRanks(rank(b), rank(a)))
  if (best.filled === best.needed) return { status: 'complete', satisfied: best.filled, needed: best.needed }
  const possible = waysOf(of.requires, list, isMine).filter(({ filled, needed }) => filled === needed)
  if (possible.length === 0) return { status: 'incomplete', satisfied: best.filled, needed: best.needed }
  const sure = ({ used }: Way) => list.filter(({ verdict }, index) => used & (1 << index) && verdict === 'valid').length
  const [surest] = possible.sort((a, b) => sure(b) - sure(a))
  return { status: 'undecided', satisfied: surest ? sure(surest) : 0, needed: surest?.needed ?? 0 }
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

const RANK = { incomplete: 0, undecided: 1, complete: 2 }

/** The progress without what must differ when the same is presented in another order. */
function essence({ status, satisfied, needed, requires }: StackProgress): unknown {
  const bare = (value: unknown) =>
    JSON.parse(JSON.stringify(value, (name, part) => (name === 'index' ? undefined : part)))
  return bare({ status, satisfied, needed, requires })
}

describe('the matching', () => {
  it('gives up to another place what that place alone can use', () => {
    expect(maximumMatching([0, 1, 2], [[0, 1, 2], [0, 1], [0]])).toEqual(
      new Map([
        [0, 2],
        [1, 1],
        [2, 0],
      ]),
    )
  })

  it('takes the combination that comes furthest, not the first', () => {
    const solution = solve(
      [
        [0, 1],
        [2, 3],
      ],
      [[0], [], [1], [2]],
    )
    expect([isComplete(solution), solution.combination]).toEqual([true, [2, 3]])
  })

  it('fills as many places as trying everything out does', () => {
    fc.assert(
      fc.property(fc.array(fc.subarray([0, 1, 2, 3, 4]), { minLength: 1, maxLength: 5 }), (edges) => {
        const places = edges.map((_, index) => index)
        const best = (place: number, free: number[]): number =>
          place === edges.length
            ? 0
            : Math.max(
                best(place + 1, free),
                ...(edges[place] ?? [])
                  .filter((credential) => free.includes(credential))
                  .map(
                    (credential) =>
                      1 +
                      best(
                        place + 1,
                        free.filter((other) => other !== credential),
                      ),
                  ),
              )
        expect(maximumMatching(places, edges).size).toBe(best(0, [0, 1, 2, 3, 4]))
      }),
      { numRuns: 200 },
    )
  })

  it('lays out as many places and combinations as it counts', () => {
    fc.assert(
      fc.property(stack, ({ requires }) => {
        const { leaves, combinations } = planOf(requires)
        expect({ leaves: leaves.length, combinations: combinations.length }).toEqual(sizeOf(requires))
      }),
    )
  })
})

describe('the assessment of a stack', () => {
  it('says what trying out every assignment says', () => {
    fc.assert(
      fc.property(stack, tokens([ME, ME, ME, 'did:example:other']), (of, list) => {
        const { status, satisfied, needed } = progressOf(of, list)
        const expected = bruteForce(of, list)
        expect(status).toBe(expected.status)
        // Of several that are complete, which is shown is for the order of the definition to say.
        expect(satisfied).toBe(status === 'complete' ? needed : expected.satisfied)
        if (status === 'incomplete') expect(needed).toBe(expected.needed)
      }),
      { numRuns: 600 },
    )
  })

  it('uses no credential twice, and none that does not count', () => {
    fc.assert(
      fc.property(stack, tokens(), (of, list) => {
        const progress = progressOf(of, list)
        const filled = flatten(progress.requires).flatMap(({ by }) => by?.index ?? [])
        expect(new Set(filled).size).toBe(filled.length)
        expect(filled.every((index) => list[index]?.verdict !== 'invalid')).toBe(true)
        const counting = progress.presented.filter(({ counts }) => counts === 'yes').map(({ index }) => index)
        expect(counting.length).toBe(progress.satisfied)
      }),
      { numRuns: 200 },
    )
  })

  it('is never further back with a valid credential more', () => {
    fc.assert(
      fc.property(stack, tokens(), token(), (of, list, more) => {
        const before = progressOf(of, list)
        const after = progressOf(of, [...list, { ...more, verdict: 'valid' as const }])
        expect(RANK[after.status]).toBeGreaterThanOrEqual(RANK[before.status])
        if (after.status === before.status && after.status !== 'complete')
          expect(after.satisfied).toBeGreaterThanOrEqual(before.satisfied)
      }),
      { numRuns: 300 },
    )
  })

  it('is never further back with a valid credential more, where nobody says whose they are', () => {
    fc.assert(
      fc.property(
        stack,
        tokens(['did:example:p', 'did:example:q']),
        token(['did:example:p', 'did:example:q']),
        (of, list, more) => {
          const nobody: Whose = { isForRecipient: undefined }
          const before = progressOf(of, list, nobody)
          const after = progressOf(of, [...list, { ...more, verdict: 'valid' as const }], nobody)
          expect(RANK[after.status]).toBeGreaterThanOrEqual(RANK[before.status])
          if (after.status === before.status && after.status !== 'complete')
            expect(after.satisfied).toBeGreaterThanOrEqual(before.satisfied)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is the same in every order, and with everything twice', () => {
    fc.assert(
      fc.property(stack, tokens([ME, 'did:example:other']), fc.infiniteStream(fc.nat()), (of, list, random) => {
        const numbered = list.map((one, number) => ({ ...one, number }))
        const shuffled = [...numbered, ...numbered]
          .map((one) => ({ one, at: random.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one)
        for (const whose of [forMe, { isForRecipient: undefined }]) {
          expect(essence(progressOf(of, shuffled.filter(isFirst), whose))).toEqual(
            essence(progressOf(of, numbered, whose)),
          )
          const twice = progressOf(of, shuffled, whose)
          const once = progressOf(of, numbered, whose)
          expect([twice.status, twice.satisfied, twice.needed]).toEqual([once.status, once.satisfied, once.needed])
        }
      }),
      { numRuns: 200 },
    )
  })

  it('is not helped by a credential of somebody else, nor by one of an issuer that is not accepted', () => {
    fc.assert(
      fc.property(stack, tokens(), token(), fc.boolean(), (of, list, more, isStranger) => {
        const useless = isStranger
          ? { ...more, person: 'did:example:other' }
          : { ...more, issuer: 'did:example:anybody' }
        const before = progressOf(of, list)
        const after = progressOf(of, [...list, useless])
        expect([after.status, after.satisfied, after.needed]).toEqual([before.status, before.satisfied, before.needed])
      }),
      { numRuns: 200 },
    )
  })

  it('is never complete with the credentials of two people, where one of them alone completes nothing', () => {
    fc.assert(
      fc.property(stack, tokens(['did:example:p', 'did:example:q']), (of, list) => {
        const together = progressOf(of, list, { isForRecipient: undefined })
        const alone = ['did:example:p', 'did:example:q'].map((person) =>
          progressOf(of, list, { isForRecipient: (one) => (one.credentialSubject as JsonObject).id === person }),
        )
        expect(together.status === 'complete').toBe(alone.some(({ status }) => status === 'complete'))
        expect(together.status !== 'complete' || together.satisfied === together.needed).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('solves the largest stack in no time', () => {
    const requires = {
      all: Array.from({ length: 12 }, (_, index) => ({
        choose: 1,
        of: [0, 1].map((part) => ({
          name: `${index} ${part}`,
          achievement: `urn:a:${(index + part) % 7}`,
          issuers: ISSUERS,
        })),
      })),
    }
    const largest = defineStack(definition(requires, 'large', 'urn:a:large'))
    const list = Array.from({ length: 100 }, (_, index) => ({
      achievement: `urn:a:${index % 6}`,
      issuer: ISSUERS[index % 2] ?? '',
      person: ME,
      verdict: 'valid' as const,
    }))
    const start = performance.now()
    expect(progressOf(largest, list).status).toBe('complete')
    expect(progressOf(largest, list.slice(0, 11)).status).toBe('incomplete')
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})

function isFirst(
  one: { readonly number: number },
  index: number,
  all: readonly { readonly number: number }[],
): boolean {
  return all.findIndex(({ number }) => number === one.number) === index
}
