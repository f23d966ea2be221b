import { checkEndorsements, startWalk } from './endorsements.ts'
import { checkEvidence } from './evidence.ts'
import { checkValidityOf, type Examined, examine } from './examine.ts'
import { JSON_LIMITS, type JsonLimits } from './json.ts'
import { checkMembers } from './members.ts'
import { type CredentialInputForm, parse, parseDocument, parseInside } from './parse.ts'
import { checkRecipient } from './recipient.ts'
import { refreshOnce } from './refresh.ts'
import { outcomeOf, problemsOf, unchecked, verdictOf } from './report.ts'
import type { VerifyList } from './status/list-answer.ts'
import { checkStatus } from './status.ts'
import { issuerIdOf, judgeTrust } from './trust.ts'
import type { JsonObject } from './types.ts'
import { type Checks, type Run, startRun, type VerificationReport, type VerifyOptions } from './verification.ts'

/**
 * Verifies a badge in whatever form it is presented, and answers every question about it (Open Badges 3.0,
 * "Verification").
 *
 * It never throws for what the badge contains: bad input is an answer in the report. Without options it is offline; a
 * did:key or did:jwk issuer needs no network, and whatever else was needed is in `report.needs`.
 *
 * @param input - An object, JSON text, a JWT, the bytes of either or of a PNG or SVG picture, a `Blob`, or a link (`URL`
 *   or text that begins with https://), which needs a `documentLoader` that may use the network. Pass the text rather
 *   than an object where you have it: of two members of one name, an object has lost one already.
 * @param options - See {@link VerifyOptions}.
 * @returns The report: a verdict, every check with its problems, and the credential that was checked.
 * @throws TypeError for arguments that make no sense, and only for those. (Where a part of the package that is loaded when
 *   first needed cannot be had, the promise rejects with what the platform says.)
 *
 * @example
 * const report = await verifyCredential(await readFile('badge.png'), { recipient: { email: 'teacher@district.example' } })
 * console.log(report.verdict, explain(report))
 */
export async function verifyCredential(
  input: CredentialInputForm,
  options: VerifyOptions = {},
): Promise<VerificationReport> {
  const run = startRun(options)
  return judge(await examine(await parse(input, run), run), run)
}

async function judge(presented: Examined, run: Run): Promise<VerificationReport> {
  const { check: refresh, examined = presented } = await refreshed(presented, run)
  const { read, schema, proof } = examined
  const checks: Checks = {
    read,
    schema,
    proof,
    refresh,
    validity: checkValidityOf(examined, run),
    status: await statusOf(examined, run),
    recipient: recipientOf(examined, run),
    endorsements: await endorsementsOf(examined, run),
    evidence: evidenceOf(examined, run),
    members: await membersOf(examined, run),
  }
  return reportOf(checks, examined, presented, run)
}

function isProven({ proof, schema }: Examined): boolean {
  return proof.outcome === 'passed' && schema.outcome !== 'undecided'
}

async function refreshed(presented: Examined, run: Run): Promise<{ check: Checks['refresh']; examined?: Examined }> {
  const { credential } = presented
  if (credential?.refreshService === undefined) return { check: { ...unchecked('not-applicable'), refreshed: false } }
  if (!isProven(presented)) return { check: { ...unchecked('not-reached'), refreshed: false } }
  return refreshOnce(credential, async (url) => {
    const loaded = await run.loader(url, run.signal && { signal: run.signal })
    const examined = await examine(await parseDocument(loaded.document), run)
    const early = checkValidityOf(examined, run).problems.filter(({ code }) => code === 'time.not_yet_valid')
    const problems = [...examined.read.problems, ...examined.schema.problems, ...examined.proof.problems, ...early]
    const isUsable = isProven(examined) && examined.kind === presented.kind
    return { ...examined, outcome: isUsable ? outcomeOf(problems) : 'failed', problems }
  })
}

async function statusOf(examined: Examined, run: Run): Promise<Checks['status']> {
  const { credential } = examined
  if (!credential) return { ...unchecked('not-reached'), entries: [] }
  if (credential.credentialStatus === undefined) return { ...unchecked('not-applicable'), entries: [] }
  if (!isProven(examined)) return { ...unchecked('not-reached'), entries: [] }
  const { loader, now, signal } = run
  const issuer = issuerIdOf(credential) ?? ''
  return checkStatus(credential, {
    loader,
    now,
    issuer,
    statusIssuers: run.options.statusIssuers,
    signal,
    verifyList: listVerifier(run),
  })
}

