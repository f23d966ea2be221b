import { md5 as md5Portable } from '@noble/hashes/legacy.js'
import { sha256 as sha256Portable, sha384 as sha384Portable, sha512 as sha512Portable } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { nodeCrypto } from './platform.ts'

/** SHA-256 of bytes, or of the UTF-8 bytes of a text. Synchronous everywhere: hashing is most of canonicalization. */
export function sha256(data: Uint8Array | string): Uint8Array {
  return digest('sha256', sha256Portable, data)
}

/** SHA-384 of bytes, or of the UTF-8 bytes of a text. */
export function sha384(data: Uint8Array | string): Uint8Array {
  return digest('sha384', sha384Portable, data)
}

/** SHA-512 of bytes, or of the UTF-8 bytes of a text. */
export function sha512(data: Uint8Array | string): Uint8Array {
  return digest('sha512', sha512Portable, data)
}

/** The same in lower-case hexadecimal digits, which the platform gives faster than bytes. */
export function sha256Hex(data: Uint8Array | string): string {
  return hexDigest('sha256', sha256Portable, data)
}

/** The same in lower-case hexadecimal digits. */
export function sha384Hex(data: Uint8Array | string): string {
  return hexDigest('sha384', sha384Portable, data)
}

/** MD5, for comparing with old badges only. Not from the platform, which may refuse it (FIPS). */
export function md5(data: Uint8Array | string): Uint8Array {
  return md5Portable(bytesOf(data))
}

type Portable = (data: Uint8Array) => Uint8Array

function digest(name: string, portable: Portable, data: Uint8Array | string): Uint8Array {
  const native = nodeCrypto()
  if (!native) return portable(bytesOf(data))
  // `hash` (Node ≥ 20.12) needs no object per digest; other runtimes with node:crypto may lack it.
  const bytes = native.hash ? native.hash(name, data, 'buffer') : native.createHash(name).update(data).digest()
  return new Uint8Array(bytes)
}

function hexDigest(name: string, portable: Portable, data: Uint8Array | string): string {
  const native = nodeCrypto()
  if (!native) return bytesToHex(portable(bytesOf(data)))
  return native.hash ? native.hash(name, data, 'hex') : native.createHash(name).update(data).digest('hex')
}

function bytesOf(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data
}
