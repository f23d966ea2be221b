import { beforeAll, describe, expect, it } from 'vitest'
import { loadIssuer, loadMicroCredential, loadPicture } from '../../examples/assessment-design/index.ts'
import {
  bake,
  type CredentialInput,
  createIssuer,
  type ErrorCode,
  type Issuer,
  issueCredential,
  type SignedCredential,
  unbake,
  type VerificationReport,
  verifyCredential,
} from '../../src/index.ts'
import { bytesOf } from '../support/images.ts'

const NOW = '2026-06-01T09:00:00Z'
const SEED = 20_260_601

let issuer: Issuer
let input: CredentialInput
let badge: SignedCredential
let other: SignedCredential
let text: string
let png: Uint8Array
let svg: Uint8Array

beforeAll(async () => {
  issuer = await createIssuer(await loadIssuer())
  input = { ...(await loadMicroCredential('rubric-design')), recipient: { email: 'd.reyes@district.example' } }
  badge = await issue({})
  other = await issue({ recipient: { email: 'm.park@district.example' } })
  text = JSON.stringify(badge)
  png = bake(await loadPicture('rubric-design', 'png'), badge)
  svg = bake(await loadPicture('rubric-design', 'svg'), badge)
})

function issue(changes: Partial<CredentialInput>): Promise<SignedCredential> {
  return issueCredential({ ...input, ...changes }, issuer, { now: new Date(NOW) })
}

function errorsOf({ problems }: VerificationReport): ErrorCode[] {
  return problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)
}

/** A copy of the badge in which one thing is other. */
function edited(edit: (badge: Record<string, unknown>) => void): Record<string, unknown> {
  const copy = JSON.parse(text) as Record<string, unknown>
  edit(copy)
  return copy
}

interface Case {
  readonly title: string
  readonly input: () => unknown
  readonly verdict: 'invalid' | 'indeterminate'
  readonly codes: readonly ErrorCode[]
}

function bad(title: string, make: () => unknown, ...codes: ErrorCode[]): Case {
  return { title, input: make, verdict: 'invalid', codes }
}

function undecided(title: string, make: () => unknown, ...codes: ErrorCode[]): Case {
  return { title, input: make, verdict: 'indeterminate', codes }
}

const NO_BADGE: readonly Case[] = [
  bad('an empty text', () => '', 'json.syntax'),
  bad('an empty file', () => new Uint8Array(), 'json.syntax'),
  bad('a file of spaces', () => bytesOf('  \n'), 'json.syntax'),
  bad('a text file', () => bytesOf('Dear colleagues, the badge is attached.'), 'json.syntax'),
  bad('a web page', () => '<!doctype html><title>Badge</title>', 'json.syntax'),
  bad('bytes that are no text', () => Uint8Array.of(0x7b, 0xff, 0x7d), 'json.encoding'),
  bad('an array', () => '[]', 'credential.type'),
  bad('null as text', () => 'null', 'credential.type'),
  bad('an empty object', () => ({}), 'credential.type'),
  bad('JSON that is no credential', () => '{"name":"Rubric Design"}', 'credential.type'),
  bad(
    'a badge of Open Badges 2.0',
    () => ({ '@context': 'https://w3id.org/openbadges/v2', id: 'https://cce.example/1', type: 'Assertion' }),
    'credential.type',
  ),
  bad('three words with dots between', () => 'a.b.c', 'jwt.encoding'),
  undecided('a link, without a network', () => 'https://cce.example/badges/1', 'net.offline'),
]

