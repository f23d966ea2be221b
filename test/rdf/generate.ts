import {
  BITSTRING_STATUS_LIST_V1,
  CLR_V2P0_2_0_0,
  CLR_V2P0_2_0_1,
  DATA_INTEGRITY_V1,
  DATA_INTEGRITY_V2,
  ED25519_2020_V1,
  OB_V3P0_3_0_1,
  OB_V3P0_3_0_2,
  OB_V3P0_3_0_3,
  OB_V3P0_EXTENSIONS,
  OPEN_BADGES_CONTEXTS,
  STATUS_LIST_2021_V1,
  VC_V1,
  VC_V2,
} from '../../src/contexts.ts'

/** Documents at random, the same for the same seed: well-formed ones of every class, and mutants of them. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type Node = { [name: string]: Json }

export interface Random {
  next(): number
  below(limit: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
  }
}

const TEXTS = [
  'Rubric Design',
  'zwei\nZeilen\tund "Zitat" \\',
  'ünïcødé ſ',
  '\u{1f600} astral \u{10ffff} after \uffee',
  '\uffee before astral',
  'שלום',
  '\u007f\u0080\u0001 control',
  '',
  '0',
  'e\u0301 vs é',
  '_:b0',
  '@type',
  'name',
  'https://example.org/as-text',
]

const DATES = ['2024-02-29T12:00:00Z', '2023-01-01T00:00:00.123+05:30', '2022-06-30', 'not a date']

/** What a document is made in: its random source and a small pool of ids, so that ids repeat. */
export interface Maker {
  readonly random: Random
  readonly contexts: readonly string[]
  readonly ids: readonly string[]
}

export function createMaker(random: Random): Maker {
  const ids = Array.from({ length: 6 }, (_, index) => `urn:uuid:0000-${index}-${random.below(3)}`)
  ids.push(
    'did:example:issuer',
    'https://example.org/a?b=c#d',
    'did:key:z6Mk#z6Mk',
    'https://ex.org/<>{}|^`',
    'ob:term',
  )
  return { random, contexts: contextsFor(random), ids }
}

function contextsFor(random: Random): string[] {
  // The two oldest contexts redefine terms that the final VC 2.0 one protects.
  const openBadges = random.pick(OPEN_BADGES_CONTEXTS)
  const contexts = [
    [OB_V3P0_3_0_2, OB_V3P0_3_0_3].includes(openBadges) ? random.pick([VC_V2, VC_V2, VC_V2, VC_V1]) : VC_V1,
    openBadges,
  ]
  if (random.chance(0.02)) contexts[0] = VC_V2
  // VC 1.1 knows neither the proofs nor the status entries of today.
  if (contexts[0] === VC_V1) contexts.push(DATA_INTEGRITY_V2, BITSTRING_STATUS_LIST_V1)
  else if (random.chance(0.1)) contexts.push(random.pick([DATA_INTEGRITY_V1, DATA_INTEGRITY_V2, ED25519_2020_V1]))
  if (random.chance(0.05)) contexts.push(STATUS_LIST_2021_V1)
  if (random.chance(0.7)) contexts.push(OB_V3P0_EXTENSIONS)
  if (random.chance(0.02)) contexts.reverse()
  return contexts
}

type Field = (maker: Maker) => Json

const text: Field = ({ random }) => (random.chance(0.15) ? languageValue(random) : random.pick(TEXTS))
const id: Field = ({ random, ids }) => random.pick(ids)
const date: Field = ({ random }) => random.pick(DATES)
const flag: Field = ({ random }) => random.chance(0.5)
const number: Field = ({ random }) => random.pick([0, 1, -1, 3.5, 1e21, 0.1, 42, 2 ** 63, 1.5e-9, -0])
const texts: Field = (maker) => several(maker, text, 4)

function languageValue(random: Random): Json {
  const value: Node = { '@value': random.pick(TEXTS) }
  if (random.chance(0.8)) value['@language'] = random.pick(['en', 'de-AT', 'EN-us', 'he'])
  if (random.chance(0.3)) value['@direction'] = random.pick(['ltr', 'rtl'])
  return value
}

function several(maker: Maker, field: Field, most: number): Json[] {
  return Array.from({ length: maker.random.below(most + 1) }, () => field(maker))
}

