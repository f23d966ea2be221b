import type { ErrorCode } from '../../../src/codes.ts'
import { at, type Doc, type Json } from '../document.ts'
import type { Fault, Form } from '../forge.ts'

const SIGNED: readonly Form[] = [
  { securing: 'rdfc', carrier: 'object' },
  { securing: 'rdfc', carrier: 'png' },
  { securing: 'jcs', carrier: 'text' },
  { securing: 'p256', carrier: 'object' },
  { securing: 'EdDSA', carrier: 'text' },
  { securing: 'ES256', carrier: 'text' },
]

type Edit = (badge: Doc, achievement: Doc, subject: Doc) => void

function edited(code: ErrorCode, edits: Readonly<Record<string, Edit>>, forms = SIGNED): Fault[] {
  return Object.entries(edits).map(
    ([name, edit]): Fault => ({
      name,
      code,
      forms,
      contents: ['plain'],
      before: ({ credential }) => {
        const subject = at(credential, 'credentialSubject')
        edit(credential, at(subject, 'achievement'), subject)
      },
    }),
  )
}

const set =
  (name: string, value: Json, owner: 0 | 1 | 2 = 1): Edit =>
  (...places) => {
    places[owner][name] = value
  }
const drop =
  (name: string, owner: 0 | 1 | 2 = 1): Edit =>
  (...places) => {
    delete places[owner][name]
  }

/** Signed by its issuer, and still no badge. */
export const SCHEMA: readonly Fault[] = [
  ...edited(
    'schema.required',
    {
      'an achievement without a name': drop('name'),
      'an achievement without a description': drop('description'),
      'an achievement without criteria': drop('criteria'),
      'a subject without an achievement': (_, __, subject) => {
        delete subject.achievement
        delete subject.result
      },
      'an alignment without a target': (_, achievement) => {
        achievement.alignment = [{ type: ['Alignment'], targetName: 'Assessment' }]
      },
      'a result description without a kind': (_, achievement) => {
        const [description] = achievement.resultDescription as Doc[]
        delete description?.resultType
      },
      'a badge without validFrom': drop('validFrom', 0),
    },
    SIGNED.filter(({ securing }) => securing !== 'EdDSA' && securing !== 'ES256'),
  ),
  ...edited('schema.type', {
    'a name that is a number': set('name', 7, 0),
    'a description that is a list': set('description', ['a', 'b']),
    'tags that are numbers': set('tag', [1, 2]),
    'credits that are a text': set('creditsAvailable', '3'),
    'an achievement that is a text': (_, __, subject) => {
      delete subject.result
      subject.achievement = 'https://x.example/achievement'
    },
    'evidence that is a text': set('evidence', ['https://x.example/evidence'], 0),
    'a role that is true': set('role', true, 2),
  }),
  ...edited('schema.format', {
    'a language that is none': set('inLanguage', 'not a language'),
    'a target that is no URL': (_, achievement) => {
      achievement.alignment = [{ type: ['Alignment'], targetName: 'Assessment', targetUrl: 'not a URL' }]
    },
  }),
  ...edited('schema.enum', {
    'a result type that is none': (_, achievement) => {
      const [description] = achievement.resultDescription as Doc[]
      if (description) description.resultType = 'Excellence'
    },
    'an achievement type that is none': set('achievementType', 'MicroCredentials'),
    'a kind of identity that is none': (_, __, subject) => {
      subject.identifier = [{ type: 'IdentityObject', hashed: false, identityHash: 'a', identityType: 'shoeSize' }]
    },
  }),
  ...edited(
    'schema.language_map',
    {
      'a map of languages for a name': set('name', { en: 'Rubric Design', es: 'Diseño de rúbricas' }),
      'a map of languages for a description': set('description', { en: 'Designs rubrics.' }),
    },
    [
      { securing: 'jcs', carrier: 'text' },
      { securing: 'EdDSA', carrier: 'text' },
    ],
  ),
  ...edited(
    'schema.additional',
    {
      'an identity with a member more': (_, __, subject) => {
        subject.identifier = [
          { type: 'IdentityObject', hashed: false, identityHash: 'a', identityType: 'userName', verified: true },
        ]
      },
    },
    [
      { securing: 'jcs', carrier: 'text' },
      { securing: 'EdDSA', carrier: 'text' },
    ],
  ),
]

export const RULES: readonly Fault[] = [
  ...edited(
    'rule.recipient',
    {
      'a badge for nobody': drop('id', 2),
    },
    SIGNED.filter(({ securing }) => securing !== 'EdDSA' && securing !== 'ES256'),
  ),
  ...edited('rule.criteria', { 'criteria that say nothing': set('criteria', { type: 'Criteria' }) }),
  ...edited('rule.result_reference', {
    'a result of something else': (_, __, subject) => {
      subject.result = [{ type: ['Result'], resultDescription: 'https://x.example/other', value: '2' }]
    },
  }),
  ...edited('rule.achieved_level', {
    'a level that the rubric does not have': (_, __, subject) => {
      const [result] = subject.result as Doc[]
      if (result) result.achievedLevel = 'https://x.example/distinguished'
    },
  }),
  ...edited('rule.required_level', {
    'a required level that the rubric does not have': (_, achievement) => {
      const [description] = achievement.resultDescription as Doc[]
      if (description) description.requiredLevel = 'https://x.example/distinguished'
    },
  }),
  ...edited('rule.status_required', {
    'a status result without a status': (_, achievement, subject) => {
      achievement.resultDescription = [
        { id: 'urn:example:s', type: ['ResultDescription'], name: 'Completion', resultType: 'Status' },
      ]
      subject.result = [{ type: ['Result'], resultDescription: 'urn:example:s' }]
    },
  }),
  ...edited('rule.value_range', {
    'a percentage above its maximum': (_, achievement, subject) => {
      achievement.resultDescription = [
        {
          id: 'urn:example:p',
          type: ['ResultDescription'],
          name: 'Score',
          resultType: 'Percent',
          valueMin: '0',
          valueMax: '100',
        },
      ]
      subject.result = [{ type: ['Result'], resultDescription: 'urn:example:p', value: '101' }]
    },
    'a value that is not among those allowed': (_, achievement, subject) => {
      achievement.resultDescription = [
        {
          id: 'urn:example:g',
          type: ['ResultDescription'],
          name: 'Grade',
          resultType: 'LetterGrade',
          allowedValue: ['A', 'B'],
        },
      ]
      subject.result = [{ type: ['Result'], resultDescription: 'urn:example:g', value: 'A+' }]
    },
  }),
  ...edited(
    'rule.data_model',
    {
      'a date of VC 1.1 in VC 2.0': set('expirationDate', '2030-01-01T00:00:00Z', 0),
    },
    [
      { securing: 'jcs', carrier: 'text' },
      { securing: 'EdDSA', carrier: 'text' },
    ],
  ),
]
