import { CLR_2, type Doc, hosted, type Json, OB_3, smallest, VC_2 } from './corpus.ts'

/** One rule: a document on the right side of the line, and one on the wrong side. */
export interface RuleCase {
  readonly rule: string
  readonly passes: Doc
  readonly fails: Doc
  readonly code: string
  readonly pointer: string
}

const EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
const OB = 'https://purl.imsglobal.org/spec/ob/v3p0/'
const ACHIEVEMENT = '/credentialSubject/achievement'
const OB_SCHEMA = `${OB}schema/json/ob_v3p0_achievementcredential_schema.json`

function badge(more: Doc = {}): Doc {
  return smallest('OpenBadgeCredential', more)
}

function subject(more: Doc): Doc {
  return badge({ credentialSubject: smallest('AchievementSubject', more) })
}

function achievement(more: Doc): Doc {
  return subject({ achievement: smallest('Achievement', more) })
}

function without(document: Doc, name: string): Doc {
  const { [name]: _, ...rest } = document
  return rest
}

const level = (id: string, more: Doc = {}): Doc => smallest('RubricCriterionLevel', { id, ...more })
const description = (more: Doc): Doc => smallest('ResultDescription', { id: 'urn:example:rd', ...more })

/** A badge with one result and one result description. */
function result(of: Doc, described: Doc = {}): Doc {
  return subject({
    achievement: smallest('Achievement', { resultDescription: [description(described)] }),
    result: [smallest('Result', { resultDescription: 'urn:example:rd', ...of })],
  })
}

function described(more: Doc): Doc {
  return achievement({ resultDescription: [description(more)] })
}

function identity(more: Doc): Doc {
  return hosted('IdentityObject', smallest('IdentityObject', more)).document
}

function dated(more: Doc): Doc {
  return badge(more)
}

function clr(more: Doc): Doc {
  return smallest('ClrCredential', { credentialSubject: smallest('ClrSubject', more) })
}

const SHA256 = `sha256$${'ab'.repeat(32)}`
const RESULT = '/credentialSubject/result/0'
const DESCRIPTION = `${ACHIEVEMENT}/resultDescription/0`
const types = (...names: string[]): Json => names

