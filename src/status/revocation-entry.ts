import { createProblem } from '../errors.ts'
import type { JsonObject } from '../types.ts'
import type { EntryAnswer } from './facts.ts'
import type { ListReader } from './list-reader.ts'

/**
 * One entry of the deprecated 1EdTech Revocation List Status Method 1.0: the id of the entry is the URL of a list of
 * ids.
 *
 * That specification defines no proof for its list. What vouches for the answer is the chain that there is: the issuer
 * has signed the URL into the badge, and https authenticates the host that it chose. So a list that is read counts, in
 * both directions, with a note that it is not signed; over anything but https nothing vouches for it, and it is
 * undecided. A list that names another issuer is undecided as well.
 */
export async function checkRevocationListEntry(
  status: JsonObject,
  pointer: string,
  credential: JsonObject,
  reader: ListReader,
): Promise<EntryAnswer> {
  const { id: url } = status
  const known = { type: '1EdTechRevocationList', purpose: 'revocation' }
  if (typeof url !== 'string') {
    const message = 'A status entry of type 1EdTechRevocationList needs the URL of the list as its id.'
    return { facts: known, problems: [createProblem('status.entry', message, { pointer })] }
  }
  const facts = { ...known, list: url }
  if (typeof credential.id !== 'string') {
    const message = 'The badge has no id by which it could be found in its revocation list.'
    return { facts, problems: [createProblem('status.entry', message, { pointer })] }
  }
  const answer = await reader.revocations(url)
  if ('problems' in answer) return { facts, problems: answer.problems }
  const set = answer.list.revoked.has(credential.id)
  const note = createProblem(
    'status.list_unsigned',
    'A 1EdTechRevocationList is not signed; its answer is as good as the https host that the badge names.',
    { severity: 'note', document: url },
  )
  const revoked = set ? [createProblem('status.revoked', 'The issuer has revoked the badge.', { pointer })] : []
  return { facts: { ...facts, set, value: Number(set), signed: false }, problems: [...revoked, note] }
}
