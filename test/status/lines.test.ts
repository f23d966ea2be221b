import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { base64urlEncode } from '../../src/encoding.ts'
import { createProblem, openBadgesError, type Problem } from '../../src/errors.ts'
import { checkStatus, type StatusCheck, type StatusOptions, type VerifiedList } from '../../src/status.ts'
import { decodeStatusList } from '../../src/status-list.ts'
import type { JsonObject, JsonValue, LoadRequest } from '../../src/types.ts'

// As it is, and counted.
vi.mock('../../src/status-list.ts', async (original) => {
  const actual = await original<typeof import('../../src/status-list.ts')>()
  return { ...actual, decodeStatusList: vi.fn(actual.decodeStatusList) }
})
const decode = vi.mocked(decodeStatusList)
beforeEach(() => void decode.mockClear())

const issuer = 'did:web:issuer.example'
const url = 'https://issuer.example/status/1'
const now = Date.parse('2026-03-15T12:00:00Z')

/** A list of so many bytes, its first one given. */
function encoded(first = 0, length = 16_384): string {
  const bytes = new Uint8Array(length)
  bytes[0] = first
  return `u${base64urlEncode(new Uint8Array(gzipSync(bytes, { level: 1 })))}`
}

const CLEAR = encoded()
/** Index 0 is set, and no other. */
const SET = encoded(0x80)

function listOf(subject: JsonObject = {}, credential: JsonObject = {}): JsonObject {
  const credentialSubject = { type: 'BitstringStatusList', statusPurpose: 'revocation', encodedList: CLEAR, ...subject }
  return { issuer, credentialSubject, ...credential }
}

function entryOf(changes: JsonObject = {}): JsonObject {
  return {
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: '0',
    statusListCredential: url,
    ...changes,
  }
}

function omit(name: string): JsonObject {
  const { [name]: _, ...others } = entryOf()
  return others
}

function believe(document: object | string, changes: Partial<VerifiedList> = {}): VerifiedList {
  const credential = document as JsonObject
  const listIssuer = typeof credential.issuer === 'string' ? credential.issuer : undefined
  const passed = { proofOutcome: 'passed', validityOutcome: 'passed' } as const
  return { credential, issuer: listIssuer, ...passed, problems: [], ...changes }
}

interface Asked {
  readonly document?: unknown
  readonly verified?: Partial<VerifiedList>
  readonly options?: Partial<StatusOptions>
  readonly id?: string
}

async function check(credentialStatus: unknown, asked: Asked = {}): Promise<StatusCheck> {
  const { document = listOf(), verified = {}, options = {}, id = 'urn:x:1' } = asked
  return checkStatus(
    { ...(id !== '' && { id }), credentialStatus: credentialStatus as JsonValue },
    {
      loader: async (wanted) => ({ documentUrl: wanted, document }),
      verifyList: async (list) => believe(list, verified),
      now,
      issuer,
      ...options,
    },
  )
}

/** Codes and places. */
function placesOf({ problems }: { readonly problems: readonly Problem[] }): string[] {
  return problems.map(({ code, document = '', pointer = '' }) => `${code} ${document}#${pointer}`)
}

async function entryFrom(subject: JsonObject, credential: JsonObject = {}) {
  return (await check(entryOf(), { document: listOf(subject, credential) })).entries[0]
}

