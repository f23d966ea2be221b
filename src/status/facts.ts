import type { Problem } from '../errors.ts'

/** What became of one status entry. */
export interface StatusEntryFacts {
  /** As the badge names it. */
  readonly type: string
  readonly purpose?: string
  /** Whether the entry is set; absent where that could not be found out. */
  readonly set?: boolean
  /** The value, 0 for unset; absent where it could not be found out. */
  readonly value?: number
  /** What the value means in the issuer's words, where it gives any. A stranger's text. */
  readonly message?: string
  /** URL of the list. */
  readonly list?: string
  /** Since when the list says so: `validFrom` of its credential. A 1EdTechRevocationList has no date. */
  readonly asOf?: string
  /** When a newer list is due: the end of its validity or of its `ttl`, whichever comes first. */
  readonly nextUpdate?: string
  /** Whether a signature vouches for the list; a 1EdTechRevocationList rests on https alone. */
  readonly signed?: boolean
}

/** What one entry comes to. */
export interface EntryAnswer {
  readonly facts: StatusEntryFacts
  readonly problems: readonly Problem[]
}
