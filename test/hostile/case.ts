import type { ErrorCode } from '../../src/codes.ts'

/** What lies at a URL of a case's little internet. */
export interface Route {
  readonly json?: unknown
  readonly body?: string | Uint8Array
  readonly status?: number
  readonly type?: string
  readonly location?: string
  /** How the network itself fails. */
  readonly fails?: 'refused' | 'reset' | 'endless' | 'silent'
}

/** What is asked of the verifier, as far as it can be sent to a worker. */
export interface Ask {
  now: string
  skewSeconds?: number
  recipient?: { id?: string; email?: string | string[] }
  evidence?: Record<string, Uint8Array>
  statusIssuers?: string[]
  profile?: 'ob' | 'vc'
  challenge?: string
  domain?: string
  /** What `consumeChallenge` says. */
  fresh?: boolean
  maxRedirects?: number
  /** No network at all. */
  offline?: boolean
  limits?: { requests?: number; milliseconds?: number }
}

/** What is verified: a value, or a value that the worker makes into one which no message can carry. */
export type CaseInput = { readonly value: unknown; readonly recipe?: string }

/** One input to the verifier, with everything around it, and what must become of it. */
export interface Case {
  readonly family: string
  readonly title: string
  readonly entry: 'credential' | 'presentation' | 'jwt'
  readonly input: CaseInput
  readonly ask: Ask
  /** The caller's own context documents. */
  readonly contexts: Readonly<Record<string, object>>
  /** Everything there is on the internet. */
  readonly world: Readonly<Record<string, Route>>
  /** What may be asked for, and nothing else. */
  readonly allowed: readonly string[]
  /** The one error that it must be refused with; undefined: it must stay valid. */
  readonly code: ErrorCode | undefined
  /** What the same fault rightly shows as, too. */
  readonly beside?: readonly ErrorCode[]
  /** A warning or note that a control must carry. */
  readonly note?: ErrorCode
}

/** What came of a case. Only what a message can carry. */
export interface Outcome {
  readonly verdict: string
  /** Codes of the errors, each once, in the order of the report. */
  readonly errors: readonly string[]
  /** Codes of warnings and notes. */
  readonly notes: readonly string[]
  readonly milliseconds: number
  /** The longest that the event loop of the worker stood still. */
  readonly blocked: number
  readonly requests: readonly string[]
  /** The first thing that was thrown instead of answered. */
  readonly thrown?: string
  readonly unhandled?: string
  /** The first property of a built-in object that is not what it was. */
  readonly changed?: string
}
