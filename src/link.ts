import { openBadgesError } from './errors.ts'
import type { LoadedDocument } from './types.ts'

/** Media types that a page may link a badge with, by `rel="alternate"`. */
const BADGE_TYPES: readonly string[] = [
  'application/vc+ld+json',
  'application/vc',
  'application/vc+jwt',
  'application/ld+json',
  'application/json',
  'image/png',
  'image/svg+xml',
]

/** Tags and attributes are few; a page of markup is read only so far. */
const MAX_MARKUP = 1_048_576

/** Where the first tag of a page is looked for when nobody says what it is: after white space and comments. */
const MAX_PROLOGUE = 4_096

/**
 * The address of the badge that an HTML page links to with `rel="alternate"`, or undefined where what was loaded is no
 * HTML page.
 *
 * @throws OpenBadgesError `link.no_credential` when the page links to no badge.
 */
export function findBadgeLink(loaded: LoadedDocument): string | undefined {
  const markup = markupOf(loaded)
  if (markup === undefined) return undefined
  for (const tag of tags(markup.slice(0, MAX_MARKUP))) {
    const isAlternate = tag.get('rel')?.toLowerCase().split(/\s+/).includes('alternate')
    const type = tag.get('type')?.toLowerCase().split(';')[0]?.trim() ?? ''
    const href = tag.get('href')
    if (!isAlternate || href === undefined || !BADGE_TYPES.includes(type)) continue
    if (URL.canParse(href, loaded.documentUrl)) return new URL(href, loaded.documentUrl).href
  }
  throw openBadgesError('link.no_credential', 'The link leads to a page for people that names no badge file.', {
    hint: 'Look on the page for a download (JSON, PNG or SVG) and present that.',
  })
}

/** Whether what was loaded is a page for people. */
export function isHtml(loaded: LoadedDocument): boolean {
  return markupOf(loaded) !== undefined
}

function markupOf({ document, contentType }: LoadedDocument): string | undefined {
  const text = document instanceof Uint8Array ? new TextDecoder().decode(document.subarray(0, MAX_MARKUP)) : document
  if (typeof text !== 'string') return undefined
  const isPage =
    /^(text\/html|application\/xhtml\+xml)\b/i.test(contentType ?? '') ||
    /^(?:\s|<!--(?:(?!-->)[\s\S])*-->)*<(!doctype\s+html|html)[\s>]/i.test(text.slice(0, MAX_PROLOGUE))
  return isPage ? text : undefined
}

/** Attributes of each link and a element, in order. Comments are skipped; each character is looked at a bounded number of times. */
function* tags(markup: string): Generator<Map<string, string>> {
  const opening = /<!--|<(?:link|a)(?=[\s/>])/gi
  for (let match = opening.exec(markup); match !== null; match = opening.exec(markup)) {
    if (match[0] === '<!--') {
      const end = markup.indexOf('-->', match.index)
      if (end === -1) return
      opening.lastIndex = end + 3
      continue
    }
    const attributes = new Map<string, string>()
    const attribute = /[\s/]*(?:(>)|([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+)))?)/y
    attribute.lastIndex = opening.lastIndex
    for (let part = attribute.exec(markup); part !== null && part[1] === undefined; part = attribute.exec(markup)) {
      const name = part[2]?.toLowerCase() ?? ''
      if (!attributes.has(name)) attributes.set(name, decodeEntities(part[3] ?? part[4] ?? part[5] ?? ''))
    }
    yield attributes
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", apos: "'" }

function decodeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole)
}