/** Each optional member with its own chance, so that documents differ in shape and not only in size. */
function node(
  maker: Maker,
  type: string | undefined,
  withId: number,
  optional: Readonly<Record<string, Field>>,
  share = 0.22,
): Node {
  const made: Node = {}
  const { random } = maker
  if (random.chance(withId)) made.id = id(maker)
  if (type !== undefined) made.type = random.chance(0.7) ? [type] : type
  for (const [name, field] of Object.entries(optional)) if (random.chance(share)) made[name] = field(maker)
  return made
}

const has = (maker: Maker, ...contexts: readonly string[]): boolean =>
  contexts.some((url) => maker.contexts.includes(url))

/** A type of the extensions context, or one that needs no context. */
const extension =
  (type: string): Field =>
  (maker) =>
    node(maker, has(maker, OB_V3P0_EXTENSIONS) ? type : 'urn:example:Type', 1, {})

const image: Field = (maker) => node(maker, 'Image', 1, { caption: text })
const address: Field = (maker) =>
  node(maker, 'Address', 0.1, {
    addressCountry: text,
    addressLocality: text,
    postalCode: text,
    streetAddress: text,
    geo: (inner) => node(inner, 'GeoCoordinates', 0, { latitude: number, longitude: number }, 0.9),
  })
const identifierEntry: Field = (maker) =>
  node(maker, 'IdentifierEntry', 0, { identifier: text, identifierType: text }, 0.9)
const identityObject: Field = (maker) =>
  node(maker, 'IdentityObject', 0, { hashed: flag, identityHash: text, identityType: text, salt: text }, 0.8)
const profile: Field = (maker) =>
  maker.random.chance(0.15)
    ? id(maker)
    : node(
        maker,
        'Profile',
        0.8,
        {
          name: text,
          url: id,
          phone: text,
          description: text,
          image,
          email: text,
          address,
          otherIdentifier: (inner) => several(inner, identifierEntry, 3),
          official: text,
          parentOrg: (inner) => (inner.random.chance(0.3) ? profile(inner) : node(inner, 'Profile', 1, { name: text })),
          familyName: text,
          dateOfBirth: date,
        },
        0.3,
      )
const alignment: Field = (maker) =>
  node(maker, 'Alignment', 0, {
    targetCode: text,
    targetDescription: text,
    targetName: text,
    targetFramework: text,
    targetType: text,
    targetUrl: id,
  })
const rubricLevel: Field = (maker) =>
  node(maker, 'RubricCriterionLevel', 0.9, {
    name: text,
    description: text,
    level: text,
    points: text,
    alignment: (inner) => several(inner, alignment, 2),
  })
const resultDescription: Field = (maker) =>
  node(maker, 'ResultDescription', 0.9, {
    name: text,
    resultType: text,
    allowedValue: texts,
    requiredLevel: id,
    requiredValue: text,
    valueMin: text,
    valueMax: text,
    rubricCriterionLevel: (inner) => several(inner, rubricLevel, 3),
    alignment: (inner) => several(inner, alignment, 1),
  })
const related: Field = (maker) => node(maker, 'Related', 1, { inLanguage: text, version: text })
const criteria: Field = (maker) =>
  node(maker, maker.random.chance(0.2) ? 'Criteria' : undefined, 0.3, { narrative: text }, 0.9)
const achievement: Field = (maker) =>
  node(maker, 'Achievement', 0.8, {
    name: text,
    description: text,
    criteria,
    achievementType: text,
    alignment: (inner) => several(inner, alignment, 3),
    creator: profile,
    creditsAvailable: number,
    fieldOfStudy: text,
    humanCode: text,
    image,
    ...(has(maker, OB_V3P0_3_0_3) && { inLanguage: text, endorsementJwt: texts }),
    otherIdentifier: (inner) => several(inner, identifierEntry, 2),
    related: (inner) => several(inner, related, 2),
    resultDescription: (inner) => several(inner, resultDescription, 2),
    specialization: text,
    tag: texts,
    version: text,
  })
const result: Field = (maker) =>
  node(maker, 'Result', 0, {
    achievedLevel: id,
    resultDescription: id,
    status: text,
    value: text,
    alignment: (inner) => several(inner, alignment, 2),
  })
const achievementSubject: Field = (maker) =>
  node(maker, 'AchievementSubject', 0.7, {
    achievement,
    activityEndDate: date,
    activityStartDate: date,
    creditsEarned: number,
    identifier: (inner) => several(inner, identityObject, 2),
    image,
    licenseNumber: text,
    narrative: text,
    result: (inner) => several(inner, result, 3),
    role: text,
    source: profile,
    term: text,
  })