describe('what is wrong with an entry', () => {
  it.each<[string, unknown, string]>([
    ['is no object', 'revoked', 'status.entry #'],
    ['has no type', entryOf({ type: [] }), 'status.entry #'],
    ['has a type that is no text', entryOf({ type: 7 }), 'status.entry #'],
    ['is of an unknown type', entryOf({ type: 'Other' }), 'status.unsupported #'],
    ['has no purpose', entryOf({ statusPurpose: ['revocation'] }), 'status.entry #/statusPurpose'],
    ['has no list', entryOf({ statusListCredential: { id: url } }), 'status.entry #/statusListCredential'],
    ['names no purpose', omit('statusPurpose'), 'status.entry #'],
    ['names no list', omit('statusListCredential'), 'status.entry #'],
    ['names no index', omit('statusListIndex'), 'status.entry #'],
    ['has size 0', entryOf({ statusSize: 0 }), 'status.entry #/statusSize'],
    ['has size -1', entryOf({ statusSize: -1 }), 'status.entry #/statusSize'],
    ['has a size with a fraction', entryOf({ statusSize: 1.5 }), 'status.entry #/statusSize'],
    ['has size 9', entryOf({ statusSize: 9 }), 'status.unsupported #/statusSize'],
    ['has a number for its index', entryOf({ statusListIndex: 0 }), 'status.index_number #/statusListIndex'],
    ['has an odd index', entryOf({ statusListIndex: '00' }), 'status.index_syntax #/statusListIndex'],
    ['has no such purpose', entryOf({ statusPurpose: 'suspension' }), 'status.purpose_mismatch #/statusPurpose'],
    ['has no such index', entryOf({ statusListIndex: '131072' }), 'status.index_range #/statusListIndex'],
    ['has a list without URL', { type: '1EdTechRevocationList' }, 'status.entry #'],
  ])('is told at its place, alone or in a list: it %s', async (_, status, expected) => {
    const at = (place: string) => expected.replace('#', `#/credentialStatus${place}`)
    expect(placesOf(await check(status))).toEqual([at('')])
    expect(placesOf(await check([status]))).toEqual([at('/0')])
    expect(placesOf(await check([entryOf(), status]))).toEqual([at('/1')])
  })

  it.each<[JsonValue, string]>([
    [[7], ' an array'],
    [{ '@value': '0' }, ' an object'],
    [true, ' a JSON boolean'],
  ])('says that it found %j where a text should be', async (odd, words) => {
    for (const name of ['statusPurpose', 'statusListCredential', 'statusListIndex']) {
      const [problem] = (await check(entryOf({ [name]: odd }))).problems
      expect(problem?.pointer).toBe(`/credentialStatus/${name}`)
      const asIndex = odd === true ? ' "a JSON boolean"' : words
      expect(problem?.message).toContain(name === 'statusListIndex' ? asIndex : words)
    }
  })

  it('leaves what is known of it', async () => {
    const entries = async (status: unknown) => (await check(status)).entries
    expect(await entries(7)).toStrictEqual([{ type: '' }])
    expect(await entries(entryOf({ type: [7, 'Other', 'More'] }))).toStrictEqual([{ type: 'Other' }])
    const type = 'BitstringStatusListEntry'
    expect(await entries({ type })).toStrictEqual([{ type }])
    expect(await entries({ type, statusPurpose: 'a' })).toStrictEqual([{ type, purpose: 'a' }])
    expect(await entries({ type, statusListCredential: 'b', statusPurpose: 7 })).toStrictEqual([{ type, list: 'b' }])
    const known = { type, purpose: 'revocation', list: url }
    expect(await entries(entryOf({ statusSize: 0 }))).toStrictEqual([known])
    expect(await entries(entryOf({ statusListIndex: '-1' }))).toStrictEqual([known])
    expect(await entries(entryOf({ statusListIndex: '131072' }))).toStrictEqual([{ ...known, signed: true }])
  })

  it('is told together where a good list has several reasons to say nothing', async () => {
    const document = listOf({ statusPurpose: 'suspension', encodedList: encoded(0xff, 1) })
    expect(placesOf(await check(entryOf({ statusListIndex: '8' }), { document }))).toEqual([
      'status.purpose_mismatch #/credentialStatus/statusPurpose',
      'status.index_range #/credentialStatus/statusListIndex',
      `status.list_length ${url}#/credentialSubject/encodedList`,
    ])
  })

  it('stays beside what the list says', async () => {
    const odd = entryOf({ statusListIndex: 0 })
    const warning = 'status.index_number #/credentialStatus/statusListIndex'
    const document = listOf({ encodedList: SET })
    expect(placesOf(await check(odd, { document }))).toEqual([warning, 'status.revoked #/credentialStatus'])
    expect(placesOf(await check(odd, { document: listOf({}, { id: 'urn:other' }) }))).toEqual([
      warning,
      `status.list_id_mismatch ${url}#/id`,
    ])
    expect(placesOf(await check({ ...odd, statusPurpose: 'suspension' }))).toEqual([
      warning,
      'status.purpose_mismatch #/credentialStatus/statusPurpose',
    ])
  })

  it.each([
    ['suspension', 'status.suspended'],
    ['refresh', 'status.refresh'],
    ['message', 'status.message'],
    ['other', 'status.unsupported'],
  ])('or what it means, %s, is told at the entry', async (statusPurpose, code) => {
    const document = listOf({ statusPurpose, encodedList: SET })
    expect(placesOf(await check(entryOf({ statusPurpose }), { document }))).toEqual([`${code} #/credentialStatus`])
  })

  it.each<[string, JsonValue, string | undefined]>([
    [
      'in a list',
      [
        { status: '0x0', message: 'no' },
        { status: '0x1', message: 'yes' },
      ],
      'yes',
    ],
    ['alone', { status: '0x1', message: 'yes' }, 'yes'],
    ['with two digits', { status: '0x01', message: 'yes' }, 'yes'],
    ['for another value', { status: '0x2', message: 'no' }, undefined],
    ['with three digits', { status: '0x001', message: 'no' }, undefined],
    ['without 0x', { status: '1', message: 'no' }, undefined],
    ['after something', { status: ' 0x1', message: 'no' }, undefined],
    ['with more behind it', { status: '0x1g', message: 'no' }, undefined],
    ['as a number', { status: 1, message: 'no' }, undefined],
    ['as another number', { status: 0x1, message: 7 }, undefined],
    ['as a list', { status: ['0x1'], message: 'no' }, undefined],
    ['without words', { status: '0x1', message: 7 }, undefined],
    ['as a text', '0x1', undefined],
    ['as null', [null, { status: '0x1', message: 'yes' }], 'yes'],
  ])('has the words of the issuer %s', async (_, statusMessage, message) => {
    const { entries } = await check(entryOf({ statusMessage }), { document: listOf({ encodedList: SET }) })
    expect(entries[0]?.message).toBe(message)
    expect('message' in (entries[0] ?? {})).toBe(message !== undefined)
  })

  it('has the words for a value of eight bits', async () => {
    const statusMessage = [{ status: '0xAf', message: 'yes' }]
    const document = listOf({ encodedList: encoded(0xaf, 131_072) })
    const { entries } = await check(entryOf({ statusSize: 8, statusMessage }), { document })
    expect(entries[0]).toMatchObject({ value: 0xaf, message: 'yes', set: true })
  })
})

