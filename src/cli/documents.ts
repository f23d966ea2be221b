import { isObject, type JsonLimits } from '../json.ts'
import type { DocumentLoader, JsonObject, JsonValue } from '../types.ts'
import { parseDateTime } from '../validity.ts'
import type { TextOption } from './command.ts'
import { readJson } from './files.ts'
import type { Io } from './io.ts'
import { badData, blaming, wrongUsage } from './refusal.ts'

export const DOCUMENT_OPTIONS: { readonly documents: TextOption } = {
  documents: {
    type: 'string',
    value: 'FILE',
    says: 'Documents that are at hand, such as DID documents, status lists and contexts of your own: JSON, {"URL or DID": {…}, …}; or one document with an id.',
  },
}

export const NOW_OPTION: { readonly now: TextOption } = {
  now: { type: 'string', value: 'TIME', says: 'The time to go by, such as 2026-03-01T09:00:00Z; default the clock.' },
}

/** Documents are the user's own, and status lists among them are long. */
export const DOCUMENT_LIMITS: JsonLimits = {
  bytes: 67_108_864,
  string: 16_777_216,
  depth: 128,
  array: 100_000,
  values: 4_000_000,
}

/**
 * The loader of one run.
 *
 * @param options - `documents`: a JSON file; `network`: whether the guarded network may be used.
 */
export async function loaderFor(
  io: Io,
  { documents: file, network }: { readonly documents: string | undefined; readonly network: boolean },
): Promise<DocumentLoader> {
  const use = network ? ({ network: true } as const) : {}
  if (file === undefined) return io.createDocumentLoader(use)
  const { value } = await readJson(file, DOCUMENT_LIMITS)
  if (!isObject(value)) throw badData(`${file}: it must be a JSON object of documents by URL: {"https://…": {…}}.`)
  const entries = Object.entries(byName(file, value))
  const contexts = Object.fromEntries(entries.filter(isContext)) as Record<string, object>
  const documents = Object.fromEntries(entries.filter((entry) => !isContext(entry)))
  return blaming(file, () => io.createDocumentLoader({ ...use, documents, contexts }))
}

/** A map of documents as it is; one document, such as a published status list, under its own id. */
function byName(file: string, value: JsonObject): JsonObject {
  const names = Object.keys(value)
  if (names.length === 0 || names.some((name) => URL.canParse(name))) return value
  if (value['@context'] !== undefined && typeof value.id === 'string' && URL.canParse(value.id)) {
    return { [value.id]: value }
  }
  throw badData(`${file} is one document; write {"URL": …}, with the URL or DID that it is known by.`)
}

/** A context document has a context and nothing that it would be the context of. */
function isContext([, document]: [string, JsonValue | undefined]): boolean {
  return isObject(document) && '@context' in document && document.id === undefined && document.type === undefined
}

/** @throws Refusal 64 when it is no date and time with an offset. */
export function readNow(text: string | undefined): Date | undefined {
  return readTime('now', text)
}

/** @throws Refusal 64 when it is no date and time with an offset. */
export function readTime(option: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const time = parseDateTime(text)
  if (time !== undefined) return new Date(time)
  throw wrongUsage(`--${option} cannot be "${text}". Write a date and time with an offset: 2026-03-01T09:00:00Z.`)
}
