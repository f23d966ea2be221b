import { fileURLToPath } from 'node:url'
import { bundleForBrowser } from '../scripts/bundle.ts'
import { atMost, type Figure, rounded, type Section } from './figures.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * What a page loads, minified and gzipped, with all dependencies, schemas and contexts. The limit is for a page that
 * verifies a badge and explains the report, of which test/package.test.ts shows that an ordinary badge needs no more than
 * is loaded at first; all of badgesmith/verify takes badges out of pictures besides, and reads presentations.
 */
export async function measureSizes(): Promise<Section> {
  const figures: Figure[] = []
  for (const [name, code, limit] of [
    ['badgesmith', "export * from './dist/index.js'", undefined],
    ['badgesmith/verify', "export * from './dist/verifier.js'", undefined],
    ['verifyCredential and explain', "export { verifyCredential, explain } from './dist/verifier.js'", 120],
    ['verifyCredential alone', "export { verifyCredential } from './dist/verifier.js'", undefined],
    ['badgesmith/jwt', "export * from './dist/jwt.js'", undefined],
  ] as const) {
    const { initialSize, totalSize } = await bundleForBrowser(code, ROOT)
    const size = initialSize / 1_000
    const known = limit === undefined ? { what: name, value: `${rounded(size)} kB` } : atMost(name, size, limit, 'kB')
    figures.push({ ...known, beside: `${rounded(totalSize / 1_000)} kB with all that is loaded on demand` })
  }
  return { title: 'Browser bundle by Rolldown, the bundler of Vite, gzipped', figures }
}
