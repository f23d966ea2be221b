import { readdir, readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
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

/** Each has its own contexts and data model, so each is held to its schema by itself. */
const ROOTS: readonly string[] = ['EndorsementCredential.json', 'VerifiableCredential.json']

/** Absolute URI or IRI (RFC 3986, RFC 3987) without a look at its parts. Linear. */
const URI = '^[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>"{}|\\\\^`]+$'
const EMAIL = '^[^\\s@]+@[^\\s@]+$'

/** Writes `src/generated/validators.ts` and `src/generated/model.ts` from `schemas/`. */
export async function generateSchemas(): Promise<void> {
  const schemas = await readSchemas()
  await writeGenerated('validators.ts', validatorsText(schemas))
  await writeGenerated('model.ts', modelText(schemas))
}

async function readSchemas(): Promise<Map<string, Schema>> {
  // Classes are named with a capital letter; what is not is no class of the specification.
  const names = (await readdir(SCHEMAS)).filter((name) => /^[A-Z]\w*\.json$/.test(name)).sort()
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, SCHEMAS), 'utf8')))
  return new Map(names.map((name, index) => [name.replace('.json', ''), JSON.parse(texts[index] ?? '') as Schema]))
}

/** Standalone code, so that nothing compiles at run time and a strict CSP is fine. */
function validatorsText(schemas: ReadonlyMap<string, Schema>): string {
  const ajv = new Ajv2020({
    allErrors: true,
    inlineRefs: false,
    messages: false,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    code: { source: true, esm: true, lines: true, optimize: 2 },
  })
  for (const [name, schema] of schemas) ajv.addSchema(compact(schema) as Schema, `${name}.json`)
  const full = standalone.default(ajv, Object.fromEntries(ENTRIES.map((name) => [name, `${name}.json`])))
  const code = shortened(withoutUnused(full))
  if (/\brequire\(|^import /m.test(code)) throw new Error('The compiled schemas are not self-contained.')
  return [
    '// Made by `npm run generate` from schemas/. Do not edit.',
    '// biome-ignore-all lint: generated',
    '// @ts-nocheck',
    FAULT,
    code
      .replace('"use strict";', '')
      .replaceAll(/^export const (\w+) = validate(\d+);$/gm, 'const entry_$1 = validate$2;'),
    '',
    'export type SchemaError = { readonly instancePath: string; readonly keyword: string; readonly params: Readonly<Record<string, unknown>> }',
    'export type SchemaValidator = { (data: unknown): boolean; errors?: readonly SchemaError[] | null }',
    `export type SchemaName = ${ENTRIES.map((name) => `'${name}'`).join(' | ')}`,
    `export const VALIDATORS: Readonly<Record<SchemaName, SchemaValidator>> = { ${ENTRIES.map((name) => `${name}: entry_${name}`).join(', ')} }`,
    '',
  ].join('\n')
}

/** Takes out what nothing of ours reads: paths into the schema, and schemas that the code does not refer to. */
function withoutUnused(code: string): string {
  const lean = code.replaceAll(/schemaPath:"[^"]*",/g, '').replaceAll(/^\/\*# sourceURL=.*$/gm, '')
  return lean.replaceAll(/^const (schema\d+) = .*;$/gm, (line: string, name: string) =>
    new RegExp(`\\b${name}\\b`, 'g').test(lean.replace(line, '')) ? line : '',
  )
}

/** Adds one error to those found so far. */
const FAULT = `function fault(errors, instancePath, keyword, params) {
  const error = { instancePath, keyword, params }
  if (errors === null) return [error]
  errors.push(error)
  return errors
}`

/**
 * The same code in two thirds of the space: one function makes the errors, and validators hand each other the path and
 * nothing else, since no schema of ours asks for the parent, for dynamic references or for what was evaluated.
 */
function shortened(code: string): string {
  const short = code
    .replaceAll(
      /^const (err\d+) = \{(?:instancePath(?::([^,]+))?,keyword:"(\w+)",params:(\{.*\}))?\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\n/gm,
      // What stands under "if" is asked and not told, so that it has no words.
      (_, __, path = 'instancePath', keyword = '', params = '{}') =>
        `vErrors = fault(vErrors, ${path}, "${keyword}", ${keyword === 'pattern' ? '{}' : params});\n`,
    )
    .replaceAll(/^const (evaluated\d+) = \w+\.evaluated;\n(?:if\(\1\.\w+\)\{\n\1\.\w+ = undefined;\n\}\n)*/gm, '')
    .replaceAll(/^(?:validate\d+\.evaluated|evaluated\d+\.props) = .*;$/gm, '')
    .replaceAll(/\(data, \{instancePath="", [^)]*\}=\{\}\)/g, '(data, instancePath="")')
    .replaceAll(/, \{instancePath(?::([^,{}]+))?,parentData[^{}]*\}\)/g, (_, path = 'instancePath') => `, ${path})`)
  const left = /\b(evaluated\d*|parentData\w*|dynamicAnchors|rootData)\b|vErrors\.push/.exec(short)
  if (left) throw new Error(`The compiled schemas have another form than expected: "${left[0]}" is left in them.`)
  return short
}

