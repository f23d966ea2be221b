import { OpenBadgesError } from '../errors.ts'
import { nameAmong, readArguments } from './arguments.ts'
import type { Command, CommandGroup } from './command.ts'
import { EXIT, type ExitStatus } from './exit-status.ts'
import { commandHelp, groupHelp, programHelp } from './help.ts'
import type { Io } from './io.ts'
import { emphasized, line, problemText, sayJson } from './output.ts'
import { Refusal } from './refusal.ts'
import { versionText } from './version.ts'

interface Entry {
  readonly summary: string
  readonly load: () => Promise<Command | CommandGroup>
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  keygen: {
    summary: 'Make the key of an issuer.',
    load: async () => (await import('./commands/keygen.ts')).keygen,
  },
  issue: {
    summary: 'Issue a badge, as JSON, JWT or picture.',
    load: async () => (await import('./commands/issue.ts')).issue,
  },
  batch: {
    summary: 'Issue a badge for each row of a table.',
    load: async () => (await import('./commands/batch.ts')).batch,
  },
  verify: {
    summary: 'Say of badges what they are, and whether they are good.',
    load: async () => (await import('./commands/verify.ts')).verify,
  },
  bake: {
    summary: 'Put a signed badge into a PNG or SVG picture.',
    load: async () => (await import('./commands/bake.ts')).bakeCommand,
  },
  unbake: {
    summary: 'Take the badge out of a picture.',
    load: async () => (await import('./commands/unbake.ts')).unbakeCommand,
  },
  lint: {
    summary: 'Find what is wrong or unwise in a badge before it is signed.',
    load: async () => (await import('./commands/lint.ts')).lint,
  },
  stack: {
    summary: 'Define stacks of credentials, follow, award and verify them.',
    load: async () => (await import('./commands/stack.ts')).stack,
  },
  status: {
    summary: 'Revoke, suspend and reinstate badges, and publish it.',
    load: async () => (await import('./commands/status.ts')).status,
  },
}

/**
 * The program: runs one command line.
 *
 * @param argv - What stands after the name of the program.
 * @param io - The world around it.
 * @returns The exit status. Everything that goes wrong is told in one line on `io.stderr`.
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitStatus> {
  const called = { name: '', json: false }
  try {
    return await run(argv, io, called)
  } catch (error) {
    return await report(error, io, called).catch(() => EXIT.ioError)
  }
}

async function run(argv: readonly string[], io: Io, called: { name: string; json: boolean }): Promise<ExitStatus> {
  const [word, ...rest] = argv
  if (word === '--version') return show(io, `${versionText()}\n`)
  if (word === undefined || word === '--help' || word === '-h' || (word === 'help' && rest.length === 0)) {
    return show(io, programHelp(COMMANDS))
  }
  if (word === 'help') return run([...rest, '--help'], io, called)
  const names = Object.keys(COMMANDS)
  const name = word.startsWith('-')
    ? nameAmong(word, ['--help', '--version'], 'option')
    : nameAmong(word, names, 'command')
  called.name = name
  const loaded = await COMMANDS[name]?.load()
  if (loaded === undefined) return show(io, programHelp(COMMANDS))
  return 'actions' in loaded ? runGroup(loaded, rest, io, called) : runCommand(loaded, rest, io, called)
}

function runGroup(
  group: CommandGroup,
  [word, ...rest]: readonly string[],
  io: Io,
  called: { name: string; json: boolean },
): Promise<ExitStatus> {
  if (word === undefined || word === '--help' || word === '-h') return show(io, groupHelp(group))
  const action = group.actions[nameAmong(word, Object.keys(group.actions), `${group.name} command`)]
  if (action === undefined) return show(io, groupHelp(group))
  called.name = action.name
  return runCommand(action, rest, io, called)
}

async function runCommand(
  command: Command,
  argv: readonly string[],
  io: Io,
  called: { json: boolean },
): Promise<ExitStatus> {
  const args = readArguments(command, argv)
  if (args.help) return show(io, commandHelp(command))
  called.json = args.json
  return command.run(args, io)
}

async function show(io: Io, text: string): Promise<ExitStatus> {
  await io.stdout.write(text)
  return EXIT.valid
}

/** Says what stopped the command, and finds its exit status. */
async function report(error: unknown, io: Io, called: { name: string; json: boolean }): Promise<ExitStatus> {
  // Whoever read our output has stopped, as `head` does: there is nobody to tell.
  if ((error as NodeJS.ErrnoException)?.code === 'EPIPE') return EXIT.ioError
  const refusal = refusalOf(error)
  if (refusal === undefined) return reportBug(error, io)
  const { status, message, problems } = refusal
  const program = called.name === '' ? 'badgesmith' : `badgesmith ${called.name}`
  const advice = status === EXIT.usage ? ` "${program} --help" shows how.` : ''
  const many = problems.length > 1 ? problems.map((problem) => `  ${problemText(problem)}`) : []
  const text = [`${advice === '' ? message : ended(message)}${advice}`, ...many].map((part) => line(part))
  // On one line, since lines may stand before it.
  if (called.json && status !== EXIT.usage) await sayJson(io, { error: { status, message, problems } }, true)
  await io.stderr.write(`${emphasized(io, `${program}:`)} ${text[0]}\n${indented(text.slice(1))}`)
  return status
}

/** With a full stop, where more follows. */
function ended(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}

function indented(lines: readonly string[]): string {
  return lines.map((text) => `  ${text}\n`).join('')
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error instanceof OpenBadgesError) return new Refusal(EXIT.data, error.message, { problems: error.problems })
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException
  // The standard output of a full disk, say.
  if (syscall === 'write' || code === 'ENOSPC')
    return new Refusal(EXIT.ioError, `The output was not written (${code}).`)
  return undefined
}

async function reportBug(error: unknown, io: Io): Promise<ExitStatus> {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const stack = io.env.BADGESMITH_DEBUG && error instanceof Error ? `${error.stack}\n` : ''
  const advice = stack === '' ? ' BADGESMITH_DEBUG=1 shows where.' : ''
  await io.stderr.write(
    `${emphasized(io, 'badgesmith:')} This is a bug in badgesmith, please report it. ${line(text)}${advice}\n${stack}`,
  )
  return EXIT.bug
}
