/** Makes a key, saves it, and comes back as the same issuer the next day. `npx tsx examples/keys.ts` */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIssuer, exportKeyPair, generateKeyPair, importKeyPair } from 'badgesmith'
import { loadIssuer } from './assessment-design/index.ts'

const profile = await loadIssuer()
const directory = await mkdtemp(join(tmpdir(), 'badgesmith-'))
const file = join(directory, 'issuer.key.json')

// Whoever has this file can issue in your name: keep it readable for one account only, and out of git.
const keyPair = await generateKeyPair()
await writeFile(file, JSON.stringify(exportKeyPair(keyPair)), { mode: 0o600, flag: 'wx' })
const today = await createIssuer(profile, keyPair)

const saved = await importKeyPair(JSON.parse(await readFile(file, 'utf8')))
const tomorrow = await createIssuer(profile, saved)

console.log(`issuer: ${today.profile.id}`)
console.log(`the same after reloading: ${today.profile.id === tomorrow.profile.id}`)
await rm(directory, { recursive: true })
