import { readDigestMultibase, readDigestSRI, sameDigest } from '../digest.ts'
import { isObject, toArray } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import { parseDateTime } from '../validity.ts'
import type { Door } from './door.ts'
import { article, type Findings, shown, softened } from './findings.ts'
import type { Kind } from './kinds.ts'
import { below, type Place, pointerOf } from './place.ts'
import { checkResults } from './results.ts'
import type { Node } from './walk.ts'

/** The rules of the specification that no schema can say (data model; "Verification", step 1). */
export function checkRules(nodes: readonly Node[], kind: Kind, door: Door, findings: Findings): void {
  for (const node of nodes) RULES[node.className]?.(node, door, findings)
  checkResults(nodes, door, findings)
  checkIds(nodes, door, findings)
  const root = nodes[0]
  if (root === undefined || kind === 'profile') return
  checkCredentialSchema(root, kind, door, findings)
  if (kind === 'clr') checkAssociations(root, findings)
}

type Rule = (node: Node, door: Door, findings: Findings) => void

const RULES: Readonly<Record<string, Rule>> = {
  AchievementSubject: checkSubject,
  ClrSubject: checkRecipient,
  Criteria: checkCriteria,
  IdentityObject: checkIdentity,
  Evidence: checkDigests,
  RelatedResource: checkRelatedResource,
  OpenBadgeCredential: checkPeriod,
  EndorsementCredential: checkPeriod,
  ClrCredential: checkPeriod,
}

function checkSubject(node: Node, door: Door, findings: Findings): void {
  checkRecipient(node, door, findings)
  if (door.strict) checkOrderOfDates(node, 'activityStartDate', 'activityEndDate', findings)
}

function checkRecipient({ value, place, className }: Node, _door: Door, findings: Findings): void {
  const isNamed = (typeof value.id === 'string' && value.id !== '') || toArray(value.identifier).some(isObject)
  // An id of the wrong type is said by the schema.
  if (isNamed || (value.id !== undefined && typeof value.id !== 'string')) return
  findings.add(
    'rule.recipient',
    place,
    `${article(className).replace(/^a/, 'A')} should say whom it is about, and says neither "id" nor "identifier".`,
    {
      hint: 'Add "id" (a DID, say) or "identifier" with an IdentityObject. buildCredential makes one from recipient.email.',
      section: 'Open Badges 3.0, Verification, step 1',
    },
  )
}

function checkCriteria({ value, place }: Node, _door: Door, findings: Findings): void {
  const isTold = typeof value.narrative === 'string' && value.narrative.trim() !== ''
  if (isTold || (typeof value.id === 'string' && value.id !== '')) return
  if (
    (value.narrative !== undefined && typeof value.narrative !== 'string') ||
    (value.id !== undefined && value.id !== '')
  )
    return
  findings.add('rule.criteria', place, 'The criteria say nothing: neither "narrative" nor "id".', {
    hint: 'Add "narrative", what must be done to earn it, or "id", the page that says it.',
    section: 'Open Badges 3.0, Data Model, Criteria',
  })
}

function checkIdentity({ value, place }: Node, _door: Door, findings: Findings): void {
  const { hashed, identityHash } = value
  if (hashed !== true || typeof identityHash !== 'string') return
  if (/^(sha256\$[0-9a-f]{64}|md5\$[0-9a-f]{32})$/i.test(identityHash)) return
  findings.add(
    'schema.format',
    below(place, 'identityHash'),
    'The identity is said to be hashed, but its hash is none.',
    {
      hint: 'Write what hashIdentity(value, salt) gives: "sha256$" and 64 hexadecimal digits. Or say "hashed": false.',
      section: 'Open Badges 3.0, Data Model, IdentityHash',
    },
  )
}

