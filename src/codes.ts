/** The checks of a verification report, in the order in which they run (design: "The report"). */
export const CHECK_NAMES = [
  'read',
  'schema',
  'proof',
  'refresh',
  'validity',
  'status',
  'recipient',
  'endorsements',
  'evidence',
  'members',
] as const

export type CheckName = (typeof CHECK_NAMES)[number]

/** What a code is about when it is not one of the checks of `verifyCredential`. */
export type Area = CheckName | 'presentation' | 'issue' | 'lint' | 'stack' | 'batch'

export type Severity = 'error' | 'warning' | 'note'

export interface CodeFacts {
  readonly area: Area
  /** What one error of this code does to its check; `passed` for what never decides. */
  readonly outcome: 'failed' | 'undecided' | 'passed'
  readonly severity: Severity
}

/**
 * The one table of codes. Its order is the order of precedence: where one fault shows in two ways, the code that
 * stands first is named first.
 *
 * What each code means is said by `explain`, where a report can hold it, and by scripts/code-meanings.ts.
 *
 * `failed` is kept for what the signed data or its signer disproves. What we refuse or cannot read, although another
 * verifier might, is `undecided`: ignorance is never turned into yes or no. A `warning` or a `note` never decides.
 */
export const CODES = {
  // Reading: bytes, text, JSON
  'json.encoding': ['read', 'failed'],
  'json.syntax': ['read', 'failed'],
  'json.ill_formed_string': ['read', 'failed'],
  'json.duplicate_key': ['read', 'failed'],
  'json.forbidden_key': ['read', 'undecided'],
  'json.not_plain': ['read', 'undecided'],
  'limit.size': ['read', 'undecided'],
  'limit.depth': ['read', 'undecided'],
  'limit.array': ['read', 'undecided'],
  'limit.values': ['read', 'undecided'],
  'limit.roots': ['read', 'undecided'],
  'limit.proofs': ['read', 'undecided'],
  'limit.credentials': ['read', 'undecided'],
  'limit.blank_nodes': ['read', 'undecided'],
  // Reading: pictures
  'image.unknown': ['read', 'undecided'],
  'png.signature': ['read', 'failed'],
  'png.truncated': ['read', 'failed'],
  'png.chunk_length': ['read', 'failed'],
  'png.crc': ['read', 'failed'],
  'png.itxt': ['read', 'failed'],
  'png.multiple_credentials': ['read', 'failed'],
  'png.no_credential': ['read', 'undecided'],
  'svg.doctype': ['read', 'undecided'],
  'svg.malformed': ['read', 'failed'],
  'svg.multiple_credentials': ['read', 'failed'],
  'svg.no_credential': ['read', 'undecided'],
  'image.carrier': ['read', 'note'],
  // Reading: links
  'link.no_credential': ['read', 'undecided'],
  // Reading: JWT
  'jwt.malformed': ['read', 'failed'],
  'jwt.encoding': ['read', 'failed'],
  'jwt.header': ['read', 'failed'],
  'credential.type': ['read', 'failed'],
  // The closed shape: what is checked is what is signed
  'context.inline': ['schema', 'undecided'],
  'context.unknown': ['schema', 'undecided'],
  'context.invalid': ['schema', 'undecided'],
  'context.order': ['schema', 'failed'],
  'shape.key_not_term': ['schema', 'undecided'],
  'shape.keyword_key': ['schema', 'undecided'],
  'shape.compact_iri': ['schema', 'undecided'],
  'shape.iri_name': ['schema', 'undecided'],
  'shape.blank_node_id': ['schema', 'undecided'],
  'shape.reserved_property': ['schema', 'undecided'],
  'shape.null': ['schema', 'undecided'],
  'shape.duplicate_id': ['schema', 'undecided'],
  // Structure
  'schema.required': ['schema', 'failed'],
  'schema.type': ['schema', 'failed'],
  'schema.enum': ['schema', 'failed'],
  'schema.format': ['schema', 'failed'],
  'schema.empty': ['schema', 'failed'],
  'schema.additional': ['schema', 'failed'],
  'schema.language_map': ['schema', 'failed'],
  'schema.unknown': ['schema', 'note'],
  'rule.recipient': ['schema', 'failed'],
  'rule.criteria': ['schema', 'failed'],
  'rule.type': ['schema', 'failed'],
  'rule.context_term': ['schema', 'failed'],
  'rule.unique_id': ['schema', 'failed'],
  'rule.result_reference': ['schema', 'failed'],
  'rule.achieved_level': ['schema', 'failed'],
  'rule.required_level': ['schema', 'failed'],
  'rule.status_required': ['schema', 'failed'],
  'rule.value_range': ['schema', 'failed'],
  'rule.credential_schema': ['schema', 'failed'],
  'rule.association': ['schema', 'warning'],
  'rule.data_model': ['schema', 'failed'],
  // Proof and key
  'proof.missing': ['proof', 'failed'],
  'jwt.alg': ['proof', 'failed'],
  'proof.encoding': ['proof', 'failed'],
  'proof.unexpected_key': ['proof', 'failed'],
  'proof.purpose': ['proof', 'failed'],
  'did.syntax': ['proof', 'failed'],
  'issuer.key_mismatch': ['proof', 'failed'],
  'key.id_mismatch': ['proof', 'failed'],
  'key.not_authorized': ['proof', 'failed'],
  'key.revoked': ['proof', 'failed'],
  'key.expired': ['proof', 'failed'],
  'key.weak': ['proof', 'failed'],
  'key.format': ['proof', 'failed'],
  'proof.data_loss': ['proof', 'failed'],
  'proof.signature_invalid': ['proof', 'failed'],
  'proof.set_member_invalid': ['proof', 'failed'],
  'proof.previous': ['proof', 'failed'],
  'proof.expired': ['proof', 'failed'],
  'proof.created_future': ['proof', 'failed'],
  'jwt.claim_mismatch': ['proof', 'failed'],
  'jwt.sub_missing': ['proof', 'warning'],
  'key.not_found': ['proof', 'undecided'],
  'did.unsupported': ['proof', 'undecided'],
  'proof.unsupported': ['proof', 'undecided'],
  'limit.canonicalization': ['proof', 'undecided'],
  // Network
  'net.offline': ['proof', 'undecided'],
  'net.scheme': ['proof', 'undecided'],
  'net.port': ['proof', 'undecided'],
  'net.blocked_address': ['proof', 'undecided'],
  'net.redirect': ['proof', 'undecided'],
  'net.timeout': ['proof', 'undecided'],
  'net.too_large': ['proof', 'undecided'],
  'net.too_many': ['proof', 'undecided'],
  'net.http_status': ['proof', 'undecided'],
  'net.unreachable': ['proof', 'undecided'],
  'net.content': ['proof', 'undecided'],
  'net.aborted': ['proof', 'undecided'],
  // Time
  'time.syntax': ['validity', 'failed'],
  'time.inverted': ['validity', 'failed'],
  'time.not_yet_valid': ['validity', 'failed'],
  'time.expired': ['validity', 'failed'],
  // Status
  'status.revoked': ['status', 'failed'],
  'status.suspended': ['status', 'failed'],
  'status.entry': ['status', 'undecided'],
  'status.index_syntax': ['status', 'undecided'],
  'status.index_range': ['status', 'undecided'],
  'status.list_unsigned': ['status', 'undecided'],
  'status.issuer_mismatch': ['status', 'undecided'],
  'status.list_id_mismatch': ['status', 'undecided'],
  'status.list_expired': ['status', 'undecided'],
  'status.purpose_mismatch': ['status', 'undecided'],
  'status.list_length': ['status', 'undecided'],
  'status.list_encoding': ['status', 'undecided'],
  'limit.decompressed': ['status', 'undecided'],
  'status.unsupported': ['status', 'undecided'],
  'status.unavailable': ['status', 'undecided'],
  'status.index_number': ['status', 'warning'],
  'status.message': ['status', 'note'],
  'status.refresh': ['status', 'note'],
  // Recipient
  'recipient.mismatch': ['recipient', 'failed'],
  'identity.weak': ['recipient', 'warning'],
  // Refresh, endorsements, evidence, members
  'refresh.mismatch': ['refresh', 'warning'],
  'refresh.unavailable': ['refresh', 'note'],
  'endorsement.invalid': ['endorsements', 'warning'],
  'endorsement.undecided': ['endorsements', 'note'],
  'endorsement.subject': ['endorsements', 'warning'],
  'endorsement.cycle': ['endorsements', 'warning'],
  'endorsement.limit': ['endorsements', 'note'],
  'member.invalid': ['members', 'warning'],
  'member.undecided': ['members', 'note'],
  'member.changed': ['members', 'warning'],
  'member.unnamed': ['members', 'warning'],
  'member.missing': ['members', 'note'],
  'member.recipient': ['members', 'warning'],
  'member.recipient_unknown': ['members', 'note'],
  'member.association': ['members', 'warning'],
  'member.cycle': ['members', 'warning'],
  'evidence.changed': ['evidence', 'failed'],
  'evidence.digest_conflict': ['evidence', 'failed'],
  'evidence.digest_syntax': ['evidence', 'undecided'],
  'evidence.missing': ['evidence', 'undecided'],
  'evidence.no_digest': ['evidence', 'undecided'],
  // Presentations
  'vp.empty': ['presentation', 'failed'],
  'vp.challenge': ['presentation', 'failed'],
  'vp.domain': ['presentation', 'failed'],
  'vp.holder_mismatch': ['presentation', 'failed'],
  'vp.replayed': ['presentation', 'failed'],
  'vp.subject_without_id': ['presentation', 'warning'],
  // Stacks: their definitions
  'stack.requirement': ['stack', 'failed'],
  'stack.empty': ['stack', 'failed'],
  'stack.unreachable': ['stack', 'failed'],
  'stack.unknown': ['stack', 'failed'],
  'stack.cycle': ['stack', 'failed'],
  'stack.too_complex': ['stack', 'failed'],
  // Stacks: why a credential does not count, or might
  'stack.not_badge': ['stack', 'failed'],
  'stack.not_verified': ['stack', 'failed'],
  'stack.revoked': ['stack', 'failed'],
  'stack.issuer': ['stack', 'failed'],
  'stack.recipient': ['stack', 'failed'],
  'stack.expired': ['stack', 'failed'],
  'stack.window': ['stack', 'failed'],
  'stack.result': ['stack', 'failed'],
  'stack.undecided': ['stack', 'undecided'],
  'stack.recipient_unknown': ['stack', 'undecided'],
  'stack.result_unknown': ['stack', 'undecided'],
  'stack.superseded': ['stack', 'note'],
  'stack.used': ['stack', 'note'],
  'stack.not_required': ['stack', 'note'],
  // Stacks: awarding them, and paying for them
  'stack.incomplete': ['stack', 'failed'],
  'stack.member_form': ['stack', 'failed'],
  'tally.no_credit': ['stack', 'note'],
  'tally.value': ['stack', 'failed'],
  'tally.status': ['stack', 'failed'],
  // Issuing
  'image.already_baked': ['issue', 'failed'],
  'status.irreversible': ['issue', 'failed'],
  'status.conflict': ['issue', 'failed'],
  'status.locked': ['issue', 'failed'],
  'status.list_full': ['issue', 'failed'],
  'status.list_file': ['issue', 'failed'],
  'status.reservation': ['issue', 'failed'],
  'signer.signature_invalid': ['issue', 'failed'],
  'signer.failed': ['issue', 'failed'],
  'issue.ambiguous_graph': ['issue', 'failed'],
  // Batches
  'batch.row': ['batch', 'failed'],
  'batch.cell': ['batch', 'failed'],
  'batch.duplicate_key': ['batch', 'failed'],
  'batch.status': ['batch', 'failed'],
  'batch.conflict': ['batch', 'failed'],
  'batch.locked': ['batch', 'failed'],
  'batch.folder': ['batch', 'failed'],
  // Advice before signing: legal but unwise
  'lint.context_version': ['lint', 'warning'],
  'lint.achievement_id': ['lint', 'warning'],
  'lint.no_image': ['lint', 'warning'],
  'lint.image_format': ['lint', 'warning'],
  'lint.image_size': ['lint', 'warning'],
  'lint.no_alignment': ['lint', 'warning'],
  'lint.alignment_url': ['lint', 'warning'],
  'lint.credits_as_hours': ['lint', 'warning'],
  'lint.related_as_stack': ['lint', 'warning'],
  'lint.email_in_clear': ['lint', 'warning'],
  'lint.evidence_link': ['lint', 'warning'],
  'lint.evidence_data_uri': ['lint', 'warning'],
  'lint.status_type': ['lint', 'warning'],
  'lint.cryptosuite': ['lint', 'warning'],
  'lint.jwt_alg': ['lint', 'warning'],
  'lint.jwt_subject': ['lint', 'warning'],
  'lint.issuer_reference': ['lint', 'warning'],
  'lint.no_name': ['lint', 'warning'],
  'lint.achievement_type': ['lint', 'warning'],
  'lint.subject_id': ['lint', 'warning'],
} as const

/** A stable name for one kind of problem: family, dot, reason. */
export type ErrorCode = keyof typeof CODES

/** A code that a verification report can hold. */
export type ReportCode = {
  [Code in ErrorCode]: (typeof CODES)[Code][0] extends CheckName ? Code : never
}[ErrorCode]

/** What the table says of a code. */
export function factsOf(code: ErrorCode): CodeFacts {
  const [area, kind]: readonly [Area, 'failed' | 'undecided' | 'warning' | 'note'] = CODES[code]
  if (kind === 'warning' || kind === 'note') return { area, outcome: 'passed', severity: kind }
  return { area, outcome: kind, severity: 'error' }
}
