import type { ErrorCode } from './codes.ts'
import { isOpenBadgesContext, OB_V3P0_3_0_3 } from './context-urls.ts'
import { base64urlDecode, utf8Decode } from './encoding.ts'
import { createProblem, type Problem } from './errors.ts'
import { isObject, parseJson, pointerTo, toArray } from './json.ts'
import { assertKnownOptions } from './known-options.ts'
import type { JsonObject, JsonValue } from './types.ts'
import { kindOf } from './validate/kinds.ts'
import { inDocumentOrder } from './validate/order.ts'

/** Whose needs are looked at besides what is unwise for everybody. */
export type LintAudience = '1edtech' | 'wallets'

export interface LintOptions {
  /** `1edtech`: what the public validator and certification want; `wallets`: what wallets need to show a badge. */
  readonly for?: readonly LintAudience[]
}

const AUDIENCES: readonly LintAudience[] = ['1edtech', 'wallets']

/** Hosts where a link is to an account, a course or a shared file that its owner can change, move or close. */
const FLEETING_HOSTS =
  /(^|\.)(drive\.google\.com|docs\.google\.com|classroom\.google\.com|sites\.google\.com|photos\.app\.goo\.gl|dropbox\.com|box\.com|onedrive\.live\.com|1drv\.ms|sharepoint\.com|icloud\.com|instructure\.com|schoology\.com|seesaw\.me|notion\.so|padlet\.com|canva\.com|bit\.ly|tinyurl\.com|t\.co|goo\.gl)$/i

const HOURS = /(\d{1,6}(?:\.\d{1,4})?)\s{0,3}(?:clock[- ]|contact |PD )?(?:hours?|hrs?|CEUs?|PDUs?)\b/gi

/** More than this in one picture makes a badge slow to send, to store and to show. */
const LARGE_IMAGE = 200 * 1024

/** What one look at a badge needs. */
interface Look {
  readonly badge: JsonObject
  readonly subject: JsonObject
  readonly achievement: JsonObject
  /** The algorithm in the header, when it came as a JWT. */
  readonly alg: string | undefined
  readonly audiences: ReadonlySet<LintAudience>
  advise(code: ErrorCode & `${'lint' | 'identity'}.${string}`, pointer: string, message: string, hint: string): void
}

/**
 * Advice before signing: what is legal but unwise, or likely to fail elsewhere, each with its reason. It does not repeat
 * what `validateCredential` says.
 *
 * @param value - A badge, signed or not; a JWT is read too.
 * @param options.for - Adds what `'1edtech'` (public validator, certification) and `'wallets'` need; default neither.
 * @returns Problems of severity `warning`, in the order of the document, with codes `lint.*` and `identity.weak`; for what
 *   is no credential one of severity `error`, `credential.type`.
 * @throws TypeError when `options.for` names somebody else.
 *
 * @example
 * for (const { pointer, message, hint } of lintCredential(badge, { for: ['1edtech'] })) console.log(pointer, message, hint)
 */
export function lintCredential(value: unknown, options: LintOptions = {}): Problem[] {
  assertKnownOptions(options, ['for'])
  const audiences = options.for ?? []
  for (const audience of audiences) {
    if (!AUDIENCES.includes(audience)) throw new TypeError(`options.for: expected ${AUDIENCES.join(' or ')}.`)
  }
  const { document, alg } = typeof value === 'string' ? readJwt(value) : { document: value, alg: undefined }
  if (!isObject(document) || !isCredential(document)) return [notCredential()]
  const problems: Problem[] = []
  const subject = objectOf(document.credentialSubject)
  const look: Look = {
    badge: document,
    subject,
    achievement: objectOf(subject.achievement),
    alg,
    audiences: new Set(audiences),
    advise: (code, pointer, message, hint) => problems.push(createProblem(code, message, { pointer, hint })),
  }
  lintContexts(look)
  if (isObject(subject.achievement)) lintAchievement(look)
  lintRecipient(look)
  lintEvidence(look)
  lintProofs(look)
  lintStatus(look)
  if (look.audiences.has('1edtech')) lintFor1EdTech(look)
  if (look.audiences.has('wallets')) lintForWallets(look)
  return inDocumentOrder(problems, document)
}

