import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { digestEvidence } from '../src/digest.ts'
import { multibaseEncode } from '../src/encoding.ts'
import { checkEvidence, type EvidenceCheck } from '../src/evidence.ts'

const FILE = new TextEncoder().encode('unit plan')
const OTHER = new TextEncoder().encode('another file')
const ID = 'https://evidence.example/unit-plan.pdf'
const DIGEST = digestEvidence(FILE)
const SRI = `sha384-${createHash('sha384').update(FILE).digest('base64')}`

function evidence(more: object = {}): Record<string, unknown> {
  return { id: ID, type: ['Evidence'], name: 'Unit plan', ...more }
}

function summary({ outcome, items, problems }: EvidenceCheck): unknown[] {
  return [outcome, items.map(({ state }) => state), problems.map(({ code, pointer }) => `${code} ${pointer}`)]
}

function check(badge: object, files: Record<string, Uint8Array> = { [ID]: FILE }): unknown[] {
  return summary(checkEvidence(badge, files))
}

describe('checkEvidence tells apart', () => {
  it('unchanged', () => {
    expect(check({ evidence: [evidence({ digestMultibase: DIGEST })] })).toEqual(['passed', ['unchanged'], []])
  })

  it('changed', () => {
    expect(check({ evidence: [evidence({ digestMultibase: DIGEST })] }, { [ID]: OTHER })).toEqual([
      'failed',
      ['changed'],
      ['evidence.changed /evidence/0'],
    ])
  })

  it('missing', () => {
    expect(check({ evidence: [evidence({ digestMultibase: DIGEST })] }, {})).toEqual([
      'undecided',
      ['missing'],
      ['evidence.missing /evidence/0'],
    ])
  })

  it('never digested', () => {
    expect(check({ evidence: [evidence()] })).toEqual([
      'undecided',
      ['never-digested'],
      ['evidence.no_digest /evidence/0'],
    ])
  })

  it('a digest that cannot be read', () => {
    expect(check({ evidence: [evidence({ digestMultibase: 'u' })] })).toEqual([
      'undecided',
      ['unreadable'],
      ['evidence.digest_syntax /evidence/0/digestMultibase'],
    ])
    expect(check({ evidence: [evidence({ digestMultibase: 5, digestSRI: SRI })] })).toEqual([
      'undecided',
      ['unreadable'],
      ['evidence.digest_syntax /evidence/0/digestMultibase'],
    ])
  })
})

describe('checkEvidence', () => {
  it('reads a single evidence', () => {
    expect(check({ evidence: evidence({ digestMultibase: DIGEST }) }, { [ID]: OTHER })).toEqual([
      'failed',
      ['changed'],
      ['evidence.changed /evidence'],
    ])
  })

  it.each(['sha256', 'sha384', 'sha512'])('reads %s without a multihash header', (name) => {
    const digestMultibase = multibaseEncode('z', new Uint8Array(createHash(name).update(FILE).digest()))
    expect(check({ evidence: [evidence({ digestMultibase })] })).toEqual(['passed', ['unchanged'], []])
  })

  it('finds the digest on a related resource of the same id', () => {
    const relatedResource = [{ id: ID, digestSRI: SRI }]
    expect(check({ evidence: [evidence()], relatedResource })).toEqual(['passed', ['unchanged'], []])
    expect(check({ evidence: [evidence()], relatedResource }, { [ID]: OTHER })[0]).toBe('failed')
  })

  it('refuses two digests that differ, file or not', () => {
    const relatedResource = [{ id: ID, digestMultibase: digestEvidence(OTHER) }]
    const badge = { evidence: [evidence({ digestMultibase: DIGEST })], relatedResource }
    const refused = ['failed', ['conflict'], ['evidence.digest_conflict /evidence/0']]
    expect(check(badge)).toEqual(refused)
    expect(check(badge, {})).toEqual(refused)
  })

  it('refuses two digests of two algorithms where only one fits', () => {
    const badge = { evidence: [evidence({ digestMultibase: digestEvidence(OTHER), digestSRI: SRI })] }
    expect(check(badge)).toEqual(['failed', ['conflict'], ['evidence.digest_conflict /evidence/0']])
    expect(check(badge, { [ID]: new Uint8Array() })[1]).toEqual(['changed'])
  })

  it('takes any of several digests that a digestSRI offers', () => {
    const digestSRI = `sha384-${createHash('sha384').update(OTHER).digest('base64')} ${SRI}`
    expect(check({ evidence: [evidence({ digestSRI })] })).toEqual(['passed', ['unchanged'], []])
  })

  it('looks at other related resources only where their file is given', () => {
    const relatedResource = [{ id: 'urn:example:r', digestMultibase: DIGEST }]
    const badge = { evidence: [evidence({ digestMultibase: DIGEST })], relatedResource }
    expect(check(badge)[1]).toEqual(['unchanged'])
    expect(check(badge, { [ID]: FILE, 'urn:example:r': OTHER })).toEqual([
      'failed',
      ['unchanged', 'changed'],
      ['evidence.changed /relatedResource/0'],
    ])
  })

  it('says of a file that the badge does not name it', () => {
    const badge = { evidence: [evidence({ digestMultibase: DIGEST })] }
    expect(check(badge, { [ID]: FILE, 'urn:example:x': FILE })).toEqual([
      'undecided',
      ['unchanged', 'never-digested'],
      ['evidence.no_digest undefined'],
    ])
    expect(checkEvidence({}, { constructor: FILE }).items).toEqual([{ id: 'constructor', state: 'never-digested' }])
  })

  it('tells each item by itself, in the order of the badge', () => {
    const second = { id: 'urn:example:2', type: ['Evidence'], digestMultibase: DIGEST }
    const third = { type: ['Evidence'], digestMultibase: DIGEST }
    const badge = {
      evidence: [evidence({ digestMultibase: DIGEST }), second, third, evidence({ id: 'urn:example:4' })],
    }
    const { items } = checkEvidence(badge, { [ID]: FILE, 'urn:example:2': OTHER })
    expect(items).toEqual([
      { id: ID, name: 'Unit plan', pointer: '/evidence/0', state: 'unchanged' },
      { id: 'urn:example:2', pointer: '/evidence/1', state: 'changed' },
      { pointer: '/evidence/2', state: 'missing' },
      { id: 'urn:example:4', name: 'Unit plan', pointer: '/evidence/3', state: 'never-digested' },
    ])
  })

  it('is not applicable where there is nothing to look at', () => {
    expect(check({}, {})).toEqual(['not-applicable', [], []])
    expect(check({ evidence: ['x', null] }, {})).toEqual(['not-applicable', [], []])
  })

  it.each([undefined, null, [], 'x', { [ID]: 'x' }])('throws TypeError for files of %j', (files) => {
    expect(() => checkEvidence({}, files as never)).toThrow(TypeError)
  })
})
