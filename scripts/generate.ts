import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { generateContexts } from './generate-contexts.ts'
import { GENERATED, writeGenerated } from './output.ts'

type Files = ReadonlyMap<string, string>

async function generate(): Promise<void> {
  await generateContexts()
  const schemas = new URL('generate-schemas.ts', import.meta.url)
  if (existsSync(schemas)) await (await import(schemas.href)).generateSchemas()
}

async function readGenerated(): Promise<Files> {
  const names = existsSync(GENERATED) ? await readdir(GENERATED) : []
  const files = names.filter((name) => !name.endsWith('.tmp')).sort()
  return new Map(
    await Promise.all(files.map(async (name) => [name, await readFile(new URL(name, GENERATED), 'utf8')] as const)),
  )
}

/** Generates, compares with what was there before, and leaves what was there as it was. */
async function check(): Promise<string[]> {
  const before = await readGenerated()
  await generate()
  const after = await readGenerated()
  const stale = [...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name)
  for (const name of stale) {
    const text = before.get(name)
    if (text !== undefined) await writeGenerated(name, text)
  }
  return stale
}

if (process.argv.includes('--check')) {
  const stale = await check()
  if (stale.length > 0) {
    console.error(`Stale in src/generated: ${stale.join(', ')}. Run: npm run generate`)
    process.exitCode = 1
  }
} else {
  await generate()
}
