import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { base64urlEncode } from '../../src/encoding.ts'
import { createProblem, openBadgesError } from '../../src/errors.ts'
import { checkStatus, type StatusCheck, type StatusOptions, type VerifiedList } from '../../src/status.ts'
import {
  buildStatusEntry,
  buildStatusListCredential,
  createStatusList,
  encodeStatusList,
  type StatusList,
  setStatus,
} from '../../src/status-list.ts'
import type { JsonObject, JsonValue } from '../../src/types.ts'

const issuer = 'did:web:issuer.example'
const url = 'https://issuer.example/status/1'
const suspensionUrl = 'https://issuer.example/status/2'
const id = 'urn:uuid:0d5a3c4e-0001-4000-8000-000000000001'
const now = Date.parse('2026-03-15T12:00:00Z')
const dates = { validFrom: '2026-03-01T00:00:00Z', validUntil: '2026-04-01T00:00:00Z' }

const revocations = createStatusList({ url, purpose: 'revocation' })
const suspensions = createStatusList({ url: suspensionUrl, purpose: 'suspension' })
const entry: JsonObject = { ...buildStatusEntry(revocations, 5) }
const suspensionEntry: JsonObject = { ...buildStatusEntry(suspensions, 5) }

type Documents = Readonly<Record<string, unknown>>

/** What the flow does with a list, so that each test changes one thing of it. */
function believe(document: object | string, changes: Partial<VerifiedList> = {}): VerifiedList {
  const credential = document as JsonObject
  return {
    credential,
    issuer: typeof credential.issuer === 'string' ? credential.issuer : undefined,
    proofOutcome: 'passed',
    validityOutcome: 'passed',
    problems: [],
    ...changes,
  }
}

function options(documents: Documents, changes: Partial<StatusOptions> = {}): StatusOptions {
  const loader = async (wanted: string) => {
    if (wanted in documents) return { documentUrl: wanted, document: documents[wanted] }
    throw openBadgesError('net.unreachable', 'The host does not answer.', { needs: wanted })
  }
  return { loader, verifyList: async (document) => believe(document), now, issuer, ...changes }
}

async function check(
  credentialStatus: JsonValue | undefined,
  documents: Documents,
  changes: Partial<StatusOptions> = {},
): Promise<StatusCheck> {
  const badge = { id, ...(credentialStatus !== undefined && { credentialStatus }) }
  return checkStatus(badge, options(documents, changes))
}

async function signed(list: StatusList, changes: JsonObject = {}): Promise<JsonObject> {
  return { ...(await buildStatusListCredential(list, issuer, dates)), ...changes }
}

/** The list with other members in its subject. */
async function withSubject(changes: JsonObject, list: StatusList = revocations): Promise<JsonObject> {
  const credential = await signed(list)
  return { ...credential, credentialSubject: { ...(credential.credentialSubject as JsonObject), ...changes } }
}

function codes({ problems }: StatusCheck): string[] {
  return problems.map(({ code }) => code)
}

async function expectOne(promise: Promise<StatusCheck>, outcome: string, code: string): Promise<StatusCheck> {
  const answer = await promise
  expect([answer.outcome, codes(answer)]).toEqual([outcome, [code]])
  return answer
}

