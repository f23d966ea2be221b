import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formatsPlugin from 'ajv-formats'
import { beforeAll, describe, expect, it } from 'vitest'
import { OpenBadgesError } from '../../src/errors.ts'
import type { Issuer } from '../../src/issue.ts'
import { defineStack } from '../../src/stack/index.ts'
import type { JsonObject } from '../../src/types.ts'
import { achievementId, issuerFrom, requirement, stackOf } from '../support/stacks.ts'

let issuer: Issuer
beforeAll(async () => {
  issuer = await issuerFrom(1)
})

const list = (count: number): JsonObject[] => Array.from({ length: count }, (_, index) => requirement(`m${index}`))
const group = (count: number, choose: number): JsonObject => ({ choose, of: list(count) })

/** The problems of a definition, as code and pointer. */
function problemsOf(definition: unknown, stacks: unknown[] = []): string[] {
  try {
    defineStack(definition, { stacks })
    return []
  } catch (error) {
    if (!(error instanceof OpenBadgesError)) throw error
    return error.problems.map(({ code, pointer, document }) => `${code} ${document ?? ''}${pointer ?? ''}`)
  }
}

describe('defineStack', () => {
  it('writes every default out, and takes what it returns', () => {
    const stack = defineStack(stackOf(issuer))
    expect(stack.ends).toBe('never')
    expect(stack.requires).toMatchObject({
      all: [{ name: 'a', issuers: [issuer.profile.id], expired: 'does-not-count' }, {}, {}],
    })
    expect(defineStack(JSON.parse(JSON.stringify(stack)))).toEqual(stack)
    expect(Object.isFrozen(stack.requires)).toBe(true)
  })

  it('leaves the definition as it was', () => {
    const definition = stackOf(issuer)
    const before = JSON.stringify(definition)
    defineStack(definition)
    expect(JSON.stringify(definition)).toBe(before)
  })

  it('puts a stack that is named by id into its place', () => {
    const inner = stackOf(issuer, undefined, {
      id: 'https://cce.example/stacks/inner',
      achievement: achievement('inner'),
    })
    const stack = defineStack(stackOf(issuer, { all: [{ stack: inner.id ?? '' }] }), { stacks: [inner] })
    expect(stack.requires).toMatchObject({ all: [{ stack: { id: inner.id, requires: { all: [{}, {}, {}] } } }] })
  })

  it.each([
    ['a missing name', { name: undefined }, 'schema.required '],
    ['an id that is no URI', { id: 'basic' }, 'schema.format /id'],
    ['a member that nothing reads', { require: {} }, 'schema.additional /require'],
    ['no issuer', { issuers: [] }, 'stack.unreachable /issuers'],
    ['an issuer twice', { issuers: ['did:example:a', 'did:example:a'] }, 'rule.unique_id /issuers/1'],
    ['another word for when it ends', { ends: 'never ever' }, 'schema.enum /ends'],
    [
      'an achievement without criteria',
      { achievement: { ...achievement('x'), criteria: undefined } },
      'schema.required /achievement',
    ],
    [
      'criteria that say nothing',
      { achievement: { ...achievement('x'), criteria: {} } },
      'rule.criteria /achievement/criteria',
    ],
    [
      'an achievement without id',
      { achievement: { ...achievement('x'), id: undefined } },
      'schema.required /achievement',
    ],
    ['no requirements', { requires: undefined }, 'schema.required '],
  ])('refuses %s, and says where', (_, changes, problem) => {
    expect(problemsOf(stackOf(issuer, undefined, changes))).toEqual([problem])
  })

  it.each<[string, unknown, string]>([
    ['a requirement that says nothing', {}, 'stack.requirement /requires'],
    ['a requirement that says two things', { all: list(1), choose: 1, of: list(1) }, 'stack.requirement /requires'],
    ['an empty group', { all: [] }, 'stack.empty /requires/all'],
    ['an empty choice', { choose: 1, of: [] }, 'stack.empty /requires/of'],
    ['a choice larger than its list', group(3, 4), 'stack.unreachable /requires/choose'],
    ['a choice of none', group(3, 0), 'schema.type /requires/choose'],
    ['a choice of half a credential', group(3, 0.5), 'schema.type /requires/choose'],
    ['a choice without a list', { choose: 1 }, 'schema.required /requires'],
    ['a requirement in an array', { all: [list(1)] }, 'schema.type /requires/all/0'],
    ['a requirement whose issuers are none', requirement('a', { issuers: [] }), 'stack.unreachable /requires/issuers'],
    ['a mistyped member', requirement('a', { issuer: 'did:example:a' }), 'schema.additional /requires/issuer'],
    ['a requirement without a name', { achievement: achievementId('a') }, 'schema.required /requires'],
    [
      'a date without a time',
      requirement('a', { awarded: { from: '2024-07-01' } }),
      'time.syntax /requires/awarded/from',
    ],
    [
      'a window that never opens',
      requirement('a', { awarded: { from: '2025-01-01T00:00:00Z', until: '2024-12-31T23:59:59Z' } }),
      'stack.unreachable /requires/awarded/until',
    ],
    [
      'a result that asks for nothing',
      requirement('a', { results: [{ result: '#x' }] }),
      'stack.requirement /requires/results/0',
    ],
    [
      'a result that asks for two things',
      requirement('a', { results: [{ result: '#x', level: 'High', value: 3 }] }),
      'stack.requirement /requires/results/0',
    ],
    ['results that are none', requirement('a', { results: [] }), 'schema.type /requires/results'],
    ['its own achievement', { all: [requirement('basic')] }, 'stack.cycle /requires/all/0/achievement'],
    ['a stack that was not given', { stack: 'https://cce.example/stacks/x' }, 'stack.unknown /requires/stack'],
    ['itself', { stack: 'https://cce.example/stacks/basic' }, 'stack.cycle /requires/stack'],
  ])('refuses %s, and says where', (_, requires, problem) => {
    expect(problemsOf(stackOf(issuer, requires))).toEqual([problem])
  })

  it('says which member was meant', () => {
    const call = () => defineStack(stackOf(issuer, requirement('a', { issuer: 'did:example:a' })))
    expect(call).toThrow(expect.objectContaining({ message: expect.stringContaining('Did you mean "issuers"?') }))
  })

  it('finds a circle of stacks, however long, and names those in it', () => {
    const stack = (name: string, needs: string) =>
      stackOf(
        issuer,
        { stack: `urn:stack:${needs}` },
        { id: `urn:stack:${name}`, name, achievement: achievement(name) },
      )
    const stacks = [stack('one', 'two'), stack('two', 'three'), stack('three', 'one')]
    expect(problemsOf(stacks[0], stacks)).toEqual(['stack.cycle urn:stack:three/requires/stack'])
    expect(() => defineStack(stacks[0], { stacks })).toThrow('"one" requires "two" requires "three" requires "one"')
    expect(problemsOf(stacks[0], [stacks[1], { ...stacks[2], requires: requirement('a') }])).toEqual([])
  })

  it('finds a stack that stands inside itself, or earns the same under another id', () => {
    const inner = stackOf(issuer, requirement('x'))
    expect(problemsOf(stackOf(issuer, { stack: inner }))).toEqual(['stack.cycle /requires/stack'])
    expect(problemsOf(stackOf(issuer, { stack: { ...inner, id: 'urn:stack:2' } }))).toEqual([
      'stack.cycle /requires/stack',
    ])
  })

  it.each<[string, unknown, boolean]>([
    ['64 places', { all: list(64) }, true],
    ['65 places', { all: list(65) }, false],
    ['4,096 combinations', { all: Array.from({ length: 12 }, () => group(2, 1)) }, true],
    ['8,192 combinations', { all: Array.from({ length: 13 }, () => group(2, 1)) }, false],
    ['3,003 combinations', group(14, 8), true],
    ['6,435 combinations', group(15, 8), false],
  ])('of a stack with %s, says whether it is too complex', (_, requires, fits) => {
    expect(problemsOf(stackOf(issuer, requires))).toEqual(fits ? [] : ['stack.too_complex /requires'])
  })

  it('ends with definitions that name each other twice again and again', () => {
    const stacks = Array.from({ length: 30 }, (_, level) =>
      stackOf(
        issuer,
        level === 29
          ? requirement('a')
          : { all: [{ stack: `urn:stack:${level + 1}` }, { stack: `urn:stack:${level + 1}` }] },
        { id: `urn:stack:${level}`, achievement: achievement(`level${level}`) },
      ),
    )
    expect(problemsOf(stacks[0], stacks).map((problem) => problem.split(' ')[0])).toContain('stack.too_complex')
  })

  it('names all problems at once, those of another stack under its id', () => {
    const inner = { ...stackOf(issuer, { all: [] }, { achievement: achievement('inner') }), id: 'urn:stack:inner' }
    expect(problemsOf(stackOf(issuer, { all: [{ stack: 'urn:stack:inner' }, {}] }), [inner])).toEqual([
      'stack.empty urn:stack:inner/requires/all',
      'stack.requirement /requires/all/1',
    ])
  })

  it.each<[string, unknown]>([
    ['a function', () => {}],
    ['a text', '{}'],
    ['null', null],
  ])('refuses %s', (_, value) => {
    expect(problemsOf(value)).toHaveLength(1)
  })
})

