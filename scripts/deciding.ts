/** The files that decide whether a badge is accepted, in groups with the tests that hold them. */
export const DECIDING: Readonly<
  Record<string, { readonly files: readonly string[]; readonly tests: readonly string[] }>
> = {
  time: { files: ['src/validity.ts'], tests: ['model/validity*', 'verify/time-and-people', 'laws/turning'] },
  address: { files: ['src/documents/address.ts'], tests: ['documents/address'] },
  shape: {
    files: ['src/shape.ts', 'src/shape/*.ts'],
    tests: ['verify/shape-lines'],
  },
  keys: {
    files: ['src/documents/verification-method.ts', 'src/documents/issuer-method.ts'],
    tests: ['documents/verification-method', 'documents/issuer-method', 'documents/published-keys'],
  },
  status: {
    files: ['src/status.ts', 'src/status/*.ts'],
    tests: ['status/lines', 'status/status'],
  },
  png: { files: ['src/bake/png.ts'], tests: ['bake/bake', 'bake/png'] },
  svg: { files: ['src/bake/svg.ts', 'src/bake/svg-scan.ts'], tests: ['bake/bake', 'bake/svg'] },
  jwt: { files: ['src/proof/vc-jwt.ts', 'src/proof/jwt-claims.ts'], tests: ['jwt/parts'] },
  fetch: { files: ['src/documents/guarded-fetch.ts'], tests: ['documents/guarded-fetch'] },
}

/** The environment in which `test/mutation.config.ts` runs these tests. */
export function testsIn(groups: readonly string[]): NodeJS.ProcessEnv {
  const tests = new Set(groups.flatMap((name) => DECIDING[name]?.tests ?? []))
  return { ...process.env, MUTATION_TESTS: [...tests].map((test) => `test/${test}.test.ts`).join() }
}
