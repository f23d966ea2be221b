import { type Digest, hasDigest, readDigestMultibase, readDigestSRI, sameDigest } from './digest.ts'
import { createProblem, type Problem } from './errors.ts'
import { isObject, pointerTo, toArray } from './json.ts'
import { type Check, checked, unchecked } from './report.ts'
import type { JsonObject, JsonValue } from './types.ts'

/** What became of one evidence. */
export interface EvidenceItem {
  readonly id?: string
  readonly name?: string
  /** `unreadable`: it has a digest that cannot be read; `conflict`: it has two that differ. */
  readonly state: 'unchanged' | 'changed' | 'missing' | 'never-digested' | 'conflict' | 'unreadable'
  /** Where it stands in the badge; not there for a file that the badge does not name. */
  readonly pointer?: string
}

export type EvidenceCheck = Check & { readonly items: readonly EvidenceItem[] }

/** Alternatives: the file must have one of them. */
type Claim = readonly Digest[]

interface Named {
  readonly value: JsonObject
  readonly pointer: string
  readonly isEvidence: boolean
}

/**
 * Whether evidence files are those that were digested when the badge was issued. Digests stand on the evidence itself,
 * on a `relatedResource` of the same id, or on both (VC 2.0, "Integrity of Related Resources"): all are compared.
 *
 * @param credential - The badge. Verify it first: digests of a badge that was changed prove nothing.
 * @param files - The bytes of the files by evidence id. Nothing is fetched.
 * @returns A check with the state of each evidence: unchanged, changed, missing (digested, but no file given),
 *   never-digested. `failed` for `evidence.changed` and `evidence.digest_conflict`; `undecided` for `evidence.missing`,
 *   `evidence.no_digest` and `evidence.digest_syntax`; `not-applicable` where there is neither evidence nor file.
 * @throws TypeError when `files` is not an object of Uint8Arrays.
 *
 * @example
 * const check = checkEvidence(badge, { 'https://cce.example/e/1.pdf': await readFile('1.pdf') })
 * for (const { name, state } of check.items) console.log(name, state)
 */
export function checkEvidence(
  credential: { readonly evidence?: unknown; readonly relatedResource?: unknown },
  files: Readonly<Record<string, Uint8Array>>,
): EvidenceCheck {
  assertFiles(files)
  const groups = groupById(credential)
  const problems: Problem[] = []
  const items: EvidenceItem[] = []
  for (const group of groups) {
    const first = group.find(({ isEvidence }) => isEvidence) ?? group[0]
    if (first === undefined) continue
    const file = fileOf(first.value.id, files)
    // A related resource that is no evidence is looked at only where the caller gives its file.
    if (!first.isEvidence && file === undefined) continue
    items.push(checkItem(first, group, file, problems))
  }
  const known = new Set(groups.flatMap(([first]) => first?.value.id ?? []))
  for (const id of Object.keys(files).filter((name) => !known.has(name))) {
    problems.push(createProblem('evidence.no_digest', `A file was given for ${id}, which is no evidence of the badge.`))
    items.push({ id, state: 'never-digested' })
  }
  return items.length === 0 ? { ...unchecked('not-applicable'), items } : checked(problems, { items })
}

