import { type ResolvedMethod, resolveJwtKey } from '../documents/verification-method.ts'
import { base64urlDecode, base64urlEncode, utf8Decode, utf8Encode } from '../encoding.ts'
import { createProblem, OpenBadgesError, openBadgesError, type Problem } from '../errors.ts'
import { isObject, JSON_LIMITS, type JsonLimits, parseJson, toArray } from '../json.ts'
import type { SignatureAlgorithm } from '../keys/public-key.ts'
import { signWith } from '../keys/signer.ts'
import { verifySignature } from '../keys/verify-signature.ts'
import { printable } from '../printable.ts'
import { outcomeOf } from '../report.ts'
import { checkShape } from '../shape.ts'
import type { DocumentLoader, JsonObject, JWK, KeyAlgorithm, Signer } from '../types.ts'
import { lifetimeProblems, type ProofCheck, timeOf } from './facts.ts'
import { claimProblems, filledFromClaims, signedAt, signingTimeProblems } from './jwt-claims.ts'

/** A compact JWS (RFC 7515 §7.1) that was taken apart strictly and not yet verified. */
export interface DecodedJwt {
  readonly text: string
  readonly header: JsonObject
  readonly payload: JsonObject
  readonly signingInput: Uint8Array
  readonly signature: Uint8Array
}

const MAX_HEADER = 8_192

/** Open Badges 3.0 §8.2.4.1: "Additional JOSE Headers are NOT allowed"; `cty` as VC-JOSE-COSE has it. */
const HEADER_MEMBERS: readonly string[] = ['alg', 'kid', 'jwk', 'typ', 'cty']
const TYPES: readonly string[] = ['jwt', 'vc+jwt', 'vc+ld+json+jwt', 'vp+jwt', 'vp+ld+json+jwt']

const ALGORITHMS: readonly SignatureAlgorithm[] = ['RS256', 'ES256', 'EdDSA', 'PS256', 'ES384']

/** The JOSE algorithm of a key. */
export const ALGORITHM_OF: Readonly<Record<KeyAlgorithm, SignatureAlgorithm>> = {
  Ed25519: 'EdDSA',
  'P-256': 'ES256',
  'P-384': 'ES384',
  RS256: 'RS256',
}

/** Claims that are not members of the credential; `iss`, `jti` and so on are compared with it. */
const CLAIMS: readonly string[] = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']

/**
 * Takes a compact JWS apart, strictly.
 *
 * @throws OpenBadgesError `jwt.malformed`, `jwt.encoding`, `jwt.header`, `limit.size`, `json.*`.
 */
export function decodeJwt(text: string, limits: JsonLimits = JSON_LIMITS): DecodedJwt {
  if (text.length > limits.bytes)
    throw openBadgesError('limit.size', `The JWT is longer than the ${limits.bytes} characters that are read.`)
  const parts = text.split('.')
  // Three parts are all there: that is asked again for the compiler.
  const [head, body, tail] = parts
  if (parts.length !== 3 || head === undefined || body === undefined || tail === undefined) {
    throw openBadgesError(
      'jwt.malformed',
      `A JWT has three parts with dots between them; this text has ${parts.length}.`,
    )
  }
  if (head.length > MAX_HEADER)
    throw openBadgesError('limit.size', `The JWT header is longer than ${MAX_HEADER} characters.`)
  const header = decodePart(head, 'header', JSON_LIMITS)
  checkHeader(header)
  const payload = decodePart(body, 'payload', limits)
  checkType(header, payload)
  return {
    text,
    header,
    payload,
    signingInput: utf8Encode(`${head}.${body}`),
    signature: decodeBase64url(tail, 'signature'),
  }
}

function decodePart(part: string, name: string, limits: JsonLimits): JsonObject {
  const value = parseJson(utf8Decode(decodeBase64url(part, name)), limits)
  if (!isObject(value)) throw openBadgesError('jwt.malformed', `The ${name} of the JWT is not a JSON object.`)
  return value
}

function decodeBase64url(part: string, name: string): Uint8Array {
  const bytes = base64urlDecode(part)
  if (!bytes) throw openBadgesError('jwt.encoding', `The ${name} of the JWT is not strict base64url.`)
  return bytes
}

function checkHeader(header: JsonObject): void {
  const unknown = Object.keys(header).find((name) => !HEADER_MEMBERS.includes(name))
  if (unknown !== undefined) {
    throw openBadgesError(
      'jwt.header',
      `The JWT header has the member "${printable(unknown)}", which Open Badges does not allow.`,
    )
  }
  if (typeof header.alg !== 'string') throw openBadgesError('jwt.header', 'The JWT header has no "alg".')
  if (header.typ !== undefined && !(typeof header.typ === 'string' && TYPES.includes(header.typ.toLowerCase()))) {
    throw openBadgesError(
      'jwt.header',
      `The JWT header has the typ ${printable(header.typ)}; JWT or vc+jwt was expected.`,
    )
  }
  if (header.cty !== undefined && header.cty !== 'vc' && header.cty !== 'vp')
    throw openBadgesError('jwt.header', 'The JWT header has a "cty" other than vc.')
  if (header.kid === undefined && header.jwk === undefined)
    throw openBadgesError('jwt.header', 'The JWT header names no key: neither "kid" nor "jwk".')
  if (header.kid !== undefined && typeof header.kid !== 'string')
    throw openBadgesError('jwt.header', '"kid" in the JWT header is not a text.')
  if (header.jwk !== undefined && (!isObject(header.jwk) || 'd' in header.jwk)) {
    throw openBadgesError('jwt.header', '"jwk" in the JWT header is not a public key.')
  }
}

