/** A teacher earns three micro-credentials, sees what is missing, and is awarded the stack. `npx tsx examples/stack.ts` */
import {
  createIssuer,
  defineStack,
  describeProgress,
  evaluateStack,
  issueCredential,
  issueStack,
  issueStackRecord,
  tallyCredits,
  verifyCredential,
  verifyStack,
} from 'badgesmith'
import { loadIssuer, loadMicroCredential, loadStack, SLUGS } from './assessment-design/index.ts'

const issuer = await createIssuer(await loadIssuer())
const recipient = { email: 'd.reyes@district.example' }
const badges = await Promise.all(
  SLUGS.map(async (slug) => issueCredential({ ...(await loadMicroCredential(slug)), recipient }, issuer)),
)

// The definition names the issuer by its address on the web; here it is the key that was just made.
const issuers = [issuer.profile.id]
const basic = { ...(await loadStack('stack')), issuers }
const stack = defineStack(basic)
console.log(describeProgress(await evaluateStack(stack, badges.slice(0, 2), { recipient })))
console.log(describeProgress(await evaluateStack(stack, badges, { recipient })))

const award = await issueStack(stack, badges, issuer, { recipient })
console.log(`\nAwarded on ${award.awardedDate}, with ${award.evidence?.length} members as evidence.`)
const { standing, report } = await verifyStack(stack, award, badges, { recipient })
console.log(`The award today: ${standing}; its members: ${report.checks.members.outcome}`)

const record = await issueStackRecord(stack, [...badges, award], issuer, { recipient })
const verified = await verifyCredential(record, { recipient })
console.log(
  `As a learner record with ${record.credentialSubject.verifiableCredential.length} credentials: ${verified.verdict}`,
)

// The stack's own credential stands for its members in a larger stack.
const larger = defineStack({ ...(await loadStack('leading-stack')), issuers }, { stacks: [basic] })
console.log(`\n${describeProgress(await evaluateStack(larger, [award], { recipient }))}`)

// What a district adds up before it pays.
const reports = await Promise.all([...badges, badges[0]].map((badge) => verifyCredential(badge ?? {}, { recipient })))
const { totals, omitted } = tallyCredits(reports, { units: { hours: 'ext:pdHours' }, issuers })
console.log(`\nHours: ${totals.hours}; left out: ${omitted.map(({ problems }) => problems[0]?.message).join(' ')}`)
