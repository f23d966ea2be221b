import { createIssuer, type Issuer, issueCredential } from '../../src/issue.ts'
import { importKeyPair } from '../../src/keys/key-pair.ts'
import type { CredentialInput, JsonObject, SignedCredential } from '../../src/types.ts'
import type { VerificationReport } from '../../src/verification.ts'

/** When the members are issued, and when they are judged. */
export const ISSUED = '2026-03-01T09:00:00Z'
export const NOW = '2026-06-01T12:00:00Z'
export const TEACHER = { email: 'teacher@district.example' }

export const achievementId = (name: string): string => `https://cce.example/achievements/${name}`

/** Made from fixed seeds, so that ids and signatures are the same in every run. */
export async function issuerFrom(seed: number): Promise<Issuer> {
  const secret = new Uint8Array(32).fill(seed)
  const { privateKey, publicKey } = await keyFrom(secret)
  const keyPair = await importKeyPair({ kty: 'OKP', crv: 'Ed25519', d: privateKey, x: publicKey })
  return createIssuer({ name: `Issuer ${seed}` }, keyPair)
}

async function keyFrom(secret: Uint8Array): Promise<{ privateKey: string; publicKey: string }> {
  const { getPublicKeyAsync } = await import('@noble/ed25519')
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  return { privateKey: text(secret), publicKey: text(await getPublicKeyAsync(secret)) }
}

/** What one micro-credential says; a new object each time. */
export function memberInput(name: string, changes: Partial<CredentialInput> = {}): CredentialInput {
  return {
    recipient: TEACHER,
    achievement: {
      id: achievementId(name),
      name,
      description: `Shows ${name}.`,
      criteria: 'Three artifacts, each scored Proficient.',
    },
    validFrom: ISSUED,
    ...changes,
  }
}

export function issueMember(
  name: string,
  issuer: Issuer,
  changes: Partial<CredentialInput> = {},
): Promise<SignedCredential> {
  return issueCredential(memberInput(name, changes), issuer, { now: new Date(ISSUED) })
}

/** The definition of a stack of these members, all of them; a new object each time. */
export function stackOf(
  issuer: Issuer,
  requires: unknown = { all: ['a', 'b', 'c'].map((name) => requirement(name)) },
  changes: object = {},
): JsonObject {
  return {
    id: 'https://cce.example/stacks/basic',
    name: 'Basic Assessment Design',
    issuers: [issuer.profile.id],
    achievement: {
      id: achievementId('basic'),
      name: 'Basic Assessment Design',
      description: 'Designs assessments.',
      criteria: 'Earn all members.',
    },
    requires: requires as JsonObject,
    ...changes,
  }
}

export function requirement(name: string, changes: object = {}): JsonObject {
  return { name, achievement: achievementId(name), ...changes }
}

/** A report as verification would give it, for tests that are about what follows. */
export function reportFor(
  credential: JsonObject | undefined,
  outcome: 'valid' | 'indeterminate' | 'invalid' = 'valid',
): VerificationReport {
  const passed = { outcome: 'passed', problems: [] }
  const none = { outcome: 'not-applicable', problems: [] }
  const outcomes = { valid: 'passed', indeterminate: 'undecided', invalid: 'failed' }
  return {
    verdict: outcome,
    verified: outcome === 'valid',
    trusted: 'unknown',
    kind: 'badge',
    source: { carrier: 'object', proof: ['eddsa-rdfc-2022'], text: JSON.stringify(credential) },
    credential,
    checks: {
      read: passed,
      schema: passed,
      proof: { outcome: outcomes[outcome], problems: [] },
      refresh: { ...none, refreshed: false },
      validity: passed,
      status: { ...none, entries: [] },
      recipient: none,
      endorsements: { ...none, endorsements: [] },
      evidence: { ...none, items: [] },
      members: { ...none, members: [] },
    },
    problems: [],
    needs: [],
    checkedAt: NOW,
  } as unknown as VerificationReport
}
