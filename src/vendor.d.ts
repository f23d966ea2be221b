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

  export interface ToRdfOptions {
    base: string | null
    safe: boolean
    rdfDirection: 'i18n-datatype'
    produceGeneralizedRdf: false
    documentLoader(url: string): Promise<RemoteDocument>
    eventHandler?(handled: { event: JsonLdEvent; next(): void }): void
  }

  export interface JsonLd {
    toRDF(input: object, options: ToRdfOptions): Promise<import('rdf-canonize').Quad[]>
  }

  const jsonld: JsonLd
  // biome-ignore lint/style/noDefaultExport: the library has only this one
  export default jsonld
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
    signal?: AbortSignal
  }

  export function canonize(dataset: readonly Quad[], options: CanonizeOptions): Promise<string>
}

declare module '@digitalbazaar/data-integrity' {
  export interface SignerLike {
    readonly id: string
    readonly algorithm: string
    sign(options: { data: Uint8Array }): Promise<Uint8Array>
  }

  export interface CryptosuiteLike {
    readonly name: string
    readonly requiredAlgorithm: string | readonly string[]
    canonize(input: object): Promise<string>
    createVerifier(options: object): Promise<object>
  }

  export class DataIntegrityProof {
    constructor(options: { signer: SignerLike; date: string; cryptosuite: CryptosuiteLike })
  }
}

declare module '@digitalbazaar/vc' {
  export function issue(options: {
    credential: object
    suite: import('@digitalbazaar/data-integrity').DataIntegrityProof
    documentLoader(url: string): Promise<import('jsonld').RemoteDocument>
  }): Promise<object>
}
