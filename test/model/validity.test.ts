import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkValidity, isDate, isIssuableDateTime, parseDateTime } from '../../src/validity.ts'

const NOW = Date.parse('2026-03-01T09:00:00Z')

function codes(credential: Record<string, unknown>, now = NOW, skewSeconds = 60): string[] {
  return checkValidity(credential, { now, skewSeconds }).problems.map(({ code, pointer }) => `${code} ${pointer}`)
}

describe('parseDateTime', () => {
  it.each([
    ['2026-03-01T09:00:00Z', '2026-03-01T09:00:00Z'],
    ['2026-03-01T09:00:00.1234567-08:00', '2026-03-01T17:00:00.123Z'],
    ['2026-03-01T00:00:00+14:00', '2026-02-28T10:00:00Z'],
    ['2026-02-28T24:00:00Z', '2026-03-01T00:00:00Z'],
    ['2026-02-28T24:00:00.000Z', '2026-03-01T00:00:00Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['10000-01-01T00:00:00Z', '+010000-01-01T00:00:00Z'],
    ['-0001-01-01T00:00:00Z', '-000001-01-01T00:00:00Z'],
  ])('reads %s', (text, same) => {
    expect(parseDateTime(text)).toBe(Date.parse(same))
  })

  it.each([
    '2026-03-01T09:00:00',
    '2026-03-01',
    '2026-03-01 09:00:00Z',
    '2026-03-01T09:00Z',
    '2026-3-1T09:00:00Z',
    '2026-03-01t09:00:00z',
    ' 2026-03-01T09:00:00Z',
    '2026-03-01T09:00:00Z\n',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-03-01T24:00:01Z',
    '2026-03-01T24:00:00.1Z',
    '2026-03-01T25:00:00Z',
    '2026-03-01T09:60:00Z',
    '2016-12-31T23:59:60Z',
    '2026-03-01T09:00:00.Z',
    '2026-03-01T09:00:00+14:01',
    '2026-03-01T09:00:00+05:60',
    '2026-03-01T09:00:00+0500',
    '02026-03-01T09:00:00Z',
    '',
  ])('refuses %j', (text) => {
    expect(parseDateTime(text)).toBeUndefined()
  })

  it('agrees with Date on every date that Date writes', () => {
    const dates = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    })
    fc.assert(fc.property(dates, (date) => parseDateTime(date.toISOString()) === date.getTime()))
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseDateTime(text) !== 'string'))
  })
})

it('issues no date that RFC 3339 does not have', () => {
  expect(isIssuableDateTime('2026-03-01T09:00:00Z')).toBe(true)
  expect(isIssuableDateTime('2026-03-01T24:00:00Z')).toBe(false)
  expect(isIssuableDateTime('10000-01-01T00:00:00Z')).toBe(false)
})

it('knows days', () => {
  expect(isDate('1990-12-31')).toBe(true)
  expect(isDate('1990-02-30')).toBe(false)
  expect(isDate('1990-12-31T00:00:00Z')).toBe(false)
})

describe('checkValidity', () => {
  it('passes within the period, and says what it is', () => {
    const period = { validFrom: '2026-01-01T00:00:00Z', validUntil: '2027-01-01T00:00:00Z' }
    expect(checkValidity(period, { now: NOW, skewSeconds: 60 })).toEqual({ outcome: 'passed', problems: [], ...period })
  })

  it('reads the names of VC 1.1', () => {
    const period = { issuanceDate: '2026-01-01T00:00:00Z', expirationDate: '2026-02-01T00:00:00Z' }
    expect(checkValidity(period, { now: NOW, skewSeconds: 60 })).toMatchObject({
      outcome: 'failed',
      validFrom: period.issuanceDate,
      validUntil: period.expirationDate,
    })
    expect(codes(period)).toEqual(['time.expired /expirationDate'])
  })

  it('lets neither name hide the other: the narrower period counts', () => {
    expect(codes({ validUntil: '2030-01-01T00:00:00Z', expirationDate: '2026-01-01T00:00:00Z' })).toEqual([
      'time.expired /expirationDate',
    ])
    expect(codes({ validFrom: '2020-01-01T00:00:00Z', issuanceDate: '2027-01-01T00:00:00Z' })).toEqual([
      'time.not_yet_valid /issuanceDate',
    ])
  })

  it('sets no bound where there is no date', () => {
    expect(codes({})).toEqual([])
  })

  it.each([
    [60, []],
    [61, ['time.expired /validUntil']],
  ])('%i s after the end, with a skew of 60 s', (seconds, expected) => {
    expect(codes({ validUntil: '2026-03-01T09:00:00Z' }, NOW + seconds * 1000)).toEqual(expected)
  })

  it.each([
    [60, []],
    [61, ['time.not_yet_valid /validFrom']],
  ])('%i s before the beginning, with a skew of 60 s', (seconds, expected) => {
    expect(codes({ validFrom: '2026-03-01T09:00:00Z' }, NOW - seconds * 1000)).toEqual(expected)
  })

  it('takes no skew when told so', () => {
    expect(codes({ validUntil: '2026-03-01T09:00:00Z' }, NOW, 0)).toEqual([])
    expect(codes({ validUntil: '2026-03-01T09:00:00Z' }, NOW + 1, 0)).toEqual(['time.expired /validUntil'])
  })

  it('refuses a period that ends before it begins, but not an empty one', () => {
    const validFrom = '2026-03-01T09:00:00Z'
    expect(codes({ validFrom, validUntil: '2026-03-01T08:59:59Z' })).toEqual(['time.inverted /validUntil'])
    expect(codes({ validFrom, validUntil: '2026-03-01T10:00:00+01:00' })).toEqual([])
  })

  it.each(['2026-02-30T00:00:00Z', '2026-03-01', '', 5, null, {}])('refuses %j as a date', (validUntil) => {
    const check = checkValidity({ validUntil }, { now: NOW, skewSeconds: 60 })
    expect(check.outcome).toBe('failed')
    expect(check.problems.map(({ code, pointer }) => [code, pointer])).toEqual([['time.syntax', '/validUntil']])
    expect(check.problems[0]?.hint).toBeTruthy()
  })

  it('reads own members only', () => {
    expect(codes(Object.create({ validUntil: '2020-01-01T00:00:00Z' }))).toEqual([])
  })
})
