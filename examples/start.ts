/**
 * `npm start`: the whole way of a badge. A provider makes an issuer and issues three micro-credentials to three
 * teachers; then somebody who has never seen them verifies the pictures. Everything lies in `output/` afterwards, but
 * for the key of the issuer: it lies beside that folder, in `issuer.key.json`, because badges are passed on and a key is not.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  bake,
  createIssuer,
  explain,
  exportKeyPair,
  generateKeyPair,
  importKeyPair,
  issueCredential,
  type KeyPair,
  type VerificationReport,
  verifyCredential,
} from 'badgesmith'
import {
  loadIssuer,
  loadMicroCredential,
  loadPicture,
  loadRecipients,
  SLUGS,
  type Slug,
  type Teacher,
} from './assessment-design/index.ts'

const output = process.argv[2] ?? (relative(process.cwd(), fileURLToPath(new URL('../output', import.meta.url))) || '.')

await mkdir(output, { recursive: true })
await issueAll()
await verifyAll()

async function issueAll(): Promise<void> {
  const issuer = await createIssuer(await loadIssuer(), await loadKey(join(output, '..', 'issuer.key.json')))
  console.log(`Issuer: ${issuer.profile.name}, ${issuer.profile.id}\n`)
  for (const teacher of await loadRecipients()) {
    for (const slug of SLUGS) {
      const input = { ...(await loadMicroCredential(slug)), recipient: teacher.recipient }
      const badge = await issueCredential(input, issuer)
      const path = pathOf(teacher, slug)
      await writeFile(`${path}.json`, JSON.stringify(badge, null, 2))
      await writeFile(`${path}.png`, bake(await loadPicture(slug, 'png'), badge))
      await writeFile(`${path}.svg`, bake(await loadPicture(slug, 'svg'), badge))
      console.log(`${teacher.name} earned ${input.name}: ${path}.json, .png, .svg`)
    }
  }
}

/** Nothing here knows the issuer or its key: all it has are the pictures, and who presents them. */
async function verifyAll(): Promise<void> {
  let last: VerificationReport | undefined
  console.log('\nVerified from the pictures alone:')
  for (const teacher of await loadRecipients()) {
    for (const slug of SLUGS) {
      for (const format of ['png', 'svg'] as const) {
        const picture = await readFile(`${pathOf(teacher, slug)}.${format}`)
        last = await verifyCredential(picture, { recipient: knownOf(teacher) })
        await writeFile(`${pathOf(teacher, slug)}.${format}.report.txt`, `${explain(last)}\n`)
        console.log(`  ${last.verdict}: ${teacher.name}, ${slug}.${format}`)
        if (!last.verified) process.exitCode = 1
      }
    }
  }
  if (last)
    console.log(`\nThe last report in words (all of them are beside the pictures, *.report.txt):\n\n${explain(last)}`)
}

/** A district knows its teachers by email; one of them gave a DID instead. */
function knownOf({ recipient: { email, id } }: Teacher): { email: string } | { id: string } {
  return email === undefined ? { id: String(id) } : { email }
}

function pathOf({ name }: Teacher, slug: Slug): string {
  return `${output}/${name.toLowerCase().replaceAll(' ', '-')}-${slug}`
}

/** The key of the last time, or a new one. Whoever has this file can issue in the issuer's name. */
async function loadKey(path: string): Promise<KeyPair> {
  try {
    return await importKeyPair(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const keyPair = await generateKeyPair()
  await writeFile(path, JSON.stringify(exportKeyPair(keyPair), null, 2), { mode: 0o600, flag: 'wx' })
  console.log(`New key: ${path} (readable by you only)`)
  return keyPair
}
