import { MODEL, type PropertyModel } from '../../src/generated/model.ts'

/** Plain JSON that a test may change. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
export type Doc = { [name: string]: Json }

/** One document and what it must fail with; `code` undefined: it must pass. */
export interface Case {
  readonly title: string
  readonly document: Doc
  readonly code?: string
  readonly pointer?: string
}

export const VC_2 = 'https://www.w3.org/ns/credentials/v2'
export const OB_3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'
export const CLR_2 = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json'

let serial = 0

function urn(): string {
  return `urn:example:${serial++}`
}

/** The smallest instance of each class that passes. */
export const SMALLEST: Readonly<Record<string, () => Doc>> = {
  OpenBadgeCredential: () => ({
    '@context': [VC_2, OB_3],
    id: urn(),
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: 'https://issuer.example',
    validFrom: '2026-03-01T09:00:00Z',
    credentialSubject: smallest('AchievementSubject'),
  }),
  EndorsementCredential: () => ({
    '@context': [VC_2, OB_3],
    id: urn(),
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'An endorsement',
    issuer: 'https://issuer.example',
    validFrom: '2026-03-01T09:00:00Z',
    credentialSubject: smallest('EndorsementSubject'),
  }),
  ClrCredential: () => ({
    '@context': [VC_2, CLR_2, OB_3],
    id: urn(),
    type: ['VerifiableCredential', 'ClrCredential'],
    name: 'A record',
    issuer: 'https://issuer.example',
    validFrom: '2026-03-01T09:00:00Z',
    credentialSubject: smallest('ClrSubject'),
  }),
  AchievementSubject: () => ({ id: urn(), type: ['AchievementSubject'], achievement: smallest('Achievement') }),
  Achievement: () => ({
    id: urn(),
    type: ['Achievement'],
    name: 'Rubric Design',
    description: 'Designs rubrics.',
    criteria: smallest('Criteria'),
  }),
  Criteria: () => ({ narrative: 'Three artifacts.' }),
  Evidence: () => ({ type: ['Evidence'] }),
  Alignment: () => ({ type: ['Alignment'], targetName: 'Assessment', targetUrl: 'https://standards.example/6' }),
  Result: () => ({ type: ['Result'] }),
  ResultDescription: () => ({ id: urn(), type: ['ResultDescription'], name: 'Unit plan', resultType: 'Percent' }),
  RubricCriterionLevel: () => ({ id: urn(), type: ['RubricCriterionLevel'], name: 'Proficient' }),
  Related: () => ({ id: urn(), type: ['Related'] }),
  Profile: () => ({ id: 'https://issuer.example', type: ['Profile'] }),
  IdentityObject: () => ({ type: 'IdentityObject', hashed: false, identityHash: 'a', identityType: 'userName' }),
  IdentifierEntry: () => ({ type: 'IdentifierEntry', identifier: 'a', identifierType: 'systemId' }),
  Image: () => ({ id: 'https://issuer.example/badge.png', type: 'Image' }),
  Address: () => ({ type: ['Address'] }),
  GeoCoordinates: () => ({ type: 'GeoCoordinates', latitude: 42.3, longitude: -71.1 }),
  EndorsementSubject: () => ({ id: urn(), type: ['EndorsementSubject'] }),
  ClrSubject: () => ({ id: urn(), type: ['ClrSubject'], verifiableCredential: [smallest('OpenBadgeCredential')] }),
  Association: () => ({
    type: 'Association',
    associationType: 'isPartOf',
    sourceId: 'urn:example:a',
    targetId: 'urn:example:b',
  }),
  CredentialSchema: () => ({
    id: 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json',
    type: '1EdTechJsonSchemaValidator2019',
  }),
  BitstringStatusListEntry: () => ({
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: '94567',
    statusListCredential: 'https://issuer.example/status/1',
  }),
  StatusList2021Entry: () => ({
    type: 'StatusList2021Entry',
    statusPurpose: 'revocation',
    statusListIndex: '94567',
    statusListCredential: 'https://issuer.example/status/1',
  }),
  RevocationListEntry: () => ({ id: 'https://issuer.example/revoked', type: '1EdTechRevocationList' }),
  RefreshService: () => ({ id: 'https://issuer.example/refresh', type: '1EdTechCredentialRefresh' }),
  TermsOfUse: () => ({ type: 'https://issuer.example/terms#Policy' }),
  RelatedResource: () => ({ id: 'https://issuer.example/a.pdf', digestMultibase: DIGEST }),
  Proof: () => ({ type: 'DataIntegrityProof' }),
}

