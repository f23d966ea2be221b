import type { BatchRow, UnreadableRow } from '../../batch.ts'
import type { Problem } from '../../errors.ts'
import { isObject, toArray } from '../../json.ts'
import { nearest } from '../../nearest.ts'
import type { CredentialInput, Many } from '../../types.ts'
import { wrongUsage } from '../refusal.ts'
import { type CellKind, type CellValue, nobodyNamed, type ResultColumn, readCell, readResult } from './cell.ts'

/** What is done with the columns of a table. */
export interface ColumnPlan {
  /** Column and what it becomes, for people. */
  readonly used: readonly (readonly [column: string, target: string])[]
  readonly unused: readonly string[]
  /** Of the unused, those that are nearly a header that is understood, with it. */
  readonly nearly: readonly (readonly [column: string, meant: string])[]
  /** The row that the cells mean. */
  rowOf(cells: Readonly<Record<string, string>>): BatchRow | UnreadableRow
}

/** Where a cell goes, as `--map` names it. */
const TARGETS: Readonly<Record<string, CellKind>> = {
  key: 'text',
  'recipient.email': 'email',
  'recipient.id': 'text',
  'recipient.name': 'text',
  id: 'text',
  name: 'text',
  description: 'text',
  narrative: 'text',
  image: 'text',
  evidence: 'links',
  'evidence.file': 'text',
  creditsEarned: 'number',
  licenseNumber: 'text',
  role: 'text',
  term: 'text',
  awardedDate: 'firstMoment',
  validFrom: 'firstMoment',
  validUntil: 'lastMoment',
  activityStartDate: 'firstMoment',
  activityEndDate: 'lastMoment',
}

/** Targets of which a row can have several. */
const SEVERAL = ['evidence', 'evidence.file', 'recipient.name']

/** Headers that are understood without `--map`, in letters and digits only. */
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  'recipient.email': [
    'email',
    'mail',
    'emailaddress',
    'recipient',
    'recipientemail',
    'useremail',
    'learneremail',
    'teacheremail',
    'educatoremail',
    'studentemail',
    'correo',
    'correoelectronico',
  ],
  'recipient.id': ['did', 'recipientid', 'recipientdid', 'holderdid', 'holderid', 'learnerdid', 'walletdid'],
  'id or key': ['id'],
  key: [
    'key',
    'rowkey',
    'idempotencykey',
    'reference',
    'externalid',
    'recordid',
    'submissionid',
    'employeeid',
    'teacherid',
    'educatorid',
    'learnerid',
    'studentid',
    'userid',
  ],
  narrative: ['narrative', 'narrativa'],
  evidence: [
    'evidence',
    'evidenceurl',
    'evidenceurls',
    'evidencelink',
    'evidencelinks',
    'artifact',
    'artifacts',
    'evidencia',
  ],
  'evidence.file': ['evidencefile', 'evidencefiles'],
  awardedDate: [
    'awarded',
    'awardedon',
    'awardeddate',
    'awarddate',
    'dateawarded',
    'dateearned',
    'earnedon',
    'completedon',
    'completiondate',
  ],
  validFrom: ['validfrom', 'issuedon', 'issuedate', 'dateissued', 'issuancedate'],
  validUntil: ['validuntil', 'expires', 'expireson', 'expiry', 'expirydate', 'expiration', 'expirationdate'],
  activityStartDate: ['activitystartdate', 'startdate', 'startedon'],
  activityEndDate: ['activityenddate', 'enddate', 'endedon'],
  creditsEarned: ['credits', 'creditsearned'],
  licenseNumber: ['licensenumber', 'licencenumber'],
  role: ['role'],
  term: ['term'],
}

type Draft = { [name: string]: unknown }

interface Column {
  readonly name: string
  readonly target: string
  put(row: Draft, text: string): Problem | undefined
}

/**
 * Finds out what each column of a table means: what `--map` says, else by its header.
 *
 * @param maps - `Column=target`; without a target the column is left out.
 * @param template - Its result descriptions are columns, by their names.
 * @throws Refusal 64 for an unknown column or target, and for two columns of one meaning.
 */
