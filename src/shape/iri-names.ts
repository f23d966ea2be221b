import { createProblem, type Problem } from '../errors.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import { below, type Place, pointerOf } from './place.ts'
import type { RootKind } from './positions.ts'

/** The vocabularies whose classes the contexts give a term to. Classes of anybody else's have IRIs, as they should. */
const VOCABULARIES: readonly string[] = [
  'https://www.w3.org/2018/credentials#',
  'https://www.w3.org/ns/credentials/status#',
  'https://purl.imsglobal.org/spec/vc/ob/vocab.html#',
  'https://purl.imsglobal.org/spec/vc/clr/vocab.html#',
]
const SECURITY = 'https://w3id.org/security#'

/** The term of a class that is named by its IRI, such as `Achievement`; undefined for whatever else. */
export function classNamedByIri(name: JsonValue): string | undefined {
  // Each of the vocabularies has the sign; most names have not, which saves the looking.
  if (typeof name !== 'string' || !name.includes('#')) return undefined
  const vocabulary = VOCABULARIES.find((iri) => name.startsWith(iri))
  return vocabulary === undefined ? undefined : name.slice(vocabulary.length)
}

/** The one class that has two terms. */
const ALIAS_OF: Readonly<Record<string, string>> = { OpenBadgeCredential: 'AchievementCredential' }

/**
 * A class under its IRI can be the same in the graph as under its term, and is another to a check that reads the JSON;
 * so is the purpose of a proof. Beside its term it says nothing new, and another purpose is wrong by either name.
 */
export function checkIriNames(
  { proofPurpose }: JsonObject,
  types: readonly JsonValue[],
  place: Place,
  root: RootKind,
  problems: Problem[],
): void {
  for (let index = 0; index < types.length; index++) {
    const term = classNamedByIri(types[index] as JsonValue)
    if (term === undefined || types.includes(term) || types.includes(ALIAS_OF[term] ?? term)) continue
    problems.push(namedByIri('The class', term, below(place, 'type')))
  }
  if (proofPurpose === undefined) return
  const purpose = root === 'presentation' ? 'authentication' : 'assertionMethod'
  if (proofPurpose === SECURITY + purpose) {
    problems.push(namedByIri('The purpose of the proof', purpose, below(place, 'proofPurpose')))
  }
}

function namedByIri(what: string, term: string, place: Place): Problem {
  return createProblem(
    'shape.iri_name',
    `${what} is written as an IRI, which is not read as the name that it stands for.`,
    {
      pointer: pointerOf(place),
      hint: `Write "${term.slice(0, 60)}".`,
    },
  )
}
