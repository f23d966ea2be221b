import { dirname } from 'node:path'
import type { BatchRecord, BatchSummary } from '../../batch-files.ts'
import { runBatchJob } from '../../batch-files.ts'
import { OpenBadgesError, type Problem } from '../../errors.ts'
import { type Issuer, issueCredential } from '../../issue.ts'
import { isObject, toArray } from '../../json.ts'
import type { CredentialInput, DocumentLoader } from '../../types.ts'
import { createRateProgress, type RateProgress } from '../batch/progress.ts'
import { findRepeated, type Repeated } from '../batch/repeated.ts'
import { evidenceWithBytes, openRows, type RowsFile } from '../batch/rows-file.ts'
import type { Arguments, Command, OptionSpecs } from '../command.ts'
import { DOCUMENT_OPTIONS, loaderFor, NOW_OPTION, readNow } from '../documents.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { readBytes, readJson, unwritable } from '../files.ts'
import type { Io } from '../io.ts'
import { ISSUER_OPTIONS, readIssuer } from '../issuer-files.ts'
import { counted, problemText, say, sayJson, tell } from '../output.ts'
import { bakeInto } from '../picture.ts'
import { badData, badDataOf, blaming, Refusal, wrongUsage } from '../refusal.ts'

const options = {
  rows: {
    type: 'string',
    value: 'FILE',
    says: 'Whom the badges are for, and what differs: a table (.csv) or a JSON object a line (.ndjson).',
  },
  template: { type: 'string', value: 'FILE', says: 'What the badges have in common: JSON, as the input of issue.' },
  ...ISSUER_OPTIONS,
  out: {
    type: 'string',
    value: 'DIR',
    says: 'Folder for the badges. Started again with the same one, a batch goes on.',
  },
  image: { type: 'string', value: 'FILE', says: 'PNG or SVG picture to bake each badge into.' },
  jwt: { type: 'boolean', says: 'Sign JWTs instead of embedding proofs.' },
  'status-list': {
    type: 'string',
    value: 'FILE',
    says: 'List in which the badges can be revoked or suspended later; see badgesmith status create.',
  },
  map: {
    type: 'string',
    multiple: true,
    value: 'COLUMN=TARGET',
    says: 'What a column means, such as "Work email=recipient.email"; without a target, "Name=", it is left out.',
  },
  job: {
    type: 'string',
    value: 'NAME',
    says: 'Name of the job; the same name, key and time give the same badges. Default a new one.',
  },
  workers: { type: 'string', value: 'N', says: 'Sign on N processor cores; needs the package tinypool.' },
  'dry-run': { type: 'boolean', says: 'Try every row and write nothing.' },
  ...NOW_OPTION,
  ...DOCUMENT_OPTIONS,
} as const satisfies OptionSpecs

export const batch: Command = {
  name: 'batch',
  summary: 'Issue a badge for each row of a table.',
  usage: ['--rows FILE --template FILE --out DIR [--key FILE] [--issuer FILE] [--image FILE] [--jwt]'],
  options,
  operands: [0, 0],
  notes: [
    'The folder gets badges/, a file for each; manifest.ndjson, a line for each row; rejects.csv, the rows that were not good and why, to be corrected and issued by another batch; and summary.json. Stopped at any moment and started again in the same way, it goes on where it was.',
    'Columns are understood by their headers: email, DID, key, narrative, evidence, awarded, valid until, credits, and the names of the result descriptions of the template, whose cells are levels or values. Names of people stay out of the badges, which everybody can read; --map "Name=recipient.name" puts them in.',
    'Targets of --map: key, recipient.email, recipient.id, recipient.name, evidence (links), evidence.file (a path from the table; only its digest goes into the badge), narrative, creditsEarned, awardedDate, validFrom, validUntil, activityStartDate, activityEndDate, licenseNumber, role, term, id, name, description, image, achievement.MEMBER, results.NAME.',
    'Exit status: 0 all issued, 1 some rows were rejected, 64 and more as for the other commands.',
  ],
  examples: [
    'badgesmith batch --rows teachers.csv --template rubric-design.json --out spring-2026 --dry-run',
    'badgesmith batch --rows teachers.csv --template rubric-design.json --out spring-2026 --image picture.png --status-list revocation.list.json',
  ],
  run,
}

type Given = Arguments<typeof options>

/** Rejected rows that are told at once; all are in the file. */
const TOLD = 10