export const DIGEST = 'uEiADkFjG8sDLSSxTOwpNFO93zA94q8zO1Sh9hKGiARz7gQ'

export function smallest(name: string, more: Doc = {}): Doc {
  return { ...(SMALLEST[name]?.() ?? {}), ...more }
}

/** Where an instance of a class stands in the smallest badge that can hold it, and that badge. */
export function hosted(name: string, value: Json): { document: Doc; pointer: string } {
  const at = HOSTS[name]
  if (at === undefined) return { document: value as Doc, pointer: '' }
  return at(value)
}

type Host = (value: Json) => { document: Doc; pointer: string }

function badgeWith(member: string, value: Json, contexts: string[] = []): Doc {
  return smallest('OpenBadgeCredential', { '@context': [VC_2, OB_3, ...contexts], [member]: value })
}

function subjectWith(member: string, value: Json): Doc {
  return badgeWith('credentialSubject', smallest('AchievementSubject', { [member]: value }))
}

function achievementWith(member: string, value: Json): Doc {
  return subjectWith('achievement', smallest('Achievement', { [member]: value }))
}

const EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
const STATUS_2021 = 'https://w3id.org/vc/status-list/2021/v1'
const ACHIEVEMENT = '/credentialSubject/achievement'

const HOSTS: Readonly<Record<string, Host>> = {
  AchievementSubject: (value) => ({ document: badgeWith('credentialSubject', value), pointer: '/credentialSubject' }),
  Achievement: (value) => ({ document: subjectWith('achievement', value), pointer: ACHIEVEMENT }),
  Criteria: (value) => ({ document: achievementWith('criteria', value), pointer: `${ACHIEVEMENT}/criteria` }),
  Evidence: (value) => ({ document: badgeWith('evidence', [value]), pointer: '/evidence/0' }),
  Alignment: (value) => ({ document: achievementWith('alignment', [value]), pointer: `${ACHIEVEMENT}/alignment/0` }),
  Result: (value) => {
    const described = smallest('ResultDescription', {
      id: 'urn:example:rd',
      rubricCriterionLevel: [smallest('RubricCriterionLevel', { id: 'urn:example:level' })],
    })
    const achievement = smallest('Achievement', { resultDescription: [described] })
    const subject = smallest('AchievementSubject', { achievement, result: [value] })
    return { document: badgeWith('credentialSubject', subject), pointer: '/credentialSubject/result/0' }
  },
  ResultDescription: (value) => ({
    document: achievementWith('resultDescription', [value]),
    pointer: `${ACHIEVEMENT}/resultDescription/0`,
  }),
  RubricCriterionLevel: (value) => ({
    document: achievementWith('resultDescription', [smallest('ResultDescription', { rubricCriterionLevel: [value] })]),
    pointer: `${ACHIEVEMENT}/resultDescription/0/rubricCriterionLevel/0`,
  }),
  Related: (value) => ({ document: achievementWith('related', [value]), pointer: `${ACHIEVEMENT}/related/0` }),
  Profile: (value) => ({ document: badgeWith('issuer', value), pointer: '/issuer' }),
  IdentityObject: (value) => ({
    document: subjectWith('identifier', [value]),
    pointer: '/credentialSubject/identifier/0',
  }),
  IdentifierEntry: (value) => ({
    document: achievementWith('otherIdentifier', [value]),
    pointer: `${ACHIEVEMENT}/otherIdentifier/0`,
  }),
  Image: (value) => ({ document: badgeWith('image', value), pointer: '/image' }),
  Address: (value) => ({
    document: badgeWith('issuer', smallest('Profile', { address: value })),
    pointer: '/issuer/address',
  }),
  GeoCoordinates: (value) => ({
    document: badgeWith('issuer', smallest('Profile', { address: smallest('Address', { geo: value }) })),
    pointer: '/issuer/address/geo',
  }),
  EndorsementSubject: (value) => ({
    document: smallest('EndorsementCredential', { credentialSubject: value }),
    pointer: '/credentialSubject',
  }),
  ClrSubject: (value) => ({
    document: smallest('ClrCredential', { credentialSubject: value }),
    pointer: '/credentialSubject',
  }),
  Association: (value) => ({
    document: smallest('ClrCredential', {
      credentialSubject: smallest('ClrSubject', {
        achievement: [
          smallest('Achievement', { id: 'urn:example:a' }),
          smallest('Achievement', { id: 'urn:example:b' }),
        ],
        association: [value],
      }),
    }),
    pointer: '/credentialSubject/association/0',
  }),
  CredentialSchema: (value) => ({
    document: badgeWith('credentialSchema', [smallest('CredentialSchema'), value], [EXTENSIONS]),
    pointer: '/credentialSchema/1',
  }),
  BitstringStatusListEntry: (value) => ({
    document: badgeWith('credentialStatus', value),
    pointer: '/credentialStatus',
  }),
  StatusList2021Entry: (value) => ({
    document: badgeWith('credentialStatus', value, [STATUS_2021]),
    pointer: '/credentialStatus',
  }),
  RevocationListEntry: (value) => ({
    document: badgeWith('credentialStatus', value, [EXTENSIONS]),
    pointer: '/credentialStatus',
  }),
  RefreshService: (value) => ({
    document: badgeWith('refreshService', value, [EXTENSIONS]),
    pointer: '/refreshService',
  }),
  TermsOfUse: (value) => ({ document: badgeWith('termsOfUse', [value]), pointer: '/termsOfUse/0' }),
  RelatedResource: (value) => ({ document: badgeWith('relatedResource', [value]), pointer: '/relatedResource/0' }),
  Proof: (value) => ({ document: badgeWith('proof', [value]), pointer: '/proof/0' }),
}

