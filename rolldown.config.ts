import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { defineConfig, type RolldownPlugin } from 'rolldown'
import { BUNDLED, writeLicenses } from './scripts/bundled.ts'
import { LIBRARY } from './tsup.config.ts'

/** The program, and what a worker thread of a batch runs: nobody imports these. */
const PROGRAM: Readonly<Record<string, string>> = { cli: 'src/cli/main.ts', 'batch-worker': 'src/batch/worker.ts' }

/**
 * What becomes one file together with everything that it imports, unless an earlier one has it. A file costs Node about a
 * millisecond to load, whatever is in it, and a page's bundler compresses few large ones better than many small ones.
 */
const GROUPS = [
  // What the program needs to start with, whatever it is asked.
  { name: 'documents', test: /src\/(json|documents\/loader)\.ts$/ },
  // What badgesmith/jwt needs, too; so it needs nothing of the next one, where JSON-LD is.
  {
    name: 'reading',
    test: /src\/(shape|status|verification|trust|validate\/index|proof\/(jwt-claims|looks-like-jwt)|documents\/verification-method|keys\/verify-signature)\.ts$/,
  },
  { name: 'verifying', test: /src\/verify\.ts$/ },
  // What is loaded when first needed stands by itself, and so does what few need.
  { name: 'jwt', test: /src\/proof\/vc-jwt\.ts$/ },
  { name: 'json-ld', test: /src\/rdf\/(plain|losses|hand-over)\.ts$/ },
  { name: 'pictures', test: /src\/bake\/index\.ts$/ },
  { name: 'explaining', test: /src\/explain\/index\.ts$/ },
  { name: 'signing', test: /src\/proof\/sign\.ts$/ },
  { name: 'issuing', test: /src\/(issue|batch|lint)\.ts$/ },
  { name: 'stacks', test: /src\/stack\// },
]

const config: ReturnType<typeof defineConfig> = defineConfig({
  input: { ...LIBRARY, ...PROGRAM },
  // Dependencies stay imports: jsonld breaks when bundled for Node, and an app shares its own copies.
  external: (id) => !/^[./]/.test(id) && !BUNDLED.some((name) => id === name || id.startsWith(`${name}/`)),
  platform: 'neutral',
  resolve: { mainFields: ['module', 'main'] },
  transform: { target: 'es2022' },
  plugins: [finish()],
  output: {
    dir: 'dist',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    comments: { legal: false, jsdoc: false, annotation: true },
    codeSplitting: { groups: GROUPS.map((group, at) => ({ ...group, priority: GROUPS.length - at })) },
  },
})

function finish(): RolldownPlugin {
  return {
    name: 'finish',
    async writeBundle({ dir = 'dist' }) {
      await writeLicenses(dir)
      await chmod(join(dir, 'cli.js'), 0o755)
    },
  }
}

export default config
