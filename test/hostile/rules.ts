import type { ErrorCode } from '../../src/codes.ts'

/** A test: an attack of the corpus, a control of it, or a test of another file by a text that stands in it. */
export type Ref =
  | { readonly attack: string; readonly family: string }
  | { readonly control: string }
  | { readonly test: string; readonly file: string }

/** One rule of what a verifier must survive, and the tests on both sides of its line. */
export interface Rule {
  readonly section: string
  readonly rule: string
  readonly codes: readonly ErrorCode[]
  /** On the wrong side. */
  readonly refused: readonly Ref[]
  /** On the right side, as near to the line as can be. */
  readonly accepted: readonly Ref[]
}

const attack = (family: string, name: string): Ref => ({ family, attack: name })
const control = (name: string): Ref => ({ control: name })
const test = (file: string, title: string): Ref => ({ file: `test/${file}`, test: title })

const READ = 'verify/read.test.ts'
const SHAPE = 'verify/shape.test.ts'
const PROOF = 'verify/proof.test.ts'
const JWT = 'verify/vc-jwt.test.ts'
const STATUS = 'status/status.test.ts'
const LIST_FILE = 'status/status-list-file.test.ts'
const NETWORK = 'documents/network.test.ts'
const KEYS = 'documents/verification-method.test.ts'
const PRESENT = 'present/present.test.ts'
const AROUND = 'verify/around.test.ts'
const PEOPLE = 'verify/time-and-people.test.ts'
const GOOD = control('as it is')

