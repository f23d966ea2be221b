import { describe, expect, it } from 'vitest'
import { base64urlEncode, utf8Encode } from '../src/encoding.ts'
import { lintCredential } from '../src/lint.ts'
import { badge, PIXEL } from './support/badges.ts'

type Badge = Record<string, unknown>

const IMAGE = { id: PIXEL, type: 'Image' }

/** A badge that nobody could advise on. */
function clean(change: (parts: { badge: Badge; subject: Badge; achievement: Badge }) => void = () => {}): Badge {
  const document = structuredClone(badge()) as unknown as Badge
  const subject = document.credentialSubject as Badge
  const achievement = subject.achievement as Badge
  achievement.image = IMAGE
  change({ badge: document, subject, achievement })
  return document
}

function codes(document: unknown, ...audiences: ('1edtech' | 'wallets')[]): string[] {
  return lintCredential(document, { for: audiences }).map(({ code, pointer }) => `${code} ${pointer}`)
}

function jwt(alg: string, payload: unknown): string {
  const parts = [{ alg }, payload, 'signature']
  return parts.map((part) => base64urlEncode(utf8Encode(JSON.stringify(part)))).join('.')
}

const AT = '/credentialSubject/achievement'

const CASES: readonly [string, (parts: { badge: Badge; subject: Badge; achievement: Badge }) => void, string][] = [
  [
    'a context without version',
    ({ badge: b }) => (b['@context'] = [0, 'https://purl.imsglobal.org/spec/ob/v3p0/context.json']),
    'lint.context_version /@context/1',
  ],
  [
    'an older context',
    ({ badge: b }) => (b['@context'] = [0, 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json']),
    'lint.context_version /@context/1',
  ],
  [
    'an achievement id that is not https',
    ({ achievement: a }) => (a.id = 'urn:uuid:1'),
    `lint.achievement_id ${AT}/id`,
  ],
  ['no image', ({ achievement: a }) => delete a.image, `lint.no_image ${AT}`],
  [
    'a JPEG',
    ({ achievement: a }) => (a.image = { id: 'https://x.example/a.jpg', type: 'Image' }),
    `lint.image_format ${AT}/image/id`,
  ],
  [
    'a JPEG as data URI',
    ({ subject: s }) => (s.image = { id: 'data:image/jpeg;base64,AAAA', type: 'Image' }),
    'lint.image_format /credentialSubject/image/id',
  ],
  [
    'a picture of 300 KiB',
    ({ badge: b }) => (b.image = { id: `data:image/png;base64,${'A'.repeat(300 * 1024)}`, type: 'Image' }),
    'lint.image_size /image/id',
  ],
  ['no alignment', ({ achievement: a }) => delete a.alignment, `lint.no_alignment ${AT}`],
  [
    'an alignment with a page of the issuer',
    ({ achievement: a }) => (a.alignment = [{ targetUrl: 'https://cce.example/standards' }]),
    `lint.alignment_url ${AT}/alignment/0/targetUrl`,
  ],
  [
    'an alignment without web address',
    ({ achievement: a }) => (a.alignment = [{ targetUrl: 'urn:example:6' }]),
    `lint.alignment_url ${AT}/alignment/0/targetUrl`,
  ],
  [
    'credits that are hours',
    ({ subject: s }) => {
      s.creditsEarned = 3
      s.narrative = 'Took 3 clock hours.'
    },
    'lint.credits_as_hours /credentialSubject/creditsEarned',
  ],
  [
    'fifteen credits',
    ({ achievement: a }) => (a.creditsAvailable = 15),
    `lint.credits_as_hours ${AT}/creditsAvailable`,
  ],
  [
    'related without language or version',
    ({ achievement: a }) => (a.related = [{ id: 'https://cce.example/2', type: ['Related'] }]),
    `lint.related_as_stack ${AT}/related/0`,
  ],
  [
    'an email address in clear',
    ({ subject: s }) => (s.identifier = [{ hashed: false, identityType: 'emailAddress', identityHash: 'a@b.example' }]),
    'lint.email_in_clear /credentialSubject/identifier/0',
  ],
  [
    'an email address as id',
    ({ subject: s }) => (s.id = 'mailto:a@b.example'),
    'lint.email_in_clear /credentialSubject/id',
  ],
  [
    'a hash without salt',
    ({ subject: s }) =>
      (s.identifier = [{ hashed: true, identityType: 'emailAddress', identityHash: `sha256$${'0'.repeat(64)}` }]),
    'identity.weak /credentialSubject/identifier/0',
  ],
  [
    'evidence behind a login',
    ({ badge: b }) => (b.evidence = [{ id: 'https://drive.google.com/file/d/1' }]),
    'lint.evidence_link /evidence/0/id',
  ],
  [
    'evidence as data URI',
    ({ badge: b }) => (b.evidence = [{ id: 'data:text/plain,x' }]),
    'lint.evidence_data_uri /evidence/0/id',
  ],
  [
    'a deprecated status method',
    ({ badge: b }) => (b.credentialStatus = { type: '1EdTechRevocationList' }),
    'lint.status_type /credentialStatus/type',
  ],
  [
    'a misprinted cryptosuite',
    ({ badge: b }) => (b.proof = [{ type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdf-2022' }]),
    'lint.cryptosuite /proof/0/cryptosuite',
  ],
]

describe('lintCredential', () => {
  it('has nothing to say of a good badge, whoever asks', () => {
    expect(codes(clean(), '1edtech', 'wallets')).toEqual([])
  })

  it.each(CASES)('advises on %s', (_, change, expected) => {
    const problems = lintCredential(clean(change))
    expect(problems.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([expected])
    expect(problems.every(({ severity, hint }) => severity === 'warning' && hint)).toBe(true)
  })

  it('lets academic credit and hours stand side by side', () => {
    const change = ({ subject }: { subject: Badge }): void => {
      subject.creditsEarned = 1
      subject.narrative = 'About 15 hours of work.'
    }
    expect(codes(clean(change))).toEqual([])
  })

  it('lets related name another language or version', () => {
    expect(codes(clean(({ achievement }) => (achievement.related = [{ inLanguage: 'es' }, { version: '1' }])))).toEqual(
      [],
    )
  })

  it('adds what 1EdTech wants', () => {
    const change = ({ badge: b }: { badge: Badge }): void => {
      b.issuer = 'https://cce.example'
      b.proof = { type: 'DataIntegrityProof', cryptosuite: 'ecdsa-rdfc-2019' }
    }
    expect(codes(clean(change))).toEqual([])
    expect(codes(clean(change), '1edtech')).toEqual([
      'lint.issuer_reference /issuer',
      'lint.cryptosuite /proof/cryptosuite',
    ])
  })

  it('adds what wallets need', () => {
    const change = ({ badge: b, subject, achievement }: { badge: Badge; subject: Badge; achievement: Badge }): void => {
      delete b.name
      delete subject.id
      delete achievement.achievementType
    }
    expect(codes(clean(change))).toEqual([])
    expect(codes(clean(change), 'wallets')).toEqual([
      'lint.no_name ',
      'lint.subject_id /credentialSubject',
      `lint.achievement_type ${AT}`,
    ])
  })

  it.each([
    ['RS256', []],
    ['ES256', []],
    ['EdDSA', ['lint.jwt_alg ']],
  ])('reads JWTs: %s', (alg, expected) => {
    expect(codes(jwt(alg, clean()))).toEqual(expected)
    expect(codes(jwt(alg, { vc: clean() }))).toEqual(expected)
  })

  it('misses the id that a JWT needs for its sub claim, for 1EdTech', () => {
    const document = clean(({ subject }) => delete subject.id)
    expect(codes(jwt('RS256', document), '1edtech')).toEqual(['lint.jwt_subject /credentialSubject'])
  })

  it.each([{ credentialSubject: 5 }, { credentialSubject: { achievement: [] } }, { type: ['VerifiableCredential'] }])(
    'has nothing to say of %j',
    (value) => expect(lintCredential(value)).toEqual([]),
  )

  it.each([undefined, null, 5, 'x', 'a.b.c', [], {}, { type: ['Profile'], id: 'https://cce.example/' }])(
    'says of %j that it is no credential',
    (value) => expect(lintCredential(value)).toMatchObject([{ code: 'credential.type', severity: 'error' }]),
  )

  it('throws TypeError for an audience that it does not know', () => {
    expect(() => lintCredential(clean(), { for: ['everybody' as never] })).toThrow(TypeError)
  })
})
