import { ROOT_MEMBERS } from '../../support/root-members.ts'
import { type Doc, isDoc, type Json, list, objectsOf } from '../document.ts'
import { type Fault, FOREIGN, FORMS, GRAPH, MODERN, TOKENS, type Work } from '../forge.ts'
import type { Random } from '../random.ts'

const CREDENTIALS = 'https://www.w3.org/2018/credentials#'

/** Objects of a badge other than itself, where a member of a credential has no business. */
function inner(credential: Doc, random: Random): Doc {
  return random.pick(objectsOf(credential).slice(1))
}

/** The same graph in other words: a check that reads JSON would see no end and no status. */
export const OTHER_WORDS: readonly Fault[] = [
  ...(
    [
      ['an expiry under its IRI', 'validUntil', `${CREDENTIALS}validUntil`, '2026-03-02T00:00:00Z'],
      ['a status under its IRI', 'credentialStatus', `${CREDENTIALS}credentialStatus`, 'https://x.example/status'],
      ['an issuer under its IRI', undefined, `${CREDENTIALS}issuer`, 'https://x.example/issuer'],
      ['a name with a prefix', undefined, 'schema:name', 'Another name'],
      ['a name of a URN', undefined, 'urn:example:x', 'x'],
      ['a blank node for a name', undefined, '_:b', 'x'],
      ['a name with a colon alone', undefined, ':', 'x'],
      ['an empty name', undefined, '', 'x'],
    ] as const
  ).map(
    ([name, instead, member, value]): Fault => ({
      name,
      code: 'shape.key_not_term',
      forms: [...FOREIGN, { securing: 'jcs', carrier: 'text' }, { securing: 'ES256', carrier: 'text' }],
      before: ({ credential, random }) => {
        if (instead !== undefined) delete credential[instead]
        const owner = instead === undefined ? random.pick(objectsOf(credential)) : credential
        owner[member] = value
      },
    }),
  ),
  ...(
    [
      ['@id', 'https://x.example/1'],
      ['@type', 'https://x.example/Type'],
      ['@graph', []],
      ['@included', []],
      ['@reverse', { of: [] }],
      ['@nest', {}],
      ['@set', []],
      ['@list', []],
      ['@index', 'a'],
      ['@json', {}],
      ['@value', { a: 1 }],
      ['@base', 'https://x.example/'],
      ['@vocab', 'https://x.example/'],
      ['@import', 'https://x.example/'],
      ['@propagate', false],
      ['@version', 1.1],
      ['@none', 'x'],
      ['@anything', 'x'],
    ] as [string, Json][]
  ).map(
    ([member, value]): Fault => ({
      name: `the keyword ${member}`,
      code: 'shape.keyword_key',
      forms: [
        { securing: 'rdfc', carrier: 'object' },
        { securing: 'jcs', carrier: 'text' },
        { securing: 'EdDSA', carrier: 'text' },
      ],
      before: ({ credential, random }) => {
        random.pick(objectsOf(credential))[member] = value
      },
    }),
  ),
  {
    name: 'a context inside the badge',
    code: 'shape.keyword_key',
    forms: FOREIGN,
    before: ({ credential, random }) => {
      inner(credential, random)['@context'] = random.pick<Json>([
        'https://www.w3.org/ns/credentials/v2',
        { name: 'https://x.example/#name' },
        [],
      ])
    },
  },
  {
    name: 'a context in an RDF proof',
    code: 'proof.unexpected_key',
    forms: GRAPH,
    before: ({ proof }) => {
      proof['@context'] = ['https://www.w3.org/ns/credentials/v2']
    },
  },
  {
    name: 'a blank node id',
    code: 'shape.blank_node_id',
    forms: [...GRAPH, { securing: 'EdDSA', carrier: 'text' }],
    before: ({ credential, random }) => {
      const { achievement } = credential.credentialSubject as Doc
      random.pick([achievement, ...list(credential.evidence)].filter(isDoc)).id = `_:b${random.below(9)}`
    },
  },
  {
    name: 'a blank node type',
    code: 'shape.blank_node_id',
    forms: GRAPH,
    before: ({ credential }) => {
      const { achievement } = credential.credentialSubject as Doc
      ;(achievement as Doc).type = ['Achievement', '_:b1']
    },
  },
]

const VALUES: Readonly<Partial<Record<string, Json>>> = {
  validUntil: '2030-01-01T00:00:00Z',
  issuer: 'https://x.example/issuer',
  credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
}

export const RESERVED: readonly Fault[] = [
  ...ROOT_MEMBERS.map(
    (member): Fault => ({
      name: `${member} inside`,
      code: 'shape.reserved_property',
      forms: [...FOREIGN, { securing: 'jcs', carrier: 'text' }, { securing: 'EdDSA', carrier: 'text' }],
      before: ({ credential, random }) => {
        inner(credential, random)[member] = VALUES[member] ?? 'https://x.example/1'
      },
    }),
  ),
  ...['name', 'description', 'image', 'endorsement', 'validUntil', 'issuer'].map(
    (member): Fault => ({
      name: `${member} of the endorsed thing in an endorsement`,
      code: 'shape.reserved_property',
      forms: [
        { securing: 'rdfc', carrier: 'object' },
        { securing: 'jcs', carrier: 'text' },
        { securing: 'EdDSA', carrier: 'text' },
      ],
      before: (work) => {
        work.credential = endorsementOf(work)
        ;(work.credential.credentialSubject as Doc)[member] = 'Principal of the year'
      },
    }),
  ),
]

