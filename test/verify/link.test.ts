import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bake } from '../../src/bake/index.ts'
import { verifyCredential } from '../../src/verify.ts'
import { type HttpsWorld, type Route, startHttpsWorld } from '../support/https-world.ts'
import { bytesOf, pngWith } from '../support/images.ts'
import { draftOf, issuerWith, jwtOf, NOW, signRaw, summaryOf } from '../support/signed.ts'

const SITE = 'https://cce.example'
const PAGE = `${SITE}/badges/1`

const issuer = await issuerWith()
const draft = await draftOf(issuer)
const badge = await signRaw(draft, issuer.signer)
const jwt = await jwtOf(draft, issuer.signer)
const svg = bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>')

let world: HttpsWorld
beforeAll(async () => {
  world = await startHttpsWorld({}, ['cce.example', 'files.example'])
})
afterAll(() => world.close())

async function verify(url: string | URL, routes: Record<string, Route>) {
  for (const [at, route] of Object.entries(routes)) world.put(at, route)
  world.requests.length = 0
  const report = await verifyCredential(url, { now: NOW, documentLoader: world.loader({ cacheSeconds: 0 }) })
  for (const at of Object.keys(routes)) world.put(at, undefined)
  return report
}

function served(body: string | Uint8Array, type: string): Route {
  return (_, response) => void response.writeHead(200, { 'content-type': type }).end(body)
}

function page(head: string, type = 'text/html; charset=utf-8'): Route {
  return served(`<!doctype html><html><head><title>A badge</title>${head}</head><body>…</body></html>`, type)
}

