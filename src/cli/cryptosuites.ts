import type { Cryptosuite } from '../proof/cryptosuite.ts'

/** The cryptosuites that the program brings beside those built into verification. */
export async function programCryptosuites(): Promise<readonly Cryptosuite[]> {
  return []
}
