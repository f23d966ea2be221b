import { utf8Decode, utf8Encode } from '../encoding.ts'
import { createProblem, type OpenBadgesError, openBadgesError, type Problem } from '../errors.ts'
import { alreadyBaked, type Carried, candidatesOf, checkTextSize, STRIPPED_HINT, VERSION_NAMES } from './carrier.ts'
import type { CredentialText } from './credential-text.ts'
import { utf16Of } from './sniff.ts'
import { OB3_NAMESPACE, type SvgCredential, type SvgRoot, scanSvg } from './svg-scan.ts'

const MAX_BYTES = 8_388_608
/** Encodings in which bytes below 128 mean the same as in UTF-8. */
const ASCII_SUPERSET = /^(?:us-ascii|iso-8859-\d{1,2}|windows-125\d)$/i
const SECTION = 'Open Badges 3.0, 5.3.2 SVG'

interface Markup {
  readonly text: string
  /** The declared encoding is not UTF-8, so nothing but ASCII can be in the file. */
  readonly isAscii: boolean
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly insert: string
}

/** The credential in an SVG. */
export function readSvg(image: Uint8Array): Carried {
  const candidates = candidatesOf(scanSvg(decode(image).text).credentials)
  const [credential] = candidates
  if (credential === undefined) throw noCredential('The SVG holds no badge.')
  if (candidates.length > 1) throw severalCredentials(`The SVG holds ${candidates.length} badges instead of one.`)
  const text = textOf(credential)
  checkTextSize(utf8Encode(text).length)
  return { text, problems: carrierNotes(credential) }
}

/** A new SVG with the credential in it; every other byte stays as it was. */
export function bakeSvg(image: Uint8Array, credential: CredentialText, replace: boolean): Uint8Array {
  const markup = decode(image)
  const { root, credentials } = scanSvg(markup.text)
  if (credentials.length > 0 && !replace) throw alreadyBaked()
  const element = writeElement(credential, root, markup.isAscii)
  const edits = [...insertions(root, element), ...removals(credentials)]
  const baked = utf8Encode(applyEdits(markup.text, edits))
  checkSize(baked)
  return baked
}

function decode(image: Uint8Array): Markup {
  checkSize(image)
  if (utf16Of(image) !== undefined) throw unreadableEncoding('UTF-16')
  const encoding = declaredEncoding(image)
  const isAscii = encoding !== undefined && !/^utf-?8$/i.test(encoding)
  if (isAscii && !(ASCII_SUPERSET.test(encoding) && image.every((byte) => byte < 0x80))) {
    throw unreadableEncoding(encoding)
  }
  return { text: utf8Decode(image), isAscii }
}

/** The encoding that the XML declaration names (XML 1.0 §4.3.3). */
function declaredEncoding(image: Uint8Array): string | undefined {
  const start = new TextDecoder().decode(image.subarray(0, 512))
  // Where there is none, any text that names no encoding says the same.
  const declaration = start.startsWith('<?xml') ? start.slice(0, start.indexOf('?>') + 1) : ''
  return /\sencoding\s*=\s*["']([\w.-]*)["']/.exec(declaration)?.[1]
}

function textOf({ version, verify, content, hasElements }: SvgCredential): string {
  if (hasElements) {
    throw openBadgesError('svg.malformed', 'The element of the SVG that should hold the badge holds other elements.', {
      hint: 'The file was edited by hand or by a program. Ask for the original file.',
      section: SECTION,
    })
  }
  const signed = verify.trim()
  const body = content.trim()
  if (signed === '' && body === '') throw noCredential('The element of the SVG that should hold the badge is empty.')
  if (signed === '' || body === '' || signed === body) return signed || body
  // Open Badges 2.0 has both by design: the assertion in the body, and where or how it is verified in the attribute.
  if (version === 'ob2') return signed.startsWith('http') ? body : signed
  throw severalCredentials('The SVG holds one badge in the attribute verify and another one beside it.')
}

function carrierNotes({ version, namespace }: SvgCredential): Problem[] {
  if (version === 'ob3') return []
  const message = `The badge stands under the XML namespace ${namespace}, which belongs to ${VERSION_NAMES[version]}.`
  const hint = `Some readers will not find it. In Open Badges 3.0 it belongs under ${OB3_NAMESPACE}.`
  return [createProblem('image.carrier', message, { hint, section: SECTION })]
}

function writeElement(credential: CredentialText, root: SvgRoot, isAscii: boolean): string {
  // Where the root has given the prefix away, the element binds it for itself: programs look for this very name.
  const isTaken = root.openbadges !== undefined && root.openbadges !== OB3_NAMESPACE
  const binding = isTaken ? ` xmlns:openbadges="${OB3_NAMESPACE}"` : ''
  const attributes = credential.format === 'jws' ? `${binding} verify="${credential.text}"` : binding
  const content = credential.format === 'jws' ? '' : cdata(xmlSafeJson(credential.text, isAscii))
  return `<openbadges:credential${attributes}>${content}</openbadges:credential>`
}

/** A CDATA section cannot hold its own end, so that is split over two (XML 1.0 §2.7). */
function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}

