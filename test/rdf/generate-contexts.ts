import type { JsonObject } from '../../src/types.ts'
import type { Json, Node, Random } from './generate.ts'

/** Small contexts at random, and documents in their terms: where badges do not go, but extensions may. */

const TERMS = ['a', 'b', 'c', 'q', 'T', 'U', 'x']
const IRIS = [
  'urn:n:',
  'urn:a',
  'https://ex.org/',
  'https://ex.org/v#',
  'p:thing',
  'q:other',
  'T:z',
  'a',
  'b',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#type',
  'http://www.w3.org/2001/XMLSchema#double',
  'not an iri',
  '@id',
  '@type',
  '@none',
  '',
]
const DATATYPES = [
  '@id',
  '@vocab',
  '@json',
  '@none',
  'p:t',
  'urn:dt',
  'a',
  'http://www.w3.org/2001/XMLSchema#double',
  'q:integer',
]
const GOOD_DATATYPES = ['@id', '@vocab', 'urn:dt', 'p:t', 'http://www.w3.org/2001/XMLSchema#double']
const CONTAINERS: readonly Json[] = [
  '@set',
  '@list',
  '@graph',
  ['@graph', '@set'],
  ['@set'],
  '@language',
  '@index',
  '@id',
]

export function randomContext(random: Random, depth = 0): Node {
  const context: Node = {}
  if (random.chance(0.3)) context['@protected'] = true
  if (random.chance(0.2)) context['@version'] = 1.1
  if (random.chance(0.15))
    context['@vocab'] = random.pick<Json>(['https://vocab.example/', 'https://vocab.example/', null, 'p:', 'relative'])
  if (random.chance(0.005)) context[random.pick(['@language', '@base', '@propagate', '@import', '@foo'])] = 'en'
  if (random.chance(depth === 0 ? 0.97 : 0.5)) context.id = '@id'
  if (random.chance(depth === 0 ? 0.97 : 0.5)) context.type = '@type'
  if (random.chance(0.5)) context.p = random.pick(['https://p.example/#', 'https://p.example/', 'urn:p:'])
  for (const term of TERMS) if (random.chance(depth === 0 ? 0.9 : 0.35)) context[term] ??= definition(random, depth)
  return context
}

function definition(random: Random, depth: number): Json {
  if (random.chance(0.03)) return null
  if (random.chance(0.35)) return likelyIri(random)
  const made: Node = {}
  if (random.chance(0.985)) made['@id'] = random.chance(0.04) ? null : likelyIri(random)
  if (random.chance(0.4)) made['@type'] = random.pick(random.chance(0.9) ? GOOD_DATATYPES : DATATYPES)
  if (random.chance(0.25))
    made['@container'] = random.chance(0.95) ? random.pick(CONTAINERS.slice(0, 5)) : random.pick(CONTAINERS)
  if (random.chance(0.15)) made['@protected'] = random.chance(0.5)
  if (random.chance(0.15)) made['@prefix'] = random.chance(0.7)
  if (random.chance(0.005)) made[random.pick(['@reverse', '@language', '@nest', '@index', '@direction'])] = 'urn:r'
  if (depth < 3 && random.chance(0.4)) made['@context'] = scoped(random, depth + 1)
  return made
}

function likelyIri(random: Random): Json {
  return random.chance(0.94) ? `https://ex.org/${random.below(4)}` : random.pick(IRIS)
}

function scoped(random: Random, depth: number): Json {
  if (random.chance(0.15)) return null
  if (random.chance(0.1)) return [null, randomContext(random, depth)]
  if (random.chance(0.05)) return []
  return randomContext(random, depth)
}

const SCALARS: readonly Json[] = [
  't',
  'urn:v',
  'p:v',
  'q:v',
  'a',
  '@type',
  '',
  1,
  '1',
  1.5,
  true,
  'https://ex.org/1',
  null,
]

function randomNode(random: Random, depth: number): Node {
  const made: Node = {}
  if (random.chance(0.5)) made.id = random.pick(['urn:i1', 'urn:i2', 'p:i', 'https://ex.org/i'])
  if (random.chance(0.6))
    made.type = random.pick<Json>(['T', 'U', ['T', 'U'], ['U', 'T'], 'urn:T', 'p:T', ['T', 'urn:U'], 'x'])
  for (const term of TERMS) if (random.chance(0.3)) made[term] = value(random, depth)
  if (depth > 0 && random.chance(0.05)) made['@context'] = [random.pick([CONTEXT_1, CONTEXT_2])]
  return made
}

function value(random: Random, depth: number): Json {
  const roll = random.next()
  if (roll < 0.4 || depth > 3) return random.pick(SCALARS)
  if (roll < 0.55) return Array.from({ length: random.below(4) }, () => value(random, depth + 1))
  if (roll < 0.6) return { '@value': 'v', '@language': 'en' }
  if (roll < 0.65) return { id: random.pick(['urn:i1', 'p:i']) }
  return randomNode(random, depth + 1)
}

export const CONTEXT_1 = 'https://contexts.example/1'
export const CONTEXT_2 = 'https://contexts.example/2'

export function contextDocuments(random: Random): Readonly<Record<string, JsonObject>> {
  const second = random.chance(0.1) ? [randomContext(random), randomContext(random)] : randomContext(random)
  return { [CONTEXT_1]: { '@context': randomContext(random) }, [CONTEXT_2]: { '@context': second } }
}

export function documentWith(random: Random): Node {
  const contexts = random.pick([[CONTEXT_1], [CONTEXT_1], [CONTEXT_1, CONTEXT_2], [CONTEXT_2, CONTEXT_1, CONTEXT_2]])
  return { '@context': contexts, ...randomNode(random, 0) }
}
