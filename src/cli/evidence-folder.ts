import { basename, join } from 'node:path'
import { type Digest, hasDigest, readDigestMultibase, readDigestSRI } from '../digest.ts'
import { isObject, toArray } from '../json.ts'
import type { JsonObject } from '../types.ts'
import { filesIn, readBytes, readJson } from './files.ts'
import { badData } from './refusal.ts'

/** Names the file of each evidence whose id says nothing about it. */
const MAP_FILE = 'evidence.json'

/** Finds the files of the evidence of one badge: their bytes by evidence id. */
export type FindEvidence = (credential: JsonObject) => Promise<Record<string, Uint8Array>>

/**
 * Looks through a folder of evidence files. A file belongs to an evidence when `evidence.json` in the folder says so,
 * `{ "evidence id": "file name" }`; else when it has the name that the id ends in; else when it has its digest, under
 * whatever name.
 *
 * @throws Refusal 66 when the folder or a file cannot be read, 65 when evidence.json is not such a map.
 */
export async function openEvidenceFolder(folder: string): Promise<FindEvidence> {
  const paths = await filesIn(folder)
  const byName = new Map(paths.map((path) => [basename(path), path]))
  const mapped = byName.has(MAP_FILE) ? await readMap(join(folder, MAP_FILE)) : new Map<string, string>()
  const others = paths.filter((path) => basename(path) !== MAP_FILE)
  const withDigest = async (digests: readonly Digest[]): Promise<Uint8Array | undefined> => {
    if (digests.length === 0) return undefined
    for (const path of others) {
      const bytes = await readBytes(path)
      if (digests.some((digest) => hasDigest(bytes, digest))) return bytes
    }
    return undefined
  }
  return async (credential) => {
    const found: Record<string, Uint8Array> = {}
    for (const evidence of evidenceOf(credential)) {
      const { id } = evidence
      if (typeof id !== 'string') continue
      const name = mapped.get(id)
      const path = name === undefined ? byName.get(lastSegmentOf(id)) : join(folder, name)
      const bytes = path === undefined ? await withDigest(digestsOf(evidence)) : await readBytes(path)
      if (bytes !== undefined) found[id] = bytes
    }
    return found
  }
}

async function readMap(path: string): Promise<Map<string, string>> {
  const { value } = await readJson(path)
  if (!isObject(value)) throw badData(`${path}: it must be a JSON object, {"evidence id": "file name"}.`)
  const map = new Map<string, string>()
  for (const [id, name] of Object.entries(value)) {
    if (typeof name !== 'string' || /^[/\\]|(^|[/\\])\.\.([/\\]|$)/.test(name)) {
      throw badData(`${path}: ${JSON.stringify(id)} must have the name of a file in the same folder.`)
    }
    map.set(id, name)
  }
  return map
}

function evidenceOf({ evidence, relatedResource }: JsonObject): JsonObject[] {
  return [...toArray(evidence), ...toArray(relatedResource)].filter(isObject)
}

function digestsOf({ digestMultibase, digestSRI }: JsonObject): Digest[] {
  const multibase = toArray(digestMultibase).map((text) =>
    typeof text === 'string' ? readDigestMultibase(text) : undefined,
  )
  const sri = toArray(digestSRI).flatMap((text) => (typeof text === 'string' ? (readDigestSRI(text) ?? []) : []))
  return [...multibase.filter((digest) => digest !== undefined), ...sri]
}

/** The last segment of a path, or of a URN what follows its last colon, as it would be the name of a file. */
function lastSegmentOf(id: string): string {
  const path = id.replace(/[?#].*$/s, '')
  const segment = path.slice(Math.max(path.lastIndexOf('/'), path.startsWith('urn:') ? path.lastIndexOf(':') : -1) + 1)
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
