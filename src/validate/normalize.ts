import { type SchemaName, VALIDATORS } from '../generated/validators.ts'
import { isObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { Door } from './door.ts'
import { article, type Findings } from './findings.ts'
import { classFacts, type MemberFacts } from './members.ts'
import { below, type Place } from './place.ts'

/** Where JSON-LD compaction to a single value is allowed (Open Badges 3.0, "Serialization"). `type` is too. */
const COMPACTABLE: ReadonlySet<string> = new Set(['credentialSchema', 'proof', 'termsOfUse'])

/** A credential in canonical form, and which of its arrays the document writes as a single value. */
export interface View {
  readonly value: JsonObject
  readonly wrapped: ReadonlySet<unknown>
  /** Whether the schema of its class has accepted it already. */
  readonly conforms?: boolean
}

/**
 * A credential as one set of rules can judge it. One that the schema accepts as it stands has nothing to be normalized,
 * with one exception: of @context the schema asks only that it is there.
 */
export function viewOf(
  root: JsonObject,
  schema: SchemaName,
  place: Place | undefined,
  door: Door,
  findings: Findings,
): View {
  if (door.canonical) return { value: root, wrapped: new Set() }
  if (root['@context'] !== null && VALIDATORS[schema](root)) return { value: root, wrapped: new Set(), conforms: true }
  return normalize(root, schema, place, door, findings)
}

/**
 * The canonical form of a credential that may be compacted, so that one set of rules serves both doors. Embedded
 * credentials are left as they are: each is a document of its own. So is all that is canonical already, which is nearly
 * everything: only what differs is copied, and what stands around it.
 */
export function normalize(
  root: JsonObject,
  className: string,
  place: Place | undefined,
  door: Door,
  findings: Findings,
): View {
  const wrapped = new Set<unknown>()
  return { value: normalizeNode(root, className, place), wrapped }

  function normalizeNode(node: JsonObject, owner: string, at: Place | undefined): JsonObject {
    const members = classFacts(owner)?.members
    if (members === undefined) return node
    let changed: Map<string, JsonValue | undefined> | undefined
    for (const name of Object.keys(node)) {
      const member = members.get(name)
      if (member === undefined) continue
      const value = node[name] as JsonValue
      // A null says nothing; that it stands there is for the closed shape to say.
      const canonical = value === null && !door.strict ? undefined : normalizeMember(value, name, member, owner, at)
      if (canonical === value) continue
      changed ??= new Map()
      changed.set(name, canonical)
    }
    return changed === undefined ? node : withChanges(node, changed)
  }

  function normalizeMember(
    value: JsonValue,
    name: string,
    member: MemberFacts,
    owner: string,
    at: Place | undefined,
  ): JsonValue {
    if (member.property.many !== true) return isObject(value) ? normalizeObject(value, member, at, name) : value
    if (Array.isArray(value)) return normalizeItems(value, name, member, at)
    if (value === null) return value
    if (!door.strict && member.property.kind !== 'type' && !COMPACTABLE.has(name)) {
      findings.add('schema.type', below(at, name), `"${name}" of ${article(owner)} should be an array.`, {
        severity: 'warning',
        section: 'Open Badges 3.0, Serialization to JSON',
      })
    }
    const array = [isObject(value) ? normalizeObject(value, member, at, name) : value]
    wrapped.add(array)
    return array
  }

  function normalizeItems(
    items: readonly JsonValue[],
    name: string,
    member: MemberFacts,
    at: Place | undefined,
  ): readonly JsonValue[] {
    const here = below(at, name)
    let canonical: JsonValue[] | undefined
    for (let index = 0; index < items.length; index++) {
      const item = items[index] as JsonValue
      if (!isObject(item)) continue
      const inside = normalizeObject(item, member, here, index)
      if (inside === item) continue
      canonical ??= [...items]
      canonical[index] = inside
    }
    return canonical ?? items
  }

  function normalizeObject(
    value: JsonObject,
    member: MemberFacts,
    above: Place | undefined,
    step: string | number,
  ): JsonValue {
    if (member.inner !== undefined) return normalizeNode(value, member.inner, below(above, step))
    return member.property.kind === 'string' && !door.strict && isLanguageValue(value)
      ? (value['@value'] as string)
      : value
  }
}

/** A copy with other values, or without the members for which there is none. */
function withChanges(node: JsonObject, changed: ReadonlyMap<string, JsonValue | undefined>): JsonObject {
  const members: [string, JsonValue][] = []
  for (const name of Object.keys(node)) {
    const value = changed.has(name) ? changed.get(name) : node[name]
    if (value !== undefined) members.push([name, value])
  }
  return Object.fromEntries(members)
}

/** A text with its language (VC 2.0, §11.1). */
function isLanguageValue(value: JsonObject): boolean {
  const names = Object.keys(value)
  return (
    typeof value['@value'] === 'string' &&
    names.every(
      (name) => (name === '@value' || name === '@language' || name === '@direction') && typeof value[name] === 'string',
    )
  )
}
