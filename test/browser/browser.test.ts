import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadIssuer, loadMicroCredential, loadPicture, SLUGS } from '../../examples/assessment-design/index.ts'
import { base64urlEncode } from '../../src/encoding.ts'
import {
  bake,
  createIssuer,
  generateKeyPair,
  issueCredential,
  signCredential,
  verifyCredential,
} from '../../src/index.ts'
import { BROWSER, hasChromium, runInChromium } from '../support/chromium.ts'
import { type Answer, type Presented, type Question, run } from './page.ts'

const NOW = '2026-06-01T00:00:00Z'
const EMAIL = 'teacher@district.example'

/** The three examples as JSON, pictures and a JWT, with other suites, and with something wrong. */
async function present(): Promise<Presented[]> {
  const { id: _, ...profile } = await loadIssuer()
  const own = await createIssuer(profile)
  const options = { now: new Date('2026-05-15T09:00:00Z') }
  const presented: Presented[] = []
  for (const slug of SLUGS) {
    const badge = await issueCredential(
      { ...(await loadMicroCredential(slug)), recipient: { email: EMAIL } },
      own,
      options,
    )
    const text = JSON.stringify(badge)
    presented.push({ title: slug, text })
    for (const type of ['png', 'svg'] as const) {
      presented.push({ title: `${slug}.${type}`, bytes: base64urlEncode(bake(await loadPicture(slug, type), badge)) })
    }
    presented.push({ title: `${slug}, changed`, text: text.replace(/"narrative":"./, '"narrative":"~') })
    presented.push({
      title: `${slug}, without a definition`,
      text: text.replace('"criteria":', '"critera":1,"criteria":'),
    })
    const { proof: __, ...unsigned } = badge
    const jcs = await signCredential(unsigned, own.signer, { cryptosuite: 'eddsa-jcs-2022', created: NOW })
    presented.push({ title: `${slug}, JCS`, text: JSON.stringify(jcs) })
  }
  for (const algorithm of ['P-256', 'P-384', 'Ed25519'] as const) {
    const holder = await createIssuer(profile, await generateKeyPair({ algorithm }))
    const input = { ...(await loadMicroCredential('rubric-design')), recipient: { id: `mailto:${EMAIL}` } }
    presented.push({
      title: `JWT, ${algorithm}`,
      text: await issueCredential(input, holder, { ...options, format: 'jwt' }),
    })
    presented.push({
      title: `embedded, ${algorithm}`,
      text: JSON.stringify(await issueCredential(input, holder, options)),
    })
  }
  presented.push(
    { title: 'nothing', text: '' },
    { title: 'not a picture', bytes: base64urlEncode(new Uint8Array([0xff, 0xd8, 0xff])) },
  )
  return presented
}

describe.skipIf(!hasChromium)(BROWSER, () => {
  it('gives the same reports as Node, and issues badges that Node verifies', { timeout: 60_000 }, async () => {
    const question: Question = { now: NOW, email: EMAIL, presented: await present() }
    const module = fileURLToPath(new URL('page.ts', import.meta.url))
    const [here, there] = [await run(question), await runInChromium(module, question)]
    expect(there).not.toHaveProperty('error')
    const { reports, issued } = (there as { result: Answer }).result
    for (const [index, { title }] of question.presented.entries()) {
      expect({ title, report: withoutEngine(reports[index]) }).toEqual({
        title,
        report: withoutEngine(here.reports[index]),
      })
    }
    expect(here.reports.filter(({ verified }) => verified).length).toBe(18)
    expect((await verifyCredential(issued, { now: NOW })).verdict).toBe('valid')
  })
})

/** As JSON, and without what the engine itself says about text that is not JSON. */
function withoutEngine(report: unknown): unknown {
  return JSON.parse(JSON.stringify(report).replace(/The text is not JSON \(.*?\)\./g, 'The text is not JSON.'))
}
