import type { ErrorCode } from '../../../src/codes.ts'
import { base64urlEncode, multibaseEncode, utf8Encode } from '../../../src/encoding.ts'
import {
  keyWithScalar,
  nonCanonicalEncodings,
  Point,
  signWithR,
  smallOrderPoints,
} from '../../support/ed25519-points.ts'
import { at, type Doc } from '../document.ts'
import { type Fault, PLAIN, type Work } from '../forge.ts'
import { newKey } from '../parties.ts'
import { dataToSign } from '../sign.ts'

/** Keys in which nobody's secret is needed. */
export const WEAK: readonly Fault[] = [
  ...smallOrderPoints().map((point, index) =>
    ed25519Fault(`point ${index} of small order`, point.toBytes(), 'key.weak'),
  ),
  ...nonCanonicalEncodings().map((bytes, index) =>
    ed25519Fault(`an encoding that is not canonical, ${index}`, bytes, 'key.weak'),
  ),
  ...smallOrderPoints()
    .slice(1)
    .map((point, index) =>
      ed25519Fault(`a key with a part of small order, ${index}`, keyWithScalar(12_345n, point), 'key.weak'),
    ),
  ed25519Fault('bytes that are no point', Uint8Array.of(2, ...new Uint8Array(30), 7), 'key.weak'),
  ed25519Fault('31 bytes', new Uint8Array(31).fill(3), 'key.format'),
  ed25519Fault('33 bytes', new Uint8Array(33).fill(3), 'key.format'),
  ...[512, 1024, 2040].map((bits): Fault => {
    let jwk: Doc | undefined
    return jwkFault(`an RSA key of ${bits} bits`, 'key.weak', () => {
      jwk ??= newKey('RS256', bits).jwk as Doc
      return jwk
    })
  }),
  ...(
    [
      ['an RSA key with the exponent 3', { e: 'Aw' }],
      ['an RSA key with the exponent 1', { e: 'AQ' }],
      ['an RSA key with an even exponent', { e: 'AQAC' }],
      ['an RSA key with a huge exponent', { e: base64urlEncode(new Uint8Array(64).fill(255)) }],
      ['an RSA key of 8192 bits', { n: base64urlEncode(new Uint8Array(1024).fill(255)) }],
    ] as [string, Doc][]
  ).map(([name, change]) =>
    jwkFault(name, change.n === undefined ? 'key.weak' : 'key.format', (work) => ({
      ...(work.parties.rsa.jwk as Doc),
      ...change,
    })),
  ),
  jwkFault('an RSA key with an even modulus', 'key.weak', ({ parties }) => {
    const n = Buffer.from(String(parties.rsa.jwk.n), 'base64url')
    n[n.length - 1] = (n.at(-1) ?? 0) & 0xfe
    return { ...(parties.rsa.jwk as Doc), n: base64urlEncode(n) }
  }),
  jwkFault('an RSA key with its secret', 'key.format', ({ parties }) => ({ ...(parties.rsa.jwk as Doc), d: 'AQAB' })),
  jwkFault('a symmetric key', 'key.format', () => ({ kty: 'oct', k: 'c2VjcmV0' })),
  jwkFault('a key for encryption', 'key.format', ({ parties }) => ({ ...(parties.rsa.jwk as Doc), use: 'enc' })),
  jwkFault('a point off the curve', 'key.weak', ({ parties }) => {
    const y = Buffer.from(String(parties.p256.jwk.y), 'base64url')
    y[31] = (y[31] ?? 0) ^ 1
    return { ...(parties.p256.jwk as Doc), y: base64urlEncode(y) }
  }),
  jwkFault('the point at infinity', 'key.weak', () => {
    const zero = base64urlEncode(new Uint8Array(32))
    return { kty: 'EC', crv: 'P-256', x: zero, y: zero }
  }),
  jwkFault('a point of another curve', 'key.format', ({ parties }) => ({ ...(parties.p384.jwk as Doc), crv: 'P-256' })),
  jwkFault('a curve that is not read', 'key.format', ({ parties }) => ({
    ...(parties.p256.jwk as Doc),
    crv: 'secp256k1',
  })),
  jwkFault('a point with trailing bits in its base64', 'key.format', ({ parties }) => {
    const x = String(parties.p256.jwk.x)
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    return { ...(parties.p256.jwk as Doc), x: x.slice(0, -1) + letters[letters.indexOf(x.slice(-1)) + 1] }
  }),
]

/** A badge whose issuer is this key; its signature is one that such keys take. */
function ed25519Fault(name: string, bytes: Uint8Array, code: 'key.weak' | 'key.format'): Fault {
  const did = `did:key:${multibaseEncode('z', Uint8Array.of(0xed, 1, ...bytes))}`
  const method = `${did}#${did.slice('did:key:'.length)}`
  return {
    name,
    code,
    forms: [...PLAIN, { securing: 'jcs', carrier: 'text' }, { securing: 'EdDSA', carrier: 'text' }],
    issuer: 'ed',
    before: ({ credential, proof }) => {
      at(credential, 'issuer').id = did
      proof.verificationMethod = method
    },
    claims: ({ header, payload }) => {
      header.kid = method
      payload.iss = did
    },
    after: async (work) => {
      const data = await dataToSign(work.credential, work.proof, work.party)
      // R is the base point and S is 1: true for every message, where the key is the identity.
      const proofValue = multibaseEncode('z', Uint8Array.of(...Point.BASE.toBytes(), 1, ...new Uint8Array(31)))
      const [proof] = work.signed.proof as Doc[]
      if (proof && data.length > 0) proof.proofValue = proofValue
    },
  }
}

