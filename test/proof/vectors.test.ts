import { describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { hexEncode } from '../../src/encoding.ts'
import { createSigner, importKeyPair, type KeyPair } from '../../src/keys/key-pair.ts'
import { checkProof } from '../../src/proof/check.ts'
import { hashData } from '../../src/proof/hash-data.ts'
import { type SigningSuite, signDocument } from '../../src/proof/sign.ts'
import { HASHING_SUITES, type HashingSuite } from '../../src/proof/suites.ts'
import type { JsonObject, KeyAlgorithm } from '../../src/types.ts'
import { verifyCredential } from '../../src/verify.ts'
import { hasVectors, VECTORS, vector, vectorContextDocuments, vectorContexts, vectorText } from '../support/vectors.ts'

interface Case {
  readonly title: string
  readonly suite: string
  readonly algorithm: KeyAlgorithm
  readonly signed: string
  readonly hash: string
}

const EDDSA = 'vc-di-eddsa'
const ECDSA = 'vc-di-ecdsa'

const CASES: readonly Case[] = [
  {
    title: 'eddsa-rdfc-2022',
    suite: 'eddsa-rdfc-2022',
    algorithm: 'Ed25519',
    signed: `${EDDSA}/eddsa-rdfc-2022/signedDataInt.json`,
    hash: `${EDDSA}/eddsa-rdfc-2022/combinedHashDataInt.txt`,
  },
  {
    title: 'eddsa-rdfc-2022, employment',
    suite: 'eddsa-rdfc-2022',
    algorithm: 'Ed25519',
    signed: `${EDDSA}/eddsa-rdfc-2022/employ/signedDataInt.json`,
    hash: `${EDDSA}/eddsa-rdfc-2022/employ/combinedHashDataInt.txt`,
  },
  {
    title: 'eddsa-jcs-2022',
    suite: 'eddsa-jcs-2022',
    algorithm: 'Ed25519',
    signed: `${EDDSA}/eddsa-jcs-2022/signedJCS.json`,
    hash: `${EDDSA}/eddsa-jcs-2022/combinedHashJCS.txt`,
  },
  {
    title: 'Ed25519Signature2020',
    suite: 'Ed25519Signature2020',
    algorithm: 'Ed25519',
    signed: `${EDDSA}/Ed25519Signature2020/signedEdSig.json`,
    hash: `${EDDSA}/Ed25519Signature2020/combinedHashEdSig.txt`,
  },
  ...(['256', '384'] as const).flatMap((size) => [
    {
      title: `ecdsa-rdfc-2019, P-${size}`,
      suite: 'ecdsa-rdfc-2019',
      algorithm: `P-${size}` as const,
      signed: `${ECDSA}/ecdsa-rdfc-2019-p${size}/signedECDSAP${size}.json`,
      hash: `${ECDSA}/ecdsa-rdfc-2019-p${size}/combinedHashECDSAP${size}.txt`,
    },
    {
      title: `ecdsa-rdfc-2019, P-${size}, employment`,
      suite: 'ecdsa-rdfc-2019',
      algorithm: `P-${size}` as const,
      signed: `${ECDSA}/ecdsa-rdfc-2019-p${size}/employ/signedECDSAP${size}.json`,
      hash: `${ECDSA}/ecdsa-rdfc-2019-p${size}/employ/combinedHashECDSAP${size}.txt`,
    },
    {
      title: `ecdsa-jcs-2019, P-${size}`,
      suite: 'ecdsa-jcs-2019',
      algorithm: `P-${size}` as const,
      signed: `${ECDSA}/ecdsa-jcs-2019-p${size}/signedJCSECDSAP${size}.json`,
      hash: `${ECDSA}/ecdsa-jcs-2019-p${size}/combinedHashJCSECDSAP${size}.txt`,
    },
  ]),
]

const SETS = ['signedProofSet1', 'signedProofSet2', 'signedProofChain1', 'signedProofChain2'].map(
  (name) => `${EDDSA}/proof-set-chain/${name}.json`,
)

/** The time of the vectors, when the keys and credentials in them are good. */
const NOW = '2023-06-01T00:00:00Z'

function checkAlone(document: JsonObject) {
  return checkProof(document, {
    loader: createDocumentLoader(),
    contexts: vectorContexts(),
    now: Date.parse(NOW),
    skewSeconds: 60,
    issuer: undefined,
    purpose: 'assertionMethod',
  })
}

function suiteNamed(name: string): HashingSuite {
  const suite = HASHING_SUITES.find((candidate) => candidate.name === name)
  if (!suite) throw new Error(`no suite ${name}`)
  return suite
}

async function keyOf(path: string): Promise<KeyPair> {
  return importKeyPair({ type: 'Multikey', ...vector(path) })
}

describe.skipIf(!hasVectors)(VECTORS, () => {
  it.each(CASES)('hash as published: $title', async ({ suite, algorithm, signed, hash }) => {
    const { proof, ...document } = vector(signed)
    const data = await hashData(suiteNamed(suite), document, proof as JsonObject, algorithm, {
      contexts: vectorContexts(),
    })
    expect(hexEncode(data)).toBe(vectorText(hash).trim())
  })

  it.each([...CASES.map(({ signed }) => signed), ...SETS])('verify by themselves: %s', async (signed) => {
    const check = await checkAlone(vector(signed))
    expect(check.problems).toEqual([])
    expect(check.outcome).toBe('passed')
  })

  it.each([...CASES.map(({ signed }) => signed), ...SETS])(
    'do not verify with one letter changed: %s',
    async (signed) => {
      const text = vectorText(signed).replace(/The School of Examples|"JOHN"/, (found) =>
        found === '"JOHN"' ? '"JOHM"' : 'The School of Example',
      )
      const check = await checkAlone(JSON.parse(text) as JsonObject)
      expect(check.outcome).toBe('failed')
      expect(check.problems.map(({ code }) => code)).toContain(
        signed.includes('Chain') ? 'proof.previous' : 'proof.signature_invalid',
      )
    },
  )

  it.each([...CASES.map(({ signed }) => signed), ...SETS])(
    'do not verify with one byte of the signature changed: %s',
    async (signed) => {
      const text = vectorText(signed).replace(
        /("proofValue": "z..........)(.)/g,
        (_, head: string, letter: string) => head + (letter === 'A' ? 'B' : 'A'),
      )
      expect((await checkAlone(JSON.parse(text) as JsonObject)).outcome).toBe('failed')
    },
  )

  it.each([...CASES.map(({ signed }) => signed), ...SETS])(
    'say that the key is not the issuer’s: %s',
    async (signed) => {
      const report = await verifyCredential(vector(signed), {
        now: NOW,
        profile: 'vc',
        documentLoader: createDocumentLoader({ contexts: vectorContextDocuments() }),
      })
      expect(report.verdict).toBe('invalid')
      expect(report.checks.proof.problems.map(({ code }) => code)).toContain('issuer.key_mismatch')
    },
  )

  it.each([
    ['eddsa-rdfc-2022', `${EDDSA}/unsigned.json`, `${EDDSA}/eddsa-rdfc-2022/signedDataInt.json`],
    ['eddsa-rdfc-2022', `${EDDSA}/employmentAuth.json`, `${EDDSA}/eddsa-rdfc-2022/employ/signedDataInt.json`],
    ['eddsa-jcs-2022', `${EDDSA}/unsigned.json`, `${EDDSA}/eddsa-jcs-2022/signedJCS.json`],
  ] as const)(
    'are what we sign ourselves, byte for byte: %s of %s',
    async (cryptosuite: SigningSuite, unsigned, signed) => {
      const signer = createSigner(await keyOf(`${EDDSA}/keyPair.json`))
      const result = await signDocument(vector(unsigned), signer, {
        cryptosuite,
        created: '2023-02-24T23:36:38Z',
        contexts: vectorContexts(),
        purpose: 'assertionMethod',
      })
      const { proof, ...document } = vector(signed)
      expect(result).toEqual({ ...document, proof: [proof] })
    },
  )
})
