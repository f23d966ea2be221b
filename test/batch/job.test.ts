import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unbake } from '../../src/bake/index.ts'
import type { BatchRow } from '../../src/batch.ts'
import { type BatchJobOptions, type BatchRecord, runBatchJob } from '../../src/batch-files.ts'
import { withFileLock } from '../../src/files/lock.ts'
import { createStatusList } from '../../src/status-list.ts'
import { createStatusListFile, readStatusListFile, reserveStatusIndices } from '../../src/status-list-file.ts'
import type { CredentialInput } from '../../src/types.ts'
import { verifyCredential } from '../../src/verify.ts'
import { codeOf } from '../support/codes.ts'
import { pngWith } from '../support/images.ts'
import { linesOf, treeOf } from './folders.ts'
import { JOB, NOW, people, person, schoolIssuer, TEMPLATE } from './people.ts'

const issuer = await schoolIssuer()
const place = mkdtempSync(join(tmpdir(), 'badgesmith-batch-'))
let folders = 0
afterAll(() => rmSync(place, { recursive: true, force: true }))

/** A job that nothing disturbed. It is only looked at, or refused. */
const undisturbed = newFolder()
beforeAll(() => run(undisturbed))

/** A folder for calls that are refused before they make one. */
const untouched = newFolder()

function newFolder(): string {
  return join(place, String(++folders))
}

function run(
  out: string,
  options: Partial<BatchJobOptions> = {},
  rows: readonly BatchRow[] = [...people(12)],
  template: Partial<CredentialInput> = TEMPLATE,
): ReturnType<typeof runBatchJob> {
  return runBatchJob(rows, template, issuer, { ...JOB, out, ...options })
}

async function newList(length = 131_072): Promise<string> {
  const path = join(place, `${++folders}.list.json`)
  await createStatusListFile(
    path,
    createStatusList({ url: 'https://cce.example/status/1', purpose: 'revocation', length }),
  )
  return path
}

function recordsIn(out: string): BatchRecord[] {
  return linesOf(join(out, 'manifest.ndjson')).map((line) => JSON.parse(line))
}

function indicesIn(out: string): string[] {
  return recordsIn(out).flatMap((record) => ('statusListIndex' in record ? [record.statusListIndex ?? ''] : []))
}

