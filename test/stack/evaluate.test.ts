import { beforeAll, describe, expect, it } from 'vitest'
import { bake } from '../../src/bake/index.ts'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { hashIdentity } from '../../src/identity.ts'
import { createIssuer, type Issuer, issueCredential, signCredential } from '../../src/issue.ts'
import { createSigner, generateKeyPair } from '../../src/keys/key-pair.ts'
import { defineStack, describeProgress, evaluateStack, issueStack, type StackProgress } from '../../src/stack/index.ts'
import { buildStatusEntry, buildStatusListCredential, createStatusList, setStatus } from '../../src/status-list.ts'
import type { CredentialInput, DocumentLoader, JsonObject, SignedCredential } from '../../src/types.ts'
import {
  achievementId,
  ISSUED,
  issueMember,
  issuerFrom,
  memberInput,
  NOW,
  requirement,
  stackOf,
  TEACHER,
} from '../support/stacks.ts'

let issuer: Issuer
let other: Issuer
let members: readonly [SignedCredential, SignedCredential, SignedCredential]

beforeAll(async () => {
  issuer = await issuerFrom(1)
  other = await issuerFrom(2)
  members = [await issueMember('a', issuer), await issueMember('b', issuer), await issueMember('c', issuer)]
})

const asked = { now: NOW, recipient: TEACHER }

function evaluate(
  requires: unknown,
  presented: readonly (object | string)[],
  options: object = asked,
): Promise<StackProgress> {
  return evaluateStack(defineStack(stackOf(issuer, requires)), presented, options)
}

/** How one credential is received by a stack that requires nothing but it. */
async function received(
  presented: object | string,
  changes: object = {},
  options: object = asked,
): Promise<[string, ...string[]]> {
  const {
    status,
    presented: [first],
  } = await evaluate(requirement('a', changes), [presented], options)
  return [status, ...(first?.problems ?? []).map(({ code }) => code)]
}

