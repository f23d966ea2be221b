import { createHash } from 'node:crypto'
import type { ErrorCode } from '../../../src/codes.ts'
import type { Route } from '../case.ts'
import { at, type Doc, type Json } from '../document.ts'
import { CREATED, envelope, type Fault, type Form, PLAIN, proofOf, seal, type Work } from '../forge.ts'
import { proofOver, tokenOf } from '../sign.ts'
import { LIST, listOf, withStatus } from './status.ts'

const CHALLENGE = 'a3f1c2d4'
const DOMAIN = 'district.example'

export interface Presented {
  readonly document: Doc
  readonly options: Doc
}

/** A badge for the holder, presented by the holder. */
export async function present(
  work: Work,
  edit: (presented: Presented, work: Work) => void | Promise<void> = () => {},
): Promise<{ value: unknown }> {
  const { holder } = work.parties
  work.entry = 'presentation'
  work.ask = { ...work.ask, challenge: CHALLENGE, domain: DOMAIN }
  const document: Doc = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    holder: holder.id,
    verifiableCredential: [await badgeFor(work)],
  }
  const options: Doc = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created: CREATED,
    verificationMethod: holder.method,
    proofPurpose: 'authentication',
    challenge: CHALLENGE,
    domain: DOMAIN,
  }
  await edit({ document, options }, work)
  return { value: { ...document, proof: [await proofOver(document, options, holder)] } }
}

/** The badge of the form, issued to the holder. */
export async function badgeFor(work: Work): Promise<Json> {
  at(work.credential, 'credentialSubject').id = work.parties.holder.id
  const text = await seal(work)
  return work.form.securing === 'EdDSA' ? envelope(text) : (JSON.parse(text) as Json)
}

const PRESENTED: readonly Form[] = [
  { securing: 'rdfc', carrier: 'object' },
  { securing: 'jcs', carrier: 'object' },
  { securing: 'EdDSA', carrier: 'text' },
]

function presented(
  name: string,
  code: ErrorCode,
  edit: (presented: Presented, work: Work) => void | Promise<void>,
  forms = PRESENTED,
): Fault {
  return { name, code, forms, input: (work) => present(work, edit) }
}

/** The same as a `vp+jwt`. */
function presentedToken(name: string, code: ErrorCode, edit: (payload: Doc, header: Doc, work: Work) => void): Fault {
  return {
    name: `${name}, as a JWT`,
    code,
    forms: PRESENTED,
    input: async (work) => {
      const { holder } = work.parties
      const { value } = await present(work)
      const { proof: _, ...document } = value as Doc
      const payload: Doc = {
        ...document,
        iss: holder.id,
        aud: DOMAIN,
        nonce: CHALLENGE,
        iat: Date.parse(CREATED) / 1000,
      }
      const header: Doc = { alg: 'EdDSA', typ: 'vp+jwt', kid: holder.method }
      edit(payload, header, work)
      return { value: tokenOf(header, payload, holder) }
    },
  }
}

