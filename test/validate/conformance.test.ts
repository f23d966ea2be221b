import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import fc, { type GeneratorValue } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MODEL, type SchemaName } from '../../src/generated/model.ts'
import { type Misfit, misfitsOf } from '../../src/validate/conformance.ts'

type Schema = { readonly [keyword: string]: unknown }

const SCHEMAS = new URL('../../schemas/', import.meta.url)
const NAMES = [
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
] as const satisfies SchemaName[]

/** Documents of their own, each held to its schema by itself. */
const ROOTS = ['EndorsementCredential.json', 'VerifiableCredential.json']

const schemas = new Map(
  readdirSync(SCHEMAS)
    .filter((name) => /^[A-Z]/.test(name))
    .map((name) => [name, JSON.parse(readFileSync(new URL(name, SCHEMAS), 'utf8')) as Schema]),
)
const reference = compileSchemas()

describe('what the model finds', () => {
  it.each(NAMES)('in a %s is what a JSON Schema validator finds with the published schemas', (name) => {
    const validate = reference.get(name)
    if (!validate) throw new Error(`no schema ${name}`)
    fc.assert(
      fc.property(fc.gen(), (pick) => {
        const value = valueFor(schemas.get(`${name}.json`) ?? {}, pick, 0)
        validate(value)
        expect(misfitsOf(value, name).map(said).sort()).toEqual((validate.errors ?? []).flatMap(heard).sort())
      }),
      { numRuns: 100, endOnFailure: true },
    )
  })

  it.each(['toString', '__proto__', 'constructor'])('is nothing in a member named %s that is nobody’s', (name) => {
    const address = { type: ['Profile'], id: 'https://a.example', ...JSON.parse(`{ "${name}": { "type": 5 } }`) }
    expect(misfitsOf(address, 'Profile')).toEqual([])
  })

  it('is asked of classes that all have a model', () => {
    expect(NAMES.filter((name) => MODEL[name] === undefined)).toEqual([])
  })
})

/** The published schemas; what `src/validate/rules.ts` says better, and what is a document of its own, taken out. */
function compileSchemas(): Map<string, ValidateFunction> {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false })
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

function said({ path, keyword, detail }: Misfit): string {
  return `${path} ${keyword} ${detail}`
}

/** One line for each error that says what ours says; the branches of `anyOf` speak through it. */
function heard({ instancePath: path, schemaPath, keyword, params, data }: ErrorObject): string[] {
  const detail = params.missingProperty ?? params.additionalProperty ?? params.type ?? ''
  if (keyword === 'if' || schemaPath.includes('/anyOf/')) return []
  // What is no text has been said to be none.
  if (keyword === 'enum' && typeof data !== 'string') return []
  if (keyword === 'minimum' && !Number.isInteger(data)) return []
  if (keyword === 'anyOf') return [`${path} enum `]
  return [`${path} ${keyword === 'format' ? 'pattern' : keyword} ${detail}`]
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
