import { base64urlDecode, base64urlEncode, multibaseDecode, multibaseEncode, utf8Encode } from '../encoding.ts'
import { type OpenBadgesError, openBadgesError } from '../errors.ts'
import { sha256 } from '../hash.ts'
import type { JWK, KeyAlgorithm } from '../types.ts'
import { bytesToInteger, type Curve, compressPoint, decompressPoint, isOnCurve, P256, P384 } from './curves.ts'
import { ed25519KeyFault } from './ed25519.ts'

/** Signature algorithms by their JOSE names (RFC 7518 §3.1, RFC 8037). */
export type SignatureAlgorithm = 'EdDSA' | 'ES256' | 'ES384' | 'RS256' | 'PS256'

/** A public key that was read strictly and is fit to verify with. Frozen; the same object for the same text, while cached. */
export interface PublicKey {
  readonly algorithm: KeyAlgorithm
  /** What it may verify; the first is its default. An RSA key does both unless `alg` of its JWK names one. */
  readonly signatureAlgorithms: readonly [SignatureAlgorithm, ...SignatureAlgorithm[]]
  /** Multikey form (Controlled Identifiers §2.2.2); RSA keys have none. */
  readonly publicKeyMultibase?: string
  /** Only the members that make the key. */
  readonly publicKeyJwk: JWK
}

/** Multikey prefixes: the multicodec number as a varint. */
const ED25519_PREFIX = [0xed, 0x01] as const
const P256_PREFIX = [0x80, 0x24] as const
const P384_PREFIX = [0x81, 0x24] as const

/** A base58 text of the longest key we read is 70 characters; decoding is quadratic in length. */
const MAX_MULTIBASE = 128
/** RSA of 4096 bits in base64url is 683 characters. */
const MAX_MEMBER = 1024
/** Parsed keys that are kept. A key costs about a millisecond to judge, and an issuer has few. */
const MAX_CACHED = 1024

/** Members of a JWK that are secret (RFC 7518 §6.2.2, §6.3.2, §6.4.1). */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const

const cache = new Map<string, PublicKey>()

/**
 * Reads `publicKeyMultibase` of a Multikey: base58btc (`z`), canonical, Ed25519, P-256 or P-384.
 *
 * @throws {@link OpenBadgesError} `key.format`, `key.weak`.
 */
export function publicKeyFromMultibase(value: unknown): PublicKey {
  if (typeof value !== 'string') throw malformed('publicKeyMultibase is missing or not a string.')
  if (value.length > MAX_MULTIBASE)
    throw malformed(`publicKeyMultibase has ${value.length} characters; no key that is read here has as many.`)
  return cached(value, () => parseMultibase(value))
}

/**
 * Reads a public JWK (RFC 7517): OKP Ed25519, EC P-256 or P-384, RSA of 2048 to 4096 bits. Members are strict base64url
 * of the exact length; one with a secret member is refused, and so is one that `use`, `key_ops` or `alg` reserves for
 * something else.
 *
 * @throws {@link OpenBadgesError} `key.format`, `key.weak`.
 */
export function publicKeyFromJwk(value: unknown): PublicKey {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('The JWK is not an object.')
  const jwk = value as JWK
  const secret = SECRET_MEMBERS.find((name) => Object.hasOwn(jwk, name))
  if (secret !== undefined) {
    throw malformed(
      `The JWK has the member "${secret}", which is secret.`,
      'Whoever can read it can sign with it: publish only the public members, of a new key.',
    )
  }
  checkIntendedUse(jwk)
  const members = [jwk.kty, jwk.crv, jwk.x, jwk.y, jwk.n, jwk.e, jwk.alg]
  for (const member of members) {
    if (member !== undefined && (typeof member !== 'string' || member.length > MAX_MEMBER)) {
      throw malformed(`A member of the JWK is not a string, or is longer than ${MAX_MEMBER} characters.`)
    }
  }
  return cached(JSON.stringify(members), () => parseJwk(jwk))
}

/** RFC 7638 thumbprint, SHA-256, base64url. */
export function jwkThumbprint(key: PublicKey): string {
  const { kty, crv, x, y, n, e } = key.publicKeyJwk
  // §3.3: the required members in lexicographic order; undefined ones are left out.
  return base64urlEncode(sha256(utf8Encode(JSON.stringify({ crv, e, kty, n, x, y }))))
}

