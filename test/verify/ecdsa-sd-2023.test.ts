import { describe, expect, it } from 'vitest'
import { contextSet } from '../../src/contexts.ts'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { deriveCredential, ecdsaSd2023, signSelectiveCredential } from '../../src/ecdsa-sd-2023.ts'
import { base64urlEncode, multibaseDecode } from '../../src/encoding.ts'
import { checkProof } from '../../src/proof/check.ts'
import type { ContextSet, JsonObject } from '../../src/types.ts'
import { verifyCredential } from '../../src/verify.ts'
import { codeOf } from '../support/codes.ts'
import {
  CREATED,
  changed,
  type Draft,
  draftOf,
  issuerWith,
  NOW,
  remarksOf,
  signRaw,
  summaryOf,
} from '../support/signed.ts'
import { hasVectors, VECTORS, vector, vectorContextDocuments, vectorContexts, vectorText } from '../support/vectors.ts'

const cryptosuites = [ecdsaSd2023]

function checkAlone(document: JsonObject, contexts: ContextSet) {
  return checkProof(document, {
    loader: createDocumentLoader(),
    contexts,
    now: Date.parse('2024-06-01T00:00:00Z'),
    skewSeconds: 60,
    issuer: undefined,
    purpose: 'assertionMethod',
    cryptosuites,
  })
}

/** One bit of a proof value turned. */
function turned(proofValue: string, at: number): string {
  const bytes = multibaseDecode(proofValue) ?? new Uint8Array()
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return `u${base64urlEncode(bytes)}`
}

describe.skipIf(!hasVectors)(`${VECTORS} of ecdsa-sd-2023`, () => {
  const FILES = ['employ', 'prc'].flatMap((name) =>
    ['derivedRevealDocument', 'addSignedSDBase'].map((file) => `vc-di-ecdsa/ecdsa-sd-2023/${name}/${file}.json`),
  )

  it.each(FILES)('verify by themselves: %s', async (path) => {
    const check = await checkAlone(vector(path), vectorContexts())
    expect(check.problems).toEqual([])
    expect(check.outcome).toBe('passed')
  })

  it.each(FILES)('do not verify with one letter changed: %s', async (path) => {
    const text = vectorText(path).replace(/"(Bahamas|Arcadia)"/, '"Another"')
    expect(text).not.toBe(vectorText(path))
    const check = await checkAlone(JSON.parse(text) as JsonObject, vectorContexts())
    expect([check.outcome, ...check.problems.map(({ code }) => code)]).toEqual(['failed', 'proof.signature_invalid'])
  })

  it.each(FILES)('do not verify with one bit of the proof changed: %s', async (path) => {
    const document = vector(path) as Draft
    const length = multibaseDecode(document.proof.proofValue)?.length ?? 0
    for (const at of [40, Math.floor(length / 2), length - 1]) {
      const check = await checkAlone(
        changed(document, (one) => {
          one.proof.proofValue = turned(one.proof.proofValue, at)
        }) as JsonObject,
        vectorContexts(),
      )
      expect([check.outcome, ...check.problems.map(({ code }) => code)], `byte ${at}`).toEqual([
        'failed',
        'proof.signature_invalid',
      ])
    }
  })

  it.each(FILES)('say that the key is not the issuer’s, and are undecided without the suite: %s', async (path) => {
    const options = {
      now: '2025-06-01T00:00:00Z',
      profile: 'vc' as const,
      documentLoader: createDocumentLoader({ contexts: vectorContextDocuments() }),
    }
    const report = await verifyCredential(vector(path), { ...options, cryptosuites })
    expect(summaryOf(report)).toEqual(['invalid', 'issuer.key_mismatch'])
    expect(summaryOf(await verifyCredential(vector(path), options))).toEqual(['indeterminate', 'proof.unsupported'])
  })
})

