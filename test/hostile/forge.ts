import type { ErrorCode } from '../../src/codes.ts'
import { contextSet } from '../../src/contexts.ts'
import type { ContextSet } from '../../src/types.ts'
import { bytesOf, internationalText, pngWith } from '../support/images.ts'
import type { Ask, Case, CaseInput, Route } from './case.ts'
import { CONTENTS, type Content, contentOf, inVersion1 } from './contents.ts'
import { at, type Doc, type Json } from './document.ts'
import type { Parties, Party } from './parties.ts'
import type { Random } from './random.ts'
import { proofOver, tokenOf } from './sign.ts'

/** When badges of the corpus are signed, and when they are judged. */
export const CREATED = '2026-03-01T09:00:00Z'
export const NOW = '2026-06-01T09:00:00Z'

export type Securing = 'rdfc' | 'jcs' | 'p256' | 'p384' | 'ed2020' | 'v1' | 'RS256' | 'ES256' | 'EdDSA' | 'v1jwt'
export type Carrier = 'object' | 'text' | 'bytes' | 'png' | 'svg' | 'enveloped'

/** How a badge is secured, and what it comes in. */
export interface Form {
  readonly securing: Securing
  readonly carrier: Carrier
}

export const EMBEDDED: readonly Form[] = [
  { securing: 'rdfc', carrier: 'object' },
  { securing: 'rdfc', carrier: 'text' },
  { securing: 'rdfc', carrier: 'bytes' },
  { securing: 'rdfc', carrier: 'png' },
  { securing: 'rdfc', carrier: 'svg' },
  { securing: 'jcs', carrier: 'text' },
  { securing: 'p256', carrier: 'object' },
  { securing: 'p384', carrier: 'text' },
  { securing: 'ed2020', carrier: 'text' },
  { securing: 'v1', carrier: 'text' },
]
export const TOKENS: readonly Form[] = [
  { securing: 'RS256', carrier: 'text' },
  { securing: 'ES256', carrier: 'text' },
  { securing: 'EdDSA', carrier: 'text' },
  { securing: 'v1jwt', carrier: 'text' },
  { securing: 'EdDSA', carrier: 'png' },
  { securing: 'ES256', carrier: 'svg' },
  { securing: 'RS256', carrier: 'enveloped' },
]
export const FORMS: readonly Form[] = [...EMBEDDED, ...TOKENS]
/** Signed over the graph, in VC 2.0. */
export const GRAPH: readonly Form[] = EMBEDDED.filter(({ securing }) => !['jcs', 'v1', 'ed2020'].includes(securing))
export const MODERN: readonly Form[] = FORMS.filter(({ securing }) => !securing.startsWith('v1'))
/** Carried as JSON, so that a fault of JSON can be put in afterwards. */
export const AS_TEXT: readonly Form[] = EMBEDDED.filter(({ carrier }) => carrier !== 'object')
/** Over the graph, for documents that only the slow reference can sign. */
export const FOREIGN: readonly Form[] = [
  { securing: 'rdfc', carrier: 'object' },
  { securing: 'p256', carrier: 'object' },
]
export const PLAIN: readonly Form[] = [{ securing: 'rdfc', carrier: 'object' }]
export const ONE_EACH: readonly Form[] = [
  { securing: 'rdfc', carrier: 'text' },
  { securing: 'jcs', carrier: 'text' },
  { securing: 'p256', carrier: 'object' },
  { securing: 'EdDSA', carrier: 'text' },
  { securing: 'ES256', carrier: 'text' },
]

export function isToken({ securing }: Form): boolean {
  return ['RS256', 'ES256', 'EdDSA', 'v1jwt'].includes(securing)
}

/** A badge on its way to being a case. Every stage may be interfered with. */
export interface Work {
  readonly random: Random
  readonly form: Form
  readonly content: Content
  readonly parties: Parties
  /** Who signs. */
  party: Party
  /** Unsigned. */
  credential: Doc
  /** Options of the embedded proof. */
  proof: Doc
  header: Doc
  payload: Doc
  contexts: Record<string, Doc>
  world: Record<string, Route>
  ask: Ask
  allowed: string[]
  entry: Case['entry']
  /** With its proof. */
  signed: Doc
}

/** What can be done to a badge on its way. */
export interface Change {
  readonly name: string
  readonly forms?: readonly Form[]
  readonly contents?: readonly Content[]
  /** Who issues it, in place of one that the form allows. */
  readonly issuer?: keyof Parties
  /** How often in one round; default once. */
  readonly times?: number
  /** Before anything is signed. */
  before?(work: Work): void | Promise<void>
  /** A JWT: its header and payload are there, and not yet signed. */
  claims?(work: Work): void | Promise<void>
  /** An embedded proof is there. */
  after?(work: Work): void | Promise<void>
  /** The text, JSON or a JWT, before it goes into its carrier. */
  text?(text: string, work: Work): string
  /** The bytes of a picture or a text. */
  bytes?(bytes: Uint8Array, work: Work): Uint8Array
  /** The whole input, in place of all that. */
  input?(work: Work): CaseInput | Promise<CaseInput>
}

export interface Fault extends Change {
  readonly code: ErrorCode
  /** What the same fault rightly shows as, too. */
  readonly beside?: readonly ErrorCode[]
}

export interface Control extends Change {
  /** The warning or note that it must carry. */
  readonly note?: ErrorCode
}

const CRYPTOSUITE: Readonly<Partial<Record<Securing, string>>> = {
  rdfc: 'eddsa-rdfc-2022',
  v1: 'eddsa-rdfc-2022',
  jcs: 'eddsa-jcs-2022',
  p256: 'ecdsa-rdfc-2019',
  p384: 'ecdsa-rdfc-2019',
}

