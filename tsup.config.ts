import type { Options } from 'tsup'

/** One file of dist for each subpath of `exports`; everything that two of them share becomes a chunk. */
export const LIBRARY: Readonly<Record<string, string>> = {
  index: 'src/index.ts',
  verifier: 'src/verifier.ts',
  jwt: 'src/jwt.ts',
  'ecdsa-sd-2023': 'src/ecdsa-sd-2023.ts',
  node: 'src/node.ts',
}

/** The declarations. The code is made by rolldown, see rolldown.config.ts. */
const config: Options = {
  entry: LIBRARY,
  dts: { only: true },
  format: 'esm',
}

export default config