/** What says that it is a presentation is none of a credential, and the other way round (RFC 8725 §3.11). */
function checkType({ typ, cty }: JsonObject, payload: JsonObject): void {
  const isPresentation = isObject(payload.vp) || toArray(payload.type).includes('VerifiablePresentation')
  const other = isPresentation ? 'vc' : 'vp'
  if (String(typ).toLowerCase().startsWith(other) || cty === other)
    throw openBadgesError(
      'jwt.header',
      `The JWT header names another kind of content than ${isPresentation ? 'the presentation' : 'the credential'} in it.`,
    )
}

/** The presentation that a JWT carries: the payload without the claims (VC-JOSE-COSE), or the `vp` claim (VC 1.1). */
export function presentationOf({ payload }: DecodedJwt): JsonObject {
  if (isObject(payload.vp)) return payload.vp
  return Object.freeze(
    Object.fromEntries(Object.entries(payload).filter(([name]) => !CLAIMS.includes(name) && name !== 'nonce')),
  )
}

/** The credential that a JWT carries, or what is wrong with how it carries it. */
export function credentialOf(jwt: DecodedJwt): { credential: JsonObject; problems: readonly Problem[] } {
  const { payload } = jwt
  if (payload.vc === undefined) {
    const members = Object.entries(payload).filter(([name]) => !CLAIMS.includes(name))
    return { credential: Object.freeze(Object.fromEntries(members)), problems: [] }
  }
  if (!isObject(payload.vc)) {
    throw openBadgesError('jwt.malformed', 'The "vc" claim of the JWT is not an object.', { pointer: '/vc' })
  }
  const { vc } = payload
  const problems = isVersion2(vc) || payload['@context'] !== undefined ? [mixedModels()] : []
  return { credential: Object.freeze(filledFromClaims(vc, payload)), problems }
}

function isVersion2(credential: JsonObject): boolean {
  const contexts = credential['@context']
  return (Array.isArray(contexts) ? contexts[0] : contexts) === 'https://www.w3.org/ns/credentials/v2'
}

function mixedModels(): Problem {
  return createProblem(
    'rule.data_model',
    'The JWT has a "vc" claim, which belongs to VC 1.1, around a credential of VC 2.0.',
    {
      pointer: '/vc',
      hint: 'In VC 2.0 the payload of the JWT is the credential itself.',
    },
  )
}

/**
 * Checks signature, key and claims of a VC-JWT (Open Badges 3.0 §8.2.4, "Verify").
 * The key is the issuer's, whatever `jwk` or `kid` says.
 */
export async function checkJwt(
  jwt: DecodedJwt,
  credential: JsonObject,
  options: JwtOptions & { readonly now: number; readonly skewSeconds: number },
): Promise<ProofCheck> {
  const { payload } = jwt
  return checkToken(jwt, options, () => [
    ...claimProblems(payload, credential, options),
    ...signingTimeProblems(payload, options),
  ])
}

export interface JwtOptions {
  /** Whose key it must be. */
  readonly issuer: string
  readonly loader: DocumentLoader
  readonly signal?: AbortSignal | undefined
  readonly purpose?: 'assertionMethod' | 'authentication'
  /** Open Badges demands the claims that repeat members of the credential; VC-JOSE-COSE §3.1.1 lets them be left out. */
  readonly mayOmitClaims?: boolean
}

