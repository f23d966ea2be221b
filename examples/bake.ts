/** Puts a badge into its PNG and its SVG, and takes it out again. `npx tsx examples/bake.ts` */
import { bake, createIssuer, issueCredential, unbake } from 'badgesmith'
import { loadIssuer, loadMicroCredential, loadPicture } from './assessment-design/index.ts'

const badge = await issueCredential(
  { ...(await loadMicroCredential('student-agency')), recipient: { email: 'd.reyes@district.example' } },
  await createIssuer(await loadIssuer()),
)

for (const format of ['png', 'svg'] as const) {
  const picture = await loadPicture('student-agency', format)
  const baked = bake(picture, badge)
  const isSame = unbake(baked) === JSON.stringify(badge)
  console.log(`${format}: ${picture.length} bytes, baked ${baked.length}; the badge comes out unchanged: ${isSame}`)
}
