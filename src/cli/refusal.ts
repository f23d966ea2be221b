import { OpenBadgesError, type Problem } from '../errors.ts'
import { EXIT, type ExitStatus } from './exit-status.ts'
import { problemText } from './output.ts'

/** The end of a command that cannot go on for a reason outside the program, with the sentence that says why. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: ExitStatus
  /** Everything that is wrong, where there is more to say than the message. */
  readonly problems: readonly Problem[]

  constructor(
    status: ExitStatus,
    message: string,
    { problems = [], cause }: { readonly problems?: readonly Problem[]; readonly cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.status = status
    this.problems = problems
  }
}

/** The command was not called as it must be. */
export function wrongUsage(message: string): Refusal {
  return new Refusal(EXIT.usage, message)
}

/** What was given to work with is not good. */
export function badData(message: string): Refusal {
  return new Refusal(EXIT.data, message)
}

/** The same, with everything that the library found wrong. */
export function badDataOf(subject: string, problems: readonly [Problem, ...Problem[]]): Refusal {
  const [only, ...more] = problems
  const what = more.length === 0 ? problemText(only) : `it has ${problems.length} problems.`
  return new Refusal(EXIT.data, what.startsWith(subject) ? what : `${subject}: ${what}`, { problems })
}

/** Whether a command ended because the operating system gave this answer. */
export function isRefusalFor(error: unknown, code: 'ENOENT' | 'EEXIST'): error is Refusal {
  return error instanceof Refusal && (error.cause as NodeJS.ErrnoException | undefined)?.code === code
}

/**
 * Runs a library function on what a person wrote into a file: what it throws as a mistake of its caller is then a
 * mistake in that file.
 *
 * @param subject - The file, or what else the person gave.
 */
export async function blaming<T>(subject: string, task: () => T | Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (error) {
    if (error instanceof OpenBadgesError) throw badDataOf(subject, error.problems)
    if (error instanceof TypeError && isOurs(error)) throw badData(`${subject}: ${error.message}`)
    throw error
  }
}

/** A TypeError about an argument tells what is expected of it; one of the engine is a bug, and stays one. */
function isOurs({ message }: TypeError): boolean {
  return !/^Cannot |^Invalid |\bis not (?:a function|iterable|a constructor|defined)\b|\bof (?:undefined|null)\b/.test(
    message,
  )
}