const PICTURES: readonly Case[] = [
  undecided('a JPEG', () => Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0), 'image.unknown'),
  undecided('a GIF', () => bytesOf('GIF89a\x01\0\x01\0'), 'image.unknown'),
  undecided('a PNG without a badge', () => loadPicture('rubric-design', 'png'), 'png.no_credential'),
  undecided('an SVG without a badge', () => loadPicture('rubric-design', 'svg'), 'svg.no_credential'),
  bad('a PNG that ends after its signature', () => png.subarray(0, 8), 'png.truncated'),
  bad('a PNG that ends in the badge', () => png.subarray(0, 500), 'png.truncated'),
  bad('a PNG that ends in its pixels', () => png.subarray(0, png.length >> 1), 'png.truncated'),
  bad('a PNG without its last byte', () => png.subarray(0, -1), 'png.truncated'),
  bad('a PNG with a letter of the badge changed', () => changedInPlace(png, 'Rubric Design'), 'png.crc'),
  bad('an SVG without its end', () => svg.subarray(0, -20), 'svg.malformed'),
  bad(
    'an SVG with a letter of the badge changed',
    () => changedInPlace(svg, 'The educator designs'),
    'proof.signature_invalid',
  ),
]

const FORGED: readonly Case[] = [
  bad('a badge cut short', () => text.slice(0, -30), 'json.syntax'),
  bad('a badge with two names', () => text.replace('"name":', '"name":"Principal","name":'), 'json.duplicate_key'),
  bad('a badge without a proof', () => edited((copy) => delete copy.proof), 'proof.missing'),
  bad(
    'a swapped subject',
    () => edited((copy) => Object.assign(copy, { credentialSubject: other.credentialSubject })),
    'proof.signature_invalid',
  ),
  bad(
    'a proof from another badge',
    () => edited((copy) => Object.assign(copy, { proof: other.proof })),
    'proof.signature_invalid',
  ),
  bad(
    'another issuer’s name on it',
    () => edited((copy) => Object.assign(copy.issuer as object, { name: 'State Board of Education' })),
    'proof.signature_invalid',
  ),
  bad(
    'another issuer’s id on it',
    () => edited((copy) => Object.assign(copy.issuer as object, { id: 'https://state.example/issuer' })),
    'issuer.key_mismatch',
  ),
  bad(
    'an end that was pushed back',
    async () => {
      const expired = await issue({ validFrom: '2026-05-01T09:00:00Z', validUntil: '2026-05-31T09:00:00Z' })
      return { ...expired, validUntil: '2027-05-31T09:00:00Z' }
    },
    'proof.signature_invalid',
  ),
]

describe.each([
  ['what is no badge', NO_BADGE],
  ['pictures', PICTURES],
  ['badges that were tampered with', FORGED],
])('%s', (_, cases) => {
  it.each(cases)('$title is $verdict: $codes', async ({ input: make, verdict, codes }) => {
    const report = await verifyCredential((await make()) as object, { now: NOW })
    expect({ codes: errorsOf(report), verdict: report.verdict }).toEqual({ codes, verdict })
    expect(report.verified).toBe(false)
    for (const { message } of report.problems) expect(message).toMatch(/^[A-Z].*\.$/s)
  })
})

describe('pictures without a badge', () => {
  it.each(['png', 'svg'] as const)('say for %s that phones and chat apps strip badges', async (format) => {
    const report = await verifyCredential(await loadPicture('rubric-design', format), { now: NOW })
    expect(report.problems[0]?.hint).toMatch(/[Pp]hones/)
    await expect(async () => unbake(await loadPicture('rubric-design', format))).rejects.toMatchObject({
      code: `${format}.no_credential`,
    })
  })
})

