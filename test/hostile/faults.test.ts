import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type VerificationReport, verifyCredential } from '../../src/index.ts'
import { type HttpsWorld, type Route, startHttpsWorld } from '../support/https-world.ts'
import type { Doc } from './document.ts'
import { LIST, listOf, withStatus } from './families/status.ts'
import { type Change, type Form, NOW, optionsOf, seal, startWork, type Work } from './forge.ts'
import { makeParties, type Parties, SITE_ID, SITE_JWKS, WEB_DOCUMENT } from './parties.ts'
import { randomFrom } from './random.ts'
import { proofOver } from './sign.ts'

/** Every fetch that a verification can make, and every way in which the network fails there, over real sockets. */

const REFRESH = 'https://refresh.example/badge'
const BADGE = 'https://badges.example/1'
const METHOD = 'https://college.example/keys/1'
const REVOKED = 'https://lists.example/revoked'
const HOSTS = ['school.example', 'college.example', 'lists.example', 'refresh.example', 'badges.example']
const HASTY = 250

const EMBEDDED: Form = { securing: 'rdfc', carrier: 'text' }

/** A place at which something is fetched: a badge that needs it, and what lies there when all is well. */
interface Place {
  readonly url: string
  readonly form: Form
  readonly change: Change
  /** What the report must say when it cannot be had. */
  readonly verdict: 'indeterminate' | 'valid'
  readonly link?: boolean
  readonly serves?: (work: Work) => Record<string, Doc>
}

const PLACES: Readonly<Record<string, Place>> = {
  'the did.json of the issuer': {
    url: WEB_DOCUMENT,
    form: EMBEDDED,
    change: { name: '', issuer: 'web' },
    verdict: 'indeterminate',
  },
  'the controller document of the issuer': {
    url: SITE_ID,
    form: EMBEDDED,
    change: { name: '', issuer: 'site' },
    verdict: 'indeterminate',
  },
  'the key of the issuer in a document of its own': {
    url: METHOD,
    form: EMBEDDED,
    change: {
      name: '',
      issuer: 'site',
      before: ({ proof }) => {
        proof.verificationMethod = METHOD
      },
    },
    verdict: 'indeterminate',
    serves: ({ party }) => ({
      [SITE_ID]: { id: SITE_ID, assertionMethod: [METHOD] },
      [METHOD]: { id: METHOD, type: 'Multikey', controller: SITE_ID, publicKeyMultibase: party.multibase ?? '' },
    }),
  },
  'the JWK set of the issuer': {
    url: SITE_JWKS,
    form: { securing: 'RS256', carrier: 'text' },
    change: {
      name: '',
      issuer: 'siteRsa',
      claims: ({ header }) => {
        header.kid = 'key-1'
      },
    },
    verdict: 'indeterminate',
    serves: ({ party }) => ({ [SITE_JWKS]: party.publishes()[SITE_JWKS] as Doc }),
  },
  'the status list': {
    url: LIST,
    form: EMBEDDED,
    change: {
      name: '',
      issuer: 'ed',
      before: async (work) => {
        withStatus(work)
        work.world[LIST] = await listOf(work)
      },
    },
    verdict: 'indeterminate',
  },
  'the list of revoked credentials': {
    url: REVOKED,
    form: EMBEDDED,
    change: {
      name: '',
      issuer: 'ed',
      contents: ['extended'],
      before: (work) => {
        work.credential.credentialStatus = { id: REVOKED, type: '1EdTechRevocationList' }
        work.world[REVOKED] = { json: { id: REVOKED, issuer: work.party.id, revokedCredential: [] } }
      },
    },
    verdict: 'indeterminate',
  },
  'the refreshed badge': {
    url: REFRESH,
    form: EMBEDDED,
    change: {
      name: '',
      issuer: 'ed',
      contents: ['extended'],
      before: async (work) => {
        work.credential.refreshService = { id: REFRESH, type: '1EdTechCredentialRefresh' }
        const newer = { ...structuredClone(work.credential), validFrom: '2026-04-01T00:00:00Z' }
        const proof = [await proofOver(newer, optionsOf('rdfc', work.party), work.party)]
        work.world[REFRESH] = { json: { ...newer, proof } }
      },
    },
    // An unreachable refresh service leaves the badge as it was presented, with a note.
    verdict: 'valid',
  },
  'the badge behind a link': {
    url: BADGE,
    form: EMBEDDED,
    change: { name: '', issuer: 'ed' },
    verdict: 'indeterminate',
    link: true,
    serves: ({ signed }) => ({ [BADGE]: signed }),
  },
}

