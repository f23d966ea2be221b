import { describe, expect, it } from 'vitest'
import * as library from '../src/index.ts'
import { schoolIssuer, TEMPLATE } from './batch/people.ts'

const issuer = await schoolIssuer()
const list = library.createStatusList({ url: 'https://cce.example/status/1', purpose: 'revocation' })
const definition = {
  id: 'https://cce.example/stacks/basic',
  name: 'Basic',
  issuers: [issuer.profile.id],
  achievement: { ...TEMPLATE.achievement, id: 'https://cce.example/basic' },
  requires: { all: [{ name: 'Rubric Design', achievement: 'https://cce.example/rubric-design' }] },
  ends: 'never',
} as never
const units = { units: { hours: 'ext:pdHours' } } as const

describe('an argument of another kind', () => {
  it.each<[string, () => unknown]>([
    ['purpose must be', () => library.createStatusList({ url: list.url } as never)],
    ['list must be', () => library.buildStatusEntry('list.json' as never, 4)],
    ['list must be', () => library.buildStatusListCredential('list.json' as never, issuer.profile)],
    ['list must be', () => library.getStatus('list.json' as never, 0)],
    ['list must be', () => library.setStatus('list.json' as never, 1, true)],
    ['changes: write { index, value }', () => library.setStatus(list, [1, 2] as never)],
    ['changes must be', () => library.setStatus(list, { index: 1, value: 1 } as never)],
    [
      'keyPair: .*importKeyPair',
      () => library.createIssuer({ name: 'x' }, library.exportKeyPair(issuer.keyPair as library.KeyPair) as never),
    ],
    [
      'keyPair: .*importKeyPair',
      () => library.createSigner(library.exportKeyPair(issuer.keyPair as library.KeyPair, { format: 'jwk' }) as never),
    ],
    ['profile.name is missing', () => library.createIssuer({ url: 'https://cce.example' })],
    ['profile.name is missing', () => library.createIssuer({ name: ' ' }, issuer.signer)],
    ['image is a Promise', () => library.bake(Promise.resolve(new Uint8Array()) as never, {})],
    ['image is a Promise', () => library.unbake(Promise.resolve(new Uint8Array()) as never)],
    ['credential is a Promise', () => library.bake(new Uint8Array(), library.verifyCredential({}))],
    ['workers must be .*; got "2"$', () => library.verifyMany([], { workers: '2' as never })],
    ['progress is a Promise', () => library.describeProgress(Promise.resolve() as never)],
    ['progress must be', () => library.describeProgress({} as never)],
    ['stack must be', () => library.evaluateStack(definition, [])],
    ['stack must be', () => library.issueStack(definition, [], issuer)],
    ['stack must be', () => library.issueStack({ requires: {} } as never, [], issuer)],
    ['stack must be', () => library.issueStackRecord(definition, [], issuer)],
    ['stack must be', () => library.verifyStack(definition, {}, [])],
    ['reports\\[0\\] must be', () => library.tallyCredits([{ type: 'VerifiableCredential' }] as never, units)],
    ['reports\\[0\\] is a Promise', () => library.tallyCredits([library.verifyCredential({})] as never, units)],
  ])('is answered in words that name it: %s', async (words, call) => {
    const refused = async (): Promise<unknown> => call()
    await expect(refused()).rejects.toThrow(TypeError)
    await expect(refused()).rejects.toThrow(new RegExp(`^${words}`))
  })

  it('is not a stack that was stored as JSON', async () => {
    const stored = JSON.parse(JSON.stringify(library.defineStack(definition)))
    expect(await library.evaluateStack(stored, [])).toMatchObject({ status: 'incomplete' })
  })
})
