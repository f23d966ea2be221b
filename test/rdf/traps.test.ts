import { describe, expect, it } from 'vitest'
import {
  BITSTRING_STATUS_LIST_V1,
  contextSet,
  DATA_INTEGRITY_V2,
  OB_V3P0_3_0_0,
  OB_V3P0_3_0_1,
  OB_V3P0_3_0_3,
  VC_V1,
  VC_V2,
} from '../../src/contexts.ts'
import { canonizeTraced, type Path } from '../../src/rdf/canonize.ts'
import { canonize } from '../../src/rdf/index.ts'
import type { ContextSet } from '../../src/types.ts'
import type { Node } from './generate.ts'

/** The semantic traps of JSON-LD to N-Quads, each met on purpose. What is written out here jsonld 9 says as well. */

const bundled = contextSet()
const OB = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#'
const XSD = 'http://www.w3.org/2001/XMLSchema#'

/** The lines of a document, which both paths agree on, and the path it takes when it has the choice. */
async function linesOf(
  document: Node,
  contexts: ContextSet = bundled,
): Promise<{ readonly lines: readonly string[]; readonly path: Path }> {
  const chosen = await canonizeTraced(document, { contexts })
  const plain = await canonizeTraced(document, { contexts }, 'plain')
  expect(chosen.nquads).toBe(plain.nquads)
  return { lines: chosen.nquads.split('\n').slice(0, -1), path: chosen.path }
}

const subject = (members: Node, type = 'AchievementSubject'): Node => ({
  '@context': [VC_V2, OB_V3P0_3_0_3],
  id: 'urn:c',
  type: ['VerifiableCredential'],
  credentialSubject: { id: 'urn:s', type, ...members },
})

/** What is said of `urn:s`, shortened. */
async function statements(members: Node): Promise<string[]> {
  const { lines, path } = await linesOf(subject(members))
  expect(path).toBe('compiled')
  return lines.filter((line) => line.startsWith('<urn:s>') && !line.includes('#type>')).map((line) => line.slice(8, -2))
}

const own = (context: Node): ContextSet =>
  new Map([['https://own.example/', { '@context': { id: '@id', type: '@type', ...context } }]])
const withOwn = (members: Node): Node => ({ '@context': ['https://own.example/'], id: 'urn:c', ...members })

describe('scoped contexts', () => {
  it('are reverted in nested nodes: those see root terms, not those of the class around them', async () => {
    const nested = subject({ source: { id: 'urn:p', achievement: { id: 'urn:a' } } })
    await expect(canonize(nested, { contexts: bundled })).rejects.toMatchObject({ code: 'proof.data_loss' })
    const { lines } = await linesOf(subject({ achievement: { id: 'urn:a' } }))
    expect(lines).toContain(`<urn:s> <${OB}achievement> <urn:a> .`)
  })

  it('apply in the order of the type names as written', async () => {
    const contexts = own({
      B: { '@id': 'urn:B', '@context': { name: 'urn:by-b' } },
      A: { '@id': 'urn:A', '@context': { name: 'urn:by-a' } },
    })
    const { lines, path } = await linesOf(withOwn({ type: ['B', 'A'], name: 'x' }), contexts)
    expect([path, lines[2]]).toEqual(['compiled', '<urn:c> <urn:by-b> "x" .'])
  })

  it('that are null take coercion from strings, but not the meaning from their property', async () => {
    const contexts = own({ ref: { '@id': 'urn:ref', '@type': '@id', '@context': null } })
    const { lines, path } = await linesOf(withOwn({ ref: 'urn:x' }), contexts)
    expect([path, lines]).toEqual(['compiled', ['<urn:c> <urn:ref> "urn:x" .']])
  })

  it('of a property apply to its scalars, to its nodes, and to references, each in its own way', async () => {
    const contexts = own({
      T: { '@id': 'urn:T', '@context': { ref: { '@id': 'urn:ref', '@type': '@id', '@context': { p: 'urn:p:' } } } },
    })
    const document = withOwn({ type: 'T', ref: ['p:scalar', { id: 'p:reference' }, { id: 'urn:node', type: 'urn:t' }] })
    const { lines, path } = await linesOf(document, contexts)
    expect(path).toBe('compiled')
    expect(lines.slice(1, 4)).toEqual([
      '<urn:c> <urn:ref> <urn:node> .',
      '<urn:c> <urn:ref> <urn:p:reference> .',
      '<urn:c> <urn:ref> <urn:p:scalar> .',
    ])
  })

  it('of VC 1.1 define prefixes only where they apply', async () => {
    const credential = { '@context': [VC_V1], id: 'urn:c', type: ['VerifiableCredential'] }
    const { lines, path } = await linesOf({ ...credential, issuer: 'cred:issuer' })
    expect([path, lines[1]]).toEqual([
      'compiled',
      '<urn:c> <https://www.w3.org/2018/credentials#issuer> <https://www.w3.org/2018/credentials#issuer> .',
    ])
    const outside = await linesOf({ '@context': [VC_V1], id: 'urn:c', type: 'cred:x' })
    expect(outside.lines).toEqual(['<urn:c> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <cred:x> .'])
  })
})

