import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type BatchItem, type BatchOptions, type BatchRow, issueBatch } from '../../src/batch.ts'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { OpenBadgesError } from '../../src/errors.ts'
import { createIssuer, issueCredential } from '../../src/issue.ts'
import { generateKeyPair } from '../../src/keys/key-pair.ts'
import type { CredentialInput, SignedCredential } from '../../src/types.ts'
import { verifyCredential } from '../../src/verify.ts'
import { codeOf } from '../support/codes.ts'
import { collect, JOB, NOW, people, person, schoolIssuer, TEMPLATE } from './people.ts'

const issuer = await schoolIssuer()

function issueAll(
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  options: BatchOptions = JOB,
  template: Partial<CredentialInput> = TEMPLATE,
): Promise<BatchItem<SignedCredential | string>[]> {
  return collect(issueBatch(rows as Iterable<BatchRow>, template, issuer, options))
}

function credentials(items: readonly BatchItem<SignedCredential | string>[]): (SignedCredential | string)[] {
  return items.flatMap((item) => (item.outcome === 'issued' ? [item.credential] : []))
}

function codesOf(items: readonly BatchItem<unknown>[]): (string | undefined)[] {
  return items.map((item) => (item.outcome === 'rejected' ? item.problems[0].code : undefined))
}

