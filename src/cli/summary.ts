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

export interface Counts {
  add(verified: Verified): void
  /** `40: 31 valid, 6 not valid, 3 could not be decided` */
  text(): string
}

/** Counts how many badges there are of each verdict. */
export function createCounts({ locale }: Words): Counts {
  const { valid, invalid, indeterminate } = catalogueFor(locale).verdicts
  const counts = { valid: 0, invalid: 0, indeterminate: 0, unreadable: 0 }
  const words = { valid, invalid, indeterminate, unreadable: 'could not be read' }
  return {
    add: (verified) => {
      counts['report' in verified ? verified.report.verdict : 'unreadable']++
    },
    text: () => {
      const names = Object.keys(counts) as (keyof typeof counts)[]
      const total = names.reduce((sum, name) => sum + counts[name], 0)
      const parts = names.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${words[name]}`)
      return `${total}: ${parts.join(', ')}`
    },
  }
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
