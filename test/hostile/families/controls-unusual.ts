import { bytesOf, END, HEADER, IMAGE_DATA, internationalText, latinText, pngOf } from '../../support/images.ts'
import { hex } from '../contents.ts'
import { at, type Doc, type Json, list, objectsOf, shuffled } from '../document.ts'
import {
  type Control,
  EMBEDDED,
  elementWithJson,
  FORMS,
  type Form,
  GRAPH,
  isToken,
  ONE_EACH,
  optionsOf,
  PLAIN,
  proofOf,
  seal,
  svgWith,
  TOKENS,
} from '../forge.ts'
import { proofOver, tokenOf } from '../sign.ts'

const TEXT: readonly Form[] = EMBEDDED.filter(({ carrier }) => carrier === 'text')
const EXTENSION = 'https://district.example/context.json'
const EVERYDAY: readonly Form[] = [
  { securing: 'rdfc', carrier: 'object' },
  { securing: 'jcs', carrier: 'text' },
  { securing: 'EdDSA', carrier: 'text' },
]

/** Unusual, and legal: whoever refuses everything defends nothing. */
export const UNUSUAL: readonly Control[] = [
  { name: 'as it is', forms: FORMS, times: 3 },
  {
    name: 'with its members in another order',
    forms: TEXT,
    times: 2,
    text: (text, { random }) => JSON.stringify(shuffled(JSON.parse(text) as Doc, random)),
  },
  { name: 'pretty-printed', forms: TEXT, text: (text) => JSON.stringify(JSON.parse(text), null, '\t') },
  { name: 'with a byte order mark', forms: TEXT, text: (text) => `\ufeff${text}` },
  { name: 'with white space around it', forms: [...TEXT, ...TOKENS.slice(0, 4)], text: (text) => `\r\n  ${text} \n` },
  {
    name: 'with every letter escaped',
    forms: TEXT,
    text: (text) =>
      text.replace(
        /"name":"([^"\\]+)"/g,
        (_, name: string) =>
          `"name":"${Array.from({ length: name.length }, (_, at) => `\\u${name.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`,
      ),
  },
  {
    name: 'with a proof that is no array',
    forms: EMBEDDED,
    after: ({ signed }) => {
      signed.proof = list(signed.proof)[0] as Json
    },
  },
  {
    name: 'with language values',
    forms: [...GRAPH, { securing: 'jcs', carrier: 'text' }, { securing: 'EdDSA', carrier: 'text' }],
    contents: ['plain', 'evidence', 'until'],
    before: ({ credential }) => {
      credential.name = { '@value': 'Diseño de rúbricas', '@language': 'es' }
      credential.description = { '@value': 'تصميم', '@language': 'ar', '@direction': 'rtl' }
    },
  },
  {
    name: 'with an array of one where one value stood',
    forms: ['rdfc', 'p256'].map((securing): Form => ({ securing: securing as Form['securing'], carrier: 'object' })),
    after: ({ signed }) => {
      const achievement = at(signed, 'credentialSubject', 'achievement')
      achievement.alignment =
        list(achievement.alignment).length === 1
          ? (list(achievement.alignment)[0] as Json)
          : (achievement.alignment ?? [])
      if (list(achievement.alignment).length === 0) delete achievement.alignment
    },
  },
  {
    name: 'with its arrays in another order',
    forms: GRAPH,
    contents: ['evidence', 'unicode'],
    after: ({ signed }) => {
      for (const object of objectsOf(signed))
        for (const [name, value] of Object.entries(object))
          if (Array.isArray(value) && name !== '@context') value.reverse()
    },
  },
  {
    name: 'that ends in a second',
    forms: FORMS,
    before: ({ credential, ask }) => {
      credential[credential.issuanceDate === undefined ? 'validUntil' : 'expirationDate'] = '2026-06-01T09:00:01Z'
      ask.skewSeconds = 0
    },
  },
  {
    name: 'that ended within the skew',
    forms: ONE_EACH,
    before: ({ credential }) => {
      credential.validUntil = '2026-06-01T08:59:00Z'
    },
  },
  {
    name: 'that begins within the skew',
    forms: ONE_EACH,
    contents: ['plain', 'unicode'],
    before: ({ credential }) => {
      credential.validFrom = '2026-06-01T09:01:00Z'
    },
  },
  {
    name: 'with fractions of a second and an odd offset',
    forms: ONE_EACH,
    before: ({ credential }) => {
      credential.validFrom = '2026-03-01T09:00:00.123456789+13:45'
    },
  },
  {
    name: 'that was signed before it begins',
    forms: EMBEDDED,
    contents: ['plain'],
    before: ({ proof }) => {
      proof.created = '2026-02-01T00:00:00Z'
    },
  },
  {
    name: 'whose proof does not say when it was made',
    forms: EMBEDDED,
    before: ({ proof }) => void delete proof.created,
  },
  {
    name: 'whose proof ends later',
    forms: GRAPH,
    before: ({ proof }) => {
      proof.expires = '2030-01-01T00:00:00Z'
    },
  },
  {
    name: 'whose proof has a domain, a challenge and a nonce',
    forms: GRAPH,
    before: ({ proof }) => void Object.assign(proof, { domain: 'cce.example', challenge: 'x', nonce: 'y' }),
  },
  {
    name: 'with more types',
    forms: EVERYDAY,
    before: ({ credential, contexts }) => {
      withExtension(credential, contexts)
      credential.type = [...list(credential.type), 'DistrictBadge']
      at(credential, 'credentialSubject', 'achievement').type = ['Achievement', 'DistrictCourse']
    },
  },
  {
    name: 'with a context of the caller’s and its members',
    forms: [...GRAPH, ...EVERYDAY.slice(1)],
    before: ({ credential, contexts }) => {
      withExtension(credential, contexts)
      at(credential, 'credentialSubject', 'achievement').gradeBand = ['K-2', '3-5']
    },
  },
  {
    name: 'with an older context of Open Badges',
    forms: [...GRAPH, ...EVERYDAY.slice(1)],
    contents: ['minimal', 'until'],
    before: ({ credential }) => {
      const contexts = list(credential['@context'])
      contexts[1] = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json'
      credential['@context'] = contexts
    },
  },
  {
    name: 'with the class by its other name',
    forms: EVERYDAY,
    before: ({ credential }) => {
      credential.type = ['VerifiableCredential', 'AchievementCredential']
    },
  },
  {
    name: 'with a member without a definition, where the signature covers it',
    note: 'rule.context_term',
    forms: [
      { securing: 'jcs', carrier: 'text' },
      { securing: 'EdDSA', carrier: 'text' },
    ],
    before: ({ credential }) => {
      credential.districtCode = 'MA-07'
    },
  },
  {
    name: 'with a thousand tags',
    forms: [
      { securing: 'jcs', carrier: 'text' },
      { securing: 'EdDSA', carrier: 'text' },
    ],
    before: ({ credential }) => {
      at(credential, 'credentialSubject', 'achievement').tag = Array.from({ length: 1000 }, (_, index) => `t${index}`)
    },
  },
  {
    name: 'with a description of half a megabyte',
    forms: [{ securing: 'jcs', carrier: 'text' }],
    before: ({ credential }) => {
      credential.description = 'x'.repeat(524_288)
    },
  },
  {
    name: 'with sixty evidences without an id',
    forms: [{ securing: 'rdfc', carrier: 'object' }],
    before: ({ credential, random }) => {
      credential.evidence = Array.from({ length: 60 }, (_, index) => ({
        type: ['Evidence'],
        name: `Artifact ${index}`,
        narrative: hex(random, 8),
      }))
    },
  },
  {
    name: 'beside the proof of a stranger',
    forms: EMBEDDED.filter(({ securing }) => securing === 'rdfc' || securing === 'v1'),
    note: 'issuer.key_mismatch',
    after: async (work) => {
      const { parties, form, credential } = work
      const other = await proofOver(credential, optionsOf(form.securing, parties.stranger), parties.stranger)
      work.signed.proof = work.random.below(2)
        ? [...list(work.signed.proof), other]
        : [other, ...list(work.signed.proof)]
    },
  },
  {
    name: 'beside a proof of a suite that is not known',
    forms: GRAPH,
    note: 'proof.unsupported',
    after: ({ signed, proof }) => {
      signed.proof = [...list(signed.proof), { ...proof, cryptosuite: 'bbs-2023', proofValue: 'u2V0ChVhB' }]
    },
  },
  {
    name: 'with two good proofs of its issuer',
    forms: GRAPH,
    after: async (work) => {
      work.proof.created = '2026-03-02T09:00:00Z'
      work.signed.proof = [...list(work.signed.proof), await proofOf(work)]
    },
  },
  {
    name: 'with a proof that builds on another',
    forms: PLAIN,
    after: async (work) => {
      work.proof.id = 'urn:uuid:99999999-9999-4999-8999-999999999999'
      const first = await proofOf(work)
      const { id, ...rest } = work.proof
      work.proof = { ...rest, previousProof: id as Json }
      work.signed.proof = [first, await proofOf(work, { ...work.credential, proof: [first] })]
    },
  },
  ...['vc+jwt', 'vc+ld+json+jwt', 'VC+JWT', 'jwt'].map(
    (typ): Control => ({
      name: `with typ ${typ}`,
      forms: TOKENS,
      claims: ({ header }) => {
        header.typ = typ
      },
    }),
  ),
  { name: 'without typ', forms: TOKENS, claims: ({ header }) => void delete header.typ },
  {
    name: 'with cty vc',
    forms: TOKENS,
    claims: ({ header }) => {
      header.cty = 'vc'
    },
  },
  {
    name: 'with the jwk of its issuer',
    forms: TOKENS.filter(({ securing }) => securing !== 'v1jwt'),
    claims: ({ header, party }) => {
      header.jwk = party.jwk as Doc
    },
  },
  {
    name: 'with the jwk of its issuer and no kid',
    forms: TOKENS.filter(({ securing }) => securing === 'ES256' || securing === 'RS256'),
    claims: ({ header, party }) => {
      header.jwk = party.jwk as Doc
      delete header.kid
    },
  },
  {
    name: 'with iat and aud',
    forms: TOKENS,
    claims: ({ payload }) => void Object.assign(payload, { iat: 1_772_355_600, aud: ['x'] }),
  },
  {
    name: 'whose exp is earlier than its end, and to come',
    forms: TOKENS,
    claims: ({ payload }) => {
      payload.exp = Date.parse('2026-06-02T00:00:00Z') / 1000
    },
  },
  {
    name: 'in a JWT around its own good proof',
    forms: [{ securing: 'EdDSA', carrier: 'text' }],
    issuer: 'ed',
    before: async (work) => {
      const proof = await proofOver(work.credential, optionsOf('rdfc', work.party), work.party)
      work.credential = { ...work.credential, proof: [proof] }
    },
  },
  ...[
    'null-prototype',
    'undefined-member',
    'hidden-member',
    'symbol-member',
    'frozen',
    'honest-proxy',
    'blob',
    'buffer',
    'node',
  ].map(
    (recipe): Control => ({
      name: `handed in as ${recipe}`,
      forms: PLAIN,
      input: async (work) => {
        await seal(work)
        return { value: work.signed, recipe: `${recipe} credentialSubject achievement name`.replace(/ name$/, ' name') }
      },
    }),
  ),
  {
    name: 'in a PNG with other texts',
    forms: [
      { securing: 'rdfc', carrier: 'png' },
      { securing: 'EdDSA', carrier: 'png' },
    ],
    bytes: (_, work) => {
      const text = isToken(work.form) ? tokenOf(work.header, work.payload, work.party) : JSON.stringify(work.signed)
      return pngOf([
        HEADER,
        latinText('Comment', 'made by hand'),
        IMAGE_DATA,
        internationalText('openbadgecredential', text),
        internationalText('openbadges', '{"@context":"https://w3id.org/openbadges/v2"}'),
        END,
      ])
    },
  },
  {
    name: 'in an SVG that begins with an XML declaration',
    forms: [{ securing: 'rdfc', carrier: 'svg' }],
    bytes: (bytes) =>
      bytesOf(`<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n${new TextDecoder().decode(bytes)}`),
  },
  {
    name: 'in an SVG under another prefix',
    forms: [{ securing: 'rdfc', carrier: 'svg' }],
    bytes: (_, { signed }) =>
      bytesOf(
        svgWith(elementWithJson(JSON.stringify(signed), 'o:credential')).replaceAll('xmlns:openbadges', 'xmlns:o'),
      ),
  },
]

function withExtension(credential: Doc, contexts: Record<string, Doc>): void {
  credential['@context'] = [...list(credential['@context']), EXTENSION]
  contexts[EXTENSION] = {
    '@context': {
      '@protected': true,
      gradeBand: { '@id': 'https://district.example/#gradeBand' },
      DistrictBadge: 'https://district.example/#DistrictBadge',
      DistrictCourse: 'https://district.example/#DistrictCourse',
    },
  }
}
