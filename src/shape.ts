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

/** An object or an array that is being looked at, and where it stands. */
interface Visit extends Place {
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

/** What was found so far. */
interface Look {
  readonly options: ShapeOptions
  readonly problems: Problem[]
  readonly roots: Root[]
  readonly nodes: RootNodes[]
  blankNodes: number
  isOver: boolean
}

/** What stands in a member that holds roots: a root, or a JWT beside roots. It is visited when its turn has come. */
interface Entered {
  readonly value: JsonValue
  readonly at: Visit
}

/**
 * Holds a document against the closed shape and finds its roots. Linear in the size of the document; never throws. What
 * reads JSON bounds how deep it is.
 */
export function checkShape(document: JsonObject, options: ShapeOptions): Shape {
  const look: Look = { options, problems: [], roots: [], nodes: [], blankNodes: 0, isOver: false }
  const root = enterRoot(document, '', kindOf(document), undefined, look)
  visit(document, placeOf(root), look)
  const { roots, problems, nodes } = look
  problems.push(...sameRoots(roots), ...sharedNodes(nodes))
  return {
    roots,
    problems: options.allowOpenShape ? problems.filter(({ code }) => !code.startsWith('shape.')) : problems,
  }
}

function enterRoot(
  value: JsonObject,
  pointer: string,
  kind: RootKind,
  around: Counts | undefined,
  { options, problems, roots, nodes }: Look,
): Counts {
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
  return root
}

/** A root knows its pointer, so that nobody asks for its step. */
function placeOf(root: Counts): Visit {
  return { above: undefined, step: '', pointer: root.pointer, position: root.kind, depth: 0, root }
}

/** Nobody reads on where there are too many problems, or too many roots. */
function endWhereTooMuch(look: Look): void {
  const { problems, roots } = look
  if (problems.length < MAX_PROBLEMS && roots.length <= LIMITS.roots) return
  if (!look.isOver && problems.length < MAX_PROBLEMS) {
    problems.push(
      createProblem('limit.roots', `The document holds more than ${LIMITS.roots} credentials and endorsements.`),
    )
  }
  look.isOver = true
}

function visit(value: JsonValue, at: Visit, look: Look): void {
  const { root, depth } = at
  root.values++
  if (root.values === LIMITS.values + 1) {
    exceed(root, 'limit.values', `A credential has more than ${LIMITS.values} values.`, root.pointer, look)
  }
  if (depth === LIMITS.depth + 1) {
    exceed(root, 'limit.depth', `A credential is nested deeper than ${LIMITS.depth} levels.`, pointerOf(at), look)
  }
  if (root.exceeded) endWhereTooMuch(look)
  else if (Array.isArray(value)) visitItems(value, at, look)
  else if (isObject(value)) visitObject(value, at, look)
  else visitPlain(value, at, look)
}

function visitPlain(value: JsonValue, at: Visit, look: Look): void {
  if (value === null) {
    look.problems.push(
      createProblem('shape.null', 'A value is null, which says nothing and is not signed.', {
        pointer: pointerOf(at),
        hint: 'Leave the member out.',
      }),
    )
  }
  endWhereTooMuch(look)
}

function visitBelow(value: JsonValue, above: Visit, step: string | number, position: Position, look: Look): void {
  const { root } = above
  const depth = above.depth + 1
  // Most values are texts with which nothing can be wrong, so that nobody will ask for their place.
  const isPlain = typeof value !== 'object' && root.values < LIMITS.values && depth <= LIMITS.depth
  if (isPlain) root.values++
  else visit(value, { above, step, pointer: undefined, position, depth, root }, look)
}

function exceed(root: Counts, code: ErrorCode, message: string, pointer: string, { problems }: Look): void {
  if (!root.exceeded) problems.push(createProblem(code, message, { pointer }))
  root.exceeded = true
}

function visitItems(items: readonly JsonValue[], at: Visit, look: Look): void {
  checkSameIds(items, at, look.problems)
  endWhereTooMuch(look)
  for (let index = 0; index < items.length && !look.isOver; index++) {
    visitBelow(items[index] as JsonValue, at, index, at.position, look)
  }
}

function visitObject(value: JsonObject, at: Visit, look: Look): void {
  if (isLanguageValue(value)) return
  const names = Object.keys(value)
  checkNode(value, names, at, look)
  noteNode(value, names, at)
  const entered = checkMembers(value, names, at, look)
  endWhereTooMuch(look)
  for (let index = 0; index < names.length && !look.isOver; index++) {
    const name = names[index] as string
    if (name === '@context') continue
    if (rootBelow(at.position, name)) visitEntered(entered.pop() ?? [], look)
    else visitBelow(value[name] as JsonValue, at, name, positionBelow(at.position, name), look)
  }
}

/** From the last one on. Only the order of problems hangs on it. */
function visitEntered(entered: readonly Entered[], look: Look): void {
  for (let index = entered.length - 1; index >= 0 && !look.isOver; index--) {
    const { value, at } = entered[index] as Entered
    visit(value, at, look)
  }
}

function checkNode(value: JsonObject, names: readonly string[], at: Visit, look: Look): void {
  const { position, root } = at
  const { problems } = look
  if (typeof value.id !== 'string') {
    if (++root.blankNodes === LIMITS.blankNodes + 1) {
      const message = `A credential has more than ${LIMITS.blankNodes} nodes without an id.`
      exceed(root, 'limit.blank_nodes', message, root.pointer, look)
    }
    if (++look.blankNodes === MAX_BLANK_NODES + 1) {
      exceed(root, 'limit.blank_nodes', `All of it has more than ${MAX_BLANK_NODES} nodes without an id.`, '', look)
    }
  }
  const types = toArray(value.type)
  if (isBlankNodeId(value.id) || hasBlankNodeId(types)) {
    problems.push(
      createProblem('shape.blank_node_id', 'A node is named by a blank-node id.', {
        pointer: pointerTo(pointerOf(at), 'id'),
        hint: 'Leave the id out, or use a URL or urn:uuid:.',
      }),
    )
  }
  checkClasses(types, at, value === root.value ? 'root' : position, problems)
  checkCompactIris(value, names, at, root.prefixes, problems)
  checkIriNames(value, types, at, root.kind, problems)
}

function noteNode({ id }: JsonObject, names: readonly string[], at: Visit): void {
  if (typeof id !== 'string') return
  const { position, root } = at
  const { described, loose, outer } = root.nodes
  const isDescribed = names.length > 1
  if (isDescribed) described.push(id)
  if (outer === undefined || !isLoose(position, names, root)) return
  // In an endorsement even a bare id is the trace of a node whose members were moved; a record refers to pages by them.
  if (isDescribed || root.kind === 'endorsement') loose.push({ id, place: at })
}

/** From the last member on. Answers what stands in those that hold roots, in that order. */
function checkMembers(value: JsonObject, names: readonly string[], at: Visit, look: Look): Entered[][] {
  const { position, root } = at
  const entered: Entered[][] = []
  for (let index = names.length - 1; index >= 0; index--) {
    const name = names[index] as string
    const fault = memberFault(name, position, value, root.value)
    if (fault) {
      const { code, message, ...hint } = fault
      look.problems.push(createProblem(code, message, { pointer: pointerTo(pointerOf(at), name), ...hint }))
    }
    const kind = rootBelow(position, name)
    if (kind) entered.push(enterRoots(value[name] as JsonValue, name, kind, at, look))
  }
  return entered
}

/** Whatever is an object there is a root; JWTs may stand beside it. */
function enterRoots(value: JsonValue, name: string, kind: RootKind, owner: Visit, look: Look): Entered[] {
  const children = toArray(value)
  const place = below(owner, name)
  checkSameIds(children, place, look.problems)
  if (owner.position === 'presentation' && children.length > LIMITS.credentials) {
    look.problems.push(
      createProblem('limit.credentials', `The presentation holds more than ${LIMITS.credentials} credentials.`, {
        pointer: pointerOf(place),
      }),
    )
    return []
  }
  const entered: Entered[] = []
  for (const [index, child] of children.entries()) {
    const at = Array.isArray(value) ? below(place, index) : place
    if (!isObject(child)) {
      entered.push({ value: child, at: { ...at, position: 'other', depth: owner.depth + 1, root: owner.root } })
    } else if (look.roots.length <= LIMITS.roots) {
      const root = enterRoot(child, pointerOf(at), kind === 'credential' ? kindOf(child) : kind, owner.root, look)
      entered.push({ value: child, at: placeOf(root) })
    }
  }
  return entered
}

/** Nodes without a place of their own, such as evidence. An endorser describes anything; a picture is nothing of its own. */
function isLoose(position: Position, names: readonly string[], root: Counts): boolean {
  if (position === 'other') return true
  if (position !== 'detail' || root.kind !== 'endorsement') return false
  return names.some((name) => name !== 'id' && name !== 'type' && name !== 'caption')
}

function isLanguageValue(value: JsonObject): boolean {
  return (
    value['@value'] !== undefined &&
    Object.keys(value).every((name) => LANGUAGE_VALUE.has(name) && typeof value[name] === 'string')
  )
}

function hasBlankNodeId(types: readonly JsonValue[]): boolean {
  // What was read is frozen, and `some` of a frozen array is several times as slow.
  for (let index = 0; index < types.length; index++) if (isBlankNodeId(types[index])) return true
  return false
}

function isBlankNodeId(name: JsonValue | undefined): boolean {
  return typeof name === 'string' && name.startsWith('_:')
}
