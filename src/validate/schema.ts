import type { ErrorCode } from '../codes.ts'
import { MODEL, type PropertyModel } from '../generated/model.ts'
import { type SchemaError, type SchemaName, VALIDATORS } from '../generated/validators.ts'
import { isObject } from '../json.ts'
import type { JsonObject } from '../types.ts'
import type { Door } from './door.ts'
import { article, type Details, type Findings, listed, shown, softened } from './findings.ts'
import { classNameOf } from './members.ts'
import { memberMeant } from './names.ts'
import type { View } from './normalize.ts'
import { below, type Place, pointerOf } from './place.ts'

/** Where an error of the compiled schema is, in words of the model. */
interface Spot {
  readonly place: Place | undefined
  readonly value: unknown
  /** The class whose property it is, or of the value itself where the value is an object of a class. */
  readonly owner: string
  readonly name: string
  readonly property: PropertyModel | undefined
}

/** Members that the rules need not look at again, because a missing one explains them. */
export type Explained = Set<string>

/** Holds a view to the schema of its class and says in words what differs. */
export function checkAgainstSchema(
  schema: SchemaName,
  view: View,
  root: Place | undefined,
  door: Door,
  findings: Findings,
): Explained {
  const explained: Explained = new Set()
  const validate = VALIDATORS[schema]
  if (view.conforms || validate(view.value)) return explained
  for (const error of validate.errors ?? []) report(error)
  return explained

  function report(error: SchemaError): void {
    const spot = locate(error.instancePath, view, schema, root)
    if (spot.value === null) return
    switch (error.keyword) {
      case 'required':
        reportMissing(String(error.params.missingProperty), spot)
        break
      case 'additionalProperties':
        reportAdditional(String(error.params.additionalProperty), spot)
        break
      case 'type':
        reportType(String(error.params.type), spot)
        break
      case 'minItems':
        reportEmpty(spot)
        break
      case 'enum':
      case 'pattern':
      case 'minimum':
        reportValue(spot)
        break
    }
  }

  function reportMissing(name: string, { place, value, owner }: Spot): void {
    const node = value as JsonObject
    if (owner === schema && isDateOfOtherModel(node, name)) return
    const properties = MODEL[owner]?.properties ?? {}
    const strangers = Object.keys(node).filter((key) => !Object.hasOwn(properties, key))
    const meant = strangers.find((key) => memberMeant(key, [name], findings) !== undefined)
    if (meant !== undefined) explained.add(pointerOf(below(place, meant)))
    const means = properties[name]?.means
    add('schema.required', place, `${capital(article(owner))} needs "${name}", and has none.`, owner, {
      hint: meant !== undefined ? `Rename "${meant}" to "${name}".` : means && `Add "${name}": ${means}`,
    })
  }

  function reportAdditional(name: string, { place, owner }: Spot): void {
    const known = Object.keys(MODEL[owner]?.properties ?? {})
    const meant = memberMeant(name, known, findings)
    add('schema.additional', below(place, name), `${capital(article(owner))} can have no "${name}".`, owner, {
      hint: meant === undefined ? `It has ${listed(known)} and nothing else.` : `Did you mean "${meant}"?`,
    })
  }

  function reportType(expected: string, { place, value, owner, name, property }: Spot): void {
    // A class name that is wrong is said by the rule; that it is no array would be the same mistake again.
    if (property?.kind === 'type' && typeof value === 'string' && !hasClassNames(owner, value)) return
    if (isLanguageMap(value) && expected.includes('string')) {
      add(
        'schema.language_map',
        place,
        `"${name}" of ${article(owner)} is a language map, which no context can sign.`,
        owner,
        {
          hint: `Write one text. One credential per language, joined by "related" of the achievement.`,
        },
      )
      return
    }
    const message = `"${name}" of ${article(owner)} should be ${article(expected.replaceAll(',', ' or '))}, but is ${found(value)}.`
    add('schema.type', place, message, owner, { hint: typeHint(expected, value, property) })
  }

  function reportEmpty({ place, owner, name, property }: Spot): void {
    if (property?.kind === 'type') return
    const needed = name === 'verifiableCredential'
    add('schema.empty', place, `"${name}" of ${article(owner)} is an empty array.`, owner, {
      hint: needed ? 'Put at least one in.' : 'Leave it out.',
      severity: needed ? 'error' : softened(door),
    })
  }

  function reportValue({ place, value, owner, name, property }: Spot): void {
    const message = `"${name}" of ${article(owner)} should not be ${shown(value)}.`
    if (property?.words !== undefined) {
      if (typeof value !== 'string') return
      add('schema.enum', place, message, owner, { hint: wordHint(String(value), property.words, owner, name) })
      return
    }
    const soft = name === 'email' || name === 'addressCountryCode'
    add('schema.format', place, message, owner, {
      hint: formatHint(name, String(value), property),
      severity: soft ? softened(door) : 'error',
    })
  }

  function wordHint(word: string, words: readonly string[], owner: string, name: string): string {
    const meant = findings.guess(word, words)
    if (meant !== undefined) return `Did you mean "${meant}"?`
    const isOpen = !(name === 'status' && owner === 'Result') && name !== 'associationType'
    const some =
      words.length > 12
        ? `${words
            .slice(0, 8)
            .map((item) => `"${item}"`)
            .join(', ')}, …`
        : listed(words)
    return isOpen ? `Use ${some}, or a word of your own that begins with "ext:".` : `Use ${some}.`
  }

  function add(code: ErrorCode, place: Place | undefined, message: string, owner: string, details: Details): void {
    findings.add(code, place, message, { section: MODEL[owner]?.section, ...details })
  }
}

