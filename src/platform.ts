/**
 * What the runtime has built in. Asked for at the call, never at import, and without a `node:` import, so that one build
 * serves Node and browsers (Node ≥ 20.16 has `process.getBuiltinModule`).
 */
export function nodeCrypto(): typeof import('node:crypto') | undefined {
  return globalThis.process?.getBuiltinModule?.('node:crypto')
}
