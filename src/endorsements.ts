import type { ErrorCode } from './codes.ts'
import { createProblem, type Problem } from './errors.ts'
import { isObject, pointerTo, toArray } from './json.ts'
import { printable } from './printable.ts'
import { type Check, checked, unchecked, type Verdict } from './report.ts'
import type { JsonObject, JsonValue } from './types.ts'

/** What became of one endorsement. */
export interface EndorsementFacts {
  readonly pointer: string
  readonly verdict: Verdict
  readonly id?: string
  readonly issuer?: string
  /** Whose name the endorser gives itself. */
  readonly issuerName?: string
  /** What is endorsed: the badge, its achievement or a profile. */
  readonly endorses: 'credential' | 'achievement' | 'profile'
  readonly comment?: string
}

export type EndorsementsCheck = Check & { readonly endorsements: readonly EndorsementFacts[] }

/** Verifies one endorsement by its own proof; one floor up, and handed in. */
export type VerifyEndorsement = (
  endorsement: JsonObject | string,
  walk: EndorsementWalk,
) => Promise<{
  readonly kind: string
  readonly verdict: Verdict
  readonly credential: JsonObject | undefined
  readonly problems: readonly Problem[]
}>

interface Found {
  readonly value: JsonValue
  readonly pointer: string
  readonly endorses: EndorsementFacts['endorses']
  readonly subject: JsonValue | undefined
}

/** Endorsements are endorsed themselves: where in this we are, and what was looked at for one badge so far. */
export interface EndorsementWalk {
  /** Ids of the credentials that this one stands in, outermost first. */
  readonly around: readonly (string | undefined)[]
  /** Of the whole badge, however deep. */
  readonly tally: { looked: number; readonly ids: Set<string> }
}

/** For a badge, where nothing was looked at yet. */
export function startWalk(): EndorsementWalk {
  return { around: [], tally: { looked: 0, ids: new Set() } }
}

const MOST = 16
const DEEPEST = 2

/**
 * Verifies the endorsements of a badge, of its achievement and of its profiles (Open Badges 3.0, "Verification",
 * endorsements), embedded ones and those in `endorsementJwt`. None ever decides about the badge.
 *
 * @param verify - Gets the walk to go on with, where the endorsement has endorsements itself.
 */
export async function checkEndorsements(
  credential: JsonObject,
  { around, tally }: EndorsementWalk,
  verify: VerifyEndorsement,
): Promise<EndorsementsCheck> {
  const found = findEndorsements(credential)
  if (found.length === 0) return { ...unchecked('not-applicable'), endorsements: [] }
  if (around.length >= DEEPEST) {
    const problem = createProblem(
      'endorsement.cycle',
      'Endorsements of endorsements are nested too deeply to be looked at.',
    )
    return checked([problem], { endorsements: [] })
  }
  const problems: Problem[] = []
  if (found.length > MOST - tally.looked) {
    problems.push(
      createProblem('endorsement.limit', `There are more endorsements than the ${MOST} that are looked at.`),
    )
  }
  const walk = { around: [...around, idOf(credential)], tally }
  const endorsements: EndorsementFacts[] = []
  for (const one of found) {
    if (tally.looked >= MOST) break
    tally.looked++
    const facts = await judge(one, walk, verify, problems)
    if (facts) endorsements.push(facts)
  }
  return checked(problems, { endorsements })
}

