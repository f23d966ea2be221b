import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Doc, isDoc, type Json, objectsOf, type Spot, spotsOf } from '../hostile/document.ts'
import { INDEX, LIST, listOf, withStatus } from '../hostile/families/status.ts'
import type { Change } from '../hostile/forge.ts'
import { type Random, randomFrom } from '../hostile/random.ts'
import { badges, OVER_GRAPHS, parsed, RUNS, SEED, sign, verify } from './badges.ts'

/** A badge that is not to be believed, and what must be seen in it however it is written. */
const CONDEMNED: Readonly<Record<string, Change & { readonly check: 'validity' | 'status' | 'recipient' }>> = {
  'that has expired': {
    name: 'expired',
    check: 'validity',
    before: ({ credential }) => {
      credential.validUntil = '2026-05-01T00:00:00Z'
    },
  },
  'that is revoked': {
    name: 'revoked',
    check: 'status',
    before: async (work) => {
      withStatus(work)
      work.world[LIST] = await listOf(work, { set: [INDEX] })
    },
  },
  'that is for somebody else': { name: 'other', check: 'recipient' },
}

const CONTEXTS = [
  'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
  'https://w3id.org/security/data-integrity/v2',
  'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json',
  'https://www.w3.org/2018/credentials/v1',
  'https://www.w3.org/ns/credentials/status/v1',
  'https://w3id.org/security/multikey/v1',
]

const PREFIXES = [
  'https://www.w3.org/2018/credentials#',
  'https://www.w3.org/ns/credentials/status#',
  'https://purl.imsglobal.org/spec/vc/ob/vocab.html#',
  'https://w3id.org/security#',
  'cred:',
  'schema:',
]

/** Ways to say the same otherwise, and things that only look so. What stays the same graph is still signed. */
const REWRITES: readonly ((document: Doc, random: Random) => void)[] = [
  (document, random) => {
    const contexts = document['@context'] as Json[]
    contexts.splice(random.below(contexts.length + 1), 0, random.pick(CONTEXTS))
  },
  (document, random) => {
    const contexts = document['@context'] as Json[]
    contexts.splice(random.below(contexts.length), 1)
  },
  onMember((owner, name, random) => rename(owner, name, `${random.pick(PREFIXES)}${name}`)),
  onMember((owner, name) => rename(owner, name, name === 'id' || name === 'type' ? `@${name}` : name)),
  onMember((owner, name, random) =>
    rename(owner, name, random.pick(['@id', '@type', '@included', '@graph', '@nest', 'id', 'type'])),
  ),
  onMember((owner, name, random) => {
    const value = owner[name] as Json
    owner[name] = random.pick<Json>([
      [value],
      [[value]],
      { '@value': value },
      { '@id': value },
      { id: value },
      { '@set': [value] },
      { '@list': [value] },
      { '@value': value, '@type': 'http://www.w3.org/2001/XMLSchema#dateTime' },
      { '@value': value, '@language': 'en' },
    ])
  }),
  // A member into another node, one that may have the same id.
  (document, random) => {
    const [from, to] = [random.pick(objectsOf(document)), random.pick(objectsOf(document))]
    const name = random.pick(['id', ...Object.keys(from)])
    if (from[name] === undefined || name === '@context' || name === 'proof' || to[name] !== undefined) return
    to[name] = from[name] as Json
    delete from[name]
    if (random.below(2) === 0 && from.id !== undefined) to.id = from.id
  },
  // A node by its id alone, and the node itself somewhere else.
  (document, random) => {
    const nodes = spotsOf(document).filter(({ value }) => isDoc(value) && typeof value.id === 'string')
    const spot = nodes.length > 0 ? random.pick(nodes) : undefined
    if (!spot) return
    put(spot, (spot.value as Doc).id as Json)
    const host = random.pick(objectsOf(document))
    host[random.pick(['evidence', 'related', 'endorsement', 'source', 'creator', 'credentialStatus'])] ??= spot.value
  },
  // A node in two halves of one id.
  (document, random) => {
    const nodes = spotsOf(document).filter(({ value }) => isDoc(value))
    const spot = random.pick(nodes)
    const node = spot.value as Doc
    const half = Object.fromEntries(Object.entries(node).filter(([name]) => name === 'id' || random.below(2) === 0))
    const rest = Object.fromEntries(Object.entries(node).filter(([name]) => name === 'id' || half[name] === undefined))
    put(spot, [half, rest])
  },
  onMember((owner, name) => {
    delete owner[name]
  }),
  (document, random) => {
    const owner = random.pick(objectsOf(document))
    owner[random.pick(['id', 'name', 'image', 'validUntil', 'credentialStatus'])] = null
  },
  onMember((owner, name) => {
    const value = owner[name]
    if (typeof value === 'string') owner[name] = value.replace(/^https:/, 'HTTPS:').replace(/^did:key:/, 'did:KEY:')
  }),
]

function onMember(edit: (owner: Doc, name: string, random: Random) => void): (document: Doc, random: Random) => void {
  return (document, random) => {
    const owner = random.pick(objectsOf(document))
    const names = Object.keys(owner).filter((name) => name !== '@context' && name !== 'proof')
    if (names.length > 0) edit(owner, random.pick(names), random)
  }
}

function rename(owner: Doc, name: string, to: string): void {
  const value = owner[name] as Json
  delete owner[name]
  owner[to] = value
}

function put({ owner, step }: Spot, value: Json): void {
  ;(owner as Record<string | number, Json>)[step] = value
}

describe(`a badge in any other words (seed ${SEED})`, () => {
  it.each(Object.entries(CONDEMNED))('%s never becomes good', async (_, { check, ...change }) => {
    let stillSigned = 0
    await fc.assert(
      fc.asyncProperty(
        badges(OVER_GRAPHS.slice(0, 1)),
        fc.nat(),
        fc.integer({ min: 1, max: 3 }),
        async (badge, choice, times) => {
          const signed = await sign(badge, { ...change, issuer: 'ed' })
          const document = parsed(signed)
          const random = randomFrom(choice)
          for (let time = 0; time < times; time++) random.pick(REWRITES)(document, random)
          const asked = check === 'recipient' ? { recipient: { id: 'did:example:impostor' } } : {}
          const report = await verify(document, signed.work, asked)
          expect(report.verified).toBe(false)
          // Where the proof is good although the words are others, what condemns it is seen, or known not to be seen.
          if (report.checks.proof.outcome === 'passed') {
            stillSigned++
            expect(['failed', 'undecided', 'not-reached']).toContain(report.checks[check].outcome)
          }
        },
      ),
      { ...RUNS, numRuns: (RUNS.numRuns ?? 25) * 10 },
    )
    expect(stillSigned).toBeGreaterThan(5)
  })
})
