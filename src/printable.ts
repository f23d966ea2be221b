/** Escape sequences, controls, and what reorders or hides text (Unicode bidirectional controls, zero-width, tags). */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

/**
 * A stranger's text, fit to be shown: on one line, without control, escape and bidirectional characters, and cut at a
 * number of characters (design: "Nobody's name is vouched for").
 */
export function printable(value: unknown, limit = 200): string {
  const text = typeof value === 'string' ? value : value === undefined ? 'nothing' : `a JSON ${typeof value}`
  // Cutting first bounds the work; a little more than the limit, because characters will be dropped.
  const clean = text
    .slice(0, limit * 4)
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(UNPRINTABLE, '')
    .trim()
  const characters = Array.from(clean)
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : clean
}