const evidence: Field = (maker) =>
  node(maker, 'Evidence', 0.4, { narrative: text, name: text, description: text, genre: text, audience: text })
const status: Field = (maker) =>
  maker.random.chance(0.7)
    ? node(
        maker,
        'BitstringStatusListEntry',
        0.5,
        {
          statusPurpose: text,
          statusListIndex: (inner) => inner.random.pick(['7', '131071']),
          statusListCredential: id,
        },
        0.9,
      )
    : extension('1EdTechRevocationList')(maker)

export const proof: Field = (maker) => {
  const made = node(
    maker,
    'DataIntegrityProof',
    0.3,
    {
      created: date,
      cryptosuite: (inner) => inner.random.pick(['eddsa-rdfc-2022', 'ecdsa-rdfc-2019', '']),
      expires: date,
      proofPurpose: (inner) => inner.random.pick(['assertionMethod', 'authentication', 'https://x.example/purpose']),
      verificationMethod: id,
      challenge: text,
      domain: text,
      nonce: text,
      previousProof: id,
    },
    0.6,
  )
  if (has(maker, ED25519_2020_V1)) made.type = 'DataIntegrityProof'
  return made
}

/** One, or a set, or a chain of them. */
const proofs: Field = (maker) => {
  const made = several(maker, proof, 3)
  const [first] = made
  return made.length === 1 && first !== undefined ? first : made
}

function credentialFields(maker: Maker): Readonly<Record<string, Field>> {
  const isVersion1 = maker.contexts.includes(VC_V1)
  return {
    id,
    name: text,
    description: text,
    image,
    ...(isVersion1
      ? { issuanceDate: date, expirationDate: date }
      : { validFrom: date, validUntil: date, relatedResource: (inner: Maker) => several(inner, relatedResource, 2) }),
    issuer: profile,
    ...(has(maker, OB_V3P0_3_0_1, OB_V3P0_3_0_3) && { awardedDate: date }),
    evidence: (inner) => several(inner, evidence, 4),
    credentialStatus: (inner) => (inner.random.chance(0.5) ? status(inner) : several(inner, status, 2)),
    credentialSchema: (inner) => several(inner, extension('1EdTechJsonSchemaValidator2019'), 2),
    refreshService: extension('1EdTechCredentialRefresh'),
    termsOfUse: (inner) => node(inner, 'urn:example:Terms', 0.5, {}),
    proof: proofs,
  }
}

const relatedResource: Field = (maker) => node(maker, undefined, 1, { digestMultibase: text, mediaType: text }, 0.7)

export function badge(maker: Maker): Node {
  const { random } = maker
  const made = node(maker, undefined, 0, credentialFields(maker), 0.35)
  made['@context'] = [...maker.contexts]
  made.type = ['VerifiableCredential', random.pick(['OpenBadgeCredential', 'AchievementCredential'])]
  if (random.chance(0.05)) made.type = ['OpenBadgeCredential', 'AchievementCredential', 'VerifiableCredential']
  made.credentialSubject = random.chance(0.9) ? achievementSubject(maker) : several(maker, achievementSubject, 2)
  if (random.chance(0.3)) made.endorsement = several(maker, endorsement, 2)
  return made
}

export function endorsement(maker: Maker): Node {
  const made = node(maker, undefined, 0, credentialFields(maker), 0.3)
  made['@context'] = maker.random.chance(0.8) ? [...maker.contexts] : contextsFor(maker.random)
  made.type = ['VerifiableCredential', 'EndorsementCredential']
  made.credentialSubject = node(maker, 'EndorsementSubject', 0.9, { endorsementComment: text }, 0.9)
  return made
}

export function clr(maker: Maker): Node {
  const { random } = maker
  const contexts = [VC_V2, random.pick([CLR_V2P0_2_0_0, CLR_V2P0_2_0_1]), OB_V3P0_3_0_3, OB_V3P0_EXTENSIONS]
  const inner: Maker = { ...maker, contexts: [VC_V2, OB_V3P0_3_0_3, OB_V3P0_EXTENSIONS] }
  const made = node(
    maker,
    undefined,
    0,
    {
      ...credentialFields({ ...maker, contexts }),
      ...(has({ ...maker, contexts }, CLR_V2P0_2_0_1) && { partial: flag }),
    },
    0.4,
  )
  made['@context'] = contexts
  made.type = ['VerifiableCredential', 'ClrCredential']
  const association: Field = (deep) =>
    node(deep, 'Association', 0, { associationType: text, sourceId: id, targetId: id }, 0.9)
  const subject = node(maker, 'ClrSubject', 0.7, {
    ...(has({ ...maker, contexts }, CLR_V2P0_2_0_1) && {
      identifier: (deep: Maker) => several(deep, identityObject, 2),
    }),
    achievement: (deep) => several(deep, achievement, 1),
    association: (deep) => several(deep, association, 2),
  })
  subject.verifiableCredential = Array.from({ length: 1 + random.below(3) }, () => badge(inner))
  made.credentialSubject = subject
  return made
}

