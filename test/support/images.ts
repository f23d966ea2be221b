import { crc32, deflateSync } from 'node:zlib'

/** One PNG chunk; its checksum by zlib, not by our own code. */
export interface PngChunk {
  readonly type: string
  readonly data: Uint8Array
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

export function chunkBytes({ type, data }: PngChunk): Uint8Array {
  const chunk = Buffer.alloc(data.length + 12)
  chunk.writeUInt32BE(data.length, 0)
  chunk.write(type, 4, 'latin1')
  chunk.set(data, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4)
  return new Uint8Array(chunk)
}

export function pngOf(chunks: readonly PngChunk[]): Uint8Array {
  return new Uint8Array(Buffer.concat([SIGNATURE, ...chunks.map(chunkBytes)]))
}

/** Pixels of the small picture, row by row with the filter byte in front: 2 × 2, RGB. */
export const PIXELS: Uint8Array = Uint8Array.of(0, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255, 255, 255, 0)

export const HEADER: PngChunk = { type: 'IHDR', data: Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0) }
export const IMAGE_DATA: PngChunk = { type: 'IDAT', data: new Uint8Array(deflateSync(PIXELS)) }
export const END: PngChunk = { type: 'IEND', data: new Uint8Array() }

/** A PNG with other chunks before its pixels. */
export function pngWith(...chunks: readonly PngChunk[]): Uint8Array {
  return pngOf([HEADER, ...chunks, IMAGE_DATA, END])
}

export function internationalText(keyword: string, text: string | Uint8Array, flag = 0, method = 0): PngChunk {
  const body = typeof text === 'string' ? bytesOf(text) : text
  return { type: 'iTXt', data: new Uint8Array([...bytesOf(keyword), 0, flag, method, 0, 0, ...body]) }
}

export function latinText(keyword: string, text: string): PngChunk {
  return { type: 'tEXt', data: bytesOf(`${keyword}\0${text}`) }
}

/** Chunks of a PNG that is known to be good, read without our own reader. */
export function chunksOf(png: Uint8Array): PngChunk[] {
  const view = Buffer.from(png)
  const chunks: PngChunk[] = []
  for (let offset = SIGNATURE.length; offset < view.length; ) {
    const length = view.readUInt32BE(offset)
    const type = view.toString('latin1', offset + 4, offset + 8)
    const data = new Uint8Array(view.subarray(offset + 8, offset + 8 + length))
    if (view.readUInt32BE(offset + 8 + length) !== crc32(view.subarray(offset + 4, offset + 8 + length))) {
      throw new Error(`checksum of ${type}`)
    }
    chunks.push({ type, data })
    offset += length + 12
  }
  return chunks
}

/** A text that has the form of a compact JWS; its signature is good for nothing. */
export const JWS = 'eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJkaWQ6ZXhhbXBsZToxIn0.c2lnbmF0dXJl'
