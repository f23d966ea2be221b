import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'tsup'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breakLock, withFileLock } from '../../src/files/lock.ts'
import { ownIdentity } from '../../src/files/owner.ts'
import { createStatusList, decodeStatusList, getStatus, setStatus } from '../../src/status-list.ts'
import {
  createStatusListFile,
  publishStatusListFile,
  readStatusListFile,
  reserveStatusIndices,
  updateStatusListFile,
} from '../../src/status-list-file.ts'
import { codeOf } from '../support/codes.ts'

const url = 'https://issuer.example/status/1'
const issuer = 'did:web:issuer.example'
const sign = async (credential: object): Promise<object> => ({ ...credential, proof: {} })

let folder: string
let files = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'status-list-'))
  await build({
    entry: { writer: new URL('list-writer.ts', import.meta.url).pathname },
    format: 'esm',
    outDir: folder,
    outExtension: () => ({ js: '.mjs' }),
    noExternal: [/./],
    platform: 'node',
    target: 'node20',
    config: false,
    silent: true,
  })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** A new list in a folder of its own. */
async function newFile(purpose: 'revocation' | 'suspension' = 'revocation'): Promise<string> {
  const path = join(await mkdtemp(join(folder, 'list-')), `${++files}.json`)
  await createStatusListFile(path, createStatusList({ url, purpose }))
  return path
}

async function isSet(path: string, index: number): Promise<boolean> {
  return getStatus((await readStatusListFile(path)).list, index) !== 0
}

/** Names beside the list, which there should be none of. */
async function beside(path: string): Promise<string[]> {
  const names = await readdir(join(path, '..'))
  return names.filter((name) => !path.endsWith(`/${name}`))
}

function start(
  path: string,
  command: string,
  environment: Record<string, string> = {},
  stderr: 'inherit' | 'ignore' = 'inherit',
): ChildProcess {
  const env = { ...process.env, ...environment }
  return spawn(process.execPath, [join(folder, 'writer.mjs'), path, command], {
    env,
    stdio: ['pipe', 'pipe', stderr],
  })
}

async function ended(child: ChildProcess): Promise<{ signal: string | null; code: number | null; lines: string[] }> {
  let text = ''
  child.stdout?.on('data', (chunk) => {
    text += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve({ code, signal, lines: text.split('\n').filter((line) => line !== '') }),
    )
  })
}

async function said(child: ChildProcess, word: string): Promise<void> {
  for await (const chunk of child.stdout ?? []) if (String(chunk).includes(word)) return
}

/** A list whose lock is held by a process that was killed. */
async function orphaned(): Promise<string> {
  const path = await newFile()
  const child = start(path, 'hold')
  await said(child, 'held')
  child.kill('SIGKILL')
  await new Promise((resolve) => child.on('close', resolve))
  expect(await beside(path)).toHaveLength(1)
  return path
}

