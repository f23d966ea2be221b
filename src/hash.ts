import { sha256 as sha256Portable, sha384 as sha384Portable, sha512 as sha512Portable } from '@noble/hashes/sha2.js'
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

function digest(name: string, portable: (data: Uint8Array) => Uint8Array, data: Uint8Array | string): Uint8Array {
  const native = nodeCrypto()
  if (native) return new Uint8Array(native.createHash(name).update(data).digest())
  return portable(typeof data === 'string' ? new TextEncoder().encode(data) : data)
}
