import { describe, expect, it } from 'vitest'
import { checkShape, type ShapeOptions } from '../../src/shape.ts'
import type { JsonObject } from '../../src/types.ts'
import { ROOT_MEMBERS } from '../support/root-members.ts'
import type { Draft } from '../support/signed.ts'

const CONTEXT = 'https://context.example/v1'
const CONTEXTS: ShapeOptions['contexts'] = new Map([[CONTEXT, { '@context': { '@protected': true } }]])
const OB = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#'

let serial = 0

/** Members of a credential, of the kind that its class says. */
function credential(change: Draft = {}, className = 'OpenBadgeCredential'): Draft {
  serial++
  return {
    '@context': [CONTEXT],
    id: `urn:credential:${serial}`,
    type: ['VerifiableCredential', className],
    issuer: { id: 'urn:issuer', type: ['Profile'] },
    ...change,
  }
}

const endorsement = (change: Draft = {}): Draft => credential(change, 'EndorsementCredential')
const record = (change: Draft = {}): Draft => credential(change, 'ClrCredential')

function presentation(change: Draft = {}): Draft {
  return { '@context': [CONTEXT], type: ['VerifiablePresentation'], ...change }
}

function badge(achievement: Draft = {}): Draft {
  const subject = { type: ['AchievementSubject'], achievement: { id: 'urn:achievement', ...achievement } }
  return credential({ credentialSubject: subject })
}

function check(document: Draft, options: Partial<ShapeOptions> = {}) {
  return checkShape(document as JsonObject, { contexts: CONTEXTS, ...options })
}

/** Codes and places. */
function faults(document: Draft, options?: Partial<ShapeOptions>): string[] {
  return check(document, options).problems.map(({ code, pointer }) => `${code} ${pointer}`)
}

function rootsOf(document: Draft): string[] {
  return check(document).roots.map(({ kind, pointer }) => `${kind} ${pointer}`)
}

function times<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at))
}

describe('the roots of a document', () => {
  it('are what their type says, at the top and in a record', () => {
    const type = (...types: unknown[]) => ({ '@context': [CONTEXT], type: types })
    for (const [kind, root] of [
      ['credential', type('VerifiableCredential')],
      ['credential', { '@context': [CONTEXT] }],
      ['endorsement', type('EndorsementCredential')],
      ['clr', type('EndorsementCredential', 'ClrCredential')],
      ['presentation', type('ClrCredential', 'VerifiablePresentation')],
      ['clr', { '@context': [CONTEXT], type: 'ClrCredential' }],
    ] as const) {
      const { roots } = check(root)
      expect(roots).toStrictEqual([{ kind, pointer: '', value: root }])
      const credentialSubject = { type: ['ClrSubject'], verifiableCredential: [root] }
      const inside = `${kind} /credentialSubject/verifiableCredential/0`
      expect(rootsOf(record({ credentialSubject }))).toEqual(['clr ', inside])
      expect(rootsOf(presentation({ verifiableCredential: root }))).toEqual([
        'presentation ',
        `${kind} /verifiableCredential`,
      ])
    }
  })

  it('are the endorsements of credentials, records, endorsements, achievements and profiles', () => {
    const one = () => ({ endorsement: [endorsement()] })
    const place = 'endorsement '
    expect(rootsOf(credential(one()))).toEqual(['credential ', `${place}/endorsement/0`])
    expect(rootsOf(record(one()))).toEqual(['clr ', `${place}/endorsement/0`])
    expect(rootsOf(endorsement(one()))).toEqual(['endorsement ', `${place}/endorsement/0`])
    expect(rootsOf(badge(one()))).toEqual(['credential ', `${place}/credentialSubject/achievement/endorsement/0`])
    expect(rootsOf(badge({ creator: one() }))[1]).toBe(`${place}/credentialSubject/achievement/creator/endorsement/0`)
    expect(rootsOf(credential({ issuer: one() }))[1]).toBe(`${place}/issuer/endorsement/0`)
    expect(rootsOf(credential({ issuer: { parentOrg: one() } }))[1]).toBe(`${place}/issuer/parentOrg/endorsement/0`)
    expect(rootsOf(credential({ credentialSubject: { source: one() } }))[1]).toBe(
      `${place}/credentialSubject/source/endorsement/0`,
    )
    expect(rootsOf(record({ credentialSubject: { achievement: [one()] } }))[1]).toBe(
      `${place}/credentialSubject/achievement/0/endorsement/0`,
    )
    expect(rootsOf(credential({ endorsement: credential() }))).toEqual(['credential ', `${place}/endorsement`])
  })

  it('stand nowhere else', () => {
    const one = () => ({ endorsement: [endorsement()] })
    for (const document of [
      credential({ credentialSubject: one() }),
      credential({ evidence: [one()] }),
      credential({ proof: [one()] }),
      credential({ other: { achievement: one() } }),
      credential({ issuer: { address: one() } }),
      badge({ criteria: one() }),
      endorsement({ credentialSubject: { achievement: one() } }),
      endorsement({ credentialSubject: { verifiableCredential: [credential()] } }),
      credential({ credentialSubject: { verifiableCredential: [credential()] } }),
      credential({ verifiableCredential: [credential()] }),
    ]) {
      const { roots, problems } = check(document)
      expect(roots).toHaveLength(1)
      expect(problems.map(({ code }) => code)).toContain('shape.reserved_property')
    }
    expect(rootsOf(presentation({ endorsement: [endorsement()] }))).toHaveLength(1)
  })

  it('may have texts beside them, and nothing that is null', () => {
    const verifiableCredential = ['a.b.c', credential(), null, 7]
    expect(rootsOf(presentation({ verifiableCredential }))).toEqual([
      'presentation ',
      'credential /verifiableCredential/1',
    ])
    expect(faults(presentation({ verifiableCredential }))).toEqual(['shape.null /verifiableCredential/2'])
  })

  it('are looked into in the order of the document', () => {
    const odd = (name: string) => ({ [name]: null })
    const document = credential({
      first: odd('a'),
      second: [odd('b'), odd('c')],
      endorsement: [endorsement(odd('d')), endorsement(odd('e'))],
    })
    const places = faults(document).map((fault) => fault.split(' ')[1])
    expect([...places].sort()).toEqual([
      '/endorsement/0/d',
      '/endorsement/1/e',
      '/first/a',
      '/second/0/b',
      '/second/1/c',
    ])
    expect(places.filter((place) => !place?.startsWith('/endorsement'))).toEqual([
      '/first/a',
      '/second/0/b',
      '/second/1/c',
    ])
  })
})

