import { createHmac } from 'node:crypto'
import type { ErrorCode } from '../../../src/codes.ts'
import { base64urlEncode } from '../../../src/encoding.ts'
import { at, type Doc, type Json } from '../document.ts'
import { type Fault, type Form, TOKENS, type Work } from '../forge.ts'
import { SITE_ID, SITE_JWKS } from '../parties.ts'
import { partOf } from '../sign.ts'

const TEXTS: readonly Form[] = TOKENS.filter(({ carrier }) => carrier === 'text')
const MODERN: readonly Form[] = TEXTS.filter(({ securing }) => securing !== 'v1jwt')

function headerFault(name: string, code: ErrorCode, edit: (header: Doc, work: Work) => void, forms = TEXTS): Fault {
  return { name, code, forms, claims: (work) => edit(work.header, work) }
}

function claimFault(name: string, code: ErrorCode, edit: (payload: Doc, work: Work) => void, forms = TEXTS): Fault {
  return { name, code, forms, claims: (work) => edit(work.payload, work) }
}

function textFault(
  name: string,
  code: ErrorCode,
  edit: (parts: string[], work: Work) => string,
  forms: readonly Form[] = TOKENS,
): Fault {
  return { name, code, forms, text: (token, work) => edit(token.split('.'), work) }
}

export const ALGORITHM_FAULTS: readonly Fault[] = [
  ...['none', 'None', 'NONE', 'nOnE', 'HS256', 'HS384', 'HS512', 'hs256'].map((alg) =>
    headerFault(`alg ${alg}`, 'jwt.alg', (header) => {
      header.alg = alg
    }),
  ),
  ...['ES256K', 'EdDSA2', 'Ed25519', 'RS1', 'RSA-OAEP', 'toString', '__proto__', '', 'es256'].map((alg) =>
    headerFault(
      `alg ${alg || 'of nothing'}`,
      'proof.unsupported',
      (header) => {
        header.alg = alg
      },
      MODERN,
    ),
  ),
  textFault(
    'alg none without a signature',
    'jwt.alg',
    ([, body], { header }) => `${partOf({ ...header, alg: 'none' })}.${body}.`,
  ),
  textFault('the public key as the secret of an HMAC', 'jwt.alg', ([, body], { header, party }) => {
    const input = `${partOf({ ...header, alg: 'HS256' })}.${body}`
    return `${input}.${createHmac('sha256', JSON.stringify(party.jwk)).update(input).digest('base64url')}`
  }),
  headerFault(
    'the algorithm of another key',
    'key.format',
    (header, { party }) => {
      header.alg = party.algorithm === 'Ed25519' ? 'ES256' : 'EdDSA'
    },
    MODERN,
  ),
  headerFault(
    'the algorithm of a longer curve',
    'key.format',
    (header) => {
      header.alg = 'ES384'
    },
    [{ securing: 'ES256', carrier: 'text' }],
  ),
  headerFault(
    'RSASSA-PSS over a PKCS #1 signature',
    'proof.signature_invalid',
    (header) => {
      header.alg = 'PS256'
    },
    [{ securing: 'RS256', carrier: 'text' }],
  ),
]