describe('evaluateStack', () => {
  it('says which credential fills which requirement, and what is still missing', async () => {
    const progress = await evaluate(undefined, [members[2], members[0]])
    expect(progress).toMatchObject({ status: 'incomplete', satisfied: 2, needed: 3, checkedAt: NOW })
    expect(progress.requires.of).toMatchObject([
      { name: 'a', state: 'satisfied', by: { index: 1, id: members[0].id, issuer: issuer.profile.id } },
      { name: 'b', state: 'missing' },
      { name: 'c', state: 'satisfied', by: { index: 0, id: members[2].id } },
    ])
    expect(describeProgress(progress)).toBe('Basic Assessment Design: 2 of 3. b is still missing.')
    expect(JSON.parse(JSON.stringify(progress))).toEqual(progress)
  })

  it('is complete with all of them, in every form that verification reads', async () => {
    const picture = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')
    const jwt = await issueCredential(memberInput('c', { recipient: { id: 'did:example:t', ...TEACHER } }), issuer, {
      now: new Date(ISSUED),
      format: 'jwt',
    })
    const progress = await evaluate(undefined, [JSON.stringify(members[0]), bake(picture, members[1]), jwt])
    expect([progress.status, progress.satisfied]).toEqual(['complete', 3])
    expect(describeProgress(progress)).toBe('Basic Assessment Design: complete, 3 of 3.')
  })

  it('counts a badge once that is presented twice, in two encodings', async () => {
    const input = memberInput('a', { id: 'urn:uuid:1', recipient: { id: 'did:example:t', ...TEACHER } })
    const at = { now: new Date(ISSUED) }
    const [json, jwt] = [
      await issueCredential(input, issuer, at),
      await issueCredential(input, issuer, { ...at, format: 'jwt' }),
    ]
    const twice = { all: [requirement('a'), requirement('a', { name: 'a again' })] }
    const progress = await evaluate(twice, [json, jwt])
    expect([progress.status, progress.satisfied]).toEqual(['incomplete', 1])
    expect(progress.presented.map(({ counts, problems }) => [counts, problems[0]?.code])).toContainEqual([
      'no',
      'stack.superseded',
    ])
    expect((await evaluate(twice, [json, members[0]])).status).toBe('complete')
  })

  it('lets the newer version of a badge take the place of the older, whatever their order', async () => {
    const old = await issueMember('a', issuer, { id: 'urn:uuid:2' })
    const newer = await issueMember('x', issuer, { id: 'urn:uuid%3A2', validFrom: '2026-04-01T00:00:00Z' })
    for (const presented of [
      [old, newer],
      [newer, old],
    ]) {
      const progress = await evaluate(requirement('a'), presented)
      expect(progress.status).toBe('incomplete')
      expect(progress.presented[presented.indexOf(old)]?.problems[0]?.code).toBe('stack.superseded')
    }
  })

  it('does not let a version push out another that is not proven, or has not begun', async () => {
    const good = await issueMember('a', issuer, { id: 'urn:uuid:3' })
    const forged = { ...good, validFrom: '2026-05-01T00:00:00Z', name: 'Forged' }
    const future = await issueMember('x', issuer, { id: 'urn:uuid:3', validFrom: '2027-01-01T00:00:00Z' })
    expect((await evaluate(requirement('a'), [forged, future, good])).status).toBe('complete')
  })

  it('gives a credential to the requirement that only it can fill', async () => {
    const requires = {
      all: [
        requirement('a', { equivalents: { achievements: [achievementId('b')] } }),
        requirement('a', { name: 'a alone' }),
      ],
    }
    const progress = await evaluate(requires, [members[0], members[1]])
    expect(progress.requires.of?.map(({ by }) => by?.name)).toEqual(['b', 'a'])
  })

  it('says that a credential counts already, for another requirement', async () => {
    const progress = await evaluate({ all: [requirement('a'), requirement('a', { name: 'again' })] }, [members[0]])
    const missing = progress.requires.of?.find(({ state }) => state === 'missing')
    expect(missing?.refused?.map(({ problems }) => problems[0]?.code)).toEqual(['stack.used'])
    expect(describeProgress(progress)).toContain('It counts already, for another requirement.')
  })

  it('names what is not a badge, what is for something else, and what is not even JSON', async () => {
    const progress = await evaluate(requirement('a'), [
      '{',
      await issueMember('z', issuer),
      'https://x.example/badge',
      members[0],
    ])
    expect(progress.presented.map(({ counts, problems }) => [counts, problems[0]?.code])).toEqual([
      ['no', 'stack.not_badge'],
      ['no', 'stack.not_required'],
      ['no', 'stack.not_badge'],
      ['yes', undefined],
    ])
  })

  it('refuses arguments that make no sense', async () => {
    const stack = defineStack(stackOf(issuer))
    await expect(evaluateStack(stackOf(issuer) as never, 'x' as never)).rejects.toThrow(TypeError)
    await expect(evaluateStack({} as never, [])).rejects.toThrow('stack must be what defineStack returns')
    await expect(evaluateStack(stack, [], { recipient: {} })).rejects.toThrow(TypeError)
  })
})