/** Values that the rules accept where any other would break one. */
const SPECIAL: Readonly<Record<string, () => Json>> = {
  'Result.resultDescription': () => 'urn:example:rd',
  'Result.achievedLevel': () => 'urn:example:level',
  'Evidence.digestMultibase': () => DIGEST,
  'Evidence.digestSRI': () => 'sha256-A5BYxvLAy0ksUzsKTRTvd8wPeKvMztUofYShogEc+4E=',
  'RelatedResource.digestMultibase': () => DIGEST,
  'RelatedResource.digestSRI': () => 'sha256-A5BYxvLAy0ksUzsKTRTvd8wPeKvMztUofYShogEc+4E=',
  'IdentityObject.hashed': () => true,
  'ClrSubject.association': () => [],
  'BitstringStatusListEntry.statusSize': () => 1,
  'BitstringStatusListEntry.statusMessage': () => [{ status: '0x0', message: 'valid' }],
  'BitstringStatusListEntry.statusReference': () => 'https://issuer.example/status-reference',
}

/** What must be there for a property to be allowed. */
const COMPANIONS: Readonly<Record<string, () => Doc>> = {
  'ResultDescription.requiredLevel': () => ({
    requiredLevel: 'urn:example:level',
    rubricCriterionLevel: [smallest('RubricCriterionLevel', { id: 'urn:example:level' })],
  }),
  'IdentityObject.hashed': () => ({ identityHash: `sha256$${'0'.repeat(64)}` }),
  'Evidence.digestMultibase': () => ({ id: 'urn:example:evidence' }),
  'Evidence.digestSRI': () => ({ id: 'urn:example:evidence' }),
  'ClrSubject.association': () => ({
    achievement: [smallest('Achievement', { id: 'urn:example:a' }), smallest('Achievement', { id: 'urn:example:b' })],
    association: [smallest('Association')],
  }),
}

