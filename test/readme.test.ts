import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withCodes } from '../scripts/write-readme.ts'
import { bundledProgram } from './support/bundled.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const design = join(root, '..', 'shared', 'design.md')
const tsx = import.meta.resolve('tsx')
const run = promisify(execFile)
const program = await bundledProgram()

interface Block {
  readonly name: string
  readonly language: string
  readonly text: string
  /** Why it is only compiled: `<!-- not run: … -->` stands before it. */
  readonly notRun: string | undefined
}

/** What the first block declares and later ones go on with. */
const CARRIED = ['issuer', 'badge']

const blocks = blocksOf(readme)
const code = blocks.filter(({ language }) => language === 'ts')
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'badgesmith-readme-'))
  await copyFile(join(root, 'examples/assessment-design/images/rubric-design.png'), join(directory, 'picture.png'))
  for (const file of ['unit-plan.md', 'reflection.md']) await writeFile(join(directory, file), `# ${file}\n`)
  for (const block of code) await writeFile(join(directory, block.name), moduleOf(block))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

describe('README', () => {
  it.skipIf(!existsSync(design))(
    `begins with the first badge of the design${existsSync(design) ? '' : ' (skipped: ../shared/design.md is absent)'}`,
    () => {
      const promised = blocksOf(readFileSync(design, 'utf8')).find(({ text }) =>
        text.includes('await issueCredential('),
      )
      expect(code[0]?.text).toBe(promised?.text)
    },
  )

  it('has code that compiles under the strict options of this repository, badge.id included', async () => {
    const [good, bad] = ['good.mts', 'bad.mts']
    await writeFile(join(directory, good), `import { badge } from './${code[0]?.name}'\nconst id: string = badge.id\n`)
    await writeFile(join(directory, bad), `import { badge } from './${code[0]?.name}'\nconst id: string = badge.idd\n`)
    const complaints = compile([...code.map(({ name }) => name), good, bad])
    expect(complaints.map((complaint) => complaint.slice(0, 60))).toEqual([
      expect.stringMatching(/^bad\.mts:2: Property 'idd' does not exist/),
    ])
  }, 120_000)

  it('has code that runs offline and prints what it says', async () => {
    const runnable = code.filter(({ notRun }) => notRun === undefined)
    expect(runnable.length).toBeGreaterThanOrEqual(10)
    const lines = runnable.map(({ name }) => `console.log('\\n=== ${name}')\nawait import('./${name}')`)
    await writeFile(join(directory, 'all.mts'), lines.join('\n'))
    const { stdout, stderr } = await inDirectory('all.mts')
    expect(stderr).toBe('')
    const outputs = new Map(stdout.split('\n=== ').map((text) => [text.split('\n', 1)[0], text]))
    for (const { name, text } of runnable) {
      for (const [, words = ''] of text.matchAll(/console\.log\(.*\) \/\/ (.+)$/gm)) {
        if (words === 'the same for people') continue
        expect(`${outputs.get(name)}`).toContain(words)
      }
    }
  })

  it('shows lines of a command line that do what they say', async () => {
    const place = await mkdtemp(join(tmpdir(), 'badgesmith-readme-cli-'))
    const write = (name: string, value: unknown) => writeFile(join(place, name), JSON.stringify(value))
    await copyFile(join(directory, 'picture.png'), join(place, 'picture.png'))
    const shown = (language: string) => blocks.find((block) => block.language === language)?.text ?? ''
    const { achievement } = JSON.parse(shown('json'))
    const { id, name } = achievement
    await write('issuer.json', { name: 'Center for Collaborative Education' })
    await write('input.json', { recipient: { email: 'teacher@district.example' }, achievement })
    await writeFile(join(place, 'rubric-design.json'), shown('json'))
    await writeFile(join(place, 'teachers.csv'), shown('csv'))
    const shell = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.split('\n'))
    const commands = shell.filter((line) => line.startsWith('npx badgesmith ')).map((line) => line.split(' ').slice(2))
    expect(commands.map(([command]) => command)).toEqual(['keygen', 'issue', 'verify', 'batch', 'stack'])
    for (const command of commands) {
      if (command[0] === 'stack') {
        const { controller } = JSON.parse(await readFile(join(place, 'issuer.key.json'), 'utf8'))
        const requires = { all: [{ name, achievement: id }] }
        const whole = { ...achievement, id: 'https://cce.example/assessment-design' }
        await write('stack.json', {
          id: `${whole.id}#stack`,
          name,
          issuers: [controller],
          achievement: whole,
          requires,
        })
      }
      const { stdout } = await run(process.execPath, [program, ...command], { cwd: place })
      if (command[0] === 'stack') expect(stdout).toContain('1 of 1')
    }
    expect(existsSync(join(place, 'badge.png'))).toBe(true)
    await rm(place, { recursive: true })
  }, 120_000)

  it('names every command of the program, and so does the changelog', () => {
    const names = ['keygen', 'issue', 'verify', 'bake', 'unbake', 'lint', 'status', 'batch', 'stack']
    const listed = (text: string) => [...text.matchAll(/`([a-z]+)`/g)].map(([, word]) => word)
    const paragraph = /^The commands are [^.;]*/m.exec(readme)?.[0] ?? ''
    const entry =
      /^- The program `badgesmith`: [^.]*/m.exec(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'))?.[0] ?? ''
    expect(listed(paragraph)).toEqual(names)
    expect(listed(entry)).toEqual(['badgesmith', ...names])
    const entries = readFileSync(join(root, 'src/cli/index.ts'), 'utf8').matchAll(/^ {2}(\w+): \{\n {4}summary:/gm)
    expect([...entries].map(([, name]) => name).sort()).toEqual([...names].sort())
  })

  it('names scripts and files that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const shell = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text)
    expect(shell.join('\n')).toContain('npm ci && npm start')
    expect(shell.join('\n')).toContain('npm ci && npm test')
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']))
    const links = [...readme.matchAll(/\]\((?!https:|#)([^)]+)\)/g)].map(([, target = '']) => target)
    expect(links.filter((target) => !existsSync(join(root, target)))).toEqual([])
  })

  it('names only subpaths that the package has', () => {
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const named = [...readme.matchAll(/`badgesmith(\/[a-z0-9-]+(?:\/\*)?)`/g)].map(([, path]) => `.${path}`)
    expect(named.filter((path) => !(path in exports))).toEqual([])
  })

  it('has the table of codes as it is (else: npx tsx scripts/write-readme.ts)', () => {
    expect(withCodes(readme)).toBe(readme)
  })
})

function blocksOf(markdown: string): Block[] {
  const found = [...markdown.matchAll(/(?:<!-- not run: ([^>]*) -->\n\n)?^```(\w+)\n([\s\S]*?)^```$/gm)]
  return found.map(([, notRun, language = '', text = ''], at) => ({ name: `block-${at}.mts`, language, text, notRun }))
}

/** A block as a module; those after the first can go on with what that one made. */
function moduleOf(block: Block): string {
  const first = code[0]?.name
  if (block.name === first) return `${block.text}\nexport { ${CARRIED.join(', ')}, report }\n`
  const used = CARRIED.filter(
    (name) => new RegExp(`\\b${name}\\b`).test(block.text) && !new RegExp(`const ${name}\\b`).test(block.text),
  )
  const carried = used.length === 0 ? '' : `import { ${used.join(', ')} } from './${first}'\n`
  return `${carried}${block.text}\nexport {}\n`
}

/** The complaints of the compiler about files of the directory, and about nothing else: the rest has its own check. */
function compile(names: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root)
  const files = names.map((name) => join(directory, name))
  const own = { isolatedDeclarations: false, declaration: false, noUnusedLocals: false }
  const compiled = ts.createProgram(files, { ...options, ...own, typeRoots: [join(root, 'node_modules', '@types')] })
  return files.flatMap((path) => {
    const file = compiled.getSourceFile(path)
    const complaints = [...compiled.getSyntacticDiagnostics(file), ...compiled.getSemanticDiagnostics(file)]
    return complaints.map(({ start = 0, messageText }) => {
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? -1) + 1
      return `${path.slice(directory.length + 1)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
    })
  })
}

function inDirectory(file: string): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') }
  return run(process.execPath, ['--import', tsx, join(directory, file)], { cwd: directory, env })
}