/** By its types or, where those are forgotten, by what only a credential has. */
function isCredential(document: JsonObject): boolean {
  const kind = kindOf(document)
  return (kind !== undefined && kind !== 'profile') || document.credentialSubject !== undefined
}

function notCredential(): Problem {
  return createProblem('credential.type', 'It is no credential, so there is nothing to advise on.', {
    hint: 'Give the badge as buildCredential or issueCredential makes it, or a VC-JWT.',
  })
}

function lintContexts({ badge, advise }: Look): void {
  for (const [index, context] of toArray<JsonValue>(badge['@context']).entries()) {
    if (!isOpenBadgesContext(context) || context === OB_V3P0_3_0_3) continue
    const pointer = Array.isArray(badge['@context']) ? pointerTo('/@context', index) : '/@context'
    const isNamed = String(context).includes('-3.')
    const why = isNamed ? 'is an older version' : 'names no version, and stands for the oldest one'
    advise('lint.context_version', pointer, `The Open Badges context ${why}.`, `Use "${OB_V3P0_3_0_3}".`)
  }
}

function lintAchievement(look: Look): void {
  const { badge, subject, achievement, advise } = look
  const at = '/credentialSubject/achievement'
  if (!isHttps(achievement.id)) {
    const pointer = achievement.id === undefined ? at : `${at}/id`
    const hint = 'Give it an https URL that stays, with a page about the achievement.'
    advise('lint.achievement_id', pointer, 'The id of the achievement is no https URL: nobody can look it up.', hint)
  }
  if (!isObject(achievement.image) && !isObject(badge.image)) {
    advise(
      'lint.no_image',
      at,
      'The badge has no picture, and most places show little else.',
      'Add "image": a PNG or SVG.',
    )
  }
  lintImage(look, achievement.image, `${at}/image`)
  lintImage(look, subject.image, '/credentialSubject/image')
  lintImage(look, badge.image, '/image')
  lintAlignments(look, at)
  lintCredits(look, at)
  lintRelated(look, at)
}

