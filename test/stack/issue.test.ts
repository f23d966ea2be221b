import { beforeAll, describe, expect, it } from 'vitest'
import { readDigestMultibase } from '../../src/digest.ts'
import { type Issuer, issueCredential, signCredential } from '../../src/issue.ts'
import { digestMember } from '../../src/members/digest.ts'
import { checkRecipient } from '../../src/recipient.ts'
import { defineStack, issueStack, issueStackRecord, type Stack } from '../../src/stack/index.ts'
import type { JsonObject, SignedCredential } from '../../src/types.ts'
import { validateCredential } from '../../src/validate/index.ts'
import { verifyCredential } from '../../src/verify.ts'
import { codeOf } from '../support/codes.ts'
import {
  achievementId,
  ISSUED,
  issueMember,
  issuerFrom,
  memberInput,
  NOW,
  requirement,
  stackOf,
  TEACHER,
} from '../support/stacks.ts'

let issuer: Issuer
let stack: Stack
let members: readonly SignedCredential[]

beforeAll(async () => {
  issuer = await issuerFrom(1)
  stack = defineStack(stackOf(issuer))
  members = [
    await issueMember('a', issuer, { activityStartDate: '2025-09-01T00:00:00Z' }),
    await issueMember('b', issuer, { awardedDate: '2026-02-10T00:00:00Z', validUntil: '2029-06-30T00:00:00Z' }),
    await issueMember('c', issuer, { awardedDate: '2026-02-20T12:00:00+02:00', validUntil: '2028-06-30T00:00:00Z' }),
  ]
})

const asked = { now: NOW, recipient: TEACHER }

