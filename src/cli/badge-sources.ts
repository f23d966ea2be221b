import { sniffImage } from '../bake/index.ts'
import { toArray } from '../json.ts'
import type { JsonObject } from '../types.ts'
import { credentialIn } from './credential-in.ts'
import { EXIT } from './exit-status.ts'
import { findBadgeFiles, isFolder, readBytes, readInput } from './files.ts'
import type { Io } from './io.ts'
import { Refusal } from './refusal.ts'
import { assertNoSecretKey, holdsSecretKey, jsonOf } from './secret-key.ts'

/** A badge that is to be verified. */
export interface BadgeSource {
  /** As the person knows it: a path, a URL, or - */
  readonly name: string
  /** Reads it; a link is followed by the verification itself. */
  readonly read: () => Promise<Uint8Array | URL>
}

export interface BadgeSources {
  readonly sources: readonly BadgeSource[]
  /** A folder, or more than one badge: then there is a line for each. */
  readonly several: boolean
  /** How many files in folders are no badges by their kind or by what stands in them. */
  readonly others: number
}

/**
 * What `verify FILE… | DIR | URL | -` is about.
 *
 * @throws Refusal 66 when a folder cannot be read or has no badge in it.
 */
export async function badgeSources(operands: readonly string[], io: Io): Promise<BadgeSources> {
  const sources: BadgeSource[] = []
  let hasFolder = false
  let others = 0
  for (const operand of operands) {
    if (isLink(operand)) sources.push({ name: operand, read: async () => new URL(operand) })
    else if (operand !== '-' && (await isFolder(operand))) {
      const found = await findBadgeFiles(operand)
      hasFolder = true
      others += found.others
      const before = sources.length
      for (const path of found.files) {
        if (await mayBeBadge(path)) sources.push(sourceOf(path, io))
        else others++
      }
      if (sources.length === before) {
        throw new Refusal(
          EXIT.noInput,
          `${operand}: there is no badge in this folder: no PNG or SVG picture, no JWT, and no JSON that is a credential.`,
        )
      }
    } else sources.push(sourceOf(operand, io))
  }
  return { sources, several: hasFolder || sources.length > 1, others }
}

function sourceOf(name: string, io: Io): BadgeSource {
  return {
    name,
    read: async () => {
      const bytes = await readInput(name, io)
      assertNoSecretKey(name, bytes)
      return bytes
    },
  }
}

/**
 * Whether a file that was found, not named, is to be judged. Beside badges there are issuers, inputs, lists and keys;
 * a file that is damaged or cannot be read may have been a badge.
 */
async function mayBeBadge(path: string): Promise<boolean> {
  const bytes = await readBytes(path).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined
    throw error
  })
  if (bytes === undefined || sniffImage(bytes) !== undefined) return true
  if (holdsSecretKey(bytes)) return false
  const credential = credentialIn(bytes)
  if (credential !== undefined) return isCredential(credential) && !isStatusList(credential)
  return jsonOf(bytes) === undefined
}

/** A credential that is about other credentials, not about a person. */
function isStatusList({ type }: JsonObject): boolean {
  return ['BitstringStatusListCredential', 'StatusList2021Credential'].some((name) => toArray(type).includes(name))
}

/** A credential, a presentation, an envelope of them, or what is left of one whose type was taken away. */
function isCredential(value: JsonObject): boolean {
  if (value.credentialSubject !== undefined || value.verifiableCredential !== undefined) return true
  return toArray(value.type).some(
    (type) => typeof type === 'string' && /Verifiable(?:Credential|Presentation)$/.test(type),
  )
}

function isLink(operand: string): boolean {
  return /^https?:\/\//i.test(operand) && URL.canParse(operand)
}
