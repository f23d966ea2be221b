import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundleForBrowser } from './bundle.ts'

/** What each subpath for browsers costs a page, with all dependencies, minified and gzipped. */
const root = fileURLToPath(new URL('..', import.meta.url))

for (const name of ['index', 'verifier', 'jwt', 'ecdsa-sd-2023']) {
  const file = `./dist/${name}.js`
  if (!existsSync(new URL(`../${file}`, import.meta.url))) throw new Error(`${file} is missing. Run: npm run build`)
  const { initialSize, totalSize } = await bundleForBrowser(`export * from '${file}'`, root)
  console.log(`${name.padEnd(16)}${kilobytes(initialSize)} at first, ${kilobytes(totalSize)} with all on demand`)
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}