/** A digest that nobody can read is found out before it is signed. On reading this is for checkEvidence. */
function checkDigests({ value, place, className }: Node, door: Door, findings: Findings): void {
  if (!door.strict) return
  const { digestMultibase, digestSRI } = value
  const multibase = typeof digestMultibase === 'string' ? readDigestMultibase(digestMultibase) : undefined
  const sri = typeof digestSRI === 'string' ? readDigestSRI(digestSRI) : undefined
  const section = 'VC 2.0, 5.3 Integrity of Related Resources'
  if (typeof digestMultibase === 'string' && multibase === undefined) {
    findings.add(
      'evidence.digest_syntax',
      below(place, 'digestMultibase'),
      `"digestMultibase" of ${article(className)} cannot be read.`,
      {
        hint: 'Write what digestEvidence(bytes) gives.',
        section,
      },
    )
  }
  if (typeof digestSRI === 'string' && sri === undefined) {
    findings.add(
      'evidence.digest_syntax',
      below(place, 'digestSRI'),
      `"digestSRI" of ${article(className)} cannot be read.`,
      {
        hint: 'Write "sha256-", "sha384-" or "sha512-" and the hash in base64.',
        section,
      },
    )
  }
  if (multibase && sri?.every((digest) => sameDigest(digest, multibase) === false)) {
    findings.add('evidence.digest_conflict', place, `The two digests of ${article(className)} differ.`, {
      hint: 'Leave "digestSRI" out; one digest is enough.',
      section,
    })
  }
  const isDigested = digestMultibase !== undefined || digestSRI !== undefined
  if (isDigested && value.id === undefined && className === 'Evidence') {
    findings.add(
      'schema.required',
      place,
      `${article(className).replace(/^a/, 'A')} with a digest needs "id", and has none.`,
      {
        hint: 'Add "id": the URL of the file, or a urn:uuid: where it is private.',
        section,
      },
    )
  }
}

function checkRelatedResource(node: Node, door: Door, findings: Findings): void {
  checkDigests(node, door, findings)
  const { value, place } = node
  if (!door.strict || value.digestMultibase !== undefined || value.digestSRI !== undefined) return
  findings.add('schema.required', place, 'A RelatedResource needs a digest, and has none.', {
    hint: 'Add "digestMultibase": what digestEvidence(bytes) gives.',
    section: 'VC 2.0, 5.3 Integrity of Related Resources',
  })
}

function checkPeriod(node: Node, door: Door, findings: Findings): void {
  if (door.strict) checkOrderOfDates(node, 'validFrom', 'validUntil', findings)
}

function checkOrderOfDates({ value, place }: Node, from: string, until: string, findings: Findings): void {
  const [start, end] = [value[from], value[until]]
  if (typeof start !== 'string' || typeof end !== 'string') return
  const [startMs, endMs] = [parseDateTime(start), parseDateTime(end)]
  if (startMs === undefined || endMs === undefined || endMs >= startMs) return
  findings.add(
    'time.inverted',
    below(place, until),
    `"${until}" is ${shown(end)}, before "${from}", ${shown(start)}.`,
    {
      hint: `Put "${until}" after "${from}".`,
      section: 'VC 2.0, 4.9 Validity Period',
    },
  )
}

/** Nodes that are things of their own. Profiles, pictures and pages may well appear twice. */
const THINGS: ReadonlySet<string> = new Set([
  'OpenBadgeCredential',
  'OpenBadgeCredentialV1',
  'EndorsementCredential',
  'EndorsementCredentialV1',
  'ClrCredential',
  'ClrCredentialV1',
  'AchievementSubject',
  'ClrSubject',
  'Achievement',
  'ResultDescription',
  'RubricCriterionLevel',
  'Evidence',
  'Association',
])

/**
 * One id is one node of the graph, so two things of one id are one thing that says both. Two of one array are refused
 * by the closed shape on reading, and so are not named again there.
 */
function checkIds(nodes: readonly Node[], door: Door, findings: Findings): void {
  const first = new Map<string, Node>()
  for (const node of nodes) {
    const { id } = node.value
    if (typeof id !== 'string' || !THINGS.has(node.className)) continue
    const other = first.get(id)
    if (other === undefined) first.set(id, node)
    else if (door.strict || !areOfOneArray(node.place, other.place)) {
      findings.add(
        'rule.unique_id',
        below(node.place, 'id'),
        `${article(node.className).replace(/^a/, 'A')} has the id ${shown(id)}, which is that of ${article(other.className)} at ${pointerOf(other.place) || 'the top'}.`,
        {
          hint: 'Give each its own id.',
          severity: softened(door),
          section: 'VC 2.0, 4.4 Identifiers',
        },
      )
    }
  }
}