describe('what is wrong with a list', () => {
  it('is told at its URL and its place, all of it at once', async () => {
    const document = listOf({}, { issuer: 'did:web:other.example', id: `${url}0` })
    const answer = await check(entryOf(), { document, verified: { validityOutcome: 'failed' } })
    expect(placesOf(answer)).toEqual([
      `status.issuer_mismatch ${url}#/issuer`,
      `status.list_id_mismatch ${url}#/id`,
      `status.list_expired ${url}#`,
    ])
    expect(answer.problems.map(({ needs }) => needs)).toEqual([undefined, undefined, url])
    expect(answer.entries).toStrictEqual([{ type: 'BitstringStatusListEntry', purpose: 'revocation', list: url }])
  })

  it('is that it is of a third one, whoever else may publish', async () => {
    const document = listOf({}, { issuer: 'did:web:other.example' })
    const from = (...statusIssuers: string[]) => check(entryOf(), { document, options: { statusIssuers } })
    expect(placesOf(await from('did:web:third.example'))).toEqual([`status.issuer_mismatch ${url}#/issuer`])
    expect(placesOf(await from('did:web:third.example', 'did:web:other.example'))).toEqual([])
  })

  it('is that nobody is named who issued it', async () => {
    const { issuer: _, ...nameless } = listOf()
    expect(placesOf(await check(entryOf(), { document: nameless }))).toEqual([`status.issuer_mismatch ${url}#/issuer`])
  })

  it('is told as early or late', async () => {
    const problems = [createProblem('time.not_yet_valid', 'Early.')]
    const early = await check(entryOf(), { verified: { validityOutcome: 'failed', problems } })
    expect(early.problems[0]?.message).toMatch(/not valid yet/)
    const late = await check(entryOf(), { verified: { validityOutcome: 'failed' } })
    expect(late.problems[0]?.message).toMatch(/out of date/)
  })

  it('is not that it has no dates', async () => {
    expect((await check(entryOf(), { verified: { validityOutcome: 'not-applicable' } })).outcome).toBe('passed')
    const unknown = await check(entryOf(), { verified: { validityOutcome: 'not-reached' } })
    expect(placesOf(unknown)).toEqual([`status.list_expired ${url}#`])
  })

  it('is the first error of its proof, and what that needs', async () => {
    const needs = 'https://issuer.example/key'
    const problems = [
      createProblem('status.refresh', 'A note.'),
      createProblem('key.not_found', 'The first error.'),
      createProblem('net.unreachable', 'The second error.', { needs }),
    ]
    const { problems: told } = await check(entryOf(), { verified: { proofOutcome: 'failed', problems } })
    expect(told).toMatchObject([{ code: 'status.list_unsigned', document: url, needs }])
    expect(told[0]?.message).toMatch(/ The first error\.$/)
    const silent = await check(entryOf(), { verified: { proofOutcome: 'failed' } })
    expect(silent.problems[0]?.message).toMatch(/^The status list has no good proof\.$/)
    expect(silent.problems[0]).not.toHaveProperty('needs')
    const open = await check(entryOf(), { verified: { proofOutcome: 'undecided' } })
    expect(open.problems[0]?.message).toMatch(/could not be checked\.$/)
  })

  it('is what verification says of what is no credential', async () => {
    const problems = [createProblem('json.syntax', 'It is a page.')]
    const page = await check(entryOf(), { verified: { credential: undefined, problems } })
    expect(placesOf(page)).toEqual([`status.unavailable ${url}#`])
    expect(page.problems[0]?.message).toMatch(/It is a page\.$/)
    const silent = await check(entryOf(), { verified: { credential: undefined } })
    expect(silent.problems[0]).toMatchObject({ code: 'status.unavailable', needs: url })
  })

  it.each<[string, JsonObject, string]>([
    ['it is of another type', { type: 'Other' }, '/credentialSubject'],
    ['it has no type', { type: 7 }, '/credentialSubject'],
    ['it has no bits', { encodedList: [CLEAR] }, '/credentialSubject'],
    ['its bits are no bits', { encodedList: 'u!' }, '/credentialSubject/encodedList'],
  ])('is that %s', async (_, subject, pointer) => {
    expect(placesOf(await check(entryOf(), { document: listOf(subject) }))).toEqual([
      `status.list_encoding ${url}#${pointer}`,
    ])
  })

  it.each([['x'], [null], [[]], [['x']], [undefined]])('is that its subject is %j', async (credentialSubject) => {
    const document = { issuer, ...(credentialSubject !== undefined && { credentialSubject }) }
    expect(placesOf(await check(entryOf(), { document }))).toEqual([`status.list_encoding ${url}#/credentialSubject`])
  })

  it('is that it has no prefix, unless it is a StatusList2021 and nothing later', async () => {
    const codes = async (type: JsonValue) => {
      const { problems } = await check(entryOf(), { document: listOf({ type, encodedList: CLEAR.slice(1) }) })
      return problems.map(({ code }) => code)
    }
    expect(await codes('StatusList2021')).toEqual([])
    expect(await codes(['Other', 'StatusList2021'])).toEqual([])
    expect(await codes('BitstringStatusList')).toEqual(['status.list_encoding'])
    expect(await codes(['StatusList2021', 'BitstringStatusList'])).toEqual(['status.list_encoding'])
  })

  it('stays an exception where it is a bug', async () => {
    decode.mockRejectedValueOnce(new RangeError('a bug'))
    await expect(check(entryOf(), { document: listOf({ encodedList: encoded(1) }) })).rejects.toThrow(RangeError)
  })
})

