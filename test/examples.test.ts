import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  loadEvidence,
  loadIssuer,
  loadMicroCredential,
  loadPicture,
  loadRecipients,
  SLUGS,
} from '../examples/assessment-design/index.ts'
import {
  bake,
  buildCredential,
  createIssuer,
  explain,
  type Issuer,
  issueCredential,
  lintCredential,
  unbake,
  validateCredential,
  verifyCredential,
} from '../src/index.ts'
import { chunksOf } from './support/images.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const NOW = new Date('2026-06-01T09:00:00Z')
const RECIPIENT = { email: 'd.reyes@district.example' }

let issuer: Issuer
let scratch: string
let once: Promise<ReadonlyMap<string | undefined, string>> | undefined

beforeAll(async () => {
  issuer = await createIssuer(await loadIssuer())
  scratch = await mkdtemp(join(tmpdir(), 'badgesmith-examples-'))
})
afterAll(() => rm(scratch, { recursive: true, force: true }))

describe.each(SLUGS)('the micro-credential %s', (slug) => {
  it('builds into a badge that validates without a warning', async () => {
    const input = { ...(await loadMicroCredential(slug)), recipient: RECIPIENT }
    const badge = await buildCredential(input, issuer.profile, { now: NOW })
    expect(validateCredential(badge)).toMatchObject({ valid: true, problems: [] })
  })

  it('gets no advice, from 1EdTech’s point of view and from that of wallets either', async () => {
    for (const { recipient } of await loadRecipients()) {
      const badge = await issueCredential({ ...(await loadMicroCredential(slug)), recipient }, issuer, { now: NOW })
      expect(lintCredential(badge, { for: ['1edtech'] })).toEqual([])
      // A wallet wants a DID, and one of the three has given an email address only.
      const codes = lintCredential(badge, { for: ['wallets'] }).map(({ code }) => code)
      expect(codes).toEqual('id' in recipient ? [] : ['lint.subject_id'])
    }
  })

  it('verifies offline for each of the three teachers, with the evidence that was assessed', async () => {
    const evidence = await loadEvidence(slug)
    for (const { recipient } of await loadRecipients()) {
      const badge = await issueCredential({ ...(await loadMicroCredential(slug)), recipient }, issuer, { now: NOW })
      const { id, email } = recipient
      const known = { ...(id !== undefined && { id }), ...(email !== undefined && { email }) }
      const report = await verifyCredential(badge, { now: NOW, recipient: known, evidence })
      expect(report.problems).toEqual([])
      expect(report.verdict).toBe('valid')
      expect(report.checks.evidence.items.map(({ state }) => state)).toEqual(Array(4).fill('unchanged'))
    }
  })

  it('keeps the private reflection to its digest', async () => {
    const input = { ...(await loadMicroCredential(slug)), recipient: RECIPIENT }
    const badge = await issueCredential(input, issuer, { now: NOW })
    const reflection = badge.evidence?.find(({ genre }) => genre === 'Reflection')
    expect(reflection).toMatchObject({ id: expect.stringMatching(/^urn:uuid:/), audience: 'Assessors only' })
    expect(reflection?.digestMultibase).toMatch(/^uEi/)
    expect(reflection).not.toHaveProperty('narrative')
    const text = new TextDecoder().decode((await loadEvidence(slug))[reflection?.id ?? ''])
    expect(text.length).toBeGreaterThan(200)
    expect(JSON.stringify(badge)).not.toContain(text.slice(0, 40))
  })

  it('counts hours in a result and never as academic credit', async () => {
    const input = { ...(await loadMicroCredential(slug)), recipient: RECIPIENT }
    const badge = await buildCredential(input, issuer.profile, { now: NOW })
    const { achievement, result, ...subject } = badge.credentialSubject
    const hours = achievement.resultDescription?.find(({ resultType }) => resultType === 'ext:pdHours')
    expect(result?.find(({ resultDescription }) => resultDescription === hours?.id)?.value).toMatch(/^\d+$/)
    expect(subject).not.toHaveProperty('creditsEarned')
    expect(achievement).not.toHaveProperty('creditsAvailable')
  })

  it('is baked into pictures from which it comes out as it went in, and the picture stays the picture', async () => {
    const input = { ...(await loadMicroCredential(slug)), recipient: RECIPIENT }
    const badge = await issueCredential(input, issuer, { now: NOW })
    const plain = await loadPicture(slug, 'png')
    const baked = bake(plain, badge)
    expect(JSON.parse(unbake(baked))).toEqual(badge)
    expect(pixelsOf(baked).equals(pixelsOf(plain))).toBe(true)
    const svg = bake(await loadPicture(slug, 'svg'), badge)
    expect(JSON.parse(unbake(svg))).toEqual(badge)
    expect(() => bake(baked, badge)).toThrow(expect.objectContaining({ code: 'image.already_baked' }))
    expect(bake(baked, badge, { replace: true })).toEqual(baked)
  })
})