describe('the bounds of a root', () => {
  it('are 32 levels', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 'x' : { a: nested(levels - 1) })
    expect(faults(credential({ a: nested(31) }))).toEqual([])
    expect(faults(credential({ a: nested(32) }))).toEqual([`limit.depth ${'/a'.repeat(33)}`])
    expect(faults(credential({ a: nested(40) }))).toHaveLength(1)
    const lists = (levels: number): unknown => (levels === 0 ? 'x' : [lists(levels - 1)])
    expect(faults(credential({ a: lists(31) }))).toEqual([])
    expect(faults(credential({ a: lists(32) }))).toEqual([`limit.depth /a${'/0'.repeat(32)}`])
    const tokens = (levels: number) => record({ credentialSubject: { verifiableCredential: lists(levels) } })
    expect(faults(tokens(31))).toEqual([])
    expect(faults(tokens(32))).toEqual([`limit.depth /credentialSubject/verifiableCredential${'/0'.repeat(32)}`])
  })

  it('are 4,000 values, in each root for itself', () => {
    // Before them: the root, id, type and its two, issuer with id, type and its one, and the list.
    const before = 10
    const values = (count: number) => ({ a: times(count - before, () => 'x') })
    expect(faults(credential(values(4_000)))).toEqual([])
    const [fault, ...more] = faults(credential(values(4_001)))
    expect([fault, more]).toEqual(['limit.values ', []])
    expect(faults(credential({ ...values(4_001), b: null })).slice(0, 2)).not.toContain('shape.null /b')
    const both = credential({ ...values(3_900), endorsement: [endorsement(values(3_900))] })
    expect(faults(both)).toEqual([])
    const inside = credential({ endorsement: [endorsement(values(4_001)), endorsement({ b: null })], c: null })
    expect(faults(inside).sort()).toEqual([
      'limit.values /endorsement/0',
      'shape.null /c',
      'shape.null /endorsement/1/b',
    ])
  })

  it('are 512 nodes without an id', () => {
    const nodes = (count: number) => ({ a: times(count, () => ({ name: 'x' })) })
    expect(faults(credential(nodes(512)))).toEqual([])
    expect(faults(credential(nodes(513)))).toEqual(['limit.blank_nodes '])
    expect(faults(credential({ endorsement: [endorsement(nodes(513))] }))).toEqual(['limit.blank_nodes /endorsement/0'])
    const named = times(600, (at) => ({ id: `urn:${at}` }))
    const words = times(600, () => ({ '@value': 'x', '@language': 'en' }))
    expect(faults(credential({ a: named, b: words }))).toEqual([])
    expect(faults(credential({ a: times(513, (id) => ({ id })) }))).toEqual(['limit.blank_nodes '])
  })

  it('are told once', () => {
    const many = [...times(513, () => ({})), ...times(4_000, () => 'x')]
    expect(faults(credential({ a: many }))).toEqual(['limit.blank_nodes '])
  })

  it('are 8 proofs', () => {
    const proofs = (count: number) => ({ proof: times(count, () => ({ type: 'DataIntegrityProof' })) })
    expect(faults(credential(proofs(8)))).toEqual([])
    expect(faults(credential(proofs(9)))).toEqual(['limit.proofs /proof'])
    expect(faults(credential({ endorsement: [endorsement(proofs(9))] }))).toEqual(['limit.proofs /endorsement/0/proof'])
  })

  it('and of a document are 64 roots', () => {
    const roots = (count: number) => credential({ endorsement: times(count - 1, () => endorsement()) })
    expect(faults(roots(64))).toEqual([])
    expect(faults(roots(65))).toEqual(['limit.roots undefined'])
    const { roots: found, problems } = check(roots(200))
    expect([found.length, problems.map(({ code }) => code)]).toEqual([65, ['limit.roots']])
  })

  it('and of a presentation are 16 credentials', () => {
    const holding = (count: number) => presentation({ verifiableCredential: times(count, () => credential()) })
    expect(faults(holding(16))).toEqual([])
    expect(faults(holding(17))).toEqual(['limit.credentials /verifiableCredential'])
    expect(rootsOf(holding(17))).toEqual(['presentation '])
    const credentialSubject = { verifiableCredential: times(17, () => credential()) }
    expect(faults(record({ credentialSubject }))).toEqual([])
  })
})

