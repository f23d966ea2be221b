import { factsOf } from '../codes.ts'
import { createProblem, OpenBadgesError, openBadgesError, type Problem } from '../errors.ts'
import { isObject } from '../json.ts'
import { isKeyDid, parseKeyDid } from '../keys/did-key.ts'
import { isSameKey, publicKeyFromJwk, type SignatureAlgorithm } from '../keys/public-key.ts'
import type { DocumentLoader, JWK } from '../types.ts'
import {
  atMethod,
  type ControllerDocument,
  type FoundMethod,
  findMethods,
  listedIds,
  listedMethods,
  type ProofPurpose,
} from './controller-document.ts'
import {
  answering,
  type Documents,
  documentsOf,
  findIssuerMethod,
  isWithin,
  keyDidMethod,
  notListed,
  notTheIssuers,
  notThere,
  only,
  type Resolution,
  type ResolvedMethod,
  resolvedMethod,
} from './issuer-method.ts'
import { findJwk, jwksUrl, type KeyHint, loadJwks } from './jwks.ts'
import { isKeyOf, lifetimeOf, methodsWithKey, shortest } from './lifetime.ts'
import { isNotThere, withoutFragment } from './load-document.ts'

export type { Resolution, ResolvedMethod }

export interface ProofKeyQuestion {
  /** `issuer.id`, which the key must belong to. Undefined: whoever the method names as its controller. */
  readonly issuer: string | undefined
  readonly verificationMethod: string
  readonly purpose: ProofPurpose
  readonly loader: DocumentLoader
  readonly signal?: AbortSignal | undefined
}

/**
 * Finds the key of an embedded proof. It starts from the issuer and not from the proof: the issuer's document lists the
 * method, and the method names the issuer as its controller (Controlled Identifiers §3.3; hostile input: "Proof and
 * key"). What only the proof says, or only a document of the proof's choice, makes no key the issuer's.
 *
 * @returns The key, or the problem: `issuer.key_mismatch`, `key.id_mismatch`, `key.not_authorized`, `key.not_found`,
 *   `key.format`, `key.weak`, `proof.unsupported`, `did.syntax`, `did.unsupported`, `net.*`.
 */
export async function resolveProofKey(question: ProofKeyQuestion): Promise<Resolution> {
  return answering(() => findProofKey(question))
}

async function findProofKey(question: ProofKeyQuestion): Promise<ResolvedMethod> {
  const { issuer, verificationMethod } = question
  if (isKeyDid(verificationMethod)) return keyDidMethod(verificationMethod, issuer)
  if (issuer !== undefined && isKeyDid(issuer)) throw notTheIssuers()
  if (!URL.canParse(verificationMethod)) {
    throw openBadgesError('key.not_found', 'The verification method of the proof is not an absolute URL.')
  }
  const documents = documentsOf(question)
  const controller = issuer ?? (await controllerOf(verificationMethod, documents))
  return findIssuerMethod(controller, verificationMethod, question.purpose, documents)
}

async function controllerOf(verificationMethod: string, documents: Documents): Promise<string> {
  const found = only(verificationMethod, findMethods(await documents(verificationMethod), verificationMethod))
  const { controller } = found.method
  if (typeof controller === 'string') return controller
  throw atMethod(found, 'key.id_mismatch', 'The verification method does not name one controller.')
}

export interface JwtKeyQuestion {
  /** `iss`, which is `issuer.id`: whose key it must be. */
  readonly issuer: string
  /** The headers that name the key. They say which of the issuer's keys it is, and never whose. */
  readonly kid?: string
  readonly jwk?: JWK
  readonly alg: SignatureAlgorithm
  /** Default `assertionMethod`; a presentation is signed for `authentication`. */
  readonly purpose?: ProofPurpose
  readonly loader: DocumentLoader
  readonly signal?: AbortSignal | undefined
}

/**
 * Finds the key of a VC-JWT among the keys of its issuer: in its DID document or, for an https issuer, in
 * `/.well-known/jwks.json` of its authority or in the controller document at its id (Open Badges 3.0 §8.2; hostile
 * input: "VC-JWT"). A `jwk` in the header proves nothing by itself: it must be one of those. A JWK Set cannot say that a
 * key was revoked or has expired; the controller document can, so it is heard about a key of the set, too.
 *
 * @returns The key, or the problem, as {@link resolveProofKey}; `key.format` also where the key is not for `alg`.
 */
export async function resolveJwtKey(question: JwtKeyQuestion): Promise<Resolution> {
  return answering(async () => {
    const method = await findJwtKey(question)
    if (method.key.signatureAlgorithms.includes(question.alg)) return method
    throw openBadgesError('key.format', `The key of the issuer is not one for ${question.alg}.`, {
      hint: `It is used with ${method.key.signatureAlgorithms.join(' or ')}.`,
    })
  })
}

