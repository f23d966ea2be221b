import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Doc, isDoc, type Json, objectsOf, shuffled } from '../hostile/document.ts'
import { randomFrom } from '../hostile/random.ts'
import { badges, OVER_GRAPHS, OVER_JSON, parsed, RUNS, SEED, saidBy, sign, verify } from './badges.ts'

const ALL = [...OVER_GRAPHS, ...OVER_JSON]

/** A badge as it is, or with a claim changed, so that the law is tried on both sides. */
function perhapsForged(document: Doc, isForged: boolean): Doc {
  return isForged ? { ...document, description: 'Worth twelve credits.' } : document
}

describe(`the same badge in another spelling (seed ${SEED})`, () => {
  it('has the same verdict with the members of its objects in any order', async () => {
    await fc.assert(
      fc.asyncProperty(badges(ALL), fc.boolean(), fc.nat(), async (badge, isForged, order) => {
        const signed = await sign(badge)
        const document = perhapsForged(parsed(signed), isForged)
        const report = await verify(shuffled(document, randomFrom(order)), signed.work)
        expect(saidBy(report)).toEqual(saidBy(await verify(document, signed.work)))
        expect(report.verified).toBe(!isForged)
      }),
      RUNS,
    )
  })

  it('has the same verdict with any white space', async () => {
    await fc.assert(
      fc.asyncProperty(
        badges(ALL),
        fc.boolean(),
        fc.constantFrom('\t', 1, 4, '  \n'),
        async (badge, isForged, indent) => {
          const signed = await sign(badge)
          const document = perhapsForged(parsed(signed), isForged)
          const report = await verify(JSON.stringify(document, null, indent), signed.work)
          expect(saidBy(report)).toEqual(saidBy(await verify(JSON.stringify(document), signed.work)))
          expect(report.verified).toBe(!isForged)
        },
      ),
      RUNS,
    )
  })

  it('has the same verdict as text, as bytes and as an object', async () => {
    await fc.assert(
      fc.asyncProperty(badges(ALL), fc.boolean(), async (badge, isForged) => {
        const signed = await sign(badge)
        const document = perhapsForged(parsed(signed), isForged)
        const text = JSON.stringify(document)
        const [asText, asBytes, asObject] = await Promise.all([
          verify(text, signed.work),
          verify(new TextEncoder().encode(text), signed.work),
          verify(document, signed.work),
        ])
        expect(saidBy(asBytes)).toEqual(saidBy(asText))
        expect(saidBy(asObject)).toEqual(saidBy(asText))
      }),
      RUNS,
    )
  })

  it('has the same verdict with one value for an array of one, where the signature is over the graph', async () => {
    await fc.assert(
      fc.asyncProperty(badges(OVER_GRAPHS), fc.boolean(), async (badge, isForged) => {
        const signed = await sign(badge)
        const document = perhapsForged(parsed(signed), isForged)
        const report = await verify(single(document), signed.work)
        expect(saidBy(report)).toEqual(saidBy(await verify(document, signed.work)))
        expect(report.verified).toBe(!isForged)
      }),
      RUNS,
    )
  })

  it('has the same verdict with its sets in another order, where the signature is over the graph', async () => {
    await fc.assert(
      fc.asyncProperty(badges(OVER_GRAPHS), async (badge) => {
        const signed = await sign(badge)
        const document = parsed(signed)
        for (const object of objectsOf(document)) {
          for (const [name, value] of Object.entries(object))
            if (Array.isArray(value) && name !== '@context') value.reverse()
        }
        expect(saidBy(await verify(document, signed.work))).toEqual(saidBy(await verify(parsed(signed), signed.work)))
      }),
      RUNS,
    )
  })

  it('has the same verdict when it is asked for twice, and is left as it was', async () => {
    await fc.assert(
      fc.asyncProperty(badges(ALL), fc.boolean(), async (badge, isForged) => {
        const signed = await sign(badge)
        const document = perhapsForged(parsed(signed), isForged)
        const before = structuredClone(document)
        const first = await verify(document, signed.work)
        expect(await verify(document, signed.work)).toEqual(first)
        expect(document).toEqual(before)
        expect(JSON.parse(JSON.stringify(first))).toEqual(first)
      }),
      RUNS,
    )
  })
})

/** Every array of one outside contexts as its one value. */
function single(value: Doc): Doc {
  const edit = (member: Json): Json => {
    if (Array.isArray(member)) {
      const [first] = member
      return member.length === 1 && first !== undefined ? edit(first) : member.map(edit)
    }
    if (!isDoc(member)) return member
    return Object.fromEntries(
      Object.entries(member).map(([name, inner]) => [name, name === '@context' ? inner : edit(inner)]),
    )
  }
  return edit(value) as Doc
}