export const RULES: readonly Rule[] = [
  // Read
  {
    section: 'Read',
    rule: 'bytes are well-formed UTF-8',
    codes: ['json.encoding'],
    refused: [attack('encoding', 'an overlong slash'), attack('encoding', 'UTF-16 as bytes')],
    accepted: [GOOD, control('with a byte order mark'), control('with every letter escaped')],
  },
  {
    section: 'Read',
    rule: 'strings are well-formed: no lone surrogate',
    codes: ['json.ill_formed_string'],
    refused: [attack('encoding', 'half a surrogate pair in an object')],
    accepted: [test(READ, 'refuses half of a surrogate pair, and no whole one')],
  },
  {
    section: 'Read',
    rule: 'JSON parses, and is a credential of a type that is known',
    codes: ['json.syntax', 'credential.type'],
    refused: [attack('syntax', 'a trailing comma'), attack('no badge', 'an empty object')],
    accepted: [
      control('pretty-printed'),
      control('with white space around it'),
      control('with the class by its other name'),
    ],
  },
  {
    section: 'Read',
    rule: 'at most 1 MiB of JSON, and 512 KiB a string',
    codes: ['limit.size'],
    refused: [attack('limits', 'more than 1 MiB of text'), attack('limits', 'a string of more than 512 KiB')],
    accepted: [test(READ, 'are 1 MiB of JSON'), control('with a description of half a megabyte')],
  },
  {
    section: 'Read',
    rule: 'no duplicate member names',
    codes: ['json.duplicate_key'],
    refused: [attack('duplicate names', 'the same name in escapes'), attack('duplicate names', 'two iss claims')],
    accepted: [control('with its members in another order')],
  },
  {
    section: 'Read',
    rule: 'no __proto__, constructor or prototype as a name',
    codes: ['json.forbidden_key'],
    refused: [
      attack('forbidden names', '__proto__ in a text'),
      attack('forbidden names', 'constructor-member of an object'),
    ],
    accepted: [GOOD, control('handed in as null-prototype')],
  },
  {
    section: 'Read',
    rule: 'depth at most 32 a root, checked without recursion',
    codes: ['limit.depth'],
    refused: [
      attack('limits', 'nested too deeply for a credential'),
      attack('limits', 'nested too deeply and never closed'),
    ],
    accepted: [test(READ, 'are 32 levels a badge, and no recursion however many there are')],
  },
  {
    section: 'Read',
    rule: 'at most 1,000 items an array',
    codes: ['limit.array'],
    refused: [attack('limits', 'an array of 1001')],
    accepted: [control('with a thousand tags')],
  },
  {
    section: 'Read',
    rule: 'at most 4,000 values a root and 40,000 a document',
    codes: ['limit.values'],
    refused: [
      attack('limits', 'more than 4000 values in a credential'),
      attack('limits', 'more than 40000 values in a document'),
    ],
    accepted: [test(READ, 'are 4,000 values a badge and 40,000 a document')],
  },
  {
    section: 'Read',
    rule: 'at most 64 roots, 8 proofs, 16 credentials in a presentation, 512 blank nodes a root',
    codes: ['limit.roots', 'limit.proofs', 'limit.credentials', 'limit.blank_nodes'],
    refused: [
      attack('limits', 'more than 64 credentials in one'),
      attack('limits', 'nine proofs'),
      attack('limits', 'more than 512 nodes without an id'),
      attack('presentations', 'more than sixteen credentials'),
    ],
    accepted: [
      test(READ, 'are 64 roots'),
      test(READ, 'are 8 proofs'),
      test(READ, 'are 512 nodes without an id'),
      control('with sixty evidences without an id'),
    ],
  },
  {
    section: 'Read',
    rule: 'an object handed in is plain data, copied once',
    codes: ['json.not_plain'],
    refused: [attack('not plain', 'two-faced'), attack('not plain', 'throwing-proxy'), attack('not plain', 'cycle')],
    accepted: [
      control('handed in as frozen'),
      control('handed in as undefined-member'),
      control('handed in as honest-proxy'),
    ],
  },
  {
    section: 'Read',
    rule: 'the caller gets the frozen snapshot that was checked',
    codes: [],
    refused: [],
    accepted: [
      test(READ, 'is read once: what was checked comes back, frozen, whatever the caller’s object does meanwhile'),
      test('laws/spelling.test.ts', 'has the same verdict when it is asked for twice, and is left as it was'),
    ],
  },
  // What is checked is what is signed
  {
    section: 'Shape',
    rule: 'contexts are strings of the pinned set and the caller’s',
    codes: ['context.unknown', 'context.inline', 'context.invalid'],
    refused: [
      attack('contexts', 'a context of nobody’s'),
      attack('contexts', 'an inline context that takes a word away'),
      attack('contexts', 'contexts that contradict each other'),
    ],
    accepted: [
      control('with a context of the caller’s and its members'),
      control('with an older context of Open Badges'),
    ],
  },
  {
    section: 'Shape',
    rule: 'contexts are in order',
    codes: ['context.order'],
    refused: [attack('contexts', 'with contexts in the wrong order'), attack('contexts', 'without contexts')],
    accepted: [GOOD],
  },
  {
    section: 'Shape',
    rule: 'member names are terms',
    codes: ['shape.key_not_term', 'shape.keyword_key', 'shape.blank_node_id', 'shape.compact_iri', 'shape.iri_name'],
    refused: [
      attack('other words', 'an expiry under its IRI'),
      attack('other words', 'the keyword @graph'),
      attack('other words', 'a blank node id'),
      attack('other words', 'the id of the badge, abbreviated'),
      attack('null and ids', 'the class of the issuer under its IRI'),
    ],
    accepted: [control('with language values'), test(SHAPE, 'hides an expiry only from those who name the danger')],
  },
  {
    section: 'Shape',
    rule: 'members of a credential stand at roots only',
    codes: ['shape.reserved_property'],
    refused: [
      attack('reserved members', 'validUntil inside'),
      attack('reserved members', 'name of the endorsed thing in an endorsement'),
      attack('reserved members', 'the class AchievementSubject out of place'),
    ],
    accepted: [control('that its endorser endorses'), test(SHAPE, 'may be extensions in an endorsement subject')],
  },
  {
    section: 'Shape',
    rule: 'no null, no two nodes of one array with one id',
    codes: ['shape.null', 'shape.duplicate_id'],
    refused: [
      attack('null and ids', 'null somewhere'),
      attack('null and ids', 'two things of one array with one id'),
      attack('null and ids', 'an endorsement with the badge’s own id, which ends the badge'),
      attack('null and ids', 'evidence that an endorsement describes as well'),
    ],
    accepted: [control('with its arrays in another order'), control('that its endorser endorses')],
  },
  {
    section: 'Shape',
    rule: 'an outer proof vouches for no embedded root',
    codes: [],
    refused: [],
    accepted: [
      control('with an endorsement that was changed'),
      control('a record, a member of which was changed'),
      test(AROUND, 'are not vouched for by the badge around them'),
    ],
  },
  {
    section: 'Shape',
    rule: 'a term without a definition is not signed',
    codes: ['proof.data_loss'],
    refused: [attack('unsigned members', 'a member without a definition, inside')],
    accepted: [control('with a member without a definition, where the signature covers it')],
  },
  {
    section: 'Shape',
    rule: 'order inside arrays never decides',
    codes: [],
    refused: [attack('status set', 'a badge that the second of two entries revokes')],
    accepted: [
      test(
        'laws/spelling.test.ts',
        'has the same verdict with its sets in another order, where the signature is over the graph',
      ),
    ],
  },
  // Structure
  {
    section: 'Structure',
    rule: 'a badge is a badge by its schema',
    codes: [
      'schema.required',
      'schema.type',
      'schema.enum',
      'schema.format',
      'schema.additional',
      'schema.language_map',
    ],
    refused: [
      attack('schema', 'an achievement without a name'),
      attack('schema', 'a name that is a number'),
      attack('schema', 'a result type that is none'),
      attack('schema', 'a target that is no URL'),
      attack('schema', 'an identity with a member more'),
      attack('schema', 'a map of languages for a name'),
    ],
    accepted: [GOOD, control('with language values'), control('with more types')],
  },
  {
    section: 'Structure',
    rule: 'and by the rules of the specification',
    codes: [
      'rule.recipient',
      'rule.criteria',
      'rule.result_reference',
      'rule.achieved_level',
      'rule.status_required',
      'rule.value_range',
    ],
    refused: [
      attack('rules', 'a badge for nobody'),
      attack('rules', 'criteria that say nothing'),
      attack('rules', 'a result of something else'),
      attack('rules', 'a level that the rubric does not have'),
      attack('rules', 'a status result without a status'),
      attack('rules', 'a percentage above its maximum'),
    ],
    accepted: [
      GOOD,
      test('validate/rules.test.ts', 'accepts embedded credentials compacted, as their signers may have written them'),
    ],
  },
  // Proof and key
  {
    section: 'Proof and key',
    rule: 'the search starts from issuer.id, and the method names the issuer as controller',
    codes: ['key.id_mismatch', 'issuer.key_mismatch', 'key.not_found'],
    refused: [
      attack('key binding', 'a stranger’s did:key for an issuer that is web'),
      attack('key documents', 'a key of another controller'),
      attack('key documents', 'two keys of one name'),
      attack('key documents', 'a document without keys'),
      attack('key documents', 'a page for people'),
    ],
    accepted: [GOOD, test(KEYS, 'is the issuer’s when the issuer lists it and it names the issuer')],
  },
  {
    section: 'Proof and key',
    rule: 'the method is listed for its purpose, not revoked, and not expired when it signed',
    codes: ['key.not_authorized', 'proof.purpose', 'key.revoked', 'key.expired'],
    refused: [
      attack('key documents', 'a key that is not for asserting'),
      attack('proof options', 'a proof for authentication'),
      attack('key documents', 'a key that was revoked'),
      attack('key documents', 'a key that had expired'),
    ],
    accepted: [test(PROOF, 'an expired key does not sign a badge that does not say when it was signed'), GOOD],
  },
  {
    section: 'Proof and key',
    rule: 'a key never comes out of a URL’s fragment',
    codes: ['key.not_found'],
    refused: [attack('key binding', 'a key that stands in the fragment of the issuer')],
    accepted: [GOOD, test(KEYS, 'gives the key that the DID holds')],
  },
  {
    section: 'Proof and key',
    rule: 'Ed25519 keys are canonical and of prime order; S is below L; nothing holds up to the cofactor only',
    codes: ['key.weak', 'proof.signature_invalid'],
    refused: [
      attack('weak keys', 'point 0 of small order'),
      attack('weak keys', 'an encoding that is not canonical, 0'),
      attack('weak keys', 'a key with a part of small order, 0'),
      attack('proof values', 'S above the order of the group'),
      attack('malleable signatures', 'a signature that only holds up to the cofactor, 0'),
    ],
    accepted: [
      test('keys/verify-signature.test.ts', 'verify with S = L - 1 at most: S + L and every S from L on are refused'),
    ],
  },
  {
    section: 'Proof and key',
    rule: 'RSA has 2048 to 4096 bits and an odd exponent from 65537',
    codes: ['key.weak'],
    refused: [attack('weak keys', 'an RSA key of 2040 bits'), attack('weak keys', 'an RSA key with the exponent 3')],
    accepted: [test('keys/public-key.test.ts', 'RSA keys'), GOOD],
  },
  {
    section: 'Proof and key',
    rule: 'proofValue is multibase of the suite’s base and encodes back to itself',
    codes: ['proof.encoding'],
    refused: [
      attack('proof values', 'a proof value in base64url'),
      attack('proof values', 'a proof value with a space'),
    ],
    accepted: [GOOD],
  },
  {
    section: 'Proof and key',
    rule: 'a proof has the suite’s members and no others',
    codes: ['proof.unexpected_key'],
    refused: [attack('proof options', 'a proof with jws'), attack('other words', 'a context in an RDF proof')],
    accepted: [control('whose proof has a domain, a challenge and a nonce')],
  },
  {
    section: 'Proof and key',
    rule: 'a proof has not expired and was not made in the future',
    codes: ['proof.expired', 'proof.created_future'],
    refused: [
      attack('proof options', 'a proof that has expired'),
      attack('proof options', 'a proof made in the future'),
    ],
    accepted: [control('whose proof ends later'), control('that was signed before it begins')],
  },
  {
    section: 'Proof and key',
    rule: 'of several proofs those count that are the issuer’s; one failed fails; none of them fails',
    codes: ['proof.set_member_invalid', 'proof.unsupported', 'proof.previous', 'proof.missing'],
    refused: [
      attack('proof sets', 'a good proof and a failed one of the issuer'),
      attack('proof sets', 'proofs of strangers alone'),
      attack('proof sets', 'a proof that builds on a failed one'),
      attack('proof sets', 'no proof'),
      attack('proof options', 'a suite of another kind'),
      attack('proof sets', 'a JWT around a badge with a failed proof'),
    ],
    accepted: [
      control('beside the proof of a stranger'),
      control('beside a proof of a suite that is not known'),
      control('with two good proofs of its issuer'),
      control('with a proof that builds on another'),
      control('in a JWT around its own good proof'),
    ],
  },
  {
    section: 'Proof and key',
    rule: 'canonicalization has a work limit',
    codes: ['limit.canonicalization'],
    refused: [attack('limits', '5 results with 5 alignments that only trying every order tells apart')],
    accepted: [
      control('with sixty evidences without an id'),
      test('rdf/refusals.test.ts', 'refuses 33 contexts and takes 32'),
    ],
  },
  // VC-JWT
  {
    section: 'VC-JWT',
    rule: 'alg is pinned, never none or HMAC',
    codes: ['jwt.alg'],
    refused: [
      attack('JWT algorithms', 'alg nOnE'),
      attack('JWT algorithms', 'the public key as the secret of an HMAC'),
    ],
    accepted: [GOOD],
  },
  {
    section: 'VC-JWT',
    rule: 'the header has alg, kid, jwk, typ and cty only',
    codes: ['jwt.header'],
    refused: [
      attack('JWT headers', 'a header with crit'),
      attack('JWT headers', 'a header with b64'),
      attack('JWT headers', 'typ at+jwt'),
    ],
    accepted: [control('with typ vc+jwt'), control('without typ'), control('with cty vc')],
  },
  {
    section: 'VC-JWT',
    rule: 'strict base64url, three parts',
    codes: ['jwt.encoding', 'jwt.malformed'],
    refused: [
      attack('JWT parts', 'trailing bits in part 2'),
      attack('JWT parts', 'padding on part 0'),
      attack('JWT parts', 'a fourth part'),
    ],
    accepted: [GOOD],
  },
  {
    section: 'VC-JWT',
    rule: 'iss, jti, sub and nbf say what the credential says',
    codes: ['jwt.claim_mismatch', 'jwt.sub_missing'],
    refused: [
      attack('JWT claims', 'another sub'),
      attack('JWT claims', 'an nbf with a fraction'),
      attack('JWT claims', 'no sub'),
    ],
    accepted: [control('with iat and aud'), control('for somebody without an id, in a JWT without sub')],
  },
  {
    section: 'VC-JWT',
    rule: 'the end is the earlier of exp and validUntil',
    codes: ['time.expired'],
    refused: [attack('JWT claims', 'an exp that has passed, in a badge that goes on')],
    accepted: [
      control('whose exp is earlier than its end, and to come'),
      test(JWT, 'the earlier of exp and validUntil is the end'),
    ],
  },
  {
    section: 'VC-JWT',
    rule: 'a vc claim belongs to VC 1.1',
    codes: ['rule.data_model'],
    refused: [attack('JWT claims', 'a vc claim around VC 2.0'), attack('JWT claims', 'a vc claim beside a credential')],
    accepted: [test(JWT, 'has the credential in the vc claim'), GOOD],
  },
  {
    section: 'VC-JWT',
    rule: 'the key is the issuer’s, whatever jwk or kid says',
    codes: ['issuer.key_mismatch'],
    refused: [
      attack('key binding', 'a stranger’s jwk in a JWT for an issuer that is web'),
      attack('JWK sets', 'a key of another issuer in the set'),
    ],
    accepted: [control('with the jwk of its issuer'), test(JWT, 'is in the jwks.json of the issuer’s host')],
  },
  {
    section: 'VC-JWT',
    rule: 'a token has at most 1 MiB, its header 8 KiB',
    codes: ['limit.size'],
    refused: [attack('limits', 'a JWT of more than 1 MiB'), attack('limits', 'a header of more than 8 KiB')],
    accepted: [test(JWT, 'has at most 1 MiB, and a header of at most 8 KiB')],
  },
  // Status
  {
    section: 'Status',
    rule: 'an index is a decimal text within its list',
    codes: ['status.index_syntax', 'status.index_range', 'status.entry'],
    refused: [
      attack('status entries', 'the index "05"'),
      attack('status entries', 'the index 131072'),
      attack('status entries', 'no index'),
    ],
    accepted: [
      control('with a JSON number for an index'),
      attack('status set', 'a revoked badge at the last index'),
      test(STATUS, 'has the last index of its list and not the one after'),
    ],
  },
  {
    section: 'Status',
    rule: 'a list is good by its own proof, its dates, its issuer, its id and its purpose',
    codes: [
      'status.list_unsigned',
      'status.list_expired',
      'status.issuer_mismatch',
      'status.list_id_mismatch',
      'status.purpose_mismatch',
    ],
    refused: [
      attack('status lists', 'a list that was changed'),
      attack('status lists', 'a list that is out of date'),
      attack('status lists', 'a list of a stranger'),
      attack('status lists', 'a list of another URL'),
      attack('status lists', 'a list for another purpose'),
    ],
    accepted: [control('that is not revoked'), control('whose list somebody publishes for its issuer')],
  },
  {
    section: 'Status',
    rule: 'a list has 131,072 entries in one strict gzip member of bounded size',
    codes: ['status.list_length', 'status.list_encoding', 'limit.decompressed'],
    refused: [
      attack('status lists', 'a list that is too short'),
      attack('status lists', 'a list with a byte after its end'),
      attack('status lists', 'a list of two members'),
      attack('status lists', 'a list that unpacks to very much more'),
    ],
    accepted: [
      control('whose list was packed by another program'),
      test(STATUS, 'has at least 131072 entries, counted in entries and not in bits'),
    ],
  },
  {
    section: 'Status',
    rule: 'a set bit revokes or suspends; under message or refresh it is a note',
    codes: ['status.revoked', 'status.suspended'],
    refused: [
      attack('status set', 'a revoked badge'),
      attack('status set', 'a suspended badge'),
      attack('status set', 'a value of two bits'),
    ],
    accepted: [
      control('with a message'),
      control('of which a newer version is out'),
      test('laws/turning.test.ts', 'is the bit of the badge in its list, and no other bit'),
    ],
  },
  {
    section: 'Status',
    rule: 'what is unknown or cannot be had is undecided',
    codes: ['status.unsupported', 'status.unavailable'],
    refused: [attack('status network', 'a list that is not there'), attack('status entries', 'a size of nine bits')],
    accepted: [control('with two entries in one list')],
  },
  {
    section: 'Status',
    rule: 'a revocation is not taken back, a suspension is; nothing is lost by kills, faults and races',
    codes: ['status.irreversible'],
    refused: [test(LIST_FILE, 'takes back no revocation, and is as it was after a refusal')],
    accepted: [
      test(LIST_FILE, 'revoke fifty each, and all hundred are revoked'),
      test(LIST_FILE, 'of which one is killed again and again lose nothing of what was done'),
    ],
  },
  // Time
  {
    section: 'Time',
    rule: 'dates are dateTimeStamps of days that exist',
    codes: ['time.syntax'],
    refused: [attack('dates', 'the date "2026-02-30T09:00:00Z"'), attack('dates', 'the date "2026-09-01T09:00:00"')],
    accepted: [control('with fractions of a second and an odd offset')],
  },
  {
    section: 'Time',
    rule: 'a badge ends after it begins, and is valid in between, within the skew',
    codes: ['time.inverted', 'time.not_yet_valid', 'time.expired'],
    refused: [
      attack('dates', 'an end before its beginning'),
      attack('dates', 'a beginning at 2026-06-01T09:01:01Z'),
      attack('dates', 'an end at 2026-06-01T08:58:59Z'),
      attack('dates', 'an end a second ago, without skew'),
    ],
    accepted: [
      control('that ended within the skew'),
      control('that begins within the skew'),
      control('that ends in a second'),
      test('laws/turning.test.ts', 'is the second after validUntil and the skew, and no second before'),
    ],
  },
  // Network
  {
    section: 'Network',
    rule: 'https, port 443 or listed, no user info',
    codes: ['net.scheme', 'net.port'],
    refused: [
      attack('addresses', 'an issuer at http://college.example/issuer'),
      attack('addresses', 'an issuer at https://user:pass@college.example/issuer'),
      attack('addresses', 'an issuer at https://college.example:8443/issuer'),
    ],
    accepted: [test(NETWORK, 'fetches from a port that is listed, and from 443 written out')],
  },
  {
    section: 'Network',
    rule: 'public addresses only, on the address that is connected to',
    codes: ['net.blocked_address'],
    refused: [
      attack('addresses', 'an issuer at https://0x7f000001/issuer'),
      attack('addresses', 'an issuer at https://[::ffff:10.0.0.1]/issuer'),
      test(NETWORK, 'refuses a host that resolves to another address the second time'),
    ],
    accepted: [test(NETWORK, 'connects only to the public ones of several addresses')],
  },
  {
    section: 'Network',
    rule: 'no redirects unless allowed',
    codes: ['net.redirect'],
    refused: [attack('key documents', 'a document that moved')],
    accepted: [test(NETWORK, 'are followed as often as allowed, and no further')],
  },
  {
    section: 'Network',
    rule: 'limits of time, number and bytes',
    codes: ['net.timeout', 'net.too_large'],
    refused: [
      attack('key documents', 'a server that says nothing'),
      attack('key documents', 'a document without end'),
      attack('budgets', 'one request more than is allowed'),
      test('hostile/faults.test.ts', 'comes bit by bit without end'),
    ],
    accepted: [
      test('documents/loader.test.ts', 'allows sixteen requests and not seventeen'),
      test('hostile/faults.test.ts', 'is fetched, and then the badge is good'),
    ],
  },
  {
    section: 'Network',
    rule: 'did:web by its grammar, and the document of that DID',
    codes: ['did.syntax'],
    refused: [
      attack('addresses', 'an issuer at did:web:college.example%2Fissuer'),
      attack('key documents', 'the document of another DID'),
    ],
    accepted: [GOOD],
  },
  {
    section: 'Network',
    rule: 'before a good signature nothing but the key is fetched',
    codes: [],
    refused: [attack('lures', 'a forged badge full of URLs, rdfc')],
    accepted: [test(AROUND, 'nothing that the badge names is fetched')],
  },
  // Pictures
  {
    section: 'Pictures',
    rule: 'a PNG is whole, and has one badge in one good chunk',
    codes: [
      'png.signature',
      'png.truncated',
      'png.chunk_length',
      'png.crc',
      'png.itxt',
      'png.multiple_credentials',
      'png.no_credential',
    ],
    refused: [
      attack('PNG', 'a header that is not the first'),
      attack('PNG', 'cut short'),
      attack('PNG', 'more than 10000 chunks'),
      attack('PNG', 'a wrong checksum'),
      attack('PNG', 'a compressed chunk'),
      attack('PNG', 'two badges'),
      attack('PNG', 'no badge'),
    ],
    accepted: [control('in a PNG with other texts'), control('under the keyword of another version')],
  },
  {
    section: 'Pictures',
    rule: 'an SVG is well-formed, without a document type, and has one badge in the exact namespace',
    codes: ['svg.doctype', 'svg.multiple_credentials', 'svg.no_credential', 'svg.malformed'],
    refused: [
      attack('SVG', 'entities of entities'),
      attack('SVG', 'two badges'),
      attack('SVG', 'a badge in another namespace'),
      attack('SVG', 'a tag that is not closed'),
      attack('SVG', 'nested too deeply'),
      attack('SVG', 'more than 8 MiB'),
    ],
    accepted: [control('in an SVG that begins with an XML declaration'), control('in an SVG under another prefix')],
  },
  // Presentations, recipients, refresh, endorsements
  {
    section: 'Presentations',
    rule: 'challenge, domain and holder are those that were asked for, once',
    codes: ['vp.challenge', 'vp.domain', 'vp.holder_mismatch', 'vp.replayed', 'vp.empty'],
    refused: [
      attack('presentations', 'another challenge'),
      attack('presentations', 'another domain'),
      attack('presentations', 'somebody else’s badge'),
      attack('presentations', 'a challenge that was used'),
      attack('presentations', 'no credential'),
    ],
    accepted: [control('presented by its holder'), test(PRESENT, 'may have several domains')],
  },
  {
    section: 'Recipients',
    rule: 'hashes are exact; MD5 and unsalted ones are weak',
    codes: ['recipient.mismatch', 'identity.weak'],
    refused: [attack('recipients', 'a hash of another address'), attack('recipients', 'a hash cut short')],
    accepted: [
      control('asked about its holder'),
      control('for whom an MD5 is enough'),
      test(PEOPLE, 'is found by id, and not by another'),
    ],
  },
  {
    section: 'Recipients',
    rule: 'evidence is what was digested',
    codes: ['evidence.changed', 'evidence.missing', 'evidence.no_digest', 'evidence.digest_conflict'],
    refused: [
      attack('evidence', 'another file'),
      attack('evidence', 'no file'),
      attack('evidence', 'a file that nobody digested'),
      attack('evidence', 'two digests that differ'),
    ],
    accepted: [test(PEOPLE, 'is compared with its digest where files are given')],
  },
  {
    section: 'Refresh',
    rule: 'once, after the proof, the same issuer and id, and newer',
    codes: ['refresh.mismatch'],
    refused: [control('that its refresh service gives back as it is')],
    accepted: [
      test(AROUND, 'takes a newer version of the same badge in its place, once, and shows both'),
      control('with a refresh service that nobody reaches'),
    ],
  },
  {
    section: 'Endorsements',
    rule: 'depth 2, sixteen, each id once; none flips the badge',
    codes: ['endorsement.cycle'],
    refused: [control('with the same endorsement in two places'), control('with seventeen endorsements')],
    accepted: [
      control('with an endorsement that was changed'),
      control('with an endorsement whose key nobody can fetch'),
      test(AROUND, 'are followed two deep, and a circle is said to be one'),
    ],
  },
]
