import { dirname, extname, resolve } from 'node:path'
import { sniffImage } from '../../bake/index.ts'
import { hexEncode } from '../../encoding.ts'
import { sha256 } from '../../hash.ts'
import { type Issuer, issueCredential } from '../../issue.ts'
import { isObject, toArray } from '../../json.ts'
import { buildStatusEntry } from '../../status-list.ts'
import { readStatusListFile, reserveStatusIndices } from '../../status-list-file.ts'
import type { CredentialInput, DocumentLoader, JsonObject, SignedCredential } from '../../types.ts'
import type { Arguments, Command, OptionSpecs } from '../command.ts'
import { DOCUMENT_OPTIONS, loaderFor, NOW_OPTION, readNow } from '../documents.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { assertFree, jsonIn, readBytes, readInput, writeNew } from '../files.ts'
import type { Io } from '../io.ts'
import { ISSUER_OPTIONS, readIssuer } from '../issuer-files.ts'
import { say, sayJson, tell } from '../output.ts'
import { bakeInto } from '../picture.ts'
import { badData, blaming, wrongUsage } from '../refusal.ts'

const options = {
  input: {
    type: 'string',
    value: 'FILE',
    says: 'What is awarded, to whom and for what evidence: JSON, see below. - reads the standard input.',
  },
  ...ISSUER_OPTIONS,
  out: { type: 'string', value: 'FILE', says: 'Where the badge goes; default the standard output.' },
  force: { type: 'boolean', says: 'Replace the file that --out names, where there is one.' },
  image: {
    type: 'string',
    value: 'FILE',
    says: 'PNG or SVG picture to bake the badge into; --out names the new picture.',
  },
  jwt: { type: 'boolean', says: 'Sign as a JWT instead of embedding the proof.' },
  'status-list': {
    type: 'string',
    value: 'FILE',
    says: 'List in which the badge can be revoked or suspended later; see badgesmith status create.',
  },
  ...NOW_OPTION,
  ...DOCUMENT_OPTIONS,
} as const satisfies OptionSpecs

export const issue: Command = {
  name: 'issue',
  summary: 'Issue a badge, as JSON, JWT or picture.',
  usage: ['--input FILE [--key FILE] [--issuer FILE] [--image FILE] [--out FILE] [--force] [--jwt]'],
  options,
  operands: [0, 0],
  notes: [
    'The smallest input:',
    `  {
    "recipient": {"email": "teacher@district.example"},
    "achievement": {
      "name": "Rubric Design",
      "description": "Designs rubrics.",
      "criteria": "Three artifacts, scored Proficient."
    }
  }`,
    'The email address is hashed with a salt. Everything else that buildCredential of the package takes can stand there too.',
    'Evidence may name a file of its own, {"evidence": [{"name": "Unit plan", "file": "unit-plan.pdf"}]}, by its path from the input. Only its digest goes into the badge; whoever has the file can prove later that it is the same.',
  ],
  examples: [
    'badgesmith issue --input input.json --out badge.json',
    'badgesmith issue --input input.json --image picture.png --out badge.png --status-list revocation.list.json',
  ],
  run,
}

/** A badge under such a name would open in no viewer, and be read by nobody. */
const PICTURE_NAME = /\.(?:png|svg|jpe?g|gif|webp|pdf)$/i

const TAKE = { replace: false, instead: 'Start from the picture without a badge.' } as const

async function run({ options: given, json }: Arguments<typeof options>, io: Io): Promise<ExitStatus> {
  if (given.input === undefined) throw wrongUsage('--input is missing: it names what is to be issued.')
  if (given.image !== undefined && given.out === undefined) {
    throw wrongUsage('--out is missing: it names the picture with the badge, --image the one without.')
  }
  if (given.image === undefined && PICTURE_NAME.test(given.out ?? '')) {
    throw wrongUsage(
      `--out names a picture, ${given.out}, and there is none to bake the badge into. Name one with --image, or end --out in .${given.jwt ? 'jwt' : 'json'}.`,
    )
  }
  if (given.out !== undefined && !given.force) await assertFree(given.out)
  const picture = given.image ?? ''
  const now = readNow(given.now)
  const issuer = await readIssuer(given)
  const image = given.image === undefined ? undefined : await readPicture(given.image, given.out ?? '')
  // Before an index of the status list is used up for it.
  if (image !== undefined) await blaming(picture, () => bakeInto(picture, image, '{}', TAKE))
  const loader = await loaderFor(io, { documents: given.documents, network: false })
  const input = await readInputFile(given.input, io)
  const listed = await withStatus(input, given.input, given['status-list'])
  const signed = await blaming(nameOf(given.input), () => sign(listed, issuer, { jwt: given.jwt, now, loader }))
  const text = typeof signed === 'string' ? signed : `${JSON.stringify(signed, undefined, 2)}\n`
  if (given.out === undefined) {
    await io.stdout.write(typeof signed === 'string' ? `${signed}\n` : text)
    return EXIT.valid
  }
  const written = image === undefined ? text : await blaming(picture, () => bakeInto(picture, image, signed, TAKE))
  await writeNew(given.out, written, { replace: given.force })
  await announce(io, { ...given, out: given.out, json }, listed, issuer, written)
  return EXIT.valid
}