describe('issueBatch', () => {
  it('gives one item for each row, in their order, and good badges among them', async () => {
    const items = await issueAll(people(25))
    expect(items.map(({ index, key }) => [index, key])).toEqual(
      Array.from({ length: 25 }, (_, index) => [index, `teacher ${index}`]),
    )
    expect(items.map(({ outcome }) => outcome === 'rejected')).toEqual(items.map(({ index }) => index % 10 === 3))
    for (const credential of credentials(items).slice(0, 3)) {
      expect(await verifyCredential(credential, { now: NOW })).toMatchObject({ verdict: 'valid' })
    }
    const recipient = { email: 'teacher0@district.example' }
    expect(await verifyCredential(credentials(items)[0] ?? '', { now: NOW, recipient })).toMatchObject({
      verdict: 'valid',
    })
  })

  it.each<[string, (rows: BatchRow[]) => Iterable<BatchRow> | AsyncIterable<BatchRow>]>([
    ['arrays', (rows) => rows],
    ['iterators', (rows) => rows.values()],
    ['async iterators', (rows) => slowly(rows, 0)],
  ])('takes rows from %s', async (_, from) => {
    expect(await issueAll(from([person(0), person(1)]))).toHaveLength(2)
    expect(await issueAll(from([]))).toEqual([])
  })

  it('answers each row that is not good with its problems, and issues the others', async () => {
    const rows = [
      person(0),
      null,
      'text',
      { key: '', recipient: { id: 'did:example:a' } },
      { key: 7, recipient: { id: 'did:example:a' } },
      { recipient: { email: 'none' } },
      { recipient: { id: 'did:example:a' }, nonsense: 1 },
      { recipient: { id: 'did:example:a' }, evidence: [{ file: 'a path' }] },
      { unreadable: [{ code: 'json.syntax', severity: 'error', message: 'It is no JSON.' }] },
      { recipient: { id: 'did:example:a' }, name: () => 'a function' },
      { recipient: { id: 'did:example:a' }, achievement: 5 },
      { recipient: { id: 'did:example:a' }, results: [7] },
      person(1),
    ]
    const items = await issueAll(rows)
    expect(codesOf(items)).toEqual([
      undefined,
      'batch.row',
      'batch.row',
      'batch.row',
      'batch.row',
      'schema.format',
      'schema.additional',
      'batch.row',
      'json.syntax',
      'json.not_plain',
      'schema.type',
      'schema.type',
      undefined,
    ])
  })

  it('rejects the second row of one key, not the first', async () => {
    const items = await issueAll([person(0), person(1), person(0), person(0)])
    expect(codesOf(items)).toEqual([undefined, undefined, 'batch.duplicate_key', 'batch.duplicate_key'])
  })

  it('gives the same badges when it is tried again, and others for another job', async () => {
    const first = await issueAll(people(12))
    expect(await issueAll(people(12))).toEqual(first)
    const other = credentials(await issueAll(people(12), { ...JOB, job: 'fall-2026' })) as SignedCredential[]
    const ids = new Set((credentials(first) as SignedCredential[]).map(({ id }) => id))
    expect(ids.size).toBe(11)
    expect(other.filter(({ id }) => ids.has(id))).toEqual([])
  })

  it('keeps a badge of a key wherever its row stands, and of a row without one by its place', async () => {
    const keyed = credentials(await issueAll([person(1), person(0)])) as SignedCredential[]
    const turned = credentials(await issueAll([person(0), person(1)])) as SignedCredential[]
    expect(keyed).toEqual(turned.toReversed())
    const bare: BatchRow = { recipient: { id: 'did:example:a' } }
    const [first, second, numbered] = credentials(
      await issueAll([bare, bare, { ...bare, key: '0' }]),
    ) as SignedCredential[]
    expect(new Set([first?.id, second?.id, numbered?.id]).size).toBe(3)
  })

  it('without a job makes new ids, except for the keys of rows', async () => {
    const rows: BatchRow[] = [person(0), { recipient: { id: 'did:example:a' } }]
    const [[a, b], [c, d]] = [
      credentials(await issueAll(rows, { now: NOW })) as SignedCredential[],
      credentials(await issueAll(rows, { now: NOW })) as SignedCredential[],
    ]
    expect([a?.id === c?.id, b?.id === d?.id]).toEqual([true, false])
  })

  it('dates all badges by one moment, although the clock goes on', async () => {
    const all = credentials(await issueAll(slowly([person(0), person(1), person(2)], 600), {})) as SignedCredential[]
    expect(new Set(all.map(({ validFrom }) => validFrom)).size).toBe(1)
  })

  it('puts the row over the template: achievement by members, all else as a whole', async () => {
    const template = { ...TEMPLATE, narrative: 'In common.', role: 'Teacher' }
    const rows: BatchRow[] = [
      { recipient: { email: 'a@district.example' }, achievement: { description: 'Another.' }, narrative: 'Own.' },
      { recipient: { email: 'b@district.example' }, role: undefined as never, cells: { Email: 'b@district.example' } },
    ]
    const [first, second] = credentials(await issueAll(rows, JOB, template)) as SignedCredential[]
    expect(first?.credentialSubject).toMatchObject({
      narrative: 'Own.',
      role: 'Teacher',
      achievement: { name: 'Rubric Design', description: 'Another.' },
    })
    expect(second?.credentialSubject).toMatchObject({ narrative: 'In common.', role: 'Teacher' })
    expect(JSON.stringify(second)).not.toContain('b@district.example')
  })

  it('is issueCredential, many times', async () => {
    const [item] = await issueAll([{ ...person(0), validUntil: '2030-01-01T00:00:00Z' }])
    const { key: _, ...input } = { ...TEMPLATE, ...person(0), validUntil: '2030-01-01T00:00:00Z' }
    const single = await issueCredential(input as CredentialInput, issuer, {
      now: new Date(NOW),
      idempotencyKey: JSON.stringify(['batch', 'spring-2026', 'teacher 0']),
    })
    expect(item).toMatchObject({ outcome: 'issued', credential: single })
  })

  it('signs JWTs, and with other suites', async () => {
    const rows: BatchRow[] = [{ recipient: { id: 'did:example:a' } }]
    const [jwt] = credentials(await issueAll(rows, { ...JOB, format: 'jwt' }))
    expect(await verifyCredential(jwt ?? '', { now: NOW })).toMatchObject({
      verdict: 'valid',
      source: { proof: ['JWT'] },
    })
    const [jcs] = credentials(await issueAll(rows, { ...JOB, cryptosuite: 'eddsa-jcs-2022' }))
    expect(await verifyCredential(jcs ?? '', { now: NOW })).toMatchObject({ source: { proof: ['eddsa-jcs-2022'] } })
  })

  it('skips what it is told to, and counts', async () => {
    const progress: unknown[] = []
    const items = await issueAll(people(6), {
      ...JOB,
      skip: ({ index, key }) => index < 2 && key === `teacher ${index}`,
      onProgress: (one) => progress.push(one),
    })
    expect(items.map(({ outcome }) => outcome)).toEqual([
      'skipped',
      'skipped',
      'issued',
      'rejected',
      'issued',
      'issued',
    ])
    expect(progress.at(-1)).toEqual({ done: 6, issued: 3, rejected: 1, skipped: 2 })
    expect(progress).toHaveLength(6)
  })

  it('asks for the status of each row that can be signed, in order', async () => {
    const asked: number[] = []
    const statusOf = (index: number) => ({
      id: `https://cce.example/status/1#${index}`,
      type: 'BitstringStatusListEntry' as const,
      statusPurpose: 'revocation' as const,
      statusListIndex: String(index),
      statusListCredential: 'https://cce.example/status/1',
    })
    const rows = [person(0), null, person(0), { ...person(5), status: statusOf(1) }, person(6)]
    const items = await issueAll(rows, {
      ...JOB,
      status: async ({ index }) => {
        asked.push(index)
        await delay(1)
        return statusOf(index)
      },
    })
    expect(asked).toEqual([0, 4])
    expect(codesOf(items)).toEqual([undefined, 'batch.row', 'batch.duplicate_key', 'batch.status', undefined])
    expect(credentials(items)[1]).toMatchObject({ credentialStatus: { statusListIndex: '4' } })
  })

  it('reads no more rows ahead than its window, and closes the source when nobody wants more', async () => {
    let [read, closed] = [0, false]
    function* source(): Generator<BatchRow> {
      try {
        for (;;) yield person(read++ * 10)
      } finally {
        closed = true
      }
    }
    for await (const { index } of issueBatch(source(), TEMPLATE, issuer, JOB)) {
      expect(read).toBeLessThanOrEqual(index + 1 + 17)
      if (index === 40) break
    }
    await delay(0)
    expect(closed).toBe(true)
  })

  it('gives out what is ready although the next row takes its time', async () => {
    const items = issueBatch(slowly([person(0), person(1)], 10_000), TEMPLATE, issuer, JOB)
    const first = await Promise.race([items.next(), delay(8_000)])
    expect(first).toMatchObject({ value: { index: 0, outcome: 'issued' } })
    items.return()
  })

  it('stops at once when it is told to, although the source hangs', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const items = issueBatch(slowly([person(0), person(1)], 100_000), TEMPLATE, issuer, {
      ...JOB,
      signal: controller.signal,
    })
    await items.next()
    setTimeout(() => controller.abort(reason), 10)
    await expect(items.next()).rejects.toBe(reason)
    expect(await items.next()).toEqual({ done: true, value: undefined })
    const before = issueBatch([person(0)], TEMPLATE, issuer, { signal: AbortSignal.abort(reason) })
    await expect(before.next()).rejects.toBe(reason)
  })

  it('gives out what came before a source that fails, then fails as it did', async () => {
    async function* failing(): AsyncGenerator<BatchRow> {
      yield person(0)
      yield person(1)
      throw new Error('the database is gone')
    }
    const seen: number[] = []
    const run = async (): Promise<void> => {
      for await (const { index } of issueBatch(failing(), TEMPLATE, issuer, JOB)) seen.push(index)
    }
    await expect(run()).rejects.toThrow('the database is gone')
    expect(seen).toEqual([0, 1])
  })

  it('ends when the signer fails, since that is no fault of the row', async () => {
    const { signer, keyPair, profile } = issuer
    let signed = 0
    const unreliable = {
      ...signer,
      publicKeyMultibase: keyPair?.publicKeyMultibase ?? '',
      sign: (options: { data: Uint8Array }) =>
        ++signed > 2 ? Promise.reject(new Error('no route to the KMS')) : signer.sign(options),
    }
    const seen: number[] = []
    const run = async (): Promise<void> => {
      const items = issueBatch(people(9), TEMPLATE, { profile, signer: unreliable }, JOB)
      for await (const { index, outcome } of items) if (outcome === 'issued') seen.push(index)
    }
    expect(await codeOf(run)).toBe('signer.failed')
    expect(seen.length).toBeLessThanOrEqual(2)
  })

  it('keeps its memory over thousands of rows', async () => {
    const used: number[] = []
    for await (const { index } of issueBatch(people(1_200), TEMPLATE, issuer, JOB)) {
      if (index % 400 === 399) {
        globalThis.gc?.()
        used.push(process.memoryUsage().heapUsed)
      }
    }
    const [first = 0, , last = 0] = used
    expect(last - first).toBeLessThan(96 * 1_048_576)
  })

  it.each<[string, () => unknown]>([
    ['rows', () => issueBatch(5 as never, TEMPLATE, issuer)],
    ['rows', () => issueBatch('rows' as never, TEMPLATE, issuer)],
    ['template', () => issueBatch([], null as never, issuer)],
    ['template.id', () => issueBatch([], { id: 'urn:uuid:1' }, issuer)],
    ['template.recipient', () => issueBatch([], { recipient: { email: 'a@district.example' } }, issuer)],
    ['template.status', () => issueBatch([], { status: {} as never }, issuer, { status: () => ({}) as never })],
    ['issuer', () => issueBatch([], TEMPLATE, {} as never)],
    ['job', () => issueBatch([], TEMPLATE, issuer, { job: '' })],
    ['now', () => issueBatch([], TEMPLATE, issuer, { now: 'today' })],
    ['format', () => issueBatch([], TEMPLATE, issuer, { format: 'xml' as never })],
    ['workers', () => issueBatch([], TEMPLATE, issuer, { workers: 0 })],
    ['workers', () => issueBatch([], TEMPLATE, issuer, { workers: 1.5 })],
    ['workers', () => issueBatch([], TEMPLATE, { profile: issuer.profile, signer: issuer.signer }, { workers: 1 })],
  ])('says at once which argument is wrong: %s', (name, call) => {
    expect(call).toThrow(TypeError)
    expect(call).toThrow(new RegExp(`^${name}\\b`))
  })
})

