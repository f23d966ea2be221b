import { MODEL, type PropertyModel } from '../generated/model.ts'

/** One for each class of the model. */
const members = new Map<string, ReadonlyMap<string, PropertyModel>>()

const NONE: ReadonlyMap<string, PropertyModel> = new Map()

/** The members that a class defines. A map, because a stranger chooses the names that are asked for. */
export function membersOf(className: string): ReadonlyMap<string, PropertyModel> {
  const known = members.get(className)
  if (known !== undefined) return known
  const model = MODEL[className]
  if (model === undefined) return NONE
  const read = new Map(Object.entries(model.properties))
  members.set(className, read)
  return read
}
