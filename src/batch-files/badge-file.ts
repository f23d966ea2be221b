import { bake, sniffImage } from '../bake/index.ts'
import type { RowOutcome } from '../batch/issue-all.ts'
import { base64urlDecode, utf8Decode } from '../encoding.ts'
import type { JsonObject } from '../types.ts'

/** How badges are written. */
export interface BadgeForm {
  readonly format: 'embedded' | 'jwt'
  readonly image: Uint8Array | undefined
  /** Of the number in the name. */
  readonly digits: number
}

export interface BadgeFile {
  readonly name: string
  readonly data: string | Uint8Array
  readonly id: string
  readonly statusListIndex: string | undefined
}

type Issued = Extract<RowOutcome, { readonly credential: unknown } | { readonly text: string }>

/**
 * A signed badge as a file: pretty JSON, a JWT, or a picture with either in it.
 *
 * @throws OpenBadgesError `limit.*` for a badge that no picture may hold.
 */
export function badgeFile(issued: Issued, form: BadgeForm): BadgeFile {
  const { signed, facts } = read(issued, form.format)
  const status = facts.credentialStatus as { readonly statusListIndex?: string } | undefined
  return {
    name: nameOf(issued, form),
    data: dataOf(signed, form.image),
    id: String(facts.id),
    statusListIndex: status?.statusListIndex,
  }
}

function read(issued: Issued, format: BadgeForm['format']): { signed: object | string; facts: JsonObject } {
  const given = 'text' in issued ? issued.text : issued.credential
  if (format === 'jwt') return { signed: given, facts: payloadOf(String(given)) }
  const signed = typeof given === 'string' ? (JSON.parse(given) as object) : given
  return { signed, facts: signed as JsonObject }
}

/** Of a JWT that was just signed. In the VC 2.0 form the payload is the credential (VC-JOSE-COSE §3.1). */
function payloadOf(jwt: string): JsonObject {
  const payload = base64urlDecode(jwt.split('.')[1] ?? '')
  return JSON.parse(utf8Decode(payload ?? new Uint8Array()))
}

function dataOf(signed: object | string, image: Uint8Array | undefined): string | Uint8Array {
  if (image !== undefined) return bake(image, signed)
  return typeof signed === 'string' ? signed : `${JSON.stringify(signed, undefined, 2)}\n`
}

function nameOf({ index, key }: Issued, { format, image, digits }: BadgeForm): string {
  const number = String(index + 1).padStart(digits, '0')
  const slug = key === String(index) ? '' : slugOf(key)
  const extension = image === undefined ? (format === 'jwt' ? 'jwt' : 'json') : sniffImage(image)
  return `${number}${slug === '' ? '' : `-${slug}`}.${extension}`
}

/** Letters and digits that every file system takes; the number in front makes the name unique. */
function slugOf(key: string): string {
  return key
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '')
}
