import { base64urlDecode, base64urlEncode, utf8Decode, utf8Encode } from '../encoding.ts'
import { OpenBadgesError, openBadgesError } from '../errors.ts'
import { type PublicKey, publicKeyFromJwk, publicKeyFromMultibase } from './public-key.ts'

/** The one verification method of a DID that is a key. Its document is computed, so nothing is fetched. */
export interface KeyDid {
  readonly did: string
  /** The DID URL of the method: `did:key:z…#z…` or `did:jwk:…#0`. */
  readonly verificationMethod: string
  readonly publicKey: PublicKey
}

/** A JWK of an RSA key of 4096 bits is about 800 characters, and base64url of it about 1,100. */
const MAX_DID_JWK = 8192

const DID_KEY = /^did:key:(z[1-9A-HJ-NP-Za-km-z]+)(?:#(.*))?$/s
const DID_JWK = /^did:jwk:([A-Za-z0-9_-]+)(?:#(.*))?$/s

/** Whether a DID or DID URL is of a method in which the DID is the key: did:key or did:jwk. */
export function isKeyDid(url: string): boolean {
  return url.startsWith('did:key:') || url.startsWith('did:jwk:')
}

/**
 * Reads a did:key or did:jwk, alone or with the fragment of its verification method.
 *
 * @throws {@link OpenBadgesError} `did.syntax` when it is malformed or its fragment names another method; `key.format`
 *   or `key.weak` for the key in it; `did.unsupported` when it is of another method.
 */
export function parseKeyDid(url: string): KeyDid {
  if (url.startsWith('did:key:')) return parseDidKey(url)
  if (url.startsWith('did:jwk:')) return parseDidJwk(url)
  throw openBadgesError('did.unsupported', 'The DID is neither did:key nor did:jwk.')
}

/** The did:key of a key. RSA keys have none here; see {@link didJwkOf}. */
export function didKeyOf(key: PublicKey): string {
  if (key.publicKeyMultibase === undefined) throw new TypeError('key: an RSA key has no did:key; use did:jwk.')
  return `did:key:${key.publicKeyMultibase}`
}

/** The did:jwk of a key: base64url of its JWK with the members that make the key, in a fixed order. */
export function didJwkOf(key: PublicKey): string {
  const { kty, crv, x, y, n, e } = key.publicKeyJwk
  return `did:jwk:${base64urlEncode(utf8Encode(JSON.stringify({ kty, crv, x, y, n, e })))}`
}

function parseDidKey(url: string): KeyDid {
  const [, multibase, fragment] = DID_KEY.exec(url) ?? []
  if (multibase === undefined) throw syntax('A did:key is "did:key:" and a base58btc key that begins with "z".')
  if (fragment !== undefined && fragment !== multibase) {
    throw syntax('The fragment of a did:key names its one key, so it repeats what stands after "did:key:".')
  }
  const publicKey = publicKeyFromMultibase(multibase)
  const did = `did:key:${multibase}`
  return { did, verificationMethod: `${did}#${multibase}`, publicKey }
}

function parseDidJwk(url: string): KeyDid {
  if (url.length > MAX_DID_JWK) throw syntax(`The did:jwk has ${url.length} characters; no key needs as many.`)
  const [, encoded, fragment] = DID_JWK.exec(url) ?? []
  const bytes = encoded === undefined ? undefined : base64urlDecode(encoded)
  if (!bytes) throw syntax('A did:jwk is "did:jwk:" and strict base64url of a JWK.')
  if (fragment !== undefined && fragment !== '0') throw syntax('The one method of a did:jwk has the fragment "#0".')
  const did = `did:jwk:${encoded}`
  return { did, verificationMethod: `${did}#0`, publicKey: publicKeyFromJwk(parseJwkText(bytes)) }
}

function parseJwkText(bytes: Uint8Array): unknown {
  try {
    const text = utf8Decode(bytes)
    const value: unknown = JSON.parse(text)
    // Two members of one name: another reader would take the other one, and see another key.
    if (countNames(text) === countMembers(value)) return value
  } catch (error) {
    if (!(error instanceof OpenBadgesError || error instanceof SyntaxError)) throw error
  }
  throw syntax('The did:jwk does not hold JSON, or an object in it has two members of one name.')
}

/** Strings of a JSON text that a colon follows. */
function countNames(text: string): number {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)].filter(([, colon]) => colon === ':').length
}

function countMembers(root: unknown): number {
  let count = 0
  const waiting: unknown[] = [root]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (typeof value !== 'object' || value === null) continue
    const members = Object.values(value)
    if (!Array.isArray(value)) count += members.length
    for (const member of members) waiting.push(member)
  }
  return count
}

function syntax(message: string): OpenBadgesError {
  return openBadgesError('did.syntax', message)
}
