import { EXIT } from './exit-status.ts'
import { findBadgeFiles, isFolder, readInput } from './files.ts'
import type { Io } from './io.ts'
import { Refusal } from './refusal.ts'

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
  /** How many files in folders are no kind of file that a badge comes in. */
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
      if (found.files.length === 0) {
        throw new Refusal(EXIT.noInput, `${operand}: there is no .json, .jwt, .png or .svg file in this folder.`)
      }
      hasFolder = true
      others += found.others
      sources.push(...found.files.map((path) => sourceOf(path, io)))
    } else sources.push(sourceOf(operand, io))
  }
  return { sources, several: hasFolder || sources.length > 1, others }
}

function sourceOf(name: string, io: Io): BadgeSource {
  return { name, read: () => readInput(name, io) }
}

function isLink(operand: string): boolean {
  return /^https?:\/\//i.test(operand) && URL.canParse(operand)
}
