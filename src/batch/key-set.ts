import { sha256 } from '../hash.ts'

/** Keys that were seen. */
export interface KeySet {
  /** @returns Whether it was not there before. */
  add(key: string): boolean
}

/**
 * A set of keys in 16 bytes each, so that a batch of a million rows keeps its memory: of a key only 63 bits of its
 * SHA-256 are kept, in a table with open addressing that is at most half full. That two keys among a million are taken
 * for one happens once in ten million such batches.
 */
export function createKeySet(): KeySet {
  let table = new Uint32Array(2 * 1024)
  let size = 0
  return {
    add(key) {
      const { buffer, byteOffset } = sha256(key)
      const digest = new DataView(buffer, byteOffset)
      // A zero marks a free place.
      const [high, low] = [digest.getUint32(0), (digest.getUint32(4) | 1) >>> 0]
      if (!insert(table, high, low)) return false
      if (++size * 4 > table.length) table = grown(table)
      return true
    },
  }
}

function insert(table: Uint32Array, high: number, low: number): boolean {
  const places = table.length / 2
  for (let place = high % places; ; place = (place + 1) % places) {
    const found = table[2 * place + 1]
    if (found === 0) {
      table[2 * place] = high
      table[2 * place + 1] = low
      return true
    }
    if (found === low && table[2 * place] === high) return false
  }
}

function grown(table: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * table.length)
  for (let at = 0; at < table.length; at += 2) {
    if (table[at + 1] !== 0) insert(larger, table[at] ?? 0, table[at + 1] ?? 0)
  }
  return larger
}
