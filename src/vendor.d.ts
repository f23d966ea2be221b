/**
 * Types for libraries that have none, and only for what is called. Nothing of this may show in an exported signature.
 */

declare module 'jsonld' {
  export interface JsonLdEvent {
    readonly code: string
    readonly level: string
    readonly message: string
    readonly details: Readonly<Record<string, unknown>>
  }

  export interface RemoteDocument {
    readonly contextUrl: string | null
    readonly document: unknown
    readonly documentUrl: string
  }

  export interface ExpandOptions {
    base: string | null
    safe: boolean
    documentLoader(url: string): Promise<RemoteDocument>
    eventHandler?(handled: { event: JsonLdEvent; next(): void }): void
    /** Meant for jsonld itself; its exact version is pinned. */
    contextResolver?: object
  }

  export interface ToRdfOptions extends ExpandOptions {
    rdfDirection: 'i18n-datatype'
    produceGeneralizedRdf: false
  }

  export interface JsonLd {
    expand(input: object, options: ExpandOptions): Promise<object[]>
    toRDF(input: object, options: ToRdfOptions): Promise<import('rdf-canonize').Quad[]>
  }

  const jsonld: JsonLd
  // biome-ignore lint/style/noDefaultExport: the library has only this one
  export default jsonld
}

declare module 'jsonld/lib/ContextResolver.js' {
  // biome-ignore lint/style/noDefaultExport: the library has only this one
  export default class ContextResolver {
    constructor(options: { sharedCache: Map<string, unknown> })
  }
}

declare module 'rdf-canonize' {
  export interface Term {
    readonly termType: 'NamedNode' | 'BlankNode' | 'Literal' | 'DefaultGraph'
    readonly value: string
    readonly datatype?: { readonly termType: 'NamedNode'; readonly value: string }
    readonly language?: string
  }

  export interface Quad {
    readonly subject: Term
    readonly predicate: Term
    readonly object: Term
    readonly graph: Term
  }

  export interface CanonizeOptions {
    algorithm: 'RDFC-1.0'
    messageDigestAlgorithm: 'sha256' | 'sha384'
    maxWorkFactor: number
    signal?: Pick<AbortSignal, 'aborted' | 'reason'>
  }

  export function canonize(dataset: readonly Quad[], options: CanonizeOptions): Promise<string>
}

declare module '@digitalbazaar/data-integrity' {
  import type { RemoteDocument } from 'jsonld'

  export interface SignerLike {
    readonly id: string
    readonly algorithm: string
    sign(options: { data: Uint8Array }): Promise<Uint8Array>
  }

  export interface CryptosuiteLike {
    readonly name: string
    readonly requiredAlgorithm: string | readonly string[]
    createVerifyData?(options: { document: object; proof: object }): Promise<Uint8Array>
    createProofValue?(options: { verifyData: Uint8Array }): Promise<string>
    createVerifier(options: object): Promise<object>
  }

  export type Load = (url: string) => Promise<RemoteDocument>

  export class DataIntegrityProof {
    constructor(options: { signer?: SignerLike; date?: string; cryptosuite: CryptosuiteLike })
    verifyProof(options: {
      proof: object
      document: object
      documentLoader: Load
    }): Promise<{ verified: true } | { verified: false; error: unknown }>
  }
}

declare module '@digitalbazaar/vc' {
  import type { DataIntegrityProof, Load } from '@digitalbazaar/data-integrity'

  export function issue(options: {
    credential: object
    suite: DataIntegrityProof
    documentLoader: Load
  }): Promise<object>
  export function derive(options: {
    verifiableCredential: object
    suite: DataIntegrityProof
    documentLoader: Load
  }): Promise<object>
}

declare module '@digitalbazaar/ecdsa-sd-2023-cryptosuite' {
  import type { CryptosuiteLike } from '@digitalbazaar/data-integrity'

  export function createVerifyCryptosuite(): CryptosuiteLike
  export function createSignCryptosuite(options: { mandatoryPointers: readonly string[] }): CryptosuiteLike
  export function createDiscloseCryptosuite(options: { selectivePointers: readonly string[] }): CryptosuiteLike
}