describe('issueStack', () => {
  it('issues the credential of the stack, with its members as evidence, for the same person', async () => {
    const award = await issueStack(stack, members, issuer, asked)
    expect(award).toMatchObject({
      name: 'Basic Assessment Design',
      validFrom: NOW,
      credentialSubject: { achievement: { id: achievementId('basic') } },
      evidence: members.map((member) => ({
        id: member.id,
        name: member.name,
        genre: 'Member credential',
        digestMultibase: digestMember({ credential: member as unknown as JsonObject, text: undefined }),
      })),
    })
    expect(readDigestMultibase(award.evidence?.[0].digestMultibase ?? '')?.algorithm).toBe('sha256')
    const report = await verifyCredential(award, { now: NOW, recipient: TEACHER, members })
    expect([report.verdict, report.checks.members.outcome]).toEqual(['valid', 'passed'])
    expect(report.checks.members.members.map(({ digest }) => digest)).toEqual(['matches', 'matches', 'matches'])
  })

  it('lets the dates follow the members', async () => {
    const award = await issueStack(stack, members, issuer, asked)
    expect(award.credentialSubject.activityStartDate).toBe('2025-09-01T00:00:00Z')
    expect(award.awardedDate).toBe(ISSUED)
    expect(award.validUntil).toBeUndefined()
    const ends = { ends: 'with-first-member' }
    const ending = await issueStack(defineStack(stackOf(issuer, undefined, ends)), members, issuer, asked)
    expect(ending.validUntil).toBe('2028-06-30T00:00:00Z')
    const lenient = { all: [requirement('a'), requirement('b'), requirement('c', { expired: 'counts' })] }
    const longer = await issueStack(defineStack(stackOf(issuer, lenient, ends)), members, issuer, asked)
    expect(longer.validUntil).toBe('2029-06-30T00:00:00Z')
  })

  it('aligns with everything that can complete the stack, so that the achievement is the same in every badge', async () => {
    const requires = { all: [requirement('a'), { choose: 1, of: ['b', 'c', 'd'].map((name) => requirement(name)) }] }
    const choice = defineStack(stackOf(issuer, requires))
    const [first, second] = [
      await issueStack(choice, [members[0] ?? '', members[1] ?? ''], issuer, asked),
      await issueStack(choice, [members[0] ?? '', members[2] ?? ''], issuer, asked),
    ]
    expect(first.credentialSubject.achievement).toEqual(second.credentialSubject.achievement)
    expect(first.credentialSubject.achievement.alignment?.map(({ targetUrl }) => targetUrl)).toEqual(
      ['a', 'b', 'c', 'd'].map(achievementId),
    )
    expect(first.evidence).not.toEqual(second.evidence)
  })

  it('fills in results of the type Status, and takes others from who awards', async () => {
    const { achievement } = stackOf(issuer)
    const scored = {
      achievement: {
        ...(achievement as JsonObject),
        resultDescription: [
          { id: '#all', name: 'All members', resultType: 'Status' },
          { id: '#score', name: 'Score', resultType: 'RawScore', valueMax: '10' },
        ],
      },
    }
    const award = await issueStack(defineStack(stackOf(issuer, undefined, scored)), members, issuer, {
      ...asked,
      award: { results: { resultDescription: '#score', value: 9 }, narrative: 'In one year.' },
    })
    expect(award.credentialSubject).toMatchObject({
      narrative: 'In one year.',
      result: [{ value: '9' }, { resultDescription: `${achievementId('basic')}#all`, status: 'Completed' }],
    })
  })

  it('repeats the hashes of its members and no address', async () => {
    const award = await issueStack(stack, members, issuer, asked)
    expect(award.credentialSubject.identifier).toEqual(
      members.flatMap(({ credentialSubject }) => credentialSubject.identifier),
    )
    expect(JSON.stringify(award)).not.toContain(TEACHER.email)
    const plain = { identifier: { hashed: false, identityHash: TEACHER.email, identityType: 'emailAddress' as const } }
    const clear = await issueMember('a', issuer, { recipient: plain })
    const hashed = await issueStack(defineStack(stackOf(issuer, requirement('a'))), [clear], issuer, asked)
    expect(JSON.stringify(hashed)).not.toContain(TEACHER.email)
    expect(checkRecipient(hashed as unknown as JsonObject, TEACHER).outcome).toBe('passed')
  })

  it('is for the id of its members, where they have one', async () => {
    const byId = await issueMember('a', issuer, { recipient: { id: 'did:example:t' } })
    const award = await issueStack(defineStack(stackOf(issuer, requirement('a'))), [byId], issuer, { now: NOW })
    expect(award.credentialSubject).toMatchObject({ id: 'did:example:t' })
    expect(award.credentialSubject.identifier).toBeUndefined()
    const jwt = await issueStack(defineStack(stackOf(issuer, requirement('a'))), [byId], issuer, {
      now: NOW,
      format: 'jwt',
    })
    expect((await verifyCredential(jwt, { now: NOW })).verdict).toBe('valid')
  })

  it('names members that are JWTs by the digest of their text', async () => {
    const input = memberInput('a', { recipient: { id: 'did:example:t' } })
    const jwt = await issueCredential(input, issuer, { now: new Date(ISSUED), format: 'jwt' })
    const award = await issueStack(defineStack(stackOf(issuer, requirement('a'))), [jwt], issuer, { now: NOW })
    const { checks } = await verifyCredential(award, { now: NOW, members: [jwt] })
    expect(checks.members).toMatchObject({ outcome: 'passed', members: [{ digest: 'matches' }] })
  })

  it('issues the same badge again for the same key, where it is retried', async () => {
    const again = () => issueStack(stack, members, issuer, { ...asked, idempotencyKey: 'job 7' })
    expect(await again()).toEqual(await again())
  })

  it('refuses a stack that is not complete, and says what is missing', async () => {
    const call = () => issueStack(stack, members.slice(0, 2), issuer, asked)
    expect(await codeOf(call)).toBe('stack.incomplete')
    await expect(call()).rejects.toThrow('Basic Assessment Design is not complete: 2 of 3. c is still missing.')
    expect(await codeOf(() => issueStack(stack, members, issuer, { now: NOW }))).toBe('stack.undecided')
  })

  it('refuses an issuer whose credential would not count for the stack', async () => {
    await expect(issueStack(stack, members, await issuerFrom(2), asked)).rejects.toThrow(TypeError)
  })
})

