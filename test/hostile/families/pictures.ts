import { deflateSync } from 'node:zlib'
import type { ErrorCode } from '../../../src/codes.ts'
import {
  bytesOf,
  chunkBytes,
  END,
  HEADER,
  IMAGE_DATA,
  internationalText,
  latinText,
  type PngChunk,
  pngOf,
  pngWith,
} from '../../support/images.ts'
import { elementWithJson, type Fault, type Form, OB3_NAMESPACE, svgWith, type Work } from '../forge.ts'
import type { Random } from '../random.ts'

const PNG: readonly Form[] = [
  { securing: 'rdfc', carrier: 'png' },
  { securing: 'jcs', carrier: 'png' },
  { securing: 'EdDSA', carrier: 'png' },
]
const SVG: readonly Form[] = [
  { securing: 'rdfc', carrier: 'svg' },
  { securing: 'jcs', carrier: 'svg' },
]
const KEYWORD = 'openbadgecredential'

/** The text of the badge that is in a picture. */
function png(name: string, code: ErrorCode, make: (text: string, work: Work) => Uint8Array, forms = PNG): Fault {
  let kept = ''
  return {
    name,
    code,
    forms,
    text: (text) => {
      kept = text
      return text
    },
    bytes: (_, work) => make(kept, work),
  }
}

const badge = (text: string): PngChunk => internationalText(KEYWORD, text)

/** An iTXt chunk with whatever behind its keyword. */
function raw(...parts: (string | readonly number[] | Uint8Array)[]): PngChunk {
  return {
    type: 'iTXt',
    data: Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...bytesOf(part)] : [...part]))),
  }
}

export const PNG_FAULTS: readonly Fault[] = [
  png('two badges', 'png.multiple_credentials', (text) => pngWith(badge(text), badge(text))),
  png('a badge and another one of the keyword in Latin-1', 'png.multiple_credentials', (text) =>
    pngWith(badge(text), latinText(KEYWORD, '{}')),
  ),
  png('a badge before and one after the pixels', 'png.multiple_credentials', (text) =>
    pngOf([HEADER, badge(text), IMAGE_DATA, badge('{}'), END]),
  ),
  png('no badge', 'png.no_credential', () => pngWith()),
  png('a badge after the end', 'png.no_credential', (text) => Uint8Array.of(...pngWith(), ...chunkBytes(badge(text)))),
  png('a badge under another keyword', 'png.no_credential', (text) => pngWith(internationalText('badge', text))),
  png('a badge under the keyword in capitals', 'png.no_credential', (text) =>
    pngWith(internationalText('OpenBadgeCredential', text)),
  ),
  png('a wrong checksum', 'png.crc', (text, { random }) => {
    const chunk = chunkBytes(badge(text))
    const where = chunk.length - 1 - random.below(4)
    chunk[where] = (chunk[where] ?? 0) ^ (1 << random.below(8))
    return assembled(chunk)
  }),
  png('a letter changed in the chunk', 'png.crc', (text, { random }) => {
    const chunk = chunkBytes(badge(text))
    const where = 40 + random.below(chunk.length - 60)
    chunk[where] = (chunk[where] ?? 0) ^ 1
    return assembled(chunk)
  }),
  png('a compressed chunk', 'png.itxt', (text) => pngWith(raw(KEYWORD, [0, 1, 0, 0, 0], deflateSync(text)))),
  png('a compression flag of two', 'png.itxt', (text) => pngWith(raw(KEYWORD, [0, 2, 0, 0, 0], text))),
  png('a chunk without its ends of strings', 'png.itxt', (text) => pngWith(raw(KEYWORD, [0, 0, 0], text))),
  png('a badge in a compressed Latin-1 chunk', 'png.itxt', (text) =>
    pngWith({ type: 'zTXt', data: Uint8Array.of(...bytesOf(KEYWORD), 0, 0, ...deflateSync(text)) }),
  ),
  png('a badge that is no UTF-8', 'json.encoding', (text) => pngWith(raw(KEYWORD, [0, 0, 0, 0, 0], text, [0xff]))),
  png('cut short', 'png.truncated', (text, { random }) => {
    const whole = pngWith(badge(text))
    return whole.subarray(0, 8 + random.below(whole.length - 9))
  }),
  png('a length beyond the end', 'png.chunk_length', (text) => withLength(badge(text), 0x00ffffff)),
  png('a length of two to the thirty-first', 'png.chunk_length', (text) => withLength(badge(text), 0x80000000)),
  png('a length of all ones', 'png.chunk_length', (text) => withLength(badge(text), 0xffffffff)),
  png('a chunk of a type that is none', 'png.chunk_length', (text) =>
    pngWith({ type: '1234', data: new Uint8Array(4) }, badge(text)),
  ),
  png(
    'more than 10000 chunks',
    'png.chunk_length',
    (text) => {
      const empty = chunkBytes({ type: 'eXIf', data: new Uint8Array() })
      const many = new Uint8Array(empty.length * 10_001)
      for (let index = 0; index < 10_001; index++) many.set(empty, index * empty.length)
      return assembled(many, chunkBytes(badge(text)))
    },
    PNG.slice(0, 1),
  ),
  png('a header that is not the first', 'png.signature', (text) => pngOf([badge(text), HEADER, IMAGE_DATA, END])),
  png('line ends that were converted', 'png.signature', (text) => {
    const whole = pngWith(badge(text)).slice()
    whole[4] = 0x0a
    return whole
  }),
  png('an older badge alone', 'credential.type', () =>
    pngWith(internationalText('openbadges', '{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}')),
  ),
]

