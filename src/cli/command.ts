import type { ExitStatus } from './exit-status.ts'
import type { Io } from './io.ts'

export interface FlagOption {
  readonly type: 'boolean'
  readonly says: string
}

export interface TextOption {
  readonly type: 'string'
  /** What stands for the value in the help, such as FILE. */
  readonly value?: string
  /** The only values there are. */
  readonly among?: readonly string[]
  readonly says: string
}

/** One that may be given several times. */
export interface ListOption extends TextOption {
  readonly multiple: true
}

export type OptionSpec = FlagOption | TextOption | ListOption

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

type Value<S extends OptionSpec> = S extends { readonly type: 'boolean' }
  ? boolean
  : S extends { readonly multiple: true }
    ? readonly string[]
    : string | undefined

/** What was said on the command line, by the names of the options. */
export interface Arguments<S extends OptionSpecs = OptionSpecs> {
  readonly options: { readonly [K in keyof S]: Value<S[K]> }
  readonly operands: readonly string[]
  /** Whether the answer is for a program. */
  readonly json: boolean
  readonly help: boolean
}

export interface Command {
  /** As it is called, `status revoke`. */
  readonly name: string
  readonly summary: string
  /** One line for each form, after the name. */
  readonly usage: readonly string[]
  readonly options: OptionSpecs
  /** How many operands there are, at least and at most. */
  readonly operands: readonly [number, number]
  /** Paragraphs that say what is not obvious. */
  readonly notes?: readonly string[]
  readonly examples: readonly string[]
  run(args: Arguments, io: Io): Promise<ExitStatus>
}

/** A command that is several, such as `status`. */
export interface CommandGroup {
  readonly name: string
  readonly summary: string
  readonly notes?: readonly string[]
  readonly actions: Readonly<Record<string, Command>>
  readonly examples: readonly string[]
}

/** Options that every command has. */
export const COMMON_OPTIONS: { readonly json: FlagOption; readonly help: FlagOption } = {
  json: { type: 'boolean', says: 'Answer in JSON, for programs.' },
  help: { type: 'boolean', says: 'Show this help.' },
}
