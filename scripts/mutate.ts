import { spawnSync } from 'node:child_process'
import { DECIDING, testsIn } from './deciding.ts'

/**
 * Mutation testing of the files that decide, each group with the tests that hold it. Not part of CI: it takes an hour.
 *
 *     npm run mutate                 all groups
 *     npm run mutate -- time fetch   some
 *
 * Survivors are killed by a test, or explained in a comment beside the code.
 */
const asked = process.argv.slice(2)
const unknown = asked.find((name) => !Object.hasOwn(DECIDING, name))
if (unknown !== undefined) {
  process.stderr.write(`${unknown} is none of ${Object.keys(DECIDING).join(', ')}\n`)
  process.exit(64)
}

let isGood = true
for (const [name, { files }] of Object.entries(DECIDING)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  process.stdout.write(`\n${name}: ${files.join(', ')}\n`)
  const { status } = spawnSync('npx', ['stryker', 'run', 'test/mutation.json', '--mutate', files.join(',')], {
    stdio: 'inherit',
    env: testsIn([name]),
  })
  isGood &&= status === 0
}
process.exit(isGood ? 0 : 1)
