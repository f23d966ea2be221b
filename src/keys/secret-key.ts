import { base64urlDecode, base64urlEncode, multibaseDecode, multibaseEncode } from '../encoding.ts'
import { type OpenBadgesError, openBadgesError } from '../errors.ts'
import type { JWK } from '../types.ts'
import type { SecretKey } from './backend.ts'
import { backendFor } from './backends.ts'
import { bytesToInteger } from './curves.ts'
import type { PublicKey } from './public-key.ts'
import { verifySignature } from './verify-signature.ts'

/** Prefix and size of `secretKeyMultibase` (Controlled Identifiers §2.2.2): the multicodec number as a varint. */
const FORMS = {
  Ed25519: { prefix: [0x80, 0x26], size: 32 },
  'P-256': { prefix: [0x86, 0x26], size: 32 },
  'P-384': { prefix: [0x87, 0x26], size: 48 },
} as const

/** Secret members of each type of JWK, all of them needed (RFC 7518 §6.2.2, §6.3.2; RFC 8037 §2). */
const SECRET_MEMBERS = { OKP: ['d'], EC: ['d'], RSA: ['d', 'p', 'q', 'dp', 'dq', 'qi'] } as const

/** The secret key in `secretKeyMultibase`, for the public key beside it. */
export function secretKeyFromMultibase(publicKey: PublicKey, text: unknown): SecretKey {
  if (publicKey.algorithm === 'RS256') throw malformed('RSA keys have no Multikey form; import them as JWK.')
  const { prefix } = FORMS[publicKey.algorithm]
  const bytes =
    typeof text === 'string' && text.startsWith('z') && text.length < 256 ? multibaseDecode(text) : undefined
  if (!bytes) throw malformed('secretKeyMultibase is missing or not canonical base58btc with the prefix "z".')
  if (bytes[0] !== prefix[0] || bytes[1] !== prefix[1]) {
    throw malformed(`secretKeyMultibase is not the secret of a key of type ${publicKey.algorithm}.`)
  }
  const secret = withoutPublicHalf(publicKey, bytes.subarray(2))
  checkSize(publicKey.algorithm, secret)
  return secretKey(publicKey, { d: base64urlEncode(secret) })
}

/** The secret key in a JWK, for the public key that its other members make. */
export function secretKeyFromJwk(publicKey: PublicKey, jwk: JWK): SecretKey {
  const names = SECRET_MEMBERS[publicKey.publicKeyJwk.kty as keyof typeof SECRET_MEMBERS]
  const members: Record<string, string> = {}
  for (const name of names) {
    const value = jwk[name]
    const bytes = typeof value === 'string' ? base64urlDecode(value) : undefined
    if (!bytes) throw malformed(`The member "${name}" of the JWK is missing or not strict base64url.`)
    if (publicKey.algorithm !== 'RS256') checkSize(publicKey.algorithm, bytes)
    members[name] = String(value)
  }
  return secretKey(publicKey, members)
}

/** `secretKeyMultibase` of a key that is not RSA. */
export function secretKeyToMultibase({ algorithm, jwk }: SecretKey): string {
  if (algorithm === 'RS256')
    throw new TypeError("options.format: an RSA key has no Multikey form; pass { format: 'jwk' }.")
  const bytes = base64urlDecode(String(jwk.d)) ?? new Uint8Array()
  return multibaseEncode('z', Uint8Array.of(...FORMS[algorithm].prefix, ...bytes))
}

/** A JWK without its secret members. */
export function publicMembersOf(jwk: JWK): JWK {
  const secret: readonly string[] = SECRET_MEMBERS.RSA
  const { key_ops: _operations, ext: _extractable, ...members } = jwk
  return Object.fromEntries(Object.entries(members).filter(([name]) => !secret.includes(name))) as JWK
}

/** Throws `key.format` where the secret key does not sign for the public one. */
export async function checkPair(publicKey: PublicKey, secret: SecretKey): Promise<void> {
  if (publicKey.algorithm === 'RS256' && !isConsistentRsa(secret.jwk)) {
    throw malformed('The members of the RSA key contradict each other.', 'Take them from one export.')
  }
  const backend = await backendFor(publicKey.algorithm)
  const data = new Uint8Array(32)
  let signature: Uint8Array
  try {
    signature = await backend.sign(secret, data)
  } catch {
    throw malformed('The secret key is out of range, or not one of its type.')
  }
  if (await verifySignature(publicKey, data, signature)) return
  throw malformed(
    'The secret key does not belong to the public key beside it.',
    'Take both from one export; a file may hold parts of two keys.',
  )
}

/**
 * RFC 8017 §3.2: n = p·q, and every other member follows from p, q and e. OpenSSL signs with `d` where the others are
 * wrong, and browsers refuse the key: so it is asked here.
 */
function isConsistentRsa(jwk: JWK): boolean {
  const [n, e, d, p, q, dp, dq, qi] = (['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const).map((name) =>
    bytesToInteger(base64urlDecode(String(jwk[name])) ?? new Uint8Array()),
  ) as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]
  if (p < 3n || q < 3n || p * q !== n || d >= n) return false
  const isInverse = (e * d) % (p - 1n) === 1n && (e * d) % (q - 1n) === 1n
  return isInverse && dp === d % (p - 1n) && dq === d % (q - 1n) && qi < p && (qi * q) % p === 1n
}

function checkSize(algorithm: keyof typeof FORMS, bytes: Uint8Array): void {
  const { size } = FORMS[algorithm]
  if (bytes.length !== size) throw malformed(`The secret key has ${bytes.length} bytes; ${size} are needed.`)
}

function secretKey(publicKey: PublicKey, members: Record<string, string>): SecretKey {
  return { algorithm: publicKey.algorithm, jwk: { ...publicKey.publicKeyJwk, ...members } }
}

/** Ed25519 exports of common tools append the public key to the seed. */
function withoutPublicHalf(publicKey: PublicKey, bytes: Uint8Array): Uint8Array {
  const isDouble = publicKey.algorithm === 'Ed25519' && bytes.length === 64
  return isDouble && base64urlEncode(bytes.subarray(32)) === publicKey.publicKeyJwk.x ? bytes.subarray(0, 32) : bytes
}

function malformed(message: string, hint?: string): OpenBadgesError {
  return openBadgesError('key.format', message, { hint })
}