/** Follows a path through the view, and names the place as it is in the document. */
function locate(path: string, { value: root, wrapped }: View, schema: string, at: Place | undefined): Spot {
  let value: unknown = root
  let place = at
  let owner = schema
  let inside = schema
  let name = ''
  let property: PropertyModel | undefined
  for (const raw of path.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(value)) {
      if (!wrapped.has(value)) place = below(place, Number(step))
      value = value[Number(step)]
      continue
    }
    owner = inside
    name = step
    property = MODEL[owner]?.properties[step]
    inside = classNameOf(property?.class ?? owner)
    place = below(place, step)
    value = isObject(value) ? value[step] : undefined
  }
  const isNode = isObject(value) && (path === '' || property?.class !== undefined)
  return { place, value, owner: isNode ? inside : owner, name, property }
}

/** `issuanceDate` where `validFrom` belongs, or the reverse: said by the rule on data models. */
function isDateOfOtherModel(node: JsonObject, missing: string): boolean {
  if (missing === 'validFrom') return node.issuanceDate !== undefined
  return missing === 'issuanceDate' && node.validFrom !== undefined
}

function hasClassNames(owner: string, type: string): boolean {
  return (MODEL[owner]?.types ?? []).every((names) => names.includes(type))
}

function isLanguageMap(value: unknown): boolean {
  if (!isObject(value)) return false
  const entries = Object.entries(value)
  return (
    entries.length > 0 &&
    entries.every(([key, text]) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(key) && typeof text === 'string')
  )
}

function found(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  return isObject(value) ? 'an object' : article(typeof value)
}

function typeHint(expected: string, value: unknown, property: PropertyModel | undefined): string | undefined {
  if (expected === 'array') {
    const inner = typeof value === 'object' ? '…' : JSON.stringify(value)
    return `Put it into an array: [${inner.length > 60 ? '…' : inner}].`
  }
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return `Write it as a text: "${value}".`
  if (expected === 'string' && isObject(value) && typeof value['@value'] === 'string') return 'Write the text alone.'
  if (expected === 'number' && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) {
    return `Write it without quotation marks: ${Number(value)}.`
  }
  if (expected === 'boolean' && (value === 'true' || value === 'false'))
    return `Write it without quotation marks: ${value}.`
  if (Array.isArray(value) && value.length === 1) return 'There is one only; write it without the array.'
  if (expected === 'object' && typeof value === 'string') return stringForObjectHint(value, property)
  return property?.means
}

function stringForObjectHint(value: string, property: PropertyModel | undefined): string | undefined {
  const shownValue = value.length > 60 ? '…' : JSON.stringify(value)
  if (property?.class === 'Image') return `Write { "id": ${shownValue}, "type": "Image" }.`
  if (property?.class === 'Criteria') return `Write { "narrative": ${shownValue} }.`
  if (property?.class === 'Profile') return `Write { "id": ${shownValue}, "type": ["Profile"] }.`
  return property?.means
}

function formatHint(name: string, value: string, property: PropertyModel | undefined): string | undefined {
  if (property?.kind === 'uri') return uriHint(value)
  if (name === 'inLanguage') return 'Write it like "en", "en-US" or "zh-Hant".'
  if (name === 'endorsementJwt') return 'A compact JWS is three parts of base64url with dots between.'
  if (name === 'email') return 'Write it like "teacher@district.example".'
  if (name === 'addressCountryCode') return 'Write two capital letters, like "US".'
  if (name === 'statusListIndex') return 'Write a decimal number as a text, like "94567".'
  return property?.means
}

/** What people write where a URI belongs: a name of a file, an address without its scheme, an email address. */
function uriHint(value: string): string {
  if (/^[^\s@:/]+@[^\s@/]+\.[^\s@/]+$/.test(value)) {
    return 'This is an email address. A recipient is given by it as recipient: { email: "…" }, which is hashed.'
  }
  if (/^[^:/]+\.(png|svg|jpe?g|gif|webp|pdf|docx?|html?)$/i.test(value)) {
    return 'This is the name of a file: write the whole URL that it has on the web, or leave it out.'
  }
  if (/^www\.|^[a-z0-9-]+(\.[a-z0-9-]+)+(\/|$)/i.test(value) && !/\s/.test(value)) return `Write "https://${value}".`
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(value)) return 'Encode spaces and other characters that a URI cannot have.'
  return 'Write an absolute URI: one that begins with "https:", "did:" or "urn:uuid:".'
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
