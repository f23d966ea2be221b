import { describe, expect, it } from 'vitest'
import type { Canonized } from '../../src/rdf/canonize.ts'
import { canonizeTraced } from '../../src/rdf/canonize.ts'
import { OutsideSubset } from '../../src/rdf/context.ts'
import { guarded } from '../../src/rdf/refusal.ts'
import type { ContextSet } from '../../src/types.ts'
import { createRandom, type Node } from './generate.ts'
import { contextDocuments, documentWith } from './generate-contexts.ts'

const SEED = Number(process.env.RDF_SEED ?? 20_260_102)
const SETS = Number(process.env.RDF_CONTEXTS ?? 250)

async function answerOf(document: Node, contexts: ContextSet, path: 'compiled' | 'plain'): Promise<Canonized | Error> {
  const options = { contexts }
  try {
    return await guarded(document, options, () => canonizeTraced(document, options, path))
  } catch (error) {
    if (error instanceof Error) return error
    throw error
  }
}

describe('contexts of the caller’s own', () => {
  it(`never read otherwise on the compiled path, whatever they say (RDF_SEED=${SEED})`, {
    timeout: 120_000,
  }, async () => {
    const random = createRandom(SEED)
    let compared = 0
    for (let set = 0; set < SETS; set++) {
      const documents = contextDocuments(random)
      const contexts: ContextSet = new Map(Object.entries(documents))
      for (let count = 0; count < 6; count++) {
        const document = documentWith(random)
        const actual = await answerOf(document, contexts, 'compiled')
        if (actual instanceof OutsideSubset) continue
        const expected = await answerOf(document, contexts, 'plain')
        const where = `seed ${SEED}: ${JSON.stringify({ documents, document })}`
        expect('nquads' in actual && actual.nquads, where).toBe(
          'nquads' in expected ? expected.nquads : expected.message,
        )
        compared++
      }
    }
    expect(compared).toBeGreaterThan(SETS / 3)
  })
})
