import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadMicroCredential, loadPicture } from '../examples/assessment-design/index.ts'
import manifest from '../package.json' with { type: 'json' }
import { type BrowserBundle, bundleForBrowser } from '../scripts/bundle.ts'
import { base64urlEncode } from '../src/encoding.ts'
import { bake, createIssuer, issueCredential } from '../src/index.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))

const PEERS = Object.keys((manifest as { peerDependencies?: object }).peerDependencies ?? {})
const SUBPATHS = Object.entries(manifest.exports)
  .filter(([, target]) => typeof target === 'object')
  .map(([subpath]) => subpath.replace('.', manifest.name))
const BROWSER_SUBPATHS = SUBPATHS.filter((subpath) => subpath !== `${manifest.name}/node`)

const place = mkdtempSync(join(tmpdir(), 'badgesmith-package-'))
const consumer = join(place, 'consumer')
const installed = join(consumer, 'node_modules', manifest.name)
let packed: string[] = []

beforeAll(async () => {
  packed = await packInto(place)
  await installFrom(join(place, `${manifest.name}-${manifest.version}.tgz`))
}, 180_000)

afterAll(() => rmSync(place, { recursive: true, force: true }))

describe('the packed tarball', () => {
  it('holds the build, the schemas and the notes, and nothing else', () => {
    const known =
      /^(dist\/[\w.-]+\.(js|d\.ts)|dist\/LICENSES\.txt|schemas\/[\w.-]+\.json|package\.json|LICENSE|(README|CHANGELOG|SECURITY)\.md)$/
    expect(packed.filter((path) => !known.test(path))).toEqual([])
    expect(packed).toEqual(expect.arrayContaining(['LICENSE', 'package.json', manifest.bin.badgesmith]))
  })

  it('holds every file that exports names', () => {
    const targets = Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    )
    const files = targets.filter((target) => !target.includes('*')).map((target) => target.replace('./', ''))
    expect(files.filter((file) => !packed.includes(file))).toEqual([])
  })

  it.each(SUBPATHS)('imports %s in Node, prints nothing, and lets require have it, too', async (subpath) => {
    const code = `
      const imported = Object.keys(await import('${subpath}'))
      const { createRequire } = await import('node:module')
      const required = Object.keys(createRequire(import.meta.url)('${subpath}'))
      console.log(JSON.stringify({ imported, required: required.filter((name) => name !== '__esModule') }))`
    const { stdout } = await node('--no-warnings', '--input-type=module', '--eval', code)
    const { imported, required } = JSON.parse(stdout)
    expect(imported.length).toBeGreaterThan(0)
    expect(imported).not.toContain('default')
    expect(required).toEqual(imported)
  })

  it('neither builds nor signs in badgesmith/verify', async () => {
    const code = `console.log(Object.keys(await import('badgesmith/verify')).join())`
    const { stdout } = await node('--input-type=module', '--eval', code)
    expect(
      stdout.split(',').filter((name) => /^(build|sign|issue|reissue|bake$|createIssuer|createSigner)/.test(name)),
    ).toEqual([])
  })

  it('gives Node the schemas and package.json', async () => {
    const code = `console.log(import.meta.resolve('badgesmith/package.json'), import.meta.resolve('badgesmith/schemas/x.json'))`
    const { stdout } = await node('--input-type=module', '--eval', code)
    expect(stdout).toMatch(/badgesmith\/package\.json .*badgesmith\/schemas\/x\.json/)
  })

  it('runs as a program and says how', async () => {
    const { stdout } = await node(join(installed, manifest.bin.badgesmith), '--help')
    expect(stdout).toContain('badgesmith verify')
  })

  it.each([
    ['a browser bundler, without types of Node', 'tsconfig.browser.json'],
    ['Node, without types of the DOM', 'tsconfig.node.json'],
  ])(
    'compiles a strict consumer that checks our declarations, for %s',
    async (_, config) => {
      const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
      const compiled = run(process.execPath, [compiler, '-p', config], { cwd: consumer })
      expect(
        await compiled.then(
          () => '',
          (error: { stdout: string }) => error.stdout,
        ),
      ).toBe('')
    },
    120_000,
  )
})

describe('the lockfile', () => {
  it('knows every optional dependency of every package, so that npm ci works on every platform', () => {
    const { packages }: { packages: Record<string, { optionalDependencies?: object }> } = JSON.parse(
      readFileSync(join(root, 'package-lock.json'), 'utf8'),
    )
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
      ),
    )
    expect(missing).toEqual([])
  })
})

const bundles = new Map<string, Promise<BrowserBundle>>()

/** What a page gets; made once for all that is asked of it. */
function bundleOf(subpath: string): Promise<BrowserBundle> {
  const bundle = bundles.get(subpath) ?? bundleForBrowser(`export * from '${subpath}'`, consumer)
  bundles.set(subpath, bundle)
  return bundle
}