/** The bits of a list are one long string (hostile input: "Status"); what they decode to has a limit of its own. */
const STATUS_LIST_LIMITS: JsonLimits = { ...JSON_LIMITS, bytes: 4_194_304, string: 4_194_304 }

/** A list is examined like any credential, but its own status is not looked at: lists of lists never end. */
function listVerifier(run: Run): VerifyList {
  return async (document) => {
    const list = await examine(await parseDocument(document, STATUS_LIST_LIMITS), { ...run, profile: 'vc' })
    const problems = [...list.read.problems, ...list.schema.problems, ...list.proof.problems]
    const validity = checkValidityOf(list, run)
    return {
      credential: list.credential,
      issuer: list.credential && issuerIdOf(list.credential),
      proofOutcome: list.proof.outcome === 'passed' ? outcomeOf(problems) : list.proof.outcome,
      validityOutcome: validity.outcome,
      problems: [...problems, ...validity.problems],
    }
  }
}

function recipientOf({ credential, isClosed }: Examined, { options }: Run): Checks['recipient'] {
  if (options.recipient === undefined) return unchecked('not-applicable')
  return credential && isClosed ? checkRecipient(credential, options.recipient) : unchecked('not-reached')
}

async function endorsementsOf(examined: Examined, run: Run): Promise<Checks['endorsements']> {
  const { credential } = examined
  if (!credential || !isProven(examined)) return { ...unchecked('not-reached'), endorsements: [] }
  return checkEndorsements(credential, run.walk, (endorsement, walk) => verifyInside(endorsement, { ...run, walk }))
}

function evidenceOf({ credential, isClosed }: Examined, { options }: Run): Checks['evidence'] {
  if (options.evidence === undefined) return { ...unchecked('not-applicable'), items: [] }
  if (!credential || !isClosed) return { ...unchecked('not-reached'), items: [] }
  return checkEvidence(credential, options.evidence)
}

async function membersOf(examined: Examined, run: Run): Promise<Checks['members']> {
  const { credential, kind } = examined
  const { members, recipient } = run.options
  if (!credential || (kind !== 'clr' && members === undefined)) return { ...unchecked('not-applicable'), members: [] }
  // A record within a record is judged by itself: records in JWTs could go on for ever.
  if (!isProven(examined) || run.isInside) return { ...unchecked('not-reached'), members: [] }
  return checkMembers(credential, {
    // A learner record holds its members itself.
    presented: kind === 'clr' ? undefined : members && (await verifyPresented(members, run)),
    verify: (member) => verifyInside(member, { ...run, walk: startWalk() }),
    isForRecipient: recipient && ((member) => checkRecipient(member, recipient).outcome === 'passed'),
  })
}

async function verifyPresented(members: readonly CredentialInputForm[], run: Run): Promise<VerificationReport[]> {
  const reports: VerificationReport[] = []
  for (const member of members) {
    const inside = { ...insideOf(run), walk: startWalk() }
    reports.push(await judge(await examine(await parse(member, inside), inside), inside))
  }
  return reports
}

/** A credential inside another one: by its own proof, under the same budget, and without the caller's questions. */
async function verifyInside(inner: JsonObject | string, run: Run): Promise<VerificationReport> {
  const inside = insideOf(run)
  return judge(await examine(await parseInside(inner), inside), inside)
}

function insideOf(run: Run): Run {
  const { recipient: _, evidence: __, members: ___, ...options } = run.options
  return { ...run, options, profile: 'ob', isInside: true }
}

function reportOf(checks: Checks, examined: Examined, presented: Examined, run: Run): VerificationReport {
  const { credential, parsed, kind = 'badge' } = examined
  const verdict = verdictOf(checks)
  const problems = problemsOf(checks)
  const { trusted, name } = judgeTrust(credential, checks.proof.outcome, run.options.issuers)
  const proofs = checks.proof.proofs ?? []
  return {
    verdict,
    verified: verdict === 'valid',
    trusted,
    ...(name !== undefined && { trustedAs: name }),
    kind,
    source: {
      carrier: presented.parsed.carrier,
      proof: proofs.map(({ type, cryptosuite }) => cryptosuite ?? type ?? 'unknown'),
      ...(parsed.text !== undefined && { text: parsed.text }),
      ...(presented.parsed.url !== undefined && { url: presented.parsed.url }),
    },
    credential,
    ...(examined !== presented && presented.credential && { original: presented.credential }),
    checks,
    problems,
    needs: [...new Set(problems.flatMap(({ needs }) => (needs === undefined ? [] : [needs])))],
    checkedAt: new Date(run.now).toISOString(),
  }
}
