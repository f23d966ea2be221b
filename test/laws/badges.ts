import fc from 'fast-check'
import type { VerificationReport, VerifyOptions } from '../../src/index.ts'
import { createDocumentLoader, verifyCredential } from '../../src/index.ts'
import type { Doc } from '../hostile/document.ts'
import { type Change, type Form, NOW, seal, startWork, type Work } from '../hostile/forge.ts'
import { fetchFrom } from '../hostile/network.ts'
import { makeParties, type Parties } from '../hostile/parties.ts'
import { randomFrom } from '../hostile/random.ts'

/** The laws are tried with this seed, and with LAWS_SEED=… with another one. */
export const SEED: number = Number(process.env.LAWS_SEED ?? 20_260_601)
export const RUNS: fc.Parameters<unknown> = { seed: SEED, numRuns: Number(process.env.LAWS_RUNS ?? 25) }

export const OVER_GRAPHS: readonly Form[] = [
  { securing: 'rdfc', carrier: 'object' },
  { securing: 'p256', carrier: 'object' },
]
export const OVER_JSON: readonly Form[] = [{ securing: 'jcs', carrier: 'text' }]
export const AS_JWT: readonly Form[] = [
  { securing: 'EdDSA', carrier: 'text' },
  { securing: 'ES256', carrier: 'text' },
  { securing: 'RS256', carrier: 'text' },
]

let parties: Parties | undefined

/** A good badge of one of these forms, signed, and everything around it. */
export interface Signed {
  readonly work: Work
  /** JSON or a JWT. */
  readonly text: string
}

/** Good badges: contents, issuers and ids by chance. */
export function badges(forms: readonly Form[]): fc.Arbitrary<{ seed: number; form: Form }> {
  return fc.record({ seed: fc.nat(2 ** 31 - 1), form: fc.constantFrom(...forms) })
}

export async function sign(
  { seed, form }: { seed: number; form: Form },
  change: Change = { name: '' },
): Promise<Signed> {
  parties ??= makeParties()
  const work = startWork(randomFrom(seed), form, change, parties)
  await change.before?.(work)
  return { work, text: await seal(work, change) }
}

export function parsed({ text }: Signed): Doc {
  return JSON.parse(text) as Doc
}

/** Verifies in the little internet of a badge. */
export function verify(input: object | string, work: Work, options: VerifyOptions = {}): Promise<VerificationReport> {
  const documentLoader = createDocumentLoader({
    contexts: work.contexts,
    fetch: fetchFrom(work.world, []),
    cacheSeconds: 0,
  })
  return verifyCredential(input, { now: NOW, documentLoader, ...options })
}

/** What two reports must agree on. */
export function saidBy({ verdict, checks, problems }: VerificationReport): object {
  return {
    verdict,
    outcomes: Object.entries(checks).map(([name, { outcome }]) => `${name} ${outcome}`),
    errors: problems.filter(({ severity }) => severity === 'error').map(({ code }) => code),
  }
}
