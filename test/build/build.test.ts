import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  buildCaseAlignment,
  buildCredential,
  buildCtdlAlignment,
  buildEndorsement,
  buildFrameworkAlignment,
  buildProfile,
} from '../../src/build/index.ts'
import { digestEvidence } from '../../src/digest.ts'
import { OpenBadgesError } from '../../src/errors.ts'
import { compareIdentity } from '../../src/identity.ts'
import type { CredentialInput, OpenBadgeCredential } from '../../src/types.ts'
import { validateCredential } from '../../src/validate/index.ts'
import { ACHIEVEMENT_ID, badgeInput, endorsementInput, ISSUED_AT, ISSUER, minimalInput } from '../support/badges.ts'

const now = ISSUED_AT

async function build(input: unknown): Promise<OpenBadgeCredential> {
  return buildCredential(input as CredentialInput, ISSUER, { now })
}

async function refusal(input: unknown): Promise<string[]> {
  const error = await build(input).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof OpenBadgesError)) throw error ?? new Error('It was built.')
  return error.problems.map(({ code, pointer }) => `${code} ${pointer}`)
}

describe('buildCredential', () => {
  it('makes a valid badge of the least there is', async () => {
    const badge = await build(minimalInput())
    expect(validateCredential(badge)).toMatchObject({ valid: true, problems: [] })
    expect(badge.id).toMatch(/^urn:uuid:/)
    expect(badge.name).toBe('Rubric Design')
    expect(badge.validFrom).toBe('2026-03-01T09:00:00Z')
    expect(badge['@context']).toHaveLength(2)
    expect(badge.credentialSubject.achievement.criteria).toEqual({ narrative: 'Three artifacts.' })
  })

  it('says nothing that its issuer did not', async () => {
    const badge = await build(minimalInput())
    expect(badge.credentialSubject.achievement).not.toHaveProperty('achievementType')
    expect(Object.keys(badge)).toEqual(['@context', 'id', 'type', 'name', 'issuer', 'validFrom', 'credentialSubject'])
  })

  it('fills in types and arrays, and resolves ids within the achievement', async () => {
    const { credentialSubject: subject } = await build(badgeInput())
    const [description] = subject.achievement.resultDescription ?? []
    expect(description?.id).toBe(`${ACHIEVEMENT_ID}#unit-plan`)
    expect(description?.requiredLevel).toBe(`${ACHIEVEMENT_ID}#proficient`)
    expect(description?.rubricCriterionLevel?.map(({ points }) => points)).toEqual(['1', '2'])
    expect(subject.result?.[0]).toMatchObject({
      type: ['Result'],
      resultDescription: `${ACHIEVEMENT_ID}#unit-plan`,
      achievedLevel: `${ACHIEVEMENT_ID}#proficient`,
      value: '2',
    })
    expect(subject.achievement.alignment?.[0]?.type).toEqual(['Alignment'])
  })

  it('gives the same achievement the same id in every badge, and another version another', async () => {
    const id = async (more: object): Promise<string> => {
      const { achievement, ...rest } = minimalInput()
      return (await build({ ...rest, achievement: { ...achievement, ...more } })).credentialSubject.achievement.id
    }
    expect(await id({ description: 'A misprint is corrected.' })).toBe(await id({}))
    expect(await id({ version: '2' })).not.toBe(await id({}))
    expect(await id({ name: 'Another' })).not.toBe(await id({}))
  })

  it('hashes email addresses, normalized, with a salt of their own', async () => {
    const recipient = { email: ' Teacher@District.Example ' }
    const identities = await Promise.all(
      [1, 2].map(async () => (await build({ ...minimalInput(), recipient })).credentialSubject.identifier?.[0]),
    )
    const [first, second] = identities
    if (!first || !second) throw new Error('no identity')
    expect(compareIdentity(first, 'teacher@district.example')).toMatchObject({ matches: true, weak: false })
    expect(first.salt).not.toBe(second.salt)
    expect(JSON.stringify(identities)).not.toMatch(/teacher/i)
  })

  it('combines id, email and identity objects', async () => {
    const identifier = { hashed: false, identityHash: '4711', identityType: 'ext:employeeId' as const }
    const recipient = { id: 'did:example:teacher', email: 'teacher@district.example', identifier }
    const { credentialSubject } = await build({ ...minimalInput(), recipient })
    expect(credentialSubject.id).toBe('did:example:teacher')
    expect(credentialSubject.identifier?.map(({ identityType }) => identityType)).toEqual([
      'ext:employeeId',
      'emailAddress',
    ])
  })

  it('digests evidence files, and leaves them out', async () => {
    const file = new Uint8Array([1, 2, 3])
    const { evidence } = await build({
      ...minimalInput(),
      evidence: [{ name: 'Reflection', genre: 'Reflection', file }],
    })
    expect(evidence).toEqual([
      {
        id: expect.stringMatching(/^urn:uuid:/),
        type: ['Evidence'],
        name: 'Reflection',
        genre: 'Reflection',
        digestMultibase: digestEvidence(file),
      },
    ])
  })

  it('refuses a digest that is not that of the file', async () => {
    const evidence = { file: new Uint8Array([1]), digestMultibase: digestEvidence(new Uint8Array([2])) }
    await expect(build({ ...minimalInput(), evidence })).rejects.toMatchObject({ code: 'evidence.digest_conflict' })
    await expect(build({ ...minimalInput(), evidence: { file: 'x' } })).rejects.toThrow(TypeError)
  })

  it('makes data URIs of pictures, with their media type', async () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0xfe])
    const badge = await build({ ...minimalInput(), image: { id: png, caption: 'A hexagon' } })
    expect(badge.image).toEqual({
      id: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
      type: 'Image',
      caption: 'A hexagon',
    })
    expect((await build({ ...minimalInput(), image: 'https://x.example/a.png' })).image?.id).toBe(
      'https://x.example/a.png',
    )
    await expect(build({ ...minimalInput(), image: new Uint8Array([1]) })).rejects.toMatchObject({
      code: 'image.unknown',
    })
  })

  it('adds the contexts that its parts need, and those of the caller last', async () => {
    const badge = await build({
      ...minimalInput(),
      status: {
        type: 'StatusList2021Entry',
        statusPurpose: 'revocation',
        statusListIndex: '1',
        statusListCredential: 'https://x.example/1',
      },
      refreshService: { id: 'https://x.example/refresh', type: '1EdTechCredentialRefresh' },
      contexts: ['https://x.example/context.json'],
    })
    expect(badge['@context'].slice(2)).toEqual([
      'https://w3id.org/vc/status-list/2021/v1',
      'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
      'https://x.example/context.json',
    ])
  })

  it('takes dates as Date or text, and now in whole seconds', async () => {
    const dates = { validFrom: new Date('2026-01-01T00:00:00.500Z'), validUntil: '2027-01-01T00:00:00+01:00' }
    expect(await build({ ...minimalInput(), ...dates })).toMatchObject({
      validFrom: '2026-01-01T00:00:00.500Z',
      validUntil: '2027-01-01T00:00:00+01:00',
    })
    const at = new Date('2026-03-01T09:00:00.999Z')
    expect((await buildCredential(minimalInput(), ISSUER, { now: at })).validFrom).toBe('2026-03-01T09:00:00Z')
    expect(await refusal({ ...minimalInput(), validUntil: new Date(Number.NaN) })).toEqual(['time.syntax /validUntil'])
  })

  it('makes the same badge for the same key, and another for another issuer', async () => {
    const input = {
      ...minimalInput(),
      recipient: { email: 'teacher@district.example' },
      evidence: { file: new Uint8Array(1) },
    }
    const make = async (idempotencyKey: string, id = ISSUER.id): Promise<string> =>
      JSON.stringify(await buildCredential(input, { ...ISSUER, id }, { now, idempotencyKey }))
    expect(await make('job 1')).toBe(await make('job 1'))
    expect(await make('job 1')).not.toBe(await make('job 2'))
    const other = JSON.parse(await make('job 1', 'https://other.example'))
    expect(other.id).not.toBe(JSON.parse(await make('job 1')).id)
  })

  it('counts null as absent', async () => {
    const badge = await build({ ...minimalInput(), description: null, evidence: null, results: [null], image: null })
    expect(validateCredential(badge).valid).toBe(true)
    expect(JSON.stringify(badge)).not.toContain(':null')
  })

  it('does not touch its input', async () => {
    const input = badgeInput()
    const before = structuredClone(input)
    await build(input)
    expect(input).toEqual(before)
  })

  it('names all problems at once, with pointers into the badge', async () => {
    const problems = await refusal({
      achievement: { name: 'Rubric Design', criteria: '', alignments: [], achievementType: 'Microcredential' },
      validUntil: '2026-01-01',
    })
    expect(problems).toEqual([
      'time.syntax /validUntil',
      'rule.recipient /credentialSubject',
      'schema.required /credentialSubject/achievement',
      'rule.criteria /credentialSubject/achievement/criteria',
      'schema.enum /credentialSubject/achievement/achievementType',
    ])
  })

  it('drops nothing in silence', async () => {
    expect(await refusal({ ...minimalInput(), recipients: [] })).toEqual(['schema.additional /recipients'])
    expect(await refusal({ ...minimalInput(), recipient: { id: 'did:example:x', mail: 'a@b' } })).toEqual([
      'schema.additional /recipient/mail',
    ])
    const { achievement, ...rest } = minimalInput()
    expect(await refusal({ ...rest, achievement: { ...achievement, resultDescriptions: [{}] } })).toEqual([
      'rule.context_term /credentialSubject/achievement/resultDescriptions',
    ])
  })

  it('refuses an email address that is none', async () => {
    expect(await refusal({ ...minimalInput(), recipient: { email: 'teacher' } })).toContain(
      'schema.format /recipient/email',
    )
  })

  it.each([
    [undefined, ISSUER],
    ['badge', ISSUER],
    [minimalInput(), undefined],
    [minimalInput(), { name: 'CCE' }],
  ])('throws TypeError for wrong arguments (%#)', async (input, profile) => {
    await expect(buildCredential(input as never, profile as never)).rejects.toThrow(TypeError)
  })

  it.each<[string, unknown, unknown]>([
    ['json.not_plain /credentialSubject/creditsEarned', { creditsEarned: Number.NaN }, { creditsEarned: 0.5 }],
    ['json.not_plain /credentialSubject/narrative', { narrative: () => 'Said.' }, { narrative: 'Said.' }],
    ['json.not_plain /credentialSubject/role', { role: 1n }, { role: '1' }],
    ['json.ill_formed_string /name', { name: '\ud83c' }, { name: '\ud83c\udf93' }],
    ['limit.size /name', { name: 'a'.repeat(524_289) }, { name: 'a'.repeat(524_288) }],
    ['limit.array /evidence', { evidence: evidenceOf(1_001, 'a') }, { evidence: evidenceOf(1_000, 'a') }],
    // All of its text counts, names of members too.
    [
      'limit.size undefined',
      { evidence: evidenceOf(1_000, 'a'.repeat(1_046)) },
      { evidence: evidenceOf(999, 'a'.repeat(1_000)) },
    ],
  ])('refuses what is no JSON or beyond its limits with %s, and nothing less', async (problem, bad, good) => {
    expect(await refusal({ ...minimalInput(), ...(bad as object) })).toEqual([problem])
    expect(validateCredential(await build({ ...minimalInput(), ...(good as object) })).valid).toBe(true)
  })

  it.each(['__proto__', 'constructor', 'prototype'])('refuses a member named %s, wherever it stands', async (name) => {
    const member = JSON.parse(`{ "${name}": { "id": "urn:example:x" } }`) as object
    const { achievement } = minimalInput()
    expect(await refusal({ ...minimalInput(), evidence: [member] })).toEqual([`json.forbidden_key /evidence/0/${name}`])
    expect(await refusal({ ...minimalInput(), achievement: { ...achievement, alignment: member } })).toEqual([
      `json.forbidden_key /credentialSubject/achievement/alignment/0/${name}`,
    ])
    expect(await refusal({ ...minimalInput(), termsOfUse: [{ type: 'Terms', of: member }] })).toEqual([
      `json.forbidden_key /termsOfUse/0/of/${name}`,
    ])
  })

  it.each([
    [100_000, 'limit.depth'],
    [131, 'limit.depth'],
    [31, 'rule.context_term'],
  ])('looks %i levels down', async (depth, code) => {
    let inside: unknown = 'x'
    for (let level = 0; level < depth; level++) inside = { inside }
    expect((await refusal({ ...minimalInput(), termsOfUse: [{ type: 'Terms', inside }] }))[0]).toContain(code)
  })

  it('refuses what goes in a circle', async () => {
    const circle: Record<string, unknown> = {}
    circle.inside = [circle]
    expect((await refusal({ ...minimalInput(), termsOfUse: [{ type: 'Terms', circle }] }))[0]).toMatch(/^limit\.depth/)
  })

  it('reads what an input has itself, and nothing that it inherits', async () => {
    const inherited = { type: 'NoSuchType', image: 'https://cce.example/picture.png', parentOrg: { name: 'Nobody' } }
    const source = Object.assign(Object.create(inherited), { id: 'https://cce.example/source', name: 'Source' })
    const badge = await build({ ...minimalInput(), source })
    expect(badge.credentialSubject.source).toEqual({
      id: 'https://cce.example/source',
      type: ['Profile'],
      name: 'Source',
    })
  })

  it('accepts nothing that validateCredential refuses', async () => {
    await fc.assert(
      fc.asyncProperty(inputs(), async (input) => {
        try {
          expect(validateCredential(await build(input)).valid).toBe(true)
        } catch (error) {
          if (!(error instanceof OpenBadgesError) && !(error instanceof TypeError)) throw error
        }
      }),
      { numRuns: 300 },
    )
  })
})