describe('a credential counts', () => {
  it('when it is good, and not when it was changed', async () => {
    expect(await received(members[0])).toEqual(['complete'])
    expect(await received({ ...members[0], name: 'Changed' })).toEqual(['incomplete', 'stack.not_verified'])
  })

  it('of an issuer that is accepted, and of no other', async () => {
    const theirs = await issueMember('a', other)
    expect(await received(theirs)).toEqual(['incomplete', 'stack.issuer'])
    expect(await received(theirs, { issuers: [other.profile.id] })).toEqual(['complete'])
    expect(await received(members[0], { issuers: [other.profile.id] })).toEqual(['incomplete', 'stack.issuer'])
  })

  it('of the person asked about, and of nobody else', async () => {
    const someone = { ...asked, recipient: { email: ['x@district.example', 'y@district.example'] } }
    expect(await received(members[0], {}, someone)).toEqual(['incomplete', 'stack.recipient'])
    const known = { ...asked, recipient: { email: ['x@district.example', 'Teacher@District.example'] } }
    expect(await received(members[0], {}, known)).toEqual(['complete'])
  })

  it.each([
    ['2026-03-01T09:00:00Z', undefined, 'complete'],
    ['2026-03-01T09:00:01Z', undefined, 'incomplete'],
    [undefined, '2026-03-01T09:00:00Z', 'complete'],
    [undefined, '2026-03-01T10:59:59+02:00', 'incomplete'],
  ])('awarded from %s until %s: %s', async (from, until, status) => {
    const awarded = { ...(from && { from }), ...(until && { until }) }
    expect(await received(members[0], { awarded })).toEqual(status === 'complete' ? [status] : [status, 'stack.window'])
  })

  it('by the day of its first award, where it was issued again', async () => {
    const again = await issueMember('a', issuer, { awardedDate: '2024-05-01T00:00:00Z' })
    expect(await received(again, { awarded: { until: '2024-12-31T23:59:59Z' } })).toEqual(['complete'])
  })

  it('although it has expired since, where the definition says so, and only then', async () => {
    const expired = await issueMember('a', issuer, { validUntil: '2026-05-31T00:00:00Z' })
    expect(await received(expired)).toEqual(['incomplete', 'stack.expired'])
    expect(await received(expired, { expired: 'counts' })).toEqual(['complete'])
    expect(await received({ ...expired, name: 'Changed' }, { expired: 'counts' })).toEqual([
      'incomplete',
      'stack.not_verified',
    ])
  })

  it('not before it has begun', async () => {
    const future = await issueMember('a', issuer, { validFrom: '2026-07-01T00:00:00Z' })
    expect(await received(future, { expired: 'counts' })).toEqual(['incomplete', 'stack.not_verified'])
  })

  it('as an older version by the list, as a translation by related, and by its CTID, each only where that is allowed', async () => {
    const achievement = memberInput('v1').achievement
    const related = await issueMember('v1', issuer, {
      achievement: { ...achievement, related: { id: achievementId('a'), inLanguage: 'es' } },
    })
    const coded = await issueMember('v1', issuer, {
      achievement: { ...achievement, otherIdentifier: { identifier: 'ce-1', identifierType: 'ext:ctid' } },
    })
    const plain = await issueMember('v1', issuer)
    const cases: [object, object, string][] = [
      [plain, {}, 'incomplete'],
      [plain, { achievements: [achievementId('v1')] }, 'complete'],
      [plain, { achievements: [{ achievement: achievementId('v1'), issuers: [other.profile.id] }] }, 'incomplete'],
      [related, { related: false }, 'incomplete'],
      [related, { related: true }, 'complete'],
      [coded, { identifiers: ['ce-2'] }, 'incomplete'],
      [coded, { identifiers: ['ce-1'] }, 'complete'],
    ]
    for (const [badge, equivalents, status] of cases) {
      const [found] = await received(badge, Object.keys(equivalents).length > 0 ? { equivalents } : {})
      expect([equivalents, found]).toEqual([equivalents, status])
    }
  })

  it('not as an equivalent that somebody else calls the same', async () => {
    const claimed = await issueMember('v1', other, {
      achievement: { ...memberInput('v1').achievement, related: { id: achievementId('a') } },
    })
    expect(await received(claimed, { equivalents: { related: true } })).toEqual(['incomplete', 'stack.issuer'])
  })
})