describe('time', () => {
  const validFrom = '2026-05-01T09:00:00Z'

  it.each([
    ['2026-06-01T09:00:00Z', 'valid'],
    ['2026-06-01T08:59:00Z', 'valid'],
    ['2026-06-01T08:58:59Z', 'invalid'],
  ])('with an end at %s it is %s, a minute of skew included', async (validUntil, verdict) => {
    const report = await verifyCredential(await issue({ validFrom, validUntil }), { now: NOW })
    expect(report.verdict).toBe(verdict)
    expect(errorsOf(report)).toEqual(verdict === 'valid' ? [] : ['time.expired'])
  })

  it('shows an expired badge all the same, and says that its proof is good', async () => {
    const report = await verifyCredential(await issue({ validFrom, validUntil: '2026-05-31T09:00:00Z' }), { now: NOW })
    expect(report.verdict).toBe('invalid')
    expect(report.checks.proof.outcome).toBe('passed')
    expect(report.credential).toMatchObject({ name: 'Rubric Design' })
  })

  it.each([
    ['2026-06-01T09:01:00Z', 'valid'],
    ['2026-06-01T09:01:01Z', 'invalid'],
  ])('with a beginning at %s it is %s', async (from, verdict) => {
    const report = await verifyCredential(await issue({ validFrom: from }), { now: NOW })
    expect(report.verdict).toBe(verdict)
    expect(errorsOf(report)).toEqual(verdict === 'valid' ? [] : ['time.not_yet_valid'])
  })
})

describe('a term without a definition', () => {
  it.each([
    ['/awardedDat', 'awardedDate'],
    ['/credentialSubject/achievement/criterias', 'criteria'],
    ['/credentialSubject/achievement/resultDescriptions', 'resultDescription'],
  ])('at %s is pointed at, and %s is suggested', async (pointer, meant) => {
    const path = pointer.slice(1).split('/')
    const name = path.pop() ?? ''
    const document = edited((copy) => {
      const owner = path.reduce((value, step) => value[step] as Record<string, unknown>, copy)
      owner[name] = 'x'
    })
    const report = await verifyCredential(document, { now: NOW })
    expect(report.verdict).toBe('invalid')
    const loss = report.problems.find(({ code }) => code === 'proof.data_loss')
    expect(loss).toMatchObject({ pointer, hint: expect.stringContaining(`"${meant}"`) })
  })
})

describe('a changed letter', () => {
  it('in any text of the badge breaks the signature', async () => {
    const leaves = [...text.matchAll(/"(?:narrative|name|description|value|genre|tag|caption)":"([^"\\]{2,})/g)]
    expect(leaves.length).toBeGreaterThan(30)
    for (const leaf of leaves) {
      const at = leaf.index + leaf[0].length - 1
      const report = await verifyCredential(changedAt(text, at), { now: NOW })
      expect([leaf[0].slice(0, 40), ...errorsOf(report)]).toContain('proof.signature_invalid')
    }
  })

  it(`anywhere in the text of the badge is never valid, and says why (seed ${SEED})`, async () => {
    const random = randomFrom(SEED)
    for (let sample = 0; sample < 300; sample++) {
      const at = Math.floor(random() * text.length)
      const report = await verifyCredential(changedAt(text, at), { now: NOW })
      const where = `${at}: ${text.slice(Math.max(0, at - 20), at + 20)}`
      expect([where, report.verdict]).not.toContain('valid')
      expect([where, errorsOf(report).length > 0]).toEqual([where, true])
    }
  })

  it(`anywhere in a baked picture never throws, and never names another badge (seed ${SEED})`, async () => {
    const random = randomFrom(SEED)
    for (let sample = 0; sample < 100; sample++) {
      const bytes = png.slice()
      const at = Math.floor(random() * bytes.length)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      const report = await verifyCredential(bytes, { now: NOW })
      // A flipped bit in the pixels changes no badge; in the badge or the frame around it, it is seen.
      if (report.verified) expect(report.credential).toEqual(badge)
      else expect(errorsOf(report).length).toBeGreaterThan(0)
    }
  })
})

/** Another letter where there is one. */
function changedAt(source: string, at: number): string {
  return source.slice(0, at) + (source[at] === 'a' ? 'e' : 'a') + source.slice(at + 1)
}

function changedInPlace(bytes: Uint8Array, words: string): Uint8Array {
  const at = Buffer.from(bytes).indexOf(words)
  expect(at).toBeGreaterThan(0)
  const copy = bytes.slice()
  copy[at] = (copy[at] ?? 0) ^ 0x20
  return copy
}

/** A linear congruential generator: the same positions on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