export function planColumns(
  header: readonly string[],
  maps: readonly string[],
  template: Partial<CredentialInput>,
): ColumnPlan {
  const results = resultColumns(template)
  const said = new Map(maps.map((map) => mapping(map, header)))
  const taken = new Set(said.values())
  const columns = header.flatMap((name) => {
    const asked = said.get(name)
    const target = said.has(name) ? asked : targetOf(name, results, taken)
    return target === undefined || target === '' ? [] : [columnOf(name, target, results)]
  })
  assertSingle(columns)
  const whom = whomColumns(columns)
  const names = new Set(columns.map(({ name }) => name))
  const unused = header.filter((name) => !names.has(name) && !said.has(name))
  return {
    used: columns.map(({ name, target }) => [name, target]),
    unused,
    nearly: unused.flatMap((name) => {
      const meant = nearestHeader(name, results)
      return meant === undefined ? [] : [[name, meant] as const]
    }),
    rowOf: (cells) => rowOf(cells, columns, whom),
  }
}

function rowOf(
  cells: Readonly<Record<string, string>>,
  columns: readonly Column[],
  whom: readonly string[],
): BatchRow | UnreadableRow {
  const row: Draft = {}
  const problems: Problem[] = []
  for (const { name, put } of columns) {
    const text = cells[name] ?? ''
    const problem = text === '' ? undefined : put(row, text)
    if (problem !== undefined) problems.push(problem)
  }
  if (isForNobody(row) && whom.every((name) => (cells[name] ?? '') === '')) problems.unshift(nobodyNamed(whom))
  if (problems.length === 0) return { ...row, cells }
  const key = typeof row.key === 'string' ? { key: row.key } : {}
  return { unreadable: problems as unknown as Many<Problem>, ...key, cells }
}

/** Names of the columns that say whom a badge is for. */
function whomColumns(columns: readonly Column[]): string[] {
  const plain = columns.filter(({ target }) => target === 'recipient.email' || target === 'recipient.id')
  return (plain.length > 0 ? plain : columns.filter(({ target }) => target === 'id or key')).map(({ name }) => name)
}

function isForNobody({ recipient }: Draft): boolean {
  return !isObject(recipient) || (recipient.email === undefined && recipient.id === undefined)
}

function mapping(map: string, header: readonly string[]): [column: string, target: string] {
  // A column may have the sign in its name, a target has not.
  const at = map.lastIndexOf('=')
  if (at < 1) throw wrongUsage(`--map cannot be "${map}". Write Column=target, such as "Work email=recipient.email".`)
  const [column, target] = [map.slice(0, at).trim(), map.slice(at + 1).trim()]
  if (header.includes(column)) return [column, target]
  const meant = nearest(column, header)
  const hint = meant === undefined ? `The columns are ${header.join(', ')}.` : `Did you mean "${meant}"?`
  throw wrongUsage(`--map: the table has no column "${column}". ${hint}`)
}

/** What a header means by itself; nothing where a column that was named by `--map` means it already. */
function targetOf(
  name: string,
  results: ReadonlyMap<string, ResultColumn>,
  taken: ReadonlySet<string>,
): string | undefined {
  const word = plainWord(name)
  const result = [...results.keys()].find((known) => plainWord(known) === word)
  const target =
    result === undefined ? Object.keys(HEADERS).find((one) => HEADERS[one]?.includes(word)) : `results.${result}`
  return target === undefined || taken.has(target) ? undefined : target
}

/** What is near to a short word is near by chance: "name" to "role", "notes" to "mail". */
const SHORTEST_NEAR = 5

/** The header that a misspelt one most likely means: a result of the template as it is called, else one of ours. */
function nearestHeader(name: string, results: ReadonlyMap<string, ResultColumn>): string | undefined {
  const word = plainWord(name)
  if (word.length < SHORTEST_NEAR) return undefined
  const known = new Map([...results.keys()].map((result) => [plainWord(result), result]))
  for (const words of Object.values(HEADERS)) for (const one of words) if (!known.has(one)) known.set(one, one)
  const meant = known.has(word) ? undefined : nearest(word, known.keys())
  return meant === undefined ? undefined : known.get(meant)
}

