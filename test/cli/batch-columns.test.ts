import { beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-status.ts'
import { type Answer, badgesmith, temporaryPlace } from '../support/program.ts'

const place = temporaryPlace()
const key = place.path('issuer.key.json')
const issuer = place.write('issuer.json', { name: 'Center for Collaborative Education' })
const achievement = {
  id: 'urn:uuid:4b0f1c2e-6d5a-4a7e-9c3b-2f1e0d9c8b7a',
  name: 'Rubric Design',
  description: 'Designs rubrics.',
  criteria: 'Three artifacts.',
  resultDescription: [{ id: 'urn:uuid:0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d', name: 'Hours', resultType: 'RawScore' }],
}

beforeAll(async () => {
  await badgesmith(['keygen', '--out', key])
})

async function batch(rows: string, template: object, ...more: string[]): Promise<Answer> {
  const files = ['--key', key, '--issuer', issuer, '--now', '2026-03-01T09:00:00Z']
  const given = ['--rows', place.write('rows.csv', rows), '--template', place.write('template.json', template)]
  return badgesmith(['batch', ...files, ...given, '--out', place.path('out'), ...more])
}

describe('the columns of a table', () => {
  it('say for whom the badges are, not the template', async () => {
    const named = { recipient: { email: 'a@district.example' }, achievement }
    // A row whose cell is empty would get the badge of the template's recipient.
    for (const rows of ['Hours\n3\n', 'Hours,Who\n3,Ana\n', 'email,Hours\nb@district.example,3\n,3\n']) {
      const map = rows.includes('Who') ? ['--map', 'Who=recipient.name'] : []
      const { status, stderr } = await batch(rows, named, ...map)
      expect(status).toBe(EXIT.data)
      expect(stderr).toContain('the template names a recipient; leave it out')
    }
  })

  it('are asked about where a header is nearly one that is known', async () => {
    const rows = 'Email,Hourss,Naratives,Name\na@district.example,3,Well done,Ana\n'
    const { status, stdout, stderr } = await batch(rows, { achievement })
    expect(status).toBe(0)
    expect(stderr).toContain('"Hourss": did you mean "Hours"?')
    expect(stderr).toContain('"Naratives": did you mean "narrative"?')
    expect(stderr).not.toContain('"Name": did you mean')
    expect(stdout).toContain('Issued 1 badge for 1 row:')
    const without = await batch(rows, { achievement }, '--map', 'Hourss=', '--map', 'Naratives=', '--dry-run')
    expect(without.stderr).not.toContain('did you mean')
  })

  it.each<[string, string, string, number]>([
    ['RawScore', 'abc', 'is no number', EXIT.invalid],
    ['RawScore', '12.5', 'would be issued', 0],
    ['ext:ClockHours', 'twelve', 'is no number', EXIT.invalid],
    ['ext:ClockHours', '12 h', 'is no number', EXIT.invalid],
    ['ext:ClockHours', '12', 'would be issued', 0],
    ['Percent', '85%', 'would be issued', 0],
    ['LetterGrade', 'B', 'would be issued', 0],
    ['ext:Remark', 'abc', 'would be issued', 0],
  ])('whose result is a %s take %j accordingly', async (resultType, value, expected, status) => {
    const [description] = achievement.resultDescription
    const template = { achievement: { ...achievement, resultDescription: [{ ...description, resultType }] } }
    const answer = await batch(`email,Hours\na@district.example,${value}\n`, template, '--dry-run')
    expect(answer.stdout + answer.stderr).toContain(expected)
    expect(answer.status).toBe(status)
  })

  it('name a person twice, which the summary says', async () => {
    const rows = 'email\na@district.example\nb@district.example\n A@District.example\n'
    const { status, stdout } = await batch(rows, { achievement }, '--dry-run')
    expect(status).toBe(0)
    expect(stdout).toContain('such as line 4 (as line 2)')
    const apart = 'email\na@district.example\nb@district.example\n'
    expect((await batch(apart, { achievement }, '--dry-run')).stdout).not.toContain('such as line')
  })
})
