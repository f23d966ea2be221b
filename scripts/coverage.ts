import { spawnSync } from 'node:child_process'
import { DECIDING, testsIn } from './deciding.ts'

/**
 * Branch coverage of the files that decide, by the same tests that mutants of them are tried with.
 *
 *     npm run coverage
 *
 * Fails where a file has less than 95% of its branches covered.
 */
const include = Object.values(DECIDING).flatMap(({ files }) => files.map((file) => `--coverage.include=${file}`))
const { status } = spawnSync(
  'npx',
  [
    ...['vitest', 'run', '--config', 'test/mutation.config.ts', '--coverage.enabled', '--coverage.provider=v8'],
    ...['--coverage.reporter=text', '--coverage.thresholds.perFile', '--coverage.thresholds.branches=95'],
    ...include,
  ],
  { stdio: 'inherit', env: testsIn(Object.keys(DECIDING)) },
)
process.exit(status ?? 1)