/** A right value of a property. */
function sample(className: string, name: string, property: PropertyModel): Json {
  const special = SPECIAL[`${className}.${name}`]
  if (special !== undefined) return special()
  const one = sampleItem(name, property)
  return property.many === true ? [one] : one
}

function sampleItem(name: string, { kind, words, ...property }: PropertyModel): Json {
  if (property.class !== undefined) {
    if (property.class === 'ProfileRef') return smallest('Profile')
    if (property.class === 'CredentialStatus') return smallest('BitstringStatusListEntry')
    return smallest(property.class === 'VerifiableCredential' ? 'OpenBadgeCredential' : property.class)
  }
  if (words !== undefined) return words[0] ?? ''
  if (name === 'inLanguage') return 'en-US'
  if (name === 'email') return 'a@issuer.example'
  if (name === 'addressCountryCode') return 'US'
  if (name === 'endorsementJwt') return 'eyJhIjoxfQ.eyJhIjoxfQ.c2ln'
  const samples: Partial<Record<PropertyModel['kind'], Json>> = {
    uri: urn(),
    'date-time': '2026-03-01T09:00:00Z',
    date: '1990-12-31',
    number: 1.5,
    boolean: true,
    string: '1',
  }
  return samples[kind] ?? '1'
}

/** Properties that stand for themselves in the rules on contexts and types, tested apart. */
function isPlain(name: string): boolean {
  return name !== '@context' && name !== 'type'
}

/** Classes that `validateCredential` reaches, and the smallest of which stands above. */
export const CLASSES: readonly string[] = Object.keys(SMALLEST)

/** Context and class defining it, where a property needs a context that the smallest badge does not name. */
function contextFor(className: string, name: string): string[] {
  const needsExtensions = name === 'credentialSchema' || name === 'refreshService'
  return needsExtensions && className.endsWith('Credential') ? [EXTENSIONS] : []
}

function withProperty(className: string, name: string, value: Json | undefined): { document: Doc; pointer: string } {
  const base = smallest(className, COMPANIONS[`${className}.${name}`]?.() ?? {})
  const extra = contextFor(className, name)
  if (extra.length > 0 && Array.isArray(base['@context'])) base['@context'] = [...base['@context'], ...extra]
  if (value !== undefined) base[name] = value
  return hosted(className, base)
}

const SCHEMA_OF: Readonly<Record<string, string>> = {
  EndorsementCredential: 'ob_v3p0_endorsementcredential_schema.json',
  ClrCredential: 'https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json',
}

function goodValue(className: string, name: string, property: PropertyModel): Json | undefined {
  const key = `${className}.${name}`
  if (COMPANIONS[key] !== undefined && SPECIAL[key] === undefined) return undefined
  if (key === 'ClrSubject.association') return undefined
  if (name === 'credentialSchema' && SCHEMA_OF[className] !== undefined) {
    const file = SCHEMA_OF[className] ?? ''
    const id = file.startsWith('https:') ? file : `https://purl.imsglobal.org/spec/ob/v3p0/schema/json/${file}`
    return [{ id, type: '1EdTechJsonSchemaValidator2019' }]
  }
  return sample(className, name, property)
}

/** For every property of every class: the document that has it right. */
export function passingCases(): Case[] {
  return CLASSES.flatMap((className) => {
    const { document } = hosted(className, smallest(className))
    const properties = Object.entries(MODEL[className]?.properties ?? {}).filter(([name]) => isPlain(name))
    return [
      { title: `the smallest ${className}`, document },
      ...properties.map(([name, property]) => ({
        title: `${className} with ${name}`,
        document: withProperty(className, name, goodValue(className, name, property)).document,
      })),
    ]
  })
}

/** For every property of every class: each way to have it wrong. */
export function failingCases(required: (className: string) => readonly string[]): Case[] {
  return CLASSES.flatMap((className) => {
    const properties = Object.entries(MODEL[className]?.properties ?? {}).filter(([name]) => isPlain(name))
    return [
      ...missingCases(className, required(className)),
      ...typeCases(className),
      ...strangerCases(className),
      ...properties.flatMap(([name, property]) => wrongValues(className, name, property)),
    ]
  })
}

