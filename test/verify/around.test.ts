import { describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import type { Issuer } from '../../src/issue.ts'
import { verifyCredential } from '../../src/verify.ts'
import { ACHIEVEMENT_ID } from '../support/badges.ts'
import {
  changed,
  type Draft,
  draftOf,
  issuerWith,
  jwtOf,
  NOW,
  remarksOf,
  signRaw,
  summaryOf,
} from '../support/signed.ts'

const EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
const SERVICE = 'https://cce.example/refresh/1'

const issuer = await issuerWith()
const stranger = await issuerWith({ name: 'Somebody Else' })
const draft = await draftOf(issuer)

describe('refreshing', async () => {
  const refreshable = changed(draft, (one) => {
    one['@context'].push(EXTENSIONS)
    one.validUntil = '2026-03-10T00:00:00Z'
    one.refreshService = { id: SERVICE, type: '1EdTechCredentialRefresh' }
  })
  const old = await signRaw(refreshable, issuer.signer)
  const renewal = changed(refreshable, (one) => {
    one.validFrom = '2026-03-11T00:00:00Z'
    one.validUntil = '2027-03-10T00:00:00Z'
  })

  async function refreshed(document: unknown, badge: object = old) {
    const requests: string[] = []
    const loader = createDocumentLoader({ documents: { [SERVICE]: document } })
    const documentLoader = Object.assign(async (url: string) => {
      requests.push(url)
      return loader(url)
    }, loader.contexts && { contexts: loader.contexts })
    const report = await verifyCredential(badge, { now: NOW, documentLoader })
    return { report, requests }
  }

  it('takes a newer version of the same badge in its place, once, and shows both', async () => {
    const newer = await signRaw(renewal, issuer.signer)
    for (const document of [
      newer,
      JSON.stringify(newer),
      new TextEncoder().encode(JSON.stringify(newer)),
      await jwtOf(renewal, issuer.signer),
    ]) {
      const { report, requests } = await refreshed(document)
      expect(summaryOf(report)).toEqual(['valid'])
      expect(report.checks.refresh).toMatchObject({ outcome: 'passed', refreshed: true, service: SERVICE })
      expect(report.credential).toMatchObject({ validFrom: renewal.validFrom })
      expect(report.original).toEqual(old)
      expect(requests, 'the new version names the service, too, and it is not asked again').toEqual([SERVICE])
    }
  })

  it('makes a revoked or expired version count as what it is', async () => {
    const shorter = await signRaw({ ...renewal, validUntil: '2026-03-12T00:00:00Z' }, issuer.signer)
    expect(summaryOf((await refreshed(shorter)).report)).toEqual(['invalid', 'time.expired'])
  })

  it.each<[string, string, () => unknown]>([
    ['of another badge', 'refresh.mismatch', () => signRaw({ ...renewal, id: 'urn:uuid:other' }, issuer.signer)],
    [
      'of another issuer',
      'refresh.mismatch',
      async () => signRaw({ ...renewal, issuer: (await draftOf(stranger)).issuer }, stranger.signer),
    ],
    ['that is as old', 'refresh.mismatch', () => old],
    [
      'that is older',
      'refresh.mismatch',
      () => signRaw({ ...renewal, validFrom: '2026-02-01T00:00:00Z' }, issuer.signer),
    ],
    ['of a stranger’s key', 'refresh.unavailable', () => signRaw(renewal, stranger.signer)],
    ['that is not signed', 'refresh.unavailable', () => renewal],
    ['that is no badge', 'refresh.unavailable', () => ({ error: 'not found' })],
    ['that is broken', 'refresh.unavailable', () => '{"@context"'],
    [
      'that breaks the rules',
      'refresh.unavailable',
      async () =>
        signRaw(
          changed(renewal, (one) => {
            delete one.credentialSubject.achievement.criteria
          }),
          issuer.signer,
        ),
    ],
    ['that is not there', 'refresh.unavailable', () => undefined],
  ])('keeps the badge as presented for a version %s', async (_, code, make) => {
    const made = await make()
    const { report } = await refreshed(made)
    expect(summaryOf(report)).toEqual(['invalid', 'time.expired'])
    expect(remarksOf(report.checks.refresh.problems)).toEqual([code])
    expect(report.original).toBeUndefined()
    expect(report.credential).toEqual(old)
    const good = await signRaw({ ...refreshable, validUntil: '2027-01-01T00:00:00Z' }, issuer.signer)
    expect(summaryOf((await refreshed(made, good)).report)[0], 'a good badge stays good').toBe('valid')
  })

  it('is not tried offline, and names what it would need', async () => {
    const good = await signRaw({ ...refreshable, validUntil: '2027-01-01T00:00:00Z' }, issuer.signer)
    const report = await verifyCredential(good, { now: NOW })
    expect([...summaryOf(report), ...report.needs]).toEqual(['valid', SERVICE])
  })

  it('never happens before the proof is good', async () => {
    const { report, requests } = await refreshed(await signRaw(renewal, issuer.signer), { ...old, name: 'Another' })
    expect([report.checks.refresh.outcome, requests]).toEqual(['not-reached', []])
  })

  it('does not apply to services of other kinds', async () => {
    const other = await signRaw(
      {
        ...refreshable,
        validUntil: '2027-01-01T00:00:00Z',
        refreshService: { id: SERVICE, type: 'https://x.example/Refresh' },
      },
      issuer.signer,
    )
    const { report, requests } = await refreshed({}, other)
    expect([...summaryOf(report), report.checks.refresh.outcome, ...requests]).toEqual(['valid', 'not-applicable'])
  })
})

describe('endorsements', async () => {
  const endorser = await issuerWith({ name: 'Board of Education' })
  let serial = 0

  function endorsementOf(about: string, by: Issuer, more: Draft = {}): Draft {
    return {
      '@context': draft['@context'],
      id: `urn:example:endorsement:${++serial}`,
      type: ['VerifiableCredential', 'EndorsementCredential'],
      name: 'Accepted for salary credit',
      issuer: { id: by.profile.id, type: ['Profile'], name: by.profile.name },
      validFrom: '2026-03-01T09:00:00Z',
      credentialSubject: { id: about, type: ['EndorsementSubject'], endorsementComment: 'Applied with care.' },
      ...more,
    }
  }

  const signed = (about: string, by: Issuer = endorser, more: Draft = {}) =>
    signRaw(endorsementOf(about, by, more), by.signer)
  const token = (about: string, by: Issuer = endorser, more: Draft = {}) =>
    jwtOf(endorsementOf(about, by, more), by.signer)

  async function verifyWith(put: (one: Draft) => void | Promise<void>) {
    const one = structuredClone(draft)
    await put(one)
    return verifyCredential(await signRaw(one, issuer.signer), { now: NOW })
  }

  it('are verified wherever they stand, embedded and as JWTs, each by its own proof', async () => {
    const report = await verifyWith(async (one) => {
      one.endorsement = [await signed(one.id)]
      one.endorsementJwt = [await token(one.id)]
      one.credentialSubject.achievement.endorsement = [await signed(ACHIEVEMENT_ID)]
      one.credentialSubject.achievement.endorsementJwt = [await token(ACHIEVEMENT_ID)]
      one.issuer.endorsement = [await signed(one.issuer.id)]
      one.issuer.endorsementJwt = [await token(one.issuer.id)]
      one.credentialSubject.achievement.creator = {
        id: 'https://creator.example',
        type: ['Profile'],
        endorsementJwt: [await token('https://creator.example')],
      }
      one.credentialSubject.source = {
        id: 'https://source.example',
        type: ['Profile'],
        endorsement: [await signed('https://source.example')],
      }
    })
    expect(summaryOf(report)).toEqual(['valid'])
    expect(remarksOf(report.checks.endorsements.problems)).toEqual([])
    expect(
      report.checks.endorsements.endorsements.map(({ verdict, endorses, pointer }) => [verdict, endorses, pointer]),
    ).toEqual([
      ['valid', 'credential', '/endorsement/0'],
      ['valid', 'credential', '/endorsementJwt/0'],
      ['valid', 'achievement', '/credentialSubject/achievement/endorsement/0'],
      ['valid', 'achievement', '/credentialSubject/achievement/endorsementJwt/0'],
      ['valid', 'profile', '/issuer/endorsement/0'],
      ['valid', 'profile', '/issuer/endorsementJwt/0'],
      ['valid', 'profile', '/credentialSubject/source/endorsement/0'],
      ['valid', 'profile', '/credentialSubject/achievement/creator/endorsementJwt/0'],
    ])
    expect(report.checks.endorsements.endorsements[0]).toMatchObject({
      issuer: endorser.profile.id,
      issuerName: 'Board of Education',
      comment: 'Applied with care.',
    })
  })

  it.each<[string, string, readonly string[], (about: string) => Promise<Draft | string>]>([
    [
      'changed after signing',
      'invalid',
      ['endorsement.invalid'],
      async (about) => ({ ...(await signed(about)), name: 'Another' }),
    ],
    [
      'expired',
      'invalid',
      ['endorsement.invalid'],
      (about) => signed(about, endorser, { validUntil: '2026-03-02T00:00:00Z' }),
    ],
    ['not signed', 'invalid', ['endorsement.invalid'], async (about) => endorsementOf(about, endorser)],
    [
      'signed by another',
      'invalid',
      ['endorsement.invalid'],
      (about) => signRaw(endorsementOf(about, endorser), stranger.signer),
    ],
    [
      'of an unknown suite',
      'indeterminate',
      ['endorsement.undecided'],
      async (about) =>
        changed(await signed(about), (one) => {
          one.proof[0].cryptosuite = 'bbs-2023'
        }),
    ],
    [
      'of an issuer that cannot be reached',
      'indeterminate',
      ['endorsement.undecided'],
      async (about) => {
        const by = await issuerWith({ controller: 'did:web:board.example' })
        return signed(about, by)
      },
    ],
    ['about something else', 'invalid', ['endorsement.subject'], () => signed('https://other.example')],
    ['as a JWT that is none', 'invalid', ['endorsement.invalid'], async () => 'eyJhbGciOiJFZERTQSJ9.e30.AAAA'],
    [
      'as a JWT with another key',
      'invalid',
      ['endorsement.invalid'],
      (about) => jwtOf(endorsementOf(about, endorser), stranger.signer),
    ],
  ])('that are bad never flip the badge: %s', async (_, verdict, codes, make) => {
    const report = await verifyWith(async (one) => {
      const made = await make(one.id)
      if (typeof made === 'string') one.endorsementJwt = [made]
      else one.endorsement = [made]
    })
    expect(summaryOf(report)).toEqual(['valid'])
    expect(report.checks.endorsements.outcome).toBe('passed')
    expect(remarksOf(report.checks.endorsements.problems)).toEqual(codes)
    expect(report.checks.endorsements.endorsements.map((one) => one.verdict)).toEqual([verdict])
  })

  it('that are good never lift the badge', async () => {
    const good = await signed(draft.id)
    const report = await verifyCredential(await signRaw({ ...draft, endorsement: [good] }, stranger.signer), {
      now: NOW,
    })
    expect([...summaryOf(report), report.checks.endorsements.outcome]).toEqual([
      'invalid',
      'issuer.key_mismatch',
      'not-reached',
    ])
  })

  it('are not vouched for by the badge around them', async () => {
    const report = await verifyWith((one) => {
      one.endorsement = [{ ...endorsementOf(one.id, endorser), proof: undefined }]
      delete one.endorsement[0].proof
    })
    expect([report.verdict, report.checks.endorsements.endorsements[0]?.verdict]).toEqual(['valid', 'invalid'])
  })

  it('name what they need where they cannot be decided', async () => {
    const by = await issuerWith({ controller: 'did:web:board.example' })
    const report = await verifyWith(async (one) => {
      one.endorsement = [await signed(one.id, by)]
    })
    expect([report.verdict, ...report.needs]).toEqual(['valid', 'https://board.example/.well-known/did.json'])
  })

  it('that are badges are no endorsements', async () => {
    const report = await verifyWith(async (one) => {
      one.endorsementJwt = [await jwtOf({ ...draft, id: 'urn:example:badge' }, issuer.signer)]
    })
    expect([...summaryOf(report), ...remarksOf(report.problems)]).toEqual(['valid', 'endorsement.invalid'])
  })

  it('stand in a badge once: not twice, and not as their own subject', async () => {
    const once = endorsementOf(draft.id, endorser)
    const twice = await verifyWith(async (one) => {
      one.endorsement = [await signRaw(once, endorser.signer)]
      one.endorsementJwt = [await jwtOf(once, endorser.signer)]
    })
    expect([...summaryOf(twice), ...remarksOf(twice.problems)]).toEqual(['valid', 'endorsement.cycle'])
    const self = await verifyWith(async (one) => {
      one.endorsementJwt = [await token(one.id, issuer, { id: one.id })]
    })
    expect([...summaryOf(self), ...remarksOf(self.problems)]).toEqual(['valid', 'endorsement.cycle'])
  })

  it('are followed two deep, and a circle is said to be one', async () => {
    const third = endorsementOf('urn:example:second', endorser)
    const second = endorsementOf('urn:example:first', endorser, {
      id: 'urn:example:second',
      endorsementJwt: [await jwtOf(third, endorser.signer)],
    })
    const first = endorsementOf(draft.id, endorser, {
      id: 'urn:example:first',
      endorsementJwt: [await jwtOf({ ...second, endorsementJwt: undefined }, endorser.signer)],
    })
    const two = await verifyWith(async (one) => {
      one.endorsementJwt = [await jwtOf(first, endorser.signer)]
    })
    expect([...summaryOf(two), ...remarksOf(two.problems)]).toEqual(['valid'])
    const three = await verifyWith(async (one) => {
      one.endorsementJwt = [
        await jwtOf({ ...first, endorsementJwt: [await jwtOf(second, endorser.signer)] }, endorser.signer),
      ]
    })
    expect([...summaryOf(three), ...remarksOf(three.problems)]).toEqual(['valid', 'endorsement.cycle'])
    const circle = await verifyWith(async (one) => {
      const inner = await jwtOf({ ...second, endorsementJwt: undefined, id: one.id }, endorser.signer)
      one.endorsementJwt = [await jwtOf({ ...first, endorsementJwt: [inner] }, endorser.signer)]
    })
    expect([...summaryOf(circle), ...remarksOf(circle.problems)]).toEqual(['valid', 'endorsement.cycle'])
  })

  it('are looked at sixteen times a badge, however deep they stand', async () => {
    const sixteen = await verifyWith(async (one) => {
      one.endorsementJwt = await Promise.all(Array.from({ length: 16 }, () => token(one.id)))
    })
    expect(sixteen.checks.endorsements.endorsements).toHaveLength(16)
    expect(remarksOf(sixteen.problems)).toEqual([])
    const more = await verifyWith(async (one) => {
      one.endorsementJwt = await Promise.all(Array.from({ length: 17 }, () => token(one.id)))
    })
    expect(more.checks.endorsements.endorsements).toHaveLength(16)
    expect([...summaryOf(more), ...remarksOf(more.problems)]).toEqual(['valid', 'endorsement.limit'])
    const nested = await verifyWith(async (one) => {
      const leaves = await Promise.all(Array.from({ length: 8 }, () => token('urn:example:x')))
      one.endorsementJwt = await Promise.all(
        Array.from({ length: 8 }, () => token(one.id, endorser, { endorsementJwt: leaves })),
      )
    })
    expect(nested.checks.endorsements.endorsements.length).toBeLessThan(8)
    expect(summaryOf(nested)).toEqual(['valid'])
  })
})

describe('after a proof that is not good', () => {
  it('nothing that the badge names is fetched', async () => {
    const requests: string[] = []
    const contexts = createDocumentLoader().contexts
    const documentLoader = Object.assign(async (url: string) => {
      requests.push(url)
      throw new Error('not here')
    }, contexts && { contexts })
    const tempting = changed(draft, (one) => {
      one['@context'].push(EXTENSIONS)
      one.refreshService = { id: SERVICE, type: '1EdTechCredentialRefresh' }
      one.credentialStatus = {
        type: 'BitstringStatusListEntry',
        statusPurpose: 'revocation',
        statusListIndex: '1',
        statusListCredential: 'https://cce.example/status',
      }
      one.credentialSchema = [{ id: 'https://cce.example/schema.json', type: '1EdTechJsonSchemaValidator2019' }]
      one.endorsementJwt = ['eyJhbGciOiJFZERTQSJ9.e30.AAAA']
    })
    const good = await signRaw(tempting, issuer.signer)
    for (const [proof, code] of [
      [{ ...good.proof[0], created: '2026-03-01T10:00:00Z' }, 'proof.signature_invalid'],
      [{ ...good.proof[0], cryptosuite: 'bbs-2023' }, 'proof.unsupported'],
    ]) {
      const report = await verifyCredential({ ...good, proof: [proof] }, { now: NOW, documentLoader })
      expect(report.problems.map((problem) => problem.code)).toContain(code)
      expect(requests).toEqual([])
      const { refresh, status, endorsements, validity } = report.checks
      expect([refresh, status, endorsements, validity].map(({ outcome }) => outcome)).toEqual([
        'not-reached',
        'not-reached',
        'not-reached',
        'passed',
      ])
    }
    await verifyCredential(good, { now: NOW, documentLoader })
    expect(requests).toEqual([SERVICE, 'https://cce.example/status'])
  })
})
