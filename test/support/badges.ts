import type { CredentialInput, EndorsementInput, IdentifiedProfileInput, OpenBadgeCredential } from '../../src/types.ts'

/** The time at which the badges of the tests are issued. */
export const ISSUED_AT: Date = new Date('2026-03-01T09:00:00Z')

export const ISSUER: IdentifiedProfileInput = {
  id: 'https://cce.example/issuer',
  name: 'Center for Collaborative Education',
  url: 'https://cce.example',
  email: 'badges@cce.example',
}

export const ACHIEVEMENT_ID = 'https://cce.example/achievements/basic-performance-assessment-design'

/** A 1 × 1 PNG. */
export const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** A good badge as a backend would ask for it: rubric, results, evidence with a digest, alignments. A new object each time. */
export function badgeInput(changes: Partial<CredentialInput> = {}): CredentialInput {
  return {
    id: 'urn:uuid:8c5a2b0e-6b5e-4f0a-9d43-2f7f3f0f7a01',
    recipient: { id: 'did:example:teacher' },
    achievement: {
      id: ACHIEVEMENT_ID,
      name: 'Basic Performance Assessment Design',
      description: 'Designs a performance assessment with a rubric that students understand.',
      criteria: { id: ACHIEVEMENT_ID, narrative: 'Submit a unit plan and a reflection, each scored Proficient.' },
      achievementType: 'MicroCredential',
      inLanguage: 'en',
      tag: ['assessment', 'rubric'],
      image: { id: PIXEL, caption: 'A hexagon' },
      alignment: {
        targetName: 'Assessment',
        targetUrl: 'https://standards.example/intasc/6',
        targetFramework: 'InTASC Model Core Teaching Standards',
        targetCode: 'Standard 6',
      },
      resultDescription: {
        id: '#unit-plan',
        name: 'Unit plan',
        resultType: 'RubricCriterionLevel',
        requiredLevel: '#proficient',
        rubricCriterionLevel: [
          { id: '#developing', name: 'Developing', level: '1', points: 1 },
          { id: '#proficient', name: 'Proficient', level: '2', points: 2 },
        ],
      },
    },
    results: { resultDescription: '#unit-plan', achievedLevel: '#proficient', value: 2 },
    evidence: {
      id: 'https://evidence.example/unit-plan.pdf',
      name: 'Unit plan',
      genre: 'Lesson plan',
      narrative: 'A unit on local history.',
      file: new TextEncoder().encode('unit plan'),
    },
    validFrom: ISSUED_AT,
    ...changes,
  }
}

/** The smallest input there is. */
export function minimalInput(): CredentialInput {
  return {
    recipient: { id: 'did:example:teacher' },
    achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' },
  }
}

export function endorsementInput(changes: Partial<EndorsementInput> = {}): EndorsementInput {
  return {
    id: 'urn:uuid:5c0b6f1c-95d0-4d6a-8f2e-27c5b5d5f001',
    name: 'Accepted for salary credit',
    endorses: ACHIEVEMENT_ID,
    comment: 'The rubric is applied with care.',
    validFrom: ISSUED_AT,
    ...changes,
  }
}

/** A good badge, written out, that needs nothing of ours to be made. A new object each time. */
export function badge(): OpenBadgeCredential {
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
    id: 'urn:uuid:8c5a2b0e-6b5e-4f0a-9d43-2f7f3f0f7a01',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: 'Basic Performance Assessment Design',
    issuer: {
      id: ISSUER.id,
      type: ['Profile'],
      name: 'Center for Collaborative Education',
      url: 'https://cce.example',
    },
    validFrom: '2026-03-01T09:00:00Z',
    credentialSubject: {
      id: 'did:example:teacher',
      type: ['AchievementSubject'],
      result: [
        {
          type: ['Result'],
          resultDescription: `${ACHIEVEMENT_ID}#unit-plan`,
          achievedLevel: `${ACHIEVEMENT_ID}#proficient`,
        },
      ],
      achievement: {
        id: ACHIEVEMENT_ID,
        type: ['Achievement'],
        name: 'Basic Performance Assessment Design',
        description: 'Designs a performance assessment with a rubric that students understand.',
        criteria: { narrative: 'Submit a unit plan and a reflection, each scored Proficient.' },
        achievementType: 'MicroCredential',
        alignment: [{ type: ['Alignment'], targetName: 'Assessment', targetUrl: 'https://standards.example/intasc/6' }],
        resultDescription: [
          {
            id: `${ACHIEVEMENT_ID}#unit-plan`,
            type: ['ResultDescription'],
            name: 'Unit plan',
            resultType: 'RubricCriterionLevel',
            requiredLevel: `${ACHIEVEMENT_ID}#proficient`,
            rubricCriterionLevel: [
              { id: `${ACHIEVEMENT_ID}#developing`, type: ['RubricCriterionLevel'], name: 'Developing', points: '1' },
              { id: `${ACHIEVEMENT_ID}#proficient`, type: ['RubricCriterionLevel'], name: 'Proficient', points: '2' },
            ],
          },
        ],
      },
    },
    evidence: [{ id: 'https://evidence.example/unit-plan.pdf', type: ['Evidence'], name: 'Unit plan' }],
  }
}

/** The same badge in the VC 1.1 form. */
export function badgeV1(): Record<string, unknown> {
  const { validFrom, ...rest } = badge()
  return {
    ...rest,
    '@context': [
      'https://www.w3.org/2018/credentials/v1',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ],
    issuanceDate: validFrom,
  }
}