describe('when a list says so', () => {
  const UNTIL = '2026-04-01T00:00:00Z'

  it.each<[string, JsonObject, JsonObject, string | undefined]>([
    ['its end', {}, { validUntil: UNTIL }, '2026-04-01T00:00:00.000Z'],
    ['its end in VC 1.1', {}, { expirationDate: UNTIL }, '2026-04-01T00:00:00.000Z'],
    ['its end, not its ttl', { ttl: 1e10 }, { validUntil: UNTIL }, '2026-04-01T00:00:00.000Z'],
    ['its ttl, which comes first', { ttl: 1000 }, { validUntil: UNTIL }, '2026-03-15T12:00:01.000Z'],
    ['its ttl alone', { ttl: 0 }, {}, '2026-03-15T12:00:00.000Z'],
    ['its ttl, where its end is none', { ttl: 1 }, { validUntil: 'soon' }, '2026-03-15T12:00:00.001Z'],
    ['nothing, where there is neither', {}, {}, undefined],
    ['nothing, where its end is no text', {}, { validUntil: 7 }, undefined],
    ['nothing, where its end is a list', {}, { validUntil: [UNTIL] }, undefined],
    ['no ttl below 0', { ttl: -1 }, {}, undefined],
    ['no ttl with a fraction', { ttl: 0.5 }, {}, undefined],
    ['no ttl as a text', { ttl: '1' }, {}, undefined],
    ['no ttl beyond any date', { ttl: Number.MAX_SAFE_INTEGER }, {}, undefined],
  ])('it is due again by %s', async (_, subject, credential, nextUpdate) => {
    const facts = await entryFrom(subject, credential)
    expect(facts).toMatchObject({ set: false, signed: true })
    expect(facts?.nextUpdate).toBe(nextUpdate)
    expect('nextUpdate' in (facts ?? {})).toBe(nextUpdate !== undefined)
  })

  it('it is as of its first day, where it has one', async () => {
    expect(await entryFrom({}, { validFrom: '2026-03-01T00:00:00Z', issuanceDate: 'x' })).toMatchObject({
      asOf: '2026-03-01T00:00:00Z',
    })
    expect(await entryFrom({}, { issuanceDate: '2026-03-02T00:00:00Z' })).toMatchObject({
      asOf: '2026-03-02T00:00:00Z',
    })
    for (const validFrom of [undefined, 7]) {
      expect(await entryFrom({}, validFrom === undefined ? {} : { validFrom })).not.toHaveProperty('asOf')
    }
  })
})

