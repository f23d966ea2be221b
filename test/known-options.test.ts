import { describe, expect, it } from 'vitest'
import * as library from '../src/index.ts'
import * as node from '../src/node.ts'
import { JOB, schoolIssuer, TEMPLATE } from './batch/people.ts'

const issuer = await schoolIssuer()
const report = await library.verifyCredential({})
const list = library.createStatusList({ url: 'https://cce.example/status/1', purpose: 'revocation' })
const input = { ...TEMPLATE, recipient: { email: 'a@district.example' } } as library.CredentialInput
const picture = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')
const stack = library.defineStack({
  id: 'https://cce.example/stacks/basic',
  name: 'Basic',
  issuers: ['https://cce.example'],
  achievement: { ...TEMPLATE.achievement, id: 'https://cce.example/basic' },
  requires: { all: [{ name: 'Rubric Design', achievement: 'https://cce.example/rubric-design' }] },
})

/** Each function with the name of an option as somebody might type it, and as it is. */
const MISSPELT: readonly (readonly [string, string, string, (options: never) => unknown])[] = [
  ['bake', 'replase', 'replace', (options) => library.bake(picture, input, options)],
  ['buildCredential', 'nwo', 'now', (options) => library.buildCredential(input, issuer.profile, options)],
  [
    'buildEndorsement',
    'nwo',
    'now',
    (options) => library.buildEndorsement({ name: 'Good', endorses: 'https://cce.example' }, issuer.profile, options),
  ],
  ['buildDidDocument', 'kyes', 'keys', (options) => library.buildDidDocument(issuer, options)],
  ['buildJwks', 'kyes', 'keys', (options) => library.buildJwks(issuer, options)],
  ['buildStatusEntry', 'purpos', 'purpose', (options) => library.buildStatusEntry(list, 1, options)],
  [
    'buildStatusListCredential',
    'validUntill',
    'validUntil',
    (options) => library.buildStatusListCredential(list, issuer.profile, options),
  ],
  ['createDocumentLoader', 'netwrok', 'network', (options) => library.createDocumentLoader(options)],
  [
    'createPresentation',
    'formt',
    'format',
    (options) =>
      library.createPresentation([{}], issuer.signer, { challenge: 'c', domain: 'd', ...(options as object) }),
  ],
  ['createStatusList', 'lenght', 'length', (options) => library.createStatusList(options)],
  ['defineStack', 'stakcs', 'stacks', (options) => library.defineStack({}, options)],
  ['evaluateStack', 'recipeint', 'recipient', (options) => library.evaluateStack(stack, [], options)],
  ['explain', 'local', 'locale', (options) => library.explain(report, options)],
  ['exportKeyPair', 'fromat', 'format', (options) => library.exportKeyPair(issuer.keyPair as library.KeyPair, options)],
  ['generateKeyPair', 'algoritm', 'algorithm', (options) => library.generateKeyPair(options)],
  ['importKeyPair', 'controler', 'controller', (options) => library.importKeyPair({}, options)],
  ['issueBatch', 'jobb', 'job', (options) => library.issueBatch([], TEMPLATE, issuer, options)],
  ['issueCredential', 'idempotencykey', 'idempotencyKey', (options) => library.issueCredential(input, issuer, options)],
  ['issueStack', 'awrad', 'award', (options) => library.issueStack(stack, [], issuer, options)],
  ['issueStackRecord', 'recipeint', 'recipient', (options) => library.issueStackRecord(stack, [], issuer, options)],
  ['lintCredential', 'fro', 'for', (options) => library.lintCredential({}, options)],
  ['reissueCredential', 'nwo', 'now', (options) => library.reissueCredential({} as never, {}, issuer, options)],
  ['signCredential', 'fromat', 'format', (options) => library.signCredential(input as never, issuer.signer, options)],
  [
    'tallyCredits',
    'isuers',
    'issuers',
    (options) => library.tallyCredits([], { units: { hours: 'ext:pdHours' }, ...(options as object) }),
  ],
  ['verifyCredential', 'recipeint', 'recipient', (options) => library.verifyCredential({}, options)],
  ['verifyMany', 'wrokers', 'workers', (options) => library.verifyMany([], options)],
  [
    'verifyPresentation',
    'nwo',
    'now',
    (options) => library.verifyPresentation({}, { challenge: 'c', domain: 'd', ...(options as object) }),
  ],
  ['verifyStack', 'recipeint', 'recipient', (options) => library.verifyStack(stack, {}, [], options)],
  ['publishStatusListFile', 'isuer', 'issuer', (options) => node.publishStatusListFile('none', options)],
  ['reserveStatusIndices', 'reservaton', 'reservation', (options) => node.reserveStatusIndices('none', 1, options)],
  [
    'runBatchJob',
    'statusLsit',
    'statusList',
    (options) => node.runBatchJob([], TEMPLATE, issuer, { ...JOB, dryRun: true, out: '', ...(options as object) }),
  ],
  ['updateStatusListFile', 'revison', 'revision', (options) => node.updateStatusListFile('none', [], options)],
]

describe('an option that is misspelt', () => {
  it.each(MISSPELT)('is refused by %s, which has no "%s" but "%s"', async (_, misspelt, meant, call) => {
    const failure = await refusalOf(() => call({ [misspelt]: undefined } as never))
    expect(failure).toBeInstanceOf(TypeError)
    expect(failure).toMatchObject({ message: `options has no member "${misspelt}". Did you mean "${meant}"?` })
  })

  it.each([
    ['createStatusList', () => library.createStatusList(undefined as never)],
    ['tallyCredits', () => library.tallyCredits([], undefined as never)],
    ['explain', () => library.explain(report, null as never)],
    ['runBatchJob', () => node.runBatchJob([], TEMPLATE, issuer, undefined as never)],
    ['publishStatusListFile', () => node.publishStatusListFile('none', undefined as never)],
  ])('is no worse than none where %s needs some', async (_, call) => {
    const failure = await refusalOf(call)
    expect(failure).toBeInstanceOf(TypeError)
    expect(failure).toMatchObject({ message: expect.stringMatching(/^options must be an object with /) })
  })
})

async function refusalOf(call: () => unknown): Promise<unknown> {
  try {
    await call()
  } catch (error) {
    return error
  }
  return undefined
}
