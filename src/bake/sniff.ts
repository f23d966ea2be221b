export type ImageType = 'png' | 'svg' | 'jpeg' | 'gif' | 'webp' | 'pdf'

/** How far into a file the root element of an SVG is looked for. */
const PROLOG_BYTES = 65_536

/**
 * What kind of picture the bytes are, by their first bytes. `svg` means XML whose root element is called svg; whether
 * it is well-formed is not asked.
 */
export function sniffImage(bytes: Uint8Array): ImageType | undefined {
  // Half of the signature is enough: a file whose line ends were converted is still a PNG, and is told so by name.
  if (startsWith(bytes, '\x89PNG')) return 'png'
  if (startsWith(bytes, '\xff\xd8\xff')) return 'jpeg'
  if (startsWith(bytes, 'GIF8')) return 'gif'
  if (startsWith(bytes, 'RIFF') && startsWith(bytes.subarray(8), 'WEBP')) return 'webp'
  if (startsWith(bytes, '%PDF-')) return 'pdf'
  return isSvg(bytes) ? 'svg' : undefined
}

/** The UTF-16 encoding that the bytes of an XML file begin in (XML 1.0, Appendix F), or undefined. */
export function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (startsWith(bytes, '\xff\xfe') || startsWith(bytes, '<\0')) return 'utf-16le'
  if (startsWith(bytes, '\xfe\xff') || startsWith(bytes, '\0<')) return 'utf-16be'
  return undefined
}

function isSvg(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder(utf16Of(bytes) ?? 'utf-8')
  const text = skipProlog(decoder.decode(bytes.subarray(0, PROLOG_BYTES)))
  // A document type of any name can stand before an svg element; only HTML pages are known not to be pictures.
  if (/^<!doctype\s/i.test(text)) return /^<!doctype\s+svg\b/i.test(text) || (!isHtml(text) && text.includes('<svg'))
  return /^<(?:[^\s<>/:]+:)?svg(?:[\s/>]|$)/.test(text)
}

function isHtml(text: string): boolean {
  return /^<!doctype\s+html\b/i.test(text)
}

/** Leaves out white space, comments, processing instructions and the XML declaration. */
function skipProlog(text: string): string {
  let rest = text.trimStart()
  for (;;) {
    const end = rest.startsWith('<!--') ? endOf(rest, '-->') : rest.startsWith('<?') ? endOf(rest, '?>') : 0
    if (end === 0) return rest
    rest = rest.slice(end).trimStart()
  }
}

function endOf(text: string, terminator: string): number {
  const at = text.indexOf(terminator)
  return at === -1 ? text.length : at + terminator.length
}

function startsWith(bytes: Uint8Array, latin1: string): boolean {
  if (bytes.length < latin1.length) return false
  for (let i = 0; i < latin1.length; i++) if (bytes[i] !== latin1.charCodeAt(i)) return false
  return true
}
