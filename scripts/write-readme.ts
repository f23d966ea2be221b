import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Area, CODES, type ErrorCode, factsOf } from '../src/codes.ts'
import { CODE_MEANINGS } from './code-meanings.ts'

const README: URL = new URL('../README.md', import.meta.url)

const TITLES: Readonly<Record<Area, string>> = {
  read: 'Reading',
  schema: 'Structure',
  proof: 'Proof, key and network',
  validity: 'Time',
  status: 'Status',
  recipient: 'Recipient',
  refresh: 'Refreshing',
  endorsements: 'Endorsements',
  evidence: 'Evidence',
  members: 'Members',
  presentation: 'Presentations',
  issue: 'Issuing',
  lint: 'Advice',
  stack: 'Stacks',
  batch: 'Batches',
}

/** README with the error reference that follows from the table of codes. */
export function withCodes(readme: string): string {
  return between(readme, 'codes', codeTables())
}

/** Puts text between `<!-- name -->` and `<!-- /name -->`. */
export function between(document: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [from, to] = [document.indexOf(start), document.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`README.md lacks ${start} and ${end}.`)
  return `${document.slice(0, from + start.length)}\n\n${text}\n\n${document.slice(to)}`
}

function codeTables(): string {
  const codes = Object.keys(CODES) as ErrorCode[]
  const areas = [...new Set(codes.map((code) => factsOf(code).area))]
  return areas.map((area) => tableOf(area, codes)).join('\n\n')
}

function tableOf(area: Area, codes: readonly ErrorCode[]): string {
  const rows = codes.flatMap((code) => {
    const facts = factsOf(code)
    if (facts.area !== area) return []
    const effect = facts.severity === 'error' ? facts.outcome : facts.severity
    return [`| \`${code}\` | ${effect} | ${CODE_MEANINGS[code].replaceAll('|', '\\|')} |`]
  })
  return `**${TITLES[area]}**\n\n| code | | what it means |\n|---|---|---|\n${rows.join('\n')}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(README, withCodes(await readFile(README, 'utf8')))
}
