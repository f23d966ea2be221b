import { describe, expect, it } from 'vitest'
import { locate, locateAll } from '../src/json.ts'

const TEXT = '{\n  "a": [1,\n  {"b/c": null}],\n  "d": "x"\n}'

describe('locateAll', () => {
  it('finds every pointer where it is, and leaves out those that lead nowhere', () => {
    expect([...locateAll(TEXT, ['/d', '', '/a/1/b~1c', '/a/2', '/a/0', '/a'])]).toEqual([
      ['', { line: 1, column: 1 }],
      ['/a', { line: 2, column: 8 }],
      ['/a/0', { line: 2, column: 9 }],
      ['/a/1/b~1c', { line: 3, column: 11 }],
      ['/d', { line: 4, column: 8 }],
    ])
  })

  it('says what locate says of one', () => {
    for (const pointer of ['', '/a', '/a/0', '/a/1', '/a/1/b~1c', '/d', '/e'])
      expect(locateAll(TEXT, [pointer]).get(pointer)).toEqual(locate(TEXT, pointer))
    expect(locate('\n 5', '')).toEqual({ line: 2, column: 2 })
  })

  it('takes one reading for ten thousand places', () => {
    const text = JSON.stringify(
      Array.from({ length: 10_000 }, (_, index) => ({ n: index })),
      undefined,
      1,
    )
    const start = performance.now()
    const places = locateAll(
      text,
      Array.from({ length: 10_000 }, (_, index) => `/${index}/n`),
    )
    expect(places.size).toBe(10_000)
    expect(places.get('/9999/n')).toEqual({ line: 2 + 9_999 * 3 + 1, column: 8 })
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})
