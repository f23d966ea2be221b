import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import canonicalizeModule from 'canonicalize'
import { writeGenerated } from './output.ts'

/** How contexts/manifest.json says where the bytes of one context come from. */
interface Origin {
  /** An npm package whose export `contexts` maps URLs to documents … */
  readonly package?: string
  /** … or a file of our own beside the manifest. */
  readonly file?: string
  /** Terms that the official document has and the package lacks. */
  readonly add?: Readonly<Record<string, unknown>>
  /** SHA-256 of the canonical JSON (RFC 8785) of the result, in hex. */
  readonly sha256: string
}

interface ContextDocument {
  readonly '@context': Readonly<Record<string, unknown>>
}

// The package is CommonJS and types itself as an ES module.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string

const CONTEXTS = new URL('../contexts/', import.meta.url)

/** Writes src/generated/contexts.ts: every pinned context as canonical JSON text, so that nothing is parsed at import. */
export async function generateContexts(): Promise<void> {
  const manifest: Record<string, Origin> = JSON.parse(await readFile(new URL('manifest.json', CONTEXTS), 'utf8'))
  const rows: string[] = []
  for (const [url, origin] of Object.entries(manifest)) {
    const text = canonicalize(addTerms(url, await readOriginal(url, origin), origin.add ?? {}))
    const actual = createHash('sha256').update(text).digest('hex')
    if (actual !== origin.sha256) {
      throw new Error(`${url}: contexts/manifest.json pins SHA-256 ${origin.sha256}, but the document has ${actual}`)
    }
    rows.push(`  ${quote(url)}:\n    ${quote(text)},\n`)
  }
  const head = '// Made by `npm run generate` from contexts/manifest.json. Do not edit.\n'
  await writeGenerated(
    'contexts.ts',
    `${head}export const CONTEXT_TEXTS: Readonly<Record<string, string>> = {\n${rows.join('')}}\n`,
  )
}

async function readOriginal(url: string, origin: Origin): Promise<ContextDocument> {
  if (origin.file !== undefined) return JSON.parse(await readFile(new URL(origin.file, CONTEXTS), 'utf8'))
  if (origin.package === undefined) throw new Error(`${url}: contexts/manifest.json names neither package nor file`)
  const module = await import(origin.package)
  const document = (module.contexts ?? module.default.contexts).get(url)
  if (document === undefined) throw new Error(`${url}: ${origin.package} does not ship this context`)
  return document
}

function addTerms(url: string, document: ContextDocument, terms: Readonly<Record<string, unknown>>): ContextDocument {
  const taken = Object.keys(terms).filter((term) => Object.hasOwn(document['@context'], term))
  if (taken.length > 0) throw new Error(`${url}: the package has gained ${taken.join(', ')}; drop it from "add"`)
  return { ...document, '@context': { ...document['@context'], ...terms } }
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