async function run({ options: given, json }: Given, io: Io): Promise<ExitStatus> {
  const { rows, template, out } = required(given)
  const now = readNow(given.now)
  const workers = readWorkers(given.workers)
  const issuer = await readIssuer(given)
  const common = await readTemplate(template, given['status-list'])
  const source = await openRows(rows, given.map, common)
  if (given.jwt) assertIds(source)
  const image = given.image === undefined ? undefined : await readPicture(given.image)
  const documentLoader = await loaderFor(io, { documents: given.documents, network: false })
  await assertTemplate(template, common, issuer, { source, documentLoader, jwt: given.jwt })
  if (!json) await tellPlan(source, io)
  const teller = createTeller(io, json, source)
  const job = (): Promise<BatchSummary> =>
    runBatchJob(source.rows, common, issuer, {
      out,
      documentLoader,
      format: given.jwt ? 'jwt' : 'embedded',
      dryRun: given['dry-run'],
      onRecord: teller.record,
      ...(now !== undefined && { now }),
      ...(workers !== undefined && { workers }),
      ...(image !== undefined && { image }),
      ...(given.job !== undefined && { job: given.job }),
      ...(given['status-list'] !== undefined && { statusList: given['status-list'] }),
    })
  const summary = await orRefuse(out, job).finally(() => teller.end())
  if (!json) {
    await sum(summary, given, source, io)
    await tellRepeated(await findRepeated(source.plainRows()), source, io)
  }
  return summary.rejected > 0 ? EXIT.invalid : EXIT.valid
}

function required(given: Given['options']): { rows: string; template: string; out: string } {
  const { rows, template, out } = given
  if (rows === undefined) throw wrongUsage('--rows is missing: it names the table of those whom the badges are for.')
  if (template === undefined) throw wrongUsage('--template is missing: it names what the badges have in common.')
  if (out === undefined && !given['dry-run']) throw wrongUsage('--out is missing: it names the folder for the badges.')
  return { rows, template, out: out ?? '' }
}

function readWorkers(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[1-9]\d?$/.test(text)) return Number(text)
  throw wrongUsage(`--workers cannot be "${text}". Write a number of processor cores, such as 2.`)
}

/** What cannot be taken is said by its name, and before the rows are read. */
async function readPicture(path: string): Promise<Uint8Array> {
  const image = await readBytes(path)
  const take = { replace: false, instead: 'Start from the picture without a badge.' }
  await blaming(path, () => bakeInto(path, image, '{}', take))
  return image
}

async function readTemplate(path: string, list: string | undefined): Promise<Partial<CredentialInput>> {
  const { value } = await readJson(path)
  if (!isObject(value)) throw badData(`${path}: it must be a JSON object with an achievement.`)
  if (value.credentialSubject !== undefined) {
    throw badData(
      `${path}: it is a credential already. A template has "achievement" at its top, as the input of issue.`,
    )
  }
  if (value.id !== undefined) throw badData(`${path}: it has an id, which all badges would share. Leave it out.`)
  if (value.recipient !== undefined) {
    throw badData(`${path}: the template names a recipient; leave it out: the table says whom the badges are for.`)
  }
  if (list !== undefined && value.status !== undefined) {
    throw badData(`${path}: it has a status already. Leave that out, or --status-list.`)
  }
  if (value.evidence === undefined) return value as unknown as Partial<CredentialInput>
  const evidence: unknown[] = []
  for (const item of toArray(value.evidence)) evidence.push(await evidenceWithBytes(item, dirname(path)))
  return { ...value, evidence } as unknown as Partial<CredentialInput>
}

/** A JWT names its holder in "sub"; a hashed address names nobody. */
function assertIds({ plan }: RowsFile): void {
  if (plan === undefined || plan.used.some(([, target]) => target === 'recipient.id' || target === 'id or key')) return
  throw wrongUsage(
    '--jwt: a JWT names its holder by a DID, and no column has one. Name it, --map "COLUMN=recipient.id", or leave out --jwt: embedded proofs take email addresses.',
  )
}

/**
 * Tries the template with a recipient of its own, where the rows add nothing to its achievement: what is wrong with it
 * is said once, not for each row.
 */
