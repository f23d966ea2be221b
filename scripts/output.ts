import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'

/** Where `npm run generate` writes. Ignored by git. */
export const GENERATED: URL = new URL('../src/generated/', import.meta.url)

/** Writes one generated file, whole or not at all; a file that is right already keeps its date. */
export async function writeGenerated(name: string, text: string): Promise<void> {
  const target = new URL(name, GENERATED)
  if ((await readFile(target, 'utf8').catch(() => undefined)) === text) return
  await mkdir(GENERATED, { recursive: true })
  const temporary = new URL(`${name}.${process.pid}.tmp`, GENERATED)
  await writeFile(temporary, text)
  await rename(temporary, target)
}
