import { type ClassModel, MODEL, type PropertyModel } from '../generated/model.ts'
import { isObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import { dateProblem, isDate, isIssuableDateTime, parseDateTime } from '../validity.ts'
import type { Door } from './door.ts'
import { article, type Findings, listed, shown, softened } from './findings.ts'
import { typesOf } from './kinds.ts'
import { classFacts, type MemberFacts } from './members.ts'
import { memberMeant } from './names.ts'
import type { View } from './normalize.ts'
import { below, type Place, pointerOf } from './place.ts'
import type { Explained } from './schema.ts'
import type { Vocabulary } from './terms.ts'

/** A credential inside another one: a document of its own. */
export interface InnerRoot {
  readonly value: JsonObject
  readonly place: Place
  readonly className: string
}

/** One node of a known class, with where it stands. */
export interface Node {
  readonly className: string
  readonly value: JsonObject
  readonly place: Place | undefined
}

export interface Walk {
  readonly nodes: readonly Node[]
  readonly roots: readonly InnerRoot[]
}

/** Whether a credential is valid at a time is a question of its own; its dates are read there (validity.ts). */
const VALIDITY_DATES: ReadonlySet<string> = new Set(['validFrom', 'validUntil', 'issuanceDate', 'expirationDate'])

/** Claims of a JWT whose payload is the credential (Open Badges 3.0, "VC-JWT"); they are not members of it. */
const JWT_CLAIMS: ReadonlySet<string> = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'cnf'])

/**
 * Visits every node whose class is known: class names in `type`, terms that no context defines, dates, nulls.
 * Gives back the nodes, in the order of the document, for the rules of each class.
 */
