import type { Random } from './random.ts'

/** JSON that a fault may be put into. */
export type Json = string | number | boolean | null | Json[] | Doc
export interface Doc {
  [name: string]: Json
}

/** One place of a document. */
export interface Spot {
  readonly owner: Doc | Json[]
  readonly step: string | number
  readonly value: Json
  readonly path: readonly (string | number)[]
}

export function isDoc(value: unknown): value is Doc {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every place of a document, proofs and contexts left out. */
export function spotsOf(root: Json, skipped: readonly string[] = ['proof', '@context']): Spot[] {
  const found: Spot[] = []
  const walk = (value: Json, path: readonly (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) {
      if (skipped.includes(name)) continue
      const step = Array.isArray(value) ? Number(name) : name
      const here = [...path, step]
      found.push({ owner: value, step, value: member, path: here })
      walk(member, here)
    }
  }
  walk(root, [])
  return found
}

/** Puts a value at a place that was found. */
export function replaceAt({ owner, step }: Spot, value: Json): void {
  ;(owner as Record<string | number, Json>)[step] = value
}

/** Every object of a document, itself included. */
export function objectsOf(root: Doc, skipped?: readonly string[]): Doc[] {
  return [root, ...spotsOf(root, skipped).flatMap(({ value }) => (isDoc(value) ? [value] : []))]
}

/** The object at a path. */
export function at(root: Json, ...path: (string | number)[]): Doc {
  let value: Json | undefined = root
  for (const step of path) value = (value as Record<string | number, Json> | undefined)?.[step]
  if (!isDoc(value)) throw new Error(`no object at /${path.join('/')}`)
  return value
}

export function list(value: Json | undefined): Json[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

/** The same document with the members of every object in another order. */
export function shuffled<T extends Json>(value: T, random: Random): T {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, random)) as T
  if (!isDoc(value)) return value
  const names = Object.keys(value)
  for (let end = names.length - 1; end > 0; end--) {
    const other = random.below(end + 1)
    const [a, b] = [names[end] as string, names[other] as string]
    names[end] = b
    names[other] = a
  }
  return Object.fromEntries(names.map((name) => [name, shuffled(value[name] as Json, random)])) as T
}