function checkItem(
  { value, pointer }: Named,
  group: readonly Named[],
  file: Uint8Array | undefined,
  problems: Problem[],
): EvidenceItem {
  const facts = {
    ...(typeof value.id === 'string' && { id: value.id }),
    ...(typeof value.name === 'string' && { name: value.name }),
    pointer,
  }
  const what = facts.name ?? facts.id ?? 'An evidence'
  const { claims, unreadable } = readClaims(group)
  problems.push(...unreadable)
  if (claims.some((claim) => claims.some((other) => disagree(claim, other)))) {
    problems.push(createProblem('evidence.digest_conflict', `${what}: two digests differ.`, { pointer }))
    return { ...facts, state: 'conflict' }
  }
  if (claims.length === 0) {
    if (unreadable.length > 0) return { ...facts, state: 'unreadable' }
    problems.push(
      createProblem('evidence.no_digest', `${what}: was never digested, so no file can be compared with it.`, {
        pointer,
        hint: 'Give the file to buildCredential as evidence.file; only its digest goes into the badge.',
      }),
    )
    return { ...facts, state: 'never-digested' }
  }
  if (file === undefined) {
    problems.push(
      createProblem('evidence.missing', `${what}: was digested, but its file was not given.`, {
        pointer,
        hint: facts.id === undefined ? undefined : `Pass it in evidence, under ${JSON.stringify(facts.id)}.`,
      }),
    )
    return { ...facts, state: 'missing' }
  }
  const matching = claims.filter((claim) => claim.some((digest) => hasDigest(file, digest))).length
  if (matching === claims.length) return { ...facts, state: unreadable.length > 0 ? 'unreadable' : 'unchanged' }
  if (matching > 0) {
    problems.push(
      createProblem('evidence.digest_conflict', `${what}: one digest fits the file, another does not.`, { pointer }),
    )
    return { ...facts, state: 'conflict' }
  }
  problems.push(
    createProblem('evidence.changed', `${what}: the file is not the one that was digested when the badge was issued.`, {
      pointer,
    }),
  )
  return { ...facts, state: 'changed' }
}

/** Every digest that evidence and related resource of one id claim. */
function readClaims(group: readonly Named[]): { claims: Claim[]; unreadable: Problem[] } {
  const claims: Claim[] = []
  const unreadable: Problem[] = []
  for (const { value, pointer } of group) {
    for (const name of ['digestMultibase', 'digestSRI'] as const) {
      const text = value[name]
      if (text === undefined) continue
      const claim = typeof text === 'string' ? read(name, text) : undefined
      if (claim !== undefined) claims.push(claim)
      else {
        unreadable.push(
          createProblem('evidence.digest_syntax', `"${name}" cannot be read as a SHA-256, SHA-384 or SHA-512 digest.`, {
            pointer: pointerTo(pointer, name),
          }),
        )
      }
    }
  }
  return { claims, unreadable }
}

function read(name: 'digestMultibase' | 'digestSRI', text: string): Claim | undefined {
  if (name === 'digestSRI') return readDigestSRI(text)
  const digest = readDigestMultibase(text)
  return digest && [digest]
}

/** No file can have both: same algorithm, no value in common. */
function disagree(a: Claim, b: Claim): boolean {
  return a.every((digest) => b.every((other) => sameDigest(digest, other) === false))
}

/** Evidence and related resources, those of one id together; what has no id stands alone. */
function groupById(credential: { readonly evidence?: unknown; readonly relatedResource?: unknown }): Named[][] {
  const groups: Named[][] = []
  const byId = new Map<string, Named[]>()
  for (const name of ['evidence', 'relatedResource'] as const) {
    const values = credential[name] as JsonValue | undefined
    for (const [index, value] of toArray<JsonValue>(values).entries()) {
      if (!isObject(value)) continue
      const pointer = Array.isArray(values) ? pointerTo(`/${name}`, index) : `/${name}`
      const named: Named = { value, pointer, isEvidence: name === 'evidence' }
      const group = typeof value.id === 'string' ? byId.get(value.id) : undefined
      if (group !== undefined) {
        group.push(named)
        continue
      }
      const started = [named]
      groups.push(started)
      if (typeof value.id === 'string') byId.set(value.id, started)
    }
  }
  return groups
}

function fileOf(id: JsonValue | undefined, files: Readonly<Record<string, Uint8Array>>): Uint8Array | undefined {
  return typeof id === 'string' && Object.hasOwn(files, id) ? files[id] : undefined
}

function assertFiles(files: unknown): void {
  if (!isObject(files)) throw new TypeError('files: expected an object, the bytes of each file by evidence id.')
  for (const [id, bytes] of Object.entries(files as Record<string, unknown>)) {
    if (!(bytes instanceof Uint8Array)) throw new TypeError(`files[${JSON.stringify(id)}]: expected a Uint8Array.`)
  }
}
