/** Reflected polynomial of CRC-32 (PNG specification, Annex D). */
const POLYNOMIAL = 0xedb88320

let table: Uint32Array | undefined

/** CRC-32 of bytes as PNG and gzip use it, an unsigned number. */
export function crc32(bytes: Uint8Array): number {
  table ??= buildTable()
  let crc = 0xffffffff
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

function buildTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? POLYNOMIAL ^ (crc >>> 1) : crc >>> 1
    return crc >>> 0
  })
}
