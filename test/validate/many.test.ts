import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/types.ts'
import { checkSchema, validateCredential } from '../../src/validate/index.ts'
import { badge } from '../support/badges.ts'

const withStrangers = (count: number) =>
  ({ ...badge(), ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`validUntol${i}`, 1])) }) as JsonObject

describe('a document with thousands of mistakes', () => {
  it.each([100, 101, 3_500])('of %i alike has the first hundred told and the others counted', (count) => {
    for (const problems of [checkSchema(withStrangers(count)), validateCredential(withStrangers(count)).problems]) {
      const found = problems.filter(({ code }) => code === 'rule.context_term')
      expect(found).toHaveLength(Math.min(count, 101))
      if (count > 100) expect(found.at(-1)?.message).toContain(String(count - 100))
      expect(found.filter(({ hint }) => hint?.includes('Did you mean')).length).toBeLessThanOrEqual(16)
    }
  })

  it('does not lose an error among warnings', () => {
    const problems = checkSchema({ ...withStrangers(3_500), issuer: 5 })
    expect(problems).toContainEqual(expect.objectContaining({ pointer: '/issuer', severity: 'error' }))
  })
})
