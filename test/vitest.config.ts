import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const root = new URL('..', import.meta.url)

/** They exchange or load anew whole modules, which files that share them would notice. */
const ALONE = ['test/batch/no-threads.test.ts', 'test/keys/verify-signature.test.ts', 'test/status/lines.test.ts']

/** Packs, installs and bundles, which takes as long as a fourth of the others: `npm run test:package`. */
const PACKAGE = ['test/package.test.ts']

const config: ViteUserConfig = defineConfig({
  // Examples import the package by its name; here and in tsconfig.json that is the source.
  resolve: { alias: [{ find: /^badgesmith$/, replacement: fileURLToPath(new URL('src/index.ts', root)) }] },
  test: {
    root: fileURLToPath(root),
    testTimeout: 30_000,
    // The default leaves one core free, which on two cores is half of them.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [...ALONE, ...PACKAGE],
          // One instance of the library for all files of a worker, as in an app: loading it a hundred times, and running
          // it before it is compiled, took longer than the tests.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE, sequence: { groupOrder: 1 } } },
      { extends: true, test: { name: 'package', include: PACKAGE, sequence: { groupOrder: 2 } } },
    ],
  },
})

export default config
