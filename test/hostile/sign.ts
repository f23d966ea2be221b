import { createHash } from 'node:crypto'
import { contextSet } from '../../src/contexts.ts'
import { base64urlEncode, multibaseEncode, utf8Encode } from '../../src/encoding.ts'
import { OpenBadgesError } from '../../src/errors.ts'
import { canonicalJson } from '../../src/jcs.ts'
import { hashData } from '../../src/proof/hash-data.ts'
import { HASHING_SUITES } from '../../src/proof/suites.ts'
import type { ContextSet, JsonObject, JsonValue } from '../../src/types.ts'
import { type Doc, list } from './document.ts'
import { type Party, signRaw } from './parties.ts'

/**
 * Makes a proof over any document, however bad: our own signing refuses what our verifying refuses, so a forger of the
 * tests needs a hand of his own.
 */
export async function proofOver(
  document: Doc,
  options: Doc,
  party: Party,
  contexts: ContextSet = contextSet(),
): Promise<Doc> {
  const data = await dataToSign(document, options, party, contexts)
  return { ...options, proofValue: multibaseEncode('z', signRaw(party, data)) }
}

/** The two hashes that such a proof signs. */
export async function dataToSign(
  document: Doc,
  options: Doc,
  party: Party,
  contexts: ContextSet = contextSet(),
): Promise<Uint8Array> {
  const name = options.type === 'DataIntegrityProof' ? options.cryptosuite : options.type
  const suite = HASHING_SUITES.find((one) => one.name === name) ?? HASHING_SUITES[0]
  if (suite === undefined) throw new Error('there are no suites')
  try {
    return await hashData(suite, document as JsonObject, options as JsonObject, party.algorithm, { contexts })
  } catch (error) {
    if (!(error instanceof OpenBadgesError)) throw error
    return hashLoosely(document, options, party, contexts)
  }
}

/** As a forger has it whose tools drop what the contexts do not define, and take contexts from wherever they stand. */
async function hashLoosely(document: Doc, options: Doc, party: Party, contexts: ContextSet): Promise<Uint8Array> {
  const config = {
    ...options,
    '@context': [...list(document['@context']), 'https://w3id.org/security/data-integrity/v2'],
  }
  const name = party.algorithm === 'P-384' ? 'sha384' : 'sha256'
  const hashes: Buffer[] = []
  for (const part of [config, document]) {
    const nquads = await canonizeLoosely(part, contexts).catch(() => canonicalJson(part as JsonObject))
    hashes.push(createHash(name).update(nquads).digest())
  }
  return new Uint8Array(Buffer.concat(hashes))
}

async function canonizeLoosely(document: Doc, contexts: ContextSet): Promise<string> {
  const { default: jsonld } = (await import('jsonld')) as unknown as {
    default: { canonize(document: object, options: object): Promise<string> }
  }
  return jsonld.canonize(document, {
    algorithm: 'RDFC-1.0',
    format: 'application/n-quads',
    safe: false,
    base: null,
    maxWorkFactor: 1,
    documentLoader: async (url: string) => {
      const known = contexts.get(url)
      if (known === undefined) throw new Error(`unknown: ${url}`)
      return { contextUrl: null, documentUrl: url, document: known }
    },
  })
}

/** A compact JWS with whatever header and payload. */
export function tokenOf(header: Doc | string, payload: JsonValue | Doc | string, party: Party): string {
  const input = [header, payload].map(partOf).join('.')
  return `${input}.${base64urlEncode(signRaw(party, utf8Encode(input)))}`
}

/** A text goes in as it is, as the JSON that it says it is. */
export function partOf(part: unknown): string {
  return base64urlEncode(utf8Encode(typeof part === 'string' ? part : JSON.stringify(part)))
}
