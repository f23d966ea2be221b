import { createProblem } from './errors.ts'
import { isObject, pointerTo, toArray } from './json.ts'
import { printable } from './printable.ts'
import { type Check, checked, unchecked } from './report.ts'
import { checkBitstringEntry } from './status/bitstring-entry.ts'
import type { EntryAnswer, StatusEntryFacts } from './status/facts.ts'
import type { StatusOptions } from './status/list-answer.ts'
import { createListReader, type ListReader } from './status/list-reader.ts'
import { checkRevocationListEntry } from './status/revocation-entry.ts'
import type { JsonObject, JsonValue } from './types.ts'

export type { StatusEntryFacts } from './status/facts.ts'
export type { StatusOptions, VerifiedList, VerifyList } from './status/list-answer.ts'

export type StatusCheck = Check<'passed' | 'failed' | 'undecided' | 'not-applicable'> & {
  /** In the order of the badge; every one is looked at. */
  readonly entries: readonly StatusEntryFacts[]
}

/**
 * Whether the issuer has taken a badge back, or wants to say something else about it: every status entry, each in its
 * list, each list fetched and verified once. Call it only after a good proof, since the URLs are those of the badge.
 *
 * A bit counts only in a list whose own proof is good, that is in date, and that comes from the issuer of the badge or
 * from one of `statusIssuers`; everything else is undecided, never passed.
 *
 * @param credential - As verified.
 * @param options.loader - Gets the lists.
 * @param options.verifyList - Verifies a list credential: proof and dates, and no status of its own.
 * @param options.now - Milliseconds since 1970.
 * @param options.issuer - Id of the issuer of the badge.
 * @param options.statusIssuers - Ids of others who may publish lists for it.
 * @returns `not-applicable` where the badge has no status. It does not throw for what badge or list contain.
 */
export async function checkStatus(credential: JsonObject, options: StatusOptions): Promise<StatusCheck> {
  const statuses = toArray(credential.credentialStatus)
  if (statuses.length === 0) return { ...unchecked('not-applicable'), entries: [] }
  const reader = createListReader(options)
  const several = Array.isArray(credential.credentialStatus)
  const answers = await Promise.all(
    statuses.map((status, at) => {
      const pointer = several ? pointerTo('/credentialStatus', at) : '/credentialStatus'
      return checkEntry(status, pointer, credential, reader)
    }),
  )
  // Entries that share a list share its problems, which are said once.
  const problems = [...new Set(answers.flatMap((answer) => answer.problems))]
  return checked(problems, { entries: answers.map(({ facts }) => facts) })
}

async function checkEntry(
  status: JsonValue,
  pointer: string,
  credential: JsonObject,
  reader: ListReader,
): Promise<EntryAnswer> {
  const types = toArray(isObject(status) ? status.type : undefined).filter((type) => typeof type === 'string')
  const [first] = types
  if (!isObject(status) || first === undefined) {
    const problem = createProblem('status.entry', 'A status entry is not an object with a type.', { pointer })
    return { facts: { type: '' }, problems: [problem] }
  }
  for (const type of ['BitstringStatusListEntry', 'StatusList2021Entry'] as const) {
    if (types.includes(type)) return checkBitstringEntry(status, { type, pointer }, reader)
  }
  if (types.includes('1EdTechRevocationList')) return checkRevocationListEntry(status, pointer, credential, reader)
  const problem = createProblem('status.unsupported', `The status type "${printable(first)}" is not known here.`, {
    pointer,
    hint: 'Ask the issuer whether the badge is still good, or for a badge with a BitstringStatusListEntry.',
  })
  return { facts: { type: first }, problems: [problem] }
}
