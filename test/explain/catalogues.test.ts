import { describe, expect, it } from 'vitest'
import { CHECK_NAMES, CODES, type ReportCode } from '../../src/codes.ts'
import type { Audience, Catalogue, Phrase } from '../../src/explain/catalogue.ts'
import { EN } from '../../src/explain/en.ts'
import { ES } from '../../src/explain/es.ts'
import { STEP_OF } from '../../src/explain/steps.ts'
import { fill } from '../../src/explain/text.ts'

const CATALOGUES: readonly (readonly [string, Catalogue])[] = [
  ['en', EN],
  ['es', ES],
]
const AUDIENCES: readonly Audience[] = ['holder', 'verifier', 'developer']
/** Those that a report can hold; the others are never explained. */
const CODE_NAMES = (Object.keys(CODES) as (keyof typeof CODES)[]).filter((code): code is ReportCode =>
  CHECK_NAMES.some((name) => name === CODES[code][0]),
)

describe.each(CATALOGUES)('the catalogue %s', (_, catalogue) => {
  it('says in a sentence what each code of a report means', () => {
    const silent = CODE_NAMES.filter((code) => !isSentence(catalogue.means[code]))
    expect(silent).toEqual([])
    expect(Object.keys(catalogue.means).sort()).toEqual([...CODE_NAMES].sort())
  })

  it('has the next step for every audience and every code that decides or warns', () => {
    const silent = CODE_NAMES.flatMap((code) => {
      const step = STEP_OF[code]
      if (step === 'none') return CODES[code][1] === 'note' ? [] : [code]
      return AUDIENCES.filter((audience) => !isSentence(catalogue.steps[step][audience])).map((who) => `${code} ${who}`)
    })
    expect(silent).toEqual([])
  })

  it('has no step that no code calls for', () => {
    const used = new Set<string>(Object.values(STEP_OF))
    expect(Object.keys(catalogue.steps).filter((step) => !used.has(step))).toEqual([])
  })

  it('does not bother a holder or a verifier with the words of programmers', () => {
    const JARGON = /JSON|@context|\bDID\b|[Cc]anonical|[Cc]ryptosuite|\bbytes?\b/
    const steps = Object.values(catalogue.steps).flatMap(({ holder, verifier }) => [holder, verifier])
    const texts = [...Object.values(catalogue.means), ...steps, ...Object.values(catalogue.becauseOf)]
    expect(texts.filter((text) => JARGON.test(text))).toEqual([])
  })

  it('leaves no place of a text unfilled but those that English has', () => {
    const names = Object.keys(EN.phrases) as (keyof Catalogue['phrases'])[]
    const differing = names.filter((name) => placesIn(catalogue.phrases[name]) !== placesIn(EN.phrases[name]))
    expect(differing).toEqual([])
    const problemTexts = [...Object.values(catalogue.means), ...Object.values(catalogue.steps).flatMap(Object.values)]
    const odd = problemTexts.filter((text) => /\{(?!badge\}|Badge\})\w+\}/.test(text))
    expect(odd).toEqual([])
  })

  it('writes reasons that end a sentence, not sentences of their own', () => {
    const reasons = [
      ...Object.values(catalogue.because).flatMap(({ failed, undecided }) => [failed, undecided]),
      ...Object.values(catalogue.becauseOf),
    ]
    expect(reasons.filter((reason) => !/^\p{Ll}.*[^.]$/u.test(reason))).toEqual([])
  })
})

describe('the Spanish catalogue', () => {
  it('is not English anywhere', () => {
    const spanish = Object.entries(ES.means) as [keyof Catalogue['means'], string][]
    expect(spanish.filter(([code, text]) => text === EN.means[code])).toEqual([])
    const phrases = Object.entries(ES.phrases) as [keyof Catalogue['phrases'], Phrase][]
    const same = phrases.filter(([name, phrase]) => JSON.stringify(phrase) === JSON.stringify(EN.phrases[name]))
    expect(same.map(([name]) => name).sort()).toEqual(['result', 'statusSays', 'withGenre', 'withState'])
  })
})

describe('filling a text', () => {
  it('fills in one pass, so that what is filled in is no text to fill', () => {
    expect(fill('{a} and {b}', { a: '{b}', b: '{a}' })).toBe('{b} and {a}')
  })

  it('knows no places by names that objects have by themselves', () => {
    expect(fill('{constructor}', {})).toBe('{constructor}')
  })
})

function isSentence(text: string): boolean {
  return /^[\p{Lu}{].*[.)]$/u.test(text)
}

function placesIn(phrase: Phrase): string {
  const texts = typeof phrase === 'string' ? [phrase] : [phrase.holder, phrase.others]
  const places = texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
  return [...new Set(places.filter((name) => !/^(badge|Badge|This)$/.test(name ?? '')))].sort().join(' ')
}