describe('runBatchJob', () => {
  it('writes a file for each badge, a line for each row, and a table of the rejected', async () => {
    const out = newFolder()
    const summary = await run(out)
    expect(summary).toEqual({
      job: 'spring-2026',
      rows: 12,
      issued: 11,
      issuedBefore: 0,
      rejected: 1,
      reasons: [expect.objectContaining({ code: 'schema.format', firstRow: 4, rows: 1 })],
    })
    const records = recordsIn(out)
    expect(records.map(({ row, key }) => [row, key])).toEqual([...people(12)].map(({ key }, at) => [at + 1, key]))
    const tree = treeOf(out)
    const badges = records.flatMap((record) => (record.outcome === 'issued' ? [record] : []))
    expect(badges[10]?.file).toBe('badges/0012-teacher-11.json')
    for (const { file, sha256, id } of badges) {
      expect(tree[file]).toBe(sha256)
      expect(JSON.parse(readFileSync(join(out, file), 'utf8')).id).toBe(id)
    }
    const text = readFileSync(join(out, badges[0]?.file ?? ''), 'utf8')
    expect(await verifyCredential(text, { now: NOW })).toMatchObject({ verdict: 'valid' })
    expect(Object.keys(tree).filter((name) => !name.startsWith('badges/'))).toEqual([
      'job.json',
      'manifest.ndjson',
      'rejects.csv',
      'summary.json',
    ])
    expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'))).toEqual({ ...summary, issuedBefore: undefined })
    expect(readFileSync(join(out, 'rejects.csv'), 'utf8')).toMatch(
      /^rejected_row,rejected_key,rejected_because,rejected_codes\r\n4,teacher 3,.*schema\.format.*\r\n$/,
    )
  })

  it('bakes pictures, and writes JWTs', async () => {
    const [pictures, jwts] = [newFolder(), newFolder()]
    await run(pictures, { image: pngWith() })
    await run(jwts, { format: 'jwt' }, [{ recipient: { id: 'did:example:a' } }])
    const baked = new Uint8Array(readFileSync(join(pictures, 'badges/0001-teacher-0.png')))
    expect(await verifyCredential(baked, { now: NOW })).toMatchObject({ verdict: 'valid', source: { carrier: 'png' } })
    const plain = newFolder()
    await run(plain)
    expect(JSON.parse(unbake(baked))).toEqual(
      JSON.parse(readFileSync(join(plain, 'badges/0001-teacher-0.json'), 'utf8')),
    )
    const jwt = readFileSync(join(jwts, 'badges/0001.jwt'), 'utf8')
    expect(await verifyCredential(jwt, { now: NOW })).toMatchObject({ verdict: 'valid' })
    expect(recordsIn(jwts)[0]).toMatchObject({ id: expect.stringMatching(/^urn:uuid:/) })
  })

  it('writes the same files on worker threads', async () => {
    const [alone, together] = [newFolder(), newFolder()]
    await run(alone, { image: pngWith() })
    await run(together, { image: pngWith(), workers: 2 })
    expect(treeOf(together)).toEqual(treeOf(alone))
  })

  it('changes nothing when a finished job is run again, and tells of each row again', async () => {
    const out = newFolder()
    const list = await newList()
    await run(out, { statusList: list })
    const before = treeOf(out)
    const told: number[] = []
    await run(out, { statusList: list, onRecord: ({ row }, total) => void told.push(row + total) })
    expect(treeOf(out)).toEqual(before)
    expect(told).toEqual([...people(12)].map((_, at) => at + 13))
    expect((await readStatusListFile(list)).used).toBe(12)
  })

  it.each([
    ['nothing but the job', 0],
    ['half a line', 0.5],
    ['a few lines', 3],
    ['a few lines and a half', 3.5],
    ['all but the end of the last line', 11.9],
  ])('goes on from %s', async (_, lines) => {
    const out = newFolder()
    await run(out)
    const manifest = join(out, 'manifest.ndjson')
    const all = linesOf(manifest)
    const whole = all.slice(0, Math.floor(lines)).join('\n').length + (lines >= 1 ? 1 : 0)
    const part = Math.floor((all[Math.floor(lines)]?.length ?? 0) * (lines % 1))
    truncateSync(manifest, whole + part)
    for (const name of ['rejects.csv', 'summary.json', 'badges/0011-teacher-10.json']) rmSync(join(out, name))
    writeFileSync(join(out, 'badges/0009-teacher-8.json.0123456789abcdef.tmp'), 'half')
    await run(out, { now: undefined as never })
    expect(treeOf(out)).toEqual(treeOf(undisturbed))
  })

  it('writes a badge again that somebody has deleted', async () => {
    const out = newFolder()
    await run(out)
    rmSync(join(out, 'badges/0002-teacher-1.json'))
    await run(out)
    expect(treeOf(out)).toEqual(treeOf(undisturbed))
  })

  it('does again what follows a damaged line', async () => {
    const out = newFolder()
    await run(out)
    const manifest = join(out, 'manifest.ndjson')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"row":5', '"row":6'))
    appendFileSync(manifest, '\0\0\0')
    await run(out)
    expect(treeOf(out)).toEqual(treeOf(undisturbed))
  })

  it.each<[string, Partial<BatchJobOptions>, BatchRow[]?, Partial<CredentialInput>?]>([
    ['another name', { job: 'fall-2026' }],
    ['another time', { now: '2026-03-01T09:00:01Z' }],
    ['another form', { format: 'jwt' }],
    ['another suite', { cryptosuite: 'eddsa-jcs-2022' }],
    ['a picture', { image: pngWith() }],
    ['one row more', {}, [...people(13)]],
    ['another row', {}, [...people(11), person(12)]],
    ['other evidence', {}, [...people(11), { ...person(11), evidence: [{ file: Uint8Array.of(1) }] }]],
    ['another template', {}, [...people(12)], { ...TEMPLATE, role: 'Teacher' }],
  ])('refuses to go on with %s', async (_, options, rows, template) => {
    const before = treeOf(undisturbed)
    expect(await codeOf(() => run(undisturbed, options, rows, template))).toBe('batch.conflict')
    expect(treeOf(undisturbed)).toEqual(before)
  })

  it('knows evidence by its bytes, whatever holds them', async () => {
    const out = newFolder()
    const row = (file: Uint8Array): BatchRow[] => [{ ...person(0), evidence: [{ file }] }]
    await run(out, {}, row(Uint8Array.of(1, 2)))
    await run(out, {}, row(Buffer.from([1, 2])))
    expect(await codeOf(() => run(out, {}, row(Uint8Array.of(1, 3))))).toBe('batch.conflict')
  })

  it('refuses a folder that holds something else, or a job that it cannot read', async () => {
    const [foreign, damaged] = [newFolder(), newFolder()]
    mkdirSync(foreign)
    writeFileSync(join(foreign, 'letter.txt'), '')
    expect(await codeOf(() => run(foreign))).toBe('batch.folder')
    expect(Object.keys(treeOf(foreign))).toEqual(['letter.txt'])
    mkdirSync(damaged)
    writeFileSync(join(damaged, 'job.json'), '{"format":"something else"}')
    expect(await codeOf(() => run(damaged))).toBe('batch.folder')
  })

  it('leaves a folder to the process that works in it', async () => {
    const out = newFolder()
    await run(out)
    const path = join(out, 'job.json')
    expect(await withFileLock(path, () => codeOf(() => run(out)))).toBe('batch.locked')
    await run(out)
  })

  it('makes new badges each time without a name, and the same ones with it in another folder', async () => {
    const ids = async (job?: string): Promise<string[]> => {
      const out = newFolder()
      await runBatchJob([...people(3)], TEMPLATE, issuer, { out, now: NOW, ...(job !== undefined && { job }) })
      return recordsIn(out).map((record) => ('id' in record ? record.id : ''))
    }
    expect(await ids('a')).toEqual(await ids('a'))
    expect(await ids()).not.toEqual(await ids())
  })

  it('does not give two people one id because their rows have the same place in two tables', async () => {
    const ids = async (name: string): Promise<string[]> => {
      const out = newFolder()
      await run(out, {}, [{ recipient: { email: `${name}@district.example` } }])
      return recordsIn(out).map((record) => ('id' in record ? record.id : ''))
    }
    expect(await ids('ana')).not.toEqual(await ids('ben'))
    expect(await ids('ana')).toEqual(await ids('ana'))
  })

  it('tries all rows in a dry run, and writes and reserves nothing', async () => {
    const out = newFolder()
    const list = await newList()
    const told: BatchRecord[] = []
    const onRecord = (record: BatchRecord): void => void told.push(record)
    const summary = await run(out, { dryRun: true, statusList: list, onRecord, image: pngWith() })
    expect(summary).toMatchObject({ rows: 12, issued: 11, rejected: 1 })
    expect(told.map(({ outcome }) => outcome === 'valid')).toEqual([...people(12)].map((_, at) => at !== 3))
    expect(() => treeOf(out)).toThrow('ENOENT')
    expect((await readStatusListFile(list)).used).toBe(0)
  })

  it('puts the cells of rejected rows back into the table, without letting them become formulas', async () => {
    const out = newFolder()
    const cells = { Name: '=HYPERLINK("x")', Email: '@none', Note: '+1', 'Plain, name': '-2' }
    await run(out, {}, [
      { ...person(0), cells },
      { ...person(3), cells },
    ])
    const [header, row] = readFileSync(join(out, 'rejects.csv'), 'utf8').split('\r\n')
    expect(header).toMatch(/^Name,Email,Note,"Plain, name",rejected_row,/)
    expect(row).toMatch(/^"'=HYPERLINK\(""x""\)","'@none","'\+1","'-2",2,/)
  })

  it('stops when it is told to, keeps what is done, and goes on later', async () => {
    const [whole, out] = [newFolder(), newFolder()]
    await run(whole, {}, [...people(200)])
    const controller = new AbortController()
    const reason = new Error('enough')
    const onRecord = ({ row }: BatchRecord): void => {
      if (row === 40) controller.abort(reason)
    }
    await expect(run(out, { signal: controller.signal, onRecord }, [...people(200)])).rejects.toBe(reason)
    expect(recordsIn(out).length).toBeGreaterThanOrEqual(40)
    expect(recordsIn(out).length).toBeLessThan(200)
    await run(out, {}, [...people(200)])
    expect(treeOf(out)).toEqual(treeOf(whole))
  })

  it.each<[string, string, Partial<BatchJobOptions>]>([
    ['no picture', 'image.unknown', { image: Uint8Array.of(1) }],
    ['a list that is not there', 'status.list_file', { statusList: 'nowhere.json' }],
  ])('says of %s before anything is written', async (_, code, options) => {
    const out = newFolder()
    expect(await codeOf(() => run(out, options))).toBe(code)
    expect(existsSync(out)).toBe(false)
  })

  it.each<[string, () => Promise<unknown>]>([
    ['rows', () => run(newFolder(), {}, people(3) as never)],
    ['out', () => run('')],
    ['job', () => run(newFolder(), { job: 'two\nlines' })],
    ['job', () => run(newFolder(), { job: 'x'.repeat(101) })],
    ['template.id', () => run(newFolder(), {}, [], { id: 'urn:uuid:1' })],
    ['template.recipient', () => run(newFolder(), {}, [], { recipient: { id: 'did:example:nobody' } })],
    ['template.status', () => run(newFolder(), { statusList: 'x' }, [], { status: {} as never })],
    ['workers', () => run(newFolder(), { workers: 0 })],
    [
      'workers',
      () => runBatchJob([], TEMPLATE, { ...issuer, keyPair: undefined } as never, { out: untouched, workers: 1 }),
    ],
    ['now', () => run(untouched, { now: 'soon' })],
  ])('says which argument is wrong: %s', async (name, call) => {
    await expect(call()).rejects.toThrow(TypeError)
    await expect(call()).rejects.toThrow(new RegExp(`^${name}\\b`))
    expect(existsSync(untouched)).toBe(false)
  })
})

