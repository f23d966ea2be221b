import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/errors.ts'
import { checkValidity, dateProblem, isDate, isIssuableDateTime, parseDateTime, timestamp } from '../../src/validity.ts'

const NOW = Date.parse('2026-06-01T09:00:00Z')

function problemsOf(credential: Record<string, unknown>): readonly Problem[] {
  return checkValidity(credential, { now: NOW, skewSeconds: 0 }).problems
}

describe('the calendar', () => {
  it.each([4, 6, 9, 11])('has 30 days in month %i', (month) => {
    const day = (number: number): string => `2026-${String(month).padStart(2, '0')}-${number}`
    expect([isDate(day(30)), isDate(day(31))]).toEqual([true, false])
  })

  it.each([1, 3, 5, 7, 8, 10, 12])('has 31 days in month %i', (month) => {
    const day = (number: number): string => `2026-${String(month).padStart(2, '0')}-${number}`
    expect([isDate(day(31)), isDate(day(32))]).toEqual([true, false])
  })
})

describe('the clock', () => {
  it.each([
    ['2026-06-01T24:00:00Z', true],
    ['2026-06-01T24:00:00.000Z', true],
    ['2026-06-01T24:01:00Z', false],
    ['2026-06-01T24:00:01Z', false],
    ['2026-06-01T24:00:00.001Z', false],
    ['2026-06-01T25:00:00Z', false],
    ['2026-06-01T23:59:59+13:59', true],
    ['2026-06-01T23:59:59+00:59', true],
    ['2026-06-01T23:59:59+13:60', false],
    ['2026-06-01T23:59:59-14:00', true],
    ['2026-06-01T23:59:59-14:01', false],
  ])('reads %s: %s', (text, isRead) => {
    expect(parseDateTime(text) !== undefined).toBe(isRead)
  })

  it.each([
    ['.5', 500],
    ['.05', 50],
    ['.005', 5],
    ['.12', 120],
    ['.1239', 123],
  ])('reads the fraction %s as %i milliseconds', (fraction, milliseconds) => {
    expect(parseDateTime(`1970-01-01T00:00:00${fraction}Z`)).toBe(milliseconds)
  })

  it('issues no day that does not exist', () => {
    expect([isIssuableDateTime('2026-02-28T00:00:00Z'), isIssuableDateTime('2026-02-30T00:00:00Z')]).toEqual([
      true,
      false,
    ])
  })
})

describe('a timestamp', () => {
  it('is of a Date, of a text in any offset, or of now, in whole seconds of UTC', () => {
    expect(timestamp(new Date(NOW + 999), 'now')).toBe('2026-06-01T09:00:00Z')
    expect(timestamp('2026-06-01T11:00:00.5+02:00', 'now')).toBe('2026-06-01T09:00:00Z')
    const before = Date.now()
    const now = Date.parse(timestamp(undefined, 'now'))
    expect(now).toBeGreaterThan(before - 1001)
    expect(now).toBeLessThanOrEqual(Date.now())
  })

  it.each([new Date(Number.NaN), '2026-06-01', '2026-02-30T00:00:00Z'])(
    'is no %s, and the parameter is named',
    (date) => {
      expect(() => timestamp(date, 'created')).toThrow(/^created must be a Date/)
      expect(() => timestamp(date, 'created')).toThrow(TypeError)
    },
  )
})

