import { createProblem, type Problem } from './errors.ts'
import { isObject, pointerTo, toArray } from './json.ts'
import { checkAssociations } from './members/associations.ts'
import { compareDigest } from './members/digest.ts'
import { achievementOf, awardOf } from './members/facts.ts'
import { isSamePerson, personOf } from './person.ts'
import { printable } from './printable.ts'
import type { Check, Outcome, Verdict } from './report.ts'
import type { JsonObject, JsonValue } from './types.ts'

/** What became of one credential that a learner record holds, or that was presented beside a stack credential. */
export interface MemberFacts {
  /** Where it is in the record, or where the stack credential names it; not there for one that it does not name. */
  readonly pointer?: string
  readonly verdict: Verdict
  readonly id?: string
  readonly name?: string
  readonly issuer?: string
  /** Id of its achievement. */
  readonly achievement?: string
  /** How it compares with the digest by which it is named. */
  readonly digest?: 'matches' | 'differs' | 'absent'
}

export type MembersCheck = Check & { readonly members: readonly MemberFacts[] }

/** A member that was verified by its own proof. */
export interface VerifiedMember {
  readonly verdict: Verdict
  readonly credential: JsonObject | undefined
  readonly problems: readonly Problem[]
  readonly source: { readonly text?: string }
}

export interface MembersOptions {
  /** Verifies one that the record holds; one floor up, and handed in. */
  readonly verify: (member: JsonObject | string) => Promise<VerifiedMember>
  /** Those presented beside a stack credential, verified; undefined when nobody asked for them. */
  readonly presented: readonly VerifiedMember[] | undefined
  /** Whether a credential is for the person asked about; undefined when nobody was asked about. */
  readonly isForRecipient: ((credential: JsonObject) => boolean) | undefined
}

/** Evidence of this genre is a credential that counted towards a stack. */
export const MEMBER_GENRE = 'Member credential'

interface Member extends VerifiedMember {
  readonly pointer?: string
  /** The evidence that names it. */
  readonly named?: JsonObject
}

/**
 * Looks at the credentials that make up another one: those that a learner record holds, or those presented beside a
 * stack credential that names them in its evidence. Each counts by its own proof; the outer proof vouches for none of
 * them. They never decide about the outer credential.
 */
export async function checkMembers(credential: JsonObject, options: MembersOptions): Promise<MembersCheck> {
  const subject = isObject(credential.credentialSubject) ? credential.credentialSubject : {}
  const held = await heldMembers(subject, options)
  const { members, missing } = namedMembers(credential, options.presented)
  const all = [...held, ...members]
  if (all.length === 0 && missing.length === 0) return { outcome: 'not-applicable', problems: [], members: [] }
  const person = personOf(credential)
  const problems = [
    ...tooMany(subject),
    ...all.flatMap((member) => [
      ...verdictProblems(member),
      ...digestProblems(member),
      ...personProblems(member, (of) => recipientOf(of, person, options)),
    ]),
    ...missing,
    ...checkAssociations(subject, achievementsOf(subject, held)),
  ]
  return { outcome: outcomeOf(problems), problems, members: all.map(factsOf) }
}

/** The problems of members are warnings and notes, because they decide nothing outside; here they say what became of it. */
function outcomeOf(problems: readonly Problem[]): Outcome {
  if (problems.some(({ severity }) => severity === 'warning')) return 'failed'
  return problems.length > 0 ? 'undecided' : 'passed'
}

/** As many as a document has roots; those in JWTs count like the others. */
const MOST = 64

function tooMany({ verifiableCredential }: JsonObject): Problem[] {
  const count = toArray(verifiableCredential).length
  if (count <= MOST) return []
  const message = `The record holds ${count} credentials; the first ${MOST} were looked at.`
  return [
    createProblem('limit.roots', message, { severity: 'note', pointer: '/credentialSubject/verifiableCredential' }),
  ]
}

async function heldMembers(subject: JsonObject, { verify }: MembersOptions): Promise<Member[]> {
  const members: Member[] = []
  for (const [index, value] of toArray<JsonValue>(subject.verifiableCredential).slice(0, MOST).entries()) {
    if (!isObject(value) && typeof value !== 'string') continue
    members.push({ ...(await verify(value)), pointer: pointerTo('/credentialSubject/verifiableCredential', index) })
  }
  return members
}

