import { base58, base64urlnopad, hex } from '@scure/base'
import { openBadgesError } from './errors.ts'

const strictUtf8 = { fatal: true, ignoreBOM: true } as const

/** UTF-8 bytes of a text. */
export function utf8Encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Text of UTF-8 bytes, nothing replaced. Throws `json.encoding` where the bytes are not UTF-8. */
export function utf8Decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', strictUtf8).decode(bytes)
  } catch {
    throw openBadgesError('json.encoding', 'The bytes are not well-formed UTF-8.')
  }
}

export function hexEncode(bytes: Uint8Array): string {
  return hex.encode(bytes)
}

/** base64url without padding (RFC 4648 §5). */
export function base64urlEncode(bytes: Uint8Array): string {
  return base64urlnopad.encode(bytes)
}

/** Bytes of base64url without padding, or undefined where the text does not encode back to itself. */
export function base64urlDecode(text: string): Uint8Array | undefined {
  const bytes = decodeOrNothing(base64urlnopad, text)
  return bytes && base64urlnopad.encode(bytes) === text ? bytes : undefined
}

/** base58btc (the Bitcoin alphabet), without a multibase prefix. */
export function base58Encode(bytes: Uint8Array): string {
  return base58.encode(bytes)
}

/** Bytes of base58btc, or undefined where the text is none. No two texts have the same bytes. */
export function base58Decode(text: string): Uint8Array | undefined {
  return decodeOrNothing(base58, text)
}

/** Multibase with prefix `z` (base58btc) or `u` (base64url without padding): the two that the VC specifications use. */
export function multibaseEncode(base: 'z' | 'u', bytes: Uint8Array): string {
  return base + (base === 'z' ? base58.encode(bytes) : base64urlnopad.encode(bytes))
}

/** Bytes of a multibase text of base `z` or `u`, or undefined where it is neither or not canonical. */
export function multibaseDecode(text: string): Uint8Array | undefined {
  if (text.startsWith('z')) return base58Decode(text.slice(1))
  if (text.startsWith('u')) return base64urlDecode(text.slice(1))
  return undefined
}

function decodeOrNothing(coder: typeof base58, text: string): Uint8Array | undefined {
  try {
    return coder.decode(text)
  } catch {
    return undefined
  }
}
