import { OpenBadgesError, openBadgesError } from './errors.ts'

const HEADER = { length: 10, crc: 0x02, extra: 0x04, name: 0x08, comment: 0x10, reserved: 0xe0 } as const
const TRAILER_LENGTH = 8
/** Small slices: a runtime that ignores back-pressure then inflates at most 4 MiB ahead of the cap. */
const SLICE = 4096

let crcTable: Uint32Array | undefined

/**
 * One gzip member (RFC 1952) with a header that names neither time nor system, so that the bytes depend on nothing but
 * the data and the deflate of the runtime.
 */
export async function gzip(data: Uint8Array): Promise<Uint8Array> {
  const body = await collect(data, new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY)
  const member = new Uint8Array(HEADER.length + body.length + TRAILER_LENGTH)
  member.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
  member.set(body, HEADER.length)
  const trailer = new DataView(member.buffer, HEADER.length + body.length)
  trailer.setUint32(0, crc32(data), true)
  trailer.setUint32(4, data.length, true)
  return member
}

/**
 * The data of exactly one gzip member, or undefined where the bytes are anything else: a second member, bytes after the
 * end, a wrong CRC-32 or length. Platform streams disagree on these (Node takes a second member and trailing zeros,
 * browsers do not), so header and trailer are read here and only the deflate body is left to the platform.
 *
 * @param maxBytes - Inflating stops as soon as there are more.
 * @throws OpenBadgesError `limit.decompressed`
 */
export async function gunzip(member: Uint8Array, maxBytes: number): Promise<Uint8Array | undefined> {
  const start = headerLength(member)
  const end = member.length - TRAILER_LENGTH
  if (start === undefined || start >= end) return undefined
  const body = member.subarray(start, end)
  const data = await inflate(body, maxBytes)
  if (!data) return undefined
  const trailer = new DataView(member.buffer, member.byteOffset + end)
  if (trailer.getUint32(0, true) !== crc32(data) || trailer.getUint32(4, true) !== data.length) return undefined
  // A body that inflates without its last byte had ended before it: what follows is a second member or padding.
  return (await inflate(body.subarray(0, -1), maxBytes)) ? undefined : data
}

/** Where the deflate body begins (RFC 1952 §2.3), or undefined where the header is malformed. */
function headerLength(bytes: Uint8Array): number | undefined {
  const flags = bytes[3] ?? HEADER.reserved
  if (bytes.length < HEADER.length || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return undefined
  if (flags & HEADER.reserved) return undefined
  let at: number = HEADER.length
  if (flags & HEADER.extra) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0)
  for (const flag of [HEADER.name, HEADER.comment]) {
    if (!(flags & flag)) continue
    const zero = bytes.indexOf(0, at)
    if (zero < 0) return undefined
    at = zero + 1
  }
  if (!(flags & HEADER.crc)) return at
  const expected = (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0)
  return expected === (crc32(bytes.subarray(0, at)) & 0xffff) ? at + 2 : undefined
}

async function inflate(body: Uint8Array, maxBytes: number): Promise<Uint8Array | undefined> {
  const stream = new DecompressionStream('deflate-raw')
  try {
    return await collect(body, stream, maxBytes)
  } catch (error) {
    // Browsers reject with a TypeError, Node with an Error of zlib: either way the bytes are at fault.
    if (error instanceof OpenBadgesError) throw error
    return undefined
  }
}

async function collect(
  data: Uint8Array,
  transform: CompressionStream | DecompressionStream,
  maxBytes: number,
): Promise<Uint8Array> {
  const fed = feed(data, transform.writable.getWriter())
  const reader: ReadableStreamDefaultReader<Uint8Array> = transform.readable.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length
    if (length > maxBytes) {
      await reader.cancel()
      throw openBadgesError('limit.decompressed', `The compressed data holds more than ${maxBytes} bytes.`)
    }
    chunks.push(next.value)
  }
  await fed
  return concatenate(chunks, length)
}

/** Never rejects: what goes wrong on this side shows on the reading side. */
async function feed(data: Uint8Array, writer: WritableStreamDefaultWriter<BufferSource>): Promise<void> {
  try {
    for (let at = 0; at < data.length; at += SLICE) await writer.write(data.slice(at, at + SLICE))
    await writer.close()
  } catch {
    // reported by the reader
  }
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** CRC-32 as in RFC 1952 §8. */
function crc32(data: Uint8Array): number {
  crcTable ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    return crc
  })
  let crc = 0xffffffff
  for (const byte of data) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0)
  return ~crc >>> 0
}
