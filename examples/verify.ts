/** Judges a picture that somebody sent: offline, for one person, with the evidence at hand. `npx tsx examples/verify.ts` */
import { bake, createIssuer, explain, issueCredential, verifyCredential } from 'badgesmith'
import { loadEvidence, loadIssuer, loadMicroCredential, loadPicture } from './assessment-design/index.ts'

const issuer = await createIssuer(await loadIssuer())
const badge = await issueCredential(
  { ...(await loadMicroCredential('rubric-design')), recipient: { email: 'd.reyes@district.example' } },
  issuer,
)
const picture = bake(await loadPicture('rubric-design', 'png'), badge)

const report = await verifyCredential(picture, {
  recipient: { email: 'D.Reyes@district.example' },
  evidence: await loadEvidence('rubric-design'),
  issuers: [{ id: issuer.profile.id, name: 'Center for Collaborative Education' }],
})
console.log(explain(report))

const forSomebodyElse = await verifyCredential(picture, { recipient: { email: 'a.okafor@district.example' } })
console.log(`\nPresented by somebody else: ${forSomebodyElse.verdict}`)
for (const { code, message } of forSomebodyElse.problems) console.log(`  ${code}: ${message}`)
