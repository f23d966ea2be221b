import { existsSync, readFileSync, rmSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { unbake } from '../../src/bake/index.ts'
import { createRateProgress } from '../../src/cli/batch/progress.ts'
import { EXIT } from '../../src/cli/exit-status.ts'
import { digestEvidence } from '../../src/digest.ts'
import { verifyCredential } from '../../src/verify.ts'
import { pngWith } from '../support/images.ts'
import { type Answer, badgesmith, temporaryPlace } from '../support/program.ts'
import { linesOf } from './folders.ts'
import { KEY, NOW } from './people.ts'

const place = temporaryPlace()
const key = place.write('key.json', KEY)
const issuer = place.write('issuer.json', { name: 'Center for Collaborative Education' })
const TEMPLATE = {
  achievement: {
    name: 'Rubric Design',
    description: 'Designs rubrics.',
    criteria: 'Three artifacts.',
    resultDescription: [
      {
        id: '#rubric',
        name: 'Rubric level',
        resultType: 'RubricCriterionLevel',
        rubricCriterionLevel: [
          { id: '#proficient', name: 'Proficient' },
          { id: '#emerging', name: 'Emerging' },
        ],
      },
      { id: '#score', name: 'Score', resultType: 'RawScore', valueMin: 0, valueMax: 10 },
    ],
  },
}
const template = place.write('template.json', TEMPLATE)
let runs = 0

interface Run extends Answer {
  readonly out: string
  /** Badges by their number, as JSON. */
  readonly badge: (row: number) => { credentialSubject: Record<string, never> } & Record<string, never>
}

async function batch(rows: string, more: readonly string[] = [], world = {}): Promise<Run> {
  const out = place.path(`out-${++runs}`)
  const files = ['--rows', rows, '--template', template, '--key', key, '--issuer', issuer, '--now', NOW]
  const answer = await badgesmith(['batch', ...files, '--out', out, ...more], world)
  const badge = (row: number) => {
    const record = linesOf(`${out}/manifest.ndjson`).map((line) => JSON.parse(line))[row - 1]
    return JSON.parse(readFileSync(`${out}/${record.file}`, 'utf8'))
  }
  return { ...answer, out, badge }
}

function table(...lines: readonly string[]): string {
  return place.write(`rows-${++runs}.csv`, `${lines.join('\r\n')}\r\n`)
}

describe('batch', () => {
  it('issues a good badge for each row, and says so', async () => {
    const rows = table('Email,Name', 'ana@district.example,Ana', 'ben@district.example,Ben')
    const { status, stdout, stderr, out, badge } = await batch(rows)
    expect({ status, stdout }).toEqual({ status: 0, stdout: `Issued 2 badges for 2 rows: ${out}/badges\n` })
    expect(stderr).toBe('Columns: Email → recipient.email.\nNot put into the badges: Name.\n')
    const recipient = { email: 'ana@district.example' }
    expect(await verifyCredential(badge(1), { now: NOW, recipient })).toMatchObject({ verdict: 'valid' })
    expect(JSON.stringify(badge(1))).not.toMatch(/@district|"Ana"/)
    expect(existsSync(`${out}/rejects.csv`)).toBe(false)
  })

  it('rejects rows that are not good, exits with 1, and its rejects can be corrected and issued', async () => {
    const rows = table(
      'Email,Employee ID,Rubric level,Note',
      'ana@district.example,1,Proficient,',
      'ben@district.example,2,Proficent,=1+1',
      'none,3,emerging,',
      'dan@district.example,1,Emerging,',
      'eva@district.example,5,Emerging,,,,',
    )
    const { status, stdout, stderr, out } = await batch(rows)
    expect(status).toBe(EXIT.invalid)
    expect(stdout).toContain('Rejected 4 rows')
    expect(stderr).toContain(
      'Line 3 (2) was rejected. Rubric level: "Proficent" is no level of it. Did you mean "Proficient"?',
    )
    const rejects = readFileSync(`${out}/rejects.csv`, 'utf8')
    expect(rejects).toContain(`ben@district.example,2,Proficent,"'=1+1",2,2,`)
    const corrected = rejects
      .replace('Proficent', 'Proficient')
      .replace('none,', 'cy@district.example,')
      .replace('dan@district.example,1', 'dan@district.example,4')
    const again = await batch(place.write(`corrected-${++runs}.csv`, corrected))
    expect({ status: again.status, lines: linesOf(`${again.out}/manifest.ndjson`).length }).toEqual({
      status: 0,
      lines: 4,
    })
    expect(again.stderr).not.toContain('rejected_')
  })

  it('says of a row that names nobody which cell is empty, and of a bad address what stands there', async () => {
    const rows = table(
      'Email,Narrative,DID',
      'ana@district.example,"of\r\ntwo lines",',
      '',
      ',"alone",',
      'eve at home,,',
      ',,did:example:dan',
    )
    const { status, stdout, stderr } = await batch(rows)
    expect(status).toBe(EXIT.invalid)
    expect(stderr).toContain('\nLine 5 was rejected. Email and DID are empty. Say there')
    expect(stderr).toContain('\nLine 6 was rejected. Email: "eve at home" is no email address. Write')
    expect(stdout).toContain('2 × batch.cell, such as line 5: Email and DID are empty.')
    const single = await batch(table('Email,Role', ',Teacher'))
    expect(single.stderr).toContain('Line 2 was rejected. Email is empty.')
    const lines = place.write(`rows-${++runs}.ndjson`, '\n{"recipient":{"email":"a@district.example"}}\n\nnull\n')
    expect((await batch(lines)).stderr).toContain('Line 4 was rejected.')
  })

  it('says once what is wrong with the template, by its name', async () => {
    const { criteria: _, ...achievement } = TEMPLATE.achievement
    const path = place.write(`template-${++runs}.json`, { achievement })
    const rows = table('Email,Criteria', 'ana@district.example,Three artifacts.', 'ben@district.example,Four.')
    const args = ['batch', '--rows', rows, '--template', path, '--key', key, '--issuer', issuer]
    const { status, stdout, stderr } = await badgesmith([...args, '--out', place.path('never')])
    expect({ status, stdout }).toEqual({ status: EXIT.data, stdout: '' })
    expect(stderr).toMatch(/^badgesmith batch: [^\n]+\n$/)
    expect(stderr).toContain(`${path}: /achievement: An Achievement needs "criteria"`)
    expect(existsSync(place.path('never'))).toBe(false)
    // The rows may bring what it lacks.
    const mapped = await badgesmith([...args, '--dry-run', '--map', 'Criteria=achievement.criteria'])
    expect(mapped.status).toBe(EXIT.valid)
  })

  it('says once that JWTs need a column of DIDs', async () => {
    const { status, stdout, stderr, out } = await batch(table('Email', 'a@district.example'), ['--jwt'])
    expect({ status, stdout }).toEqual({ status: EXIT.usage, stdout: '' })
    expect(stderr).toContain('--map "COLUMN=recipient.id"')
    expect(existsSync(out)).toBe(false)
  })

  it('understands the columns that people write', async () => {
    const rows = table(
      'E-Mail Address;Student ID;RUBRIC-LEVEL;score;Valid Until;Date Earned;Credits;Evidence;Narrative',
      'ana@district.example;7;proficient;9;2030-01-01;2026-02-01;1.5;https://a.example/1 https://a.example/2;"She; wrote"',
    )
    const { status, badge } = await batch(rows)
    expect(status).toBe(0)
    const credential = badge(1)
    expect(credential).toMatchObject({
      validUntil: '2030-01-01T23:59:59Z',
      awardedDate: '2026-02-01T00:00:00Z',
      evidence: [{ id: 'https://a.example/1' }, { id: 'https://a.example/2' }],
      credentialSubject: {
        narrative: 'She; wrote',
        creditsEarned: 1.5,
        result: [{ achievedLevel: expect.stringMatching(/#proficient$/) }, { value: '9' }],
      },
    })
  })

  it('takes an id for a DID where it looks like one, else for the key of the row', async () => {
    const { badge, out } = await batch(table('id,email', 'did:example:ana,', '4711,ben@district.example'))
    expect(badge(1).credentialSubject).toMatchObject({ id: 'did:example:ana' })
    expect(linesOf(`${out}/manifest.ndjson`).map((line) => JSON.parse(line).key)).toEqual(['0', '4711'])
  })

  it('does with columns what --map says', async () => {
    const rows = table(
      'Work,Home,Who,Points,Link,Title',
      'a@work.example,a@home.example,Ana,3,https://a.example/1,Plan',
    )
    const maps = [
      'Work=recipient.email',
      'Home=',
      'Who=recipient.name',
      'Points=results.Score',
      'Link=evidence',
      'Title=achievement.name',
    ]
    const { status, badge, stderr } = await batch(
      rows,
      maps.flatMap((map) => ['--map', map]),
    )
    expect({ status, stderr: stderr.split('\n')[1] }).toEqual({ status: 0, stderr: '' })
    const recipient = { email: 'a@work.example' }
    expect(await verifyCredential(badge(1), { now: NOW, recipient })).toMatchObject({ verdict: 'valid' })
    expect(badge(1).credentialSubject).toMatchObject({
      identifier: [{ identityHash: 'Ana', identityType: 'name', hashed: false }, { hashed: true }],
      achievement: { name: 'Plan' },
      result: [{ value: '3' }],
    })
  })

  it('reads evidence files of rows and digests them, and rejects the row whose file is missing', async () => {
    place.write('plan.md', '# Plan')
    const rows = table('email,evidence file', 'a@district.example,plan.md', 'b@district.example,nowhere.md')
    const { badge, out } = await batch(rows)
    expect(badge(1).evidence).toMatchObject([{ digestMultibase: digestEvidence(new TextEncoder().encode('# Plan')) }])
    expect(linesOf(`${out}/manifest.ndjson`)[1]).toContain('there is no such file')
  })

  it('reads JSON lines, each by itself', async () => {
    place.write('unit.md', 'text')
    const lines = [
      { key: 'a', recipient: { id: 'did:example:a' }, evidence: [{ name: 'Unit', file: 'unit.md' }] },
      { recipient: { id: 'did:example:b' }, cells: {} },
      { recipient: { id: 'did:example:b' }, unreadable: [] },
    ].map((line) => JSON.stringify(line))
    const rows = place.write('rows.ndjson', [...lines, '', '{"recipient": 5', '7', '{"a":1,"a":2}'].join('\n'))
    const { status, out, badge } = await batch(rows)
    expect(status).toBe(EXIT.invalid)
    expect(badge(1)).toMatchObject({ evidence: [{ name: 'Unit', digestMultibase: expect.any(String) }] })
    const codes = linesOf(`${out}/manifest.ndjson`).map((line) => JSON.parse(line).problems?.[0].code)
    expect(codes).toEqual([
      undefined,
      'schema.additional',
      'schema.additional',
      'json.syntax',
      'batch.row',
      'json.duplicate_key',
    ])
  })

  it('bakes pictures, gives each badge a status, and answers programs a line for each row', async () => {
    const list = place.path('revocation.json')
    await badgesmith(['status', 'create', '--list', list, '--url', 'https://cce.example/status/1'])
    const picture = place.write('picture.png', pngWith())
    const rows = table('email', 'a@district.example', 'none', 'b@district.example')
    const { status, stdout, out } = await batch(rows, ['--json', '--image', picture, '--status-list', list])
    const records = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect({ status, outcomes: records.map(({ outcome }) => outcome) }).toEqual({
      status: 1,
      outcomes: ['issued', 'rejected', 'issued'],
    })
    expect(stdout).toBe(readFileSync(`${out}/manifest.ndjson`, 'utf8'))
    const text = unbake(new Uint8Array(readFileSync(`${out}/${records[2].file}`)))
    expect(JSON.parse(text).credentialStatus.statusListIndex).toBe(records[2].statusListIndex)
  })

  it('signs JWTs for recipients with an id', async () => {
    const { out, status } = await batch(table('did', 'did:example:a'), ['--jwt'])
    expect(status).toBe(0)
    const jwt = readFileSync(`${out}/badges/0001.jwt`, 'utf8')
    expect(await verifyCredential(jwt, { now: NOW })).toMatchObject({ verdict: 'valid' })
  })

  it('names a picture that badges cannot be baked into, and says what to do', async () => {
    const jpeg = place.write('photo.jpg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))
    const { status, stderr, out } = await batch(table('email', 'a@district.example'), ['--image', jpeg])
    expect(status).toBe(EXIT.data)
    expect(stderr).toContain(`${jpeg}: `)
    expect(stderr).toContain('Convert it to PNG or SVG.')
    expect(existsSync(out)).toBe(false)
  })

  it('tries rows without writing', async () => {
    const { status, stdout, out } = await batch(table('email', 'a@district.example', 'none'), ['--dry-run'])
    expect(status).toBe(EXIT.invalid)
    expect(stdout).toContain('Tried 2 rows: 1 would be issued, 1 would be rejected. Nothing was written.')
    expect(existsSync(out)).toBe(false)
  })

  it('goes on with the same folder, and refuses it for other rows', async () => {
    const rows = table('email', 'a@district.example')
    const { out } = await batch(rows)
    expect((await batch(rows, ['--out', out])).status).toBe(EXIT.usage)
    const files = ['--template', template, '--key', key, '--issuer', issuer, '--out', out]
    expect(await badgesmith(['batch', '--rows', rows, ...files])).toMatchObject({ status: 0 })
    const other = await badgesmith(['batch', '--rows', table('email', 'b@district.example'), ...files])
    expect(other).toMatchObject({ status: EXIT.data, stderr: expect.stringContaining('differs: the rows.') })
  })

  it('says what it did now, and what was there before', async () => {
    const rows = table('email', 'a@district.example', 'b@district.example', 'c@district.example')
    const files = ['--rows', rows, '--template', template, '--key', key, '--issuer', issuer]
    const { out } = await batch(rows)
    const again = (): Promise<Answer> => badgesmith(['batch', ...files, '--out', out])
    expect((await again()).stdout).toBe(`Issued no badge now, and 3 badges before, for 3 rows: ${out}/badges\n`)
    rmSync(`${out}/badges/0002.json`)
    expect((await again()).stdout).toBe(`Issued 2 badges now, and 1 badge before, for 3 rows: ${out}/badges\n`)
    expect(JSON.parse(readFileSync(`${out}/summary.json`, 'utf8'))).not.toHaveProperty('issuedBefore')
  })

  it('names what differs, and nothing else', async () => {
    const rows = table('email', 'a@district.example')
    const { out } = await batch(rows)
    const other = place.path(`key-${++runs}.json`)
    await badgesmith(['keygen', '--out', other])
    const differing = async (files: { template?: string; key?: string; issuer?: string }): Promise<string> => {
      const { template: t, key: k, issuer: i } = { template, key, issuer, ...files }
      const args = ['--rows', rows, '--template', t, '--key', k, '--issuer', i, '--out', out]
      return /differs: ([^.]+)\./.exec((await badgesmith(['batch', ...args])).stderr)?.[1] ?? ''
    }
    expect(await differing({ template: place.write(`t-${runs}.json`, { ...TEMPLATE, role: 'Teacher' }) })).toBe(
      'the template',
    )
    expect(await differing({ issuer: place.write(`i-${runs}.json`, { name: 'Another name' }) })).toBe(
      'the profile of the issuer',
    )
    expect(await differing({ key: other })).toBe('the issuer, the key')
  })

  it('shows on a terminal, and only there, how far it is', async () => {
    const rows = table('email', 'a@district.example', 'b@district.example')
    expect((await batch(rows, [], { isTerminal: true })).stderr).toContain('2 of 2')
    expect((await batch(rows)).stderr).not.toContain('2 of 2')
  })

  it('has rate and time left in its bar', async () => {
    let [now, text] = [0, '']
    const write = async (data: string | Uint8Array): Promise<void> => {
      text = String(data)
    }
    const stderr = { isTerminal: true, write }
    const progress = createRateProgress({ stderr } as never, () => now)
    for (; now <= 5_000; now += 50) await progress.show(now / 10, 10_000)
    expect(text).toBe('\r\x1b[K[#...................] 500 of 10000, 100 a second, 2 min left')
    await progress.show(9_999, 10_000)
    await progress.clear()
    expect(text).toBe('\r\x1b[K')
  })

  it.each<[string, string, number]>([
    ['Latin-1', Buffer.from('email\nm\xfcller@district.example\n', 'latin1').toString('latin1'), EXIT.data],
    ['an open quotation mark', 'email\n"a@district.example\n', EXIT.data],
    ['a quotation mark in mid cell', 'email\na"b"@district.example\n', EXIT.data],
    ['nothing', '', EXIT.data],
    ['two columns of one name', 'email,email\na,b\n', EXIT.data],
    ['no column for whom', 'what\nx\n', EXIT.data],
    ['two columns of one meaning', 'email,mail\na,b\n', EXIT.usage],
  ])('says what is wrong with a table of %s', async (_, text, expected) => {
    const path = place.write(`rows-${++runs}.csv`, new Uint8Array(Buffer.from(text, 'latin1')))
    const { status, stderr, out } = await batch(path)
    expect({ status, stderr }).toEqual({ status: expected, stderr: expect.stringContaining('badgesmith batch:') })
    expect(stderr).not.toContain('bug')
    expect(existsSync(out)).toBe(false)
  })

  it('reads UTF-8 with its mark, tabs, empty lines and empty cells at the end', async () => {
    const text = '\ufeffEmail\tNarrative\tRole\n\n\t\t\nana@district.example\t"Zeile 1\nZeile ü"\n'
    const { status, badge, out } = await batch(place.write(`rows-${++runs}.tsv`, text))
    expect(status).toBe(0)
    expect(linesOf(`${out}/manifest.ndjson`)).toHaveLength(1)
    expect(badge(1).credentialSubject).toMatchObject({ narrative: 'Zeile 1\nZeile ü' })
  })

  it.each<[string, string[], number]>([
    ['an unknown column', ['--map', 'Emial=recipient.email'], EXIT.usage],
    ['an unknown target', ['--map', 'email=recipient.mail'], EXIT.usage],
    ['a result that there is not', ['--map', 'email=results.Points'], EXIT.usage],
    ['a map without a column', ['--map', '=recipient.email'], EXIT.usage],
    ['no number of workers', ['--workers', 'many'], EXIT.usage],
    ['no name of a job', ['--job', 'x'.repeat(101)], EXIT.usage],
    ['no picture', ['--image', 'template.json'], EXIT.noInput],
  ])('refuses %s', async (_, more, expected) => {
    const { status, stderr } = await batch(table('email', 'a@district.example'), more)
    expect({ status, stderr }).toEqual({ status: expected, stderr: expect.stringContaining('badgesmith batch:') })
  })

  it.each([
    ['--rows', ['batch', '--template', 'a', '--out', 'b']],
    ['--template', ['batch', '--rows', 'a.csv', '--out', 'b']],
    ['--out', ['batch', '--rows', 'a.csv', '--template', 'b']],
  ])('says that %s is missing', async (name, args) => {
    expect(await badgesmith(args)).toMatchObject({
      status: EXIT.usage,
      stderr: expect.stringContaining(`${name} is missing`),
    })
  })

  it.each([
    ['a list', [], EXIT.data],
    ['a recipient', { ...TEMPLATE, recipient: { email: 'zoe@district.example' } }, EXIT.data],
    ['an id', { ...TEMPLATE, id: 'urn:uuid:1' }, EXIT.data],
    ['a credential', { credentialSubject: {} }, EXIT.data],
  ])('refuses a template that is or has %s', async (_, content, expected) => {
    const path = place.write(`template-${++runs}.json`, content)
    const rows = table('email', 'a@district.example')
    const files = ['--rows', rows, '--template', path, '--key', key, '--issuer', issuer, '--out', place.path('never')]
    expect(await badgesmith(['batch', ...files])).toMatchObject({
      status: expected,
      stderr: expect.stringContaining(path),
    })
  })

  beforeAll(() => expect(existsSync(template)).toBe(true))
})