function evidenceOf(count: number, narrative: string): unknown[] {
  return Array.from({ length: count }, () => ({ narrative }))
}

/** Inputs that are mostly right, with anything in one place. */
function inputs(): fc.Arbitrary<unknown> {
  const text = fc.string({ minLength: 1 })
  const good = fc.record(
    {
      name: text,
      narrative: text,
      role: text,
      creditsEarned: fc.double({ noNaN: true, noDefaultInfinity: true }),
      evidence: fc.array(fc.record({ name: text, file: fc.uint8Array() }, { requiredKeys: [] }), { maxLength: 3 }),
      results: fc.array(
        fc.record({ value: fc.oneof(text, fc.integer()), status: fc.constantFrom('Completed', 'Done') }),
      ),
      validUntil: fc.oneof(fc.date(), text),
      recipient: fc.oneof(fc.record({ email: fc.emailAddress() }), fc.record({ id: fc.constant('did:example:x') })),
      achievement: fc.record(
        {
          name: text,
          description: text,
          criteria: text,
          tag: fc.array(text),
          version: text,
          resultDescription: fc.constantFrom(...descriptions),
        },
        { requiredKeys: ['name', 'description', 'criteria'] },
      ),
    },
    { requiredKeys: ['recipient', 'achievement'] },
  )
  const place = fc.constantFrom(
    'name',
    'evidence',
    'results',
    'achievement',
    'recipient',
    'status',
    'contexts',
    'image',
  )
  const wild = fc.tuple(good, place, fc.jsonValue()).map(([input, name, value]) => ({ ...input, [name]: value }))
  return fc.oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: wild })
}

