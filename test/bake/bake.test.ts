import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bake, sniffImage, unbake } from '../../src/bake/index.ts'
import { codeOf } from '../support/codes.ts'
import { bytesOf, JWS, pngWith } from '../support/images.ts'

const png = pngWith()
const svg = bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>')

function latin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

describe('sniffImage', () => {
  it.each([
    ['png', png],
    ['png', png.subarray(0, 4)],
    ['svg', svg],
    ['svg', bytesOf('\ufeff <?xml version="1.0"?><!-- a --><?b?>\r\n<svg>')],
    ['svg', bytesOf('<s:svg xmlns:s="http://www.w3.org/2000/svg">')],
    ['svg', bytesOf('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>')],
    ['svg', bytesOf('<!doctype x [<!ENTITY a "b">]><svg/>')],
    ['svg', Buffer.from('\ufeff<svg/>', 'utf16le')],
    ['jpeg', latin1('\xff\xd8\xff\xe0')],
    ['gif', latin1('GIF89a')],
    ['webp', latin1('RIFF\0\0\0\0WEBPVP8 ')],
    ['pdf', latin1('%PDF-1.7')],
    [undefined, new Uint8Array()],
    [undefined, png.subarray(0, 3)],
    [undefined, latin1('RIFF\0\0\0\0WAVE')],
    [undefined, bytesOf('{"type":"svg"}')],
    [undefined, bytesOf(JWS)],
    [undefined, bytesOf('<html><svg/></html>')],
    [undefined, bytesOf('<!DOCTYPE html><html><svg/></html>')],
    [undefined, bytesOf('<!-- <svg> --><p/>')],
    [undefined, bytesOf('<!-- <svg>')],
    [undefined, bytesOf('<svgs/>')],
    [undefined, bytesOf('a <svg/>')],
  ])('says %s', (expected, bytes) => {
    expect(sniffImage(bytes)).toBe(expected)
  })
})

describe('bake and unbake', () => {
  it.each([
    ['nothing', new Uint8Array(), /empty/],
    ['text', bytesOf('Dear teacher'), /neither/],
    ['JSON', bytesOf('{}'), /neither/],
    ['a web page', bytesOf('<!DOCTYPE html><html></html>'), /neither/],
    ['a JPEG', latin1('\xff\xd8\xff\xe0'), /JPEG/],
    ['an SVG in another namespace', bytesOf('<svg xmlns="urn:x"/>'), /root element/],
  ])('do not know %s', async (_, bytes, words) => {
    expect(await codeOf(() => unbake(bytes))).toBe('image.unknown')
    expect(await codeOf(() => bake(bytes, {}))).toBe('image.unknown')
    expect(() => unbake(bytes)).toThrow(words)
  })

  it('have each their own hint for a picture of another kind', () => {
    const jpeg = latin1('\xff\xd8\xff\xe0')
    expect(() => bake(jpeg, {})).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ hint: expect.stringContaining('Convert it') })] }),
    )
    expect(() => unbake(jpeg)).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ hint: expect.stringContaining('original file') })],
      }),
    )
  })

  it.each([
    ['an empty text', ''],
    ['a word', 'badge'],
    ['a link', 'https://issuer.example/badges/1'],
    ['a host name', 'www.issuer.example'],
    ['JSON that is cut', '{"type":'],
    ['an array', '[{}]'],
    ['an array value', [{}]],
    ['a JSON string', '"badge"'],
    ['a JWS with two parts', JWS.slice(0, JWS.lastIndexOf('.'))],
    ['a JWS without signature', JWS.slice(0, JWS.lastIndexOf('.') + 1)],
    ['a JWE with five parts', `${JWS}.e30.e30`],
    ['a JWS whose header is no object', JWS.replace(/^[^.]*/, 'W10')],
    ['a JWS whose header has no alg', JWS.replace(/^[^.]*/, 'e30')],
  ])('refuse to bake %s', async (_, credential) => {
    expect(await codeOf(() => bake(png, credential))).toBe('credential.type')
    expect(await codeOf(() => bake(svg, credential))).toBe('credential.type')
  })

  it('bake text as it is, without the white space and the byte order mark of its file', () => {
    for (const image of [png, svg]) {
      expect(unbake(bake(image, '\ufeff { "b": 1,\n"a": 1.0 }\n'))).toBe('{ "b": 1,\n"a": 1.0 }')
      expect(unbake(bake(image, `${JWS}\n`))).toBe(JWS)
    }
  })

  it('refuse half of a surrogate pair in a text, and take it escaped from an object', async () => {
    for (const image of [png, svg]) {
      expect(await codeOf(() => bake(image, '{"a":"\ud83d"}'))).toBe('json.ill_formed_string')
      expect(unbake(bake(image, { a: '\ud83d' }))).toBe('{"a":"\\ud83d"}')
      expect(unbake(bake(image, '{"a":"\ud83d\ude00"}'))).toBe('{"a":"\ud83d\ude00"}')
    }
  })

  it('bake 1 MiB, and not a byte more', async () => {
    const badge = (length: number) => ({ a: 'x'.repeat(length - 8) })
    for (const image of [png, svg]) {
      expect(unbake(bake(image, badge(1_048_576)))).toHaveLength(1_048_576)
      expect(await codeOf(() => bake(image, badge(1_048_577)))).toBe('limit.size')
    }
  })

  it('name the argument that is wrong', () => {
    const wrong = (value: unknown) => value as Uint8Array & string
    expect(() => unbake(wrong('badge.png'))).toThrow(/^image /)
    expect(() => bake(wrong(undefined), {})).toThrow(TypeError)
    expect(() => bake(wrong(new Uint16Array(8)), {})).toThrow(TypeError)
    expect(() => bake(png, wrong(undefined))).toThrow(/^credential /)
    expect(() => bake(png, wrong(1))).toThrow(TypeError)
    expect(() => bake(png, Promise.resolve({}))).toThrow(/await/)
    expect(() => bake(png, bytesOf('{}'))).toThrow(/bytes/)
  })
})

describe('the pictures of the example', () => {
  const folder = new URL('../../examples/assessment-design/images/', import.meta.url)

  it.each(readdirSync(folder).filter((name) => /\.(png|svg)$/.test(name)))(
    'take a badge and give it back: %s',
    (name) => {
      const picture = readFileSync(new URL(name, folder))
      const badge = { name: 'Rubric Design', text: 'é😀 ]]>' }
      expect(unbake(bake(picture, badge))).toBe(JSON.stringify(badge))
      expect(picture.length).toBeLessThan(60_000)
    },
  )
})