function plainWord(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

function columnOf(name: string, target: string, results: ReadonlyMap<string, ResultColumn>): Column {
  const column = (read: (text: string) => CellValue, store: (row: Draft, value: unknown) => void): Column => ({
    name,
    target,
    put(row, text) {
      const answer = read(text)
      if ('problem' in answer) return answer.problem
      store(row, answer.value)
      return undefined
    },
  })
  const kind = Object.hasOwn(TARGETS, target) ? TARGETS[target] : undefined
  if (target === 'id or key') return column((text) => readCell('text', text, name), putIdOrKey)
  if (kind !== undefined)
    return column(
      (text) => readCell(kind, text, name),
      (row, value) => put(row, target, value),
    )
  if (target.startsWith('results.')) {
    const result = resultOf(target.slice('results.'.length), results)
    return column(
      (text) => readResult(result, text, name),
      (row, value) => append(row, 'results', value),
    )
  }
  const path = /^achievement\.([A-Za-z]+)$/.exec(target)
  if (path !== null)
    return column(
      (text) => readCell('text', text, name),
      (row, value) => put(row, target, value),
    )
  throw unknownTarget(target)
}

function unknownTarget(target: string): Error {
  const names = [...Object.keys(TARGETS), 'achievement.name', 'results.NAME']
  const meant = nearest(target, names)
  const hint = meant === undefined ? `There are ${names.join(', ')}.` : `Did you mean "${meant}"?`
  return wrongUsage(`--map: nothing of a badge is called "${target}". ${hint}`)
}

/** `id` is a URI where it looks like one; else it is a number of the person in some register, and names the row. */
function putIdOrKey(row: Draft, value: unknown): void {
  put(row, /^[a-z][a-z0-9+.-]*:./i.test(String(value)) ? 'recipient.id' : 'key', value)
}

function put(row: Draft, target: string, value: unknown): void {
  if (target === 'evidence') for (const item of value as unknown[]) append(row, 'evidence', item)
  else if (target === 'evidence.file') append(row, 'evidence', { file: value })
  else if (target === 'recipient.name') {
    const recipient = within(row, 'recipient')
    append(recipient, 'identifier', { identityHash: value, identityType: 'name', hashed: false })
  } else {
    const [first = '', second] = target.split('.')
    if (second === undefined) row[first] = value
    else within(row, first)[second] = value
  }
}

function within(row: Draft, name: string): Draft {
  const inner = isObject(row[name]) ? (row[name] as Draft) : {}
  row[name] = inner
  return inner
}

function append(row: Draft, name: string, value: unknown): void {
  row[name] = [...((row[name] as unknown[] | undefined) ?? []), value]
}

function assertSingle(columns: readonly Column[]): void {
  for (const { name, target } of columns) {
    const other = columns.find((column) => column.name !== name && column.target === target)
    if (other === undefined || SEVERAL.includes(target)) continue
    throw wrongUsage(
      `The columns "${name}" and "${other.name}" both mean ${target}. Leave one out: --map "${other.name}="`,
    )
  }
}

/** The result descriptions of the template, by name. */
function resultColumns(template: Partial<CredentialInput>): ReadonlyMap<string, ResultColumn> {
  const descriptions: readonly unknown[] = toArray(template.achievement?.resultDescription)
  return new Map(
    descriptions.filter(isNamed).map((description) => {
      const { id, name, rubricCriterionLevel } = description
      const levels = (Array.isArray(rubricCriterionLevel) ? rubricCriterionLevel : []).filter(isNamed)
      const isNumber = isNumeric(description)
      return [name, { id, isNumber, levels: levels.map((level) => ({ id: level.id, name: level.name })) }]
    }),
  )
}

const NUMERIC_TYPES: readonly unknown[] = ['GradePointAverage', 'Percent', 'PredictedScore', 'RawScore', 'ScaledScore']

/** Scores, whatever has numbers for its bounds, and hours, credits and points of one's own (`ext:ClockHours`). */
function isNumeric({ resultType, valueMin, valueMax }: Described): boolean {
  if (NUMERIC_TYPES.includes(resultType)) return true
  if ([valueMin, valueMax].some((bound) => typeof bound === 'string' && /^-?\d/.test(bound))) return true
  return typeof resultType === 'string' && /^ext:.*(?:hours?|credits?|points?|units?|CEUs?|PDUs?)$/i.test(resultType)
}

interface Described {
  readonly id: string
  readonly name: string
  readonly rubricCriterionLevel?: unknown
  readonly resultType?: unknown
  readonly valueMin?: unknown
  readonly valueMax?: unknown
}

function isNamed(value: unknown): value is Described {
  return isObject(value) && typeof value.id === 'string' && typeof value.name === 'string'
}

function resultOf(name: string, results: ReadonlyMap<string, ResultColumn>): ResultColumn {
  const found = results.get(name) ?? [...results.values()].find(({ id }) => id === name || id.endsWith(`#${name}`))
  if (found !== undefined) return found
  const names = [...results.keys()]
  const known = names.length === 0 ? 'It has none.' : `It has ${names.join(', ')}.`
  throw wrongUsage(`--map: the achievement of the template has no result description "${name}". ${known}`)
}