describe('getting a list', () => {
  it('asks for types, at most 4 MiB, and under the signal of the caller', async () => {
    const seen: [string, LoadRequest | undefined][] = []
    const loader: StatusOptions['loader'] = async (wanted, request) => {
      seen.push([wanted, request])
      return { documentUrl: wanted, document: listOf() }
    }
    const { signal } = new AbortController()
    await check(entryOf(), { options: { loader, signal } })
    await check(entryOf(), { options: { loader } })
    const accept = expect.stringMatching(/^application\/vc, .*\*\/\*;q=0\.1$/)
    expect(seen).toStrictEqual([
      [url, { accept, maxBytes: 4_194_304, signal }],
      [url, { accept, maxBytes: 4_194_304 }],
    ])
  })

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a number', 404],
    ['a function', () => listOf()],
  ])('fails where the loader gives %s', async (_, document) => {
    const loader: StatusOptions['loader'] = async (wanted) => ({ documentUrl: wanted, document })
    for (const status of [entryOf(), { type: '1EdTechRevocationList', id: url }]) {
      const { problems } = await check(status, { options: { loader } })
      expect(problems).toMatchObject([{ code: 'status.unavailable', document: url, needs: url }])
    }
  })

  it('says of a failure what it needs and how to mend it', async () => {
    const failing = (error: unknown) =>
      check(entryOf(), { options: { loader: () => Promise.reject(error as Error) } }).then(
        ({ problems }) => problems[0],
      )
    const needs = 'https://issuer.example/elsewhere'
    const known = await failing(openBadgesError('net.port', 'A port.', { needs, hint: 'List it.' }))
    expect(known).toMatchObject({ code: 'status.unavailable', document: url, needs, hint: 'List it.' })
    expect(known?.message).toMatch(/ A port\.$/)
    const bare = await failing(openBadgesError('net.port', 'A port.'))
    expect([bare?.needs, typeof bare?.hint]).toEqual([url, 'string'])
    const own = await failing(new Error('no\nroute'))
    expect(own).toMatchObject({ code: 'status.unavailable', needs: url })
    expect(own?.message).toMatch(/ no route$/)
    expect((await failing('text'))?.message).toMatch(/The loader threw\.$/)
  })

  it('asks once for what two entries share, and for each that is another', async () => {
    const asked: string[] = []
    const loader: StatusOptions['loader'] = async (wanted) => {
      asked.push(wanted)
      return { documentUrl: wanted, document: listOf() }
    }
    const list = { type: '1EdTechRevocationList', id: url }
    const more = entryOf({ statusListCredential: `${url}1` })
    await check([entryOf(), entryOf(), more, list, list], { options: { loader } })
    expect(asked).toEqual([url, `${url}1`])
  })
})

