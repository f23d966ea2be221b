import { spawnSync } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type * as Esbuild from 'esbuild'

/**
 * Runs a benchmark as what npm ships: compiled, by plain Node. A loader for development wraps every function it meets,
 * which slows ours and leaves the packages beside it alone.
 *
 *     npx tsx bench/run.ts index.ts --speed
 */
const [name = 'index.ts', ...args] = process.argv.slice(2)
const root = fileURLToPath(new URL('..', import.meta.url))
const outfile = `${root}node_modules/.cache/badgesmith/bench-${name.replace(/\W+/g, '-')}.mjs`

const esbuild: typeof Esbuild = createRequire(import.meta.resolve('tsup'))('esbuild')
await mkdir(new URL('.', pathToFileURL(outfile)), { recursive: true })
await esbuild.build({
  entryPoints: [`${root}bench/${name}`],
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'es2022',
  outfile,
  plugins: [{ name: 'places', setup: (build) => void build.onLoad({ filter: /\.ts$/ }, keepPlace) }],
})
process.exitCode = spawnSync(process.execPath, [outfile, ...args], { stdio: 'inherit' }).status ?? 1

/** Modules that read what lies beside them still find it from one file elsewhere. */
async function keepPlace({ path }: Esbuild.OnLoadArgs): Promise<Esbuild.OnLoadResult> {
  const source = await readFile(path, 'utf8')
  return {
    contents: source.replaceAll(/(?<!')import\.meta\.url/g, JSON.stringify(pathToFileURL(path).href)),
    loader: 'ts',
  }
}
