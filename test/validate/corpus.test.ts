import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MODEL } from '../../src/generated/model.ts'
import { validateCredential } from '../../src/validate/index.ts'
import { CLASSES, failingCases, passingCases } from '../support/corpus.ts'

function requiredOf(className: string): readonly string[] {
  return JSON.parse(readFileSync(new URL(`../../schemas/${className}.json`, import.meta.url), 'utf8')).required
}

function found(document: unknown): string[] {
  return validateCredential(document)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ code, pointer }) => `${code} ${pointer}`)
}

const passing = passingCases()
const failing = failingCases(requiredOf)

describe(`validateCredential, ${passing.length} documents of ${CLASSES.length} classes`, () => {
  it.each(passing)('accepts $title', ({ document }) => {
    expect(found(document)).toEqual([])
  })
})

describe(`validateCredential, ${failing.length} documents with one mistake each`, () => {
  it.each(failing)('refuses $title', ({ document, code, pointer }) => {
    expect(found(document)).toEqual([`${code} ${pointer}`])
  })

  it('says of each what to do about it', () => {
    const mute = failing.filter(({ document }) =>
      validateCredential(document).problems.some(({ severity, hint }) => severity === 'error' && !hint),
    )
    expect(mute.map(({ title }) => title)).toEqual([])
  })
})

it('has a smallest document of every class of the model', () => {
  const elsewhere = [
    'VerifiableCredential',
    'OpenBadgeCredentialV1',
    'EndorsementCredentialV1',
    'ClrCredentialV1',
    'CredentialStatus',
  ]
  const keys = ['Multikey', 'JWK', 'JWKS']
  expect(Object.keys(MODEL).filter((name) => ![...CLASSES, ...elsewhere, ...keys].includes(name))).toEqual([])
})
