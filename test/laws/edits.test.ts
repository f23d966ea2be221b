import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Doc, isDoc, type Json, objectsOf, replaceAt, spotsOf } from '../hostile/document.ts'
import { randomFrom } from '../hostile/random.ts'
import { AS_JWT, badges, OVER_GRAPHS, OVER_JSON, parsed, RUNS, SEED, sign, verify } from './badges.ts'

const ALL = [...OVER_GRAPHS, ...OVER_JSON]
const MORE = { ...RUNS, numRuns: (RUNS.numRuns ?? 25) * 3 }

/** Every kind of edit that says something else than what was signed. */
const EDITS: Readonly<Record<string, (document: Doc, choice: number) => void>> = {
  'another value': (document, choice) => {
    const random = randomFrom(choice)
    const spot = random.pick(spotsOf(document).filter(({ value }) => typeof value !== 'object'))
    replaceAt(spot, otherThan(spot.value, random.below(3)))
  },
  'a member taken out': (document, choice) => {
    const random = randomFrom(choice)
    const { owner, step } = random.pick(spotsOf(document).filter(({ owner }) => isDoc(owner)))
    delete (owner as Doc)[step]
  },
  'an item taken out of an array of several': (document, choice) => {
    const arrays = spotsOf(document).flatMap(({ value }) => (Array.isArray(value) && value.length > 1 ? [value] : []))
    const random = randomFrom(choice)
    const array = random.pick(arrays)
    array.splice(random.below(array.length), 1)
  },
  'a member put in': (document, choice) => {
    const random = randomFrom(choice)
    const owner = random.pick(objectsOf(document).filter(({ description }) => description === undefined))
    owner.description = 'As it was never signed.'
  },
  'the value of another member': (document, choice) => {
    const random = randomFrom(choice)
    const texts = spotsOf(document).filter(({ value }) => typeof value === 'string')
    const [a, b] = [random.pick(texts), random.pick(texts)]
    replaceAt(a, a.value === b.value ? 'something else' : b.value)
  },
}

function otherThan(value: Json, way: number): Json {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  const text = String(value)
  if (way === 0) return `${text}x`
  return way === 1 ? `x${text}` : text.length > 1 ? text.slice(0, -1) : 'x'
}

describe(`an edit of what was signed (seed ${SEED})`, () => {
  it.each(Object.entries(EDITS))('%s loses the verdict', async (_, edit) => {
    await fc.assert(
      fc.asyncProperty(badges(ALL), fc.nat(), async (badge, choice) => {
        const signed = await sign(badge)
        const document = parsed(signed)
        edit(document, choice)
        const report = await verify(document, signed.work)
        expect(report.verified).toBe(false)
      }),
      MORE,
    )
  })

  it.each(Object.entries(EDITS))('%s in the payload of a JWT loses the verdict', async (_, edit) => {
    await fc.assert(
      fc.asyncProperty(badges(AS_JWT), fc.nat(), async (badge, choice) => {
        const { work, text } = await sign(badge)
        const [head, body = '', tail] = text.split('.')
        const payload = JSON.parse(Buffer.from(body, 'base64url').toString()) as Doc
        edit(payload, choice)
        const edited = [head, Buffer.from(JSON.stringify(payload)).toString('base64url'), tail].join('.')
        expect((await verify(edited, work)).verified).toBe(false)
      }),
      RUNS,
    )
  })

  it('of one letter of a JWT loses the verdict', async () => {
    await fc.assert(
      fc.asyncProperty(
        badges(AS_JWT),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        async (badge, share) => {
          const { work, text } = await sign(badge)
          const at = Math.floor(share * text.length)
          const edited = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
          expect((await verify(edited, work)).verified).toBe(false)
        },
      ),
      MORE,
    )
  })
})
