import type { ErrorCode } from '../codes.ts'
import type { Problem } from '../errors.ts'
import { locateAll, type TextPlace } from '../json.ts'
import { printable } from '../printable.ts'
import type { Io } from './io.ts'
import { jsonFaultOffset } from './json-fault.ts'

/** A line of text from anywhere, fit for a terminal: names of files and words of badges are a stranger's. */
export function line(text: string): string {
  return printable(text, 2000)
}

/** Writes lines to the standard output. */
export async function say(io: Io, ...lines: readonly string[]): Promise<void> {
  await io.stdout.write(lines.map((text) => `${line(text)}\n`).join(''))
}

/** Writes lines for the person who started the program, so that the standard output holds the answer alone. */
export async function tell(io: Io, ...lines: readonly string[]): Promise<void> {
  await io.stderr.write(lines.map((text) => `${line(text)}\n`).join(''))
}

/** One document, indented; or, of several, one a line. */
export async function sayJson(io: Io, value: unknown, several = false): Promise<void> {
  await io.stdout.write(`${several ? JSON.stringify(value) : JSON.stringify(value, undefined, 2)}\n`)
}

/** Red where a person watches and has not asked for none (https://no-color.org). */
export function emphasized({ stderr, env }: Io, text: string): string {
  return stderr.isTerminal && !env.NO_COLOR ? `\x1b[31m${text}\x1b[39m` : text
}

/** `1 row`, `2 rows`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** A problem on one line: what is wrong, where, and what to do. */
export function problemText(problem: Problem): string {
  const { message, pointer } = problem
  const where = pointer === undefined || pointer === '' ? '' : `${pointer}: `
  const hint = hintFor(problem)
  return `${where}${message}${hint === undefined ? '' : ` ${hint}`}`
}

const GIVE = 'Give the document with --documents FILE: {"URL or DID": {…}}.'

/** What is done here about what a program would do with a function of the package. */
const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  'context.inline': 'Publish it under a URL, and give it with --documents FILE: {"URL": {…}}.',
  'context.unknown': 'Contexts are never fetched: give it with --documents FILE: {"URL": {…}}.',
  'did.unsupported': 'Give its DID document with --documents FILE: {"did:…": {…}}.',
  'net.offline': 'Allow the network, or give the document with --documents FILE: {"URL or DID": {…}}.',
  'net.scheme': GIVE,
  'net.port': GIVE,
  'net.blocked_address': GIVE,
  'net.redirect': `The publisher should serve the document at this URL itself. ${GIVE}`,
  'member.recipient_unknown': 'Say who the person is, with --recipient.',
  'stack.recipient_unknown': 'Say who the person is, with --recipient.',
  'status.list_file': 'Make it with "badgesmith status create".',
  'status.unavailable': 'Allow the network, or give the list with --documents FILE.',
}

/** A hint that names functions of the package helps nobody at a command line. */
function hintFor({ code, hint }: Problem): string | undefined {
  if (
    hint === undefined ||
    !/\bcreateDocumentLoader\b|\bdangerous\.|\bimport \{|\b\w+Credential\(|\{ recipient \}|^Create it first/.test(hint)
  )
    return hint
  return HINTS[code]
}

/** Each problem with its line and column in a text, where they can be told. */
export function placed(problems: readonly Problem[], text: string | undefined): (Problem & Partial<TextPlace>)[] {
  if (text === undefined) return [...problems]
  const places = locateAll(
    text,
    new Set(problems.flatMap(({ pointer }) => (pointer === undefined ? [] : around(pointer)))),
  )
  return problems.map((problem) => {
    if (problem.document !== undefined) return problem
    if (problem.pointer === undefined)
      return problem.code === 'json.syntax' ? { ...problem, ...faultIn(text) } : problem
    // What is missing has no place; what it is missing from has.
    const pointer = around(problem.pointer).find((candidate) => places.has(candidate))
    return pointer === undefined ? problem : { ...problem, ...places.get(pointer) }
  })
}

/** A pointer, and those of all that is around it, from the inside out. */
function around(pointer: string): string[] {
  const steps = pointer.split('/')
  return steps.map((_, index) => steps.slice(0, steps.length - index).join('/'))
}

function faultIn(text: string): TextPlace {
  const offset = jsonFaultOffset(text)
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

export interface Progress {
  /** One more is done. */
  step(): Promise<void>
  /** Makes room for other output. */
  clear(): Promise<void>
}

/** How far it is, on a terminal only. */
export function createProgress({ stderr }: Io, total: number): Progress {
  const isShown = stderr.isTerminal && total > 1
  let done = 0
  return {
    step: async () => {
      done++
      if (isShown) await stderr.write(`${bar(done / total)} ${done} of ${total}`)
    },
    clear: async () => {
      if (isShown) await stderr.write('\r\x1b[K')
    },
  }
}

function bar(share: number): string {
  const full = Math.round(share * 20)
  return `[${'#'.repeat(full)}${'.'.repeat(20 - full)}]`
}
