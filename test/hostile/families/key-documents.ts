import type { ErrorCode } from '../../../src/codes.ts'
import { multibaseEncode } from '../../../src/encoding.ts'
import type { Route } from '../case.ts'
import { at, type Doc, type Json } from '../document.ts'
import type { Fault, Form, Work } from '../forge.ts'
import { WEB_DID, WEB_DOCUMENT } from '../parties.ts'

/** One fault in the document of a did:web issuer. */
function published(
  name: string,
  code: ErrorCode,
  edit: (document: Doc, work: Work) => void,
  forms: readonly Form[] = WEB_FORMS,
): Fault {
  return servedBy(name, code, forms, (document, work) => {
    edit(document, work)
    return { json: document }
  })
}

/** Something else where the document of a did:web issuer should be. */
function served(name: string, code: ErrorCode, route: Route): Fault {
  return servedBy(name, code, WEB_FORMS, () => route)
}

function servedBy(
  name: string,
  code: ErrorCode,
  forms: readonly Form[],
  serve: (document: Doc, work: Work) => Route,
): Fault {
  return {
    name,
    code,
    forms,
    issuer: 'web',
    before: (work) => {
      work.world[WEB_DOCUMENT] = serve(work.party.publishes()[WEB_DOCUMENT] as Doc, work)
    },
  }
}

const WEB_FORMS: readonly Form[] = [
  { securing: 'rdfc', carrier: 'text' },
  { securing: 'jcs', carrier: 'text' },
  { securing: 'EdDSA', carrier: 'text' },
]
const WEB_EMBEDDED = WEB_FORMS.slice(0, 2)

const methodOf = (document: Doc): Doc => at(document, 'verificationMethod', 0)
export const PUBLISHED: readonly Fault[] = [
  published(
    'a key that is not for asserting',
    'key.not_authorized',
    (document) => void delete document.assertionMethod,
    WEB_EMBEDDED,
  ),
  published(
    'a key that is for something else',
    'key.not_authorized',
    (document) => {
      document.keyAgreement = document.assertionMethod as Json
      document.assertionMethod = []
    },
    WEB_EMBEDDED,
  ),
  published('a key of another controller', 'key.id_mismatch', (document) => {
    methodOf(document).controller = 'did:web:elsewhere.example'
  }),
  published('a key without a controller', 'key.id_mismatch', (document) => void delete methodOf(document).controller),
  published('a key of two controllers', 'key.id_mismatch', (document) => {
    methodOf(document).controller = [WEB_DID, 'did:web:elsewhere.example']
  }),
  published(
    'two keys of one name',
    'key.id_mismatch',
    (document, { parties }) => {
      const method = methodOf(document)
      document.verificationMethod = [method, { ...method, publicKeyMultibase: parties.stranger.multibase ?? '' }]
    },
    WEB_EMBEDDED,
  ),
  published('a key that was revoked', 'key.revoked', (document, { random }) => {
    methodOf(document).revoked = random.pick(['2026-05-01T00:00:00Z', '2020-01-01T00:00:00Z'])
  }),
  published('a key that had expired', 'key.expired', (document) => {
    methodOf(document).expires = '2026-02-01T00:00:00Z'
  }),
  published('a key that was revoked on no day', 'key.revoked', (document) => {
    methodOf(document).revoked = 'never'
  }),
  published('a key that expires on no day', 'key.expired', (document) => {
    methodOf(document).expires = 'never'
  }),
  published('a key of an unknown type', 'proof.unsupported', (document) => {
    methodOf(document).type = 'EcdsaSecp256k1VerificationKey2019'
  }),
  published('a key of two types', 'key.format', (document) => {
    methodOf(document).type = ['Multikey', 'JsonWebKey']
  }),
  published('a key given twice', 'key.format', (document, { parties }) => {
    methodOf(document).publicKeyJwk = parties.stranger.jwk as Doc
  }),
  published('a key whose secret is published', 'key.format', (document) => {
    methodOf(document).secretKeyMultibase = 'z3u2en7t5LR2WtQH5PfFqMqwVHgeXouLzo6haApm8XHqvjxq'
  }),
  published('a key of 31 bytes', 'key.format', (document) => {
    methodOf(document).publicKeyMultibase = multibaseEncode('z', Uint8Array.of(0xed, 1, ...new Uint8Array(31)))
  }),
  published('a key for encryption', 'key.format', (document) => {
    methodOf(document).publicKeyMultibase = multibaseEncode('z', Uint8Array.of(0xec, 1, ...new Uint8Array(32).fill(7)))
  }),
  published('a key that is no text', 'key.format', (document) => {
    methodOf(document).publicKeyMultibase = 7
  }),
  published('the document of another DID', 'did.syntax', (document) => {
    document.id = 'did:web:elsewhere.example'
  }),
  published('a document without an id', 'did.syntax', (document) => void delete document.id),
  served('a document without keys', 'key.not_found', { json: { id: WEB_DID, name: 'A school' } }),
  served('a page for people', 'key.not_found', { body: '<!doctype html><title>School</title>', type: 'text/html' }),
  served('an array for a document', 'key.not_found', { json: [] }),
  served('no document', 'net.http_status', { status: 404, body: 'not here' }),
  served('a document that moved', 'net.redirect', {
    status: 302,
    location: 'https://elsewhere.example/did.json',
    body: '',
  }),
  served('a document that is too large', 'net.too_large', { body: ' '.repeat(1_048_577) }),
  served('a document without end', 'net.too_large', { fails: 'endless' }),
  served('a server that is not there', 'net.unreachable', { fails: 'refused' }),
  served('a server that breaks off', 'net.unreachable', { fails: 'reset' }),
  served('a server that says nothing', 'net.timeout', { fails: 'silent' }),
  served('a server at fault', 'net.http_status', { status: 503, body: 'later' }),
  served('a document cut short', 'net.content', { body: '{"id":"did:web:school.example"' }),
  servedBy('a document with two lists of keys', 'net.content', WEB_FORMS, (document) => ({
    body: JSON.stringify(document).replace('{', '{"verificationMethod":[],'),
  })),
]

