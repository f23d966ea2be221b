import { createList, decodeList } from '@digitalbazaar/vc-bitstring-status-list'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  buildStatusEntry,
  buildStatusListCredential,
  createStatusList,
  decodeStatusList,
  encodeStatusList,
  getStatus,
  readStatus,
  type StatusSize,
  setStatus,
} from '../../src/status-list.ts'
import { codeOf } from '../support/codes.ts'

const url = 'https://issuer.example/status/1'
const revocations = createStatusList({ url, purpose: 'revocation' })
const suspensions = createStatusList({ url, purpose: 'suspension' })

describe('a status list', () => {
  it('has 131072 unset entries and revision 0 when nothing else is said', () => {
    expect(revocations).toMatchObject({ url, purpose: ['revocation'], length: 131_072, statusSize: 1, revision: 0 })
    expect(getStatus(revocations, 0)).toBe(0)
    expect(getStatus(revocations, 131_071)).toBe(0)
  })

  it('ends at its last index, for reading, setting and building an entry', async () => {
    expect(getStatus(setStatus(revocations, 131_071, 1), 131_071)).toBe(1)
    expect(buildStatusEntry(revocations, 131_071).statusListIndex).toBe('131071')
    expect(await codeOf(() => getStatus(revocations, 131_072))).toBe('status.index_range')
    expect(await codeOf(() => setStatus(revocations, 131_072, 1))).toBe('status.index_range')
    expect(await codeOf(() => buildStatusEntry(revocations, 131_072))).toBe('status.index_range')
  })

  it.each([-1, 0.5, Number.NaN, '7' as unknown as number])('takes %s for no index at all', (index) => {
    expect(() => getStatus(revocations, index)).toThrow(TypeError)
    expect(() => buildStatusEntry(revocations, index)).toThrow(TypeError)
  })

  it('is a value: setting gives another list with the next revision and leaves the first as it was', () => {
    const next = setStatus(revocations, 5, true)
    expect([getStatus(revocations, 5), revocations.revision]).toEqual([0, 0])
    expect([getStatus(next, 5), next.revision]).toEqual([1, 1])
    expect(Object.isFrozen(next)).toBe(true)
  })

  it('puts the first entry into the most significant bit', () => {
    expect(setStatus(revocations, 0, 1).bits[0]).toBe(0b1000_0000)
    expect(setStatus(revocations, 9, 1).bits[1]).toBe(0b0100_0000)
  })

  it('never takes back a revocation, and takes back a suspension', async () => {
    expect(await codeOf(() => setStatus(setStatus(revocations, 5, 1), 5, 0))).toBe('status.irreversible')
    expect(getStatus(setStatus(setStatus(suspensions, 5, 1), 5, 0), 5)).toBe(0)
    const both = createStatusList({ url, purpose: ['suspension', 'revocation'] })
    expect(await codeOf(() => setStatus(setStatus(both, 5, 1), 5, 0))).toBe('status.irreversible')
  })

  it('revokes again what is revoked', () => {
    expect(getStatus(setStatus(setStatus(revocations, 5, 1), 5, 1), 5)).toBe(1)
  })

  it('makes many changes in one revision, or none when one of them is wrong', async () => {
    const many = setStatus(
      suspensions,
      Array.from({ length: 1000 }, (_, index) => ({ index: index * 131, value: 1 })),
    )
    expect(many.revision).toBe(1)
    expect([getStatus(many, 0), getStatus(many, 1), getStatus(many, 999 * 131)]).toEqual([1, 0, 1])
    const changes = [
      { index: 1, value: 1 },
      { index: 131_072, value: 1 },
    ]
    expect(await codeOf(() => setStatus(suspensions, changes))).toBe('status.index_range')
    expect(getStatus(suspensions, 1)).toBe(0)
  })

  it.each([1, 2, 4, 8] as const)('keeps neighbours apart with entries of %i bits', (statusSize) => {
    const top = 2 ** statusSize - 1
    const messages = statusSize === 1 ? undefined : Array.from({ length: top + 1 }, (_, value) => `state ${value}`)
    const empty = createStatusList({ url, purpose: 'suspension', statusSize, ...(messages && { messages }) })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), fc.nat(top)), { maxLength: 60 }), (sets) => {
        const list = setStatus(
          empty,
          sets.map(([index, value]) => ({ index, value })),
        )
        const expected = new Map(sets)
        for (let index = 0; index <= 40; index++) expect(getStatus(list, index)).toBe(expected.get(index) ?? 0)
      }),
      { numRuns: 30 },
    )
    expect(() => setStatus(empty, 0, top + 1)).toThrow(TypeError)
  })

  it('reads entries of every size from 1 to 8 bits, over byte borders too', () => {
    const bits = Uint8Array.from([0b1011_0010, 0b0111_0001, 0b1100_1010])
    const text = [...bits].map((byte) => byte.toString(2).padStart(8, '0')).join('')
    for (let size = 1; size <= 8; size++) {
      for (let index = 0; (index + 1) * size <= 24; index++) {
        expect(readStatus(bits, size, index)).toBe(Number.parseInt(text.slice(index * size, (index + 1) * size), 2))
      }
    }
  })

  it.each([
    [{ url: 'status/1' }, 'url'],
    [{ url: 'http://issuer.example/status/1' }, 'url'],
    [{ url: `${url}#list` }, 'url'],
    [{ purpose: 'revoked' as 'revocation' }, 'purpose'],
    [{ purpose: [] }, 'purpose'],
    [{ length: 131_064 }, 'length'],
    [{ length: 131_073 }, 'length'],
    [{ length: 4 * 1024 * 1024 * 8 + 8 }, 'length'],
    [{ statusSize: 3 as StatusSize }, 'statusSize'],
    [{ statusSize: 2 as const }, 'messages'],
    [{ purpose: 'message' as const }, 'messages'],
    [{ statusSize: 2 as const, messages: ['a', 'b', 'c'] }, 'messages'],
    [{ bits: new Uint8Array(16_383) }, 'bits'],
    [{ revision: -1 }, 'revision'],
  ])('names the option that is wrong: %j', (wrong, name) => {
    expect(() => createStatusList({ url, purpose: 'revocation', ...wrong })).toThrow(TypeError)
    expect(() => createStatusList({ url, purpose: 'revocation', ...wrong })).toThrow(name)
  })

  it('refuses values that are no status', () => {
    for (const value of [-1, 0.5, 2, Number.NaN, '1', undefined]) {
      expect(() => setStatus(suspensions, 3, value as number)).toThrow(TypeError)
    }
  })

  it('is made again from stored bits and their revision, which are copied', async () => {
    const stored = setStatus(revocations, [{ index: 7, value: 1 }])
    const bits = await decodeStatusList(await encodeStatusList(stored))
    const again = createStatusList({ url, purpose: 'revocation', bits, revision: stored.revision })
    bits.fill(0)
    expect(again).toEqual(stored)
  })
})

