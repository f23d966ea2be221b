import { describe, expect, it } from 'vitest'
import {
  createDocumentLoader,
  createIssuer,
  type Issuer,
  issueCredential,
  signCredential,
  type VerificationReport,
  verifyCredential,
} from '../../src/index.ts'
import {
  buildStatusEntry,
  buildStatusListCredential,
  createStatusList,
  type StatusList,
  setStatus,
} from '../../src/status-list.ts'

const url = 'https://issuer.example/status/1'
const now = '2026-03-15T12:00:00Z'
const dates = { validFrom: '2026-03-01T00:00:00Z', validUntil: '2026-04-01T00:00:00Z' }
const list = createStatusList({ url, purpose: 'revocation' })

const issuer = await createIssuer({ name: 'Center for Collaborative Education' })
const other = await createIssuer({ name: 'Somebody Else' })
const badge = await issueCredential(
  {
    recipient: { id: 'did:example:teacher' },
    achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' },
    status: buildStatusEntry(list, 94_567),
    validFrom: '2026-03-02T00:00:00Z',
  },
  issuer,
  { now: new Date('2026-03-02T00:00:00Z') },
)

async function publish(from: StatusList, by: Issuer = issuer): Promise<object> {
  const credential = await buildStatusListCredential(from, by.profile, { ...dates, ttl: 300_000 })
  return signCredential(credential, by.signer, { created: '2026-03-01T00:00:00Z' })
}

async function verify(
  document: unknown,
  more: { now?: string; statusIssuers?: string[] } = {},
): Promise<VerificationReport> {
  return verifyCredential(badge, {
    now,
    documentLoader: createDocumentLoader({ documents: { [url]: document } }),
    ...more,
  })
}

function summary({ verdict, checks }: VerificationReport): [string, string, string[]] {
  return [verdict, checks.status.outcome, checks.status.problems.map(({ code }) => code)]
}

describe('a badge and its signed list', () => {
  it('are both verified, and the badge is valid', async () => {
    expect(summary(await verify(await publish(list)))).toEqual(['valid', 'passed', []])
  })

  it('say revoked although the proof of the badge is good', async () => {
    const report = await verify(await publish(setStatus(list, 94_567, 1)))
    expect(summary(report)).toEqual(['invalid', 'failed', ['status.revoked']])
    expect(report.checks.proof.outcome).toBe('passed')
  })

  it('come as text, as bytes and as a JWT too', async () => {
    const text = JSON.stringify(await publish(setStatus(list, 94_567, 1)))
    const credential = await buildStatusListCredential(setStatus(list, 94_567, 1), issuer.profile, dates)
    const jwt = await signCredential(credential, issuer.signer, { format: 'jwt' })
    for (const document of [text, new TextEncoder().encode(text), jwt, new TextEncoder().encode(jwt)]) {
      expect(summary(await verify(document))).toEqual(['invalid', 'failed', ['status.revoked']])
    }
  })

  it('leave the verdict open where the list was changed after signing, whichever way', async () => {
    const clear = await buildStatusListCredential(list, issuer.profile, dates)
    const revoked = await buildStatusListCredential(setStatus(list, 94_567, 1), issuer.profile, dates)
    for (const [signed, forged] of [
      [clear, revoked],
      [revoked, clear],
    ] as const) {
      const document = { ...(await signCredential(signed, issuer.signer)), credentialSubject: forged.credentialSubject }
      expect(summary(await verify(document))).toEqual(['indeterminate', 'undecided', ['status.list_unsigned']])
    }
  })

  it('leave the verdict open where the list is unsigned, of another issuer, or out of date', async () => {
    const unsigned = await buildStatusListCredential(list, issuer.profile, dates)
    expect(summary(await verify(unsigned))).toEqual(['indeterminate', 'undecided', ['status.list_unsigned']])
    const others = await publish(list, other)
    expect(summary(await verify(others))).toEqual(['indeterminate', 'undecided', ['status.issuer_mismatch']])
    expect(summary(await verify(others, { statusIssuers: [other.profile.id] }))).toEqual(['valid', 'passed', []])
    const document = await publish(list)
    const atTheEnd = await verify(document, { now: '2026-04-01T00:01:00Z' })
    expect(summary(atTheEnd)).toEqual(['valid', 'passed', []])
    const after = await verify(document, { now: '2026-04-01T00:01:01Z' })
    expect(summary(after)).toEqual(['indeterminate', 'undecided', ['status.list_expired']])
  })

  it('leave the verdict open and name the list where there is no network', async () => {
    const report = await verifyCredential(badge, { now })
    expect(summary(report)).toEqual(['indeterminate', 'undecided', ['status.unavailable']])
    expect(report.needs).toEqual([url])
  })

  it('work with a list of a million entries, every other one set', async () => {
    const bits = new Uint8Array(131_072)
    for (let at = 0, seed = 1; at < bits.length; at++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      bits[at] = seed >>> 24
    }
    const large = createStatusList({ url, purpose: 'revocation', length: bits.length * 8, bits })
    const report = await verify(JSON.stringify(await publish(setStatus(large, 94_567, 1))))
    expect(summary(report)).toEqual(['invalid', 'failed', ['status.revoked']])
  })
})