describe('a revoked or undecided credential', () => {
  const url = 'https://cce.example/status/1'
  const list = createStatusList({ url, purpose: 'revocation' })
  let badge: SignedCredential

  beforeAll(async () => {
    badge = await issueMember('a', issuer, { status: buildStatusEntry(list, 7) })
  })

  async function loader(value: 0 | 1): Promise<DocumentLoader> {
    const credential = await buildStatusListCredential(setStatus(list, 7, value), issuer.profile, { validFrom: ISSUED })
    const signed = await signCredential(credential, issuer.signer, { created: ISSUED })
    return createDocumentLoader({ documents: { [url]: signed } })
  }

  it('does not count, whatever may be expired', async () => {
    const revoked = { ...asked, documentLoader: await loader(1) }
    expect(await received(badge, {}, revoked)).toEqual(['incomplete', 'stack.revoked'])
    expect(await received(badge, { expired: 'counts' }, revoked)).toEqual(['incomplete', 'stack.revoked'])
    expect(await received(badge, {}, { ...asked, documentLoader: await loader(0) })).toEqual(['complete'])
  })

  it('leaves the stack undecided where its list cannot be read, and says what is needed', async () => {
    const progress = await evaluate(undefined, [badge, members[1], members[2]])
    expect(progress).toMatchObject({ status: 'undecided', satisfied: 2, needed: 3, needs: [url] })
    expect(progress.requires.of?.[0]).toMatchObject({ state: 'undecided', by: { index: 0 } })
    expect(describeProgress(progress)).toMatch(/^Basic Assessment Design: 2 of 3\. a could not be decided\./)
  })

  it('leaves the stack incomplete where even with it something is missing', async () => {
    const progress = await evaluate(undefined, [badge, members[1]])
    expect(progress).toMatchObject({ status: 'incomplete', satisfied: 1, needed: 3 })
    expect(describeProgress(progress)).toContain('1 of 3. c is still missing. a could not be decided.')
  })

  it('changes nothing where another one counts', async () => {
    expect((await evaluate(undefined, [badge, ...members])).status).toBe('complete')
  })
})

describe('a required result', () => {
  const achievement = {
    ...memberInput('a').achievement,
    resultDescription: [
      {
        id: '#artifact',
        name: 'Artifact 1',
        resultType: 'RubricCriterionLevel' as const,
        rubricCriterionLevel: [
          { id: '#low', name: 'Progressing', points: 1 },
          { id: '#mid', name: 'Demonstrated', points: 2 },
          { id: '#top', name: 'Exemplary', points: 10 },
          { id: '#odd', name: 'Without points' },
        ],
      },
      { id: '#hours', name: 'Hours', resultType: 'ext:pdHours' as const },
      { id: '#grade', name: 'Grade', resultType: 'LetterGrade' as const, allowedValue: ['C', 'B', 'A'] },
      { id: '#part', name: 'Part 1', resultType: 'Status' as const },
    ],
  }
  const scored = (results: CredentialInput['results']): Promise<SignedCredential> =>
    issueMember('a', issuer, { achievement, ...(results && { results }) })

  it.each([
    ['#low', 'incomplete', 'stack.result'],
    ['#mid', 'complete', undefined],
    ['#top', 'complete', undefined],
    ['#odd', 'undecided', 'stack.result_unknown'],
  ])('of level %s against at least Demonstrated: %s', async (achievedLevel, status, code) => {
    const badge = await scored([{ resultDescription: '#artifact', achievedLevel }])
    for (const result of ['#artifact', 'Artifact 1', `${achievementId('a')}#artifact`]) {
      for (const level of ['#mid', 'Demonstrated']) {
        const found = await received(badge, { results: [{ result, level }] })
        expect(found).toEqual(code === undefined ? [status] : [status, code])
      }
    }
  })

  it('is compared by points, not by the order of levels, which the signature does not cover', async () => {
    const badge = (await scored([{ resultDescription: '#artifact', achievedLevel: '#low' }])) as unknown as JsonObject
    const copy = JSON.parse(JSON.stringify(badge))
    copy.credentialSubject.achievement.resultDescription[0].rubricCriterionLevel.reverse()
    const results = [{ result: '#artifact', level: 'Demonstrated' }]
    expect(await received(copy, { results })).toEqual(['incomplete', 'stack.result'])
    expect(await received(copy)).toEqual(['complete'])
  })

  it.each([
    ['9.5', 'incomplete', 'stack.result'],
    ['10', 'complete', undefined],
    ['10.0', 'complete', undefined],
    ['100', 'complete', undefined],
    ['ten', 'undecided', 'stack.result_unknown'],
  ])('of value %s against at least 10: %s', async (value, status, code) => {
    const found = await received(await scored([{ resultDescription: '#hours', value }]), {
      results: [{ result: '#hours', value: 10 }],
    })
    expect(found).toEqual(code === undefined ? [status] : [status, code])
  })

  it.each([
    ['C', 'incomplete'],
    ['B', 'complete'],
    ['A', 'complete'],
  ])('of grade %s against at least B goes by the order of the values: %s', async (value, status) => {
    const badge = await scored([{ resultDescription: '#grade', value }])
    expect((await received(badge, { results: [{ result: '#grade', value: 'B' }] }))[0]).toBe(status)
  })

  it('is a status, and a grade for what is not completed is none', async () => {
    const badge = await scored([
      { resultDescription: '#part', status: 'InProgress' },
      { resultDescription: '#hours', value: 12, status: 'Provisional' },
    ])
    expect((await received(badge, { results: [{ result: 'Part 1', status: 'Completed' }] }))[0]).toBe('incomplete')
    expect((await received(badge, { results: [{ result: 'Part 1', status: 'InProgress' }] }))[0]).toBe('complete')
    expect((await received(badge, { results: [{ result: '#hours', value: 12 }] }))[0]).toBe('incomplete')
  })

  it('that the credential does not have is missing, and all of several are needed', async () => {
    expect(await received(members[0], { results: [{ result: '#x', level: 'Any' }] })).toEqual([
      'incomplete',
      'stack.result',
    ])
    const badge = await scored([{ resultDescription: '#hours', value: 12 }])
    const results = [
      { result: '#hours', value: 10 },
      { result: '#artifact', level: '#low' },
    ]
    expect(await received(badge, { results })).toEqual(['incomplete', 'stack.result'])
  })
})