describe('the encoded list', () => {
  it('is read by the Digital Bazaar library, bit by bit', async () => {
    const set = [0, 1, 8, 77_777, 131_071]
    const list = setStatus(
      revocations,
      set.map((index) => ({ index, value: 1 })),
    )
    const theirs = await decodeList({ encodedList: await encodeStatusList(list) })
    expect(theirs.length).toBe(131_072)
    for (const index of [...set, 2, 7, 9, 131_070]) expect(theirs.getStatus(index)).toBe(set.includes(index))
  })

  it('of the Digital Bazaar library is read here, bit by bit', async () => {
    const theirs = await createList({ length: 131_072 })
    const set = [0, 3, 4095, 131_071]
    for (const index of set) theirs.setStatus(index, true)
    const bits = await decodeStatusList(await theirs.encode())
    const list = createStatusList({ url, purpose: 'revocation', bits })
    for (const index of [...set, 1, 4094, 4096, 131_070])
      expect(getStatus(list, index)).toBe(set.includes(index) ? 1 : 0)
  })

  it('is the same text for the same list', async () => {
    const list = setStatus(revocations, 4711, 1)
    expect(await encodeStatusList(list)).toBe(await encodeStatusList(setStatus(revocations, 4711, 1)))
  })

  it('survives the way out and back whatever the bits are', async () => {
    const bits = Uint8Array.from({ length: 16_384 }, (_, at) => (at * at * 31 + (at >>> 3)) & 0xff)
    const list = createStatusList({ url, purpose: 'suspension', bits })
    expect(await decodeStatusList(await encodeStatusList(list))).toEqual(bits)
  })

  it('without its multibase prefix is read only where StatusList2021 is', async () => {
    const bare = (await encodeStatusList(revocations)).slice(1)
    expect(await codeOf(() => decodeStatusList(bare))).toBe('status.list_encoding')
    expect(await decodeStatusList(bare, { prefix: 'optional' })).toHaveLength(16_384)
    expect(await decodeStatusList(`u${bare}`, { prefix: 'optional' })).toHaveLength(16_384)
  })
})

