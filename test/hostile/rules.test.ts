import { existsSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { CODES, type ErrorCode, factsOf } from '../../src/codes.ts'
import { parseSource } from '../support/source.ts'
import { CONTROLS } from './families/controls.ts'
import { FAMILIES } from './families/index.ts'
import { type Ref, RULES } from './rules.ts'

const ROOT = new URL('../../', import.meta.url)
const REFERENCE = new URL('../shared/reference/hostile-input.md', ROOT)
const hasReference = existsSync(REFERENCE)

const literals = new Map<string, ReadonlySet<string>>()

/** Every text that stands in a test file as a literal. */
function literalsOf(file: string): ReadonlySet<string> {
  const known = literals.get(file)
  if (known) return known
  const found = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(parseSource(file, readFileSync(new URL(file, ROOT), 'utf8')).tree)
  literals.set(file, found)
  return found
}

function exists(ref: Ref): boolean {
  if ('attack' in ref) return (FAMILIES[ref.family] ?? []).some(({ name }) => name === ref.attack)
  if ('control' in ref) return CONTROLS.some(({ name }) => name === ref.control)
  return existsSync(new URL(ref.file, ROOT)) && literalsOf(ref.file).has(ref.test)
}

describe('the rules for hostile input, held by tests on both sides', () => {
  it.each(RULES.map((rule) => [rule.section, rule.rule, rule] as const))(
    '%s: %s',
    (_, __, { refused, accepted, codes }) => {
      expect([...refused, ...accepted].filter((ref) => !exists(ref))).toEqual([])
      expect(accepted.length).toBeGreaterThan(0)
      // Each code is that of an attack, or of a control that must carry it, or is held by a test elsewhere.
      const shown = refused.flatMap((ref) => {
        if ('attack' in ref)
          return FAMILIES[ref.family]?.filter(({ name }) => name === ref.attack).map(({ code }) => code)
        if ('control' in ref) return CONTROLS.filter(({ name }) => name === ref.control).map(({ note }) => note)
        return codes
      })
      const noted = accepted.flatMap((ref) =>
        'control' in ref ? CONTROLS.filter(({ name }) => name === ref.control).map(({ note }) => note) : [],
      )
      expect(codes.filter((code) => ![...shown, ...noted].includes(code))).toEqual([])
    },
  )

  it.skipIf(!hasReference)(
    `are all those of the reference, code by code${hasReference ? '' : ' (skipped: ../shared/reference is absent)'}`,
    () => {
      const named = readFileSync(REFERENCE, 'utf8').match(/`[a-z]+\.[a-z_0-9]+`/g) ?? []
      const codes = [...new Set(named.map((code) => code.slice(1, -1)))].filter((code) => code in CODES)
      const ruled = new Set<string>(RULES.flatMap(({ codes }) => codes))
      expect(codes.length).toBeGreaterThan(80)
      expect(codes.filter((code) => !ruled.has(code))).toEqual([])
    },
  )

  it('leave no code that decides without an attack', () => {
    const attacked = new Set(Object.values(FAMILIES).flatMap((faults) => faults.map(({ code }) => code)))
    const deciding = (Object.keys(CODES) as ErrorCode[]).filter((code) => {
      const { area, severity } = factsOf(code)
      return severity === 'error' && !['issue', 'lint', 'stack', 'batch'].includes(area)
    })
    expect(deciding.filter((code) => !attacked.has(code) && !(code in ELSEWHERE))).toEqual([])
  })
})

/** Codes that no input can have by itself when it is read. */
const ELSEWHERE: Partial<Record<ErrorCode, string>> = {
  'net.aborted': 'the caller’s own doing',
  'schema.empty': 'an error on issuing, a warning on reading',
  'rule.type': 'an error on issuing; on reading credential.type comes first',
  'rule.context_term': 'an error on issuing; on reading proof.data_loss, or a warning',
  'rule.unique_id': 'an error on issuing, a warning on reading',
  'rule.credential_schema': 'an error on issuing',
}