describe('without a recipient', () => {
  const open = { now: NOW }
  const requires = { all: [requirement('a'), requirement('b')] }
  const identity = (salt: string, email = TEACHER.email) => ({
    identifier: { hashed: true, identityHash: hashIdentity(email, salt), identityType: 'emailAddress' as const, salt },
  })
  const plain = (identityHash: string) => ({
    identifier: { hashed: false, identityHash, identityType: 'emailAddress' as const },
  })
  const named = {
    identifier: { hashed: true, identityHash: hashIdentity('Ann', 's'), identityType: 'name' as const, salt: 's' },
  }

  it.each<[string, CredentialInput['recipient'], CredentialInput['recipient'], string]>([
    ['share an id', { id: 'did:example:t' }, { id: 'did:example:t' }, 'complete'],
    ['share a hash and its salt', identity('s'), identity('s'), 'complete'],
    ['share an address in clear', plain('T@x.example'), plain('t@x.example'), 'complete'],
    ['have an address, in clear and hashed', plain(TEACHER.email), identity('s'), 'complete'],
    ['have an address, as mailto and hashed', { id: `mailto:${TEACHER.email}` }, identity('s'), 'complete'],
    ['have hashes with different salts', identity('s'), identity('t'), 'undecided'],
    ['have different ids', { id: 'did:example:t' }, { id: 'did:example:u' }, 'undecided'],
    ['share a name', { id: 'did:example:t', ...named }, { id: 'did:example:u', ...named }, 'undecided'],
  ])('credentials that %s', async (_, first, second, status) => {
    const presented = [
      await issueMember('a', issuer, { recipient: first }),
      await issueMember('b', issuer, { recipient: second }),
    ]
    const progress = await evaluate(requires, presented, open)
    expect(progress.status).toBe(status)
    const codes = progress.problems.map(({ code }) => code)
    expect(codes).toEqual(status === 'complete' ? [] : ['stack.recipient_unknown'])
  })

  it('are put together through others, but not through one that does not count', async () => {
    const a = await issueMember('a', issuer, { recipient: { id: 'did:example:t', ...identity('s') } })
    const b = await issueMember('b', issuer, { recipient: identity('u') })
    const bridge = { id: 'did:example:t', identifier: [identity('u').identifier, identity('s').identifier] }
    const genuine = await issueMember('a', issuer, { recipient: bridge })
    const forged = await issueMember('a', other, { recipient: bridge })
    expect((await evaluate(requires, [a, b, forged], open)).status).toBe('undecided')
    expect((await evaluate(requires, [a, b, genuine], open)).status).toBe('complete')
  })

  it('the person who has come furthest is shown', async () => {
    const of = (id: string, name: string) => issueMember(name, issuer, { recipient: { id } })
    const presented = [await of('did:example:p', 'a'), await of('did:example:q', 'b'), await of('did:example:q', 'c')]
    const progress = await evaluate({ all: ['a', 'b', 'c', 'd'].map((name) => requirement(name)) }, presented, open)
    expect(progress).toMatchObject({ status: 'incomplete', satisfied: 2, needed: 4 })
    expect(progress.requires.of?.map(({ state }) => state)).toEqual(['undecided', 'satisfied', 'satisfied', 'missing'])
  })
})