/** Whether two keys are the same key, however each was written. */
export function isSameKey(a: PublicKey, b: PublicKey): boolean {
  return (['kty', 'crv', 'x', 'y', 'n', 'e'] as const).every((name) => a.publicKeyJwk[name] === b.publicKeyJwk[name])
}

function parseMultibase(text: string): PublicKey {
  const bytes = text.startsWith('z') ? multibaseDecode(text) : undefined
  if (!bytes) {
    throw malformed(
      'publicKeyMultibase is not canonical base58btc with the prefix "z".',
      'An Ed25519 key begins with z6Mk, a P-256 key with zDn, a P-384 key with z82.',
    )
  }
  const body = bytes.subarray(2)
  if (hasPrefix(bytes, ED25519_PREFIX)) return ed25519Key(body)
  if (hasPrefix(bytes, P256_PREFIX)) return compressedKey(P256, body)
  if (hasPrefix(bytes, P384_PREFIX)) return compressedKey(P384, body)
  throw malformed('publicKeyMultibase holds a key of a type that is not read here.', 'Ed25519, P-256 and P-384 are.')
}

function parseJwk(jwk: JWK): PublicKey {
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') {
    return restricted(ed25519Key(member(jwk, 'x', 32)), jwk, ['EdDSA', 'Ed25519'])
  }
  if (jwk.kty === 'EC' && jwk.crv === 'P-256') return restricted(pointKey(P256, jwk), jwk, ['ES256'])
  if (jwk.kty === 'EC' && jwk.crv === 'P-384') return restricted(pointKey(P384, jwk), jwk, ['ES384'])
  if (jwk.kty === 'RSA') return restricted(rsaKey(jwk), jwk, ['RS256', 'PS256'])
  throw malformed(
    `The JWK is of a type that is not read here: kty ${show(jwk.kty)}, crv ${show(jwk.crv)}.`,
    'OKP with Ed25519, EC with P-256 or P-384, and RSA are.',
  )
}

function ed25519Key(bytes: Uint8Array): PublicKey {
  if (bytes.length !== 32) throw malformed(`An Ed25519 key has 32 bytes; this one has ${bytes.length}.`)
  const fault = ed25519KeyFault(bytes)
  if (fault) throw weak(`The Ed25519 key ${fault}.`, 'Make a new key with a common tool; no tool makes such keys.')
  return frozenKey(
    'Ed25519',
    ['EdDSA'],
    { kty: 'OKP', crv: 'Ed25519', x: base64urlEncode(bytes) },
    multikey(ED25519_PREFIX, bytes),
  )
}

function compressedKey(curve: Curve, bytes: Uint8Array): PublicKey {
  if (bytes.length !== curve.size + 1 || (bytes[0] !== 2 && bytes[0] !== 3)) {
    throw malformed(`A ${curve.crv} Multikey holds a compressed point of ${curve.size + 1} bytes; this one does not.`)
  }
  const point = decompressPoint(curve, bytes)
  if (!point) throw weak(`The key is not a point of the curve ${curve.crv}.`)
  return curveKey(curve, point.x, point.y)
}

function pointKey(curve: Curve, jwk: JWK): PublicKey {
  const x = member(jwk, 'x', curve.size)
  const y = member(jwk, 'y', curve.size)
  if (!isOnCurve(curve, { x, y })) throw weak(`The key is not a point of the curve ${curve.crv}.`)
  return curveKey(curve, x, y)
}

function curveKey({ crv }: Curve, x: Uint8Array, y: Uint8Array): PublicKey {
  return frozenKey(
    crv,
    [crv === 'P-256' ? 'ES256' : 'ES384'],
    { kty: 'EC', crv, x: base64urlEncode(x), y: base64urlEncode(y) },
    multikey(crv === 'P-256' ? P256_PREFIX : P384_PREFIX, compressPoint({ x, y })),
  )
}