describe('lists that were decoded', () => {
  /** How often the lists of these texts are decoded, in this order. */
  async function decoded(...texts: readonly string[]): Promise<number> {
    decode.mockClear()
    for (const encodedList of texts) await check(entryOf(), { document: listOf({ encodedList }) })
    return decode.mock.calls.length
  }

  /** Texts of lists that no other test has. */
  function fresh(count: number, start: number): string[] {
    const bytes = (at: number) => Uint8Array.of(0, ...new Uint8Array(16_381), start, at)
    return Array.from({ length: count }, (_, at) => `u${base64urlEncode(new Uint8Array(gzipSync(bytes(at))))}`)
  }

  it('are kept for the badges that share them', async () => {
    const [one = ''] = fresh(1, 1)
    expect(await decoded(one, one, one)).toBe(1)
  })

  it('are kept with the prefix that they were read by', async () => {
    const [one = ''] = fresh(1, 2)
    expect(await decoded(one)).toBe(1)
    expect(decode.mock.calls).toEqual([[one, { prefix: 'required' }]])
    decode.mockClear()
    await check(entryOf(), { document: listOf({ type: 'StatusList2021', encodedList: one }) })
    expect(decode.mock.calls).toEqual([[one, { prefix: 'optional' }]])
  })

  it('are 32 at most, and the one that was not used for longest goes first', async () => {
    const [first = '', second = '', ...others] = fresh(33, 3)
    expect(await decoded(first, second, ...others.slice(0, 30))).toBe(32)
    expect(await decoded(first, second, ...others.slice(0, 30))).toBe(0)
    expect(await decoded(first, others[30] ?? '')).toBe(1)
    expect(await decoded(first, ...others)).toBe(0)
    expect(await decoded(second)).toBe(1)
  })

  it('are 8 MiB at most', async () => {
    const large = (length: number, mark: number) => {
      const bytes = new Uint8Array(length)
      bytes[length - 1] = mark
      return `u${base64urlEncode(new Uint8Array(gzipSync(bytes, { level: 1 })))}`
    }
    const [one, two, third] = [large(4_194_304, 1), large(4_194_304, 2), large(16_384, 3)]
    expect(await decoded(one, two, one, two)).toBe(2)
    expect(await decoded(third, two, third)).toBe(1)
    expect(await decoded(one)).toBe(1)
  })
})

