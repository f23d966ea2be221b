import { utf8Decode, utf8Encode } from '../encoding.ts'
import { createProblem, type OpenBadgesError, openBadgesError, type Problem } from '../errors.ts'
import {
  alreadyBaked,
  type Carried,
  type CarrierVersion,
  candidatesOf,
  checkTextSize,
  STRIPPED_HINT,
  VERSION_NAMES,
} from './carrier.ts'
import { crc32 } from './crc32.ts'

const KEYWORD = 'openbadgecredential'
const VERSIONS: Readonly<Record<string, CarrierVersion>> = {
  [KEYWORD]: 'ob3',
  openbadges: 'ob2',
  clrcredential: 'clr2',
}
const SIGNATURE = '\x89PNG\r\n\x1a\n'
/** Type and checksum of the chunk that ends every PNG. */
const END = 'IEND\xaeB`\x82'
/** PNG specification §5.3: lengths do not exceed 2^31 - 1. */
const MAX_LENGTH = 0x7fffffff
const MAX_CHUNKS = 10_000
/** Bytes of a chunk around its data: length, type, checksum. */
const OVERHEAD = 12
const SECTION = 'Open Badges 3.0, 5.3.1 PNG'

interface Chunk {
  readonly type: string
  /** Offset of the length field, and of the byte after the checksum. */
  readonly start: number
  readonly end: number
  readonly data: Uint8Array
}

interface CredentialChunk extends Chunk {
  readonly keyword: string
  readonly version: CarrierVersion
}

/** The credential in a PNG. Only its own chunk is looked into; pixels are never decoded. */
export function readPng(image: Uint8Array): Carried {
  const candidates = candidatesOf(findCredentials(readChunks(image)))
  const [chunk] = candidates
  if (chunk === undefined) {
    throw openBadgesError('png.no_credential', 'The PNG holds no badge.', { hint: STRIPPED_HINT, section: SECTION })
  }
  if (candidates.length > 1) {
    throw openBadgesError('png.multiple_credentials', `The PNG holds ${candidates.length} badges instead of one.`, {
      hint: 'Two readers could see two badges. Ask the issuer for a picture with one.',
      section: SECTION,
    })
  }
  checkCrc(image, chunk)
  return { text: readText(chunk), problems: carrierNotes(chunk) }
}

/** A new PNG with the credential in it; every other byte stays as it was. */
export function bakePng(image: Uint8Array, text: Uint8Array, replace: boolean): Uint8Array {
  const chunks = readChunks(image)
  const old = new Set(findCredentials(chunks).map(({ start }) => start))
  if (old.size > 0 && !replace) throw alreadyBaked()
  const kept = chunks.filter(({ start }) => !old.has(start))
  if (kept.length >= MAX_CHUNKS) throw tooManyChunks()
  // Before the pixels: anywhere before IEND is legal, but readers of metadata that stop at the first IDAT are common.
  const successor = kept.find(({ type }) => type === 'IDAT' || type === 'IEND')
  // There is a last chunk: reading ends at IEND or in an error.
  const tail = image.subarray(chunks.at(-1)?.end)
  return concat([
    image.subarray(0, SIGNATURE.length),
    ...kept.flatMap((chunk) => {
      const bytes = image.subarray(chunk.start, chunk.end)
      return chunk === successor ? [writeText(text), bytes] : [bytes]
    }),
    tail,
  ])
}

function readChunks(image: Uint8Array): Chunk[] {
  checkSignature(image)
  const chunks: Chunk[] = []
  let offset = SIGNATURE.length
  for (;;) {
    const chunk = readChunk(image, offset)
    chunks.push(chunk)
    if (chunks.length > MAX_CHUNKS) throw tooManyChunks()
    if (chunk.type === 'IEND') return chunks
    offset = chunk.end
  }
}

function checkSignature(image: Uint8Array): void {
  const start = latin1(image.subarray(0, SIGNATURE.length))
  if (start === SIGNATURE) return
  if (SIGNATURE.startsWith(start)) throw truncated()
  throw openBadgesError('png.signature', 'The file begins almost like a PNG, but its signature is damaged.', {
    hint: 'This happens when a picture is transferred as text. Send it again as a binary file.',
  })
}

function readChunk(image: Uint8Array, start: number): Chunk {
  const room = image.length - start - OVERHEAD
  if (room < 0) throw truncated()
  const length = uint32(image, start)
  const type = latin1(image.subarray(start + 4, start + 8))
  const isFirst = start === SIGNATURE.length
  if (isFirst && type !== 'IHDR') throw wrongHeader()
  // Types are four letters (PNG specification §5.3); anything else means that the length before it was wrong.
  if (/[^A-Za-z]/.test(type) || length > MAX_LENGTH) throw wrongLength(start)
  // A file that was cut has lost its end. Where the end is there, the length does not tell the truth.
  if (length > room) throw latin1(image.subarray(-END.length)) === END ? wrongLength(start) : truncated()
  if (isFirst && length !== 13) throw wrongHeader()
  const dataStart = start + 8
  return { type, start, end: start + OVERHEAD + length, data: image.subarray(dataStart, dataStart + length) }
}