export function walk(
  view: View,
  rootClass: string,
  root: Place | undefined,
  vocabulary: Vocabulary | undefined,
  explained: Explained,
  door: Door,
  findings: Findings,
): Walk {
  const nodes: Node[] = []
  const roots: InnerRoot[] = []
  visitNode(view.value, rootClass, root)
  return { nodes, roots }

  function visitNode(value: JsonObject, className: string, place: Place | undefined): void {
    const facts = classFacts(className)
    if (facts === undefined) return
    const { model } = facts
    nodes.push({ className, value, place })
    const types = checkTypes(value, className, model, place)
    const terms = types === undefined || className === 'Proof' ? undefined : vocabulary?.termsOf(types)
    const members = terms === undefined ? facts.members : terms.membersOf(facts)
    const isRoot = value === view.value
    for (const name of Object.keys(value)) {
      const inside = value[name] as JsonValue
      let member = members.get(name)
      if (member === undefined) {
        member = facts.members.get(name)
        if (terms === undefined) suspectTerm(name, value, className, place)
        else if (!terms.has(name) && name !== '@context' && !model.closed) {
          if (!(isRoot && !door.strict && JWT_CLAIMS.has(name))) checkTerm(name, className, place)
        }
      }
      if (member === undefined) checkNulls(inside, place, name)
      else if (typeof inside === 'object' || member.isDated) visitMember(inside, member, name, className, place, isRoot)
    }
  }

  function visitMember(
    value: JsonValue,
    member: MemberFacts,
    name: string,
    className: string,
    place: Place | undefined,
    isRoot: boolean,
  ): void {
    const at = below(place, name)
    if (!Array.isArray(value)) {
      visitItem(value, member, name, className, at, isRoot)
      return
    }
    const isWrapped = view.wrapped.has(value)
    for (let index = 0; index < value.length; index++) {
      const item = value[index] as JsonValue
      if (typeof item === 'object' || member.isDated)
        visitItem(item, member, name, className, isWrapped ? at : below(at, index), false)
    }
  }

  function visitItem(
    value: JsonValue,
    { property, inner, rootClass }: MemberFacts,
    name: string,
    className: string,
    place: Place,
    isRoot: boolean,
  ): void {
    if (value === null) reportNull(place)
    else if (typeof value === 'string') visitDate(value, property, name, className, place, isRoot)
    else if (!isObject(value)) return
    else if (inner !== undefined) visitNode(value, inner, place)
    else if (rootClass !== undefined) roots.push({ value, place, className: rootClass })
    else checkNullsWithin(value, place)
  }

  function visitDate(
    text: string,
    { kind }: PropertyModel,
    name: string,
    className: string,
    place: Place,
    isRoot: boolean,
  ): void {
    if (kind === 'date' && !isDate(text)) {
      findings.add('schema.format', place, `"${name}" of ${article(className)} should not be ${shown(text)}.`, {
        hint: 'Write it like "1990-12-31".',
        section: MODEL[className]?.section,
      })
    }
    if (kind !== 'date-time' || (isRoot && !door.strict && VALIDITY_DATES.has(name))) return
    // What a proof says of itself is for the proof to judge.
    if (className === 'Proof' && !door.strict) return
    const isGood = door.strict ? isIssuableDateTime(text) : parseDateTime(text) !== undefined
    if (!isGood) findings.push(dateProblem(name, text, pointerOf(place)))
  }

  /** The types of a node, or undefined where they are not those of its class, so that its terms cannot be judged. */
  function checkTypes(
    value: JsonObject,
    className: string,
    { types: needed, properties }: ClassModel,
    place: Place | undefined,
  ): readonly string[] | undefined {
    const given = value.type
    if (given === undefined) return properties.type === undefined ? [] : assumedTypes(needed)
    const types = typesOf(value)
    let isRight = true
    for (const names of needed) {
      if (haveOneOf(types, names)) continue
      isRight = false
      reportClassName(types, names, className, below(place, 'type'), needed.length)
    }
    if (!isRight) return assumedTypes(needed)
    if (vocabulary === undefined || className === 'Proof') return types
    let index = 0
    for (const name of types) {
      if (!vocabulary.definesType(name)) {
        reportType(name, place, given, index)
        return undefined
      }
      index++
    }
    return types
  }

  /** That the type is wrong is one mistake; on issuing the members are still judged as those of the class. */
  function assumedTypes(needed: ClassModel['types']): readonly string[] | undefined {
    return door.strict && needed.length > 0 ? needed.map(([name = '']) => name) : undefined
  }

  function reportClassName(
    types: readonly string[],
    names: readonly string[],
    className: string,
    place: Place,
    groups: number,
  ): void {
    const meant = types.find((type) => findings.guess(type, names) !== undefined)
    const isOne = MODEL[className]?.properties.type?.many !== true
    const written = isOne
      ? `"${names[0]}"`
      : `["${groups > 1 ? `VerifiableCredential", "${names[0] === 'VerifiableCredential' ? '…' : names[0]}` : names[0]}"]`
    findings.add('rule.type', place, `The type of ${article(className)} lacks ${listed(names)}.`, {
      hint: meant === undefined ? `Write "type": ${written}.` : `Write "${names[0]}" instead of ${shown(meant)}.`,
      section: MODEL[className]?.section,
    })
  }

  function reportType(name: string, place: Place | undefined, given: JsonValue, index: number): void {
    const ofNode = below(place, 'type')
    const at = Array.isArray(given) && !view.wrapped.has(given) ? below(ofNode, index) : ofNode
    findings.add('rule.context_term', at, `The type ${shown(name)} is not defined by the contexts of the credential.`, {
      hint: hintForType(name),
      severity: softened(door),
      section: 'Open Badges 3.0, Extending and Profiling',
    })
  }

  function checkTerm(name: string, className: string, place: Place | undefined): void {
    if (name.includes(':') || name.startsWith('@')) return
    const at = below(place, name)
    if (isExplained(at)) return
    const known = Object.keys(MODEL[className]?.properties ?? {})
    // Said by the rule on data models.
    if (isForeignDate(name, className)) return
    const meant = known.includes(name) ? undefined : memberMeant(name, known, findings)
    findings.add(
      'rule.context_term',
      at,
      `"${name}" of ${article(className)} is not defined by the contexts of the credential.`,
      {
        hint: hintForTerm(name, meant, known.includes(name)),
        severity: softened(door),
        section: 'Open Badges 3.0, Extending and Profiling',
      },
    )
  }

  /** Where a context is not known here, its terms are not either; but a name so near to one of ours is mistyped. */
  function suspectTerm(name: string, node: JsonObject, className: string, place: Place | undefined): void {
    if (!door.strict || className === 'Proof' || name.includes(':') || name.startsWith('@')) return
    const at = below(place, name)
    if (isForeignDate(name, className) || isExplained(at)) return
    const meant = memberMeant(name, Object.keys(MODEL[className]?.properties ?? {}), findings)
    if (meant === undefined || Object.hasOwn(node, meant)) return
    findings.add('rule.context_term', at, `"${name}" of ${article(className)} looks like "${meant}".`, {
      hint: `Did you mean "${meant}"?`,
      severity: 'warning',
      section: 'Open Badges 3.0, Extending and Profiling',
    })
  }

  function isExplained(place: Place): boolean {
    return explained.size > 0 && explained.has(pointerOf(place))
  }

  function checkNulls(value: JsonValue, place: Place | undefined, name: string): void {
    if (value === null) reportNull(below(place, name))
    else if (typeof value === 'object') checkNullsWithin(value, below(place, name))
  }

  function checkNullsWithin(value: JsonValue, place: Place): void {
    if (!door.strict || typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) checkNulls(member as JsonValue, place, name)
  }

  function reportNull(place: Place): void {
    if (!door.strict) return
    findings.add('shape.null', place, `${shown(place.step)} is null, which says nothing and cannot be signed.`, {
      hint: 'Leave the member out.',
      section: 'Open Badges 3.0, Serialization to JSON',
    })
  }
}

/** A loop within a loop, because it is asked of every node. */
function haveOneOf(types: readonly string[], names: readonly string[]): boolean {
  for (const name of names) if (types.includes(name)) return true
  return false
}

function isForeignDate(name: string, className: string): boolean {
  return VALIDITY_DATES.has(name) && className.includes('Credential')
}

function hintForTerm(name: string, meant: string | undefined, isKnown: boolean): string {
  if (meant !== undefined) return `Did you mean "${meant}"?`
  if (isKnown) return `Use context-3.0.3.json, which defines "${name}".`
  return 'Add the URL of a context that defines it after the others, or leave it out.'
}

function hintForType(name: string): string {
  if (name.startsWith('1EdTech'))
    return 'Add "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json" after the other contexts.'
  if (name === 'StatusList2021Entry') return 'Add "https://w3id.org/vc/status-list/2021/v1" after the other contexts.'
  return 'Add the URL of a context that defines it after the others.'
}
