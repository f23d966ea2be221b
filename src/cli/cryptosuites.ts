import { createRequire } from 'node:module'
import type { Cryptosuite } from '../proof/cryptosuite.ts'

const PEERS = ['@digitalbazaar/ecdsa-sd-2023-cryptosuite', '@digitalbazaar/ecdsa-multikey'] as const

/**
 * The cryptosuites that the program brings beside those built into verification: selective disclosure, where its
 * optional peers are installed. Where they are not, such a badge cannot be decided.
 */
export async function programCryptosuites(): Promise<readonly Cryptosuite[]> {
  const { resolve } = createRequire(import.meta.url)
  if (!PEERS.every((name) => isInstalled(name, resolve))) return []
  const { ecdsaSd2023 } = await import('../ecdsa-sd-2023.ts')
  return [ecdsaSd2023]
}

function isInstalled(name: string, resolve: (name: string) => string): boolean {
  try {
    resolve(name)
    return true
  } catch (error) {
    // A package that is there for import alone cannot be resolved either, but it says so in another way.
    return (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND'
  }
}
