import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importsOf, importTimeWork, parseSource, readSources, type SourceFile } from './support/source.ts'

// The floors of the design, lowest first. A name is a folder or a file directly under src.
const FLOORS: readonly (readonly string[])[] = [
  [
    'types',
    'codes',
    'errors',
    'report',
    'printable',
    'encoding',
    'hash',
    'jcs',
    'context-urls',
    'platform',
    'nearest',
    'known-options',
    'csv',
    'gzip',
    'vendor',
    'generated',
  ],
  [
    'json',
    'contexts',
    'validity',
    'keys',
    'bake',
    'status-list',
    'status-index',
    'identity',
    'digest',
    'link',
    'files',
  ],
  ['shape', 'rdf', 'documents'],
  // A build ends with a validation, and a refreshed badge has the issuer of the first: steps that other steps rest on.
  ['proof', 'validate', 'trust', 'person'],
  ['build', 'lint', 'parse', 'status', 'recipient', 'endorsements', 'evidence', 'refresh', 'members'],
  // What verify.ts hands from step to step, and the steps that every document goes through.
  ['verification'],
  ['examine'],
  ['issue', 'verify', 'explain'],
  ['present', 'stack', 'tally', 'batch', 'status-list-file'],
  ['batch-files'],
  ['index', 'verifier', 'jwt', 'ecdsa-sd-2023', 'node'],
  ['cli'],
]

/** Only these need Node, and only they import each other: every other subpath runs in a browser. */
const NODE_ONLY = ['cli', 'node', 'files', 'status-list-file', 'batch-files']

/** The one module that is a program: importing it runs it. */
const PROGRAM = 'cli/main.ts'

const NODE_MODULES = new Set(builtinModules)
const sources = readSources()
const handwritten = sources.filter(({ path }) => !['generated', 'vendor'].includes(unitOf(path)))

describe('architecture', () => {
  it('gives every file in src a floor', () => {
    expect(sources.filter(({ path }) => floorOf(path) === undefined).map(({ path }) => path)).toEqual([])
  })

  it('imports only from lower floors or the own folder, types included', () => {
    expect(handwritten.flatMap(importsGoingUp)).toEqual([])
  })

  it('meets each foreign library in one place', () => {
    expect(scatteredPackages(handwritten)).toEqual([])
  })

  it('leaves Node to the program, to the subpath for Node and to their files', () => {
    expect(handwritten.flatMap(nodeImports)).toEqual([])
  })

  it('does nothing at import time', () => {
    const libraries = handwritten.filter(({ path }) => path !== PROGRAM)
    expect(libraries.flatMap(importTimeWork)).toEqual([])
  })

  it('names relative modules with their extension', () => {
    const bare = handwritten.flatMap((file) => namesOf(file).filter((name) => /^\./.test(name) && !/\.ts$/.test(name)))
    expect(bare).toEqual([])
  })

  it('has no default exports and no modules with names that say nothing', () => {
    expect(handwritten.filter(({ tree }) => /^export default /m.test(tree.text)).map(({ path }) => path)).toEqual([])
    expect(sources.filter(({ path }) => /(util|helper|manager|service|common|misc)s?\b/.test(path))).toEqual([])
  })
})

