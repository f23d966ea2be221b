import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bake, readBaked, unbake } from '../../src/bake/index.ts'
import { OpenBadgesError } from '../../src/errors.ts'
import { codeOf } from '../support/codes.ts'
import {
  bytesOf,
  chunkBytes,
  chunksOf,
  END,
  HEADER,
  IMAGE_DATA,
  internationalText,
  JWS,
  latinText,
  PIXELS,
  type PngChunk,
  pngOf,
  pngWith,
  textOf,
} from '../support/images.ts'

const OB3 = 'openbadgecredential'
const BADGE = '{"name":"Rubric Design"}'
const plain = pngWith()
const baked = pngWith(internationalText(OB3, BADGE))

/** Offset of the length field of the chunk of this type. */
function offsetOf(png: Uint8Array, type: string): number {
  return Buffer.from(png).indexOf(type, 0, 'latin1') - 4
}

function withLength(png: Uint8Array, type: string, length: number): Uint8Array {
  const copy = Buffer.from(png)
  copy.writeUInt32BE(length, offsetOf(png, type))
  return new Uint8Array(copy)
}

function withByte(png: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = new Uint8Array(png)
  copy[offset] = value
  return copy
}

describe('baking a PNG', () => {
  it('writes one uncompressed iTXt chunk as the specification describes it', () => {
    const [, chunk] = chunksOf(bake(plain, BADGE))
    expect(chunk?.type).toBe('iTXt')
    expect(textOf(chunk?.data ?? new Uint8Array())).toBe(`${OB3}\0\0\0\0\0${BADGE}`)
  })

  it('puts it before the pixels, where readers that stop there find it', () => {
    expect(chunksOf(bake(pngWith(latinText('Title', 'x')), BADGE)).map(({ type }) => type)).toEqual([
      'IHDR',
      'tEXt',
      'iTXt',
      'IDAT',
      'IEND',
    ])
  })

  it('puts it before the end where there are no pixels', () => {
    expect(chunksOf(bake(pngOf([HEADER, END]), BADGE)).map(({ type }) => type)).toEqual(['IHDR', 'iTXt', 'IEND'])
  })

  it('leaves pixels, other chunks, bytes after the end and the input as they were', () => {
    const others = [latinText('Title', 'openbadgecredential'), { type: 'teSt', data: Uint8Array.of(1, 2, 3) }]
    const image = new Uint8Array([...pngWith(...others), 7, 8, 9])
    const before = new Uint8Array(image)
    const result = bake(image, BADGE)
    expect(image).toEqual(before)
    expect(result.slice(-3)).toEqual(Uint8Array.of(7, 8, 9))
    const chunks = chunksOf(result.slice(0, -3))
    expect(chunks.filter(({ type }) => type !== 'iTXt')).toEqual([HEADER, ...others, IMAGE_DATA, END])
    const pixels = chunks.find(({ type }) => type === 'IDAT')
    expect(new Uint8Array(inflateSync(pixels?.data ?? new Uint8Array()))).toEqual(PIXELS)
  })

  it('reads a slice of a larger buffer, and returns bytes that share nothing with it', () => {
    const pool = Buffer.alloc(plain.length + 20, 0xaa)
    pool.set(plain, 10)
    const result = bake(pool.subarray(10, 10 + plain.length), BADGE)
    pool.fill(0)
    expect(result).toEqual(bake(plain, BADGE))
  })

  it('gives any text back, and changes nothing else', () => {
    const data = fc.uint8Array({ maxLength: 50 })
    const type = fc.constantFrom('tEXt', 'iTXt', 'zTXt', 'tIME', 'eXIf', 'abCd')
    const chunk: fc.Arbitrary<PngChunk> = fc.record({ type, data })
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })),
        fc.array(chunk),
        (badge, others) => {
          const image = pngWith(...others)
          const text = JSON.stringify(badge)
          const result = bake(image, badge)
          expect(unbake(result)).toBe(text)
          expect(chunksOf(result).filter(({ data }) => !isBadge(data))).toEqual([HEADER, ...others, IMAGE_DATA, END])
        },
      ),
      { numRuns: 200 },
    )
  })

  it('bakes a compact JWS', () => {
    expect(unbake(bake(plain, `${JWS}\n`))).toBe(JWS)
  })

  it.each([
    ['an Open Badges 3.0 badge', internationalText(OB3, BADGE)],
    ['an Open Badges 2.0 badge', internationalText('openbadges', '{}')],
    ['an Open Badges 2.0 badge in tEXt', latinText('openbadges', 'https://issuer.example/1')],
    ['a learner record', internationalText('clrcredential', '{}')],
    ['a compressed badge', internationalText(OB3, 'x', 1)],
    ['a badge in a compressed text chunk', { type: 'zTXt', data: bytesOf(`${OB3}\0\0x`) }],
  ])('refuses a picture that holds %s, and replaces it on request', async (_, chunk) => {
    const image = pngWith(latinText('Title', 'x'), chunk)
    expect(await codeOf(() => bake(image, BADGE))).toBe('image.already_baked')
    expect(bake(image, BADGE, { replace: true })).toEqual(bake(pngWith(latinText('Title', 'x')), BADGE))
  })

  it('replaces every old badge at once', () => {
    const old = [internationalText(OB3, '{}'), internationalText('openbadges', '{}'), internationalText(OB3, '{}')]
    expect(bake(pngWith(...old), BADGE, { replace: true })).toEqual(bake(plain, BADGE))
  })

  it('does not take a picture for baked that only mentions the keyword', () => {
    const image = pngWith(
      latinText('Comment', OB3),
      { type: 'eXIf', data: bytesOf(`${OB3}\0`) },
      latinText('openbadge', 'x'),
    )
    expect(unbake(bake(image, BADGE))).toBe(BADGE)
  })

  it('bakes a picture of 9,999 chunks and not one of 10,000, which it could not read again', async () => {
    const fill = (count: number) =>
      pngWith(...Array.from({ length: count - 3 }, () => ({ type: 'teSt', data: new Uint8Array() })))
    expect(unbake(bake(fill(9_999), BADGE))).toBe(BADGE)
    expect(await codeOf(() => bake(fill(10_000), BADGE))).toBe('png.chunk_length')
  })
})

