import { OpenBadgesError } from '../../errors.ts'
import { isObject } from '../../json.ts'
import type { CredentialInputForm } from '../../parse.ts'
import { LIMITS, sizeOf } from '../../stack/combinations.ts'
import { summaryOf } from '../../stack/describe.ts'
import {
  defineStack,
  type EvaluateStackOptions,
  evaluateStack,
  issueStack,
  issueStackRecord,
  type Stack,
  type StackAward,
  verifyStack,
} from '../../stack/index.ts'
import type { JsonValue, SignedCredential } from '../../types.ts'
import { badgeSources } from '../badge-sources.ts'
import type { Arguments, Command, CommandGroup, OptionSpecs } from '../command.ts'
import { programCryptosuites } from '../cryptosuites.ts'
import { DOCUMENT_OPTIONS, loaderFor, NOW_OPTION, readNow } from '../documents.ts'
import { EXIT, type ExitStatus } from '../exit-status.ts'
import { assertFree, readJson, writeNew } from '../files.ts'
import type { Io } from '../io.ts'
import { ISSUER_OPTIONS, readIssuer } from '../issuer-files.ts'
import { counted, line, problemText, say, sayJson, tell } from '../output.ts'
import { readRecipient } from '../recipients.ts'
import { badData, blaming, Refusal, wrongUsage } from '../refusal.ts'
import { stackTable } from '../stack-table.ts'

const WITH_OPTION = {
  with: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    says: 'Definition of a stack that it requires by id.',
  },
} as const satisfies OptionSpecs

const STACK_OPTIONS = {
  stack: { type: 'string', value: 'FILE', says: 'The definition of the stack.' },
  ...WITH_OPTION,
  recipient: {
    type: 'string',
    multiple: true,
    value: 'EMAIL|DID',
    says: 'Whose credentials they should be; a person may have several addresses.',
  },
  offline: { type: 'boolean', says: 'Read nothing from the network.' },
  ...DOCUMENT_OPTIONS,
  ...NOW_OPTION,
} as const satisfies OptionSpecs

const ISSUE_OPTIONS = {
  ...STACK_OPTIONS,
  ...ISSUER_OPTIONS,
  out: { type: 'string', value: 'FILE', says: 'Where the credential of the stack goes; default the standard output.' },
  force: { type: 'boolean', says: 'Replace the files that --out and --record name, where there are any.' },
  award: {
    type: 'string',
    value: 'FILE',
    says: 'What else goes into it: JSON with results, narrative, image, status and the like.',
  },
  jwt: { type: 'boolean', says: 'Sign as a JWT instead of embedding the proof.' },
  record: {
    type: 'string',
    value: 'FILE',
    says: 'Also write a learner record (CLR 2.0) that carries the members and the credential of the stack.',
  },
} as const satisfies OptionSpecs

const define: Command = {
  name: 'stack define',
  summary: 'Check the definition of a stack, and say what it comes down to.',
  usage: ['FILE [--with FILE]…'],
  options: WITH_OPTION,
  operands: [1, 1],
  notes: [
    'A definition is JSON; badgesmith/schemas/stack.schema.json describes it, and editors that read "$schema" help to write it.',
  ],
  examples: ['badgesmith stack define stack.json', 'badgesmith stack define leading-stack.json --with stack.json'],
  run: runDefine,
}

const progress: Command = {
  name: 'stack progress',
  summary: 'Say how far somebody is with a stack, and what is still missing.',
  usage: ['FILE… | DIR | URL --stack FILE [--recipient EMAIL|DID] [--with FILE]… [--offline]'],
  options: STACK_OPTIONS,
  operands: [1, Number.POSITIVE_INFINITY],
  notes: [
    'Every credential is verified, and counts once. Without --recipient the credentials must show themselves that they are of one person.',
    'Exit status: 0 complete, 1 incomplete, 2 could not be decided.',
  ],
  examples: ['badgesmith stack progress badges/ --stack stack.json --recipient teacher@district.example'],
  run: runProgress,
}

const issue: Command = {
  name: 'stack issue',
  summary: 'Award a stack that is complete.',
  usage: [
    'FILE… | DIR | URL --stack FILE [--recipient EMAIL|DID] [--key FILE] [--issuer FILE] [--out FILE] [--record FILE] [--force]',
  ],
  options: ISSUE_OPTIONS,
  operands: [1, Number.POSITIVE_INFINITY],
  notes: [
    'The credential of the stack names its members as evidence, each by its id and a digest. The issuer must be one of those that the definition names.',
    'Exit status: 0 awarded, 1 incomplete, 2 could not be decided.',
  ],
  examples: [
    'badgesmith stack issue badges/ --stack stack.json --recipient teacher@district.example --out award.json --record record.json',
  ],
  run: runIssue,
}