/** Checks signature and key of a JWT, then what its claims must say. */
export async function checkToken(
  jwt: DecodedJwt,
  options: JwtOptions,
  claims: () => readonly Problem[],
): Promise<ProofCheck> {
  const { header } = jwt
  const alg = String(header.alg)
  const known: ProofCheck['proofs'][number] = {
    type: 'JWT',
    ...(typeof header.kid === 'string' && { verificationMethod: header.kid }),
    // In a presentation (OpenID for Verifiable Presentations) these two answer challenge and domain.
    ...(typeof jwt.payload.nonce === 'string' && { challenge: jwt.payload.nonce }),
    ...(jwt.payload.aud !== undefined && {
      domain: toArray(jwt.payload.aud).filter((audience) => typeof audience === 'string'),
    }),
    // Until `finish` says better.
    outcome: 'failed',
    counts: true,
  }
  const finish = (problems: readonly Problem[], method?: ResolvedMethod): ProofCheck => {
    const outcome = outcomeOf(problems)
    const facts = {
      ...known,
      ...(method && { verificationMethod: method.id, controller: method.controller, algorithm: method.key.algorithm }),
      outcome,
    }
    return {
      outcome,
      problems,
      proofs: [facts],
      ...(outcome === 'passed' && method && { verificationMethod: method.id }),
    }
  }
  const algorithm = ALGORITHMS.find((name) => name === alg)
  if (!algorithm) return finish([refuseAlgorithm(alg)])
  const resolution = await resolveJwtKey({
    issuer: options.issuer,
    // To leave one of these out is the same as undefined, except to the compiler.
    ...(typeof header.kid === 'string' && { kid: header.kid }),
    ...(isObject(header.jwk) && { jwk: header.jwk as unknown as JWK }),
    alg: algorithm,
    ...(options.purpose && { purpose: options.purpose }),
    loader: options.loader,
    ...(options.signal && { signal: options.signal }),
  })
  if ('problems' in resolution) return finish(resolution.problems)
  const { method } = resolution
  const lifetime = lifetimeProblems(method, signedAt(jwt.payload), '')
  if (lifetime.length > 0) return finish(lifetime, method)
  try {
    if (!(await verifySignature(method.key, jwt.signingInput, jwt.signature, algorithm))) {
      return finish(
        [
          createProblem(
            'proof.signature_invalid',
            'The signature of the JWT does not fit: something was changed after signing, or another key signed it.',
          ),
        ],
        method,
      )
    }
  } catch (error) {
    // `proof.unsupported`, in a page without https, which has no WebCrypto; everything else is a bug.
    if (error instanceof OpenBadgesError) return finish(error.problems, method)
    throw error
  }
  return finish([...(method.warnings ?? []), ...claims()], method)
}

function refuseAlgorithm(alg: string): Problem {
  if (/^(none$|hs)/i.test(alg)) {
    return createProblem(
      'jwt.alg',
      `The JWT is signed with ${printable(alg)}, which proves nothing about who signed it.`,
      {
        hint: 'The issuer has to sign with a private key: RS256, ES256 or EdDSA.',
      },
    )
  }
  return createProblem('proof.unsupported', `The JWT is signed with ${printable(alg)}, which is not known here.`)
}

/**
 * Signs a credential as a VC-JWT (Open Badges 3.0 §8.2.4, VC 2.0 form: the payload is the credential).
 *
 * @throws OpenBadgesError `shape.*`, `context.*` and `rule.data_model` for what would not verify; `jwt.sub_missing` when
 *   the recipient has no id; `signer.*`.
 */
export async function signJwt(credential: JsonObject, signer: Signer): Promise<string> {
  refuseWhatIsNotRead(credential)
  const { issuer, id, credentialSubject, validFrom, validUntil } = credential
  const subject = isObject(credentialSubject) ? credentialSubject.id : undefined
  if (typeof subject !== 'string') {
    throw openBadgesError(
      'jwt.sub_missing',
      'A JWT must name its recipient in "sub", but credentialSubject has no id.',
      {
        severity: 'error',
        pointer: '/credentialSubject/id',
        hint: 'Give recipient.id, a DID of the person; or sign with an embedded proof, the default, which names an email address by its hash alone. A mailto: URL as id would show the address to everybody.',
      },
    )
  }
  const nbf = timeOf(validFrom)
  const exp = timeOf(validUntil)
  const payload = {
    ...credential,
    iss: isObject(issuer) ? issuer.id : issuer,
    jti: id,
    sub: subject,
    ...(nbf !== undefined && { nbf: Math.floor(nbf / 1000) }),
    ...(exp !== undefined && { exp: Math.floor(exp / 1000) }),
  }
  return signCompact({ alg: ALGORITHM_OF[signer.algorithm], typ: 'JWT', ...keyHeader(signer) }, payload, signer)
}

/** What no verifier of ours would read as a JWT is not signed as one. */
function refuseWhatIsNotRead(credential: JsonObject): void {
  const { problems } = checkShape(credential, { contexts: new Map(), signsJson: true })
  const [first, ...rest] = problems.filter(({ severity }) => severity === 'error')
  if (first) throw new OpenBadgesError(first, ...rest)
  if (isVersion2(credential)) return
  throw openBadgesError('rule.data_model', 'Only credentials of VC 2.0 are signed as a JWT.', {
    pointer: '/@context/0',
    hint: 'Sign it with an embedded proof, or issue it with the VC 2.0 context.',
  })
}

/** Signs any payload as a compact JWS. */
export async function signCompact(header: object, payload: object, signer: Signer): Promise<string> {
  const [head, body] = [header, payload].map((part) => base64urlEncode(utf8Encode(JSON.stringify(part))))
  const signature = await signWith(signer, utf8Encode(`${head}.${body}`))
  return `${head}.${body}.${base64urlEncode(signature)}`
}

/** `kid` names the key; for did:jwk the key itself comes with it, for verifiers that resolve no DIDs. */
export function keyHeader(signer: Signer): { kid: string; jwk?: JWK } {
  const isSelfContained = signer.id.startsWith('did:jwk:') || signer.id.startsWith('did:key:')
  return { kid: signer.id, ...(isSelfContained && signer.publicKeyJwk && { jwk: signer.publicKeyJwk }) }
}
