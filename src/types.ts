/** Anything JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

export interface JsonObject {
  readonly [name: string]: JsonValue
}

/** JSON-LD context documents by URL. Looked up by value, never fetched. */
export type ContextSet = ReadonlyMap<string, JsonObject>

/** What a loader gives back. */
export interface LoadedDocument {
  /** Where the document finally came from. */
  readonly documentUrl: string
  /** A parsed JSON value, or text, or bytes as they came. */
  readonly document: unknown
  readonly contentType?: string
}

/** What the caller of a loader wants. */
export interface LoadRequest {
  /** Value of the Accept header. */
  readonly accept?: string
  /** Bytes, after decompression, at which reading stops; default 1 MiB. */
  readonly maxBytes?: number
  readonly signal?: AbortSignal
}

/**
 * Gets documents by URL or DID. Throws `OpenBadgesError` with a `net.*` code where it cannot.
 * JSON-LD contexts are never asked of it: those of the caller's own are in `contexts`.
 */
export interface DocumentLoader {
  (url: string, request?: LoadRequest): Promise<LoadedDocument>
  readonly contexts?: ContextSet
}

/** A JSON Web Key (RFC 7517), public members only unless said otherwise. */
export interface JWK {
  readonly kty: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
  readonly n?: string
  readonly e?: string
  readonly alg?: string
  readonly kid?: string
  readonly use?: string
  readonly [member: string]: unknown
}

export type KeyAlgorithm = 'Ed25519' | 'P-256' | 'P-384' | 'RS256'

/**
 * Signs. A KMS or an HSM fits here. ECDSA signatures are raw r‖s; DER is recognized and converted. What it returns is
 * verified against its public key before a badge leaves: that of `id` for did:key and did:jwk, else `publicKey…`.
 */
export interface Signer {
  /** The verification method: a DID URL or an https URL. */
  readonly id: string
  readonly algorithm: KeyAlgorithm
  readonly publicKeyMultibase?: string
  readonly publicKeyJwk?: JWK
  sign(options: { data: Uint8Array }): Promise<Uint8Array>
}
