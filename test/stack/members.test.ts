import { beforeAll, describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { type Issuer, issueCredential, signCredential } from '../../src/issue.ts'
import { checkAssociations } from '../../src/members/associations.ts'
import { compareDigest, digestMember } from '../../src/members/digest.ts'
import { defineStack, issueStack, issueStackRecord, type Stack, verifyStack } from '../../src/stack/index.ts'
import { buildStatusEntry, buildStatusListCredential, createStatusList, setStatus } from '../../src/status-list.ts'
import type { DocumentLoader, JsonObject, SignedCredential } from '../../src/types.ts'
import type { VerificationReport } from '../../src/verification.ts'
import { verifyCredential } from '../../src/verify.ts'
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

const url = 'https://cce.example/status/1'
const list = createStatusList({ url, purpose: 'revocation' })
const asked = { now: NOW, recipient: TEACHER }

let issuer: Issuer
let stack: Stack
let members: [SignedCredential, SignedCredential, SignedCredential]
let award: SignedCredential
let good: { now: string; recipient: typeof TEACHER; documentLoader: DocumentLoader }
let revoked: typeof good

beforeAll(async () => {
  issuer = await issuerFrom(1)
  stack = defineStack(stackOf(issuer))
  members = [
    await issueMember('a', issuer, { status: buildStatusEntry(list, 7) }),
    await issueMember('b', issuer, { validUntil: '2026-12-31T00:00:00Z' }),
    await issueMember('c', issuer),
  ]
  good = { ...asked, documentLoader: await loader(0) }
  revoked = { ...asked, documentLoader: await loader(1) }
  award = await issueStack(stack, members, issuer, good)
})

async function loader(value: 0 | 1): Promise<DocumentLoader> {
  const credential = await buildStatusListCredential(setStatus(list, 7, value), issuer.profile, { validFrom: ISSUED })
  return createDocumentLoader({
    documents: { [url]: await signCredential(credential, issuer.signer, { created: ISSUED }) },
  })
}

/** The verdict of the stack itself, what became of its members, and their problems. */
function summary({ verdict, checks }: VerificationReport): [string, string, string[]] {
  return [verdict, checks.members.outcome, checks.members.problems.map(({ code }) => code)]
}

describe('the members of a stack credential', () => {
  it('are not looked at unless they are given', async () => {
    expect(summary(await verifyCredential(award, asked))).toEqual(['valid', 'not-applicable', []])
  })

  it('are each verified by their own proof, and held against the digest', async () => {
    const report = await verifyCredential(award, { ...good, members })
    expect(summary(report)).toEqual(['valid', 'passed', []])
    expect(report.checks.members.members).toMatchObject([
      { pointer: '/evidence/0', verdict: 'valid', name: 'a', digest: 'matches', achievement: achievementId('a') },
      { pointer: '/evidence/1', name: 'b', digest: 'matches' },
      { pointer: '/evidence/2', name: 'c', digest: 'matches' },
    ])
  })

  it('match whatever order and spaces their JSON is written with', async () => {
    const reversed = Object.fromEntries(Object.entries(members[2]).reverse())
    const presented = [members[0], members[1], JSON.stringify(reversed, undefined, 3)]
    expect(summary(await verifyCredential(award, { ...good, members: presented }))).toEqual(['valid', 'passed', []])
  })

  it('that are revoked are reported by name, and leave the verdict of the stack as it is', async () => {
    const report = await verifyCredential(award, { ...revoked, members })
    expect(summary(report)).toEqual(['valid', 'failed', ['member.invalid']])
    expect(report.checks.members.problems[0]?.message).toMatch(/^a is not good\./)
    expect(report.problems.every(({ severity }) => severity !== 'error')).toBe(true)
  })

  it('that have expired since are reported by name', async () => {
    const report = await verifyCredential(award, { ...good, now: '2027-02-01T00:00:00Z', members })
    expect(summary(report)).toEqual(['valid', 'failed', ['member.invalid']])
    expect(report.checks.members.problems[0]?.message).toMatch(/^b is not good\. It was valid until/)
  })

  it('that were exchanged for another of the same achievement are no members', async () => {
    const swapped = await issueMember('c', issuer)
    const report = await verifyCredential(award, { ...good, members: [members[0], members[1], swapped] })
    expect(summary(report)).toEqual(['valid', 'failed', ['member.unnamed', 'member.missing']])
  })

  it('that were exchanged for another of the same id have another digest', async () => {
    const swapped = await issueMember('c', issuer, { id: members[2].id })
    const report = await verifyCredential(award, { ...good, members: [members[0], members[1], swapped] })
    expect(summary(report)).toEqual(['valid', 'failed', ['member.changed']])
  })

  it('that were not given, or cannot be decided, are noted', async () => {
    expect(summary(await verifyCredential(award, { ...asked, members: [members[0], members[1]] }))).toEqual([
      'valid',
      'undecided',
      ['member.undecided', 'member.missing'],
    ])
    expect(summary(await verifyCredential(award, { ...asked, members: [] }))[2]).toHaveLength(3)
  })

  it('that are somebody else’s are told apart from those that nobody can tell', async () => {
    const theirs = await issueMember('c', issuer, { id: members[2].id, recipient: { email: 'other@district.example' } })
    const presented = [members[0], members[1], theirs]
    expect(summary(await verifyCredential(award, { ...good, members: presented }))[2]).toEqual([
      'member.changed',
      'member.recipient',
    ])
    const { recipient: _, ...open } = good
    expect(summary(await verifyCredential(award, { ...open, members: presented }))[2]).toEqual([
      'member.changed',
      'member.recipient_unknown',
    ])
    expect(summary(await verifyCredential(award, { ...open, members }))).toEqual(['valid', 'passed', []])
  })

  it('are not looked at where the stack credential itself is forged', async () => {
    const forged = { ...award, name: 'Forged' }
    expect(summary(await verifyCredential(forged, { ...good, members }))).toEqual(['invalid', 'not-reached', []])
  })

  it('must be an array', async () => {
    await expect(verifyCredential(award, { members: members[0] as never })).rejects.toThrow(TypeError)
  })
})

describe('the digest of a member', () => {
  const credential = { id: 'urn:uuid:1', name: 'a', proof: { type: 'x' } }
  const jwt = 'eyJh.eyJi.c2ln'

  it('is of the claims without proof, and of the text of a JWT', () => {
    const digest = digestMember({ credential, text: JSON.stringify(credential) })
    expect(digestMember({ credential: { name: 'a', proof: 'y', id: 'urn:uuid:1' }, text: '{"any": 1}' })).toBe(digest)
    expect(digestMember({ credential: { ...credential, name: 'b' }, text: undefined })).not.toBe(digest)
    expect(digestMember({ credential, text: jwt })).not.toBe(digest)
    expect(digestMember({ credential: { id: 'urn:uuid:2' }, text: ` ${jwt}\n` })).toBe(
      digestMember({ credential, text: jwt }),
    )
  })

  it('matches, differs, or is absent', () => {
    const digestMultibase = digestMember({ credential, text: undefined })
    const member = { credential, text: undefined }
    expect(compareDigest({ digestMultibase }, member)).toBe('matches')
    expect(compareDigest({ digestMultibase: 'u' }, member)).toBe('differs')
    expect(compareDigest({ digestMultibase, digestSRI: 'sha256-AAAA' }, member)).toBe('differs')
    expect(compareDigest({}, member)).toBe('absent')
  })
})

describe('the members of a learner record', () => {
  const rewritten = (record: object, change: (subject: Record<string, unknown>) => void) => {
    const copy = JSON.parse(JSON.stringify(record))
    delete copy.proof
    change(copy.credentialSubject)
    return signCredential(copy, issuer.signer, { created: NOW })
  }
  const record = () => issueStackRecord(stack, [...members, award], issuer, good)

  it('are revoked one by one, and an association to the achievement of a bad one leads nowhere', async () => {
    const report = await verifyCredential(await record(), revoked)
    expect(summary(report)).toEqual(['valid', 'failed', ['member.invalid', 'member.association']])
  })

  it('were not vouched for by the record: a forged one is found in a record that is well signed', async () => {
    const forged = await rewritten(await record(), (subject) => {
      const credentials = subject.verifiableCredential as { name: string }[]
      credentials[2] = { ...(credentials[2] as { name: string }), name: 'Forged' }
    })
    expect(summary(await verifyCredential(forged, good))).toEqual([
      'valid',
      'failed',
      ['member.invalid', 'member.association'],
    ])
  })

  it('must be the achievements that associations name', async () => {
    const dangling = await rewritten(await record(), (subject) => {
      subject.association = [
        {
          type: 'Association',
          associationType: 'isPartOf',
          sourceId: achievementId('a'),
          targetId: achievementId('nowhere'),
        },
        { type: 'Association', associationType: 'isPartOf', sourceId: members[0].id, targetId: achievementId('basic') },
      ]
    })
    const report = await verifyCredential(dangling, good)
    expect(summary(report)).toEqual(['valid', 'failed', ['member.association', 'member.association']])
    expect(report.checks.members.problems.map(({ pointer }) => pointer)).toEqual([
      '/credentialSubject/association/0/targetId',
      '/credentialSubject/association/1/sourceId',
    ])
  })

  it('are not parts of themselves', async () => {
    const circle = await rewritten(await record(), (subject) => {
      const part = (sourceId: string, associationType: string, targetId: string) => ({
        type: 'Association',
        associationType,
        sourceId: achievementId(sourceId),
        targetId: achievementId(targetId),
      })
      subject.association = [part('a', 'isPartOf', 'b'), part('c', 'isParentOf', 'b'), part('c', 'isChildOf', 'a')]
    })
    expect(summary(await verifyCredential(circle, good))).toEqual(['valid', 'failed', ['member.cycle']])
  })

  it('belong to the one whose record it is', async () => {
    const theirs = await issueMember('x', issuer, { recipient: { id: 'did:example:other' } })
    const mixed = await rewritten(await record(), (subject) => {
      subject.verifiableCredential = [...(subject.verifiableCredential as object[]), theirs]
    })
    expect(summary(await verifyCredential(mixed, good))).toEqual(['valid', 'failed', ['member.recipient']])
    const { recipient: _, ...open } = good
    expect(summary(await verifyCredential(mixed, open))).toEqual(['valid', 'undecided', ['member.recipient_unknown']])
  })

  it.each<[string, [string, string, string][], boolean]>([
    [
      'two that are peers of each other',
      [
        ['isPeerOf', 'a', 'b'],
        ['isPeerOf', 'b', 'a'],
      ],
      false,
    ],
    [
      'a part and its whole, said from both sides',
      [
        ['isPartOf', 'a', 'b'],
        ['isParentOf', 'b', 'a'],
      ],
      false,
    ],
    [
      'a part that comes before its whole',
      [
        ['isPartOf', 'a', 'b'],
        ['precedes', 'b', 'a'],
      ],
      false,
    ],
    [
      'a diamond',
      [
        ['precedes', 'a', 'b'],
        ['precedes', 'a', 'c'],
        ['precedes', 'b', 'd'],
        ['precedes', 'c', 'd'],
      ],
      false,
    ],
    ['one that comes before itself', [['precedes', 'a', 'a']], true],
    [
      'two that replace each other',
      [
        ['replacedBy', 'a', 'b'],
        ['replacedBy', 'b', 'a'],
      ],
      true,
    ],
    [
      'a circle behind a line',
      [
        ['precedes', 'a', 'b'],
        ['precedes', 'b', 'c'],
        ['precedes', 'c', 'b'],
      ],
      true,
    ],
  ])('have associations with %s', (_, pairs, isCircle) => {
    const association = pairs.map(([associationType, sourceId, targetId]) => ({
      type: 'Association',
      associationType,
      sourceId,
      targetId,
    }))
    const problems = checkAssociations({ association }, new Set(['a', 'b', 'c', 'd']))
    expect(problems.map(({ code }) => code)).toEqual(isCircle ? ['member.cycle'] : [])
  })
})

describe('verifyStack', () => {
  it('says that a stack still stands', async () => {
    const { standing, progress, problems } = await verifyStack(stack, award, members, good)
    expect([standing, progress.status, problems]).toEqual(['good', 'complete', []])
    expect((await verifyStack(stack, award, members, { now: NOW, documentLoader: good.documentLoader })).standing).toBe(
      'good',
    )
  })

  it('says that it does not where a member was revoked, and names it', async () => {
    const { standing, problems } = await verifyStack(stack, award, members, revoked)
    expect(standing).toBe('degraded')
    expect(problems.map(({ code }) => code)).toEqual(['member.invalid', 'stack.revoked'])
  })

  it('goes by the definition where a member has expired', async () => {
    const later = { ...good, now: '2027-02-01T00:00:00Z' }
    expect((await verifyStack(stack, award, members, later)).standing).toBe('degraded')
    const lenient = { all: [requirement('a'), requirement('b', { expired: 'counts' }), requirement('c')] }
    expect((await verifyStack(defineStack(stackOf(issuer, lenient)), award, members, later)).standing).toBe('good')
  })

  it('leaves it open where a member was not presented or cannot be decided', async () => {
    expect((await verifyStack(stack, award, members.slice(1), good)).standing).toBe('undecided')
    expect((await verifyStack(stack, award, members, asked)).standing).toBe('undecided')
    expect((await verifyStack(stack, award, [], good)).standing).toBe('undecided')
  })

  it('does not count one that was exchanged for a member', async () => {
    const other = await issueMember('c', issuer)
    const sameId = await issueMember('c', issuer, { id: members[2].id })
    expect((await verifyStack(stack, award, [members[0], members[1], other], good)).standing).toBe('undecided')
    expect((await verifyStack(stack, award, [members[0], members[1], sameId], good)).standing).toBe('degraded')
  })

  it('refuses the credential of another stack, and one of another issuer', async () => {
    const foreign = await issueCredential({ ...memberInput('basic') }, await issuerFrom(2), { now: new Date(ISSUED) })
    const found = await verifyStack(stack, foreign, members, good)
    expect([found.standing, found.problems[0]?.code]).toEqual(['invalid', 'stack.issuer'])
    const another = await verifyStack(stack, members[0], members, good)
    expect([another.standing, another.problems[0]?.code]).toEqual(['invalid', 'stack.not_required'])
    expect((await verifyStack(stack, { ...award, name: 'x' }, members, good)).standing).toBe('invalid')
  })

  it('takes a learner record with its members', async () => {
    const record = await issueStackRecord(stack, [...members, award], issuer, good)
    expect((await verifyStack(stack, record, [], good)).standing).toBe('good')
    expect((await verifyStack(stack, record, [], revoked)).standing).toBe('degraded')
    const report = (await verifyStack(stack, record as unknown as JsonObject, [], asked)).report
    expect([report.kind, report.verdict]).toEqual(['clr', 'valid'])
  })
})
