import { hex } from '../contents.ts'
import { at, type Doc, list, replaceAt } from '../document.ts'
import { EMBEDDED, type Fault, proofOf, type Work } from '../forge.ts'
import { textsOf } from './reading.ts'

/** What a forger would like to change, in a badge that stays well-formed. */
const EDITS: Readonly<Record<string, (work: Work, badge: Doc) => void>> = {
  'a changed text': ({ random }, badge) => {
    const spot = random.pick(textsOf(badge))
    const text = String(spot.value)
    const where = random.below(text.length + 1)
    replaceAt(spot, `${text.slice(0, where)}${random.pick(['x', ' ', 'not ', '\u200b'])}${text.slice(where)}`)
  },
  'an added tag': (_, badge) => {
    const achievement = at(badge, 'credentialSubject', 'achievement')
    achievement.tag = [...list(achievement.tag), 'with-honours']
  },
  'another recipient': ({ parties }, badge) => {
    at(badge, 'credentialSubject').id = parties.stranger.id
  },
  'another achievement id': (_, badge) => {
    at(badge, 'credentialSubject', 'achievement').id = 'https://x.example/achievements/principal'
  },
  'credit that nobody gave': (_, badge) => {
    at(badge, 'credentialSubject').creditsEarned = 12
  },
  'another issuer name': (_, badge) => {
    at(badge, 'issuer').name = 'State Board of Education'
  },
  'an earlier beginning': (_, badge) => {
    if (badge.issuanceDate !== undefined) badge.issuanceDate = '2020-01-01T00:00:00Z'
    else badge.validFrom = '2020-01-01T00:00:00Z'
  },
  'an end that was pushed back': (_, badge) => {
    badge[badge.issuanceDate === undefined ? 'validUntil' : 'expirationDate'] = '2031-01-01T00:00:00Z'
  },
  'another id': ({ random }, badge) => {
    badge.id = `urn:uuid:00000000-0000-4000-8000-${hex(random, 12)}`
  },
  'evidence put in': (_, badge) => {
    badge.evidence = [...list(badge.evidence), { id: 'https://x.example/e.pdf', type: ['Evidence'], name: 'More' }]
  },
  'another kind of achievement': (_, badge) => {
    at(badge, 'credentialSubject', 'achievement').achievementType = 'MasterDegree'
  },
  'a picture put in': (_, badge) => {
    at(badge, 'credentialSubject', 'achievement').image = { id: 'https://x.example/gold.png', type: 'Image' }
  },
  'a term of use taken in': (_, badge) => {
    badge.description = 'Valid for ten credits.'
  },
}

export const TAMPERED: readonly Fault[] = [
  ...Object.entries(EDITS).map(
    ([name, edit]): Fault => ({
      name,
      code: 'proof.signature_invalid',
      forms: EMBEDDED,
      after: (work) => edit(work, work.signed),
    }),
  ),
  ...(['a changed text', 'another issuer name', 'an added tag', 'a picture put in'] as const).map(
    (name): Fault => ({
      name: `${name}, in a JWT`,
      code: 'proof.signature_invalid',
      forms: [
        { securing: 'RS256', carrier: 'text' },
        { securing: 'ES256', carrier: 'text' },
        { securing: 'EdDSA', carrier: 'text' },
        { securing: 'v1jwt', carrier: 'text' },
        { securing: 'EdDSA', carrier: 'png' },
        { securing: 'RS256', carrier: 'enveloped' },
      ],
      text: (token, work) => {
        const [head, , tail] = token.split('.')
        const payload = structuredClone(work.payload)
        EDITS[name]?.(work, payload.vc === undefined ? payload : (payload.vc as Doc))
        return [head, Buffer.from(JSON.stringify(payload)).toString('base64url'), tail].join('.')
      },
    }),
  ),
  {
    name: 'the proof of another badge',
    code: 'proof.signature_invalid',
    forms: EMBEDDED,
    after: async (work) => {
      const other = { ...structuredClone(work.credential), id: 'urn:uuid:11111111-1111-4111-8111-111111111111' }
      work.signed.proof = [await proofOf(work, other)]
    },
  },
  {
    name: 'evidence taken out',
    code: 'proof.signature_invalid',
    forms: EMBEDDED,
    contents: ['plain', 'evidence', 'unicode', 'until'],
    after: ({ signed }) => void delete signed.evidence,
  },
  {
    name: 'an end taken out',
    code: 'proof.signature_invalid',
    forms: EMBEDDED,
    contents: ['until'],
    after: ({ signed }) => {
      delete signed.validUntil
      delete signed.expirationDate
    },
  },
  {
    name: 'a status taken out',
    code: 'proof.signature_invalid',
    forms: EMBEDDED,
    before: ({ credential }) => {
      credential.credentialStatus = {
        id: 'https://x.example/status/1#7',
        type: 'BitstringStatusListEntry',
        statusPurpose: 'revocation',
        statusListIndex: '7',
        statusListCredential: 'https://x.example/status/1',
      }
      if (String(list(credential['@context'])[0]).includes('2018')) delete credential.credentialStatus
    },
    after: ({ signed }) => {
      if (signed.credentialStatus === undefined) signed.description = 'changed'
      delete signed.credentialStatus
    },
  },
  {
    name: 'an array in another order, where the signature is over JSON',
    code: 'proof.signature_invalid',
    forms: [{ securing: 'jcs', carrier: 'text' }],
    contents: ['evidence', 'unicode'],
    after: ({ signed }) => {
      if (list(signed.evidence).length > 1) list(signed.evidence).reverse()
      else at(signed, 'credentialSubject', 'achievement').tag = ['🧪', 'ünïcødé', '标签']
    },
  },
  ...(
    [
      ['a proof of another time', 'created', '2026-03-02T09:00:00Z'],
      ['a proof with a domain put in', 'domain', 'x.example'],
      ['a proof with a challenge put in', 'challenge', 'abc'],
      ['a proof with a nonce put in', 'nonce', 'abc'],
      ['a proof with an id put in', 'id', 'urn:uuid:22222222-2222-4222-8222-222222222222'],
      ['a proof with an end put in', 'expires', '2031-01-01T00:00:00Z'],
    ] as const
  ).map(
    ([name, member, value]): Fault => ({
      name,
      code: 'proof.signature_invalid',
      forms: EMBEDDED.filter(({ securing }) => member !== 'nonce' || !['v1', 'ed2020'].includes(securing)),
      after: ({ signed }) => {
        const [proof] = list(signed.proof) as Doc[]
        if (proof) proof[member] = value
      },
    }),
  ),
]