export const HEADERS: readonly Fault[] = [
  ...(
    [
      ['crit', ['exp']],
      ['b64', false],
      ['jku', 'https://elsewhere.example/jwks.json'],
      ['x5u', 'https://elsewhere.example/cert.pem'],
      ['x5c', ['MIIB']],
      ['x5t', 'abc'],
      ['zip', 'DEF'],
      ['enc', 'A256GCM'],
      ['iss', 'did:web:elsewhere.example'],
      ['nonce', 'abc'],
      ['toString', 'x'],
    ] as [string, Json][]
  ).map(([member, value]) =>
    headerFault(`a header with ${member}`, 'jwt.header', (header) => {
      header[member] = value
    }),
  ),
  ...(['at+jwt', 'vp+jwt', 'JOSE', 'dpop+jwt', 'secevent+jwt', 7] as Json[]).map((typ) =>
    headerFault(`typ ${String(typ)}`, 'jwt.header', (header) => {
      header.typ = typ
    }),
  ),
  ...(['JWT', 'vp', 'json', 7] as Json[]).map((cty) =>
    headerFault(`cty ${String(cty)}`, 'jwt.header', (header) => {
      header.cty = cty
    }),
  ),
  headerFault('a kid that is a number', 'jwt.header', (header) => {
    header.kid = 7
  }),
  headerFault('a kid that is a list', 'jwt.header', (header, { party }) => {
    header.kid = [party.method]
  }),
  headerFault('neither kid nor jwk', 'jwt.header', (header) => void delete header.kid),
  headerFault('a jwk with its secret', 'jwt.header', (header, { party }) => {
    header.jwk = { ...(party.jwk as Doc), d: 'AQAB' }
  }),
  headerFault('a jwk that is a text', 'jwt.header', (header, { party }) => {
    header.jwk = JSON.stringify(party.jwk)
  }),
  headerFault('no alg', 'jwt.header', (header) => void delete header.alg),
  headerFault('an alg that is a list', 'jwt.header', (header) => {
    header.alg = ['RS256']
  }),
  ...['[]', 'null', '"RS256"', '7'].map((head) =>
    textFault(`a header that is ${head}`, 'jwt.malformed', ([, ...rest]) => [partOf(head), ...rest].join('.')),
  ),
  ...['[]', 'null', '"badge"', '7'].map((body) =>
    textFault(`a payload that is ${body}`, 'jwt.malformed', ([head, , tail]) => [head, partOf(body), tail].join('.')),
  ),
  textFault('a header that is no JSON', 'json.syntax', ([, ...rest]) => [partOf('{alg:RS256}'), ...rest].join('.')),
  textFault('a payload that is no JSON', 'json.syntax', ([head, , tail]) => [head, partOf('badge'), tail].join('.')),
  textFault('a payload that is no UTF-8', 'json.encoding', ([head, , tail]) =>
    [head, base64urlEncode(Uint8Array.of(0x7b, 0xff, 0x7d)), tail].join('.'),
  ),
]

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Base64url with bits after the last byte that are not zero: the same bytes in other letters. */
function withTrailingBits(part: string): string | undefined {
  if (part.length % 4 === 0) return undefined
  const last = ALPHABET.indexOf(part.slice(-1))
  return part.slice(0, -1) + ALPHABET[last + 1]
}

export const PARTS: readonly Fault[] = [
  ...[0, 1, 2].flatMap((index): Fault[] => [
    textFault(`padding on part ${index}`, 'jwt.encoding', (parts) => parts.with(index, `${parts[index]}=`).join('.')),
    textFault(`a plus in part ${index}`, 'jwt.encoding', (parts) =>
      parts.with(index, `${parts[index]?.slice(0, -1)}+`).join('.'),
    ),
    textFault(`a slash in part ${index}`, 'jwt.encoding', (parts) =>
      parts.with(index, `${parts[index]?.slice(0, -1)}/`).join('.'),
    ),
    textFault(`trailing bits in part ${index}`, 'jwt.encoding', (parts) => {
      const other = withTrailingBits(parts[index] ?? '')
      // A part without spare bits is given a letter too many, which no bytes encode to.
      return parts.with(index, other ?? `${parts[index]}A`).join('.')
    }),
  ]),
  textFault('a fourth part', 'jwt.malformed', (parts) => [...parts, 'AAAA'].join('.')),
  textFault('the five parts of an encrypted JWT', 'jwt.malformed', (parts) => [...parts, 'AAAA', 'AAAA'].join('.')),
  textFault('no signature', 'proof.signature_invalid', ([head, body]) => `${head}.${body}.`, TEXTS),
  textFault('a signature with a byte more', 'proof.signature_invalid', ([head, body, tail]) => {
    const bytes = Buffer.from(tail ?? '', 'base64url')
    return `${head}.${body}.${Buffer.concat([bytes, Buffer.of(0)]).toString('base64url')}`
  }),
  textFault('a signature with a byte less', 'proof.signature_invalid', ([head, body, tail]) => {
    return `${head}.${body}.${Buffer.from(tail ?? '', 'base64url')
      .subarray(0, -1)
      .toString('base64url')}`
  }),
  textFault('a signature of zeros', 'proof.signature_invalid', ([head, body, tail]) => {
    return `${head}.${body}.${Buffer.alloc(Buffer.from(tail ?? '', 'base64url').length).toString('base64url')}`
  }),
  textFault('a flipped bit in the signature', 'proof.signature_invalid', ([head, body, tail], { random }) => {
    const bytes = Buffer.from(tail ?? '', 'base64url')
    const where = random.below(bytes.length)
    bytes[where] = (bytes[where] ?? 0) ^ (1 << random.below(8))
    return `${head}.${body}.${bytes.toString('base64url')}`
  }),
  textFault('a header that was written again', 'proof.signature_invalid', ([, ...rest], { header }) => {
    return [partOf({ ...header, typ: 'vc+jwt' }), ...rest].join('.')
  }),
]