describe('a status list in a file', () => {
  it('is read as it was made, for its owner only, with nothing beside it', async () => {
    const path = await newFile()
    expect(await readStatusListFile(path)).toEqual({ list: createStatusList({ url, purpose: 'revocation' }), used: 0 })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await beside(path)).toEqual([])
  })

  it('keeps every member of a list', async () => {
    const messages = ['a', 'b', 'c', 'd']
    const list = setStatus(createStatusList({ url, purpose: ['message', 'refresh'], statusSize: 2, messages }), 3, 2)
    const path = join(folder, 'all.json')
    await createStatusListFile(path, list)
    expect((await readStatusListFile(path)).list).toEqual(list)
  })

  it('is never written over by a new one', async () => {
    const path = await newFile()
    await updateStatusListFile(path, [{ index: 7, value: 1 }])
    const again = () => createStatusListFile(path, createStatusList({ url, purpose: 'revocation' }))
    expect(await codeOf(again)).toBe('status.list_file')
    expect(await isSet(path, 7)).toBe(true)
    expect(await beside(path)).toEqual([])
  })

  it('keeps the permissions that somebody gave it', async () => {
    const path = await newFile()
    await chmod(path, 0o640)
    await updateStatusListFile(path, [{ index: 7, value: 1 }])
    expect((await stat(path)).mode & 0o777).toBe(0o640)
  })

  it('takes a change over the revision that it was made from and over no other', async () => {
    const path = await newFile('suspension')
    const first = await updateStatusListFile(path, [{ index: 7, value: 1 }], { revision: 0 })
    expect(first.list.revision).toBe(1)
    const late = () => updateStatusListFile(path, [{ index: 7, value: 0 }], { revision: 0 })
    expect(await codeOf(late)).toBe('status.conflict')
    expect(await isSet(path, 7)).toBe(true)
    await updateStatusListFile(path, [{ index: 7, value: 0 }], { revision: 1 })
    expect(await isSet(path, 7)).toBe(false)
  })

  it('takes back no revocation, and is as it was after a refusal', async () => {
    const path = await newFile()
    await updateStatusListFile(path, [{ index: 7, value: 1 }])
    const before = await readFile(path, 'utf8')
    expect(await codeOf(() => updateStatusListFile(path, [{ index: 7, value: 0 }]))).toBe('status.irreversible')
    expect(await codeOf(() => updateStatusListFile(path, [{ index: 131_072, value: 1 }]))).toBe('status.index_range')
    expect([await readFile(path, 'utf8'), await beside(path)]).toEqual([before, []])
  })

  it('loses nothing when one process does many things at once', async () => {
    const path = await newFile()
    const indices = Array.from({ length: 12 }, (_, at) => at * 7)
    await Promise.all(indices.map((index) => updateStatusListFile(path, [{ index, value: 1 }])))
    const { list } = await readStatusListFile(path)
    expect([list.revision, indices.every((index) => getStatus(list, index) === 1)]).toEqual([12, true])
  })

  it('has one lock, by whatever link it is reached', async () => {
    const path = await newFile()
    const alias = join(folder, 'alias.json')
    await symlink(path, alias)
    await withFileLock(path, async () => {
      const blocked = () => updateStatusListFile(alias, [{ index: 7, value: 1 }], { waitMilliseconds: 20 })
      expect(await codeOf(blocked)).toBe('status.locked')
    })
    await updateStatusListFile(alias, [{ index: 7, value: 1 }])
    expect(await isSet(path, 7)).toBe(true)
  })

  it.each([
    ['is not there', undefined],
    ['is empty', ''],
    ['is cut off', '{"format":"badgesmith status list 1","url":'],
    ['is something else', '{"type":"Profile"}'],
  ])('that %s is status.list_file', async (_what, text) => {
    const path = join(folder, `${++files}.json`)
    if (text !== undefined) await writeFile(path, text)
    expect(await codeOf(() => readStatusListFile(path))).toBe('status.list_file')
    expect(await codeOf(() => updateStatusListFile(path, [{ index: 1, value: 1 }]))).toBe('status.list_file')
    expect(await codeOf(() => reserveStatusIndices(path, 1))).toBe('status.list_file')
    expect((await readdir(folder)).filter((name) => name.startsWith(`${files}.json.`))).toEqual([])
  })

  it.each([
    ['format', 'another'],
    ['url', 'nowhere'],
    ['purpose', undefined],
    ['length', 131_080],
    ['length', undefined],
    ['statusSize', 2],
    ['revision', undefined],
    ['revision', -1],
    ['used', 131_073],
    ['used', undefined],
    ['key', 'AAAA'],
    ['key', undefined],
    ['messages', 7],
    ['encodedList', 'uH4sI'],
    ['encodedList', undefined],
  ])('with a wrong %s (%s) is status.list_file', async (name, value) => {
    const path = await newFile()
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), [name]: value }))
    expect(await codeOf(() => readStatusListFile(path))).toBe('status.list_file')
  })
})

describe('indices', () => {
  it('are used from the moment they are reserved, each once', async () => {
    const path = await newFile()
    const blocks = [await reserveStatusIndices(path, 3), await reserveStatusIndices(path, 5)]
    expect(blocks.map(({ first }) => first)).toEqual([0, 3])
    expect(new Set(blocks.flatMap(({ indices }) => indices)).size).toBe(8)
    expect((await readStatusListFile(path)).used).toBe(8)
    expect((await readStatusListFile(path)).list.revision).toBe(0)
  })

  it('lie elsewhere in every list, since each has a key of its own', async () => {
    const [one, other] = [
      await reserveStatusIndices(await newFile(), 20),
      await reserveStatusIndices(await newFile(), 20),
    ]
    expect(one.indices).not.toEqual(other.indices)
  })

  it('end with the list, and a block that is too large takes none', async () => {
    const path = await newFile()
    await reserveStatusIndices(path, 131_070)
    expect(await codeOf(() => reserveStatusIndices(path, 3))).toBe('status.list_full')
    expect((await reserveStatusIndices(path, 2)).indices).toHaveLength(2)
    expect(await codeOf(() => reserveStatusIndices(path, 1))).toBe('status.list_full')
    await expect(reserveStatusIndices(path, 0)).rejects.toThrow(TypeError)
  })
})