describe('the files under examples/', () => {
  it.each([
    ['issue.ts', '"eddsa-rdfc-2022"'],
    ['bake.ts', 'the badge comes out unchanged: true'],
    ['keys.ts', 'the same after reloading: true'],
    ['verify.ts', 'recipient.mismatch'],
  ])('%s runs as it stands', async (file, words) => {
    expect((await printed()).get(file)).toContain(words)
  })

  it('start.ts does the main job, twice in a row and with the same key', async () => {
    const output = join(scratch, 'output')
    const first = await example('start.ts', output)
    expect(first.stdout).toContain('New key')
    const second = await example('start.ts', output)
    expect(second.stdout).not.toContain('New key')
    for (const { stdout, stderr } of [first, second]) {
      expect(stderr).toBe('')
      expect(stdout.match(/^ {2}valid: /gm)).toHaveLength(18)
      expect(stdout).toContain('did:key:z6Mk')
    }
    expect(issuerOf(first.stdout)).toBe(issuerOf(second.stdout))
    expect((await stat(join(scratch, 'issuer.key.json'))).mode & 0o777).toBe(0o600)
    // For each of nine badges: JSON, PNG, SVG, and a report for either picture; and no key among them.
    expect(await readdir(output)).toHaveLength(9 * 5)
    const picture = new Uint8Array(await readFile(join(output, 'daniel-reyes-rubric-design.png')))
    const report = await verifyCredential(picture, { recipient: RECIPIENT })
    expect(report.verdict).toBe('valid')
    const words = await readFile(join(output, 'daniel-reyes-rubric-design.png.report.txt'), 'utf8')
    // The last line says when it was checked.
    const lines = explain(report).split('\n').slice(0, -1)
    expect(words.split('\n').slice(0, lines.length)).toEqual(lines)
  })
})

/** What those that need nothing print, by file: one process runs them all, because starting it takes longest. */
function printed(): Promise<ReadonlyMap<string | undefined, string>> {
  once ??= (async () => {
    const files = ['issue.ts', 'bake.ts', 'keys.ts', 'verify.ts']
    const lines = files.map((file) => `console.log('\\n=== ${file}'); await import(${JSON.stringify(urlOf(file))})`)
    const code = ['--import', 'tsx', '--input-type=module', '--eval', lines.join('\n')]
    const { stdout, stderr } = await run(process.execPath, code, { cwd: root })
    expect(stderr).toBe('')
    return new Map(stdout.split('\n=== ').map((text) => [text.split('\n', 1)[0], text]))
  })()
  return once
}

function urlOf(file: string): string {
  return new URL(`../examples/${file}`, import.meta.url).href
}

function example(file: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, ['--import', 'tsx', `examples/${file}`, ...args], { cwd: root })
}

function issuerOf(stdout: string): string | undefined {
  return /did:key:\w+/.exec(stdout)?.[0]
}

/** Header and decompressed scan lines: equal ones are equal pixels, by zlib and not by our own reader. */
function pixelsOf(png: Uint8Array): Buffer {
  const chunks = chunksOf(png)
  const header = chunks.filter(({ type }) => ['IHDR', 'PLTE', 'tRNS'].includes(type)).map(({ data }) => data)
  const scan = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)))
  return Buffer.concat([...header, scan])
}
