import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll } from 'vitest'

/**
 * The program as one file beside the packages that it needs, gone after the tests. It starts in a quarter of the time
 * that compiling the sources in every process takes.
 */
export async function bundledProgram(): Promise<string> {
  const folder = mkdtempSync(fileURLToPath(new URL('../../node_modules/.program-', import.meta.url)))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const outfile = join(folder, 'main.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  })
  return outfile
}
