import { type OpenBadgesError, openBadgesError, type Problem } from '../errors.ts'
import { assertAwaited, assertKnownOptions } from '../known-options.ts'
import { STRIPPED_HINT } from './carrier.ts'
import { credentialText } from './credential-text.ts'
import { bakePng, readPng } from './png.ts'
import { type ImageType, sniffImage } from './sniff.ts'
import { bakeSvg, readSvg } from './svg.ts'

export { type ImageType, sniffImage } from './sniff.ts'

export interface BakeOptions {
  /** Puts the credential in place of every one that the picture holds already. Default: false. */
  readonly replace?: boolean | undefined
}

/** What came out of a baked picture. */
export interface Baked {
  /** JSON or a compact JWS; nobody has checked yet which, or whether it is a badge. */
  readonly text: string
  readonly carrier: 'png' | 'svg'
  /** Notes: `image.carrier` where it was found under the keyword or namespace of another version. */
  readonly problems: readonly Problem[]
}

/**
 * Puts a credential into a PNG or SVG picture (Open Badges 3.0, 5.3 "Baked Badge"). Pixels, all other PNG chunks and
 * all other bytes of the SVG stay as they were.
 *
 * @param image - PNG or SVG bytes; not modified.
 * @param credential - A signed credential, its JSON text, or a compact JWS (VC-JWT); at most 1 MiB as UTF-8. Texts go
 *   in as they are, without white space around them (in SVG with line feeds for carriage returns).
 * @param options - `replace` puts it in place of every credential that the picture holds already, those of Open Badges
 *   2.0 and CLR 2.0 included.
 * @returns New image bytes.
 * @throws TypeError where an argument is not what it must be.
 * @throws {@link OpenBadgesError} `image.unknown` when the bytes are neither PNG nor SVG in UTF-8,
 *   `image.already_baked` when the picture holds a credential and `replace` is not set, `credential.type` when the text
 *   is neither a JSON object nor a compact JWS, `json.ill_formed_string`, `limit.size`, `limit.depth`, `limit.values`,
 *   and where the picture is damaged `png.signature`, `png.truncated`, `png.chunk_length`, `svg.doctype`,
 *   `svg.malformed` or `json.encoding`.
 *
 * @example
 * const badge = await issueCredential(input, issuer)
 * await writeFile('rubric-design.png', bake(await readFile('unbaked.png'), badge))
 */
export function bake(image: Uint8Array, credential: object | string, options: BakeOptions = {}): Uint8Array {
  assertKnownOptions(options, ['replace'])
  assertAwaited(credential, 'credential')
  const type = typeOf(image, 'Convert it to PNG or SVG.')
  const text = credentialText(credential)
  const replace = options.replace ?? false
  return type === 'png' ? bakePng(image, text.bytes, replace) : bakeSvg(image, text, replace)
}

/**
 * Takes the credential out of a baked PNG or SVG picture (Open Badges 3.0, 5.3 "Baked Badge"). Nothing is verified:
 * pass the picture to `verifyCredential` for that. Badges under the keyword or namespace of Open Badges 2.0 and CLR 2.0
 * are found too.
 *
 * @param image - PNG or SVG bytes; not modified.
 * @returns JSON or a compact JWS, as it stands in the picture.
 * @throws TypeError where `image` is not bytes.
 * @throws {@link OpenBadgesError} `image.unknown` when the bytes are neither PNG nor SVG in UTF-8, `png.no_credential`
 *   and `svg.no_credential` when there is no badge in the picture, `png.multiple_credentials` and
 *   `svg.multiple_credentials`, `json.encoding`, `limit.size`, `limit.depth`, `limit.values`, and where the picture is
 *   damaged `png.signature`, `png.truncated`, `png.chunk_length`, `png.crc`, `png.itxt`, `svg.doctype` or
 *   `svg.malformed`.
 *
 * @example
 * const credential = JSON.parse(unbake(await readFile('rubric-design.png')))
 */
export function unbake(image: Uint8Array): string {
  return readBaked(image).text
}

/** Like `unbake`, with where the text was found. */
export function readBaked(image: Uint8Array): Baked {
  const carrier = typeOf(image, STRIPPED_HINT)
  const { text, problems } = carrier === 'png' ? readPng(image) : readSvg(image)
  return { text, carrier, problems }
}

/** @param hint - What to do about a picture of another kind. */
function typeOf(image: Uint8Array, hint: string): 'png' | 'svg' {
  assertAwaited(image, 'image')
  // By tag instead of instanceof, which says no to the Uint8Array of another realm (a test runner's, a frame's).
  if (Object.prototype.toString.call(image) !== '[object Uint8Array]') {
    throw new TypeError('image must be a Uint8Array with the bytes of a PNG or SVG picture')
  }
  const type = sniffImage(image)
  if (type === 'png' || type === 'svg') return type
  throw unknownImage(image, type, hint)
}

const OTHER_TYPES = { jpeg: 'a JPEG picture', gif: 'a GIF picture', webp: 'a WebP picture', pdf: 'a PDF' } as const

function unknownImage(
  image: Uint8Array,
  type: Exclude<ImageType, 'png' | 'svg'> | undefined,
  hint: string,
): OpenBadgesError {
  if (image.length === 0) {
    return openBadgesError('image.unknown', 'The file is empty.', {
      hint: 'Send it again, or ask for the original file.',
    })
  }
  if (type === undefined) {
    return openBadgesError('image.unknown', 'The bytes are neither a PNG nor an SVG picture.', {
      hint: 'Badges are baked into PNG and SVG pictures only.',
    })
  }
  return openBadgesError('image.unknown', `This is ${OTHER_TYPES[type]}; badges are baked into PNG and SVG only.`, {
    hint,
  })
}
