import { achievementDraft } from '../build/achievement.ts'
import { createIdSource } from '../build/ids.ts'
import { withoutEmpty } from '../build/parts.ts'
import { recipientDraft } from '../build/recipient.ts'
import { CLR_V2P0_2_0_1, OB_V3P0_3_0_3, VC_V2 } from '../context-urls.ts'
import { OpenBadgesError, openBadgesError, type Problem } from '../errors.ts'
import { type Issuer, type SignOptions, signCredential } from '../issue.ts'
import { toArray } from '../json.ts'
import type { CredentialInputForm } from '../parse.ts'
import { isSamePerson, personOf } from '../person.ts'
import { printable } from '../printable.ts'
import type { ClrCredential, JsonObject, Signed, Uri } from '../types.ts'
import { validateCredential } from '../validate/index.ts'
import { structureOf } from './associations.ts'
import type { Candidate } from './candidate.ts'
import type { Stack } from './definition.ts'
import { assertStackOptions, assessPresented, type EvaluateStackOptions } from './evaluate.ts'
import { assertComplete, credentialOf, datesOf } from './issue.ts'
import { recipientFrom } from './recipient.ts'

export type IssueStackRecordOptions = EvaluateStackOptions &
  Pick<SignOptions, 'created' | 'cryptosuite'> & {
    /** Default: a new `urn:uuid:`. */
    readonly id?: Uri
    /** With it, the id is the same for the same issuer and key. */
    readonly idempotencyKey?: string
  }

/**
 * Puts a completed stack into a learner record (CLR 2.0): the members as their issuers signed them, and how their
 * achievements relate: `isPartOf` the stack, and `precedes` where the definition gives an order. The stack's own
 * credential is in it when it is presented among the others.
 *
 * @param stack - From `defineStack`.
 * @param presented - The members, and the stack's own credential where there is one; as for `evaluateStack`.
 * @param issuer - Who signs the record. It vouches for no member: each counts by its own proof.
 * @param options - See {@link IssueStackRecordOptions}.
 * @returns The signed ClrCredential.
 * @throws {@link OpenBadgesError} `stack.incomplete` or `stack.undecided`; `stack.member_form` for a member that is a
 *   JWT, which CLR 2.0 has no place for.
 *
 * @example
 * const record = await issueStackRecord(stack, [...badges, award], issuer)
 */
export async function issueStackRecord(
  stack: Stack,
  presented: readonly CredentialInputForm[],
  issuer: Issuer,
  options: IssueStackRecordOptions = {},
): Promise<Signed<ClrCredential>> {
  assertStackOptions(options, ['id', 'idempotencyKey', 'created', 'cryptosuite'])
  const { id, idempotencyKey, created, cryptosuite, ...evaluate } = options
  if (typeof issuer?.profile?.id !== 'string') throw new TypeError('issuer must be what createIssuer returns')
  const assessment = assertComplete(await assessPresented(stack, presented, evaluate))
  const { filled, candidates, progress } = assessment
  const members = filled.map(({ candidate }) => candidate)
  const own = ownCredential(stack, candidates, members)
  const carried = [...members, ...(own ? [own] : [])]
  const { associations, stacks } = structureOf(stack, assessment)
  const earned = new Set(carried.map(({ award }) => award.achievement))
  const ids = createIdSource(issuer.profile.id, idempotencyKey)
  const problems: Problem[] = []
  const draft = withoutEmpty({
    '@context': [VC_V2, CLR_V2P0_2_0_1, OB_V3P0_3_0_3],
    id: id ?? ids.urn('record'),
    type: ['VerifiableCredential', 'ClrCredential'],
    name: stack.name,
    description: stack.description,
    issuer: issuer.profile,
    validFrom: progress.checkedAt,
    awardedDate: datesOf(members).awardedDate,
    credentialSubject: {
      ...recipientDraft(recipientFrom(members.map(credentialOf), evaluate.recipient), ids, problems),
      type: ['ClrSubject'],
      achievement: stacks
        .filter(({ achievement }) => !earned.has(achievement.id))
        .map(({ achievement }) => achievementDraft(achievement, issuer.profile.id)),
      association: associations,
    },
  }) as JsonObject & ClrCredential
  // Members go in as they were signed: nothing of theirs is left out.
  const record = {
    ...draft,
    credentialSubject: { ...draft.credentialSubject, verifiableCredential: carried.map(embeddedOf) },
  } as unknown as ClrCredential
  const result = validateCredential(record)
  if (!result.valid) throw new OpenBadgesError(...result.problems)
  const { proof: _, ...unsigned } = record
  const { documentLoader } = evaluate
  return signCredential(unsigned, issuer.signer, {
    created: created ?? progress.checkedAt,
    ...(cryptosuite !== undefined && { cryptosuite }),
    ...(documentLoader && { documentLoader }),
  })
}

/** The stack's own credential, where it was presented and is good and of the same person. */
function ownCredential(
  stack: Stack,
  candidates: readonly Candidate[],
  members: readonly Candidate[],
): Candidate | undefined {
  const people = members.map(({ credential }) => personOf(credential ?? {}))
  return candidates.find(({ standing, award, credential }) => {
    if (standing !== 'good' || award.achievement !== stack.achievement.id) return false
    if (award.issuer === undefined || !stack.issuers.includes(award.issuer)) return false
    const person = personOf(credential ?? {})
    return people.some((member) => isSamePerson(member, person))
  })
}

function embeddedOf({ credential, award }: Candidate): JsonObject {
  if (credential !== undefined && toArray(credential.proof).length > 0) return credential
  const name = printable(award.name ?? award.id ?? 'A member', 120)
  throw openBadgesError('stack.member_form', `${name} is signed as a JWT, which a learner record cannot carry.`, {
    hint: 'Present it with an embedded proof, or award the stack with issueStack, which names members in any form.',
  })
}