describe('publishing', () => {
  it('writes the signed list, readable by the web server', async () => {
    const path = await newFile()
    await updateStatusListFile(path, [{ index: 7, value: 1 }])
    const to = join(folder, 'published.json')
    const signed = await publishStatusListFile(path, { to, issuer, sign, validFrom: '2026-03-01T00:00:00Z' })
    const text = await readFile(to, 'utf8')
    expect(JSON.parse(text)).toEqual(signed)
    const { credentialSubject } = JSON.parse(text)
    expect((await decodeStatusList(credentialSubject.encodedList))[0]).toBe(1)
    expect(text).not.toContain(JSON.parse(await readFile(path, 'utf8')).key)
  })

  it('writes a JWT as it is', async () => {
    const to = join(folder, 'published.jwt')
    await publishStatusListFile(await newFile(), { to, issuer, sign: async () => 'eyJ.e30.c2ln' })
    expect(await readFile(to, 'utf8')).toBe('eyJ.e30.c2ln')
  })

  it('leaves what was published where signing fails', async () => {
    const path = await newFile()
    const to = join(folder, 'kept.json')
    await writeFile(to, 'before')
    const failing = async (): Promise<string> => Promise.reject(new Error('the key is away'))
    await expect(publishStatusListFile(path, { to, issuer, sign: failing })).rejects.toThrow('away')
    expect([await readFile(to, 'utf8'), await beside(path)]).toEqual(['before', []])
  })

  it('never writes over the list itself', async () => {
    const path = await newFile()
    await expect(publishStatusListFile(path, { to: path, issuer, sign })).rejects.toThrow('to must be')
  })
})

describe('the lock', () => {
  it('is refused after the wait while a living process holds it, and named in the hint', async () => {
    const path = await newFile()
    const child = start(path, 'hold')
    await said(child, 'held')
    const blocked = updateStatusListFile(path, [{ index: 7, value: 1 }], { waitMilliseconds: 50 })
    await expect(blocked).rejects.toMatchObject({ code: 'status.locked', message: expect.stringContaining('.lock') })
    child.kill('SIGKILL')
    await new Promise((resolve) => child.on('close', resolve))
    await updateStatusListFile(path, [{ index: 7, value: 1 }], { waitMilliseconds: 2000 })
    expect([await isSet(path, 7), await beside(path)]).toEqual([true, []])
  })

  it.skipIf(process.platform !== 'linux')(
    'of a process whose number was given to another is known by its start, where /proc tells it',
    async () => {
      const path = await newFile()
      const me = await ownIdentity()
      const lock = `${path}.lock`
      await writeFile(
        lock,
        JSON.stringify({ ...me, started: me.started?.replace(/\d$/, (digit) => `${(Number(digit) + 1) % 10}`) }),
      )
      await updateStatusListFile(path, [{ index: 7, value: 1 }], { waitMilliseconds: 0 })
      await writeFile(lock, JSON.stringify(me))
      expect(await codeOf(() => updateStatusListFile(path, [{ index: 8, value: 1 }], { waitMilliseconds: 30 }))).toBe(
        'status.locked',
      )
    },
  )

  it.each([
    [
      'of another host',
      async () => JSON.stringify({ ...(await ownIdentity()), pid: 2 ** 22 + 1, place: 'elsewhere 1' }),
    ],
    ['that is no lock of ours', async () => 'somebody was here'],
    ['with a hostile name in it', async () => JSON.stringify({ ...(await ownIdentity()), nonce: '../../list' })],
  ])('%s is left alone', async (_what, content) => {
    const path = await newFile()
    await writeFile(`${path}.lock`, await content())
    expect(await codeOf(() => updateStatusListFile(path, [{ index: 7, value: 1 }], { waitMilliseconds: 30 }))).toBe(
      'status.locked',
    )
    expect(await beside(path)).toHaveLength(1)
  })

  it('is broken once, however many find it orphaned at the same time', async () => {
    const path = await orphaned()
    const indices = Array.from({ length: 10 }, (_, at) => at)
    await Promise.all(indices.map((index) => updateStatusListFile(path, [{ index, value: 1 }])))
    const { list } = await readStatusListFile(path)
    expect([list.revision, await beside(path)]).toEqual([10, []])
  })

  it('of a living process stays, although its dead predecessor is found late', async () => {
    const path = await newFile()
    const dead = { ...(await ownIdentity()), pid: 2 ** 22 + 1 }
    await withFileLock(path, async () => {
      const lock = `${path}.lock`
      const own = await readFile(lock, 'utf8')
      const card = `${path}.card`
      await writeFile(card, JSON.stringify(await ownIdentity()))
      expect(await breakLock(lock, dead, card)).toBe(false)
      expect(await readFile(lock, 'utf8')).toBe(own)
      await rm(card)
    })
    expect(await beside(path)).toEqual([])
  })

  it('of a dead process is left to the one who has claimed it and lives', async () => {
    const path = await newFile()
    const lock = `${path}.lock`
    const dead = { ...(await ownIdentity()), pid: 2 ** 22 + 1 }
    const claim = `${lock}.${dead.nonce}.claim`
    await writeFile(lock, JSON.stringify(dead))
    await writeFile(claim, JSON.stringify(await ownIdentity()))
    const blocked = () => updateStatusListFile(path, [{ index: 7, value: 1 }], { waitMilliseconds: 30 })
    expect(await codeOf(blocked)).toBe('status.locked')
    const heir = { ...(await ownIdentity()), pid: 2 ** 22 + 1 }
    await writeFile(claim, JSON.stringify(heir))
    await updateStatusListFile(path, [{ index: 7, value: 1 }], { waitMilliseconds: 0 })
    expect([await isSet(path, 7), await beside(path)]).toEqual([true, []])
  })
})

