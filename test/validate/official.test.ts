import { existsSync, readFileSync } from 'node:fs'
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js'
import formatsPlugin from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { validateCredential } from '../../src/validate/index.ts'
import { type Doc, failingCases, passingCases } from '../support/corpus.ts'
import { RULE_CASES } from '../support/rule-cases.ts'

const OFFICIAL = new URL('../../../shared/reference/schemas/', import.meta.url)
const isHere = existsSync(OFFICIAL)
const title = isHere
  ? 'the published schemas'
  : 'the published schemas (skipped: ../shared/reference/schemas is not here)'

/**
 * Every kind of mistake that the published schemas let pass and we refuse, with its reason. A document refused by us
 * and accepted there must be one of these.
 */
const STRICTER: Readonly<Record<string, string>> = {
  'rule.recipient': 'id or identifier is a MUST of the text (Verification, step 1); a schema cannot say it.',
  'rule.criteria': 'Criteria without id and narrative say nothing; the public validator refuses them too.',
  'rule.type': 'A bare string as type is not compared with the class there.',
  'rule.result_reference': 'A reference between two places; a schema cannot say it.',
  'rule.achieved_level': 'A reference between two places; a schema cannot say it.',
  'rule.required_level': 'A reference between two places; a schema cannot say it.',
  'rule.status_required': 'Depends on the result description; a schema cannot say it.',
  'rule.value_range': 'Depends on the result description; a schema cannot say it.',
  'rule.context_term': 'A term without definition is not signed, or stops the signing (JSON-LD safe mode).',
  'rule.unique_id': 'Two things of one id are one node of the graph.',
  'rule.credential_schema': 'One instance MUST name the schema of the specification; said in the text only.',
  'rule.data_model': 'VC 2.0 with dates of VC 1.1, or with contexts that cannot be processed together.',
  'schema.type':
    'A single value where the canonical form wants an array; extensions of VC 2.0 that are not described there.',
  'schema.empty': 'Empty arrays MUST be omitted (Serialization).',
  'schema.enum': 'The pattern for ext: is not anchored there.',
  'schema.format': 'Any string passes as URI, email address or country code there.',
  'schema.required': 'Members of status entries and related resources are not described there.',
  'schema.language_map': 'Language maps pass there, and no context can sign them.',
  'shape.null': 'Nulls in members that are not described there.',
  'context.order': 'One string passes as @context there.',
  'context.unknown': 'Any digit passes as version there.',
  'context.inline': 'A context written out passes there; no verifier of ours reads it.',
  'time.syntax': 'Dates of members that are not described there.',
  'time.inverted': 'Two dates compared; a schema cannot say it.',
  'evidence.digest_syntax': 'Digests are of VC 2.0 and not described there.',
  'evidence.digest_conflict': 'Digests are of VC 2.0 and not described there.',
}

function compile(): (document: Doc) => boolean {
  const ajv = new Ajv2019({ strict: false, allErrors: false })
  formatsPlugin.default(ajv)
  const load = (name: string): ValidateFunction =>
    ajv.compile(JSON.parse(readFileSync(new URL(name, OFFICIAL), 'utf8')))
  const badge = load('ob_v3p0_achievementcredential_schema.json')
  const endorsement = load('ob_v3p0_endorsementcredential_schema.json')
  const clr = load('clr_v2p0_clrcredential_schema.json')
  return (document) => {
    const types = JSON.stringify(document.type)
    if (types.includes('ClrCredential')) return clr(document) as boolean
    return (types.includes('EndorsementCredential') ? endorsement(document) : badge(document)) as boolean
  }
}

describe.skipIf(!isHere)(title, () => {
  const passing = [...passingCases().map(({ document }) => document), ...RULE_CASES.map(({ passes }) => passes)]

  it(`accept all ${passing.length} documents that the issuing door accepts`, () => {
    const accepts = compile()
    const ours = passing.filter((document) => validateCredential(document).valid)
    expect(ours.length).toBe(passing.length)
    expect(ours.filter((document) => !accepts(document))).toEqual([])
  })

  it('accept of what we refuse only what is listed here with its reason', () => {
    const accepts = compile()
    const failing = [
      ...failingCases(() => []).map(({ document, code }) => ({ document, code })),
      ...RULE_CASES.map(({ fails, code }) => ({ document: fails, code })),
    ]
    const stricter = new Set(failing.filter(({ document }) => accepts(document)).map(({ code }) => code))
    expect([...stricter].sort()).toEqual(Object.keys(STRICTER).sort())
  })
})
