import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formatsPlugin from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { CLASSES, type Doc, failingCases, hosted, passingCases, smallest } from '../support/corpus.ts'

/** The schemas as they are published under `badgesmith/schemas/`, by any validator of draft 2020-12. */

const SCHEMAS = new URL('../../schemas/', import.meta.url)
const names = readdirSync(SCHEMAS)
  .filter((name) => /^[A-Z]/.test(name))
  .map((name) => name.replace('.json', ''))

function read(name: string): Doc {
  return JSON.parse(readFileSync(new URL(`${name}.json`, SCHEMAS), 'utf8'))
}

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, strictTuples: false })
formatsPlugin.default(ajv)
for (const name of names) ajv.addSchema(read(name))

function accepts(name: string, document: unknown): boolean {
  return ajv.validate(`${name}.json`, document)
}

function classOf(document: Doc): string {
  const types = JSON.stringify(document.type ?? null)
  if (types.includes('ClrCredential')) return 'ClrCredential'
  return types.includes('EndorsementCredential') ? 'EndorsementCredential' : 'OpenBadgeCredential'
}

describe(`the ${names.length} published schemas`, () => {
  it.each(names)('%s is a schema of draft 2020-12, named after its class, with its section', (name) => {
    expect(read(name)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `${name}.json`,
      title: name,
      $comment: expect.any(String),
    })
    expect(ajv.getSchema(`${name}.json`)).toBeTypeOf('function')
  })

  it.each(CLASSES)('%s accepts its smallest instance', (name) => {
    expect(accepts(name, smallest(name))).toBe(true)
  })

  it('accept what validateCredential accepts', () => {
    expect(passingCases().filter(({ document }) => !accepts(classOf(document), document))).toEqual([])
  })

  it('refuse what validateCredential refuses by schema', () => {
    const ours = failingCases((name) => read(name).required as string[]).filter(
      ({ code, pointer, title }) =>
        /^(schema|time)\./.test(code ?? '') &&
        // What a status entry needs depends on its type, and is looked up by it.
        !pointer?.startsWith('/credentialStatus') &&
        // On reading, one or several of these are alike.
        !title.startsWith('ClrSubject.verifiableCredential'),
    )
    const accepted = ours.filter(({ document }) => accepts(classOf(document), document)).map(({ title }) => title)
    expect(accepted).toEqual([])
  })

  it('refuse status entries by their own class', () => {
    for (const name of ['BitstringStatusListEntry', 'StatusList2021Entry', 'RevocationListEntry']) {
      for (const member of read(name).required as string[]) {
        const { [member]: _, ...rest } = smallest(name)
        expect([name, member, accepts(name, rest)]).toEqual([name, member, false])
      }
    }
  })

  const key = { id: 'did:example:i#k', type: 'Multikey', controller: 'did:example:i', publicKeyMultibase: 'z6Mk' }
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }
  it.each([
    ['Multikey', key, { ...key, publicKeyMultibase: 'u6Mk' }],
    ['Multikey', key, { ...key, type: 'Key' }],
    ['Multikey', { ...key, expires: '2027-01-01T00:00:00Z' }, { ...key, expires: '2027' }],
    ['JWK', jwk, { crv: 'Ed25519' }],
    ['JWKS', { keys: [jwk] }, { keys: [] }],
    ['JWKS', { keys: [jwk] }, { keys: [{}] }],
  ])('%s accepts a good key and refuses a bad one (%#)', (name, good, bad) => {
    expect(accepts(name, good)).toBe(true)
    expect(accepts(name, bad)).toBe(false)
  })

  it('accept the VC 1.1 forms by their own schemas', () => {
    const { validFrom, ...badge } = smallest('OpenBadgeCredential', {
      name: 'Rubric Design',
      issuer: smallest('Profile'),
    })
    const older = {
      ...badge,
      issuanceDate: validFrom,
      '@context': ['https://www.w3.org/2018/credentials/v1', (badge['@context'] as string[])[1]],
    }
    expect(accepts('OpenBadgeCredentialV1', older)).toBe(true)
    expect(accepts('OpenBadgeCredential', older)).toBe(false)
    expect(accepts('VerifiableCredential', older)).toBe(true)
  })

  it('hold a badge to its parts, wherever they stand', () => {
    const { document } = hosted('Criteria', 5)
    expect(accepts('OpenBadgeCredential', document)).toBe(false)
  })
})
