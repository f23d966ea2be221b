import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundleForBrowser } from './bundle.ts'

/**
 * What a subpath for browsers may cost a page with all its dependencies, minified and gzipped: before anything runs, and
 * with all that is loaded on demand. The program `size-limit` puts both into one file and so cannot tell them apart.
 */
interface Limit {
  readonly name: string
  readonly path: string
  /** What the page imports; default everything. */
  readonly import?: string
  readonly limit: string
  readonly limitOnDemand: string
}

const root = new URL('..', import.meta.url)
const limits: readonly Limit[] = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))['size-limit']

for (const { name, path, import: imported = '*', limit, limitOnDemand } of limits) {
  if (!existsSync(new URL(path, root))) throw new Error(`${path} is missing. Run: npm run build`)
  const { initialSize, totalSize } = await bundleForBrowser(`export ${imported} from './${path}'`, fileURLToPath(root))
  const excess = [excessOf(initialSize, limit), excessOf(totalSize, limitOnDemand)]
  const sizes = `${kilobytes(initialSize)} of ${limit} at first, ${kilobytes(totalSize)} of ${limitOnDemand} in all`
  console.log(`${name.padEnd(54)}${sizes}${excess.includes(true) ? ' — too large' : ''}`)
  if (excess.includes(true)) process.exitCode = 1
}

function excessOf(bytes: number, limit: string): boolean {
  const [, kilobytes] = /^(\d+(?:\.\d+)?) kB$/.exec(limit) ?? []
  if (kilobytes === undefined) throw new Error(`package.json, size-limit: ${limit} is no number of kB.`)
  return bytes > Number(kilobytes) * 1000
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}
