import { readFile } from 'node:fs/promises'
import type { CredentialInput, EvidenceInput, ProfileInput, RecipientInput } from 'badgesmith'

/** What a badge says whoever earns it: the achievement, the results, the evidence, the dates. */
export type MicroCredential = Omit<CredentialInput, 'recipient'> & { readonly name: string }

/** The same as it stands in its file, where evidence names its file by path. */
type Stored = MicroCredential & { readonly evidence: readonly (EvidenceInput & { id: string; file: string })[] }

/** One row of the roster. The name stays out of the badge. */
export interface Teacher {
  readonly name: string
  readonly recipient: RecipientInput & { readonly id?: string; readonly email?: string }
}

/** File names of the micro-credentials and of their pictures. */
export const SLUGS = ['validity-and-reliability', 'rubric-design', 'student-agency'] as const
export type Slug = (typeof SLUGS)[number]

export const loadIssuer = (): Promise<ProfileInput> => readJson('issuer.json')

/** Three teachers of one team, who gave the tasks together and submitted together. */
export const loadRecipients = (): Promise<Teacher[]> => readJson('recipients.json')

export const loadPicture = (slug: Slug, format: 'png' | 'svg'): Promise<Uint8Array> => read(`images/${slug}.${format}`)

/** With the bytes of each evidence file, of which only the digest goes into the badge. */
export async function loadMicroCredential(slug: Slug): Promise<MicroCredential> {
  const stored = await readJson<Stored>(`${slug}.json`)
  const evidence = stored.evidence.map(async (item) => ({ ...item, file: await read(item.file) }))
  return { ...stored, evidence: await Promise.all(evidence) }
}

/** The evidence files of one micro-credential by evidence id, as `verifyCredential` takes them. */
export async function loadEvidence(slug: Slug): Promise<Record<string, Uint8Array>> {
  const { evidence } = await readJson<Stored>(`${slug}.json`)
  return Object.fromEntries(await Promise.all(evidence.map(async ({ id, file }) => [id, await read(file)] as const)))
}

/** Three micro-credentials; and a larger stack that requires it, one more, and two of four electives. */
export const loadStack = (name: 'stack' | 'leading-stack'): Promise<{ readonly name: string }> =>
  readJson(`${name}.json`)

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await read(path)))
}

async function read(path: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(new URL(path, import.meta.url)))
}