export function presentation(maker: Maker): Node {
  const { random } = maker
  const made = node(maker, undefined, 0.5, { holder: id, proof: proofs })
  made['@context'] = [...maker.contexts]
  made.type = ['VerifiablePresentation']
  made.verifiableCredential = Array.from({ length: 1 + random.below(2) }, () => badge(maker))
  return made
}

export function proofOptions(maker: Maker): Node {
  return { '@context': [...maker.contexts], ...(proof(maker) as Node) }
}

export const MAKERS: readonly ((maker: Maker) => Node)[] = [
  badge,
  badge,
  badge,
  badge,
  badge,
  endorsement,
  endorsement,
  presentation,
  proofOptions,
  proofOptions,
]

/** Names that mean something in one class or another. */
const MILD_NAMES =
  'id type name image proof evidence achievement Achievement Profile creator source result allowedValue criteria narrative url tag ' +
  'creditsEarned hashed latitude verifiableCredential statusPurpose proofPurpose issuer holder verificationMethod termsOfUse ' +
  'jsonSchema renderMethod confidenceMethod previousProof relatedResource digestSRI credentialSubject description image alignment'

/** Names that are misspelt, or no terms at all. */
const WILD_NAMES =
  'achievment nameX constructor ext:a urn:x:y @id @type @graph @list @set @none @index @reverse @included @nest @foo'

const VALUES: readonly Json[] = [
  null,
  true,
  false,
  0,
  1,
  '1',
  -1.5,
  1e-7,
  1e21,
  1e300,
  0.1,
  '',
  ' ',
  'a b',
  'relative',
  'name',
  '@type',
  '@foo',
  '@',
  'xsd:date',
  'sec:x',
  'cred:x',
  '_:b0',
  'urn:x',
  'https://example.org/',
  'did:example:issuer',
  [],
  {},
  [[]],
  [null],
  [[1, '1'], 1],
  [1, 1, '1', true],
  ['a', 'a', 'b'],
  [{}],
  { id: 'urn:x' },
  { id: '' },
  { id: 'relative' },
  { id: 5 },
  { id: null },
  { id: '_:x' },
  { type: 'Profile' },
  { type: [] },
  { type: ['Profile', 'Achievement'] },
  { type: ['Profile', 'Profile'] },
  { type: 'Undefined' },
  { type: 5 },
  { type: [['Profile']] },
  { type: null },
  { type: 'https://example.org/T' },
  { id: 'urn:x', type: [] },
  { '@value': 'v' },
  { '@value': 'v', '@language': 'en' },
  { '@value': 'v', '@language': 'not a tag' },
  { '@value': null },
  { '@value': 5 },
  { '@value': 'v', '@type': 'urn:t' },
  { '@value': 'v', '@language': 'en', '@direction': 'rtl' },
  [
    { '@value': 'v', '@language': 'en', '@direction': 'rtl' },
    { '@value': 'v', '@language': 'en', '@direction': 'ltr' },
  ],
  { '@value': 'v', '@direction': 'up' },
  { '@value': 'v', '@foo': 1 },
  { '@language': 'en' },
  { '@id': 'urn:x' },
  { '@list': ['a'] },
  { '@set': ['a', 'b'] },
  { '@graph': [{ name: 'x' }] },
  { name: null },
  { name: [] },
  { id: 'urn:x', name: [] },
  { id: 'urn:x', name: 'twice' },
  { id: 'urn:x', name: ['twice', 1] },
  { '@context': [], name: 'x' },
  { '@context': null, name: 'x' },
  { '@context': [VC_V2], name: 'x' },
  { '@context': VC_V2, id: 'urn:y' },
  { '@context': { name: 'urn:n' }, name: 'x' },
  { '@context': ['https://unknown.example/'] },
  { type: 'VerifiableCredential', issuer: 'cred:x', proof: {} },
  { type: ['VerifiableCredential'], credentialSubject: { id: 'sec:y' } },
  { type: 'DataIntegrityProof', proofPurpose: 'assertionMethod' },
  { type: ['Address', 'GeoCoordinates'], latitude: 1, addressCountry: 'x' },
  { type: 'ResultDescription', allowedValue: [[], []] },
  { type: 'ResultDescription', allowedValue: ['a', ['b']] },
  { type: 'JsonSchema', jsonSchema: { a: [1, null] } },
]