async function findJwtKey(question: JwtKeyQuestion): Promise<ResolvedMethod> {
  const { issuer, kid, jwk } = question
  const hint: KeyHint = { kid, key: jwk && publicKeyFromJwk(jwk) }
  if (isKeyDid(issuer)) return findInKeyDid(issuer, hint)
  if (kid === undefined && jwk === undefined) {
    throw openBadgesError('key.not_found', 'The JWT names no key: its header has neither kid nor jwk.')
  }
  if (issuer.startsWith('did:')) return findForDid(question, hint)
  if (URL.canParse(issuer) && new URL(issuer).protocol === 'https:') return findForUrl(question, hint)
  throw openBadgesError('key.not_found', 'Keys are looked for at a DID or an https URL, and the issuer is neither.')
}

/** A did:key or did:jwk has one key; the header may only repeat it. */
function findInKeyDid(issuer: string, { kid, key }: KeyHint): ResolvedMethod {
  const { did, verificationMethod } = parseKeyDid(issuer)
  const method = keyDidMethod(verificationMethod, issuer)
  const fragment = verificationMethod.slice(did.length)
  const names = [verificationMethod, did, fragment, fragment.slice(1)]
  if (key ? !isSameKey(method.key, key) : kid !== undefined && !names.includes(kid)) throw notTheIssuers()
  return method
}

/** Looks for a key in one place. Undefined: the place was read, and the key is not there. */
type Search = (hint: KeyHint) => Promise<ResolvedMethod | undefined>

async function findForDid(question: JwtKeyQuestion, hint: KeyHint): Promise<ResolvedMethod> {
  const documents = documentsOf(question)
  const search: Search = (wanted) => findInDocument(question, wanted, documents)
  return (await search(hint)) ?? findBehindKid(question, hint, search)
}

async function findForUrl(question: JwtKeyQuestion, hint: KeyHint): Promise<ResolvedMethod> {
  const { issuer, loader, signal } = question
  const documents = documentsOf(question)
  const url = jwksUrl(issuer)
  const inDocument: Search = (wanted) => findInDocument(question, wanted, documents)
  const inJwks: Search = async (wanted) => {
    const found = findJwk(await loadJwks(loader, url, signal), url, issuer, wanted)
    return found && heldToDocument(found, question, documents)
  }
  const search: Search = (wanted) => {
    const isInDocument = wanted.kid?.startsWith(`${withoutFragment(issuer)}#`)
    return isInDocument ? findInTurn(inDocument, inJwks, wanted) : findInTurn(inJwks, inDocument, wanted)
  }
  return (await search(hint)) ?? findBehindKid(question, hint, search)
}

/** Looks in two places, of which the first decides: the second one need not be there, and may only help. */
async function findInTurn(first: Search, second: Search, hint: KeyHint): Promise<ResolvedMethod | undefined> {
  const answer = await attempt(() => first(hint))
  if (answer instanceof OpenBadgesError && factsOf(answer.code).outcome === 'failed') throw answer
  if (answer !== undefined && !(answer instanceof OpenBadgesError)) return answer
  const other = await attempt(() => second(hint))
  if (other !== undefined && !(other instanceof OpenBadgesError)) return other
  if (answer) throw answer
  return undefined
}

async function attempt<T>(work: () => Promise<T>): Promise<T | OpenBadgesError> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof OpenBadgesError) return error
    throw error
  }
}

/**
 * What the issuer's document says of a key of its JWK Set decides: a set has no lifetimes, and a revoked key never counts.
 * Where there is no such document, the set is all there is (Open Badges 3.0 implementation guide, "Key provenance").
 * Where it cannot be had now, nobody knows whether it revokes the key, and ignorance is not made a yes: undecided, as
 * with a status list. A caller without network chose what to hand in, and handed in the set; and what an issuer shows to
 * nobody, or elsewhere than at its id, is no document for verifiers: the key counts, and a warning names the document.
 */
async function heldToDocument(
  found: ResolvedMethod,
  { issuer, kid, purpose = 'assertionMethod' }: JwtKeyQuestion,
  documents: Documents,
): Promise<ResolvedMethod> {
  const document = await asked(() => documents(issuer))
  if (document === undefined) return found
  if (isProblem(document)) return { ...found, warnings: [document] }
  const same = methodsWithKey(document, found.key)
  const listed = listedIds(document, purpose)
  const [first] = same
  if (first && !same.some(({ id }) => listed.includes(id))) throw notListed(issuer, first.id, purpose, same)
  const names = [...namesOf(kid, document), found.id]
  const lifetime = lifetimeOf([...same, ...names.flatMap((name) => findMethods(document, name))])
  // The issuer may list the key by the URL of a document of its own.
  const url = names.find((name) => listed.includes(name) && findMethods(document, name).length === 0)
  const other = url === undefined ? undefined : await asked(() => findIssuerMethod(issuer, url, purpose, documents))
  if (other === undefined) return { ...found, ...lifetime }
  if (isProblem(other)) return { ...found, ...lifetime, warnings: [other] }
  return { ...found, ...shortest([lifetime, other]) }
}