describe('values', () => {
  it('that are equal in RDF stay two lines where JSON tells them apart, and one where it does not', async () => {
    const integers = own({ n: { '@id': 'urn:n', '@type': `${XSD}integer` } })
    const { lines, path } = await linesOf(withOwn({ n: [1, '1', 1, '1'] }), integers)
    expect([path, lines]).toEqual(['compiled', Array(2).fill(`<urn:c> <urn:n> "1"^^<${XSD}integer> .`)])
  })

  it('that are empty lists repeat with their node', async () => {
    const description = { id: 'urn:r', type: 'ResultDescription', allowedValue: [] }
    const { lines, path } = await linesOf(
      subject({ achievement: { type: 'Achievement', resultDescription: [description, description] } }),
    )
    expect(path).toBe('compiled')
    expect(lines.filter((line) => line.includes('#nil>'))).toHaveLength(2)
  })

  it('of the same node said in two places are one', async () => {
    const profile = { id: 'urn:p', type: ['Profile'], name: 'P', url: 'urn:u' }
    const { lines, path } = await linesOf({ ...subject({ source: profile }), issuer: { ...profile, name: ['P', 'Q'] } })
    expect(path).toBe('compiled')
    expect(lines.filter((line) => line.startsWith('<urn:p>'))).toHaveLength(4)
  })

  it('that are numbers are written as jsonld writes them', async () => {
    const contexts = own({ n: 'urn:n', d: { '@id': 'urn:d', '@type': `${XSD}double` } })
    const { lines, path } = await linesOf(
      withOwn({ n: [1.5, 1e-7, 1e21, 42, -0, 1.5e-9], d: [1, '2.50', 'x'] }),
      contexts,
    )
    expect([path, lines]).toEqual([
      'compiled',
      [
        `<urn:c> <urn:d> "1.0E0"^^<${XSD}double> .`,
        `<urn:c> <urn:d> "2.5E0"^^<${XSD}double> .`,
        `<urn:c> <urn:d> "NaN"^^<${XSD}double> .`,
        `<urn:c> <urn:n> "0"^^<${XSD}integer> .`,
        `<urn:c> <urn:n> "0"^^<${XSD}integer> .`,
        `<urn:c> <urn:n> "1.0E21"^^<${XSD}double> .`,
        `<urn:c> <urn:n> "1.5E-9"^^<${XSD}double> .`,
        `<urn:c> <urn:n> "1.5E0"^^<${XSD}double> .`,
        `<urn:c> <urn:n> "42"^^<${XSD}integer> .`,
      ],
    ])
  })

  it('have the datatypes of their context version, prefixes that it lacks included', async () => {
    const credential = (contexts: string[], date: Node): Node => ({
      '@context': contexts,
      id: 'urn:c',
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      ...date,
    })
    const now = await linesOf(credential([VC_V2, OB_V3P0_3_0_3], { awardedDate: '2024-01-01T00:00:00Z' }))
    expect(now.lines.at(-1)).toBe(`<urn:c> <${OB}awardedDate> "2024-01-01T00:00:00Z"^^<xsd:dateTime> .`)
    const then = await linesOf(credential([VC_V1, OB_V3P0_3_0_1], { awardedDate: '2024-01-01T00:00:00Z' }))
    expect(then.lines.at(-1)).toContain('"2024-01-01T00:00:00Z"^^<https://www.w3.org/2001/XMLSchema#dateTime>')
  })

  it('that are null vanish, empty arrays are content without a line, empty objects are nodes', async () => {
    expect(await statements({ narrative: null, role: [], result: {} })).toEqual([`<${OB}result> _:c14n0`])
  })

  it('nested in arrays are one set', async () => {
    expect(await statements({ role: ['a', ['b', ['c', null]]] })).toEqual(
      ['a', 'b', 'c'].map((text) => `<${OB}role> "${text}"`),
    )
  })

  it('with a language have it in lower case, and with a direction another datatype', async () => {
    const role = [
      { '@value': 'v', '@language': 'de-AT' },
      { '@value': 'w', '@language': 'HE', '@direction': 'rtl' },
      { '@value': 'x', '@direction': 'ltr' },
      { '@value': 'y' },
    ]
    expect(await statements({ role })).toEqual([
      `<${OB}role> "v"@de-at`,
      `<${OB}role> "w"^^<https://www.w3.org/ns/i18n#he_rtl>`,
      `<${OB}role> "x"^^<https://www.w3.org/ns/i18n#_ltr>`,
      `<${OB}role> "y"`,
    ])
  })

  it('that are no strings stay plain under a term for references', async () => {
    const { lines, path } = await linesOf({ ...subject({}), issuer: [true, 5, 'urn:i'] })
    expect(path).toBe('compiled')
    expect(lines.filter((line) => line.includes('#issuer>'))).toHaveLength(3)
  })

  it('that refer to nothing are left out, as jsonld does', async () => {
    const { lines, path } = await linesOf({ ...subject({}), issuer: ['', 'urn:i'] })
    expect([path, lines.filter((line) => line.includes('#issuer>'))]).toEqual([
      'compiled',
      ['<urn:c> <https://www.w3.org/2018/credentials#issuer> <urn:i> .'],
    ])
  })

  it('in lists keep their order, nulls left out', async () => {
    const resultDescription = { id: 'urn:r', type: 'ResultDescription', allowedValue: ['b', null, 'a', 'b'] }
    const { lines, path } = await linesOf(subject({ achievement: { type: 'Achievement', resultDescription } }))
    expect(path).toBe('compiled')
    expect(lines.filter((line) => line.includes('#first>'))).toHaveLength(3)
  })

  it('that differ in their direction only are left to the reference path, which keeps one', async () => {
    const value = { '@value': 'v', '@language': 'he' }
    const { lines, path } = await linesOf(
      subject({
        role: [
          { ...value, '@direction': 'rtl' },
          { ...value, '@direction': 'ltr' },
        ],
      }),
    )
    expect([path, lines.filter((line) => line.includes('#role>')).length]).toEqual(['plain', 1])
  })
})

