import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bake, readBaked, unbake } from '../../src/bake/index.ts'
import { scanSvg } from '../../src/bake/svg-scan.ts'
import { OpenBadgesError } from '../../src/errors.ts'
import { codeOf } from '../support/codes.ts'
import { bytesOf, JWS, textOf } from '../support/images.ts'

const NS = 'https://purl.imsglobal.org/ob/v3p0'
const BADGE = '{"name":"Rubric Design"}'
const ELEMENT = `<openbadges:credential><![CDATA[${BADGE}]]></openbadges:credential>`
const BINDING = ` xmlns:openbadges="${NS}"`
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'

function bakeText(svg: string, credential: object | string = BADGE, options = {}): string {
  return textOf(bake(bytesOf(svg), credential, options))
}

function read(svg: string): ReturnType<typeof readBaked> {
  return readBaked(bytesOf(svg))
}

/** An SVG with these elements directly after its root tag. */
function svgWith(...elements: string[]): string {
  return SVG.replace('<path', `${elements.join('')}<path`)
}

describe('baking an SVG', () => {
  it('binds the prefix on the root and puts JSON into CDATA directly after it', () => {
    expect(bakeText(SVG)).toBe(
      `<svg${BINDING} xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">${ELEMENT}<path d="M0 0h8v8z"/></svg>`,
    )
  })

  it('puts a compact JWS into the attribute verify, which is in no namespace', () => {
    expect(bakeText('<svg></svg>', JWS)).toBe(
      `<svg${BINDING}><openbadges:credential verify="${JWS}"></openbadges:credential></svg>`,
    )
  })

  it.each([
    ['a byte order mark', '\ufeff<svg></svg>', `\ufeff<svg${BINDING}>${ELEMENT}</svg>`],
    [
      'an XML declaration, comments and processing instructions',
      `<?xml version='1.0' encoding='utf-8'?>\n<!-- <svg> --><?x <svg>?>\n<svg></svg>\n<!-- end -->\n`,
      `<?xml version='1.0' encoding='utf-8'?>\n<!-- <svg> --><?x <svg>?>\n<svg${BINDING}>${ELEMENT}</svg>\n<!-- end -->\n`,
    ],
    ['a root that closes itself', '<svg/>', `<svg${BINDING}>${ELEMENT}</svg>`],
    ['one that does so after a space', '<svg width="1" />', `<svg${BINDING} width="1" >${ELEMENT}</svg>`],
    ['single quotes', "<svg width='1'></svg>", `<svg${BINDING} width='1'>${ELEMENT}</svg>`],
    [
      'a bracket in a value',
      `<svg id="a>b" class='"/>'><g/></svg>`,
      `<svg${BINDING} id="a>b" class='"/>'>${ELEMENT}<g/></svg>`,
    ],
    [
      'line ends of two characters',
      '<svg\r\n\tid="a"\r\n>\r\n</svg>\r\n',
      `<svg${BINDING}\r\n\tid="a"\r\n>${ELEMENT}\r\n</svg>\r\n`,
    ],
    ['an svg in the svg', '<svg><svg><svg/></svg></svg>', `<svg${BINDING}>${ELEMENT}<svg><svg/></svg></svg>`],
    [
      'a prefix on the root',
      '<s:svg xmlns:s="http://www.w3.org/2000/svg"/>',
      `<s:svg${BINDING} xmlns:s="http://www.w3.org/2000/svg">${ELEMENT}</s:svg>`,
    ],
    ['the prefix bound already', `<svg xmlns:openbadges='${NS}'/>`, `<svg xmlns:openbadges='${NS}'>${ELEMENT}</svg>`],
    [
      'the prefix bound to something else',
      '<svg xmlns:openbadges="http://openbadges.org"/>',
      `<svg xmlns:openbadges="http://openbadges.org">${ELEMENT.replace('credential>', `credential${BINDING}>`)}</svg>`,
    ],
    [
      'the namespace bound to another prefix',
      `<svg xmlns:o="${NS}"/>`,
      `<svg${BINDING} xmlns:o="${NS}">${ELEMENT}</svg>`,
    ],
    ['letters beyond ASCII', '<svg id="é😀">ünï</svg>', `<svg${BINDING} id="é😀">${ELEMENT}ünï</svg>`],
  ])('keeps every other byte of a picture with %s', (_, svg, expected) => {
    expect(bakeText(svg)).toBe(expected)
    expect(read(expected)).toEqual({ text: BADGE, carrier: 'svg', problems: [] })
  })

  it('splits what would end the CDATA section', () => {
    const badge = { text: ']]>', more: ']]]>]]>>', '<![CDATA[': '&amp;' }
    const svg = bakeText(SVG, badge)
    expect(svg).toContain(']]]]><![CDATA[>')
    expect(unbake(bytesOf(svg))).toBe(JSON.stringify(badge))
  })

  it('escapes the two characters that XML does not know', () => {
    const svg = bakeText(SVG, { text: '\ufffe\uffff\u{1fffe}' })
    expect(svg).not.toMatch(/[\ufffe\uffff]/)
    expect(JSON.parse(unbake(bytesOf(svg)))).toEqual({ text: '\ufffe\uffff\u{1fffe}' })
  })

  it('writes line feeds where the JSON has carriage returns', () => {
    const baked = bakeText(SVG, '{\r\n"a":\r1}')
    expect(baked).not.toContain('\r')
    expect(unbake(bytesOf(baked))).toBe('{\n"a":\n1}')
  })

  it('gives any text back, and changes nothing but the two insertions', () => {
    const xmlText = fc
      .string({ unit: 'binary' })
      .map((text) => JSON.stringify(text).replace(/[<&\ufffe\uffff]|]]>/g, '.'))
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })),
        xmlText,
        (badge, text) => {
          const [before, after] = ['<svg', ` data-x='${text.replaceAll("'", '')}'>${text}</svg>`]
          const result = bakeText(before + after, badge)
          expect(JSON.parse(unbake(bytesOf(result)))).toEqual(JSON.parse(JSON.stringify(badge)))
          expect(result.startsWith(`${before}${BINDING}`)).toBe(true)
          expect(result.replace(BINDING, '').replace(/<openbadges:credential>.*<\/openbadges:credential>/su, '')).toBe(
            before + after,
          )
        },
      ),
      { numRuns: 200 },
    )
  })

  it.each([
    ['an Open Badges 3.0 badge', `<o:credential xmlns:o="${NS}"><![CDATA[{}]]></o:credential>`],
    ['one that closes itself', `<o:credential xmlns:o="${NS}" verify="x"/>`],
    ['an empty one', `<o:credential xmlns:o="${NS}"/>`],
    ['one inside another', `<o:credential xmlns:o="${NS}">{<o:credential>{}</o:credential>}</o:credential>`],
    ['several', `<credential xmlns="${NS}">{}</credential>`.repeat(3)],
    ['an Open Badges 2.0 badge', '<o:assertion xmlns:o="http://openbadges.org" verify="https://issuer.example/1"/>'],
    ['a learner record', '<credential xmlns="https://purl.imsglobal.org/clr/v2p0">{}</credential>'],
    [
      'a badge in a namespace seen in the wild',
      '<credential xmlns="https://purl.imsglobal.org/spec/ob/v3p0">{}</credential>',
    ],
  ])('refuses a picture that holds %s, and replaces it on request', async (_, element) => {
    for (const svg of [svgWith(element), SVG.replace('</svg>', `<g>${element}</g></svg>`)]) {
      expect(await codeOf(() => bakeText(svg))).toBe('image.already_baked')
      expect(bakeText(svg, BADGE, { replace: true })).toBe(bakeText(svg.replace(element, '')))
    }
  })

  it('replaces as if it had baked for the first time', () => {
    expect(bakeText(bakeText(SVG, { old: true }), JWS, { replace: true })).toBe(bakeText(SVG, JWS))
  })

  it('writes ASCII only into a picture that is declared in an older encoding', async () => {
    const svg = '<?xml version="1.0" encoding="ISO-8859-1"?><svg/>'
    const result = bake(bytesOf(svg), { name: 'é😀' })
    expect(result.every((byte) => byte < 0x80)).toBe(true)
    expect(JSON.parse(unbake(result))).toEqual({ name: 'é😀' })
    expect(await codeOf(() => bakeText(svg.replace('<svg/>', '<svg id="é"/>')))).toBe('image.unknown')
  })

  it('does not make a picture larger than it can read', async () => {
    const fill = (length: number) => `<svg>${'x'.repeat(length - 11)}</svg>`
    const overhead = bakeText('<svg></svg>').length - 11
    expect(await codeOf(() => bakeText(fill(8_388_608 - overhead)))).toBe('none')
    expect(await codeOf(() => bakeText(fill(8_388_608 - overhead + 1)))).toBe('limit.size')
  })
})

