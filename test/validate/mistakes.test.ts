import { describe, expect, it } from 'vitest'
import { validateCredential } from '../../src/validate/index.ts'
import { ACHIEVEMENT_ID, badge } from '../support/badges.ts'

type Json = Record<string, unknown>

const AT = '/credentialSubject/achievement'

/** A good badge with twelve different mistakes, as people make them. */
function withTwelveMistakes(): Json {
  const document = structuredClone(badge()) as unknown as Json & { credentialSubject: Json & { achievement: Json } }
  const { credentialSubject: subject } = document
  const { achievement } = subject
  const { alignment, name: _, ...rest } = achievement
  const [description] = achievement.resultDescription as Json[]
  document['@context'] = [
    'https://www.w3.org/ns/credentials/v2',
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.4.json',
  ]
  document.validFrom = '2026-03-01'
  document.image = 'https://cce.example/badge.png'
  document.evidence = { id: 'https://evidence.example/unit-plan.pdf', type: ['Evidence'] }
  subject.result = [{ type: ['Result'], resultDescription: `${ACHIEVEMENT_ID}#unit-plans` }]
  subject.achievement = {
    ...rest,
    title: 'Basic Performance Assessment Design',
    description: { en: 'Designs assessments.', es: 'Diseña evaluaciones.' },
    alignments: alignment,
    achievementType: 'Microcredential',
    criteria: {},
    resultDescription: [
      {
        ...description,
        requiredLevel: `${ACHIEVEMENT_ID}#proficent`,
        rubricCriterionLevel: [
          { id: `${ACHIEVEMENT_ID}#proficient`, type: ['RubricCriterionLevel'], name: 'Proficient', points: 2 },
        ],
      },
    ],
  }
  return document
}

describe('a badge with twelve mistakes', () => {
  const document = withTwelveMistakes()
  const result = validateCredential(document)

  it('gets a problem for each in one run, in the order of the document', () => {
    expect(result.problems.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'context.unknown /@context/1',
      'time.syntax /validFrom',
      `rule.result_reference /credentialSubject/result/0/resultDescription`,
      `schema.required ${AT}`,
      `schema.language_map ${AT}/description`,
      `rule.criteria ${AT}/criteria`,
      `schema.enum ${AT}/achievementType`,
      `rule.required_level ${AT}/resultDescription/0/requiredLevel`,
      `schema.type ${AT}/resultDescription/0/rubricCriterionLevel/0/points`,
      `rule.context_term ${AT}/alignments`,
      'schema.type /evidence',
      'schema.type /image',
    ])
  })

  it.each<[string, (one: Json & { credentialSubject: Json }) => void, RegExp, RegExp]>([
    [
      'an end that is a day',
      (one) => Object.assign(one, { validUntil: '2027-06-30' }),
      /"2027-06-30T23:59:59Z"/,
      /T00/,
    ],
    [
      'a beginning that is a day',
      (one) => Object.assign(one, { validFrom: '2027-06-30' }),
      /"2027-06-30T00:00:00Z"/,
      /T23/,
    ],
    [
      'the name of a picture',
      (one) => Object.assign(one, { image: { id: 'picture.png', type: 'Image' } }),
      /whole URL/,
      /https:/,
    ],
    [
      'a host',
      (one) => Object.assign(one, { image: { id: 'www.cce.example/picture.png', type: 'Image' } }),
      /"https:\/\/www/,
      /file/,
    ],
    [
      'an email address',
      (one) => Object.assign(one.credentialSubject, { id: 'teacher@district.example' }),
      /recipient: \{ email/,
      /urn/,
    ],
  ])('gets for %s what was meant', (_, change, expected, other) => {
    const one = structuredClone(badge()) as unknown as Json & { credentialSubject: Json }
    change(one)
    const hints = validateCredential(one)
      .problems.map(({ hint }) => hint)
      .join(' ')
    expect(hints).toMatch(expected)
    expect(hints).not.toMatch(other)
  })

  it('gets with each what to change', () => {
    expect(result.problems.map(({ hint }) => hint)).toEqual([
      expect.stringContaining('context-3.0.3.json'),
      expect.stringContaining('2026-03-01T00:00:00Z'),
      expect.stringContaining('#unit-plan"'),
      expect.stringContaining('Rename "title" to "name"'),
      expect.stringContaining('related'),
      expect.stringContaining('narrative'),
      expect.stringContaining('MicroCredential'),
      expect.stringContaining('#proficient"'),
      expect.stringContaining('"2"'),
      expect.stringContaining('"alignment"'),
      expect.stringContaining('array'),
      expect.stringContaining('{ "id": "https://cce.example/badge.png", "type": "Image" }'),
    ])
    expect(result.problems.every(({ section }) => section)).toBe(true)
  })
})

describe('names that people use', () => {
  it.each([
    ['alignments', 'alignment'],
    ['resultDescriptions', 'resultDescription'],
    ['tags', 'tag'],
    ['achievmentType', 'achievementType'],
    ['Image', 'image'],
    ['standards', 'alignment'],
  ])('%s is understood as %s', (name, meant) => {
    const document = structuredClone(badge()) as unknown as { credentialSubject: { achievement: Json } }
    document.credentialSubject.achievement[name] = []
    const [problem] = validateCredential(document).problems
    expect(problem).toMatchObject({ code: 'rule.context_term', pointer: `${AT}/${name}`, severity: 'error' })
    expect(problem?.hint).toContain(`"${meant}"`)
  })

  it('are only suspected where a context of somebody else could define them', () => {
    const document = structuredClone(badge()) as unknown as Json & { credentialSubject: { achievement: Json } }
    document['@context'] = [...(document['@context'] as string[]), 'https://cce.example/context.json']
    document.credentialSubject.achievement.tags = ['x']
    document.credentialSubject.achievement.pathway = 'x'
    const { valid, problems } = validateCredential(document)
    expect(valid).toBe(true)
    expect(problems.map(({ code, pointer, severity }) => [code, pointer, severity])).toEqual([
      ['rule.context_term', `${AT}/tags`, 'warning'],
    ])
  })

  it('of Open Badges 2.0 are told by those of 3.0', () => {
    const { validFrom, ...rest } = structuredClone(badge())
    const { problems } = validateCredential({ ...rest, issuedOn: validFrom })
    expect(problems.map(({ code, hint }) => [code, hint])).toEqual([
      ['schema.required', 'Rename "issuedOn" to "validFrom".'],
    ])
  })
})
