import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const root = new URL('..', import.meta.url)

const config: ViteUserConfig = defineConfig({
  // Examples import the package by its name; here and in tsconfig.json that is the source.
  resolve: { alias: [{ find: /^badgesmith$/, replacement: fileURLToPath(new URL('src/index.ts', root)) }] },
  test: {
    root: fileURLToPath(root),
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // The default leaves one core free, which on two cores is half of them.
    maxWorkers: '100%',
  },
})

export default config
