import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/errors.ts'
import type { JsonObject } from '../../src/types.ts'
import { checkSchema } from '../../src/validate/index.ts'
import { badge, badgeV1 } from '../support/badges.ts'
import { CLR_2, type Doc, OB_3, smallest, VC_2 } from '../support/corpus.ts'
import { RULE_CASES } from '../support/rule-cases.ts'

const VC_1 = 'https://www.w3.org/2018/credentials/v1'

function read(document: unknown, profile: 'ob' | 'vc' = 'ob'): Problem[] {
  return checkSchema(document as JsonObject, { profile })
}

function errors(document: unknown, profile: 'ob' | 'vc' = 'ob'): string[] {
  return read(document, profile)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, pointer }) => `${code} ${pointer}`)
}

function others(document: unknown): string[] {
  return read(document)
    .filter(({ severity }) => severity !== 'error')
    .map(({ code, pointer, severity }) => `${severity} ${code} ${pointer}`)
}

describe('the reading door', () => {
  it('accepts what is issued', () => {
    expect(read(badge())).toEqual([])
  })

  it('accepts the VC 1.1 form', () => {
    expect(read(badgeV1())).toEqual([])
    expect(read({ ...badgeV1(), expirationDate: '2027-03-01T09:00:00Z' })).toEqual([])
  })

  it.each([
    ['a name', 'name', 'schema.required ', undefined],
    ['an issuanceDate', 'issuanceDate', 'schema.required ', undefined],
    ['a profile as issuer', 'issuer', 'schema.type /issuer', 'https://issuer.example'],
  ])('wants %s in the VC 1.1 form', (_, name, problem, value) => {
    const { [name]: __, ...rest } = badgeV1()
    expect(errors(value === undefined ? rest : { ...rest, [name]: value })).toEqual([problem])
  })

  it('says that dates of the other data model are those', () => {
    const { validFrom, ...rest } = badge()
    expect(errors({ ...rest, issuanceDate: validFrom })).toEqual(['rule.data_model /issuanceDate'])
    const { issuanceDate, ...older } = badgeV1()
    expect(errors({ ...older, validFrom: issuanceDate })).toEqual(['rule.data_model /validFrom'])
    expect(errors({ ...badge(), expirationDate: '2030-01-01T00:00:00Z' })).toEqual(['rule.data_model /expirationDate'])
  })

  it('reads endorsements and learner records in the VC 1.1 form too', () => {
    const older = (className: string, contexts: string[]): Doc => {
      const { validFrom, ...rest } = smallest(className)
      return { ...rest, '@context': contexts, issuer: smallest('Profile'), issuanceDate: validFrom ?? null }
    }
    const endorsement = older('EndorsementCredential', [VC_1, OB_3])
    expect(errors(endorsement)).toEqual([])
    expect(errors({ ...endorsement, issuer: 'urn:example:x' })).toEqual(['schema.type /issuer'])
    const record = older('ClrCredential', [VC_1, CLR_2, OB_3])
    expect(errors(record)).toEqual([])
    expect(errors({ ...record, issuer: 'urn:example:x' })).toEqual(['schema.type /issuer'])
  })

  it('leaves what is embedded to its own verification, since it decides nothing', () => {
    expect(errors({ ...badge(), endorsement: [{ type: 'Foo' }] })).toEqual([])
    expect(errors({ ...badge(), endorsement: ['Foo'] })).toEqual(['schema.type /endorsement/0'])
    const credentialSubject = smallest('ClrSubject', { verifiableCredential: [{ type: 'Foo' }] })
    expect(errors(smallest('ClrCredential', { credentialSubject }))).toEqual([])
  })

  it('accepts single values where the specification compacts, without a word', () => {
    const proof = { type: 'DataIntegrityProof', proofValue: 'z' }
    const compacted = {
      ...smallest('OpenBadgeCredential', { proof, termsOfUse: smallest('TermsOfUse') }),
      credentialSubject: smallest('AchievementSubject', { type: 'AchievementSubject' }),
    }
    expect(read(compacted)).toEqual([])
  })

  it('accepts single values elsewhere with a warning', () => {
    const document = smallest('OpenBadgeCredential', { evidence: smallest('Evidence', { id: 'urn:example:e' }) })
    expect(errors(document)).toEqual([])
    expect(others(document)).toEqual(['warning schema.type /evidence'])
  })

  it('names places in single values as they are in the document', () => {
    const evidence = smallest('Evidence', { id: 'not a uri', type: 'Evidence', name: 5 })
    expect(errors(smallest('OpenBadgeCredential', { evidence }))).toEqual([
      'schema.format /evidence/id',
      'schema.type /evidence/name',
    ])
  })

  it('holds bare types to the class as well', () => {
    const credentialSubject = smallest('AchievementSubject', { type: 'Foo' })
    expect(errors(smallest('OpenBadgeCredential', { credentialSubject }))).toEqual([
      'rule.type /credentialSubject/type',
    ])
  })

  it('accepts several status entries, and leaves what they say to the status check', () => {
    const entries = [{ type: 'BitstringStatusListEntry', statusListIndex: 5 }, smallest('BitstringStatusListEntry')]
    expect(errors(smallest('OpenBadgeCredential', { credentialStatus: entries }))).toEqual([])
    expect(errors(smallest('OpenBadgeCredential', { credentialStatus: [{ id: 'urn:example:s' }] }))).toEqual([
      'schema.type /credentialStatus/0',
    ])
    const single = { type: 'BitstringStatusListEntry' }
    expect(errors(smallest('OpenBadgeCredential', { credentialStatus: single }))).toEqual([])
  })

  it('accepts texts with their language, and no language maps', () => {
    const text = { '@value': 'Gestaltung', '@language': 'de' }
    expect(errors(smallest('OpenBadgeCredential', { name: text }))).toEqual([])
    expect(errors(smallest('OpenBadgeCredential', { name: { de: 'Gestaltung' } }))).toEqual([
      'schema.language_map /name',
    ])
  })

  it('leaves nulls, unknown contexts and the dates of validity to those who check them', () => {
    const document = {
      ...smallest('OpenBadgeCredential', { description: null, evidence: null, validUntil: 'tomorrow' }),
      '@context': [VC_2, OB_3, { zzzz: 'urn:example:z' }],
    }
    expect(errors(document)).toEqual([])
    expect(errors(smallest('OpenBadgeCredential', { '@context': [VC_2, { zzzz: 'urn:example:z' }] }))).toEqual([])
    const other = [VC_2, 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.9.json']
    expect(errors(smallest('OpenBadgeCredential', { '@context': other }))).toEqual([])
  })

  it('still reads other dates strictly, hour 24 included', () => {
    expect(errors(smallest('OpenBadgeCredential', { awardedDate: '2026-03-01T24:00:00Z' }))).toEqual([])
    expect(errors(smallest('OpenBadgeCredential', { awardedDate: '2026-03-01' }))).toEqual(['time.syntax /awardedDate'])
  })

  it('warns of what disproves nothing', () => {
    const issuer = smallest('Profile', { email: 'the office', zzzz: 'x' })
    const document = smallest('OpenBadgeCredential', { id: 'urn:example:same', issuer, termsOfUse: [] })
    const credentialSubject = smallest('AchievementSubject', { id: 'urn:example:same' })
    expect(errors({ ...document, credentialSubject })).toEqual([])
    expect(others({ ...document, credentialSubject })).toEqual([
      'warning schema.format /issuer/email',
      'warning rule.context_term /issuer/zzzz',
      'warning rule.unique_id /credentialSubject/id',
      'warning schema.empty /termsOfUse',
    ])
  })

  it('takes the claims of a JWT for what they are', () => {
    expect(
      read({ ...badge(), iss: 'urn:example:i', sub: 'urn:example:s', nbf: 1, jti: 'urn:example:j', iat: 1 }),
    ).toEqual([])
  })

  it('notes a credentialSchema that is not known, and does not miss that of the specification', () => {
    const credentialSchema = { id: 'https://issuer.example/schema.json', type: 'JsonSchema' }
    const document = smallest('OpenBadgeCredential', { credentialSchema })
    expect(errors(document)).toEqual([])
    expect(others(document)).toEqual(['note schema.unknown /credentialSchema'])
  })

  it('reads other credentials under the profile for them only', () => {
    const other: Doc = {
      '@context': [VC_2],
      type: ['VerifiableCredential', 'DriversLicense'],
      issuer: 'urn:example:i',
      credentialSubject: [{ id: 'urn:example:a' }, { id: 'urn:example:b' }],
    }
    expect(errors(other)).toEqual(['credential.type /type'])
    expect(errors(other, 'vc')).toEqual([])
    expect(errors({ ...other, type: 'VerifiableCredential' }, 'vc')).toEqual([])
    expect(errors({ ...other, issuer: 5 }, 'vc')).toEqual(['schema.type /issuer'])
    expect(errors({ ...other, '@context': ['urn:example:c'] }, 'vc')).toEqual(['context.order /@context/0'])
    expect(errors({ ...badge(), issuer: undefined } as unknown, 'vc')).toEqual(['schema.required '])
  })

  const strictOnly = [
    'context.unknown',
    'context.inline',
    'shape.null',
    'rule.unique_id',
    'rule.context_term',
    'rule.credential_schema',
    'evidence.digest_syntax',
    'evidence.digest_conflict',
    'time.inverted',
  ]
  const shared = RULE_CASES.filter(
    ({ code, pointer, rule }) =>
      !strictOnly.includes(code) &&
      !pointer.startsWith('/credentialStatus') &&
      !pointer.startsWith('/relatedResource') &&
      !/^(an embedded|members of a record|endorsements of profiles|contexts 3\.0\.0|what is issued|dates |a value within a range of numbers|evidence with a digest)/.test(
        rule,
      ),
  )
  it.each(shared)('refuses as well, one rule set: $rule', ({ passes, fails, code, pointer }) => {
    expect(errors(passes)).toEqual([])
    expect(errors(fails)).toEqual([`${code} ${pointer}`])
  })
})