describe('status indices of jobs', () => {
  it('are given out once each, also to two jobs at once, and again to the same job', async () => {
    const list = await newList()
    const rows = [...people(60)].filter((_, at) => at % 10 !== 3)
    const [a, b] = [newFolder(), newFolder()]
    await Promise.all([run(a, { statusList: list, job: 'a' }, rows), run(b, { statusList: list, job: 'b' }, rows)])
    const indices = [...indicesIn(a), ...indicesIn(b)]
    expect(indices).toHaveLength(108)
    expect(new Set(indices).size).toBe(108)
    const again = newFolder()
    await run(again, { statusList: list, job: 'a' }, rows)
    expect(indicesIn(again)).toEqual(indicesIn(a))
    const others = newFolder()
    await run(others, { statusList: list, job: 'a' }, rows.toReversed())
    expect(new Set([...indices, ...indicesIn(others)]).size).toBe(162)
    expect((await readStatusListFile(list)).used).toBe(162)
  })

  it('are refused when the list has too few left, and nothing is signed then', async () => {
    const list = await newList()
    await reserveStatusIndices(list, 131_072 - 11)
    const out = newFolder()
    expect(await codeOf(() => run(out, { statusList: list }))).toBe('status.list_full')
    expect(await codeOf(() => run(out, { statusList: list, dryRun: true }))).toBe('status.list_full')
    expect(readdirSync(out)).toEqual([])
    await run(out, { job: 'without-status' })
    const enough = newFolder()
    await run(enough, { statusList: list }, [...people(11)])
    expect((await readStatusListFile(list)).used).toBe(131_072)
  })

  it('are reserved by name', async () => {
    const list = await newList()
    const first = await reserveStatusIndices(list, 5, { reservation: 'a' })
    await reserveStatusIndices(list, 3)
    expect(await reserveStatusIndices(list, 5, { reservation: 'a' })).toEqual(first)
    const other = await reserveStatusIndices(list, 5, { reservation: 'b' })
    expect(new Set([...first.indices, ...other.indices]).size).toBe(10)
    expect(await codeOf(() => reserveStatusIndices(list, 6, { reservation: 'a' }))).toBe('status.reservation')
    expect((await readStatusListFile(list)).used).toBe(13)
    for (const reservation of ['', '__proto__', 'constructor', 'a\nb', '\ud800', 'x'.repeat(201), 5 as never]) {
      await expect(reserveStatusIndices(list, 1, { reservation })).rejects.toThrow(/^reservation must be/)
    }
    const damaged = JSON.parse(readFileSync(list, 'utf8'))
    writeFileSync(list, JSON.stringify({ ...damaged, reservations: { a: { first: 10, count: 5 } } }))
    expect(await codeOf(() => reserveStatusIndices(list, 1))).toBe('status.list_file')
  })
})
