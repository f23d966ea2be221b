import { multibaseEncode } from '../encoding.ts'
import { signWith } from '../keys/signer.ts'
import type { ContextSet, JsonObject, Signer } from '../types.ts'
import { hashData } from './hash-data.ts'
import { EDDSA_RDFC_2022 } from './suites.ts'

type Libraries = Pick<typeof import('@digitalbazaar/vc'), 'issue' | 'derive'> &
  Pick<typeof import('@digitalbazaar/data-integrity'), 'DataIntegrityProof'>

let libraries: Promise<Libraries> | undefined

/** Loads the libraries when first needed: they bring jsonld with them. */
export function loadDigitalBazaar(): Promise<Libraries> {
  libraries ??= Promise.all([import('@digitalbazaar/vc'), import('@digitalbazaar/data-integrity')]).then(
    ([{ issue, derive }, { DataIntegrityProof }]) => ({ issue, derive, DataIntegrityProof }),
    (error: unknown) => {
      // What a page could not load now may be there the next time.
      libraries = undefined
      throw error
    },
  )
  return libraries
}

/**
 * Issues with eddsa-rdfc-2022 through `@digitalbazaar/vc` and `DataIntegrityProof`, whose seam for cryptosuites takes
 * our hashes and our signature. The library's own checks of a credential come with it.
 *
 * @param options.canonical - Canonical N-Quads of the credential.
 */
export async function issueWithDataIntegrity(
  credential: JsonObject,
  signer: Signer,
  options: { readonly created: string; readonly contexts: ContextSet; readonly canonical: string },
): Promise<JsonObject> {
  const { issue, DataIntegrityProof } = await loadDigitalBazaar()
  const { id, algorithm } = signer
  const suite = new DataIntegrityProof({
    signer: { id, algorithm, sign: ({ data }) => signWith(signer, data) },
    date: options.created,
    cryptosuite: {
      name: EDDSA_RDFC_2022.name,
      requiredAlgorithm: EDDSA_RDFC_2022.algorithms,
      createVerifyData: ({ document, proof }) =>
        hashData(EDDSA_RDFC_2022, document as JsonObject, proof as JsonObject, algorithm, options),
      createProofValue: async ({ verifyData }) => multibaseEncode('z', await signWith(signer, verifyData)),
      createVerifier: () => Promise.reject(new Error('This suite only signs.')),
    },
  })
  // `issue` writes into the object it is given.
  const copy = { ...credential }
  await issue({
    credential: copy,
    suite,
    documentLoader: (url) =>
      Promise.reject(new Error(`${url} was asked of the loader, but canonicalization has its own contexts`)),
  })
  return copy
}
