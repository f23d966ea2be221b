import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import type * as Esbuild from 'esbuild'

export interface BrowserBundle {
  /** The whole program, minified; what it loads on demand is in it, too. */
  readonly text: string
  /** Files that went in, by path. */
  readonly inputs: readonly string[]
  /** Those of them that a page loads before anything runs. */
  readonly initialInputs: readonly string[]
  /** Gzipped bytes of those. */
  readonly initialSize: number
  /** Gzipped bytes with all that is loaded on demand. */
  readonly totalSize: number
}

/** Bundles a module as a page would, with all its dependencies. esbuild is the one that tsup brings. */
export async function bundleForBrowser(code: string, directory: string): Promise<BrowserBundle> {
  const esbuild: typeof Esbuild = createRequire(import.meta.resolve('tsup'))('esbuild')
  const { outputFiles, metafile } = await esbuild.build({
    stdin: { contents: code, resolveDir: directory },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    write: false,
    metafile: true,
    absWorkingDir: directory,
    outdir: 'bundle',
    logLevel: 'silent',
    // A context package names a file beside itself, which nothing here reads.
    define: { 'import.meta.url': '"file:///page.js"' },
  })
  const sizes = Object.keys(metafile.outputs).map((path) => {
    const file = outputFiles.find((output) => output.path.replaceAll('\\', '/').endsWith(path))
    return [path, gzipSync(file?.contents ?? '').length] as const
  })
  const initial = initialFiles(metafile)
  return {
    text: outputFiles.map((file) => file.text).join('\n'),
    inputs: Object.keys(metafile.inputs),
    initialInputs: [...initial].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {})),
    initialSize: sum(sizes.filter(([path]) => initial.has(path))),
    totalSize: sum(sizes),
  }
}

function initialFiles(metafile: Esbuild.Metafile): Set<string> {
  const initial = new Set(
    Object.keys(metafile.outputs).filter((path) => metafile.outputs[path]?.entryPoint === '<stdin>'),
  )
  for (const path of initial) {
    for (const imported of metafile.outputs[path]?.imports ?? []) {
      if (imported.kind === 'import-statement') initial.add(imported.path)
    }
  }
  return initial
}

function sum(sizes: readonly (readonly [string, number])[]): number {
  return sizes.reduce((total, [, size]) => total + size, 0)
}
