import { spawnSync } from 'node:child_process'

/**
 * Mutation testing of the files that decide, each group with the tests that hold it. Not part of CI: it takes hours.
 *
 *     npm run mutate                 all groups
 *     npm run mutate -- time fetch   some
 *
 * Survivors are killed by a test, or explained in a comment beside the code.
 */
const GROUPS: Readonly<Record<string, { readonly files: readonly string[]; readonly tests: readonly string[] }>> = {
  time: { files: ['src/validity.ts'], tests: ['model/validity*', 'verify/time-and-people', 'laws/turning'] },
  address: { files: ['src/documents/address.ts'], tests: ['documents/address'] },
  shape: {
    files: ['src/shape.ts', 'src/shape/*.ts'],
    tests: ['verify/shape', 'verify/shared-graph', 'verify/read'],
  },
  keys: {
    files: ['src/documents/verification-method.ts', 'src/documents/issuer-method.ts'],
    tests: ['documents/verification-method', 'documents/issuer-method', 'documents/published-keys'],
  },
  status: {
    files: ['src/status.ts', 'src/status/*.ts'],
    tests: ['status/status', 'status/verified-list', 'verify/status'],
  },
  png: { files: ['src/bake/png.ts'], tests: ['bake/*'] },
  svg: { files: ['src/bake/svg.ts', 'src/bake/svg-scan.ts'], tests: ['bake/*'] },
  jwt: { files: ['src/proof/vc-jwt.ts', 'src/proof/jwt-claims.ts'], tests: ['verify/vc-jwt', 'jwt/jwt'] },
  fetch: { files: ['src/documents/guarded-fetch.ts'], tests: ['documents/network', 'documents/loader'] },
}

const asked = process.argv.slice(2)
const unknown = asked.find((name) => !Object.hasOwn(GROUPS, name))
if (unknown !== undefined) {
  process.stderr.write(`${unknown} is none of ${Object.keys(GROUPS).join(', ')}\n`)
  process.exit(64)
}

let isGood = true
for (const [name, { files, tests }] of Object.entries(GROUPS)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  process.stdout.write(`\n${name}: ${files.join(', ')}\n`)
  const { status } = spawnSync('npx', ['stryker', 'run', 'test/mutation.json', '--mutate', files.join(',')], {
    stdio: 'inherit',
    env: { ...process.env, MUTATION_TESTS: tests.map((test) => `test/${test}.test.ts`).join() },
  })
  isGood &&= status === 0
}
process.exit(isGood ? 0 : 1)
