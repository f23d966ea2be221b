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

/** SHA-2 of texts in lower-case hexadecimal digits, for many short ones: the platform is asked for once. */
export function hexHash(name: 'sha256' | 'sha384'): (text: string) => string {
  const native = nodeCrypto()
  if (native?.hash) {
    const { hash } = native
    return (text) => hash(name, text, 'hex')
  }
  if (native) return (text) => native.createHash(name).update(text).digest('hex')
  const portable = name === 'sha256' ? sha256Portable : sha384Portable
  return remembering((text) => bytesToHex(portable(bytesOf(text))))
}

/** In JavaScript a hash costs many times a look into a table, and of the texts of a record of badges many are alike. */
function remembering(hash: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    let hashed = known.get(text)
    if (hashed === undefined) {
      hashed = hash(text)
      known.set(text, hashed)
    }
    return hashed
  }
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

function bytesOf(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data
}