describe('the status of a badge', () => {
  it('is not applicable where there is none', async () => {
    expect(await check(undefined, {})).toEqual({ outcome: 'not-applicable', problems: [], entries: [] })
    expect((await check([], {})).outcome).toBe('not-applicable')
  })

  it('passes on an unset bit, and says since when and until when that is known', async () => {
    expect(await check(entry, { [url]: await signed(revocations) })).toEqual({
      outcome: 'passed',
      problems: [],
      entries: [
        {
          type: 'BitstringStatusListEntry',
          purpose: 'revocation',
          set: false,
          value: 0,
          list: url,
          asOf: '2026-03-01T00:00:00Z',
          nextUpdate: '2026-04-01T00:00:00.000Z',
          signed: true,
        },
      ],
    })
  })

  it('fails on the bit of the badge and on no other', async () => {
    const revoked = await signed(setStatus(revocations, 5, 1))
    const answer = await expectOne(check(entry, { [url]: revoked }), 'failed', 'status.revoked')
    expect(answer.entries[0]).toMatchObject({ set: true, value: 1 })
    const neighbours = setStatus(revocations, [
      { index: 4, value: 1 },
      { index: 6, value: 1 },
    ])
    expect((await check(entry, { [url]: await signed(neighbours) })).outcome).toBe('passed')
  })

  it('fails on a suspension, which is another thing than a revocation', async () => {
    const documents = { [suspensionUrl]: await signed(setStatus(suspensions, 5, 1)) }
    await expectOne(check(suspensionEntry, documents), 'failed', 'status.suspended')
  })

  it('looks at every entry, whatever comes first', async () => {
    const documents = { [url]: await signed(revocations), [suspensionUrl]: await signed(setStatus(suspensions, 5, 1)) }
    for (const entries of [
      [entry, suspensionEntry],
      [suspensionEntry, entry],
    ]) {
      const answer = await check(entries, documents)
      expect(codes(answer)).toEqual(['status.suspended'])
      expect(answer.entries.map(({ set }) => set)).toEqual(entries.map((one) => one === suspensionEntry))
    }
  })

  it('is revoked although another list cannot be had, and undecided when the other says nothing', async () => {
    const revoked = await check([suspensionEntry, entry], { [url]: await signed(setStatus(revocations, 5, 1)) })
    expect([revoked.outcome, codes(revoked)]).toEqual(['failed', ['status.unavailable', 'status.revoked']])
    const unknown = await check([suspensionEntry, entry], { [url]: await signed(revocations) })
    expect([unknown.outcome, codes(unknown)]).toEqual(['undecided', ['status.unavailable']])
  })

  it('fetches and verifies a list once, however many entries share it', async () => {
    const asked: string[] = []
    const verified: string[] = []
    const document = await signed(revocations)
    const answer = await check(
      [entry, { ...entry, statusListIndex: '6' }, { ...entry, statusListIndex: '7' }],
      {},
      {
        loader: async (wanted) => {
          asked.push(wanted)
          return { documentUrl: wanted, document }
        },
        verifyList: async (list, wanted) => {
          verified.push(wanted)
          return believe(list)
        },
      },
    )
    expect([asked, verified, answer.outcome, answer.entries.length]).toEqual([[url], [url], 'passed', 3])
  })

  it('says the trouble of a shared list once', async () => {
    const answer = await check([entry, { ...entry, statusListIndex: '6' }], {})
    expect(codes(answer)).toEqual(['status.unavailable'])
    expect(answer.entries.map((one) => 'set' in one)).toEqual([false, false])
  })

  it('hands the list on as the loader gave it, text and bytes too', async () => {
    const credential = await signed(revocations)
    for (const document of [JSON.stringify(credential), new TextEncoder().encode(JSON.stringify(credential))]) {
      const seen: unknown[] = []
      const answer = await check(
        entry,
        { [url]: document },
        {
          verifyList: async (list) => {
            seen.push(list)
            return believe(credential)
          },
        },
      )
      expect([answer.outcome, seen[0]]).toEqual(['passed', document])
    }
  })
})

describe('a status entry', () => {
  it.each([
    ['text', 'revoked'],
    ['null', null],
    ['an object without a type', { id: url }],
    ['an entry without purpose', { ...entry, statusPurpose: 7 }],
    ['an entry without list', { ...entry, statusListCredential: [url] }],
    [
      'an entry without index',
      { type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListCredential: url },
    ],
    ['an entry of size 0', { ...entry, statusSize: 0 }],
    ['an entry of size 1.5', { ...entry, statusSize: 1.5 }],
    ['an entry of size "1"', { ...entry, statusSize: '1' }],
  ])('that is %s is status.entry', async (_what, status) => {
    await expectOne(check(status, { [url]: await signed(revocations) }), 'undecided', 'status.entry')
  })

  it.each(['', '-1', '+5', ' 5', '5 ', '05', '5.0', '5e0', '0x5', '٥', '5\n', true, -5, 5.5, -0, 2 ** 53, ['5']])(
    'with the index %j is status.index_syntax',
    async (statusListIndex) => {
      const status = { ...entry, statusListIndex }
      await expectOne(check(status, { [url]: await signed(revocations) }), 'undecided', 'status.index_syntax')
    },
  )

  it('may have its index as a JSON number, with a warning', async () => {
    const documents = { [url]: await signed(setStatus(revocations, 5, 1)) }
    const answer = await check({ ...entry, statusListIndex: 5 }, documents)
    expect(answer.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['status.index_number', 'warning'],
      ['status.revoked', 'error'],
    ])
    expect((await check({ ...entry, statusListIndex: 0 }, documents)).outcome).toBe('passed')
  })

  it('has the last index of its list and not the one after', async () => {
    const documents = { [url]: await signed(setStatus(revocations, 131_071, 1)) }
    await expectOne(check({ ...entry, statusListIndex: '131071' }, documents), 'failed', 'status.revoked')
    for (const statusListIndex of ['131072', '9'.repeat(400)]) {
      await expectOne(check({ ...entry, statusListIndex }, documents), 'undecided', 'status.index_range')
    }
  })

  it('of an unknown type is undecided, and nothing is fetched for it', async () => {
    const asked: string[] = []
    const loader: StatusOptions['loader'] = async (wanted) => {
      asked.push(wanted)
      return { documentUrl: wanted, document: {} }
    }
    await expectOne(
      check({ ...entry, type: 'RevocationList2020Status' }, {}, { loader }),
      'undecided',
      'status.unsupported',
    )
    expect(asked).toEqual([])
  })

  it('may have further types beside the known one', async () => {
    const status = { ...entry, type: ['ext:Entry', 'BitstringStatusListEntry'] }
    expect((await check(status, { [url]: await signed(revocations) })).outcome).toBe('passed')
  })
})

