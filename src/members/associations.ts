import { createProblem, type Problem } from '../errors.ts'
import { isObject, pointerTo, toArray } from '../json.ts'
import { printable } from '../printable.ts'
import type { JsonObject, JsonValue } from '../types.ts'

const SECTION = 'CLR 2.0, Data Model, Association'

/** Relations that have a direction, by the one that they share: from the lesser to the greater, the earlier to the later. */
const DIRECTED: Readonly<Record<string, { readonly relation: string; readonly reversed?: true }>> = {
  isPartOf: { relation: 'part' },
  isChildOf: { relation: 'part' },
  isParentOf: { relation: 'part', reversed: true },
  precedes: { relation: 'order' },
  replacedBy: { relation: 'version' },
}

/**
 * Associations of a learner record point at achievements: of members that are not bad, or defined in the record. And
 * nothing is a part of itself.
 *
 * @param known - Ids of those achievements.
 */
export function checkAssociations(subject: JsonObject, known: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = []
  const relations = new Map<string, [string, string][]>()
  for (const [index, association] of toArray<JsonValue>(subject.association).entries()) {
    if (!isObject(association)) continue
    const { associationType, sourceId, targetId } = association
    const pointer = pointerTo('/credentialSubject/association', index)
    for (const [name, id] of Object.entries({ sourceId, targetId })) {
      if (typeof id === 'string' && !known.has(id)) problems.push(dangling(id, pointerTo(pointer, name)))
    }
    const directed = typeof associationType === 'string' ? DIRECTED[associationType] : undefined
    if (directed === undefined || typeof sourceId !== 'string' || typeof targetId !== 'string') continue
    const pairs = relations.get(directed.relation) ?? []
    relations.set(directed.relation, pairs)
    pairs.push(directed.reversed ? [targetId, sourceId] : [sourceId, targetId])
  }
  for (const pairs of relations.values()) {
    const circle = findCircle(pairs)
    if (circle === undefined) continue
    problems.push(
      createProblem('member.cycle', `Associations lead from ${printable(circle, 120)} back to itself.`, {
        pointer: '/credentialSubject/association',
        section: SECTION,
      }),
    )
  }
  return problems
}

function dangling(id: string, pointer: string): Problem {
  return createProblem(
    'member.association',
    `An association names ${printable(id, 120)}, which is the achievement of no good member of the record.`,
    { pointer, section: SECTION },
  )
}

/** Takes away what nothing leads to, until only circles and what they lead to are left; names one that is on the way. */
function findCircle(pairs: readonly (readonly [string, string])[]): string | undefined {
  const incoming = new Map<string, number>()
  const targets = new Map<string, string[]>()
  for (const [source, target] of pairs) {
    incoming.set(source, incoming.get(source) ?? 0)
    incoming.set(target, (incoming.get(target) ?? 0) + 1)
    targets.set(source, [...(targets.get(source) ?? []), target])
  }
  const free = [...incoming].filter(([, count]) => count === 0).map(([node]) => node)
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    for (const target of targets.get(node) ?? []) {
      const left = (incoming.get(target) ?? 0) - 1
      incoming.set(target, left)
      if (left === 0) free.push(target)
    }
    incoming.delete(node)
  }
  // Of what is left, a node that leads on is in a circle or before one.
  return [...incoming.keys()].find((node) => targets.has(node))
}
