import { type Fault, FORMS, type Form, isToken, type Work } from '../forge.ts'

const UNTIL = ({ form }: Work): string => (form.securing.startsWith('v1') ? 'expirationDate' : 'validUntil')
const FROM = ({ form }: Work): string => (form.securing.startsWith('v1') ? 'issuanceDate' : 'validFrom')

const EMBEDDED_AND_MODERN: readonly Form[] = FORMS.filter((form) => !isToken(form))

export const DATES: readonly Fault[] = [
  ...[
    '2026-06-01T08:58:59Z',
    '2026-06-01T08:58:59.999Z',
    '2026-06-01T10:58:59+02:00',
    '2026-03-01T24:00:00Z',
    '2026-05-31T23:59:59-00:00',
  ].map(
    (end): Fault => ({
      name: `an end at ${end}`,
      code: 'time.expired',
      forms: end.includes('24:00') ? EMBEDDED_AND_MODERN : FORMS,
      before: (work) => {
        work.credential[UNTIL(work)] = end
      },
    }),
  ),
  {
    name: 'an end a second ago, without skew',
    code: 'time.expired',
    forms: FORMS,
    before: (work) => {
      work.credential[UNTIL(work)] = '2026-06-01T08:59:59Z'
      work.ask.skewSeconds = 0
    },
  },
  ...['2026-06-01T09:01:01Z', '2026-06-01T11:01:01+02:00', '2031-01-01T00:00:00Z'].map(
    (start): Fault => ({
      name: `a beginning at ${start}`,
      code: 'time.not_yet_valid',
      forms: FORMS,
      contents: ['plain', 'unicode', 'evidence', 'identifier'],
      before: (work) => {
        work.credential[FROM(work)] = start
      },
    }),
  ),
  {
    name: 'a beginning in a second, without skew',
    code: 'time.not_yet_valid',
    forms: FORMS,
    contents: ['plain', 'unicode', 'evidence'],
    before: (work) => {
      work.credential[FROM(work)] = '2026-06-01T09:00:01Z'
      work.ask.skewSeconds = 0
    },
  },
  {
    name: 'an end before its beginning',
    code: 'time.inverted',
    forms: FORMS,
    contents: ['plain', 'unicode', 'evidence'],
    before: (work) => {
      // Both lie within the skew around now, so that nothing else is wrong.
      work.credential[FROM(work)] = '2026-06-01T09:00:20Z'
      work.credential[UNTIL(work)] = '2026-06-01T09:00:10Z'
    },
  },
  ...[
    '2026-09-01',
    '2026-09-01T09:00:00',
    '2026-09-01 09:00:00Z',
    '2026-09-01T09:00Z',
    '2026-02-30T09:00:00Z',
    '2027-02-29T09:00:00Z',
    '2026-13-01T09:00:00Z',
    '2026-00-01T09:00:00Z',
    '2026-09-31T09:00:00Z',
    '2026-09-01T25:00:00Z',
    '2026-09-01T09:60:00Z',
    '2026-09-01T09:00:60Z',
    '2026-09-01T09:00:00+15:00',
    '2026-09-01T09:00:00+0200',
    '2026-09-01T09:00:00Z\n',
    ' 2026-09-01T09:00:00Z',
    '2026-09-01T09:00:00z',
    '2026-09-01t09:00:00Z',
    '２０２６-09-01T09:00:00Z',
    '1790000000',
    'never',
    '',
  ].map(
    (date): Fault => ({
      name: `the date ${JSON.stringify(date)}`,
      code: 'time.syntax',
      forms: [
        { securing: 'rdfc', carrier: 'object' },
        { securing: 'jcs', carrier: 'text' },
        { securing: 'v1', carrier: 'text' },
        { securing: 'EdDSA', carrier: 'text' },
      ],
      before: (work) => {
        work.credential[UNTIL(work)] = date
      },
      claims: ({ payload }) => void delete payload.exp,
    }),
  ),
]