describe('the contexts of a root', () => {
  it.each<[string, unknown, string[]]>([
    ['known', [CONTEXT], []],
    ['known, alone', CONTEXT, []],
    ['none', undefined, ['context.order /@context']],
    ['no list', [], ['context.order /@context']],
    ['unknown', [CONTEXT, 'https://x.example'], ['context.unknown /@context/1']],
    ['unknown, alone', 'https://x.example', ['context.unknown /@context']],
    ['inline', [{}, CONTEXT], ['context.inline /@context/0']],
    ['inline, alone', {}, ['context.inline /@context']],
    ['a list in a list', [[CONTEXT]], ['context.inline /@context/0']],
  ])('are %s', (_, contexts, expected) => {
    expect(faults({ ...credential(), '@context': contexts })).toEqual(expected)
    const inside = { ...endorsement(), '@context': contexts }
    const places = expected.map((place) => place.replace(' ', ' /endorsement/0'))
    expect(faults(credential({ endorsement: [inside] }))).toEqual(places)
  })

  it('that are unknown are needed by name, or a warning where the signature is over the JSON', () => {
    const unknown = { ...credential(), '@context': 'https://x.example' }
    const [needed] = check(unknown).problems
    expect([needed?.severity, needed?.needs]).toEqual(['error', 'https://x.example'])
    const [warning] = check(unknown, { signsJson: true }).problems
    expect([warning?.severity, warning?.needs]).toEqual(['warning', undefined])
  })

  it('may be inline objects where the danger is named, and nothing else', () => {
    const inline = (context: unknown) =>
      faults({ ...credential(), '@context': [CONTEXT, context] }, { allowInlineContexts: true })
    expect(inline({})).toEqual([])
    for (const odd of [7, [], [{}]]) expect(inline(odd)).toEqual(['context.inline /@context/1'])
  })
})

