import { describe, expect, it } from 'vitest'
import { contextSet, OB_V3P0_3_0_1, OB_V3P0_3_0_3, VC_V2 } from '../../src/contexts.ts'
import { OpenBadgesError, type Problem } from '../../src/errors.ts'
import { canonizeTraced } from '../../src/rdf/canonize.ts'
import { canonize, findAmbiguities, findUndefinedTerms } from '../../src/rdf/index.ts'
import { guarded } from '../../src/rdf/refusal.ts'
import type { Node } from './generate.ts'

const contexts = contextSet()

const GOOD: Node = {
  '@context': [VC_V2, OB_V3P0_3_0_3],
  id: 'urn:uuid:1',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  issuer: { id: 'did:example:issuer', type: ['Profile'], name: 'Center' },
  validFrom: '2024-01-01T00:00:00Z',
  credentialSubject: {
    type: ['AchievementSubject'],
    achievement: { id: 'urn:uuid:2', type: ['Achievement'], name: 'A', description: 'B', criteria: { narrative: 'C' } },
  },
}

const withSubject = (members: Node): Node => ({
  ...GOOD,
  credentialSubject: { type: ['AchievementSubject'], ...members },
})

async function problemsOf(refused: Promise<unknown>): Promise<readonly Problem[]> {
  const error = await refused.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof OpenBadgesError) return error.problems
  throw error ?? new Error('nothing was refused')
}

/** Code and pointer of every problem, which must not depend on the path. */
async function refusal(document: Node): Promise<(readonly [string, string | undefined])[]> {
  const short = (problems: readonly Problem[]) => problems.map(({ code, pointer }) => [code, pointer] as const)
  const options = { contexts }
  const plain = await problemsOf(guarded(document, options, () => canonizeTraced(document, options, 'plain')))
  const chosen = await problemsOf(canonize(document, options))
  expect(short(chosen)).toEqual(short(plain))
  return short(chosen)
}