describe('a browser bundle', () => {
  it.each(BROWSER_SUBPATHS)('of %s imports nothing of Node', async (subpath) => {
    const { text, inputs } = await bundleOf(subpath)
    expect(inputs.some((path) => path.endsWith('.js'))).toBe(true)
    expect(text.match(/(from|import|import\(|require\()\s*["']node:[\w/]+["']/g)).toBeNull()
  })

  it('of badgesmith/jwt holds no JSON-LD processor', async () => {
    const { inputs } = await bundleOf(`${manifest.name}/jwt`)
    const processors = /node_modules\/(jsonld|jsonld-signatures|rdf-canonize|@digitalbazaar)\//
    expect(inputs.filter((path) => processors.test(path))).toEqual([])
  })

  it.each(['badgesmith', 'badgesmith/verify'])(
    'of %s loads JSON-LD and JWT libraries when first needed',
    async (subpath) => {
      const { initialInputs, inputs } = await bundleOf(subpath)
      const heavy = /node_modules\/(jsonld|rdf-canonize|jose)\//
      expect(inputs.some((path) => heavy.test(path))).toBe(true)
      expect(initialInputs.filter((path) => heavy.test(path))).toEqual([])
    },
  )

  it.each(['badgesmith', 'badgesmith/verify', 'badgesmith/jwt'])(
    'of %s leaves out selective disclosure and optional peers',
    async (subpath) => {
      const { inputs } = await bundleOf(subpath)
      const left = [...PEERS, '@digitalbazaar/ecdsa-sd-2023-cryptosuite']
      expect(inputs.filter((path) => left.some((name) => path.includes(`node_modules/${name}/`)))).toEqual([])
    },
  )
})

describe('a page that verifies badges and explains the reports', () => {
  it('has loaded at first all that an ordinary badge needs, and no reader of pictures and JWTs', async () => {
    const page = await bundleForBrowser("export { verifyCredential, explain } from 'badgesmith/verify'", consumer)
    const issuer = await createIssuer({ name: 'Center for Collaborative Education' })
    const input = { ...(await loadMicroCredential('rubric-design')), recipient: { id: 'did:example:teacher' } }
    const badge = await issueCredential(input, issuer)
    const jwt = await issueCredential(input, issuer, { format: 'jwt' })
    const picture = base64urlEncode(bake(await loadPicture('rubric-design', 'svg'), badge))
    const folder = join(consumer, 'page')
    mkdirSync(folder)
    // What is loaded on demand is left out, and a page has nothing of Node.
    for (const [name, code] of page.initialFiles) writeFileSync(join(folder, name), code)
    const code = `
      delete process.getBuiltinModule
      const { verifyCredential, explain } = await import('./page/page.js')
      const report = await verifyCredential(${JSON.stringify(JSON.stringify(badge))})
      const missing = (error) => error.code
      const picture = await verifyCredential(Buffer.from('${picture}', 'base64url')).catch(missing)
      const jwt = await verifyCredential('${jwt}').catch(missing)
      console.log(JSON.stringify({ verdict: report.verdict, text: explain(report), picture, jwt }))`
    const { stdout } = await node('--no-warnings', '--input-type=module', '--eval', code)
    expect(JSON.parse(stdout)).toEqual({
      verdict: 'valid',
      text: expect.stringContaining('Rubric Design'),
      picture: 'ERR_MODULE_NOT_FOUND',
      jwt: 'ERR_MODULE_NOT_FOUND',
    })
  })
})

/** Builds beside the real dist, so that nothing that runs meanwhile loses its files; packs as `npm publish` would. */
async function packInto(directory: string): Promise<string[]> {
  const packageDirectory = join(directory, 'package')
  mkdirSync(packageDirectory)
  const tsup = join(root, 'node_modules', 'tsup', 'dist', 'cli-default.js')
  await run(process.execPath, [tsup, '--out-dir', join(packageDirectory, 'dist')], { cwd: root })
  for (const name of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'schemas']) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(packageDirectory, name), { recursive: true })
  }
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', directory]
  const { stdout } = await run('npm', pack, { cwd: packageDirectory })
  const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(stdout)
  return files.map(({ path }) => path)
}

/** Installs as a stranger would; without a registry, the dependencies are those of this checkout. */
async function installFrom(tarball: string): Promise<void> {
  cpSync(join(root, 'test', 'consumer'), consumer, { recursive: true })
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  const peers = PEERS.map((name) => `${name}@${installedVersion(name)}`)
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--fetch-retries=0']
  try {
    await run('npm', ['install', ...flags, tarball, ...peers], { cwd: consumer, timeout: 90_000 })
  } catch (error) {
    console.warn(`npm install did not work here; the dependencies of this checkout are linked instead. ${error}`)
    rmSync(join(consumer, 'node_modules'), { recursive: true, force: true })
    mkdirSync(installed, { recursive: true })
    await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'])
    for (const name of [...Object.keys(manifest.dependencies), ...PEERS]) link(name)
  }
  // The types of Node are the consumer's own choice.
  link('@types/node')
  link('undici-types')
}

function link(name: string): void {
  const target = join(consumer, 'node_modules', name)
  mkdirSync(dirname(target), { recursive: true })
  if (!existsSync(target)) symlinkSync(join(root, 'node_modules', name), target, 'junction')
}

function installedVersion(name: string): string {
  return JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version
}

function node(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, args, { cwd: consumer })
}