describe('a value', () => {
  it('is not null', () => {
    const document = credential({ a: null, b: { c: [null, { d: null }] } })
    expect(faults(document)).toEqual(['shape.null /a', 'shape.null /b/c/0', 'shape.null /b/c/1/d'])
  })

  it.each([
    { '@value': 'x' },
    { '@value': 'x', '@language': 'en' },
    { '@value': 'x', '@language': 'en', '@direction': 'rtl' },
  ])('may be a text with a language: %j', (name) => expect(faults(credential({ name }))).toEqual([]))

  it.each<[Draft, string[]]>([
    [{ '@language': 'en' }, ['@language']],
    [{ '@value': 7 }, ['@value']],
    [{ '@value': 'x', '@language': ['en'] }, ['@value', '@language']],
    [{ '@value': 'x', '@type': 'y' }, ['@value', '@type']],
    [{ '@value': 'x', '@index': 'y' }, ['@value', '@index']],
    [{ '@value': 'x', note: 'y' }, ['@value']],
  ])('is otherwise no object of keywords: %j', (name, keywords) => {
    expect(faults(credential({ name })).sort()).toEqual(
      keywords.map((keyword) => `shape.keyword_key /name/${keyword}`).sort(),
    )
  })

  it('has no id twice in a list', () => {
    const items = [
      { id: 'urn:a' },
      { id: 'urn:b' },
      'urn:a',
      { id: 'urn:a' },
      { id: 'urn:a' },
      { id: 7 },
      { id: 7 },
      {},
    ]
    const expected = ['shape.duplicate_id /a/3/id', 'shape.duplicate_id /a/4/id']
    expect(faults(credential({ a: items }))).toEqual(expected)
    expect(faults(credential({ a: [{ id: 'urn:a' }], b: [{ id: 'urn:a' }] }))).toEqual([])
    const two = [endorsement({ id: 'urn:e' }), endorsement({ id: 'urn:e' })]
    expect(faults(credential({ endorsement: two }))).toEqual(['shape.duplicate_id /endorsement/1/id'])
    expect(faults(presentation({ verifiableCredential: two }))).toEqual([
      'shape.duplicate_id /verifiableCredential/1/id',
    ])
  })

  it.each<[Draft, string[]]>([
    [{ id: '_:a' }, ['shape.blank_node_id /a/id']],
    [{ type: '_:a' }, ['shape.blank_node_id /a/id']],
    [{ type: ['x', '_:a'] }, ['shape.blank_node_id /a/id']],
    [{ id: 'a_:a', type: ['x_:'] }, []],
    [{ id: 7, type: 7 }, []],
  ])('has no name of a blank node: %j', (a, expected) => expect(faults(credential({ a }))).toEqual(expected))
})

describe('a member', () => {
  it.each<[string, string[]]>([
    ['', ['shape.key_not_term /a/']],
    ['schema:name', ['shape.key_not_term /a/schema:name']],
    [':', ['shape.key_not_term /a/:']],
    ['a/b:~', ['shape.key_not_term /a/a~1b:~0']],
    ['@context', ['shape.keyword_key /a/@context']],
    ['@included', ['shape.keyword_key /a/@included']],
    ['name', []],
    ['na@me', []],
  ])('named %j', (name, expected) => expect(faults(credential({ a: { [name]: 'x' } }))).toEqual(expected))

  it('that is a keyword with a name of its own is told it', () => {
    const hintOf = (name: string) => check(credential({ a: { [name]: 'x' } })).problems[0]?.hint
    expect([hintOf('@id'), hintOf('@type')]).toEqual([
      expect.stringContaining('"id"'),
      expect.stringContaining('"type"'),
    ])
    expect(hintOf('@graph')).toBeUndefined()
  })

  it('named @context is only looked at as such', () => {
    expect(faults(credential({ a: { '@context': [null, { 'b:c': 1 }] } }))).toEqual(['shape.keyword_key /a/@context'])
  })

  it('of a proof may be the first contexts of its root', () => {
    const other = 'https://context.example/v2'
    const contexts = new Map([...CONTEXTS, [other, {}]])
    const of = (proofContext: unknown, make = credential, name = 'proof') =>
      faults({ ...make({ [name]: { '@context': proofContext } }), '@context': [CONTEXT, other] }, { contexts })
    for (const make of [credential, record, endorsement, presentation]) expect(of([CONTEXT], make)).toEqual([])
    for (const first of [CONTEXT, [CONTEXT, other], []]) expect(of(first)).toEqual([])
    for (const odd of [[other], [other, CONTEXT], [CONTEXT, other, CONTEXT], {}, [{}]]) {
      expect(of(odd)).toEqual(['shape.keyword_key /proof/@context'])
    }
    expect(of([CONTEXT], credential, 'other')).toEqual(['shape.keyword_key /other/@context'])
    const odd = { ...credential({ proof: { '@context': [CONTEXT, 7] } }), '@context': [CONTEXT, 7] }
    expect(faults(odd)).toContain('shape.keyword_key /proof/@context')
    const inner = credential({ issuer: { proof: { '@context': [CONTEXT] } } })
    expect(faults(inner)).toEqual(['shape.reserved_property /issuer/proof', 'shape.keyword_key /issuer/proof/@context'])
  })

  it.each(ROOT_MEMBERS)('of a credential means nothing below it: %s', (name) => {
    const inside = { [name]: 'x' }
    expect(faults(credential(inside))).toEqual([])
    const reserved = `shape.reserved_property`
    expect(faults(credential({ a: inside }))).toEqual([`${reserved} /a/${name}`])
    expect(faults(credential({ credentialSubject: inside }))).toEqual([`${reserved} /credentialSubject/${name}`])
    expect(faults(endorsement({ credentialSubject: inside }))).toEqual([`${reserved} /credentialSubject/${name}`])
    const inRecord = faults(record({ credentialSubject: inside }))
    expect(inRecord).toEqual(name === 'verifiableCredential' ? [] : [`${reserved} /credentialSubject/${name}`])
    const problem = check(credential({ a: inside })).problems[0]
    expect(problem?.hint).toContain(name)
  })

  it.each(['name', 'description', 'image', 'endorsement'])('says nothing of what is endorsed: %s', (name) => {
    expect(faults(endorsement({ credentialSubject: { [name]: 'x' } }))).toEqual([
      `shape.reserved_property /credentialSubject/${name}`,
    ])
    expect(faults(credential({ credentialSubject: { [name]: 'x' } }))).toEqual([])
    expect(faults(endorsement({ credentialSubject: { endorsementComment: 'x', a: { [name]: 'x' } } }))).toEqual([])
  })
})

