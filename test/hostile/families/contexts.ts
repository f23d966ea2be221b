import { type Doc, type Json, list } from '../document.ts'
import { type Fault, FOREIGN, GRAPH, ONE_EACH } from '../forge.ts'

export const CONTEXTS: readonly Fault[] = [
  ...(
    [
      ['a context of nobody’s', 'https://contexts.example/badge.json'],
      ['a context over http', 'http://www.w3.org/ns/credentials/v2'],
      ['a context with a fragment', 'https://www.w3.org/ns/credentials/v2#'],
      ['a context with a dot segment', 'https://www.w3.org/ns/./credentials/v2'],
      ['a context in capitals', 'HTTPS://WWW.W3.ORG/ns/credentials/v2'],
      ['a context that is a relative URL', 'context.json'],
      ['a context of a name of objects', 'toString'],
      ['a context that asks for a file', 'file:///etc/hostname'],
      ['a context on a private host', 'https://10.0.0.1/context.json'],
      ['a context that is data', 'data:application/ld+json,{}'],
    ] as const
  ).map(
    ([name, context]): Fault => ({
      name,
      code: 'context.unknown',
      forms: GRAPH,
      after: ({ signed }) => {
        signed['@context'] = [...list(signed['@context']), context]
      },
    }),
  ),
  ...(
    [
      ['an inline context at the end', (contexts: Json[]) => [...contexts, { extra: 'https://x.example/#extra' }]],
      ['an inline context in front', (contexts: Json[]) => [{ extra: 'https://x.example/#extra' }, ...contexts]],
      [
        'an inline context that takes a word away',
        (contexts: Json[]) => [...contexts, { validUntil: null, credentialStatus: null }],
      ],
      [
        'an inline context that gives a word another meaning',
        (contexts: Json[]) => [...contexts, { name: 'https://schema.org/alternateName' }],
      ],
      ['an inline context with a vocabulary', (contexts: Json[]) => [...contexts, { '@vocab': 'https://x.example/#' }]],
      ['an inline context that imports', (contexts: Json[]) => [...contexts, { '@import': 'https://10.0.0.1/c.json' }]],
      ['an inline context of scopes in scopes', (contexts: Json[]) => [...contexts, scopes(12)]],
      ['an inline context of many terms', (contexts: Json[]) => [...contexts, terms(300)]],
      ['an empty inline context', (contexts: Json[]) => [...contexts, {}]],
      ['a list of contexts in the list', (contexts: Json[]) => [...contexts, ['https://www.w3.org/ns/credentials/v2']]],
      ['a number for a context', (contexts: Json[]) => [...contexts, 7]],
      ['null for a context', (contexts: Json[]) => [...contexts, null]],
    ] as const
  ).map(
    ([name, edit]): Fault => ({
      name,
      code: 'context.inline',
      forms: [...FOREIGN, { securing: 'jcs', carrier: 'text' }, { securing: 'EdDSA', carrier: 'text' }],
      before: ({ credential, proof, form }) => {
        credential['@context'] = edit(list(credential['@context'])) as Json[]
        // A JCS proof repeats contexts, and these would be one more fault.
        if (form.securing === 'jcs') proof['@context'] = []
      },
    }),
  ),
  ...(
    [
      ['without contexts', (_: Json[]) => undefined],
      ['with an empty list of contexts', (_: Json[]) => []],
      ['with contexts in the wrong order', (contexts: Json[]) => [...contexts].reverse()],
      ['without the context of Open Badges', ([first]: Json[]) => [first as Json]],
      ['without the context of credentials', ([, ...rest]: Json[]) => rest],
      ['with the context of credentials twice', ([first, ...rest]: Json[]) => [first, first, ...rest] as Json[]],
    ] as const
  ).map(
    ([name, edit]): Fault => ({
      name,
      code: 'context.order',
      // JWT and JCS, whose signature holds whatever the contexts are.
      forms: ONE_EACH.filter(({ securing }) => ['jcs', 'EdDSA', 'ES256'].includes(securing)),
      contents: ['plain', 'unicode', 'until', 'evidence'],
      before: ({ credential }) => {
        const contexts = edit(list(credential['@context'])) as Json[] | undefined
        if (contexts === undefined) delete credential['@context']
        else credential['@context'] = contexts
      },
    }),
  ),
]

export const CONTRADICTIONS: readonly Fault[] = [
  {
    name: 'contexts that contradict each other',
    code: 'context.invalid',
    forms: GRAPH,
    before: ({ credential }) => {
      const [first, , ...rest] = list(credential['@context'])
      credential['@context'] = [first as Json, 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json', ...rest]
    },
  },
]

/** A small context that takes a processor a long time. */
function scopes(depth: number): Doc {
  let scoped: Doc = { '@context': { a: 'https://x.example/#a' } }
  for (let level = 0; level < depth; level++) {
    const term: Doc = { '@id': 'https://x.example/#t', '@context': scoped['@context'] as Json }
    scoped = { '@context': { a: term, b: structuredClone(term), type: { '@id': '@type', '@container': '@set' } } }
    if (JSON.stringify(scoped).length > 60_000) break
  }
  return scoped['@context'] as Doc
}

function terms(count: number): Doc {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, `https://x.example/#t${index}`]))
}
