import { MODEL, type PropertyModel } from '../generated/model.ts'
import { isObject } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { Door } from './door.ts'
import { article, type Findings } from './findings.ts'
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
 * credentials are left as they are: each is a document of its own.
 */
export function normalize(
  root: JsonObject,
  className: string,
  place: Place | undefined,
  door: Door,
  findings: Findings,
): View {
  if (door.canonical) return { value: root, wrapped: new Set() }
  const wrapped = new Set<unknown>()
  return { value: normalizeNode(root, className, place), wrapped }

  function normalizeNode(node: JsonObject, owner: string, at: Place | undefined): JsonObject {
    const properties = MODEL[owner]?.properties ?? {}
    const members: [string, JsonValue][] = []
    for (const name of Object.keys(node)) {
      const value = node[name] as JsonValue
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (property === undefined) members.push([name, value])
      // A null says nothing; that it stands there is for the closed shape to say.
      else if (value !== null || door.strict)
        members.push([name, normalizeMember(value, name, property, owner, below(at, name))])
    }
    return Object.fromEntries(members)
  }

  function normalizeMember(
    value: JsonValue,
    name: string,
    property: PropertyModel,
    owner: string,
    at: Place,
  ): JsonValue {
    if (property.many !== true) return normalizeItem(value, property, at)
    if (Array.isArray(value)) return value.map((item, index) => normalizeItem(item, property, below(at, index)))
    if (value === null) return value
    if (!door.strict && property.kind !== 'type' && !COMPACTABLE.has(name)) {
      findings.add('schema.type', at, `"${name}" of ${article(owner)} should be an array.`, {
        severity: 'warning',
        section: 'Open Badges 3.0, Serialization to JSON',
      })
    }
    const array = [normalizeItem(value, property, at)]
    wrapped.add(array)
    return array
  }

  function normalizeItem(value: JsonValue, property: PropertyModel, at: Place): JsonValue {
    if (!isObject(value)) return value
    if (property.class !== undefined && !isRootClass(property.class))
      return normalizeNode(value, classNameOf(property.class), at)
    return isText(property) && !door.strict && isLanguageValue(value) ? (value['@value'] as string) : value
  }
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
