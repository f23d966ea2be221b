import { createProblem, type Problem } from './errors.ts'
import { isObject, toArray } from './json.ts'
import { assertAwaited, assertKnownOptions } from './known-options.ts'
import { type Award, achievementOf, awardOf, keyOf, versionOf } from './members/facts.ts'
import { printable } from './printable.ts'
import type { ExtensionTerm, JsonObject, JsonValue, ResultType } from './types.ts'
import { parseDateTime } from './validity.ts'
import type { VerificationReport } from './verification.ts'

/**
 * Where a unit stands in a credential: `creditsEarned`, which the specification keeps for academic credit, or the type of
 * a result, such as `ext:pdHours` or `ext:ceu`.
 */
export type UnitSource = 'creditsEarned' | ResultType | ExtensionTerm

export interface TallyOptions {
  /** The units to add up, by a name of your own: `{ hours: 'ext:pdHours', credits: 'creditsEarned' }`. */
  readonly units: Readonly<Record<string, UnitSource>>
  /** Ids of the issuers that are accepted; default all. */
  readonly issuers?: readonly string[]
  /** Only what was awarded in this time (`awardedDate`, else `validFrom`), both ends included; dateTimeStamps. */
  readonly awarded?: { readonly from?: string; readonly until?: string }
}

/** What one credential adds. */
export interface TalliedCredential extends Award {
  /** The place of its report. */
  readonly index: number
  /** Amounts by unit, as decimal numbers. */
  readonly amounts: Readonly<Record<string, string>>
}

export interface OmittedCredential extends Award {
  readonly index: number
  /** Unit that is left out, where others count. */
  readonly unit?: string
  readonly problems: readonly Problem[]
}

export interface CreditTally {
  /** Sums by unit, as decimal numbers; never one of several units. */
  readonly totals: Readonly<Record<string, string>>
  readonly counted: readonly TalliedCredential[]
  /** What was left out, and why. */
  readonly omitted: readonly OmittedCredential[]
}

/**
 * Adds up what verified credentials are worth to a district: credits and hours, each unit by itself, as staff do by hand
 * before they pay. Of one credential that was handed in twice (same issuer and id) the newest counts. Policy stays here
 * and out of the credential.
 *
 * @param reports - From `verifyCredential`, asked about one person with `recipient`: this adds up whatever is verified.
 * @param options - See {@link TallyOptions}.
 * @returns Sums, what counts, and what was left out with the reason: `stack.not_verified`, `stack.undecided`,
 *   `stack.issuer`, `stack.window`, `stack.superseded`, `tally.no_credit`, `tally.value`, `tally.status`.
 * @throws TypeError for units, issuers or dates that make no sense.
 *
 * @example
 * const { totals, omitted } = tallyCredits(reports, { units: { hours: 'ext:pdHours' }, issuers: ['https://cce.example'] })
 */
export function tallyCredits(reports: readonly VerificationReport[], options: TallyOptions): CreditTally {
  const policy = readOptions(reports, options)
  const newest = newestOf(reports)
  const counted: TalliedCredential[] = []
  const omitted: OmittedCredential[] = []
  const totals = new Map(policy.units.map(([unit]) => [unit, ZERO]))
  for (const [index, report] of reports.entries()) {
    const award = report.credential ? awardOf(report.credential) : {}
    const reason = reasonAgainst(report, newest, policy)
    if (reason || !report.credential) {
      omitted.push({ index, ...award, problems: [reason ?? notVerified(report)] })
      continue
    }
    const amounts: Record<string, string> = {}
    const faults: OmittedCredential[] = []
    for (const [unit, source] of policy.units) {
      const { sum, problems } = amountIn(report.credential, source)
      if (problems.length > 0) faults.push({ index, ...award, unit, problems })
      if (sum === undefined) continue
      amounts[unit] = textOf(sum)
      totals.set(unit, add(totals.get(unit) ?? ZERO, sum))
    }
    if (Object.keys(amounts).length > 0) counted.push({ index, ...award, amounts })
    else if (faults.length === 0) omitted.push({ index, ...award, problems: [noCredit(policy)] })
    omitted.push(...faults)
  }
  return { totals: Object.fromEntries([...totals].map(([unit, sum]) => [unit, textOf(sum)])), counted, omitted }
}

interface Policy {
  readonly units: readonly (readonly [string, UnitSource])[]
  readonly issuers: readonly string[] | undefined
  readonly from: number
  readonly until: number
}

function readOptions(reports: unknown, options: TallyOptions): Policy {
  if (!Array.isArray(reports)) throw new TypeError('reports must be an array of what verifyCredential returns')
  for (const [index, report] of reports.entries()) {
    assertAwaited(report, `reports[${index}]`)
    if (isObject(report) && 'verdict' in report && Array.isArray(report.problems)) continue
    throw new TypeError(`reports[${index}] must be what verifyCredential returns: verify the badge first`)
  }
  assertKnownOptions(options, ['units', 'issuers', 'awarded'])
  const { units, issuers, awarded = {} } = options
  assertKnownOptions(awarded, ['from', 'until'], 'awarded')
  if (!isObject(units) || Object.keys(units).length === 0)
    throw new TypeError("units must name at least one unit, such as { hours: 'ext:pdHours' }")
  if (issuers !== undefined && !Array.isArray(issuers)) throw new TypeError('issuers must be an array of ids')
  return {
    units: Object.entries(units),
    issuers,
    from: boundary(awarded.from, 'awarded.from') ?? Number.NEGATIVE_INFINITY,
    until: boundary(awarded.until, 'awarded.until') ?? Number.POSITIVE_INFINITY,
  }
}

