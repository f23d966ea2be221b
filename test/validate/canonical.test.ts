import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MODEL } from '../../src/generated/model.ts'
import { type SchemaName, VALIDATORS } from '../../src/generated/validators.ts'
import type { JsonObject } from '../../src/types.ts'
import { type Door, EMBEDDED, READING } from '../../src/validate/door.ts'
import { createFindings } from '../../src/validate/findings.ts'
import { normalize } from '../../src/validate/normalize.ts'
import { badge, badgeV1 } from '../support/badges.ts'
import { CLASSES, type Doc, hosted, type Json, smallest } from '../support/corpus.ts'

const ROOTS = ['OpenBadgeCredential', 'EndorsementCredential', 'ClrCredential', 'VerifiableCredential'] as const
const DOORS: readonly Door[] = [READING, EMBEDDED]

/** Values that a schema may well accept somewhere, and those that compaction leaves behind. */
const VALUES: readonly Json[] = [
  ...[null, '', 'urn:example:x', 'a text', 5, true, [], {}, [null], ['a text'], [['a text']]],
  ...[{ '@value': 'a text', '@language': 'en' }, [{ '@value': 'a text' }], { id: 'urn:example:x', type: ['Profile'] }],
]

function bases(): readonly (readonly [SchemaName, Doc])[] {
  const hosts = CLASSES.map((name) => hosted(name, smallest(name)).document)
  return [
    ['OpenBadgeCredential', badge() as unknown as Doc],
    ['OpenBadgeCredentialV1', badgeV1() as unknown as Doc],
    ...ROOTS.flatMap((name) => [smallest(name), ...hosts].map((document) => [name, document] as const)),
  ]
}

function mutants(): fc.Arbitrary<readonly [SchemaName, JsonObject]> {
  const change = fc.tuple(fc.nat(), fc.constantFrom('replace', 'wrap', 'unwrap'), fc.constantFrom(...VALUES))
  return fc
    .tuple(fc.constantFrom(...bases()), fc.array(change, { maxLength: 3 }))
    .map(([[schema, document], changes]) => {
      const copy = structuredClone(document)
      for (const [at, how, value] of changes) {
        const places = placesIn(copy)
        const [owner, key] = places[at % places.length] ?? [copy, 'id']
        const old = owner[key] ?? null
        if (how === 'replace') owner[key] = structuredClone(value)
        else owner[key] = how === 'wrap' ? [old] : ([old].flat()[0] ?? null)
      }
      return [schema, copy as unknown as JsonObject] as const
    })
}

function placesIn(value: Json): [Doc, string][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => [[value as Doc, key] as [Doc, string], ...placesIn(member)])
}

describe('what the schema accepts as it stands', () => {
  it('has nothing to be normalized, so that reading need not look', () => {
    let accepted = 0
    fc.assert(
      fc.property(mutants(), ([schema, document]) => {
        if (document['@context'] === null || !VALIDATORS[schema](document)) return
        accepted++
        for (const door of DOORS) {
          const findings = createFindings()
          const { value, wrapped } = normalize(document, schema, undefined, door, findings)
          expect(value).toBe(document)
          expect(wrapped.size).toBe(0)
          expect(findings.count()).toBe(0)
        }
      }),
      { numRuns: 3_000 },
    )
    expect(accepted).toBeGreaterThan(300)
  })

  it('can hold a null in one place only: the @context of a credential', () => {
    const places = Object.entries(MODEL).flatMap(([name, { properties }]) =>
      Object.keys(properties)
        .filter((member) => properties[member]?.kind === 'context')
        .map((member) => `${name} ${member}`),
    )
    expect(places.filter((place) => !/^\w+Credential(V1)? @context$/.test(place))).toEqual([])
  })

  it('is the rest of a badge that has one member in another form: only that one is copied', () => {
    const document = badge() as unknown as JsonObject
    const evidence = { id: 'urn:example:evidence', type: ['Evidence'] }
    const single = { ...document, evidence }
    const { value, wrapped } = normalize(single, 'OpenBadgeCredential', undefined, READING, createFindings())
    expect(value).toEqual({ ...document, evidence: [evidence] })
    expect(value.credentialSubject).toBe(document.credentialSubject)
    expect(wrapped.size).toBe(1)
  })
})