/** Values that most members take, odd as they are: what makes a mutant that is legal JSON-LD more often than not. */
const MILD: readonly Json[] = [
  null,
  true,
  0,
  1,
  '1',
  -1.5,
  1e-7,
  1e21,
  '',
  'a b',
  'https://example.org/',
  'urn:x',
  [],
  {},
  [[]],
  [null],
  [[1, '1'], 1],
  [1, 1, '1', true],
  ['a', 'a', 'b'],
  [{}, {}],
  { id: 'urn:x' },
  { id: 'urn:y', name: 'twice' },
  [{ id: 'urn:y', name: ['twice', 1] }, { id: 'urn:y' }, 'urn:y'],
  { type: 'Profile', name: 'p' },
  { type: ['Profile', 'Achievement'], name: 'p', tag: ['t', 't'] },
  { type: 'https://example.org/T' },
  { '@value': 'v', '@language': 'EN' },
  [{ '@value': 'v' }, 'v', { '@value': 'v', '@language': 'en' }],
  { '@value': 'v', '@language': 'en', '@direction': 'rtl' },
  { name: [] },
  { name: null },
  { type: 'ResultDescription', allowedValue: [] },
  { type: 'ResultDescription', allowedValue: ['a', null, 'a'] },
  [
    { id: 'urn:r', type: 'ResultDescription', allowedValue: [] },
    { id: 'urn:r', type: 'ResultDescription', allowedValue: [] },
  ],
  { type: ['VerifiableCredential'], issuer: 'cred:x', credentialSubject: { id: 'sec:y', type: 'cred:z' } },
  { type: 'Image', id: 'urn:i', caption: 'c' },
]

/** One to three things changed at random places. Most mutants are not legal; all must be judged alike. */
export function mutate(document: Node, random: Random): Node {
  const mutant = structuredClone(document)
  const isMild = random.chance(0.6)
  const names = (isMild ? MILD_NAMES : `${MILD_NAMES} ${WILD_NAMES}`).split(' ')
  const values = isMild ? MILD : VALUES
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const target = random.pick(nodesOf(mutant))
    const own = Object.keys(target).filter((name) => name !== '@context' || random.chance(0.05))
    const action = random.below(10)
    const victim = own.length === 0 ? undefined : random.pick(own)
    if (action < 5 || victim === undefined) {
      target[action < 2 && victim !== undefined ? victim : random.pick(names)] = structuredClone(random.pick(values))
    } else if (action < 6) {
      const value = target[victim]
      delete target[victim]
      if (value !== undefined) target[random.pick(names)] = value
    } else if (action < 7) {
      delete target[victim]
    } else if (action < 8) {
      const value = target[victim] ?? null
      target[victim] = random.chance(0.5) ? [value, structuredClone(value)] : [[value], null]
    } else {
      const value = target[victim]
      const extra = structuredClone(random.pick(values))
      target[victim] = Array.isArray(value) ? [...value, extra] : [value ?? null, extra]
    }
  }
  return mutant
}

function nodesOf(value: Json): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(nodesOf)]
}

/** A graph of nodes without ids, most of them alike: what needs hashes of the n-th degree. */
export function blankGraph(random: Random): Node {
  const make = (depth: number, type = random.pick(['Profile', 'Evidence', 'Achievement'])): Node => ({
    type,
    ...(random.chance(0.4) && { name: random.pick(['a', 'b']) }),
    ...(depth < 3 &&
      type !== 'Evidence' &&
      random.chance(0.7) && { image: Array.from({ length: 1 + random.below(3) }, () => make(depth + 1)) }),
    ...(depth < 3 && type === 'Achievement' && random.chance(0.3) && { creator: make(depth + 1) }),
  })
  return {
    '@context': [VC_V2, OB_V3P0_3_0_3],
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    evidence: Array.from({ length: 1 + random.below(4) }, () => make(0)),
    issuer: make(0),
  }
}
