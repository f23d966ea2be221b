import type { Options } from 'tsup'
import { BUNDLED, writeLicenses } from './scripts/bundled.ts'

/** One file of dist for each subpath of `exports`; everything that two of them share becomes a chunk. */
const library: Record<string, string> = {
  index: 'src/index.ts',
  verifier: 'src/verifier.ts',
  jwt: 'src/jwt.ts',
  'ecdsa-sd-2023': 'src/ecdsa-sd-2023.ts',
  node: 'src/node.ts',
}
/** The program, and what a worker thread of a batch runs: nobody imports these. */
const program: Record<string, string> = { cli: 'src/cli/main.ts', 'batch-worker': 'src/batch/worker.ts' }

const config: (overrides: Options) => Options = (overrides) => ({
  entry: { ...library, ...program },
  dts: { entry: library },
  format: 'esm',
  target: 'es2022',
  platform: 'node',
  splitting: true,
  // Dependencies stay imports: jsonld breaks when bundled for Node, and an app shares its own copies.
  skipNodeModulesBundle: true,
  noExternal: [...BUNDLED],
  // Deno and workers know built-in modules by their full name only.
  removeNodeProtocol: false,
  // A build into another directory, as the package test makes, leaves the rest of that directory alone.
  clean: overrides.outDir === undefined,
  onSuccess: () => writeLicenses(overrides.outDir ?? 'dist'),
})

export default config
