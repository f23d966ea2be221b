import { assertKnownOptions } from '../known-options.ts'
import type { VerificationReport } from '../verification.ts'
import type { Audience } from './catalogue.ts'
import { sayEvidence, sayResults, sayWhat } from './content.ts'
import { sayEndorsements, sayIssuer, sayMembers, sayRecipient } from './people.ts'
import { sayChecks, sayNeeds, sayProblems } from './problems.ts'
import { isRead, sayCaution, sayVerdict } from './verdict.ts'
import { catalogueFor, listenerOf, moment, say, type Voice } from './voice.ts'
import { sayDates, sayStatus } from './when.ts'

export interface ExplainOptions {
  /** Who reads: the person who earned it, whoever must judge it, or whoever builds with it; default `verifier`. */
  readonly audience?: 'holder' | 'verifier' | 'developer'
  /** BCP 47 language tag, `en` or `es`, with or without a region; no other. Default `en`. */
  readonly locale?: string
}

const AUDIENCES: readonly string[] = ['holder', 'verifier', 'developer'] satisfies Audience[]

/**
 * Says in words what a report says in data: the verdict, what the badge is, whose key signed it, for whom, when, what
 * its issuer says since, and why it is or is not good, with the next step and who must take it.
 *
 * A name is stated as fact only where `report.trusted` is `yes` and the signature is good; otherwise it is what the key
 * calls itself, in quotation marks. Texts of the badge lose control, escape and bidirectional characters and are cut at
 * 200 characters. Dates are in UTC. The same report gives the same text, wherever and whenever.
 *
 * @param report - What `verifyCredential` returned; one that was stored as JSON will do.
 * @param options - See {@link ExplainOptions}.
 * @returns Plain text, in paragraphs of lines; no markup, no colour, no line break at the end.
 * @throws TypeError where the report is none, an option is unknown, or there are no words in the language.
 *
 * @example
 * const report = await verifyCredential(await readFile('badge.png'))
 * console.log(explain(report, { audience: 'holder', locale: 'es' }))
 */
export function explain(report: VerificationReport, options: ExplainOptions = {}): string {
  const voice = voiceFor(report, options)
  const paragraphs = [
    [sayVerdict(report, voice)],
    sayCaution(report, voice),
    ...(isRead(report) ? describe(report, voice) : []),
    ...sayProblems(report, voice),
    sayNeeds(report, voice),
    voice.audience === 'developer' ? sayChecks(report, voice) : [],
    [say(voice, 'checkedAt', { moment: moment(voice, report.checkedAt) ?? '' })],
  ]
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function describe(report: VerificationReport, voice: Voice): string[][] {
  return [
    sayWhat(report, voice),
    sayIssuer(report, voice),
    sayRecipient(report, voice),
    [...sayDates(report, voice), ...sayStatus(report, voice)],
    sayResults(report, voice),
    sayEvidence(report, voice),
    sayEndorsements(report, voice),
    sayMembers(report, voice),
  ]
}

function voiceFor(report: VerificationReport, options: ExplainOptions): Voice {
  if (!isReport(report)) throw new TypeError('report: expected what verifyCredential returns.')
  assertKnownOptions(options, ['audience', 'locale'])
  const { audience = 'verifier', locale = 'en' } = options
  if (!AUDIENCES.includes(audience)) {
    throw new TypeError(`audience: expected 'holder', 'verifier' or 'developer'; got ${String(audience)}`)
  }
  if (typeof locale !== 'string') throw new TypeError("locale: expected a language tag, such as 'en' or 'es-MX'.")
  const catalogue = catalogueFor(locale)
  const noun = catalogue.nouns[report.kind === 'badge' ? 'badge' : 'credential'][listenerOf(audience)]
  return { catalogue, audience, noun }
}

function isReport(report: unknown): boolean {
  return typeof report === 'object' && report !== null && 'verdict' in report && 'checks' in report
}