describe('the list of an entry', () => {
  it('that cannot be had leaves the status open and is named as needed', async () => {
    const answer = await expectOne(check(entry, {}), 'undecided', 'status.unavailable')
    expect(answer.problems[0]?.needs).toBe(url)
    expect(answer.entries[0]).toEqual({ type: 'BitstringStatusListEntry', purpose: 'revocation', list: url })
  })

  it.each([
    ['throws what is no error of ours', () => Promise.reject(new Error('ECONNRESET'))],
    ['throws what is no error', () => Promise.reject('no')],
    ['gives nothing', async () => ({ documentUrl: url, document: undefined })],
    ['gives a number', async () => ({ documentUrl: url, document: 404 })],
  ])('is unavailable where the loader %s', async (_what, loader) => {
    await expectOne(check(entry, {}, { loader }), 'undecided', 'status.unavailable')
  })

  it('is unavailable where the document is no credential', async () => {
    const verifyList = async (document: object | string): Promise<VerifiedList> => ({
      ...believe(document, { proofOutcome: 'undecided' }),
      credential: undefined,
    })
    await expectOne(check(entry, { [url]: '<html>' }, { verifyList }), 'undecided', 'status.unavailable')
  })

  it.each(['failed', 'undecided', 'not-reached'] as const)(
    'means nothing where its own proof is %s, whether the bit is set or not',
    async (proofOutcome) => {
      const needs = 'https://issuer.example/.well-known/did.json'
      const problems = [createProblem('key.not_found', 'The key could not be found.', { needs })]
      const verifyList: StatusOptions['verifyList'] = async (list) => believe(list, { proofOutcome, problems })
      for (const list of [revocations, setStatus(revocations, 5, 1)]) {
        const documents = { [url]: await signed(list) }
        const answer = await expectOne(check(entry, documents, { verifyList }), 'undecided', 'status.list_unsigned')
        expect(answer.problems[0]).toMatchObject({ document: url, needs })
        expect(answer.entries[0]).not.toHaveProperty('set')
      }
    },
  )

  it('of another issuer is undecided unless that one is named in statusIssuers', async () => {
    const documents = { [url]: await signed(setStatus(revocations, 5, 1), { issuer: 'did:web:other.example' }) }
    await expectOne(check(entry, documents), 'undecided', 'status.issuer_mismatch')
    const statusIssuers = ['did:web:other.example']
    await expectOne(check(entry, documents, { statusIssuers }), 'failed', 'status.revoked')
    await expectOne(check(entry, documents, { statusIssuers: [] }), 'undecided', 'status.issuer_mismatch')
  })

  it('names its own URL or none', async () => {
    const { id: _, ...nameless } = await signed(revocations)
    expect((await check(entry, { [url]: nameless })).outcome).toBe('passed')
    const other = await signed(revocations, { id: `${url}0` })
    await expectOne(check(entry, { [url]: other }), 'undecided', 'status.list_id_mismatch')
  })

  it.each(['failed', 'undecided'] as const)(
    'whose dates are %s is undecided, set bit or not',
    async (validityOutcome) => {
      const verifyList: StatusOptions['verifyList'] = async (list) => believe(list, { validityOutcome })
      for (const list of [revocations, setStatus(revocations, 5, 1)]) {
        await expectOne(check(entry, { [url]: await signed(list) }, { verifyList }), 'undecided', 'status.list_expired')
      }
    },
  )

  it('is for the purpose of the entry, perhaps among others', async () => {
    const listed = async (statusPurpose: JsonValue) => ({ [url]: await withSubject({ statusPurpose }) })
    expect((await check(entry, await listed(['suspension', 'revocation']))).outcome).toBe('passed')
    await expectOne(check(entry, await listed('suspension')), 'undecided', 'status.purpose_mismatch')
    await expectOne(check(entry, await listed(['suspension', 'refresh'])), 'undecided', 'status.purpose_mismatch')
    await expectOne(check(entry, await listed([])), 'undecided', 'status.purpose_mismatch')
  })

  it('has at least 131072 entries, counted in entries and not in bits', async () => {
    const encoded = (bytes: number) => `u${base64urlEncode(new Uint8Array(gzipSync(new Uint8Array(bytes))))}`
    const listed = async (bytes: number) => ({ [url]: await withSubject({ encodedList: encoded(bytes) }) })
    expect((await check(entry, await listed(16_384))).outcome).toBe('passed')
    await expectOne(check(entry, await listed(16_383)), 'undecided', 'status.list_length')
    const wide = { ...entry, statusSize: 2 }
    await expectOne(check(wide, await listed(32_767)), 'undecided', 'status.list_length')
    expect((await check(wide, await listed(32_768))).outcome).toBe('passed')
    expect((await check({ ...entry, statusSize: 3 }, await listed(49_152))).outcome).toBe('passed')
  })

  it.each([
    ['is not encoded at all', { encodedList: 7 }],
    [
      'has no multibase prefix',
      { encodedList: 'H4sIAAAAAAAAA-3BMQEAAADCoPVPbQhfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA' },
    ],
    ['is cut off', { encodedList: 'uH4sIAAAAAAAAA-3BMQEAAADCoPVP' }],
    ['is another kind of thing', { type: 'AchievementSubject' }],
  ])('that %s is status.list_encoding', async (_what, changes) => {
    await expectOne(check(entry, { [url]: await withSubject(changes) }), 'undecided', 'status.list_encoding')
  })

  it('with two subjects is none: there is no first one', async () => {
    const credential = await signed(revocations)
    const { credentialSubject } = credential as { credentialSubject: JsonObject }
    const two = { ...credential, credentialSubject: [credentialSubject, credentialSubject] }
    await expectOne(check(entry, { [url]: two }), 'undecided', 'status.list_encoding')
    const one = { ...credential, credentialSubject: [credentialSubject] }
    expect((await check(entry, { [url]: one })).outcome).toBe('passed')
  })

  it('that unpacks beyond the limit is limit.decompressed', async () => {
    const encodedList = `u${base64urlEncode(new Uint8Array(gzipSync(new Uint8Array(4 * 1024 * 1024 + 1))))}`
    await expectOne(check(entry, { [url]: await withSubject({ encodedList }) }), 'undecided', 'limit.decompressed')
  })

  it('is due again at the end of its ttl where that comes before the end of its validity', async () => {
    const documents = { [url]: await withSubject({ ttl: 3_600_000 }) }
    expect((await check(entry, documents)).entries[0]?.nextUpdate).toBe('2026-03-15T13:00:00.000Z')
  })

  it('gives the same answers when more lists are in use than are kept decoded', async () => {
    const lists = await Promise.all(Array.from({ length: 40 }, (_, at) => signed(setStatus(revocations, at, 1))))
    for (const round of [1, 2]) {
      for (const [at, list] of lists.entries()) {
        const answer = await check({ ...entry, statusListIndex: String(round + at - 1) }, { [url]: list })
        expect(answer.outcome).toBe(round === 1 ? 'failed' : 'passed')
      }
    }
  })

  it('gives the same answer from the cache and after a change', async () => {
    const clear = { [url]: await signed(revocations) }
    const revoked = { [url]: await signed(setStatus(revocations, 5, 1)) }
    const outcomes = []
    for (const documents of [clear, revoked, clear, revoked]) outcomes.push((await check(entry, documents)).outcome)
    expect(outcomes).toEqual(['passed', 'failed', 'passed', 'failed'])
  })
})

