import { badge } from '../support/badges.ts'
import { at, type Doc, type Json } from './document.ts'
import type { Random } from './random.ts'

/** What kinds of good badges there are to start from. Each is legal, and each gives other places to attack. */
export const CONTENTS = [
  'plain',
  'minimal',
  'unicode',
  'single-values',
  'until',
  'identifier',
  'evidence',
  'profiles',
  'awarded',
  'extended',
] as const

export type Content = (typeof CONTENTS)[number]

const OB_EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
const OB_SCHEMA = 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json'

/** A good badge of VC 2.0, unsigned. Ids differ from badge to badge, as they do. */
export function contentOf(content: Content, random: Random, issuer: string): Doc {
  const document = badge() as unknown as Doc
  document.id = `urn:uuid:${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}`
  at(document, 'issuer').id = issuer
  CHANGES[content](document, random)
  return document
}

const CHANGES: Readonly<Record<Content, (document: Doc, random: Random) => void>> = {
  plain: () => {},
  minimal: (document) => {
    delete document.evidence
    delete document.name
    const subject = at(document, 'credentialSubject')
    delete subject.result
    const achievement = at(subject, 'achievement')
    for (const name of ['achievementType', 'alignment', 'resultDescription']) delete achievement[name]
  },
  unicode: (document, random) => {
    const names = [
      'Évaluation des compétences',
      '評価の設計',
      'تصميم التقييم',
      'Οἱ ῥήτορες 🎓',
      'nai\u0308ve \u2028 x',
      '𝒟esign',
    ]
    document.name = random.pick(names)
    at(document, 'credentialSubject', 'achievement').name = random.pick(names)
    at(document, 'credentialSubject', 'achievement').tag = ['ünïcødé', '标签', '🧪']
  },
  'single-values': (document) => {
    const subject = at(document, 'credentialSubject')
    for (const owner of [subject, at(subject, 'achievement'), at(document, 'issuer')]) {
      const [type] = owner.type as Json[]
      owner.type = type as Json
    }
    const [evidence] = document.evidence as Json[]
    document.evidence = evidence as Json
    const [result] = subject.result as Json[]
    subject.result = result as Json
  },
  until: (document, random) => {
    document.validUntil = `2027-0${1 + random.below(9)}-15T12:00:00${random.pick(['Z', '+02:00', '.5-05:00'])}`
  },
  identifier: (document, random) => {
    at(document, 'credentialSubject').identifier = [
      {
        type: 'IdentityObject',
        hashed: true,
        identityHash: `sha256$${hex(random, 64)}`,
        identityType: 'emailAddress',
        salt: hex(random, 16),
      },
    ]
  },
  evidence: (document, random) => {
    document.evidence = Array.from({ length: 2 + random.below(4) }, (_, index) => ({
      id: `https://evidence.example/${hex(random, 6)}-${index}.pdf`,
      type: ['Evidence'],
      name: `Artifact ${index}`,
      description: 'A plan, as it was taught.',
      genre: random.pick(['Lesson plan', 'Video', 'Student work']),
      narrative: `Lesson ${hex(random, 4)}.`,
    }))
  },
  profiles: (document) => {
    at(document, 'credentialSubject', 'achievement').creator = {
      id: 'https://frameworks.example/profile',
      type: ['Profile'],
      name: 'Frameworks for Teachers',
      address: { type: ['Address'], addressLocality: 'Malden', addressCountryCode: 'US' },
      parentOrg: { id: 'https://parent.example/profile', type: ['Profile'], name: 'A parent' },
    }
  },
  awarded: (document) => {
    document.awardedDate = '2026-02-20T00:00:00Z'
    const subject = at(document, 'credentialSubject')
    subject.activityStartDate = '2025-09-01T00:00:00Z'
    subject.activityEndDate = '2026-01-31T00:00:00Z'
    subject.creditsEarned = 2.5
    subject.role = 'Teacher'
    subject.term = 'Fall'
  },
  extended: (document) => {
    document['@context'] = [...(document['@context'] as Json[]), OB_EXTENSIONS]
    document.credentialSchema = [{ id: OB_SCHEMA, type: '1EdTechJsonSchemaValidator2019' }]
  },
}

export function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => random.below(16).toString(16)).join('')
}

/** The same badge in the form of VC 1.1. */
export function inVersion1(document: Doc): Doc {
  const { validFrom, validUntil, ...rest } = document
  return {
    ...rest,
    '@context': ['https://www.w3.org/2018/credentials/v1', ...(document['@context'] as Json[]).slice(1)],
    name: (rest.name ?? 'A badge') as Json,
    ...(validFrom !== undefined && { issuanceDate: validFrom }),
    ...(validUntil !== undefined && { expirationDate: validUntil }),
  }
}