describe('a class', () => {
  it.each<[string, Draft]>([
    ['AchievementSubject', credential({ credentialSubject: { type: ['AchievementSubject'] } })],
    ['ClrSubject', record({ credentialSubject: { type: 'ClrSubject' } })],
    ['EndorsementSubject', endorsement({ credentialSubject: { type: ['EndorsementSubject'] } })],
    ['Achievement', badge({ type: ['Achievement', 'Other'] })],
    ['Achievement', record({ credentialSubject: { achievement: [{ type: ['Achievement'] }] } })],
    ['OpenBadgeCredential', credential()],
    ['AchievementCredential', credential({ type: ['VerifiableCredential', 'AchievementCredential'] })],
    ['EndorsementCredential', endorsement()],
    ['ClrCredential', record()],
    ['VerifiableCredential', credential()],
    ['VerifiablePresentation', presentation()],
  ])('has its place, and no other: %s', (type, document) => {
    expect(faults(document)).toEqual([])
    for (const types of [type, [type], ['Other', type]]) {
      expect(faults(credential({ a: { type: types } }))).toEqual(['shape.reserved_property /a/type'])
    }
  })

  it('of a subject is that of its credential', () => {
    const subject = (type: unknown) => ({ credentialSubject: { type } })
    const odd = ['shape.reserved_property /credentialSubject/type']
    expect(faults(credential(subject(['ClrSubject'])))).toEqual(odd)
    expect(faults(record(subject(['AchievementSubject'])))).toEqual(odd)
    expect(faults(credential(subject(['EndorsementSubject'])))).toEqual(odd)
    expect(faults(credential(subject(['AchievementSubject', 'Other'])))).toEqual([])
    expect(faults(endorsement(subject(['EndorsementSubject', 'Other'])))).toEqual(odd)
    expect(faults(endorsement(subject(['Other'])))).toEqual(odd)
    expect(faults(endorsement(subject(['AchievementSubject'])))).toEqual(odd)
    expect(faults(endorsement(subject([])))).toEqual([])
    expect(faults(endorsement({ credentialSubject: { a: { type: ['Other'] } } }))).toEqual([])
    expect(faults(credential({ type: ['Achievement', 'AchievementSubject'] }))).toEqual(
      times(2, () => 'shape.reserved_property /type'),
    )
  })

  it('that is no class of ours stands where it likes', () => {
    for (const type of ['Other', 7, ['toString', 'constructor'], [7, {}], [['Achievement']]]) {
      expect(faults(credential({ a: { type } })).filter((fault) => fault.endsWith('/type'))).toEqual([])
    }
  })
})