describe('choices and nested stacks', () => {
  const electives = { name: 'Electives', choose: 2, of: ['w', 'x', 'y', 'z'].map((name) => requirement(name)) }

  it('tell what of a choice is still open, and what is not needed', async () => {
    const [y, w] = [await issueMember('y', issuer), await issueMember('w', issuer)]
    const one = await evaluate({ all: [requirement('a'), electives] }, [members[0], y])
    expect(describeProgress(one)).toBe('Basic Assessment Design: 2 of 3. One of w, x or z is still missing.')
    const two = await evaluate({ all: [requirement('a'), electives] }, [members[0], y, w])
    expect(two.status).toBe('complete')
    expect(two.requires.of?.[1]?.of?.map(({ state }) => state)).toEqual([
      'satisfied',
      'not-needed',
      'satisfied',
      'not-needed',
    ])
    const none = await evaluate({ all: [requirement('a'), electives] }, [])
    expect(describeProgress(none)).toContain('a and 2 of w, x, y or z are still missing.')
  })

  it('choose the branch that is furthest', async () => {
    const requires = {
      choose: 1,
      of: [{ all: [requirement('x'), requirement('y')] }, { all: ['a', 'b', 'c'].map((name) => requirement(name)) }],
    }
    const progress = await evaluate(requires, [members[0], members[1]])
    expect(progress).toMatchObject({ satisfied: 2, needed: 3 })
  })

  it('meet a nested stack by its own credential, or by members that are not used elsewhere', async () => {
    const inner = stackOf(issuer, undefined, { id: 'urn:stack:inner' })
    const outer = (requires: unknown) =>
      defineStack(
        stackOf(issuer, requires, {
          id: 'urn:stack:outer',
          name: 'Outer',
          achievement: { ...achievementFor('outer') },
        }),
        { stacks: [inner] },
      )
    const award = await issueStack(defineStack(inner), members, issuer, { ...asked })
    const alone = outer({ stack: 'urn:stack:inner' })
    expect(await evaluateStack(alone, [award], asked)).toMatchObject({ status: 'complete', satisfied: 1, needed: 1 })
    expect(await evaluateStack(alone, members, asked)).toMatchObject({ status: 'complete', satisfied: 3, needed: 3 })
    const both = outer({ all: [requirement('a'), { stack: 'urn:stack:inner' }] })
    const progress = await evaluateStack(both, members, asked)
    expect(progress).toMatchObject({ status: 'incomplete', satisfied: 3, needed: 4 })
    expect(describeProgress(progress)).toContain('Outer: 3 of 4. a is still missing.')
    expect((await evaluateStack(both, [...members, award], asked)).status).toBe('complete')
  })
})

describe('words', () => {
  it('are those of a stranger without what a terminal would obey', async () => {
    const badge = await issueMember('a', other, { name: 'A \u001b[31mred\u202e badge' })
    const text = describeProgress(await evaluate(requirement('a'), [badge]))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\x1b\u202e]/)
    expect(text).toContain('"A red badge" does not count.')
  })
})

describe('an issuer whose key is published on the web', () => {
  it('leaves the stack undecided offline, and says what is needed', async () => {
    const pair = await generateKeyPair({ controller: 'did:web:cce.example' })
    const web = await createIssuer({ id: 'did:web:cce.example', name: 'CCE' }, createSigner(pair))
    const definition = stackOf(web, requirement('a'))
    const progress = await evaluateStack(defineStack(definition), [await issueMember('a', web)], asked)
    expect(progress.status).toBe('undecided')
    expect(progress.needs).toEqual(['https://cce.example/.well-known/did.json'])
  })
})

function achievementFor(name: string): JsonObject {
  return { id: achievementId(name), name, description: name, criteria: name }
}
