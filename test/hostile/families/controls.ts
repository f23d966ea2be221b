import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { base64urlEncode } from '../../../src/encoding.ts'
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
import { present } from './people.ts'
import { endorsementOf } from './shape.ts'
import { entry, INDEX, LIST, listOf, withStatus } from './status.ts'

const TEXT: readonly Form[] = EMBEDDED.filter(({ carrier }) => carrier === 'text')
const EXTENSION = 'https://district.example/context.json'
const OB_EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
const EVERYDAY: readonly Form[] = [
  { securing: 'rdfc', carrier: 'object' },
  { securing: 'jcs', carrier: 'text' },
  { securing: 'EdDSA', carrier: 'text' },
]

/** Unusual, and legal: whoever refuses everything defends nothing. */
export const CONTROLS: readonly Control[] = [
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
  {
    name: 'that is not revoked',
    forms: EVERYDAY,
    times: 2,
    before: async (work) => {
      withStatus(work)
      work.world[LIST] = await listOf(work, { set: [INDEX - 1, INDEX + 1] })
    },
  },
  {
    name: 'with a JSON number for an index',
    forms: EVERYDAY,
    note: 'status.index_number',
    before: async (work) => {
      withStatus(work, { statusListIndex: INDEX })
      work.world[LIST] = await listOf(work)
    },
  },
  {
    name: 'with a message',
    forms: EVERYDAY,
    note: 'status.message',
    before: async (work) => {
      withStatus(work, {
        statusPurpose: 'message',
        statusSize: 1,
        statusMessage: [
          { status: '0x0', message: 'pending' },
          { status: '0x1', message: 'reviewed' },
        ],
      })
      work.world[LIST] = await listOf(work, { set: [INDEX], purpose: 'message' })
    },
  },
  {
    name: 'of which a newer version is out',
    forms: EVERYDAY,
    note: 'status.refresh',
    before: async (work) => {
      withStatus(work, { statusPurpose: 'refresh' })
      work.world[LIST] = await listOf(work, { set: [INDEX], purpose: 'refresh' })
    },
  },
  {
    name: 'with two entries in one list',
    forms: EVERYDAY,
    before: async (work) => {
      work.credential.credentialStatus = [entry({ id: `${LIST}#1`, statusListIndex: '1' }), entry()]
      work.allowed.push(LIST)
      work.world[LIST] = await listOf(work)
    },
  },
  {
    name: 'whose list was packed by another program',
    forms: EVERYDAY.slice(0, 1),
    before: async (work) => {
      withStatus(work)
      work.world[LIST] = await listOf(work, { encoded: (bits) => `u${base64urlEncode(gzipSync(bits, { level: 1 }))}` })
    },
  },
  {
    name: 'whose list somebody publishes for its issuer',
    forms: EVERYDAY.slice(0, 1),
    before: async (work) => {
      const { stranger } = work.parties
      withStatus(work)
      work.ask.statusIssuers = [stranger.id]
      work.world[LIST] = await listOf(work, {
        signer: stranger,
        credential: (credential) => {
          credential.issuer = stranger.id
        },
      })
    },
  },
  {
    name: 'with a refresh service that nobody reaches',
    forms: EVERYDAY,
    note: 'refresh.unavailable',
    before: ({ credential, allowed }) => {
      credential['@context'] = [...new Set([...list(credential['@context']), OB_EXTENSIONS])]
      credential.refreshService = { id: 'https://refresh.example/1', type: '1EdTechCredentialRefresh' }
      allowed.push('https://refresh.example/1')
    },
  },
  {
    name: 'that its endorser endorses',
    forms: EVERYDAY.slice(0, 2),
    before: async (work) => {
      work.credential.endorsement = [await endorsement(work)]
    },
  },
  {
    name: 'with an endorsement that was changed',
    forms: EVERYDAY,
    note: 'endorsement.invalid',
    before: async (work) => {
      const good = await endorsement(work)
      work.credential.endorsement = [{ ...good, name: 'Accepted for twelve credits' }]
    },
  },
  {
    name: 'with an endorsement of something else',
    forms: EVERYDAY,
    note: 'endorsement.subject',
    before: async (work) => {
      work.credential.endorsement = [
        await endorsement(work, (one) => {
          at(one, 'credentialSubject').id = 'https://x.example/other'
        }),
      ]
    },
  },
  {
    name: 'with an endorsement that has expired',
    forms: EVERYDAY,
    note: 'endorsement.invalid',
    before: async (work) => {
      work.credential.endorsement = [
        await endorsement(work, (one) => {
          one.validUntil = '2026-04-01T00:00:00Z'
        }),
      ]
    },
  },
  {
    name: 'with an endorsement by a JWT that was changed',
    forms: EVERYDAY.slice(0, 2),
    note: 'endorsement.invalid',
    before: async (work) => {
      const good = await endorsement(work)
      const { endorser } = work.parties
      const { proof: _, ...unsigned } = good
      const claims = { iss: endorser.id, jti: good.id as Json, sub: work.credential.id as Json, nbf: 1_772_355_600 }
      const token = tokenOf({ alg: 'EdDSA', typ: 'JWT', kid: endorser.method }, { ...unsigned, ...claims }, endorser)
      work.credential.endorsementJwt = [`${token.slice(0, -8)}AAAAAAAA`]
    },
  },
  {
    name: 'with an endorsement whose key nobody can fetch',
    forms: EVERYDAY,
    note: 'endorsement.undecided',
    before: async (work) => {
      const one = await endorsement(work, (unsigned) => {
        at(unsigned, 'issuer').id = 'did:web:endorser.example'
      })
      const [proof] = one.proof as Doc[]
      one.proof = [{ ...proof, verificationMethod: 'did:web:endorser.example#key-1' }]
      work.credential.endorsement = [one]
      work.allowed.push('https://endorser.example/.well-known/did.json')
    },
  },
  {
    name: 'with the same endorsement in two places',
    forms: EVERYDAY.slice(1),
    note: 'endorsement.cycle',
    before: async (work) => {
      const one = await endorsement(work)
      work.credential.endorsement = [one]
      at(work.credential, 'credentialSubject', 'achievement').endorsement = [one]
    },
  },
  {
    name: 'with seventeen endorsements',
    forms: EVERYDAY.slice(1, 2),
    note: 'endorsement.limit',
    before: async (work) => {
      const many = Array.from({ length: 17 }, (_, index) =>
        endorsement(work, (one) => {
          one.id = `urn:example:endorsement-${index}`
        }),
      )
      work.credential.endorsement = await Promise.all(many)
    },
  },
  {
    name: 'that its refresh service gives back as it is',
    forms: EVERYDAY.slice(0, 2),
    note: 'refresh.mismatch',
    before: async (work) => {
      const { credential, party, form } = work
      credential['@context'] = [...new Set([...list(credential['@context']), OB_EXTENSIONS])]
      credential.refreshService = { id: 'https://refresh.example/1', type: '1EdTechCredentialRefresh' }
      const proof = [await proofOver(credential, optionsOf(form.securing, party), party)]
      work.world['https://refresh.example/1'] = { json: { ...structuredClone(credential), proof } }
      work.allowed.push('https://refresh.example/1')
    },
  },
  {
    name: 'for whom an MD5 is enough',
    forms: EVERYDAY.slice(0, 2),
    note: 'identity.weak',
    contents: ['plain', 'unicode'],
    before: ({ credential, ask }) => {
      const identityHash = `md5$${createHash('md5').update('a@b.example').digest('hex')}`
      at(credential, 'credentialSubject').identifier = [
        { type: 'IdentityObject', hashed: true, identityHash, identityType: 'emailAddress' },
      ]
      ask.recipient = { email: 'a@b.example' }
    },
  },
  {
    name: 'for somebody without an id, in a JWT without sub',
    forms: TOKENS.slice(0, 3),
    note: 'jwt.sub_missing',
    contents: ['identifier'],
    before: ({ credential }) => void delete at(credential, 'credentialSubject').id,
    claims: ({ payload }) => void delete payload.sub,
  },
  {
    name: 'under the keyword of another version',
    forms: [{ securing: 'rdfc', carrier: 'png' }],
    note: 'image.carrier',
    bytes: (_, { signed }) => pngOf([HEADER, internationalText('openbadges', JSON.stringify(signed)), IMAGE_DATA, END]),
  },
  {
    name: 'with a schema that nobody knows',
    forms: EVERYDAY,
    note: 'schema.unknown',
    before: ({ credential }) => {
      credential['@context'] = [...new Set([...list(credential['@context']), OB_EXTENSIONS])]
      credential.credentialSchema = [
        { id: 'https://district.example/schema.json', type: '1EdTechJsonSchemaValidator2019' },
      ]
    },
  },
  {
    name: 'presented by its holder',
    forms: EVERYDAY,
    times: 2,
    input: (work) => present(work),
  },
  {
    name: 'a record with members',
    forms: PLAIN,
    contents: ['plain', 'evidence'],
    input: (work) => record(work, false),
  },
  {
    name: 'a record, a member of which was changed',
    forms: PLAIN,
    note: 'member.invalid',
    contents: ['plain', 'evidence'],
    input: (work) => record(work, true),
  },
  {
    name: 'asked about its holder',
    forms: EVERYDAY,
    before: ({ ask }) => {
      ask.recipient = { id: 'did:example:teacher' }
    },
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

/** An endorsement by somebody else, with a proof of its own. */
async function endorsement(
  work: Parameters<NonNullable<Control['before']>>[0],
  edit: (endorsement: Doc) => void = () => {},
): Promise<Doc> {
  const { endorser } = work.parties
  const unsigned = endorsementOf({ credential: work.credential, party: endorser })
  unsigned['@context'] = list(unsigned['@context']).slice(0, 2)
  edit(unsigned)
  return { ...unsigned, proof: [await proofOver(unsigned, optionsOf('rdfc', endorser), endorser)] }
}

const CLR_2 = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json'

async function record(work: Parameters<NonNullable<Control['input']>>[0], isChanged: boolean): Promise<{ value: Doc }> {
  await seal(work)
  const member = structuredClone(work.signed)
  if (isChanged) member.name = 'Principal of the year'
  const [vc, ob] = list(work.credential['@context'])
  const { parties } = work
  const unsigned: Doc = {
    '@context': [vc as Json, CLR_2, ob as Json],
    id: `urn:uuid:${hex(work.random, 8)}-0000-4000-8000-000000000000`,
    type: ['VerifiableCredential', 'ClrCredential'],
    name: 'A record',
    issuer: { id: parties.endorser.id, type: ['Profile'], name: 'A district' },
    validFrom: '2026-04-01T00:00:00Z',
    credentialSubject: { id: 'did:example:teacher', type: ['ClrSubject'], verifiableCredential: [member] },
  }
  const proof = await proofOver(unsigned, optionsOf('rdfc', parties.endorser), parties.endorser)
  return { value: { ...unsigned, proof: [proof] } }
}
