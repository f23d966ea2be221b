import { describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { createIssuer, defineStack, issueCredential, issueStackRecord } from '../../src/index.ts'
import { createSigner, generateKeyPair } from '../../src/keys/key-pair.ts'
import { verifyPresentation } from '../../src/present.ts'
import { verifyCredential } from '../../src/verify.ts'
import { type Draft, draftOf, issuerWith, jwtOf, NOW, signRaw, summaryOf } from '../support/signed.ts'

const PERSON = 'did:example:teacher'

/** An endorsement by somebody else, put into a badge whose issuer signed it with that. */
async function endorsedWith(own: { evidence?: object[]; subjectTypes?: string[] }): Promise<Draft> {
  const issuer = await issuerWith()
  const endorser = await issuerWith({ name: 'Somebody else' })
  const badge = await draftOf(issuer)
  const endorsement: Draft = {
    '@context': badge['@context'],
    id: 'urn:uuid:5d1d3a3c-0000-4000-8000-000000000001',
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'Endorsement',
    issuer: { id: endorser.profile.id, type: ['Profile'], name: 'Somebody else' },
    validFrom: '2026-03-01T09:00:00Z',
    credentialSubject: {
      id: badge.id,
      type: ['EndorsementSubject', ...(own.subjectTypes ?? [])],
      endorsementComment: 'Good.',
    },
    ...(own.evidence && { evidence: own.evidence }),
  }
  return signRaw({ ...badge, endorsement: [await signRaw(endorsement, endorser.signer)] }, issuer.signer)
}

describe('an endorsement lies in the graph of its badge, and', () => {
  it('is looked at by itself where it describes only what is its own', async () => {
    const badge = await endorsedWith({
      evidence: [{ id: 'https://endorser.example/visit', type: ['Evidence'], name: 'Visit' }],
    })
    const report = await verifyCredential(badge, { now: NOW })
    expect(report.verdict).toBe('valid')
    expect(report.checks.endorsements.endorsements[0]?.verdict).toBe('valid')
  })

  it.each([
    ['evidence with the id of the recipient', 'shape.duplicate_id', { evidence: [{ id: PERSON, type: ['Evidence'] }] }],
    ['a bare id of the recipient', 'shape.duplicate_id', { evidence: [{ id: PERSON }] }],
    [
      'the class of a subject',
      'shape.reserved_property',
      { evidence: [{ id: 'urn:x:1', type: ['Evidence', 'AchievementSubject'] }] },
    ],
    ['an achievement', 'shape.reserved_property', { evidence: [{ id: 'urn:x:1', type: ['Achievement'] }] }],
    ['the class of an achievement on its subject', 'shape.reserved_property', { subjectTypes: ['Achievement'] }],
    ['any other class on its subject', 'shape.reserved_property', { subjectTypes: ['Evidence'] }],
  ])(
    'leaves the badge undecided with %s',
    async (_, code, own) => {
      const report = await verifyCredential(await endorsedWith(own), { now: NOW, recipient: { id: PERSON } })
      expect(report.verdict).not.toBe('valid')
      expect(report.checks.schema.problems.map((problem) => problem.code)).toContain(code)
    },
    20_000,
  )
})

describe('an id that is abbreviated by a prefix', () => {
  const contexts = { 'https://cce.example/context.json': { '@context': { cce: 'https://cce.example/' } } }
  const documentLoader = createDocumentLoader({ contexts })

  async function badge(id: string): Promise<Draft> {
    const issuer = await issuerWith()
    const draft = await draftOf(issuer)
    draft['@context'].push('https://cce.example/context.json')
    return signRaw({ ...draft, id }, issuer.signer, { contexts: documentLoader.contexts ?? new Map() })
  }

  it('leaves the badge undecided', async () => {
    expect(summaryOf(await verifyCredential(await badge('cce:badges/1'), { now: NOW, documentLoader }))).toEqual([
      'indeterminate',
      'shape.compact_iri',
    ])
  })

  it.each(['https://cce.example/badges/1', 'urn:uuid:8c5a2b0e-6b5e-4f0a-9d43-2f7f3f0f7a01'])(
    'is not %s',
    async (id) => {
      expect((await verifyCredential(await badge(id), { now: NOW, documentLoader })).verdict).toBe('valid')
    },
  )
})

describe('a context of the caller', () => {
  const IRI = 'https://www.w3.org/2018/credentials#validUntil'

  it.each<[string, object]>([
    ['as a text', { ends: IRI }],
    ['as a definition', { ends: { '@id': IRI, '@type': 'http://www.w3.org/2001/XMLSchema#dateTime' } }],
    ['by a prefix', { c: 'https://www.w3.org/2018/credentials#', ends: { '@id': 'c:validUntil' } }],
    ['within a class', { Thing: { '@id': 'urn:t', '@context': { ends: IRI } } }],
  ])('may not give validUntil another name: %s', (_, context) => {
    expect(() => createDocumentLoader({ contexts: { 'https://x.example/c': { '@context': context } } })).toThrow(
      TypeError,
    )
  })

  it('may use the prefix of that vocabulary for terms of its own', () => {
    const context = { cred: 'https://www.w3.org/2018/credentials#', validUntil: IRI, rank: 'cred:rank' }
    expect(() => createDocumentLoader({ contexts: { 'https://x.example/c': { '@context': context } } })).not.toThrow()
  })
})

describe('large and odd input', () => {
  it.each([
    ['dots without end', 'a.'.repeat(4_000_000)],
    ['letters without end', 'a'.repeat(9_000_000)],
    ['a link without end', `https://${'a.'.repeat(4_000_000)}é`],
  ])('is refused by size: %s', async (_, text) => {
    const report = await verifyCredential(text)
    expect(report.verdict).toBe('indeterminate')
    expect(report.problems[0]?.code).toBe('limit.size')
  })

  it('does not read a picture out of a picture', async () => {
    const svg = (inner: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><openbadges:credential><![CDATA[${inner}]]></openbadges:credential></svg>`
    const badge = JSON.stringify(await signRaw(await draftOf(await issuerWith()), (await issuerWith()).signer))
    const inner = svg(badge).replaceAll(']]>', ']]]]><![CDATA[>')
    const report = await verifyCredential(new TextEncoder().encode(svg(inner)))
    expect(report.checks.read.problems[0]?.code).toBe('json.syntax')
  })

  it('takes a JWT with an empty list of proofs as it is', async () => {
    const issuer = await issuerWith()
    const token = await jwtOf({ ...(await draftOf(issuer)), proof: [] }, issuer.signer)
    expect((await verifyCredential(token, { now: NOW })).checks.proof.outcome).toBe('passed')
  })

  it('calls a moment that no Date can be a wrong argument', async () => {
    await expect(verifyCredential('{}', { now: '99999999-01-01T00:00:00Z' })).rejects.toThrow(TypeError)
  })
})

describe('a presentation', () => {
  const asked = { challenge: 'c', domain: 'd', now: NOW, allowOtherRecipients: true }

  async function presented(holder: unknown): Promise<Draft> {
    const issuer = await issuerWith()
    const badge = await signRaw(await draftOf(issuer, { recipient: { email: 'a@b.example' } }), issuer.signer)
    const signer = createSigner(await generateKeyPair())
    const document = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiablePresentation'],
      holder: holder === 'own' ? signer.id.replace(/#.*/, '') : holder,
      verifiableCredential: [badge],
    }
    const members = { proofPurpose: 'authentication', challenge: 'c', domain: 'd' }
    return signRaw(document, signer, { members })
  }

  it('is good with the holder who signed it', async () => {
    expect((await verifyPresentation(await presented('own'), asked)).verdict).toBe('valid')
  })

  it.each([[['did:example:victim']], [[{ id: 'did:example:victim' }]], [['did:example:a', 'did:example:b']], [{}]])(
    'is not good with a holder that names nobody: %j',
    async (holder) => {
      expect((await verifyPresentation(await presented(holder), asked)).verdict).toBe('invalid')
    },
  )
})

describe('a record of badges by its own issuer', () => {
  it('may describe that organization in each of them, picture and address included', async () => {
    const issuer = await createIssuer({
      name: 'Center for Collaborative Education',
      image: 'https://cce.example/logo.png',
      otherIdentifier: { identifier: '4711', identifierType: 'identifier' },
      address: { addressCountry: 'US' },
    })
    const recipient = { id: PERSON }
    const achievement = { id: 'https://cce.example/a', name: 'A', description: 'B', criteria: 'C' }
    const badge = await issueCredential({ recipient, achievement }, issuer)
    const stack = defineStack({
      id: 'https://cce.example/stacks/a',
      name: 'A stack',
      issuers: [issuer.profile.id],
      achievement: { id: 'https://cce.example/s', name: 'S', description: 'B', criteria: 'C' },
      requires: { all: [{ name: 'A', achievement: 'https://cce.example/a' }] },
    })
    const record = await issueStackRecord(stack, [badge], issuer, { recipient })
    expect((await verifyCredential(record)).verdict).toBe('valid')
  })
})