describe('graphs, names and characters', () => {
  it('puts each proof into a graph of its own', async () => {
    const proof = { type: 'DataIntegrityProof', proofPurpose: 'assertionMethod', previousProof: 'urn:proof' }
    const { lines, path } = await linesOf({ ...subject({}), proof: [proof, { ...proof, id: 'urn:proof' }] })
    expect(path).toBe('compiled')
    expect(lines.filter((line) => line.includes('#proof>'))).toHaveLength(2)
    expect(new Set(lines.map((line) => / (_:c14n\d) \.$/.exec(line)?.[1])).size).toBe(3)
  })

  it('escapes what N-Quads cannot hold, and keeps the rest as it is', async () => {
    expect(await statements({ role: 'tab\t "quoted" \\ \u0001\u007f\u0080 \u{1f600} é' })).toEqual([
      `<${OB}role> "tab\\t \\"quoted\\" \\\\ \\u0001\\u007F\u0080 \u{1f600} é"`,
    ])
    const { lines } = await linesOf({ '@context': [VC_V2], id: 'urn:<x>|^`{}', type: 'urn:t' })
    expect(lines[0]).toMatch(/^<urn:\\u003Cx\\u003E\\u007C\\u005E\\u0060\\u007B\\u007D> /)
  })

  it('sorts by UTF-16 code unit, as rdf-canonize does', async () => {
    expect(await statements({ role: ['\uffee', '\u{1f600}'] })).toEqual([
      `<${OB}role> "\u{1f600}"`,
      `<${OB}role> "\uffee"`,
    ])
  })

  it('sorts a text before those that begin with it, and c14n1 before c14n10', async () => {
    const role = ['a', 'a ', 'aa', { '@value': 'a', '@language': 'en' }, { '@value': 'a', '@language': 'en-us' }]
    expect(await statements({ role })).toHaveLength(5)
    const result = Array.from({ length: 12 }, (_, index) => ({ type: 'Result', value: `v${index}` }))
    expect((await linesOf(subject({ result }))).path).toBe('compiled')
  })

  it('applies a repeated type as often as jsonld does', async () => {
    for (const type of [
      ['Profile', 'Profile'],
      ['Profile', 'Evidence', 'Profile', 'Profile', 'Evidence'],
    ])
      expect((await linesOf(subject({ source: { type, name: 'x' } }))).path).toBe('compiled')
  })

  it('leaves misplaced keywords and inline contexts to the reference path', async () => {
    expect((await linesOf(subject({ 'urn:own': 'x' }))).path).toBe('plain')
    expect(
      (await linesOf({ ...subject({}), '@context': [VC_V2, OB_V3P0_3_0_3, { own: 'urn:own' }], own: 1 })).path,
    ).toBe('plain')
  })

  it('takes every pair of contexts that goes together', async () => {
    for (const contexts of [
      [VC_V1, OB_V3P0_3_0_0, DATA_INTEGRITY_V2],
      [VC_V1, OB_V3P0_3_0_1],
      [VC_V2, OB_V3P0_3_0_3, BITSTRING_STATUS_LIST_V1],
    ])
      expect((await linesOf({ '@context': contexts, id: 'urn:c', type: ['VerifiableCredential'] })).path).toBe(
        'compiled',
      )
  })

  it('tells nodes apart by their surroundings where their own values do not', async () => {
    const result = ['x', 'y'].map((value) => ({
      type: 'Result',
      value,
      alignment: { type: 'Alignment', targetName: 'same' },
    }))
    expect((await linesOf(subject({ result }))).path).toBe('n-degree')
  })
})

describe('regressions found by generated documents', () => {
  it('does not take a null context of a type for no context', async () => {
    const contexts = own({ T: { '@id': 'urn:T', '@context': null } })
    const error = await canonize(withOwn({ type: 'T' }), { contexts }).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'proof.data_loss', problems: [{ pointer: '/id' }, { pointer: '/type' }] })
  })

  it('does not let one document spoil another by what jsonld shares between calls', async () => {
    const good = { '@context': [VC_V2], id: 'urn:c', type: ['VerifiableCredential'] }
    const before = await canonizeTraced(good, { contexts: bundled }, 'plain')
    const bad = { ...good, '@context': [VC_V2, { '@vocab': 'relative' }] }
    await expect(canonize(bad, { contexts: bundled })).rejects.toMatchObject({ code: 'proof.data_loss' })
    expect((await canonizeTraced(good, { contexts: bundled }, 'plain')).nquads).toBe(before.nquads)
  })
})
