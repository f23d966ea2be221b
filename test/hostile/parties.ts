import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { didJwkOf, didKeyOf } from '../../src/keys/did-key.ts'
import { publicKeyFromJwk } from '../../src/keys/public-key.ts'
import type { JWK, KeyAlgorithm } from '../../src/types.ts'
import type { Doc } from './document.ts'

/** Somebody with a key, and the documents that say whose key it is. */
export interface Party {
  /** What stands in `issuer.id`. */
  readonly id: string
  readonly method: string
  readonly algorithm: KeyAlgorithm
  readonly jwk: JWK
  /** Absent for RSA. */
  readonly multibase?: string
  readonly privateKey: KeyObject
  /** By URL, what this party publishes. Made anew each time, for a fault to be put in. */
  readonly publishes: () => Record<string, Doc>
}

export type Parties = Readonly<
  Record<
    | 'ed'
    | 'p256'
    | 'p384'
    | 'rsa'
    | 'web'
    | 'site'
    | 'siteP256'
    | 'siteRsa'
    | 'holder'
    | 'endorser'
    | 'stranger'
    | 'strangerP256'
    | 'strangerRsa',
    Party
  >
>

export const WEB_DID = 'did:web:school.example'
export const WEB_DOCUMENT = 'https://school.example/.well-known/did.json'
export const SITE_ID = 'https://college.example/issuer'
export const SITE_JWKS = 'https://college.example/.well-known/jwks.json'

/** Ed25519 keys come from fixed seeds; the others are new each time, which no expectation depends on. */
export function makeParties(): Parties {
  const rsa = newKey('RS256')
  return {
    ed: keyParty(ed25519Key(1)),
    p256: keyParty(newKey('P-256')),
    p384: keyParty(newKey('P-384')),
    rsa: keyParty(rsa),
    web: webParty(ed25519Key(2)),
    site: siteParty(ed25519Key(3)),
    siteP256: siteParty(newKey('P-256')),
    siteRsa: siteParty(rsa),
    holder: keyParty(ed25519Key(4)),
    endorser: keyParty(ed25519Key(5)),
    stranger: keyParty(ed25519Key(6)),
    strangerP256: keyParty(newKey('P-256')),
    strangerRsa: keyParty(newKey('RS256')),
  }
}

interface Key {
  readonly algorithm: KeyAlgorithm
  readonly privateKey: KeyObject
  readonly jwk: JWK
}

/** RFC 8410: the 32 bytes of an Ed25519 secret as PKCS #8. */
const PKCS8_ED25519 = '302e020100300506032b657004220420'

export function ed25519Key(number: number): Key {
  const der = Buffer.from(PKCS8_ED25519 + number.toString(16).padStart(64, '0'), 'hex')
  return keyOf('Ed25519', createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
}

export function newKey(algorithm: 'P-256' | 'P-384' | 'RS256', bits = 2048): Key {
  if (algorithm === 'RS256') return keyOf(algorithm, generateKeyPairSync('rsa', { modulusLength: bits }).privateKey)
  return keyOf(algorithm, generateKeyPairSync('ec', { namedCurve: algorithm }).privateKey)
}

function keyOf(algorithm: KeyAlgorithm, privateKey: KeyObject): Key {
  return { algorithm, privateKey, jwk: createPublicKey(privateKey).export({ format: 'jwk' }) as JWK }
}

/** did:key, or did:jwk for RSA: nothing is published. */
export function keyParty(key: Key): Party {
  const publicKey = publicKeyFromJwk(key.jwk)
  const id = key.algorithm === 'RS256' ? didJwkOf(publicKey) : didKeyOf(publicKey)
  const multibase = publicKey.publicKeyMultibase
  return {
    ...key,
    id,
    method: `${id}#${key.algorithm === 'RS256' ? '0' : multibase}`,
    ...(multibase !== undefined && { multibase }),
    publishes: () => ({}),
  }
}

function webParty(key: Key): Party {
  return publishing(key, WEB_DID, WEB_DOCUMENT)
}

/** An https id, with a controller document there and a JWK set at its authority. */
function siteParty(key: Key): Party {
  const party = publishing(key, SITE_ID, SITE_ID)
  const { publishes } = party
  const keySet = (): Doc => ({ keys: [{ ...(key.jwk as Doc), kid: 'key-1', use: 'sig' }] })
  return { ...party, publishes: () => ({ ...publishes(), [SITE_JWKS]: keySet() }) }
}

function publishing(key: Key, id: string, url: string): Party {
  const { publicKeyMultibase } = publicKeyFromJwk(key.jwk)
  const method = `${id}#key-1`
  const publicKey: Doc =
    publicKeyMultibase === undefined
      ? { type: 'JsonWebKey', publicKeyJwk: key.jwk as Doc }
      : { type: 'Multikey', publicKeyMultibase }
  return {
    ...key,
    id,
    method,
    ...(publicKeyMultibase !== undefined && { multibase: publicKeyMultibase }),
    publishes: () => ({
      [url]: {
        '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
        id,
        verificationMethod: [{ id: method, controller: id, ...publicKey }],
        assertionMethod: [method],
        authentication: [method],
      },
    }),
  }
}

/** A raw signature (r and s beside each other, for ECDSA) by Node's own crypto and none of our code. */
export function signRaw({ algorithm, privateKey }: Party, data: Uint8Array): Uint8Array {
  if (algorithm === 'Ed25519') return new Uint8Array(sign(null, data, privateKey))
  if (algorithm === 'RS256') return new Uint8Array(sign('sha256', data, privateKey))
  const hash = algorithm === 'P-384' ? 'sha384' : 'sha256'
  return new Uint8Array(sign(hash, data, { key: privateKey, dsaEncoding: 'ieee-p1363' }))
}
