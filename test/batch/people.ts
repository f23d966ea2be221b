import type { BatchRow } from '../../src/batch.ts'
import { createIssuer, type Issuer } from '../../src/issue.ts'
import { importKeyPair } from '../../src/keys/key-pair.ts'
import type { CredentialInput, JWK } from '../../src/types.ts'

/** RFC 8032 §7.1, test 1: one key for all runs, so that all runs sign the same bytes. */
export const KEY: JWK = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
}
export const NOW = '2026-03-01T09:00:00Z'
export const JOB: { readonly job: string; readonly now: string } = { job: 'spring-2026', now: NOW }

export const TEMPLATE: Partial<CredentialInput> = {
  achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' },
}

export async function schoolIssuer(): Promise<Issuer> {
  return createIssuer({ name: 'Center for Collaborative Education' }, await importKeyPair(KEY))
}

/** One in ten, the fourth first, has no address. */
export function person(index: number): BatchRow {
  return {
    key: `teacher ${index}`,
    recipient: { email: index % 10 === 3 ? 'none' : `teacher${index}@district.example` },
  }
}

export function* people(count: number): Generator<BatchRow> {
  for (let index = 0; index < count; index++) yield person(index)
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
