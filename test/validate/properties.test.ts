import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CODES } from '../../src/codes.ts'
import type { JsonObject } from '../../src/types.ts'
import { checkSchema, validateCredential } from '../../src/validate/index.ts'
import { badge, badgeV1 } from '../support/badges.ts'
import { CLASSES, type Doc, hosted, type Json, smallest } from '../support/corpus.ts'

/** Whether a pointer leads somewhere: what is missing is reported where it is missing. */
function resolves(pointer: string, document: unknown): boolean {
  let value = document
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false
    value = (value as Record<string, unknown>)[step]
  }
  return true
}

/** A good document of some class with some value in some place. */
function mutants(): fc.Arbitrary<Doc> {
  const base = fc.constantFrom(...CLASSES, 'badge', 'badgeV1')
  return fc
    .tuple(base, fc.nat(), fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom('', [], {}, null)))
    .map(([name, at, value]) => {
      const document =
        name === 'badge' ? badge() : name === 'badgeV1' ? badgeV1() : hosted(name, smallest(name)).document
      const copy = structuredClone(document) as unknown as Doc
      const places = placesIn(copy)
      const [owner, key] = places[at % places.length] ?? [copy, 'id']
      ;(owner as Doc)[key] = value as Json
      return copy
    })
}

function placesIn(value: Json): [object, string][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => [[value, key] as [object, string], ...placesIn(member)])
}

describe('whatever it is given', () => {
  it('validateCredential answers and does not throw', () => {
    fc.assert(
      fc.property(
        fc.anything({ withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
        (value) => {
          expect(typeof validateCredential(value).valid).toBe('boolean')
        },
      ),
      { numRuns: 500 },
    )
  })

  it('both doors answer with problems that point into the document, by codes of the table', () => {
    fc.assert(
      fc.property(mutants(), (document) => {
        const problems = [...validateCredential(document).problems, ...checkSchema(document as JsonObject)]
        for (const { code, pointer, message } of problems) {
          expect(CODES).toHaveProperty([code])
          expect(message).not.toMatch(/undefined|\[object/)
          expect(resolves(pointer ?? '', document)).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('what issuing accepts, reading accepts', () => {
    fc.assert(
      fc.property(mutants(), (document) => {
        if (!validateCredential(document).valid) return
        expect(checkSchema(document as JsonObject).filter(({ severity }) => severity === 'error')).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it('problems come in the order of the document', () => {
    const first = { ...smallest('OpenBadgeCredential'), name: 1, description: 2 }
    const second = Object.fromEntries(Object.entries(first).reverse())
    const pointers = (document: unknown): unknown[] =>
      validateCredential(document).problems.map(({ pointer }) => pointer)
    expect(pointers(first)).toEqual(['/name', '/description'])
    expect(pointers(second)).toEqual(['/description', '/name'])
  })

  it('messages and hints show no text that could mislead who reads them', () => {
    const name = 'al\u202eignment\u001b[31m'
    const document = smallest('OpenBadgeCredential', { [name]: 1, id: `\u202e${'x'.repeat(5_000)}` })
    for (const { message, hint = '' } of validateCredential(document).problems) {
      for (const hidden of ['\u202e', '\u001b']) expect(message + hint).not.toContain(hidden)
      expect(message.length).toBeLessThan(700)
    }
  })

  it.each([
    ['a member named __proto__', JSON.parse('{"__proto__": {"type": ["OpenBadgeCredential"]}}')],
    ['a cycle', cycle()],
    [
      'an accessor',
      Object.defineProperty({}, 'type', {
        get: () => {
          throw new Error('read')
        },
        enumerable: true,
      }),
    ],
    [
      'a proxy',
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('read')
          },
        },
      ),
    ],
    ['a depth of 100,000', deep(100_000)],
  ])('%s is answered', (_, value) => {
    expect(validateCredential(value).valid).toBe(false)
  })
})

describe('junk', () => {
  const sizes = [1_000, 4_000]
  const many = <T>(n: number, make: (index: number) => T): T[] => Array.from({ length: n }, (_, index) => make(index))
  const inAchievement = (more: object): Doc =>
    smallest('AchievementSubject', { achievement: smallest('Achievement', more as Doc) })
  const level = (index: number): Doc => smallest('RubricCriterionLevel', { id: `urn:example:level-${index}` })
  const described = (n: number): Doc =>
    smallest('Achievement', {
      resultDescription: [
        smallest('ResultDescription', { id: 'urn:example:rd', rubricCriterionLevel: many(n, level) }),
      ],
    })

  it.each<[string, (n: number) => Doc]>([
    ['strangers in one object', (n) => inAchievement(Object.fromEntries(many(n, (i) => [`alignmen${i}`, i])))],
    ['items of another type', (n) => inAchievement({ alignment: many(n, () => 5) })],
    [
      'levels of one id',
      (n) => ({
        ...inAchievement({}),
        achievement: {
          ...described(0),
          resultDescription: [smallest('ResultDescription', { rubricCriterionLevel: many(n, () => level(0)) })],
        },
      }),
    ],
    [
      'results that name levels there are',
      (n) =>
        smallest('AchievementSubject', {
          achievement: described(n),
          result: many(n, (i) =>
            smallest('Result', { resultDescription: 'urn:example:rd', achievedLevel: `urn:example:level-${i}` }),
          ),
        }),
    ],
    [
      'results that name levels there are not',
      (n) =>
        smallest('AchievementSubject', {
          achievement: described(n),
          result: many(n, (i) => smallest('Result', { achievedLevel: `urn:example:lvel-${i}` })),
        }),
    ],
    ['a long text', (n) => inAchievement({ inLanguage: 'a-'.repeat(n * 20), image: { id: 'a'.repeat(n * 20) } })],
  ])('%s takes time in proportion to its size', (_, make) => {
    // The best of three on each side. Four times the size takes sixteen times as long where the work is quadratic.
    const [small = 0, large = 0] = sizes.map((size) => {
      const document = smallest('OpenBadgeCredential', { credentialSubject: make(size) }) as unknown as JsonObject
      return Math.min(...[1, 2, 3].map(() => timeOf(() => checkSchema(document))))
    })
    expect(large).toBeLessThan(Math.max(small, 10) * 10)
  })
})

/** Processor time in milliseconds, which does not grow when others keep the machine busy. */
function timeOf(run: () => void): number {
  const before = process.cpuUsage()
  run()
  return process.cpuUsage(before).user / 1000
}

function cycle(): object {
  const value: Record<string, unknown> = { type: ['OpenBadgeCredential'] }
  value.credentialSubject = value
  return value
}

function deep(depth: number): object {
  let value: Record<string, unknown> = {}
  for (let i = 0; i < depth; i++) value = { parentOrg: value }
  return { type: ['Profile'], ...value }
}
