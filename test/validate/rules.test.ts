import { describe, expect, it } from 'vitest'
import { validateCredential } from '../../src/validate/index.ts'
import { CLR_2, OB_3, smallest, VC_2 } from '../support/corpus.ts'
import { RULE_CASES } from '../support/rule-cases.ts'

function found(document: unknown): string[] {
  return validateCredential(document)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ code, pointer }) => `${code} ${pointer}`)
}

describe(`validateCredential, ${RULE_CASES.length} rules`, () => {
  it.each(RULE_CASES)('$rule', ({ passes, fails, code, pointer }) => {
    expect(found(passes)).toEqual([])
    expect(found(fails)).toEqual([`${code} ${pointer}`])
  })

  it('says of each what to do about it, and where that is written', () => {
    const problems = RULE_CASES.flatMap(({ fails }) => validateCredential(fails).problems)
    const errors = problems.filter(({ severity }) => severity === 'error')
    expect(errors.filter(({ hint, section }) => !hint || !section).map(({ code }) => code)).toEqual([])
  })

  it('accepts embedded credentials compacted, as their signers may have written them', () => {
    const endorsement = smallest('EndorsementCredential', { proof: { type: 'DataIntegrityProof' } })
    const subject = { ...(endorsement.credentialSubject as object), type: 'EndorsementSubject' }
    const badge = smallest('OpenBadgeCredential', { endorsement: [{ ...endorsement, credentialSubject: subject }] })
    expect(found(badge)).toEqual([])
  })

  it('warns of an association with an achievement that is not in the record', () => {
    const association = smallest('Association', { sourceId: 'urn:example:nowhere' })
    const achievement = [smallest('Achievement', { id: 'urn:example:b' })]
    const credentialSubject = smallest('ClrSubject', { achievement, association: [association] })
    const { valid, problems } = validateCredential(smallest('ClrCredential', { credentialSubject }))
    expect(valid).toBe(true)
    expect(problems.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['rule.association', '/credentialSubject/association/0/sourceId'],
    ])
  })

  it('notes a schema that is not known here, and calls the badge valid', () => {
    const credentialSchema = [
      { id: 'https://issuer.example/schema.json', type: 'https://issuer.example/terms#Schema' },
      smallest('CredentialSchema'),
    ]
    const contexts = [VC_2, OB_3, 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json']
    const { valid, problems } = validateCredential(
      smallest('OpenBadgeCredential', { '@context': contexts, credentialSchema }),
    )
    expect(valid).toBe(true)
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['schema.unknown', 'note']])
  })

  it('validates a profile by itself', () => {
    expect(found(smallest('Profile', { name: 'CCE' }))).toEqual([])
    expect(found(smallest('Profile', { email: 'nobody' }))).toEqual(['schema.format /email'])
  })

  it.each([undefined, null, 5, 'badge', [], () => 1, new Date(0), new Map()])('answers %o', (value) => {
    expect(validateCredential(value).valid).toBe(false)
  })

  it('gives back the value that was valid', () => {
    const badge = smallest('OpenBadgeCredential')
    expect(validateCredential(badge)).toMatchObject({ valid: true, credential: badge })
  })

  it('reads the contexts of CLR in both versions', () => {
    const older = CLR_2.replace('-2.0.1', '')
    expect(found(smallest('ClrCredential', { '@context': [VC_2, older, OB_3] }))).toEqual([])
  })
})
