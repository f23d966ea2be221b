import { readFile } from 'node:fs/promises'
import type { CredentialInput, ProfileInput, RecipientInput } from 'badgesmith'

/** What a badge says whoever earns it: the achievement, the results, the evidence, the dates. */
export type MicroCredential = Omit<CredentialInput, 'recipient'> & { readonly name: string }

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

export const loadMicroCredential = (slug: Slug): Promise<MicroCredential> => readJson(`${slug}.json`)

export const loadPicture = (slug: Slug, format: 'png' | 'svg'): Promise<Uint8Array> => read(`images/${slug}.${format}`)

/** The evidence files of one micro-credential by evidence id, as `verifyCredential` takes them. */
export async function loadEvidence(slug: Slug): Promise<Record<string, Uint8Array>> {
  const { evidence } = await readJson<{ evidence: { id: string }[] }>(`${slug}.json`)
  // The private reflection has an id that says nothing; all others are named by their file.
  const files = evidence.map(({ id }) => (id.startsWith('urn:') ? 'reflection.md' : id.slice(id.lastIndexOf('/') + 1)))
  const contents = await Promise.all(files.map((file) => read(`evidence/${slug}/${file}`)))
  return Object.fromEntries(evidence.map(({ id }, index) => [id, contents[index] ?? new Uint8Array()]))
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await read(path)))
}

async function read(path: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(new URL(path, import.meta.url)))
}
