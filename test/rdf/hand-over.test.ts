import { describe, expect, it } from 'vitest'
import { contextSet, OB_V3P0_3_0_3, VC_V2 } from '../../src/contexts.ts'
import type { OpenBadgesError } from '../../src/errors.ts'
import { canonizeTraced, datasetOf } from '../../src/rdf/canonize.ts'
import { OutsideSubset } from '../../src/rdf/context.ts'
import { quadsAsOfJsonLd } from '../../src/rdf/hand-over.ts'
import { toQuads } from '../../src/rdf/plain.ts'
import { blankGraph, clr, createMaker, createRandom, MAKERS, mutate, type Node } from './generate.ts'

const SEED = Number(process.env.RDF_SEED ?? 20_260_301)
const DOCUMENTS = Number(process.env.RDF_HANDED_OVER ?? 150)

const contexts = contextSet()

/** Lines that depend on every part of a quad, with the labels that blank nodes have now. */
const linesOf = (quads: readonly object[]): string[] => quads.map((quad) => JSON.stringify(ordered(quad))).sort()

/** The same members in the same order, whoever wrote them. */
function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, ordered(member)])
}

const withSubject = (members: Node): Node => ({
  '@context': [VC_V2, OB_V3P0_3_0_3],
  id: 'urn:c',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  issuer: { id: 'did:example:issuer', type: ['Profile'] },
  credentialSubject: { type: ['AchievementSubject'], ...members },
})

describe('quads that are handed over', () => {
  it(`are those of jsonld, with its labels and its repetitions (RDF_SEED=${SEED})`, { timeout: 60_000 }, async () => {
    const random = createRandom(SEED)
    let compared = 0
    for (let index = 0; index < DOCUMENTS; index++) {
      const maker = createMaker(random)
      const made = random.chance(0.05) ? clr(maker) : random.chance(0.3) ? blankGraph(random) : undefined
      const document = made ?? random.pick(MAKERS)(maker)
      const changed = random.chance(0.5) ? document : mutate(document, random)
      const ours = handedOver(changed)
      if (!ours) continue
      compared++
      const where = `document ${index} of seed ${SEED}: ${JSON.stringify(changed)}`
      expect(linesOf(ours), where).toEqual(linesOf(await toQuads(changed, contexts)))
    }
    expect(compared).toBeGreaterThan(DOCUMENTS / 2)
  })

  it('have the labels of jsonld in lists and graphs and repeated nodes, too', async () => {
    const resultDescription = { id: 'urn:r', type: 'ResultDescription', allowedValue: ['b', 'a', 'b'] }
    const proof = { type: 'DataIntegrityProof', proofPurpose: 'assertionMethod' }
    const achievement = { id: 'urn:a', type: 'Achievement', criteria: { narrative: 'x' }, resultDescription }
    const document = { ...withSubject({ achievement: [achievement, achievement], result: {} }), proof: [proof, proof] }
    expect(linesOf(handedOver(document) ?? [])).toEqual(linesOf(await toQuads(document, contexts)))
  })

  it('are judged as the reference path judges them from the start', async () => {
    const alignment = { type: ['Alignment'], targetName: 'same' }
    for (const [results, alignments] of [
      [2, 3],
      [3, 8],
      [12, 12],
    ] as const) {
      const result = Array.from({ length: results }, () => ({ alignment: Array(alignments).fill(alignment) }))
      const document = withSubject({ result })
      const answer = (only?: 'plain') =>
        canonizeTraced(document, { contexts }, only).then(
          ({ nquads }) => nquads,
          ({ problems }: OpenBadgesError) => problems[0].code,
        )
      expect(await answer()).toBe(await answer('plain'))
    }
  })
})

function handedOver(document: Node): readonly object[] | undefined {
  try {
    return quadsAsOfJsonLd(datasetOf(document, contexts, 'jsonld'))
  } catch (error) {
    if (error instanceof OutsideSubset) return undefined
    throw error
  }
}