function sign(
  input: CredentialInput,
  issuer: Issuer,
  { jwt, now, loader }: { jwt: boolean; now: Date | undefined; loader: DocumentLoader },
): Promise<SignedCredential | string> {
  const choices = { ...(now !== undefined && { now }), documentLoader: loader }
  return jwt ? issueCredential(input, issuer, { ...choices, format: 'jwt' }) : issueCredential(input, issuer, choices)
}

async function readPicture(path: string, out: string): Promise<Uint8Array> {
  const bytes = await readBytes(path)
  const type = sniffImage(bytes)
  const extension = extname(out).slice(1).toLowerCase()
  // A picture under the name of JSON would be found by nobody; what is no picture, bake will say.
  if ((type === 'png' || type === 'svg') && extension !== type) {
    throw wrongUsage(`--out must end in .${type}, as the picture ${path} is ${type.toUpperCase()}.`)
  }
  return bytes
}

async function readInputFile(name: string, io: Io): Promise<CredentialInput> {
  const { value } = jsonIn(nameOf(name), await readInput(name, io))
  if (!isObject(value)) throw badData(`${nameOf(name)}: it must be a JSON object with recipient and achievement.`)
  if (value.credentialSubject !== undefined) {
    throw badData(
      `${nameOf(name)}: it is a credential already. The input has "recipient" and "achievement" at its top; "badgesmith issue --help" shows the smallest one.`,
    )
  }
  const folder = name === '-' ? '.' : dirname(name)
  const evidence = value.evidence === undefined ? {} : { evidence: await evidenceOf(toArray(value.evidence), folder) }
  return { ...value, ...evidence } as unknown as CredentialInput
}

/** Reads the files that evidence names. */
async function evidenceOf(evidence: readonly unknown[], folder: string): Promise<unknown[]> {
  const read: unknown[] = []
  for (const item of evidence) {
    const path = isObject(item) ? item.file : undefined
    read.push(
      typeof path === 'string' ? { ...(item as JsonObject), file: await readBytes(resolve(folder, path)) } : item,
    )
  }
  return read
}

async function withStatus(input: CredentialInput, name: string, list: string | undefined): Promise<CredentialInput> {
  if (list === undefined) return input
  if (input.status !== undefined) {
    throw badData(`${nameOf(name)}: it has a status already. Leave that out, or --status-list.`)
  }
  return blaming(list, async () => {
    const { list: statusList } = await readStatusListFile(list)
    const { indices } = await reserveStatusIndices(list, 1)
    return { ...input, status: buildStatusEntry(statusList, indices[0] ?? 0) }
  })
}

async function announce(
  io: Io,
  { out, image, jwt, json }: { out: string; image: string | undefined; jwt: boolean; json: boolean },
  { achievement, status }: CredentialInput,
  { profile }: Issuer,
  written: string | Uint8Array,
): Promise<void> {
  if (json) {
    const digest = hexEncode(sha256(written))
    await sayJson(io, {
      out,
      sha256: digest,
      issuer: profile.id,
      proof: jwt ? 'jwt' : 'embedded',
      credentialStatus: status,
    })
    return
  }
  await say(io, `Wrote ${out}: "${achievement.name}", issued by ${profile.name ?? profile.id} (${profile.id}).`)
  if (image !== undefined) {
    await tell(io, 'Phones and chat apps may strip the badge from a picture: send it as a file, or beside its JSON.')
  }
}

function nameOf(input: string): string {
  return input === '-' ? 'The standard input' : input
}
