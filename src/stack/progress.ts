import type { Problem } from '../errors.ts'
import { pointerTo } from '../json.ts'
import type { Award } from '../members/facts.ts'
import type { Verdict } from '../report.ts'
import { isAll, isChoice, isStack, type Requirement } from './definition.ts'

/** How far somebody is with a stack. Plain JSON. */
export interface StackProgress {
  readonly stack: { readonly id: string; readonly name: string }
  /** `undecided`: with what could not be decided it would be complete, without it it is not. */
  readonly status: 'complete' | 'undecided' | 'incomplete'
  /** Places that are filled, of those that the combination which comes furthest has. */
  readonly satisfied: number
  readonly needed: number
  readonly requires: RequirementProgress
  /** What became of each credential that was presented, in that order; those of a learner record follow it. */
  readonly presented: readonly PresentedProgress[]
  /** Why credentials do not count, or only may. */
  readonly problems: readonly Problem[]
  /** Every URL without which something stayed undecided. */
  readonly needs: readonly string[]
  /** The moment that was judged by. */
  readonly checkedAt: string
}

/** `not-needed`: the choice that it belongs to is made otherwise. */
export type RequirementState = 'satisfied' | 'undecided' | 'missing' | 'not-needed'

export interface RequirementProgress {
  /** JSON Pointer into the definition. */
  readonly pointer: string
  readonly kind: 'credential' | 'all' | 'choice' | 'stack'
  readonly name?: string
  readonly state: RequirementState
  /** The credential that fills it; of a stack, its own credential. */
  readonly by?: CredentialReference
  /** Credentials for this achievement that do not fill it, and why. */
  readonly refused?: readonly RefusedCredential[]
  /** How many of a choice are needed. */
  readonly choose?: number
  readonly of?: readonly RequirementProgress[]
}

/** One of those that were presented. */
export interface CredentialReference extends Award {
  /** Its place among what was presented. */
  readonly index: number
  /** Where it stands in the learner record that was presented. */
  readonly pointer?: string
}

export interface RefusedCredential extends CredentialReference {
  readonly problems: readonly Problem[]
}

export interface PresentedProgress extends CredentialReference {
  readonly verdict: Verdict
  readonly counts: 'yes' | 'maybe' | 'no'
  /** Pointer of the requirement that it fills, or would fill. */
  readonly for?: string
  /** Why it does not count, or only may. */
  readonly problems: readonly Problem[]
}

/** What is known of the places of a stack, by pointer. */
export interface PlaceProgress {
  readonly by: CredentialReference
  readonly isSure: boolean
}

/** Carries what is known of the places up the tree of the definition. */
export function requirementProgress(
  requirement: Requirement,
  pointer: string,
  placeAt: (pointer: string) => PlaceProgress | undefined,
  refusedAt: (pointer: string) => readonly RefusedCredential[],
): RequirementProgress {
  const name = isStack(requirement) ? (requirement.name ?? requirement.stack.name) : requirement.name
  const named = { pointer, ...(name !== undefined && { name }) }
  const below = (part: Requirement, at: string) => requirementProgress(part, at, placeAt, refusedAt)
  if (isAll(requirement)) {
    const of = requirement.all.map((part, index) => below(part, pointerTo(`${pointer}/all`, index)))
    return { ...named, kind: 'all', state: stateOf(of, of.length), of }
  }
  if (isChoice(requirement)) {
    const of = requirement.of.map((part, index) => below(part, pointerTo(`${pointer}/of`, index)))
    const state = stateOf(of, requirement.choose)
    const shown = state === 'missing' ? of : of.map(leaveOutWhatIsMissing)
    return { ...named, kind: 'choice', state, choose: requirement.choose, of: shown }
  }
  const place = placeAt(pointer)
  const own = place && (place.isSure ? 'satisfied' : 'undecided')
  const refused = place === undefined ? refusedAt(pointer) : []
  const filled = { ...(place && { by: place.by }), ...(refused.length > 0 && { refused }) }
  if (!isStack(requirement)) return { ...named, kind: 'credential', state: own ?? 'missing', ...filled }
  const members = below(requirement.stack.requires, `${pointer}/stack/requires`)
  const shown = own === undefined ? members : leaveOut(members)
  return { ...named, kind: 'stack', state: own ?? members.state, ...filled, of: [shown] }
}

function stateOf(parts: readonly RequirementProgress[], needed: number): RequirementState {
  const satisfied = parts.filter(({ state }) => state === 'satisfied').length
  const undecided = parts.filter(({ state }) => state === 'undecided').length
  if (satisfied >= needed) return 'satisfied'
  return satisfied + undecided >= needed ? 'undecided' : 'missing'
}

function leaveOutWhatIsMissing(part: RequirementProgress): RequirementProgress {
  return part.state === 'missing' ? leaveOut(part) : part
}

function leaveOut(part: RequirementProgress): RequirementProgress {
  return { ...part, state: 'not-needed', ...(part.of && { of: part.of.map(leaveOut) }) }
}

/** A requirement and all below it, in the order of the definition. */
export function flatten(progress: RequirementProgress): RequirementProgress[] {
  return [progress, ...(progress.of ?? []).flatMap(flatten)]
}
