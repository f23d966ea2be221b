/** One token of JSON (RFC 8259 §2): punctuation, or a string, a number, a word. */
const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a string may hold all but these
  /[{}[\],:]|"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

type Expected = 'value' | 'value or end' | 'name' | 'name or end' | ':' | 'next'

/**
 * The offset at which a text stops being JSON: of the first token that cannot stand where it stands, or of the end. The
 * parser of the runtime tells it for some mistakes only.
 */
export function jsonFaultOffset(text: string): number {
  const open: ('{' | '[')[] = []
  let expected: Expected = 'value'
  let offset = skipSpace(text, 0)
  while (offset < text.length) {
    TOKEN.lastIndex = offset
    const match = TOKEN.exec(text)
    const next: Expected | undefined = match ? afterToken(match[0], expected, open) : undefined
    if (!next) return offset
    expected = next
    offset = skipSpace(text, TOKEN.lastIndex)
  }
  return offset
}

/** What is expected after a token; undefined where it cannot stand. */
function afterToken(token: string, expected: Expected, open: ('{' | '[')[]): Expected | undefined {
  const takesValue = expected === 'value' || expected === 'value or end'
  const around = open.at(-1)
  if (token === '{' || token === '[') {
    if (!takesValue) return undefined
    open.push(token)
    return token === '{' ? 'name or end' : 'value or end'
  }
  if (token === '}' || token === ']') {
    const mayEnd = expected === 'next' || expected === (token === '}' ? 'name or end' : 'value or end')
    if (!mayEnd || around !== (token === '}' ? '{' : '[')) return undefined
    open.pop()
    return 'next'
  }
  if (token === ':') return expected === ':' ? 'value' : undefined
  if (token === ',') {
    if (expected !== 'next' || around === undefined) return undefined
    return around === '{' ? 'name' : 'value'
  }
  if (takesValue) return 'next'
  const isName = expected === 'name' || expected === 'name or end'
  return isName && token.startsWith('"') ? ':' : undefined
}

function skipSpace(text: string, from: number): number {
  let offset = from
  while (/[ \t\n\r]/.test(text.charAt(offset))) offset++
  return offset
}