function lintImage({ advise }: Look, image: JsonValue | undefined, pointer: string): void {
  const id = isObject(image) ? image.id : undefined
  if (typeof id !== 'string') return
  const format = /^data:image\/([a-z.+-]+)/i.exec(id)?.[1] ?? /\.(jpe?g|gif|webp|bmp|avif)(?=$|[?#])/i.exec(id)?.[1]
  if (format !== undefined && !/^(png|svg\+xml)$/i.test(format)) {
    const message = `The picture is ${format.toUpperCase()}; only PNG and SVG can carry a badge, and the specification wants one of them.`
    advise('lint.image_format', `${pointer}/id`, message, 'Save it as PNG or SVG.')
  }
  if (id.startsWith('data:') && id.length > LARGE_IMAGE) {
    const message = `The picture takes ${Math.ceil(id.length / 1024)} KiB of the badge.`
    advise('lint.image_size', `${pointer}/id`, message, 'Make it smaller, or give its URL.')
  }
}

function lintAlignments({ achievement, badge, advise }: Look, at: string): void {
  const alignments = toArray<JsonValue>(achievement.alignment).filter(isObject)
  if (alignments.length === 0) {
    const message = 'The achievement is aligned with nothing, so a district cannot match it with its standards.'
    advise('lint.no_alignment', at, message, 'Add "alignment": the standards that it is about. See buildCaseAlignment.')
    return
  }
  const own = new Set([hostOf(achievement.id), hostOf(objectOf(badge.issuer).id), hostOf(objectOf(badge.issuer).url)])
  for (const [index, { targetUrl, targetType }] of alignments.entries()) {
    // A stack is aligned with its members, which are the issuer's own.
    if (targetType === 'ext:StackMember') continue
    const host = hostOf(targetUrl)
    const pointer = `${at}/alignment${Array.isArray(achievement.alignment) ? `/${index}` : ''}/targetUrl`
    if (typeof targetUrl !== 'string' || (host !== undefined && !own.has(host))) continue
    const what = host === undefined ? 'is no web address' : 'is a page of the issuer'
    const hint = 'Write the URL that the framework gives the standard.'
    advise('lint.alignment_url', pointer, `The "targetUrl" of an alignment ${what}, not one of its framework.`, hint)
  }
}

/** `creditsEarned` is "generally in semester or quarter credit hours" (data model), and districts add it up as such. */
function lintCredits({ subject, achievement, advise }: Look, at: string): void {
  const texts = [
    achievement.name,
    achievement.description,
    objectOf(achievement.criteria).narrative,
    subject.narrative,
    subject.term,
  ]
  const hours = texts.flatMap((text) => (typeof text === 'string' ? hoursIn(text) : []))
  const hint = 'Put hours into a result: a result description with "resultType": "ext:pdHours".'
  for (const [pointer, credits] of [
    [`${at}/creditsAvailable`, achievement.creditsAvailable],
    ['/credentialSubject/creditsEarned', subject.creditsEarned],
  ] as const) {
    if (typeof credits !== 'number' || !(hours.includes(credits) || credits >= 10)) continue
    const message = `${credits} credits look like hours; the property is for academic credit.`
    advise('lint.credits_as_hours', pointer, message, hint)
  }
}

/** Numbers that a text calls hours. */
function hoursIn(text: string): number[] {
  return [...text.slice(0, 20_000).matchAll(HOURS)].map(([, number]) => Number(number))
}

/** `related` is "another Achievement that should be considered the same for most purposes" (data model). */
function lintRelated({ achievement, advise }: Look, at: string): void {
  const related = toArray<JsonValue>(achievement.related).filter(isObject)
  for (const [index, { inLanguage, version }] of related.entries()) {
    if (inLanguage !== undefined || version !== undefined) continue
    const pointer = `${at}/related${Array.isArray(achievement.related) ? `/${index}` : ''}`
    const message = '"related" means the same achievement in another language or version, and this says neither.'
    const hint = 'Add "inLanguage" or "version". For a stack use an achievement of its own; see defineStack.'
    advise('lint.related_as_stack', pointer, message, hint)
  }
}

function lintRecipient({ subject, advise }: Look): void {
  const hint = 'Give buildCredential recipient.email: it is hashed with a salt.'
  if (typeof subject.id === 'string' && /^mailto:/i.test(subject.id)) {
    const message = 'The email address of the recipient stands in the badge for everybody to read.'
    advise('lint.email_in_clear', '/credentialSubject/id', message, hint)
  }
  for (const [index, identity] of toArray<JsonValue>(subject.identifier).entries()) {
    if (!isObject(identity)) continue
    const pointer = `/credentialSubject/identifier${Array.isArray(subject.identifier) ? `/${index}` : ''}`
    const { hashed, identityHash, identityType, salt } = identity
    const isEmail = identityType === 'emailAddress' || /^[^\s@]+@[^\s@]+$/.test(String(identityHash).slice(0, 320))
    if (hashed === false && isEmail) {
      const message = 'The email address of the recipient stands in the badge for everybody to read.'
      advise('lint.email_in_clear', pointer, message, hint)
    }
    if (hashed === true && (/^md5\$/i.test(String(identityHash)) || salt === undefined || salt === '')) {
      const message =
        'The identity is hashed with MD5 or without salt: whoever sees the badge can find it out by trying.'
      advise('identity.weak', pointer, message, 'Use hashIdentity(value, salt) with a salt of your choice.')
    }
  }
}

function lintEvidence({ badge, advise }: Look): void {
  for (const [index, evidence] of toArray<JsonValue>(badge.evidence).entries()) {
    const id = isObject(evidence) ? evidence.id : undefined
    if (typeof id !== 'string') continue
    const pointer = `/evidence${Array.isArray(badge.evidence) ? `/${index}` : ''}/id`
    const host = hostOf(id)
    if (/^data:/i.test(id)) {
      const message = 'The evidence is written into the badge, which makes it large and slow to sign and to verify.'
      advise('lint.evidence_data_uri', pointer, message, 'Give its URL, or a urn:uuid: and its digest: evidence.file.')
    } else if (host !== undefined && FLEETING_HOSTS.test(host)) {
      const message = `Links to ${host} change or need a login, so who verifies the badge may not see the evidence.`
      const hint =
        'Put a copy where it stays public; or keep it private, with a urn:uuid: and its digest: evidence.file.'
      advise('lint.evidence_link', pointer, message, hint)
    }
  }
}

const READ_BY_1EDTECH: readonly JsonValue[] = ['eddsa-rdfc-2022', 'ecdsa-sd-2023']

function lintProofs({ badge, alg, audiences, advise }: Look): void {
  if (alg !== undefined && alg !== 'RS256' && alg !== 'ES256') {
    const message = `The JWT is signed by ${JSON.stringify(alg.slice(0, 40))}, which the 1EdTech validator refuses.`
    advise('lint.jwt_alg', '', message, 'Sign JWTs with RS256 or ES256; use Ed25519 for embedded proofs.')
  }
  for (const [index, proof] of toArray<JsonValue>(badge.proof).entries()) {
    if (!isObject(proof)) continue
    const pointer = `/proof${Array.isArray(badge.proof) ? `/${index}` : ''}/cryptosuite`
    const { type, cryptosuite } = proof
    if (cryptosuite === 'eddsa-rdf-2022') {
      const message = '"eddsa-rdf-2022" is a misprint of the specification text; no such suite exists.'
      advise('lint.cryptosuite', pointer, message, 'Sign with "eddsa-rdfc-2022".')
    } else if (
      audiences.has('1edtech') &&
      type === 'DataIntegrityProof' &&
      !READ_BY_1EDTECH.includes(cryptosuite ?? null)
    ) {
      const message = 'The suite is not one of those that Open Badges certification accepts.'
      advise(
        'lint.cryptosuite',
        cryptosuite === undefined ? pointer.replace('/cryptosuite', '') : pointer,
        message,
        'Sign with "eddsa-rdfc-2022".',
      )
    }
  }
}

function lintStatus({ badge, advise }: Look): void {
  for (const [index, entry] of toArray<JsonValue>(badge.credentialStatus).entries()) {
    if (!isObject(entry) || (entry.type !== '1EdTechRevocationList' && entry.type !== 'StatusList2021Entry')) continue
    const pointer = `/credentialStatus${Array.isArray(badge.credentialStatus) ? `/${index}` : ''}/type`
    advise(
      'lint.status_type',
      pointer,
      `The status method ${entry.type} is deprecated.`,
      'Use "BitstringStatusListEntry".',
    )
  }
}

function lintFor1EdTech({ badge, subject, alg, advise }: Look): void {
  if (typeof badge.issuer === 'string') {
    const message = 'The issuer is a URI alone. It is legal, and the 1EdTech validator refuses it.'
    advise('lint.issuer_reference', '/issuer', message, 'Write { "id": …, "type": ["Profile"], "name": … }.')
  }
  if (alg !== undefined && subject.id === undefined) {
    const message = 'The recipient has no id, and a JWT needs one for its "sub" claim.'
    advise('lint.jwt_subject', '/credentialSubject', message, 'Add "id", or sign with an embedded proof.')
  }
}

function lintForWallets({ badge, subject, achievement, advise }: Look): void {
  if (typeof badge.name !== 'string' || badge.name.trim() === '') {
    advise(
      'lint.no_name',
      '',
      'The badge has no name for wallets to list it by.',
      'Add "name"; the name of the achievement will do.',
    )
  }
  if (isObject(subject.achievement) && achievement.achievementType === undefined) {
    const message = 'The achievement does not say what kind it is, and wallets sort by that.'
    advise(
      'lint.achievement_type',
      '/credentialSubject/achievement',
      message,
      'Add "achievementType": "MicroCredential", say.',
    )
  }
  if (subject.id === undefined && badge.credentialSubject !== undefined) {
    const message = 'The recipient has no id, so a wallet cannot show that the badge belongs to whoever presents it.'
    advise(
      'lint.subject_id',
      '/credentialSubject',
      message,
      'Add the DID of the recipient as "id"; the hashed email can stay.',
    )
  }
}

/** Header and payload of a compact JWS, nothing verified; nothing where it is none. */
function readJwt(text: string): { document: unknown; alg: string | undefined } {
  const [header, payload] = text.split('.', 2).map((part) => decodeJson(part))
  if (!isObject(header) || !isObject(payload)) return { document: undefined, alg: undefined }
  return { document: isObject(payload.vc) ? payload.vc : payload, alg: String(header.alg) }
}

function decodeJson(part: string): unknown {
  const bytes = base64urlDecode(part)
  if (bytes === undefined) return undefined
  try {
    return parseJson(utf8Decode(bytes))
  } catch {
    return undefined
  }
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {}
}

function isHttps(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && /^https:\/\//i.test(value)
}

function hostOf(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value) || !URL.canParse(value)) return undefined
  return new URL(value).hostname
}