function assembled(...chunks: readonly Uint8Array[]): Uint8Array {
  const [start, end] = [pngOf([HEADER]), [IMAGE_DATA, END].map(chunkBytes)]
  return new Uint8Array(Buffer.concat([start, ...chunks, ...end]))
}

function withLength(chunk: PngChunk, length: number): Uint8Array {
  const bytes = chunkBytes(chunk)
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, length)
  return assembled(bytes)
}

function svg(name: string, code: ErrorCode, make: (json: string, random: Random) => string, forms = SVG): Fault {
  let kept = ''
  return {
    name,
    code,
    forms,
    text: (text) => {
      kept = text
      return text
    },
    bytes: (_, { random }) => bytesOf(make(kept, random)),
  }
}

const ENTITIES = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

export const SVG_FAULTS: readonly Fault[] = [
  svg('two badges', 'svg.multiple_credentials', (json) => svgWith(elementWithJson(json) + elementWithJson(json))),
  svg('a badge in a badge', 'svg.malformed', (json) =>
    svgWith(`<openbadges:credential>${elementWithJson(json)}</openbadges:credential>`)
      .replace('<openbadges:credential><openbadges:credential>', '<openbadges:credential><g/>')
      .replace('</openbadges:credential></openbadges:credential>', '</openbadges:credential>'),
  ),
  svg('one badge in the attribute and another beside it', 'svg.multiple_credentials', (json) =>
    svgWith(
      elementWithJson(json).replace(
        '<openbadges:credential>',
        '<openbadges:credential verify="eyJhbGciOiJFZERTQSJ9.e30.c2ln">',
      ),
    ),
  ),
  svg('no badge', 'svg.no_credential', () => svgWith('')),
  svg('an empty badge', 'svg.no_credential', () => svgWith('<openbadges:credential/>')),
  svg('a badge in another namespace', 'svg.no_credential', (json) =>
    svgWith(elementWithJson(json)).replace(OB3_NAMESPACE, `${OB3_NAMESPACE}/`),
  ),
  svg('a badge in no namespace', 'svg.no_credential', (json) => svgWith(elementWithJson(json, 'credential'))),
  svg('a badge in a comment', 'svg.no_credential', () => svgWith('<!--<openbadges:credential verify="a.b.c"/>-->')),
  svg('a badge in character data', 'svg.no_credential', () =>
    svgWith('<desc><![CDATA[<openbadges:credential verify="a.b.c"/>]]></desc>'),
  ),
  svg('a document type', 'svg.doctype', (json) => svgWith(elementWithJson(json), '<!DOCTYPE svg>')),
  svg('a document type that names a file', 'svg.doctype', (json) =>
    svgWith(elementWithJson(json), '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
  ),
  svg('a document type that names a URL', 'svg.doctype', (json) =>
    svgWith(elementWithJson(json), '<!DOCTYPE svg SYSTEM "https://elsewhere.example/svg.dtd">'),
  ),
  svg('entities of entities', 'svg.doctype', () => svgWith('<desc>&b;</desc>', ENTITIES)),
  svg('an entity that nobody declared', 'svg.malformed', (json) =>
    svgWith(`<desc>&nbsp;</desc>${elementWithJson(json)}`),
  ),
  svg('a tag that is not closed', 'svg.malformed', (json) => svgWith(`<g>${elementWithJson(json)}`)),
  svg('a tag that is closed twice', 'svg.malformed', (json) => svgWith(`<g></g></g>${elementWithJson(json)}`)),
  svg('an attribute twice', 'svg.malformed', (json) => svgWith(`<g id="a" id="b"/>${elementWithJson(json)}`)),
  svg('a prefix that nobody declared', 'svg.malformed', (json) => svgWith(`<x:g/>${elementWithJson(json)}`)),
  svg('a control character', 'svg.malformed', (json) => svgWith(`<desc>\u0001</desc>${elementWithJson(json)}`)),
  svg('cut short', 'svg.malformed', (json, random) => {
    const whole = svgWith(elementWithJson(json))
    return whole.slice(0, 200 + random.below(whole.length - 210))
  }),
  svg('words after the end', 'svg.malformed', (json) => `${svgWith(elementWithJson(json))}more`),
  svg('a second root', 'svg.malformed', (json) => `${svgWith(elementWithJson(json))}<svg/>`),
  svg('elements inside the badge', 'svg.malformed', (json) =>
    svgWith(elementWithJson(json).replace('</openbadges', '<g/></openbadges')),
  ),
  svg('nested too deeply', 'limit.depth', (json, random) => {
    const depth = 64 + random.below(5000)
    return svgWith(`${'<g>'.repeat(depth)}${elementWithJson(json)}${'</g>'.repeat(depth)}`)
  }),
  svg(
    'more than 8 MiB',
    'limit.size',
    (json) => svgWith(`<desc>${' '.repeat(8_388_608)}</desc>${elementWithJson(json)}`),
    SVG.slice(0, 1),
  ),
  svg('very many attributes', 'limit.values', (json) => {
    const attributes = Array.from({ length: 1001 }, (_, index) => `a${index}=""`).join(' ')
    return svgWith(`<g ${attributes}/>${elementWithJson(json)}`)
  }),
  svg(
    'very many elements',
    'limit.values',
    (json) => svgWith(`${'<g/>'.repeat(200_001)}${elementWithJson(json)}`),
    SVG.slice(0, 1),
  ),
  svg(
    'an encoding that is not read',
    'image.unknown',
    (json) => `<?xml version="1.0" encoding="UTF-7"?>${svgWith(elementWithJson(json))}`,
  ),
]
