import { createProblem, OpenBadgesError, type Problem } from '../errors.ts'
import { throwIfAborted } from './bounds.ts'
import { canonicalNQuads, sortStatements } from './canonical.ts'
import { type CanonizeOptions, canonizeTraced, datasetOf } from './canonize.ts'
import { compiledFor } from './compile.ts'
import { OutsideSubset } from './context.ts'
import {
  type Dataset,
  isDoubtfulNumber,
  lexicalForm,
  type NamedNode,
  type ObjectTerm,
  type Quad,
  SORTS_DIFFERENTLY,
} from './terms.ts'
import { type StatedValue, walk } from './walk.ts'

/** Where the reference stack and RDF part ways: a signature over it would be good there and here, and nowhere else. */
export async function ambiguitiesOf(document: object, options: CanonizeOptions): Promise<Problem[]> {
  const { suspicious, lines } = await suspicionsIn(document, options)
  if (!suspicious) return []
  const problems: Problem[] = []
  const stated = new Map<string, StatedValue[]>()
  walk(document, compiledFor(options.contexts), (finding) => {
    if (finding.kind !== 'value') return
    const problem = doubtAbout(finding) ?? repetition(finding, stated)
    if (problem) problems.push(problem)
  })
  const text = lines ?? (await canonizeTraced(document, options)).nquads
  if (problems.length === 0 && hasRepeatedLine(text)) problems.push(ambiguity('The badge says one thing twice.'))
  if (isSortedDifferently(text)) {
    problems.push(
      ambiguity('The badge has characters beyond U+FFFF where implementations sort them differently.', {
        hint: 'Leave out emoji and other rare characters where two values begin alike.',
      }),
    )
  }
  return problems
}

/**
 * Canonical N-Quads for issuing: in nearly every badge nothing is suspicious, and the same quads serve both questions.
 *
 * @throws OpenBadgesError with every ambiguity.
 */
export async function canonizeUnambiguously(document: object, options: CanonizeOptions): Promise<string> {
  throwIfAborted(options.signal)
  const canonical = canonicalOfPlainSailing(document, options)
  if (canonical !== undefined) return canonical
  const [first, ...rest] = await ambiguitiesOf(document, options)
  if (first) throw new OpenBadgesError(first, ...rest)
  return (await canonizeTraced(document, options)).nquads
}

/** Undefined where a closer look is needed, or another path. */
function canonicalOfPlainSailing(document: object, { contexts, hash = 'sha256' }: CanonizeOptions): string | undefined {
  try {
    const dataset = datasetOf(document, contexts)
    const canonical = canonicalNQuads(dataset, hash)
    return isSuspicious(dataset) ? undefined : canonical?.nquads
  } catch (error) {
    if (error instanceof OutsideSubset) return undefined
    throw error
  }
}

/** Whether a closer look is needed. Nearly never, so this must cost little. */
async function suspicionsIn(
  document: object,
  options: CanonizeOptions,
): Promise<{ suspicious: boolean; lines?: string }> {
  try {
    const dataset = datasetOf(document, options.contexts)
    sortStatements(dataset)
    return { suspicious: isSuspicious(dataset) }
  } catch (error) {
    if (!(error instanceof OutsideSubset)) throw error
    return { suspicious: true, lines: (await canonizeTraced(document, options)).nquads }
  }
}

function isSuspicious({ subjects, dropped, isDoubtful }: Dataset): boolean {
  return isDoubtful || dropped > 0 || subjects.some(({ quads }) => hasRepetition(quads))
}

/** Canonicalization has put them in order. */
function hasRepetition(quads: readonly Quad[]): boolean {
  for (let at = 1; at < quads.length; at++) {
    const [before, quad] = [quads[at - 1], quads[at]]
    if (before?.predicate.order !== quad?.predicate.order || quad?.object.kind === 'blank') continue
    if (before?.object.text === quad?.object.text) return true
  }
  return false
}

/** An IRI with characters that no IRI may have; rdf-canonize escapes them, others refuse it. */
function hasEscape({ text }: NamedNode): boolean {
  return text.includes('\\')
}

function doubtAbout({ term, pointer }: StatedValue): Problem | undefined {
  if (term === undefined) {
    return ambiguity('An empty reference is left out of what is signed.', { pointer, hint: 'Remove the member.' })
  }
  if (term.kind === 'iri' && hasEscape(term)) {
    const message = `${JSON.stringify(term.value)} has characters that a URL cannot have; implementations differ on it.`
    return ambiguity(message, { pointer, hint: 'Percent-encode them.' })
  }
  if (term.kind === 'literal' && isDoubtfulNumber(term)) {
    const { value } = lexicalForm(term.raw, term.coercedTo)
    return ambiguity(`The number ${JSON.stringify(term.raw)} would be signed as ${JSON.stringify(value)}.`, {
      pointer,
      hint: 'Write it without an exponent, or as a text.',
    })
  }
  return undefined
}

/** A value that is the same in RDF as one before it, although jsonld keeps both; or differs, although jsonld keeps one. */
function repetition(finding: StatedValue, stated: Map<string, StatedValue[]>): Problem | undefined {
  const key = `${finding.subject}\n${finding.predicate}`
  const before = stated.get(key) ?? []
  stated.set(key, [...before, finding])
  const other = before.find(({ term }) => isAmbiguousPair(term, finding))
  if (!other) return undefined
  return ambiguity(
    `This value and the one at ${other.pointer} cannot both be signed: one of them would count twice or not at all.`,
    {
      pointer: finding.pointer,
      hint: 'Remove one of the two.',
    },
  )
}

function isAmbiguousPair(a: ObjectTerm | undefined, { term: b, isList }: StatedValue): boolean {
  if (isList) return a?.text === b?.text
  if (a?.kind !== 'literal' || b?.kind !== 'literal') return false
  const isSameToJsonld = a.raw === b.raw && a.coercedTo === b.coercedTo && a.language === b.language
  return (a.text === b.text) !== isSameToJsonld
}

function hasRepeatedLine(nquads: string): boolean {
  const lines = nquads.split('\n')
  return new Set(lines).size < lines.length
}

/** Whether sorting by code point, as RDFC-1.0 says, differs from sorting by UTF-16 code unit, as rdf-canonize does. */
function isSortedDifferently(nquads: string): boolean {
  if (!SORTS_DIFFERENTLY.test(nquads)) return false
  // In the hashes that order blank nodes their labels are masked, which gives another order to look at.
  const masked = nquads
    .replaceAll(/_:c14n\d+/g, '_:z')
    .split('\n')
    .sort()
  return !isInCodePointOrder(nquads.split('\n')) || !isInCodePointOrder(masked)
}

function isInCodePointOrder(lines: readonly string[]): boolean {
  return lines.every((line, index) => line === '' || compareCodePoints(lines[index - 1] ?? '', line) <= 0)
}

function compareCodePoints(a: string, b: string): number {
  const others = b[Symbol.iterator]()
  for (const character of a) {
    const other = others.next()
    if (other.done) return 1
    const difference = (character.codePointAt(0) ?? 0) - (other.value.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return others.next().done ? 0 : -1
}

function ambiguity(message: string, details: { pointer?: string; hint?: string } = {}): Problem {
  return createProblem('issue.ambiguous_graph', message, details)
}
