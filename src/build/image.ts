import { sniffImage } from '../bake/sniff.ts'
import { base64urlEncode } from '../encoding.ts'
import { openBadgesError } from '../errors.ts'
import { isObject } from '../json.ts'

const MEDIA_TYPES = {
  png: 'image/png',
  svg: 'image/svg+xml',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
} as const

/** An Image from a URL, a data URI or bytes, with or without a caption. Anything else is passed on for validation. */
export function buildImage(input: unknown): unknown {
  if (typeof input === 'string' || input instanceof Uint8Array) return { id: imageId(input), type: 'Image' }
  if (!isObject(input)) return input
  const { id, type = 'Image', ...rest }: Record<string, unknown> = input
  return { id: imageId(id), type, ...rest }
}

function imageId(id: unknown): unknown {
  if (!(id instanceof Uint8Array)) return id
  const kind = sniffImage(id)
  if (kind === undefined || kind === 'pdf') {
    throw openBadgesError('image.unknown', 'The bytes of an image are none of PNG, SVG, JPEG, GIF and WebP.', {
      hint: 'Give PNG or SVG bytes, or the URL of the picture.',
    })
  }
  return `data:${MEDIA_TYPES[kind]};base64,${base64(id)}`
}

/** base64 with padding, as data URIs have it (RFC 2397). */
function base64(bytes: Uint8Array): string {
  const text = base64urlEncode(bytes).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}
