import { readBaked } from '../../bake/index.ts'
import { OpenBadgesError } from '../../errors.ts'
import { parseJson } from '../../json.ts'
import { looksLikeJwt } from '../../proof/looks-like-jwt.ts'
import type { JsonValue } from '../../types.ts'
import type { Arguments, Command, OptionSpecs } from '../command.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { readInput, writeNew } from '../files.ts'
import type { Io } from '../io.ts'
import { problemText, say, sayJson, tell } from '../output.ts'
import { blaming } from '../refusal.ts'

const options = {
  out: { type: 'string', value: 'FILE', says: 'Where the badge goes; default the standard output.' },
  force: { type: 'boolean', says: 'Replace the file that --out names, where there is one.' },
} as const satisfies OptionSpecs

export const unbakeCommand: Command = {
  name: 'unbake',
  summary: 'Take the badge out of a picture.',
  usage: ['PICTURE [--out FILE] [--force]'],
  options,
  operands: [1, 1],
  notes: [
    'What comes out is as it was signed, JSON or JWT, and nobody has verified it yet: "badgesmith verify" does. - reads the standard input.',
  ],
  examples: ['badgesmith unbake badge.png --out badge.json'],
  run,
}

async function run({ options: given, operands, json }: Arguments<typeof options>, io: Io): Promise<ExitStatus> {
  const [picture = ''] = operands
  const image = await readInput(picture, io)
  const { text, carrier, problems } = await blaming(picture, () => readBaked(image))
  if (given.out !== undefined) await writeNew(given.out, text, { replace: given.force })
  if (json)
    await sayJson(io, { carrier, problems, ...(given.out === undefined ? contentOf(text) : { out: given.out }) })
  else if (given.out === undefined) await io.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  else await say(io, `Wrote ${given.out}: the badge from ${picture}.`)
  if (!json) await tell(io, ...problems.map(problemText))
  return EXIT.valid
}

function contentOf(text: string): { readonly credential?: JsonValue; readonly text: string } {
  if (looksLikeJwt(text.trim())) return { text }
  try {
    return { credential: parseJson(text), text }
  } catch (error) {
    if (error instanceof OpenBadgesError) return { text }
    throw error
  }
}
