import { type Signable, signCredential } from '../../issue.ts'
import { createStatusList, type StatusPurpose } from '../../status-list.ts'
import { createStatusListFile, publishStatusListFile, readStatusListFile } from '../../status-list-file.ts'
import type { JsonObject } from '../../types.ts'
import type { Arguments, Command, CommandGroup, OptionSpecs } from '../command.ts'
import { NOW_OPTION, readNow, readTime } from '../documents.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import type { Io } from '../io.ts'
import { ISSUER_OPTIONS, readIssuer } from '../issuer-files.ts'
import { say, sayJson } from '../output.ts'
import { blaming, Refusal, wrongUsage } from '../refusal.ts'
import { assertListFile, assertReplaceable, isThere, LIST_OPTION, listFile, storing } from '../status-list.ts'
import { reinstate, revoke, suspend } from './status-change.ts'

const createOptions = {
  ...LIST_OPTION,
  url: { type: 'string', value: 'URL', says: 'The https URL at which you will publish the list.' },
  purpose: {
    type: 'string',
    among: ['revocation', 'suspension'],
    says: 'What an entry means: for good, or for a time. Default revocation.',
  },
} as const satisfies OptionSpecs

const publishOptions = {
  ...LIST_OPTION,
  to: { type: 'string', value: 'FILE', says: 'Where the signed list goes. Serve this file at the URL of the list.' },
  ...ISSUER_OPTIONS,
  jwt: { type: 'boolean', says: 'Sign as a JWT instead of embedding the proof.' },
  until: {
    type: 'string',
    value: 'TIME',
    says: 'After this time verifiers take the list for out of date; default never.',
  },
  ...NOW_OPTION,
} as const satisfies OptionSpecs

const create: Command = {
  name: 'status create',
  summary: 'Start a list of badges that can be revoked or suspended.',
  usage: ['--list FILE --url URL [--purpose revocation|suspension]'],
  options: createOptions,
  operands: [0, 0],
  notes: [
    'Keep the file: it is the only record of which entries are in use. Give it to "badgesmith issue --status-list", and publish the list before you hand out badges.',
  ],
  examples: ['badgesmith status create --list revocation.list.json --url https://cce.example/status/revocation'],
  run: runCreate,
}

const publish: Command = {
  name: 'status publish',
  summary: 'Sign a list, so that verifiers can read it.',
  usage: ['--list FILE --to FILE [--key FILE] [--issuer FILE] [--until TIME] [--jwt]'],
  options: publishOptions,
  operands: [0, 0],
  notes: [
    'A verifier believes a list from the issuer of the badge alone: use the same issuer and key as for issuing.',
    'What --to names may be the list as it was published before; any other file is left as it is.',
  ],
  examples: ['badgesmith status publish --list revocation.list.json --to public/status/revocation'],
  run: runPublish,
}

export const status: CommandGroup = {
  name: 'status',
  summary: 'Revoke, suspend and reinstate badges, and publish it.',
  actions: { create, revoke, suspend, reinstate, publish },
  notes: ['"badgesmith status COMMAND --help" tells more.'],
  examples: [
    'badgesmith status create --list revocation.list.json --url https://cce.example/status/revocation',
    'badgesmith issue --input input.json --out badge.json --status-list revocation.list.json',
    'badgesmith status revoke --list revocation.list.json badge.json',
    'badgesmith status publish --list revocation.list.json --to public/status/revocation',
  ],
}

async function runCreate({ options: given, json }: Arguments<typeof createOptions>, io: Io): Promise<ExitStatus> {
  const { url } = given
  const path = listFile(given.list)
  if (url === undefined) throw wrongUsage('--url is missing: it is where you will publish the list.')
  if (!/^https:\/\/[^\s#]+$/i.test(url) || !URL.canParse(url)) {
    throw wrongUsage(`--url cannot be "${url}". Write an https URL without a fragment.`)
  }
  const purpose = (given.purpose ?? 'revocation') as StatusPurpose
  const list = createStatusList({ url, purpose })
  if (await isThere(path)) {
    throw new Refusal(
      EXIT.ioError,
      `${path}: it exists already and was left as it is. Choose another name with --list.`,
    )
  }
  await storing(path, () => createStatusListFile(path, list))
  if (json) await sayJson(io, { list: path, url, purpose, length: list.length })
  else {
    await say(io, `Wrote ${path}: a list for ${purpose} with ${list.length} entries. Keep it, and keep a copy.`)
    await say(io, `Next: badgesmith status publish --list ${path} --to FILE, to be served at ${url}`)
  }
  return EXIT.valid
}

async function runPublish({ options: given, json }: Arguments<typeof publishOptions>, io: Io): Promise<ExitStatus> {
  const { to, jwt } = given
  const path = listFile(given.list)
  if (to === undefined) throw wrongUsage('--to is missing: it names the file to serve at the URL of the list.')
  const now = readNow(given.now)
  const validUntil = readTime('until', given.until)
  const issuer = await readIssuer(given)
  await assertListFile(path)
  const { list } = await storing(path, () => readStatusListFile(path))
  const sign = (credential: JsonObject): Promise<object | string> =>
    jwt
      ? signCredential(credential as unknown as Signable, issuer.signer, { format: 'jwt' })
      : signCredential(credential as unknown as Signable, issuer.signer, { ...(now !== undefined && { created: now }) })
  const dates = { ...(now !== undefined && { validFrom: now }), ...(validUntil !== undefined && { validUntil }) }
  await assertReplaceable(to, path, list.url)
  await storing(to, () =>
    blaming(path, () => publishStatusListFile(path, { to, issuer: issuer.profile, sign, ...dates })),
  )
  const { url, purpose, revision } = list
  if (json) await sayJson(io, { list: path, to, url, purpose, revision, issuer: issuer.profile.id })
  else await say(io, `Wrote ${to}: the list for ${purpose.join(' and ')}, signed. Serve it at ${url}`)
  return EXIT.valid
}
