import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { bake } from '../../src/bake/index.ts'
import { EXIT } from '../../src/cli/exit-status.ts'
import { badge } from '../support/badges.ts'
import { pngWith } from '../support/images.ts'
import { badgesmith, temporaryPlace } from '../support/program.ts'

const NOW = '2026-03-01T09:00:00Z'
const place = temporaryPlace()

describe('lint', () => {
  const text = JSON.stringify(badge(), undefined, 2)
  const good = place.write('good.json', text)

  it('finds no error in a good badge', async () => {
    const { status, stdout } = await badgesmith(['lint', good])
    expect(status).toBe(EXIT.valid)
    expect(stdout).toMatch(/^0 errors, \d+ warnings? in 1 file\.$/m)
  })

  it('says file, line and column of what is wrong, so that an editor finds it', async () => {
    const wrong = place.write('wrong.json', text.replace('"2026-03-01T09:00:00Z"', '"2026-03-01"'))
    const line = text.split('\n').findIndex((row) => row.includes('validFrom')) + 1
    const { status, stdout } = await badgesmith(['lint', wrong])
    expect(status).toBe(EXIT.invalid)
    expect(stdout).toContain(`${wrong}:${line}:16: error time.syntax /validFrom: `)
  })

  it('puts what is missing where it is missing', async () => {
    const { name: _, ...achievement } = badge().credentialSubject.achievement
    const wrong = { ...badge(), credentialSubject: { ...badge().credentialSubject, achievement } }
    const { stdout } = await badgesmith(['lint', place.write('missing.json', wrong), '--json'])
    const problem = JSON.parse(stdout).problems.find(({ code }: { code: string }) => code === 'schema.required')
    expect(problem).toMatchObject({ severity: 'error', line: 1 })
  })

  it('reads a large file once for all that is wrong in it', async () => {
    const values = Array.from({ length: 3_000 }, (_, index) => `x${'y'.repeat(200)}${index}`)
    const evidence = Array.from({ length: 900 }, (_, index) => ({ type: ['Evidence'], id: 5, name: values[index] }))
    const start = performance.now()
    const { stdout } = await badgesmith([
      'lint',
      place.write('large.json', JSON.stringify({ ...badge(), evidence }, undefined, 1)),
      '--json',
    ])
    const found: { pointer: string; line: number; column: number }[] = JSON.parse(stdout).problems
    const last = found.filter(({ pointer }) => /^\/evidence\/\d+\/id$/.test(pointer)).at(-1)
    expect(last).toMatchObject({ column: 10 })
    expect(performance.now() - start).toBeLessThan(20_000)
  })

  it('adds what others need when asked', async () => {
    const { name: _, ...nameless } = badge()
    const file = place.write('nameless.json', nameless)
    const count = async (...args: string[]): Promise<number> =>
      JSON.parse((await badgesmith(['lint', file, '--json', ...args])).stdout).problems.length
    const plain = await count()
    expect(await count('--for', 'wallets')).toBeGreaterThan(plain)
    expect(await count('--for', 'wallets', '--for', '1edtech')).toBeGreaterThanOrEqual(await count('--for', 'wallets'))
  })

  it('looks into a picture', async () => {
    const picture = place.write('picture.png', bake(pngWith(), JSON.stringify({ ...badge(), validFrom: 'soon' })))
    const { status, stdout } = await badgesmith(['lint', picture])
    expect(status).toBe(EXIT.invalid)
    expect(stdout).toContain('time.syntax')
  })

  it('says of the input of issue that it is one', async () => {
    const { status, stderr } = await badgesmith(['lint', place.write('input.json', { recipient: {}, achievement: {} })])
    expect(status).toBe(EXIT.data)
    expect(stderr).toContain('badgesmith issue')
  })

  it.each<[string, string | Uint8Array]>([
    ['an empty file', ''],
    ['a text', 'hello'],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
    ['JSON that is no credential', '{"a":1}'],
    ['two members of one name', '{"id":"a","id":"b"}'],
  ])('says what is wrong with %s', async (_, content) => {
    const { status, stdout, stderr } = await badgesmith(['lint', place.write('bad', content)])
    expect({ status, stderr }).toEqual({ status: EXIT.invalid, stderr: '' })
    expect(stdout).toMatch(/bad(:\d+:\d+)?: error \w+\.\w+ /)
  })

  it.each([
    ['{\n  "a": 1,\n}', '3:1'],
    ['{\n  "a": 1\n  "b": 2\n}', '3:3'],
    ['{\n  "a": "b\n}', '2:8'],
    ['{"a": [1, 2,]}', '1:13'],
    ["{'a': 1}", '1:2'],
    ['{"a": nul}', '1:7'],
    ['{"a": 01}', '1:8'],
    ['{"a": "\\x"}', '1:7'],
    ['{"a": 1', '1:8'],
    ['{"a": 1} x', '1:10'],
    ['\ufeff{"a" 1}', '1:6'],
    ['', '1:1'],
  ])('says where %j stops being JSON', async (text, where) => {
    const { stdout } = await badgesmith(['lint', place.write('bad.json', text)])
    expect(stdout).toContain(`bad.json:${where}: error json.syntax`)
  })

  it('looks at the other files when one cannot be read', async () => {
    const { status, stdout, stderr } = await badgesmith(['lint', place.path('gone.json'), good, '--json'])
    expect({ status, stderr }).toEqual({ status: EXIT.noInput, stderr: '' })
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(records).toMatchObject([{ error: { status: EXIT.noInput } }, { valid: true }])
  })
})

