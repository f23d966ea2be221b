import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { readSources } from '../support/source.ts'
import { FAMILIES } from './families/index.ts'

const TEXT = readFileSync(new URL('../../SECURITY.md', import.meta.url), 'utf8')

/** Members of the interfaces whose names say that they are dangerous. */
function dangers(): string[] {
  return readSources().flatMap(({ tree }) =>
    tree.statements
      .filter(ts.isInterfaceDeclaration)
      .filter(({ name }) => name.text.startsWith('Dangerous'))
      .flatMap(({ members }) => members.flatMap(({ name }) => (name ? [name.getText(tree)] : []))),
  )
}

describe('SECURITY.md', () => {
  it('says of each dangerous option what it opens, and of no other', () => {
    const documented = [...TEXT.matchAll(/^\| `dangerous\.(\w+)` \| [^|]{30,} \|$/gm)].map(([, name]) => name ?? '')
    expect(documented.sort()).toEqual(dangers().sort())
    expect(documented.length).toBeGreaterThan(4)
  })

  it.each([
    'A valid signature is not a trusted issuer',
    'A browser cannot check addresses',
    'Ignorance is never turned into yes or no',
    'Report a vulnerability',
  ])('says: %s', (words) => {
    expect(TEXT).toContain(words)
  })

  it('promises no more families than there are', () => {
    const [, families] = /more than (\d+) families/.exec(TEXT) ?? []
    expect(Object.keys(FAMILIES).length).toBeGreaterThan(Number(families))
  })
})
