import { createProblem, type Problem } from './errors.ts'
import { isObject, pointerTo, toArray } from './json.ts'
import { type Check, checked, unchecked, type Verdict } from './report.ts'
import type { JsonObject } from './types.ts'

/** What became of one credential that a learner record holds. */
export interface MemberFacts {
  readonly pointer: string
  readonly verdict: Verdict
  readonly id?: string
  readonly name?: string
  readonly issuer?: string
}

export type MembersCheck = Check & { readonly members: readonly MemberFacts[] }

/** Verifies one member by its own proof; one floor up, and handed in. */
export type VerifyMember = (member: JsonObject | string) => Promise<{
  readonly verdict: Verdict
  readonly credential: JsonObject | undefined
  readonly problems: readonly Problem[]
}>

/**
 * Verifies the credentials that a learner record holds, each by its own proof: the outer proof vouches for none of
 * them. They never decide about the record itself.
 */
export async function checkMembers(credential: JsonObject, verify: VerifyMember): Promise<MembersCheck> {
  const subject = isObject(credential.credentialSubject) ? credential.credentialSubject : {}
  const values = toArray(subject.verifiableCredential)
  if (values.length === 0) return { ...unchecked('not-applicable'), members: [] }
  const problems: Problem[] = []
  const members: MemberFacts[] = []
  for (const [index, value] of values.entries()) {
    const pointer = pointerTo('/credentialSubject/verifiableCredential', index)
    if (!isObject(value) && typeof value !== 'string') continue
    const { verdict, credential: member, problems: why } = await verify(value)
    const facts = { pointer, verdict, ...factsOf(member) }
    members.push(facts)
    const name = facts.name ?? facts.id ?? pointer
    if (verdict === 'invalid')
      problems.push(
        createProblem('member.invalid', `${name} is not good. ${why[0]?.message ?? ''}`.trim(), { pointer }),
      )
    if (verdict === 'indeterminate')
      problems.push(
        createProblem('member.undecided', `${name} could not be decided. ${why[0]?.message ?? ''}`.trim(), { pointer }),
      )
  }
  return checked(problems, { members })
}

function factsOf(member: JsonObject | undefined): Pick<MemberFacts, 'id' | 'name' | 'issuer'> {
  if (!member) return {}
  const issuer = isObject(member.issuer) ? member.issuer.id : member.issuer
  const subject = isObject(member.credentialSubject) ? member.credentialSubject : {}
  const name = member.name ?? (isObject(subject.achievement) ? subject.achievement.name : undefined)
  return {
    ...(typeof member.id === 'string' && { id: member.id }),
    ...(typeof name === 'string' && { name }),
    ...(typeof issuer === 'string' && { issuer }),
  }
}
