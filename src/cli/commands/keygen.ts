import { dirname, join } from 'node:path'
import { didWebUrl } from '../../documents/did-web.ts'
import { OpenBadgesError } from '../../errors.ts'
import { isObject, toArray } from '../../json.ts'
import { exportKeyPair, generateKeyPair, type KeyPair } from '../../keys/key-pair.ts'
import { buildDidDocument, buildJwks } from '../../keys/publish.ts'
import type { JsonObject, KeyAlgorithm } from '../../types.ts'
import type { Arguments, Command, OptionSpecs } from '../command.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { readJson, writeOutput, writeSecret } from '../files.ts'
import type { Io } from '../io.ts'
import { KEY_FILE } from '../issuer-files.ts'
import { say, sayJson } from '../output.ts'
import { badData, isRefusalFor, Refusal, wrongUsage } from '../refusal.ts'

const options = {
  out: { type: 'string', value: 'FILE', says: `Where the secret key goes; default ${KEY_FILE}.` },
  algorithm: {
    type: 'string',
    among: ['Ed25519', 'P-256', 'P-384', 'RS256'],
    value: 'NAME',
    says: 'Kind of key; default Ed25519. RS256 is for JWTs only.',
  },
  'did-web': {
    type: 'string',
    value: 'HOST[/PATH]',
    says: 'Makes the key for did:web at your own host, and the did.json and jwks.json to publish there.',
  },
  force: {
    type: 'boolean',
    says: 'Replace a key file that is there. Badges can no longer be signed with the old key.',
  },
} as const satisfies OptionSpecs

export const keygen: Command = {
  name: 'keygen',
  summary: 'Make the key of an issuer.',
  usage: ['[--out FILE] [--algorithm NAME] [--did-web HOST[/PATH]] [--force]'],
  options,
  operands: [0, 0],
  notes: [
    'The file holds the secret key: it is readable for you alone, and is never printed. Keep a copy where nobody else can read it; never publish it.',
    'Without --did-web the issuer is the key itself, a did:key, which everybody can verify without a network. With --did-web the issuer is your host, and can change its key later: keygen writes did.json and jwks.json beside the key file, and keeps there the keys of those that are there already, because badges that an old key has signed still need it.',
  ],
  examples: ['badgesmith keygen', 'badgesmith keygen --did-web cce.example --out keys/2026.key.json'],
  run,
}

async function run({ options: given, json }: Arguments<typeof options>, io: Io): Promise<ExitStatus> {
  const out = given.out ?? KEY_FILE
  const controller = given['did-web'] === undefined ? undefined : didWebOf(given['did-web'])
  const keyPair = await generateKeyPair({
    algorithm: (given.algorithm ?? 'Ed25519') as KeyAlgorithm,
    ...(controller !== undefined && { controller }),
  })
  // What is published already is read before anything is written.
  const published = controller === undefined ? [] : await publicFilesOf(keyPair, dirname(out))
  await saveKey(keyPair, out, given.force)
  for (const { path, text } of published) await writeOutput(path, text)
  if (json) {
    const { algorithm, id, publicKeyMultibase, publicKeyJwk } = keyPair
    const files = published.map(({ path, url }) => ({ path, url }))
    await sayJson(io, {
      key: out,
      issuer: keyPair.controller,
      id,
      algorithm,
      publicKeyMultibase,
      publicKeyJwk,
      publish: files,
    })
  } else await say(io, ...words(keyPair, out, published))
  return EXIT.valid
}

async function saveKey(keyPair: KeyPair, path: string, replace: boolean): Promise<void> {
  const format = keyPair.algorithm === 'RS256' ? 'jwk' : 'multikey'
  const text = `${JSON.stringify(exportKeyPair(keyPair, { format }), undefined, 2)}\n`
  try {
    await writeSecret(path, text, { replace })
  } catch (error) {
    if (!isRefusalFor(error, 'EEXIST')) throw error
    throw new Refusal(error.status, `${error.message} Choose another name with --out, or replace the key with --force.`)
  }
}

interface PublicFile {
  readonly path: string
  readonly url: string
  readonly text: string
}

/**
 * did.json and jwks.json with the new key. What they say already stays as it is: a badge outlives the key that signed
 * it, and what another key is allowed is not ours to change.
 */
async function publicFilesOf(keyPair: KeyPair, folder: string): Promise<PublicFile[]> {
  const didUrl = didWebUrl(keyPair.controller)
  const didFile = join(folder, 'did.json')
  const jwksFile = join(folder, 'jwks.json')
  const did = await readPublished(didFile)
  const jwks = await readPublished(jwksFile)
  if (did.id !== undefined && did.id !== keyPair.controller) {
    throw badData(`${didFile}: it is of ${String(did.id)}, another issuer. Write to another folder with --out.`)
  }
  const ownDid = buildDidDocument(keyPair)
  return [
    { path: didFile, url: didUrl, text: format(withMembers(did, { ...ownDid })) },
    {
      path: jwksFile,
      url: new URL('/.well-known/jwks.json', didUrl).href,
      text: format(withMembers(jwks, { ...buildJwks(keyPair) })),
    },
  ]
}

/** Adds the items of arrays to those that are there. */
function withMembers(old: JsonObject, added: Readonly<Record<string, unknown>>): object {
  const merged: Record<string, unknown> = { ...added, ...old }
  for (const [name, value] of Object.entries(added)) {
    if (Array.isArray(value)) merged[name] = [...new Set([...toArray(old[name] as unknown), ...value])]
  }
  return merged
}

/** An object that is empty where there is no such file yet. */
async function readPublished(path: string): Promise<JsonObject> {
  try {
    const { value } = await readJson(path)
    if (isObject(value)) return value
  } catch (error) {
    if (isRefusalFor(error, 'ENOENT')) return {}
    throw error
  }
  throw badData(`${path}: it must be a JSON object, to be completed with the new key.`)
}

function format(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}

/** `cce.example`, `cce.example/issuers/a`, the https URL of either, or the did:web itself. */
function didWebOf(text: string): string {
  const place = text.replace(/^https:\/\//i, '').replace(/\/+$/, '')
  const [host = '', ...path] = place.split('/')
  const did = text.startsWith('did:web:') ? text : ['did:web', host.replace(':', '%3A'), ...path].join(':')
  try {
    didWebUrl(did)
    return did
  } catch (error) {
    if (!(error instanceof OpenBadgesError)) throw error
    throw wrongUsage(
      `--did-web cannot be "${text}". Write the host of your website, cce.example, or a path on it, cce.example/badges.`,
    )
  }
}

function words({ controller, algorithm }: KeyPair, out: string, published: readonly PublicFile[]): string[] {
  return [
    `Wrote ${out}: the secret key (${algorithm}) of ${controller}. Keep it to yourself, and keep a copy.`,
    ...published.map(({ path, url }) => `Wrote ${path}: publish it at ${url}`),
    ...(published.length > 0 ? ['Publish both before you issue: until then nobody can verify your badges.'] : []),
    'Next: put who issues into issuer.json, {"name": "Your organization"}, and issue: badgesmith issue --help',
  ]
}
