import { createProblem, OpenBadgesError, openBadgesError, type Problem } from '../errors.ts'
import { parseKeyDid } from '../keys/did-key.ts'
import type { PublicKey } from '../keys/public-key.ts'
import type { DocumentLoader } from '../types.ts'
import {
  atMethod,
  type ControllerDocument,
  type FoundMethod,
  findMethods,
  keyOfMethod,
  listedIds,
  loadControllerDocument,
  type ProofPurpose,
} from './controller-document.ts'
import { type Lifetime, lifetimeOf, methodsWithKey } from './lifetime.ts'
import { neededAt, withoutFragment } from './load-document.ts'

/** A key, and whose it is; and when it was revoked, and until when it may sign, for the caller to judge. */
export interface ResolvedMethod extends Lifetime {
  readonly key: PublicKey
  readonly id: string
  readonly controller: string
  /** Where the key was found; `did`: in the document of a DID of another method, which the loader had. */
  readonly source: 'did:key' | 'did:jwk' | 'did:web' | 'did' | 'https' | 'jwks'
  /** What could not be asked about the key, where that does not keep it from counting. */
  readonly warnings?: readonly Problem[]
}

/** The key, or why there is none. */
export type Resolution = { readonly method: ResolvedMethod } | { readonly problems: readonly [Problem, ...Problem[]] }

/** Turns the errors that a search throws into its answer. */
export async function answering(search: () => Promise<ResolvedMethod>): Promise<Resolution> {
  try {
    return { method: await search() }
  } catch (error) {
    if (error instanceof OpenBadgesError) return { problems: error.problems }
    throw error
  }
}

/** Gets documents for one search, each of them once. */
export type Documents = (url: string) => Promise<ControllerDocument>

export function documentsOf({
  loader,
  signal,
}: {
  loader: DocumentLoader
  signal?: AbortSignal | undefined
}): Documents {
  const loaded = new Map<string, Promise<ControllerDocument>>()
  return (url) => {
    const id = withoutFragment(url)
    const document = loaded.get(id) ?? loadControllerDocument(loader, id, signal)
    loaded.set(id, document)
    return document
  }
}

/** The method of a did:key or did:jwk, which is its own controller. */
export function keyDidMethod(verificationMethod: string, issuer: string | undefined): ResolvedMethod {
  const did = withoutFragment(verificationMethod)
  const parsed = parsedKeyDid(verificationMethod)
  if (issuer !== undefined && issuer !== did) throw notTheIssuers()
  if (parsed instanceof OpenBadgesError) throw parsed
  if (parsed.verificationMethod !== verificationMethod) {
    throw openBadgesError('key.id_mismatch', 'The verification method names a DID and not a key of it.', {
      hint: `Its key has the name ${parsed.verificationMethod.slice(0, 200)}.`,
    })
  }
  const source = did.startsWith('did:key:') ? 'did:key' : 'did:jwk'
  return { key: parsed.publicKey, id: verificationMethod, controller: did, source }
}

/** A broken DID is news before whose it is; a bad key in it is not. */
function parsedKeyDid(url: string): ReturnType<typeof parseKeyDid> | OpenBadgesError {
  try {
    return parseKeyDid(url)
  } catch (error) {
    if (error instanceof OpenBadgesError && error.code !== 'did.syntax') return error
    throw error
  }
}

/**
 * Finds a method through the document of the issuer.
 *
 * @throws OpenBadgesError As {@link resolveProofKey} says.
 */
export async function findIssuerMethod(
  issuer: string,
  id: string,
  purpose: ProofPurpose,
  documents: Documents,
): Promise<ResolvedMethod> {
  const document = await documents(issuer)
  const here = findMethods(document, id)
  if (!listedIds(document, purpose).includes(id)) throw notListed(issuer, id, purpose, here)
  const isElsewhere = here.length === 0 && withoutFragment(id) !== document.id
  const described = isElsewhere ? await documents(id) : document
  const found = only(id, findMethods(described, id))
  return resolvedMethod(found, issuer, [document, described])
}

/**
 * Reads a method that the issuer lists.
 *
 * @param documents - Where the same key may stand once more, under another id: revoked or expired there, it is so here.
 */
export function resolvedMethod(
  found: FoundMethod,
  issuer: string,
  documents: readonly ControllerDocument[],
): ResolvedMethod {
  if (found.method.controller !== issuer) {
    throw atMethod(
      found,
      'key.id_mismatch',
      'The verification method does not name the issuer as its controller.',
      'Its controller must be the id of the issuer, character for character.',
    )
  }
  const key = keyOfMethod(found)
  return {
    key,
    id: found.id,
    controller: issuer,
    ...lifetimeOf([found, ...documents.flatMap((document) => methodsWithKey(document, key))]),
    source: sourceOf(found.documentId),
  }
}

/** The one method of those found under one id. Throws `key.not_found`, `key.id_mismatch`. */
export function only(id: string, [first, ...others]: readonly FoundMethod[]): FoundMethod {
  if (first === undefined) throw notThere(id)
  if (others.length > 0) throw atMethod(first, 'key.id_mismatch', 'The document describes several keys under one id.')
  return first
}

/** The problem of a method that the issuer does not list for a purpose, `here` being what its document has of it. */
export function notListed(issuer: string, id: string, purpose: ProofPurpose, here: readonly FoundMethod[]): Error {
  if (here.length > 0) {
    const problem = createProblem('key.not_authorized', `The issuer does not list this key under ${purpose}.`, {
      document: withoutFragment(issuer),
      pointer: `/${purpose}`,
      hint: `If the key may sign badges, the issuer should list it under ${purpose}.`,
    })
    // Issuers take a revoked key off the list; then that is the reason, and people want to know it.
    const isRevoked = here.some(({ method }) => method.revoked !== undefined && method.revoked !== null)
    return new OpenBadgesError(
      problem,
      ...(isRevoked ? [createProblem('key.revoked', 'The issuer has revoked the key.')] : []),
    )
  }
  return isWithin(id, withoutFragment(issuer)) ? notThere(id) : notTheIssuers()
}

/** Whether a URL names something in a document, or, where it is a DID, something that its DID answers for. */
export function isWithin(id: string, document: string): boolean {
  if (withoutFragment(id) === document) return true
  return document.startsWith('did:') && /^[/?]/.test(id.slice(document.length)) && id.startsWith(document)
}

/** The problem of a key that is not where it should be. */
export function notThere(id: string): Error {
  return openBadgesError('key.not_found', 'The document that should have the key does not have it.', {
    needs: neededAt(id),
    hint: 'The issuer may have removed an old key; it should publish it again, since badges that it signed still exist.',
  })
}

/** The problem of a key that belongs to somebody else. */
export function notTheIssuers(): OpenBadgesError {
  return openBadgesError('issuer.key_mismatch', 'The key that signed does not belong to the issuer.', {
    hint: 'Only a key that the issuer itself publishes as its own can sign for it.',
  })
}

function sourceOf(documentId: string): ResolvedMethod['source'] {
  if (documentId.startsWith('did:web:')) return 'did:web'
  return documentId.startsWith('did:') ? 'did' : 'https'
}
