import type { Cryptosuite } from '../proof/cryptosuite.ts'

/** The cryptosuites that the program brings beside those built into verification: selective disclosure. */
export async function programCryptosuites(): Promise<readonly Cryptosuite[]> {
  const { ecdsaSd2023 } = await import('../ecdsa-sd-2023.ts')
  return [ecdsaSd2023]
}
