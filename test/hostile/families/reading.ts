import { type Doc, isDoc, type Spot, spotsOf } from '../document.ts'
import { AS_TEXT, type Fault, PLAIN, TOKENS, type Work } from '../forge.ts'
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