describe('canonize', () => {
  it('names every member that has no definition, with its pointer', async () => {
    const document = {
      ...withSubject({ achievement: { type: ['Achievement'], nmae: 'A', 'a/b~c': 1 }, achievment: {} }),
      validFron: 'x',
    }
    expect(await refusal(document)).toEqual([
      ['proof.data_loss', '/credentialSubject/achievement/nmae'],
      ['proof.data_loss', '/credentialSubject/achievement/a~1b~0c'],
      ['proof.data_loss', '/credentialSubject/achievment'],
      ['proof.data_loss', '/validFron'],
    ])
  })

  it('asks whether a term nearby was meant', async () => {
    const [member, type] = await problemsOf(
      canonize({ ...withSubject({ achievment: {} }), evidence: { type: 'Evidnce' } }, { contexts }),
    )
    expect(member?.hint).toBe('Did you mean "achievement"?')
    expect(type?.hint).toBe('Did you mean "Evidence"?')
    const [far] = await problemsOf(canonize({ ...GOOD, favouriteColour: 'red' }, { contexts }))
    expect(far?.hint).not.toContain('Did you mean')
  })

  it.each<readonly [string, Node, string]>([
    [
      'a type that is not defined',
      withSubject({ source: { type: ['Profile', 'Person'], name: 'x' } }),
      '/credentialSubject/source/type/1',
    ],
    ['an id that is not absolute', { ...GOOD, id: 'badge-1' }, '/id'],
    [
      'an id that is no string',
      withSubject({ achievement: { id: 5, type: ['Achievement'] } }),
      '/credentialSubject/achievement/id',
    ],
    ['a type that is no string', withSubject({ achievement: { type: [5] } }), '/credentialSubject/achievement/type/0'],
    ['a reference that is not absolute', { ...GOOD, issuer: 'me' }, '/issuer'],
    ['an empty proof', { ...GOOD, proof: [{}] }, '/proof/0'],
    ['a proof that is a text', { ...GOOD, proof: 'x' }, '/proof'],
    [
      'a malformed language tag',
      withSubject({ role: { '@value': 'x', '@language': 'no tag' } }),
      '/credentialSubject/role/@language',
    ],
    ['a name that looks like a keyword', { ...GOOD, '@comment': 'x' }, '/@comment'],
  ])('refuses %s at its pointer', async (_, document, pointer) => {
    expect(await refusal(document)).toEqual([['proof.data_loss', pointer]])
  })

  it('finds members in inline contexts too, where only the reference path can', async () => {
    const document = { ...GOOD, '@context': [VC_V2, OB_V3P0_3_0_3, { own: 'urn:own' }], own: 1, other: 2 }
    expect(await refusal(document)).toEqual([['proof.data_loss', '/other']])
  })

  it('refuses a context that is not in the set, and names it', async () => {
    const [problem] = await problemsOf(
      canonize({ ...GOOD, '@context': [VC_V2, 'https://example.org/context'] }, { contexts }),
    )
    expect(problem).toMatchObject({ code: 'context.unknown', needs: 'https://example.org/context' })
  })

  it('takes a context that the caller adds', async () => {
    const extended = contextSet({ 'https://example.org/context': { '@context': { own: 'urn:own' } } })
    const document = { ...GOOD, '@context': [VC_V2, OB_V3P0_3_0_3, 'https://example.org/context'], own: 1 }
    expect(await canonize(document, { contexts: extended })).toContain('<urn:uuid:1> <urn:own> "1"')
  })

  it('refuses contexts that contradict each other', async () => {
    expect(await refusal({ ...GOOD, '@context': [VC_V2, OB_V3P0_3_0_1] })).toEqual([['context.invalid', undefined]])
  })

  it('refuses 33 contexts and takes 32', async () => {
    const repeated = (count: number): Node => ({
      ...GOOD,
      '@context': [VC_V2, ...Array(count - 1).fill(OB_V3P0_3_0_3)],
    })
    expect(await canonize(repeated(32), { contexts })).toBe(await canonize(GOOD, { contexts }))
    expect(await refusal(repeated(33))).toEqual([['limit.canonicalization', undefined]])
  })

  it('refuses more than 100,000 statements', async () => {
    const tags = Array.from({ length: 100_001 }, (_, index) => `t${index}`)
    const [problem] = await problemsOf(
      canonize(withSubject({ achievement: { type: ['Achievement'], tag: tags } }), { contexts }),
    )
    expect(problem?.code).toBe('limit.canonicalization')
  })

  it('refuses a graph of too many nodes that are alike', async () => {
    const leaf = { type: 'Profile', name: 'x' }
    const node = (inner: Node): Node => ({ type: 'Profile', parentOrg: [inner, inner, inner] })
    const document = withSubject({ source: [node(node(node(leaf))), node(node(node(leaf)))] })
    expect(await refusal(document)).toEqual([['limit.canonicalization', undefined]])
  })

  it('tells a hundred names one by one and counts the others, without a guess for each', async () => {
    const members = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`validUntol${i}`, 1]))
    expect(await problemsOf(canonize({ ...GOOD, ...members(100) }, { contexts }))).toHaveLength(100)
    const problems = await problemsOf(canonize({ ...GOOD, ...members(3_500) }, { contexts }))
    expect(problems).toHaveLength(101)
    expect(problems.at(-1)).toMatchObject({ code: 'proof.data_loss', severity: 'error' })
    expect(problems.at(-1)?.message).toContain('3400')
    expect(problems.filter(({ hint }) => hint?.includes('Did you mean'))).toHaveLength(16)
  })

  it('does not need the reference path for a name that no context defines, however large the document', async () => {
    const evidence = Array.from({ length: 900 }, (_, index) => ({ id: `urn:${index}`, type: ['Evidence'], name: 'e' }))
    const document = { ...GOOD, evidence: [...evidence, { type: ['Evidence'], nmae: 'x' }] }
    const [problem] = await problemsOf(canonize(document, { contexts }))
    expect(problem).toMatchObject({ code: 'proof.data_loss', pointer: '/evidence/900/nmae' })
  })

  it('gives the reference path what it can do without a pause, and no more', async () => {
    const document = (count: number): Node => ({
      ...GOOD,
      '@context': [VC_V2, OB_V3P0_3_0_3, { own: 'urn:own' }],
      evidence: Array.from({ length: count }, (_, index) => ({ id: `urn:${index}`, type: ['Evidence'] })),
    })
    expect(await canonize(document(100), { contexts })).toContain('<urn:99>')
    expect(await refusal(document(900))).toEqual([['limit.canonicalization', undefined]])
    const tags = { ...document(1), own: Array.from({ length: 6_000 }, (_, index) => `t${index}`) }
    expect(await refusal(tags)).toEqual([['limit.canonicalization', undefined]])
  })

  it('gives the reference path no large context for many objects, and no long array', async () => {
    const document = (terms: number, objects: number): Node => ({
      ...GOOD,
      '@context': [
        VC_V2,
        OB_V3P0_3_0_3,
        {
          T: {
            '@id': 'urn:T',
            '@context': Object.fromEntries(Array.from({ length: terms }, (_, i) => [`k${i}`, 'urn:k'])),
          },
        },
      ],
      evidence: Array.from({ length: objects }, (_, index) => ({ id: `urn:${index}`, type: ['T'] })),
    })
    expect(await canonize(document(50, 50), { contexts })).toContain('<urn:49>')
    expect(await refusal(document(2_000, 300))).toEqual([['limit.canonicalization', undefined]])
    const long = (count: number): Node => ({
      ...GOOD,
      '@context': [VC_V2, OB_V3P0_3_0_3, { own: 'urn:own' }],
      own: Array.from({ length: count }, (_, index) => `t${index}`),
    })
    expect(await canonize(long(500), { contexts })).toContain('"t499"')
    expect(await refusal(long(3_500))).toEqual([['limit.canonicalization', undefined]])
  })

  it('takes a node in one order, however many statements it shares with its neighbour', async () => {
    const twin = (id: string): Node => ({
      '@context': [VC_V2, OB_V3P0_3_0_3],
      id,
      type: ['VerifiableCredential', 'EndorsementCredential'],
      proof: { type: 'DataIntegrityProof', domain: Array.from({ length: 400 }, (_, index) => `d${index}`) },
    })
    const document = { ...GOOD, endorsement: [twin('urn:1'), twin('urn:2')] }
    const { path, nquads } = await canonizeTraced(document, { contexts })
    expect(path).toBe('n-degree')
    expect(nquads).toBe((await canonizeTraced(document, { contexts }, 'plain')).nquads)
  })

  it.each([2, 3, 12])('says of %i repeated nodes what the reference says', async (count) => {
    const evidence = Array.from({ length: count }, () => ({ type: ['Evidence', 'Achievement'] }))
    const type = ['VerifiableCredential', 'EndorsementCredential']
    const twin: Node = { '@context': [VC_V2, OB_V3P0_3_0_3], type, evidence }
    const document = { ...GOOD, endorsement: [twin, twin] }
    const options = { contexts }
    const answer = (text: Promise<string>) => text.catch(({ problems }: OpenBadgesError) => problems[0].code)
    const plain = await answer(canonizeTraced(document, options, 'plain').then(({ nquads }) => nquads))
    expect(await answer(canonize(document, options))).toBe(plain)
  })

  it.each([7, 8, 300])('ends early where %i nodes that are known by now have no end of orders', async (count) => {
    // A chain of nodes that are alike, and one node that knows them all: labelled on the way, nothing more is looked at.
    const id = (index: number) => `_:b${index}`
    const links = Array.from({ length: count }, (_, index) => ({ id: id(index), next: id((index + 1) % count) }))
    const document = {
      '@context': { id: '@id', next: { '@id': 'urn:next', '@type': '@id' }, all: { '@id': 'urn:all', '@type': '@id' } },
      '@graph': [...links, ...['urn:1', 'urn:2'].map(() => ({ next: id(0), all: links.map((link) => link.id) }))],
    }
    const answer = await canonize(document, { contexts }).catch(({ problems }: OpenBadgesError) => problems[0].code)
    expect(answer).toMatch(/^limit\.canonicalization$|^_:c14n0 /)
  })

  it('stops when the caller says so', async () => {
    const [problem] = await problemsOf(canonize(GOOD, { contexts, signal: AbortSignal.abort() }))
    expect(problem?.code).toBe('net.aborted')
  })

  it('leaves the document as it was', async () => {
    const copy = structuredClone(GOOD)
    await canonize(copy, { contexts })
    expect(copy).toEqual(GOOD)
  })
})