const descriptions = [
  { name: 'Score', resultType: 'Percent', valueMin: 0, valueMax: 100 },
  { name: 'Grade', resultType: 'LetterGrade', allowedValue: ['B', 'A'] },
]

describe('buildEndorsement', () => {
  it('makes a valid endorsement', async () => {
    const endorsement = await buildEndorsement(endorsementInput(), ISSUER, { now })
    expect(validateCredential(endorsement)).toMatchObject({ valid: true, problems: [] })
    expect(endorsement.credentialSubject).toEqual({
      id: ACHIEVEMENT_ID,
      type: ['EndorsementSubject'],
      endorsementComment: 'The rubric is applied with care.',
    })
  })

  it('goes into the badge that it is about', async () => {
    const endorsement = await buildEndorsement(endorsementInput(), ISSUER, { now })
    expect(validateCredential(await build({ ...badgeInput(), endorsement }))).toMatchObject({ valid: true })
  })

  it('needs a name', async () => {
    const { name: _, ...rest } = endorsementInput()
    await expect(buildEndorsement(rest as never, ISSUER, { now })).rejects.toMatchObject({ code: 'schema.required' })
  })
})

describe('buildProfile', () => {
  it('fills in what is nested', async () => {
    const profile = buildProfile({
      id: 'https://cce.example',
      name: 'CCE',
      official: 'A. Person',
      image: 'https://cce.example/logo.png',
      address: { addressCountry: 'USA', geo: { latitude: 42.3, longitude: -71.1 } },
      otherIdentifier: { identifier: '4711', identifierType: 'sourcedId' },
      parentOrg: { id: 'https://parent.example', name: 'Parent' },
    })
    expect(profile).toEqual({
      id: 'https://cce.example',
      type: ['Profile'],
      name: 'CCE',
      official: 'A. Person',
      image: { id: 'https://cce.example/logo.png', type: 'Image' },
      address: {
        type: ['Address'],
        addressCountry: 'USA',
        geo: { type: 'GeoCoordinates', latitude: 42.3, longitude: -71.1 },
      },
      otherIdentifier: [{ type: 'IdentifierEntry', identifier: '4711', identifierType: 'sourcedId' }],
      parentOrg: { id: 'https://parent.example', type: ['Profile'], name: 'Parent' },
    })
    expect(validateCredential(profile).valid).toBe(true)
    expect(buildProfile(profile)).toEqual(profile)
  })
})

