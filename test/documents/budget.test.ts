import { describe, expect, it } from 'vitest'
import { withBudget } from '../../src/documents/budget.ts'
import { OpenBadgesError } from '../../src/errors.ts'
import type { DocumentLoader } from '../../src/types.ts'

const A = 'https://school.example/a'
const B = 'https://school.example/b'

function recording(): { loader: DocumentLoader; asked: string[] } {
  const asked: string[] = []
  const loader: DocumentLoader = async (url) => {
    asked.push(url)
    if (url === B) throw new Error('no route to host')
    return { documentUrl: url, document: { at: url } }
  }
  return { loader, asked }
}

const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'loaded',
    (error: unknown) => (error instanceof OpenBadgesError ? error.code : 'thrown'),
  )

describe('what one verification may ask', () => {
  it('asks for each document once, whether it is there or not', async () => {
    const { loader, asked } = recording()
    const load = withBudget(loader, { requests: 2 })
    const codes = [A, B, A, B].map((url) => () => codeOf(load(url)))
    const answers: string[] = []
    for (const code of codes) answers.push(await code())
    expect(answers).toEqual(['loaded', 'net.unreachable', 'loaded', 'net.unreachable'])
    expect(asked).toEqual([A, B])
    expect(await codeOf(load(`${A}2`))).toBe('net.too_many')
  })

  it('asks again for another kind of document, and for one that may be larger', async () => {
    const { loader, asked } = recording()
    const load = withBudget(loader, { requests: 3 })
    await load(A)
    await load(A, { accept: 'text/html' })
    await load(A, { maxBytes: 4 })
    await load(A, { maxBytes: 4 })
    expect(asked).toEqual([A, A, A])
  })

  it('asks again for the next verification', async () => {
    const { loader, asked } = recording()
    await withBudget(loader)(A)
    await withBudget(loader)(A)
    expect(asked).toEqual([A, A])
  })
})
