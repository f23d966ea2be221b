import { achievementDraft } from '../build/achievement.ts'
import { withoutEmpty } from '../build/parts.ts'
import { OB_V3P0_3_0_3, VC_V2 } from '../context-urls.ts'
import { OpenBadgesError, type Problem } from '../errors.ts'
import { copyPlain, isObject, pointerTo, toArray } from '../json.ts'
import { assertKnownOptions } from '../known-options.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import { validateCredential } from '../validate/index.ts'
import { LIMITS, sizeOf } from './combinations.ts'
import { readCredentialRequirement } from './credential-requirement.ts'
import type { Requirement, Stack, StackAchievement } from './definition.ts'
import {
  booleanAt,
  kindOf,
  listed,
  objectAt,
  type Place,
  quoted,
  refuseOthers,
  report,
  reportMissing,
  textAt,
  uriAt,
  urisAt,
  wordAt,
} from './reading.ts'

export interface DefineStackOptions {
  /** Definitions of the stacks that this one requires by id. */
  readonly stacks?: readonly unknown[]
}

/** One stack that is being read, inside those that require it. */
interface Scope {
  readonly place: Place
  /** From the outermost stack to this one. */
  readonly path: readonly { readonly id: string; readonly name: string; readonly achievement: string | undefined }[]
  readonly issuers: readonly string[]
  readonly others: ReadonlyMap<string, JsonObject>
  readonly budget: { left: number }
}

/** More than any stack that is within the limits; it ends definitions that name others again and again. */
const MAX_REQUIREMENTS = 1_000

const STACK_MEMBERS = ['$schema', 'id', 'name', 'description', 'achievement', 'issuers', 'requires', 'ends'] as const

/**
 * Reads the definition of a stack: which credentials together earn a larger one. Its JSON form is described in
 * `badgesmith/schemas/stack.schema.json`.
 *
 * @param value - The definition. It is not modified.
 * @param options.stacks - Definitions of the stacks that it names by id.
 * @returns The stack, frozen, with every default written out and the stacks that it names in their places.
 * @throws {@link OpenBadgesError} with every problem: `schema.*`, `rule.*` and `time.*` with JSON Pointers;
 *   `stack.requirement`, `stack.empty`, `stack.unreachable` (a choice larger than its list, a window that never opens),
 *   `stack.unknown`, `stack.cycle` (a stack that requires itself), `stack.too_complex` (more than 64 places or 4,096
 *   combinations).
 *
 * @example
 * const stack = defineStack({
 *   id: 'https://cce.example/stacks/basic',
 *   name: 'Basic Performance Assessment Design',
 *   achievement: {
 *     id: 'https://cce.example/micro-credentials/basic-performance-assessment-design',
 *     name: 'Basic Performance Assessment Design',
 *     description: 'Designs performance assessments.',
 *     criteria: 'Earn both micro-credentials.',
 *   },
 *   issuers: ['https://cce.example/issuer'],
 *   requires: {
 *     all: [
 *       { name: 'Rubric Design', achievement: 'https://cce.example/micro-credentials/rubric-design' },
 *       { name: 'Student Agency', achievement: 'https://cce.example/micro-credentials/student-agency' },
 *     ],
 *   },
 * })
 */
export function defineStack(value: unknown, options: DefineStackOptions = {}): Stack {
  assertKnownOptions(options, ['stacks'])
  const problems: Problem[] = []
  const document = copyPlain(value)
  const others = new Map<string, JsonObject>()
  for (const other of options.stacks ?? []) {
    const copy = copyPlain(other)
    if (!isObject(copy) || typeof copy.id !== 'string')
      throw new TypeError('options.stacks must be definitions of stacks, each with an id')
    others.set(copy.id, copy)
  }
  const root: Place = { value: {}, pointer: '', what: 'a stack', document: undefined, problems }
  const place = objectAt(root, '', document, 'a stack', 'Write { "id": …, "name": …, "requires": … }.')
  const stack = place && readStack({ place, path: [], issuers: [], others, budget: { left: MAX_REQUIREMENTS } })
  if (stack && problems.length === 0) assertSize(stack, root)
  const [first, ...rest] = problems
  if (first !== undefined) throw new OpenBadgesError(first, ...rest)
  return copyPlain(stack) as unknown as Stack
}

function assertSize(stack: Stack, root: Place): void {
  const { leaves, combinations } = sizeOf(stack.requires)
  const hint = 'Split it into stacks that are earned one by one, and require their own credentials.'
  if (leaves > LIMITS.leaves)
    report(
      root,
      'stack.too_complex',
      `The stack has ${leaves} places for credentials; at most ${LIMITS.leaves} are solved.`,
      {
        pointer: '/requires',
        hint,
      },
    )
  else if (combinations > LIMITS.combinations)
    report(
      root,
      'stack.too_complex',
      `The stack can be completed in ${combinations} combinations; at most ${LIMITS.combinations} are solved.`,
      { pointer: '/requires', hint },
    )
}