describe('an IRI', () => {
  const prefixed = (context: unknown): Partial<ShapeOptions> => ({
    contexts: new Map([[CONTEXT, { '@context': context } as JsonObject]]),
  })
  const compact = (a: Draft, options = prefixed({ ex: 'https://ex.example/' })) => faults(credential({ a }), options)

  it.each(
    [
      'id',
      'type',
      'statusListCredential',
      'resultDescription',
      'achievedLevel',
      'requiredLevel',
      'verificationMethod',
      'sourceId',
      'targetId',
    ].map((name) => [name]),
  )('is not abbreviated in %s', (name) => {
    expect(compact({ [name]: 'ex:1' })).toEqual([`shape.compact_iri /a/${name}`])
    expect(compact({ [name]: ['urn:1', 'ex:1'] })).toEqual([`shape.compact_iri /a/${name}`])
    for (const whole of ['ex', 'exx', 'ex://1', 'urn:1', ':ex:1', 'Ex:1', ['urn:1'], 7])
      expect(compact({ [name]: whole })).toEqual([])
    expect(faults(credential({ a: { [name]: 'ex:1' } }))).toEqual([])
  })

  it('is not abbreviated in issuer and holder of a root', () => {
    const options = prefixed({ ex: 'https://ex.example/' })
    expect(faults(credential({ issuer: 'ex:1' }), options)).toEqual(['shape.compact_iri /issuer'])
    expect(faults(presentation({ holder: 'ex:1' }), options)).toEqual(['shape.compact_iri /holder'])
    expect(faults(credential({ name: 'ex:1', url: 'ex:1' }), options)).toEqual([])
  })

  it.each<[boolean, unknown]>([
    [true, 'https://ex.example/'],
    [true, 'https://ex.example/#'],
    [true, 'urn:ex:'],
    [true, 'https://ex.example/?'],
    [true, 'https://ex.example/['],
    [true, 'https://ex.example/]'],
    [true, 'https://ex.example/@'],
    [false, 'https://ex.example/name'],
    [false, 'https://ex.example/#name'],
    [true, { '@id': 'https://ex.example/name', '@prefix': true }],
    [false, { '@id': 'https://ex.example/', '@prefix': false }],
    [false, { '@id': 'https://ex.example/' }],
    [false, ['https://ex.example/']],
    [false, null],
  ])('is abbreviated: %s, where the context defines the term as %j', (isPrefix, definition) => {
    expect(compact({ id: 'ex:1' }, prefixed({ ex: definition }))).toHaveLength(isPrefix ? 1 : 0)
    const deep = { other: [{ Scoped: { '@context': [{ ex: definition }] } }] }
    expect(compact({ id: 'ex:1' }, prefixed(deep))).toHaveLength(isPrefix ? 1 : 0)
  })

  it('is not abbreviated by a term without letters', () => {
    expect(compact({ id: ':1' }, prefixed({ '': 'https://ex.example/' }))).toEqual([])
  })

  it('is abbreviated by any context of its root, and by none of another', () => {
    const [one, two] = ['https://context.example/a', 'https://context.example/b']
    const contexts = new Map<string, JsonObject>([
      ...CONTEXTS,
      [one, { '@context': { ex: 'https://ex.example/' } }],
      [two, { '@context': { ey: 'https://ey.example/' } }],
    ])
    const document = { ...credential({ a: { id: 'ex:1' }, b: { id: 'ey:1' } }), '@context': [CONTEXT, one] }
    expect(faults(document, { contexts })).toEqual(['shape.compact_iri /a/id'])
    expect(faults({ ...document, '@context': [one, {}, two] }, { contexts, allowInlineContexts: true })).toEqual([
      'shape.compact_iri /a/id',
      'shape.compact_iri /b/id',
    ])
    expect(faults({ ...document, '@context': one }, { contexts })).toEqual(['shape.compact_iri /a/id'])
    const inner = { ...endorsement({ a: { id: 'ex:1' } }), '@context': [one] }
    expect(faults(credential({ endorsement: [inner], b: { id: 'ex:1' } }), { contexts })).toEqual([
      'shape.compact_iri /endorsement/0/a/id',
    ])
  })
})

