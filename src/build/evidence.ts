import { digestEvidence, readDigestMultibase, sameDigest } from '../digest.ts'
import { openBadgesError } from '../errors.ts'
import type { IdSource } from './ids.ts'
import { type Converters, classed, type Draft, ownOf } from './parts.ts'

/**
 * The draft of Evidence. A file that is given is digested and stays out of the badge. Evidence with a digest needs an
 * id for the digest to be about (VC 2.0, "Integrity of Related Resources"): private evidence gets a `urn:uuid:`.
 */
export function evidenceDraft(evidence: Draft, index: number, ids: IdSource): Draft {
  const file = ownOf(evidence, 'file')
  const draft = classed(evidence, 'Evidence', EVIDENCE)
  if (file !== undefined) draft.digestMultibase = digestOfFile(file, draft.digestMultibase)
  const isDigested = draft.digestMultibase !== undefined || draft.digestSRI !== undefined
  draft.id ??= isDigested ? ids.urn(`evidence ${index}`) : undefined
  return draft
}

const EVIDENCE: Converters = { file: 'later' }

function digestOfFile(file: unknown, claimed: unknown): string {
  if (!(file instanceof Uint8Array)) throw new TypeError('evidence.file: expected a Uint8Array, the bytes of the file.')
  const digest = digestEvidence(file)
  const [read, ours] = [readDigestMultibase(String(claimed ?? digest)), readDigestMultibase(digest)]
  if (read && ours && sameDigest(read, ours) === false) {
    throw openBadgesError(
      'evidence.digest_conflict',
      'An evidence has a digestMultibase that is not that of its file.',
      {
        hint: 'Leave digestMultibase out; it is made from the file.',
      },
    )
  }
  return digest
}
