import { readBaked, sniffImage } from '../../bake/index.ts'
import { utf8Decode } from '../../encoding.ts'
import { OpenBadgesError, type Problem } from '../../errors.ts'
import { isObject, parseJson } from '../../json.ts'
import { type LintAudience, lintCredential } from '../../lint.ts'
import { looksLikeJwt } from '../../proof/looks-like-jwt.ts'
import { credentialOf, decodeJwt } from '../../proof/vc-jwt.ts'
import { hasProblem } from '../../report.ts'
import { validateCredential } from '../../validate/index.ts'
import { inDocumentOrder } from '../../validate/order.ts'
import type { Arguments, Command, OptionSpecs } from '../command.ts'
import { EXIT, type ExitStatus, worst } from '../exit-status.ts'
import { readInput } from '../files.ts'
import type { Io } from '../io.ts'
import { counted, placed, problemText, say, sayJson, tell } from '../output.ts'
import { badData, Refusal } from '../refusal.ts'

const options = {
  for: {
    type: 'string',
    multiple: true,
    among: ['1edtech', 'wallets'],
    says: 'Add what these need: the public validator and certification, or wallets.',
  },
} as const satisfies OptionSpecs

export const lint: Command = {
  name: 'lint',
  summary: 'Find what is wrong or unwise in a badge before it is signed.',
  usage: ['FILE… [--for 1edtech|wallets]'],
  options,
  operands: [1, Number.POSITIVE_INFINITY],
  notes: [
    'Everything at once, with line and column: errors are against the specification, warnings are legal but unwise, or likely to fail elsewhere. The exit status is 1 where there is an error. A badge in a picture or a JWT is looked at too; - reads the standard input.',
    'It looks at badges, signed or not. The input of "badgesmith issue" is checked there.',
  ],
  examples: ['badgesmith lint badge.json', 'badgesmith lint badge.json --for 1edtech --for wallets'],
  run,
}

interface Linted {
  readonly problems: readonly Problem[]
  /** JSON in which problems have a place. */
  readonly text?: string
}

async function run({ options: given, operands, json }: Arguments<typeof options>, io: Io): Promise<ExitStatus> {
  const statuses: ExitStatus[] = []
  const counts = { error: 0, warning: 0, note: 0 }
  for (const name of operands) {
    try {
      const { problems, text } = lintBytes(name, await readInput(name, io), given.for as readonly LintAudience[])
      for (const { severity } of problems) counts[severity]++
      const valid = problems.every(({ severity }) => severity !== 'error')
      statuses.push(valid ? EXIT.valid : EXIT.invalid)
      const found = placed(problems, text)
      if (json) await sayJson(io, { file: name, valid, problems: found }, operands.length > 1)
      else await say(io, ...found.map((problem) => lineOf(name, problem)))
    } catch (error) {
      // One file that cannot be read does not keep the others from being looked at.
      if (!(error instanceof Refusal && operands.length > 1)) throw error
      statuses.push(error.status)
      if (json) await sayJson(io, { file: name, error: { status: error.status, message: error.message } }, true)
      else await tell(io, error.message)
    }
  }
  if (!json) await say(io, summaryOf(counts, operands.length))
  return worst(statuses)
}

/** What is wrong and unwise in the bytes of a file. What cannot be read at all is a problem, too. */
function lintBytes(name: string, bytes: Uint8Array, audiences: readonly LintAudience[]): Linted {
  const isPicture = sniffImage(bytes) !== undefined
  const place = isPicture ? {} : { text: new TextDecoder().decode(bytes) }
  try {
    const text = isPicture ? readBaked(bytes).text : utf8Decode(bytes)
    return { problems: lintText(name, text, audiences), ...place }
  } catch (error) {
    if (!(error instanceof OpenBadgesError)) throw error
    return { problems: error.problems, ...place }
  }
}

function lintText(name: string, text: string, audiences: readonly LintAudience[]): Problem[] {
  const isJwt = looksLikeJwt(text.trim())
  const value = isJwt ? credentialOf(decodeJwt(text.trim())).credential : parseJson(text)
  if (isObject(value) && value.credentialSubject === undefined && value.achievement !== undefined) {
    throw badData(`${name}: it is input for "badgesmith issue", which checks it. Lint the badge that it makes.`)
  }
  const advice = lintCredential(isJwt ? text.trim() : value, { for: audiences })
  const { problems } = validateCredential(value)
  // What is no credential, both say.
  const more = advice.filter(({ code }) => !hasProblem(problems, code))
  return inDocumentOrder([...problems, ...more], value)
}

function lineOf(name: string, problem: Problem & { readonly line?: number; readonly column?: number }): string {
  const place = problem.line === undefined ? '' : `:${problem.line}:${problem.column}`
  return `${name}${place}: ${problem.severity} ${problem.code} ${problemText(problem)}`
}

function summaryOf({ error, warning, note }: Readonly<Record<Problem['severity'], number>>, files: number): string {
  const parts = [counted(error, 'error'), counted(warning, 'warning'), ...(note > 0 ? [counted(note, 'note')] : [])]
  return `${parts.join(', ')} in ${counted(files, 'file')}.`
}
