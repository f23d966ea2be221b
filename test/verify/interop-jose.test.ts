import { type CryptoKey, compactVerify, importJWK, type JWK as JoseJwk, jwtVerify, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { type Issuer, signCredential } from '../../src/issue.ts'
import { exportKeyPair } from '../../src/keys/key-pair.ts'
import { buildJwks } from '../../src/keys/publish.ts'
import type { KeyAlgorithm } from '../../src/types.ts'
import { verifyCredential } from '../../src/verify.ts'
import { claimsOf, type Draft, draftOf, issuerWith, NOW, summaryOf } from '../support/signed.ts'

const URL_ID = 'https://cce.example/issuer'
const JWKS = 'https://cce.example/.well-known/jwks.json'

const ALGORITHMS: readonly [string, KeyAlgorithm][] = [
  ['EdDSA', 'Ed25519'],
  ['ES256', 'P-256'],
  ['ES384', 'P-384'],
  ['RS256', 'RS256'],
]

async function secretOf({ keyPair }: Issuer, alg: string): Promise<CryptoKey> {
  if (!keyPair) throw new Error('no key pair')
  const { use: _, alg: __, ...jwk } = exportKeyPair(keyPair, { format: 'jwk' })
  return (await importJWK(jwk as JoseJwk, alg)) as CryptoKey
}

async function signWithJose(payload: Draft, issuer: Issuer, alg: string, header: Draft = {}): Promise<string> {
  return new SignJWT(payload)
    .setProtectedHeader({ alg, typ: 'JWT', kid: issuer.signer.id, ...header })
    .sign(await secretOf(issuer, alg))
}

describe.each(ALGORITHMS)('%s', (alg, algorithm) => {
  it('issued here verifies with jose, claims and all', async () => {
    const issuer = await issuerWith({ algorithm })
    const draft = await draftOf(issuer, { validUntil: '2027-01-01T00:00:00Z' })
    const token = await signCredential(draft as never, issuer.signer, { format: 'jwt' })
    const key = await importJWK(issuer.signer.publicKeyJwk as JoseJwk, alg)
    const { payload, protectedHeader } = await jwtVerify(token, key, {
      algorithms: [alg],
      issuer: issuer.profile.id,
      subject: 'did:example:teacher',
      typ: 'JWT',
      currentDate: new Date(NOW),
    })
    expect(protectedHeader.kid).toBe(issuer.signer.id)
    expect(payload).toMatchObject({
      ...draft,
      jti: draft.id,
      nbf: Date.parse(draft.validFrom) / 1000,
      exp: Date.parse('2027-01-01T00:00:00Z') / 1000,
    })
    expect(summaryOf(await verifyCredential(token, { now: NOW }))).toEqual(['valid'])
    const other = await importJWK((await issuerWith({ algorithm: 'P-256' })).signer.publicKeyJwk as JoseJwk, 'ES256')
    await expect(compactVerify(token, other)).rejects.toThrow()
  })

  it('signed with jose verifies here, for a DID and for an https issuer with a jwks.json', async () => {
    const issuer = await issuerWith({ algorithm })
    const draft = await draftOf(issuer)
    const token = await signWithJose({ ...draft, ...claimsOf(draft) }, issuer, alg)
    expect(summaryOf(await verifyCredential(token, { now: NOW }))).toEqual(['valid'])
    const late = await signWithJose({ ...draft, ...claimsOf(draft), sub: 'did:example:other' }, issuer, alg)
    expect(summaryOf(await verifyCredential(late, { now: NOW }))).toEqual(['invalid', 'jwt.claim_mismatch'])

    if (algorithm === 'RS256') return
    const hosted = await issuerWith({ algorithm, controller: URL_ID })
    const byUrl = await draftOf(hosted)
    const documentLoader = createDocumentLoader({ documents: { [JWKS]: buildJwks(hosted) } })
    const published = await signWithJose({ ...byUrl, ...claimsOf(byUrl) }, hosted, alg, {
      kid: undefined,
      jwk: hosted.signer.publicKeyJwk,
    })
    expect(summaryOf(await verifyCredential(published, { now: NOW, documentLoader }))).toEqual(['valid'])
  })
})

describe('PS256', () => {
  it('signed with jose verifies here, where the key is not for RS256 alone', async () => {
    const issuer = await issuerWith({ algorithm: 'RS256', controller: URL_ID })
    const draft = await draftOf(issuer)
    const token = await signWithJose({ ...draft, ...claimsOf(draft) }, issuer, 'PS256')
    const jwks = buildJwks(issuer)
    const { alg: _, ...open } = jwks.keys[0] as Draft
    const verdict = async (key: object) =>
      summaryOf(
        await verifyCredential(token, {
          now: NOW,
          documentLoader: createDocumentLoader({
            documents: { [JWKS]: { keys: [{ ...key, kid: issuer.signer.id }] }, [URL_ID]: '<html>' },
          }),
        }),
      )
    expect(await verdict(open)).toEqual(['valid'])
    expect(await verdict({ ...open, alg: 'PS256' })).toEqual(['valid'])
    expect(await verdict({ ...open, alg: 'RS256' })).toEqual(['invalid', 'key.format'])
  })
})