describe.concurrent('a process that is killed', () => {
  const STEPS = 10

  it(`makes ${STEPS} changes to the file system for one revocation`, async () => {
    const path = await newFile()
    const { lines } = await ended(start(path, 'revoke:7:1', { STEPS: '1' }))
    expect(lines).toEqual(['7', `steps ${STEPS}`])
  })

  it.each(Array.from({ length: STEPS }, (_, at) => at + 1))(
    'before change %i of a revocation leaves the old list or the new, and the next one goes on',
    async (failpoint) => {
      const path = await newFile()
      await updateStatusListFile(path, [{ index: 3, value: 1 }])
      const { signal, lines } = await ended(start(path, 'revoke:7:1', { FAILPOINT: String(failpoint), TORN: '1' }))
      expect([signal, lines]).toEqual(['SIGKILL', []])
      const { list } = await readStatusListFile(path)
      expect([getStatus(list, 3), getStatus(list, 7)]).toEqual([1, list.revision - 1])
      await updateStatusListFile(path, [{ index: 9, value: 1 }], { waitMilliseconds: 2000 })
      expect([await isSet(path, 3), await isSet(path, 9)]).toEqual([true, true])
      // Before the lock there is nothing yet that the next one could know of, except the card of the dead.
      expect((await beside(path)).length).toBeLessThanOrEqual(failpoint === 1 || failpoint === 2 ? 1 : 0)
    },
  )

  it.each([4, 7, 8, 10])('before change %i of a reservation lets no index be given out twice', async (failpoint) => {
    const path = await newFile()
    const before = await reserveStatusIndices(path, 4)
    const { lines } = await ended(start(path, 'reserve:4:1', { FAILPOINT: String(failpoint), TORN: '1' }))
    const after = await reserveStatusIndices(path, 4, { waitMilliseconds: 2000 })
    const all = [...before.indices, ...lines.map(Number), ...after.indices]
    expect(new Set(all).size).toBe(all.length)
    expect([4, 8]).toContain(after.first)
  })

  it.each([4, 5, 6, 7, 8])(
    'before change %i of publishing leaves the old publication or the new',
    async (failpoint) => {
      const path = await newFile()
      const to = `${path}.published`
      await publishStatusListFile(path, { to, issuer, sign })
      const old = await readFile(to, 'utf8')
      await updateStatusListFile(path, [{ index: 7, value: 1 }])
      const { signal } = await ended(start(path, `publish:${to}`, { FAILPOINT: String(failpoint), TORN: '1' }))
      expect(signal).toBe('SIGKILL')
      const now = await readFile(to, 'utf8')
      expect(now === old).toBe(failpoint < 8)
      expect(JSON.parse(now).id).toBe(url)
      await publishStatusListFile(path, { to, issuer, sign, waitMilliseconds: 2000 })
    },
  )

  it.each(Array.from({ length: 9 }, (_, at) => at + 2))(
    'before change %i while it breaks the lock of another dead one leaves neither stuck nor lost',
    async (failpoint) => {
      const path = await orphaned()
      const { signal } = await ended(start(path, 'revoke:7:1', { FAILPOINT: String(failpoint) }))
      expect(signal).toBe('SIGKILL')
      await Promise.all(
        [20, 21, 22].map((index) => updateStatusListFile(path, [{ index, value: 1 }], { waitMilliseconds: 3000 })),
      )
      const { list } = await readStatusListFile(path)
      expect([20, 21, 22].map((index) => getStatus(list, index))).toEqual([1, 1, 1])
    },
  )
})