/** A JWT whose issuer is a did:jwk of this key. */
function jwkFault(name: string, code: ErrorCode, make: (work: Work) => Doc): Fault {
  return {
    name,
    code,
    forms: [
      { securing: 'RS256', carrier: 'text' },
      { securing: 'ES256', carrier: 'text' },
    ],
    claims: (work) => {
      const jwk = make(work)
      const did = `did:jwk:${base64urlEncode(utf8Encode(JSON.stringify(jwk)))}`
      at(work.payload, 'issuer').id = did
      work.payload.iss = did
      work.header.kid = `${did}#0`
      work.header.alg = jwk.kty === 'EC' ? 'ES256' : 'RS256'
    },
  }
}

/** Signatures that some verifiers take and others do not. */
export const MALLEABLE: readonly Fault[] = [
  ...smallOrderPoints().map(
    (point, index): Fault => ({
      name: `a signature with R of small order, ${index}`,
      code: 'proof.signature_invalid',
      forms: PLAIN,
      issuer: 'ed',
      before: (work) => scalarParty(work),
      after: async (work) => {
        const data = await dataToSign(work.credential, work.proof, work.party)
        const bytes = signWithR(SCALAR, keyWithScalar(SCALAR), data, point.toBytes(), 0n)
        setValue(work, index === 0 ? bytes.with(0, (bytes[0] ?? 0) ^ 2) : bytes)
      },
    }),
  ),
  ...smallOrderPoints()
    .slice(1)
    .map(
      (point, index): Fault => ({
        name: `a signature that only holds up to the cofactor, ${index}`,
        code: 'proof.signature_invalid',
        forms: PLAIN,
        issuer: 'ed',
        before: (work) => scalarParty(work),
        after: async (work) => {
          const data = await dataToSign(work.credential, work.proof, work.party)
          const r = Point.BASE.multiply(777n).add(point).toBytes()
          setValue(work, signWithR(SCALAR, keyWithScalar(SCALAR), data, r, 777n))
        },
      }),
    ),
]

const SCALAR = 424_242n

function scalarParty({ credential, proof }: Work): void {
  const multibase = multibaseEncode('z', Uint8Array.of(0xed, 1, ...keyWithScalar(SCALAR)))
  at(credential, 'issuer').id = `did:key:${multibase}`
  proof.verificationMethod = `did:key:${multibase}#${multibase}`
}

function setValue({ signed }: Work, bytes: Uint8Array): void {
  const [proof] = signed.proof as Doc[]
  if (proof) proof.proofValue = multibaseEncode('z', bytes)
}

/** Names of keys that are not what they seem. */
export const DIDS: readonly Fault[] = (
  [
    ['a did:key in another base', (did: string) => did.replace('did:key:z', 'did:key:u'), 'did.syntax'],
    ['a did:key with a letter that base58 does not have', (did: string) => `${did.slice(0, -1)}0`, 'did.syntax'],
    ['an empty did:key', () => 'did:key:', 'did.syntax'],
    ['a did:key with a path', (did: string) => `${did}/path`, 'did.syntax'],
    ['a did:key with a query', (did: string) => `${did}?versionId=1`, 'did.syntax'],
    ['a did:key cut short', (did: string) => did.slice(0, -4), 'key.format'],
    [
      'a did:key of nothing known',
      () => `did:key:${multibaseEncode('z', Uint8Array.of(0x12, 0x20, 1, 2, 3))}`,
      'key.format',
    ],
    ['a did:jwk of no JSON', () => `did:jwk:${base64urlEncode(utf8Encode('{'))}`, 'did.syntax'],
    [
      'a did:jwk of two kty members',
      () => `did:jwk:${base64urlEncode(utf8Encode('{"kty":"OKP","kty":"EC"}'))}`,
      'did.syntax',
    ],
    ['a did:jwk of an array', () => `did:jwk:${base64urlEncode(utf8Encode('[]'))}`, 'key.format'],
  ] as [string, (did: string) => string, ErrorCode][]
).map(
  ([name, edit, code]): Fault => ({
    name,
    code,
    forms: [...PLAIN, { securing: 'jcs', carrier: 'text' }],
    issuer: 'ed',
    before: ({ credential, proof, party }) => {
      const did = edit(party.id)
      at(credential, 'issuer').id = did
      proof.verificationMethod = `${did}#${did.startsWith('did:jwk:') ? '0' : did.slice('did:key:'.length)}`
    },
  }),
)
