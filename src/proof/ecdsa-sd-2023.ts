import { multibaseDecode } from '../encoding.ts'
import { createProblem, type OpenBadgesError, openBadgesError, type Problem } from '../errors.ts'
import { isObject, pointerTo } from '../json.ts'
import { signWith } from '../keys/signer.ts'
import { canonize } from '../rdf/index.ts'
import { refuseTooLarge } from '../rdf/plain.ts'
import type { ContextSet, JsonObject, JsonValue, Signer } from '../types.ts'
import type { Cryptosuite, ProofUnderCheck } from './cryptosuite.ts'
import { loadDigitalBazaar } from './digital-bazaar.ts'
import { MAX_POINTERS, sizeOfSelective } from './sd-size.ts'

/**
 * Selective disclosure (VC-DI-ECDSA §3.4): the issuer signs a base proof, the holder derives from it a credential with
 * less in it. A derived proof is checked as it is; of a base proof everything is disclosed first.
 */
export const ECDSA_SD_2023: Cryptosuite = {
  name: 'ecdsa-sd-2023',
  proofType: 'DataIntegrityProof',
  algorithms: ['P-256'],
  multibase: 'u',
  signsGraph: true,
  check: checkSelective,
}

async function checkSelective(under: ProofUnderCheck, proofValue: Uint8Array): Promise<readonly Problem[]> {
  const { document, proof, key, contexts, signal } = under
  const size = sizeOfSelective(proofValue)
  if (size === 'malformed') return [malformed(under)]
  if (size === 'too-large') throw tooMuchSelected()
  // Its own canonicalization has no limit of work; ours refuses first what would take too long, and names what is lost.
  refuseTooLarge(document)
  await canonize(document, { contexts, ...(signal && { signal }) })
  const { DataIntegrityProof, suites } = await load()
  const documentLoader = loaderFor(contexts, {
    id: proof.verificationMethod as string,
    type: 'Multikey',
    controller: String(proof.verificationMethod).replace(/#.*$/, ''),
    publicKeyMultibase: key.publicKeyMultibase ?? '',
  })
  const derived = isBaseProof(proofValue) ? await discloseAll({ ...document, proof }, contexts) : { ...document, proof }
  if (!derived) return [notGood(under)]
  const { proof: disclosed, ...rest } = derived
  const suite = new DataIntegrityProof({ cryptosuite: suites.createVerifyCryptosuite() })
  const result = await suite.verifyProof({ proof: disclosed as JsonObject, document: rest, documentLoader })
  // The library names many reasons and all of them mean that the proof does not fit this document.
  return result.verified ? [] : [notGood(under)]
}

function notGood({ pointer }: ProofUnderCheck): Problem {
  return createProblem(
    'proof.signature_invalid',
    'The selective disclosure does not fit the badge: something was changed or left out, or another key signed it.',
    { pointer: pointerTo(pointer, 'proofValue') },
  )
}

function malformed({ pointer }: ProofUnderCheck): Problem {
  return createProblem('proof.encoding', 'The proof value is not that of a selective disclosure.', {
    pointer: pointerTo(pointer, 'proofValue'),
  })
}

function tooMuchSelected(): OpenBadgesError {
  return openBadgesError(
    'limit.canonicalization',
    `The selective disclosure has more parts than are looked at; a base proof may name ${MAX_POINTERS} pointers.`,
  )
}

/** CBOR tag 0x5d00 is a base proof, 0x5d01 a derived one. */
function isBaseProof(proofValue: Uint8Array): boolean {
  return proofValue[0] === 0xd9 && proofValue[1] === 0x5d && proofValue[2] === 0x00
}

async function discloseAll(credential: JsonObject, contexts: ContextSet): Promise<JsonObject | undefined> {
  const pointers = Object.keys(credential)
    .filter((name) => name !== '@context' && name !== 'proof')
    .map((name) => pointerTo('', name))
  try {
    return await disclose(credential, pointers, contexts)
  } catch {
    // What cannot be disclosed was not signed like this.
    return undefined
  }
}

/**
 * What a verifier must always see: otherwise a holder could leave out that a badge has expired or was revoked, or a
 * derived badge would lack what the specification requires.
 */
const ALWAYS: readonly string[] = [
  '/id',
  '/type',
  '/issuer',
  '/name',
  '/validFrom',
  '/validUntil',
  '/awardedDate',
  '/credentialStatus',
  '/credentialSchema',
  '/termsOfUse',
  '/refreshService',
  '/credentialSubject/id',
  '/credentialSubject/type',
  '/credentialSubject/identifier',
  '/credentialSubject/achievement',
]

export interface SelectiveOptions {
  /** dateTimeStamp. */
  readonly created: string
  readonly contexts: ContextSet
  /** JSON Pointers that the holder cannot leave out, besides those that a badge needs. */
  readonly mandatoryPointers?: readonly string[]
}

/** Signs with a base proof, from which the holder can derive. */
export async function signSelectively(
  credential: JsonObject,
  signer: Signer,
  options: SelectiveOptions,
): Promise<JsonObject> {
  const { contexts, created, mandatoryPointers = [] } = options
  const { issue, DataIntegrityProof, suites } = await load()
  if (mandatoryPointers.length > MAX_POINTERS - ALWAYS.length)
    throw new TypeError(`mandatoryPointers: expected at most ${MAX_POINTERS - ALWAYS.length} pointers`)
  refuseTooLarge(credential)
  // Named by pointer, what is lost reads better than the library's own error.
  await canonize(credential, { contexts })
  const always = ALWAYS.filter((pointer) => valueAt(credential, pointer) !== undefined)
  for (const pointer of mandatoryPointers) {
    if (valueAt(credential, pointer) === undefined)
      throw new TypeError(`mandatoryPointers: the credential has nothing at ${pointer}`)
  }
  const copy = { ...credential }
  await issue({
    credential: copy,
    suite: new DataIntegrityProof({
      signer: { id: signer.id, algorithm: signer.algorithm, sign: ({ data }) => signWith(signer, data) },
      date: created,
      cryptosuite: suites.createSignCryptosuite({ mandatoryPointers: [...new Set([...always, ...mandatoryPointers])] }),
    }),
    documentLoader: loaderFor(contexts),
  })
  const { proof, ...rest } = copy as Record<string, JsonValue>
  return { ...rest, proof: [proof as JsonObject] }
}

/** A credential with less in it, derived from one with a base proof. */
export async function disclose(
  signed: JsonObject,
  selectivePointers: readonly string[],
  contexts: ContextSet,
): Promise<JsonObject> {
  const { derive, DataIntegrityProof, suites } = await load()
  const proofs = Array.isArray(signed.proof) ? signed.proof : [signed.proof]
  const base = proofs.find((proof) => isObject(proof) && proof.cryptosuite === ECDSA_SD_2023.name)
  const value = isObject(base) && typeof base.proofValue === 'string' ? multibaseDecode(base.proofValue) : undefined
  if (!value || !isBaseProof(value)) {
    throw openBadgesError(
      'proof.unsupported',
      'Only a credential with a base proof of ecdsa-sd-2023 can be derived from.',
      { pointer: '/proof' },
    )
  }
  if (sizeOfSelective(value) === 'too-large') throw tooMuchSelected()
  refuseTooLarge(signed)
  const derived = await derive({
    verifiableCredential: { ...signed, proof: base },
    suite: new DataIntegrityProof({ cryptosuite: suites.createDiscloseCryptosuite({ selectivePointers }) }),
    documentLoader: loaderFor(contexts),
  })
  return derived as JsonObject
}

function valueAt(document: JsonObject, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = document
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(value)) value = value[Number(name)]
    else value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  }
  return value
}

async function load() {
  const [libraries, suites] = await Promise.all([
    loadDigitalBazaar(),
    import('@digitalbazaar/ecdsa-sd-2023-cryptosuite'),
  ])
  return { ...libraries, suites }
}

function loaderFor(contexts: ContextSet, method?: JsonObject & { readonly id: string }) {
  return async (url: string) => {
    const document = url === method?.id ? method : contexts.get(url)
    if (document === undefined)
      throw openBadgesError('context.unknown', `The context ${url} is not known here.`, { needs: url })
    return { contextUrl: null, documentUrl: url, document }
  }
}
