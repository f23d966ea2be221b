import { deflateRawSync, gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64urlEncode } from '../../src/encoding.ts'
import { gunzip, gzip } from '../../src/gzip.ts'
import { decodeStatusList } from '../../src/status-list.ts'
import { codeOf } from '../support/codes.ts'

const CAP = 1 << 20
const data = Uint8Array.from({ length: 16_384 }, (_, at) => (at % 251 === 0 ? at & 0xff : 0))
const good = new Uint8Array(gzipSync(data))

function changed(at: number, bytes: Uint8Array = good): Uint8Array {
  const copy = bytes.slice()
  const index = at < 0 ? copy.length + at : at
  copy[index] = (copy[index] ?? 0) ^ 1
  return copy
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

/** A member around raw deflate with the trailer of the data given. */
function member(flags: number, optional: Uint8Array, body: Uint8Array, trailer: Uint8Array): Uint8Array {
  return joined(Uint8Array.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]), optional, body, trailer)
}

const body = new Uint8Array(deflateRawSync(data))
const trailer = good.slice(-8)
const ascii = new TextEncoder()

describe('one gzip member', () => {
  it('is written as zlib reads it, and read as zlib writes it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 20_000 }), async (bytes) => {
        expect(new Uint8Array(gunzipSync(await gzip(bytes)))).toEqual(bytes)
        expect(await gunzip(new Uint8Array(gzipSync(bytes)), CAP)).toEqual(bytes)
      }),
      { numRuns: 40 },
    )
  })

  it('says neither when nor where it was made', async () => {
    expect([...(await gzip(data)).slice(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
  })

  it.each([
    ['a file name', 0x08, ascii.encode('list.bin\0')],
    ['a comment', 0x10, ascii.encode('made by hand\0')],
    ['an extra field', 0x04, Uint8Array.from([3, 0, 1, 2, 3])],
    ['the text flag', 0x01, new Uint8Array()],
    ['all of them', 0x1d, joined(Uint8Array.from([1, 0, 9]), ascii.encode('a\0'), ascii.encode('b\0'))],
  ])('may have %s in its header', async (_what, flags, optional) => {
    expect(await gunzip(member(flags, optional, body, trailer), CAP)).toEqual(data)
  })

  it('may have a header checksum, which must be right', async () => {
    const crc16 = Uint8Array.from([0xd9 ^ 0, 0])
    const header = member(0x02, new Uint8Array(), new Uint8Array(), new Uint8Array())
    const crc = Number(BigInt.asUintN(32, BigInt(crc32Of(header)))) & 0xffff
    crc16.set([crc & 0xff, crc >>> 8])
    expect(await gunzip(member(0x02, crc16, body, trailer), CAP)).toEqual(data)
    expect(await gunzip(member(0x02, changed(0, crc16), body, trailer), CAP)).toBeUndefined()
  })

  const empty = new Uint8Array(gzipSync(new Uint8Array()))
  it.each([
    ['no bytes', new Uint8Array()],
    ['a header alone', good.slice(0, 10)],
    ['header and trailer without a body', joined(good.slice(0, 10), trailer)],
    ['another magic number', changed(0)],
    ['a half magic number', changed(1)],
    ['another method', changed(2)],
    ['a reserved flag', member(0x20, new Uint8Array(), body, trailer)],
    [
      'a file name without end',
      member(0x08, Uint8Array.from([65]), Uint8Array.from([66]), Uint8Array.from([67, 67, 67, 67, 67, 67, 67, 67, 67])),
    ],
    ['an extra field longer than the rest', member(0x04, Uint8Array.from([0xff, 0xff]), body, trailer)],
    ['a second member', joined(good, good)],
    ['a second member after an empty one', joined(empty, good)],
    ['an empty second member', joined(good, empty)],
    ['a trailing zero', joined(good, Uint8Array.from([0]))],
    ['trailing zeros', joined(good, new Uint8Array(512))],
    ['a byte between body and trailer', joined(good.slice(0, -8), Uint8Array.from([0]), trailer)],
    ['a wrong CRC-32', changed(-8)],
    ['a wrong length', changed(-4)],
    ['a changed body', changed(40)],
    ['a missing last byte', good.slice(0, -1)],
    ['a missing trailer', good.slice(0, -8)],
    ['half of itself', good.slice(0, good.length >> 1)],
    ['zlib instead of gzip', joined(Uint8Array.from([0x78, 0x9c]), body)],
  ])('is not %s', async (_what, bytes) => {
    expect(await gunzip(bytes, CAP)).toBeUndefined()
  })

  it('is read up to the cap and not one byte further', async () => {
    expect(await gunzip(good, data.length)).toEqual(data)
    expect(await codeOf(() => gunzip(good, data.length - 1))).toBe('limit.decompressed')
  })

  it('stops inflating at the cap, however much would follow', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(64 * 1024 * 1024)))
    expect(bomb.length).toBeLessThan(70_000)
    expect(await codeOf(() => decodeStatusList(`u${base64urlEncode(bomb)}`))).toBe('limit.decompressed')
  })
})

describe('an encoded list', () => {
  const text = base64urlEncode(good)
  it.each([
    ['padding', `u${text}=`],
    ['the alphabet of plain base64', `u${text.slice(0, 4)}+${text.slice(5)}`],
    ['white space', `u${text} `],
    ['another multibase', `z${text}`],
    ['the prefix alone', 'u'],
    ['nothing at all', ''],
    ['bits after the last byte', `uH4sIAAAAAAAAAwMAAAAAAAAAAAB`],
    ['a trailing zero byte', `u${base64urlEncode(joined(good, Uint8Array.from([0])))}`],
    ['a second member', `u${base64urlEncode(joined(good, good))}`],
  ])('with %s is status.list_encoding', async (_what, encoded) => {
    expect(await codeOf(() => decodeStatusList(encoded))).toBe('status.list_encoding')
  })

  it('of gzip from another hand is read', async () => {
    expect(await decodeStatusList(`u${text}`)).toEqual(data)
  })
})

/** An own, slow CRC-32, so that the tested one is not its own witness. */
function crc32Of(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