function readStack({ place, path: outer, others, budget }: Scope): Stack | undefined {
  const before = place.problems.length
  refuseOthers(place, STACK_MEMBERS)
  const id = uriAt(place, 'id', 'Add "id": a URL of your own for this stack.')
  const name = textAt(place, 'name', 'Add "name": what people call the stack.')
  const description = textAt(place, 'description')
  const achievement = readAchievement(place)
  const issuers = urisAt(place, 'issuers')
  if (issuers === undefined)
    reportMissing(place, 'issuers', 'Add "issuers": the ids of those whose credentials count, ["did:…"].')
  if (issuers?.length === 0 && place.problems.length === before)
    report(place, 'stack.unreachable', 'No issuer is accepted, so nobody can complete the stack.', {
      pointer: pointerTo(place.pointer, 'issuers'),
      hint: 'Name at least one: ["did:…"].',
    })
  const ends = wordAt(place, 'ends', ['never', 'with-first-member']) ?? 'never'
  const self = { id: id ?? '', name: name ?? id ?? 'a stack', achievement: achievement?.id }
  const path = [...outer, self]
  if (reportCycle(place, path)) return undefined
  const requires = readMember({ place, path, issuers: issuers ?? [], others, budget })
  if (place.problems.length > before || !id || !name || !achievement || !issuers || !requires) return undefined
  return { id, name, ...(description !== undefined && { description }), achievement, issuers, requires, ends }
}

/** A stack that requires itself can never be completed, however long the way round is. */
function reportCycle(place: Place, path: Scope['path']): boolean {
  const self = path.at(-1)
  const outer = path.slice(0, -1)
  const isSelf = ({ id, achievement }: (typeof path)[number]) =>
    (id !== '' && id === self?.id) || (achievement !== undefined && achievement === self?.achievement)
  const start = outer.findIndex(isSelf)
  if (start === -1) return false
  const names = path.slice(start).map(({ name }) => quoted(name))
  report(place, 'stack.cycle', `The stack requires itself: ${names.join(' requires ')}.`, {
    hint: 'Take one of these requirements out.',
  })
  return true
}

/** Held to the same schema and rules as the achievement of a badge, because it becomes one. */
function readAchievement(place: Place): StackAchievement | undefined {
  const pointer = pointerTo(place.pointer, 'achievement')
  const { achievement } = place.value
  if (achievement === undefined) {
    reportMissing(
      place,
      'achievement',
      'Add "achievement": what completing the stack earns, with id, name, description and criteria.',
    )
    return undefined
  }
  const hint = 'Write { "id": …, "name": …, "description": …, "criteria": … }.'
  const at = objectAt(place, pointer, achievement, 'the achievement of a stack', hint)
  const id = at && uriAt(at, 'id', 'Add "id": the URL of the achievement, the same in every badge.')
  if (at === undefined || id === undefined) return undefined
  const problems = problemsOfAchievement(achievementDraft(at.value, 'urn:uuid:00000000-0000-4000-8000-000000000000'))
  for (const problem of problems) {
    place.problems.push({
      ...problem,
      pointer: pointer + (problem.pointer ?? '').slice(SUBJECT_ACHIEVEMENT.length),
      ...(place.document !== undefined && { document: place.document }),
    })
  }
  return problems.length > 0 ? undefined : (at.value as unknown as StackAchievement)
}

const SUBJECT_ACHIEVEMENT = '/credentialSubject/achievement'

function problemsOfAchievement(achievement: unknown): Problem[] {
  const badge = withoutEmpty({
    '@context': [VC_V2, OB_V3P0_3_0_3],
    id: 'urn:uuid:00000000-0000-4000-8000-000000000001',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: { id: 'urn:uuid:00000000-0000-4000-8000-000000000002', type: ['Profile'] },
    validFrom: '2000-01-01T00:00:00Z',
    credentialSubject: { id: 'did:example:nobody', type: ['AchievementSubject'], achievement },
  })
  return validateCredential(badge).problems.filter(
    ({ pointer, severity }) => severity === 'error' && pointer?.startsWith(SUBJECT_ACHIEVEMENT),
  )
}

function readMember(scope: Scope): Requirement | undefined {
  const { place } = scope
  const { requires } = place.value
  if (requires === undefined) {
    reportMissing(place, 'requires', 'Add "requires": { "all": [ … ] }.')
    return undefined
  }
  return readRequirement(scope, requires, pointerTo(place.pointer, 'requires'))
}

const KINDS = ['achievement', 'all', 'choose', 'stack'] as const
const KINDS_HINT =
  'Write one of { "name": …, "achievement": … }, { "all": [ … ] }, { "choose": 1, "of": [ … ] } and { "stack": … }.'