const verify: Command = {
  name: 'stack verify',
  summary: 'Verify the credential of a stack with its members, and say whether it still stands.',
  usage: ['FILE [MEMBER… | DIR | URL] --stack FILE [--recipient EMAIL|DID] [--with FILE]… [--offline]'],
  options: STACK_OPTIONS,
  operands: [1, Number.POSITIVE_INFINITY],
  notes: [
    'The first file is the credential of the stack, or a learner record that carries its members; the others are its members. Each counts by its own proof, and must be the one that the credential names.',
    'Exit status: 0 it stands, 1 it is bad or its members no longer complete it, 2 could not be decided.',
  ],
  examples: [
    'badgesmith stack verify award.json badges/ --stack stack.json',
    'badgesmith stack verify record.json --stack stack.json',
  ],
  run: runVerify,
}

export const stack: CommandGroup = {
  name: 'stack',
  summary: 'Define stacks of credentials, follow, award and verify them.',
  actions: { define, progress, issue, verify },
  examples: [
    'badgesmith stack define stack.json',
    'badgesmith stack progress badges/ --stack stack.json --recipient teacher@district.example',
  ],
}

async function runDefine(
  { options: given, operands: [file = ''], json }: Arguments<typeof WITH_OPTION>,
  io: Io,
): Promise<ExitStatus> {
  const stack = await readStack(file, given.with)
  if (json) {
    await sayJson(io, stack)
    return EXIT.valid
  }
  const { leaves, combinations } = sizeOf(stack.requires)
  const ways = combinations === 1 ? 'one way' : `${combinations} ways`
  await say(
    io,
    `${stack.name}: the definition is good.`,
    `It has ${counted(leaves, 'place')} for credentials (at most ${LIMITS.leaves}) and can be completed in ${ways} (at most ${LIMITS.combinations}).`,
    `Completing it earns ${stack.achievement.name} (${stack.achievement.id}), issued by ${stack.issuers.join(' or ')}.`,
  )
  return EXIT.valid
}

type Given = Arguments<typeof STACK_OPTIONS>

async function runProgress({ options: given, operands, json }: Given, io: Io): Promise<ExitStatus> {
  const stack = await stackOf(given)
  const { names, presented } = await readPresented(operands, io)
  const found = await evaluateStack(stack, presented, await optionsOf(given, io))
  if (json) await sayJson(io, { ...found, files: names })
  else {
    await io.stdout.write(`${line(`${found.stack.name}: ${summaryOf(found)}`)}\n\n${stackTable(found, names)}`)
    const unread = found.presented.filter(({ problems }) => problems.some(({ code }) => code === 'stack.not_badge'))
    for (const { index, problems } of unread) {
      await tell(io, `${names[index]}: ${problems.map(problemText).join(' ')}`)
    }
  }
  return EXIT_OF[found.status]
}

const EXIT_OF = {
  complete: EXIT.valid,
  incomplete: EXIT.invalid,
  undecided: EXIT.indeterminate,
  good: EXIT.valid,
  degraded: EXIT.invalid,
  invalid: EXIT.invalid,
} as const

async function runIssue(
  { options: given, operands, json }: Arguments<typeof ISSUE_OPTIONS>,
  io: Io,
): Promise<ExitStatus> {
  if (given.jwt && given.record !== undefined)
    throw wrongUsage('--jwt and --record: a learner record carries no JWTs. Take one.')
  if (!given.force) for (const file of [given.out, given.record]) if (file !== undefined) await assertFree(file)
  const stack = await stackOf(given)
  const issuer = await readIssuer(given)
  const { presented } = await readPresented(operands, io)
  const options = {
    ...(await optionsOf(given, io)),
    ...(given.award !== undefined && { award: await readAward(given.award) }),
  }
  const award = await awarding<SignedCredential | string>(given.stack ?? '', () =>
    given.jwt
      ? issueStack(stack, presented, issuer, { ...options, format: 'jwt' })
      : issueStack(stack, presented, issuer, options),
  )
  const text = typeof award === 'string' ? award : `${JSON.stringify(award, undefined, 2)}\n`
  if (given.record !== undefined && typeof award !== 'string') {
    const { award: _, ...evaluate } = options
    const record = await awarding(given.stack ?? '', () =>
      issueStackRecord(stack, [...presented, award], issuer, evaluate),
    )
    await writeNew(given.record, `${JSON.stringify(record, undefined, 2)}\n`, { replace: given.force })
  }
  if (given.out === undefined) {
    await io.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
    return EXIT.valid
  }
  await writeNew(given.out, text, { replace: given.force })
  if (json)
    await sayJson(io, { stack: stack.id, out: given.out, ...(given.record !== undefined && { record: given.record }) })
  else {
    const record = given.record === undefined ? '' : ` and the learner record to ${given.record}`
    await say(io, `Awarded ${stack.name}: wrote its credential to ${given.out}${record}.`)
  }
  return EXIT.valid
}

