import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src/cli/exit-status.ts'
import { createIssuer, type Issuer } from '../../src/issue.ts'
import { exportKeyPair, generateKeyPair } from '../../src/keys/key-pair.ts'
import { badgesmith, temporaryPlace } from '../support/program.ts'
import { achievementId, issueMember, NOW, requirement, stackOf, TEACHER } from '../support/stacks.ts'

const place = temporaryPlace()
let issuer: Issuer
let definition: string
let badges: readonly [string, string, string]
let signing: readonly string[]
const asked = ['--now', NOW, '--recipient', TEACHER.email, '--offline']

beforeAll(async () => {
  const keyPair = await generateKeyPair()
  issuer = await createIssuer({ name: 'Center for Collaborative Education' }, keyPair)
  signing = [
    '--key',
    place.write('key.json', exportKeyPair(keyPair)),
    '--issuer',
    place.write('issuer.json', { name: 'Center for Collaborative Education' }),
  ]
  definition = place.write('stack.json', stackOf(issuer))
  badges = [
    place.write('a.json', await issueMember('a', issuer)),
    place.write('b.json', await issueMember('b', issuer)),
    place.write('c.json', await issueMember('c', issuer)),
  ]
})

describe('stack define', () => {
  it('says what a definition comes down to', async () => {
    const { status, stdout } = await badgesmith(['stack', 'define', definition])
    expect(status).toBe(EXIT.valid)
    expect(stdout).toContain('Basic Assessment Design: the definition is good.\nIt has 3 places for credentials')
    const json = await badgesmith(['stack', 'define', definition, '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({
      ends: 'never',
      requires: { all: [{ expired: 'does-not-count' }, {}, {}] },
    })
  })

  it('names everything that is wrong, and takes stacks that are required by id from other files', async () => {
    const wrong = place.write('wrong.json', stackOf(issuer, { choose: 3, of: [requirement('a'), {}] }))
    const { status, stderr } = await badgesmith(['stack', 'define', wrong])
    expect(status).toBe(EXIT.data)
    expect(stderr).toContain('The choice asks for 3 of a list of 2.')
    expect(stderr).toContain('/requires/of/1: A requirement does not say what it requires.')
    const achievement = { id: achievementId('outer'), name: 'Outer', description: 'Outer.', criteria: 'All.' }
    const requires = { stack: 'https://cce.example/stacks/basic' }
    const outer = place.write('outer.json', stackOf(issuer, requires, { id: 'urn:stack:outer', achievement }))
    expect((await badgesmith(['stack', 'define', outer])).status).toBe(EXIT.data)
    expect((await badgesmith(['stack', 'define', outer, '--with', definition])).status).toBe(EXIT.valid)
  })
})

describe('stack progress', () => {
  it('shows a table of what is there and what is missing', async () => {
    const { status, stdout, stderr } = await badgesmith([
      'stack',
      'progress',
      badges[0],
      badges[2],
      '--stack',
      definition,
      ...asked,
    ])
    expect([status, stderr]).toEqual([EXIT.invalid, ''])
    expect(stdout).toBe(
      [
        'Basic Assessment Design: 2 of 3. b is still missing.',
        '',
        `  a  yes         ${badges[0]}`,
        '  b  missing',
        `  c  yes         ${badges[2]}`,
        '',
      ].join('\n'),
    )
  })

  it('says why a credential does not count, and exits with 0 only when all is there', async () => {
    const forged = place.write('forged.json', { ...JSON.parse(readFileSync(badges[1], 'utf8')), name: 'Forged' })
    const { status, stdout } = await badgesmith([
      'stack',
      'progress',
      ...badges.slice(0, 1),
      forged,
      '--stack',
      definition,
      ...asked,
    ])
    expect(status).toBe(EXIT.invalid)
    expect(stdout).toContain(`${forged}: It is not good.`)
    expect((await badgesmith(['stack', 'progress', ...badges, '--stack', definition, ...asked])).status).toBe(
      EXIT.valid,
    )
    expect((await badgesmith(['stack', 'progress', ...badges, '--stack', definition, '--now', NOW])).status).toBe(
      EXIT.indeterminate,
    )
  })

  it('answers programs in JSON, with the names of the files', async () => {
    const { stdout } = await badgesmith(['stack', 'progress', ...badges, '--stack', definition, '--json', ...asked])
    expect(JSON.parse(stdout)).toMatchObject({ status: 'complete', satisfied: 3, files: badges })
  })

  it('names a file that is no badge, and stops at one that cannot be read', async () => {
    const text = place.write('notes.txt', 'hello')
    const found = await badgesmith(['stack', 'progress', text, '--stack', definition, ...asked])
    expect(found.stderr).toContain(`${text}: It is no badge.`)
    expect((await badgesmith(['stack', 'progress', 'nowhere.json', '--stack', definition])).status).toBe(EXIT.noInput)
    expect((await badgesmith(['stack', 'progress', ...badges])).status).toBe(EXIT.usage)
  })
})

