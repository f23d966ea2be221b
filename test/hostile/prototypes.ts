/** Built-in objects that a hostile document may try to write to. */
function builtInsOf(): [string, object][] {
  const found: [string, object][] = []
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name)
    const value: unknown = descriptor && 'value' in descriptor ? descriptor.value : undefined
    if (typeof value === 'function') {
      found.push([name, value])
      const { prototype } = value as { prototype?: unknown }
      if (typeof prototype === 'object' && prototype !== null) found.push([`${name}.prototype`, prototype])
    } else if (['Atomics', 'Intl', 'JSON', 'Math', 'Reflect', 'WebAssembly'].includes(name)) {
      found.push([name, value as object])
    }
  }
  for (const [name, value] of [
    ['TypedArray.prototype', Object.getPrototypeOf(Uint8Array.prototype)],
    ['ArrayIterator', Object.getPrototypeOf([][Symbol.iterator]())],
    ['GeneratorFunction.prototype', Object.getPrototypeOf(function* () {})],
    ['AsyncFunction.prototype', Object.getPrototypeOf(async () => {})],
  ] as const) {
    found.push([name, value])
  }
  return found
}

interface Seen {
  readonly name: string
  readonly target: object
  readonly prototype: object | null
  readonly names: readonly PropertyKey[]
  readonly values: readonly unknown[]
}

/** Remembers every property of every built-in object. */
export function snapshot(): { firstChange(): string | undefined } {
  const seen: Seen[] = builtInsOf().map(([name, target]) => ({ name, target, ...stateOf(target) }))
  // A polluted global shows as a new name; names that Node adds when first used are left alone.
  return {
    firstChange() {
      for (const { name, target, prototype, names, values } of seen) {
        const now = stateOf(target)
        if (now.prototype !== prototype) return `the prototype of ${name}`
        const added = now.names.find((key) => !names.includes(key))
        if (added !== undefined) return `${name}.${String(added)} was added`
        const changed = names.findIndex(
          (key, index) => now.names[index] !== key || !Object.is(now.values[index], values[index]),
        )
        if (changed >= 0) return `${name}.${String(names[changed])} was changed`
      }
      return undefined
    },
  }
}

function stateOf(target: object): Pick<Seen, 'prototype' | 'names' | 'values'> {
  const names = Reflect.ownKeys(target)
  const values = names.map((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(target, key)
    return descriptor?.get ?? descriptor?.set ?? descriptor?.value
  })
  return { prototype: Object.getPrototypeOf(target) as object | null, names, values }
}