async function judge(
  { value, pointer, endorses, subject }: Found,
  walk: EndorsementWalk,
  verify: VerifyEndorsement,
  problems: Problem[],
): Promise<EndorsementFacts | undefined> {
  const report = (code: ErrorCode, message: string, needs?: string) => {
    problems.push(createProblem(code, message, { pointer, needs }))
  }
  if (!isObject(value) && typeof value !== 'string') {
    report('endorsement.invalid', 'An endorsement is neither a credential nor a JWT.')
    return undefined
  }
  const { kind, verdict, credential, problems: found } = await verify(value, walk)
  const id = credential && idOf(credential)
  if (id !== undefined && (walk.around.includes(id) || walk.tally.ids.has(id))) {
    report('endorsement.cycle', `The endorsement ${printable(id)} stands in the badge twice, or endorses itself.`)
    return undefined
  }
  if (id !== undefined) walk.tally.ids.add(id)
  if (found.some(({ code }) => code === 'endorsement.cycle'))
    report('endorsement.cycle', 'The endorsements of an endorsement endorse each other, or are nested too deeply.')
  if (verdict === 'valid' && kind !== 'endorsement') {
    report('endorsement.invalid', 'What stands as an endorsement is a credential of another kind.')
    return undefined
  }
  const why = found.find(({ severity }) => severity === 'error')?.message ?? ''
  if (verdict === 'invalid') report('endorsement.invalid', `An endorsement is not good. ${why}`.trim())
  if (verdict === 'indeterminate') {
    const needs = found.find((problem) => problem.needs !== undefined)?.needs
    report('endorsement.undecided', `An endorsement could not be decided. ${why}`.trim(), needs)
  }
  const about = isObject(credential?.credentialSubject) ? credential.credentialSubject : undefined
  const isAboutIt = about !== undefined && about.id === subject
  if (credential && !isAboutIt)
    report('endorsement.subject', 'An endorsement is about something else than what it stands in.')
  return {
    pointer,
    verdict: verdict === 'valid' && !isAboutIt ? 'invalid' : verdict,
    endorses,
    ...(id !== undefined && { id }),
    ...issuerFacts(credential),
    ...(typeof about?.endorsementComment === 'string' && { comment: about.endorsementComment }),
  }
}

function idOf({ id }: JsonObject): string | undefined {
  return typeof id === 'string' ? id : undefined
}

function issuerFacts(credential: JsonObject | undefined): { issuer?: string; issuerName?: string } {
  const issuer = credential?.issuer
  if (typeof issuer === 'string') return { issuer }
  if (!isObject(issuer)) return {}
  return {
    ...(typeof issuer.id === 'string' && { issuer: issuer.id }),
    ...(typeof issuer.name === 'string' && { issuerName: issuer.name }),
  }
}

function findEndorsements(credential: JsonObject): Found[] {
  const subject = isObject(credential.credentialSubject) ? credential.credentialSubject : {}
  const achievements = toArray(subject.achievement)
  const pointerOf = (index: number) =>
    Array.isArray(subject.achievement)
      ? pointerTo('/credentialSubject/achievement', index)
      : '/credentialSubject/achievement'
  const found: Found[] = []
  addFrom(credential, '', 'credential', found)
  for (const [index, value] of achievements.entries()) addFrom(value, pointerOf(index), 'achievement', found)
  addFromProfile(credential.issuer, '/issuer', found)
  addFromProfile(subject.source, '/credentialSubject/source', found)
  for (const [index, value] of achievements.entries()) {
    if (isObject(value)) addFromProfile(value.creator, `${pointerOf(index)}/creator`, found)
  }
  return found
}

/** A profile and the organizations above it. */
function addFromProfile(profile: JsonValue | undefined, pointer: string, found: Found[]): void {
  for (let next = profile, at = pointer; isObject(next); next = next.parentOrg, at = `${at}/parentOrg`)
    addFrom(next, at, 'profile', found)
}

function addFrom(owner: JsonValue, pointer: string, endorses: EndorsementFacts['endorses'], found: Found[]): void {
  if (!isObject(owner)) return
  for (const name of ['endorsement', 'endorsementJwt']) {
    const value = owner[name]
    if (value === undefined) continue
    const at = pointerTo(pointer, name)
    const subject = owner.id
    if (!Array.isArray(value)) {
      found.push({ value, pointer: at, endorses, subject })
      continue
    }
    for (const [index, item] of value.entries())
      found.push({ value: item, pointer: pointerTo(at, index), endorses, subject })
  }
}
