import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { issueBatch, type VerifyManyOptions, verifyMany } from '../../src/batch.ts'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { createIssuer, issueCredential } from '../../src/issue.ts'
import { generateKeyPair } from '../../src/keys/key-pair.ts'
import { buildDidDocument } from '../../src/keys/publish.ts'
import type { CredentialInputForm } from '../../src/parse.ts'
import type { CredentialInput, LoadRequest } from '../../src/types.ts'
import { collect, JOB, NOW, people, schoolIssuer, TEMPLATE } from './people.ts'

const items = await collect(issueBatch(people(40), TEMPLATE, await schoolIssuer(), JOB))
const badges = items.flatMap((item) => (item.outcome === 'issued' ? [item.credential] : []))
const [first, second] = badges
const forged = { ...second, name: 'Another name' }
/** In every form, good and bad. */
const inputs: CredentialInputForm[] = [
  first ?? '',
  JSON.stringify(second),
  new TextEncoder().encode(JSON.stringify(first)),
  new Blob([JSON.stringify(first)]),
  JSON.stringify(forged),
  'neither',
  new URL('https://cce.example/badge.json'),
  ...badges,
]
const options: VerifyManyOptions = { now: NOW, skewSeconds: 10 }

describe('verifyMany', () => {
  it('gives the report of each input, in order', async () => {
    const verified = await collect(verifyMany(inputs, options))
    expect(verified.map(({ index }) => index)).toEqual(inputs.map((_, index) => index))
    expect(verified.slice(0, 7).map(({ report }) => report.verdict)).toEqual([
      'valid',
      'valid',
      'valid',
      'valid',
      'invalid',
      'invalid',
      'indeterminate',
    ])
    expect(verified.slice(7).every(({ report }) => report.verified)).toBe(true)
  })

  it('gives the same reports from worker threads, frozen as ever', async () => {
    const alone = await collect(verifyMany(inputs, options))
    const progress: number[] = []
    const together = await collect(
      verifyMany(inputs, { ...options, workers: 2, onProgress: ({ done }) => progress.push(done) }),
    )
    expect(together).toEqual(alone)
    expect(progress).toEqual(inputs.map((_, index) => index + 1))
    expect(Object.isFrozen(together[0]?.report.credential?.credentialSubject)).toBe(true)
  })

  it.each([undefined, 2])('loads documents here, wherever it verifies (workers: %s)', async (workers) => {
    const keyPair = await generateKeyPair({ controller: 'did:web:cce.example' })
    const issuer = await createIssuer({ id: 'did:web:cce.example', name: 'Center' }, keyPair)
    const input = { ...TEMPLATE, recipient: { id: 'did:example:a' } } as CredentialInput
    const badge = await issueCredential(input, issuer, { now: new Date(NOW) })
    const asked: [string, LoadRequest | undefined][] = []
    const known = createDocumentLoader({ documents: { 'did:web:cce.example': buildDidDocument(issuer) } })
    const loader = Object.assign(
      async (url: string, request?: LoadRequest) => {
        asked.push([url, request])
        if (asked.length === 1) throw new Error('no route to host')
        return known(url, request)
      },
      { contexts: known.contexts ?? new Map() },
    )
    const shared = { now: NOW, ...(workers !== undefined && { workers }) }
    const before = await collect(verifyMany([badge], { ...shared, documentLoader: known }))
    expect(before[0]?.report.verdict).toBe('valid')
    const offline = await collect(verifyMany([badge], shared))
    expect(offline[0]?.report).toMatchObject({
      verdict: 'indeterminate',
      needs: [expect.stringContaining('cce.example')],
    })
    await collect(verifyMany([badge], { ...shared, documentLoader: loader })).catch(() => [])
    expect(asked[0]?.[0]).toContain('cce.example')
    expect(asked[0]?.[1]?.signal).toBeInstanceOf(AbortSignal)
  })

  it('stops at once when it is told to', async () => {
    const controller = new AbortController()
    async function* endless(): AsyncGenerator<CredentialInputForm> {
      yield first ?? ''
      await delay(100_000, undefined, { ref: false })
    }
    const reports = verifyMany(endless(), { ...options, signal: controller.signal })
    await reports.next()
    setTimeout(() => controller.abort(new Error('enough')), 5)
    await expect(reports.next()).rejects.toThrow('enough')
  })

  it.each<[string, () => unknown]>([
    ['inputs', () => verifyMany(5 as never)],
    ['inputs', () => verifyMany('a text' as never)],
    ['workers', () => verifyMany([], { workers: -1 })],
    ['cryptosuites', () => verifyMany([], { workers: 1, cryptosuites: [{} as never] })],
  ])('says at once which argument is wrong: %s', (name, call) => {
    expect(call).toThrow(TypeError)
    expect(call).toThrow(new RegExp(`^${name}\\b`))
  })
})
