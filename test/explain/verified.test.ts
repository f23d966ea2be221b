import { expect, it } from 'vitest'
import { bake } from '../../src/bake/index.ts'
import { explain } from '../../src/explain/index.ts'
import { createIssuer, issueCredential } from '../../src/issue.ts'
import { verifyCredential } from '../../src/verify.ts'
import { badgeInput, ISSUED_AT } from '../support/badges.ts'
import { pngWith } from '../support/images.ts'

const EMAIL = 'teacher@district.example'
const NOW = '2026-06-01T12:00:00Z'

async function issued() {
  const issuer = await createIssuer({ name: 'Center for Collaborative Education', url: 'https://cce.example' })
  const badge = await issueCredential(badgeInput({ recipient: { email: EMAIL } }), issuer, { now: ISSUED_AT })
  return { issuer, badge }
}

it('explains a picture that was issued, baked and verified here, from the verdict to the level achieved', async () => {
  const { issuer, badge } = await issued()
  const issuers = [{ id: issuer.profile.id, name: 'The Center' }]
  const text = explain(
    await verifyCredential(bake(pngWith(), badge), { now: NOW, recipient: { email: EMAIL }, issuers }),
  )
  expect(text).toMatch(/^This badge is valid and made out to the person you asked about: /)
  expect(text).toContain(`It was issued by The Center. That issuer, ${issuer.profile.id}, is on your list`)
  expect(text).toContain('the email address that you gave is the one in it')
  expect(text).toContain('- “Unit plan”: “Proficient”')
  expect(text).toContain('- “Unit plan” (“Lesson plan”)')
})

it('explains the same badge after one letter of it was changed', async () => {
  const { badge } = await issued()
  const text = JSON.stringify(badge).replace('Designs a performance', 'Designs z performance')
  const said = explain(await verifyCredential(text, { now: NOW }))
  expect(said).toMatch(/^This badge is not valid: it was changed after it was signed, or was signed with another key\./)
  expect(said).toContain('It claims to come from did:key:')
})

it('explains what is no badge at all', async () => {
  for (const [input, begins] of [
    [pngWith(), 'Nothing can be decided: there is no badge inside the picture.'],
    ['Dear school,', 'This is not a valid badge: what was given is no badge, or is damaged.'],
    ['{"type":"Invoice"}', 'This is not a valid badge: what was given is something else.'],
    ['https://cce.example/badge', 'Nothing can be decided: something must be looked up online'],
  ] as const) {
    expect(explain(await verifyCredential(input, { now: NOW })).startsWith(begins), begins).toBe(true)
  }
})
