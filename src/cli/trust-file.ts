import { isObject, locate, pointerTo } from '../json.ts'
import { nearest } from '../nearest.ts'
import type { TrustedIssuer } from '../trust.ts'
import type { JsonValue } from '../types.ts'
import { parseDateTime } from '../validity.ts'
import { readJson } from './files.ts'
import { badData } from './refusal.ts'

const MEMBERS: readonly string[] = ['id', 'name', 'achievements', 'from', 'until'] satisfies (keyof TrustedIssuer)[]

/**
 * The issuers that a file trusts: `[{ "id": "did:web:cce.example", "name": "…", "achievements": […], "from": …, "until": … }]`,
 * all but the id optional.
 *
 * @throws Refusal 66 when it cannot be read, 65 with the place of the fault: a list of trust is not read half.
 */
export async function readTrustFile(path: string): Promise<readonly TrustedIssuer[]> {
  const { value, text } = await readJson(path)
  const fault = Array.isArray(value)
    ? value.map((issuer, index) => faultIn(issuer, `/${index}`)).find((found) => found !== undefined)
    : { pointer: '', message: 'it must be a JSON array of issuers: [{"id": "did:web:…"}].' }
  if (fault === undefined) return value as unknown as readonly TrustedIssuer[]
  const place = locate(text, fault.pointer)
  throw badData(`${path}${place ? `:${place.line}:${place.column}` : ''}: ${fault.message}`)
}

function faultIn(issuer: JsonValue, pointer: string): { pointer: string; message: string } | undefined {
  if (!isObject(issuer)) return { pointer, message: 'an issuer must be an object: {"id": "did:web:…"}.' }
  const unknown = Object.keys(issuer).find((name) => !MEMBERS.includes(name))
  if (unknown !== undefined) {
    const meant = nearest(unknown, MEMBERS)
    const advice = meant === undefined ? `It has ${MEMBERS.join(', ')}.` : `Did you mean "${meant}"?`
    return { pointer: pointerTo(pointer, unknown), message: `an issuer has no member "${unknown}". ${advice}` }
  }
  const { id, name, achievements, from, until } = issuer
  if (typeof id !== 'string') {
    return { pointer, message: 'an issuer must have an "id", as the issuer of its badges has it.' }
  }
  if (name !== undefined && typeof name !== 'string') {
    return { pointer: `${pointer}/name`, message: '"name" must be a string.' }
  }
  if (achievements !== undefined && !isListOfStrings(achievements)) {
    return { pointer: `${pointer}/achievements`, message: '"achievements" must be an array of ids of achievements.' }
  }
  return dateFaultIn('from', from, pointer) ?? dateFaultIn('until', until, pointer)
}

function dateFaultIn(
  name: string,
  date: JsonValue | undefined,
  pointer: string,
): { pointer: string; message: string } | undefined {
  if (date === undefined || (typeof date === 'string' && parseDateTime(date) !== undefined)) return undefined
  const message = `"${name}" must be a date and time with an offset: "2026-01-31T00:00:00Z".`
  return { pointer: `${pointer}/${name}`, message }
}

function isListOfStrings(value: JsonValue): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
