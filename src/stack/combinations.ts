import { pointerTo } from '../json.ts'
import {
  type CredentialRequirement,
  isAll,
  isChoice,
  isStack,
  ownCredentialOf,
  type Requirement,
} from './definition.ts'

/** How large a stack may be: what is solved for every teacher must be solved in no time. */
export const LIMITS = { leaves: 64, combinations: 4_096 } as const

/** A place that one credential fills. */
export interface Leaf {
  /** JSON Pointer into the definition, of the requirement. */
  readonly pointer: string
  readonly requirement: CredentialRequirement
}

/** What a stack comes down to: the places, and every set of places that completes it, in the order of the definition. */
export interface Plan {
  readonly leaves: readonly Leaf[]
  readonly combinations: readonly (readonly number[])[]
}

/** How many places and combinations there are, found without making them. */
export function sizeOf(requirement: Requirement): { readonly leaves: number; readonly combinations: number } {
  if (isStack(requirement)) {
    const inner = sizeOf(requirement.stack.requires)
    return { leaves: inner.leaves + 1, combinations: inner.combinations + 1 }
  }
  if (isAll(requirement)) {
    const parts = requirement.all.map(sizeOf)
    return { leaves: sum(parts), combinations: parts.reduce((product, part) => product * part.combinations, 1) }
  }
  if (isChoice(requirement)) {
    const parts = requirement.of.map(sizeOf)
    return { leaves: sum(parts), combinations: subsetProducts(parts, requirement.choose) }
  }
  return { leaves: 1, combinations: 1 }
}

/** The elementary symmetric polynomial: each subset of that size counts the product of its parts. */
function subsetProducts(parts: readonly { readonly combinations: number }[], size: number): number {
  const counts = [1, ...Array<number>(size).fill(0)]
  for (const { combinations } of parts) {
    for (let chosen = size; chosen > 0; chosen--) {
      counts[chosen] = (counts[chosen] ?? 0) + (counts[chosen - 1] ?? 0) * combinations
    }
  }
  return counts[size] ?? 0
}

function sum(parts: readonly { readonly leaves: number }[]): number {
  return parts.reduce((total, { leaves }) => total + leaves, 0)
}

/** Lays a stack out. Only for a definition within {@link LIMITS}. */
export function planOf(requirement: Requirement, pointer = '/requires'): Plan {
  const leaves: Leaf[] = []
  return { leaves, combinations: layOut(requirement, pointer, leaves) }
}

function layOut(requirement: Requirement, pointer: string, leaves: Leaf[]): readonly (readonly number[])[] {
  if (isAll(requirement)) {
    const parts = requirement.all.map((part, index) => layOut(part, pointerTo(`${pointer}/all`, index), leaves))
    return parts.reduce<readonly (readonly number[])[]>(joinEach, [[]])
  }
  if (isChoice(requirement)) {
    const parts = requirement.of.map((part, index) => layOut(part, pointerTo(`${pointer}/of`, index), leaves))
    return chosen(parts, requirement.choose)
  }
  const own = isStack(requirement) ? ownCredentialOf(requirement.stack) : requirement
  const leaf = leaves.push({ pointer, requirement: own }) - 1
  return isStack(requirement)
    ? [[leaf], ...layOut(requirement.stack.requires, `${pointer}/stack/requires`, leaves)]
    : [[leaf]]
}

function joinEach(
  left: readonly (readonly number[])[],
  right: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  return left.flatMap((first) => right.map((second) => [...first, ...second]))
}

function chosen(parts: readonly (readonly (readonly number[])[])[], size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]]
  return parts.flatMap((part, index) =>
    parts.length - index < size ? [] : joinEach(part, chosen(parts.slice(index + 1), size - 1)),
  )
}
