import { createProblem, type Problem } from './errors.ts'
import { isObject, pointerTo, toArray } from './json.ts'
import { printable } from './printable.ts'
import { classProblems } from './shape/class-names.ts'
import { compactIriProblems, prefixesOf } from './shape/compact-iris.ts'
import { nodesWithin, type RootNodes, sharedNodes } from './shape/shared-nodes.ts'
import type { ContextSet, JsonObject, JsonValue } from './types.ts'

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

export type RootKind = 'credential' | 'clr' | 'endorsement' | 'presentation'

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

/** Members that mean something only in a root. `relatedResource` and `holder` are those of VC 2.0 and of presentations. */
const ROOT_MEMBERS: ReadonlySet<string> = new Set([
  'issuer',
  'validFrom',
  'validUntil',
  'issuanceDate',
  'expirationDate',
  'awardedDate',
  'credentialStatus',
  'credentialSchema',
  'credentialSubject',
  'evidence',
  'proof',
  'refreshService',
  'relatedResource',
  'termsOfUse',
  'holder',
  'verifiableCredential',
])

/** An EndorsementSubject names by `id` what it endorses; its graph node is that thing's node. So it may say no more of it. */
const NOT_OF_AN_ENDORSEMENT_SUBJECT: ReadonlySet<string> = new Set([
  ...ROOT_MEMBERS,
  'name',
  'description',
  'image',
  'endorsement',
])

const LANGUAGE_VALUE: ReadonlySet<string> = new Set(['@value', '@language', '@direction'])

/** What stands at a position: decides what may be a root below it. */
type Place =
  | RootKind
  | 'subject'
  | 'clr-subject'
  | 'endorsement-subject'
  | 'achievement'
  | 'profile'
  | 'proof'
  /** Below a profile or an achievement: the same organization and the same achievement are described again and again. */
  | 'detail'
  | 'other'

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
      const problem = memberProblem(name, at, place, isRoot, value, root)
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

/** What the document is, by type, where its position allows several kinds. */
function kindOf(document: JsonObject): RootKind {
  const types = toArray(document.type)
  if (types.includes('VerifiablePresentation')) return 'presentation'
  if (types.includes('ClrCredential')) return 'clr'
  return types.includes('EndorsementCredential') ? 'endorsement' : 'credential'
}

/** The kind of root that a member holds, if it holds any. */
function rootBelow(place: Place, name: string): RootKind | undefined {
  if (name === 'endorsement') {
    return ['credential', 'clr', 'endorsement', 'achievement', 'profile'].includes(place) ? 'endorsement' : undefined
  }
  if (name === 'verifiableCredential')
    return place === 'presentation' || place === 'clr-subject' ? 'credential' : undefined
  return undefined
}

function placeBelow(place: Place, name: string): Place {
  switch (name) {
    case 'proof':
      return isRootPlace(place) ? 'proof' : 'other'
    case 'issuer':
    case 'source':
    case 'creator':
    case 'parentOrg':
      return 'profile'
    case 'achievement':
      return place === 'subject' || place === 'clr-subject' ? 'achievement' : 'other'
    case 'credentialSubject':
      if (place === 'endorsement') return 'endorsement-subject'
      return place === 'clr' ? 'clr-subject' : 'subject'
    default:
      return place === 'profile' || place === 'achievement' || place === 'detail' ? 'detail' : 'other'
  }
}

function isRootPlace(place: Place): boolean {
  return place === 'credential' || place === 'clr' || place === 'endorsement' || place === 'presentation'
}

