import { base64urlDecode, utf8Encode } from '../encoding.ts'
import { openBadgesError } from '../errors.ts'
import { checkTextSize } from './carrier.ts'

/** A credential as it goes into a picture. */
export interface CredentialText {
  readonly format: 'json' | 'jws'
  readonly text: string
  /** UTF-8 of the text. */
  readonly bytes: Uint8Array
}

/** Text of a credential: compact JWS, or JSON with an object at its root. White space around it is dropped. */
export function credentialText(credential: object | string): CredentialText {
  const text = typeof credential === 'string' ? credential.trim() : stringify(credential)
  const format = formatOf(text)
  if (format === undefined) {
    throw openBadgesError('credential.type', 'What should be baked is neither a JSON object nor a compact JWS.', {
      hint: 'Pass the signed credential as issueCredential or signCredential returns it.',
      section: 'Open Badges 3.0, 5.3 Baked Badge',
    })
  }
  // Half a surrogate pair has no UTF-8; it would come out of the picture as another character and break the signature.
  if (/\p{Surrogate}/u.test(text)) {
    throw openBadgesError('json.ill_formed_string', 'The credential holds half of a surrogate pair.', {
      hint: 'A text was probably cut in the middle of an emoji; sign the badge again with the whole text.',
    })
  }
  const bytes = utf8Encode(text)
  checkTextSize(bytes.length)
  return { format, text, bytes }
}

function stringify(credential: object): string {
  if (typeof credential !== 'object' || credential === null) {
    throw new TypeError('credential must be a signed credential, its JSON text, or a compact JWS')
  }
  if ('then' in credential) throw new TypeError('credential is a promise: await it before it is baked')
  if (ArrayBuffer.isView(credential) || credential instanceof ArrayBuffer) {
    throw new TypeError('credential is bytes: decode them to text before they are baked')
  }
  return JSON.stringify(credential) ?? ''
}

function formatOf(text: string): CredentialText['format'] | undefined {
  if (isJsonObject(text)) return 'json'
  return isCompactJws(text) ? 'jws' : undefined
}

/** Three parts of base64url, the first of them a JSON object that names an algorithm (RFC 7515 §3.1, §4.1.1). */
function isCompactJws(text: string): boolean {
  const header = /^([\w-]+)\.[\w-]+\.[\w-]+$/.exec(text)?.[1]
  const bytes = header === undefined ? undefined : base64urlDecode(header)
  if (bytes === undefined) return false
  const value = parseJson(new TextDecoder().decode(bytes))
  return isObject(value) && 'alg' in value && typeof value.alg === 'string'
}

function isJsonObject(text: string): boolean {
  return text.startsWith('{') && isObject(parseJson(text))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
