/** Issues one micro-credential to one teacher and prints the signed badge. `npx tsx examples/issue.ts` */
import { createIssuer, issueCredential } from 'badgesmith'
import { loadIssuer, loadMicroCredential } from './assessment-design/index.ts'

const issuer = await createIssuer(await loadIssuer())
const badge = await issueCredential(
  { ...(await loadMicroCredential('rubric-design')), recipient: { email: 'd.reyes@district.example' } },
  issuer,
)

console.log(JSON.stringify(badge, null, 2))