describe('findUndefinedTerms', () => {
  it('warns of what a graph signature would not cover', async () => {
    const problems = await findUndefinedTerms({ ...GOOD, mood: 'good' }, { contexts })
    expect(problems).toMatchObject([{ code: 'proof.data_loss', severity: 'warning', pointer: '/mood' }])
    expect(await findUndefinedTerms(GOOD, { contexts })).toEqual([])
  })

  it('does not take members for undefined where a keyword gives the type', async () => {
    const subject = { '@type': 'AchievementSubject', role: 'x' }
    expect(await findUndefinedTerms({ ...GOOD, credentialSubject: subject }, { contexts })).toEqual([])
  })

  it('cannot say where a context is unknown', async () => {
    const document = { ...GOOD, '@context': ['https://example.org/context'] }
    expect((await problemsOf(findUndefinedTerms(document, { contexts })))[0]?.code).toBe('context.unknown')
  })
})

describe('findAmbiguities', () => {
  const pointersOf = async (document: Node): Promise<(string | undefined)[]> => {
    const problems = await findAmbiguities(document, { contexts })
    expect(problems.every(({ code }) => code === 'issue.ambiguous_graph')).toBe(true)
    return problems.map(({ pointer }) => pointer)
  }

  it('finds nothing in a badge as badges are', async () => {
    expect(await pointersOf(GOOD)).toEqual([])
    expect(await pointersOf(withSubject({ creditsEarned: [1, 1, 2.5], role: ['a', 'a', 'ä', '\u{1f600}'] }))).toEqual(
      [],
    )
  })

  it.each<readonly [string, Node, string]>([
    ['one number in two spellings', withSubject({ creditsEarned: [1, '1'] }), '/credentialSubject/creditsEarned/1'],
    ['a number that would become zero', withSubject({ creditsEarned: 1e-7 }), '/credentialSubject/creditsEarned'],
    ['an empty reference', { ...GOOD, issuer: '' }, '/issuer'],
    ['a URL with characters that a URL cannot have', { ...GOOD, issuer: 'https://example.org/<a>' }, '/issuer'],
    [
      'two texts that differ in their direction only',
      withSubject({
        role: [
          { '@value': 'x', '@direction': 'rtl' },
          { '@value': 'x', '@direction': 'ltr' },
        ],
      }),
      '/credentialSubject/role/1',
    ],
  ])('finds %s', async (_, document, pointer) => {
    expect(await pointersOf(document)).toEqual([pointer])
  })

  it('finds an empty list that one node states twice', async () => {
    const description = { id: 'urn:r', type: 'ResultDescription', allowedValue: [] }
    const achievement = { type: ['Achievement'], resultDescription: [description, description] }
    expect(await pointersOf(withSubject({ achievement }))).toEqual([
      '/credentialSubject/achievement/resultDescription/1/allowedValue',
    ])
    expect(
      await pointersOf(withSubject({ achievement: { ...achievement, resultDescription: [description] } })),
    ).toEqual([])
  })

  it('finds characters that are sorted differently, and only where they are', async () => {
    expect(await pointersOf(withSubject({ role: ['\uffee', '\u{1f600}'] }))).toEqual([undefined])
    expect(await pointersOf(withSubject({ role: ['a\uffee', 'b\u{1f600}'] }))).toEqual([])
  })

  it('finds repetitions in what only the reference path can read', async () => {
    const context = { n: { '@id': 'urn:n', '@type': 'http://www.w3.org/2001/XMLSchema#integer' } }
    const document = { ...GOOD, '@context': [VC_V2, OB_V3P0_3_0_3, context], n: [1, '1'] }
    expect(await pointersOf(document)).toEqual([undefined])
  })

  it('refuses what cannot be signed at all', async () => {
    const [problem] = await problemsOf(findAmbiguities({ ...GOOD, mood: 'good' }, { contexts }))
    expect(problem).toMatchObject({ code: 'proof.data_loss', pointer: '/mood' })
  })
})