/**
 * JSON that XML gives back as it is. XML knows neither U+FFFE nor U+FFFF (§2.2), and JSON can have them only inside
 * strings, where they can be escaped. Carriage returns, in JSON only ever white space, become line feeds anyway (§2.11).
 */
function xmlSafeJson(json: string, isAscii: boolean): string {
  const unsafe = isAscii ? /[^\n\t -~]/g : /[\ufffe\uffff]/g
  const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return json.replace(/\r\n?/g, '\n').replace(unsafe, escapeUnit)
}

function insertions(root: SvgRoot, element: string): Edit[] {
  const { name, nameEnd, openEnd, isSelfClosing, openbadges } = root
  const binding = openbadges === undefined ? ` xmlns:openbadges="${OB3_NAMESPACE}"` : ''
  const child = isSelfClosing
    ? { start: openEnd - 2, end: openEnd, insert: `>${element}</${name}>` }
    : { start: openEnd, end: openEnd, insert: element }
  return [{ start: nameEnd, end: nameEnd, insert: binding }, child]
}

function removals(credentials: readonly SvgCredential[]): Edit[] {
  const edits: Edit[] = []
  let end = 0
  for (const credential of credentials) {
    // One inside another goes with it.
    if (credential.start < end) continue
    end = credential.end
    edits.push({ start: credential.start, end, insert: '' })
  }
  return edits
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = ''
  let offset = 0
  for (const { start, end, insert } of edits) {
    result += text.slice(offset, start) + insert
    offset = end
  }
  return result + text.slice(offset)
}

function checkSize(image: Uint8Array): void {
  if (image.length <= MAX_BYTES) return
  throw openBadgesError('limit.size', `The SVG is ${image.length} bytes long; at most ${MAX_BYTES} are read.`, {
    hint: 'Pictures embedded in an SVG are usually what makes it large; make them smaller, or use PNG.',
  })
}

function noCredential(message: string): OpenBadgesError {
  return openBadgesError('svg.no_credential', message, { hint: STRIPPED_HINT, section: SECTION })
}

function severalCredentials(message: string): OpenBadgesError {
  return openBadgesError('svg.multiple_credentials', message, {
    hint: 'Two readers could see two badges. Ask the issuer for a picture with one.',
    section: SECTION,
  })
}

/** Undecided, not malformed: another reader may know the encoding. */
function unreadableEncoding(encoding: string): OpenBadgesError {
  return openBadgesError('image.unknown', `The SVG is encoded in ${encoding}; only UTF-8 is read.`, {
    hint: 'Save the picture as UTF-8 before the badge is baked. From an SVG that is baked already, ask for the JSON of the badge.',
  })
}
