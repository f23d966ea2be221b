import { createProblem, type Problem } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { ContextSet } from '../types.ts'
import { compiledFor } from './compile.ts'
import { type ActiveContext, definedTerms } from './context.ts'
import { unsafeEvents } from './plain.ts'
import { type Finding, type UndefinedName, walk } from './walk.ts'

/** Words for which a guess is made: a stranger decides how many are wrong, and each is held to all terms. */
const MAX_GUESSES = 16

/** Problems that are told one by one. */
const MAX_TOLD = 100

/**
 * Everything in a document that RDF would lose, and that safe mode therefore refuses: each with its place, the first
 * hundred one by one. The same for a document whichever path refused it. Empty where nothing could be found.
 *
 * @throws What jsonld throws, where the document needs the reference path to be understood.
 */
export async function findLosses(
  document: object,
  contexts: ContextSet,
  severity: 'error' | 'warning',
): Promise<Problem[]> {
  const { findings, isComplete } = lossesIn(document, contexts)
  const losses: Loss[] = [...findings]
  if (!isComplete) {
    // jsonld says the names but not the places: every member of such a name is meant, unless it was found already.
    const names = new Set<string>()
    for (const { code, details } of await unsafeEvents(document, contexts)) {
      if (code === 'invalid property' && typeof details.property === 'string') names.add(details.property)
    }
    const known = new Set(losses.map(({ pointer }) => pointer))
    for (const { pointer, name } of membersNamed(names, document, '')) {
      if (!known.has(pointer)) losses.push({ kind: 'undefined-member', pointer, name, scope: undefined })
    }
  }
  return told(losses, severity)
}

/**
 * What the reference path is certain to refuse, and why: where all of a document was understood, a name that no context
 * defines is lost. That path need not be taken then, which is slow. Undefined where it has to decide.
 */
export function certainLosses(document: object, contexts: ContextSet): Problem[] | undefined {
  const { findings, isComplete } = lossesIn(document, contexts)
  const isCertain = isComplete && findings.some(({ kind }) => kind === 'undefined-member')
  return isCertain ? told(findings, 'error') : undefined
}

type Loss = Exclude<Finding, { kind: 'value' }> | (Omit<UndefinedName, 'scope'> & { readonly scope: undefined })

function lossesIn(document: object, contexts: ContextSet): { findings: Loss[]; isComplete: boolean } {
  const findings: Loss[] = []
  const isComplete = walk(document, compiledFor(contexts), (finding) => {
    if (finding.kind !== 'value') findings.push(finding)
  })
  return { findings, isComplete }
}

function told(losses: readonly Loss[], severity: 'error' | 'warning'): Problem[] {
  const guess = createGuess()
  const problems = losses.slice(0, MAX_TOLD).map((loss) => problemOf(loss, severity, guess))
  const more = losses.length - problems.length
  if (more > 0) problems.push(createProblem('proof.data_loss', `There are ${more} more like these.`, { severity }))
  return problems
}

type Guess = (loss: Loss & { readonly kind: UndefinedName['kind'] }) => string | undefined

function problemOf(finding: Loss, severity: 'error' | 'warning', guess: Guess): Problem {
  const { pointer } = finding
  switch (finding.kind) {
    case 'undefined-member':
      return undefinedProblem(pointer, finding.name, guess(finding), severity)
    case 'undefined-type':
      return createProblem('proof.data_loss', `The type ${quoted(finding.name)} is not defined by the contexts here.`, {
        severity,
        pointer,
        hint: didYouMean(guess(finding)) ?? 'Add the context that defines it, or remove it.',
      })
    case 'relative-id':
    case 'relative-reference':
      return createProblem('proof.data_loss', `${quoted(finding.value)} should be an absolute IRI and is not.`, {
        severity,
        pointer,
        hint: 'Write it in full, as in "https://…", "did:…" or "urn:uuid:…".',
      })
    case 'no-content':
      return createProblem('proof.data_loss', 'This object says nothing that a signature could cover.', {
        severity,
        pointer,
        hint: 'Give it members, or remove it.',
      })
    case 'malformed':
      return createProblem('proof.data_loss', `Expected ${finding.expected}.`, { severity, pointer })
  }
}

function undefinedProblem(
  pointer: string,
  name: string,
  meant: string | undefined,
  severity: 'error' | 'warning',
): Problem {
  const message = `The member ${quoted(name)} is not defined by the contexts here, so a signature would not cover it.`
  const hint = didYouMean(meant) ?? 'Add the context that defines it, or remove it.'
  return createProblem('proof.data_loss', message, { severity, pointer, hint })
}

function createGuess(): Guess {
  const known = new Map<ActiveContext, readonly string[]>()
  let left = MAX_GUESSES
  return ({ kind, name, scope }) => {
    if (scope === undefined || --left < 0) return undefined
    const terms = known.get(scope.context) ?? [...definedTerms(scope.context)]
    known.set(scope.context, terms)
    // Types begin with a capital letter, by convention, and members do not.
    const isLikely = kind === 'undefined-type' ? /^[^a-z]/ : /^[^A-Z]/
    const likely = terms.filter((term) => isLikely.test(term))
    return nearest(name, likely) ?? nearest(name, terms)
  }
}

function didYouMean(term: string | undefined): string | undefined {
  return term === undefined ? undefined : `Did you mean ${quoted(term)}?`
}

function* membersNamed(
  names: ReadonlySet<string>,
  value: unknown,
  pointer: string,
): Generator<{ readonly pointer: string; readonly name: string }> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const here = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (!Array.isArray(value) && names.has(name)) yield { pointer: here, name }
    else if (name !== '@context') yield* membersNamed(names, member, here)
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