/**
 * Asks for what need not be there. Undefined: it is not; a problem: the caller did not hand it in, or nobody may read it.
 *
 * @throws OpenBadgesError Where it may be there and cannot be had.
 */
async function asked<T>(work: () => Promise<T>): Promise<T | Problem | undefined> {
  const answer = await attempt(work)
  if (!(answer instanceof OpenBadgesError)) return answer
  if (isNowhere(answer)) return undefined
  if (answer.code === 'net.offline') return notAsked(answer)
  if (isClosedToAll(answer)) return notShown(answer)
  throw answer
}

function isProblem(answer: object): answer is Problem {
  return 'severity' in answer
}

/** Whether the answer says that there is no document with keys: not there, a page for people, a plain profile. */
function isNowhere(error: OpenBadgesError): boolean {
  return error.code === 'key.not_found' || isNotThere(error)
}

/** Answers that will be the same tomorrow: elsewhere, too large for keys, not for us. "Too many requests" is not one. */
function isClosedToAll({ code, problems: [{ httpStatus = 0 }] }: OpenBadgesError): boolean {
  if (code === 'net.redirect' || code === 'net.too_large') return true
  return httpStatus >= 400 && httpStatus < 500 && !PASSING.includes(httpStatus)
}

/** RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4. */
const PASSING: readonly number[] = [408, 425, 429]

function notShown({ code, problems: [{ needs, message, httpStatus }] }: OpenBadgesError): Problem {
  return createProblem(
    code,
    `The key was found in the JWK Set of the issuer; whether it was revoked, the issuer's own document would say, which cannot be read. ${message}`,
    { severity: 'warning', needs, httpStatus },
  )
}

function notAsked({ problems: [{ needs }] }: OpenBadgesError): Problem {
  return createProblem(
    'net.offline',
    'The key was found in the JWK Set that was given; whether the issuer has revoked it, its own document would say.',
    { severity: 'warning', needs, hint: 'Give the document too, or allow the network.' },
  )
}

/** What a `kid` may mean in a document: an id, or its fragment with or without the sign. */
function namesOf(kid: string | undefined, { id }: ControllerDocument): string[] {
  return kid === undefined ? [] : [kid, `${id}#${kid}`, id + kid]
}

async function findInDocument(
  { issuer, purpose = 'assertionMethod' }: JwtKeyQuestion,
  { kid, key }: KeyHint,
  documents: Documents,
): Promise<ResolvedMethod | undefined> {
  const document = await documents(issuer)
  const listed = listedIds(document, purpose)
  const id = namesOf(kid, document).find((name) => listed.includes(name) || findMethods(document, name).length > 0)
  const methods = listedMethods(document, purpose)
  const found = methods.find((method) => hasKid(method, kid)) ?? (key && methods.find((method) => isKeyOf(method, key)))
  const method =
    id === undefined
      ? found && resolvedMethod(found, issuer, [document])
      : await findIssuerMethod(issuer, id, purpose, documents)
  if (method && key && !isSameKey(method.key, key)) throw notTheIssuers()
  return method
}

function hasKid({ method }: FoundMethod, kid: string | undefined): boolean {
  return kid !== undefined && isObject(method.publicKeyJwk) && method.publicKeyJwk.kid === kid
}

/**
 * A `kid` may be the URL of the JWK itself (Open Badges 3.0 §8.2.4.1). What lies there says which key it is; whether it
 * is the issuer's, only the issuer says.
 */
async function findBehindKid(question: JwtKeyQuestion, hint: KeyHint, search: Search): Promise<ResolvedMethod> {
  const { issuer, loader, signal } = question
  const { kid = '', key } = hint
  if (key) throw notTheIssuers()
  if (isWithin(kid, withoutFragment(issuer))) throw notThere(issuer)
  if (kid.startsWith('did:')) throw notTheIssuers()
  if (!/^https?:/.test(kid) || !URL.canParse(kid)) throw notThere(issuer)
  const jwks = await loadJwks(loader, withoutFragment(kid), signal)
  const fragment = new URL(kid).hash.slice(1)
  const [jwk, ...others] = jwks.length === 1 ? jwks : jwks.filter((one) => one.kid === kid || one.kid === fragment)
  if (jwk === undefined || others.length > 0) throw notThere(kid)
  const method = await search({ key: publicKeyFromJwk(jwk) })
  if (!method) throw notTheIssuers()
  return method
}