function rsaKey(jwk: JWK): PublicKey {
  const n = bytesToInteger(integerMember(jwk, 'n'))
  const e = bytesToInteger(integerMember(jwk, 'e'))
  const bits = n.toString(2).length
  if (bits < 2048 || bits > 4096) throw weak(`The RSA key has ${bits} bits; 2048 to 4096 are accepted.`)
  if ((n & 1n) === 0n) throw weak('The RSA modulus is even.')
  // Browsers take no exponent above 33 bits, so none is taken anywhere: one verdict in every runtime.
  if ((e & 1n) === 0n || e < 65537n || e >= 1n << 33n) {
    throw weak(`The RSA exponent is ${e.toString().slice(0, 20)}; an odd one from 65537 to 2^33 is accepted.`)
  }
  return frozenKey('RS256', ['RS256', 'PS256'], { kty: 'RSA', n: String(jwk.n), e: String(jwk.e) })
}

function checkIntendedUse(jwk: JWK): void {
  if (jwk.use !== undefined && jwk.use !== 'sig') throw malformed(`The JWK is for another use: ${show(jwk.use)}.`)
  const operations = jwk.key_ops
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    throw malformed('The JWK is for other operations: key_ops does not list "verify".')
  }
}

/** `alg` of a JWK binds its key to one algorithm (RFC 7517 §4.4). */
function restricted(key: PublicKey, jwk: JWK, allowed: readonly string[]): PublicKey {
  if (jwk.alg === undefined) return key
  if (!allowed.includes(jwk.alg)) {
    throw malformed(
      `The JWK is for the algorithm ${show(jwk.alg)}; a key of its type is used with ${allowed.join(' or ')}.`,
    )
  }
  const only = key.signatureAlgorithms.find((algorithm) => algorithm === jwk.alg) ?? key.signatureAlgorithms[0]
  return Object.freeze({ ...key, signatureAlgorithms: Object.freeze([only] as const) })
}

function member(jwk: JWK, name: 'x' | 'y', size: number): Uint8Array {
  const bytes = base64urlMember(jwk, name)
  if (bytes.length === size) return bytes
  throw malformed(`The member "${name}" of the JWK has ${bytes.length} bytes; ${size} are needed.`)
}

/** Base64urlUInt (RFC 7518 §2): as few bytes as represent the number. */
function integerMember(jwk: JWK, name: 'n' | 'e'): Uint8Array {
  const bytes = base64urlMember(jwk, name)
  if (bytes.length > 0 && bytes[0] !== 0) return bytes
  throw malformed(`The member "${name}" of the JWK is empty or begins with a zero byte.`)
}

function base64urlMember(jwk: JWK, name: 'x' | 'y' | 'n' | 'e'): Uint8Array {
  const text = jwk[name]
  const bytes = typeof text === 'string' ? base64urlDecode(text) : undefined
  if (bytes) return bytes
  throw malformed(`The member "${name}" of the JWK is missing or not strict base64url.`)
}

function frozenKey(
  algorithm: KeyAlgorithm,
  signatureAlgorithms: PublicKey['signatureAlgorithms'],
  jwk: JWK,
  publicKeyMultibase?: string,
): PublicKey {
  return Object.freeze({
    algorithm,
    signatureAlgorithms: Object.freeze(signatureAlgorithms),
    ...(publicKeyMultibase !== undefined && { publicKeyMultibase }),
    publicKeyJwk: Object.freeze(jwk),
  })
}

function multikey(prefix: readonly [number, number], bytes: Uint8Array): string {
  return multibaseEncode('z', Uint8Array.of(...prefix, ...bytes))
}

function hasPrefix(bytes: Uint8Array, prefix: readonly [number, number]): boolean {
  return bytes[0] === prefix[0] && bytes[1] === prefix[1]
}

/** Least recently used goes first: a Map keeps the order of insertion. */
function cached(text: string, parse: () => PublicKey): PublicKey {
  const known = cache.get(text)
  const key = known ?? parse()
  cache.delete(text)
  cache.set(text, key)
  if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value ?? text)
  return key
}

function show(value: unknown): string {
  return typeof value === 'string'
    ? JSON.stringify(value.slice(0, 40))
    : String(value === undefined ? 'none' : typeof value)
}

function malformed(message: string, hint?: string): OpenBadgesError {
  return openBadgesError('key.format', message, { hint })
}

function weak(message: string, hint?: string): OpenBadgesError {
  return openBadgesError('key.weak', message, { hint })
}
