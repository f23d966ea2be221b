import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { bake } from './bake/index.ts'
import type { RowOutcome } from './batch/issue-all.ts'
import { assertThreadsInstalled } from './batch/pool.ts'
import { type BatchOptions, type BatchRow, issueBatchAsText, type UnreadableRow } from './batch.ts'
import type { BadgeForm } from './batch-files/badge-file.ts'
import {
  assertSameJob,
  BADGES,
  JOB_FILE,
  type JobFacts,
  MANIFEST,
  readJobFile,
  sweepLeftovers,
  writeJobFile,
} from './batch-files/job-file.ts'
import { type BatchRecord, openManifest } from './batch-files/manifest.ts'
import { writeRejects } from './batch-files/rejects.ts'
import { digestOf, type JobRows, readRows, type Survey, surveyRows } from './batch-files/survey.ts'
import { type BatchSummary, startTally } from './batch-files/tally.ts'
import { make, startWriting, type Writing } from './batch-files/writing.ts'
import { OpenBadgesError, openBadgesError } from './errors.ts'
import { writeFileAtomically } from './files/atomic-write.ts'
import { withFileLock } from './files/lock.ts'
import type { Issuer } from './issue.ts'
import { assertKnownOptions } from './known-options.ts'
import { buildStatusEntry } from './status-list.ts'
import { readStatusListFile, reserveStatusIndices } from './status-list-file.ts'
import type { CredentialInput, CredentialStatus } from './types.ts'
import { timestamp } from './validity.ts'

export type { BatchRecord } from './batch-files/manifest.ts'
export type { JobRows } from './batch-files/survey.ts'
export type { BatchSummary, RejectReason } from './batch-files/tally.ts'

export interface BatchJobOptions
  extends Pick<BatchOptions, 'job' | 'now' | 'format' | 'cryptosuite' | 'documentLoader' | 'workers' | 'signal'> {
  /** Folder of the job, made where there is none. A folder that holds the job already is gone on with. */
  readonly out: string
  /** PNG or SVG picture to bake the badges into; default JSON and JWT files. */
  readonly image?: Uint8Array
  /** Path of a status list file; each badge gets an index of it. */
  readonly statusList?: string
  /** Does everything except writing and reserving: rows are answered with `valid` or `rejected`. */
  readonly dryRun?: boolean
  /**
   * Told of each row in order, once its badge is on the disk; of those that an earlier run finished, too.
   *
   * @param total - Number of all rows.
   */
  readonly onRecord?: (record: BatchRecord, total: number) => void | Promise<void>
}

const JOB_OPTIONS: readonly (keyof BatchJobOptions)[] = [
  'out',
  'job',
  'now',
  'format',
  'cryptosuite',
  'documentLoader',
  'image',
  'statusList',
  'dryRun',
  'workers',
  'signal',
  'onRecord',
]

/** What a job is before it has a name and a time. */
interface Plan {
  readonly rows: JobRows
  readonly template: Partial<CredentialInput>
  readonly issuer: Issuer
  readonly options: BatchJobOptions
  readonly survey: Survey
  readonly form: BadgeForm
}

type Outcomes = AsyncGenerator<readonly RowOutcome[], void, undefined>

/** Where a run of a job begins. */
interface Start {
  /** Rows that earlier runs have done. */
  rows: number
  /** The entry of a row in the status list. */
  statusOf: (index: number) => CredentialStatus | undefined
}

/**
 * Issues many badges into a folder: `badges/` with a file for each, `manifest.ndjson` with a line for each row,
 * `rejects.csv` with the rejected rows and why, `summary.json`, and `job.json`, which says what job it is.
 *
 * Interrupted at any moment and called again with the same arguments it goes on where it was, and ends with the files
 * of an undisturbed run: no badge twice, none missing, none half written. With Ed25519 and RS256 they are the same byte
 * for byte. Status indices are reserved for the whole job before anything is signed, each used once.
 *
 * @param rows - An array, or a function that begins to read them: they are read twice, or three times where some were
 *   rejected. `key` names a row; without keys the ids of badges derive from all rows.
 * @param template - What the badges have in common.
 * @param issuer - From `createIssuer`.
 * @param options - See {@link BatchJobOptions}; `job`, default a new name, and `now`, default the clock, are those of
 *   the folder when it is gone on with.
 * @returns How many were issued and rejected, and why.
 * @throws TypeError as `issueBatch`. {@link OpenBadgesError} `batch.conflict` when the folder holds another job,
 *   `batch.folder`, `batch.locked`, `image.*` for the picture, `status.list_full`, `status.list_file`, `status.locked`,
 *   `signer.*`. Errors of the file system as they come. Whatever was written until then stays and counts.
 *
 * @example
 * const rows = [{ recipient: { email: 'ana@district.example' } }, { recipient: { email: 'ben@district.example' } }]
 * const summary = await runBatchJob(rows, template, issuer, { out: 'spring-2026', job: 'spring-2026' })
 */
