import { bytesOf } from '../../support/images.ts'
import { type Doc, isDoc, type Json, list, type Spot, spotsOf } from '../document.ts'
import { AS_TEXT, EMBEDDED, type Fault, PLAIN, TOKENS, type Work } from '../forge.ts'
import type { Random } from '../random.ts'
import { partOf, tokenOf } from '../sign.ts'

const JSON_TEXT = AS_TEXT.filter(({ carrier }) => carrier === 'text')
const JSON_BYTES = AS_TEXT.filter(({ carrier }) => carrier === 'bytes' || carrier === 'png')

/** Words that stand in every badge, in which bytes can be put. */
const WORDS = 'Designs a performance assessment'

function inside(bytes: Uint8Array, put: Uint8Array | readonly number[]): Uint8Array {
  const at = Buffer.from(bytes).indexOf(WORDS)
  if (at < 0) throw new Error('the words are not there')
  return Uint8Array.of(...bytes.subarray(0, at), ...put, ...bytes.subarray(at))
}

const ILL_FORMED: Readonly<Record<string, readonly number[]>> = {
  'a lone continuation byte': [0x80],
  'a byte that UTF-8 never has': [0xff],
  'an overlong slash': [0xc0, 0xaf],
  'an overlong NUL': [0xe0, 0x80, 0x80],
  'half a surrogate pair as UTF-8': [0xed, 0xa0, 0x80],
  'a pair of surrogates as UTF-8': [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
  'a character beyond Unicode': [0xf4, 0x90, 0x80, 0x80],
  'a character cut short': [0xe2, 0x82],
}

export const ENCODING: readonly Fault[] = [
  ...Object.entries(ILL_FORMED).map(
    ([name, bytes]): Fault => ({
      name,
      code: 'json.encoding',
      forms: [
        { securing: 'rdfc', carrier: 'bytes' },
        { securing: 'jcs', carrier: 'bytes' },
      ],
      bytes: (badge) => inside(badge, bytes),
    }),
  ),
  {
    name: 'an ill-formed byte in a SVG',
    code: 'json.encoding',
    forms: [{ securing: 'rdfc', carrier: 'svg' }],
    bytes: (badge) => inside(badge, [0xfe]),
  },
  {
    name: 'UTF-16 as bytes',
    code: 'json.encoding',
    forms: [{ securing: 'rdfc', carrier: 'bytes' }],
    bytes: (badge) => new Uint8Array(Buffer.from(`\ufeff${Buffer.from(badge).toString()}`, 'utf16le')),
  },
  ...['\\ud800', '\\udc00', '\\ud800\\ud800', '\\udc00\\ud800'].map(
    (letter): Fault => ({
      name: `${letter} in a string`,
      code: 'json.ill_formed_string',
      forms: JSON_TEXT,
      text: (text) => text.replace(WORDS, `${letter} ${WORDS}`),
    }),
  ),
  {
    name: 'half a surrogate pair in a member name',
    code: 'json.ill_formed_string',
    forms: JSON_TEXT,
    text: (text) => text.replace('"type":', '"x\\ud83d":1,"type":'),
  },
  {
    name: 'half a surrogate pair in an object',
    code: 'json.ill_formed_string',
    forms: PLAIN,
    after: ({ signed, random }) => {
      const { owner, step, value } = random.pick(textsOf(signed))
      ;(owner as Doc)[step] = `${value}\ud83c`
    },
  },
  {
    name: 'half a surrogate pair in the payload of a JWT',
    code: 'json.ill_formed_string',
    forms: TOKENS,
    input: async (work) => ({ value: await resigned(work, (json) => json.replace(WORDS, `\\ude00${WORDS}`)) }),
  },
]

/** Texts that a person wrote, which no rule looks into. */
export function textsOf(document: Doc): Spot[] {
  return spotsOf(document).filter(
    ({ step, value }) =>
      typeof value === 'string' &&
      ['name', 'description', 'narrative', 'targetName', 'genre', 'role'].includes(String(step)),
  )
}

/** A JWT whose payload is a text that JSON.stringify would not write, signed by its issuer. */
export async function resigned(work: Work, edit: (payload: string) => string): Promise<string> {
  const { seal } = await import('../forge.ts')
  await seal(work)
  return tokenOf(work.header, edit(JSON.stringify(work.payload)), work.party)
}

const SYNTAX: Readonly<Record<string, (text: string, random: Random) => string>> = {
  'a trailing comma': (text) => text.replace(/}$/, ',}'),
  'single quotes': (text) => text.replaceAll('"', "'"),
  'a comment': (text) => text.replace('{', '{/* badge */'),
  'a line comment': (text) => text.replace('{', '{// badge\n'),
  NaN: (text) => text.replace('{', '{"x":NaN,'),
  Infinity: (text) => text.replace('{', '{"x":-Infinity,'),
  'a name without quotes': (text) => text.replace('"type"', 'type'),
  'a leading zero': (text) => text.replace('{', '{"x":01,'),
  'a plus sign': (text) => text.replace('{', '{"x":+1,'),
  'a hexadecimal number': (text) => text.replace('{', '{"x":0x1F,'),
  'a number that ends in a point': (text) => text.replace('{', '{"x":1.,'),
  'a line break in a string': (text) => text.replace(WORDS, `${WORDS}\n`),
  'a NUL in a string': (text) => text.replace(WORDS, `${WORDS}\0`),
  'an escape that JSON does not have': (text) => text.replace(WORDS, `${WORDS}\\x41`),
  'a second document': (text) => `${text}${text}`,
  'words after it': (text) => `${text} and more`,
  'its end missing': (text, random) => text.slice(0, -1 - random.below(200)),
  'two byte order marks': (text) => `\ufeff\ufeff${text}`,
  'a number that is too large': (text) => text.replace('{', '{"x":1e999,'),
  undefined: (text) => text.replace('{', '{"x":undefined,'),
  'a bracket of the other kind': (text) => text.replace(/}$/, ']'),
  'a no-break space': (text) => text.replace('{', '{\u00a0'),
}