export const PRESENTATIONS: readonly Fault[] = [
  presented('another challenge', 'vp.challenge', ({ options }) => {
    options.challenge = 'b4'
  }),
  presented('no challenge', 'vp.challenge', ({ options }) => void delete options.challenge),
  presented('another domain', 'vp.domain', ({ options }) => {
    options.domain = 'elsewhere.example'
  }),
  presented('no domain', 'vp.domain', ({ options }) => void delete options.domain),
  presented('a challenge that was used', 'vp.replayed', (_, { ask }) => {
    ask.fresh = false
  }),
  presented(
    'no credential',
    'vp.empty',
    ({ document }) => {
      document.verifiableCredential = []
    },
    PLAIN,
  ),
  presented('somebody else’s badge', 'vp.holder_mismatch', async ({ document }, work) => {
    at(work.credential, 'credentialSubject').id = work.parties.stranger.id
    const text = await seal(work)
    document.verifiableCredential = [work.form.securing === 'EdDSA' ? envelope(text) : (JSON.parse(text) as Json)]
  }),
  presented('a holder that did not sign', 'issuer.key_mismatch', ({ document }, { parties }) => {
    document.holder = parties.stranger.id
  }),
  presented('a proof for asserting', 'proof.purpose', ({ options }) => {
    options.proofPurpose = 'assertionMethod'
  }),
  presented('a proof that has expired', 'proof.expired', ({ options }) => {
    options.expires = '2026-05-01T00:00:00Z'
  }),
  presented(
    'more than sixteen credentials',
    'limit.credentials',
    ({ document }, { random }) => {
      document.verifiableCredential = Array.from({ length: 17 + random.below(30) }, (_, index) => ({
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        id: `urn:example:${index}`,
      }))
    },
    PLAIN,
  ),
  presented(
    'a changed badge',
    'proof.signature_invalid',
    ({ document }) => {
      const [badge] = document.verifiableCredential as Doc[]
      if (badge) badge.name = 'Principal of the year'
    },
    PRESENTED.slice(0, 2),
  ),
  presented(
    'a link for a badge',
    'proof.data_loss',
    ({ document }) => {
      document.verifiableCredential = ['https://elsewhere.example/badge.json']
    },
    PLAIN,
  ),
  presented(
    'an end of the badge under its IRI',
    'shape.key_not_term',
    ({ document }) => {
      document['https://www.w3.org/2018/credentials#validUntil'] = '2030-01-01T00:00:00Z'
    },
    PRESENTED.slice(0, 2),
  ),
  {
    name: 'a badge instead of a presentation',
    code: 'credential.type',
    forms: PRESENTED,
    input: async (work) => {
      work.entry = 'presentation'
      work.ask = { ...work.ask, challenge: CHALLENGE, domain: DOMAIN }
      const text = await seal(work)
      return { value: text }
    },
  },
  {
    name: 'a presentation that was changed',
    code: 'proof.signature_invalid',
    forms: PRESENTED,
    input: async (work) => {
      const { value } = await present(work)
      return { value: { ...(value as Doc), id: 'urn:uuid:88888888-8888-4888-8888-888888888888' } }
    },
  },
  {
    name: 'a presentation without a proof',
    code: 'proof.missing',
    forms: PRESENTED,
    input: async (work) => {
      const { proof: _, ...rest } = (await present(work)).value as Doc
      return { value: rest }
    },
  },
  presentedToken('another nonce', 'vp.challenge', (payload) => {
    payload.nonce = 'b4'
  }),
  presentedToken('another audience', 'vp.domain', (payload) => {
    payload.aud = 'elsewhere.example'
  }),
  presentedToken('no audience', 'vp.domain', (payload) => void delete payload.aud),
  presentedToken('an end that has passed', 'proof.expired', (payload) => {
    payload.exp = Date.parse('2026-05-01T00:00:00Z') / 1000
  }),
  presentedToken('made in the future', 'proof.created_future', (payload) => {
    payload.iat = Date.parse('2026-07-01T00:00:00Z') / 1000
  }),
  presentedToken('another holder than the signer', 'vp.holder_mismatch', (payload, _, { parties }) => {
    payload.holder = parties.stranger.id
  }),
  presentedToken('the typ of a credential', 'jwt.header', (_, header) => {
    header.typ = 'vc+jwt'
  }),
]

const ASKED: readonly Form[] = [
  { securing: 'rdfc', carrier: 'object' },
  { securing: 'jcs', carrier: 'text' },
  { securing: 'EdDSA', carrier: 'text' },
]

function asked(
  name: string,
  code: ErrorCode,
  before: (work: Work) => void,
  beside: NonNullable<Fault['beside']> = [],
): Fault {
  return { name, code, beside, forms: ASKED, contents: ['plain', 'unicode', 'until'], before }
}

