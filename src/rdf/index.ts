import { createProblem, OpenBadgesError, type Problem } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { ContextSet } from '../types.ts'
import {
  canonizeQuads,
  faultOf,
  type HashAlgorithm,
  type JsonLdFault,
  ownErrorIn,
  throwIfAborted,
  toQuads,
  unsafeEvents,
} from './plain.ts'

export interface CanonizeOptions {
  /** Where contexts are looked up; nothing else is. */
  readonly contexts: ContextSet
  /** Hash inside RDFC-1.0; default `sha256`. P-384 proofs take `sha384`. */
  readonly hash?: HashAlgorithm
  readonly signal?: AbortSignal
}

/** RDFC-1.0 canonical N-Quads of a JSON-LD document; safe mode always. */
export async function canonize(document: object, options: CanonizeOptions): Promise<string> {
  const { contexts, hash = 'sha256', signal } = options
  throwIfAborted(signal)
  try {
    return await canonizeQuads(await toQuads(document, contexts), hash, signal)
  } catch (error) {
    const own = ownErrorIn(error)
    if (own) throw own
    const fault = faultOf(error)
    if (!fault) throw error
    throw await refusal(document, fault, contexts)
  }
}

/** Members without a definition: what an RDF signature would not cover. For JWT and JCS, where it's only a warning. */
export async function findUndefinedTerms(document: object, options: CanonizeOptions): Promise<Problem[]> {
  return undefinedMembers(document, options.contexts, 'warning')
}

async function refusal(document: object, fault: JsonLdFault, contexts: ContextSet): Promise<OpenBadgesError> {
  if (fault.aboutContext) return new OpenBadgesError(createProblem('context.invalid', fault.message))
  const [first, ...rest] = await undefinedMembers(document, contexts, 'error')
  return first
    ? new OpenBadgesError(first, ...rest)
    : new OpenBadgesError(createProblem('proof.data_loss', fault.message))
}

async function undefinedMembers(
  document: object,
  contexts: ContextSet,
  severity: 'error' | 'warning',
): Promise<Problem[]> {
  const events = await unsafeEvents(document, contexts)
  const names = new Set<string>()
  for (const { code, details } of events) {
    if (code === 'invalid property' && typeof details.property === 'string') names.add(details.property)
  }
  const known = termsOf(contexts)
  const problems: Problem[] = []
  for (const [pointer, name] of membersNamed(names, document, '')) {
    const meant = nearest(name, known)
    problems.push(
      createProblem(
        'proof.data_loss',
        `The member ${JSON.stringify(name)} is not defined by the contexts of the document.`,
        {
          severity,
          pointer,
          hint: meant === undefined ? undefined : `Did you mean ${JSON.stringify(meant)}?`,
        },
      ),
    )
  }
  return problems
}

function* membersNamed(names: ReadonlySet<string>, value: unknown, pointer: string): Generator<[string, string]> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const here = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (!Array.isArray(value) && names.has(name)) yield [here, name]
    else yield* membersNamed(names, member, here)
  }
}

function termsOf(contexts: ContextSet): Set<string> {
  const terms = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) {
      if (!Array.isArray(value) && !name.startsWith('@')) terms.add(name)
      collect(member)
    }
  }
  for (const document of contexts.values()) collect(document)
  return terms
}
