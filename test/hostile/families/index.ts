import type { Fault } from '../forge.ts'
import { CONTEXTS, CONTRADICTIONS } from './contexts.ts'
import { BINDING } from './key-binding.ts'
import { ADDRESSES, PUBLISHED } from './key-documents.ts'
import { LIMITS } from './limits.ts'
import { BUDGETS, LINKS, LURES } from './links.ts'
import { NO_BADGE } from './no-badge.ts'
import { PNG_FAULTS, SVG_FAULTS } from './pictures.ts'
import { PRESENTATIONS } from './presentations.ts'
import { PROOF_VALUES } from './proof-values.ts'
import { PROOF_OPTIONS, PROOF_SETS } from './proofs.ts'
import { DUPLICATES, ENCODING, NAMES, NOT_PLAIN, SYNTAX_FAULTS } from './reading.ts'
import { EVIDENCE, RECIPIENTS } from './recipients.ts'
import { ABBREVIATIONS, CLASSES_OUT_OF_PLACE, GRAPH_ONLY, LOSSES, OTHER_WORDS, RESERVED } from './shape.ts'
import { STATUS_ENTRIES, STATUS_LISTS, STATUS_NETWORK, STATUS_SET } from './status.ts'
import { RULES, SCHEMA } from './structure.ts'
import { TAMPERED } from './tampering.ts'
import { DATES } from './time.ts'
import { ALGORITHM_FAULTS, CLAIMS, HEADERS, KEY_SETS, PARTS } from './tokens.ts'
import { DIDS, MALLEABLE, WEAK } from './weak-keys.ts'

/** Every family of attacks, each breaking one rule at a time. */
export const FAMILIES: Readonly<Record<string, readonly Fault[]>> = {
  'no badge': NO_BADGE,
  encoding: ENCODING,
  syntax: SYNTAX_FAULTS,
  'duplicate names': DUPLICATES,
  'forbidden names': NAMES,
  'not plain': NOT_PLAIN,
  limits: LIMITS,
  contexts: [...CONTEXTS, ...CONTRADICTIONS],
  'other words': [...OTHER_WORDS, ...ABBREVIATIONS],
  'reserved members': [...RESERVED, ...CLASSES_OUT_OF_PLACE],
  'null and ids': GRAPH_ONLY,
  'unsigned members': LOSSES,
  schema: SCHEMA,
  rules: RULES,
  tampering: TAMPERED,
  'proof values': PROOF_VALUES,
  'proof options': PROOF_OPTIONS,
  'proof sets': PROOF_SETS,
  'key binding': BINDING,
  'key documents': PUBLISHED,
  addresses: ADDRESSES,
  'weak keys': WEAK,
  'malleable signatures': MALLEABLE,
  'key DIDs': DIDS,
  'JWT algorithms': ALGORITHM_FAULTS,
  'JWT headers': HEADERS,
  'JWT parts': PARTS,
  'JWT claims': CLAIMS,
  'JWK sets': KEY_SETS,
  'status set': STATUS_SET,
  'status entries': STATUS_ENTRIES,
  'status lists': STATUS_LISTS,
  'status network': STATUS_NETWORK,
  dates: DATES,
  PNG: PNG_FAULTS,
  SVG: SVG_FAULTS,
  presentations: PRESENTATIONS,
  recipients: RECIPIENTS,
  evidence: EVIDENCE,
  lures: LURES,
  links: LINKS,
  budgets: BUDGETS,
}