describe('status', () => {
  const key = place.path('issuer.key.json')
  const issuer = place.write('issuer.json', { name: 'Center for Collaborative Education' })
  const input = place.write('status-input.json', {
    recipient: { id: 'did:example:teacher' },
    achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' },
  })
  const files = ['--key', key, '--issuer', issuer, '--now', NOW]
  const lists = { revocation: place.path('r.list.json'), suspension: place.path('s.list.json') }
  const url = (purpose: string): string => `https://cce.example/status/${purpose}`

  beforeAll(async () => {
    await badgesmith(['keygen', '--out', key])
    for (const [purpose, list] of Object.entries(lists)) {
      const { status } = await badgesmith([
        'status',
        'create',
        '--list',
        list,
        '--url',
        url(purpose),
        '--purpose',
        purpose,
      ])
      expect(status).toBe(0)
      for (const name of ['a', 'b']) {
        await badgesmith([
          'issue',
          ...files,
          '--input',
          input,
          '--status-list',
          list,
          '--out',
          place.path(`${purpose}-${name}.json`),
        ])
      }
    }
  })

  const publishing = (list: string, to: string) => ['status', 'publish', '--list', list, '--to', to, ...files]

  /** Publishes both lists and verifies with them. */
  async function verdictOf(name: string, ...form: string[]): Promise<number> {
    const documents: Record<string, unknown> = {}
    for (const [purpose, list] of Object.entries(lists)) {
      const to = place.path(`${purpose}.published`)
      const { status, stderr } = await badgesmith([...publishing(list, to), ...form])
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      const text = place.read(`${purpose}.published`)
      documents[url(purpose)] = text.startsWith('{') ? JSON.parse(text) : text
    }
    const at = place.write('lists.json', documents)
    return (await badgesmith(['verify', place.path(name), '--documents', at, '--now', NOW])).status
  }

  it('starts every badge as good', async () => {
    expect(await verdictOf('revocation-a.json')).toBe(EXIT.valid)
    expect(await verdictOf('suspension-a.json', '--jwt')).toBe(EXIT.valid)
  })

  it('revokes by the badge, for good, and that badge alone', async () => {
    const revoke = ['status', 'revoke', '--list', lists.revocation, place.path('revocation-a.json')]
    expect((await badgesmith(revoke)).status).toBe(0)
    expect(await verdictOf('revocation-a.json')).toBe(EXIT.invalid)
    expect(await verdictOf('revocation-b.json')).toBe(EXIT.valid)
    const again = await badgesmith([...revoke, '--json'])
    expect(JSON.parse(again.stdout)).toMatchObject({ revision: 1, badges: [{ changed: false }] })
    const back = ['status', 'reinstate', '--list', lists.revocation, place.path('revocation-a.json')]
    expect((await badgesmith(back)).status).toBe(EXIT.data)
  })

  it('suspends and reinstates, by the badge and by the index', async () => {
    const badgeFile = place.path('suspension-b.json')
    const { stdout } = await badgesmith(['status', 'suspend', '--list', lists.suspension, badgeFile, '--json'])
    const [{ index }] = JSON.parse(stdout).badges
    expect(await verdictOf('suspension-b.json')).toBe(EXIT.invalid)
    expect((await badgesmith(['status', 'reinstate', '--list', lists.suspension, String(index)])).status).toBe(0)
    expect(await verdictOf('suspension-b.json')).toBe(EXIT.valid)
  })

  it('changes all badges or none', async () => {
    const args = ['status', 'revoke', '--list', lists.revocation, place.path('revocation-b.json'), '131072']
    expect((await badgesmith(args)).status).toBe(EXIT.data)
    expect(await verdictOf('revocation-b.json')).toBe(EXIT.valid)
  })

  it('takes no index that no badge has, since the next one may get it', async () => {
    const { credentialStatus } = place.json('suspension-b.json') as { credentialStatus: { statusListIndex: string } }
    const taken = [place.json('suspension-a.json') as typeof credentialStatus, credentialStatus]
    const free = String([0, 1, 2].find((index) => !JSON.stringify(taken).includes(`"${index}"`)))
    const change = (...indices: string[]): string[] => ['status', 'suspend', '--list', lists.suspension, ...indices]
    const before = place.read('s.list.json')
    for (const indices of [[free], [credentialStatus.statusListIndex, free]]) {
      const { status, stderr } = await badgesmith(change(...indices))
      expect(status).toBe(EXIT.data)
      expect(stderr).toContain(`No badge has the index ${free} `)
    }
    expect((await badgesmith(change('131072'))).status).toBe(EXIT.data)
    expect(place.read('s.list.json')).toBe(before)
    expect((await badgesmith(change(credentialStatus.statusListIndex))).status).toBe(0)
    const back = ['status', 'reinstate', '--list', lists.suspension, credentialStatus.statusListIndex]
    expect((await badgesmith(back)).status).toBe(0)
  })

  it('use up no index for a badge whose picture cannot be taken', async () => {
    const jpeg = place.write('picture.jpg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))
    const before = place.read('r.list.json')
    const args = ['issue', ...files, '--input', input, '--status-list', lists.revocation, '--image', jpeg]
    expect((await badgesmith([...args, '--out', place.path('never.png')])).status).toBe(EXIT.data)
    expect(place.read('r.list.json')).toBe(before)
  })

  it.each([
    ['outside the closed shape', (badge: object) => ({ ...badge, note: null })],
    [
      'without a proof, under the IRIs of its classes',
      ({ credentialStatus }: { readonly credentialStatus?: unknown }) => ({
        type: [
          'https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential',
          'https://www.w3.org/2018/credentials#VerifiableCredential',
        ],
        credentialStatus,
      }),
    ],
  ])('does not believe a badge %s', async (_, change) => {
    const before = place.read('r.list.json')
    const doubtful = place.write('doubtful.json', JSON.stringify(change(JSON.parse(place.read('revocation-b.json')))))
    const { status, stderr } = await badgesmith(['status', 'revoke', '--list', lists.revocation, doubtful])
    expect(status).toBe(EXIT.data)
    expect(stderr).toContain('could not be checked')
    expect(place.read('r.list.json')).toBe(before)
  })

  it('does not believe a badge that was changed', async () => {
    const forged = place.write(
      'forged.json',
      place.read('revocation-b.json').replace('Three artifacts.', 'Four artifacts.'),
    )
    const { status, stderr } = await badgesmith(['status', 'revoke', '--list', lists.revocation, forged])
    expect(status).toBe(EXIT.data)
    expect(stderr).toMatch(/^[^\n]+\n$/)
  })

  it.each([
    [
      'a badge of another list',
      () => ['revoke', '--list', lists.revocation, place.path('suspension-a.json')],
      EXIT.data,
    ],
    ['another purpose', () => ['suspend', '--list', lists.revocation, place.path('revocation-b.json')], EXIT.data],
    ['a file that is no badge', () => ['revoke', '--list', lists.revocation, input], EXIT.data],
    ['a file that is no list', () => ['revoke', '--list', issuer, '1'], EXIT.data],
    ['a list that is missing', () => ['revoke', '--list', place.path('gone.list.json'), '1'], EXIT.noInput],
    ['a badge that is missing', () => ['revoke', '--list', lists.revocation, place.path('gone.json')], EXIT.noInput],
    ['a list that is there', () => ['create', '--list', lists.revocation, '--url', url('x')], EXIT.ioError],
    ['no folder to start it in', () => ['create', '--list', place.path('no/x'), '--url', url('x')], EXIT.ioError],
    [
      'no folder to publish in',
      () => ['publish', '--list', lists.revocation, '--to', place.path('no/x'), ...files],
      EXIT.ioError,
    ],
    [
      'publishing a list that is missing',
      () => ['publish', '--list', place.path('gone'), '--to', 'x', ...files],
      EXIT.noInput,
    ],
  ])('answers %s with one line', async (_, args, expected) => {
    const { status, stdout, stderr } = await badgesmith(['status', ...args()])
    expect({ status, stdout }).toEqual({ status: expected, stdout: '' })
    expect(stderr).toMatch(/^badgesmith status \w+: [^\n]+\n$/)
  })

  it('keeps the list readable for its owner only', () => {
    expect(statSync(lists.revocation).mode & 0o077).toBe(0)
    expect(existsSync(`${lists.revocation}.lock`)).toBe(false)
  })

  it.each([
    ['embedded', []],
    ['as a JWT', ['--jwt']],
  ])('publishes over the list that was published before (%s), and over nothing else', async (_, form) => {
    const to = place.path(`published${form.join('')}`)
    for (let times = 0; times < 2; times++) {
      expect((await badgesmith([...publishing(lists.revocation, to), ...form])).status).toBe(0)
    }
    for (const other of [to, place.path('revocation-a.json'), key, input]) {
      const before = readFileSync(other, 'utf8')
      const { status, stderr } = await badgesmith(publishing(lists.suspension, other))
      expect(status).toBe(EXIT.ioError)
      expect(stderr).toContain(`${other}: it exists already`)
      expect(readFileSync(other, 'utf8')).toBe(before)
    }
  })

  it('publishes what is no badge among badges: a folder with both is verified without it', async () => {
    const folder = place.path('served')
    mkdirSync(folder)
    for (const form of [[], ['--jwt']]) {
      const to = join(folder, form.length === 0 ? 'status.json' : 'status.jwt')
      expect((await badgesmith([...publishing(lists.suspension, to), ...form])).status).toBe(0)
    }
    expect((await badgesmith(['verify', folder, '--offline'])).status).toBe(EXIT.noInput)
    await badgesmith(['issue', ...files, '--input', input, '--out', join(folder, 'badge.json')])
    const { status, stderr } = await badgesmith(['verify', folder, '--now', NOW, '--offline'])
    expect({ status, stderr }).toEqual({ status: EXIT.valid, stderr: expect.stringContaining('not looked at: 2.') })
    // Named by itself it is looked at.
    expect((await badgesmith(['verify', join(folder, 'status.json'), '--now', NOW, '--offline'])).stdout).not.toBe('')
  })

  it('publishes with an end, after which the list is out of date', async () => {
    expect(await verdictOf('revocation-b.json', '--until', '2026-03-02T00:00:00Z')).toBe(EXIT.valid)
    const late = [
      'verify',
      place.path('revocation-b.json'),
      '--documents',
      place.path('lists.json'),
      '--now',
      '2026-03-03T00:00:00Z',
    ]
    expect((await badgesmith(late)).status).toBe(EXIT.indeterminate)
  })
})