describe('a node that two roots describe', () => {
  const page = { id: 'urn:page', name: 'Page' }
  const duplicate = (pointer: string) => [`shape.duplicate_id ${pointer}/id`]

  it('is told in the inner one', () => {
    const inner = endorsement({ evidence: [page] })
    expect(faults(credential({ evidence: [page], endorsement: [inner] }))).toEqual(
      duplicate('/endorsement/0/evidence/0'),
    )
    expect(faults(credential({ evidence: [{ ...page, id: 'urn:other' }], endorsement: [inner] }))).toEqual([])
    expect(faults(credential({ evidence: [{ id: 'urn:page' }], endorsement: [inner] }))).toEqual([])
    expect(faults(credential({ evidence: [page], more: page }))).toEqual([])
  })

  it('is one with an id', () => {
    const nameless = { name: 'Page', url: 'https://x.example' }
    expect(faults(credential({ evidence: [nameless], endorsement: [endorsement({ evidence: [nameless] })] }))).toEqual(
      [],
    )
  })

  it('is told wherever it has no place of its own', () => {
    const inside = (change: Draft) => faults(credential({ evidence: [page], endorsement: [endorsement(change)] }))
    expect(inside({ a: { b: [page] } })).toEqual(duplicate('/endorsement/0/a/b/0'))
    expect(inside({ a: { achievement: page } })).toEqual(duplicate('/endorsement/0/a/achievement'))
    expect(inside({ endorsement: [[page]] })).toEqual(duplicate('/endorsement/0/endorsement/0/0'))
    expect(inside({ a: { proof: page } })).toEqual([
      'shape.reserved_property /endorsement/0/a/proof',
      ...duplicate('/endorsement/0/a/proof'),
    ])
  })

  it('is told however far out the other is, and not beside', () => {
    const inner = endorsement({ evidence: [page] })
    const middle = endorsement({ endorsement: [inner] })
    expect(faults(credential({ evidence: [page], endorsement: [middle] }))).toEqual(
      duplicate('/endorsement/0/endorsement/0/evidence/0'),
    )
    const beside = [endorsement({ evidence: [page] }), endorsement({ evidence: [page] })]
    expect(faults(credential({ endorsement: beside }))).toEqual([])
  })

  it('is told where it is the outer root, its subject or its issuer', () => {
    const of = (id: string) =>
      credential({
        id: 'urn:outer',
        credentialSubject: { id: 'urn:subject', name: 'x' },
        endorsement: [endorsement({ evidence: [{ id, name: 'x' }] })],
      })
    for (const id of ['urn:outer', 'urn:subject', 'urn:issuer']) {
      expect(faults(of(id))).toEqual(duplicate('/endorsement/0/evidence/0'))
    }
  })

  it('is told by its bare id in an endorsement, and not in a record', () => {
    const bare = { evidence: [{ id: 'urn:page' }] }
    expect(faults(credential({ evidence: [page], endorsement: [endorsement(bare)] }))).toEqual(
      duplicate('/endorsement/0/evidence/0'),
    )
    const holding = (inner: Draft) => record({ evidence: [page], credentialSubject: { verifiableCredential: [inner] } })
    expect(faults(holding(credential(bare)))).toEqual([])
    expect(faults(holding(credential({ evidence: [page] })))).toEqual(
      duplicate('/credentialSubject/verifiableCredential/0/evidence/0'),
    )
  })

  it('may be a subject, an achievement, a profile or what describes these, which are shared for good reason', () => {
    const inside = (change: Draft) =>
      record({
        evidence: [page],
        credentialSubject: { verifiableCredential: [credential(change)] },
      })
    expect(faults(inside({ credentialSubject: { ...page, achievement: page } }))).toEqual([])
    expect(faults(inside({ issuer: { ...page, image: page } }))).toEqual([])
    expect(
      faults(inside({ credentialSubject: { achievement: { criteria: page, creator: page, image: { more: page } } } })),
    ).toEqual([])
  })

  it('may be no detail in an endorsement, except a picture', () => {
    const detail = (image: Draft) =>
      credential({ evidence: [page], endorsement: [endorsement({ issuer: { id: 'urn:i', image } })] })
    expect(faults(detail(page))).toEqual(duplicate('/endorsement/0/issuer/image'))
    expect(faults(detail({ id: 'urn:page', type: 'Image', caption: 'x' }))).toEqual([])
    expect(faults(detail({ id: 'urn:page' }))).toEqual([])
    const subject = { credentialSubject: page }
    expect(faults(credential({ evidence: [page], endorsement: [endorsement({ issuer: page })] }))).toEqual([])
    expect(faults(credential({ evidence: [page], endorsement: [endorsement(subject)] }))).toEqual([
      'shape.reserved_property /endorsement/0/credentialSubject/name',
    ])
  })

  it('may stand in two credentials of a presentation, which are graphs of their own', () => {
    const inner = credential({ evidence: [page] })
    expect(faults(presentation({ other: page, verifiableCredential: [inner] }))).toEqual([])
    const endorsed = credential({ evidence: [page], endorsement: [endorsement({ evidence: [page] })] })
    expect(faults(presentation({ verifiableCredential: [endorsed] }))).toEqual(
      duplicate('/verifiableCredential/0/endorsement/0/evidence/0'),
    )
  })

  it('is the document where a root in it has its id', () => {
    const same = (id: unknown) => faults(credential({ id, endorsement: [endorsement({ id }), endorsement()] }))
    expect(same('urn:same')).toEqual(duplicate('/endorsement/0'))
    expect(same(undefined)).toEqual([])
    expect(same(7)).toEqual([])
    const nested = endorsement({ endorsement: [endorsement({ id: 'urn:same' })], id: 'urn:same' })
    expect(faults(credential({ endorsement: [nested] }))).toEqual([])
  })
})

