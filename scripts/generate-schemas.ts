import { readdir, readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { writeGenerated } from './output.ts'

type Schema = { readonly [keyword: string]: unknown }

const SCHEMAS = new URL('../schemas/', import.meta.url)

/** The classes that something is held to as a whole; the others are reached from these. */
const ENTRIES = [
  'OpenBadgeCredential',
  'OpenBadgeCredentialV1',
  'EndorsementCredential',
  'EndorsementCredentialV1',
  'ClrCredential',
  'ClrCredentialV1',
  'VerifiableCredential',
  'Profile',
  'BitstringStatusListEntry',
  'StatusList2021Entry',
  'RevocationListEntry',
] as const

const EMAIL = '^[^\\s@]+@[^\\s@]+$'

/**
 * Writes `src/generated/model.ts` from `schemas/`: their facts as data, for the checks of `src/validate` and for what
 * they say. test/validate/conformance.test.ts holds those checks to a JSON Schema validator that reads the schemas.
 */
export async function generateSchemas(): Promise<void> {
  await writeGenerated('model.ts', modelText(await readSchemas()))
}

async function readSchemas(): Promise<Map<string, Schema>> {
  // Classes are named with a capital letter; what is not is no class of the specification.
  const names = (await readdir(SCHEMAS)).filter((name) => /^[A-Z]\w*\.json$/.test(name)).sort()
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, SCHEMAS), 'utf8')))
  return new Map(names.map((name, index) => [name.replace('.json', ''), JSON.parse(texts[index] ?? '') as Schema]))
}

/** The words of an extensible vocabulary: `anyOf` of an enumeration and the pattern for `ext:`. */
function extensibleWords(schema: Schema): readonly string[] | undefined {
  const [words] = Array.isArray(schema.anyOf) ? (schema.anyOf as Schema[]) : []
  return words?.enum as readonly string[] | undefined
}

interface Property {
  kind: string
  many?: boolean | 'either'
  class?: string
  inline?: ObjectModel
  orUri?: true
  words?: readonly string[]
  open?: true
  pattern?: string
  minimum?: number
  means: string
}

interface ObjectModel {
  required?: readonly string[]
  properties: Record<string, Property>
}

/** What of a value the model knows. Anything else would be published and not checked. */
const KEYWORDS: readonly string[] = [
  ...['description', 'type', 'required', 'properties', 'items', 'minItems', '$ref', 'if', 'then', 'else'],
  ...['format', 'pattern', 'enum', 'anyOf', 'minimum'],
]

function modelText(schemas: ReadonlyMap<string, Schema>): string {
  const classes = [...schemas].filter(([, schema]) => schema.properties !== undefined)
  const model = Object.fromEntries(
    classes.map(([name, schema]) => [
      name,
      {
        section: schema.$comment,
        ...(schema.additionalProperties === false && { closed: true }),
        types: classNames((schema.properties as Schema).type as Schema | undefined),
        ...objectModel(schema, schemas),
      },
    ]),
  )
  return [
    '// Made by `npm run generate` from schemas/. Do not edit.',
    '// biome-ignore-all format: generated',
    "export type PropertyKind = 'string' | 'uri' | 'date-time' | 'date' | 'number' | 'boolean' | 'type' | 'object' | 'context' | 'other'",
    'export interface PropertyModel {',
    '  readonly kind: PropertyKind',
    "  readonly many?: boolean | 'either'",
    '  readonly class?: string',
    '  /** Of an object that is of no class. */',
    '  readonly inline?: ObjectModel',
    '  /** A URI may stand for the object. */',
    '  readonly orUri?: true',
    '  readonly words?: readonly string[]',
    '  /** The words may be extended, by others that begin with "ext:". */',
    '  readonly open?: true',
    '  readonly pattern?: string',
    '  /** Of an integer. */',
    '  readonly minimum?: number',
    '  readonly means: string',
    '}',
    'export interface ObjectModel { readonly required?: readonly string[]; readonly closed?: boolean; readonly properties: Readonly<Record<string, PropertyModel>> }',
    'export interface ClassModel extends ObjectModel { readonly section: string; readonly types: readonly (readonly string[])[] }',
    `export type SchemaName = ${ENTRIES.map((name) => `'${name}'`).join(' | ')}`,
    `export const MODEL: Readonly<Record<string, ClassModel>> = ${JSON.stringify(model)}`,
    '',
  ].join('\n')
}

