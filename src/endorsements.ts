import { createProblem, type Problem } from './errors.ts'
import { isObject, pointerTo, toArray } from './json.ts'
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
export type VerifyEndorsement = (endorsement: JsonObject | string) => Promise<{
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

const MOST = 16
const DEEPEST = 2

/**
 * Verifies the endorsements of a badge, of its achievement and of its profiles (Open Badges 3.0, "Verification",
 * endorsements), embedded ones and those in `endorsementJwt`. None ever decides about the badge.
 *
 * @param depth - How many credentials this one stands in.
 */
export async function checkEndorsements(
  credential: JsonObject,
  depth: number,
  verify: VerifyEndorsement,
): Promise<EndorsementsCheck> {
  const found = findEndorsements(credential)
  if (found.length === 0) return { ...unchecked('not-applicable'), endorsements: [] }
  if (depth >= DEEPEST) {
    const problem = createProblem(
      'endorsement.cycle',
      'Endorsements of endorsements are nested too deeply to be looked at.',
    )
    return checked([problem], { endorsements: [] })
  }
  const problems: Problem[] = []
  if (found.length > MOST) {
    problems.push(
      createProblem(
        'endorsement.limit',
        `The badge has ${found.length} endorsements; the first ${MOST} were looked at.`,
      ),
    )
  }
  const endorsements: EndorsementFacts[] = []
  const seen = new Set<string>(typeof credential.id === 'string' ? [credential.id] : [])
  for (const one of found.slice(0, MOST)) {
    const facts = await judge(one, seen, verify, problems)
    if (facts) endorsements.push(facts)
  }
  return checked(problems, { endorsements })
}

async function judge(
  { value, pointer, endorses, subject }: Found,
  seen: Set<string>,
  verify: VerifyEndorsement,
  problems: Problem[],
): Promise<EndorsementFacts | undefined> {
  if (!isObject(value) && typeof value !== 'string') {
    problems.push(
      createProblem('endorsement.invalid', 'An endorsement is neither a credential nor a JWT.', { pointer }),
    )
    return undefined
  }
  const { kind, verdict, credential, problems: why } = await verify(value)
  if (verdict === 'valid' && kind !== 'endorsement') {
    problems.push(
      createProblem('endorsement.invalid', 'What stands as an endorsement is a credential of another kind.', {
        pointer,
      }),
    )
    return undefined
  }
  const id = typeof credential?.id === 'string' ? credential.id : undefined
  if (id !== undefined && seen.has(id)) {
    problems.push(
      createProblem('endorsement.cycle', `The endorsement ${id} stands in the badge twice, or endorses itself.`, {
        pointer,
      }),
    )
    return undefined
  }
  if (id !== undefined) seen.add(id)
  if (verdict === 'invalid')
    problems.push(
      createProblem('endorsement.invalid', `An endorsement is not good. ${why[0]?.message ?? ''}`.trim(), { pointer }),
    )
  if (verdict === 'indeterminate')
    problems.push(
      createProblem('endorsement.undecided', `An endorsement could not be decided. ${why[0]?.message ?? ''}`.trim(), {
        pointer,
      }),
    )
  const about = isObject(credential?.credentialSubject) ? credential.credentialSubject : undefined
  const isAboutIt = about !== undefined && about.id === subject
  if (credential && !isAboutIt) {
    problems.push(
      createProblem('endorsement.subject', 'An endorsement is about something else than what it stands in.', {
        pointer,
      }),
    )
  }
  return {
    pointer,
    verdict: verdict === 'valid' && !isAboutIt ? 'invalid' : verdict,
    endorses,
    ...(id !== undefined && { id }),
    ...issuerFacts(credential),
    ...(typeof about?.endorsementComment === 'string' && { comment: about.endorsementComment }),
  }
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
  const achievements = toArray(subject.achievement).map((value, index) => ({
    value,
    pointer: Array.isArray(subject.achievement)
      ? pointerTo('/credentialSubject/achievement', index)
      : '/credentialSubject/achievement',
  }))
  const profiles = [
    { value: credential.issuer, pointer: '/issuer' },
    { value: subject.source, pointer: '/credentialSubject/source' },
    ...achievements.map(({ value, pointer }) => ({
      value: isObject(value) ? value.creator : undefined,
      pointer: `${pointer}/creator`,
    })),
  ]
  return [
    ...within(credential, '', 'credential'),
    ...achievements.flatMap(({ value, pointer }) => within(value, pointer, 'achievement')),
    ...profiles.flatMap(({ value, pointer }) => withParents(value, pointer)),
  ]
}

/** A profile and the organizations above it. */
function withParents(profile: JsonValue | undefined, pointer: string): Found[] {
  const found: Found[] = []
  for (let next = profile, at = pointer; isObject(next); next = next.parentOrg, at = `${at}/parentOrg`)
    found.push(...within(next, at, 'profile'))
  return found
}

function within(owner: JsonValue | undefined, pointer: string, endorses: EndorsementFacts['endorses']): Found[] {
  if (!isObject(owner)) return []
  return ['endorsement', 'endorsementJwt'].flatMap((name) =>
    toArray(owner[name]).map((value, index) => ({
      value,
      pointer: Array.isArray(owner[name]) ? pointerTo(pointerTo(pointer, name), index) : pointerTo(pointer, name),
      endorses,
      subject: owner.id,
    })),
  )
}