describe('the credential of a list', () => {
  const dates = { validFrom: '2026-03-01T00:00:00Z', validUntil: new Date('2026-04-01T00:00:00Z') }

  it('has the URL of the list as its id and nothing beyond the VC 2.0 context', async () => {
    const list = setStatus(revocations, 1, 1)
    expect(await buildStatusListCredential(list, { id: 'did:web:issuer.example' }, { ...dates, ttl: 300_000 })).toEqual(
      {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        id: url,
        type: ['VerifiableCredential', 'BitstringStatusListCredential'],
        issuer: 'did:web:issuer.example',
        validFrom: '2026-03-01T00:00:00Z',
        validUntil: '2026-04-01T00:00:00Z',
        credentialSubject: {
          id: `${url}#list`,
          type: 'BitstringStatusList',
          statusPurpose: 'revocation',
          encodedList: await encodeStatusList(list),
          ttl: 300_000,
        },
      },
    )
  })

  it('names several purposes in an array', async () => {
    const list = createStatusList({ url, purpose: ['revocation', 'refresh'] })
    const credential = await buildStatusListCredential(list, 'did:web:issuer.example', dates)
    expect(credential.credentialSubject).toMatchObject({ statusPurpose: ['revocation', 'refresh'] })
  })

  it('refuses dates without offset, no issuer and a ttl that is none', async () => {
    const issuer = 'did:web:issuer.example'
    await expect(buildStatusListCredential(revocations, issuer, { validFrom: '2026-03-01' })).rejects.toThrow(
      'validFrom',
    )
    await expect(
      buildStatusListCredential(revocations, issuer, { ...dates, validUntil: new Date(Number.NaN) }),
    ).rejects.toThrow('validUntil')
    await expect(buildStatusListCredential(revocations, '', dates)).rejects.toThrow('issuer')
    await expect(buildStatusListCredential(revocations, issuer, { ...dates, ttl: 0 })).rejects.toThrow('ttl')
  })
})

describe('the entry in a badge', () => {
  it('names the index as a decimal string', () => {
    expect(buildStatusEntry(revocations, 94_567)).toEqual({
      id: `${url}#94567`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '94567',
      statusListCredential: url,
    })
  })

  it('carries size and words where an entry has several values', () => {
    const messages = ['accepted', 'under review', 'on hold', 'withdrawn']
    const list = createStatusList({ url, purpose: 'message', statusSize: 2, messages })
    expect(buildStatusEntry(list, 0)).toMatchObject({
      statusSize: 2,
      statusMessage: messages.map((message, value) => ({ status: `0x${value}`, message })),
    })
  })

  it('has one purpose, to be chosen where the list has several', () => {
    const list = createStatusList({ url, purpose: ['revocation', 'suspension'] })
    expect(buildStatusEntry(list, 0, { purpose: 'suspension' }).statusPurpose).toBe('suspension')
    expect(() => buildStatusEntry(list, 0)).toThrow(TypeError)
    expect(() => buildStatusEntry(list, 0, { purpose: 'refresh' })).toThrow(TypeError)
  })
})