describe('issueBatch with worker threads', () => {
  it('gives the items that one thread gives, in their order', async () => {
    const rows = [...people(100), null, { recipient: { id: 'did:example:a' }, evidence: [{ file: new Uint8Array(3) }] }]
    const alone = await issueAll(rows)
    expect(await issueAll(rows, { ...JOB, workers: 2 })).toEqual(alone)
    const jwts: BatchRow[] = [{ recipient: { id: 'did:example:a' } }]
    const jwt: BatchOptions = { ...JOB, format: 'jwt' }
    expect(await issueAll(jwts, { ...jwt, workers: 1 })).toEqual(await issueAll(jwts, jwt))
  })

  it('knows the contexts of the caller, and names a row that cannot be handed over', async () => {
    const url = 'https://cce.example/terms/v1'
    const contexts = { [url]: { '@context': { hours: 'https://cce.example/terms#hours' } } }
    const documentLoader = createDocumentLoader({ contexts })
    const rows = [person(0), { ...person(1), name: () => '' }, person(2)]
    const template = { ...TEMPLATE, contexts: [url] }
    const items = await issueAll(rows, { ...JOB, workers: 1, documentLoader }, template)
    expect(codesOf(items)).toEqual([undefined, 'json.not_plain', undefined])
    expect(await verifyCredential(credentials(items)[0] ?? '', { now: NOW, documentLoader })).toMatchObject({
      verdict: 'valid',
    })
  })

  it('says what is wrong with key and format as one thread does', async () => {
    const other = await createIssuer({ name: 'Center' }, await generateKeyPair({ algorithm: 'P-256' }))
    const items = issueBatch([person(0)], TEMPLATE, other, { cryptosuite: 'eddsa-rdfc-2022', workers: 1 })
    await expect(items.next()).rejects.toThrow(TypeError)
  })

  it('ends its threads when it is aborted', async () => {
    const controller = new AbortController()
    const items = issueBatch(people(1_000), TEMPLATE, issuer, { ...JOB, workers: 1, signal: controller.signal })
    await items.next()
    controller.abort(new OpenBadgesError({ code: 'net.timeout', severity: 'error', message: 'enough' }))
    expect(
      await codeOf(async () => {
        for await (const _ of items);
      }),
    ).toBe('net.timeout')
  })
})

async function* slowly<T>(items: Iterable<T>, milliseconds: number): AsyncGenerator<T> {
  let isFirst = true
  for (const item of items) {
    if (!isFirst) await delay(milliseconds, undefined, { ref: false })
    isFirst = false
    yield item
  }
}
