import { describe, expect, it } from 'vitest'
import { base64urlEncode, multibaseEncode, utf8Encode } from '../../src/encoding.ts'
import { didJwkOf, didKeyOf, isKeyDid, parseKeyDid } from '../../src/keys/did-key.ts'
import { generateKeyPair } from '../../src/keys/key-pair.ts'
import { publicKeyFromJwk } from '../../src/keys/public-key.ts'
import { codeOf } from '../support/codes.ts'
import { keyWithScalar, Point } from '../support/ed25519-points.ts'
import { rsaKeyPair } from '../support/key-pairs.ts'

const key = publicKeyFromJwk({ kty: 'OKP', crv: 'Ed25519', x: base64urlEncode(keyWithScalar(31337n)) })
const multibase = key.publicKeyMultibase ?? ''
const did = `did:key:${multibase}`
const jwk = key.publicKeyJwk

describe('did:key and did:jwk', () => {
  it.each(['Ed25519', 'P-256', 'P-384'] as const)('hold a %s key, which comes out as it went in', async (algorithm) => {
    const publicKey = publicKeyFromJwk((await generateKeyPair({ algorithm })).publicKeyJwk)
    const own = didKeyOf(publicKey)
    const fragment = own.slice('did:key:'.length)
    expect(parseKeyDid(own)).toEqual({ did: own, verificationMethod: `${own}#${fragment}`, publicKey })
    expect(parseKeyDid(`${own}#${fragment}`)).toEqual(parseKeyDid(own))
    const jwkDid = didJwkOf(publicKey)
    expect(parseKeyDid(jwkDid)).toEqual({ did: jwkDid, verificationMethod: `${jwkDid}#0`, publicKey })
    expect(parseKeyDid(`${jwkDid}#0`)).toEqual(parseKeyDid(jwkDid))
  })

  it('hold an RSA key only as did:jwk', async () => {
    const publicKey = publicKeyFromJwk((await rsaKeyPair()).publicKeyJwk)
    expect(parseKeyDid(didJwkOf(publicKey)).publicKey).toEqual(publicKey)
    expect(() => didKeyOf(publicKey)).toThrow(TypeError)
  })

  it('read the example of the did:jwk specification', () => {
    const example =
      'did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9'
    expect(parseKeyDid(example).publicKey.publicKeyJwk).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x: 'acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0',
      y: '_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE',
    })
  })

  it.each([
    [did, true],
    ['did:jwk:e30', true],
    ['did:web:cce.example', false],
    ['https://cce.example/did:key:z6Mk', false],
    ['DID:KEY:z6Mk', false],
  ])('%s is a DID that is a key: %s', (url, expected) => {
    expect(isKeyDid(url)).toBe(expected)
  })

  it.each<[string, string, string]>([
    ['an empty key', 'did:key:', 'did.syntax'],
    ['z alone', 'did:key:z', 'did.syntax'],
    [
      'base64url multibase',
      `did:key:${multibaseEncode('u', Uint8Array.of(0xed, 1, ...keyWithScalar(31337n)))}`,
      'did.syntax',
    ],
    ['a letter that base58 lacks', `${did}0`, 'did.syntax'],
    ['a space after it', `${did} `, 'did.syntax'],
    ['a line break after it', `${did}\n`, 'did.syntax'],
    ['a path', `${did}/x`, 'did.syntax'],
    ['a query', `${did}?versionId=1`, 'did.syntax'],
    ['a percent-encoded letter', `did:key:%7A${multibase.slice(1)}`, 'did.syntax'],
    ['an empty fragment', `${did}#`, 'did.syntax'],
    ['the fragment of another key', `${did}#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2`, 'did.syntax'],
    ['two fragments', `${did}#${multibase}#${multibase}`, 'did.syntax'],
    ['a relative fragment', `${did}#0`, 'did.syntax'],
    ['a leading zero byte', `did:key:z1${multibase.slice(1)}`, 'key.format'],
    [
      'a key type that is not read',
      `did:key:${multibaseEncode('z', Uint8Array.of(0xe7, 1, 2, ...new Uint8Array(32)))}`,
      'key.format',
    ],
    ['an endless key', `did:key:z${'6'.repeat(100_000)}`, 'key.format'],
    ['a weak key', `did:key:${multibaseEncode('z', Uint8Array.of(0xed, 1, ...Point.ZERO.toBytes()))}`, 'key.weak'],
    ['another method', 'did:web:cce.example', 'did.unsupported'],
  ])('answer to a did:key with %s: %s gives %s', async (_, url, code) => {
    expect(await codeOf(() => parseKeyDid(url))).toBe(code)
  })

  it.each<[string, string, string]>([
    ['compact JSON', JSON.stringify(jwk), 'none'],
    ['spaces in its JSON', JSON.stringify(jwk, null, 2), 'none'],
    [
      'further members',
      JSON.stringify({ ...jwk, use: 'sig', key_ops: ['verify'], note: { 'a "b": c': [{}] } }),
      'none',
    ],
    ['an escaped name', JSON.stringify(jwk).replace('"x"', '"\\u0078"'), 'none'],
    ['two members x', JSON.stringify(jwk).replace('{', `{"x":"${'A'.repeat(43)}",`), 'did.syntax'],
    ['two members x, one escaped', JSON.stringify(jwk).replace('{', `{"\\u0078":"${'A'.repeat(43)}",`), 'did.syntax'],
    ['two members in an inner object', JSON.stringify({ ...jwk, a: 1 }).replace('1}', '{"b":1,"b":2}}'), 'did.syntax'],
    ['JSON that does not parse', '{"kty":', 'did.syntax'],
    ['arrays within arrays', '['.repeat(2500) + ']'.repeat(2500), 'key.format'],
    ['a text', '"kty"', 'key.format'],
    ['null', 'null', 'key.format'],
    ['a key for encryption', JSON.stringify({ ...jwk, use: 'enc' }), 'key.format'],
    ['the secret key', JSON.stringify({ ...jwk, d: jwk.x }), 'key.format'],
  ])('answer to a did:jwk with %s', async (_, text, code) => {
    expect(await codeOf(() => parseKeyDid(`did:jwk:${base64urlEncode(utf8Encode(text))}`))).toBe(code)
  })

  it.each<[string, string]>([
    ['nothing', 'did:jwk:'],
    ['padding', `${didJwkOf(key)}=`],
    ['the fragment of a did:key', `${didJwkOf(key)}#${multibase}`],
    ['an empty fragment', `${didJwkOf(key)}#`],
    ['bytes that are not UTF-8', `did:jwk:${base64urlEncode(Uint8Array.of(0xff))}`],
    ['a byte order mark', `did:jwk:${base64urlEncode(utf8Encode(`\ufeff${JSON.stringify(jwk)}`))}`],
    ['endless text', `did:jwk:${'A'.repeat(1_000_000)}`],
    [
      'other trailing bits',
      `did:jwk:${base64urlEncode(utf8Encode(JSON.stringify({ ...jwk, a: 1 })))}`.replace(/.$/, '_'),
    ],
  ])('refuse as did.syntax a did:jwk with %s', async (_, url) => {
    expect(await codeOf(() => parseKeyDid(url))).toBe('did.syntax')
  })
})