function boundary(text: string | undefined, name: string): number | undefined {
  const time = text === undefined ? undefined : parseDateTime(text)
  if (text !== undefined && time === undefined)
    throw new TypeError(`${name} must be a date and time with an offset, such as 2026-07-01T00:00:00Z; got ${text}`)
  return time
}

/** By what they are, the newest of those that are verified. What is not verified cannot take the place of what is. */
function newestOf(reports: readonly VerificationReport[]): ReadonlyMap<string, VerificationReport> {
  const newest = new Map<string, VerificationReport>()
  for (const report of reports) {
    const key = report.verified && report.credential ? keyOf(report.credential) : undefined
    const other = key === undefined ? undefined : newest.get(key)
    if (key === undefined || !report.credential) continue
    if (other?.credential && versionOf(other.credential) >= versionOf(report.credential)) continue
    newest.set(key, report)
  }
  return newest
}

function reasonAgainst(
  report: VerificationReport,
  newest: ReadonlyMap<string, VerificationReport>,
  { issuers, from, until }: Policy,
): Problem | undefined {
  const { credential } = report
  if (!report.verified || credential === undefined || report.kind !== 'badge') return notVerified(report)
  const { issuer, awarded } = awardOf(credential)
  if (newest.get(keyOf(credential) ?? '') !== report)
    return createProblem('stack.superseded', 'It was handed in twice, or a newer version of it was; it counts once.')
  if (issuers !== undefined && !(issuer !== undefined && issuers.includes(issuer)))
    return createProblem('stack.issuer', `Its issuer, ${printable(issuer, 120)}, is not accepted.`)
  const time = awarded === undefined ? undefined : parseDateTime(awarded)
  if (time === undefined || time < from || time > until)
    return createProblem('stack.window', `It was awarded at ${printable(awarded, 60)}, which is outside the window.`)
  return undefined
}

function notVerified({ verdict, verified, problems, needs }: VerificationReport): Problem {
  if (verified) return createProblem('stack.not_badge', 'It is verified, but it is no badge.')
  const why = problems.find(({ severity }) => severity === 'error')
  const reason = why === undefined ? '' : ` ${why.message}`
  if (verdict === 'indeterminate')
    return createProblem('stack.undecided', `It could not be decided.${reason}`, { needs: needs[0] })
  return createProblem('stack.not_verified', `It is not good.${reason}`)
}

function noCredit({ units }: Policy): Problem {
  const names = units.map(([unit]) => unit).join(', ')
  return createProblem('tally.no_credit', `It states none of these: ${printable(names)}.`)
}

/** What a credential states in one unit: of results, one amount for each result description. */
function amountIn(
  credential: JsonObject,
  source: UnitSource,
): { readonly sum: Decimal | undefined; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const found = new Map<JsonValue, Decimal>()
  for (const { value, pointer, status, of } of statedIn(credential, source)) {
    const amount = decimalOf(value)
    const other = found.get(of)
    if (status !== undefined && status !== 'Completed')
      problems.push(
        createProblem('tally.status', `The result is ${printable(status, 40)}, not Completed.`, { pointer }),
      )
    else if (amount === undefined)
      problems.push(createProblem('tally.value', `${printable(String(value), 40)} is no amount.`, { pointer }))
    // The order of results is not signed, so that of two amounts neither is the first.
    else if (other !== undefined && textOf(other) !== textOf(amount))
      problems.push(createProblem('tally.value', 'Two amounts are stated for one thing.', { pointer }))
    else found.set(of, amount)
  }
  const isClear = problems.every(({ code }) => code === 'tally.status')
  return { sum: isClear && found.size > 0 ? [...found.values()].reduce(add) : undefined, problems }
}

interface Stated {
  readonly value: JsonValue | undefined
  readonly pointer: string
  readonly status?: JsonValue | undefined
  /** The result description, or the member. */
  readonly of: JsonValue
}

function statedIn(credential: JsonObject, source: UnitSource): Stated[] {
  const subject = isObject(credential.credentialSubject) ? credential.credentialSubject : {}
  if (source === 'creditsEarned') {
    const { creditsEarned: value } = subject
    return value === undefined ? [] : [{ value, pointer: '/credentialSubject/creditsEarned', of: source }]
  }
  const descriptions = toArray<JsonValue>(achievementOf(credential)?.resultDescription)
  const wanted = descriptions.flatMap((one) => (isObject(one) && one.resultType === source ? [one.id] : []))
  return toArray<JsonValue>(subject.result).flatMap((result, index) => {
    if (!isObject(result)) return []
    const { resultDescription: of, value, status } = result
    return of !== undefined && wanted.includes(of)
      ? [{ value, status, of, pointer: `/credentialSubject/result/${index}` }]
      : []
  })
}

/** A decimal number that is exact: an amount times a power of ten. 0.1 and 0.2 hours are 0.3. */
interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

const ZERO: Decimal = { digits: 0n, scale: 0 }

function decimalOf(value: JsonValue | undefined): Decimal | undefined {
  const text = typeof value === 'number' ? String(value) : value
  const match = typeof text === 'string' ? /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text) : null
  if (match === null) return undefined
  const [, whole = '0', fraction = ''] = match
  return { digits: BigInt(whole + fraction), scale: fraction.length }
}

function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  return { digits: scaled(a, scale) + scaled(b, scale), scale }
}

function scaled({ digits, scale }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - scale)
}

function textOf({ digits, scale }: Decimal): string {
  const text = String(digits).padStart(scale + 1, '0')
  if (scale === 0) return text
  return `${text.slice(0, -scale)}.${text.slice(-scale)}`.replace(/\.?0+$/, '')
}
