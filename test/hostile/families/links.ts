import type { ErrorCode } from '../../../src/codes.ts'
import type { Route } from '../case.ts'
import type { Doc, Json } from '../document.ts'
import { type Fault, type Form, PLAIN, proofOf } from '../forge.ts'
import { LIST, listOf, withStatus } from './status.ts'

const ASKED: readonly Form[] = [
  { securing: 'rdfc', carrier: 'object' },
  { securing: 'jcs', carrier: 'text' },
  { securing: 'EdDSA', carrier: 'text' },
]

/** Whatever stands in a badge that is not good, nobody goes there. */
export const LURES: readonly Fault[] = ['rdfc', 'jcs', 'p256'].map(
  (securing): Fault => ({
    name: `a forged badge full of URLs, ${securing}`,
    code: 'proof.signature_invalid',
    forms: [{ securing: securing as Form['securing'], carrier: 'object' }],
    times: 5,
    before: async (work) => {
      withStatus(work)
      // The list is there and would say that nothing is wrong: it may not even be asked.
      work.world[LIST] = await listOf(work)
      work.allowed = Object.keys(work.party.publishes())
      work.credential['@context'] = [...(work.credential['@context'] as Json[]), ...extensions(work.credential)]
      work.credential.refreshService = { id: 'https://refresh.example/1', type: '1EdTechCredentialRefresh' }
      work.credential.evidence = [{ id: 'https://evidence.example/1', type: ['Evidence'] }]
    },
    after: async (work) => {
      work.signed.proof = [await proofOf(work, { ...work.credential, name: 'Another badge' })]
    },
  }),
)

const LINK = 'https://badges.example/1'

/** Links that lead to no badge. */
export const LINKS: readonly Fault[] = (
  [
    [
      'a page that links to nothing',
      { body: '<!doctype html><title>Badge</title>', type: 'text/html' },
      'link.no_credential',
    ],
    [
      'a page that links to another page',
      {
        body: `<!doctype html><link rel="alternate" type="application/vc+ld+json" href="${LINK}?page">`,
        type: 'text/html',
      },
      'net.http_status',
    ],
    [
      'a picture without a badge',
      { body: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3), type: 'image/jpeg' },
      'image.unknown',
    ],
    ['words', { body: 'moved to the new site', type: 'text/plain' }, 'json.syntax'],
    ['an error', { status: 410, body: 'gone' }, 'net.http_status'],
    ['a login', { status: 302, location: 'https://login.example/', body: '' }, 'net.redirect'],
    ['more than is read', { fails: 'endless', type: 'image/png' }, 'net.too_large'],
    ['JSON that is no badge', { json: { name: 'A badge' } }, 'credential.type'],
    ['a list', { json: [] }, 'credential.type'],
    ['null', { json: null }, 'credential.type'],
  ] as [string, Route, ErrorCode][]
).map(
  ([name, route, code]): Fault => ({
    name: `a link to ${name}`,
    code,
    forms: PLAIN,
    input: (work) => {
      work.world = { [LINK]: route }
      work.allowed = [LINK, `${LINK}?page`]
      return { value: LINK }
    },
  }),
)

export const BUDGETS: readonly Fault[] = [
  {
    name: 'a key that is only to be had over the network, which is not allowed',
    code: 'net.offline',
    forms: ASKED,
    issuer: 'web',
    before: ({ ask }) => {
      ask.offline = true
    },
  },
  {
    name: 'one request more than is allowed',
    code: 'net.too_many',
    forms: ASKED,
    issuer: 'web',
    before: ({ ask }) => {
      ask.limits = { requests: 0 }
    },
  },
  {
    name: 'no time at all',
    code: 'net.timeout',
    forms: ASKED,
    issuer: 'web',
    before: ({ ask }) => {
      ask.limits = { milliseconds: 0 }
    },
  },
]

const EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'

export function extensions(credential: Doc): Json[] {
  return (credential['@context'] as Json[]).includes(EXTENSIONS) ? [] : [EXTENSIONS]
}
