import {
  isClrContext,
  isOpenBadgesContext,
  OB_V3P0_3_0_0,
  OB_V3P0_3_0_1,
  OB_V3P0_3_0_3,
  VC_V1,
  VC_V2,
} from '../context-urls.ts'
import { isObject, toArray } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { Door } from './door.ts'
import { type Findings, shown } from './findings.ts'
import { dataModelOf, type Kind } from './kinds.ts'
import { below, type Place } from './place.ts'

const SECTION = 'Open Badges 3.0, Data Model, @context'

const OPEN_BADGES = /^https:\/\/purl\.imsglobal\.org\/spec\/ob\/v3p0\/context(-3\.\d\.\d)?\.json$/
const CLR = /^https:\/\/purl\.imsglobal\.org\/spec\/clr\/v2p0\/context(-2\.\d\.\d)?\.json$/

interface Expected {
  readonly name: string
  readonly url: string
  fits(context: JsonValue | undefined): boolean
}

const VC: Expected = {
  name: 'Verifiable Credentials',
  url: VC_V2,
  fits: (context) => context === VC_V2 || context === VC_V1,
}
const OB: Expected = {
  name: 'Open Badges',
  url: OB_V3P0_3_0_3,
  fits: (context) => typeof context === 'string' && OPEN_BADGES.test(context),
}
const CLR_2: Expected = {
  name: 'CLR',
  url: 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json',
  fits: (context) => typeof context === 'string' && CLR.test(context),
}

const ORDER: Readonly<Record<Exclude<Kind, 'profile'>, readonly Expected[]>> = {
  badge: [VC, OB],
  endorsement: [VC, OB],
  clr: [VC, CLR_2, OB],
  vc: [VC],
}

/**
 * Contexts: which, in which order, in which version; and that dates fit the data model they choose.
 *
 * @returns Whether they are those of the kind, so that it makes sense to ask what they define.
 */
export function checkContexts(
  credential: JsonObject,
  kind: Exclude<Kind, 'profile'>,
  place: Place | undefined,
  door: Door,
  findings: Findings,
): boolean {
  const contexts = credential['@context']
  const at = below(place, '@context')
  if (contexts === undefined) return false
  const expected = ORDER[kind]
  if (!Array.isArray(contexts) && kind === 'vc') return true
  if (!Array.isArray(contexts)) {
    findings.add('context.order', at, `@context should be an array, but is ${shown(contexts)}.`, {
      hint: `Write "@context": ${listOf(expected)}.`,
      section: SECTION,
    })
    return false
  }
  const found = findings.count()
  checkOrder(contexts, expected, at, findings)
  if (door.strict) checkStrictly(contexts, expected.length, at, findings)
  const isInOrder = findings.count() === found
  return checkDataModel(credential, place, door, findings) && isInOrder
}

/** The contexts as they should be: where they are wrong, the rest of the document can still be judged by these. */
export function correctedContexts(credential: JsonObject, kind: Kind): JsonValue[] {
  const expected = kind === 'profile' ? [] : ORDER[kind]
  const others = toArray<JsonValue>(credential['@context']).filter(
    (context) => ![VC, OB, CLR_2].some(({ fits }) => fits(context)),
  )
  return [...expected.map(({ url }) => url), ...others]
}

function checkOrder(
  contexts: readonly JsonValue[],
  expected: readonly Expected[],
  at: Place,
  findings: Findings,
): void {
  for (const [index, { name, fits }] of expected.entries()) {
    const context = contexts[index]
    // One that is written out may be anything; the closed shape refuses it.
    if (fits(context) || isObject(context)) continue
    const number = ['first', 'second', 'third'][index] ?? `${index + 1}th`
    const isElsewhere = contexts.some((other) => fits(other))
    const list = listOf(expected)
    const found = context === undefined ? 'there is none' : `it is ${shown(context)}`
    findings.add(
      'context.order',
      context === undefined ? at : below(at, index),
      `The ${number} context should be that of ${name}, but ${found}.`,
      { hint: isElsewhere ? `Put the contexts in order: ${list}.` : `Write "@context": ${list}.`, section: SECTION },
    )
    return
  }
}

function listOf(expected: readonly Expected[]): string {
  return `[${expected.map(({ url }) => `"${url}"`).join(', ')}]`
}

/** What we issue: every context by URL, in versions that exist and can be processed together. */
function checkStrictly(contexts: readonly JsonValue[], named: number, at: Place, findings: Findings): void {
  for (const [index, context] of contexts.entries()) {
    const place = below(at, index)
    if (context === null) {
      findings.add('shape.null', place, 'A context is null.', { hint: 'Leave it out.', section: SECTION })
    } else if (typeof context !== 'string') {
      findings.add('context.inline', place, 'A context is written into the credential instead of named by URL.', {
        hint: 'Publish it, and write its URL.',
        section: SECTION,
      })
    } else if (index < named && (OPEN_BADGES.test(context) || CLR.test(context)) && !isPublished(context)) {
      findings.add('context.unknown', place, `The context ${shown(context)} does not exist.`, {
        hint: `Use "${OPEN_BADGES.test(context) ? OB.url : CLR_2.url}".`,
        section: SECTION,
      })
    } else if (!/^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$/.test(context)) {
      findings.add('context.unknown', place, `The context ${shown(context)} is not a URL.`, {
        hint: 'Write the absolute URL of the context.',
        section: SECTION,
      })
    } else if (contexts[0] === VC_V2 && (context === OB_V3P0_3_0_0 || context === OB_V3P0_3_0_1)) {
      findings.add(
        'rule.data_model',
        place,
        `The context ${shown(context)} cannot be processed together with that of VC 2.0.`,
        {
          hint: `Use "${OB_V3P0_3_0_3}".`,
          section: SECTION,
        },
      )
    }
  }
}

function isPublished(context: string): boolean {
  return isOpenBadgesContext(context) || isClrContext(context)
}

const DATES = [
  { v1: 'issuanceDate', v2: 'validFrom' },
  { v1: 'expirationDate', v2: 'validUntil' },
] as const

/** VC 1.1 and VC 2.0 have other names for the dates, and a credential follows one of them. */
function checkDataModel(credential: JsonObject, place: Place | undefined, door: Door, findings: Findings): boolean {
  const model = dataModelOf(credential)
  if (model === undefined) return true
  if (model === 1 && door.strict) {
    const message = 'What is issued follows VC 2.0, and this follows VC 1.1.'
    findings.add('rule.data_model', below(below(place, '@context'), 0), message, {
      hint: `Put "${VC_V2}" first, and write "validFrom" and "validUntil" for the dates.`,
      section: SECTION,
    })
    return false
  }
  for (const { v1, v2 } of DATES) {
    const [foreign, own] = model === 1 ? [v2, v1] : [v1, v2]
    if (credential[foreign] === undefined) continue
    // VC 1.1 reserves the two names of VC 2.0; beside the dates that count they only confuse.
    const severity = model === 1 && credential[own] !== undefined && !door.strict ? 'warning' : 'error'
    findings.add(
      'rule.data_model',
      below(place, foreign),
      `"${foreign}" belongs to VC ${model === 1 ? '2.0' : '1.1'}, and the first context is that of VC ${model === 1 ? '1.1' : '2.0'}.`,
      {
        hint: credential[own] === undefined ? `Rename it to "${own}".` : `Leave it out; "${own}" says it.`,
        severity,
        section: 'Open Badges 3.0, Data Model, AchievementCredential',
      },
    )
  }
  return true
}
