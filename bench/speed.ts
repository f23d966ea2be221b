import { createHash, sign, verify } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { CompactSign, compactVerify } from 'jose'
import { contextSet } from '../src/contexts.ts'
import { createDocumentLoader } from '../src/documents/loader.ts'
import { multibaseDecode } from '../src/encoding.ts'
import { issueCredential, signCredential } from '../src/issue.ts'
import { parseJson } from '../src/json.ts'
import { checkProof } from '../src/proof/check.ts'
import { canonize } from '../src/rdf/index.ts'
import type { JsonObject } from '../src/types.ts'
import { validateCredential } from '../src/validate/index.ts'
import { verifyCredential } from '../src/verify.ts'
import { loadReferenceStack, type ReferenceStack } from '../test/support/digital-bazaar.ts'
import { plainCanonize } from '../test/support/plain-canonize.ts'
import { canonicalTexts, NOW, type Sample, signatureOf, type World } from './documents.ts'
import { type Figure, faster, microseconds, rounded, type Section } from './figures.ts'
import { type Contender, type Race, race } from './rounds.ts'

const PLAIN = 'plain'
const CREATED = NOW.toISOString().replace('.000Z', 'Z')

/** Ours beside the stack that most use, and beside what no implementation can do without. */
export async function measureSpeed(world: World, budget: number): Promise<Section[]> {
  const reference = await loadReferenceStack()
  return [
    { title: 'Canonicalization', figures: await canonicalization(world, budget) },
    { title: 'Signing', figures: await signing(world, reference, budget) },
    { title: 'Verifying', figures: await verifying(world, reference, budget) },
    { title: 'Evidence', figures: await evidence(world, reference, budget) },
    { title: 'Learner record with 13 badges', figures: await record(world, reference, budget) },
    { title: 'JWT and validation', figures: await others(world, budget) },
  ]
}

async function canonicalization({ examples }: World, budget: number): Promise<Figure[]> {
  const contexts = contextSet()
  const figures: Figure[] = []
  for (const { name, unsigned } of examples) {
    const ours = (): Promise<string> => canonize(unsigned, { contexts })
    if ((await ours()) !== (await plainCanonize(unsigned))) throw new Error(`${name}: the canonical texts differ`)
    const times = await race([contender('ours', ours), contender(PLAIN, () => plainCanonize(unsigned))], budget)
    figures.push(compared(name, times, 'jsonld, rdf-canonize', 80))
  }
  return figures
}

async function signing(
  { examples, issuer, key, secret }: World,
  reference: ReferenceStack,
  budget: number,
): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { name, input, unsigned, signed } of examples) {
    const texts = await canonicalTexts(signed)
    const times = await race(
      [
        contender('sign', () => signCredential(unsigned, issuer.signer, { created: NOW })),
        contender('issue', () => issueCredential(input, issuer, { now: NOW })),
        contender(PLAIN, () => reference.issue(unsigned, key, CREATED)),
        contender('floor', () => sign(null, hashesOf(texts), secret)),
      ],
      budget,
    )
    figures.push(compared(`signCredential, ${name}`, times, '@digitalbazaar/vc issue', 40, 'sign'))
    figures.push(compared(`issueCredential, ${name}`, times, '@digitalbazaar/vc issue', 20, 'issue'))
    figures.push(floorOf(times, 'sign'))
  }
  return figures
}

async function verifying({ examples, open }: World, reference: ReferenceStack, budget: number): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { name, signed, text } of examples) {
    await assertValid(text, reference)
    const texts = await canonicalTexts(signed)
    const signature = multibaseDecode(signatureOf(signed)) ?? new Uint8Array()
    const times = await race(
      [
        contender('verify', () => verifyCredential(text, { now: NOW })),
        contender(PLAIN, () => reference.verify(JSON.parse(text), CREATED)),
        contender('floor', () => verify(null, hashesOf(texts), open, signature)),
      ],
      budget,
    )
    figures.push(
      compared(`verifyCredential, ${name}`, times, '@digitalbazaar/vc verify', 20, 'verify'),
      floorOf(times, 'verify'),
    )
  }
  return figures
}

async function assertValid(text: string, reference: ReferenceStack): Promise<void> {
  const report = await verifyCredential(text, { now: NOW })
  const { verified, errors } = await reference.verify(JSON.parse(text), CREATED)
  if (!report.verified || !verified) throw new Error(`not valid: ${JSON.stringify([report.problems, errors])}`)
}

async function evidence(
  { evidence, issuer, key }: World,
  reference: ReferenceStack,
  budget: number,
): Promise<Figure[]> {
  const figures: Figure[] = []
  const ours: { sign: number; verify: number }[] = []
  for (const { name, unsigned, text } of evidence) {
    const own = [
      contender('sign', () => signCredential(unsigned, issuer.signer, { created: NOW })),
      contender('verify', () => verifyCredential(text, { now: NOW })),
    ]
    // The largest only shows whether cost stays linear, which nobody else is needed for.
    const others =
      ours.length === 3
        ? []
        : [
            contender('plain sign', () => reference.issue(unsigned, key, CREATED)),
            contender('plain verify', () => reference.verify(JSON.parse(text), CREATED)),
          ]
    const times = await race([...own, ...others], budget)
    ours.push({ sign: times.took('sign'), verify: times.took('verify') })
    if (others.length === 0) continue
    figures.push(faster(`signCredential, ${name}`, times, ['sign', 'plain sign'], '@digitalbazaar/vc issue'))
    figures.push(faster(`verifyCredential, ${name}`, times, ['verify', 'plain verify'], '@digitalbazaar/vc verify'))
  }
  return [
    ...figures,
    linear(
      'sign',
      ours.map(({ sign }) => sign),
    ),
    linear(
      'verify',
      ours.map(({ verify }) => verify),
    ),
  ]
}