describe('alignments', () => {
  const uuid = '6b2f5a0e-52ad-4d3f-9bb0-8b6d2f4e1c11'

  it('with CASE items carry URI and UUID', () => {
    const uri = `https://case.example/uri/${uuid}`
    expect(buildCaseAlignment({ uri, name: 'Assessment', framework: 'State standards' })).toEqual({
      type: ['Alignment'],
      targetName: 'Assessment',
      targetUrl: uri,
      targetCode: uuid,
      targetFramework: 'State standards',
      targetType: 'CFItem',
    })
    expect(() => buildCaseAlignment({ uri: 'https://case.example/uri/1', name: 'x' })).toThrow(OpenBadgesError)
  })

  it('with the Credential Registry carry the CTID', () => {
    const competency = buildCtdlAlignment({ ctid: `ce-${uuid}`, name: 'Assessment', kind: 'competency' })
    expect(competency).toMatchObject({ targetType: 'ceasn:Competency', targetCode: `ce-${uuid}` })
    expect(competency.targetUrl).toBe(`https://credentialengineregistry.org/resources/ce-${uuid}`)
    expect(buildCtdlAlignment({ ctid: `ce-${uuid}`, name: 'x', kind: 'credential' }).targetType).toBe(
      'ceterms:Credential',
    )
    expect(() => buildCtdlAlignment({ ctid: uuid, name: 'x', kind: 'credential' })).toThrow(OpenBadgesError)
  })

  it('with other frameworks have no targetType', () => {
    const alignment = buildFrameworkAlignment({
      framework: 'InTASC',
      code: 'Standard 6',
      name: 'Assessment',
      url: 'https://standards.example/6',
    })
    expect(alignment).toEqual({
      type: ['Alignment'],
      targetName: 'Assessment',
      targetUrl: 'https://standards.example/6',
      targetFramework: 'InTASC Model Core Teaching Standards',
      targetCode: 'Standard 6',
    })
    expect(buildFrameworkAlignment({ framework: 'Ours', name: 'x', url: 'https://x.example' }).targetFramework).toBe(
      'Ours',
    )
  })

  it('of all kinds are valid in a badge', async () => {
    const { achievement, ...rest } = minimalInput()
    const alignment = [
      buildCaseAlignment({ uri: `https://case.example/uri/${uuid}`, name: 'a' }),
      buildCtdlAlignment({ ctid: `ce-${uuid}`, name: 'b', kind: 'credential' }),
      buildFrameworkAlignment({ framework: 'ISTE', name: 'c', url: 'https://standards.example/iste' }),
    ]
    expect(validateCredential(await build({ ...rest, achievement: { ...achievement, alignment } })).valid).toBe(true)
  })
})
