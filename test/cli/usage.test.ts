import { describe, expect, it } from 'vitest'
import { EXIT, type ExitStatus, worst } from '../../src/cli/exit-status.ts'
import { inOrder } from '../../src/cli/in-order.ts'
import { problemText } from '../../src/cli/output.ts'
import { csvLine } from '../../src/csv.ts'
import { createProblem, type Problem } from '../../src/errors.ts'
import { badgesmith, temporaryPlace } from '../support/program.ts'

const place = temporaryPlace()
const COMMANDS = ['keygen', 'issue', 'verify', 'bake', 'unbake', 'lint', 'status']

describe('the help', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']]])('is shown with an example for %j', async (args) => {
    const { status, stdout, stderr } = await badgesmith(args)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    for (const command of COMMANDS) expect(stdout).toContain(`badgesmith ${command}`)
    expect(stdout).toContain('\n  badgesmith verify badge.png\n')
  })

  it.each(COMMANDS.flatMap((command) => [[[command, '--help']], [[command, '-h']], [['help', command]]]))(
    'of %j has an example and every line fits',
    async (args) => {
      const { status, stdout } = await badgesmith(args)
      expect(status).toBe(0)
      expect(stdout).toMatch(/^Examples?:\n {2}badgesmith /m)
      const [text = ''] = stdout.split(/^Usage|^Example/m)
      expect(text.split('\n').filter((line) => line.length > 100)).toEqual([])
    },
  )

  it.each(['create', 'revoke', 'suspend', 'reinstate', 'publish'])('of status %s has an example', async (action) => {
    const { stdout } = await badgesmith(['status', action, '--help'])
    expect(stdout).toContain(`\n  badgesmith status ${action} --list `)
  })

  it('of issue has an input that can be copied', async () => {
    const { stdout } = await badgesmith(['issue', '--help'])
    const [copied = ''] = /^ {2}\{$.+?^ {2}\}$/ms.exec(stdout) ?? []
    await badgesmith(['keygen', '--out', place.path('copied.key.json')])
    const issuer = place.write('copied.issuer.json', { name: 'Center for Collaborative Education' })
    const files = ['--input', place.write('copied.json', copied), '--issuer', issuer]
    const { status, stdout: badge } = await badgesmith(['issue', ...files, '--key', place.path('copied.key.json')])
    expect(status).toBe(0)
    expect(JSON.parse(badge).credentialSubject.achievement.name).toBe('Rubric Design')
  })

  it('wins over whatever else is missing', async () => {
    expect((await badgesmith(['bake', '--help'])).status).toBe(0)
  })

  it('names the version', async () => {
    expect((await badgesmith(['--version'])).stdout).toMatch(/^badgesmith \d+\.\d+\.\d+\n$/)
  })
})

