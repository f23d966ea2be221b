import { beforeAll, describe, expect, it } from 'vitest'
import type { Issuer } from '../../src/issue.ts'
import { issueCredential } from '../../src/issue.ts'
import { type CreditTally, type TallyOptions, tallyCredits } from '../../src/tally.ts'
import type { CredentialInput, ResultDescriptionInput, SignedCredential } from '../../src/types.ts'
import type { VerificationReport } from '../../src/verification.ts'
import { verifyCredential } from '../../src/verify.ts'
import { ISSUED, issueMember, issuerFrom, memberInput, NOW, TEACHER } from '../support/stacks.ts'

let issuer: Issuer
let other: Issuer

beforeAll(async () => {
  issuer = await issuerFrom(1)
  other = await issuerFrom(2)
})

const resultDescription: ResultDescriptionInput[] = [
  { id: '#hours', name: 'Hours', resultType: 'ext:pdHours' },
  { id: '#ceu', name: 'CEU', resultType: 'ext:ceu' },
]
const units = { hours: 'ext:pdHours', ceu: 'ext:ceu', credits: 'creditsEarned' } as const

function worth(
  name: string,
  amounts: { hours?: string | number; ceu?: string; credits?: number; status?: 'InProgress' },
  changes: Partial<CredentialInput> = {},
  by: Issuer = issuer,
): Promise<SignedCredential> {
  const { hours, ceu, credits, status } = amounts
  return issueMember(name, by, {
    achievement: { ...memberInput(name).achievement, resultDescription },
    results: [
      ...(hours === undefined ? [] : [{ resultDescription: '#hours', value: hours, ...(status && { status }) }]),
      ...(ceu === undefined ? [] : [{ resultDescription: '#ceu', value: ceu }]),
    ],
    ...(credits !== undefined && { creditsEarned: credits }),
    ...changes,
  })
}

async function tally(badges: readonly (object | string)[], options: Partial<TallyOptions> = {}): Promise<CreditTally> {
  const reports: VerificationReport[] = []
  for (const badge of badges) reports.push(await verifyCredential(badge, { now: NOW, recipient: TEACHER }))
  return tallyCredits(reports, { units, ...options })
}

const codes = ({ omitted }: CreditTally) => omitted.map(({ index, unit, problems }) => [index, unit, problems[0]?.code])