describe('stack issue and stack verify', () => {
  it('award a complete stack, with a learner record, and say that it stands', async () => {
    const [out, record] = [place.path('award.json'), place.path('record.json')]
    const award = place.write('more.json', { narrative: 'In one year.' })
    const issued = await badgesmith([
      'stack',
      'issue',
      ...badges,
      '--stack',
      definition,
      ...asked,
      ...signing,
      '--award',
      award,
      '--out',
      out,
      '--record',
      record,
    ])
    expect([issued.status, issued.stderr]).toEqual([EXIT.valid, ''])
    expect(place.json('award.json')).toMatchObject({
      credentialSubject: { narrative: 'In one year.' },
      evidence: [{}, {}, {}],
    })
    const verified = await badgesmith(['stack', 'verify', out, ...badges, '--stack', definition, ...asked])
    expect([verified.status, verified.stderr]).toEqual([EXIT.valid, ''])
    expect(verified.stdout).toMatch(/^Basic Assessment Design: it stands\..*\n\n {2}a {2}yes/)
    expect((await badgesmith(['stack', 'verify', record, '--stack', definition, ...asked])).status).toBe(EXIT.valid)
    const fewer = await badgesmith(['stack', 'verify', out, badges[0], '--stack', definition, ...asked])
    expect(fewer.status).toBe(EXIT.indeterminate)
    expect(fewer.stdout).toContain('/evidence/1: b was not presented.')
    const other = await badgesmith(['stack', 'verify', badges[0], ...badges, '--stack', definition, '--json', ...asked])
    expect([other.status, JSON.parse(other.stdout).standing]).toEqual([EXIT.invalid, 'invalid'])
  })

  it('leave the files that are there, unless they are to be replaced', async () => {
    const issuing = ['stack', 'issue', ...badges, '--stack', definition, ...asked, ...signing]
    const [out, record] = [place.path('new.json'), place.write('kept.json', 'kept')]
    const { status, stderr } = await badgesmith([...issuing, '--out', out, '--record', record])
    expect(status).toBe(EXIT.ioError)
    expect(stderr).toContain(`${record}: it exists already`)
    expect([existsSync(out), place.read('kept.json')]).toEqual([false, 'kept'])
    expect((await badgesmith([...issuing, '--out', record])).status).toBe(EXIT.ioError)
    expect(place.read('kept.json')).toBe('kept')
    expect((await badgesmith([...issuing, '--out', out, '--record', record, '--force'])).status).toBe(EXIT.valid)
    expect(place.read('kept.json')).not.toBe('kept')
  })

  it('award nothing that is not complete, and say what is missing', async () => {
    const { status, stdout, stderr } = await badgesmith([
      'stack',
      'issue',
      badges[0],
      '--stack',
      definition,
      ...asked,
      ...signing,
    ])
    expect([status, stdout]).toEqual([EXIT.invalid, ''])
    expect(stderr).toContain('Basic Assessment Design is not complete: 1 of 3. b and c are still missing.')
    const unknown = await badgesmith(['stack', 'issue', ...badges, '--stack', definition, '--now', NOW, ...signing])
    expect(unknown.status).toBe(EXIT.indeterminate)
  })

  it('refuse an issuer that the definition does not name', async () => {
    const strange = place.write('strange.json', stackOf(issuer, undefined, { issuers: ['did:example:somebody'] }))
    const all = { all: ['a', 'b', 'c'].map((name) => requirement(name, { issuers: [issuer.profile.id] })) }
    const accepting = place.write('accepting.json', { ...JSON.parse(readFileSync(strange, 'utf8')), requires: all })
    const { status, stderr } = await badgesmith([
      'stack',
      'issue',
      ...badges,
      '--stack',
      accepting,
      ...asked,
      ...signing,
    ])
    expect(status).toBe(EXIT.data)
    expect(stderr).toContain('is not among the issuers of the stack')
  })
})
