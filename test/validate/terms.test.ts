import { describe, expect, it } from 'vitest'
import { vocabularyOf } from '../../src/validate/terms.ts'

const VC = 'https://www.w3.org/ns/credentials/v2'
const OB = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'

describe('vocabularyOf', () => {
  it('keeps apart two lists of contexts that read alike when joined', () => {
    expect(vocabularyOf([`${VC} ${OB}`])).toBeUndefined()
    expect(vocabularyOf([VC, OB])?.definesType('OpenBadgeCredential')).toBe(true)
    expect(vocabularyOf([`${VC}","${OB}`])).toBeUndefined()
  })

  it('keeps apart two lists of types that read alike when joined', () => {
    const vocabulary = vocabularyOf([VC, OB])
    expect(vocabulary?.termsOf(['AchievementSubject Achievement']).has('achievement')).toBe(false)
    expect(vocabulary?.termsOf(['AchievementSubject', 'Achievement']).has('achievement')).toBe(true)
  })
})