export async function runBatchJob(
  rows: JobRows,
  template: Partial<CredentialInput>,
  issuer: Issuer,
  options: BatchJobOptions,
): Promise<BatchSummary> {
  assertOptions(rows, template, options)
  const { image, format = 'embedded', signal } = options
  // A picture that no badge goes into is said before anything is signed.
  if (image !== undefined) bake(image, '{}')
  const survey = await surveyRows(rows, signal)
  const form = { format, image, digits: Math.max(4, String(survey.count).length) }
  const plan = { rows, template, issuer, options, survey, form }
  if (options.dryRun) return tryJob(plan)
  await assertStartable(plan)
  await mkdir(options.out, { recursive: true })
  await readJobFile(options.out)
  return locked(options.out, () => runLocked(plan))
}

function assertOptions(rows: JobRows, template: Partial<CredentialInput>, options: BatchJobOptions): void {
  assertKnownOptions(options, JOB_OPTIONS)
  const { out, job, dryRun, statusList } = options
  if (!Array.isArray(rows) && typeof rows !== 'function') {
    throw new TypeError('rows must be an array, or a function that returns the rows: they are read more than once')
  }
  if (!dryRun && (typeof out !== 'string' || out === '')) throw new TypeError('out must be the path of a folder')
  if (job !== undefined && (typeof job !== 'string' || !/^[^\p{Cc}\p{Surrogate}]{1,100}$/u.test(job))) {
    throw new TypeError('job must be a name of 1 to 100 characters')
  }
  if (statusList !== undefined && template?.status !== undefined) {
    throw new TypeError('template.status: all badges would share it; leave it out, or statusList')
  }
}

/** What can be said before there is a folder: whatever a start leaves that failed would be in the way of the next one. */
async function assertStartable(plan: Plan): Promise<void> {
  issuing(plan, await factsOf(plan), { rows: 0, statusOf: () => undefined })
  if (plan.options.workers !== undefined) await assertThreadsInstalled()
}

/** @throws OpenBadgesError `batch.locked` when another process has the job. */
async function locked<T>(out: string, task: () => Promise<T>): Promise<T> {
  let began = false
  const begin = (): Promise<T> => {
    began = true
    return task()
  }
  try {
    return await withFileLock(join(out, JOB_FILE), begin, { waitMilliseconds: 500 })
  } catch (error) {
    if (began || !(error instanceof OpenBadgesError) || error.code !== 'status.locked') throw error
    throw openBadgesError('batch.locked', `Another process is working on the job in ${out}.`, {
      hint: `Wait until it is done. ${error.problems[0].hint ?? ''}`.trim(),
    })
  }
}

async function runLocked(plan: Plan): Promise<BatchSummary> {
  const { survey, options, rows } = plan
  const { out, onRecord } = options
  const known = await readJobFile(out)
  const facts = await factsOf(plan, known)
  const start: Start = { rows: 0, statusOf: () => undefined }
  const outcomes = issuing(plan, facts, start)
  if (known === undefined) await writeJobFile(out, facts)
  else assertSameJob(out, known, facts)
  start.statusOf = await reserveStatuses(facts, options.statusList).catch(async (error: unknown) => {
    // A job that could not start is none, and does not keep the folder from another.
    if (known === undefined) await rm(join(out, JOB_FILE))
    throw error
  })
  await mkdir(join(out, BADGES), { recursive: true })
  await sweepLeftovers(out)
  const tally = startTally()
  const record = async (one: BatchRecord): Promise<void> => {
    tally.add(one)
    await onRecord?.(one, survey.count)
  }
  const manifestPath = join(out, MANIFEST)
  const present = new Set(await readdir(join(out, BADGES)))
  const holds = (one: BatchRecord): boolean => one.outcome !== 'issued' || present.has(basename(one.file))
  const manifest = await openManifest(manifestPath, holds, record)
  const { issued: issuedBefore } = tally.summary(facts.job)
  try {
    start.rows = tally.rows()
    assertWithin(start.rows, survey, out)
    await writeAll(outcomes, startWriting(out, manifest, plan.form, record))
  } finally {
    await manifest.close()
  }
  const summary = tally.summary(facts.job)
  await writeRejects(out, manifestPath, rows, summary.rejected)
  await writeFileAtomically(join(out, 'summary.json'), `${JSON.stringify(summary, undefined, 2)}\n`)
  return { ...summary, issuedBefore }
}

