import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, release, totalmem, type } from 'node:os'
import { parseArgs } from 'node:util'
import { between } from '../scripts/write-readme.ts'
import { prepare } from './documents.ts'
import { markdownOf, type Section, textOf } from './figures.ts'
import { measureProcesses } from './processes.ts'
import { measureSizes } from './sizes.ts'
import { measureSpeed } from './speed.ts'

/**
 * The benchmark: `npm run bench`. It prints what falls short of the aims and asserts nothing. `-- --write` puts the
 * figures into README, `-- --quick` only shows that everything runs, `-- --speed` leaves out what takes processes.
 */

const { values } = parseArgs({
  options: { write: { type: 'boolean' }, quick: { type: 'boolean' }, speed: { type: 'boolean' } },
})
const quick = values.quick ?? false
if (!existsSync(new URL('../dist/batch-worker.js', import.meta.url))) throw new Error('Run: npm run build')

const [{ model = 'unknown processor' } = {}, ...others] = cpus()
const memory = Math.round(totalmem() / 1_073_741_824)
const machine = `${model.trim()}, ${others.length + 1} cores, ${memory} GiB, ${type()} ${release()}, Node ${process.versions.node}`
console.log(`${machine}\n`)

const sections: Section[] = []
const show = (more: readonly Section[]): void => {
  for (const section of more) console.log(`${textOf(section)}\n`)
  sections.push(...more)
}
show(await measureSpeed(await prepare(), quick ? 50 : 2_000))
if (!values.speed) {
  show(await measureProcesses(quick))
  show([await measureSizes()])
}

const missed = sections.flatMap(({ title, figures }) =>
  figures.flatMap(({ what, value, times, goal }) =>
    goal === undefined || goal.met ? [] : [`${title}: ${what}: ${times?.toFixed(2) ?? value}, aim ${goal.text}`],
  ),
)
console.log(missed.length === 0 ? 'All aims are met.' : `Short of the aims:\n  ${missed.join('\n  ')}`)

if (values.write) {
  const readme = new URL('../README.md', import.meta.url)
  const date = new Date().toISOString().slice(0, 10)
  const about = `Measured on ${date} by \`npm run bench -- --write\`, medians of rounds that alternate in one process (what is "times" as fast, too): ${machine}.`
  await writeFile(readme, between(await readFile(readme, 'utf8'), 'benchmark', markdownOf(sections, about)))
  console.log('README.md has the figures.')
}