async function assertTemplate(
  path: string,
  template: Partial<CredentialInput>,
  issuer: Issuer,
  { source, documentLoader, jwt }: { source: RowsFile; documentLoader: DocumentLoader; jwt: boolean },
): Promise<void> {
  const isWhole = source.plan?.used.every(([, target]) => !target.startsWith('achievement.')) ?? false
  if (!isWhole) return
  const input = { ...template, recipient: { id: 'did:example:somebody' } } as CredentialInput
  try {
    if (jwt) await issueCredential(input, issuer, { documentLoader, format: 'jwt' })
    else await issueCredential(input, issuer, { documentLoader })
  } catch (error) {
    if (!(error instanceof OpenBadgesError)) throw error
    const [first, ...more] = error.problems.flatMap(inTemplate)
    if (first !== undefined) throw badDataOf(path, [first, ...more])
  }
}

/** A problem of the achievement, where it stands in the template. Others may be those of a cell that is yet to come. */
function inTemplate(problem: Problem): Problem[] {
  const { pointer = '' } = problem
  const subject = '/credentialSubject'
  return pointer.startsWith(`${subject}/achievement`) ? [{ ...problem, pointer: pointer.slice(subject.length) }] : []
}

/** What stops a job is a matter of the folder, or of the arguments. */
async function orRefuse<T>(out: string, job: () => Promise<T>): Promise<T> {
  try {
    return await job()
  } catch (error) {
    if (error instanceof OpenBadgesError || error instanceof Refusal) throw error
    if (error instanceof TypeError && error.message.startsWith('workers: ')) throw wrongUsage(`--${error.message}`)
    if (error instanceof TypeError && error.message.startsWith('job ')) throw wrongUsage(`--${error.message}.`)
    throw unwritable(out, error)
  }
}

async function tellPlan({ plan }: RowsFile, io: Io): Promise<void> {
  if (plan === undefined) return
  await tell(io, `Columns: ${plan.used.map(([column, target]) => `${column} → ${target}`).join('; ')}.`)
  if (plan.unused.length > 0) await tell(io, `Not put into the badges: ${plan.unused.join(', ')}.`)
  for (const [column, meant] of plan.nearly) {
    await tell(
      io,
      `"${column}": did you mean "${meant}"? Rename it, or say --map "${column}=TARGET"; --map "${column}=" leaves it out.`,
    )
  }
}

async function tellRepeated({ rows, example }: Repeated, { lineOf }: RowsFile, io: Io): Promise<void> {
  if (example === undefined) return
  const [earlier, later] = example
  const who = rows === 1 ? 'One row is' : `${rows} rows are`
  await say(
    io,
    `${who} for an email address that an earlier row has for the same achievement, such as line ${lineOf(later)} (as line ${lineOf(earlier)}). Each makes a badge of its own.`,
  )
}

interface Teller {
  record(record: BatchRecord, total: number): Promise<void>
  end(): Promise<void>
}

/** Says what becomes of the rows while it happens. */
function createTeller(io: Io, json: boolean, { lineOf }: RowsFile): Teller {
  const progress: RateProgress = createRateProgress(io)
  let rejected = 0
  return {
    async record(record, total) {
      if (json) await sayJson(io, record, true)
      else if (record.outcome === 'rejected' && ++rejected <= TOLD) {
        await progress.clear()
        const [first] = record.problems
        const key = record.key === String(record.row - 1) ? '' : ` (${record.key})`
        await tell(io, `Line ${lineOf(record.row)}${key} was rejected. ${problemText(first)}`)
      }
      await progress.show(record.row, total)
    },
    end: () => progress.clear(),
  }
}

async function sum(
  { rows, issued, issuedBefore, rejected, reasons }: BatchSummary,
  given: Given['options'],
  { lineOf }: RowsFile,
  io: Io,
): Promise<void> {
  const { out } = given
  if (given['dry-run']) {
    await say(
      io,
      `Tried ${counted(rows, 'row')}: ${issued} would be issued, ${rejected} would be rejected. Nothing was written.`,
    )
  } else {
    await say(io, `Issued ${issuedText(issued, issuedBefore)} for ${counted(rows, 'row')}: ${out}/badges`)
    if (rejected > 0) await say(io, `Rejected ${counted(rejected, 'row')}, see why: ${out}/rejects.csv`)
  }
  for (const { code, message, rows: count, firstRow } of reasons) {
    await say(io, `  ${count} × ${code}, such as line ${lineOf(firstRow)}: ${message}`)
  }
}

function issuedText(issued: number, before: number): string {
  if (before === 0) return counted(issued, 'badge')
  const now = issued === before ? 'no badge' : counted(issued - before, 'badge')
  return `${now} now, and ${counted(before, 'badge')} before,`
}
