import { extname } from 'node:path'
import { sniffImage } from '../../bake/index.ts'
import { utf8Decode } from '../../encoding.ts'
import { createProblem } from '../../errors.ts'
import { isObject, parseJson, toArray } from '../../json.ts'
import { looksLikeJwt } from '../../proof/looks-like-jwt.ts'
import { credentialOf, decodeJwt } from '../../proof/vc-jwt.ts'
import type { JsonObject } from '../../types.ts'
import type { Arguments, Command, OptionSpecs } from '../command.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { readBytes, readInput, writeNew } from '../files.ts'
import type { Io } from '../io.ts'
import { say, sayJson } from '../output.ts'
import { bakeInto } from '../picture.ts'
import { badData, badDataOf, blaming, type Refusal, wrongUsage } from '../refusal.ts'

const options = {
  out: { type: 'string', value: 'FILE', says: 'Where the picture with the badge goes.' },
  force: { type: 'boolean', says: 'Replace the file that --out names, where there is one.' },
  replace: { type: 'boolean', says: 'Put the badge in place of one that the picture holds already.' },
} as const satisfies OptionSpecs

export const bakeCommand: Command = {
  name: 'bake',
  summary: 'Put a signed badge into a PNG or SVG picture.',
  usage: ['PICTURE BADGE --out FILE [--replace] [--force]'],
  options,
  operands: [2, 2],
  notes: [
    'BADGE is a signed badge as JSON or JWT; - reads the standard input. Pixels and everything else in the picture stay as they are.',
  ],
  examples: ['badgesmith bake picture.png badge.json --out badge.png'],
  run,
}

const INSTEAD = 'Start from the picture without a badge, or add --replace.'

async function run({ options: given, operands, json }: Arguments<typeof options>, io: Io): Promise<ExitStatus> {
  const { out } = given
  const [picture = '', badge = ''] = operands
  if (out === undefined) throw wrongUsage('--out is missing: it names the picture with the badge.')
  const image = await readBytes(picture)
  const text = await blaming(badge, async () => signedText(badge, await readInput(badge, io)))
  const baked = await blaming(picture, () =>
    bakeInto(picture, image, text, { replace: given.replace, instead: INSTEAD }),
  )
  const type = sniffImage(image) ?? 'png'
  if (extname(out).toLowerCase() !== `.${type}`) {
    throw wrongUsage(`--out must end in .${type}, as the picture ${picture} is ${type.toUpperCase()}.`)
  }
  // Who replaces the badge in a picture may mean that picture.
  await writeNew(out, baked, { replace: given.force || (given.replace && out === picture) })
  if (json) await sayJson(io, { out, carrier: type, bytes: baked.length })
  else await say(io, `Wrote ${out}: ${picture} with the badge in it.`)
  return EXIT.valid
}

/** The text as it was signed. What is not signed is not worth a picture: nobody could verify it. */
function signedText(name: string, bytes: Uint8Array): string {
  if (sniffImage(bytes) !== undefined) {
    throw badData(
      `${name}: it is a picture, not a badge. The picture comes first, then the badge as JSON or JWT; "badgesmith unbake" takes one out of a picture.`,
    )
  }
  const text = utf8Decode(bytes)
  if (looksLikeJwt(text.trim())) {
    const { credential } = credentialOf(decodeJwt(text.trim()))
    if (!isCredential(credential)) throw noCredential(name)
    return text
  }
  const value = parseJson(bytes)
  if (!isObject(value)) throw badData(`${name}: it is no badge, since the JSON is not an object.`)
  if (!isCredential(value)) throw noCredential(name)
  if (value.proof === undefined) {
    throw badData(`${name}: it is not signed, so nobody could verify it in a picture. "badgesmith issue" signs badges.`)
  }
  return text
}

function isCredential({ type }: JsonObject): boolean {
  return toArray(type).includes('VerifiableCredential')
}

function noCredential(name: string): Refusal {
  const message = 'It is no credential: no type of it is VerifiableCredential.'
  return badDataOf(name, [createProblem('credential.type', message, { hint: 'A picture takes a signed badge.' })])
}
