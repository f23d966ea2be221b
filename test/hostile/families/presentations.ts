import type { ErrorCode } from '../../../src/codes.ts'
import { at, type Doc, type Json } from '../document.ts'
import { CREATED, envelope, type Fault, type Form, PLAIN, seal, type Work } from '../forge.ts'
import { proofOver, tokenOf } from '../sign.ts'

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