describe.concurrent('a disk that is full or fails', () => {
  it.each([1, 2, 4, 5, 6, 7, 9])(
    'at change %i is said, loses nothing, and leaves nothing behind',
    async (failpoint) => {
      const path = await newFile()
      await updateStatusListFile(path, [{ index: 3, value: 1 }])
      const child = start(path, 'revoke:7:1', { FAILPOINT: String(failpoint), FAULT: 'ENOSPC', TORN: '1' }, 'ignore')
      const { code, lines } = await ended(child)
      expect([code, lines]).toEqual([1, []])
      const { list } = await readStatusListFile(path)
      expect([getStatus(list, 3), getStatus(list, 7), list.revision]).toEqual(failpoint < 9 ? [1, 0, 1] : [1, 1, 2])
      expect(await beside(path)).toEqual([])
      await updateStatusListFile(path, [{ index: 9, value: 1 }], { waitMilliseconds: 0 })
    },
  )
})

describe('a disk that fails to remove what lies about', () => {
  it('keeps nobody out: the change is made and the lock is free', async () => {
    const path = await newFile()
    const { code, lines } = await ended(start(path, 'revoke:7:1', { FAILPOINT: '3', FAULT: 'EIO' }))
    expect([code, lines, await isSet(path, 7)]).toEqual([0, ['7'], true])
    await updateStatusListFile(path, [{ index: 9, value: 1 }], { waitMilliseconds: 0 })
  })
})

describe('two processes at once', () => {
  async function together(path: string, commands: readonly string[]): Promise<string[][]> {
    const children = commands.map((command) => start(path, command, { GATE: '1' }))
    const results = children.map(ended)
    await Promise.all(children.map((child) => new Promise((resolve) => child.stdout?.once('data', resolve))))
    for (const child of children) child.stdin?.end('go\n')
    return (await Promise.all(results)).map(({ code, lines }) => {
      expect(code).toBe(0)
      return lines.filter((line) => line !== 'ready')
    })
  }

  it('revoke fifty each, and all hundred are revoked', async () => {
    const path = await newFile()
    await together(path, ['revoke:0:50', 'revoke:1000:50'])
    const { list } = await readStatusListFile(path)
    const set = Array.from({ length: 2000 }, (_, index) => index).filter((index) => getStatus(list, index) === 1)
    expect([list.revision, set.length, set[49], set[50], set[99]]).toEqual([100, 100, 49, 1000, 1049])
    expect(await beside(path)).toEqual([])
  })

  it('reserve twenty blocks each, and no index is given out twice', async () => {
    const path = await newFile()
    const lines = await together(path, ['reserve:5:20', 'reserve:5:20'])
    expect(new Set(lines.flat()).size).toBe(200)
    expect((await readStatusListFile(path)).used).toBe(200)
  })

  it('of which one is killed again and again lose nothing of what was done', async () => {
    const path = await newFile()
    const steady = ended(start(path, 'revoke:1000:30'))
    const done: number[] = []
    for (const failpoint of [14, 17, 23, 27]) {
      const { lines } = await ended(
        start(path, `revoke:${failpoint * 10}:9`, { FAILPOINT: String(failpoint), TORN: '1' }),
      )
      done.push(...lines.map(Number))
    }
    expect((await steady).code).toBe(0)
    await updateStatusListFile(path, [{ index: 5000, value: 1 }])
    const { list } = await readStatusListFile(path)
    const promised = [...done, ...Array.from({ length: 30 }, (_, at) => 1000 + at), 5000]
    expect(promised.filter((index) => getStatus(list, index) !== 1)).toEqual([])
  })
})