/** Chunks of text under one of our keywords, whether they can be read or not. */
function findCredentials(chunks: readonly Chunk[]): CredentialChunk[] {
  return chunks.flatMap((chunk) => {
    if (chunk.type !== 'iTXt' && chunk.type !== 'tEXt' && chunk.type !== 'zTXt') return []
    const keyword = keywordOf(chunk.data)
    const version = Object.hasOwn(VERSIONS, keyword) ? VERSIONS[keyword] : undefined
    return version === undefined ? [] : [{ ...chunk, keyword, version }]
  })
}

/** Keywords are 1 to 79 bytes of Latin-1, ended by a null (PNG specification §11.3.3.2). */
function keywordOf(data: Uint8Array): string {
  const start = data.subarray(0, 80)
  const end = start.indexOf(0)
  return latin1(end === -1 ? start : start.subarray(0, end))
}

function checkCrc(image: Uint8Array, chunk: Chunk): void {
  if (crc32(image.subarray(chunk.start + 4, chunk.end - 4)) === uint32(image, chunk.end - 4)) return
  throw openBadgesError('png.crc', 'The checksum of the PNG chunk that holds the badge is wrong.', {
    hint: 'The file was damaged or edited. Ask for the original file.',
  })
}

function readText(chunk: CredentialChunk): string {
  const text = chunk.data.subarray(textStart(chunk))
  if (text.length === 0) throw malformedText('The PNG chunk that should hold the badge is empty.')
  checkTextSize(text.length)
  return utf8Decode(text)
}

/** Where the text begins (PNG specification §11.3.3). What is asked first chooses the words, not the code. */
function textStart({ type, keyword, data }: CredentialChunk): number {
  const afterKeyword = keyword.length + 1
  if (data.length < afterKeyword) throw malformedText('The PNG chunk that should hold the badge ends in its keyword.')
  if (type === 'tEXt') return afterKeyword
  // Compression is forbidden by Open Badges; the method counts only where there is compression (§11.3.3.4).
  if (type === 'zTXt' || data[afterKeyword] === 1) throw malformedText('The badge in the PNG is compressed.')
  if (data[afterKeyword] !== 0) throw malformedText('The PNG chunk that should hold the badge is malformed.')
  const afterLanguage = data.indexOf(0, afterKeyword + 2) + 1
  const afterTranslation = afterLanguage === 0 ? 0 : data.indexOf(0, afterLanguage) + 1
  if (afterTranslation === 0) throw malformedText('The PNG chunk that should hold the badge is malformed.')
  return afterTranslation
}

function carrierNotes({ keyword, version, type }: CredentialChunk): Problem[] {
  if (version !== 'ob3') {
    const message = `The badge stands under the PNG keyword ${keyword}, which belongs to ${VERSION_NAMES[version]}.`
    return [carrierNote(message)]
  }
  return type === 'iTXt' ? [] : [carrierNote(`The badge stands in a PNG chunk of type ${type} instead of iTXt.`)]
}

function carrierNote(message: string): Problem {
  return createProblem('image.carrier', message, {
    hint: `Some readers will not find it. In Open Badges 3.0 it belongs into an iTXt chunk with the keyword ${KEYWORD}.`,
    section: SECTION,
  })
}

/** An uncompressed iTXt chunk: keyword, flag 0, method 0, no language, no translated keyword, text. */
function writeText(text: Uint8Array): Uint8Array {
  const body = concat([utf8Encode(`iTXt${KEYWORD}\0\0\0\0\0`), text])
  const chunk = new Uint8Array(body.length + 8)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, body.length - 4)
  chunk.set(body, 4)
  view.setUint32(chunk.length - 4, crc32(body))
  return chunk
}

function truncated(): OpenBadgesError {
  return openBadgesError('png.truncated', 'The PNG ends before its last chunk.', {
    hint: 'The file was probably not transferred completely. Send it again.',
  })
}

function wrongHeader(): OpenBadgesError {
  return openBadgesError('png.signature', 'The PNG does not begin with a header chunk (IHDR) of 13 bytes.', {
    hint: 'The file is damaged. Ask for the original file.',
  })
}

function wrongLength(offset: number): OpenBadgesError {
  return openBadgesError('png.chunk_length', `A length in the PNG does not fit, at or before byte ${offset}.`, {
    hint: 'The file is damaged. Ask for the original file.',
  })
}

function tooManyChunks(): OpenBadgesError {
  return openBadgesError('png.chunk_length', `The PNG has more than ${MAX_CHUNKS} chunks.`, {
    hint: 'No usual picture has so many. Save it again in a picture editor before the badge is baked.',
  })
}

function malformedText(message: string): OpenBadgesError {
  return openBadgesError('png.itxt', message, {
    hint: `Open Badges 3.0 demands an uncompressed iTXt chunk with the keyword ${KEYWORD}. Ask the issuer to bake the badge again.`,
    section: SECTION,
  })
}

function uint32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset)
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}