describe('the other purposes', () => {
  const messages = ['accepted', 'under review', 'on hold', 'withdrawn']
  const list = createStatusList({ url, purpose: 'message', statusSize: 2, messages })

  it('leave a badge good under a message, which is passed on in the words of the issuer', async () => {
    const status = { ...buildStatusEntry(list, 9) }
    const answer = await check(status, { [url]: await signed(setStatus(list, 9, 2)) })
    expect([answer.outcome, codes(answer), answer.problems[0]?.severity]).toEqual([
      'passed',
      ['status.message'],
      'note',
    ])
    expect(answer.entries[0]).toMatchObject({ set: true, value: 2, message: 'on hold' })
    const zero = await check(status, { [url]: await signed(list) })
    expect([zero.problems, zero.entries[0]?.message]).toEqual([[], 'accepted'])
  })

  it('leave a badge good when a newer version is out', async () => {
    const refresh = createStatusList({ url, purpose: 'refresh' })
    const documents = { [url]: await signed(setStatus(refresh, 9, 1)) }
    const answer = await check({ ...buildStatusEntry(refresh, 9) }, documents)
    expect([answer.outcome, codes(answer), answer.problems[0]?.severity]).toEqual([
      'passed',
      ['status.refresh'],
      'note',
    ])
  })

  it('fail a revocation of any value but 0', async () => {
    const wide = createStatusList({ url, purpose: 'revocation', statusSize: 2, messages })
    await expectOne(
      check({ ...buildStatusEntry(wide, 9) }, { [url]: await signed(setStatus(wide, 9, 3)) }),
      'failed',
      'status.revoked',
    )
  })

  it('that are not known here are undecided when set, and mean nothing when unset', async () => {
    const status = { ...entry, statusPurpose: 'ext:recall' }
    const listed = async (from: StatusList) => ({ [url]: await withSubject({ statusPurpose: 'ext:recall' }, from) })
    await expectOne(check(status, await listed(setStatus(revocations, 5, 1))), 'undecided', 'status.unsupported')
    expect((await check(status, await listed(revocations))).outcome).toBe('passed')
  })

  it('reads entries of 8 bits and not of 9', async () => {
    const bytes = (size: number) => `u${base64urlEncode(new Uint8Array(gzipSync(new Uint8Array(16_384 * size))))}`
    const listed = async (size: number) => ({ [url]: await withSubject({ encodedList: bytes(size) }) })
    expect((await check({ ...entry, statusSize: 8 }, await listed(8))).outcome).toBe('passed')
    await expectOne(check({ ...entry, statusSize: 9 }, await listed(9)), 'undecided', 'status.unsupported')
  })
})

