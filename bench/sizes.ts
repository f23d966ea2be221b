import { fileURLToPath } from 'node:url'
import { bundleForBrowser } from '../scripts/bundle.ts'
import { atMost, type Figure, rounded, type Section } from './figures.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What a page loads, minified and gzipped, with all dependencies, schemas and contexts. */
export async function measureSizes(): Promise<Section> {
  const figures: Figure[] = []
  for (const [name, file] of [
    ['badgesmith', 'index'],
    ['badgesmith/verify', 'verifier'],
    ['badgesmith/jwt', 'jwt'],
  ] as const) {
    const { initialSize, totalSize } = await bundleForBrowser(`export * from './dist/${file}.js'`, ROOT)
    const beside = `${rounded(totalSize / 1_000)} kB with all that is loaded on demand`
    const size = initialSize / 1_000
    const known =
      name === 'badgesmith/verify' ? atMost(name, size, 120, 'kB') : { what: name, value: `${rounded(size)} kB` }
    figures.push({ ...known, beside })
  }
  return { title: 'Browser bundle, gzipped', figures }
}
