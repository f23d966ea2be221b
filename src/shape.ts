import { createProblem, type Problem } from './errors.ts'
import { isObject, pointerTo, toArray } from './json.ts'
import { classProblems } from './shape/class-names.ts'
import { compactIriProblems, prefixesOf } from './shape/compact-iris.ts'
import { contextProblems } from './shape/contexts.ts'
import { memberProblem } from './shape/members.ts'
import { kindOf, type Place, placeBelow, type RootKind, rootBelow } from './shape/positions.ts'
import { sameIds, sameRoots } from './shape/same-ids.ts'
import { nodesWithin, type RootNodes, sharedNodes } from './shape/shared-nodes.ts'
import type { ContextSet, JsonObject, JsonValue } from './types.ts'

export type { RootKind } from './shape/positions.ts'

/**
 * The closed shape. An RDF signature protects the graph, not the JSON: the same graph can be written so that a check
 * which reads JSON sees no `validUntil` or no `credentialStatus`. So a document that is checked has one shape, in which
 * every member stands where its reader looks for it. What lies outside is not called forged; it is undecided.
 */
export interface Shape {
  /** Every root: the document, endorsements, the members of a CLR or of a presentation. A root is a position, not a type. */
  readonly roots: readonly Root[]
  readonly problems: readonly Problem[]
}

export interface Root {
  readonly kind: RootKind
  readonly pointer: string
  readonly value: JsonObject
}

export interface ShapeOptions {
  readonly contexts: ContextSet
  /** Whether the signature is over the JSON (JWT, JCS), so that a context that is not known hides nothing. */
  readonly signsJson?: boolean
  /** Under `dangerous`: lets inline contexts through. */
  readonly allowInlineContexts?: boolean
  /** Under `dangerous`: lets JSON-LD through that is legal but outside the closed shape. */
  readonly allowOpenShape?: boolean
}

/** Per root, except where it says otherwise. Real credentials: depth 16, 930 members, 4 proofs, 115 blank nodes. */
const LIMITS = { depth: 32, values: 4_000, blankNodes: 512, proofs: 8, roots: 64, credentials: 16 } as const

const LANGUAGE_VALUE: ReadonlySet<string> = new Set(['@value', '@language', '@direction'])

interface Visit {
  readonly value: JsonValue
  readonly pointer: string
  readonly place: Place
  readonly depth: number
  readonly root: Counts
}

interface Counts {
  readonly pointer: string
  readonly value: JsonObject
  readonly kind: RootKind
  readonly nodes: RootNodes
  readonly prefixes: ReadonlySet<string>
  values: number
  blankNodes: number
  exceeded: boolean
}

