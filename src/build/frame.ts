import { OB_V3P0_3_0_3, OB_V3P0_EXTENSIONS, STATUS_LIST_2021_V1, VC_V2 } from '../context-urls.ts'
import { createProblem, type Problem } from '../errors.ts'
import { isObject, toArray } from '../json.ts'
import { nearest } from '../nearest.ts'
import { evidenceDraft } from './evidence.ts'
import type { IdSource } from './ids.ts'
import { type Draft, dateOf, manyOf, type OpenDraft } from './parts.ts'

export interface BuildOptions {
  /** The time to issue at, for `validFrom`; default the clock. */
  readonly now?: Date
  /** The same key for the same issuer gives the same ids and salts. */
  readonly idempotencyKey?: string
}

export const BUILD_OPTIONS: readonly (keyof BuildOptions)[] = ['now', 'idempotencyKey']

/** Types that Open Badges defines in a context of its own, and the one type of the older status list. */
const CONTEXT_OF_TYPE: Readonly<Record<string, string>> = {
  '1EdTechJsonSchemaValidator2019': OB_V3P0_EXTENSIONS,
  '1EdTechRevocationList': OB_V3P0_EXTENSIONS,
  '1EdTechCredentialRefresh': OB_V3P0_EXTENSIONS,
  StatusList2021Entry: STATUS_LIST_2021_V1,
}

/** What every credential has, whatever it says. */
export function frameDraft(input: Draft, issuer: unknown, ids: IdSource, options: BuildOptions): OpenDraft {
  const parts = { status: input.status, refreshService: input.refreshService, credentialSchema: input.credentialSchema }
  return {
    '@context': contextsOf(Object.values(parts), input.contexts),
    id: input.id ?? ids.urn('credential'),
    name: input.name,
    description: input.description,
    issuer,
    validFrom: dateOf(input.validFrom) ?? dateOf(wholeSeconds(options.now ?? new Date())),
    validUntil: dateOf(input.validUntil),
    awardedDate: dateOf(input.awardedDate),
    evidence: evidenceOf(input.evidence, ids),
    credentialSchema: manyOf(parts.credentialSchema),
    credentialStatus: parts.status,
    refreshService: parts.refreshService,
    termsOfUse: manyOf(input.termsOfUse),
    relatedResource: manyOf(input.relatedResource),
  }
}

/** A problem for each member that the input does not have: nothing that somebody meant to say is dropped in silence. */
export function unknownInput(input: Draft, known: readonly string[]): Problem[] {
  return Object.keys(input)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known)
      const hint = meant === undefined ? `It has: ${known.join(', ')}.` : `Did you mean "${meant}"?`
      return createProblem('schema.additional', `The input has no member "${name}".`, { pointer: `/${name}`, hint })
    })
}

export const FRAME_MEMBERS: readonly string[] = [
  'id',
  'name',
  'description',
  'validFrom',
  'validUntil',
  'awardedDate',
  'contexts',
  'evidence',
  'status',
  'refreshService',
  'termsOfUse',
  'credentialSchema',
  'relatedResource',
]

function contextsOf(parts: readonly unknown[], own: unknown): unknown[] {
  const types = parts.flatMap((part) => toArray(part)).map((part) => (isObject(part) ? part.type : undefined))
  const needed = types.map((type) => (typeof type === 'string' ? CONTEXT_OF_TYPE[type] : undefined))
  const contexts = [VC_V2, OB_V3P0_3_0_3, ...needed, ...toArray(own)]
  return [...new Set(contexts.filter((context) => context !== undefined))]
}

function evidenceOf(evidence: unknown, ids: IdSource): unknown {
  let index = 0
  return manyOf(evidence, (item) => evidenceDraft(item, index++, ids))
}

/** A NumericDate of a JWT has whole seconds, so dates that we choose have too. */
function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000)
}
