import { MODEL, type ObjectModel, type PropertyModel, type SchemaName } from '../generated/model.ts'
import { isObject } from '../json.ts'
import { classNameOf, isRootClass } from './normalize.ts'

/** Where a value differs from the JSON Schema of its class (`schemas/`), and by which keyword of it. */
export interface Misfit {
  /** JSON Pointer into the value. */
  readonly path: string
  readonly keyword: 'required' | 'additionalProperties' | 'type' | 'minItems' | 'enum' | 'pattern' | 'minimum'
  /** The member that is missing or one too many, or the type that is expected. */
  readonly detail: string
}

/** Absolute URI or IRI (RFC 3986, RFC 3987) without a look at its parts. Linear. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/u

/** A word of one's own, where a vocabulary may be extended. */
const EXTENSION = /^ext:[A-Za-z0-9._-]+$/u

/** What an object is held to. */
interface ObjectRules {
  readonly required: readonly string[]
  readonly closed: boolean
  /** A map, because a stranger chooses the names that are asked for. */
  readonly members: ReadonlyMap<string, MemberRules>
}

/** What a member is held to: the same facts as in the model, but all of one form, which is read three times as fast. */
interface MemberRules {
  readonly many: boolean | 'either'
  readonly type: 'any' | 'object' | 'string' | 'number' | 'boolean' | 'integer'
  /** Of an object; nothing where it is held to its schema by itself. */
  readonly model: ObjectModel | undefined
  readonly orUri: boolean
  readonly pattern: RegExp | undefined
  readonly words: readonly string[] | undefined
  readonly open: boolean
  readonly minimum: number
}

/** One for each object of the model. */
const rules = new Map<ObjectModel, ObjectRules>()

/**
 * Holds a value to the schema of a class. It walks over the value with the model at hand instead of running code that is
 * compiled from the schemas: a badge has few of the members that a class defines, and that code weighs ten times this.
 */
export function misfitsOf(value: unknown, className: SchemaName): readonly Misfit[] {
  const misfits: Misfit[] = []
  checkObject(value, MODEL[className], '', misfits)
  return misfits
}

function checkObject(value: unknown, model: ObjectModel | undefined, path: string, misfits: Misfit[]): void {
  if (!isObject(value)) {
    misfits.push({ path, keyword: 'type', detail: 'object' })
    return
  }
  if (model === undefined) return
  const { required, closed, members } = rulesOf(model)
  for (const detail of required) {
    if (value[detail] === undefined) misfits.push({ path, keyword: 'required', detail })
  }
  for (const name in value) {
    const member = members.get(name)
    if (member !== undefined) checkMember(value[name], member, path, name, misfits)
    else if (closed) misfits.push({ path, keyword: 'additionalProperties', detail: name })
  }
}

function checkMember(value: unknown, member: MemberRules, parent: string, name: string, misfits: Misfit[]): void {
  if (value === undefined || member.type === 'any') return
  if (member.many === false || (member.many === 'either' && !Array.isArray(value))) {
    checkItem(value, member, parent, name, misfits)
    return
  }
  const path = `${parent}/${name}`
  if (!Array.isArray(value)) misfits.push({ path, keyword: 'type', detail: 'array' })
  else if (value.length === 0) misfits.push({ path, keyword: 'minItems', detail: '' })
  else for (let index = 0; index < value.length; index++) checkItem(value[index], member, path, index, misfits)
}

/** The path of a text or number is put together only where there is something to say of it. */
function checkItem(
  value: unknown,
  member: MemberRules,
  parent: string,
  step: string | number,
  misfits: Misfit[],
): void {
  const { type } = member
  if (type === 'object' && !(member.orUri && typeof value === 'string')) {
    checkObject(value, member.model, `${parent}/${step}`, misfits)
    return
  }
  const keyword = typeof value === 'string' ? textFault(value, member) : valueFault(value, member)
  if (keyword !== undefined)
    misfits.push({ path: `${parent}/${step}`, keyword, detail: keyword === 'type' ? type : '' })
}

function textFault(value: string, { type, pattern, words, open, orUri }: MemberRules): Misfit['keyword'] | undefined {
  if (type !== 'string' && !orUri) return 'type'
  if (pattern !== undefined && !pattern.test(value)) return 'pattern'
  if (words === undefined || words.includes(value) || (open && EXTENSION.test(value))) return undefined
  return 'enum'
}

function valueFault(value: unknown, { type, minimum }: MemberRules): Misfit['keyword'] | undefined {
  if (type !== 'integer') return typeof value === type ? undefined : 'type'
  if (!Number.isInteger(value)) return 'type'
  return (value as number) < minimum ? 'minimum' : undefined
}

function rulesOf(model: ObjectModel): ObjectRules {
  const known = rules.get(model)
  if (known) return known
  const members = new Map(Object.entries(model.properties).map(([name, property]) => [name, memberRules(property)]))
  const made = { required: model.required ?? [], closed: model.closed === true, members }
  rules.set(model, made)
  return made
}

function memberRules(property: PropertyModel): MemberRules {
  const { kind, many = false, inline, orUri = false, words, open = false, pattern, minimum = 0 } = property
  return {
    many,
    type: typeOf(property),
    model: inline ?? modelOf(property.class),
    orUri,
    pattern: kind === 'uri' || orUri ? URI : pattern === undefined ? undefined : new RegExp(pattern, 'u'),
    words,
    open,
    minimum,
  }
}

function typeOf({ kind, inline }: PropertyModel): MemberRules['type'] {
  if (kind === 'context') return 'any'
  if (kind === 'object' || inline) return 'object'
  if (kind === 'other') return 'integer'
  return kind === 'number' || kind === 'boolean' ? kind : 'string'
}

/** What is embedded and has contexts of its own is held to its schema by itself. */
function modelOf(className = ''): ObjectModel | undefined {
  return isRootClass(className) ? undefined : MODEL[classNameOf(className)]
}
