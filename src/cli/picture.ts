import { bake, sniffImage } from '../bake/index.ts'
import { OpenBadgesError } from '../errors.ts'
import type { SignedCredential } from '../types.ts'
import { badData } from './refusal.ts'

/**
 * Bakes, and says in words of the command line why a picture cannot be taken.
 *
 * @param choices - `replace`: whether a badge in the picture makes room; `instead`: what the person can do otherwise.
 * @throws Refusal 65 for a picture of another kind, and for one that holds a badge already.
 */
export function bakeInto(
  name: string,
  image: Uint8Array,
  badge: SignedCredential | string,
  { replace, instead }: { readonly replace: boolean; readonly instead: string },
): Uint8Array {
  try {
    return bake(image, badge, { replace })
  } catch (error) {
    if (!(error instanceof OpenBadgesError)) throw error
    const [{ message }] = error.problems
    if (error.code === 'image.already_baked') throw badData(`${name}: ${message} ${instead}`)
    const type = sniffImage(image)
    if (error.code === 'image.unknown' && type !== undefined)
      throw badData(`${name}: ${message} Convert it to PNG or SVG.`)
    throw error
  }
}
