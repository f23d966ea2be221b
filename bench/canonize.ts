import { CLR_V2P0_2_0_1, contextSet, DATA_INTEGRITY_V2, OB_V3P0_3_0_3, VC_V2 } from '../src/contexts.ts'
import { canonizeTraced } from '../src/rdf/canonize.ts'
import { plainCanonize } from '../test/support/plain-canonize.ts'

/**
 * Canonicalization alone: ours against the reference stack, in rounds that alternate in one process. Prints medians of
 * microseconds a document and their ratio. Run with `npx tsx bench/run.ts canonize.ts`.
 */

const contexts = contextSet()

const badge = (evidence: readonly object[]): object => ({
  '@context': [VC_V2, OB_V3P0_3_0_3],
  id: 'urn:uuid:6f4c7ab0-0000-4000-8000-000000000001',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  name: 'Rubric Design',
  issuer: {
    id: 'did:example:issuer',
    type: ['Profile'],
    name: 'Center',
    url: 'https://center.example',
    email: 'a@center.example',
  },
  validFrom: '2024-01-01T00:00:00Z',
  credentialSubject: {
    type: ['AchievementSubject'],
    identifier: [
      { type: 'IdentityObject', hashed: true, identityHash: 'sha256$00ff', identityType: 'emailAddress', salt: 's' },
    ],
    achievement: {
      id: 'urn:uuid:6f4c7ab0-0000-4000-8000-000000000002',
      type: ['Achievement'],
      achievementType: 'Badge',
      name: 'Rubric Design',
      description: 'Designs rubrics that tell proficient from emerging work.',
      criteria: { narrative: 'Three artifacts, scored Proficient.' },
      image: { id: 'https://center.example/rubric.png', type: 'Image' },
      alignment: [
        {
          type: ['Alignment'],
          targetName: 'Assessment',
          targetUrl: 'https://center.example/framework#1',
          targetType: 'CFItem',
        },
      ],
      tag: ['assessment', 'rubrics'],
    },
  },
  evidence,
  credentialStatus: {
    id: 'https://center.example/status/1#94567',
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: '94567',
    statusListCredential: 'https://center.example/status/1',
  },
})

const evidence = (count: number, withIds: boolean): object[] =>
  Array.from({ length: count }, (_, index) => ({
    ...(withIds && { id: `https://center.example/evidence/${index}` }),
    type: ['Evidence'],
    name: `Artifact ${index}`,
    narrative: `What artifact ${index} shows.`,
    genre: 'Rubric',
  }))

const proof = {
  type: 'DataIntegrityProof',
  cryptosuite: 'eddsa-rdfc-2022',
  created: '2024-01-01T00:00:00Z',
  proofPurpose: 'assertionMethod',
  verificationMethod: 'did:example:issuer#key',
}

const clr = {
  '@context': [VC_V2, CLR_V2P0_2_0_1, OB_V3P0_3_0_3],
  id: 'urn:uuid:6f4c7ab0-0000-4000-8000-000000000003',
  type: ['VerifiableCredential', 'ClrCredential'],
  name: 'Record',
  issuer: { id: 'did:example:issuer', type: ['Profile'], name: 'Center' },
  validFrom: '2024-01-01T00:00:00Z',
  credentialSubject: {
    id: 'did:example:learner',
    type: ['ClrSubject'],
    verifiableCredential: Array.from({ length: 13 }, (_, index) => ({
      ...badge(evidence(1, true)),
      id: `urn:uuid:member-${index}`,
      name: `Badge ${index}`,
      proof: { ...proof, proofValue: `z${index}` },
    })),
  },
}

const DOCUMENTS: readonly (readonly [name: string, document: object])[] = [
  ['badge', badge(evidence(1, true))],
  ['badge, 10 evidence', badge(evidence(10, true))],
  ['badge, 100 evidence', badge(evidence(100, true))],
  ['badge, 100 evidence without ids', badge(evidence(100, false))],
  ['proof options', { '@context': [VC_V2, DATA_INTEGRITY_V2], ...proof }],
  ['CLR, 13 members', clr],
]

/** Microseconds of each run, for about as many milliseconds. Single runs, so that a median passes over interruptions. */
async function time(run: () => Promise<unknown>, budget: number): Promise<number[]> {
  const end = performance.now() + budget
  const times: number[] = []
  for (let start = performance.now(); start < end; start = performance.now()) {
    await run()
    times.push((performance.now() - start) * 1000)
  }
  return times
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

console.log('document'.padEnd(34), 'reference µs'.padStart(13), 'ours µs'.padStart(10), 'times'.padStart(7), ' path')
for (const [name, document] of DOCUMENTS) {
  const ours = (): Promise<{ nquads: string; path: string }> => canonizeTraced(document, { contexts })
  const { nquads, path } = await ours()
  if (nquads !== (await plainCanonize(document))) throw new Error(`${name}: the texts differ`)
  await time(ours, 400)
  const slow: number[] = []
  const fast: number[] = []
  for (let round = 0; round < 9; round++) {
    slow.push(...(await time(() => plainCanonize(document), 100)))
    fast.push(...(await time(ours, 60)))
  }
  const ratio = median(slow) / median(fast)
  console.log(
    name.padEnd(34),
    median(slow).toFixed(0).padStart(13),
    median(fast).toFixed(1).padStart(10),
    ratio.toFixed(0).padStart(7),
    ` ${path}`,
  )
}
