import { existsSync, readFileSync } from 'node:fs'
import canonicalizeModule from 'canonicalize'
import { describe, expect, it, vi } from 'vitest'
import manifest from '../contexts/manifest.json' with { type: 'json' }
import * as contexts from '../src/contexts.ts'
import {
  CLR_V2P0_2_0_0,
  CLR_V2P0_2_0_1,
  contextSet,
  ED25519_2020_V1,
  isClrContext,
  isOpenBadgesContext,
  OB_V3P0_3_0_0,
  OB_V3P0_3_0_1,
  OB_V3P0_3_0_2,
  OB_V3P0_3_0_3,
  OB_V3P0_EXTENSIONS,
  OPEN_BADGES_CONTEXTS,
  VC_V1,
  VC_V2,
} from '../src/contexts.ts'
import { CONTEXT_TEXTS } from '../src/generated/contexts.ts'
import { sha256 } from '../src/hash.ts'

const canonicalize = canonicalizeModule as unknown as (value: unknown) => string
const pins = Object.entries(manifest)

const OFFICIAL = new URL('../../shared/reference/contexts/', import.meta.url)
const officialFiles: readonly (readonly [file: string, url: string])[] = [
  ['ob-v3p0-context.json', OB_V3P0_3_0_0],
  ['ob-v3p0-3.0.1.json', OB_V3P0_3_0_1],
  ['ob-v3p0-3.0.2.json', OB_V3P0_3_0_2],
  ['ob-v3p0-3.0.3.json', OB_V3P0_3_0_3],
  ['ob-v3p0-extensions.json', OB_V3P0_EXTENSIONS],
  ['ed25519-2020-v1.json', ED25519_2020_V1],
  ['clr-v2p0-context.json', CLR_V2P0_2_0_0],
  ['clr-v2p0-2.0.1.json', CLR_V2P0_2_0_1],
]

const EXTENSION = 'https://provider.example/context.json'
const extension = { '@context': { rubricCode: 'https://provider.example/vocab#rubricCode' } }