/**
 * What the compiled code needs of a schema. What rules say better with the model at hand (contexts, class names in
 * `type`, dates) is left to them; formats become patterns; the rest is the schema as it is published.
 */
function compact(schema: unknown, name = ''): unknown {
  if (Array.isArray(schema)) return schema.map((item) => compact(item))
  if (typeof schema !== 'object' || schema === null) return schema
  const source = schema as Schema
  if (name === '@context') return {}
  if (name === 'type' && source.const !== undefined) return { type: 'string' }
  if (name === 'type' && source.type === 'array') return { type: 'array', minItems: 1, items: { type: 'string' } }
  if (typeof source.$ref === 'string' && ROOTS.includes(source.$ref)) return { type: 'object' }
  const extensible = extensibleWords(source)
  if (extensible) return { type: 'string', pattern: `^(?:ext:[A-Za-z0-9._-]+|${extensible.join('|')})$` }
  const kept: Record<string, unknown> = {}
  for (const [keyword, value] of Object.entries(source)) {
    if (keyword === 'description' || keyword === 'title' || keyword === '$comment' || keyword === '$schema') continue
    if (keyword === 'required' && Array.isArray(value) && value.length === 0) continue
    if (keyword === 'format') Object.assign(kept, patternOf(String(value)))
    else if (keyword === 'properties') kept[keyword] = mapValues(value as Schema, (item, key) => compact(item, key))
    else kept[keyword] = compact(value)
  }
  return kept
}

function patternOf(format: string): Schema {
  if (format === 'uri') return { pattern: URI }
  return format === 'email' ? { pattern: EMAIL } : {}
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
  words?: readonly string[]
  means: string
}

/** The same facts as data: what messages, hints and rules need to know of each class. */
function modelText(schemas: ReadonlyMap<string, Schema>): string {
  const classes = [...schemas].filter(([, schema]) => schema.properties !== undefined)
  const model = Object.fromEntries(
    classes.map(([name, schema]) => [
      name,
      {
        section: schema.$comment,
        ...(schema.additionalProperties === false && { closed: true }),
        types: classNames((schema.properties as Schema).type as Schema | undefined),
        properties: mapValues(schema.properties as Schema, (item, key) => propertyOf(item as Schema, key)),
      },
    ]),
  )
  return [
    '// Made by `npm run generate` from schemas/. Do not edit.',
    '// biome-ignore-all format: generated',
    "export type PropertyKind = 'string' | 'uri' | 'date-time' | 'date' | 'number' | 'boolean' | 'type' | 'object' | 'context' | 'other'",
    'export interface PropertyModel { readonly kind: PropertyKind; readonly many?: boolean | "either"; readonly class?: string; readonly words?: readonly string[]; readonly means: string }',
    'export interface ClassModel { readonly section: string; readonly closed?: boolean; readonly types: readonly (readonly string[])[]; readonly properties: Readonly<Record<string, PropertyModel>> }',
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

function propertyOf(schema: Schema, name: string): Property {
  const means = String(schema.description ?? '')
  if (name === '@context') return { kind: 'context', means }
  if (name === 'type' && schema.type === 'array') return { kind: 'type', many: true, means }
  if (name === 'type' && schema.const !== undefined) return { kind: 'type', means }
  const either = isSchema(schema.if) && schema.if.type === 'array'
  const many = schema.type === 'array'
  const item = either ? (schema.else as Schema) : many ? (schema.items as Schema) : schema
  const words = (item.enum as string[] | undefined) ?? extensibleWords(item)
  return {
    ...kindOf(item),
    ...(many && { many }),
    ...(either && { many: 'either' as const }),
    ...(words && { words }),
    means,
  }
}

function kindOf(item: Schema): { kind: string; class?: string } {
  if (typeof item.$ref === 'string') return { kind: 'object', class: item.$ref.replace('.json', '') }
  if (item.format === 'uri' || item.format === 'date-time' || item.format === 'date') return { kind: item.format }
  if (item.type === 'string' || item.type === 'number' || item.type === 'boolean') return { kind: item.type }
  return { kind: 'other' }
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null
}

function mapValues<T>(record: Schema, map: (value: unknown, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await generateSchemas()