/** Holds a document against the closed shape and finds its roots. Linear in the size of the document; never throws. */
export function checkShape(document: JsonObject, options: ShapeOptions): Shape {
  const problems: Problem[] = []
  const roots: Root[] = []
  const queue: Visit[] = []
  const nodes: RootNodes[] = []

  function enterRoot(value: JsonObject, pointer: string, kind: RootKind, around?: Counts): void {
    roots.push({ kind, pointer, value })
    problems.push(...contextProblems(value, pointer, kind === 'presentation' ? 'presentation' : 'credential', options))
    const proofs = toArray(value.proof).length
    if (proofs > LIMITS.proofs) {
      problems.push(
        createProblem('limit.proofs', `There are ${proofs} proofs; at most ${LIMITS.proofs} are read.`, {
          pointer: pointerTo(pointer, 'proof'),
        }),
      )
    }
    const root: Counts = {
      pointer,
      value,
      kind,
      // A presentation keeps each credential in a graph of its own.
      nodes: nodesWithin(around?.kind === 'presentation' ? undefined : around?.nodes),
      prefixes: prefixesOf(value['@context'], options.contexts),
      values: 0,
      blankNodes: 0,
      exceeded: false,
    }
    nodes.push(root.nodes)
    queue.push({ value, pointer, place: kind, depth: 0, root })
  }

  enterRoot(document, '', kindOf(document))
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (roots.length > LIMITS.roots) {
      problems.push(
        createProblem('limit.roots', `The document holds more than ${LIMITS.roots} credentials and endorsements.`),
      )
      break
    }
    visit(next)
  }
  problems.push(...sameRoots(roots), ...sharedNodes(nodes))
  return {
    roots,
    problems: options.allowOpenShape ? problems.filter(({ code }) => !code.startsWith('shape.')) : problems,
  }

  function visit({ value, pointer, place, depth, root }: Visit): void {
    root.values++
    if (root.values === LIMITS.values + 1) {
      exceed(
        root,
        createProblem('limit.values', `A credential has more than ${LIMITS.values} values.`, { pointer: root.pointer }),
      )
    }
    if (depth === LIMITS.depth + 1) {
      exceed(
        root,
        createProblem('limit.depth', `A credential is nested deeper than ${LIMITS.depth} levels.`, { pointer }),
      )
    }
    if (root.exceeded) return
    if (value === null) {
      problems.push(
        createProblem('shape.null', 'A value is null, which says nothing and is not signed.', {
          pointer,
          hint: 'Leave the member out.',
        }),
      )
    } else if (Array.isArray(value)) {
      problems.push(...sameIds(value, pointer))
      for (let index = value.length - 1; index >= 0; index--) {
        queue.push({ value: value[index], pointer: pointerTo(pointer, index), place, depth: depth + 1, root })
      }
    } else if (isObject(value)) {
      visitObject(value, pointer, place, depth, root)
    }
  }

  function exceed(root: Counts, problem: Problem): void {
    if (!root.exceeded) problems.push(problem)
    root.exceeded = true
  }

  function visitObject(value: JsonObject, pointer: string, place: Place, depth: number, root: Counts): void {
    if (isLanguageValue(value)) return
    if (typeof value.id !== 'string' && ++root.blankNodes === LIMITS.blankNodes + 1) {
      exceed(
        root,
        createProblem('limit.blank_nodes', `A credential has more than ${LIMITS.blankNodes} nodes without an id.`, {
          pointer: root.pointer,
        }),
      )
    }
    if (hasBlankNodeId(value)) {
      problems.push(
        createProblem('shape.blank_node_id', 'A node is named by a blank-node id.', {
          pointer: pointerTo(pointer, 'id'),
          hint: 'Leave the id out, or use a URL or urn:uuid:.',
        }),
      )
    }
    const isRoot = value === root.value
    problems.push(...classProblems(value, pointer, isRoot ? 'root' : place))
    problems.push(...compactIriProblems(value, pointer, root.prefixes))
    noteNode(value, pointer, place, isRoot, root)
    for (const name of Object.keys(value).reverse()) {
      const at = pointerTo(pointer, name)
      const problem = memberProblem(name, at, place, isRoot, value, root.value)
      if (problem) problems.push(problem)
      if (name === '@context') continue
      const below = rootBelow(place, name)
      if (below) visitRoots(value[name] as JsonValue, at, place, below, depth, root)
      else {
        queue.push({
          value: value[name] as JsonValue,
          pointer: at,
          place: placeBelow(place, name),
          depth: depth + 1,
          root,
        })
      }
    }
  }

  function noteNode({ id, ...rest }: JsonObject, pointer: string, place: Place, isRoot: boolean, root: Counts): void {
    if (typeof id !== 'string') return
    const isDescribed = Object.keys(rest).length > 0
    if (isDescribed) root.nodes.described.add(id)
    const isPicture = Object.keys(rest).every((name) => name === 'type' || name === 'caption')
    const isLoose = place === 'other' || (place === 'detail' && root.kind === 'endorsement' && !isPicture)
    if (isRoot || !isLoose) return
    // In an endorsement even a bare id is the trace of a node whose members were moved; a record refers to pages by them.
    if (isDescribed || root.kind === 'endorsement') root.nodes.loose.push({ id, pointer: pointerTo(pointer, 'id') })
  }

  /** Whatever is an object there is a root; JWTs may stand beside it. */
  function visitRoots(
    value: JsonValue,
    pointer: string,
    place: Place,
    kind: RootKind,
    depth: number,
    root: Counts,
  ): void {
    const children = toArray(value)
    problems.push(...sameIds(children, pointer))
    if (place === 'presentation' && children.length > LIMITS.credentials) {
      problems.push(
        createProblem('limit.credentials', `The presentation holds more than ${LIMITS.credentials} credentials.`, {
          pointer,
        }),
      )
      return
    }
    for (const [index, child] of children.entries()) {
      const at = Array.isArray(value) ? pointerTo(pointer, index) : pointer
      if (!isObject(child)) queue.push({ value: child, pointer: at, place: 'other', depth: depth + 1, root })
      else if (roots.length <= LIMITS.roots) enterRoot(child, at, kind === 'credential' ? kindOf(child) : kind, root)
    }
  }
}

function isLanguageValue(value: JsonObject): boolean {
  return (
    Object.hasOwn(value, '@value') &&
    Object.keys(value).every((name) => LANGUAGE_VALUE.has(name) && typeof value[name] === 'string')
  )
}

function hasBlankNodeId(value: JsonObject): boolean {
  return [value.id, ...toArray(value.type)].some((name) => typeof name === 'string' && name.startsWith('_:'))
}
