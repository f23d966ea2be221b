import { describe, expect, it } from 'vitest'
import { nearest } from '../src/nearest.ts'

const TERMS = ['achievement', 'Achievement', 'achievementType', 'evidence', 'name', 'narrative', 'id']

describe('nearest', () => {
  it.each([
    ['achievment', 'achievement'],
    ['Achievment', 'Achievement'],
    ['evidnece', 'evidence'],
    ['Evidence', 'evidence'],
    ['nmae', 'name'],
    ['ID', 'id'],
  ])('takes %s for %s', (word, meant) => {
    expect(nearest(word, TERMS)).toBe(meant)
  })

  it('says nothing where a third of the word or more would have to change', () => {
    expect(nearest('evid', ['evidence'])).toBeUndefined()
    expect(nearest('colour', TERMS)).toBeUndefined()
    expect(nearest('abc', ['abd'])).toBe('abd')
    expect(nearest('abc', ['add'])).toBeUndefined()
  })

  it('does not depend on the order of the candidates', () => {
    expect(nearest('test', ['text', 'rest'])).toBe('rest')
    expect(nearest('test', ['rest', 'text'])).toBe('rest')
  })

  it('never suggests the word itself, nor compares what is longer than any term', () => {
    expect(nearest('name', ['name'])).toBeUndefined()
    expect(nearest('x'.repeat(81), [`${'x'.repeat(80)}y`])).toBeUndefined()
  })
})
