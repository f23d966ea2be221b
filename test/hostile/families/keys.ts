import type { ErrorCode } from '../../../src/codes.ts'
import { base64urlEncode, multibaseEncode, utf8Encode } from '../../../src/encoding.ts'
import {
  keyWithScalar,
  nonCanonicalEncodings,
  Point,
  signWithR,
  smallOrderPoints,
} from '../../support/ed25519-points.ts'
import type { Route } from '../case.ts'
import { at, type Doc, type Json } from '../document.ts'
import { EMBEDDED, type Fault, type Form, isToken, PLAIN, TOKENS, type Work } from '../forge.ts'
import { newKey, SITE_ID, WEB_DID, WEB_DOCUMENT } from '../parties.ts'
import { dataToSign } from '../sign.ts'

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

/** Keys in which nobody's secret is needed. */
export const WEAK: readonly Fault[] = [
  ...smallOrderPoints().map((point, index) =>
    ed25519Fault(`point ${index} of small order`, point.toBytes(), 'key.weak'),
  ),
  ...nonCanonicalEncodings().map((bytes, index) =>
    ed25519Fault(`an encoding that is not canonical, ${index}`, bytes, 'key.weak'),
  ),
  ...smallOrderPoints()
    .slice(1)
    .map((point, index) =>
      ed25519Fault(`a key with a part of small order, ${index}`, keyWithScalar(12_345n, point), 'key.weak'),
    ),
  ed25519Fault('bytes that are no point', Uint8Array.of(2, ...new Uint8Array(30), 7), 'key.weak'),
  ed25519Fault('31 bytes', new Uint8Array(31).fill(3), 'key.format'),
  ed25519Fault('33 bytes', new Uint8Array(33).fill(3), 'key.format'),
  ...[512, 1024, 2040].map((bits): Fault => {
    let jwk: Doc | undefined
    return jwkFault(`an RSA key of ${bits} bits`, 'key.weak', () => {
      jwk ??= newKey('RS256', bits).jwk as Doc
      return jwk
    })
  }),
  ...(
    [
      ['an RSA key with the exponent 3', { e: 'Aw' }],
      ['an RSA key with the exponent 1', { e: 'AQ' }],
      ['an RSA key with an even exponent', { e: 'AQAC' }],
      ['an RSA key with a huge exponent', { e: base64urlEncode(new Uint8Array(64).fill(255)) }],
      ['an RSA key of 8192 bits', { n: base64urlEncode(new Uint8Array(1024).fill(255)) }],
    ] as [string, Doc][]
  ).map(([name, change]) =>
    jwkFault(name, change.n === undefined ? 'key.weak' : 'key.format', (work) => ({
      ...(work.parties.rsa.jwk as Doc),
      ...change,
    })),
  ),
  jwkFault('an RSA key with an even modulus', 'key.weak', ({ parties }) => {
    const n = Buffer.from(String(parties.rsa.jwk.n), 'base64url')
    n[n.length - 1] = (n.at(-1) ?? 0) & 0xfe
    return { ...(parties.rsa.jwk as Doc), n: base64urlEncode(n) }
  }),
  jwkFault('an RSA key with its secret', 'key.format', ({ parties }) => ({ ...(parties.rsa.jwk as Doc), d: 'AQAB' })),
  jwkFault('a symmetric key', 'key.format', () => ({ kty: 'oct', k: 'c2VjcmV0' })),
  jwkFault('a key for encryption', 'key.format', ({ parties }) => ({ ...(parties.rsa.jwk as Doc), use: 'enc' })),
  jwkFault('a point off the curve', 'key.weak', ({ parties }) => {
    const y = Buffer.from(String(parties.p256.jwk.y), 'base64url')
    y[31] = (y[31] ?? 0) ^ 1
    return { ...(parties.p256.jwk as Doc), y: base64urlEncode(y) }
  }),
  jwkFault('the point at infinity', 'key.weak', () => {
    const zero = base64urlEncode(new Uint8Array(32))
    return { kty: 'EC', crv: 'P-256', x: zero, y: zero }
  }),
  jwkFault('a point of another curve', 'key.format', ({ parties }) => ({ ...(parties.p384.jwk as Doc), crv: 'P-256' })),
  jwkFault('a curve that is not read', 'key.format', ({ parties }) => ({
    ...(parties.p256.jwk as Doc),
    crv: 'secp256k1',
  })),
  jwkFault('a point with trailing bits in its base64', 'key.format', ({ parties }) => {
    const x = String(parties.p256.jwk.x)
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    return { ...(parties.p256.jwk as Doc), x: x.slice(0, -1) + letters[letters.indexOf(x.slice(-1)) + 1] }
  }),
]

