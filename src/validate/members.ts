import { type ClassModel, MODEL, type PropertyModel } from '../generated/model.ts'

/** A class of the model, read for the checks that meet every member of a document. */
export interface ClassFacts {
  readonly model: ClassModel
  /** A map, because a stranger chooses the names that are asked for. */
  readonly members: ReadonlyMap<string, MemberFacts>
}

export interface MemberFacts {
  readonly property: PropertyModel
  /** A text that has to be looked at. */
  readonly isDated: boolean
  /** The class of the nodes that it holds, where they are of this document. */
  readonly inner: string | undefined
  /** The class of the credentials that it holds: each is a document of its own, with contexts of its own. */
  readonly rootClass: string | undefined
}

const classes = new Map<string, ClassFacts>()

/** What there is to know of a class; undefined where the model has none of that name. */
export function classFacts(className: string): ClassFacts | undefined {
  const known = classes.get(className)
  if (known !== undefined) return known
  const model = MODEL[className]
  if (model === undefined) return undefined
  const members = new Map(Object.entries(model.properties).map(([name, property]) => [name, memberFacts(property)]))
  const facts = { model, members }
  classes.set(className, facts)
  return facts
}

function memberFacts(property: PropertyModel): MemberFacts {
  const { kind, class: name } = property
  const isRoot = name === 'EndorsementCredential' || name === 'VerifiableCredential'
  return {
    property,
    isDated: kind === 'date-time' || kind === 'date',
    inner: name === undefined || isRoot ? undefined : classNameOf(name),
    rootClass: isRoot ? name : undefined,
  }
}

/** A ProfileRef that is an object is a Profile. */
export function classNameOf(name: string): string {
  return name === 'ProfileRef' ? 'Profile' : name
}
