import { createIssuer, type Issuer } from '../issue.ts'
import { isObject } from '../json.ts'
import { importKeyPair, type KeyPair } from '../keys/key-pair.ts'
import type { JsonObject, ProfileInput } from '../types.ts'
import type { TextOption } from './command.ts'
import { type JsonFile, readJson } from './files.ts'
import { badData, blaming, isRefusalFor, Refusal, wrongUsage } from './refusal.ts'

/** Where keygen puts the key, and where the others look for it. */
export const KEY_FILE = 'issuer.key.json'
const PROFILE_FILE = 'issuer.json'

export const ISSUER_OPTIONS: { readonly key: TextOption; readonly issuer: TextOption } = {
  key: { type: 'string', value: 'FILE', says: `The secret key, as keygen writes it; default ${KEY_FILE}.` },
  issuer: {
    type: 'string',
    value: 'FILE',
    says: `Who issues: a JSON file, { "name": "Your organization" } at least; default ${PROFILE_FILE}.`,
  },
}

/**
 * The issuer that two files make: the profile, and the key that signs for it.
 *
 * @throws Refusal 64 for an RSA key without --jwt, 66 when one of them cannot be read, 65 when one is not what it must be or they do not go together.
 */
export async function readIssuer(options: {
  readonly key?: string | undefined
  readonly issuer?: string | undefined
  readonly jwt: boolean
}): Promise<Issuer> {
  const keyFile = options.key ?? KEY_FILE
  const profileFile = options.issuer ?? PROFILE_FILE
  const keyPair = await readKey(keyFile)
  if (keyPair.algorithm === 'RS256' && !options.jwt) {
    throw wrongUsage(`The key ${keyFile} is an RSA key, which signs JWTs only: add --jwt.`)
  }
  const { value } = await orSay(
    readJson(profileFile),
    'Write who issues into it, such as {"name": "Your organization", "url": "https://…"}, or name it with --issuer.',
  )
  if (isObject(value) && isNoProfile(value)) {
    throw badData(
      `${profileFile}: it is no profile of an issuer, but something else. The file says who issues, such as {"name": "Your organization"}; name it with --issuer.`,
    )
  }
  if (!isObject(value) || typeof value.name !== 'string') {
    throw badData(
      `${profileFile}: it must be a JSON object with the name of the issuer, {"name": "Your organization"}.`,
    )
  }
  return blaming(profileFile, () => createIssuer(value as unknown as ProfileInput, keyPair))
}

/** A badge, input of issue, or a key: each has what no profile has. */
function isNoProfile(value: JsonObject): boolean {
  const others = ['credentialSubject', 'achievement', 'criteria', 'publicKeyMultibase', 'secretKeyMultibase', 'kty']
  return others.some((member) => value[member] !== undefined)
}

async function readKey(path: string): Promise<KeyPair> {
  const { value } = await orSay(readJson(path), 'Make it with "badgesmith keygen", or name it with --key.')
  return blaming(path, () => importKeyPair(value))
}

/** Adds what to do to the news that a file is not there. */
async function orSay(reading: Promise<JsonFile>, advice: string): Promise<JsonFile> {
  try {
    return await reading
  } catch (error) {
    throw isRefusalFor(error, 'ENOENT') ? new Refusal(error.status, `${error.message} ${advice}`) : error
  }
}
