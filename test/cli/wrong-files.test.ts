import { beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-status.ts'
import { latinText, pngWith } from '../support/images.ts'
import { badgesmith, temporaryPlace } from '../support/program.ts'

const place = temporaryPlace()
const key = place.path('key.json')
const issuer = place.write('issuer.json', { name: 'Center for Collaborative Education' })
const input = place.write('input.json', {
  recipient: { email: 'teacher@district.example' },
  achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' },
})
// Text in it, so that something in the bytes looks like a string of JSON.
const png = place.write('picture.png', pngWith(latinText('Comment', '{"a\n": "b\\x"')))
const svg = place.write('picture.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
const rows = place.write('rows.csv', 'Email\nana@district.example\n')
const files = ['--key', key, '--issuer', issuer]

beforeAll(async () => {
  await badgesmith(['keygen', '--out', key])
})

describe('a picture where JSON belongs', () => {
  const calls: readonly [string, (picture: string) => string[]][] = [
    ['issue --input', (picture) => ['issue', ...files, '--input', picture]],
    ['issue --key', (picture) => ['issue', '--key', picture, '--issuer', issuer, '--input', input]],
    ['issue --issuer', (picture) => ['issue', '--key', key, '--issuer', picture, '--input', input]],
    ['batch --template', (picture) => ['batch', ...files, '--rows', rows, '--template', picture, '--dry-run']],
    ['verify --documents', (picture) => ['verify', input, '--documents', picture]],
    ['verify --trust', (picture) => ['verify', input, '--trust', picture]],
    ['stack define', (picture) => ['stack', 'define', picture]],
  ]
  it.each(calls)('is called one by %s, and is no bug', async (_, call) => {
    for (const picture of [png, svg]) {
      const { status, stderr } = await badgesmith(call(picture))
      expect(status).toBe(EXIT.data)
      expect(stderr).toContain(`${picture}: this is a picture, not JSON.`)
    }
  })

  it('does not keep text with a fault from having its place', async () => {
    const broken = place.write('broken.json', '{\n  "a\\x": 1')
    const { status, stderr } = await badgesmith(['issue', ...files, '--input', broken])
    expect(status).toBe(EXIT.data)
    expect(stderr).toContain(`${broken}:2:3: `)
  })
})