describe('tallyCredits', () => {
  it('adds up each unit by itself, to the last decimal', async () => {
    const badges = [
      await worth('a', { hours: '0.1', credits: 3 }),
      await worth('b', { hours: '0.2', ceu: '1.50' }),
      await worth('c', { hours: 12 }),
    ]
    const result = await tally(badges)
    expect(result.totals).toEqual({ hours: '12.3', ceu: '1.5', credits: '3' })
    expect(result.counted.map(({ name, amounts }) => [name, amounts])).toEqual([
      ['a', { hours: '0.1', credits: '3' }],
      ['b', { hours: '0.2', ceu: '1.5' }],
      ['c', { hours: '12' }],
    ])
    expect(result.omitted).toEqual([])
    expect((await tally(badges, { units: { credits: 'creditsEarned' } })).totals).toEqual({ credits: '3' })
  })

  it('counts a badge once that was handed in twice, and of two versions the newer', async () => {
    const first = await worth('a', { hours: 10 }, { id: 'urn:uuid:1' })
    const newer = await worth('a', { hours: 12 }, { id: 'urn:uuid:1', validFrom: '2026-04-01T00:00:00Z' })
    const result = await tally([first, newer, first])
    expect([result.totals.hours, codes(result)]).toEqual([
      '12',
      [
        [0, undefined, 'stack.superseded'],
        [2, undefined, 'stack.superseded'],
      ],
    ])
    const input = memberInput('a', { id: 'urn:uuid:1', recipient: { id: 'did:example:t', ...TEACHER } })
    const jwt = await issueCredential(input, issuer, { now: new Date(ISSUED), format: 'jwt' })
    expect(codes(await tally([newer, jwt]))).toEqual([[1, undefined, 'stack.superseded']])
  })

  it('lets no forged version take the place of a good one', async () => {
    const good = await worth('a', { hours: 10 }, { id: 'urn:uuid:1' })
    const forged = { ...good, validFrom: '2026-05-01T00:00:00Z' }
    const result = await tally([good, forged])
    expect([result.totals.hours, codes(result)]).toEqual(['10', [[1, undefined, 'stack.not_verified']]])
  })

  it('leaves out what is bad, of somebody else, undecided, or not a badge, and says which', async () => {
    const badges = [
      await worth('a', { hours: 1 }, { validUntil: '2026-05-01T00:00:00Z' }),
      await worth('b', { hours: 1 }, { recipient: { email: 'other@district.example' } }),
      'https://cce.example/badge',
      '{',
      await worth('e', { hours: 1 }),
    ]
    const result = await tally(badges)
    expect(result.totals.hours).toBe('1')
    expect(codes(result)).toEqual([
      [0, undefined, 'stack.not_verified'],
      [1, undefined, 'stack.not_verified'],
      [2, undefined, 'stack.undecided'],
      [3, undefined, 'stack.not_verified'],
    ])
  })

  it.each([
    [{ from: ISSUED }, '1'],
    [{ from: '2026-03-01T09:00:01Z' }, '0'],
    [{ until: ISSUED }, '1'],
    [{ until: '2026-03-01T08:59:59Z' }, '0'],
  ])('respects a window, both ends included: %o', async (awarded, hours) => {
    const result = await tally([await worth('a', { hours: 1 })], { awarded })
    expect([result.totals.hours, codes(result)]).toEqual([hours, hours === '1' ? [] : [[0, undefined, 'stack.window']]])
  })

  it('accepts the issuers of the list, and no others', async () => {
    const badges = [await worth('a', { hours: 1 }), await worth('a', { hours: 2 }, {}, other)]
    const result = await tally(badges, { issuers: [issuer.profile.id] })
    expect([result.totals.hours, codes(result)]).toEqual(['1', [[1, undefined, 'stack.issuer']]])
    expect((await tally(badges)).totals.hours).toBe('3')
  })

  it('says which states nothing, which no number, and which nothing that is completed', async () => {
    const badges = [
      await worth('a', {}),
      await worth('b', { hours: 'twelve', ceu: '1' }),
      await worth('c', { hours: 3, status: 'InProgress' }),
      await worth('d', { hours: '-3' }),
    ]
    const result = await tally(badges)
    expect(result.totals).toEqual({ hours: '0', ceu: '1', credits: '0' })
    expect(codes(result)).toEqual([
      [0, undefined, 'tally.no_credit'],
      [1, 'hours', 'tally.value'],
      [2, 'hours', 'tally.status'],
      [3, 'hours', 'tally.value'],
    ])
  })

  it('counts an amount once that is stated twice, and takes neither of two that differ', async () => {
    const stated = (...values: string[]) =>
      worth('a', {}, { results: values.map((value) => ({ resultDescription: '#hours', value })) })
    const same = await tally([await stated('5', '5.0')])
    expect(same.totals.hours).toBe('5')
    const differing = await tally([await stated('5', '6')])
    expect([differing.totals.hours, codes(differing)]).toEqual(['0', [[0, 'hours', 'tally.value']]])
  })

  it('is plain JSON', async () => {
    const result = await tally([await worth('a', { hours: 1 }), '{'])
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
  })

  it.each([[{ units: {} }], [{ issuers: 'did:example:a' as never }], [{ awarded: { from: '2026-01-01' } }]])(
    'refuses options that make no sense: %o',
    async (options) => {
      await expect(tally([], options)).rejects.toThrow(TypeError)
    },
  )
})
