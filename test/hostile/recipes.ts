import type { CaseInput } from './case.ts'
import { type Doc, isDoc, type Json } from './document.ts'

/** Objects that no message can carry, made in the worker from a good badge. */
export function make({ value, recipe }: CaseInput): unknown {
  if (recipe === undefined) return value
  const [name = '', ...steps] = recipe.split(' ')
  const cook = RECIPES[name]
  if (cook === undefined) throw new Error(`no recipe ${name}`)
  return cook(value as Doc, ownerAt(value as Doc, steps.slice(0, -1)), steps.at(-1) ?? '')
}

function ownerAt(root: Doc, steps: readonly string[]): Doc {
  let owner: Json = root
  for (const step of steps) owner = (owner as Doc)[step] as Json
  return owner as Doc
}

type Recipe = (root: Doc, owner: Doc, name: string) => unknown

function putting(make: (value: Json) => unknown): Recipe {
  return (root, owner, name) => {
    ;(owner as Record<string, unknown>)[name] = make(owner[name] as Json)
    return root
  }
}

function defining(describe: (value: Json) => PropertyDescriptor): Recipe {
  return (root, owner, name) => {
    const value = owner[name] as Json
    Object.defineProperty(owner, name, { enumerable: true, configurable: true, ...describe(value) })
    return root
  }
}

class Credential {}

/** Each takes the badge, an object in it and the name of one of its members. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  getter: defining((value) => ({ get: () => value })),
  // Says one thing when it is checked and another when it is used.
  'two-faced': defining((value) => {
    let asked = 0
    return { get: () => (asked++ === 0 ? value : 'something else') }
  }),
  throwing: defining(() => ({
    get: () => {
      throw new Error('no')
    },
  })),
  setter: defining(() => ({ set: () => {} })),
  cycle: (root, owner, name) => {
    ;(owner as Record<string, unknown>)[name] = root
    return root
  },
  'self-array': putting(() => {
    const array: unknown[] = []
    array.push(array)
    return array
  }),
  date: putting(() => new Date(0)),
  map: putting(() => new Map([['a', 1]])),
  set: putting(() => new Set(['a'])),
  regexp: putting(() => /a/),
  instance: putting((value) => Object.assign(new Credential(), isDoc(value) ? value : {})),
  'inheriting-to-json': putting((value) => Object.create({ toJSON: () => value })),
  'to-json': putting((value) => ({ toJSON: () => value })),
  function: putting(() => () => 'x'),
  symbol: putting(() => Symbol('x')),
  bigint: putting(() => 10n),
  nan: putting(() => Number.NaN),
  infinity: putting(() => Number.POSITIVE_INFINITY),
  bytes: putting(() => Uint8Array.of(1, 2)),
  'boxed-string': putting((value) => Object(String(value))),
  promise: putting((value) => Promise.resolve(value)),
  error: putting(() => new Error('x')),
  hole: putting(() => {
    const array = ['a', 'b', 'c']
    delete array[1]
    return array
  }),
  'long-hole': putting(() => {
    const array: string[] = []
    array.length = 900
    return array
  }),
  'array-with-getter': putting((value) => Object.defineProperty([value], 0, { get: () => value, enumerable: true })),
  'throwing-proxy': putting(
    () =>
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no')
          },
        },
      ),
  ),
  'prototype-trap': putting(
    () =>
      new Proxy(
        {},
        {
          getPrototypeOf: () => {
            throw new TypeError('no')
          },
        },
      ),
  ),
  'revoked-proxy': putting(() => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  }),
  'whole-proxy': (root) =>
    new Proxy(root, {
      ownKeys: () => {
        throw new Error('no')
      },
    }),
  'proto-member': (root, owner) => {
    Object.defineProperty(owner, '__proto__', { value: { polluted: true }, enumerable: true, configurable: true })
    return root
  },
  'constructor-member': (root, owner) => {
    Object.defineProperty(owner, 'constructor', {
      value: { prototype: { polluted: true } },
      enumerable: true,
      configurable: true,
    })
    return root
  },
  // Legal, and what a careless caller hands in.
  'null-prototype': (root) => withoutPrototypes(root),
  'undefined-member': (root, owner) => {
    ;(owner as Record<string, unknown>).unused = undefined
    return root
  },
  'hidden-member': (root, owner) => {
    Object.defineProperty(owner, 'hidden', { value: 'x', enumerable: false })
    return root
  },
  'symbol-member': (root, owner) => {
    ;(owner as Record<symbol, unknown>)[Symbol('x')] = 'x'
    return root
  },
  frozen: (root) => {
    const freeze = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      for (const member of Object.values(value)) freeze(member)
      Object.freeze(value)
    }
    freeze(root)
    return root
  },
  'honest-proxy': (root) => new Proxy(root, {}),
  blob: (root) => new Blob([JSON.stringify(root)]),
  buffer: (root) => new TextEncoder().encode(JSON.stringify(root)).buffer,
  node: (root) => Buffer.from(JSON.stringify(root)),
}

function withoutPrototypes(value: Json): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypes)
  if (!isDoc(value)) return value
  const copy: Record<string, unknown> = Object.create(null)
  for (const [name, member] of Object.entries(value)) copy[name] = withoutPrototypes(member)
  return copy
}
