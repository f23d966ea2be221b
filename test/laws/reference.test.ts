import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Doc, shuffled } from '../hostile/document.ts'
import { CONTROLS } from '../hostile/families/controls.ts'
import { TAMPERED } from '../hostile/families/tampering.ts'
import { type Change, type Form, forge, NOW, startWork } from '../hostile/forge.ts'
import { makeParties, type Parties } from '../hostile/parties.ts'
import { randomFrom } from '../hostile/random.ts'
import { loadReferenceStack, type ReferenceStack } from '../support/digital-bazaar.ts'
import { RUNS, SEED, verify } from './badges.ts'

const FORM: Form = { securing: 'rdfc', carrier: 'object' }

/** What needs more than keys and contexts, or is not handed in as an object, is left out. */
const SKIPPED =
  /revoked|index|message|newer|entr|list|refresh|present|record|handed in|caller|more types|SVG|PNG|suite that is not known|stranger/

let parties: Parties
let reference: ReferenceStack

beforeAll(async () => {
  parties = makeParties()
  reference = await loadReferenceStack()
}, 60_000)

describe(`what is accepted here (seed ${SEED})`, () => {
  it('plain @digitalbazaar/vc accepts too, under the same documents', async () => {
    const changes = CONTROLS.filter(({ name, forms = [FORM] }) => !SKIPPED.test(name) && forms.some(isForm))
    expect(changes.length).toBeGreaterThan(10)
    const accepted = await agreement(changes)
    expect(accepted).toBeGreaterThan(20)
  })

  it('and neither accepts what was changed after it was signed', async () => {
    expect(await agreement(TAMPERED.filter(({ forms = [FORM] }) => forms.some(isForm)))).toBe(0)
  })
})

function isForm({ securing, carrier }: Form): boolean {
  return securing === FORM.securing && carrier === FORM.carrier
}

/** How many of the badges so changed are accepted here. Each of those is accepted there. */
async function agreement(changes: readonly Change[]): Promise<number> {
  let accepted = 0
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...changes), fc.nat(), async (change, seed) => {
      const random = randomFrom(seed)
      const work = startWork(random, FORM, { ...change, issuer: 'ed' }, parties)
      const { value } = await forge(work, change)
      const document = shuffled(value as Doc, random)
      const { verified } = await verify(
        document,
        work,
        work.ask.skewSeconds === undefined ? {} : { skewSeconds: work.ask.skewSeconds },
      )
      const theirs = await reference.verify(document, NOW)
      if (verified) accepted++
      if (verified) expect([change.name, theirs.errors]).toEqual([change.name, []])
      else expect([change.name, theirs.verified]).toEqual([change.name, false])
    }),
    { ...RUNS, numRuns: 40 },
  )
  return accepted
}
