import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import fc, { type GeneratorValue } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SchemaError, type SchemaName, VALIDATORS } from '../../src/generated/validators.ts'

type Schema = { readonly [keyword: string]: unknown }

const SCHEMAS = new URL('../../schemas/', import.meta.url)
const NAMES = Object.keys(VALIDATORS) as SchemaName[]

/** Documents of their own, each held to its schema by itself. */
const ROOTS = ['EndorsementCredential.json', 'VerifiableCredential.json']

const schemas = new Map(
  readdirSync(SCHEMAS)
    .filter((name) => /^[A-Z]/.test(name))
    .map((name) => [name, JSON.parse(readFileSync(new URL(name, SCHEMAS), 'utf8')) as Schema]),
)
const reference = compileSchemas()

describe('the compiled and shortened schemas', () => {
  it.each(NAMES)('find in a %s what a JSON Schema validator finds with the published ones', (name) => {
    const validate = reference.get(name)
    if (!validate) throw new Error(`no schema ${name}`)
    fc.assert(
      fc.property(fc.gen(), (pick) => {
        const value = valueFor(schemas.get(`${name}.json`) ?? {}, pick, 0)
        const compiled = VALIDATORS[name]
        validate(value)
        expect(compiled(value)).toBe((compiled.errors ?? []).length === 0)
        expect((compiled.errors ?? []).flatMap(said).sort()).toEqual((validate.errors ?? []).flatMap(heard).sort())
      }),
      { numRuns: 60, endOnFailure: true },
    )
  })
})

/** The published schemas; what `src/validate/rules.ts` says better, and what is a document of its own, taken out. */
function compileSchemas(): Map<string, ValidateFunction> {
  const ajv = new Ajv2020({ allErrors: true, strict: false })
  ajv.addFormat('uri', /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/u)
  ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/u)
  for (const ruled of ['date', 'date-time']) ajv.addFormat(ruled, true)
  for (const [name, schema] of schemas) ajv.addSchema(withoutRules(schema) as Schema, name)
  return new Map(NAMES.map((name) => [name, ajv.getSchema(`${name}.json`) as ValidateFunction]))
}

function withoutRules(schema: unknown, name = ''): unknown {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema
  const { $ref, const: word, contains, allOf, ...rest } = schema as Schema
  if (name === '@context') return {}
  if (typeof $ref === 'string') return ROOTS.includes($ref) ? { type: 'object' } : { $ref }
  if (word !== undefined) return { type: 'string' }
  return Object.fromEntries(
    Object.entries(rest).map(([keyword, value]) => {
      if (keyword !== 'properties') return [keyword, withoutRules(value)]
      return [
        keyword,
        Object.fromEntries(Object.entries(value as Schema).map(([key, of]) => [key, withoutRules(of, key)])),
      ]
    }),
  )
}

function said({ instancePath, keyword, params }: SchemaError): string[] {
  return keyword === 'if' ? [] : [`${instancePath} ${keyword} ${detailOf(params)}`]
}

/** Likewise; a vocabulary that may be extended is one pattern in the compiled schemas. */
function heard({ instancePath: path, schemaPath, keyword, params }: ErrorObject): string[] {
  if (keyword === 'if' || schemaPath.includes('/anyOf/')) return []
  const isPattern = keyword === 'anyOf' || keyword === 'format'
  return [`${path} ${isPattern ? 'pattern' : keyword} ${isPattern ? '' : detailOf(params)}`]
}

function detailOf(params: SchemaError['params']): string {
  return String(params.missingProperty ?? params.additionalProperty ?? params.type ?? '')
}

/** Something that mostly follows a schema. */
function valueFor(schema: Schema, pick: GeneratorValue, depth: number): unknown {
  const isAmiss = pick(fc.nat, { max: 11 }) === 0
  if (isAmiss) return pick(fc.constantFrom, ...[null, '', 'x y', 'ext:a', 5, 1.5, -1, true, [], {}, ['a'], [5], [[]]])
  const resolved = typeof schema.$ref === 'string' ? (schemas.get(schema.$ref) ?? {}) : schema
  if (Array.isArray(resolved.enum)) return pick(fc.constantFrom, ...resolved.enum)
  if (Array.isArray(resolved.anyOf))
    return valueFor(pick(fc.constantFrom, ...(resolved.anyOf as Schema[])), pick, depth)
  if (resolved.if !== undefined) {
    const branch = pick(fc.constantFrom, 'then', 'else')
    return valueFor(
      { ...(branch === 'then' ? (resolved.if as Schema) : {}), ...(resolved[branch] as Schema) },
      pick,
      depth,
    )
  }
  if (resolved.type === 'array') {
    return Array.from({ length: pick(fc.nat, { max: 2 }) }, () =>
      valueFor((resolved.items ?? { type: 'string' }) as Schema, pick, depth + 1),
    )
  }
  if (resolved.type === 'object') return objectFor(resolved, pick, depth)
  if (resolved.type === 'number' || resolved.type === 'integer') return pick(fc.constantFrom, 0, 1, 2, 0.5, -3)
  if (resolved.type === 'boolean') return pick(fc.boolean)
  return pick(
    fc.constantFrom,
    ...['https://a.example', 'a@b.example', 'US', 'en', '17', 'a.b.c', 'a..c', 'zQm', 'ext:own'],
  )
}

function objectFor(schema: Schema, pick: GeneratorValue, depth: number): object {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
  const required = (schema.required ?? []) as readonly string[]
  const chosen = properties.filter(([name]) => pick(fc.nat, { max: 9 }) < (required.includes(name) ? 9 : 3 - depth))
  const members = chosen.map(([name, of]) => [name, valueFor(of, pick, depth + 1)] as const)
  return Object.fromEntries(pick(fc.nat, { max: 9 }) === 0 ? [...members, ['stranger', 1]] : members)
}
