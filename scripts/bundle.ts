import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type OutputChunk, rolldown } from 'rolldown'

export interface BrowserBundle {
  /** The whole program, minified; what it loads on demand is in it, too. */
  readonly text: string
  /** Files that went in, by path. */
  readonly inputs: readonly string[]
  /** Those of them that a page loads before anything runs. */
  readonly initialInputs: readonly string[]
  /** What came out for those: text by file name. `page.js` is the one to load. */
  readonly initialFiles: ReadonlyMap<string, string>
  /** Gzipped bytes of those. */
  readonly initialSize: number
  /** Gzipped bytes with all that is loaded on demand. */
  readonly totalSize: number
}

/**
 * Bundles a module as a page would, with all its dependencies: with the bundler of Vite, which leaves out of what a page
 * loads at first whatever it does not name.
 */
export async function bundleForBrowser(code: string, directory: string): Promise<BrowserBundle> {
  const page = join(directory, 'page.js')
  const bundle = await rolldown({
    input: page,
    cwd: directory,
    platform: 'browser',
    logLevel: 'silent',
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === page ? id : undefined),
        load: (id) => (id === page ? code : undefined),
      },
    ],
    // A context package names a file beside itself, which nothing here reads.
    transform: { target: 'es2022', define: { 'import.meta.url': '"file:///page.js"' } },
  })
  const { output } = await bundle.generate({ minify: true })
  await bundle.close()
  const chunks = output.filter((file) => file.type === 'chunk')
  const initial = initialChunks(chunks)
  return {
    text: chunks.map((chunk) => chunk.code).join('\n'),
    inputs: chunks.flatMap((chunk) => chunk.moduleIds),
    initialInputs: initial.flatMap((chunk) => chunk.moduleIds),
    initialFiles: new Map(initial.map((chunk) => [chunk.fileName, chunk.code])),
    initialSize: sizeOf(initial),
    totalSize: sizeOf(chunks),
  }
}

function initialChunks(chunks: readonly OutputChunk[]): OutputChunk[] {
  const initial = new Set(chunks.filter((chunk) => chunk.isEntry))
  for (const { imports } of initial) {
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) initial.add(chunk)
  }
  return [...initial]
}

function sizeOf(chunks: readonly OutputChunk[]): number {
  return chunks.reduce((total, { code }) => total + gzipSync(code).length, 0)
}
