import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { factsOf } from '../../src/codes.ts'
import { BROWSER, hasChromium, runInChromium } from '../support/chromium.ts'
import type { Case } from './case.ts'
import { attacks, controls } from './generate.ts'
import type { Answer } from './judge.ts'
import type { Portable } from './page.ts'
import { makeParties } from './parties.ts'

const SEED = Number(process.env.HOSTILE_SEED ?? Date.UTC(2026, 5, 1) / 1000)
/** Of so many cases one is tried in the browser, too. */
const ONE_OF = Number(process.env.HOSTILE_BROWSER_ONE_OF ?? 8)

/** What cannot be written as JSON, or is too large to be sent around, does not fit there. */
function portable({ input, ...one }: Case): Portable | undefined {
  const { value, recipe } = input
  if (recipe !== undefined || one.ask.evidence !== undefined) return undefined
  if (value instanceof Uint8Array) {
    return value.length > 100_000 ? undefined : { ...one, bytes: Buffer.from(value).toString('base64') }
  }
  const text = JSON.stringify(value)
  const isSame = typeof value === 'object' || typeof value === 'string'
  return isSame && text.length < 100_000 && JSON.stringify(one.world).length < 100_000 ? { ...one, value } : undefined
}

async function chosen(): Promise<Portable[]> {
  const parties = makeParties()
  const cases: Portable[] = []
  let index = 0
  for (const source of [controls(SEED, 1, parties), attacks(SEED, 1, parties)]) {
    for await (const one of source) {
      const fits = ++index % ONE_OF === 0 ? portable(one) : undefined
      if (fits) cases.push(fits)
    }
  }
  return cases
}

describe(`hostile input in ${BROWSER} (seed ${SEED})`, () => {
  it.skipIf(!hasChromium)('has the verdicts that it has in Node', { timeout: 180_000 }, async () => {
    const cases = await chosen()
    const page = fileURLToPath(new URL('page.ts', import.meta.url))
    const { result: answers = [], error } = (await runInChromium(page, cases)) as { result?: Answer[]; error?: string }
    expect(error).toBe(undefined)
    const strange = cases.flatMap((one, index) => {
      const { verdict, errors = [], thrown } = answers[index] ?? { verdict: 'missing' }
      const expected =
        one.code === undefined ? 'valid' : factsOf(one.code).outcome === 'failed' ? 'invalid' : 'indeterminate'
      const isRight = verdict === expected && (one.code === undefined || errors.includes(one.code))
      return isRight ? [] : [`${one.family}: ${one.title}: ${verdict} ${errors.join(', ')} ${thrown ?? ''}`]
    })
    console.log(`${cases.length} cases in the browser`)
    expect(strange).toEqual([])
    expect(cases.length).toBeGreaterThan(200)
  })
})
