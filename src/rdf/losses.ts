import { createProblem, type Problem } from '../errors.ts'
import { nearest } from '../nearest.ts'
import type { ContextSet } from '../types.ts'
import { compiledFor } from './compile.ts'
import { definedTerms } from './context.ts'
import { unsafeEvents } from './plain.ts'
import { type Finding, type UndefinedName, walk } from './walk.ts'

/**
 * Everything in a document that RDF would lose, and that safe mode therefore refuses: all of it, each with its place.
 * The same for a document whichever path refused it. Empty where nothing could be found.
 *
 * @throws What jsonld throws, where the document needs the reference path to be understood.
 */
export async function findLosses(
  document: object,
  contexts: ContextSet,
  severity: 'error' | 'warning',
): Promise<Problem[]> {
  const problems: Problem[] = []
  const isComplete = walk(document, compiledFor(contexts), (finding) => {
    const problem = problemOf(finding, severity)
    if (problem) problems.push(problem)
  })
  if (isComplete) return problems
  // jsonld says the names but not the places: every member of such a name is meant, unless it was found already.
  const names = new Set<string>()
  for (const { code, details } of await unsafeEvents(document, contexts)) {
    if (code === 'invalid property' && typeof details.property === 'string') names.add(details.property)
  }
  const known = new Set(problems.map(({ pointer }) => pointer))
  for (const { pointer, name } of membersNamed(names, document, '')) {
    if (!known.has(pointer)) problems.push(undefinedProblem(pointer, name, undefined, severity))
  }
  return problems
}

function problemOf(finding: Finding, severity: 'error' | 'warning'): Problem | undefined {
  const { pointer } = finding
  switch (finding.kind) {
    case 'value':
      return undefined
    case 'undefined-member':
      return undefinedProblem(pointer, finding.name, meantBy(finding), severity)
    case 'undefined-type':
      return createProblem('proof.data_loss', `The type ${quoted(finding.name)} is not defined by the contexts here.`, {
        severity,
        pointer,
        hint: didYouMean(meantBy(finding)) ?? 'Add the context that defines it, or remove it.',
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

function meantBy({ kind, name, scope }: UndefinedName): string | undefined {
  const terms = [...definedTerms(scope.context)]
  // Types begin with a capital letter, by convention, and members do not.
  const isLikely = kind === 'undefined-type' ? /^[^a-z]/ : /^[^A-Z]/
  return (
    nearest(
      name,
      terms.filter((term) => isLikely.test(term)),
    ) ?? nearest(name, terms)
  )
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