describe('a badge with ecdsa-sd-2023', async () => {
  const issuer = await issuerWith({ algorithm: 'P-256' })
  const draft = await draftOf(issuer, { validUntil: '2027-01-01T00:00:00Z' })
  const { validUntil: _, ...open } = draft
  const base = (await signSelectiveCredential(draft, issuer.signer, {
    created: CREATED,
    mandatoryPointers: ['/evidence'],
  })) as Draft
  const answer = async (input: object) => summaryOf(await verifyCredential(input, { now: NOW, cryptosuites }))

  it('verifies whole and in parts', async () => {
    expect(await answer(base)).toEqual(['valid'])
    const shown = (await deriveCredential(base, ['/credentialSubject/result'])) as Draft
    expect(await answer(shown)).toEqual(['valid'])
    expect(shown.credentialSubject.result).toEqual(draft.credentialSubject.result)
    const least = (await deriveCredential(base, [])) as Draft
    expect(await answer(least)).toEqual(['valid'])
    expect(least.credentialSubject.result).toBeUndefined()
    expect(least).toMatchObject({ id: draft.id, validUntil: draft.validUntil, evidence: draft.evidence })
  })

  it('cannot be shown without what a verifier must see', async () => {
    const least = await deriveCredential(base, [])
    for (const name of ['validUntil', 'evidence', 'name']) {
      const { [name]: _, ...without } = least as Draft
      expect((await answer(without))[0]).toBe('invalid')
    }
    const expired = await signSelectiveCredential({ ...draft, validUntil: '2026-03-02T00:00:00Z' }, issuer.signer, {
      created: CREATED,
    })
    expect(await answer(await deriveCredential(expired, []))).toEqual(['invalid', 'time.expired'])
  })

  it('does not verify when changed, for another issuer, or in another encoding', async () => {
    const shown = (await deriveCredential(base, ['/credentialSubject/result'])) as Draft
    for (const signed of [base, shown]) {
      const proof = (Array.isArray(signed.proof) ? signed.proof[0] : signed.proof) as Draft
      expect(await answer({ ...signed, name: 'Another' })).toEqual(['invalid', 'proof.signature_invalid'])
      expect(await answer({ ...signed, proof: { ...proof, proofValue: turned(proof.proofValue, 50) } })).toEqual([
        'invalid',
        'proof.signature_invalid',
      ])
      expect(await answer({ ...signed, proof: { ...proof, proofValue: `z${proof.proofValue.slice(1)}` } })).toEqual([
        'invalid',
        'proof.encoding',
      ])
      expect(await answer({ ...signed, proof: { ...proof, proofValue: 'uAAAA' } })).toEqual([
        'invalid',
        'proof.encoding',
      ])
      const stranger = await issuerWith({ algorithm: 'P-256' })
      expect(await answer({ ...signed, issuer: { ...signed.issuer, id: stranger.profile.id } })).toEqual([
        'invalid',
        'issuer.key_mismatch',
      ])
      expect(await answer({ ...signed, extra: 1 })).toEqual(['invalid', 'proof.data_loss'])
    }
  })

  it('counts beside other proofs', async () => {
    const both = await signRaw(draft, issuer.signer, { suite: 'ecdsa-rdfc-2019' })
    const set = { ...both, proof: [...both.proof, ...base.proof] }
    expect(await answer(set)).toEqual(['valid'])
    const without = await verifyCredential(set, { now: NOW })
    expect([...summaryOf(without), ...remarksOf(without.problems)]).toEqual(['valid', 'proof.unsupported'])
  })

  it('is signed by a P-256 key only, and points at what is there', async () => {
    const other = await issuerWith()
    await expect(signSelectiveCredential(open, other.signer)).rejects.toThrow(/P-256/)
    await expect(signSelectiveCredential(base, issuer.signer)).rejects.toThrow(/proof already/)
    await expect(signSelectiveCredential(open, issuer.signer, { mandatoryPointers: ['/nothing'] })).rejects.toThrow(
      /nothing at/,
    )
    expect(await codeOf(() => deriveCredential(open, []))).toBe('proof.unsupported')
    expect(await codeOf(async () => deriveCredential(await deriveCredential(base, []), []))).toBe('proof.unsupported')
    expect(await codeOf(() => signSelectiveCredential({ ...open, extra: 1 }, issuer.signer))).toBe('proof.data_loss')
    const failing = { ...issuer.signer, sign: async () => new Uint8Array(64) }
    expect(await codeOf(() => signSelectiveCredential(open, failing))).toBe('signer.signature_invalid')
  })

  it('uses the contexts of the caller’s own', async () => {
    const context = 'https://ext.example/context.json'
    const documentLoader = createDocumentLoader({
      contexts: { [context]: { '@context': { standing: 'https://ext.example/vocab#standing' } } },
    })
    const extended = { ...open, '@context': [...open['@context'], context], standing: 'high' }
    const signed = await signSelectiveCredential(extended, issuer.signer, { created: CREATED, documentLoader })
    const shown = await deriveCredential(signed, ['/standing'], { documentLoader })
    expect(summaryOf(await verifyCredential(shown, { now: NOW, cryptosuites, documentLoader }))).toEqual(['valid'])
    expect(contextSet().has(context)).toBe(false)
  })
})

describe('the parts of a proof value', () => {
  const NAME = '/name'
  /** A base proof with some mandatory pointers in the place of its own, which are the last of its five items. */
  async function withPointers(count: number): Promise<JsonObject> {
    const issuer = await issuerWith({ algorithm: 'P-256' })
    const signed = (await signSelectiveCredential(await draftOf(issuer), issuer.signer, { created: CREATED })) as Draft
    const proof = [signed.proof].flat()[0]
    const bytes: Uint8Array = multibaseDecode(proof.proofValue) ?? new Uint8Array()
    const text = new TextDecoder('latin1').decode(bytes)
    // The array of pointers has fewer than 24 items, so its head is the byte before the first of them.
    const head = text.indexOf('/id') - 2
    const pointers = Array.from({ length: count }, () => [0x60 + NAME.length, ...new TextEncoder().encode(NAME)]).flat()
    const value = new Uint8Array([...bytes.subarray(0, head), 0x99, count >> 8, count & 0xff, ...pointers])
    return { ...signed, proof: { ...proof, proofValue: `u${base64urlEncode(value)}` } }
  }

  it('are counted before any of them is looked for', async () => {
    const codesOf = async (count: number) => {
      const report = await verifyCredential(await withPointers(count), { now: NOW, cryptosuites })
      return [
        report.verdict,
        ...report.problems.filter(({ code }) => /^(proof|limit)/.test(code)).map(({ code }) => code),
      ]
    }
    expect(await codesOf(256)).toEqual(['invalid', 'proof.signature_invalid'])
    expect(await codesOf(257)).toEqual(['indeterminate', 'limit.canonicalization'])
    expect(await codesOf(5_000)).toEqual(['indeterminate', 'limit.canonicalization'])
  })

  it('have lengths that are said, and end where the value ends', async () => {
    const signed = (await withPointers(3)) as Draft
    const bytes = multibaseDecode(signed.proof.proofValue) ?? new Uint8Array()
    const endless = Uint8Array.from(bytes)
    endless[3] = 0x9f
    for (const value of [endless, bytes.subarray(0, -1), new Uint8Array([...bytes, 0]), bytes.subarray(0, 3)]) {
      const one = { ...signed, proof: { ...signed.proof, proofValue: `u${base64urlEncode(value)}` } }
      const { problems } = await verifyCredential(one, { now: NOW, cryptosuites })
      expect(problems.map(({ code }) => code)).toContain('proof.encoding')
    }
  })
})
