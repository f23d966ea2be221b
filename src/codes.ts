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
  /** One sentence for the error reference. */
  readonly means: string
}

/**
 * The one table of codes. Its order is the order of precedence: where one fault shows in two ways, the code that
 * stands first is named first.
 *
 * `failed` is kept for what the signed data or its signer disproves. What we refuse or cannot read, although another
 * verifier might, is `undecided`: ignorance is never turned into yes or no. A `warning` or a `note` never decides.
 */
export const CODES = {
  // Reading: bytes, text, JSON
  'json.encoding': ['read', 'failed', 'The bytes are not well-formed UTF-8.'],
  'json.syntax': ['read', 'failed', 'The text is not JSON.'],
  'json.ill_formed_string': ['read', 'failed', 'A string holds half of a surrogate pair.'],
  'json.duplicate_key': ['read', 'failed', 'An object has two members of one name, so two readers can see two badges.'],
  'json.forbidden_key': ['read', 'undecided', 'A member is named __proto__, constructor or prototype.'],
  'json.not_plain': ['read', 'undecided', 'An object that was handed in is not plain data.'],
  'limit.size': ['read', 'undecided', 'The input or one of its strings is larger than what is read.'],
  'limit.depth': ['read', 'undecided', 'The document is nested too deeply.'],
  'limit.array': ['read', 'undecided', 'An array has too many items.'],
  'limit.values': ['read', 'undecided', 'The document has too many values.'],
  'limit.roots': ['read', 'undecided', 'The document holds too many credentials and endorsements.'],
  'limit.proofs': ['read', 'undecided', 'A credential has too many proofs.'],
  'limit.credentials': ['read', 'undecided', 'A presentation holds too many credentials.'],
  'limit.blank_nodes': ['read', 'undecided', 'A credential has too many nodes without an id.'],
  // Reading: pictures
  'image.unknown': ['read', 'undecided', 'The bytes are neither PNG nor SVG.'],
  'png.signature': ['read', 'failed', 'The PNG signature or its first chunk is wrong.'],
  'png.truncated': ['read', 'failed', 'The PNG ends before its last chunk.'],
  'png.chunk_length': ['read', 'failed', 'A PNG chunk claims more bytes than there are, or there are too many chunks.'],
  'png.crc': ['read', 'failed', 'The checksum of the PNG chunk that holds the badge is wrong.'],
  'png.itxt': ['read', 'failed', 'The PNG chunk that should hold the badge is compressed or malformed.'],
  'png.multiple_credentials': ['read', 'failed', 'The PNG holds more than one badge.'],
  'png.no_credential': ['read', 'undecided', 'The PNG holds no badge.'],
  'svg.doctype': ['read', 'undecided', 'The SVG has a document type declaration, which is not read.'],
  'svg.malformed': ['read', 'failed', 'The SVG is not well-formed XML.'],
  'svg.multiple_credentials': ['read', 'failed', 'The SVG holds more than one badge.'],
  'svg.no_credential': ['read', 'undecided', 'The SVG holds no badge.'],
  'image.carrier': ['read', 'note', 'The badge was found under the keyword or namespace of another version.'],
  // Reading: links
  'link.no_credential': ['read', 'undecided', 'The page at the link neither is a badge nor links to one.'],
  // Reading: JWT
  'jwt.malformed': ['read', 'failed', 'The text is not a compact JWS.'],
  'jwt.encoding': ['read', 'failed', 'A part of the JWT is not strict base64url.'],
  'jwt.header': ['read', 'failed', 'The JWT header has members that are not allowed, or lacks those it needs.'],
  'credential.type': ['read', 'failed', 'There is no Open Badges credential in it.'],
  // The closed shape: what is checked is what is signed
  'context.inline': ['schema', 'undecided', 'A @context holds an object instead of a URL.'],
  'context.unknown': ['schema', 'undecided', 'A @context names a document that is not known here.'],
  'context.invalid': ['schema', 'undecided', 'The contexts contradict each other, or one of them is malformed.'],
  'context.order': [
    'schema',
    'failed',
    'The contexts are missing or not in the order that the specification requires.',
  ],
  'shape.key_not_term': ['schema', 'undecided', 'A member name is an IRI or a prefixed name instead of a term.'],
  'shape.keyword_key': ['schema', 'undecided', 'A member name is a JSON-LD keyword.'],
  'shape.compact_iri': ['schema', 'undecided', 'An id is abbreviated by a prefix, so that it cannot be compared.'],
  'shape.blank_node_id': ['schema', 'undecided', 'A node is named by an explicit blank-node id.'],
  'shape.reserved_property': [
    'schema',
    'undecided',
    'A member that belongs to a credential stands where it means nothing.',
  ],
  'shape.null': ['schema', 'undecided', 'A value is null, which a signature over the graph does not cover.'],
  'shape.duplicate_id': ['schema', 'undecided', 'Two nodes of one array have the same id.'],
  // Structure
  'schema.required': ['schema', 'failed', 'A required member is missing.'],
  'schema.type': ['schema', 'failed', 'A value has the wrong JSON type.'],
  'schema.enum': ['schema', 'failed', 'A value is not one of those allowed.'],
  'schema.format': ['schema', 'failed', 'A value does not have the required format.'],
  'schema.empty': ['schema', 'failed', 'An array is empty; the member should be left out, or say something.'],
  'schema.additional': ['schema', 'failed', 'A closed class has a member it does not define.'],
  'schema.language_map': ['schema', 'failed', 'A language map stands where one string belongs.'],
  'schema.unknown': ['schema', 'note', 'The credential names a JSON Schema that is not known here.'],
  'rule.recipient': ['schema', 'failed', 'The badge says neither by id nor by identifier whom it is for.'],
  'rule.criteria': ['schema', 'failed', 'The criteria say nothing: neither id nor narrative.'],
  'rule.type': ['schema', 'failed', 'A type lacks the class name that must be in it.'],
  'rule.context_term': ['schema', 'failed', 'A member is not defined by the context version that the badge names.'],
  'rule.unique_id': ['schema', 'failed', 'Two things of one badge have the same id.'],
  'rule.result_reference': [
    'schema',
    'failed',
    'A result refers to a result description that the achievement does not have.',
  ],
  'rule.achieved_level': ['schema', 'failed', 'A result names a level that its rubric does not have.'],
  'rule.required_level': ['schema', 'failed', 'A result description requires a level that its rubric does not have.'],
  'rule.status_required': ['schema', 'failed', 'A result of type Status has no status.'],
  'rule.value_range': ['schema', 'failed', 'A value is not among those allowed or lies outside its range.'],
  'rule.credential_schema': ['schema', 'failed', 'The credentialSchema does not name the schema of the specification.'],
  'rule.association': ['schema', 'warning', 'An association names an achievement that is not in the record.'],
  'rule.data_model': [
    'schema',
    'failed',
    'The badge mixes the two versions of the data model, or has the wrong one for this use.',
  ],
  // Proof and key
  'proof.missing': ['proof', 'failed', 'The badge is not signed.'],
  'jwt.alg': ['proof', 'failed', 'The JWT is not signed with a public-key algorithm.'],
  'proof.encoding': ['proof', 'failed', 'A proof value is not in the encoding of its suite.'],
  'proof.unexpected_key': ['proof', 'failed', 'A proof has members that its suite does not define.'],
  'proof.purpose': ['proof', 'failed', 'A proof was made for another purpose.'],
  'did.syntax': ['proof', 'failed', 'A DID is malformed, or its document is that of another DID.'],
  'issuer.key_mismatch': ['proof', 'failed', 'The key that signed does not belong to the issuer.'],
  'key.id_mismatch': ['proof', 'failed', 'The key document describes another key or another controller.'],
  'key.not_authorized': ['proof', 'failed', 'The issuer does not allow this key to sign credentials.'],
  'key.revoked': ['proof', 'failed', 'The issuer has revoked the key.'],
  'key.expired': ['proof', 'failed', 'The key had expired when the badge was signed.'],
  'key.weak': ['proof', 'failed', 'The key is too weak, or not a proper point of its curve.'],
  'key.format': ['proof', 'failed', 'The key is malformed or of another type than its suite needs.'],
  'proof.data_loss': [
    'proof',
    'failed',
    'A member has no definition in the contexts, so the signature does not cover it.',
  ],
  'proof.signature_invalid': [
    'proof',
    'failed',
    'The signature does not fit: the badge was changed, or another key signed it.',
  ],
  'proof.set_member_invalid': ['proof', 'failed', 'One of several proofs that count has failed.'],
  'proof.previous': ['proof', 'failed', 'A proof builds on another one that is missing or has failed.'],
  'proof.expired': ['proof', 'failed', 'The proof has expired.'],
  'proof.created_future': ['proof', 'failed', 'The proof claims to have been made in the future.'],
  'jwt.claim_mismatch': ['proof', 'failed', 'A claim of the JWT disagrees with the credential in it.'],
  'jwt.sub_missing': ['proof', 'warning', 'The JWT has no sub claim, which the specification demands.'],
  'key.not_found': ['proof', 'undecided', 'The key could not be found where the issuer publishes its keys.'],
  'did.unsupported': ['proof', 'undecided', 'The DID method is not known here.'],
  'proof.unsupported': ['proof', 'undecided', 'The proof type, cryptosuite or algorithm is not known here.'],
  'limit.canonicalization': ['proof', 'undecided', 'Canonicalization took too much work.'],
  // Network
  'net.offline': ['proof', 'undecided', 'A document is needed that was not given, and the network was not allowed.'],
  'net.scheme': ['proof', 'undecided', 'Only https is fetched.'],
  'net.port': ['proof', 'undecided', 'Only port 443, or a port that the caller lists, is fetched.'],
  'net.blocked_address': ['proof', 'undecided', 'The host resolves to an address that is not public.'],
  'net.redirect': ['proof', 'undecided', 'The server redirects, which is not followed.'],
  'net.timeout': ['proof', 'undecided', 'The server did not answer in time.'],
  'net.too_large': ['proof', 'undecided', 'The answer is larger than what is read.'],
  'net.too_many': ['proof', 'undecided', 'One verification needs more requests than are made.'],
  'net.http_status': ['proof', 'undecided', 'The server answered with an error.'],
  'net.unreachable': ['proof', 'undecided', 'The server could not be reached.'],
  'net.content': ['proof', 'undecided', 'The answer is not the kind of document that is needed.'],
  'net.aborted': ['proof', 'undecided', 'The caller aborted the verification.'],
  // Time
  'time.syntax': [
    'validity',
    'failed',
    'A date is not a dateTimeStamp with an offset, or names a day that does not exist.',
  ],
  'time.inverted': ['validity', 'failed', 'The badge ends before it begins.'],
  'time.not_yet_valid': ['validity', 'failed', 'The badge is not valid yet.'],
  'time.expired': ['validity', 'failed', 'The badge has expired.'],
  // Status
  'status.revoked': ['status', 'failed', 'The issuer has revoked the badge.'],
  'status.suspended': ['status', 'failed', 'The issuer has suspended the badge.'],
  'status.entry': ['status', 'undecided', 'A status entry lacks its members.'],
  'status.index_syntax': ['status', 'undecided', 'A status index is not a decimal number.'],
  'status.index_range': ['status', 'undecided', 'A status index lies outside its list.'],
  'status.list_unsigned': ['status', 'undecided', 'The status list is not signed, or its signature is not good.'],
  'status.issuer_mismatch': ['status', 'undecided', 'The status list was issued by somebody else.'],
  'status.list_id_mismatch': ['status', 'undecided', 'The status list names itself differently from its URL.'],
  'status.list_expired': ['status', 'undecided', 'The status list is out of date.'],
  'status.purpose_mismatch': ['status', 'undecided', 'The status list is for another purpose.'],
  'status.list_length': ['status', 'undecided', 'The status list is shorter than the specification allows.'],
  'status.list_encoding': ['status', 'undecided', 'The status list cannot be decoded.'],
  'limit.decompressed': ['status', 'undecided', 'The status list is larger than what is read.'],
  'status.unsupported': ['status', 'undecided', 'The status type is not known here.'],
  'status.unavailable': ['status', 'undecided', 'The status list could not be read.'],
  'status.index_number': ['status', 'warning', 'A status index is a JSON number; the specification wants a string.'],
  'status.message': ['status', 'note', 'The issuer has attached a status message.'],
  'status.refresh': ['status', 'note', 'The issuer says that a newer version of the badge is available.'],
  // Recipient
  'recipient.mismatch': ['recipient', 'failed', 'The badge is not for the person asked about.'],
  'identity.weak': ['recipient', 'warning', 'An identity is hashed with MD5 or without salt.'],
  // Refresh, endorsements, evidence, members
  'refresh.mismatch': ['refresh', 'warning', 'The refreshed badge is not a newer version of this one.'],
  'refresh.unavailable': ['refresh', 'note', 'The refresh service could not be reached or gave nothing usable.'],
  'endorsement.invalid': ['endorsements', 'warning', 'An endorsement is not good.'],
  'endorsement.undecided': ['endorsements', 'note', 'An endorsement could not be decided.'],
  'endorsement.subject': ['endorsements', 'warning', 'An endorsement is about something else.'],
  'endorsement.cycle': ['endorsements', 'warning', 'Endorsements endorse each other, or are nested too deeply.'],
  'endorsement.limit': ['endorsements', 'note', 'Only the first endorsements were looked at.'],
  'member.invalid': ['members', 'warning', 'A credential that the record holds is not good.'],
  'member.undecided': ['members', 'note', 'A credential that the record holds could not be decided.'],
  'member.changed': ['members', 'warning', 'A member is not the credential that was named: its digest differs.'],
  'member.unnamed': ['members', 'warning', 'A credential was presented as a member, and is none.'],
  'member.missing': ['members', 'note', 'A member was not presented, so it was not looked at.'],
  'member.recipient': ['members', 'warning', 'A member was issued to somebody else.'],
  'member.recipient_unknown': ['members', 'note', 'It cannot be told whether a member was issued to the same person.'],
  'member.association': ['members', 'warning', 'An association leads to no achievement of a good member.'],
  'member.cycle': ['members', 'warning', 'Associations go round in a circle.'],
  'evidence.changed': ['evidence', 'failed', 'An evidence file is not the one that was digested.'],
  'evidence.digest_conflict': ['evidence', 'failed', 'Evidence has two digests that differ.'],
  'evidence.digest_syntax': [
    'evidence',
    'undecided',
    'A digest is malformed or uses an algorithm that is not known here.',
  ],
  'evidence.missing': ['evidence', 'undecided', 'An evidence file was not given.'],
  'evidence.no_digest': ['evidence', 'undecided', 'Evidence was never digested, so it cannot be compared.'],
  // Presentations
  'vp.empty': ['presentation', 'failed', 'The presentation holds no credential.'],
  'vp.challenge': ['presentation', 'failed', 'The presentation answers another challenge.'],
  'vp.domain': ['presentation', 'failed', 'The presentation was made for another domain.'],
  'vp.holder_mismatch': ['presentation', 'failed', 'Holder, key and recipient are not the same.'],
  'vp.replayed': ['presentation', 'failed', 'The challenge was used before.'],
  'vp.subject_without_id': [
    'presentation',
    'warning',
    'A credential does not say by id whom it is for, so the holder cannot be compared.',
  ],
  // Stacks: their definitions
  'stack.requirement': ['stack', 'failed', 'A requirement says nothing that can be met, or two things at once.'],
  'stack.empty': ['stack', 'failed', 'A group of requirements is empty.'],
  'stack.unreachable': ['stack', 'failed', 'A requirement can never be met.'],
  'stack.unknown': ['stack', 'failed', 'A requirement names a stack whose definition was not given.'],
  'stack.cycle': ['stack', 'failed', 'A stack requires itself.'],
  'stack.too_complex': ['stack', 'failed', 'The stack has more places or more combinations than are solved.'],
  // Stacks: why a credential does not count, or might
  'stack.not_badge': ['stack', 'failed', 'What was presented is no badge.'],
  'stack.not_verified': ['stack', 'failed', 'The credential is not good.'],
  'stack.revoked': ['stack', 'failed', 'The credential was revoked or suspended.'],
  'stack.issuer': ['stack', 'failed', 'The credential is of an issuer that is not accepted for this requirement.'],
  'stack.recipient': ['stack', 'failed', 'The credential was issued to somebody else.'],
  'stack.expired': ['stack', 'failed', 'The credential has expired, and must not have.'],
  'stack.window': ['stack', 'failed', 'The credential was awarded too early or too late.'],
  'stack.result': ['stack', 'failed', 'A result of the credential is missing, or below what is required.'],
  'stack.undecided': ['stack', 'undecided', 'The credential could not be decided.'],
  'stack.recipient_unknown': ['stack', 'undecided', 'It cannot be told whether the credentials belong to one person.'],
  'stack.result_unknown': ['stack', 'undecided', 'It cannot be told whether a result suffices.'],
  'stack.superseded': ['stack', 'note', 'The credential was presented twice, or a newer one has taken its place.'],
  'stack.used': ['stack', 'note', 'The credential counts already, for another requirement.'],
  'stack.not_required': ['stack', 'note', 'The credential is not needed.'],
  // Stacks: awarding them, and paying for them
  'stack.incomplete': ['stack', 'failed', 'The stack is not complete, so it is not awarded.'],
  'stack.member_form': ['stack', 'failed', 'A member cannot be carried in a learner record.'],
  'tally.no_credit': ['stack', 'note', 'The credential states nothing in the units that were asked for.'],
  'tally.value': ['stack', 'failed', 'An amount of credit or hours is no number.'],
  'tally.status': ['stack', 'failed', 'Credit or hours are stated for something that is not completed.'],
  // Issuing
  'image.already_baked': ['issue', 'failed', 'The picture holds a badge already.'],
  'status.irreversible': ['issue', 'failed', 'A revocation cannot be taken back.'],
  'status.conflict': ['issue', 'failed', 'The status list was changed by somebody else in the meantime.'],
  'status.locked': ['issue', 'failed', 'Another process is writing the status list and did not finish in time.'],
  'status.list_full': ['issue', 'failed', 'The status list has no unused index left.'],
  'status.list_file': ['issue', 'failed', 'The file of a status list is missing, malformed or already there.'],
  'status.reservation': [
    'issue',
    'failed',
    'The indices were reserved under this name before, for another number of badges.',
  ],
  'signer.signature_invalid': [
    'issue',
    'failed',
    'The signer returned a signature that its public key does not verify.',
  ],
  'signer.failed': ['issue', 'failed', 'The signer did not sign.'],
  'issue.ambiguous_graph': [
    'issue',
    'failed',
    'The badge holds values that other implementations would sign differently.',
  ],
  // Batches
  'batch.row': ['batch', 'failed', 'A row of the batch is no object, or could not be read.'],
  'batch.cell': ['batch', 'failed', 'A cell of the table is not what its column calls for.'],
  'batch.duplicate_key': ['batch', 'failed', 'Two rows of the batch have the same key.'],
  'batch.status': ['batch', 'failed', 'A row has a status of its own, although the batch assigns one.'],
  'batch.conflict': ['batch', 'failed', 'The folder holds another job: other rows, template, issuer or options.'],
  'batch.locked': ['batch', 'failed', 'Another process is working on the batch.'],
  'batch.folder': ['batch', 'failed', 'The folder is not one of a batch, or its job or manifest is damaged.'],
  // Advice before signing: legal but unwise
  'lint.context_version': ['lint', 'warning', 'The Open Badges context is not the current version, or names none.'],
  'lint.achievement_id': ['lint', 'warning', 'The id of the achievement is no https URL, so nobody can look it up.'],
  'lint.no_image': ['lint', 'warning', 'The badge has no picture.'],
  'lint.image_format': ['lint', 'warning', 'The picture is neither PNG nor SVG, so no badge can be baked into it.'],
  'lint.image_size': ['lint', 'warning', 'A picture inside the badge is large.'],
  'lint.no_alignment': ['lint', 'warning', 'The achievement is aligned with no standard or competency.'],
  'lint.alignment_url': ['lint', 'warning', 'An alignment does not point at the standard in its framework.'],
  'lint.credits_as_hours': ['lint', 'warning', 'Academic credit seems to be used for hours.'],
  'lint.related_as_stack': ['lint', 'warning', 'Related achievements seem to be the parts of a stack.'],
  'lint.email_in_clear': ['lint', 'warning', 'An email address stands in the badge for everybody to read.'],
  'lint.evidence_link': ['lint', 'warning', 'Evidence is on a host where links change or need a login.'],
  'lint.evidence_data_uri': ['lint', 'warning', 'Evidence is written into the badge as a data URI.'],
  'lint.status_type': ['lint', 'warning', 'The status method is deprecated.'],
  'lint.cryptosuite': ['lint', 'warning', 'The proof uses a cryptosuite that others do not read.'],
  'lint.jwt_alg': ['lint', 'warning', 'The JWT is signed by an algorithm that the 1EdTech validator refuses.'],
  'lint.jwt_subject': ['lint', 'warning', 'The recipient has no id, which a JWT needs for its sub claim.'],
  'lint.issuer_reference': ['lint', 'warning', 'The issuer is a URI alone, which the 1EdTech validator refuses.'],
  'lint.no_name': ['lint', 'warning', 'The badge has no name to be listed by.'],
  'lint.achievement_type': ['lint', 'warning', 'The achievement does not say what kind it is.'],
  'lint.subject_id': ['lint', 'warning', 'The recipient has no id, so no wallet can show that the badge is its own.'],
} as const

/** A stable name for one kind of problem: family, dot, reason. */
export type ErrorCode = keyof typeof CODES

/** What the table says of a code. */
export function factsOf(code: ErrorCode): CodeFacts {
  const [area, kind, means]: readonly [Area, 'failed' | 'undecided' | 'warning' | 'note', string] = CODES[code]
  if (kind === 'warning' || kind === 'note') return { area, outcome: 'passed', severity: kind, means }
  return { area, outcome: kind, severity: 'error', means }
}
