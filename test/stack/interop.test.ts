import { existsSync, readFileSync } from 'node:fs'
import { Ajv2019 } from 'ajv/dist/2019.js'
import formatsPlugin from 'ajv-formats'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Issuer } from '../../src/issue.ts'
import { defineStack, issueStack, issueStackRecord } from '../../src/stack/index.ts'
import type { ClrCredential, Signed, SignedCredential } from '../../src/types.ts'
import { loadReferenceStack, type ReferenceStack } from '../support/digital-bazaar.ts'
import { issueMember, issuerFrom, NOW, requirement, stackOf, TEACHER } from '../support/stacks.ts'

const OFFICIAL = new URL('../../../shared/reference/schemas/', import.meta.url)
const isHere = existsSync(OFFICIAL)

let reference: ReferenceStack
let issuer: Issuer
let award: SignedCredential
let record: Signed<ClrCredential>

beforeAll(async () => {
  reference = await loadReferenceStack()
  issuer = await issuerFrom(1)
  const inner = stackOf(
    issuer,
    { inOrder: true, all: ['a', 'b'].map((name) => requirement(name)) },
    { id: 'urn:stack:in' },
  )
  const achievement = {
    id: 'https://cce.example/achievements/outer',
    name: 'Outer',
    description: 'Outer.',
    criteria: 'All.',
  }
  const requires = {
    inOrder: true,
    all: [{ stack: inner }, { choose: 1, of: ['c', 'd'].map((name) => requirement(name)) }],
  }
  const stack = defineStack(stackOf(issuer, requires, { id: 'urn:stack:out', achievement, ends: 'with-first-member' }))
  const validUntil = '2029-06-30T00:00:00Z'
  const members = [
    await issueMember('a', issuer),
    await issueMember('b', issuer, { validUntil }),
    await issueMember('c', issuer),
  ]
  const asked = { now: NOW, recipient: TEACHER }
  award = await issueStack(stack, members, issuer, asked)
  record = await issueStackRecord(stack, [...members, award], issuer, asked)
})

describe('what a stack becomes', () => {
  it('verifies with plain @digitalbazaar/vc, as a credential and as a learner record', async () => {
    expect(await reference.verify(award, NOW)).toEqual({ verified: true, errors: [] })
    expect(await reference.verify(record, NOW)).toEqual({ verified: true, errors: [] })
  })

  it('fails there, too, when it is changed', async () => {
    const changed = JSON.parse(JSON.stringify(record).replace('"precedes"', '"isPeerOf"'))
    expect(await reference.verify(changed, NOW)).toMatchObject({ verified: false })
  })

  it.skipIf(!isHere)(
    `is valid by the published schemas${isHere ? '' : ' (skipped: ../shared/reference/schemas is not here)'}`,
    () => {
      const ajv = new Ajv2019({ strict: false, inlineRefs: false, validateSchema: false })
      formatsPlugin.default(ajv)
      const cases = [
        [award, 'ob_v3p0_achievementcredential_schema.json'],
        [record, 'clr_v2p0_clrcredential_schema.json'],
      ] as const
      for (const [credential, name] of cases) {
        const validate = ajv.compile(JSON.parse(readFileSync(new URL(name, OFFICIAL), 'utf8')))
        expect([validate(credential), validate.errors]).toEqual([true, null])
      }
    },
  )
})