describe('a link', () => {
  it.each<[string, Route, readonly string[]]>([
    ['JSON', badge, ['DataIntegrityProof']],
    ['JSON under its own type', served(JSON.stringify(badge), 'application/vc+ld+json'), []],
    ['a JWT as text', jwt, ['JWT']],
    ['a JWT under its own type', served(`${jwt}\n`, 'application/vc+jwt'), ['JWT']],
    ['a PNG', bake(pngWith(), badge as never), []],
    ['a PNG with a JWT', bake(pngWith(), jwt), ['JWT']],
    ['an SVG', served(bake(svg, badge as never), 'image/svg+xml'), []],
    ['bytes of which nobody says what they are', served(JSON.stringify(badge), 'application/octet-stream'), []],
  ])('leads to %s', async (_, route) => {
    for (const url of [PAGE, new URL(PAGE), ` ${PAGE}\n`]) {
      const report = await verify(url, { [PAGE]: route })
      expect(summaryOf(report)).toEqual(['valid'])
      expect(report.source).toMatchObject({ carrier: 'url', url: PAGE })
      expect(world.requests).toEqual([PAGE])
    }
  })

  it('is kept as text as it was signed, to be stored', async () => {
    expect((await verify(PAGE, { [PAGE]: jwt })).source.text).toBe(jwt)
    expect(JSON.parse((await verify(PAGE, { [PAGE]: badge })).source.text ?? '')).toEqual(badge)
  })

  it.each<[string, string, string]>([
    [
      'with an absolute address',
      `<link rel="alternate" type="application/vc+ld+json" href="https://files.example/b.json">`,
      'https://files.example/b.json',
    ],
    ['with a relative address', '<link rel="alternate" type="application/json" href="../b.json">', `${SITE}/b.json`],
    [
      'in other order and case',
      "<LINK HREF='/b.json' TYPE='Application/LD+JSON; profile=x' REL='nofollow ALTERNATE'>",
      `${SITE}/b.json`,
    ],
    ['without quotation marks', '<link rel=alternate type=application/json href=/b.json>', `${SITE}/b.json`],
    [
      'with entities in the address',
      '<link rel="alternate" type="application/json" href="/b.json?a=1&amp;b=2">',
      `${SITE}/b.json?a=1&b=2`,
    ],
    [
      'as a link in the text',
      '<p><a rel="alternate" type="application/json" href="/b.json">the file</a>',
      `${SITE}/b.json`,
    ],
    [
      'after others that are no badge',
      '<link rel="alternate" type="application/rss+xml" href="/feed"><link rel="stylesheet" href="/x.css"><link rel="alternate" type="application/json" href="/b.json">',
      `${SITE}/b.json`,
    ],
    [
      'after one in a comment',
      '<!-- <link rel="alternate" type="application/json" href="/old.json"> --><link rel="alternate" type="application/json" href="/b.json">',
      `${SITE}/b.json`,
    ],
    [
      'after one without address',
      '<link rel="alternate" type="application/json"><link rel="alternate" type="application/json" href="/b.json">',
      `${SITE}/b.json`,
    ],
    [
      'twice, of which the first counts',
      '<link rel="alternate" type="application/json" href="/b.json"><link rel="alternate" type="application/json" href="/c.json">',
      `${SITE}/b.json`,
    ],
  ])('leads to a page that links to the badge: %s', async (_, head, target) => {
    const report = await verify(PAGE, { [PAGE]: page(head), [target]: badge })
    expect(summaryOf(report)).toEqual(['valid'])
    expect(report.source).toMatchObject({ carrier: 'url', url: target })
    expect(world.requests).toEqual([PAGE, target])
  })

  it.each([
    ['image/png', bake(pngWith(), badge as never)],
    ['image/svg+xml', bake(svg, badge as never)],
    ['application/vc+jwt', jwt],
  ])('leads to a page that links to a badge as %s', async (type, route) => {
    const report = await verify(PAGE, {
      [PAGE]: page(`<link rel="alternate" type="${type}" href="/b">`),
      [`${SITE}/b`]: route,
    })
    expect(summaryOf(report)).toEqual(['valid'])
  })

  it('leads to a page whose type nobody says', async () => {
    const html = '<!-- made by hand -->\n<!doctype html><link rel="alternate" type="application/json" href="/b.json">'
    const report = await verify(PAGE, { [PAGE]: bytesOf(html), [`${SITE}/b.json`]: badge })
    expect(summaryOf(report)).toEqual(['valid'])
  })

  it.each<[string, string]>([
    ['that links to no badge', '<link rel="stylesheet" href="/x.css">'],
    ['that links to a badge only in a comment', '<!-- <link rel="alternate" type="application/json" href="/b.json">'],
    ['that links to nothing that is an address', '<link rel="alternate" type="application/json" href="https://">'],
    ['that is linked otherwise', '<link rel="canonical" type="application/json" href="/b.json">'],
  ])('leads to a page %s, and stays undecided', async (_, head) => {
    const report = await verify(PAGE, { [PAGE]: page(head), [`${SITE}/b.json`]: badge })
    expect(summaryOf(report)).toEqual(['indeterminate', 'link.no_credential'])
    expect(report.source).toMatchObject({ carrier: 'url', url: PAGE })
    expect(world.requests).toEqual([PAGE])
  })

  it('is followed one step and no further', async () => {
    const next = page('<link rel="alternate" type="application/json" href="/c.json">')
    const report = await verify(PAGE, {
      [PAGE]: page('<link rel="alternate" type="application/json" href="/b.json">'),
      [`${SITE}/b.json`]: next,
      [`${SITE}/c.json`]: badge,
    })
    expect(summaryOf(report)).toEqual(['indeterminate', 'link.no_credential'])
    expect(world.requests).toEqual([PAGE, `${SITE}/b.json`])
  })

  it('is followed through the guard only', async () => {
    for (const [href, code] of [
      ['http://cce.example/b.json', 'net.scheme'],
      ['https://cce.example:8443/b.json', 'net.port'],
      ['https://user:secret@cce.example/b.json', 'net.scheme'],
      ['file:///etc/hosts', 'net.scheme'],
      ['data:application/json,{}', 'net.scheme'],
      ['https://nowhere.example/b.json', 'net.unreachable'],
    ]) {
      const report = await verify(PAGE, {
        [PAGE]: page(`<link rel="alternate" type="application/json" href="${href}">`),
      })
      expect(summaryOf(report)).toEqual(['indeterminate', code])
      expect(world.requests).toEqual([PAGE])
    }
  })

  it.each<[string, string, readonly string[], Route | undefined]>([
    ['nothing', PAGE, ['indeterminate', 'net.http_status'], undefined],
    ['text that is no badge', PAGE, ['invalid', 'json.syntax'], 'Hello'],
    ['JSON that is no badge', PAGE, ['invalid', 'credential.type'], {}],
    ['a picture without a badge', PAGE, ['indeterminate', 'png.no_credential'], pngWith()],
    ['an empty answer', PAGE, ['indeterminate', 'link.no_credential'], served('', 'application/json')],
    ['an empty answer of no type', PAGE, ['indeterminate', 'link.no_credential'], new Uint8Array()],
    ['a blank answer', PAGE, ['indeterminate', 'link.no_credential'], served(' \r\n', 'text/plain')],
    ['a badge cut short', PAGE, ['invalid', 'json.syntax'], JSON.stringify(badge).slice(0, -20)],
    ['another link', PAGE, ['invalid', 'json.syntax'], `${SITE}/other`],
    ['something over http', 'http://cce.example/badges/1', ['indeterminate', 'net.scheme'], undefined],
    [
      'another place',
      PAGE,
      ['indeterminate', 'net.redirect'],
      (_, response) => void response.writeHead(301, { location: `${SITE}/b.json` }).end(),
    ],
    ['more than 8 MiB', PAGE, ['indeterminate', 'net.too_large'], new Uint8Array(8_388_609)],
  ])('that leads to %s says so', async (_, url, expected, route) => {
    const report = await verify(url, {
      [PAGE]: route ?? ((_, response) => void response.writeHead(404).end()),
      [`${SITE}/b.json`]: badge,
    })
    expect(summaryOf(report)).toEqual(expected)
    expect(report.source).toMatchObject({ carrier: 'url', url })
  })

  it('to a page that names an empty file says which', async () => {
    const empty = `${SITE}/empty.json`
    const link = page(`<link rel="alternate" type="application/vc+ld+json" href="${empty}">`)
    const report = await verify(PAGE, { [PAGE]: link, [empty]: '' })
    expect([...summaryOf(report), report.source.url, report.needs]).toEqual([
      'indeterminate',
      'link.no_credential',
      empty,
      [empty],
    ])
  })

  it('in a badge is never followed: a text that is a link is a text', async () => {
    const report = await verify(PAGE, {
      [PAGE]: served(JSON.stringify(`${SITE}/b.json`), 'application/json'),
      [`${SITE}/b.json`]: badge,
    })
    expect(summaryOf(report)).toEqual(['invalid', 'credential.type'])
    expect(world.requests).toEqual([PAGE])
  })

  it('that is a file: URL is not read', async () => {
    expect(summaryOf(await verify(new URL('file:///etc/hosts'), {}))).toEqual(['indeterminate', 'net.scheme'])
  })
})

describe('reading pages', () => {
  it.each<[string, string]>([
    ['open tags', '<a '.repeat(200_000)],
    ['attributes without end', `<a ${'b '.repeat(300_000)}`],
    ['quotation marks without end', `<a b="`.repeat(100_000)],
    ['white space', `<a${' '.repeat(900_000)}`],
    ['equal signs', `<a ${'= '.repeat(300_000)}`],
    ['comments', '<!--'.repeat(200_000)],
    ['comments before', `${'<!-- -->'.repeat(100_000)}`],
  ])('takes time in proportion, also for %s', async (_, markup) => {
    const started = performance.now()
    const report = await verify(PAGE, { [PAGE]: served(`<!doctype html>${markup}`.slice(0, 1_000_000), 'text/html') })
    expect(summaryOf(report)).toEqual(['indeterminate', 'link.no_credential'])
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})
