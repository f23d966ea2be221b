import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/** Types and schemas are both written by hand; here each is held to the other. */

type Schema = { readonly [keyword: string]: unknown }

const SCHEMAS = new URL('../../schemas/', import.meta.url)
const TYPES = fileURLToPath(new URL('../../src/types.ts', import.meta.url))

/** Schemas that are not one type: a union, or a set of keys that nothing of ours takes as input. */
const NOT_TYPES = ['CredentialStatus', 'ProfileRef', 'JWKS']

/** Types that are wider than the class on purpose, so that only their names are compared. */
const NAMES_ONLY = ['JWK', 'VerifiableCredential']

const schemas = new Map(
  readdirSync(SCHEMAS)
    .filter((name) => /^[A-Z]/.test(name))
    .map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(new URL(name, SCHEMAS), 'utf8')) as Schema]),
)
const program = ts.createProgram([TYPES], {
  strict: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: [],
})
const checker = program.getTypeChecker()
const source = program.getSourceFile(TYPES)
const exported = new Map(
  (source ? checker.getExportsOfModule(checker.getSymbolAtLocation(source) as ts.Symbol) : []).map((symbol) => [
    symbol.name,
    symbol,
  ]),
)

const comparable = [...schemas.keys()].filter((name) => !NOT_TYPES.includes(name))

describe(`types and schemas, ${comparable.length} classes`, () => {
  it.each(comparable)('%s has the same members in both', (name) => {
    expect(Object.keys(membersOf(name)).sort()).toEqual(namesIn(name).sort())
  })

  it.each(comparable)('%s requires the same members in both', (name) => {
    const required = Object.entries(membersOf(name)).filter(([, { optional }]) => !optional)
    expect(required.map(([member]) => member).sort()).toEqual([...(schemaOf(name).required as string[])].sort())
  })

  it.each(comparable.filter((name) => !NAMES_ONLY.includes(name)))('%s has members of the same kinds', (name) => {
    const members = Object.entries(membersOf(name)).filter(([member]) => member !== '@context')
    const inTypes = Object.fromEntries(members.map(([member, { kind }]) => [member, kind]))
    const properties = schemaOf(name).properties as Record<string, Schema>
    const inSchema = Object.fromEntries(members.map(([member]) => [member, kindInSchema(properties[member] ?? {})]))
    expect(inTypes).toEqual(inSchema)
  })

  it('are documented: every class and every property has a description', () => {
    const silent = [...schemas].flatMap(([name, schema]) => [
      ...(schema.description && schema.title === name ? [] : [name]),
      ...Object.entries((schema.properties ?? {}) as Record<string, Schema>)
        .filter(([, property]) => !property.description)
        .map(([property]) => `${name}.${property}`),
    ])
    expect(silent).toEqual([])
  })

  it('agree on the words of every vocabulary', () => {
    const differing: string[] = []
    for (const name of comparable) {
      for (const [member, property] of Object.entries(schemaOf(name).properties as Record<string, Schema>)) {
        const words = wordsOf(property)
        const type = membersOf(name)[member]?.type
        if (words === undefined || type === undefined) continue
        const literals = wordsInType(type)
        if (JSON.stringify([...words].sort()) !== JSON.stringify(literals)) differing.push(`${name}.${member}`)
      }
    }
    expect(differing).toEqual([])
  })
})

function schemaOf(name: string): Schema {
  return schemas.get(name) ?? {}
}

/** A key may have more members than are named in the type: it says so by an index signature. */
function namesIn(name: string): string[] {
  const names = Object.keys(schemaOf(name).properties as object)
  return name === 'JWK' ? names.filter((member) => membersOf(name)[member] !== undefined) : names
}

interface Member {
  readonly optional: boolean
  readonly kind: string
  readonly type: ts.Type
}

function membersOf(name: string): Record<string, Member> {
  const symbol = exported.get(name)
  if (symbol === undefined) throw new Error(`src/types.ts has no ${name}`)
  const type = checker.getDeclaredTypeOfSymbol(symbol)
  return Object.fromEntries(
    checker.getPropertiesOfType(type).map((property) => {
      const of = withoutUndefined(checker.getTypeOfSymbol(property))
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0
      return [property.name, { optional, kind: kindInType(of), type: of }]
    }),
  )
}

function withoutUndefined(type: ts.Type): ts.Type {
  return checker.getNonNullableType(type)
}

/** string, number, boolean, object; `[]` behind it for arrays, `?[]` where a single value will do. */
function kindInType(type: ts.Type): string {
  const parts = type.isUnion() ? type.types : [type]
  const arrays = parts.filter((part) => checker.isArrayLikeType(part))
  const singles = parts.filter((part) => !checker.isArrayLikeType(part))
  const items = arrays.flatMap((array) => checker.getTypeArguments(array as ts.TypeReference))
  const kinds = new Set([...singles, ...items].flatMap(baseKinds))
  const base = [...kinds].sort().join('|')
  if (arrays.length === 0) return base
  return singles.length === 0 ? `${base}[]` : `${base}?[]`
}

function baseKinds(type: ts.Type): string[] {
  if (type.isUnion()) return type.types.flatMap(baseKinds)
  if (type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.TemplateLiteral)) return ['string']
  if (type.flags & ts.TypeFlags.NumberLike) return ['number']
  if (type.flags & ts.TypeFlags.BooleanLike) return ['boolean']
  return ['object']
}

function kindInSchema(property: Schema): string {
  if (property.$ref === 'ProfileRef.json') return 'object|string'
  if (property.$ref !== undefined) return 'object'
  if (property.if !== undefined) return `${kindInSchema(property.else as Schema)}?[]`
  if (property.type === 'array') return `${kindInSchema(property.items as Schema)}[]`
  return property.type === 'integer' ? 'number' : String(property.type)
}

function wordsOf(property: Schema): readonly string[] | undefined {
  if (Array.isArray(property.enum)) return property.enum
  const [words] = Array.isArray(property.anyOf) ? (property.anyOf as Schema[]) : []
  return words?.enum as readonly string[] | undefined
}

function wordsInType(type: ts.Type): string[] {
  const parts = type.isUnion() ? type.types : [type]
  return parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : [])).sort()
}