/** A badge whose issuer is this key; its signature is one that such keys take. */
function ed25519Fault(name: string, bytes: Uint8Array, code: 'key.weak' | 'key.format'): Fault {
  const did = `did:key:${multibaseEncode('z', Uint8Array.of(0xed, 1, ...bytes))}`
  const method = `${did}#${did.slice('did:key:'.length)}`
  return {
    name,
    code,
    forms: [...PLAIN, { securing: 'jcs', carrier: 'text' }, { securing: 'EdDSA', carrier: 'text' }],
    issuer: 'ed',
    before: ({ credential, proof }) => {
      at(credential, 'issuer').id = did
      proof.verificationMethod = method
    },
    claims: ({ header, payload }) => {
      header.kid = method
      payload.iss = did
    },
    after: async (work) => {
      const data = await dataToSign(work.credential, work.proof, work.party)
      // R is the base point and S is 1: true for every message, where the key is the identity.
      const proofValue = multibaseEncode('z', Uint8Array.of(...Point.BASE.toBytes(), 1, ...new Uint8Array(31)))
      const [proof] = work.signed.proof as Doc[]
      if (proof && data.length > 0) proof.proofValue = proofValue
    },
  }
}

/** A JWT whose issuer is a did:jwk of this key. */
function jwkFault(name: string, code: ErrorCode, make: (work: Work) => Doc): Fault {
  return {
    name,
    code,
    forms: [
      { securing: 'RS256', carrier: 'text' },
      { securing: 'ES256', carrier: 'text' },
    ],
    claims: (work) => {
      const jwk = make(work)
      const did = `did:jwk:${base64urlEncode(utf8Encode(JSON.stringify(jwk)))}`
      at(work.payload, 'issuer').id = did
      work.payload.iss = did
      work.header.kid = `${did}#0`
      work.header.alg = jwk.kty === 'EC' ? 'ES256' : 'RS256'
    },
  }
}

/** Signatures that some verifiers take and others do not. */
export const MALLEABLE: readonly Fault[] = [
  ...smallOrderPoints().map(
    (point, index): Fault => ({
      name: `a signature with R of small order, ${index}`,
      code: 'proof.signature_invalid',
      forms: PLAIN,
      issuer: 'ed',
      before: (work) => scalarParty(work),
      after: async (work) => {
        const data = await dataToSign(work.credential, work.proof, work.party)
        const bytes = signWithR(SCALAR, keyWithScalar(SCALAR), data, point.toBytes(), 0n)
        setValue(work, index === 0 ? bytes.with(0, (bytes[0] ?? 0) ^ 2) : bytes)
      },
    }),
  ),
  ...smallOrderPoints()
    .slice(1)
    .map(
      (point, index): Fault => ({
        name: `a signature that only holds up to the cofactor, ${index}`,
        code: 'proof.signature_invalid',
        forms: PLAIN,
        issuer: 'ed',
        before: (work) => scalarParty(work),
        after: async (work) => {
          const data = await dataToSign(work.credential, work.proof, work.party)
          const r = Point.BASE.multiply(777n).add(point).toBytes()
          setValue(work, signWithR(SCALAR, keyWithScalar(SCALAR), data, r, 777n))
        },
      }),
    ),
]

const SCALAR = 424_242n

function scalarParty({ credential, proof }: Work): void {
  const multibase = multibaseEncode('z', Uint8Array.of(0xed, 1, ...keyWithScalar(SCALAR)))
  at(credential, 'issuer').id = `did:key:${multibase}`
  proof.verificationMethod = `did:key:${multibase}#${multibase}`
}

function setValue({ signed }: Work, bytes: Uint8Array): void {
  const [proof] = signed.proof as Doc[]
  if (proof) proof.proofValue = multibaseEncode('z', bytes)
}

/** Names of keys that are not what they seem. */
export const DIDS: readonly Fault[] = (
  [
    ['a did:key in another base', (did: string) => did.replace('did:key:z', 'did:key:u'), 'did.syntax'],
    ['a did:key with a letter that base58 does not have', (did: string) => `${did.slice(0, -1)}0`, 'did.syntax'],
    ['an empty did:key', () => 'did:key:', 'did.syntax'],
    ['a did:key with a path', (did: string) => `${did}/path`, 'did.syntax'],
    ['a did:key with a query', (did: string) => `${did}?versionId=1`, 'did.syntax'],
    ['a did:key cut short', (did: string) => did.slice(0, -4), 'key.format'],
    [
      'a did:key of nothing known',
      () => `did:key:${multibaseEncode('z', Uint8Array.of(0x12, 0x20, 1, 2, 3))}`,
      'key.format',
    ],
    ['a did:jwk of no JSON', () => `did:jwk:${base64urlEncode(utf8Encode('{'))}`, 'did.syntax'],
    [
      'a did:jwk of two kty members',
      () => `did:jwk:${base64urlEncode(utf8Encode('{"kty":"OKP","kty":"EC"}'))}`,
      'did.syntax',
    ],
    ['a did:jwk of an array', () => `did:jwk:${base64urlEncode(utf8Encode('[]'))}`, 'key.format'],
  ] as [string, (did: string) => string, ErrorCode][]
).map(
  ([name, edit, code]): Fault => ({
    name,
    code,
    forms: [...PLAIN, { securing: 'jcs', carrier: 'text' }],
    issuer: 'ed',
    before: ({ credential, proof, party }) => {
      const did = edit(party.id)
      at(credential, 'issuer').id = did
      proof.verificationMethod = `${did}#${did.startsWith('did:jwk:') ? '0' : did.slice('did:key:'.length)}`
    },
  }),
)
