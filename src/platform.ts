/**
 * What the runtime has built in. Asked for at the call, never at import, and without a `node:` import, so that one build
 * serves Node and browsers (Node ≥ 20.16 has `process.getBuiltinModule`).
 */
export function nodeCrypto(): typeof import('node:crypto') | undefined {
  return globalThis.process?.getBuiltinModule?.('node:crypto')
}

/** What the guarded network of Node is made of; undefined where there are no sockets. */
export function nodeNetwork():
  | {
      readonly https: typeof import('node:https')
      readonly dns: typeof import('node:dns')
      readonly zlib: typeof import('node:zlib')
    }
  | undefined {
  const builtin = globalThis.process?.getBuiltinModule
  const https = builtin?.('node:https')
  const dns = builtin?.('node:dns')
  const zlib = builtin?.('node:zlib')
  return https && dns && zlib ? { https, dns, zlib } : undefined
}
