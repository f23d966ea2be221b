import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INDEX, LIST, listOf, withStatus } from '../hostile/families/status.ts'
import { AS_JWT, badges, OVER_GRAPHS, OVER_JSON, parsed, RUNS, SEED, sign, verify } from './badges.ts'

const ALL = [...OVER_GRAPHS, ...OVER_JSON, ...AS_JWT]

/** A moment in the years 2027 to 2036, in whole seconds. */
const MOMENTS = fc.integer({ min: 1_800_000_000, max: 2_100_000_000 })

function at(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

describe(`what turns a verdict (seed ${SEED})`, () => {
  it('is the second after validUntil and the skew, and no second before', async () => {
    await fc.assert(
      fc.asyncProperty(badges(ALL), MOMENTS, fc.integer({ min: 0, max: 300 }), async (badge, end, skewSeconds) => {
        const { work, text } = await sign(badge, {
          name: 'ends',
          before: ({ credential }) => {
            credential.validUntil = at(end)
          },
        })
        const last = await verify(text, work, { now: at(end + skewSeconds), skewSeconds })
        expect([last.verdict, last.checks.validity.outcome]).toEqual(['valid', 'passed'])
        const late = await verify(text, work, { now: at(end + skewSeconds + 1), skewSeconds })
        expect([late.verdict, late.checks.validity.outcome]).toEqual(['invalid', 'failed'])
        expect(late.problems.map(({ code }) => code)).toContain('time.expired')
      }),
      RUNS,
    )
  })

  it('is the second before validFrom and the skew, and no second after', async () => {
    await fc.assert(
      fc.asyncProperty(badges(ALL), MOMENTS, fc.integer({ min: 0, max: 300 }), async (badge, start, skewSeconds) => {
        const { work, text } = await sign(badge, {
          name: 'begins',
          contents: ['plain', 'unicode', 'evidence'],
          before: ({ credential }) => {
            credential.validFrom = at(start)
          },
        })
        const first = await verify(text, work, { now: at(start - skewSeconds), skewSeconds })
        expect(first.verdict).toBe('valid')
        const early = await verify(text, work, { now: at(start - skewSeconds - 1), skewSeconds })
        expect(early.problems.map(({ code }) => code)).toContain('time.not_yet_valid')
      }),
      RUNS,
    )
  })

  it('is the bit of the badge in its list, and no other bit', async () => {
    const forms = ALL.filter(({ securing }) => securing !== 'RS256')
    await fc.assert(
      fc.asyncProperty(badges(forms), fc.nat(131_071), fc.boolean(), async (badge, other, isSet) => {
        const set = [...(other === INDEX ? [] : [other]), ...(isSet ? [INDEX] : [])]
        const { work, text } = await sign(badge, {
          name: 'has a status',
          before: async (work) => {
            withStatus(work)
            work.world[LIST] = await listOf(work, { set })
          },
        })
        const report = await verify(text, work)
        expect(report.verdict).toBe(isSet ? 'invalid' : 'valid')
        expect(report.problems.some(({ code }) => code === 'status.revoked')).toBe(isSet)
      }),
      RUNS,
    )
  })

  it('is not who is trusted, nor what an endorser says', async () => {
    await fc.assert(
      fc.asyncProperty(badges(OVER_GRAPHS), fc.boolean(), async (badge, isTrusted) => {
        const signed = await sign(badge)
        const id = isTrusted ? signed.work.party.id : 'did:example:somebody'
        const report = await verify(parsed(signed), signed.work, { issuers: [{ id }] })
        expect([report.verdict, report.trusted]).toEqual(['valid', isTrusted ? 'yes' : 'no'])
      }),
      RUNS,
    )
  })
})
