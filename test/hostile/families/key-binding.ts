import { at, type Doc } from '../document.ts'
import { EMBEDDED, type Fault, type Form, isToken, TOKENS } from '../forge.ts'
import { SITE_ID } from '../parties.ts'

const ED_FORMS = EMBEDDED.filter(({ securing }) => !['p256', 'p384'].includes(securing))
const ED_TOKENS: readonly Form[] = [
  { securing: 'EdDSA', carrier: 'text' },
  { securing: 'EdDSA', carrier: 'png' },
]

/** A stranger signs with a key of his own, and says that it is the issuer's. */
export const BINDING: readonly Fault[] = [
  ...(['ed', 'web', 'site'] as const).flatMap((issuer): Fault[] => [
    {
      name: `a stranger’s did:key for an issuer that is ${issuer}`,
      code: 'issuer.key_mismatch',
      forms: ED_FORMS,
      issuer,
      before: (work) => {
        work.party = work.parties.stranger
        work.proof.verificationMethod = work.party.method
      },
    },
    {
      name: `a stranger’s did:key in a JWT for an issuer that is ${issuer}`,
      code: 'issuer.key_mismatch',
      forms: ED_TOKENS,
      issuer,
      claims: (work) => {
        work.header.kid = work.parties.stranger.method
        work.party = work.parties.stranger
      },
    },
    {
      name: `a stranger’s jwk in a JWT for an issuer that is ${issuer}`,
      code: 'issuer.key_mismatch',
      forms: ED_TOKENS,
      issuer,
      claims: (work) => {
        work.party = work.parties.stranger
        work.header.jwk = work.party.jwk as Doc
        delete work.header.kid
      },
    },
    {
      name: `a stranger’s jwk beside the kid of an issuer that is ${issuer}`,
      code: 'issuer.key_mismatch',
      forms: ED_TOKENS,
      issuer,
      claims: (work) => {
        work.party = work.parties.stranger
        work.header.jwk = work.party.jwk as Doc
      },
    },
    {
      name: `the key name of an issuer that is ${issuer}, and a stranger’s signature`,
      code: 'proof.signature_invalid',
      forms: [...ED_FORMS, ...ED_TOKENS],
      issuer,
      before: (work) => {
        if (!isToken(work.form)) work.party = work.parties.stranger
      },
      claims: (work) => {
        work.party = work.parties.stranger
      },
    },
  ]),
  {
    name: 'a stranger’s P-256 key',
    code: 'issuer.key_mismatch',
    forms: [{ securing: 'p256', carrier: 'object' }],
    before: (work) => {
      work.party = work.parties.strangerP256
      work.proof.verificationMethod = work.party.method
    },
  },
  {
    name: 'a stranger’s RSA key in the header',
    code: 'issuer.key_mismatch',
    forms: TOKENS.filter(({ securing }) => securing === 'RS256'),
    claims: (work) => {
      work.party = work.parties.strangerRsa
      work.header.jwk = work.party.jwk as Doc
    },
  },
  {
    name: 'a key that stands in the fragment of the issuer',
    code: 'key.not_found',
    forms: ED_FORMS,
    issuer: 'site',
    before: (work) => {
      // The document of the issuer names a page and no keys: the key is only where the badge says.
      work.world = { [SITE_ID]: { json: { id: SITE_ID, type: 'Profile', name: 'A college' } } }
      work.party = work.parties.stranger
      work.proof.verificationMethod = `${SITE_ID}#${work.party.multibase}`
    },
  },
  {
    name: 'a key that stands in a fragment beside the issuer’s own keys',
    code: 'issuer.key_mismatch',
    forms: ED_FORMS,
    issuer: 'site',
    before: (work) => {
      work.party = work.parties.stranger
      work.proof.verificationMethod = `https://elsewhere.example/issuer#${work.party.multibase}`
    },
  },
  {
    name: 'another did:key for an issuer',
    code: 'issuer.key_mismatch',
    forms: ED_FORMS,
    issuer: 'ed',
    before: ({ credential, parties }) => {
      at(credential, 'issuer').id = parties.stranger.id
    },
  },
  {
    name: 'an issuer whose DID is in capitals',
    code: 'issuer.key_mismatch',
    forms: ED_FORMS,
    issuer: 'ed',
    before: ({ credential, party }) => {
      at(credential, 'issuer').id = party.id.replace('did:key:', 'did:KEY:')
    },
  },
]
