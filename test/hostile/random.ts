/** A seeded source of choices: the same choices on every machine. */
export interface Random {
  /** A number from 0 up to 1. */
  (): number
  /** A whole number from 0 up to `count`. */
  below(count: number): number
  pick<T>(items: readonly T[]): T
  /** A source of its own for what has a name, so that one case does not depend on how many came before it. */
  fork(name: string): Random
}

/** mulberry32, which is small and good enough to choose test cases. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number): number => Math.floor(next() * count)
  return Object.assign(next, {
    below,
    pick: <T>(items: readonly T[]): T => {
      if (items.length === 0) throw new Error('nothing to pick from')
      return items[below(items.length)] as T
    },
    fork: (name: string): Random => randomFrom(hashOf(`${seed} ${name}`)),
  })
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
