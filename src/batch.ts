import { issueAll, type RowOutcome } from './batch/issue-all.ts'
import type { IssueJob } from './batch/issue-rows.ts'
import { type Lane, otherThreads, setupOf, thisThread } from './batch/lanes.ts'
import { assertThreads } from './batch/pool.ts'
import type { BatchRow, RowName, UnreadableRow } from './batch/rows.ts'
import { verifyElsewhere, verifyHere } from './batch/verify-all.ts'
import type { Problem } from './errors.ts'
import type { Issuer } from './issue.ts'
import { isObject } from './json.ts'
import { assertKnownOptions } from './known-options.ts'
import type { CredentialInputForm } from './parse.ts'
import type { SigningSuite } from './proof/sign.ts'
import type { CredentialInput, CredentialStatus, DateInput, DocumentLoader, Many, SignedCredential } from './types.ts'
import { timestamp } from './validity.ts'
import { VERIFY_OPTIONS, type VerificationReport, type VerifyOptions } from './verification.ts'

export type { BatchRow, RowName, UnreadableRow } from './batch/rows.ts'

/** What became of one row. `C` is the signed badge, or the JWT as text. */
export type BatchItem<C = SignedCredential> = RowName &
  (
    | { readonly outcome: 'issued'; readonly credential: C }
    | { readonly outcome: 'rejected'; readonly problems: Many<Problem> }
    | { readonly outcome: 'skipped' }
  )

/** How far a batch is, in rows. */
export interface BatchProgress {
  readonly done: number
  readonly issued: number
  readonly rejected: number
  readonly skipped: number
}

export interface BatchOptions {
  /**
   * Names the job. Ids and salts then derive from it and the key of each row, so that a retry gives the same badges;
   * pass the same `now`, too. Default: they derive from the key of a row that has one, and are new for the others.
   */
  readonly job?: string
  /** The time to issue at, of all badges of the job; default the clock when it starts. */
  readonly now?: DateInput
  /** `jwt` signs VC-JWTs; default `embedded`. */
  readonly format?: 'embedded' | 'jwt'
  /** Default by the key, as for `signCredential`. */
  readonly cryptosuite?: SigningSuite
  /** Brings contexts of your own: `createDocumentLoader({ contexts })`. */
  readonly documentLoader?: DocumentLoader
  /** The status entry of a badge, asked for row by row in their order; see `reserveStatusIndices` of `badgesmith/node`. */
  readonly status?: (row: RowName) => CredentialStatus | Promise<CredentialStatus>
  /** Whether to leave a row out, because its badge was written before for example. */
  readonly skip?: (row: RowName) => boolean | Promise<boolean>
  /**
   * Signs on that many worker threads, by the package `tinypool`, which you install. They are given 32 rows at a time.
   * Default: on this thread.
   */
  readonly workers?: number
  /** Ends the batch: the generator throws its reason. */
  readonly signal?: AbortSignal
  /** Told after each row. */
  readonly onProgress?: (progress: BatchProgress) => void
}

const BATCH_OPTIONS: readonly (keyof BatchOptions)[] = [
  'job',
  'now',
  'format',
  'cryptosuite',
  'documentLoader',
  'status',
  'skip',
  'workers',
  'signal',
  'onProgress',
]

/**
 * Issues many badges, one for each row, from a template. Rows are read as badges are taken, never more than a window of
 * them ahead, so memory stays flat over any number.
 *
 * A row that is not good stops nothing: it is answered with its problems, and each row is validated before it is signed.
 * What is not the fault of a row ends the batch: `rows` that throw, a signer that fails.
 *
 * @param rows - What differs from badge to badge. Members take the place of the template's; those of `achievement` go
 *   over the template's one by one. `key` names a row for retries.
 * @param template - What the badges have in common, as for `issueCredential`; never the recipient, which each row names.
 * @param issuer - From `createIssuer`. For `workers` it must have its `keyPair`.
 * @param options - See {@link BatchOptions}; with `{ format: 'jwt' }` each credential is a compact JWS.
 * @returns The items, in the order of the rows.
 * @throws TypeError for arguments that make no sense, a template with an `id` or a `recipient`, `workers` without
 *   `tinypool` or for a signer without `keyPair`; in the course of it {@link OpenBadgesError} `signer.*`, and whatever
 *   `rows`, `status` and `skip` throw.
 *
 * @example
 * const rows = [{ recipient: { email: 'ana@district.example' } }, { recipient: { email: 'ben@district.example' } }]
 * const template = { achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' } }
 * const issuer = await createIssuer({ name: 'Center for Collaborative Education' })
 * for await (const item of issueBatch(rows, template, issuer, { job: 'spring-2026' })) console.log(item.key, item.outcome)
 */
