import { CHECK_NAMES, factsOf } from '../codes.ts'
import type { Problem } from '../errors.ts'
import { isObject, toArray } from '../json.ts'
import { printable } from '../printable.ts'
import type { VerificationReport } from '../verification.ts'
import type { PhraseName } from './catalogue.ts'
import { STEP_OF, type StepName } from './steps.ts'
import { quoted, token, uri } from './text.ts'
import { isKnownCode } from './verdict.ts'
import { listed, say, sayText, type Voice } from './voice.ts'

const MOST = 50

/** Why, and what to do about it: what decides, then what is worth knowing, then what is only said. */
export function sayProblems(report: VerificationReport, voice: Voice): string[][] {
  const { problems, verdict } = report
  const of = (severity: Problem['severity']) => problems.filter((problem) => problem.severity === severity)
  const isValid = verdict === 'valid'
  const why: PhraseName = verdict === 'invalid' ? 'whyInvalid' : 'whyUndecided'
  return [
    sayList(isValid ? [] : of('error'), why, report, voice),
    sayList([...(isValid ? of('error') : []), ...of('warning')], 'warnings', report, voice),
    sayList(of('note'), 'notes', report, voice),
  ]
}

function sayList(
  problems: readonly Problem[],
  heading: PhraseName,
  report: VerificationReport,
  voice: Voice,
): string[] {
  const items =
    voice.audience === 'developer'
      ? problems.map((problem) => sayInDetail(problem, voice))
      : sayByCode(problems, report, voice)
  return listed(voice, heading, items, MOST)
}

/** Each code once, however often it occurs, and each step once, after the last of the codes that call for it. */
function sayByCode(problems: readonly Problem[], report: VerificationReport, voice: Voice): string[] {
  const groups = new Map<string, Problem[]>()
  for (const problem of problems) {
    const group = groups.get(problem.code) ?? []
    group.push(problem)
    groups.set(problem.code, group)
  }
  const codes = [...groups.keys()]
  return codes.map((code, at) => {
    const group = groups.get(code) ?? []
    const names = evidenceNames(group, report)
    const times = group.length > 1 ? [say(voice, 'times', { count: String(group.length) })] : []
    const step = stepOf(group[0])
    const isLast = !codes.slice(at + 1).some((later) => stepOf(groups.get(later)?.[0]) === step)
    return [sayMeaning(code, voice), ...(names === '' ? times : [names]), ...(isLast ? sayStep(step, voice) : [])].join(
      ' ',
    )
  })
}

function sayMeaning(code: string, voice: Voice): string {
  if (!isKnownCode(code)) return say(voice, 'unknownCode', { code: token(code) ?? '' })
  return sayText(voice, voice.catalogue.means[code])
}

/** What a check made milder than its code usually is calls for less, too. */
function stepOf(problem: Problem | undefined): StepName {
  if (problem === undefined || !isKnownCode(problem.code)) return 'none'
  if (problem.severity === factsOf(problem.code).severity) return STEP_OF[problem.code]
  return problem.severity === 'note' ? 'none' : 'nextTime'
}

function sayStep(step: StepName, voice: Voice): string[] {
  return step === 'none' ? [] : [sayText(voice, voice.catalogue.steps[step][voice.audience])]
}

/** Which evidence it is about, by the names that the badge gives. */
function evidenceNames(problems: readonly Problem[], { credential = {} }: VerificationReport): string {
  const names = problems.flatMap(({ pointer = '' }) => {
    const match = /^\/evidence(?:\/(\d+))?(?:\/|$)/.exec(pointer)
    const evidence = match === null ? undefined : toArray(credential.evidence)[Number(match[1] ?? 0)]
    return isObject(evidence) ? (quoted(evidence.name) ?? []) : []
  })
  return names.length === 0 ? '' : `(${[...new Set(names)].slice(0, 10).join(', ')})`
}

/** Everything that the report has about a problem. Messages and hints are the library's own, in English. */
function sayInDetail(problem: Problem, voice: Voice): string {
  const { code, pointer, message, hint, document, needs, section } = problem
  const place = pointer === undefined ? '' : ` ${token(pointer) ?? '""'}`
  const line = [`${token(code) ?? ''}${place}:`, sayMeaning(code, voice), ...sayStep(stepOf(problem), voice)].join(' ')
  const details: readonly (readonly [PhraseName, string | undefined])[] = [
    ['message', message],
    ['hint', hint],
    ['section', section],
    ['document', uri(document)],
    ['needed', uri(needs)],
  ]
  const known = details.flatMap(([name, text]) =>
    text === undefined ? [] : [say(voice, name, { text: printable(text, 600) })],
  )
  return [line, ...known].join('\n  ')
}

/** What would have to be had to decide what stayed open. */
export function sayNeeds({ needs }: VerificationReport, voice: Voice): string[] {
  return listed(
    voice,
    'needs',
    needs.flatMap((url) => uri(url) ?? []),
    16,
  )
}

/** What a developer looks for first: each check with its outcome, and how it was signed. */
export function sayChecks({ checks, source }: VerificationReport, voice: Voice): string[] {
  const outcomes = CHECK_NAMES.map((name) => `${name} ${checks[name].outcome}`).join(', ')
  const proofs = source.proof.flatMap((proof) => token(proof) ?? []).join(', ')
  const key = uri(checks.proof.verificationMethod)
  return [
    say(voice, 'checks', { text: outcomes }),
    say(voice, 'carrier', { text: source.carrier }),
    ...(proofs === '' ? [] : [say(voice, 'proofs', { text: proofs })]),
    ...(key === undefined ? [] : [say(voice, 'key', { text: key })]),
  ]
}
