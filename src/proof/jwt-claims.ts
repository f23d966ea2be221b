import { createProblem, type Problem } from '../errors.ts'
import { isObject, pointerTo } from '../json.ts'
import { hasProblem, outcomeOf } from '../report.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import { checkValidity, type ValidityCheck } from '../validity.ts'
import { timeOf } from './facts.ts'

/** VC 1.1 §6.3.1: what the `vc` claim leaves out stands in the claims. */
export function filledFromClaims(vc: JsonObject, claims: JsonObject): JsonObject {
  const filled: Record<string, JsonValue> = { ...vc }
  const fill = (name: string, value: JsonValue | undefined) => {
    if (filled[name] === undefined && value !== undefined) filled[name] = value
  }
  fill('id', claims.jti)
  fill('issuer', claims.iss)
  // An id of their own would win anyway, here and below: where there is one, nothing is copied.
  const { issuer } = filled
  if (isObject(issuer) && issuer.id === undefined && typeof claims.iss === 'string')
    filled.issuer = Object.freeze({ id: claims.iss, ...issuer })
  fill('issuanceDate', dateOf(claims.nbf))
  fill('expirationDate', dateOf(claims.exp))
  const subject = filled.credentialSubject
  if (isObject(subject) && subject.id === undefined && typeof claims.sub === 'string') {
    filled.credentialSubject = Object.freeze({ id: claims.sub, ...subject })
  }
  return filled
}

/** A NumericDate as a dateTimeStamp, or undefined where it is none. */
export function dateOf(numericDate: JsonValue | undefined): string | undefined {
  // What is an integer is a number: that is asked for the compiler.
  if (typeof numericDate !== 'number' || !Number.isInteger(numericDate) || Math.abs(numericDate) > 8.64e12)
    return undefined
  const text = new Date(numericDate * 1000).toISOString().replace('.000Z', 'Z')
  // JavaScript writes far years with a sign and six digits, XML Schema with as many as they have.
  return text.replace(/^([+-])0*(\d{4,})/, (_, sign, year) => (sign === '-' ? `-${year}` : year))
}

/** NumericDates (RFC 7519 §2) in whole seconds. */
export function timeClaimProblems(payload: JsonObject): Problem[] {
  return ['exp', 'iat', 'nbf']
    .filter((name) => payload[name] !== undefined && dateOf(payload[name]) === undefined)
    .map((name) =>
      createProblem('jwt.claim_mismatch', `The claim "${name}" of the JWT is not a whole number of seconds.`, {
        pointer: pointerTo('', name),
      }),
    )
}

/**
 * When a credential is valid, and the JWT around it: the earlier of `exp` and `validUntil` is the end (Open Badges 3.0
 * §8.2.4.4).
 */
export function checkTokenValidity(
  credential: JsonObject,
  jwt: { readonly payload: JsonObject } | undefined,
  options: { readonly now: number; readonly skewSeconds: number },
): ValidityCheck {
  const whole = checkValidity(credential, options)
  const end = dateOf(jwt?.payload.exp)
  // Here and below, what is undefined would compare as it should, and be read as missing; the compiler wants it said.
  const until = timeOf(whole.validUntil)
  if (end === undefined || (until !== undefined && until <= Number(timeOf(end)))) return whole
  const { validFrom } = whole
  const token = checkValidity({ ...(validFrom !== undefined && { validFrom }), validUntil: end }, options)
  const more = token.problems.filter(({ code }) => !hasProblem(whole.problems, code))
  const problems = [...whole.problems, ...more.map((problem) => ({ ...problem, pointer: '/exp' }))]
  return { ...whole, outcome: outcomeOf(problems), problems, validUntil: end }
}

/** `iat` says when it was signed; else `nbf` is the nearest there is. */
export function signedAt(payload: JsonObject): number | undefined {
  const seconds = payload.iat ?? payload.nbf
  return typeof seconds === 'number' ? seconds * 1000 : undefined
}

/** What says that it was signed in the future is no more believed in `iat` than in `created` of an embedded proof. */
export function signingTimeProblems(
  payload: JsonObject,
  { now, skewSeconds }: { readonly now: number; readonly skewSeconds: number },
): Problem[] {
  const date = dateOf(payload.iat)
  if (date === undefined || Number(timeOf(date)) <= now + skewSeconds * 1000) return []
  const message = `The JWT says it was signed on ${date}, which is in the future.`
  return [createProblem('proof.created_future', message, { pointer: '/iat' })]
}

/** iss, jti, sub and nbf must say what the credential says. `exp` may end earlier than validUntil; validity sees to that. */
export function claimProblems(
  payload: JsonObject,
  credential: JsonObject,
  { issuer, mayOmitClaims = false }: { readonly issuer: string; readonly mayOmitClaims?: boolean },
): Problem[] {
  const problems: Problem[] = []
  const compare = (claim: string, expected: JsonValue | undefined, member: string) => {
    if (payload[claim] === expected || (mayOmitClaims && payload[claim] === undefined)) return
    problems.push(
      createProblem(
        'jwt.claim_mismatch',
        `The claim "${claim}" of the JWT ${payload[claim] === undefined ? 'is missing' : 'differs'}; it must equal ${member} of the credential.`,
        {
          pointer: pointerTo('', claim),
        },
      ),
    )
  }
  compare('iss', issuer, 'issuer.id')
  compare('jti', credential.id, 'id')
  const validFrom = timeOf(credential.validFrom ?? credential.issuanceDate)
  compare(
    'nbf',
    validFrom === undefined ? undefined : Math.floor(validFrom / 1000),
    credential.validFrom === undefined ? 'issuanceDate' : 'validFrom',
  )
  problems.push(...timeClaimProblems(payload))
  const subject = credential.credentialSubject
  const subjectId = isObject(subject) ? subject.id : undefined
  if (payload.sub === undefined && subjectId === undefined && !mayOmitClaims) {
    problems.push(
      createProblem(
        'jwt.sub_missing',
        'The JWT has no "sub", which the specification demands; the recipient has no id either.',
        { pointer: '/sub' },
      ),
    )
  } else compare('sub', subjectId, 'credentialSubject.id')
  return problems
}