export function issueBatch(
  rows: Iterable<BatchRow | UnreadableRow> | AsyncIterable<BatchRow | UnreadableRow>,
  template: Partial<CredentialInput>,
  issuer: Issuer,
  options: BatchOptions & { readonly format: 'jwt' },
): AsyncGenerator<BatchItem<string>, void, undefined>
export function issueBatch(
  rows: Iterable<BatchRow | UnreadableRow> | AsyncIterable<BatchRow | UnreadableRow>,
  template: Partial<CredentialInput>,
  issuer: Issuer,
  options?: BatchOptions & { readonly format?: 'embedded' },
): AsyncGenerator<BatchItem, void, undefined>
export function issueBatch(
  rows: Iterable<BatchRow | UnreadableRow> | AsyncIterable<BatchRow | UnreadableRow>,
  template: Partial<CredentialInput>,
  issuer: Issuer,
  options?: BatchOptions,
): AsyncGenerator<BatchItem<SignedCredential | string>, void, undefined>
export function issueBatch(
  rows: Iterable<BatchRow | UnreadableRow> | AsyncIterable<BatchRow | UnreadableRow>,
  template: Partial<CredentialInput>,
  issuer: Issuer,
  options: BatchOptions = {},
): AsyncGenerator<BatchItem<SignedCredential | string>, void, undefined> {
  assertSequence(rows, 'rows')
  assertKnownOptions(options, BATCH_OPTIONS)
  const job = jobOf(template, issuer, options)
  return counted(startIssuing(rows, job, options), job.format, options.onProgress)
}

/**
 * The outcomes of {@link issueBatch} as they come from their threads, in groups: a badge as an object or as its text,
 * whichever is there. For those who write it to a file.
 *
 * @param rowsName - Names the rows as a whole: ids of rows without a key then derive from it, too.
 */
export function issueBatchAsText(
  rows: Iterable<BatchRow | UnreadableRow> | AsyncIterable<BatchRow | UnreadableRow>,
  template: Partial<CredentialInput>,
  issuer: Issuer,
  options: BatchOptions,
  rowsName: string,
): AsyncGenerator<readonly RowOutcome[], void, undefined> {
  return startIssuing(rows, jobOf(template, issuer, options), options, rowsName)
}

function jobOf(template: Partial<CredentialInput>, issuer: Issuer, options: BatchOptions): IssueJob {
  if (!isObject(template)) throw new TypeError('template must be an object, what all badges have in common')
  if (template.id !== undefined) throw new TypeError('template.id: each badge has an id of its own, so leave it out')
  // It would be handed to every row that names nobody, and so to somebody else.
  if (template.recipient !== undefined) {
    throw new TypeError('template.recipient: each row says whom its badge is for, so leave it out')
  }
  if (typeof issuer?.profile?.id !== 'string') throw new TypeError('issuer must be what createIssuer returns')
  const { job, format = 'embedded', cryptosuite, documentLoader, status } = options
  if (job !== undefined && (typeof job !== 'string' || job === '')) throw new TypeError('job must be a name')
  if (format !== 'embedded' && format !== 'jwt') throw new TypeError("format must be 'embedded' or 'jwt'")
  if (status !== undefined && template.status !== undefined) {
    throw new TypeError('template.status: all badges would share it; leave it out, or options.status')
  }
  return { issuer, template, now: new Date(timestamp(options.now, 'now')), format, cryptosuite, documentLoader }
}

