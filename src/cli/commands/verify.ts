import { explain } from '../../explain/index.ts'
import { type BadgeSources, badgeSources } from '../badge-sources.ts'
import type { Arguments, Command, OptionSpecs } from '../command.ts'
import { programCryptosuites } from '../cryptosuites.ts'
import { DOCUMENT_OPTIONS, loaderFor, NOW_OPTION, readNow } from '../documents.ts'
import { openEvidenceFolder } from '../evidence-folder.ts'
import { type ExitStatus, worst } from '../exit-status.ts'
import { appendLine, writeOutput } from '../files.ts'
import { inOrder } from '../in-order.ts'
import type { Io } from '../io.ts'
import { createProgress, say, sayJson, tell } from '../output.ts'
import { readRecipient } from '../recipients.ts'
import { auditRecord, csvHeader, csvRecord, jsonRecord } from '../records.ts'
import { Refusal } from '../refusal.ts'
import { countsOf, summarize, type Words } from '../summary.ts'
import { readTrustFile } from '../trust-file.ts'
import { type Verified, type VerifyRun, verifySource } from '../verified.ts'

const options = {
  recipient: {
    type: 'string',
    multiple: true,
    value: 'EMAIL|DID',
    says: 'Whose badge it should be; a person may have several addresses. The verdict then depends on it.',
  },
  trust: {
    type: 'string',
    value: 'FILE',
    says: 'Issuers that you trust: JSON, [{"id": "did:web:cce.example", "name": "…"}]. Never changes the verdict.',
  },
  evidence: {
    type: 'string',
    value: 'DIR',
    says: 'Folder of evidence files, to be compared with their digests in the badge.',
  },
  offline: { type: 'boolean', says: 'Read nothing from the network.' },
  ...DOCUMENT_OPTIONS,
  ...NOW_OPTION,
  for: { type: 'string', among: ['holder', 'verifier', 'developer'], says: 'To whom to speak; default verifier.' },
  locale: { type: 'string', value: 'TAG', says: 'Language of the answer: en or es; default en.' },
  csv: {
    type: 'string',
    value: 'FILE',
    says: 'Write a table, a row for each badge; - writes it instead of the words.',
  },
  audit: {
    type: 'string',
    value: 'FILE',
    says: 'Add each report to this file, a line each, with the time, the SHA-256 of the input and our version.',
  },
} as const satisfies OptionSpecs

export const verify: Command = {
  name: 'verify',
  summary: 'Say of badges what they are, and whether they are good.',
  usage: ['FILE… | DIR | URL | - [--recipient EMAIL|DID] [--trust FILE] [--evidence DIR] [--offline]'],
  options,
  operands: [1, Number.POSITIVE_INFINITY],
  notes: [
    'A badge is a PNG or SVG picture, JSON, or a JWT; of a folder, all of these in it and below it are verified. - reads the standard input.',
    "Keys, status lists and links are read over the network, https and public addresses only, and nothing but the issuer's key before the signature is good. With --offline whatever would have been needed is named instead.",
    'Files of evidence are found by evidence.json in the folder, {"evidence id": "file name"}; else by the last part of the evidence id; else by their digest.',
    'Exit status: 0 valid, 1 invalid, 2 could not be decided, 66 could not be read; of several, the worst: 66 before 1 before 2.',
  ],
  examples: [
    'badgesmith verify badge.png',
    'badgesmith verify badges/ --recipient teacher@district.example --trust issuers.json --csv badges.csv --audit 2026.ndjson',
  ],
  run,
}

type Given = Arguments<typeof options>

async function run({ options: given, operands, json }: Given, io: Io): Promise<ExitStatus> {
  const verifyRun = await prepare(given, io)
  const sources = await badgeSources(operands, io)
  const words: Words = { audience: (given.for ?? 'verifier') as Words['audience'], locale: given.locale ?? 'en' }
  const all = await verifyAll(
    sources,
    verifyRun,
    async (verified) => {
      // First filed, then said: no answer leaves that is not in the file.
      if (given.audit !== undefined) await appendLine(given.audit, auditRecord(verified, new Date()))
      if (given.csv === '-') return
      if (json) await sayJson(io, jsonRecord(verified), sources.several)
      else if (sources.several) await say(io, summarize(verified, words))
      else await tellOne(verified, words, io)
    },
    io,
  )
  if (given.csv !== undefined) await writeTable(given.csv, all, io)
  if (sources.several && !json && given.csv !== '-') await say(io, countsOf(all, words))
  if (sources.others > 0)
    await tell(io, `${sources.others} other files were not looked at: no badge comes in such a file.`)
  return worst(all.map(({ status }) => status))
}

async function prepare(given: Given['options'], io: Io): Promise<VerifyRun> {
  const now = readNow(given.now)
  const recipient = readRecipient(given.recipient)
  const issuers = given.trust === undefined ? undefined : await readTrustFile(given.trust)
  const documentLoader = await loaderFor(io, { documents: given.documents, network: !given.offline })
  return {
    findEvidence: given.evidence === undefined ? undefined : await openEvidenceFolder(given.evidence),
    options: {
      documentLoader,
      cryptosuites: await programCryptosuites(),
      ...(now !== undefined && { now }),
      ...(recipient !== undefined && { recipient }),
      ...(issuers !== undefined && { issuers }),
    },
  }
}

/** As many at once as keeps the network busy without burdening anybody's server. */
const AT_ONCE = 8

async function verifyAll(
  { sources }: BadgeSources,
  verifyRun: VerifyRun,
  answer: (verified: Verified) => Promise<void>,
  io: Io,
): Promise<Verified[]> {
  const progress = createProgress(io, sources.length)
  const all: Verified[] = []
  try {
    for await (const verified of inOrder(sources, AT_ONCE, (source) => verifySource(source, verifyRun))) {
      await progress.clear()
      await answer(verified)
      await progress.step()
      all.push(verified)
    }
  } finally {
    await progress.clear()
  }
  return all
}

async function tellOne(verified: Verified, words: Words, io: Io): Promise<void> {
  if ('unreadable' in verified) throw new Refusal(verified.status, verified.unreadable)
  await io.stdout.write(`${explain(verified.report, words)}\n`)
}

async function writeTable(path: string, all: readonly Verified[], io: Io): Promise<void> {
  const text = `${csvHeader()}${all.map(csvRecord).join('')}`
  if (path === '-') await io.stdout.write(text)
  else await writeOutput(path, text)
}
