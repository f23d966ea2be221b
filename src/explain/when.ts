import { hasProblem } from '../report.ts'
import type { StatusEntryFacts } from '../status.ts'
import type { VerificationReport } from '../verification.ts'
import { quoted } from './text.ts'
import { day, moment, say, type Voice } from './voice.ts'

/** When it was awarded and how long it is good. */
export function sayDates({ credential = {}, checks }: VerificationReport, voice: Voice): string[] {
  const { outcome, problems, validFrom, validUntil } = checks.validity
  const start = validFrom ?? credential.validFrom ?? credential.issuanceDate
  const end = validUntil ?? credential.validUntil ?? credential.expirationDate
  const awarded = day(voice, credential.awardedDate)
  const begins = hasProblem(problems, 'time.not_yet_valid') ? moment(voice, start) : undefined
  const dated = begins === undefined ? day(voice, start) : undefined
  const until = moment(voice, end)
  const ended = hasProblem(problems, 'time.expired')
  const sentences = [
    awarded && say(voice, 'awardedOn', { date: awarded }),
    begins && say(voice, 'startsOn', { moment: begins }),
    dated && dated !== awarded && say(voice, 'dated', { date: dated }),
    outcome === 'not-reached' ? say(voice, 'datesNotJudged') : sayEnd(until, ended, voice),
  ]
  return [sentences.filter((sentence) => sentence !== undefined && sentence !== false).join(' ')]
}

function sayEnd(until: string | undefined, ended: boolean, voice: Voice): string {
  return until === undefined ? say(voice, 'noEnd') : say(voice, ended ? 'endedOn' : 'endsOn', { moment: until })
}

/** What the issuer says since, and how old that is: who pays for "not revoked" must know its date. */
export function sayStatus({ credential = {}, checks }: VerificationReport, voice: Voice): string[] {
  const { outcome, entries } = checks.status
  if (credential.credentialStatus === undefined || outcome === 'not-applicable') return [say(voice, 'noStatus')]
  if (outcome === 'not-reached') return [say(voice, 'statusNotRead')]
  const lines = entries.flatMap((entry) => sayEntry(entry, voice))
  if (lines.length === 0) lines.push(say(voice, outcome === 'undecided' ? 'statusUnknown' : 'noStatus'))
  return [...new Set(lines)]
}

const FACTS = {
  revocation: { unset: 'notRevoked', set: 'isRevoked' },
  suspension: { unset: 'notSuspended', set: 'isSuspended' },
} as const

function sayEntry({ purpose = '', set, message, asOf, nextUpdate }: StatusEntryFacts, voice: Voice): string[] {
  const text = set === true ? quoted(message) : undefined
  const adds = text === undefined ? [] : [say(voice, 'issuerAdds', { text })]
  if (purpose !== 'revocation' && purpose !== 'suspension') return adds
  if (set === undefined) return [say(voice, 'statusUnknown')]
  const fact = say(voice, FACTS[purpose][set ? 'set' : 'unset'])
  const [since, next] = [moment(voice, asOf), moment(voice, nextUpdate)]
  const list = since === undefined ? say(voice, 'list') : say(voice, 'listOf', { moment: since })
  const source = next === undefined ? list : say(voice, 'nextList', { source: list, moment: next })
  return [say(voice, 'statusSays', { fact, source }), ...adds]
}