export const SYNTAX_FAULTS: readonly Fault[] = Object.entries(SYNTAX).map(
  ([name, edit]): Fault => ({
    name,
    code: 'json.syntax',
    forms: [
      { securing: 'rdfc', carrier: 'text' },
      { securing: 'rdfc', carrier: 'png' },
      { securing: 'jcs', carrier: 'bytes' },
    ],
    text: (text, { random }) => edit(text, random),
  }),
)

/** Where an object of the text begins, chosen at random: after each `{` that is not in a string. */
function braces(text: string): number[] {
  const found: number[] = []
  let isString = false
  for (let index = 0; index < text.length; index++) {
    const sign = text[index]
    if (isString && sign === '\\') index++
    else if (sign === '"') isString = !isString
    else if (sign === '{' && !isString && text[index + 1] === '"') found.push(index + 1)
  }
  return found
}

/** Puts a second member of a name that the object has already. */
function doubled(text: string, random: Random, spell: (name: string) => string, value: string): string {
  const where = random.pick(braces(text))
  const name = /^"([^"\\]+)"/.exec(text.slice(where))?.[1] ?? 'id'
  return `${text.slice(0, where)}"${spell(name)}":${value},${text.slice(where)}`
}

const asItIs = (name: string): string => name
const inEscapes = (name: string): string => `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`

export const DUPLICATES: readonly Fault[] = [
  ...[
    ['a second value', asItIs, '"https://other.example/1"'],
    ['the same name in escapes', inEscapes, '"x"'],
    ['an object of the same name', asItIs, '{"id":"urn:uuid:1"}'],
    ['a null of the same name', asItIs, 'null'],
  ].map(
    ([name, spell, value]): Fault => ({
      name: name as string,
      code: 'json.duplicate_key',
      forms: [...JSON_TEXT, ...JSON_BYTES],
      text: (text, { random }) => doubled(text, random, spell as (name: string) => string, value as string),
    }),
  ),
  {
    name: 'two proofs members',
    code: 'json.duplicate_key',
    forms: JSON_TEXT,
    text: (text) => text.replace('{', '{"proof":[],'),
  },
  {
    name: 'two payload members',
    code: 'json.duplicate_key',
    forms: TOKENS,
    input: async (work) => ({
      value: await resigned(work, (json) => doubled(json, work.random, asItIs, '"https://other.example/1"')),
    }),
  },
  {
    name: 'two iss claims',
    code: 'json.duplicate_key',
    forms: TOKENS,
    input: async (work) => ({
      value: await resigned(work, (json) => json.replace('{', `{"iss":"${work.parties.stranger.id}",`)),
    }),
  },
  {
    name: 'two alg members in the header',
    code: 'json.duplicate_key',
    forms: TOKENS,
    text: (token, { header }) => {
      const [, ...rest] = token.split('.')
      return [partOf(JSON.stringify(header).replace('{', '{"alg":"none",')), ...rest].join('.')
    },
  },
]

export const NAMES: readonly Fault[] = [
  ...['__proto__', 'constructor', 'prototype', '\\u005f_proto__'].flatMap((name): Fault[] => [
    {
      name: `${name} in a text`,
      code: 'json.forbidden_key',
      forms: [...JSON_TEXT, ...JSON_BYTES],
      text: (text, { random }) => {
        const where = random.pick(braces(text))
        return `${text.slice(0, where)}"${name}":{"verified":true,"id":"x"},${text.slice(where)}`
      },
    },
    {
      name: `${name} in a payload`,
      code: 'json.forbidden_key',
      forms: TOKENS.slice(0, 4),
      input: async (work) => ({
        value: await resigned(work, (json) => json.replace('{', `{"${name}":{"polluted":true},`)),
      }),
    },
  ]),
  ...['proto-member', 'constructor-member'].map(
    (recipe): Fault => ({
      name: `${recipe} of an object`,
      code: 'json.forbidden_key',
      forms: PLAIN,
      input: (work) => recipeInput(recipe, work),
    }),
  ),
  {
    name: '__proto__ in a header',
    code: 'json.forbidden_key',
    forms: TOKENS.slice(0, 3),
    text: (token, { header }) => {
      const [, ...rest] = token.split('.')
      return [partOf(JSON.stringify(header).replace('{', '{"__proto__":{"alg":"none"},')), ...rest].join('.')
    },
  },
]