function isBadge(data: Uint8Array): boolean {
  return Buffer.from(data).toString('latin1').startsWith(`${OB3}\0`)
}

describe('reading a PNG', () => {
  it('returns the text with its carrier and no notes', () => {
    expect(readBaked(baked)).toEqual({ text: BADGE, carrier: 'png', problems: [] })
  })

  it('says that a picture without a badge has probably lost it', async () => {
    expect(await codeOf(() => unbake(plain))).toBe('png.no_credential')
    expect(() => unbake(plain)).toThrow(/Phones/)
  })

  it.each([
    ['Open Badges 2.0', internationalText('openbadges', BADGE)],
    ['Open Badges 2.0 in tEXt', latinText('openbadges', BADGE)],
    ['CLR 2.0', internationalText('clrcredential', BADGE)],
    ['Open Badges 3.0 in tEXt', latinText(OB3, BADGE)],
  ])('finds a badge under %s, and notes it', (_, chunk) => {
    const { text, problems } = readBaked(pngWith(chunk))
    expect(text).toBe(BADGE)
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['image.carrier', 'note']])
  })

  it('takes the badge of Open Badges 3.0 where its predecessor stands beside it', () => {
    const other = internationalText('openbadges', '{"old":true}')
    const badge = internationalText(OB3, BADGE)
    for (const image of [pngWith(other, badge), pngWith(badge, other), pngWith(badge, other, other)]) {
      expect(readBaked(image)).toEqual({ text: BADGE, carrier: 'png', problems: [] })
    }
  })

  it.each([
    ['twice under the keyword', [internationalText(OB3, BADGE), internationalText(OB3, BADGE)]],
    ['twice, once in tEXt', [internationalText(OB3, BADGE), latinText(OB3, BADGE)]],
    ['twice, once compressed', [internationalText(OB3, BADGE), internationalText(OB3, BADGE, 1)]],
    ['twice under an older keyword', [internationalText('openbadges', '{}'), latinText('openbadges', '{}')]],
    ['under two other keywords', [internationalText('openbadges', '{}'), internationalText('clrcredential', '{}')]],
  ])('refuses a picture with a badge %s', async (_, chunks) => {
    expect(await codeOf(() => unbake(pngWith(...chunks)))).toBe('png.multiple_credentials')
  })

  it('reads a badge after the pixels, and none after the end', async () => {
    const badge = internationalText(OB3, BADGE)
    expect(unbake(pngOf([HEADER, IMAGE_DATA, badge, END]))).toBe(BADGE)
    expect(await codeOf(() => unbake(pngOf([HEADER, IMAGE_DATA, END, badge])))).toBe('png.no_credential')
  })

  it('knows language tag and translated keyword, and ignores the method of what is not compressed', () => {
    const data = bytesOf(`${OB3}\0\0\0en\0Abzeichen\0${BADGE}`)
    expect(unbake(pngWith({ type: 'iTXt', data }))).toBe(BADGE)
    expect(unbake(pngWith(internationalText(OB3, BADGE, 0, 9)))).toBe(BADGE)
  })

  it.each([
    ['is compressed', internationalText(OB3, BADGE, 1)],
    ['has an unknown compression flag', internationalText(OB3, BADGE, 2)],
    ['is a zTXt', { type: 'zTXt', data: bytesOf(`${OB3}\0\0x`) }],
    ['is a zTXt and would do as an iTXt', { ...internationalText(OB3, BADGE), type: 'zTXt' }],
    ['ends in its keyword', { type: 'iTXt', data: bytesOf(OB3) }],
    ['ends after its keyword', { type: 'iTXt', data: bytesOf(`${OB3}\0`) }],
    ['ends in its flags', { type: 'iTXt', data: bytesOf(`${OB3}\0\0`) }],
    ['has no end of its language tag', { type: 'iTXt', data: bytesOf(`${OB3}\0\0\0en`) }],
    ['has no end of its translated keyword', { type: 'iTXt', data: bytesOf(`${OB3}\0\0\0\0x`) }],
    ['is empty', internationalText(OB3, '')],
    ['is empty in tEXt', latinText(OB3, '')],
  ])('refuses a chunk that %s', async (_, chunk) => {
    expect(await codeOf(() => unbake(pngWith(chunk)))).toBe('png.itxt')
  })

  it('checks the checksum of the chunk it uses, and of no other', async () => {
    const inBadge = Buffer.from(baked).indexOf('Rubric')
    expect(await codeOf(() => unbake(withByte(baked, inBadge, 0x21)))).toBe('png.crc')
    expect(unbake(withByte(baked, offsetOf(baked, 'IDAT') + 8, 0))).toBe(BADGE)
  })

  it('wants well-formed UTF-8', async () => {
    expect(unbake(pngWith(internationalText(OB3, '{"name":"é"}')))).toBe('{"name":"é"}')
    const cut = Uint8Array.of(...bytesOf('{"name":"'), 0xc3, 0x22, 0x7d)
    expect(await codeOf(() => unbake(pngWith(internationalText(OB3, cut))))).toBe('json.encoding')
  })

  it('reads 1 MiB of text, and not a byte more', async () => {
    const text = 'x'.repeat(1_048_576)
    expect(unbake(pngWith(internationalText(OB3, text)))).toBe(text)
    expect(await codeOf(() => unbake(pngWith(internationalText(OB3, `${text}x`))))).toBe('limit.size')
  })

  it('reads 10,000 chunks, and not one more', async () => {
    const fill = (count: number) => Array.from({ length: count - 4 }, () => ({ type: 'teSt', data: new Uint8Array() }))
    expect(unbake(pngWith(internationalText(OB3, BADGE), ...fill(10_000)))).toBe(BADGE)
    expect(await codeOf(() => unbake(pngWith(internationalText(OB3, BADGE), ...fill(10_001))))).toBe('png.chunk_length')
  })
})

