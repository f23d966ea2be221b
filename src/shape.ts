import type { ErrorCode } from './codes.ts'
import { createProblem, type Problem } from './errors.ts'
import { isObject, pointerTo, toArray } from './json.ts'
import { checkClasses } from './shape/class-names.ts'
import { checkCompactIris, prefixesOf } from './shape/compact-iris.ts'
import { contextProblems } from './shape/contexts.ts'
import { checkIriNames } from './shape/iri-names.ts'
import { memberFault } from './shape/members.ts'
import { below, type Place, pointerOf } from './shape/place.ts'
import { kindOf, type Position, positionBelow, type RootKind, rootBelow } from './shape/positions.ts'
import { checkSameIds, sameRoots } from './shape/same-ids.ts'
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

/** Of the whole document. A stranger fills all 64 roots; a record of 16 badges as rich as any has fewer. */
const MAX_BLANK_NODES = 2_048

/** Nobody reads more, and each has a pointer, which can be long. */
const MAX_PROBLEMS = 100

const LANGUAGE_VALUE: ReadonlySet<string> = new Set(['@value', '@language', '@direction'])

/** A value that is yet to be looked at, and where it stands. */
interface Visit extends Place {
  readonly value: JsonValue
  readonly position: Position
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
  let blankNodes = 0

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
    // With its pointer known, nobody asks for its step.
    queue.push({ above: undefined, step: '', pointer, value, position: kind, depth: 0, root })
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
    if (problems.length >= MAX_PROBLEMS) break
  }
  problems.push(...sameRoots(roots), ...sharedNodes(nodes))
  return {
    roots,
    problems: options.allowOpenShape ? problems.filter(({ code }) => !code.startsWith('shape.')) : problems,
  }

  function visit(at: Visit): void {
    const { value, root } = at
    root.values++
    if (root.values === LIMITS.values + 1) {
      exceed(root, 'limit.values', `A credential has more than ${LIMITS.values} values.`, root.pointer)
    }
    if (at.depth === LIMITS.depth + 1) {
      exceed(root, 'limit.depth', `A credential is nested deeper than ${LIMITS.depth} levels.`, pointerOf(at))
    }
    if (root.exceeded) return
    if (value === null) {
      problems.push(
        createProblem('shape.null', 'A value is null, which says nothing and is not signed.', {
          pointer: pointerOf(at),
          hint: 'Leave the member out.',
        }),
      )
    } else if (Array.isArray(value)) {
      checkSameIds(value, at, problems)
      for (let index = value.length - 1; index >= 0; index--) visitLater(value[index], at, index, at.position)
    } else if (isObject(value)) {
      visitObject(value, at)
    }
  }

  function visitLater(value: JsonValue, above: Visit, step: string | number, position: Position): void {
    queue.push({ above, step, pointer: undefined, value, position, depth: above.depth + 1, root: above.root })
  }

  function exceed(root: Counts, code: ErrorCode, message: string, pointer: string): void {
    if (!root.exceeded) problems.push(createProblem(code, message, { pointer }))
    root.exceeded = true
  }

  function visitObject(value: JsonObject, at: Visit): void {
    if (isLanguageValue(value)) return
    const { position, root } = at
    if (typeof value.id !== 'string') {
      if (++root.blankNodes === LIMITS.blankNodes + 1) {
        const message = `A credential has more than ${LIMITS.blankNodes} nodes without an id.`
        exceed(root, 'limit.blank_nodes', message, root.pointer)
      }
      if (++blankNodes === MAX_BLANK_NODES + 1) {
        exceed(root, 'limit.blank_nodes', `All of it has more than ${MAX_BLANK_NODES} nodes without an id.`, '')
      }
    }
    if (hasBlankNodeId(value)) {
      problems.push(
        createProblem('shape.blank_node_id', 'A node is named by a blank-node id.', {
          pointer: pointerTo(pointerOf(at), 'id'),
          hint: 'Leave the id out, or use a URL or urn:uuid:.',
        }),
      )
    }
    checkClasses(value, at, value === root.value ? 'root' : position, problems)
    checkCompactIris(value, at, root.prefixes, problems)
    checkIriNames(value, at, root.kind, problems)
    const names = Object.keys(value)
    noteNode(value, names, at)
    for (const name of names.reverse()) {
      const fault = memberFault(name, position, value, root.value)
      if (fault) {
        const { code, message, ...hint } = fault
        problems.push(createProblem(code, message, { pointer: pointerTo(pointerOf(at), name), ...hint }))
      }
      if (name === '@context') continue
      const kind = rootBelow(position, name)
      if (kind) visitRoots(value[name] as JsonValue, name, kind, at)
      else visitLater(value[name] as JsonValue, at, name, positionBelow(position, name))
    }
  }

  function noteNode({ id }: JsonObject, names: readonly string[], at: Visit): void {
    if (typeof id !== 'string') return
    const { position, root } = at
    const isDescribed = names.length > 1
    if (isDescribed) root.nodes.described.add(id)
    if (!isLoose(position, names, root)) return
    // In an endorsement even a bare id is the trace of a node whose members were moved; a record refers to pages by them.
    if (isDescribed || root.kind === 'endorsement') {
      root.nodes.loose.push({ id, pointer: pointerTo(pointerOf(at), 'id') })
    }
  }

  /** Whatever is an object there is a root; JWTs may stand beside it. */
  function visitRoots(value: JsonValue, name: string, kind: RootKind, owner: Visit): void {
    const children = toArray(value)
    const place = below(owner, name)
    checkSameIds(children, place, problems)
    if (owner.position === 'presentation' && children.length > LIMITS.credentials) {
      problems.push(
        createProblem('limit.credentials', `The presentation holds more than ${LIMITS.credentials} credentials.`, {
          pointer: pointerOf(place),
        }),
      )
      return
    }
    for (const [index, child] of children.entries()) {
      const at = Array.isArray(value) ? below(place, index) : place
      if (!isObject(child))
        queue.push({ ...at, value: child, position: 'other', depth: owner.depth + 1, root: owner.root })
      else if (roots.length <= LIMITS.roots)
        enterRoot(child, pointerOf(at), kind === 'credential' ? kindOf(child) : kind, owner.root)
    }
  }
}

/** Nodes without a place of their own, such as evidence. An endorser describes anything; a picture is nothing of its own. */
function isLoose(position: Position, names: readonly string[], root: Counts): boolean {
  if (position === 'other') return true
  if (position !== 'detail' || root.kind !== 'endorsement') return false
  return names.some((name) => name !== 'id' && name !== 'type' && name !== 'caption')
}

function isLanguageValue(value: JsonObject): boolean {
  return (
    Object.hasOwn(value, '@value') &&
    Object.keys(value).every((name) => LANGUAGE_VALUE.has(name) && typeof value[name] === 'string')
  )
}

function hasBlankNodeId({ id, type }: JsonObject): boolean {
  return isBlankNodeId(id) || (Array.isArray(type) ? type.some(isBlankNodeId) : isBlankNodeId(type))
}

function isBlankNodeId(name: JsonValue | undefined): boolean {
  return typeof name === 'string' && name.startsWith('_:')
}