describe('an open shape', () => {
  it('is let through where the danger is named, and nothing besides', () => {
    const document = {
      ...credential({ a: null, 'b:c': 'x', proof: times(9, () => ({})) }),
      '@context': ['https://x.example'],
    }
    const closed = ['context.unknown', 'limit.proofs', 'shape.key_not_term', 'shape.null']
    expect(
      check(document)
        .problems.map(({ code }) => code)
        .sort(),
    ).toEqual(closed)
    const open = check(document, { allowOpenShape: true })
    expect(open.problems.map(({ code }) => code)).toEqual(['context.unknown', 'limit.proofs'])
    expect(open.roots).toHaveLength(1)
  })
})

describe('a class by its IRI', () => {
  it.each<[string, unknown, number]>([
    ['alone', `${OB}Achievement`, 1],
    ['in a list', ['x', `${OB}Achievement`], 1],
    ['twice', [`${OB}Achievement`, `${OB}Profile`], 2],
    ['beside its term', [`${OB}Profile`, 'Profile'], 0],
    ['of somebody else', ['https://x.example/#Achievement'], 0],
    ['of the vocabulary without a name', [OB.slice(0, -1)], 0],
    ['not at the beginning', [`x${OB}Achievement`], 0],
    ['of VC', ['https://www.w3.org/2018/credentials#VerifiableCredential'], 1],
    ['of status lists', ['https://www.w3.org/ns/credentials/status#BitstringStatusList'], 1],
    ['of CLR', ['https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrSubject'], 1],
    ['of no text', [7, {}], 0],
  ])('is told %s', (_, type, count) => {
    const found = faults(credential({ a: { type } })).filter((fault) => fault.startsWith('shape.iri_name'))
    expect(found).toEqual(times(count, () => 'shape.iri_name /a/type'))
  })

  it('says nothing new beside the other term of a badge', () => {
    const of = (...types: string[]) => faults(credential({ type: ['VerifiableCredential', ...types] }))
    expect(of('AchievementCredential', `${OB}OpenBadgeCredential`)).toEqual([])
    expect(of(`${OB}OpenBadgeCredential`)).toEqual(['shape.iri_name /type'])
  })

  it('and a purpose by its IRI are told where the purpose is the one that counts', () => {
    const of = (make: (change: Draft) => Draft, proofPurpose: string) => faults(make({ proof: { proofPurpose } }))
    const security = 'https://w3id.org/security#'
    const told = ['shape.iri_name /proof/proofPurpose']
    expect(of(credential, `${security}assertionMethod`)).toEqual(told)
    expect(of(credential, `${security}authentication`)).toEqual([])
    expect(of(presentation, `${security}authentication`)).toEqual(told)
    expect(of(presentation, `${security}assertionMethod`)).toEqual([])
    expect(of(endorsement, `${security}assertionMethod`)).toEqual(told)
    expect(of(credential, 'assertionMethod')).toEqual([])
  })
})
