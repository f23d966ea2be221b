import type { EndorsementFacts } from '../endorsements.ts'
import { isObject, toArray } from '../json.ts'
import { issuerIdOf } from '../trust.ts'
import type { JsonObject } from '../types.ts'
import type { VerificationReport } from '../verification.ts'
import { subjectOf } from './content.ts'
import { issuerAddress, quoted, strangersText, token, uri } from './text.ts'
import { isProven } from './verdict.ts'
import { listed, say, type Voice } from './voice.ts'

/**
 * Who issued it. A name is a fact only where the caller's own list says so and the signature is good; otherwise it is
 * what a key calls itself (design: "Nobody's name is vouched for").
 */
export function sayIssuer(report: VerificationReport, voice: Voice): string[] {
  const { credential = {}, trusted, trustedAs } = report
  const address = issuerAddress(issuerIdOf(credential))
  if (address === undefined) return [say(voice, 'claimsNobody')]
  const name = isObject(credential.issuer) ? quoted(credential.issuer.name) : undefined
  if (!isProven(report)) {
    return [name === undefined ? say(voice, 'claims', { address }) : say(voice, 'claimsNamed', { address, name })]
  }
  if (trusted === 'yes') return [sayTrusted(trustedAs, credential, address, voice)]
  const advice = say(voice, trusted === 'no' ? 'trustNo' : 'trustUnknown')
  if (name === undefined) return [say(voice, 'signedBy', { address }), advice]
  return [`${say(voice, 'signedByNamed', { address, name })} ${say(voice, 'nameNotConfirmed')}`, advice]
}

function sayTrusted(trustedAs: string | undefined, { issuer }: JsonObject, address: string, voice: Voice): string {
  const own = isObject(issuer) && typeof issuer.name === 'string' ? issuer.name : ''
  const name = strangersText(trustedAs ?? own)
  return name === '' ? say(voice, 'issuedByUnnamed', { address }) : say(voice, 'issuedBy', { address, name })
}

/** For whom it is, by what was asked and by what the badge says. */
export function sayRecipient({ kind, credential = {}, checks }: VerificationReport, voice: Voice): string[] {
  if (kind === 'endorsement') return []
  const { outcome, matched } = checks.recipient
  if (outcome === 'passed' && matched) {
    const open = recipientsOf(credential, voice, { hashed: false })
    return [`${sayMatch(matched, voice)} ${sayNames(open, voice)}`.trim()]
  }
  const names = recipientsOf(credential, voice, { hashed: true })
  const whom = names.length > 0 || kind === 'vc' ? sayNames(names, voice) : say(voice, 'madeOutToNobody')
  if (outcome === 'failed') return [`${say(voice, 'notMatched')} ${whom}`.trim()]
  if (kind === 'vc' || outcome !== 'not-applicable') return whom === '' ? [] : [whom]
  return [`${whom} ${say(voice, 'notAsked')}`]
}

function sayMatch(
  { identityType, by }: NonNullable<VerificationReport['checks']['recipient']['matched']>,
  voice: Voice,
): string {
  if (identityType === 'emailAddress') return say(voice, 'matchedEmail')
  if (by === 'id' || identityType === undefined) return say(voice, 'matchedId')
  return say(voice, 'matchedIdentifier', { type: token(identityType) ?? '' })
}

function sayNames(names: readonly string[], voice: Voice): string {
  if (names.length === 0) return ''
  const whom = names.slice(0, 5).reduce((first, next) => say(voice, 'alsoGivenAs', { first, next }))
  return say(voice, 'madeOutTo', { whom })
}

function recipientsOf(credential: JsonObject, voice: Voice, options: { readonly hashed: boolean }): string[] {
  const { id, identifier } = subjectOf(credential)
  const own = typeof id === 'string' && /^mailto:/i.test(id) ? sayEmail(id.slice('mailto:'.length), voice) : uri(id)
  const others = toArray(identifier)
    .filter(isObject)
    .filter(({ hashed }) => options.hashed || hashed !== true)
    .map((identity) => sayIdentity(identity, voice))
  return [own, ...others].filter((name) => name !== undefined)
}

function sayIdentity({ hashed, identityHash, identityType }: JsonObject, voice: Voice): string | undefined {
  const isEmail = identityType === 'emailAddress'
  const type = token(identityType) ?? ''
  if (hashed === true) return isEmail ? say(voice, 'hashedEmail') : say(voice, 'hashedIdentifier', { type })
  if (isEmail) return sayEmail(identityHash, voice)
  const value = quoted(identityHash)
  return value && say(voice, 'identifier', { value, type })
}

function sayEmail(address: unknown, voice: Voice): string | undefined {
  const value = quoted(address)
  return value && say(voice, 'email', { value })
}

/** Who endorses it; a comment only where the endorsement is good. */
export function sayEndorsements({ checks }: VerificationReport, voice: Voice): string[] {
  return listed(
    voice,
    'endorsements',
    checks.endorsements.endorsements.map((endorsement) => sayEndorsement(endorsement, voice)),
    16,
  )
}

function sayEndorsement({ issuer, issuerName, verdict, endorses, comment }: EndorsementFacts, voice: Voice): string {
  const address = issuerAddress(issuer) ?? say(voice, 'somebody')
  const name = quoted(issuerName)
  const who = name === undefined ? address : say(voice, 'callsItself', { address, name })
  const values = { who, what: voice.catalogue.endorsed[endorses] }
  if (verdict === 'invalid') return say(voice, 'endorsedInvalid', values)
  if (verdict === 'indeterminate') return say(voice, 'endorsedUndecided', values)
  const text = quoted(comment)
  return `${say(voice, 'endorsed', values)} ${text === undefined ? '' : say(voice, 'comment', { text })}`.trim()
}

/** The credentials of a learner record, each with its own verdict. */
export function sayMembers({ checks }: VerificationReport, voice: Voice): string[] {
  const items = checks.members.members.map(({ name, id, issuer, verdict }) =>
    say(voice, 'member', {
      name: quoted(name) ?? uri(id) ?? say(voice, 'unnamed'),
      address: issuerAddress(issuer) ?? say(voice, 'somebody'),
      verdict: voice.catalogue.verdicts[verdict],
    }),
  )
  return listed(voice, 'members', items, 30)
}