function readRequirement(scope: Scope, value: JsonValue | undefined, pointer: string): Requirement | undefined {
  if (--scope.budget.left < 0) {
    if (scope.budget.left === -1)
      report(scope.place, 'stack.too_complex', `The stack has more than ${MAX_REQUIREMENTS} requirements.`, { pointer })
    return undefined
  }
  const place = objectAt(scope.place, pointer, value, 'a requirement', KINDS_HINT)
  if (place === undefined) return undefined
  const kinds = KINDS.filter((kind) => Object.hasOwn(place.value, kind))
  const [kind, second] = kinds
  if (kind === undefined || second !== undefined) {
    const says = kind === undefined ? 'does not say what it requires' : `has ${listed(kinds)}, which are two things`
    report(place, 'stack.requirement', `A requirement ${says}.`, { hint: KINDS_HINT })
    return undefined
  }
  if (kind === 'all') return readAll(scope, place)
  if (kind === 'choose') return readChoice(scope, place)
  if (kind === 'stack') return readNested(scope, place)
  return readOne(scope, place)
}

function readOne({ issuers, path }: Scope, place: Place): Requirement | undefined {
  const requirement = readCredentialRequirement(place, issuers)
  const own = path.find(({ achievement }) => achievement !== undefined && achievement === requirement?.achievement)
  if (own === undefined) return requirement
  report(
    place,
    'stack.cycle',
    `The requirement names the achievement that ${quoted(own.name)} earns, so the stack requires itself.`,
    { pointer: pointerTo(place.pointer, 'achievement'), hint: 'Name the achievement of a member.' },
  )
  return undefined
}

function readAll(scope: Scope, place: Place): Requirement | undefined {
  refuseOthers(place, ['name', 'all', 'inOrder'])
  const name = textAt(place, 'name')
  const inOrder = booleanAt(place, 'inOrder')
  const all = readList(scope, place, 'all')
  return all && { ...(name !== undefined && { name }), all, ...(inOrder !== undefined && { inOrder }) }
}

function readChoice(scope: Scope, place: Place): Requirement | undefined {
  refuseOthers(place, ['name', 'choose', 'of'])
  const name = textAt(place, 'name')
  const { choose } = place.value
  const of = readList(scope, place, 'of')
  if (typeof choose !== 'number' || !Number.isInteger(choose) || choose < 1) {
    const found = typeof choose === 'number' ? String(choose) : kindOf(choose)
    report(place, 'schema.type', `"choose" should be a whole number of at least 1, but is ${found}.`, {
      pointer: pointerTo(place.pointer, 'choose'),
      hint: 'Write how many of the list are needed, such as 1.',
    })
    return undefined
  }
  // As it is written: a requirement in it that is wrong is said by itself.
  const length = toArray(place.value.of).length
  if (of !== undefined && choose > length) {
    report(place, 'stack.unreachable', `The choice asks for ${choose} of a list of ${length}.`, {
      pointer: pointerTo(place.pointer, 'choose'),
      hint: `Ask for at most ${length}, or lengthen the list.`,
    })
  }
  return of && { ...(name !== undefined && { name }), choose, of }
}

function readList(scope: Scope, place: Place, name: 'all' | 'of'): readonly Requirement[] | undefined {
  const value = place.value[name]
  const pointer = pointerTo(place.pointer, name)
  if (value === undefined) {
    reportMissing(place, name, `Add "${name}": the requirements to choose from.`)
    return undefined
  }
  if (!Array.isArray(value)) {
    report(place, 'schema.type', `"${name}" should be an array of requirements, but is ${kindOf(value)}.`, {
      pointer,
      hint: 'Put them into an array: [ … ].',
    })
    return undefined
  }
  if (value.length === 0) {
    report(place, 'stack.empty', `"${name}" lists no requirement, so there is nothing to earn.`, {
      pointer,
      hint: 'Put at least one in, or take the group out.',
    })
    return undefined
  }
  return value.flatMap((item: JsonValue, index) => readRequirement(scope, item, pointerTo(pointer, index)) ?? [])
}

function readNested(scope: Scope, place: Place): Requirement | undefined {
  refuseOthers(place, ['name', 'stack'])
  const name = textAt(place, 'name')
  const value = place.value.stack
  const pointer = pointerTo(place.pointer, 'stack')
  const within = { ...scope, place }
  if (typeof value === 'string') {
    const stack = readNamed(within, value, pointer)
    return stack && { ...(name !== undefined && { name }), stack }
  }
  const at = objectAt(place, pointer, value, 'a stack', 'Write the id of a stack, or its whole definition.')
  const stack = at && readStack({ ...within, place: at })
  return stack && { ...(name !== undefined && { name }), stack }
}

function readNamed(scope: Scope, id: string, pointer: string): Stack | undefined {
  const { place, path, others } = scope
  if (path.some((outer) => outer.id === id)) {
    const names = path.slice(path.findIndex((outer) => outer.id === id)).map(({ name }) => quoted(name))
    report(place, 'stack.cycle', `The stack requires itself: ${[...names, names[0]].join(' requires ')}.`, {
      pointer,
      hint: 'Take one of these requirements out.',
    })
    return undefined
  }
  const value = others.get(id)
  if (value === undefined) {
    report(place, 'stack.unknown', `There is no definition of the stack ${quoted(id)}.`, {
      pointer,
      hint: 'Pass it: defineStack(value, { stacks: [ … ] }); or write the whole definition here.',
    })
    return undefined
  }
  const { problems } = place
  return readStack({ ...scope, place: { value, pointer: '', what: 'a stack', document: id, problems } })
}