async function runVerify(
  { options: given, operands: [file = '', ...members], json }: Given,
  io: Io,
): Promise<ExitStatus> {
  const stack = await stackOf(given)
  const credential = await readPresented([file], io)
  const { names, presented } = await readPresented(members, io)
  const [first] = credential.presented
  if (first === undefined || credential.presented.length > 1) {
    throw wrongUsage(`"${file}" must be one file, the credential of the stack; its members follow it.`)
  }
  const found = await verifyStack(stack, first, presented, await optionsOf(given, io))
  const { standing, report, progress: reached, problems } = found
  if (json) {
    await sayJson(io, { ...found, files: names })
    return EXIT_OF[standing]
  }
  const isRecord = report.kind === 'clr'
  const table = standing === 'invalid' ? '' : `\n${stackTable(reached, isRecord ? [file] : names)}`
  const reasons = [...new Set(problems.map(problemText))]
  await io.stdout.write(`${line(`${stack.name}: ${STANDINGS[standing]}`)}\n${table}`)
  if (reasons.length > 0) await io.stdout.write(`\n${reasons.map((reason) => `  ${line(reason)}\n`).join('')}`)
  return EXIT_OF[standing]
}

const STANDINGS = {
  good: 'it stands. The credential is good, and its members complete the stack.',
  degraded: 'the credential is good, but its members no longer complete the stack.',
  undecided: 'whether it stands could not be decided.',
  invalid: 'the credential is not good, or is not that of this stack.',
} as const

async function stackOf({ stack: file, with: others }: Given['options']): Promise<Stack> {
  if (file === undefined) throw wrongUsage('--stack is missing: it names the definition of the stack.')
  return readStack(file, others)
}

/** @throws Refusal 65 with everything that is wrong with the definition. */
async function readStack(file: string, others: readonly string[]): Promise<Stack> {
  const { value } = await readJson(file)
  const stacks: JsonValue[] = []
  for (const other of others) {
    const { value: definition } = await readJson(other)
    if (!isObject(definition) || typeof definition.id !== 'string') {
      throw badData(`${other}: it must be the definition of a stack, with an id.`)
    }
    stacks.push(definition)
  }
  return blaming(file, () => defineStack(value, { stacks }))
}

async function readAward(file: string): Promise<StackAward> {
  const { value } = await readJson(file)
  if (!isObject(value)) throw badData(`${file}: it must be a JSON object, {"results": …}.`)
  return value as StackAward
}

/** A file that cannot be read ends the command: an answer about the others would be about something else. */
async function readPresented(
  operands: readonly string[],
  io: Io,
): Promise<{ readonly names: readonly string[]; readonly presented: readonly CredentialInputForm[] }> {
  const { sources } = await badgeSources(operands, io)
  const presented: CredentialInputForm[] = []
  for (const { read } of sources) presented.push(await read())
  return { names: sources.map(({ name }) => name), presented }
}

async function optionsOf(given: Given['options'], io: Io): Promise<EvaluateStackOptions> {
  const now = readNow(given.now)
  const recipient = readRecipient(given.recipient)
  return {
    documentLoader: await loaderFor(io, { documents: given.documents, network: !given.offline }),
    cryptosuites: await programCryptosuites(),
    ...(now !== undefined && { now }),
    ...(recipient !== undefined && { recipient }),
  }
}

/** A stack that is not complete is an answer, not bad data. */
async function awarding<T>(file: string, task: () => Promise<T>): Promise<T> {
  try {
    return await blaming(file, task)
  } catch (error) {
    const [problem] = error instanceof Refusal ? error.problems : error instanceof OpenBadgesError ? error.problems : []
    if (problem?.code === 'stack.incomplete') throw new Refusal(EXIT.invalid, problem.message, { problems: [problem] })
    if (problem?.code === 'stack.undecided')
      throw new Refusal(EXIT.indeterminate, problem.message, { problems: [problem] })
    throw error
  }
}