/** Issuers at which nothing may even be asked for. */
export const ADDRESSES: readonly Fault[] = [
  ...(
    [
      ['http://college.example/issuer', 'net.scheme'],
      ['https://user:pass@college.example/issuer', 'net.scheme'],
      ['https://college.example:8443/issuer', 'net.port'],
      ['https://127.0.0.1/issuer', 'net.blocked_address'],
      ['https://127.1/issuer', 'net.blocked_address'],
      ['https://0x7f000001/issuer', 'net.blocked_address'],
      ['https://2130706433/issuer', 'net.blocked_address'],
      ['https://10.1.2.3/issuer', 'net.blocked_address'],
      ['https://172.16.9.9/issuer', 'net.blocked_address'],
      ['https://192.168.1.1/issuer', 'net.blocked_address'],
      ['https://169.254.169.254/latest/meta-data', 'net.blocked_address'],
      ['https://100.64.0.1/issuer', 'net.blocked_address'],
      ['https://0.0.0.0/issuer', 'net.blocked_address'],
      ['https://224.0.0.1/issuer', 'net.blocked_address'],
      ['https://[::1]/issuer', 'net.blocked_address'],
      ['https://[::]/issuer', 'net.blocked_address'],
      ['https://[fe80::1]/issuer', 'net.blocked_address'],
      ['https://[fd00:ec2::254]/issuer', 'net.blocked_address'],
      ['https://[::ffff:10.0.0.1]/issuer', 'net.blocked_address'],
      ['https://[64:ff9b::a00:1]/issuer', 'net.blocked_address'],
      ['https://[2002:a00:1::]/issuer', 'net.blocked_address'],
      ['https://[2001:db8::1]/issuer', 'net.blocked_address'],
      ['did:web:college.example%2Fissuer', 'did.syntax'],
      ['did:web:college.example%2fissuer', 'did.syntax'],
      ['did:web:user%40college.example', 'did.syntax'],
      ['did:web:user@college.example', 'did.syntax'],
      ['did:web:college.example:..:secret', 'did.syntax'],
      ['did:web:college.example:%2e%2e:secret', 'did.syntax'],
      ['did:web:', 'did.syntax'],
      ['did:web:127.0.0.1', 'did.syntax'],
      ['did:web:[::1]', 'did.syntax'],
      ['did:web:college.example?a=b', 'did.syntax'],
      ['did:ion:EiAnKD8-jfdd0MDcZUjAbRgaThBrMxPTFOxcnfJhI7Ukaw', 'did.unsupported'],
      ['did:ethr:0xb9c5714089478a327f09197987f16f9e5d936e8a', 'did.unsupported'],
    ] as [string, ErrorCode][]
  ).map(
    ([id, code]): Fault => ({
      name: `an issuer at ${id}`,
      code,
      forms: [
        { securing: 'rdfc', carrier: 'text' },
        { securing: 'jcs', carrier: 'text' },
      ],
      issuer: 'web',
      before: (work) => {
        at(work.credential, 'issuer').id = id
        work.proof.verificationMethod = `${id}#key-1`
        work.allowed = []
      },
    }),
  ),
  ...(['urn:uuid:2b1c', 'mailto:issuer@college.example', 'urn:isbn:1'] as const).map(
    (id): Fault => ({
      name: `an issuer that is ${id}`,
      code: 'net.scheme',
      forms: [{ securing: 'rdfc', carrier: 'text' }],
      issuer: 'web',
      before: (work) => {
        at(work.credential, 'issuer').id = id
        work.proof.verificationMethod = `${id}#key-1`
        work.allowed = []
      },
    }),
  ),
]