describe('StatusList2021', () => {
  const old = { ...entry, type: 'StatusList2021Entry' }

  it('is read with and without a multibase prefix', async () => {
    const text = await encodeStatusList(setStatus(revocations, 5, 1))
    for (const encodedList of [text, text.slice(1)]) {
      const documents = { [url]: await withSubject({ type: 'StatusList2021', encodedList }) }
      const answer = await expectOne(check(old, documents), 'failed', 'status.revoked')
      expect(answer.entries[0]?.type).toBe('StatusList2021Entry')
    }
  })

  it('may be answered by the later kind of list, which issuers moved to', async () => {
    expect((await check(old, { [url]: await signed(revocations) })).outcome).toBe('passed')
  })

  it('has its date in issuanceDate', async () => {
    const { validFrom: _, validUntil: __, ...rest } = await withSubject({ type: 'StatusList2021' })
    const documents = {
      [url]: { ...rest, issuanceDate: '2026-02-01T00:00:00Z', expirationDate: '2026-05-01T00:00:00Z' },
    }
    expect((await check(old, documents)).entries[0]).toMatchObject({
      asOf: '2026-02-01T00:00:00Z',
      nextUpdate: '2026-05-01T00:00:00.000Z',
    })
  })
})

describe('1EdTechRevocationList', () => {
  const status = { id: url, type: '1EdTechRevocationList' }
  const body = { id: url, issuer }
  const never: StatusOptions['verifyList'] = () => Promise.reject(new Error('it has no proof to verify'))

  async function ask(list: unknown, changes: Partial<StatusOptions> = {}): Promise<StatusCheck> {
    return check(status, { [url]: list }, { verifyList: never, ...changes })
  }

  it.each(['revokedCredential', 'revokedCredentials'])('is read in the spelling %s', async (name) => {
    const revoked = await ask({ ...body, [name]: [{ id: 'urn:uuid:other' }, { id, revoked: true }] })
    expect([revoked.outcome, codes(revoked)]).toEqual(['failed', ['status.revoked', 'status.list_unsigned']])
    expect((await ask({ ...body, [name]: [{ id }] })).outcome).toBe('failed')
    expect((await ask({ ...body, [name]: [{ id, revoked: false }] })).outcome).toBe('passed')
    expect((await ask({ ...body, [name]: [{ id: 'urn:uuid:other' }] })).outcome).toBe('passed')
  })

  it('counts what either spelling says', async () => {
    const both = { ...body, revokedCredential: [], revokedCredentials: [{ id }] }
    expect((await ask(both)).outcome).toBe('failed')
    const contradiction = { ...body, revokedCredential: [{ id }, { id, revoked: false }] }
    expect((await ask(contradiction)).outcome).toBe('failed')
  })

  it('says that nobody signed it, as a note and as a fact', async () => {
    const answer = await ask({ ...body, revokedCredential: [] })
    expect(answer.problems.map(({ code, severity }) => [code, severity])).toEqual([['status.list_unsigned', 'note']])
    expect(answer.entries).toEqual([
      { type: '1EdTechRevocationList', purpose: 'revocation', list: url, set: false, value: 0, signed: false },
    ])
  })

  it('comes as text and bytes too, which are read strictly', async () => {
    const text = JSON.stringify({ ...body, revokedCredential: [{ id }] })
    expect((await ask(text)).outcome).toBe('failed')
    expect((await ask(new TextEncoder().encode(text))).outcome).toBe('failed')
    const twice = text.replace('{', '{"revokedCredential":[],')
    await expectOne(ask(twice), 'undecided', 'status.list_encoding')
  })

  it.each([
    ['a page', '<html></html>'],
    ['an array', []],
    ['an error in JSON', { error: 'not found' }],
    ['an error in JSON that names an issuer', body],
    ['a list that is one item', { ...body, revokedCredential: { id } }],
    ['a credential', { ...body, credentialSubject: {}, revokedCredential: [] }],
    ['a list of texts', { ...body, revokedCredential: ['urn:uuid:other'] }],
    ['an item without id', { ...body, revokedCredential: [{ revoked: true }] }],
    ['an item with another word for yes', { ...body, revokedCredential: [{ id, revoked: 'no' }] }],
  ])('that is %s is status.list_encoding', async (_what, list) => {
    await expectOne(ask(list), 'undecided', 'status.list_encoding')
  })

  it.each(['revokedCredential', 'revokedCredentials'])('may be empty in %s', async (name) => {
    expect((await ask({ ...body, [name]: [] })).outcome).toBe('passed')
  })

  it('is of the issuer of the badge, or of one in statusIssuers', async () => {
    const list = { ...body, issuer: { id: 'did:web:other.example' }, revokedCredential: [{ id }] }
    await expectOne(ask(list), 'undecided', 'status.issuer_mismatch')
    expect((await ask(list, { statusIssuers: ['did:web:other.example'] })).outcome).toBe('failed')
  })

  it('names its own URL or none', async () => {
    await expectOne(ask({ ...body, id: `${url}0`, revokedCredential: [] }), 'undecided', 'status.list_id_mismatch')
    expect((await ask({ revokedCredential: [] })).outcome).toBe('passed')
  })

  it('is worth nothing over anything but https', async () => {
    const http = 'http://issuer.example/status/1'
    const documents = { [http]: { issuer, revokedCredential: [{ id }] } }
    await expectOne(check({ ...status, id: http }, documents), 'undecided', 'status.list_unsigned')
  })

  it('needs an id of its own and one of the badge', async () => {
    await expectOne(check({ type: '1EdTechRevocationList' }, {}), 'undecided', 'status.entry')
    const nameless = { credentialStatus: status }
    const answer = await checkStatus(nameless, options({ [url]: { ...body, revokedCredential: [] } }))
    expect([answer.outcome, codes(answer)]).toEqual(['undecided', ['status.entry']])
  })
})
