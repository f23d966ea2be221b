import { defineConfig, mergeConfig, type ViteUserConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** The tests that hold the files under mutation; `scripts/mutate.ts` names them. */
const config: ViteUserConfig = mergeConfig(base, defineConfig({ test: { bail: 1 } }))
// Each file by itself: a mutant must not live on in what another file has loaded.
const { projects: _, ...test } = config.test ?? {}
config.test = { ...test, include: (process.env.MUTATION_TESTS ?? 'test/**/*.test.ts').split(',') }

export default config
