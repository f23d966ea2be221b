import { type Doc, type Json, list } from '../document.ts'
import { AS_TEXT, EMBEDDED, type Fault, PLAIN, TOKENS, type Work } from '../forge.ts'

const JSON_TEXT = AS_TEXT.filter(({ carrier }) => carrier === 'text')

/** A member that the contexts define and the schema leaves open. */
function achievementOf({ credential }: Work): Doc {
  return (credential.credentialSubject as Doc).achievement as Doc
}

function nested(depth: number, isArray: boolean): Json {
  let value: Json = 'x'
  for (let level = 0; level < depth; level++) value = isArray ? [value] : { related: value }
  return value
}

/** Limits are about size, not about signatures: what is too large is signed all the same. */
export const LIMITS: readonly Fault[] = [
  {
    name: 'nested too deeply for a credential',
    code: 'limit.depth',
    forms: EMBEDDED.filter(({ securing }) => securing === 'jcs' || securing === 'rdfc'),
    after: ({ signed, random }) => {
      const achievement = (signed.credentialSubject as Doc).achievement as Doc
      achievement.related = nested(31 + random.below(60), random.below(2) === 0)
    },
  },
  {
    name: 'nested too deeply for JSON',
    code: 'limit.depth',
    forms: AS_TEXT,
    text: (text, { random }) => {
      const depth = 130 + random.below(20_000)
      const [open, close] = random.pick([
        ['[', ']'],
        ['{"a":', '}'],
      ] as const)
      return text.replace('{', `{"x":${open.repeat(depth)}1${close.repeat(depth)},`)
    },
  },
  {
    name: 'nested too deeply and never closed',
    code: 'limit.depth',
    forms: PLAIN,
    input: ({ random }) => ({ value: random.pick(['[', '{"a":']).repeat(1000 + random.below(100_000)) }),
  },
  {
    name: 'an array of 1001',
    code: 'limit.array',
    forms: [...PLAIN, ...JSON_TEXT],
    before: (work) => {
      achievementOf(work).tag = Array.from({ length: 1001 }, (_, index) => `t${index}`)
    },
  },
  {
    name: 'an array of 1001 in a JWT',
    code: 'limit.array',
    forms: TOKENS.slice(0, 3),
    before: (work) => {
      achievementOf(work).tag = Array.from({ length: 1001 }, (_, index) => `t${index}`)
    },
  },
  {
    name: 'more than 4000 values in a credential',
    code: 'limit.values',
    forms: [
      { securing: 'jcs', carrier: 'text' },
      { securing: 'EdDSA', carrier: 'text' },
    ],
    before: ({ credential }) => {
      credential.evidence = Array.from({ length: 450 }, (_, index) => ({
        id: `urn:example:e${index}`,
        type: ['Evidence'],
        name: `${index}`,
        genre: 'a',
        description: 'b',
        narrative: 'c',
        audience: 'd',
      }))
    },
  },
  {
    name: 'more than 40000 values in a document',
    code: 'limit.values',
    forms: [{ securing: 'rdfc', carrier: 'text' }],
    text: (text) =>
      text.replace('{', `{"x":[${Array.from({ length: 45 }, () => `[${Array(900).fill(0).join()}]`).join()}],`),
  },
  {
    name: 'more than 64 credentials in one',
    code: 'limit.roots',
    forms: [
      { securing: 'rdfc', carrier: 'text' },
      { securing: 'jcs', carrier: 'text' },
    ],
    after: ({ signed }) => {
      signed.endorsement = Array.from({ length: 65 }, (_, index) => ({
        '@context': signed['@context'] as Json,
        id: `urn:example:endorsement-${index}`,
      }))
    },
  },
  {
    name: 'nine proofs',
    code: 'limit.proofs',
    forms: EMBEDDED,
    after: ({ signed }) => {
      const [proof] = list(signed.proof)
      signed.proof = Array.from({ length: 9 }, () => structuredClone(proof as Json))
    },
  },
  {
    name: 'more than 512 nodes without an id',
    code: 'limit.blank_nodes',
    forms: [
      { securing: 'rdfc', carrier: 'text' },
      { securing: 'p256', carrier: 'object' },
      { securing: 'EdDSA', carrier: 'text' },
    ],
    before: ({ credential }) => {
      credential.evidence = Array.from({ length: 513 }, (_, index) => ({ type: ['Evidence'], name: `${index}` }))
    },
  },
  {
    name: 'a string of more than 512 KiB',
    code: 'limit.size',
    forms: [
      { securing: 'jcs', carrier: 'text' },
      { securing: 'jcs', carrier: 'object' },
    ],
    after: ({ signed }) => {
      signed.description = 'x'.repeat(524_289)
    },
  },
  {
    name: 'more than 1 MiB of text',
    code: 'limit.size',
    forms: [
      { securing: 'rdfc', carrier: 'text' },
      { securing: 'rdfc', carrier: 'bytes' },
      { securing: 'rdfc', carrier: 'png' },
    ],
    text: (text) => `${text}${' '.repeat(1_048_577 - text.length)}`,
  },
  {
    name: 'more than 1 MiB of bytes in fewer characters',
    code: 'limit.size',
    forms: [{ securing: 'rdfc', carrier: 'text' }],
    text: (text) => text.replace('{', `{"x":"${'é'.repeat(400_000)}","y":"${'é'.repeat(200_000)}",`),
  },
  {
    name: 'a JWT of more than 1 MiB',
    code: 'limit.size',
    forms: [{ securing: 'EdDSA', carrier: 'text' }],
    text: (token) => `${token}${'A'.repeat(1_048_577 - token.length)}`,
  },
  {
    name: 'a header of more than 8 KiB',
    code: 'limit.size',
    forms: TOKENS.slice(0, 3),
    claims: ({ header }) => {
      header.kid = `${header.kid}${'x'.repeat(8200)}`
    },
  },
  ...[2, 5, 20].map(
    (count): Fault => ({
      name: `${count} results with ${count} alignments that only trying every order tells apart`,
      code: 'limit.canonicalization',
      forms: [
        { securing: 'rdfc', carrier: 'text' },
        { securing: 'p256', carrier: 'object' },
      ],
      after: ({ signed }) => {
        const alignment = { type: ['Alignment'], targetName: 'x', targetUrl: 'https://x.example/' }
        const result = { type: ['Result'], value: 'x', alignment: Array.from({ length: count }, () => alignment) }
        ;(signed.credentialSubject as Doc).result = Array.from({ length: count }, () => structuredClone(result))
      },
    }),
  ),
]