describe('schemas/stack.schema.json', () => {
  const schema = JSON.parse(readFileSync(new URL('../../schemas/stack.schema.json', import.meta.url), 'utf8'))
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, discriminator: false })
  formatsPlugin.default(ajv)
  const validate = ajv.compile(schema)

  it('accepts the definitions of the examples, as defineStack does', () => {
    const read = (name: string) =>
      JSON.parse(readFileSync(new URL(`../../examples/assessment-design/${name}.json`, import.meta.url), 'utf8'))
    const [basic, leading] = [read('stack'), read('leading-stack')]
    for (const definition of [basic, leading]) expect([validate(definition), validate.errors]).toEqual([true, null])
    expect(defineStack(leading, { stacks: [basic] }).requires).toMatchObject({
      all: [{ stack: { name: basic.name } }, {}, {}],
    })
  })

  it('accepts what defineStack returns', () => {
    expect(validate(JSON.parse(JSON.stringify(defineStack(stackOf(issuer)))))).toBe(true)
  })

  it('refuses what defineStack refuses by structure', () => {
    const bad = [
      {},
      { all: [] },
      { choose: 1, of: [] },
      group(3, 0),
      { choose: 1 },
      { all: list(1), choose: 1, of: list(1) },
      requirement('a', { issuer: 'x' }),
      requirement('a', { issuers: [] }),
      requirement('a', { results: [] }),
      requirement('a', { results: [{ result: '#x' }] }),
      requirement('a', { awarded: { from: '2024-07-01' } }),
      requirement('a', { expired: 'maybe' }),
      requirement('a', { equivalents: { relatedTo: true } }),
    ]
    for (const requires of bad) {
      const definition = stackOf(issuer, requires)
      expect([requires, validate(definition), problemsOf(definition).length > 0]).toEqual([requires, false, true])
    }
  })

  it('describes every class and every member', () => {
    const silent: string[] = []
    for (const [name, definition] of Object.entries<JsonObject>(schema.$defs)) {
      if (!definition.title || !definition.description) silent.push(name)
      for (const [member, property] of Object.entries((definition.properties ?? {}) as Record<string, JsonObject>)) {
        if (!property.description && !property.$ref) silent.push(`${name}.${member}`)
      }
    }
    expect(silent).toEqual([])
  })
})

function achievement(name: string): JsonObject {
  return { id: achievementId(name), name, description: `Shows ${name}.`, criteria: 'Earn all.' }
}