/** The rules of the specification that no schema can say, and the blind spots of the published schemas. */
export const RULE_CASES: readonly RuleCase[] = [
  {
    rule: 'a badge says by id or identifier whom it is for',
    passes: badge({
      credentialSubject: without(smallest('AchievementSubject', { identifier: [smallest('IdentityObject')] }), 'id'),
    }),
    fails: badge({ credentialSubject: without(smallest('AchievementSubject'), 'id') }),
    code: 'rule.recipient',
    pointer: '/credentialSubject',
  },
  {
    rule: 'a learner record says by id or identifier whose it is',
    passes: clr({}),
    fails: smallest('ClrCredential', { credentialSubject: without(smallest('ClrSubject'), 'id') }),
    code: 'rule.recipient',
    pointer: '/credentialSubject',
  },
  {
    rule: 'criteria say something',
    passes: achievement({ criteria: { id: 'https://issuer.example/criteria' } }),
    fails: achievement({ criteria: {} }),
    code: 'rule.criteria',
    pointer: `${ACHIEVEMENT}/criteria`,
  },
  {
    rule: 'blank criteria say nothing',
    passes: achievement({ criteria: { narrative: '.' } }),
    fails: achievement({ criteria: { narrative: ' \n' } }),
    code: 'rule.criteria',
    pointer: `${ACHIEVEMENT}/criteria`,
  },
  {
    rule: 'a result refers to a result description of this achievement',
    passes: result({}),
    fails: result({ resultDescription: 'urn:example:rd2' }),
    code: 'rule.result_reference',
    pointer: `${RESULT}/resultDescription`,
  },
  {
    rule: 'an achieved level is one of the rubric of its result description',
    passes: result({ achievedLevel: 'urn:example:l1' }, { rubricCriterionLevel: [level('urn:example:l1')] }),
    fails: result({ achievedLevel: 'urn:example:l2' }, { rubricCriterionLevel: [level('urn:example:l1')] }),
    code: 'rule.achieved_level',
    pointer: `${RESULT}/achievedLevel`,
  },
  {
    rule: 'a result of the type Status has a status',
    passes: result({ status: 'Completed' }, { resultType: 'Status' }),
    fails: result({}, { resultType: 'Status' }),
    code: 'rule.status_required',
    pointer: RESULT,
  },
  {
    rule: 'a value is one of those allowed',
    passes: result({ value: 'B' }, { allowedValue: ['C', 'B', 'A'] }),
    fails: result({ value: 'D' }, { allowedValue: ['C', 'B', 'A'] }),
    code: 'rule.value_range',
    pointer: `${RESULT}/value`,
  },
  {
    rule: 'a value is not below the range',
    passes: result({ value: '0' }, { valueMin: '0', valueMax: '100' }),
    fails: result({ value: '-0.1' }, { valueMin: '0', valueMax: '100' }),
    code: 'rule.value_range',
    pointer: `${RESULT}/value`,
  },
  {
    rule: 'a value is not above the range, compared as numbers',
    passes: result({ value: '100' }, { valueMin: '0', valueMax: '100' }),
    fails: result({ value: '100.5' }, { valueMin: '0', valueMax: '100' }),
    code: 'rule.value_range',
    pointer: `${RESULT}/value`,
  },
  {
    rule: 'a value within a range of numbers is a number',
    passes: result({ value: '95' }, { valueMax: '100' }),
    fails: result({ value: '95%' }, { valueMax: '100' }),
    code: 'rule.value_range',
    pointer: `${RESULT}/value`,
  },
  {
    rule: 'a range is not upside down',
    passes: described({ valueMin: '1', valueMax: '1' }),
    fails: described({ valueMin: '2', valueMax: '1' }),
    code: 'rule.value_range',
    pointer: `${DESCRIPTION}/valueMin`,
  },
  {
    rule: 'a required level is one of the rubric',
    passes: described({ requiredLevel: 'urn:example:l1', rubricCriterionLevel: [level('urn:example:l1')] }),
    fails: described({ requiredLevel: 'urn:example:l2', rubricCriterionLevel: [level('urn:example:l1')] }),
    code: 'rule.required_level',
    pointer: `${DESCRIPTION}/requiredLevel`,
  },
  {
    rule: 'a required value is one of those allowed',
    passes: described({ requiredValue: 'B', allowedValue: ['B', 'A'] }),
    fails: described({ requiredValue: 'b', allowedValue: ['B', 'A'] }),
    code: 'rule.value_range',
    pointer: `${DESCRIPTION}/requiredValue`,
  },
  {
    rule: 'a word of one’s own begins with ext:',
    passes: achievement({ achievementType: 'ext:Stack' }),
    fails: achievement({ achievementType: 'xext:Stack' }),
    code: 'schema.enum',
    pointer: `${ACHIEVEMENT}/achievementType`,
  },
  {
    rule: 'a word of one’s own has no spaces',
    passes: achievement({ achievementType: 'ext:a-b_c.d' }),
    fails: achievement({ achievementType: 'ext:a b' }),
    code: 'schema.enum',
    pointer: `${ACHIEVEMENT}/achievementType`,
  },
  {
    rule: 'a word of one’s own is not empty',
    passes: achievement({ achievementType: 'ext:a' }),
    fails: achievement({ achievementType: 'ext:' }),
    code: 'schema.enum',
    pointer: `${ACHIEVEMENT}/achievementType`,
  },
  {
    rule: 'the status of a result is not extensible',
    passes: result({ status: 'InProgress' }),
    fails: result({ status: 'ext:Paused' }),
    code: 'schema.enum',
    pointer: `${RESULT}/status`,
  },
  {
    rule: 'a language is a language tag',
    passes: achievement({ inLanguage: 'zh-Hant-TW' }),
    fails: achievement({ inLanguage: 'English' }),
    code: 'schema.format',
    pointer: `${ACHIEVEMENT}/inLanguage`,
  },
  {
    rule: 'a hashed identity is a hash',
    passes: identity({ hashed: true, identityHash: SHA256 }),
    fails: identity({ hashed: true, identityHash: SHA256.slice(0, -1) }),
    code: 'schema.format',
    pointer: '/credentialSubject/identifier/0/identityHash',
  },
  {
    rule: 'a badge names its class besides VerifiableCredential',
    passes: badge({ type: types('VerifiableCredential', 'AchievementCredential') }),
    fails: badge({ type: types('VerifiableCredential') }),
    code: 'rule.type',
    pointer: '/type',
  },
  {
    rule: 'a badge is a VerifiableCredential too',
    passes: badge({ type: types('OpenBadgeCredential', 'VerifiableCredential') }),
    fails: badge({ type: types('OpenBadgeCredential') }),
    code: 'rule.type',
    pointer: '/type',
  },
  {
    rule: 'a bare string as type is held to the class as well',
    passes: badge(),
    fails: badge({ type: 'VerifiableCredential' }),
    code: 'rule.type',
    pointer: '/type',
  },
  {
    rule: 'an embedded endorsement names its class',
    passes: badge({ endorsement: [smallest('EndorsementCredential')] }),
    fails: badge({ endorsement: [smallest('EndorsementCredential', { type: types('VerifiableCredential') })] }),
    code: 'rule.type',
    pointer: '/endorsement/0/type',
  },
  {
    rule: 'what is no credential of Open Badges is none',
    passes: badge(),
    fails: { '@context': [VC_2], type: ['VerifiableCredential', 'DriversLicense'], credentialSubject: {} },
    code: 'credential.type',
    pointer: '/type',
  },
  {
    rule: 'contexts are an array',
    passes: badge(),
    fails: badge({ '@context': VC_2 }),
    code: 'context.order',
    pointer: '/@context',
  },
  {
    rule: 'the context of Verifiable Credentials comes first',
    passes: badge({ '@context': [VC_2, OB_3, EXTENSIONS] }),
    fails: badge({ '@context': [OB_3, VC_2] }),
    code: 'context.order',
    pointer: '/@context/0',
  },
  {
    rule: 'the context of Open Badges comes second',
    passes: badge({ '@context': [VC_2, OB_3, 'https://issuer.example/context.json'] }),
    fails: badge({ '@context': [VC_2, 'https://issuer.example/context.json', OB_3] }),
    code: 'context.order',
    pointer: '/@context/1',
  },
  {
    rule: 'the context of Open Badges is there',
    passes: badge(),
    fails: badge({ '@context': [VC_2] }),
    code: 'context.order',
    pointer: '/@context',
  },
  {
    rule: 'the contexts of a learner record stand in their order',
    passes: smallest('ClrCredential'),
    fails: smallest('ClrCredential', { '@context': [VC_2, OB_3, CLR_2] }),
    code: 'context.order',
    pointer: '/@context/1',
  },
  {
    rule: 'a context version exists',
    passes: badge({ '@context': [VC_2, `${OB}context-3.0.2.json`] }),
    fails: badge({ '@context': [VC_2, `${OB}context-3.0.9.json`] }),
    code: 'context.unknown',
    pointer: '/@context/1',
  },
  {
    rule: 'contexts 3.0.0 and 3.0.1 do not go with VC 2.0',
    passes: badge({ '@context': [VC_2, `${OB}context-3.0.2.json`] }),
    fails: badge({ '@context': [VC_2, `${OB}context-3.0.1.json`] }),
    code: 'rule.data_model',
    pointer: '/@context/1',
  },
  {
    rule: 'contexts are named by URL',
    passes: badge({ '@context': [VC_2, OB_3, 'https://issuer.example/context.json'] }),
    fails: badge({ '@context': [VC_2, OB_3, { zzzz: 'https://issuer.example/zzzz' }] }),
    code: 'context.inline',
    pointer: '/@context/2',
  },
  {
    rule: 'what is issued follows VC 2.0',
    passes: badge(),
    fails: badge({ '@context': ['https://www.w3.org/2018/credentials/v1', OB_3], name: 'Rubric Design' }),
    code: 'rule.data_model',
    pointer: '/@context/0',
  },
  {
    rule: 'VC 2.0 has no issuanceDate',
    passes: badge(),
    fails: without(badge({ issuanceDate: '2026-03-01T09:00:00Z' }), 'validFrom'),
    code: 'rule.data_model',
    pointer: '/issuanceDate',
  },
  {
    rule: 'VC 2.0 has no expirationDate',
    passes: badge({ validUntil: '2027-03-01T09:00:00Z' }),
    fails: badge({ expirationDate: '2027-03-01T09:00:00Z' }),
    code: 'rule.data_model',
    pointer: '/expirationDate',
  },
  {
    rule: 'context 3.0.2 does not define awardedDate',
    passes: badge({ awardedDate: '2026-03-01T09:00:00Z' }),
    fails: badge({ '@context': [VC_2, `${OB}context-3.0.2.json`], awardedDate: '2026-03-01T09:00:00Z' }),
    code: 'rule.context_term',
    pointer: '/awardedDate',
  },
  {
    rule: 'context 3.0.2 does not define inLanguage',
    passes: achievement({ inLanguage: 'en' }),
    fails: { ...achievement({ inLanguage: 'en' }), '@context': [VC_2, `${OB}context-3.0.2.json`] },
    code: 'rule.context_term',
    pointer: `${ACHIEVEMENT}/inLanguage`,
  },
  {
    rule: 'a member that no context defines is not signed',
    passes: { ...achievement({ zzzz: 'x' }), '@context': [VC_2, OB_3, 'https://issuer.example/context.json'] },
    fails: achievement({ zzzz: 'x' }),
    code: 'rule.context_term',
    pointer: `${ACHIEVEMENT}/zzzz`,
  },
  {
    rule: 'the types of 1EdTech need their context',
    passes: badge({
      '@context': [VC_2, OB_3, EXTENSIONS],
      credentialSchema: [{ id: OB_SCHEMA, type: '1EdTechJsonSchemaValidator2019' }],
    }),
    fails: badge({ credentialSchema: [{ id: OB_SCHEMA, type: '1EdTechJsonSchemaValidator2019' }] }),
    code: 'rule.context_term',
    pointer: '/credentialSchema/0/type',
  },
  {
    rule: 'one credentialSchema is that of the specification',
    passes: badge({
      '@context': [VC_2, OB_3, EXTENSIONS],
      credentialSchema: [
        { id: 'https://issuer.example/schema.json', type: '1EdTechJsonSchemaValidator2019' },
        { id: OB_SCHEMA, type: '1EdTechJsonSchemaValidator2019' },
      ],
    }),
    fails: badge({
      '@context': [VC_2, OB_3, EXTENSIONS],
      credentialSchema: [{ id: 'https://issuer.example/schema.json', type: '1EdTechJsonSchemaValidator2019' }],
    }),
    code: 'rule.credential_schema',
    pointer: '/credentialSchema',
  },
  {
    rule: 'dates have an offset',
    passes: dated({ validFrom: '2026-03-01T09:00:00.123-05:00' }),
    fails: dated({ validFrom: '2026-03-01T09:00:00' }),
    code: 'time.syntax',
    pointer: '/validFrom',
  },
  {
    rule: 'dates name days that exist',
    passes: dated({ validFrom: '2028-02-29T00:00:00Z' }),
    fails: dated({ validFrom: '2026-02-29T00:00:00Z' }),
    code: 'time.syntax',
    pointer: '/validFrom',
  },
  {
    rule: 'what is issued has no hour 24, which RFC 3339 does not have',
    passes: dated({ validFrom: '2026-03-02T00:00:00Z' }),
    fails: dated({ validFrom: '2026-03-01T24:00:00Z' }),
    code: 'time.syntax',
    pointer: '/validFrom',
  },
  {
    rule: 'a badge does not end before it begins',
    passes: dated({ validUntil: '2026-03-01T09:00:00Z' }),
    fails: dated({ validUntil: '2026-03-01T08:59:59Z' }),
    code: 'time.inverted',
    pointer: '/validUntil',
  },
  {
    rule: 'an activity does not end before it began',
    passes: subject({ activityStartDate: '2026-01-01T00:00:00Z', activityEndDate: '2026-01-01T00:00:00Z' }),
    fails: subject({ activityStartDate: '2026-01-02T00:00:00Z', activityEndDate: '2026-01-01T00:00:00Z' }),
    code: 'time.inverted',
    pointer: '/credentialSubject/activityEndDate',
  },
  {
    rule: 'two evidences have two ids',
    passes: badge({
      evidence: [smallest('Evidence', { id: 'urn:example:e1' }), smallest('Evidence', { id: 'urn:example:e2' })],
    }),
    fails: badge({
      evidence: [smallest('Evidence', { id: 'urn:example:e1' }), smallest('Evidence', { id: 'urn:example:e1' })],
    }),
    code: 'rule.unique_id',
    pointer: '/evidence/1/id',
  },
  {
    rule: 'a badge and its achievement have two ids',
    passes: badge({ id: 'urn:example:badge' }),
    fails: { ...achievement({ id: 'urn:example:same' }), id: 'urn:example:same' },
    code: 'rule.unique_id',
    pointer: `${ACHIEVEMENT}/id`,
  },
  {
    rule: 'two levels have two ids',
    passes: described({ rubricCriterionLevel: [level('urn:example:l1'), level('urn:example:l2')] }),
    fails: described({ rubricCriterionLevel: [level('urn:example:l1'), level('urn:example:l1')] }),
    code: 'rule.unique_id',
    pointer: `${DESCRIPTION}/rubricCriterionLevel/1/id`,
  },
  {
    rule: 'a digest can be read',
    passes: badge({
      evidence: [smallest('Evidence', { id: 'urn:example:e', digestSRI: `sha256-${'A'.repeat(43)}=` })],
    }),
    fails: badge({
      evidence: [smallest('Evidence', { id: 'urn:example:e', digestSRI: `sha256-${'A'.repeat(42)}=` })],
    }),
    code: 'evidence.digest_syntax',
    pointer: '/evidence/0/digestSRI',
  },
  {
    rule: 'two digests of one evidence agree',
    passes: badge({
      evidence: [
        smallest('Evidence', {
          id: 'urn:example:e',
          digestMultibase: `uEiA${'A'.repeat(43)}`,
          digestSRI: `sha256-${'A'.repeat(43)}=`,
        }),
      ],
    }),
    fails: badge({
      evidence: [
        smallest('Evidence', {
          id: 'urn:example:e',
          digestMultibase: `uEiA${'A'.repeat(43)}`,
          digestSRI: `sha256-${'B'.repeat(42)}A=`,
        }),
      ],
    }),
    code: 'evidence.digest_conflict',
    pointer: '/evidence/0',
  },
  {
    rule: 'evidence with a digest has an id for it to be about',
    passes: badge({
      evidence: [smallest('Evidence', { id: 'urn:example:e', digestMultibase: `uEiA${'A'.repeat(43)}` })],
    }),
    fails: badge({ evidence: [smallest('Evidence', { digestMultibase: `uEiA${'A'.repeat(43)}` })] }),
    code: 'schema.required',
    pointer: '/evidence/0',
  },
  {
    rule: 'a related resource has a digest',
    passes: badge({ relatedResource: [{ id: 'urn:example:r', digestMultibase: `uEiA${'A'.repeat(43)}` }] }),
    fails: badge({ relatedResource: [{ id: 'urn:example:r' }] }),
    code: 'schema.required',
    pointer: '/relatedResource/0',
  },
  {
    rule: 'nulls within extensions are left out as well',
    passes: { ...achievement({ zzzz: { a: [1] } }), '@context': [VC_2, OB_3, 'https://issuer.example/context.json'] },
    fails: {
      ...achievement({ zzzz: { a: [null] } }),
      '@context': [VC_2, OB_3, 'https://issuer.example/context.json'],
    },
    code: 'shape.null',
    pointer: `${ACHIEVEMENT}/zzzz/a/0`,
  },
  {
    rule: 'credits are numbers',
    passes: achievement({ creditsAvailable: 1.5 }),
    fails: achievement({ creditsAvailable: '1.5' }),
    code: 'schema.type',
    pointer: `${ACHIEVEMENT}/creditsAvailable`,
  },
  {
    rule: 'there is one status entry',
    passes: badge({ credentialStatus: smallest('BitstringStatusListEntry') }),
    fails: badge({ credentialStatus: [smallest('BitstringStatusListEntry')] }),
    code: 'schema.type',
    pointer: '/credentialStatus',
  },
  {
    rule: 'a status index is a decimal number without sign or leading zero',
    passes: badge({ credentialStatus: smallest('BitstringStatusListEntry', { statusListIndex: '0' }) }),
    fails: badge({ credentialStatus: smallest('BitstringStatusListEntry', { statusListIndex: '007' }) }),
    code: 'schema.format',
    pointer: '/credentialStatus/statusListIndex',
  },
  {
    rule: 'members of a record are held to their own class',
    passes: clr({ verifiableCredential: [badge()] }),
    fails: clr({ verifiableCredential: [achievement({ criteria: {} })] }),
    code: 'rule.criteria',
    pointer: `/credentialSubject/verifiableCredential/0${ACHIEVEMENT}/criteria`,
  },
  {
    rule: 'endorsements of profiles are held to their class',
    passes: badge({ issuer: smallest('Profile', { endorsement: [smallest('EndorsementCredential')] }) }),
    fails: badge({
      issuer: smallest('Profile', { endorsement: [without(smallest('EndorsementCredential'), 'name')] }),
    }),
    code: 'schema.required',
    pointer: '/issuer/endorsement/0',
  },
]