/** What the job is; its name and its time are those that it was started with. */
async function factsOf({ template, issuer, options, survey, form }: Plan, known?: JobFacts): Promise<JobFacts> {
  const { job, now, cryptosuite, statusList } = options
  return {
    job: job ?? known?.job ?? `batch-${randomUUID()}`,
    now: now === undefined && known !== undefined ? known.now : timestamp(now, 'now'),
    issuer: issuer?.profile?.id,
    verificationMethod: issuer?.signer?.id,
    format: form.format,
    cryptosuite: cryptosuite ?? null,
    rows: survey.count,
    rowsDigest: survey.sha256,
    template: digestOf(template),
    profile: digestOf(issuer?.profile),
    image: form.image === undefined ? null : digestOf(form.image),
    statusList: statusList === undefined ? null : (await readStatusListFile(statusList)).list.url,
  }
}

function issuing(
  { rows, template, issuer, options }: Plan,
  { job, now, format, rowsDigest }: JobFacts,
  start: Start,
): Outcomes {
  const { cryptosuite, documentLoader, workers, signal, statusList } = options
  return issueBatchAsText(
    lazily(rows),
    template,
    issuer,
    {
      job,
      now,
      format,
      skip: ({ index }) => index < start.rows,
      ...(statusList !== undefined && { status: ({ index }) => statusAt(start, index) }),
      ...(cryptosuite !== undefined && { cryptosuite }),
      ...(documentLoader !== undefined && { documentLoader }),
      ...(workers !== undefined && { workers }),
      ...(signal !== undefined && { signal }),
    },
    rowsDigest,
  )
}

/** Opens the rows when the first is asked for, and not where the job is refused before. */
async function* lazily(rows: JobRows): AsyncGenerator<BatchRow | UnreadableRow, void, undefined> {
  yield* readRows(rows)
}

function statusAt({ statusOf }: Start, index: number): CredentialStatus {
  const status = statusOf(index)
  if (status === undefined) throw new TypeError('rows: there are more of them now than when they were counted')
  return status
}

/**
 * One status entry for each row. The reservation has the name of this very job: another one of the same name, with other
 * rows for example, gets other indices, and this one gets the same again.
 */
async function reserveStatuses(facts: JobFacts, path: string | undefined): Promise<Start['statusOf']> {
  if (path === undefined || facts.rows === 0) return () => undefined
  const { list } = await readStatusListFile(path)
  const reservation = `batch ${facts.job} ${digestOf(facts).slice(0, 32)}`
  const { indices } = await reserveStatusIndices(path, facts.rows, { reservation })
  return (row) => {
    const index = indices[row]
    return index === undefined ? undefined : buildStatusEntry(list, index)
  }
}

function assertWithin(done: number, { count }: Survey, out: string): void {
  if (done <= count) return
  throw openBadgesError('batch.folder', `The manifest in ${out} has more rows than the job.`, {
    hint: 'Name a new folder.',
  })
}

async function writeAll(outcomes: Outcomes, writing: Writing): Promise<void> {
  try {
    for await (const group of outcomes) for (const outcome of group) await writing.add(outcome)
    await writing.finish()
  } finally {
    await writing.settled()
  }
}

/** The same as a real run but for the disk: each row is signed, and its badge dropped. */
async function tryJob(plan: Plan): Promise<BatchSummary> {
  const { survey, options, form } = plan
  const facts = await factsOf(plan)
  const statusOf = await statusesToTryWith(facts, options.statusList)
  const tally = startTally()
  for await (const group of issuing(plan, facts, { rows: 0, statusOf })) {
    for (const { record } of group.flatMap((outcome) => make(outcome, form))) {
      const { row, key } = record
      const tried: BatchRecord = record.outcome === 'rejected' ? record : { row, key, outcome: 'valid' }
      tally.add(tried)
      await options.onRecord?.(tried, survey.count)
    }
  }
  return { ...tally.summary(facts.job), issuedBefore: 0 }
}

async function statusesToTryWith({ rows }: JobFacts, path: string | undefined): Promise<Start['statusOf']> {
  if (path === undefined) return () => undefined
  const { list, used } = await readStatusListFile(path)
  const left = list.length - used
  if (rows > left) {
    throw openBadgesError('status.list_full', `The status list has ${left} unused indices, fewer than ${rows}.`, {
      hint: 'Create another status list with a URL of its own.',
    })
  }
  const status = buildStatusEntry(list, 0)
  return () => status
}
