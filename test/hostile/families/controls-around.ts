import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { base64urlEncode } from '../../../src/encoding.ts'
import { END, HEADER, IMAGE_DATA, internationalText, pngOf } from '../../support/images.ts'
import { hex } from '../contents.ts'
import { at, type Doc, type Json, list } from '../document.ts'
import { type Control, type Form, optionsOf, PLAIN, seal, TOKENS } from '../forge.ts'
import { proofOver, tokenOf } from '../sign.ts'
import { present } from './presentations.ts'
import { endorsementOf } from './shape.ts'
import { entry, INDEX, LIST, listOf, withStatus } from './status.ts'

const OB_EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
const EVERYDAY: readonly Form[] = [
  { securing: 'rdfc', carrier: 'object' },
  { securing: 'jcs', carrier: 'text' },
  { securing: 'EdDSA', carrier: 'text' },
]

/** What stands around a badge is judged by itself, and never flips it. */
export const AROUND: readonly Control[] = [
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
