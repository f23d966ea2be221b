import { existsSync } from 'node:fs'
import { beforeAll, expect, it, vi } from 'vitest'
import { EXIT } from '../../src/cli/exit-status.ts'
import { badgesmith, temporaryPlace } from '../support/program.ts'

vi.mock('../../src/batch/pool.ts', async (original) => ({
  ...(await original<object>()),
  assertThreadsInstalled: async () => {
    throw new TypeError('workers: worker threads need the package tinypool. Install it: npm install tinypool')
  },
}))

const place = temporaryPlace()
const key = place.path('key.json')
const out = place.path('out')
const rows = place.write('rows.csv', 'Email\nana@district.example\n')
const template = place.write('template.json', {
  achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' },
})
const issuer = place.write('issuer.json', { name: 'Center for Collaborative Education' })
const call = ['batch', '--rows', rows, '--template', template, '--key', key, '--issuer', issuer, '--out', out]

beforeAll(async () => {
  await badgesmith(['keygen', '--out', key])
})

it('a batch that cannot start for want of threads leaves nothing that is in the way of the next one', async () => {
  const refused = await badgesmith([...call, '--workers', '2'])
  expect(refused).toMatchObject({ status: EXIT.usage, stdout: '', stderr: expect.stringContaining('tinypool') })
  expect(existsSync(out)).toBe(false)
  const missing = await badgesmith([...call, '--status-list', place.path('nowhere.list.json')])
  expect(missing.status).toBe(EXIT.data)
  expect(existsSync(out)).toBe(false)
  expect((await badgesmith(call)).status).toBe(EXIT.valid)
})