function missingCases(className: string, required: readonly string[]): Case[] {
  return required.map((name) => {
    const { [name]: _, ...rest } = smallest(className)
    const { document, pointer } = hosted(className, rest)
    return { title: `${className} without ${name}`, document, code: 'schema.required', pointer }
  })
}

/** A status entry is told from others by its type, so none is wrong for its class. */
function typeCases(className: string): Case[] {
  const property = MODEL[className]?.properties.type
  const names = MODEL[className]?.types ?? []
  if (property === undefined || names.length === 0 || /Entry$/.test(className) !== (className === 'IdentifierEntry'))
    return []
  if (className.endsWith('Credential')) return []
  const at = (value: Json): { document: Doc; pointer: string } =>
    hosted(className, smallest(className, { type: value }))
  const wrong = property.many === true ? ['Thing'] : 'Thing'
  const cases = [{ title: `${className} of another type`, value: wrong as Json, code: 'rule.type' }]
  if (property.many === true) {
    cases.push({ title: `${className} of another type, not an array`, value: 'Thing', code: 'rule.type' })
    cases.push({ title: `${className} of its type, not an array`, value: names[0]?.[0] ?? '', code: 'schema.type' })
    cases.push({ title: `${className} without any type`, value: [], code: 'rule.type' })
  } else cases.push({ title: `${className} whose type is an array`, value: [names[0]?.[0] ?? ''], code: 'schema.type' })
  return cases.map(({ title, value, code }) => {
    const { document, pointer } = at(value)
    return { title, document, code, pointer: `${pointer}/type` }
  })
}

function strangerCases(className: string): Case[] {
  const model = MODEL[className]
  if (model === undefined || className === 'Proof') return []
  const { document, pointer } = hosted(className, smallest(className, { zzzz: 'x' }))
  const code = model.closed ? 'schema.additional' : 'rule.context_term'
  return [{ title: `${className} with a member that nothing defines`, document, code, pointer: `${pointer}/zzzz` }]
}

function wrongValues(className: string, name: string, property: PropertyModel): Case[] {
  if (className.endsWith('Entry') && className !== 'IdentifierEntry' && name === 'statusPurpose') return []
  const cases: Case[] = []
  const put = (what: string, value: Json, code: string, step = ''): void => {
    const { document, pointer } = withProperty(className, name, value)
    cases.push({ title: `${className}.${name}: ${what}`, document, code, pointer: `${pointer}/${name}${step}` })
  }
  put('null', null, 'shape.null')
  if (property.many === true) {
    put('an empty array', [], 'schema.empty')
    const good = goodValue(className, name, property)
    put('a single value', Array.isArray(good) && good[0] ? good[0] : sampleItem(name, property), 'schema.type')
    const wrong = wrongItem(property)
    if (wrong !== undefined) put('an array of something else', [wrong], 'schema.type', '/0')
    return cases
  }
  if (property.many === 'either' || property.kind === 'other') return cases
  const wrong = wrongItem(property)
  if (wrong !== undefined) put('of another JSON type', wrong, 'schema.type')
  if (property.words !== undefined) put('a word that is none', 'Zzzzzz', 'schema.enum')
  if (property.kind === 'uri') put('not a URI', 'not a uri', 'schema.format')
  if (property.kind === 'date-time') put('a date without time', '2026-03-01', 'time.syntax')
  if (property.kind === 'date') put('no day of any month', '2026-02-30', 'schema.format')
  if (property.kind === 'string') put('a language map', { en: 'x' }, 'schema.language_map')
  return cases
}

function wrongItem({ kind, ...property }: PropertyModel): Json | undefined {
  if (kind === 'object') return property.class === 'ProfileRef' ? 5 : 'x'
  return kind === 'string' || kind === 'uri' || kind === 'date-time' || kind === 'date' ? 5 : 'x'
}
