import { createPrivateKey, createPublicKey, type JsonWebKeyInput, type KeyObject } from 'node:crypto'
import { loadIssuer, loadMicroCredential, SLUGS, type Slug } from '../examples/assessment-design/index.ts'
import { buildCredential } from '../src/build/index.ts'
import { CLR_V2P0_2_0_1, contextSet, OB_V3P0_3_0_3, VC_V2 } from '../src/contexts.ts'
import { createIssuer, type Issuer, issueCredential, signCredential } from '../src/issue.ts'
import { exportKeyPair, generateKeyPair, type KeyPair, type MultikeyPair } from '../src/keys/key-pair.ts'
import { canonize } from '../src/rdf/index.ts'
import type { CredentialInput, JsonObject, OpenBadgeCredential, SignedCredential } from '../src/types.ts'

export const NOW: Date = new Date('2026-06-01T09:00:00Z')

/** An unsigned document, and the same signed. */
export interface Sample {
  readonly name: string
  readonly input: CredentialInput
  readonly unsigned: Omit<OpenBadgeCredential, 'proof'>
  readonly signed: SignedCredential
  readonly text: string
}

export interface World {
  readonly issuer: Issuer
  readonly key: MultikeyPair
  readonly secret: KeyObject
  readonly open: KeyObject
  readonly examples: readonly Sample[]
  /** With 1, 10, 100 and 400 items of evidence. */
  readonly evidence: readonly Sample[]
  readonly clr: { readonly unsigned: Signable; readonly signed: JsonObject; readonly text: string }
}

type Signable = JsonObject & { readonly '@context': readonly string[]; readonly type: readonly string[] }

export async function prepare(): Promise<World> {
  const keyPair = await generateKeyPair()
  const issuer = await createIssuer(await loadIssuer(), keyPair)
  const jwk = exportKeyPair(keyPair, { format: 'jwk' })
  const secret = createPrivateKey({ key: jwk, format: 'jwk' } as unknown as JsonWebKeyInput)
  const sample = async (name: string, input: CredentialInput): Promise<Sample> => {
    const { proof: _, ...unsigned } = await buildCredential(input, issuer.profile, { now: NOW, idempotencyKey: name })
    const signed = await issueCredential(input, issuer, { now: NOW, idempotencyKey: name })
    return { name, input, unsigned, signed, text: JSON.stringify(signed) }
  }
  const examples: Sample[] = []
  for (const slug of SLUGS) examples.push(await sample(slug, await inputOf(slug)))
  const evidence: Sample[] = []
  for (const count of [1, 10, 100, 400]) {
    const input = { ...(await inputOf('rubric-design')), evidence: Array.from({ length: count }, (_, at) => item(at)) }
    evidence.push(await sample(`${count} evidence`, input))
  }
  const unsigned = await recordOf(issuer, sample)
  const signed = (await signCredential(unsigned, issuer.signer, { created: NOW })) as JsonObject
  const key = exportKeyPair(keyPair as KeyPair)
  return {
    issuer,
    key,
    secret,
    open: createPublicKey(secret),
    examples,
    evidence,
    clr: { unsigned, signed, text: JSON.stringify(signed) },
  }
}

/** The example without its files, whose digests are made once and not for every badge. */
async function inputOf(slug: Slug): Promise<CredentialInput> {
  const { evidence, ...rest } = await loadMicroCredential(slug)
  const described = [evidence ?? []].flat().map(({ file: _, ...one }) => one)
  return { ...rest, evidence: described, recipient: { email: 'd.reyes@district.example' } }
}

function item(at: number): { id: string; name: string; narrative: string; genre: string } {
  const id = `https://cce.example/evidence/${at}`
  return { id, name: `Artifact ${at}`, narrative: `What artifact ${at} shows.`, genre: 'Rubric' }
}

async function recordOf(
  issuer: Issuer,
  sample: (name: string, input: CredentialInput) => Promise<Sample>,
): Promise<Signable> {
  const { image: _, ...profile } = issuer.profile
  const members: JsonObject[] = []
  for (let at = 0; at < 13; at++) members.push((await sample(`member ${at}`, await inputOf('rubric-design'))).signed)
  return {
    '@context': [VC_V2, CLR_V2P0_2_0_1, OB_V3P0_3_0_3],
    id: 'urn:uuid:6f4c7ab0-0000-4000-8000-000000000003',
    type: ['VerifiableCredential', 'ClrCredential'],
    name: 'Record',
    issuer: profile,
    validFrom: '2026-06-01T09:00:00Z',
    credentialSubject: { id: 'did:example:learner', type: ['ClrSubject'], verifiableCredential: members },
  }
}

/** The canonical texts whose hashes are signed: the proof options and the document. */
export async function canonicalTexts(signed: JsonObject): Promise<[string, string]> {
  const { proof, ...document } = signed
  const [{ proofValue: _, ...options }] = [proof].flat() as [JsonObject]
  const contexts = contextSet()
  return [
    await canonize({ ...options, '@context': document['@context'] }, { contexts }),
    await canonize(document, { contexts }),
  ]
}

export function signatureOf(signed: JsonObject): string {
  const [{ proofValue }] = [signed.proof].flat() as [JsonObject]
  return String(proofValue)
}
