import { contextSet } from '../contexts.ts'
import type { Problem } from '../errors.ts'
import type { JwkPair, MultikeyPair } from '../keys/key-pair.ts'
import type { CredentialInputForm } from '../parse.ts'
import type { SigningSuite } from '../proof/sign.ts'
import type { CredentialInput, DocumentLoader, JsonObject, LoadedDocument, Many, Profile } from '../types.ts'
import type { VerificationReport, VerifyOptions } from '../verification.ts'
import type { RowResult } from './issue-rows.ts'

/** Rows or inputs of one message: fewer, and the messages cost more than the threads bring. */
export const MESSAGE_SIZE = 32

/** As many verifications at once as keep the network busy without burdening anybody's server. */
export const VERIFY_AT_ONCE = 8

export type OwnContexts = Readonly<Record<string, JsonObject>>

/** The contexts that a loader brings beside the bundled ones. A set itself cannot be handed over. */
export function ownContextsOf(loader: DocumentLoader | undefined): OwnContexts | undefined {
  const bundled = contextSet()
  const own = [...(loader?.contexts ?? [])].filter(([url]) => !bundled.has(url))
  return own.length === 0 ? undefined : Object.fromEntries(own)
}

/** What every thread of `issueBatch` is told once. Plain enough to be cloned. */
export interface IssueSetup {
  readonly profile: Profile
  readonly key: MultikeyPair | JwkPair
  readonly template: Partial<CredentialInput>
  readonly now: Date
  readonly format: 'embedded' | 'jwt'
  readonly cryptosuite: SigningSuite | undefined
  /** Contexts of the caller's own, by URL; the bundled ones are there. */
  readonly contexts: OwnContexts | undefined
}

/** Results of the rows of one message; or why there are none, since an error loses its code on the way. */
export type IssueAnswer = readonly RowResult[] | { readonly failed: Many<Problem> }

/** What every thread of `verifyMany` is told once. */
export interface VerifySetup {
  readonly options: Omit<VerifyOptions, 'documentLoader' | 'signal' | 'cryptosuites'>
  readonly contexts: OwnContexts | undefined
}

export interface VerifyMessage {
  readonly inputs: readonly CredentialInputForm[]
  /** Where the document loader of the other thread is asked; absent when there is none. */
  readonly port: MessagePort | undefined
}

export type VerifyAnswer = readonly VerificationReport[]

/** A document that a thread asks for; `cancel` when it no longer wants it. */
export type LoaderQuestion =
  | { readonly id: number; readonly url: string; readonly accept?: string; readonly maxBytes?: number }
  | { readonly id: number; readonly cancel: true }

export type LoaderAnswer = { readonly id: number } & (
  | { readonly loaded: LoadedDocument }
  | { readonly problems: Many<Problem> }
  | { readonly error: string }
)