async function recipeInput(recipe: string, work: Work): Promise<{ value: Doc; recipe: string }> {
  const { seal } = await import('../forge.ts')
  await seal(work)
  const owners = spotsOf(work.signed).filter(({ value, owner }) => isDoc(owner) && value !== undefined)
  const { path } = work.random.pick(owners.filter(({ path }) => path.every((step) => !String(step).includes(' '))))
  return { value: work.signed, recipe: [recipe, ...path].join(' ') }
}

export const NOT_PLAIN: readonly Fault[] = [
  'getter',
  'two-faced',
  'throwing',
  'setter',
  'cycle',
  'self-array',
  'date',
  'map',
  'set',
  'regexp',
  'instance',
  'inheriting-to-json',
  'to-json',
  'function',
  'symbol',
  'bigint',
  'nan',
  'infinity',
  'bytes',
  'boxed-string',
  'promise',
  'error',
  'hole',
  'long-hole',
  'array-with-getter',
  'throwing-proxy',
  'prototype-trap',
  'revoked-proxy',
  'whole-proxy',
].map(
  (recipe): Fault => ({
    name: recipe,
    code: 'json.not_plain',
    forms: [PLAIN[0], { securing: 'p256', carrier: 'object' }] as Fault['forms'] & object,
    times: 2,
    input: (work) => recipeInput(recipe, work),
  }),
)

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
  ...[2, 5, 8].map(
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

export const NO_BADGE: readonly Fault[] = [
  ...(
    [
      ['an empty text', '', 'json.syntax'],
      ['a file of spaces', '  \n', 'json.syntax'],
      ['a web page', '<!doctype html><title>Badge</title>', 'json.syntax'],
      ['an array', '[]', 'credential.type'],
      ['null as text', 'null', 'credential.type'],
      ['a number', '7', 'credential.type'],
      ['a string in JSON', '"badge"', 'credential.type'],
      ['an empty object', '{}', 'credential.type'],
      ['an assertion of 2.0', '{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}', 'credential.type'],
    ] as const
  ).map(([name, value, code]): Fault => ({ name, code, forms: PLAIN, input: () => ({ value }) })),
  {
    name: 'bytes of nothing known',
    code: 'json.encoding',
    forms: PLAIN,
    times: 4,
    input: ({ random }) => ({
      value: Uint8Array.from({ length: 20 + random.below(500) }, () => 128 + random.below(64)),
    }),
  },
  ...(['jpeg', 'gif', 'webp', 'pdf'] as const).map(
    (kind): Fault => ({
      name: `a ${kind}`,
      code: 'image.unknown',
      forms: PLAIN,
      input: ({ random }) => ({ value: bytesOfKind(kind, random) }),
    }),
  ),
  ...(
    [
      ['without its types', (document: Doc) => delete document.type],
      ['a presentation', (document: Doc) => Object.assign(document, { type: ['VerifiablePresentation'] })],
      [
        'of an unknown class',
        (document: Doc) => Object.assign(document, { type: ['VerifiableCredential', 'DiplomaCredential'] }),
      ],
      [
        'whose class is misspelt',
        (document: Doc) => Object.assign(document, { type: ['VerifiableCredential', 'OpenBadgeCredentials'] }),
      ],
      ['whose type is a number', (document: Doc) => Object.assign(document, { type: 7 })],
    ] as const
  ).map(
    ([name, edit]): Fault => ({
      name: `a credential ${name}`,
      code: 'credential.type',
      forms: [
        { securing: 'jcs', carrier: 'text' },
        { securing: 'EdDSA', carrier: 'text' },
        { securing: 'ES256', carrier: 'svg' },
      ],
      before: ({ credential }) => void edit(credential),
    }),
  ),
]

function bytesOfKind(kind: 'jpeg' | 'gif' | 'webp' | 'pdf', random: Random): Uint8Array {
  const tail = Uint8Array.from({ length: 40 }, () => random.below(256))
  if (kind === 'jpeg') return Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, ...tail)
  if (kind === 'gif') return Uint8Array.of(...bytesOf('GIF89a'), ...tail)
  if (kind === 'webp') return Uint8Array.of(...bytesOf('RIFF'), 9, 9, 9, 9, ...bytesOf('WEBPVP8 '), ...tail)
  return Uint8Array.of(...bytesOf('%PDF-1.7\n'), ...tail)
}