describe('a list of revoked ids', () => {
  const status = { type: '1EdTechRevocationList', id: url }
  const body = { issuer, revokedCredential: [{ id: 'urn:x:1' }] }
  const known = { type: '1EdTechRevocationList', purpose: 'revocation' }

  it('that names the badge has revoked it', async () => {
    const answer = await check(status, { document: body })
    expect(placesOf(answer)).toEqual(['status.revoked #/credentialStatus', `status.list_unsigned ${url}#`])
    expect(answer.entries).toStrictEqual([{ ...known, list: url, set: true, value: 1, signed: false }])
  })

  it('leaves what is known where it cannot answer', async () => {
    const entries = async (one: unknown, asked?: Asked) => (await check(one, asked)).entries
    expect(await entries({ type: known.type })).toStrictEqual([known])
    expect(await entries(status, { document: body, id: '' })).toStrictEqual([{ ...known, list: url }])
    expect(await entries(status, { document: [] })).toStrictEqual([{ ...known, list: url }])
    expect(placesOf(await check(status, { document: body, id: '' }))).toEqual(['status.entry #/credentialStatus'])
  })

  it.each(['http://issuer.example/1', 'issuer.example/1', 'ftp://issuer.example/1', ''])(
    'had from %j proves nothing',
    async (id) => {
      expect(placesOf(await check({ ...status, id }, { document: body }))).toEqual([`status.list_unsigned ${id}#`])
    },
  )

  it.each<[string, JsonObject, string[]]>([
    ['its issuer as a text', { issuer }, []],
    ['its issuer as an object', { issuer: { id: issuer } }, []],
    ['no issuer', { issuer: undefined as never }, []],
    ['an issuer that is no text', { issuer: 7 }, ['status.issuer_mismatch /issuer']],
    ['an issuer without id', { issuer: {} }, []],
    ['another issuer', { issuer: 'did:web:other.example' }, ['status.issuer_mismatch /issuer']],
    ['its own id', { id: url }, []],
    ['another id', { id: `${url}0` }, ['status.list_id_mismatch /id']],
    [
      'another of both',
      { issuer: { id: 'x' }, id: 'x' },
      ['status.issuer_mismatch /issuer', 'status.list_id_mismatch /id'],
    ],
  ])('with %s is held to badge and URL', async (_, change, expected) => {
    const document = JSON.parse(JSON.stringify({ ...body, revokedCredential: [], ...change }))
    const places = placesOf(await check(status, { document }))
    const signed = expected.length === 0 ? [`status.list_unsigned ${url}#`] : []
    expect(places).toEqual([...expected.map((place) => place.replace(' ', ` ${url}#`)), ...signed])
  })

  it.each<[string, unknown]>([
    ['no JSON', '<html>'],
    ['no UTF-8', Uint8Array.of(0xff)],
    ['a text in JSON', '"x"'],
    ['null in JSON', 'null'],
    ['not plain', { ...body, when: new Date(0) }],
    ['too deep', JSON.stringify({ ...body, deep: JSON.parse('['.repeat(20) + ']'.repeat(20)) })],
    ['without items', { issuer }],
    ['one item', { issuer, revokedCredential: { id: 'urn:x:1' } }],
    ['one item in one spelling', { issuer, revokedCredential: [], revokedCredentials: 'urn:x:1' }],
    ['an item of its own in one spelling', { issuer, revokedCredential: [], revokedCredentials: { id: 'urn:x:2' } }],
    ['null in one spelling', { issuer, revokedCredential: null, revokedCredentials: [] }],
    ['with a subject', { ...body, credentialSubject: {} }],
    ['with an item that is a text', { issuer, revokedCredential: ['urn:x:1'] }],
    ['with an item without id', { issuer, revokedCredential: [{}] }],
    ['with an item whose id is no text', { issuer, revokedCredential: [{ id: 7 }] }],
    ['with an item that is null', { issuer, revokedCredential: [null] }],
    ['with an odd answer', { issuer, revokedCredential: [{ id: 'urn:x:2', revoked: null }] }],
    ['with an odd number', { issuer, revokedCredential: [{ id: 'urn:x:2', revoked: 0 }] }],
  ])('that is %s cannot be read', async (_, document) => {
    expect(placesOf(await check(status, { document }))).toEqual([`status.list_encoding ${url}#`])
  })
})
