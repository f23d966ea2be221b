import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The few libraries that go into `dist` instead of staying imports. They are several small files each, some of them
 * CommonJS, and finding and loading those costs Node more time than all that they hold.
 */
export const BUNDLED: readonly string[] = [
  'saxes',
  'xmlchars',
  'canonicalize',
  '@noble/hashes',
  '@noble/ed25519',
  '@scure/base',
]

/** For a package that names its licence and does not ship the text. */
const TEXTS: Readonly<Record<string, string>> = {
  ISC: `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby
granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.`,
}

/** Writes beside the bundled code under which licences it is. */
export async function writeLicenses(directory: string): Promise<void> {
  const notices = BUNDLED.map((name) => noticeOf(join('node_modules', name)))
  await writeFile(join(directory, 'LICENSES.txt'), `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`)
}

function noticeOf(directory: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  const file = join(directory, 'LICENSE')
  const text = existsSync(file)
    ? readFileSync(file, 'utf8').trim()
    : TEXTS[license] && `© ${author}\n\n${TEXTS[license]}`
  if (!text) throw new Error(`${name} is bundled, and the text of its licence (${license}) is not known.`)
  return `${name} ${version} (${license})\n\n${text}`
}