/** What an item costs from the hundredth to the four hundredth, over what it costs from the first to the hundredth. */
function linear(what: string, [one = 0, _, hundred = 0, most = 0]: readonly number[]): Figure {
  const [early, late] = [(hundred - one) / 99, (most - hundred) / 300]
  const ratio = late / early
  return {
    what: `cost of an evidence item to ${what}, 100 to 400`,
    value: microseconds(late),
    beside: `${microseconds(early)} 1 to 100`,
    goal: { text: 'linear', met: ratio < 1.5 },
    times: ratio,
  }
}

async function record({ clr, issuer, key }: World, reference: ReferenceStack, budget: number): Promise<Figure[]> {
  const options = {
    loader: createDocumentLoader(),
    contexts: contextSet(),
    now: NOW.getTime(),
    skewSeconds: 60,
    issuer: issuer.profile.id,
    purpose: 'assertionMethod' as const,
  }
  const check = () => checkProof(parseJson(clr.text) as JsonObject, options)
  const { outcome } = await check()
  if (outcome !== 'passed') throw new Error('the proof of the learner record is not good')
  const times = await race(
    [
      contender('sign', () => signCredential(clr.unsigned, issuer.signer, { created: NOW })),
      contender('check', check),
      contender('verify', () => verifyCredential(clr.text, { now: NOW })),
      contender('plain sign', () => reference.issue(clr.unsigned, key, CREATED)),
      contender('plain check', () => reference.verify(JSON.parse(clr.text), CREATED)),
    ],
    budget * 3,
  )
  return [
    faster('signCredential', times, ['sign', 'plain sign'], '@digitalbazaar/vc issue', 100),
    faster('outer proof, from text', times, ['check', 'plain check'], '@digitalbazaar/vc verify', 100),
    faster(
      'verifyCredential, all members too',
      times,
      ['verify', 'plain check'],
      '@digitalbazaar/vc verify, outer only',
    ),
  ]
}

async function others({ examples, issuer, secret, open }: World, budget: number): Promise<Figure[]> {
  const [, { unsigned } = missing()] = examples
  const subject = { ...unsigned.credentialSubject, id: 'did:example:teacher' }
  const document = { ...unsigned, credentialSubject: subject }
  const jwt = await signCredential(document, issuer.signer, { format: 'jwt' })
  const payload = new TextEncoder().encode(JSON.stringify(document))
  const header = { alg: 'EdDSA', typ: 'vc+jwt', kid: issuer.signer.id }
  const { compile, validate } = await runTimeAjv()
  const times = await race(
    [
      contender('sign', () => signCredential(document, issuer.signer, { format: 'jwt' })),
      contender('jose sign', () => new CompactSign(payload).setProtectedHeader(header).sign(secret)),
      contender('verify', () => verifyCredential(jwt, { now: NOW })),
      contender('jose verify', async () =>
        JSON.parse(new TextDecoder().decode((await compactVerify(jwt, open)).payload)),
      ),
      contender('validate', () => validateCredential(unsigned)),
      contender('ajv', () => validate(unsigned)),
    ],
    budget,
  )
  return [
    faster('signCredential as JWT', times, ['sign', 'jose sign'], 'jose, signature alone'),
    faster('verifyCredential of a JWT', times, ['verify', 'jose verify'], 'jose, signature alone'),
    faster('validateCredential', times, ['validate', 'ajv'], 'ajv at run time, schema alone'),
    {
      what: 'compiling the schemas',
      value: '0 µs',
      beside: `${microseconds(compile)} ajv at run time, once a process`,
    },
  ]
}

/** Our schemas as ajv compiles them where nothing was compiled before. */
async function runTimeAjv(): Promise<{ compile: number; validate: (value: unknown) => boolean }> {
  const folder = new URL('../schemas/', import.meta.url)
  const names = (await readdir(folder)).filter((name) => /^[A-Z]\w*\.json$/.test(name))
  const schemas = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(new URL(name, folder), 'utf8'))),
  )
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false })
  const start = performance.now()
  for (const [at, { $id: _, ...schema }] of schemas.entries()) ajv.addSchema(schema, names[at])
  const compiled = ajv.getSchema('OpenBadgeCredential.json')
  const compile = (performance.now() - start) * 1_000
  return { compile, validate: (value) => compiled?.(value) === true }
}

function hashesOf([options, document]: readonly [string, string]): Uint8Array {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return Buffer.concat([hash(options), hash(document)])
}

function contender(name: string, run: () => unknown): Contender {
  return { name, run }
}

function compared(what: string, times: Race, beside: string, least: number, name = 'ours'): Figure {
  return faster(what, times, [name, PLAIN], beside, least)
}

function floorOf(times: Race, name: string): Figure {
  return {
    what: `… of which hashes and signature`,
    value: microseconds(times.took('floor')),
    beside: `${name} takes ${rounded(times.ratio(name, 'floor'))} times that`,
  }
}

function missing(): Sample {
  throw new Error('there are no examples')
}
