import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hashIdentity } from '../../src/identity.ts'
import type { Recipient } from '../../src/recipient.ts'
import type { VerifyOptions } from '../../src/verification.ts'
import { verifyCredential } from '../../src/verify.ts'
import { ACHIEVEMENT_ID } from '../support/badges.ts'
import { changed, type Draft, draftOf, issuerWith, NOW, remarksOf, signRaw, summaryOf } from '../support/signed.ts'

const issuer = await issuerWith()
const draft = await draftOf(issuer)
const badge = await signRaw(draft, issuer.signer)

async function answer(input: object, options: VerifyOptions = {}): Promise<readonly string[]> {
  return summaryOf(await verifyCredential(input, { now: NOW, ...options }))
}

function resigned(change: (draft: Draft) => void): Promise<Draft> {
  return signRaw(changed(draft, change), issuer.signer)
}

describe('time', () => {
  it.each([
    ['a minute before it begins', '2026-03-01T08:59:00Z', ['valid']],
    ['earlier', '2026-03-01T08:58:59Z', ['invalid', 'time.not_yet_valid']],
    ['a minute after it ends', '2027-01-01T00:01:00Z', ['valid']],
    ['later', '2027-01-01T00:01:01Z', ['invalid', 'time.expired']],
  ])('is judged %s', async (_, now, expected) => {
    const until = await resigned((one) => {
      one.validUntil = '2027-01-01T00:00:00Z'
    })
    const signedBefore = await signRaw(until, issuer.signer, { members: { created: '2026-01-01T00:00:00Z' } })
    expect(await answer(signedBefore, { now })).toEqual(expected)
  })

  it('is judged with the skew that the caller allows', async () => {
    const until = await resigned((one) => {
      one.validUntil = '2026-03-15T11:58:00Z'
    })
    expect(await answer(until)).toEqual(['invalid', 'time.expired'])
    expect(await answer(until, { skewSeconds: 120 })).toEqual(['valid'])
    expect(await answer(until, { skewSeconds: 119 })).toEqual(['invalid', 'time.expired'])
    for (const skewSeconds of [-1, 301, Number.NaN]) {
      await expect(answer(until, { skewSeconds })).rejects.toThrow(/skewSeconds/)
    }
    expect((await answer(until, { skewSeconds: 300 }))[0]).toBe('valid')
    expect((await answer(until, { skewSeconds: 0 }))[0]).toBe('invalid')
  })

  it('that ends before it begins, or that is no time', async () => {
    const from = (validFrom: unknown, validUntil?: unknown) =>
      resigned((one) => {
        one.validFrom = validFrom
        if (validUntil !== undefined) one.validUntil = validUntil
      })
    expect(await answer(await from('2026-03-02T00:00:00Z', '2026-03-01T00:00:00Z'))).toEqual([
      'invalid',
      'time.inverted',
      'time.expired',
    ])
    for (const text of [
      '2026-02-30T00:00:00Z',
      '2026-03-01',
      '2026-03-01T09:00:00',
      '2026-03-01T09:00:00Z ',
      'yesterday',
    ]) {
      const [verdict, ...codes] = await answer(await from(text))
      expect([verdict, codes.includes('time.syntax')]).toEqual(['invalid', true])
    }
    expect(await answer(await from('2026-03-01T10:00:00+01:00'))).toEqual(['valid'])
  })

  it('is told apart from the signature: an expired badge is still shown, with its good proof', async () => {
    const until = await resigned((one) => {
      one.validUntil = '2026-03-02T00:00:00Z'
    })
    const report = await verifyCredential(until, { now: NOW })
    expect(report.checks.proof.outcome).toBe('passed')
    expect(report.checks.validity).toMatchObject({ outcome: 'failed', validUntil: '2026-03-02T00:00:00Z' })
    expect(report.credential).toMatchObject({ name: draft.name })
  })

  it('is what the caller says it is', async () => {
    await expect(answer(badge, { now: 'tomorrow' })).rejects.toThrow(/now/)
    await expect(answer(badge, { now: new Date(Number.NaN) })).rejects.toThrow(/now/)
    expect((await verifyCredential(badge, { now: new Date(NOW) })).checkedAt).toBe('2026-03-15T12:00:00.000Z')
  })
})