const FAILURES: Readonly<Record<string, Route | 'refused'>> = {
  'is refused': 'refused',
  'is reset before the answer': (request) => request.socket.destroy(),
  'is reset in mid body': (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
    response.write('{"id":', () => request.socket.destroy())
  },
  'is never answered': () => undefined,
  'comes bit by bit without end': (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  },
  'comes fast without end': (_, response) => {
    const chunk = Buffer.alloc(65_536, 0x20)
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    }
    response.on('drain', more)
    response.writeHead(200, { 'content-type': 'application/json' })
    more()
  },
  'is a page for people': (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title>')
  },
  'is a picture without a badge': (_, response) => {
    response.writeHead(200, { 'content-type': 'image/gif' }).end('GIF89a\u0001\u0000\u0001\u0000')
  },
  'is shorter than it says': (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
    response.write('{}', () => request.socket.end())
  },
  'is empty': (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end()
  },
  'is an error of the server': (_, response) => {
    response.writeHead(503).end('later')
  },
  'is somewhere else': (_, response) => {
    response.writeHead(302, { location: 'https://badges.example/elsewhere' }).end()
  },
}

let world: HttpsWorld
let parties: Parties

beforeAll(async () => {
  parties = makeParties()
  world = await startHttpsWorld({}, HOSTS)
})

afterAll(() => world.close())

interface Prepared {
  readonly input: string
  readonly place: Place
  readonly documents: Record<string, unknown>
}

async function prepare(place: Place): Promise<Prepared> {
  const work = startWork(randomFrom(1), place.form, place.change, parties)
  await place.change.before?.(work)
  const text = await seal(work, place.change)
  const own = Object.fromEntries(Object.entries(work.world).map(([url, { json }]) => [url, json]))
  return { input: place.link ? place.url : text, place, documents: place.serves?.(work) ?? own }
}

/** Verifies while one of the documents fails; the others come from the same world. */
async function verify(
  { input, place, documents }: Prepared,
  failure: Route | 'refused' | undefined,
): Promise<VerificationReport> {
  for (const [url, document] of Object.entries(documents)) world.put(url, document as object)
  if (typeof failure === 'function') world.put(place.url, failure)
  const closed = failure === 'refused' ? { resolve: async (host: string) => addressOf(host, place) } : {}
  return verifyCredential(input, {
    now: NOW,
    documentLoader: world.loader({
      timeoutMilliseconds: failure === undefined ? 5000 : HASTY,
      cacheSeconds: 0,
      dangerous: { ...world.dangerous, allowAddress: (address) => address.startsWith('127.'), ...closed },
    }),
  })
}

/** Nobody listens on the second loopback address, at the port of the world. */
function addressOf(host: string, { url }: Place): string[] {
  return [new URL(url).hostname === host ? '127.0.0.2' : '127.0.0.1']
}

describe.each(Object.entries(PLACES))('%s', (_, place) => {
  let prepared: Prepared

  beforeAll(async () => {
    prepared = await prepare(place)
  })

  it('is fetched, and then the badge is good', async () => {
    const report = await verify(prepared, undefined)
    expect([report.verdict, report.problems.filter(({ severity }) => severity === 'error')]).toEqual(['valid', []])
    expect(world.requests).toContain(place.url)
  })

  it.each(Object.entries(FAILURES))('%s: undecided in time', async (_, failure) => {
    const start = performance.now()
    const report = await verify(prepared, failure)
    expect(performance.now() - start).toBeLessThan(20_000)
    expect([report.verdict, report.problems.length > 0]).toEqual([place.verdict, true])
  })
})
