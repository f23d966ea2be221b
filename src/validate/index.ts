import { createProblem, OpenBadgesError, type Problem } from '../errors.ts'
import { isObject } from '../json.ts'
import type { Credential, JsonObject, JsonValue, Many, ValidationResult } from '../types.ts'
import { checkDocument } from './credential.ts'
import { type Door, ISSUING, READING } from './door.ts'
import { createFindings } from './findings.ts'
import type { Kind } from './kinds.ts'
import { inDocumentOrder } from './order.ts'
import { plainJson } from './plain.ts'

export { type Kind, kindOf } from './kinds.ts'

/**
 * Holds a badge, an endorsement, a learner record or a profile to the specification: the JSON Schema of its class, and
 * the rules that no schema can say. This is the issuing door: VC 2.0 in canonical form, arrays wherever there can be
 * more than one, no nulls and no empty arrays. No network, no keys; the proof, where there is one, is not verified.
 *
 * @param value - Anything. It is not modified.
 * @returns `{ valid: true, credential, problems }`, where the problems are warnings and notes; or `{ valid: false,
 *   problems }` with all problems at once, in the order of the document; of more than a hundred of one code the others are
 *   counted at the end. Each has a code (`schema.*`, `rule.*`,
 *   `context.*`, `time.*`, `shape.null`), a JSON Pointer, a sentence, and a hint where the fix is known.
 *
 * @example
 * const result = validateCredential(JSON.parse(text))
 * if (!result.valid) for (const { pointer, message, hint } of result.problems) console.log(pointer, message, hint)
 */
export function validateCredential(value: unknown): ValidationResult {
  return resultOf(value, checkUnknown(value))
}

/** The same of an object that is known to be plain JSON within the limits, so that it need not be asked. */
export function validatePlain(value: JsonObject): ValidationResult {
  return resultOf(value, checkPlain(value))
}

function resultOf(value: unknown, problems: readonly Problem[]): ValidationResult {
  if (problems.some(({ severity }) => severity === 'error'))
    return { valid: false, problems: problems as unknown as Many<Problem> }
  return { valid: true, credential: value as Credential, problems }
}

/**
 * The reading door: what verification uses. Also takes VC 1.1, single values, arrays of credentialStatus and language
 * value objects. Nulls, unknown contexts and the dates of validity are left to the checks that own them.
 *
 * @param options.profile - `'ob'` (default): badges, endorsements and learner records; `'vc'`: any credential.
 * @returns Problems in the order of the document. Linear in its size; never throws.
 */
export function checkSchema(value: JsonObject, options: { readonly profile?: 'ob' | 'vc' } = {}): Problem[] {
  const kinds: readonly Kind[] =
    options.profile === 'vc' ? ['badge', 'endorsement', 'clr', 'vc'] : ['badge', 'endorsement', 'clr']
  return check(value, READING, kinds)
}

function checkUnknown(value: unknown): Problem[] {
  let plain: JsonValue
  try {
    plain = plainJson(value)
  } catch (error) {
    if (error instanceof OpenBadgesError) return [...error.problems]
    throw error
  }
  if (!isObject(plain)) return [createProblem('schema.type', 'A credential should be an object.', { pointer: '' })]
  return checkPlain(plain)
}

function checkPlain(value: JsonObject): Problem[] {
  return check(value, ISSUING, ['badge', 'endorsement', 'clr', 'profile'])
}

function check(value: JsonObject, door: Door, kinds: readonly Kind[]): Problem[] {
  const findings = createFindings()
  checkDocument({ value, place: undefined, door, kinds }, findings)
  return [...inDocumentOrder(findings.problems, value), ...findings.more()]
}