export const CLAIMS: readonly Fault[] = [
  ...['iss', 'jti', 'sub', 'nbf'].map((claim) =>
    claimFault(`no ${claim}`, 'jwt.claim_mismatch', (payload) => void delete payload[claim], MODERN),
  ),
  claimFault('another iss', 'jwt.claim_mismatch', (payload) => {
    payload.iss = 'did:web:elsewhere.example'
  }),
  claimFault('an iss in a list', 'jwt.claim_mismatch', (payload) => {
    payload.iss = [payload.iss as Json]
  }),
  claimFault('another jti', 'jwt.claim_mismatch', (payload) => {
    payload.jti = 'urn:uuid:1'
  }),
  claimFault('another sub', 'jwt.claim_mismatch', (payload, { parties }) => {
    payload.sub = parties.stranger.id
  }),
  claimFault('an earlier nbf', 'jwt.claim_mismatch', (payload) => {
    payload.nbf = Number(payload.nbf) - 1
  }),
  claimFault('an nbf that is a text', 'jwt.claim_mismatch', (payload) => {
    payload.nbf = String(payload.nbf)
  }),
  claimFault('an nbf with a fraction', 'jwt.claim_mismatch', (payload) => {
    payload.nbf = Number(payload.nbf) + 0.5
  }),
  ...([1.5, '1900000000', true, 9e15, -9e15] as Json[]).map((exp) =>
    claimFault(`exp ${JSON.stringify(exp)}`, 'jwt.claim_mismatch', (payload) => {
      payload.exp = exp
    }),
  ),
  claimFault('an iat that is a text', 'jwt.claim_mismatch', (payload) => {
    payload.iat = 'now'
  }),
  claimFault('an exp that has passed, in a badge that goes on', 'time.expired', (payload) => {
    payload.exp = Date.parse('2026-06-01T08:58:59Z') / 1000
  }),
  claimFault(
    'a vc claim around VC 2.0',
    'rule.data_model',
    (payload, { credential }) => {
      for (const name of Object.keys(payload))
        if (!['iss', 'jti', 'sub', 'nbf', 'exp'].includes(name)) delete payload[name]
      payload.vc = credential
    },
    MODERN,
  ),
  claimFault(
    'a vc claim beside a credential',
    'rule.data_model',
    (payload, { credential }) => {
      Object.assign(payload, structuredClone(credential))
    },
    [{ securing: 'v1jwt', carrier: 'text' }],
  ),
  ...(['badge', 7, []] as Json[]).map((vc) =>
    claimFault(`a vc claim that is ${JSON.stringify(vc)}`, 'jwt.malformed', (payload) => {
      payload.vc = vc
    }),
  ),
  claimFault(
    'a vc claim with another issuer',
    'jwt.claim_mismatch',
    (payload, { parties }) => {
      payload.iss = parties.stranger.id
    },
    [{ securing: 'v1jwt', carrier: 'text' }],
  ),
]

/** The JWK set of an https issuer. */
function jwksFault(name: string, code: ErrorCode, edit: (jwks: Doc, work: Work) => void): Fault {
  return {
    name,
    code,
    forms: [
      { securing: 'RS256', carrier: 'text' },
      { securing: 'RS256', carrier: 'enveloped' },
    ],
    issuer: 'siteRsa',
    claims: (work) => {
      work.header.kid = 'key-1'
      const jwks = work.party.publishes()[SITE_JWKS] as Doc
      edit(jwks, work)
      work.world = { [SITE_JWKS]: { json: jwks } }
      work.allowed = [SITE_JWKS, SITE_ID]
    },
  }
}

export const KEY_SETS: readonly Fault[] = [
  jwksFault('a key of another issuer in the set', 'issuer.key_mismatch', (jwks) => {
    at(jwks, 'keys', 0).iss = 'https://elsewhere.example/issuer'
  }),
  jwksFault('a key for encryption in the set', 'key.format', (jwks) => {
    at(jwks, 'keys', 0).use = 'enc'
  }),
  jwksFault('two keys of one kid in the set', 'key.id_mismatch', (jwks, { parties }) => {
    jwks.keys = [...(jwks.keys as Json[]), { ...(parties.strangerRsa.jwk as Doc), kid: 'key-1' }]
  }),
  jwksFault('a key of another kid in the set', 'key.not_found', (jwks) => {
    at(jwks, 'keys', 0).kid = 'key-2'
  }),
  jwksFault('a key for another algorithm in the set', 'key.format', (jwks) => {
    at(jwks, 'keys', 0).alg = 'PS256'
  }),
  jwksFault('another key under the kid', 'proof.signature_invalid', (jwks, { parties }) => {
    jwks.keys = [{ ...(parties.strangerRsa.jwk as Doc), kid: 'key-1' }]
  }),
]