describe('the recipient', () => {
  const EMAIL = 'teacher@district.example'

  function withIdentity(identity: Draft, id?: string): Promise<Draft> {
    return resigned((one) => {
      if (id === undefined) delete one.credentialSubject.id
      else one.credentialSubject.id = id
      one.credentialSubject.identifier = [
        { type: 'IdentityObject', hashed: false, identityHash: '4711', identityType: 'ext:employeeId' },
        { type: 'IdentityObject', identityType: 'emailAddress', ...identity },
      ]
    })
  }

  const hashed = { hashed: true, salt: 'salt', identityHash: hashIdentity(EMAIL, 'salt') }
  const md5 = (text: string) => `md5$${createHash('md5').update(text).digest('hex')}`

  async function match(badge: object, recipient: Recipient): Promise<unknown[]> {
    const report = await verifyCredential(badge, { now: NOW, recipient })
    const { matched, problems } = report.checks.recipient
    return [...summaryOf(report), matched?.pointer ?? '', ...remarksOf(problems)]
  }

  it('is found by id, and not by another', async () => {
    expect(await match(badge, { id: 'did:example:teacher' })).toEqual(['valid', '/credentialSubject/id'])
    expect(await match(badge, { id: 'did:example:other' })).toEqual(['invalid', 'recipient.mismatch', ''])
    expect(await match(badge, { email: EMAIL })).toEqual(['invalid', 'recipient.mismatch', ''])
  })

  it.each<[string, Draft, readonly string[]]>([
    ['hashed', hashed, []],
    [
      'hashed, in capitals',
      { ...hashed, identityHash: hashed.identityHash.toUpperCase().replace('SHA256', 'sha256') },
      [],
    ],
    ['plain', { hashed: false, identityHash: EMAIL }, []],
    ['plain, as it was typed', { hashed: false, identityHash: ' Teacher@District.example ' }, []],
    ['hashed with MD5', { hashed: true, salt: 'salt', identityHash: md5(`${EMAIL}salt`) }, ['identity.weak']],
    ['hashed without salt', { hashed: true, identityHash: hashIdentity(EMAIL, '') }, ['identity.weak']],
  ])('is found by email, %s', async (_, identity, remarks) => {
    const signed = await withIdentity(identity)
    const pointer = '/credentialSubject/identifier/1'
    expect(await match(signed, { email: EMAIL })).toEqual(['valid', pointer, ...remarks])
    expect(await match(signed, { email: 'TEACHER@district.example' })).toEqual(['valid', pointer, ...remarks])
    expect(await match(signed, { email: ['home@mail.example', EMAIL] })).toEqual(['valid', pointer, ...remarks])
    expect(await match(signed, { email: 'other@district.example' })).toEqual(['invalid', 'recipient.mismatch', ''])
  })

  it.each<[string, Draft]>([
    ['with another salt', { ...hashed, salt: 'pepper' }],
    ['by another function', { ...hashed, identityHash: hashed.identityHash.replace('sha256', 'sha1') }],
    ['a digit short', { ...hashed, identityHash: hashed.identityHash.slice(0, -1) }],
    ['said to be plain', { ...hashed, hashed: false }],
    ['of another kind', { ...hashed, identityType: 'userName' }],
  ])('is not found when hashed %s', async (_, identity) => {
    expect(await match(await withIdentity(identity), { email: EMAIL })).toContain('recipient.mismatch')
  })

  it('is found by identifiers of other kinds', async () => {
    const signed = await withIdentity(hashed)
    expect(await match(signed, { identifier: { 'ext:employeeId': '4711' } })).toEqual([
      'valid',
      '/credentialSubject/identifier/0',
    ])
    expect((await match(signed, { identifier: { 'ext:employeeId': '4712' } }))[0]).toBe('invalid')
  })

  it('is found by a mailto: id, whatever its case and encoding', async () => {
    for (const id of [`mailto:${EMAIL}`, 'MAILTO:Teacher@District.example', 'mailto:teacher%40district.example']) {
      const signed = await resigned((one) => {
        one.credentialSubject.id = id
      })
      expect(await match(signed, { email: EMAIL })).toEqual(['valid', '/credentialSubject/id'])
      expect((await match(signed, { email: 'other@district.example' }))[0]).toBe('invalid')
    }
  })

  it('decides only where the caller asks', async () => {
    expect((await verifyCredential(badge, { now: NOW })).checks.recipient.outcome).toBe('not-applicable')
  })

  it('must be somebody', async () => {
    for (const recipient of [{}, { email: [] }, { email: '' }, { id: 7 }, 'teacher', { identifier: {} }, null]) {
      await expect(answer(badge, { recipient: recipient as never })).rejects.toThrow(/recipient/)
    }
  })

  it('is told even where the proof is bad, since that needs no network', async () => {
    const report = await verifyCredential(
      { ...badge, name: 'Another' },
      { now: NOW, recipient: { id: 'did:example:teacher' } },
    )
    expect([...summaryOf(report), report.checks.recipient.outcome]).toEqual([
      'invalid',
      'proof.signature_invalid',
      'passed',
    ])
  })
})

