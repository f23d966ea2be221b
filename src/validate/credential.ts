import type { SchemaName } from '../generated/validators.ts'
import { isObject, toArray } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import { checkContexts, correctedContexts } from './contexts.ts'
import { type Door, EMBEDDED } from './door.ts'
import { type Findings, listed } from './findings.ts'
import { CLASS_OF_KIND, CREDENTIAL_TYPES, dataModelOf, type Kind, kindBySubject, kindOf, typesOf } from './kinds.ts'
import { type View, viewOf } from './normalize.ts'
import { below, type Place } from './place.ts'
import { checkRules } from './rules.ts'
import { checkAgainstSchema } from './schema.ts'
import { vocabularyOf } from './terms.ts'
import { walk } from './walk.ts'

/** Which kinds are accepted at a place, and by whom. */
export interface Request {
  readonly value: JsonObject
  readonly place: Place | undefined
  readonly door: Door
  readonly kinds: readonly Kind[]
}

/** Checks a document, and on issuing every credential within it, each by its own contexts. */
export function checkDocument(first: Request, findings: Findings): void {
  const queue: Request[] = [first]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) queue.push(...checkOne(next, findings))
}

/** Checks one document; gives back the credentials that it holds. */
function checkOne({ value, place, door, kinds }: Request, findings: Findings): Request[] {
  const kind = decideKind(value, kinds, place, findings)
  if (kind === undefined) return []
  const schema = schemaFor(kind, value, door)
  const view = withoutStatusList(viewOf(value, schema, place, door, findings), kind, place, door, findings)
  const statusSchema = door.strict ? statusSchemaOf(view.value) : undefined
  const explained = checkAgainstSchema(schema, statusSchema ? withoutStatus(view) : view, place, door, findings)
  if (statusSchema) checkStatusEntry(view.value, statusSchema, below(place, 'credentialStatus'), findings)
  const areContextsRight = kind !== 'profile' && checkContexts(value, kind, place, door, findings)
  const contexts = areContextsRight ? toArray<JsonValue>(value['@context']) : correctedContexts(value, kind)
  const isJudged = areContextsRight || door.strict
  const vocabulary = isJudged && kind !== 'vc' && kind !== 'profile' ? vocabularyOf(contexts) : undefined
  const { nodes, roots } = walk(view, schema, place, vocabulary, explained, door, findings)
  checkRules(nodes, kind, door, findings)
  // On reading, what is embedded is verified by itself, and decides nothing about what it is embedded in.
  if (!door.strict) return []
  return roots.map((root) => ({
    value: root.value,
    place: root.place,
    door: EMBEDDED,
    kinds: root.className === 'EndorsementCredential' ? ['endorsement'] : ['badge', 'endorsement', 'clr', 'vc'],
  }))
}

/** The kind of a document; one whose class is not named is judged by what it looks like, so that all else is said too. */
function decideKind(
  value: JsonObject,
  kinds: readonly Kind[],
  place: Place | undefined,
  findings: Findings,
): Kind | undefined {
  const named = kindOf(value)
  if (named !== undefined && kinds.includes(named)) return named
  const likely = kinds.length === 1 ? kinds[0] : kindBySubject(value)
  if (likely !== undefined && kinds.includes(likely) && named !== 'profile') return likely
  const wanted = kinds.filter((kind) => kind !== 'profile').flatMap(namesOf)
  const meant = typesOf(value).flatMap((type) => findings.guess(type, wanted) ?? [])[0]
  findings.add(
    'credential.type',
    value.type === undefined ? place : below(place, 'type'),
    `There is no ${listed(wanted)} here.`,
    {
      hint:
        meant === undefined
          ? 'Name the class in "type": ["VerifiableCredential", "OpenBadgeCredential"].'
          : `Did you mean "${meant}"?`,
      section: 'Open Badges 3.0, Data Model',
    },
  )
  return undefined
}

function namesOf(kind: Kind): string[] {
  if (kind === 'vc') return ['VerifiableCredential']
  return Object.entries(CREDENTIAL_TYPES).flatMap(([name, of]) => (of === kind ? [name] : []))
}

function schemaFor(kind: Kind, value: JsonObject, door: Door): SchemaName {
  // That what is issued follows VC 1.1 is said once; that it lacks what VC 1.1 wants need not be.
  if (door.strict || dataModelOf(value) !== 1) return CLASS_OF_KIND[kind]
  if (kind === 'badge') return 'OpenBadgeCredentialV1'
  if (kind === 'clr') return 'ClrCredentialV1'
  return kind === 'endorsement' ? 'EndorsementCredentialV1' : CLASS_OF_KIND[kind]
}

/**
 * Several status entries: VC 2.0 allows them and issuers write them, Open Badges does not. On reading they are looked at
 * one by one, and what they say is for the status check.
 */
function withoutStatusList(view: View, kind: Kind, place: Place | undefined, door: Door, findings: Findings): View {
  const entries = view.value.credentialStatus
  if (door.strict || kind === 'vc' || kind === 'profile' || !Array.isArray(entries)) return view
  for (const [index, entry] of entries.entries()) {
    if (isObject(entry) && typeof entry.type === 'string') continue
    findings.add(
      'schema.type',
      below(below(place, 'credentialStatus'), index),
      'A status entry should be an object with a "type".',
      {
        section: 'VC 2.0, 4.10 Status',
      },
    )
  }
  return withoutStatus(view)
}

function withoutStatus({ value, wrapped }: View): View {
  const { credentialStatus: _, ...rest } = value
  return { value: rest, wrapped }
}

/** What we issue can be looked up: entries whose kind we know have their members. */
function statusSchemaOf({ credentialStatus: entry }: JsonObject): SchemaName | undefined {
  return isObject(entry) && typeof entry.type === 'string' ? STATUS_CLASSES[entry.type] : undefined
}

function checkStatusEntry(credential: JsonObject, schema: SchemaName, place: Place, findings: Findings): void {
  const value = credential.credentialStatus as JsonObject
  checkAgainstSchema(schema, { value, wrapped: new Set() }, place, EMBEDDED, findings)
}

const STATUS_CLASSES: Readonly<Record<string, SchemaName>> = {
  BitstringStatusListEntry: 'BitstringStatusListEntry',
  StatusList2021Entry: 'StatusList2021Entry',
  '1EdTechRevocationList': 'RevocationListEntry',
}