describe('the architecture tests themselves', () => {
  it.each([
    ['json.ts', "import { a } from './errors.ts'", 0],
    ['json.ts', "import { a } from './contexts.ts'", 1],
    ['json.ts', "import type { A } from './contexts.ts'", 1],
    ['json.ts', "export * from './verify.ts'", 1],
    ['json.ts', "type A = import('./verify.ts').A", 1],
    ['json.ts', "const load = () => import('./verify.ts')", 1],
    ['json.ts', "import { a } from '../test/support/source.ts'", 1],
    ['errors.ts', "import { a } from './codes.ts'", 0],
    ['keys/index.ts', "import { a } from './jwk.ts'", 0],
    ['keys/index.ts', "import { a } from '../json.ts'", 1],
    ['keys/index.ts', "import { a } from '../hash.ts'", 0],
    ['verify.ts', "import { a } from './proof/index.ts'", 0],
    ['proof/index.ts', "import { a } from '../verify.ts'", 1],
  ])('in %s, %s goes up or sideways %i times', (path, text, count) => {
    expect(importsGoingUp(parseSource(path, text))).toHaveLength(count)
  })

  it.each([
    ['json.ts', "import { readFile } from 'node:fs'", 1],
    ['json.ts', "import { type KeyObject } from 'node:crypto'", 1],
    ['json.ts', "import type { KeyObject } from 'node:crypto'", 0],
    ['json.ts', "let crypto: typeof import('node:crypto')", 0],
    ['json.ts', "const load = () => import('node:fs')", 1],
    ['json.ts', "import { readFile } from 'fs/promises'", 1],
    ['index.ts', "export { lock } from './files/lock.ts'", 1],
    ['files/lock.ts', "import { readFile } from 'node:fs'", 0],
    ['node.ts', "import { readFile } from 'node:fs'", 0],
    ['cli/verify.ts', "import { readFile } from 'node:fs'", 0],
  ])('in %s, %s is %i import of Node', (path, text, count) => {
    expect(nodeImports(parseSource(path, text))).toHaveLength(count)
  })

  it('sees one library in two places, by any of its subpaths', () => {
    const place = parseSource('hash.ts', "import { a } from '@noble/hashes/sha2.js'")
    const beside = parseSource('keys/a.ts', "import { b } from '@noble/hashes/hmac.js'")
    const inside = parseSource('keys/b.ts', "const load = () => import('@noble/hashes')")
    expect(scatteredPackages([place])).toEqual([])
    expect(scatteredPackages([beside, inside])).toEqual([])
    expect(scatteredPackages([place, beside])).toEqual(['@noble/hashes: hash, keys'])
  })

  it.each([
    'const a = 1',
    'const a: readonly number[] = [1, -2, 64 * 1024]',
    "const a = { b: 'c', ...d, [e]: true, f() { return g() } } as const",
    'const a = new Map([[1, 2]])',
    'const a = new WeakMap<object, string>()',
    'const a = /b/u',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    'const a = `b${c}`',
    'const a = Object.freeze({ b: [1] })',
    'let a: string | undefined',
    'export const a = (): number => b()',
    'export function a() { b() }',
    'export class A { readonly b = c() }',
    'export type A = 1',
  ])('finds no work in %s', (text) => {
    expect(importTimeWork(parseSource('json.ts', text))).toEqual([])
  })

  it.each([
    'a()',
    'const a = b()',
    'const a = [1].map(b)',
    'const a = { b: c() }',
    'const a = new Ajv()',
    'const a = new Map(b())',
    'const a = await b',
    "if (a) b = 'c'",
    'globalThis.a = 1',
    'export class A { static b = c() }',
    'export class A { static { b() } }',
    'export default a',
  ])('finds work in %s', (text) => {
    expect(importTimeWork(parseSource('json.ts', text))).toHaveLength(1)
  })
})

function namesOf(file: SourceFile): string[] {
  return importsOf(file).map(({ name }) => name)
}

function importsGoingUp(file: SourceFile): string[] {
  const relative = namesOf(file).filter((name) => name.startsWith('.'))
  return relative.filter((name) => !mayImport(file.path, name)).map((name) => `${file.path} -> ${name}`)
}

function mayImport(from: string, name: string): boolean {
  const to = posix.join(posix.dirname(from), name)
  // Floor 0 is one folder in all but name: the files on it are all ground.
  if (unitOf(from) === unitOf(to) || (floorOf(from) === 0 && floorOf(to) === 0)) return true
  return (floorOf(to) ?? Number.POSITIVE_INFINITY) < (floorOf(from) ?? -1)
}

function unitOf(path: string): string {
  return (path.split('/')[0] ?? '').replace(/(\.d)?\.ts$/, '')
}

function floorOf(path: string): number | undefined {
  const floor = FLOORS.findIndex((names) => names.includes(unitOf(path)))
  return floor === -1 ? undefined : floor
}

function nodeImports(file: SourceFile): string[] {
  if (NODE_ONLY.includes(unitOf(file.path))) return []
  return importsOf(file)
    .filter(({ typeOnly, name }) => !typeOnly && needsNode(file.path, name))
    .map(({ name }) => `${file.path} -> ${name}`)
}

function needsNode(from: string, name: string): boolean {
  if (name.startsWith('.')) return NODE_ONLY.includes(unitOf(posix.join(posix.dirname(from), name)))
  return name.startsWith('node:') || NODE_MODULES.has(packageOf(name))
}

function scatteredPackages(files: readonly SourceFile[]): string[] {
  const places = new Map<string, Set<string>>()
  for (const file of files) {
    for (const name of namesOf(file).filter((specifier) => !/^(\.|node:)/.test(specifier))) {
      places.set(packageOf(name), (places.get(packageOf(name)) ?? new Set()).add(unitOf(file.path)))
    }
  }
  const scattered = [...places].filter(([, units]) => units.size > 1)
  return scattered.map(([name, units]) => `${name}: ${[...units].sort().join(', ')}`)
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