/** Each that was presented, with the evidence that names it; and a note for each that is named and was not presented. */
function namedMembers(
  credential: JsonObject,
  presented: readonly VerifiedMember[] | undefined,
): { readonly members: Member[]; readonly missing: Problem[] } {
  if (presented === undefined) return { members: [], missing: [] }
  const evidence = toArray<JsonValue>(credential.evidence)
  const found = new Set<number>()
  const members = presented.map((member) => {
    const id = member.credential?.id
    const index = evidence.findIndex((item) => isObject(item) && typeof id === 'string' && item.id === id)
    const named = evidence[index]
    if (!isObject(named)) return member
    found.add(index)
    return { ...member, named, pointer: pointerTo('/evidence', index) }
  })
  const missing = evidence.flatMap((item, index) => {
    if (found.has(index) || !isObject(item) || item.genre !== MEMBER_GENRE) return []
    const pointer = pointerTo('/evidence', index)
    return [createProblem('member.missing', `${nameOf(item, pointer)} was not presented.`, { pointer })]
  })
  return { members, missing }
}

function verdictProblems(member: Member): Problem[] {
  const { verdict, problems } = member
  if (verdict === 'valid') return []
  const [why] = problems
  const reason = why === undefined ? '' : ` ${why.message}`
  const details = { pointer: member.pointer, needs: why?.needs }
  if (verdict === 'invalid')
    return [createProblem('member.invalid', `${nameOfMember(member)} is not good.${reason}`, details)]
  return [createProblem('member.undecided', `${nameOfMember(member)} could not be decided.${reason}`, details)]
}

function digestProblems(member: Member): Problem[] {
  const { named, credential, pointer } = member
  if (pointer === undefined) {
    const message = `${nameOfMember(member)} was presented as a member, but no evidence names it.`
    return [
      createProblem('member.unnamed', message, { hint: 'Present the credentials that the evidence names by id.' }),
    ]
  }
  if (named === undefined || credential === undefined || digestOf(member) !== 'differs') return []
  return [
    createProblem('member.changed', `${nameOfMember(member)} is not the one that was named: its digest differs.`, {
      pointer,
      hint: 'It was changed, issued again since, or exchanged for another one of the same id.',
    }),
  ]
}

function personProblems(member: Member, isTheirs: (credential: JsonObject) => boolean | undefined): Problem[] {
  const { credential, pointer } = member
  const answer = credential === undefined || isTheirs(credential)
  if (answer === true) return []
  const name = nameOfMember(member)
  if (answer === false)
    return [createProblem('member.recipient', `${name} was not issued to the person asked about.`, { pointer })]
  return [
    createProblem('member.recipient_unknown', `Nothing shows that ${name} was issued to the same person.`, {
      pointer,
      hint: 'Say who the person is, with { recipient }.',
    }),
  ]
}

function recipientOf(
  credential: JsonObject,
  person: ReturnType<typeof personOf>,
  { isForRecipient }: MembersOptions,
): boolean | undefined {
  if (isForRecipient) return isForRecipient(credential)
  return isSamePerson(personOf(credential), person) || undefined
}

/** Achievements that an association may name. One of a member that is bad is not there. */
function achievementsOf(subject: JsonObject, members: readonly Member[]): ReadonlySet<string> {
  const defined = toArray<JsonValue>(subject.achievement).map((item) => (isObject(item) ? item.id : undefined))
  const earned = members.map(({ verdict, credential }) =>
    credential && verdict !== 'invalid' ? achievementOf(credential)?.id : undefined,
  )
  return new Set([...defined, ...earned].filter((id) => typeof id === 'string'))
}

function factsOf(member: Member): MemberFacts {
  const { pointer, verdict, credential } = member
  const digest = digestOf(member)
  const { awarded: _, ...award } = credential ? awardOf(credential) : {}
  return { ...(pointer !== undefined && { pointer }), verdict, ...award, ...(digest && { digest }) }
}

function digestOf({ named, credential, source }: Member): MemberFacts['digest'] {
  return named && credential && compareDigest(named, { credential, text: source.text })
}

function nameOfMember({ credential, pointer }: Member): string {
  const { name, id } = credential ? awardOf(credential) : {}
  return printable(name ?? id ?? pointer ?? 'A credential', 120)
}

function nameOf({ name, id }: JsonObject, pointer: string): string {
  return printable(name ?? id ?? pointer, 120)
}
