import { contextSet } from './contexts.ts'
import { copyPlain, isObject } from './json.ts'
import type { Cryptosuite } from './proof/cryptosuite.ts'
import { disclose, ECDSA_SD_2023, signSelectively } from './proof/ecdsa-sd-2023.ts'
import type { DateInput, DocumentLoader, JsonObject, Signer } from './types.ts'
import { timestamp } from './validity.ts'

/**
 * The cryptosuite ecdsa-sd-2023, for `verifyCredential(badge, { cryptosuites: [ecdsaSd2023] })`.
 *
 * @see VC Data Integrity ECDSA Cryptosuites 1.0 §3.4
 */
export const ecdsaSd2023: Cryptosuite = ECDSA_SD_2023

export interface SignSelectivelyOptions {
  /** When the proof says it was made; default the clock. */
  readonly created?: DateInput
  /** JSON Pointers of what the holder cannot leave out, besides issuer, dates, status and whatever else a badge needs. */
  readonly mandatoryPointers?: readonly string[]
  readonly documentLoader?: DocumentLoader
}

/**
 * Signs a credential so that its holder can later show less of it.
 *
 * @param credential - From `buildCredential`; not modified.
 * @param signer - With a P-256 key.
 * @param options - See {@link SignSelectivelyOptions}.
 * @returns The credential with a base proof. It is for the holder: `deriveCredential` makes what others get.
 * @throws TypeError for a key of another kind, or a pointer that points at nothing. OpenBadgesError as `signCredential`.
 *
 * @example
 * const base = await signSelectiveCredential(credential, signer, { mandatoryPointers: ['/evidence'] })
 */
export async function signSelectiveCredential(
  credential: object,
  signer: Signer,
  options: SignSelectivelyOptions = {},
): Promise<JsonObject> {
  if (signer.algorithm !== 'P-256')
    throw new TypeError(`signer: ecdsa-sd-2023 needs a P-256 key, but the signer is for ${signer.algorithm}`)
  const document = documentOf(credential, 'credential')
  if (document.proof !== undefined)
    throw new TypeError('credential: it has a proof already; sign the credential without it')
  const { mandatoryPointers, documentLoader } = options
  return signSelectively(document, signer, {
    created: timestamp(options.created, 'created'),
    contexts: documentLoader?.contexts ?? contextSet(),
    ...(mandatoryPointers && { mandatoryPointers }),
  })
}

/**
 * Derives a credential that shows what is mandatory and what is chosen, and nothing else.
 *
 * @param signed - With a base proof.
 * @param selectivePointers - JSON Pointers of what to show besides, such as `/credentialSubject/result`.
 * @param options - `documentLoader` brings contexts of your own.
 * @returns The derived credential with its own proof.
 * @throws OpenBadgesError `proof.unsupported` when there is no base proof.
 *
 * @example
 * const shown = await deriveCredential(base, ['/credentialSubject/result'])
 */
export async function deriveCredential(
  signed: object,
  selectivePointers: readonly string[],
  options: { readonly documentLoader?: DocumentLoader } = {},
): Promise<JsonObject> {
  return disclose(documentOf(signed, 'signed'), selectivePointers, options.documentLoader?.contexts ?? contextSet())
}

function documentOf(value: object, name: string): JsonObject {
  const document = copyPlain(value)
  if (!isObject(document)) throw new TypeError(`${name} must be an object`)
  return document
}