/** The names that `type` must contain, as alternatives. */
function classNames(type: Schema | undefined): string[][] {
  if (type === undefined) return []
  if (typeof type.const === 'string') return [[type.const]]
  const all = (type.allOf ?? (type.contains ? [type] : [])) as { contains: { const?: string; enum?: string[] } }[]
  return all.map(({ contains }) => contains.enum ?? (contains.const === undefined ? [] : [contains.const]))
}

function objectModel(schema: Schema, schemas: ReadonlyMap<string, Schema>): ObjectModel {
  const required = schema.required as readonly string[] | undefined
  return {
    ...(required && required.length > 0 && { required }),
    properties: mapValues((schema.properties ?? {}) as Schema, (item, key) => propertyOf(item as Schema, key, schemas)),
  }
}

function propertyOf(schema: Schema, name: string, schemas: ReadonlyMap<string, Schema>): Property {
  const means = String(schema.description ?? '')
  if (name === '@context') return { kind: 'context', means }
  if (name === 'type' && schema.type === 'array') return { kind: 'type', many: true, means }
  if (name === 'type' && schema.const !== undefined) return { kind: 'type', means }
  const either = isSchema(schema.if) && schema.if.type === 'array'
  const many = schema.type === 'array'
  const item = either ? (schema.else as Schema) : many ? (schema.items as Schema) : schema
  expectKnown(name, schema, item)
  const open = extensibleWords(item)
  const words = (item.enum as string[] | undefined) ?? open
  const pattern = item.format === 'email' ? EMAIL : item.pattern
  return {
    ...kindOf(item, schemas),
    ...(many && { many }),
    ...(either && { many: 'either' as const }),
    ...(words && { words }),
    ...(open && { open: true as const }),
    ...(typeof pattern === 'string' && { pattern }),
    ...(typeof item.minimum === 'number' && { minimum: item.minimum }),
    means,
  }
}

function expectKnown(name: string, ...schemas: readonly Schema[]): void {
  const unknown = schemas.flatMap((schema) => Object.keys(schema).filter((keyword) => !KEYWORDS.includes(keyword)))
  if (unknown.length > 0) throw new Error(`schemas: "${name}" has ${unknown.join(', ')}, which nothing checks.`)
}

function kindOf(
  item: Schema,
  schemas: ReadonlyMap<string, Schema>,
): Pick<Property, 'kind' | 'class' | 'orUri' | 'inline'> {
  if (typeof item.$ref === 'string') {
    const name = item.$ref.replace('.json', '')
    return { kind: 'object', class: name, ...(isUriOrObject(schemas.get(name)) && { orUri: true as const }) }
  }
  if (isUriOrObject(item)) return { kind: 'other', orUri: true, inline: objectModel(item.else as Schema, schemas) }
  if (item.type === 'object') return { kind: 'other', inline: objectModel(item, schemas) }
  if (item.format === 'uri' || item.format === 'date-time' || item.format === 'date') return { kind: item.format }
  if (item.type === 'string' || item.type === 'number' || item.type === 'boolean') return { kind: item.type }
  // Words that may be extended are an `anyOf` of texts.
  if (extensibleWords(item)) return { kind: 'string' }
  if (item.type === 'integer') return { kind: 'other' }
  throw new Error(`schemas: nothing checks ${JSON.stringify(item)}`)
}

/** Open Badges writes an issuer as a profile or as its URI alone. */
function isUriOrObject(schema: Schema | undefined): boolean {
  return isSchema(schema?.if) && schema.if.type === 'string'
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null
}

function mapValues<T>(record: Schema, map: (value: unknown, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await generateSchemas()
