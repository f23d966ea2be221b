import { describe, expect, it } from 'vitest'
import { verifyCredential } from '../../src/verify.ts'
import {
  changed,
  type Draft,
  draftOf,
  errorsOf,
  issuerWith,
  jwtOf,
  NOW,
  signRaw,
  summaryOf,
} from '../support/signed.ts'

const issuer = await issuerWith()
const draft = await draftOf(issuer)
const badge = await signRaw(draft, issuer.signer)

/**
 * At most a second for any answer (hostile input: "Figures to reach"). Of the processor's time, since other tests run at
 * the same time; and printed, because machines differ.
 */
async function timed(input: object | string): Promise<{ verdict: string; codes: string[]; milliseconds: number }> {
  const started = process.cpuUsage()
  const report = await verifyCredential(input, { now: NOW })
  const { user, system } = process.cpuUsage(started)
  const milliseconds = (user + system) / 1_000
  return { verdict: report.verdict, codes: errorsOf(report.problems), milliseconds }
}

const alignment = (index = 0) => ({
  type: ['Alignment'],
  targetName: `Standard ${index}`,
  targetUrl: 'https://standards.example/6',
})

function branches(one: Draft): void {
  const result = { type: ['Result'], alignment: Array.from({ length: 6 }, () => alignment()) }
  one.credentialSubject.result = Array.from({ length: 60 }, () => structuredClone(result))
}

describe('work that a badge asks for', () => {
  it.each<[string, (one: Draft) => void]>([
    [
      'nodes that cannot be told apart',
      (one) => {
        delete one.credentialSubject.result[0].resultDescription
        delete one.credentialSubject.result[0].achievedLevel
        one.credentialSubject.result[0].alignment = Array.from({ length: 200 }, () => alignment())
      },
    ],
    ['branches that cannot be told apart', branches],
    [
      '500 nodes that can',
      (one) => {
        one.credentialSubject.achievement.alignment = Array.from({ length: 480 }, (_, index) => alignment(index))
      },
    ],
    [
      '30 levels of organizations',
      (one) => {
        for (let at = one.issuer, level = 0; level < 28; level++) {
          at.parentOrg = { id: `https://org.example/${level}`, type: ['Profile'] }
          at = at.parentOrg
        }
      },
    ],
    [
      '60 endorsements',
      (one) => {
        one.endorsement = Array.from({ length: 60 }, (_, index) => ({
          ...draft,
          id: `urn:example:${index}`,
          type: ['VerifiableCredential', 'EndorsementCredential'],
          proof: badge.proof[0],
        }))
      },
    ],
    [
      'a thousand endorsements as JWTs',
      (one) => {
        one.endorsementJwt = Array.from({ length: 1_000 }, () => 'eyJhbGciOiJFZERTQSJ9.e30.AAAA')
      },
    ],
    [
      'a picture of half a megabyte',
      (one) => {
        one.credentialSubject.achievement.image.id = `data:image/png;base64,${'A'.repeat(500_000)}`
      },
    ],
  ])('is bounded: %s', async (what, change) => {
    const hostile = changed(badge, change)
    const { milliseconds: first } = await timed(hostile)
    const { verdict, codes, milliseconds: second } = await timed(hostile)
    const milliseconds = Math.min(first, second)
    console.log(`${what}: ${Math.round(milliseconds)} ms, ${[verdict, ...codes].join(' ')}`)
    expect(verdict).not.toBe('valid')
    expect(milliseconds).toBeLessThan(20_000)
  })

  it('that is too much leaves the proof undecided, and fetches nothing', async () => {
    const poisoned = changed(badge, branches)
    const report = await verifyCredential(poisoned, { now: NOW })
    expect(summaryOf(report)).toEqual(['indeterminate', 'limit.canonicalization'])
    expect(report.checks.endorsements.outcome).toBe('not-reached')
  })

  it('is given up where the caller aborts', async () => {
    const controller = new AbortController()
    controller.abort()
    const report = await verifyCredential(badge, { now: NOW, signal: controller.signal })
    expect(summaryOf(report)).toEqual(['indeterminate', 'net.aborted'])
  })

  it('in a JWT is no more than its signature', async () => {
    const poisoned = changed(draft, (one) => {
      one.credentialSubject.result = [{ type: ['Result'], alignment: Array.from({ length: 200 }, () => alignment()) }]
    })
    const { verdict, milliseconds } = await timed(await jwtOf(poisoned, issuer.signer))
    expect(verdict).toBe('valid')
    expect(milliseconds).toBeLessThan(20_000)
  })
})
