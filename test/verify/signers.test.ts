import { createPrivateKey, sign as nodeSign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { createIssuer, issueCredential } from '../../src/issue.ts'
import { createSigner, exportKeyPair } from '../../src/keys/key-pair.ts'
import { buildDidDocument, buildJwks } from '../../src/keys/publish.ts'
import type { SigningSuite } from '../../src/proof/sign.ts'
import type { KeyAlgorithm, Signer } from '../../src/types.ts'
import { verifyCredential } from '../../src/verify.ts'
import { badgeInput, ISSUED_AT } from '../support/badges.ts'
import { codeOf } from '../support/codes.ts'
import { keyPairOf } from '../support/key-pairs.ts'
import { type Draft, NOW, summaryOf } from '../support/signed.ts'

const DID = 'did:web:cce.example'
const PROFILE = { id: DID, name: 'Center for Collaborative Education' }

/** A signer as a KMS has it: the private key is elsewhere, and only Node knows it. */
async function kmsOf(algorithm: KeyAlgorithm, encoding: 'der' | 'ieee-p1363' = 'der') {
  const keyPair = await keyPairOf(algorithm, { controller: DID })
  const key = createPrivateKey({ key: exportKeyPair(keyPair, { format: 'jwk' }) as never, format: 'jwk' })
  const { id, publicKeyJwk } = keyPair
  const digest = { Ed25519: null, 'P-256': 'sha256', 'P-384': 'sha384', RS256: 'sha256' }[algorithm]
  const signer: Signer = {
    id,
    algorithm,
    publicKeyJwk,
    sign: async ({ data }) =>
      new Uint8Array(nodeSign(digest, data, algorithm.startsWith('P') ? { key, dsaEncoding: encoding } : key)),
  }
  const documentLoader = createDocumentLoader({ documents: { [DID]: buildDidDocument(keyPair) } })
  return { signer, documentLoader }
}

type Format = { readonly format: 'jwt' } | { readonly cryptosuite?: SigningSuite }

async function issueWith(signer: Signer, format: Format = {}): Promise<object | string> {
  const issuer = await createIssuer(PROFILE, signer)
  const options = { now: ISSUED_AT }
  if ('format' in format) return issueCredential(badgeInput(), issuer, { ...options, format: 'jwt' })
  return issueCredential(badgeInput(), issuer, { ...options, ...format })
}

const FORMATS: readonly [string, KeyAlgorithm, Format, string][] = [
  ['eddsa-rdfc-2022', 'Ed25519', {}, 'eddsa-rdfc-2022'],
  ['eddsa-jcs-2022', 'Ed25519', { cryptosuite: 'eddsa-jcs-2022' }, 'eddsa-jcs-2022'],
  ['ecdsa-rdfc-2019', 'P-256', {}, 'ecdsa-rdfc-2019'],
  ['ecdsa-rdfc-2019', 'P-384', {}, 'ecdsa-rdfc-2019'],
  ['a JWT', 'RS256', { format: 'jwt' }, 'JWT'],
  ['a JWT', 'P-256', { format: 'jwt' }, 'JWT'],
  ['a JWT', 'P-384', { format: 'jwt' }, 'JWT'],
  ['a JWT', 'Ed25519', { format: 'jwt' }, 'JWT'],
]

describe.each(FORMATS)('%s from a %s signer', (_, algorithm, format, proof) => {
  it('verifies, and not when changed', async () => {
    const { signer, documentLoader } = await kmsOf(algorithm)
    const badge = await issueWith(signer, format)
    const report = await verifyCredential(badge, { now: NOW, documentLoader })
    expect(summaryOf(report)).toEqual(['valid'])
    expect(report.source.proof).toEqual([proof])
    expect(report.checks.proof.proofs?.[0]?.algorithm).toBe(algorithm)
    if (typeof badge === 'string') return
    const changed = { ...badge, name: 'Another' }
    expect(summaryOf(await verifyCredential(changed, { now: NOW, documentLoader }))).toEqual([
      'invalid',
      'proof.signature_invalid',
    ])
  })

  it('is not issued when the signer fails, signs with another key, or signs something else', async () => {
    const { signer } = await kmsOf(algorithm)
    const { signer: other } = await kmsOf(algorithm === 'RS256' ? 'P-256' : algorithm)
    const otherKey = algorithm === 'RS256' ? async () => new Uint8Array(256) : other.sign
    expect(
      await codeOf(() =>
        issueWith(
          {
            ...signer,
            sign: async () => {
              throw new Error('the HSM is locked')
            },
          },
          format,
        ),
      ),
    ).toBe('signer.failed')
    expect(
      await codeOf(() =>
        issueWith(
          {
            ...signer,
            sign: () => {
              throw new Error('at once')
            },
          },
          format,
        ),
      ),
    ).toBe('signer.failed')
    expect(await codeOf(() => issueWith({ ...signer, sign: async () => 'c2ln' as never }, format))).toBe(
      'signer.failed',
    )
    expect(await codeOf(() => issueWith({ ...signer, sign: async () => undefined as never }, format))).toBe(
      'signer.failed',
    )
    expect(await codeOf(() => issueWith({ ...signer, sign: otherKey }, format))).toBe('signer.signature_invalid')
    expect(
      await codeOf(() => issueWith({ ...signer, sign: ({ data }) => signer.sign({ data: data.slice(1) }) }, format)),
    ).toBe('signer.signature_invalid')
    expect(
      await codeOf(() =>
        issueWith({ ...signer, sign: async (options) => (await signer.sign(options)).slice(1) }, format),
      ),
    ).toBe('signer.signature_invalid')
    expect(await codeOf(() => issueWith({ ...signer, sign: async () => new Uint8Array() }, format))).toBe(
      'signer.signature_invalid',
    )
  })

  it('verifies when the signer is slow, or spoils what it was given', async () => {
    const { signer, documentLoader } = await kmsOf(algorithm, 'ieee-p1363')
    const slow: Signer = {
      ...signer,
      sign: async (options) => {
        await new Promise((resolve) => setTimeout(resolve, 30))
        const signature = await signer.sign(options)
        options.data.fill(0)
        return signature
      },
    }
    const badge = await issueWith(slow, format)
    expect(summaryOf(await verifyCredential(badge, { now: NOW, documentLoader }))).toEqual(['valid'])
  })
})

describe('signatures of a KMS', () => {
  it.each(['P-256', 'P-384'] as const)(
    'of %s are the same as DER and as r‖s: both raw in the badge',
    async (algorithm) => {
      const raw = algorithm === 'P-256' ? 64 : 96
      for (const encoding of ['der', 'ieee-p1363'] as const) {
        const { signer } = await kmsOf(algorithm, encoding)
        const token = await issueWith(signer, { format: 'jwt' })
        expect(Buffer.from(String(token).split('.')[2] ?? '', 'base64url')).toHaveLength(raw)
      }
    },
  )

  it('need a public key where the id does not hold it', async () => {
    const { signer } = await kmsOf('P-256')
    const { publicKeyJwk: _, ...bare } = signer
    await expect(issueWith(bare)).rejects.toThrow(TypeError)
    const { signer: other } = await kmsOf('P-256')
    await expect(issueWith({ ...signer, algorithm: 'Ed25519' })).rejects.toThrow(TypeError)
    expect(await codeOf(() => issueWith({ ...signer, publicKeyJwk: other.publicKeyJwk as never }))).toBe(
      'signer.signature_invalid',
    )
  })
})

describe('what cannot be issued', () => {
  it('an embedded proof by an RSA key, a suite for another key, a suite that nobody knows', async () => {
    const { signer } = await kmsOf('RS256')
    await expect(issueWith(signer)).rejects.toThrow(/format: 'jwt'/)
    const { signer: ec } = await kmsOf('P-256')
    await expect(issueWith(ec, { cryptosuite: 'eddsa-rdfc-2022' })).rejects.toThrow(/cryptosuite/)
    await expect(issueWith(ec, { cryptosuite: 'constructor' as never })).rejects.toThrow(/cryptosuite/)
  })

  it('a JWT for a recipient without id', async () => {
    const { signer } = await kmsOf('P-256')
    const issuer = await createIssuer(PROFILE, signer)
    const input = badgeInput({ recipient: { email: 'teacher@district.example' } })
    expect(await codeOf(() => issueCredential(input, issuer, { now: ISSUED_AT, format: 'jwt' }))).toBe(
      'jwt.sub_missing',
    )
  })
})

describe('a badge of an https issuer', () => {
  it('verifies as JWT by its jwks.json, and embedded by the document at its URL', async () => {
    const id = 'https://cce.example/issuer'
    const keyPair = await keyPairOf('P-256', { controller: id })
    const issuer = await createIssuer({ id, name: 'CCE' }, createSigner(keyPair))
    const documents: Draft = {
      'https://cce.example/.well-known/jwks.json': buildJwks(issuer),
      [id]: buildDidDocument(issuer),
    }
    const documentLoader = createDocumentLoader({ documents })
    const embedded = await issueCredential(badgeInput(), issuer, { now: ISSUED_AT })
    const token = await issueCredential(badgeInput(), issuer, { now: ISSUED_AT, format: 'jwt' })
    for (const badge of [embedded, token])
      expect(summaryOf(await verifyCredential(badge, { now: NOW, documentLoader }))).toEqual(['valid'])
  })
})