describe('evidence', () => {
  const id = 'https://evidence.example/unit-plan.pdf'
  const file = new TextEncoder().encode('unit plan')

  it('is compared with its digest where files are given', async () => {
    expect(await answer(badge, { evidence: { [id]: file } })).toEqual(['valid'])
    expect(await answer(badge, { evidence: { [id]: file.slice(1) } })).toEqual(['invalid', 'evidence.changed'])
    expect(await answer(badge, { evidence: {} })).toEqual(['indeterminate', 'evidence.missing'])
    const undigested = await resigned((one) => {
      delete one.evidence[0].digestMultibase
    })
    expect(await answer(undigested, { evidence: { [id]: file } })).toEqual(['indeterminate', 'evidence.no_digest'])
    expect(await answer(undigested)).toEqual(['valid'])
  })

  it('with two digests that differ fails', async () => {
    const two = await resigned((one) => {
      one.evidence[0].digestSRI = `sha256-${createHash('sha256').update('another').digest('base64')}`
    })
    expect(await answer(two, { evidence: { [id]: file } })).toEqual(['invalid', 'evidence.digest_conflict'])
  })
})

describe('trust', () => {
  const id = issuer.profile.id
  const trusted = async (issuers: VerifyOptions['issuers'], input: object = badge) => {
    const { verdict, trusted, trustedAs } = await verifyCredential(input, { now: NOW, ...(issuers && { issuers }) })
    return [verdict, trusted, trustedAs]
  }

  it.each<[string, VerifyOptions['issuers'], readonly unknown[]]>([
    ['without a list', undefined, ['unknown', undefined]],
    ['with an empty list', [], ['no', undefined]],
    ['with others', [{ id: 'did:web:other.example' }], ['no', undefined]],
    ['with the issuer', [{ id: 'did:web:other.example' }, { id }], ['yes', undefined]],
    ['under the caller’s own name', [{ id, name: 'CCE, our partner' }], ['yes', 'CCE, our partner']],
    ['for this achievement', [{ id, achievements: [ACHIEVEMENT_ID] }], ['yes', undefined]],
    ['for another achievement', [{ id, achievements: ['https://cce.example/other'] }], ['no', undefined]],
    ['from that day on', [{ id, from: '2026-03-01T09:00:00Z' }], ['yes', undefined]],
    ['from a second later on', [{ id, from: '2026-03-01T09:00:01Z' }], ['no', undefined]],
    ['until that day', [{ id, until: '2026-03-01T09:00:00Z' }], ['yes', undefined]],
    ['until a second before', [{ id, until: '2026-03-01T08:59:59Z' }], ['no', undefined]],
    ['in the second entry for it', [{ id, until: '2020-01-01T00:00:00Z' }, { id }], ['yes', undefined]],
  ])('never changes the verdict: %s', async (_, issuers, expected) => {
    expect(await trusted(issuers)).toEqual(['valid', ...expected])
  })

  it('is of the one who signed: a name in a badge with a bad proof earns none', async () => {
    expect(await trusted([{ id }], { ...badge, name: 'Another' })).toEqual(['invalid', 'unknown', undefined])
    const stranger = await issuerWith()
    expect(await trusted([{ id, name: 'CCE' }], await signRaw(draft, stranger.signer))).toEqual([
      'invalid',
      'unknown',
      undefined,
    ])
    const expired = await resigned((one) => {
      one.validUntil = '2026-03-02T00:00:00Z'
    })
    expect(await trusted([{ id }], expired)).toEqual(['invalid', 'yes', undefined])
  })

  it('needs a list that makes sense', async () => {
    for (const issuers of [
      {},
      [{}],
      [{ id: 7 }],
      ['did:web:x'],
      [{ id, from: 'today' }],
      [{ id, until: '2026-02-30T00:00:00Z' }],
      [{ id, achievements: ACHIEVEMENT_ID }],
    ]) {
      await expect(trusted(issuers as never)).rejects.toThrow(/issuers/)
    }
  })
})

describe('options that make no sense', () => {
  it.each([
    [{ documentLoader: 'https://x.example' }, /documentLoader/],
    [{ profile: 'clr' }, /profile/],
    [{ statusIssuers: 'did:web:x' }, /statusIssuers/],
    [{ cryptosuites: 'eddsa' }, /cryptosuites/],
    [{ evidence: [] }, /evidence/],
    [{ evidence: { 'https://x.example': 'text' } }, /evidence/],
  ])('are wrong arguments: %j', async (options, message) => {
    await expect(answer(badge, options as never)).rejects.toThrow(TypeError)
    await expect(answer(badge, options as never)).rejects.toThrow(message)
  })
})