function identity(more: Doc): Doc {
  return {
    type: 'IdentityObject',
    hashed: true,
    identityType: 'emailAddress',
    salt: 'a1b2',
    identityHash: 'x',
    ...more,
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const RECIPIENTS: readonly Fault[] = [
  asked('another person', 'recipient.mismatch', ({ ask }) => {
    ask.recipient = { id: 'did:example:somebody' }
  }),
  asked('an id in capitals', 'recipient.mismatch', ({ ask }) => {
    ask.recipient = { id: 'DID:EXAMPLE:TEACHER' }
  }),
  asked('an id with a space', 'recipient.mismatch', ({ ask }) => {
    ask.recipient = { id: 'did:example:teacher ' }
  }),
  asked('an address that the badge does not have', 'recipient.mismatch', ({ ask }) => {
    ask.recipient = { email: 'a@b.example' }
  }),
  asked('a hash of another address', 'recipient.mismatch', (work) => {
    at(work.credential, 'credentialSubject').identifier = [
      identity({ identityHash: `sha256$${sha256('b@b.examplea1b2')}` }),
    ]
    work.ask.recipient = { email: 'a@b.example' }
  }),
  asked('a hash with another salt', 'recipient.mismatch', (work) => {
    at(work.credential, 'credentialSubject').identifier = [
      identity({ identityHash: `sha256$${sha256('a@b.examplec3d4')}` }),
    ]
    work.ask.recipient = { email: 'a@b.example' }
  }),
  asked(
    'an address in clear that is marked as hashed',
    'schema.format',
    (work) => {
      at(work.credential, 'credentialSubject').identifier = [identity({ identityHash: 'a@b.example' })]
      work.ask.recipient = { email: 'a@b.example' }
    },
    ['recipient.mismatch'],
  ),
  asked(
    'a hash cut short',
    'schema.format',
    (work) => {
      const whole = sha256('a@b.examplea1b2')
      at(work.credential, 'credentialSubject').identifier = [identity({ identityHash: `sha256$${whole.slice(0, 63)}` })]
      work.ask.recipient = { email: 'a@b.example' }
    },
    ['recipient.mismatch'],
  ),
  asked('a mailto id with header fields', 'recipient.mismatch', (work) => {
    at(work.credential, 'credentialSubject').id = 'mailto:a@b.example?cc=c@d.example'
    work.ask.recipient = { email: 'a@b.example' }
  }),
]

const FILE = new TextEncoder().encode('unit plan')

function evidence(more: Doc = {}): Json {
  const digestMultibase = `u${Buffer.from(`1220${sha256('unit plan')}`, 'hex').toString('base64url')}`
  return [{ id: 'https://evidence.example/1.pdf', type: ['Evidence'], name: 'Unit plan', digestMultibase, ...more }]
}

function evidenceFault(
  name: string,
  code: ErrorCode,
  of: Json,
  files: Record<string, Uint8Array>,
  beside: NonNullable<Fault['beside']> = [],
): Fault {
  return asked(
    name,
    code,
    (work) => {
      work.credential.evidence = structuredClone(of)
      work.ask.evidence = files
    },
    beside,
  )
}

const URL_1 = 'https://evidence.example/1.pdf'

export const EVIDENCE: readonly Fault[] = [
  evidenceFault('another file', 'evidence.changed', evidence(), { [URL_1]: new TextEncoder().encode('unit plan ') }),
  evidenceFault('an empty file', 'evidence.changed', evidence(), { [URL_1]: new Uint8Array() }),
  evidenceFault('no file', 'evidence.missing', evidence(), {}),
  evidenceFault('a file of another id', 'evidence.missing', evidence(), { 'https://evidence.example/2.pdf': FILE }, [
    'evidence.no_digest',
  ]),
  evidenceFault(
    'a file that nobody digested',
    'evidence.no_digest',
    [{ id: URL_1, type: ['Evidence'], name: 'Unit plan' }],
    { [URL_1]: FILE },
  ),
  evidenceFault('a digest that is none', 'evidence.digest_syntax', evidence({ digestMultibase: 'uEiA' }), {
    [URL_1]: FILE,
  }),
  evidenceFault(
    'two digests that differ',
    'evidence.digest_conflict',
    evidence({ digestSRI: `sha256-${Buffer.from(sha256('other'), 'hex').toString('base64')}` }),
    { [URL_1]: FILE },
  ),
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