describe('bundled contexts', () => {
  it.each(pins)('holds %s with the SHA-256 that the manifest pins', (url, { sha256: pinned }) => {
    const document = contextSet().get(url)
    expect(Buffer.from(sha256(canonicalize(document))).toString('hex')).toBe(pinned)
  })

  it.skipIf(!existsSync(OFFICIAL)).each(officialFiles)(
    'equals the official %s in every member (needs ../shared/reference/contexts)',
    (file, url) => {
      expect(contextSet().get(url)).toStrictEqual(JSON.parse(readFileSync(new URL(file, OFFICIAL), 'utf8')))
    },
  )

  it('has a constant for every URL in the manifest, and for no other', () => {
    const named = Object.values<unknown>(contexts).filter((value): value is string => typeof value === 'string')
    expect(named.sort()).toEqual(pins.map(([url]) => url).sort())
  })

  it('knows the two terms that 3.0.3 gained after the npm package was made', () => {
    expect(contextSet().get(OB_V3P0_3_0_3)).toMatchObject({
      '@context': {
        endorsementJwt: { '@id': 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt' },
        jti: { '@id': 'https://www.iana.org/assignments/jwt#jti', '@type': '@id' },
      },
    })
    expect(contextSet().get(OB_V3P0_3_0_2)).not.toHaveProperty(['@context', 'jti'])
  })
})

describe('contextSet', () => {
  it('is one shared set when nothing is added', () => {
    expect(contextSet()).toBe(contextSet({}))
  })

  it('behaves as a map: size, has, get, order and iteration agree', () => {
    const set = contextSet()
    const urls = [...set.keys()]
    expect(set.size).toBe(urls.length)
    expect([...set].map(([url]) => url)).toEqual(urls)
    expect([...set.entries()].map(([url]) => url)).toEqual(urls)
    expect([...set.values()]).toEqual(urls.map((url) => set.get(url)))
    const visited: string[] = []
    set.forEach((document, url, whole) => {
      expect(whole.get(url)).toBe(document)
      visited.push(url)
    })
    expect(visited).toEqual(urls)
  })

  it('knows no URL that it was not given, names of Object.prototype included', () => {
    for (const url of ['https://unknown.example/', 'constructor', '__proto__', 'toString', '']) {
      expect(contextSet().has(url)).toBe(false)
      expect(contextSet().get(url)).toBeUndefined()
    }
  })

  it('parses a document when it is first asked for, once, and neither for has nor for keys', () => {
    const set = contextSet({ [EXTENSION]: extension })
    const parse = vi.spyOn(JSON, 'parse')
    set.has(OB_V3P0_EXTENSIONS)
    expect([...set.keys()]).toContain(EXTENSION)
    expect(parse).not.toHaveBeenCalled()
    expect(set.get(VC_V1)).toBe(set.get(VC_V1))
    expect(parse.mock.calls.length).toBeLessThanOrEqual(1)
    parse.mockRestore()
  })

  it('gives every set the same bundled documents, frozen all the way down', () => {
    expect(contextSet({ [EXTENSION]: extension }).get(VC_V2)).toBe(contextSet().get(VC_V2))
    expectFrozen([...contextSet().values()])
  })

  it('adds a document of the caller by value: copied, frozen, and in no other set', () => {
    const mine = structuredClone(extension)
    const set = contextSet({ [EXTENSION]: mine })
    mine['@context'].rubricCode = 'https://changed.example/'
    expect(set.get(EXTENSION)).toEqual(extension)
    expectFrozen([set.get(EXTENSION)])
    expect(set.size).toBe(contextSet().size + 1)
    expect(contextSet().has(EXTENSION)).toBe(false)
  })

  it('keeps a member named __proto__ a plain member', () => {
    const document = JSON.parse('{"@context":{"__proto__":"https://provider.example/vocab#proto"}}')
    expect(JSON.stringify(contextSet({ [EXTENSION]: document }).get(EXTENSION))).toBe(JSON.stringify(document))
  })

  it('refuses to redefine a bundled context, even by the same document', () => {
    expect(() => contextSet({ [OB_V3P0_3_0_3]: contextSet().get(OB_V3P0_3_0_3) ?? {} })).toThrow(TypeError)
    expect(Object.hasOwn(CONTEXT_TEXTS, OB_V3P0_3_0_3)).toBe(true)
  })

  const itself: Record<string, unknown> = { '@context': {} }
  itself['@context'] = itself
  it.each<[string, string, unknown]>([
    ['a relative URL', 'context.json', extension],
    ['a document that is text', EXTENSION, JSON.stringify(extension)],
    ['a document that is a list', EXTENSION, [extension]],
    ['a document that is null', EXTENSION, null],
    ['a document without @context', EXTENSION, { rubricCode: 'https://provider.example/vocab#rubricCode' }],
    ['an inherited @context', EXTENSION, Object.create(extension)],
    ['a Map', EXTENSION, new Map([['@context', {}]])],
    ['undefined inside', EXTENSION, { '@context': { a: undefined } }],
    ['a number that JSON cannot say', EXTENSION, { '@context': { '@version': Number.NaN } }],
    ['a Date inside', EXTENSION, { '@context': { a: new Date(0) } }],
    ['a document that refers to itself', EXTENSION, itself],
  ])('refuses %s with a TypeError that names contexts', (_, url, document) => {
    expect(() => contextSet({ [url]: document as object })).toThrow(TypeError)
    expect(() => contextSet({ [url]: document as object })).toThrow(/^contexts/)
  })
})

describe('isOpenBadgesContext and isClrContext', () => {
  it('say yes to what was published, and no to what only looks like it', () => {
    expect(OPEN_BADGES_CONTEXTS.every(isOpenBadgesContext)).toBe(true)
    expect(OPEN_BADGES_CONTEXTS.at(-1)).toBe(OB_V3P0_3_0_3)
    for (const url of [
      OB_V3P0_EXTENSIONS,
      CLR_V2P0_2_0_1,
      OB_V3P0_3_0_3.replace('3.0.3', '3.0.9'),
      VC_V2,
      undefined,
      {},
    ]) {
      expect(isOpenBadgesContext(url)).toBe(false)
    }
    expect([CLR_V2P0_2_0_0, CLR_V2P0_2_0_1].every(isClrContext)).toBe(true)
    expect(isClrContext(OB_V3P0_3_0_3)).toBe(false)
  })
})

function expectFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const child of Object.values(value)) {
    expect(typeof child !== 'object' || Object.isFrozen(child)).toBe(true)
    expectFrozen(child)
  }
}