/** A good endorsement of VC 2.0, unsigned, issued by whoever signs. */
export function endorsementOf({ credential, party }: Pick<Work, 'credential' | 'party'>): Doc {
  return {
    '@context': credential['@context'] as Json,
    id: `${String(credential.id)}:endorsement`,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'Accepted for salary credit',
    issuer: { id: party.id, type: ['Profile'], name: 'A district' },
    validFrom: '2026-03-01T09:00:00Z',
    credentialSubject: {
      id: credential.id as Json,
      type: ['EndorsementSubject'],
      endorsementComment: 'The rubric is applied with care.',
    },
  }
}

const CLASSES = [
  'AchievementSubject',
  'EndorsementSubject',
  'ClrSubject',
  'Achievement',
  'OpenBadgeCredential',
  'AchievementCredential',
  'EndorsementCredential',
  'VerifiableCredential',
  'VerifiablePresentation',
] as const

/** A class gives its terms to whatever has it: what belongs to a subject could stand where nobody looks. */
export const CLASSES_OUT_OF_PLACE: readonly Fault[] = CLASSES.map(
  (name): Fault => ({
    name: `the class ${name} out of place`,
    code: 'shape.reserved_property',
    forms: [...FOREIGN, { securing: 'EdDSA', carrier: 'text' }],
    before: ({ credential, random }) => {
      const owner = random.pick([credential.issuer, ...list(credential.evidence)].filter(isDoc))
      owner.type = [...list(owner.type), name]
    },
  }),
)

const VOCABULARY = 'https://district.example/prefix.json'

/** Ids that a check compares as texts, and the graph as IRIs. */
export const ABBREVIATIONS: readonly Fault[] = (
  [
    ['the id of the badge', (credential) => credential],
    ['the id of the recipient', (credential) => credential.credentialSubject as Doc],
    ['the id of the achievement', (credential) => (credential.credentialSubject as Doc).achievement as Doc],
  ] as [string, (credential: Doc) => Doc][]
).map(
  ([name, of]): Fault => ({
    name: `${name}, abbreviated`,
    code: 'shape.compact_iri',
    forms: [...FOREIGN, { securing: 'rdfc', carrier: 'png' }],
    before: ({ credential, contexts }) => {
      credential['@context'] = [...list(credential['@context']), VOCABULARY]
      contexts[VOCABULARY] = { '@context': { d: 'https://district.example/' } }
      of(credential).id = 'd:1'
    },
  }),
)

export const GRAPH_ONLY: readonly Fault[] = [
  {
    name: 'the class of the issuer under its IRI',
    code: 'shape.iri_name',
    forms: FORMS,
    times: 2,
    before: ({ credential }) => {
      ;(credential.issuer as Doc).type = ['https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile']
    },
  },
  {
    name: 'null somewhere',
    code: 'shape.null',
    forms: FORMS,
    times: 2,
    before: ({ credential, random }) => {
      random.pick(objectsOf(credential))[random.pick(['image', 'endorsement', 'extra', 'id'])] ??= null
      if (!JSON.stringify(credential).includes('null')) credential.termsOfUse = null
    },
  },
  {
    name: 'null in an array',
    code: 'shape.null',
    forms: MODERN,
    before: ({ credential }) => {
      const { achievement } = credential.credentialSubject as Doc
      ;(achievement as Doc).tag = ['a', null, 'b']
    },
  },
  {
    name: 'two things of one array with one id',
    code: 'shape.duplicate_id',
    forms: [...GRAPH, ...TOKENS.slice(0, 3)],
    before: ({ credential }) => {
      credential.evidence = [
        { id: 'https://evidence.example/1', type: ['Evidence'], name: 'One' },
        { id: 'https://evidence.example/1', type: ['Evidence'], name: 'Two' },
      ]
    },
  },
  {
    name: 'evidence that an endorsement describes as well',
    code: 'shape.duplicate_id',
    forms: FOREIGN,
    before: (work) => {
      const { credential } = work
      const evidence = { id: 'https://evidence.example/1', type: ['Evidence'], name: 'One' }
      credential.evidence = [evidence]
      credential.endorsement = [{ ...endorsementOf(work), evidence: [{ ...evidence, name: 'Two' }] }]
    },
  },
  {
    name: 'an endorsement with the badge’s own id, which ends the badge',
    code: 'shape.duplicate_id',
    forms: GRAPH,
    before: (work) => {
      const { credential } = work
      credential.endorsement = [
        { ...endorsementOf(work), id: credential.id as Json, validUntil: '2026-03-02T00:00:00Z' },
      ]
    },
  },
]

/** What the signature does not cover is not believed. */
export const LOSSES: readonly Fault[] = [
  {
    name: 'a member without a definition, at the top',
    code: 'proof.data_loss',
    forms: GRAPH,
    after: ({ signed, random }) => {
      signed[random.pick(['expiryDate', 'revoked', 'honours', 'awardedDat'])] = 'x'
    },
  },
  {
    name: 'a member without a definition, inside',
    code: 'proof.data_loss',
    beside: ['schema.additional'],
    forms: GRAPH,
    times: 3,
    after: ({ signed, random }) => {
      const owners = objectsOf(signed).slice(1)
      random.pick(owners)[random.pick(['honours', 'rank', 'gradePointAverage', 'criterias'])] = 'with distinction'
    },
  },
  {
    name: 'a type without a definition',
    code: 'proof.data_loss',
    forms: GRAPH,
    after: ({ signed, random }) => {
      const owner = random.pick(objectsOf(signed).filter(({ type }) => type !== undefined))
      owner.type = [...list(owner.type), 'DistinctionOfTheYear']
    },
  },
  {
    name: 'evidence with a relative id',
    code: 'proof.data_loss',
    beside: ['schema.format'],
    forms: GRAPH,
    contents: ['plain', 'evidence', 'until'],
    before: ({ credential }) => {
      credential.evidence = [{ id: 'unit-plan.pdf', type: ['Evidence'], name: 'Unit plan' }]
    },
  },
]