const ISSUERS: Readonly<Record<Securing, readonly (keyof Parties)[]>> = {
  rdfc: ['ed', 'ed', 'web', 'site'],
  jcs: ['ed', 'web'],
  p256: ['p256', 'siteP256'],
  p384: ['p384'],
  ed2020: ['ed', 'site'],
  v1: ['ed', 'web'],
  RS256: ['rsa', 'siteRsa'],
  ES256: ['p256', 'siteP256'],
  EdDSA: ['ed', 'web', 'site'],
  v1jwt: ['ed', 'rsa'],
}

export const ALGORITHMS: Readonly<Record<Party['algorithm'], string>> = {
  Ed25519: 'EdDSA',
  'P-256': 'ES256',
  'P-384': 'ES384',
  RS256: 'RS256',
}

export function startWork(random: Random, form: Form, change: Change, parties: Parties): Work {
  const content = random.pick(change.contents ?? CONTENTS)
  const party = parties[change.issuer ?? random.pick(ISSUERS[form.securing])]
  const isOld = form.securing.startsWith('v1')
  const document = contentOf(content, random, party.id)
  if (form.securing === 'ed2020') {
    document['@context'] = [...(document['@context'] as Json[]), 'https://w3id.org/security/suites/ed25519-2020/v1']
  }
  const published = party.publishes()
  return {
    random,
    form,
    content,
    parties,
    party,
    credential: isOld ? inVersion1(document) : document,
    proof: optionsOf(form.securing, party),
    header: {},
    payload: {},
    contexts: {},
    world: Object.fromEntries(Object.entries(published).map(([url, json]) => [url, { json }])),
    ask: { now: NOW },
    allowed: Object.keys(published),
    entry: 'credential',
    signed: {},
  }
}

/** Options of a proof as an honest issuer writes them. */
export function optionsOf(securing: Securing, party: Party): Doc {
  const cryptosuite = CRYPTOSUITE[securing]
  return {
    type: cryptosuite === undefined ? 'Ed25519Signature2020' : 'DataIntegrityProof',
    created: CREATED,
    verificationMethod: party.method,
    ...(cryptosuite !== undefined && { cryptosuite }),
    proofPurpose: 'assertionMethod',
  }
}

/** Takes a badge through all stages. */
export async function forge(work: Work, change: Change): Promise<CaseInput> {
  await change.before?.(work)
  if (change.input) return change.input(work)
  return carry(await seal(work, change), work, change)
}

export async function seal(work: Work, change: Change = { name: '' }): Promise<string> {
  if (isToken(work.form)) {
    claim(work)
    await change.claims?.(work)
    return tokenOf(work.header, work.payload, work.party)
  }
  work.signed = { ...work.credential, proof: [await proofOf(work)] }
  await change.after?.(work)
  return JSON.stringify(work.signed)
}

/** An embedded proof by whoever signs, over the credential as it is. */
export function proofOf(work: Work, document: Doc = work.credential, party: Party = work.party): Promise<Doc> {
  const options =
    work.form.securing === 'jcs' && work.proof['@context'] === undefined
      ? { ...work.proof, '@context': document['@context'] as Json }
      : work.proof
  return proofOver(document, options, party, contextsOf(work))
}

export function contextsOf({ contexts }: Work): ContextSet {
  return contextSet(contexts)
}

function claim(work: Work): void {
  const { credential, party, form } = work
  work.header = { alg: ALGORITHMS[party.algorithm], typ: 'JWT', kid: party.method }
  const until = credential.validUntil ?? credential.expirationDate
  const claims: Doc = {
    iss: party.id,
    jti: credential.id as Json,
    sub: at(credential, 'credentialSubject').id as Json,
    nbf: Math.floor(Date.parse(String(credential.validFrom ?? credential.issuanceDate)) / 1000),
    ...(until !== undefined && { exp: Math.floor(Date.parse(String(until)) / 1000) }),
  }
  work.payload = form.securing === 'v1jwt' ? { ...claims, vc: credential } : { ...credential, ...claims }
}

/** Puts a text into its carrier. */
export function carry(source: string, work: Work, change: Change = { name: '' }): CaseInput {
  const text = change.text?.(source, work) ?? source
  const { carrier } = work.form
  const bytes = bytesIn(carrier, text, isToken(work.form))
  if (change.bytes || carrier === 'bytes' || carrier === 'png' || carrier === 'svg') {
    return { value: change.bytes?.(bytes, work) ?? bytes }
  }
  if (carrier === 'object') return { value: change.text ? JSON.parse(text) : work.signed }
  if (carrier === 'enveloped') return { value: envelope(text) }
  return { value: text }
}

export function envelope(token: string): Doc {
  return {
    '@context': 'https://www.w3.org/ns/credentials/v2',
    id: `data:application/vc+jwt,${token}`,
    type: 'EnvelopedVerifiableCredential',
  }
}

function bytesIn(carrier: Carrier, text: string, isJws: boolean): Uint8Array {
  if (carrier === 'png') return pngWith(internationalText('openbadgecredential', text))
  return bytesOf(carrier === 'svg' ? svgWith(isJws ? elementWithToken(text) : elementWithJson(text)) : text)
}

export const OB3_NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0'

export function svgWith(inside: string, before = ''): string {
  return `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="${OB3_NAMESPACE}" viewBox="0 0 9 9">${inside}<circle r="4"/></svg>`
}

export function elementWithJson(json: string, name = 'openbadges:credential'): string {
  return `<${name}><![CDATA[${json.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`
}

export function elementWithToken(token: string): string {
  return `<openbadges:credential verify="${token}"/>`
}