describe('a damaged PNG', () => {
  it('has a signature that was converted as if it were text', async () => {
    const lineFeeds = Buffer.from(baked.filter((byte, index) => index > 8 || byte !== 0x0d))
    expect(await codeOf(() => unbake(new Uint8Array(lineFeeds)))).toBe('png.signature')
  })

  it('has a wrong signature before chunks that are all good', async () => {
    for (const at of [4, 5, 6, 7]) {
      const image = withByte(baked, at, 0x20)
      expect(await codeOf(() => unbake(image))).toBe('png.signature')
      expect(await codeOf(() => bake(image, BADGE))).toBe('png.signature')
    }
  })

  it('begins with another chunk as long as its header', async () => {
    const other = { ...HEADER, type: 'IHDX' }
    expect(await codeOf(() => unbake(pngOf([other, internationalText(OB3, BADGE), END])))).toBe('png.signature')
  })

  it.each(['1eSt', 'te5t', 'teS1', 't St', 'teS\0', '\xe9eSt'])(
    'has a chunk whose type is not of letters: %j',
    async (type) => {
      const image = pngWith({ type, data: new Uint8Array(3) }, internationalText(OB3, BADGE))
      expect(await codeOf(() => unbake(image))).toBe('png.chunk_length')
    },
  )

  it('is damaged and not only cut where a length is larger than any', async () => {
    const cut = baked.subarray(0, -4)
    expect(await codeOf(() => unbake(withLength(cut, 'iTXt', 0x7fffffff)))).toBe('png.truncated')
    expect(await codeOf(() => unbake(withLength(cut, 'iTXt', 0x80000000)))).toBe('png.chunk_length')
  })

  it('does not begin with its header, or with one of another length', async () => {
    expect(await codeOf(() => unbake(pngOf([internationalText(OB3, BADGE), HEADER, IMAGE_DATA, END])))).toBe(
      'png.signature',
    )
    const header = { type: 'IHDR', data: new Uint8Array(14) }
    expect(await codeOf(() => unbake(pngOf([header, internationalText(OB3, BADGE), END])))).toBe('png.signature')
  })

  it.each([0xffffffff, 0x80000000, 0x7fffffff, 0xffff, 1000])(
    'claims a chunk of %i bytes that are not there',
    async (length) => {
      for (const type of ['IHDR', 'iTXt', 'IDAT', 'IEND']) {
        expect(await codeOf(() => unbake(withLength(baked, type, length)))).toBe('png.chunk_length')
      }
    },
  )

  it('claims a byte more than there is, or less than there is', async () => {
    const length = internationalText(OB3, BADGE).data.length
    expect(await codeOf(() => unbake(withLength(baked, 'iTXt', length)))).toBe('none')
    expect(await codeOf(() => unbake(withLength(baked, 'iTXt', length + 1)))).toBe('png.chunk_length')
    expect(await codeOf(() => unbake(withLength(baked, 'iTXt', length - 1)))).toBe('png.chunk_length')
  })

  it('is told to be cut, wherever it was cut', async () => {
    for (let length = 4; length < baked.length; length++) {
      const code = await codeOf(() => unbake(baked.subarray(0, length)))
      expect(`${length} ${code}`).toBe(`${length} png.truncated`)
      expect(await codeOf(() => bake(baked.subarray(0, length), BADGE))).toBe('png.truncated')
    }
    for (let length = 0; length < 4; length++) {
      expect(await codeOf(() => unbake(baked.subarray(0, length)))).toBe('image.unknown')
    }
  })

  it('is answered with a code, whichever byte was changed', () => {
    const offset = fc.nat(baked.length - 1)
    fc.assert(
      fc.property(offset, fc.nat(255), (at, value) => {
        const image = withByte(baked, at, value)
        try {
          // What still reads is the badge: a changed letter cannot pass its checksum.
          expect(unbake(image)).toBe(BADGE)
        } catch (error) {
          if (!(error instanceof OpenBadgesError)) throw error
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('is not what follows the signature of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const image = new Uint8Array([...plain.subarray(0, 8), ...chunkBytes(HEADER), ...bytes])
        expect(() => unbake(image)).toThrow(OpenBadgesError)
      }),
    )
  })
})
