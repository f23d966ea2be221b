import { type OpenBadgesError, openBadgesError, type Problem } from '../errors.ts'

/** What a picture carries, before anybody has looked at what it says. */
export interface Carried {
  readonly text: string
  /** Notes (`image.carrier`) on a keyword or namespace of another version. */
  readonly problems: readonly Problem[]
}

/**
 * Whose keyword or namespace it is. `ob3-other`: right in kind, but not as the specification writes it, as some
 * issuers do.
 */
export type CarrierVersion = 'ob3' | 'ob3-other' | 'ob2' | 'clr2'

export const VERSION_NAMES: Readonly<Record<CarrierVersion, string>> = {
  ob3: 'Open Badges 3.0',
  'ob3-other': 'no version',
  ob2: 'Open Badges 2.0',
  clr2: 'Comprehensive Learner Record 2.0',
}

/** A badge is at most 1 MiB of JSON or JWT, so more is neither read from a picture nor put into one. */
export const MAX_TEXT_BYTES = 1_048_576

export const STRIPPED_HINT =
  'Phones, chat apps and websites often strip badge data from pictures. Ask for the original file, a link to the badge, or its JSON.'

/**
 * Those that compete for being the badge: what stands under the exact keyword or namespace of Open Badges 3.0, and
 * only where there is none of it, the others. A picture may carry its Open Badges 2.0 predecessor beside the badge.
 */
export function candidatesOf<T extends { readonly version: CarrierVersion }>(found: readonly T[]): readonly T[] {
  const exact = found.filter(({ version }) => version === 'ob3')
  return exact.length > 0 ? exact : found
}

export function alreadyBaked(): OpenBadgesError {
  return openBadgesError('image.already_baked', 'The picture holds a badge already.', {
    hint: 'Start from the picture without a badge, or pass { replace: true } to put the new badge in place of the old one.',
    section: 'Open Badges 3.0, 5.3 Baked Badge',
  })
}

export function checkTextSize(byteLength: number): void {
  if (byteLength <= MAX_TEXT_BYTES) return
  throw openBadgesError('limit.size', `The badge is ${byteLength} bytes long; at most ${MAX_TEXT_BYTES} are read.`, {
    hint: 'Images inside a badge are usually what makes it large; link to them instead.',
  })
}