function areOfOneArray(a: Place | undefined, b: Place | undefined): boolean {
  return typeof a?.step === 'number' && typeof b?.step === 'number' && pointerOf(a.above) === pointerOf(b.above)
}

const SPECIFIED_SCHEMA: Readonly<Record<'badge' | 'endorsement' | 'clr', { url: string; pattern: RegExp }>> = {
  badge: {
    url: 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json',
    pattern:
      /^https:\/\/purl\.imsglobal\.org\/spec\/ob\/v3p0\/schema\/(json(-ld)?\/ob_v3p0_(any)?achievementcredential_schema|achievementcredential)\.json$/,
  },
  endorsement: {
    url: 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json',
    pattern:
      /^https:\/\/purl\.imsglobal\.org\/spec\/ob\/v3p0\/schema\/(json(-ld)?\/ob_v3p0_(any)?endorsementcredential_schema|endorsementcredential)\.json$/,
  },
  clr: {
    url: 'https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json',
    pattern:
      /^https:\/\/purl\.imsglobal\.org\/spec\/clr\/v2p0\/schema\/json(-ld)?\/clr_v2p0_clrcredential_schema\.json$/,
  },
}

/** "One instance MUST have the schema of the specification" (data model, CredentialSchema). Others we do not know. */
function checkCredentialSchema({ value, place }: Node, kind: Kind, door: Door, findings: Findings): void {
  if (value.credentialSchema === undefined) return
  const specified = kind === 'vc' || kind === 'profile' ? undefined : SPECIFIED_SCHEMA[kind]
  const at = below(place, 'credentialSchema')
  const schemas = toArray<JsonValue>(value.credentialSchema)
  let isNamed = false
  let isReadable = false
  for (const [index, schema] of schemas.entries()) {
    if (!isObject(schema) || typeof schema.id !== 'string') continue
    isReadable = true
    if (specified?.pattern.test(schema.id) && schema.type === '1EdTechJsonSchemaValidator2019') isNamed = true
    else if (!specified?.pattern.test(schema.id)) {
      const isArray = Array.isArray((value as JsonObject).credentialSchema) && schemas.length > 1
      findings.add(
        'schema.unknown',
        isArray ? below(at, index) : at,
        `The schema ${shown(schema.id)} is not known here, so the credential was not held to it.`,
      )
    }
  }
  if (!door.strict || isNamed || specified === undefined || !isReadable) return
  findings.add('rule.credential_schema', at, 'None of the schemas is that of the specification.', {
    hint: `Add { "id": "${specified.url}", "type": "1EdTechJsonSchemaValidator2019" }, or leave "credentialSchema" out.`,
    section: 'Open Badges 3.0, Data Model, CredentialSchema',
  })
}

/** Both ends of an association are ids of achievements, not of credentials (CLR 2.0, Association). */
function checkAssociations({ value, place }: Node, findings: Findings): void {
  const subject = value.credentialSubject
  if (!isObject(subject)) return
  const defined = toArray<JsonValue>(subject.achievement).map(idOf)
  const members = toArray<JsonValue>(subject.verifiableCredential).flatMap((member) => {
    const of = isObject(member) ? toArray<JsonValue>(member.credentialSubject) : []
    return of.map((about) => (isObject(about) ? idOf(about.achievement) : undefined))
  })
  const known = new Set([...defined, ...members])
  const at = below(below(place, 'credentialSubject'), 'association')
  for (const [index, association] of toArray<JsonValue>(subject.association).entries()) {
    if (!isObject(association)) continue
    for (const end of ['sourceId', 'targetId'] as const) {
      const id = association[end]
      if (typeof id !== 'string' || known.has(id)) continue
      findings.add(
        'rule.association',
        below(below(at, index), end),
        `An association names ${shown(id)}, which is no achievement in the record.`,
        {
          hint: 'Write the id of an achievement, not that of a credential.',
          section: 'CLR 2.0, Data Model, Association',
        },
      )
    }
  }
}

function idOf(value: JsonValue | undefined): JsonValue | undefined {
  return isObject(value) ? value.id : undefined
}
