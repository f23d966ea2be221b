import { explain } from '../explain/index.ts'
import { issuerAddress, quoted } from '../explain/text.ts'
import { catalogueFor, listenerOf, say, type Voice } from '../explain/voice.ts'
import { isObject } from '../json.ts'
import { issuerIdOf } from '../trust.ts'
import type { JsonObject } from '../types.ts'
import type { VerificationReport } from '../verification.ts'
import type { Verified } from './verified.ts'

export interface Words {
  readonly audience: 'holder' | 'verifier' | 'developer'
  readonly locale: string
}

/** One badge of several on one line: the verdict, why, what it is, and whose key signed it. */
export function summarize(verified: Verified, words: Words): string {
  if ('unreadable' in verified) return verified.unreadable
  const { name, report } = verified
  const voice = voiceFor(report, words)
  const [verdict = ''] = explain(report, words).split('\n')
  const parts = [report.verified ? `${voice.catalogue.verdicts.valid}.` : verdict, ...about(report, voice)]
  return `${name}: ${parts.join(' ')}`
}

/** How many of each, `40: 31 valid, 6 not valid, 3 could not be decided`. */
export function countsOf(all: readonly Verified[], { locale }: Words): string {
  const { verdicts } = catalogueFor(locale)
  const counts = new Map<string, number>()
  for (const verified of all) {
    const word = 'report' in verified ? verdicts[verified.report.verdict] : 'could not be read'
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const order = [verdicts.valid, verdicts.invalid, verdicts.indeterminate, 'could not be read']
  const parts = order.filter((word) => counts.has(word)).map((word) => `${counts.get(word)} ${word}`)
  return `${all.length}: ${parts.join(', ')}`
}

/** The achievement that a credential is for, where it has one. */
export function achievementOf(credential: JsonObject | undefined): JsonObject {
  const subject = credential?.credentialSubject
  return isObject(subject) && isObject(subject.achievement) ? subject.achievement : {}
}

function about(report: VerificationReport, voice: Voice): string[] {
  const { credential, checks, trusted, trustedAs } = report
  if (credential === undefined || checks.read.outcome !== 'passed') return []
  const name = quoted(achievementOf(credential).name) ?? quoted(credential.name)
  const address = issuerAddress(issuerIdOf(credential))
  const parts = name === undefined ? [] : [`${name}.`]
  if (address === undefined) return parts
  const isProven = checks.proof.outcome === 'passed'
  const known = isProven && trusted === 'yes' ? quoted(trustedAs) : undefined
  parts.push(
    say(voice, isProven ? 'signedBy' : 'claims', { address: known === undefined ? address : `${known}, ${address}` }),
  )
  return parts
}

function voiceFor(report: VerificationReport, { audience, locale }: Words): Voice {
  const catalogue = catalogueFor(locale)
  const noun = catalogue.nouns[report.kind === 'badge' ? 'badge' : 'credential'][listenerOf(audience)]
  return { catalogue, audience, noun }
}
