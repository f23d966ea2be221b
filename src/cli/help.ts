import { COMMON_OPTIONS, type Command, type CommandGroup, type OptionSpec, type OptionSpecs } from './command.ts'

const WIDTH = 100

/** The help of the program: its commands, an example of the main job, and how to go on. */
export function programHelp(commands: Readonly<Record<string, { readonly summary: string }>>): string {
  return `badgesmith: build, sign, bake, verify and explain Open Badges 3.0.

Usage: badgesmith COMMAND [OPTION]…

${table(Object.entries(commands).map(([name, { summary }]) => [`badgesmith ${name}`, summary]))}

For example, a first badge:

  badgesmith keygen
  badgesmith issue --input input.json --image picture.png --out badge.png
  badgesmith verify badge.png

"badgesmith COMMAND --help" tells more and shows examples; "badgesmith --version" names the version.

Exit status: 0 done, or valid; 1 invalid; 2 could not be decided; 64 wrong usage; 65 bad data;
66 a file could not be read; 70 a bug in badgesmith; 74 a file could not be written.
`
}

export function commandHelp(command: Command): string {
  return join(
    `badgesmith ${command.name}: ${command.summary}`,
    `Usage:\n${command.usage.map((form) => `  badgesmith ${command.name} ${form}`).join('\n')}`,
    `Options:\n${optionTable({ ...command.options, ...COMMON_OPTIONS })}`,
    ...(command.notes ?? []).map(paragraph),
    examplesOf(command.examples),
  )
}

export function groupHelp({ name, summary, actions, notes = [], examples }: CommandGroup): string {
  return join(
    `badgesmith ${name}: ${summary}`,
    table(Object.values(actions).map((action) => [`badgesmith ${action.name}`, action.summary])),
    ...notes.map(paragraph),
    examplesOf(examples),
  )
}

function examplesOf(examples: readonly string[]): string {
  const heading = examples.length === 1 ? 'Example' : 'Examples'
  return `${heading}:\n${examples.map((example) => `  ${example}`).join('\n')}`
}

function join(...parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`
}

function optionTable(options: OptionSpecs): string {
  return table(Object.entries(options).map(([name, spec]) => [`--${name}${valueNameOf(spec)}`, saysOf(spec)]))
}

function valueNameOf(spec: OptionSpec): string {
  if (spec.type === 'boolean') return ''
  return ` ${spec.value ?? spec.among?.join('|') ?? 'TEXT'}`
}

function saysOf(spec: OptionSpec): string {
  if (spec.type === 'boolean') return spec.says
  const values = spec.among && spec.value !== undefined ? ` One of ${spec.among.join(', ')}.` : ''
  return `${spec.says}${values}${'multiple' in spec ? ' May be given several times.' : ''}`
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)) + 2)
  const indent = ' '.repeat(width + 2)
  return rows
    .map(([left, right]) => {
      const text = wrap(right, indent)
      if (left.length > width - 2) return `  ${left}\n${indent}${text}`
      return `  ${left.padEnd(width)}${text}`
    })
    .join('\n')
}

/** What is to be copied keeps its lines: it is indented, as examples are. */
function paragraph(note: string): string {
  return note.startsWith('  ') ? note : wrap(note, '')
}

/** Breaks a text into lines, all but the first of them indented. */
function wrap(text: string, indent: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${indent}`)
}
