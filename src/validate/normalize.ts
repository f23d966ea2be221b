import type { PropertyModel } from '../generated/model.ts'
import { isObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { Door } from './door.ts'
import { article, type Findings } from './findings.ts'
import { membersOf } from './members.ts'
import { below, type Place } from './place.ts'

/** Where JSON-LD compaction to a single value is allowed (Open Badges 3.0, "Serialization"). `type` is too. */
const COMPACTABLE: ReadonlySet<string> = new Set(['credentialSchema', 'proof', 'termsOfUse'])

/** A credential in canonical form, and which of its arrays the document writes as a single value. */
export interface View {
  readonly value: JsonObject
  readonly wrapped: ReadonlySet<unknown>
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
  if (door.canonical) return { value: root, wrapped }
  return { value: normalizeNode(root, className, place), wrapped }

  function normalizeNode(node: JsonObject, owner: string, at: Place | undefined): JsonObject {
    const properties = membersOf(owner)
    const changed = new Map<string, JsonValue | undefined>()
    for (const name of Object.keys(node)) {
      const property = properties.get(name)
      if (property === undefined) continue
      const value = node[name] as JsonValue
      // A null says nothing; that it stands there is for the closed shape to say.
      const canonical = value === null && !door.strict ? undefined : normalizeMember(value, name, property, owner, at)
      if (canonical !== value) changed.set(name, canonical)
    }
    return changed.size === 0 ? node : withChanges(node, changed)
  }

  function normalizeMember(
    value: JsonValue,
    name: string,
    property: PropertyModel,
    owner: string,
    at: Place | undefined,
  ): JsonValue {
    if (property.many !== true) return isObject(value) ? normalizeObject(value, property, at, name) : value
    if (Array.isArray(value)) return normalizeItems(value, name, property, at)
    if (value === null) return value
    if (!door.strict && property.kind !== 'type' && !COMPACTABLE.has(name)) {
      findings.add('schema.type', below(at, name), `"${name}" of ${article(owner)} should be an array.`, {
        severity: 'warning',
        section: 'Open Badges 3.0, Serialization to JSON',
      })
    }
    const array = [isObject(value) ? normalizeObject(value, property, at, name) : value]
    wrapped.add(array)
    return array
  }

  function normalizeItems(
    items: readonly JsonValue[],
    name: string,
    property: PropertyModel,
    at: Place | undefined,
  ): readonly JsonValue[] {
    if (!items.some(isObject)) return items
    const here = below(at, name)
    const canonical = items.map((item, index) => (isObject(item) ? normalizeObject(item, property, here, index) : item))
    return canonical.some((item, index) => item !== items[index]) ? canonical : items
  }

  function normalizeObject(
    value: JsonObject,
    property: PropertyModel,
    above: Place | undefined,
    step: string | number,
  ): JsonValue {
    if (property.class !== undefined && !isRootClass(property.class))
      return normalizeNode(value, classNameOf(property.class), below(above, step))
    return isText(property) && !door.strict && isLanguageValue(value) ? (value['@value'] as string) : value
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

/** Classes that have contexts of their own. */
export function isRootClass(name: string): boolean {
  return name === 'EndorsementCredential' || name === 'VerifiableCredential'
}

/** A ProfileRef that is an object is a Profile. */
export function classNameOf(name: string): string {
  return name === 'ProfileRef' ? 'Profile' : name
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

function isText({ kind }: PropertyModel): boolean {
  return kind === 'string'
}
