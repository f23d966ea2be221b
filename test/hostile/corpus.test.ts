import { beforeAll, describe, expect, it } from 'vitest'
import type { Case } from './case.ts'
import { FAMILIES } from './families/index.ts'
import { attacks, controls, warmUp } from './generate.ts'
import { makeParties } from './parties.ts'
import { type Result, runCases } from './run.ts'
import { exactShare, type Faults, faultsOf, tableOf } from './table.ts'

const SEED = Number(process.env.HOSTILE_SEED ?? Date.UTC(2026, 5, 1) / 1000)
/** More with HOSTILE_CASES=10000. */
const CASES = Number(process.env.HOSTILE_CASES ?? 3000)
const CONTROLS = Math.max(200, Math.round(CASES / 15))

let results: Result[]

beforeAll(async () => {
  const parties = makeParties()
  async function* all(): AsyncGenerator<Case> {
    yield* controls(SEED, CONTROLS, parties)
    yield* attacks(SEED, CASES, parties)
  }
  const { results: found, again } = await runCases(all(), await warmUp(SEED, parties))
  results = found
  const inexact = found.flatMap((result) => {
    const { inexact } = faultsOf(result)
    return inexact === undefined ? [] : [`${result.one.family}: ${result.one.title}: ${inexact}`]
  })
  console.log(`seed ${SEED}, ${found.length} cases, ${again} tried again\n${tableOf(found)}`)
  if (inexact.length > 0) console.log(`not exact (${inexact.length}):\n${inexact.slice(0, 40).join('\n')}`)
}, 600_000)

/** The cases with a fault of one kind, as a person would look for them. */
function having(kind: keyof Faults): string[] {
  return results.flatMap((result) => {
    const fault = faultsOf(result)[kind]
    return fault === undefined ? [] : [`${result.one.family}: ${result.one.title}: ${fault}`]
  })
}

describe('hostile input', () => {
  it('is there in at least 20 families and 3000 cases, with 200 controls', () => {
    const families = new Set(results.map(({ one }) => one.family))
    expect(Object.keys(FAMILIES).filter((family) => !families.has(family))).toEqual([])
    expect(families.size).toBeGreaterThan(20)
    expect(results.filter(({ one }) => one.code !== undefined).length).toBeGreaterThanOrEqual(CASES)
    expect(results.filter(({ one }) => one.code === undefined).length).toBeGreaterThanOrEqual(CONTROLS)
  })

  it.each<[string, keyof Faults]>([
    ['is never accepted', 'accepted'],
    ['is never answered with an exception, nor leaves a rejection unhandled', 'thrown'],
    ['stops no worker of 256 MiB and takes none a second', 'died'],
    ['changes no prototype', 'changed'],
    ['sends no request to where none may go', 'stray'],
  ])('%s', (_, kind) => {
    expect(having(kind)).toEqual([])
  })

  it('does not look like what is unusual and legal', () => {
    expect(having('refused')).toEqual([])
  })

  it('is refused with the exact code in at least 95 of 100 cases', () => {
    expect(exactShare(results)).toBeGreaterThanOrEqual(0.95)
  })
})