describe('issueStackRecord', () => {
  const inOrder = { inOrder: true, all: ['a', 'b', 'c'].map((name) => requirement(name)) }

  it('carries the members as they were signed, and how they relate', async () => {
    const record = await issueStackRecord(defineStack(stackOf(issuer, inOrder)), members, issuer, asked)
    expect(record.credentialSubject.verifiableCredential).toEqual(members)
    expect(record.credentialSubject.achievement?.map(({ id }) => id)).toEqual([achievementId('basic')])
    const associations = record.credentialSubject.association?.map(
      ({ associationType, sourceId, targetId }) =>
        `${sourceId.at(-1)} ${associationType} ${targetId.split('/').at(-1)}`,
    )
    expect(associations).toEqual([
      'a isPartOf basic',
      'b isPartOf basic',
      'c isPartOf basic',
      'a precedes b',
      'b precedes c',
    ])
    expect(validateCredential(record)).toMatchObject({ valid: true, problems: [] })
    const report = await verifyCredential(record, asked)
    expect([report.verdict, report.kind, report.checks.members.outcome, report.problems]).toEqual([
      'valid',
      'clr',
      'passed',
      [],
    ])
  })

  it('carries the credential of the stack, where it is presented', async () => {
    const award = await issueStack(stack, members, issuer, asked)
    const record = await issueStackRecord(stack, [award, ...members], issuer, asked)
    expect(record.credentialSubject.verifiableCredential).toEqual([...members, award])
    expect(record.credentialSubject.achievement).toBeUndefined()
    expect((await verifyCredential(record, { now: NOW })).checks.members.outcome).toBe('passed')
  })

  it('defines a nested stack that is met by its members', async () => {
    const inner = stackOf(issuer, undefined, { id: 'urn:stack:inner' })
    const achievement = { id: achievementId('outer'), name: 'Outer', description: 'Outer.', criteria: 'All.' }
    const outer = defineStack(stackOf(issuer, { all: [{ stack: inner }] }, { id: 'urn:stack:outer', achievement }))
    const record = await issueStackRecord(outer, members, issuer, asked)
    expect(record.credentialSubject.achievement?.map(({ id }) => id)).toEqual([
      achievementId('outer'),
      achievementId('basic'),
    ])
    expect(record.credentialSubject.association).toContainEqual(
      expect.objectContaining({
        sourceId: achievementId('basic'),
        associationType: 'isPartOf',
        targetId: achievementId('outer'),
      }),
    )
    const report = await verifyCredential(record, asked)
    expect([report.verdict, report.checks.members.outcome]).toEqual(['valid', 'passed'])
  })

  it('refuses a member that is a JWT, for which learner records have no place', async () => {
    const input = memberInput('a', { recipient: { id: 'did:example:t' } })
    const jwt = await issueCredential(input, issuer, { now: new Date(ISSUED), format: 'jwt' })
    const call = () => issueStackRecord(defineStack(stackOf(issuer, requirement('a'))), [jwt], issuer, { now: NOW })
    expect(await codeOf(call)).toBe('stack.member_form')
  })

  it('refuses a stack that is not complete', async () => {
    expect(await codeOf(() => issueStackRecord(stack, members.slice(1), issuer, asked))).toBe('stack.incomplete')
  })

  it('is signed as what it is, so that a change shows', async () => {
    const record = await issueStackRecord(stack, members, issuer, asked)
    const [first] = record.credentialSubject.association ?? []
    const changed = {
      ...record,
      credentialSubject: { ...record.credentialSubject, association: [{ ...first, associationType: 'isPeerOf' }] },
    }
    expect((await verifyCredential(changed, asked)).verdict).toBe('invalid')
    expect(await codeOf(() => signCredential({ ...record, proof: undefined } as never, issuer.signer))).toBe('none')
  })
})
