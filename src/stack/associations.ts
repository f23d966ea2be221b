import { pointerTo } from '../json.ts'
import type { Association, AssociationType } from '../types.ts'
import type { Assessment } from './assess.ts'
import { isAll, isChoice, isStack, type Requirement, type Stack } from './definition.ts'

/** What a learner record says of the achievements in it. */
export interface Structure {
  readonly associations: readonly Association[]
  /** Stacks whose achievement is named, outermost first. */
  readonly stacks: readonly Stack[]
}

/**
 * The members of a stack are parts of it; those of a group in order precede each other. Ids are those of the
 * achievements that were earned, which may be equivalents of those that the definition names.
 */
export function structureOf(stack: Stack, { filled }: Assessment): Structure {
  const earned = new Map(filled.map(({ leaf, candidate }) => [leaf.pointer, candidate.award.achievement]))
  const associations: Association[] = []
  const stacks: Stack[] = [stack]
  partsOf(stack.requires, '/requires', stack)
  return { associations: distinct(associations), stacks }

  function add(associationType: AssociationType, sourceId: string, targetId: string): void {
    if (sourceId !== targetId) associations.push({ type: 'Association', associationType, sourceId, targetId })
  }

  /** The achievements that stand for a requirement. */
  function partsOf(requirement: Requirement, pointer: string, whole: Stack): string[] {
    if (isAll(requirement)) {
      const parts = requirement.all.map((part, index) => partsOf(part, pointerTo(`${pointer}/all`, index), whole))
      if (requirement.inOrder) joinInOrder(parts.filter((ids) => ids.length > 0))
      return parts.flat()
    }
    if (isChoice(requirement)) {
      return requirement.of.flatMap((part, index) => partsOf(part, pointerTo(`${pointer}/of`, index), whole))
    }
    const own = earned.get(pointer)
    const id = own ?? (isStack(requirement) ? idByMembers(requirement.stack, pointer) : undefined)
    if (id === undefined) return []
    add('isPartOf', id, whole.achievement.id)
    return [id]
  }

  /** A stack that is met by its members is there too. */
  function idByMembers(nested: Stack, pointer: string): string | undefined {
    const at = stacks.push(nested)
    if (partsOf(nested.requires, `${pointer}/stack/requires`, nested).length > 0) return nested.achievement.id
    stacks.splice(at - 1)
    return undefined
  }

  function joinInOrder(parts: readonly (readonly string[])[]): void {
    for (const [index, ids] of parts.slice(1).entries()) {
      for (const before of parts[index] ?? []) for (const id of ids) add('precedes', before, id)
    }
  }
}

function distinct(associations: readonly Association[]): Association[] {
  return [...new Map(associations.map((one) => [JSON.stringify(one), one])).values()]
}
