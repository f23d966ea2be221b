import { type SpawnSyncReturns, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStatusList } from '../../src/status-list.ts'
import { createStatusListFile, readStatusListFile } from '../../src/status-list-file.ts'
import { pngWith } from '../support/images.ts'
import { linesOf, treeOf } from './folders.ts'
import { KEY, NOW, TEMPLATE } from './people.ts'

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const random = randomFrom(seed)
const root = fileURLToPath(new URL('../..', import.meta.url))
const place = mkdtempSync(join(tmpdir(), 'badgesmith-kill-'))
const killer = new URL('kill-at.mjs', import.meta.url).href
const ROWS = 100

beforeAll(async () => {
  console.log(`kills from SEED=${seed}`)
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction')
  writeFileSync(join(place, 'package.json'), '{ "type": "module" }')
  await build({
    entry: { cli: join(root, 'src/cli/main.ts'), 'batch-worker': join(root, 'src/batch/worker.ts') },
    outDir: join(place, 'dist'),
    format: 'esm',
    platform: 'node',
    target: 'node20',
    skipNodeModulesBundle: true,
    removeNodeProtocol: false,
    config: false,
    silent: true,
  })
  writeFileSync(join(place, 'key.json'), JSON.stringify(KEY))
  writeFileSync(join(place, 'issuer.json'), '{"name":"Center for Collaborative Education"}')
  writeFileSync(join(place, 'template.json'), JSON.stringify(TEMPLATE))
  writeFileSync(join(place, 'picture.png'), pngWith())
  const rows = Array.from(
    { length: ROWS },
    (_, at) => `T${at},${at % 10 === 3 ? 'none' : `teacher${at}@district.example`}`,
  )
  writeFileSync(join(place, 'rows.csv'), ['Teacher ID,Email', ...rows].join('\n'))
  await createStatusListFile(
    join(place, 'list.json'),
    createStatusList({ url: 'https://cce.example/status/1', purpose: 'revocation' }),
  )
  await finish('undisturbed')
}, 120_000)

afterAll(() => rmSync(place, { recursive: true, force: true }))

/** Runs the job in a folder of this name, with a status list of its own that begins as all others do. */
function start(name: string, more: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const folder = join(place, name)
  mkdirSync(folder, { recursive: true })
  const list = join(folder, 'list.json')
  if (!existsSync(list)) cpSync(join(place, 'list.json'), list)
  const files = ['--rows', 'rows.csv', '--template', 'template.json', '--key', 'key.json', '--issuer', 'issuer.json']
  const kind = ['--image', 'picture.png', '--status-list', list, '--job', 'spring', '--now', NOW]
  const args = ['--import', killer, 'dist/cli.js', 'batch', ...files, ...kind, '--out', join(folder, 'out'), ...more]
  const child = spawn(process.execPath, args, {
    cwd: place,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const { KILL_AFTER: after } = environment
  const timer = after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), Number(after))
  return new Promise((resolve) =>
    child.on('close', (status, signal) => {
      clearTimeout(timer)
      resolve({ status, signal, stderr })
    }),
  )
}

type Ended = Pick<SpawnSyncReturns<string>, 'status' | 'signal' | 'stderr'>

async function finish(name: string, more: readonly string[] = []): Promise<void> {
  const { status, stderr } = await start(name, more)
  expect({ status, stderr: status === 1 ? '' : stderr }).toEqual({ status: 1, stderr: '' })
}

async function expectUndisturbed(name: string): Promise<void> {
  expect(treeOf(join(place, name, 'out'))).toEqual(treeOf(join(place, 'undisturbed', 'out')))
  const { used } = await readStatusListFile(join(place, name, 'list.json'))
  expect(used).toBe(ROWS)
  const indices = linesOf(join(place, name, 'out/manifest.ndjson')).flatMap(
    (line) => JSON.parse(line).statusListIndex ?? [],
  )
  expect(new Set(indices).size).toBe(ROWS * 0.9)
}

describe(`a batch that is killed (SEED=${seed})`, () => {
  it('at things that it does to the disk, again and again, ends with the files of an undisturbed run', async () => {
    // The first ones are the folder, the lock, the job and the reservation; then come badges and lines.
    const kills = [1 + random(4), 5 + random(10), 12 + random(14), 20 + random(60), 60 + random(140)]
    let killed = 0
    for (const at of kills) {
      const { signal } = await start('steps', [], { KILL_AT: String(at) })
      if (signal === 'SIGKILL') killed++
    }
    expect(killed).toBeGreaterThanOrEqual(4)
    await finish('steps')
    await expectUndisturbed('steps')
  }, 120_000)

  it('at any moments, with worker threads, ends with the files of an undisturbed run', async () => {
    let delay = 150
    for (let kill = 0; kill < 3; kill++) {
      const { signal } = await start('moments', ['--workers', '2'], { KILL_AFTER: String(delay + random(500)) })
      if (signal === null) break
      delay += 150
    }
    await finish('moments', ['--workers', '2'])
    await expectUndisturbed('moments')
  }, 120_000)

  it('leaves no badge in its folder that is cut short', async () => {
    await start('whole', [], { KILL_AT: String(100 + random(100)) })
    const tree = treeOf(join(place, 'whole', 'out'))
    const good = treeOf(join(place, 'undisturbed', 'out'))
    const badges = Object.keys(tree).filter((name) => name.endsWith('.png'))
    expect(badges.filter((name) => tree[name] !== good[name])).toEqual([])
    const lines = readFileSync(join(place, 'whole', 'out/manifest.ndjson'), 'utf8')
      .split('\n')
      .slice(0, -1)
    const named = lines.flatMap((line) => JSON.parse(line).file ?? [])
    expect(named.filter((name) => !(name in tree))).toEqual([])
  }, 60_000)
})

/** A generator of whole numbers below a bound (mulberry32). */
function randomFrom(start: number): (bound: number) => number {
  let state = start
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % bound
  }
}