describe('where both names of a date stand', () => {
  const [early, late] = ['2026-06-02T00:00:00Z', '2026-06-03T00:00:00Z']

  it.each([
    [early, late],
    [late, early],
    [late, late],
  ])('the later beginning counts: %s, %s', (validFrom, issuanceDate) => {
    const { validFrom: start, problems } = checkValidity({ validFrom, issuanceDate }, { now: NOW, skewSeconds: 0 })
    expect(start).toBe(late)
    expect(problems.map(({ code }) => code)).toEqual(['time.not_yet_valid'])
    // Where both say the same, it is said of the name of VC 2.0.
    expect(problems[0]?.pointer).toBe(issuanceDate === validFrom || validFrom === late ? '/validFrom' : '/issuanceDate')
  })

  it.each([
    ['2026-05-01T00:00:00Z', '2026-05-02T00:00:00Z'],
    ['2026-05-02T00:00:00Z', '2026-05-01T00:00:00Z'],
    ['2026-05-01T00:00:00Z', '2026-05-01T00:00:00Z'],
  ])('the earlier end counts: %s, %s', (validUntil, expirationDate) => {
    const { validUntil: end, problems } = checkValidity({ validUntil, expirationDate }, { now: NOW, skewSeconds: 0 })
    expect(end).toBe('2026-05-01T00:00:00Z')
    expect(problems.map(({ code }) => code)).toEqual(['time.expired'])
    expect(problems[0]?.pointer).toBe(validUntil <= expirationDate ? '/validUntil' : '/expirationDate')
  })
})

describe('what is said of dates', () => {
  it('names both of a period that is inverted, and says which goes after which', () => {
    const [problem] = problemsOf({ issuanceDate: '2026-05-02T00:00:00Z', expirationDate: '2026-05-01T00:00:00Z' })
    expect(problem).toMatchObject({
      code: 'time.inverted',
      pointer: '/expirationDate',
      message: expect.stringMatching(/2026-05-01T00:00:00Z.*2026-05-02T00:00:00Z/),
      hint: expect.stringMatching(/"expirationDate" after "issuanceDate"/),
    })
  })

  it('names the end that has passed and the beginning that is to come', () => {
    expect(problemsOf({ validUntil: '2026-05-01T00:00:00Z' })[0]?.message).toContain('2026-05-01T00:00:00Z')
    expect(problemsOf({ validFrom: '2027-05-01T00:00:00Z' })[0]?.message).toContain('2027-05-01T00:00:00Z')
  })

  it.each<[unknown, RegExp, RegExp]>([
    ['2026-06-01', /"validFrom".*"2026-06-01"/, /"2026-06-01T00:00:00Z"/],
    ['2026-06-01T09:00:00', /"2026-06-01T09:00:00"/, /Add the offset: "2026-06-01T09:00:00Z"/],
    ['2026-06-01T09:00:60Z', /:60Z/, /no second 60/],
    ['2026-06-01T09:00:60.25+01:00', /:60\.25/, /no second 60/],
    ['2026-06-01 09:00', /09:00/, /Check day, time and offset/],
    ['2026-02-30T09:00:00Z', /02-30/, /Check day, time and offset/],
    ['soon', /"soon"/, /^Write it like/],
    ['on 2026-06-01T09:00:00', /"on 2026/, /^Write it like/],
    ['x'.repeat(70), /"x{60}"/, /^Write it like/],
    [7, /a JSON number/, /^Write it like/],
    [null, /a JSON null/, /^Write it like/],
    [['2026-06-01'], /a JSON array/, /^Write it like/],
    [{}, /a JSON object/, /^Write it like/],
  ])('of %j says what was found and how to write it', (found, message, hint) => {
    const problem = dateProblem('validFrom', found, '/validFrom')
    expect(problem).toMatchObject({ code: 'time.syntax', pointer: '/validFrom' })
    expect(problem.message).toMatch(message)
    expect(problem.hint).toMatch(hint)
    expect(problem.section).toContain('DateTimeZ')
    expect(problemsOf({ validFrom: found })).toEqual([problem])
  })

  it.each(['2026-03-01T24:00:00Z', '12026-03-01T09:00:00Z'])('of %s, where it may not be issued, says so', (found) => {
    expect(dateProblem('validFrom', found, '').hint).toMatch(/^Write midnight as 00:00:00/)
  })

  it('sets no bound where there is none', () => {
    expect(checkValidity({}, { now: NOW, skewSeconds: 0 })).toEqual({ outcome: 'passed', problems: [] })
  })
})
