import { describe, expect, it } from 'vitest'
import { contextSet } from '../../src/contexts.ts'
import { OpenBadgesError } from '../../src/errors.ts'
import { type Canonized, canonizeTraced } from '../../src/rdf/canonize.ts'
import { OutsideSubset } from '../../src/rdf/context.ts'
import { canonize, findUndefinedTerms } from '../../src/rdf/index.ts'
import { guarded } from '../../src/rdf/refusal.ts'
import { plainCanonize } from '../support/plain-canonize.ts'
import { blankGraph, clr, createMaker, createRandom, MAKERS, mutate, type Node, type Random } from './generate.ts'

/**
 * The law of the compiled path: it says what the reference path says, byte for byte, or leaves the document to it.
 * RDF_SEED and RDF_DOCUMENTS in the environment take it elsewhere or farther; `console.log` of the seed is on purpose.
 */
const SEED = Number(process.env.RDF_SEED ?? 20_260_101)
const DOCUMENTS = Number(process.env.RDF_DOCUMENTS ?? 2_000)

const contexts = contextSet()

type Sort = 'well-formed' | 'mutant' | 'alike' | 'clr'

function generate(random: Random): { readonly sort: Sort; readonly document: Node } {
  const maker = createMaker(random)
  const roll = random.next()
  if (roll < 0.01) return { sort: 'clr', document: clr(maker) }
  if (roll < 0.1) return { sort: 'alike', document: blankGraph(random) }
  const document = random.pick(MAKERS)(maker)
  return random.chance(0.5) ? { sort: 'well-formed', document } : { sort: 'mutant', document: mutate(document, random) }
}

/** What a path says: the text, or a refusal with its code and all its pointers. */
async function answerOf(canonized: Promise<string>): Promise<unknown> {
  try {
    return await canonized
  } catch (error) {
    if (!(error instanceof OpenBadgesError)) throw error
    return error.problems.map(({ code, pointer }) => ({ code, pointer }))
  }
}

/** The reference stack itself, with nothing of ours around it. Undefined where it refuses. */
async function referenceOf(document: Node): Promise<string | undefined> {
  try {
    return await plainCanonize(document)
  } catch {
    return undefined
  }
}

const plainly = async (document: Node): Promise<unknown> =>
  answerOf(guarded(document, { contexts }, async () => (await canonizeTraced(document, { contexts }, 'plain')).nquads))

async function compiled(document: Node): Promise<Canonized | undefined> {
  try {
    return await canonizeTraced(document, { contexts }, 'compiled')
  } catch (error) {
    if (error instanceof OutsideSubset) return undefined
    throw error
  }
}

describe('the compiled path', () => {
  it(`equals the reference path on ${DOCUMENTS} documents (RDF_SEED=${SEED})`, { timeout: 180_000 }, async () => {
    const random = createRandom(SEED)
    const taken: Record<string, number> = {}
    for (let index = 0; index < DOCUMENTS; index++) {
      const { sort, document } = generate(random)
      const where = () => `document ${index} of seed ${SEED}: ${JSON.stringify(document)}`
      const expected = await referenceOf(document)
      const actual = await compiled(document)
      if (actual) expect(actual.nquads, where()).toBe(expected)
      // What it leaves to the other path must in the end be judged alike, pointers included.
      if (!actual && index % 10 === 0) {
        const answer = await answerOf(canonize(document, { contexts }))
        expect(answer, where()).toEqual(await plainly(document))
        expect(typeof answer === 'string' ? answer : undefined, where()).toBe(expected)
      }
      if (expected !== undefined) {
        expect(await findUndefinedTerms(document, { contexts }), where()).toEqual([])
        const path = `${sort}: ${actual?.path ?? 'plain'}`
        taken[path] = (taken[path] ?? 0) + 1
      }
    }
    // Of what can be signed at all, the compiled path takes every badge as badges are, and most odd ones.
    const share = (sort: Sort) => {
      const left = taken[`${sort}: plain`] ?? 0
      const own = (taken[`${sort}: compiled`] ?? 0) + (taken[`${sort}: n-degree`] ?? 0)
      return own / (own + left)
    }
    expect(share('well-formed'), JSON.stringify(taken)).toBeGreaterThan(0.98)
    expect(share('clr'), JSON.stringify(taken)).toBeGreaterThan(0.9)
    expect(share('mutant'), JSON.stringify(taken)).toBeGreaterThan(0.6)
    expect(taken['alike: n-degree']).toBeGreaterThan(20)
    console.log(`RDF_SEED=${SEED}`, taken)
  })
})
