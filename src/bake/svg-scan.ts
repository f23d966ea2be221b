import { SaxesParser, type SaxesTagNS } from 'saxes'
import { type OpenBadgesError, openBadgesError } from '../errors.ts'
import type { CarrierVersion } from './carrier.ts'

export const OB3_NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0'
const SVG_NAMESPACE = 'http://www.w3.org/2000/svg'

interface Kind {
  readonly local: string
  readonly version: CarrierVersion
}

/** Elements that hold a credential, by namespace. */
const CREDENTIAL_ELEMENTS: Readonly<Record<string, Kind>> = {
  [OB3_NAMESPACE]: { local: 'credential', version: 'ob3' },
  'https://purl.imsglobal.org/spec/ob/v3p0': { local: 'credential', version: 'ob3-other' },
  'http://openbadges.org': { local: 'assertion', version: 'ob2' },
  'https://purl.imsglobal.org/clr/v2p0': { local: 'credential', version: 'clr2' },
}

/** Namespaces are resolved by walking up the open elements, so that depth costs work without bound. */
const MAX_DEPTH = 64
/** A tag with a million attributes, or a million tags, comments or references, take seconds. Detailed maps stay below. */
const MAX_ATTRIBUTES = 1_000
const MAX_MARKUP = 200_000

/** The root tag, as offsets into the markup. */
export interface SvgRoot {
  readonly name: string
  /** After the name, where an attribute can be put. */
  readonly nameEnd: number
  /** After the `>` of the tag. */
  readonly openEnd: number
  readonly isSelfClosing: boolean
  /** What the root binds the prefix openbadges to. */
  readonly openbadges: string | undefined
}

/** An element that holds a credential, as offsets into the markup. */
export interface SvgCredential {
  readonly version: CarrierVersion
  readonly namespace: string
  readonly start: number
  readonly end: number
  /** Value of the attribute `verify` that is in no namespace. */
  readonly verify: string
  /** Character data, CDATA sections included. */
  readonly content: string
  readonly hasElements: boolean
}

export interface SvgScan {
  readonly root: SvgRoot
  readonly credentials: readonly SvgCredential[]
}

/** A credential while it is being read. */
type Open = { -readonly [K in keyof SvgCredential]: SvgCredential[K] } & { readonly depth: number }

/** Finds the root tag and the credentials of an SVG in one pass over all of it. Entities are never expanded. */
export function scanSvg(markup: string): SvgScan {
  for (const sign of ['<', '&']) {
    if (hasMore(markup, sign, MAX_MARKUP)) throw tooMany(sign === '<' ? 'tags and comments' : 'references', MAX_MARKUP)
  }
  // Whatever 1.x a document declares, a reader of XML 1.0 reads it as 1.0 (XML 1.0 §2.8), and so do we.
  const parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true })
  const credentials: Open[] = []
  const open: Open[] = []
  let root: SvgRoot | undefined
  let depth = 0
  let attributes = 0
  let tagStart = 0

  const collect = (text: string): void => {
    for (const credential of open) credential.content += text
  }

  parser.on('error', ({ message }) => {
    throw malformed(message)
  })
  parser.on('doctype', () => {
    throw openBadgesError('svg.doctype', 'The SVG has a document type declaration (DOCTYPE), which is not read.', {
      hint: 'SVG does not need one: export the picture without it, or ask for the JSON of the badge.',
    })
  })
  parser.on('opentagstart', ({ name }) => {
    attributes = 0
    // Between the bracket and the position there is only the name and the one character (or CR LF) that ended it.
    tagStart = markup.lastIndexOf('<', parser.position - name.length)
    if (depth >= MAX_DEPTH) {
      throw openBadgesError('limit.depth', `The SVG is nested more than ${MAX_DEPTH} elements deep.`, {
        hint: 'Ungroup the drawing in an SVG editor before the badge is baked.',
      })
    }
  })
  parser.on('attribute', () => {
    attributes++
    if (attributes > MAX_ATTRIBUTES) throw tooMany('attributes in one element', MAX_ATTRIBUTES)
  })
  parser.on('opentag', (tag) => {
    depth++
    root ??= rootOf(tag, tagStart, parser.position)
    for (const credential of open) credential.hasElements = true
    const version = versionOf(tag)
    if (version === undefined) return
    const verify = tag.attributes.verify?.value ?? ''
    const place = { start: tagStart, end: tagStart, depth }
    const credential = { version, namespace: tag.uri, verify, content: '', hasElements: false, ...place }
    credentials.push(credential)
    open.push(credential)
    parser.on('text', collect)
  })
  parser.on('cdata', collect)
  parser.on('closetag', () => {
    const innermost = open.at(-1)
    if (innermost?.depth === depth) {
      innermost.end = parser.position
      open.pop()
      // Text anywhere else is not even put together: less work, and no other answer, as what holds elements is not read.
      if (open.length === 0) parser.off('text')
    }
    depth--
  })
  parser.write(markup).close()
  // The parser has seen a root, or it would have complained.
  if (root === undefined) throw new Error('the XML parser reported no root element')
  return { root, credentials }
}

/** The parser always says `line:column: what`, and may go on after another colon or a brace with text of the file itself. */
function malformed(message: string): OpenBadgesError {
  const [line, column, what] = message.split(/\s*[:{]\s*|\.$/)
  return openBadgesError('svg.malformed', `The SVG is not well-formed XML (line ${line}, column ${column}: ${what}).`, {
    hint: 'The file was damaged or edited by hand. Ask for the original file, or export the picture again.',
  })
}

function versionOf({ uri, local }: SaxesTagNS): CarrierVersion | undefined {
  const kind = Object.hasOwn(CREDENTIAL_ELEMENTS, uri) ? CREDENTIAL_ELEMENTS[uri] : undefined
  return kind?.local === local ? kind.version : undefined
}

function hasMore(text: string, sign: string, limit: number): boolean {
  let count = 0
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) {
    count++
    if (count > limit) return true
  }
  return false
}

function tooMany(what: string, limit: number): OpenBadgesError {
  return openBadgesError('limit.values', `The SVG has more than ${limit} ${what}.`, {
    hint: 'Simplify the drawing, or use PNG.',
  })
}

function rootOf(tag: SaxesTagNS, start: number, openEnd: number): SvgRoot {
  const { name, local, uri, isSelfClosing, ns } = tag
  if (local !== 'svg' || (uri !== SVG_NAMESPACE && uri !== '')) {
    throw openBadgesError(
      'image.unknown',
      `The root element of the XML is ${name.slice(0, 40)}, which is not an SVG picture.`,
      {
        hint: 'Badges are baked into PNG and SVG pictures.',
      },
    )
  }
  return { name, nameEnd: start + 1 + name.length, openEnd, isSelfClosing, openbadges: ns.openbadges }
}
