import { contextSet } from '../../src/contexts.ts'
import type { MultikeyPair } from '../../src/keys/key-pair.ts'
import type { JsonObject } from '../../src/types.ts'

/** The stack that most issuers and wallets use, as they use it: nothing of ours but the context documents. */
export interface ReferenceStack {
  /** Signs a credential with `eddsa-rdfc-2022`. */
  issue(credential: object, key: MultikeyPair, created: string): Promise<JsonObject>
  /** Whether the proof is good at a time, and the messages of the errors where it is not. */
  verify(credential: object, now: string): Promise<{ verified: boolean; errors: string[] }>
}

type Suite = object

interface Modules {
  readonly vc: {
    issue(options: object): Promise<JsonObject>
    verifyCredential(options: object): Promise<{ verified: boolean; error?: { errors?: Error[]; message: string } }>
  }
  readonly integrity: { DataIntegrityProof: new (options: object) => Suite }
  readonly suite: { cryptosuite: object }
  readonly multikey: { from(key: object): Promise<{ signer(): object }> }
}

export async function loadReferenceStack(): Promise<ReferenceStack> {
  const [vc, integrity, suite, multikey] = (await Promise.all(
    [
      '@digitalbazaar/vc',
      '@digitalbazaar/data-integrity',
      '@digitalbazaar/eddsa-rdfc-2022-cryptosuite',
      '@digitalbazaar/ed25519-multikey',
    ].map((name) => import(name)),
  )) as [Modules['vc'], Modules['integrity'], Modules['suite'], Modules['multikey']]
  const { DataIntegrityProof } = integrity
  const { cryptosuite } = suite
  return {
    async issue(credential, key, created) {
      const signer = (await multikey.from(key)).signer()
      const proof = new DataIntegrityProof({ signer, date: created, cryptosuite })
      return vc.issue({ credential: structuredClone(credential), suite: proof, documentLoader, now: new Date(created) })
    },
    async verify(credential, now) {
      const { verified, error } = await vc.verifyCredential({
        credential: structuredClone(credential),
        suite: new DataIntegrityProof({ cryptosuite }),
        documentLoader,
        now: new Date(now),
      })
      return { verified, errors: error ? (error.errors ?? [error]).map(({ message }) => message) : [] }
    },
  }
}

/** Contexts and did:key documents; everything else is refused. */
async function documentLoader(url: string): Promise<object> {
  const document = contextSet().get(url) ?? keyDocument(url)
  if (document === undefined) throw new Error(`asked for ${url}`)
  return { contextUrl: null, documentUrl: url, document }
}

/** did:key, "Document Creation Algorithm": one method, which may assert. With a fragment, that method alone. */
function keyDocument(url: string): JsonObject | undefined {
  const [controller = '', fragment] = url.split('#')
  if (!controller.startsWith('did:key:z6Mk')) return undefined
  const key = controller.slice('did:key:'.length)
  const id = `${controller}#${key}`
  const method = { id, type: 'Multikey', controller, publicKeyMultibase: key }
  if (fragment !== undefined) return { '@context': 'https://w3id.org/security/multikey/v1', ...method }
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: controller,
    verificationMethod: [method],
    assertionMethod: [id],
  }
}