function memberProblem(
  name: string,
  pointer: string,
  place: Place,
  isRoot: boolean,
  owner: JsonObject,
  root: Counts,
): Problem | undefined {
  if (name === '@context') {
    if (isRoot || (place === 'proof' && isPrefix(owner['@context'], root.value['@context']))) return undefined
    return createProblem(
      'shape.keyword_key',
      'A @context stands inside the document; it belongs at the top of a credential.',
      { pointer },
    )
  }
  if (name.startsWith('@')) {
    return createProblem('shape.keyword_key', `"${name}" is a JSON-LD keyword, which is not read as a member name.`, {
      pointer,
      hint: name === '@id' || name === '@type' ? `Write "${name.slice(1)}".` : undefined,
    })
  }
  if (name === '' || name.includes(':')) {
    return createProblem(
      'shape.key_not_term',
      `"${name}" is no term; member names must be terms that a context defines.`,
      { pointer },
    )
  }
  if (place === 'endorsement-subject' && NOT_OF_AN_ENDORSEMENT_SUBJECT.has(name)) {
    return createProblem(
      'shape.reserved_property',
      `"${name}" in the subject of an endorsement would be a claim about the endorsed thing itself.`,
      { pointer },
    )
  }
  if (!isRoot && ROOT_MEMBERS.has(name) && !(name === 'verifiableCredential' && place === 'clr-subject')) {
    return createProblem('shape.reserved_property', `"${name}" belongs to a credential and means nothing here.`, {
      pointer,
      hint: `Move "${name}" to the top of the credential.`,
    })
  }
  return undefined
}

/** A JCS proof may repeat the contexts it was made under: the first ones of its document. */
function isPrefix(contexts: JsonValue | undefined, of: JsonValue | undefined): boolean {
  const whole = toArray(of)
  return toArray(contexts).every((context, index) => typeof context === 'string' && context === whole[index])
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

function contextProblems(root: JsonObject, pointer: string, what: string, options: ShapeOptions): Problem[] {
  const at = pointerTo(pointer, '@context')
  const contexts = toArray(root['@context'])
  if (contexts.length === 0) {
    return [
      createProblem('context.order', `The ${what} has no @context, so nothing says what its members mean.`, {
        pointer: at,
      }),
    ]
  }
  return contexts.flatMap((context, index) => {
    const where = Array.isArray(root['@context']) ? pointerTo(at, index) : at
    if (typeof context !== 'string') {
      if (options.allowInlineContexts && isObject(context)) return []
      return [
        createProblem('context.inline', 'A @context is written into the document instead of named by URL.', {
          pointer: where,
          hint: 'Publish it under a URL and pass it to createDocumentLoader({ contexts }). Option dangerous.allowInlineContexts lets it through.',
        }),
      ]
    }
    if (options.contexts.has(context)) return []
    return [
      createProblem('context.unknown', `The context ${printable(context)} is not known here.`, {
        pointer: where,
        ...(options.signsJson ? { severity: 'warning' } : { needs: context }),
        hint: 'Pass it by value: createDocumentLoader({ contexts: { url: document } }). Contexts are never fetched.',
      }),
    ]
  })
}

/** Two nodes of one id are one node of the graph: what one of them says could be moved to the other. */
function sameIds(items: readonly JsonValue[], pointer: string): Problem[] {
  const seen = new Set<string>()
  return items.flatMap((item, index) => {
    const id = isObject(item) ? item.id : undefined
    if (typeof id !== 'string') return []
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    return [
      createProblem('shape.duplicate_id', `Two items of one array have the id ${id}.`, {
        pointer: pointerTo(pointerTo(pointer, index), 'id'),
      }),
    ]
  })
}

/**
 * A root within the document that has the document's own id: to the graph they are one node, so that an expiry or a
 * status of the document could be written there. Among themselves, each is verified as a document of its own.
 */
function sameRoots([document, ...roots]: readonly Root[]): Problem[] {
  const id = document?.value.id
  if (typeof id !== 'string') return []
  return roots
    .filter(({ value }) => value.id === id)
    .map(({ pointer }) =>
      createProblem('shape.duplicate_id', `A credential in the document has the document's own id, ${id}.`, {
        pointer: pointerTo(pointer, 'id'),
      }),
    )
}