function startIssuing(
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  job: IssueJob,
  { workers, signal, job: name, skip, status }: BatchOptions,
  rowsName?: string,
): AsyncGenerator<readonly RowOutcome[], void, undefined> {
  if (workers !== undefined) assertThreads(workers)
  const setup = workers === undefined ? undefined : setupOf(job)
  const openLane = async (): Promise<Lane> => (setup ? otherThreads(job, setup, workers ?? 1) : thisThread(job))
  return issueAll(rows, { job: name, rowsName, skip, status }, openLane, signal)
}

async function* counted(
  groups: AsyncGenerator<readonly RowOutcome[], void, undefined>,
  format: 'embedded' | 'jwt',
  onProgress: BatchOptions['onProgress'],
): AsyncGenerator<BatchItem<SignedCredential | string>, void, undefined> {
  const progress = { done: 0, issued: 0, rejected: 0, skipped: 0 }
  for await (const group of groups) {
    for (const outcome of group) {
      const item = itemOf(outcome, format)
      progress.done++
      progress[item.outcome]++
      onProgress?.({ ...progress })
      yield item
    }
  }
}

function itemOf(outcome: RowOutcome, format: 'embedded' | 'jwt'): BatchItem<SignedCredential | string> {
  const { index, key } = outcome
  if ('skipped' in outcome) return { index, key, outcome: 'skipped' }
  if ('problems' in outcome) return { index, key, outcome: 'rejected', problems: outcome.problems }
  if ('credential' in outcome) return { index, key, outcome: 'issued', credential: outcome.credential }
  return { index, key, outcome: 'issued', credential: format === 'jwt' ? outcome.text : JSON.parse(outcome.text) }
}

/** One report of many. */
export interface VerifiedItem {
  /** From 0. */
  readonly index: number
  readonly report: VerificationReport
}

export interface VerifyManyOptions extends VerifyOptions {
  /** Verifies on that many worker threads, as for {@link BatchOptions}. `cryptosuites` cannot be handed to them. */
  readonly workers?: number
  /** Told after each one. */
  readonly onProgress?: (progress: { readonly done: number }) => void
}

/**
 * Verifies many badges, several at once, with the same options for all. Inputs are read as reports are taken, never more
 * than a window of them ahead.
 *
 * @param inputs - Each in any form that `verifyCredential` reads.
 * @param options - See {@link VerifyManyOptions}. `signal` ends it: the generator throws its reason.
 * @returns The reports with their index, in the order of the inputs.
 * @throws TypeError for arguments that make no sense; whatever `inputs` throw.
 *
 * @example
 * for await (const { index, report } of verifyMany(badges, { workers: 2 })) console.log(index, report.verdict)
 */
export function verifyMany(
  inputs: Iterable<CredentialInputForm> | AsyncIterable<CredentialInputForm>,
  options: VerifyManyOptions = {},
): AsyncGenerator<VerifiedItem, void, undefined> {
  assertSequence(inputs, 'inputs')
  assertKnownOptions(options, [...VERIFY_OPTIONS, 'workers', 'onProgress'])
  const { workers, onProgress, ...rest } = options
  if (workers === undefined) return numbered(verifyHere(inputs, rest), onProgress)
  assertThreads(workers)
  if (rest.cryptosuites !== undefined && rest.cryptosuites.length > 0) {
    throw new TypeError('cryptosuites cannot be handed to worker threads; leave workers out')
  }
  return numbered(verifyElsewhere(inputs, rest, workers), onProgress)
}

async function* numbered(
  reports: AsyncGenerator<VerificationReport>,
  onProgress: VerifyManyOptions['onProgress'],
): AsyncGenerator<VerifiedItem, void, undefined> {
  let index = 0
  for await (const report of reports) {
    onProgress?.({ done: index + 1 })
    yield { index: index++, report }
  }
}

function assertSequence(value: unknown, name: string): void {
  const isSequence =
    typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
  if (!isSequence) throw new TypeError(`${name} must be an array, an iterable or an async iterable`)
}
