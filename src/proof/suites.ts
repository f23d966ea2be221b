import { DATA_INTEGRITY_V2, ED25519_2020_V1 } from '../contexts.ts'
import { createProblem, type Problem } from '../errors.ts'
import { pointerTo } from '../json.ts'
import { verifySignature } from '../keys/verify-signature.ts'
import type { KeyAlgorithm } from '../types.ts'
import type { Cryptosuite, ProofUnderCheck } from './cryptosuite.ts'
import { hashData } from './hash-data.ts'

/** A cryptosuite that signs two hashes: of the proof options and of the document. */
export interface HashingSuite extends Cryptosuite {
  readonly transformation: 'rdfc' | 'jcs'
  /** Defines the proof's terms where the contexts of the document (VC 1.1) do not. */
  readonly context: string
}

const ECDSA: readonly KeyAlgorithm[] = ['P-256', 'P-384']

/** VC-DI-EDDSA §3.2; the suite of Open Badges certification. */
export const EDDSA_RDFC_2022: HashingSuite = {
  name: 'eddsa-rdfc-2022',
  proofType: 'DataIntegrityProof',
  algorithms: ['Ed25519'],
  multibase: 'z',
  signsGraph: true,
  transformation: 'rdfc',
  context: DATA_INTEGRITY_V2,
  check(proof, signature) {
    return checkHashes(this, proof, signature)
  },
}

/** VC-DI-EDDSA §3.3. */
export const EDDSA_JCS_2022: HashingSuite = {
  ...EDDSA_RDFC_2022,
  name: 'eddsa-jcs-2022',
  signsGraph: false,
  transformation: 'jcs',
}

/** VC-DI-ECDSA §3.2. */
export const ECDSA_RDFC_2019: HashingSuite = { ...EDDSA_RDFC_2022, name: 'ecdsa-rdfc-2019', algorithms: ECDSA }

/** VC-DI-ECDSA §3.3. */
export const ECDSA_JCS_2019: HashingSuite = { ...EDDSA_JCS_2022, name: 'ecdsa-jcs-2019', algorithms: ECDSA }

/** The name of eddsa-rdfc-2022 in early drafts: read, never written. */
const EDDSA_2022: HashingSuite = { ...EDDSA_RDFC_2022, name: 'eddsa-2022' }

/** The suite before Data Integrity (VC-DI-EDDSA, appendix): read, never written. */
const ED25519_SIGNATURE_2020: HashingSuite = {
  ...EDDSA_RDFC_2022,
  name: 'Ed25519Signature2020',
  proofType: 'Ed25519Signature2020',
  context: ED25519_2020_V1,
}

/** The suites that everybody gets; ecdsa-sd-2023 is a subpath of its own. */
export const HASHING_SUITES: readonly HashingSuite[] = [
  EDDSA_RDFC_2022,
  EDDSA_JCS_2022,
  ECDSA_RDFC_2019,
  ECDSA_JCS_2019,
  EDDSA_2022,
  ED25519_SIGNATURE_2020,
]

async function checkHashes(
  suite: HashingSuite,
  under: ProofUnderCheck,
  signature: Uint8Array,
): Promise<readonly Problem[]> {
  const { document, proof, key, pointer } = under
  const data = await hashData(suite, document, proof, key.algorithm, under)
  if (await verifySignature(key, data, signature)) return []
  return [
    createProblem(
      'proof.signature_invalid',
      'The signature does not fit the badge: something was changed after signing, or another key signed it.',
      {
        pointer: pointerTo(pointer, 'proofValue'),
      },
    ),
  ]
}
