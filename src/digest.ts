import { base64urlDecode, base64urlEncode, multibaseDecode, multibaseEncode } from './encoding.ts'
import { sha256, sha384, sha512 } from './hash.ts'

export type DigestAlgorithm = 'sha256' | 'sha384' | 'sha512'

/** A digest that a credential names, read. */
export interface Digest {
  readonly algorithm: DigestAlgorithm
  readonly value: Uint8Array
}

/** Multihash code, bytes, and function of each algorithm (Multihash; the table of multicodec). */
const ALGORITHMS = [
  { algorithm: 'sha256', code: 0x12, length: 32, hash: sha256 },
  { algorithm: 'sha384', code: 0x20, length: 48, hash: sha384 },
  { algorithm: 'sha512', code: 0x13, length: 64, hash: sha512 },
] as const

/**
 * The `digestMultibase` of bytes (VC 2.0, "Integrity of Related Resources"): `u` and the base64url of a SHA-256
 * multihash.
 */
export function digestMultibase(bytes: Uint8Array): string {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('bytes: expected a Uint8Array.')
  return multibaseEncode('u', new Uint8Array([0x12, 32, ...sha256(bytes)]))
}

/**
 * The digest of an evidence file, to stand as `digestMultibase` on the evidence. The file itself stays with whoever has
 * it: the digest lets them prove later that it is the one that was assessed.
 *
 * @param bytes - The file exactly as it is kept; a file that is saved again is another file.
 * @returns `u` and the base64url of the SHA-256 multihash (VC 2.0, "Integrity of Related Resources").
 *
 * @example
 * const evidence = { name: 'Unit plan', digestMultibase: digestEvidence(await readFile('unit-plan.pdf')) }
 */
export function digestEvidence(bytes: Uint8Array): string {
  return digestMultibase(bytes)
}

/** Reads a `digestMultibase`: base58btc or base64url, with a multihash header or without. Undefined where it is none. */
export function readDigestMultibase(text: string): Digest | undefined {
  // The longest is a SHA-512 multihash of 66 bytes; base58 of more costs quadratic time.
  const bytes = text.length <= 128 ? multibaseDecode(text) : undefined
  if (bytes === undefined) return undefined
  for (const { algorithm, code, length } of ALGORITHMS) {
    if (bytes.length === length) return { algorithm, value: bytes }
    if (bytes.length === length + 2 && bytes[0] === code && bytes[1] === length) {
      return { algorithm, value: bytes.subarray(2) }
    }
  }
  return undefined
}

/**
 * Reads a `digestSRI`: the digests of the strongest algorithm that it names, any one of which may match (Subresource
 * Integrity, §3.3). Undefined where none can be read.
 */
export function readDigestSRI(text: string): readonly Digest[] | undefined {
  if (text.length > 4096) return undefined
  const digests = text
    .split(/[ \t]+/)
    .filter((token) => token !== '')
    .flatMap((token) => readSRIToken(token) ?? [])
  const strongest = ['sha512', 'sha384', 'sha256'].find((name) => digests.some(({ algorithm }) => algorithm === name))
  return strongest === undefined ? undefined : digests.filter(({ algorithm }) => algorithm === strongest)
}

/** Whether two digests are of one algorithm and equal; undefined where the algorithms differ, so that nothing is known. */
export function sameDigest(a: Digest, b: Digest): boolean | undefined {
  if (a.algorithm !== b.algorithm) return undefined
  return base64urlEncode(a.value) === base64urlEncode(b.value)
}

/** Whether bytes have this digest. */
export function hasDigest(bytes: Uint8Array, digest: Digest): boolean {
  const known = ALGORITHMS.find(({ algorithm }) => algorithm === digest.algorithm)
  return known !== undefined && sameDigest(digest, { algorithm: digest.algorithm, value: known.hash(bytes) }) === true
}

function readSRIToken(token: string): Digest | undefined {
  const match = /^(sha256|sha384|sha512)-([A-Za-z0-9+/]+)(={0,2})(?:\?[\x21-\x7e]*)?$/.exec(token)
  const known = ALGORITHMS.find(({ algorithm }) => algorithm === match?.[1])
  const [, , digits = '', padding = ''] = match ?? []
  if (known === undefined || (digits.length + padding.length) % 4 !== 0) return undefined
  const value = base64urlDecode(digits.replaceAll('+', '-').replaceAll('/', '_'))
  return value?.length === known.length ? { algorithm: known.algorithm, value } : undefined
}
