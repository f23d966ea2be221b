import { openBadgesError } from '../errors.ts'
import type { Alignment, AlignmentTargetType, Uri } from '../types.ts'

/** An item of a framework published in CASE (Competencies and Academic Standards Exchange). */
export interface CaseAlignmentInput {
  /** The `uri` of the item; it ends in its UUID. */
  readonly uri: Uri
  /** What the item says: its full or abbreviated statement. */
  readonly name: string
  /** Title of the framework (CFDocument). */
  readonly framework?: string
  readonly description?: string
  /** Default the UUID. */
  readonly code?: string
  /** Default `CFItem`. */
  readonly type?: 'CFItem' | 'CFRubric' | 'CFRubricCriterion' | 'CFRubricCriterionLevel'
}

/** A competency or credential published in the Credential Registry (CTDL). */
export interface CtdlAlignmentInput {
  /** `ce-` and a UUID. */
  readonly ctid: string
  readonly name: string
  /** A competency is `ceasn:Competency`, a credential is `ceterms:Credential`. */
  readonly kind: 'competency' | 'credential'
  readonly framework?: string
  readonly description?: string
  /** Default the page of the CTID in the Credential Registry. */
  readonly url?: Uri
}

/** A standard of a framework that is published neither in CASE nor in CTDL. */
export interface FrameworkAlignmentInput {
  /** `'ISTE'` and `'InTASC'` are written out. */
  readonly framework: 'ISTE' | 'InTASC' | (string & {})
  readonly name: string
  /** The page of the standard. */
  readonly url: Uri
  /** `'2.5.b'`, `'Standard 6'`. */
  readonly code?: string
  readonly description?: string
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const FRAMEWORKS: Readonly<Record<string, string>> = {
  ISTE: 'ISTE Standards for Educators',
  InTASC: 'InTASC Model Core Teaching Standards',
}

/**
 * Makes an alignment with an item of a CASE framework: `targetUrl` is the URI of the item, `targetCode` its UUID
 * (Open Badges 3.0 Implementation Guide, "Alignment").
 *
 * @throws {@link OpenBadgesError} `schema.format` when `uri` does not end in a UUID.
 *
 * @example
 * const alignment = buildCaseAlignment({
 *   uri: 'https://case.example/uri/6b2f5a0e-52ad-4d3f-9bb0-8b6d2f4e1c11',
 *   name: 'Designs assessments that match learning objectives',
 * })
 */
export function buildCaseAlignment(input: CaseAlignmentInput): Alignment {
  const uuid = UUID.exec(input.uri)?.[0]
  if (uuid === undefined) {
    throw openBadgesError('schema.format', 'The URI of a CASE item ends in its UUID, and this one does not.', {
      pointer: '/uri',
      hint: 'Use the "uri" of the CFItem, like "https://case.example/uri/6b2f5a0e-52ad-4d3f-9bb0-8b6d2f4e1c11".',
    })
  }
  return alignment(input, input.uri, input.code ?? uuid, input.framework, input.type ?? 'CFItem')
}

/**
 * Makes an alignment with a competency or credential of the Credential Registry, by its CTID.
 *
 * @throws {@link OpenBadgesError} `schema.format` when `ctid` is not `ce-` and a UUID.
 *
 * @example
 * const alignment = buildCtdlAlignment({
 *   ctid: 'ce-6b2f5a0e-52ad-4d3f-9bb0-8b6d2f4e1c11', kind: 'competency', name: 'Assessment literacy',
 * })
 */
export function buildCtdlAlignment(input: CtdlAlignmentInput): Alignment {
  if (!input.ctid.startsWith('ce-') || UUID.exec(input.ctid)?.index !== 3) {
    throw openBadgesError('schema.format', 'A CTID is "ce-" and a UUID, and this is none.', {
      pointer: '/ctid',
      hint: 'Write it like "ce-6b2f5a0e-52ad-4d3f-9bb0-8b6d2f4e1c11".',
    })
  }
  const url = input.url ?? `https://credentialengineregistry.org/resources/${input.ctid}`
  const type = input.kind === 'competency' ? 'ceasn:Competency' : 'ceterms:Credential'
  return alignment(input, url, input.ctid, input.framework, type)
}

/**
 * Makes an alignment with a standard of a framework without CASE or CTDL. It has no `targetType`: the vocabulary has no
 * term for it.
 *
 * @example
 * const alignment = buildFrameworkAlignment({
 *   framework: 'InTASC', code: 'Standard 6', name: 'Assessment', url: 'https://ccsso.org/intasc',
 * })
 */
export function buildFrameworkAlignment(input: FrameworkAlignmentInput): Alignment {
  return alignment(input, input.url, input.code, FRAMEWORKS[input.framework] ?? input.framework, undefined)
}

function alignment(
  { name, description }: { readonly name: string; readonly description?: string },
  targetUrl: Uri,
  targetCode: string | undefined,
  targetFramework: string | undefined,
  targetType: AlignmentTargetType | undefined,
): Alignment {
  return {
    type: ['Alignment'],
    targetName: name,
    targetUrl,
    ...(description !== undefined && { targetDescription: description }),
    ...(targetFramework !== undefined && { targetFramework }),
    ...(targetCode !== undefined && { targetCode }),
    ...(targetType !== undefined && { targetType }),
  }
}
