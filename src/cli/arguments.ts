import { parseArgs } from 'node:util'
import { nearest } from '../nearest.ts'
import { type Arguments, COMMON_OPTIONS, type Command, type OptionSpecs } from './command.ts'
import { wrongUsage } from './refusal.ts'

/**
 * Reads the command line of one command.
 *
 * @throws Refusal 64: for an unknown option the one that was probably meant, an option given twice, a missing or
 *   unknown value, too few or too many operands.
 */
export function readArguments(command: Command, argv: readonly string[]): Arguments {
  const specs: OptionSpecs = { ...command.options, ...COMMON_OPTIONS }
  const { tokens } = parseArgs({ args: [...argv], options: parseOptionsOf(specs), strict: false, tokens: true })
  const given = new Map<string, string[]>()
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    const option = token.rawName === '-h' ? { ...token, name: 'help', rawName: '--help' } : token
    given.set(option.name, [...(given.get(option.name) ?? []), readValue(option, specs)])
  }
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, spec]) => {
      const values = given.get(name)
      if (spec.type === 'boolean') return [name, values !== undefined]
      return [name, 'multiple' in spec ? (values ?? []) : values?.[0]]
    }),
  )
  for (const [name, values] of given) {
    if (values.length > 1 && specs[name]?.type === 'string' && !('multiple' in specs[name])) {
      throw wrongUsage(`--${name} is given ${values.length} times; it takes one value.`)
    }
  }
  const help = given.has('help')
  if (!help) assertOperands(command, operands)
  return { options, operands, json: given.has('json'), help }
}

/** The name of a command that somebody wrote, or a refusal that says which one was meant. */
export function nameAmong(word: string, names: readonly string[], kind: string): string {
  if (names.includes(word)) return word
  throw wrongUsage(`There is no ${kind} "${word}". ${meant(word, names, (name) => `"${name}"`)}`)
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}

function readValue({ name, rawName, value, inlineValue }: OptionToken, specs: OptionSpecs): string {
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined
  if (spec === undefined || !rawName.startsWith('--')) {
    const names = Object.keys(specs)
    throw wrongUsage(`There is no option ${rawName}. ${meant(name, names, (known) => `--${known}`)}`)
  }
  if (spec.type === 'boolean') {
    if (value !== undefined) throw wrongUsage(`--${name} takes no value, but was given "${value}".`)
    return ''
  }
  if (value === undefined || value === '')
    throw wrongUsage(`--${name} needs a value: --${name} ${spec.value ?? 'TEXT'}`)
  // "--out --json" is a forgotten value; "--csv -" is the standard output.
  if (!inlineValue && /^--?[a-z]/i.test(value)) {
    throw wrongUsage(`--${name} needs a value, but "${value}" follows. If it is meant, write --${name}=${value}`)
  }
  if (spec.among && !spec.among.includes(value)) {
    throw wrongUsage(`--${name} cannot be "${value}". ${meant(value, spec.among, (known) => known)}`)
  }
  return value
}

function meant(word: string, names: readonly string[], show: (name: string) => string): string {
  const found = nearest(word, names)
  return found === undefined ? `There are ${names.map(show).join(', ')}.` : `Did you mean ${show(found)}?`
}

function assertOperands({ operands: [least, most], usage, name }: Command, operands: readonly string[]): void {
  const form = `"badgesmith ${name} ${usage[0]}".`
  if (operands.length < least) throw wrongUsage(`Something is missing. Write: ${form}`)
  if (operands.length > most) throw wrongUsage(`"${operands[most]}" is one too many. Write: ${form}`)
}

function parseOptionsOf(
  specs: OptionSpecs,
): Record<string, { type: 'string' | 'boolean'; multiple: true; short?: string }> {
  const options: Record<string, { type: 'string' | 'boolean'; multiple: true; short?: string }> = {}
  for (const [name, { type }] of Object.entries(specs)) options[name] = { type, multiple: true }
  return options
}