describe('reading an SVG', () => {
  it('says that a picture without a badge has probably lost it', async () => {
    expect(await codeOf(() => read(SVG))).toBe('svg.no_credential')
    expect(() => read(SVG)).toThrow(/Phones/)
  })

  it.each([
    ['a default namespace', `<credential xmlns="${NS}">${BADGE}</credential>`],
    ['another prefix', `<x:credential xmlns:x="${NS}">${BADGE}</x:credential>`],
    ['white space around it', `<x:credential xmlns:x="${NS}">\n  <![CDATA[\n${BADGE}\n]]>\r\n</x:credential>`],
    [
      'comments in between',
      `<x:credential xmlns:x="${NS}"><!-- a -->{"name"<!-- b -->:"Rubric Design"}</x:credential>`,
    ],
    ['character references', `<x:credential xmlns:x="${NS}">{&quot;name&#x22;:"Rubric Design"}</x:credential>`],
    ['an empty verify', `<x:credential xmlns:x="${NS}" verify=""><![CDATA[${BADGE}]]></x:credential>`],
    ['depth', `<g><g><x:credential xmlns:x="${NS}">${BADGE}</x:credential></g></g>`],
  ])('finds a credential with %s', (_, element) => {
    expect(read(svgWith(element))).toEqual({ text: BADGE, carrier: 'svg', problems: [] })
  })

  it('finds a JWT in verify, once or repeated in the body', () => {
    expect(read(svgWith(`<x:credential xmlns:x="${NS}" verify=" ${JWS} "/>`)).text).toBe(JWS)
    expect(read(svgWith(`<x:credential xmlns:x="${NS}" verify="${JWS}">\n${JWS}</x:credential>`)).text).toBe(JWS)
  })

  it.each([
    ['another namespace', '<x:credential xmlns:x="https://purl.imsglobal.org/ob/v3p0/">{}</x:credential>'],
    ['no namespace', '<credential>{}</credential>'],
    ['another name', `<x:Credential xmlns:x="${NS}">{}</x:Credential>`],
    ['the name of Open Badges 2.0', `<x:assertion xmlns:x="${NS}">{}</x:assertion>`],
    ['a comment around it', `<!-- <x:credential xmlns:x="${NS}">{}</x:credential> -->`],
    ['CDATA around it', `<desc><![CDATA[<x:credential xmlns:x="${NS}">{}</x:credential>]]></desc>`],
    ['nothing in it', `<x:credential xmlns:x="${NS}"> </x:credential>`],
    ['a verify in its namespace', `<x:credential xmlns:x="${NS}" x:verify="${JWS}"/>`],
  ])('does not take an element with %s for a badge', async (_, element) => {
    expect(await codeOf(() => read(svgWith(element)))).toBe('svg.no_credential')
  })

  it.each([
    ['Open Badges 2.0', `<o:assertion xmlns:o="http://openbadges.org"><![CDATA[${BADGE}]]></o:assertion>`, BADGE],
    [
      'Open Badges 2.0, hosted',
      `<o:assertion xmlns:o="http://openbadges.org" verify="https://issuer.example/1">${BADGE}</o:assertion>`,
      BADGE,
    ],
    [
      'Open Badges 2.0, signed',
      `<o:assertion xmlns:o="http://openbadges.org" verify="${JWS}">${BADGE}</o:assertion>`,
      JWS,
    ],
    ['CLR 2.0', `<c:credential xmlns:c="https://purl.imsglobal.org/clr/v2p0">${BADGE}</c:credential>`, BADGE],
    [
      'a namespace seen in the wild',
      `<c:credential xmlns:c="https://purl.imsglobal.org/spec/ob/v3p0">${BADGE}</c:credential>`,
      BADGE,
    ],
  ])('finds a badge under %s, and notes it', (_, element, expected) => {
    const { text, problems } = read(svgWith(element))
    expect(text).toBe(expected)
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['image.carrier', 'note']])
  })

  it('takes the badge of Open Badges 3.0 where its predecessor stands beside it', () => {
    const old = '<o:assertion xmlns:o="http://openbadges.org">{}</o:assertion>'
    const badge = `<o:credential xmlns:o="${NS}">${BADGE}</o:credential>`
    for (const svg of [svgWith(old, badge), svgWith(badge, old), svgWith(badge, old, old)]) {
      expect(read(svg)).toEqual({ text: BADGE, carrier: 'svg', problems: [] })
    }
  })

  it.each([
    ['twice', `<o:credential xmlns:o="${NS}">{}</o:credential>`.repeat(2)],
    ['twice, once empty', `<o:credential xmlns:o="${NS}">{}</o:credential><o:credential xmlns:o="${NS}"/>`],
    ['in itself', `<o:credential xmlns:o="${NS}">{}<o:credential>{}</o:credential></o:credential>`],
    ['in verify and another one beside it', `<o:credential xmlns:o="${NS}" verify="${JWS}">{}</o:credential>`],
    [
      'under two other namespaces',
      '<assertion xmlns="http://openbadges.org">{}</assertion><credential xmlns="https://purl.imsglobal.org/clr/v2p0">{}</credential>',
    ],
  ])('refuses a picture with a badge %s', async (_, elements) => {
    expect(await codeOf(() => read(svgWith(elements)))).toBe('svg.multiple_credentials')
  })

  it.each([
    ['<!DOCTYPE svg>', '<!DOCTYPE svg>'],
    [
      'one with a public identifier',
      '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
    ],
    ['one with entities', '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/hostname">]>'],
  ])('refuses a document type: %s', async (_, doctype) => {
    expect(await codeOf(() => read(doctype + bakeText(SVG)))).toBe('svg.doctype')
    expect(await codeOf(() => bakeText(doctype + SVG))).toBe('svg.doctype')
    expect(await codeOf(() => read(`<!-- ${doctype.replaceAll('--', '')} -->${bakeText(SVG)}`))).toBe('none')
  })

  it.each([
    ['a missing end', '<svg>'],
    ['an end of another name', '<svg></svgs>'],
    ['two roots', '<svg/><svg/>'],
    ['text after its root', '<svg/>x'],
    ['an entity without definition', '<svg>&nbsp;</svg>'],
    ['a prefix without binding', '<svg><a:b/></svg>'],
    ['an attribute twice', '<svg a="1" a="2"/>'],
    ['a value without quotes', '<svg a=1/>'],
    ['a control character', '<svg>\u0001</svg>'],
    ['an element in its badge', svgWith(`<o:credential xmlns:o="${NS}">{<b/>}</o:credential>`)],
  ])('calls a picture with %s malformed', async (_, svg) => {
    expect(await codeOf(() => read(svg))).toBe('svg.malformed')
  })

  it('repeats nothing that the file says in what it tells people', () => {
    const svg = `<svg xmlns:a="IGNORE" xmlns:b="IGNORE" a:x="" b:x=""/>`
    expect(() => read(svg)).toThrow(OpenBadgesError)
    expect(() => read(svg)).not.toThrow(/IGNORE/)
  })

  it('reads 64 elements deep, and not one deeper', async () => {
    const nested = (depth: number) => svgWith('<g>'.repeat(depth - 1) + '</g>'.repeat(depth - 1))
    expect(await codeOf(() => read(nested(64)))).toBe('svg.no_credential')
    expect(await codeOf(() => read(nested(65)))).toBe('limit.depth')
    expect(await codeOf(() => read(`<svg>${'<g>'.repeat(100_000)}`))).toBe('limit.depth')
  })

  it('reads 8 MiB, and not a byte more', async () => {
    const fill = (length: number) => `<svg>${'x'.repeat(length - 11)}</svg>`
    expect(await codeOf(() => read(fill(8_388_608)))).toBe('svg.no_credential')
    expect(await codeOf(() => read(fill(8_388_609)))).toBe('limit.size')
  })

  it('reads 1 MiB of text, and not a byte more', async () => {
    const badge = (length: number) => `<svg><credential xmlns="${NS}">${'x'.repeat(length)}</credential></svg>`
    expect(read(badge(1_048_576)).text).toHaveLength(1_048_576)
    expect(await codeOf(() => read(badge(1_048_577)))).toBe('limit.size')
    expect(await codeOf(() => read(badge(1_048_576).replace('xxx', 'éxx')))).toBe('limit.size')
  })

  it('reads 1,000 attributes and 200,000 tags, and not one more', async () => {
    const attributes = (count: number) => `<svg ${Array.from({ length: count }, (_, i) => `a${i}=""`).join(' ')}/>`
    expect(await codeOf(() => read(attributes(1_000)))).toBe('svg.no_credential')
    expect(await codeOf(() => read(attributes(1_001)))).toBe('limit.values')
    const tags = (count: number) => `<svg>${'<g/>'.repeat(count - 2)}</svg>`
    expect(await codeOf(() => read(tags(200_000)))).toBe('svg.no_credential')
    expect(await codeOf(() => read(tags(200_001)))).toBe('limit.values')
    expect(await codeOf(() => read(`<svg>${'&#9;'.repeat(200_001)}</svg>`))).toBe('limit.values')
  })

  it('reads UTF-8 and says so of everything else', async () => {
    const utf16 = Buffer.from(`\ufeff${bakeText(SVG)}`, 'utf16le')
    expect(await codeOf(() => unbake(utf16))).toBe('image.unknown')
    expect(await codeOf(() => unbake(utf16.subarray(2)))).toBe('image.unknown')
    expect(await codeOf(() => unbake(Buffer.from(utf16).swap16()))).toBe('image.unknown')
    expect(() => unbake(utf16)).toThrow(/UTF-16/)
    const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>${bakeText(SVG)}`
    expect(await codeOf(() => read(declared('UTF-8')))).toBe('none')
    expect(await codeOf(() => read(declared('windows-1252')))).toBe('none')
    expect(await codeOf(() => read(declared('UTF-7')))).toBe('image.unknown')
    const latin1 = Buffer.from(declared('iso-8859-1').replace('Rubric', 'Rübric'), 'latin1')
    expect(await codeOf(() => unbake(latin1))).toBe('image.unknown')
    expect(await codeOf(() => unbake(Buffer.from('<svg id="é"/>', 'latin1')))).toBe('json.encoding')
  })

  it.each([
    ['UTF-8 by another name', '<?xml version="1.0" encoding="utf8"?>', 'none'],
    ['UTF-8 with spaces around the sign', '<?xml version="1.0" encoding = \'UTF-8\' ?>', 'none'],
    ['another with spaces around the sign', '<?xml version="1.0" encoding = "UTF-7" ?>', 'image.unknown'],
    ['one that begins like UTF-8', '<?xml version="1.0" encoding="UTF-8x"?>', 'image.unknown'],
    ['one that ends like UTF-8', '<?xml version="1.0" encoding="x-UTF-8"?>', 'image.unknown'],
    ['one in another instruction', '<?other encoding="UTF-7"?>', 'none'],
    ['one in an instruction after the declaration', '<?xml version="1.0"?><?other encoding="UTF-7"?>', 'none'],
    ['one after a byte order mark', '\ufeff<?xml version="1.0" encoding="UTF-7"?>', 'image.unknown'],
  ])('takes its encoding from the declaration alone: %s', async (_, start, code) => {
    expect(await codeOf(() => read(start + bakeText(SVG)))).toBe(code)
  })

  it.each([
    [0x7f, 'none'],
    [0x80, 'image.unknown'],
  ])('takes the byte %i in an older encoding for the same or for nothing', async (byte, code) => {
    const bytes = Buffer.from(`<?xml version="1.0" encoding="windows-1252"?>${bakeText(SVG).replace('M0', 'M?')}`)
    bytes[bytes.indexOf('M?') + 1] = byte
    expect(await codeOf(() => unbake(bytes))).toBe(code)
  })

  it('is XML 1.0, whatever version it declares', async () => {
    for (const version of ['1.0', '1.1']) {
      expect(await codeOf(() => read(`<?xml version="${version}"?>${bakeText(SVG)}`))).toBe('none')
      const odd = `<?xml version="${version}"?>${svgWith('&#1;')}`
      expect(await codeOf(() => read(odd))).toBe('svg.malformed')
    }
  })

  it.each([
    [`<svg>${'\n'.repeat(11)}${' '.repeat(12)}</svgs>`, '(line 12, column 19: unexpected close tag)'],
    ['<svg a="1" a="2"/>', '(line 1, column 18: duplicate attribute)'],
    ['<svg>&nbsp;</svg>', '(line 1, column 11: undefined entity)'],
    ['<svg><g></svg', '(line 1, column 13: unclosed tag)'],
    ['<?xml version="2.0"?><svg/>', ': version number must match /^1\\.[0-9]+$/)'],
  ])('says where and how it is malformed', (svg, words) => {
    expect(() => read(svg)).toThrow(words)
  })

  it.each(['<g/>', '<html xmlns="http://www.w3.org/1999/xhtml"/>', '<svg xmlns="urn:x"/>'])(
    'has an svg at its root, and not %s',
    async (markup) => expect(await codeOf(() => scanSvg(markup))).toBe('image.unknown'),
  )

  it('is answered with a code, wherever it was cut', async () => {
    const baked = bytesOf(`\ufeff<?xml version="1.0"?>\r\n<!-- é -->${bakeText(SVG, { name: 'é]]>😀' })}`)
    expect(await codeOf(() => unbake(baked))).toBe('none')
    for (let length = 0; length < baked.length; length++) {
      expect(await codeOf(() => unbake(baked.subarray(0, length)))).not.toBe('none')
    }
  })

  it('is answered with a code, whatever was changed', () => {
    const baked = bakeText(SVG, { name: ']]>' })
    const patch = fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      '/',
      '!',
      '?',
      '[',
      ']]>',
      '\0',
      '-',
      ':',
      '<!',
      '<!--',
      '<?',
      '&#',
      'x',
    )
    fc.assert(
      fc.property(
        fc.nat(baked.length),
        fc.nat(3),
        patch,
        fc.string({ unit: 'binary', maxLength: 3 }),
        (at, cut, text, more) => {
          const svg = baked.slice(0, at) + text + more + baked.slice(at + cut)
          try {
            unbake(bytesOf(svg))
            bake(bytesOf(svg), BADGE, { replace: true })
          } catch (error) {
            if (!(error instanceof OpenBadgesError)) throw error
          }
        },
      ),
      { numRuns: 1000 },
    )
  })
})