describe('wrong usage', () => {
  it.each([
    [['verfy'], 'verify'],
    [['status', 'revok'], 'revoke'],
    [['--hlep'], '--help'],
    [['keygen', '--algoritm', 'Ed25519'], '--algorithm'],
    [['keygen', '--algorithm', 'ed25519'], 'Ed25519'],
    [['verify', 'x', '--recipent', 'a@b.example'], '--recipient'],
    [['lint', 'x', '--for', 'wallet'], 'wallets'],
  ])('%j is told what was probably meant', async (args, meant) => {
    const { status, stdout, stderr } = await badgesmith(args)
    expect({ status, stdout }).toEqual({ status: EXIT.usage, stdout: '' })
    expect(stderr).toMatch(/^[^\n]*Did you mean [^\n]*\n$/)
    expect(stderr).toContain(meant)
  })

  it.each([
    [['frobnicate']],
    [['verify']],
    [['bake', 'a.png']],
    [['bake', 'a.png', 'b.json', 'c', '--out', 'd.png']],
    [['bake', 'a.png', 'b.json']],
    [['issue']],
    [['issue', '--input']],
    [['issue', '--input', '--json']],
    [['issue', '--input', 'a', '--input', 'b']],
    [['issue', '--input', 'a', '--image', 'b.png']],
    [['issue', '--input', 'a', '--now', '2026-01-01']],
    [['issue', '--input', 'a', '--jwt=yes']],
    [['keygen', 'extra']],
    [['keygen', '-x']],
    [['keygen', '--did-web', 'under_score.example']],
    [['keygen', '--did-web', '127.0.0.1']],
    [['keygen', '--constructor', 'x']],
    [['verify', 'a', '--recipient', 'somebody']],
    [['verify', 'a', '--recipient', 'did:example:a', '--recipient', 'did:example:b']],
    [['verify', 'a', '--now', 'now']],
    [['verify', 'a', '--json', '--csv', '-']],
    [['status', 'create', '--list', 'l']],
    [['status', 'create', '--list', 'l', '--url', 'http://cce.example/1']],
    [['status', 'create', '--list', 'l', '--url', 'https://cce.example/1#a']],
    [['verify', 'badge.json', '--locale', 'fr']],
    [['status', 'revoke', 'badge.json']],
    [['status', 'publish', '--list', 'l']],
  ])('%j is one line and 64', async (args) => {
    const { status, stdout, stderr } = await badgesmith(args)
    expect({ status, stdout }).toEqual({ status: EXIT.usage, stdout: '' })
    expect(stderr).toMatch(/^badgesmith[^\n]*--help" shows how\.\n$/)
  })

  it('takes a value that begins with a hyphen where it is meant', async () => {
    const { status, stderr } = await badgesmith(['verify', place.write('x.json', '{}'), '--locale=-x'])
    expect(status).toBe(EXIT.usage)
    expect(stderr).toContain('--locale cannot be "-x"')
  })

  it('takes what stands after -- for files', async () => {
    expect((await badgesmith(['verify', '--', '--json'])).status).toBe(EXIT.noInput)
  })
})

describe('advice', () => {
  it('stands after a full stop', async () => {
    const { stderr } = await badgesmith(['issue', '--input', 'x.json', '--out'])
    expect(stderr).toContain('--out FILE. "badgesmith issue --help" shows how.')
    expect((await badgesmith(['issue'])).stderr).toContain('issued. "badgesmith issue --help"')
  })

  it.each([
    ['member.recipient_unknown', 'Say who the person is, with { recipient }.', '--recipient'],
    ['stack.recipient_unknown', 'Say who the person is, with { recipient }.', '--recipient'],
    ['status.list_file', 'Create it first.', '"badgesmith status create"'],
  ] as const)('of %s speaks as the command line does', (code, hint, expected) => {
    const text = problemText(createProblem(code, 'It is so.', { hint }))
    expect(text).toContain(expected)
    expect(text).not.toContain(hint)
  })

  it('of a list file that is damaged stays as it is', () => {
    const hint = 'Restore it from a backup.'
    expect(problemText(createProblem('status.list_file', 'It is so.', { hint }))).toContain(hint)
  })
})

describe('a bug', () => {
  const broken = {
    createDocumentLoader: () => {
      throw new TypeError("Cannot read properties of undefined (reading 'x')")
    },
  }

  it('is one line and 70', async () => {
    const { status, stdout, stderr } = await badgesmith(['verify', 'x.json'], broken)
    expect({ status, stdout }).toEqual({ status: EXIT.bug, stdout: '' })
    expect(stderr).toMatch(/^[^\n]*bug[^\n]*BADGESMITH_DEBUG[^\n]*\n$/)
  })

  it('shows where it is when asked', async () => {
    const { stderr } = await badgesmith(['verify', 'x.json'], { ...broken, env: { BADGESMITH_DEBUG: '1' } })
    expect(stderr).toMatch(/\n {4}at /)
  })
})

describe('the output', () => {
  it('ends quietly when nobody reads it any more', async () => {
    const { status, stderr } = await badgesmith(['--help'], { stdoutFails: 'EPIPE' })
    expect({ status, stderr }).toEqual({ status: EXIT.ioError, stderr: '' })
  })

  it('says in one line that the disk is full', async () => {
    const { status, stderr } = await badgesmith(['--help'], { stdoutFails: 'ENOSPC' })
    expect(status).toBe(EXIT.ioError)
    expect(stderr).toMatch(/^[^\n]+ENOSPC[^\n]+\n$/)
  })

  it.each([
    [{}, false],
    [{ isTerminal: true }, true],
    [{ isTerminal: true, env: { NO_COLOR: '1' } }, false],
  ])('has colour with %j: %s', async (world, coloured) => {
    expect((await badgesmith(['verify'], world)).stderr.includes('\x1b[')).toBe(coloured)
  })
})

describe('the exit status of several', () => {
  it.each<[ExitStatus[], ExitStatus]>([
    [[], 0],
    [[0, 0], 0],
    [[0, 2, 0], 2],
    [[2, 1, 0], 1],
    [[1, 66, 2], 66],
    [[66, 65], 65],
    [[74, 66, 1], 74],
    [[0, 70, 74], 70],
  ])('of %j is %i', (statuses, expected) => {
    expect(worst(statuses)).toBe(expected)
  })
})

describe('CSV', () => {
  it.each([
    ['=1+1', '"\'=1+1"'],
    ['+1', '"\'+1"'],
    ['-1', '"\'-1"'],
    ['@SUM(A1)', '"\'@SUM(A1)"'],
    ['\t=1', '"\'\t=1"'],
    ['a=1', 'a=1'],
    ['a,b', '"a,b"'],
    ['say "a"', '"say ""a"""'],
    ['two\nlines', '"two\nlines"'],
    [-1, '-1'],
    [undefined, ''],
  ])('writes %j as %s', (value, cell) => {
    expect(csvLine([value, 'x'])).toBe(`${cell},x\r\n`)
  })
})

describe('work on many', () => {
  it('answers in order, and starts no more at once than it may', async () => {
    let running = 0
    let most = 0
    const task = async (item: number): Promise<number> => {
      most = Math.max(most, ++running)
      for (let turn = 0; turn < 5 + ((item * 7) % 5); turn++) await Promise.resolve()
      running--
      return item
    }
    const items = Array.from({ length: 20 }, (_, index) => index)
    const done: number[] = []
    for await (const item of inOrder(items, 3, task)) done.push(item)
    expect(done).toEqual(items)
    expect(most).toBe(3)
  })

  it('fails with the first failure in order', async () => {
    const failing = inOrder([1, 2, 3], 3, async (item) => {
      if (item > 1) throw new Error(String(item))
      return item
    })
    await expect(drain(failing)).rejects.toThrow('2')
  })
})

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

describe('a hint at the command line', () => {
  const problem = (code: Problem['code'], hint: string) => ({ code, severity: 'error', message: 'No.', hint }) as const

  it.each<[Problem['code'], string, string]>([
    ['net.offline', 'Pass documentLoader: createDocumentLoader({ network: true }).', '--documents'],
    ['did.unsupported', 'Give its DID document to createDocumentLoader({ documents }).', '--documents'],
    ['context.unknown', 'Pass it by value: createDocumentLoader({ contexts }).', '--documents'],
    ['status.unavailable', 'Pass documentLoader: createDocumentLoader({ network: true }).', '--documents'],
    ['proof.unsupported', "Pass it: import { ecdsaSd2023 } from 'badgesmith/ecdsa-sd-2023'.", 'No.'],
  ])('of %s names what can be typed, and no function of the package', (code, hint, expected) => {
    const text = problemText(problem(code, hint))
    expect(text).toContain(expected)
    expect(text).not.toMatch(/createDocumentLoader|import \{/)
  })

  it('stays as it is where it names none', () => {
    expect(problemText(problem('net.timeout', 'Try again later.'))).toBe('No. Try again later.')
  })
})
