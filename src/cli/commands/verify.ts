import { explain } from '../../explain/index.ts'
import { hasWordsFor } from '../../explain/voice.ts'
import { badgeSources } from '../badge-sources.ts'
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
import { Refusal, wrongUsage } from '../refusal.ts'
import { createCounts, summarize, type Words } from '../summary.ts'
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
    'A badge is a PNG or SVG picture, JSON, or a JWT; of a folder, all of these in it and below it are verified, and other JSON is left alone. - reads the standard input.',
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
  if (json && given.csv === '-') throw wrongUsage('--json and --csv - both write to the standard output; take one.')
  const ending = new AbortController()
  const verifyRun = await prepare(given, io, ending.signal)
  const found = await badgeSources(operands, io)
  const words: Words = { audience: (given.for ?? 'verifier') as Words['audience'], locale: readLocale(given.locale) }
  const statuses = new Set<ExitStatus>()
  const counts = createCounts(words)
  const rows = [csvHeader()]
  const progress = createProgress(io, found.sources.length)
  try {
    for await (const verified of inOrder(found.sources, AT_ONCE, (source) => verifySource(source, verifyRun))) {
      await progress.clear()
      // First filed, then said: no answer leaves that is not in the file.
      if (given.audit !== undefined) await appendLine(given.audit, auditRecord(verified, new Date()))
      if (given.csv !== undefined) rows.push(csvRecord(verified))
      if (json) await sayJson(io, jsonRecord(verified), found.several)
      else if (given.csv !== '-') await sayInWords(verified, words, found.several, io)
      statuses.add(verified.status)
      counts.add(verified)
      await progress.step()
    }
  } finally {
    await progress.clear()
    // After a failure, whatever is still under way is not waited for.
    ending.abort()
  }
  if (given.csv === '-') await io.stdout.write(rows.join(''))
  else if (given.csv !== undefined) await writeOutput(given.csv, rows.join(''))
  if (found.several && !json && given.csv !== '-') await say(io, counts.text())
  if (found.others > 0) {
    await tell(io, `Files that are no badges were not looked at: ${found.others}.`)
  }
  return worst(statuses)
}

function readLocale(text = 'en'): string {
  if (hasWordsFor(text)) return text
  throw wrongUsage(`--locale cannot be "${text}". Write en or es.`)
}

async function prepare(given: Given['options'], io: Io, signal: AbortSignal): Promise<VerifyRun> {
  const now = readNow(given.now)
  const recipient = readRecipient(given.recipient)
  const issuers = given.trust === undefined ? undefined : await readTrustFile(given.trust)
  const documentLoader = await loaderFor(io, { documents: given.documents, network: !given.offline })
  return {
    findEvidence: given.evidence === undefined ? undefined : await openEvidenceFolder(given.evidence),
    options: {
      documentLoader,
      signal,
      cryptosuites: await programCryptosuites(),
      ...(now !== undefined && { now }),
      ...(recipient !== undefined && { recipient }),
      ...(issuers !== undefined && { issuers }),
    },
  }
}

/** As many at once as keeps the network busy without burdening anybody's server. */
const AT_ONCE = 8

async function sayInWords(verified: Verified, words: Words, several: boolean, io: Io): Promise<void> {
  if (several) return say(io, summarize(verified, words))
  if ('unreadable' in verified) throw new Refusal(verified.status, verified.unreadable)
  await io.stdout.write(`${explain(verified.report, words)}\n`)
}
