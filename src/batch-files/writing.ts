import { join } from 'node:path'
import type { RowOutcome } from '../batch/issue-all.ts'
import { OpenBadgesError } from '../errors.ts'
import { writeFilesAtomically } from '../files/atomic-write.ts'
import { type BadgeFile, type BadgeForm, badgeFile } from './badge-file.ts'
import { BADGES } from './job-file.ts'
import type { BatchRecord, Manifest } from './manifest.ts'
import { digestOf } from './survey.ts'

/** Badges that are written and flushed together. */
const GROUP = 32
/** How long a slow signer keeps a badge from the disk, in milliseconds. */
const PATIENCE = 1_000

/** Writes badges behind the signing of the next ones. */
export interface Writing {
  add(outcome: RowOutcome): Promise<void>
  /** Resolves when everything that was added is on the disk. */
  finish(): Promise<void>
  /** Resolves when nothing is being written any more, whether that went well or not. */
  settled(): Promise<void>
}

/**
 * @param written - Told of each row in order, once its badge and its line of the manifest are on the disk.
 */
export function startWriting(
  out: string,
  manifest: Manifest,
  form: BadgeForm,
  written: (record: BatchRecord) => void | Promise<void>,
): Writing {
  let group: RowOutcome[] = []
  let since = performance.now()
  let running: Promise<void> = Promise.resolve()

  async function writeGroup(outcomes: readonly RowOutcome[]): Promise<void> {
    const made = outcomes.flatMap((outcome) => make(outcome, form))
    await writeFilesAtomically(
      join(out, BADGES),
      made.flatMap(({ file }) => file ?? []),
    )
    await manifest.append(made.map(({ record }) => record))
    for (const { record } of made) await written(record)
  }

  async function flush(): Promise<void> {
    await running
    running = writeGroup(group)
    running.catch(heardOfLater)
    group = []
    since = performance.now()
  }

  return {
    async add(outcome) {
      group.push(outcome)
      if (group.length >= GROUP || performance.now() - since > PATIENCE) await flush()
    },
    async finish() {
      await flush()
      await running
    },
    settled: () => running.catch(heardOfLater),
  }
}

/** Whoever adds the next badge, or finishes, is told. */
function heardOfLater(): void {}

interface Made {
  readonly record: BatchRecord
  readonly file?: BadgeFile
}

/** What is to be written of a row; nothing of one that was skipped. */
export function make(outcome: RowOutcome, form: BadgeForm): Made[] {
  if ('skipped' in outcome) return []
  const name = { row: outcome.index + 1, key: outcome.key }
  if ('problems' in outcome) return [{ record: { ...name, outcome: 'rejected', problems: outcome.problems } }]
  try {
    const file = badgeFile(outcome, form)
    const { id, statusListIndex } = file
    return [
      {
        file,
        record: {
          ...name,
          outcome: 'issued',
          file: `${BADGES}/${file.name}`,
          id,
          sha256: digestOf(typeof file.data === 'string' ? new TextEncoder().encode(file.data) : file.data),
          ...(statusListIndex !== undefined && { statusListIndex }),
        },
      },
    ]
  } catch (error) {
    // A badge too large for a picture. Whether the picture is good was tried before.
    if (!(error instanceof OpenBadgesError)) throw error
    return [{ record: { ...name, outcome: 'rejected', problems: error.problems } }]
  }
}
