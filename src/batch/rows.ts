import { createProblem, type Problem } from '../errors.ts'
import { isObject } from '../json.ts'
import { printable } from '../printable.ts'
import type { CredentialInput, CredentialStatus, Many } from '../types.ts'

/** One badge of a batch: what `issueCredential` takes, as far as it differs from the template. */
export type BatchRow = Partial<Omit<CredentialInput, 'achievement'>> & {
  /** Members that go over those of the template's achievement. */
  readonly achievement?: Partial<CredentialInput['achievement']>
  /** What the row is called in its job, such as a number of the person; default its index. Unique within the job. */
  readonly key?: string
  /** The row as it stood in a table, by column. Goes back to whoever must correct it, never into a badge. */
  readonly cells?: Readonly<Record<string, string>>
}

/** A row that whoever read the rows found unreadable; it is rejected with these problems. */
export interface UnreadableRow {
  readonly unreadable: Many<Problem>
  readonly key?: string
  readonly cells?: Readonly<Record<string, string>>
}

/** Which row it is. */
export interface RowName {
  /** From 0. */
  readonly index: number
  readonly key: string
}

/** A row that can be signed, on its way there; plain enough to be sent to another thread. */
export interface PreparedRow extends RowName {
  readonly row: BatchRow
  readonly idempotencyKey?: string
  readonly status?: CredentialStatus
}

/** What is known of a row from looking at it alone. */
export type ReadRow = { readonly key?: string } & ({ readonly row: BatchRow } | { readonly problems: Many<Problem> })

export function readRow(value: unknown): ReadRow {
  if (!isObject(value)) return unreadable('The row is no object.', 'Write { recipient: { email: "…" } } at least.')
  const { unreadable: problems, key } = value as Partial<UnreadableRow>
  if (key !== undefined && (typeof key !== 'string' || key === '')) {
    return unreadable('The key of the row is no text.', 'Write it as a string, or leave it out.', '/key')
  }
  const named = key === undefined ? {} : { key }
  if (problems !== undefined) return { ...named, problems }
  const wrong = wrongFile((value as BatchRow).evidence)
  return { ...named, ...(wrong ?? { row: value as BatchRow }) }
}

/** Building takes that for a mistake of the program, which it is not where a row brings it. */
function wrongFile(evidence: unknown): { problems: Many<Problem> } | undefined {
  const items: readonly unknown[] = Array.isArray(evidence) ? evidence : [evidence]
  const at = items.findIndex((item) => isObject(item) && item.file !== undefined && !isBytes(item.file))
  if (at === -1) return undefined
  return unreadable('The file of an evidence is not its bytes.', 'Read the file first.', `/evidence/${at}/file`)
}

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array
}

function unreadable(message: string, hint: string, pointer?: string): { problems: Many<Problem> } {
  return { problems: [createProblem('batch.row', message, { hint, pointer })] }
}

export function duplicateKey(key: string): Problem {
  return createProblem('batch.duplicate_key', `An earlier row has the key "${printable(key, 80)}", too.`, {
    pointer: '/key',
    hint: 'One key stands for one badge. Remove the row, or give it another key.',
  })
}

export function secondStatus(): Problem {
  return createProblem('batch.status', 'The row has a status already, and the batch assigns one.', {
    pointer: '/status',
    hint: 'Leave the status of the row out.',
  })
}

/**
 * The row over the template: each member of the row takes the place of the template's, and only the members of
 * `achievement` go over one by one. A recipient, say, is never a mixture of two.
 */
export function inputOf(template: Partial<CredentialInput>, { row, status }: PreparedRow): CredentialInput {
  const { key: _, cells: __, ...members } = row
  const input: Record<string, unknown> = { ...template, ...withoutUndefined(members) }
  if (isObject(template.achievement) && isObject(row.achievement)) {
    input.achievement = { ...template.achievement, ...withoutUndefined(row.achievement) }
  }
  if (status !== undefined) input.status = status
  return input as unknown as CredentialInput
}

function withoutUndefined(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
