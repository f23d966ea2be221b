import { type ErrorCode, factsOf, type Severity } from './codes.ts'

/** One thing that is wrong, doubtful or worth knowing. Plain JSON. */
export interface Problem {
  /** Stable name, `family.reason`. */
  readonly code: ErrorCode
  readonly severity: Severity
  /** One sentence in English for the person who reads it. */
  readonly message: string
  /** What to do about it, where that is known. */
  readonly hint?: string
  /** JSON Pointer (RFC 6901) into the document; where that would be very long, to what is around the place. */
  readonly pointer?: string
  /** URL of the document that the pointer is about, when it is not the badge itself. */
  readonly document?: string
  /**
   * What could not be read and without which something stayed undecided: the URL to fetch, or to give in `documents` of
   * `createDocumentLoader` (in `contexts`, for a JSON-LD context). For a did:web it is the URL of its document; a DID
   * stands here only where its method is not known, and its document is then given under the DID.
   */
  readonly needs?: string
  /** Section of the specification that says so. */
  readonly section?: string
  /** What the server answered instead of a document; 404 and 410 say that there is none. */
  readonly httpStatus?: number
}

/** What a problem may add to its code and message. */
export interface ProblemDetails {
  readonly severity?: Severity | undefined
  readonly hint?: string | undefined
  readonly pointer?: string | undefined
  readonly document?: string | undefined
  readonly needs?: string | undefined
  readonly section?: string | undefined
  readonly httpStatus?: number | undefined
}

/** Makes a problem; members that are undefined are left out, so that it compares and serializes plainly. */
export function createProblem(code: ErrorCode, message: string, details: ProblemDetails = {}): Problem {
  const { severity = factsOf(code).severity, pointer, ...others } = details
  const rest = { pointer: pointer && bounded(pointer), ...others }
  const problem: Record<string, string | number> = { code, severity, message }
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) problem[name] = value
  return problem as unknown as Problem
}

/** A stranger chooses how long a name is and how much is wrong below it, and a report is stored and sent. */
const MAX_POINTER = 4_096

function bounded(pointer: string): string {
  return pointer.length <= MAX_POINTER ? pointer : pointer.slice(0, pointer.lastIndexOf('/', MAX_POINTER))
}

/**
 * Bad input to a function that does one thing. `code` is stable, the message is for people.
 * Wrong arguments throw `TypeError` instead; `verifyCredential` reports and does not throw.
 */
export class OpenBadgesError extends Error {
  override readonly name = 'OpenBadgesError'
  readonly code: ErrorCode
  /** Every problem found, the first of which this error is about. */
  readonly problems: readonly [Problem, ...Problem[]]

  constructor(first: Problem, ...rest: Problem[]) {
    super(first.hint === undefined ? first.message : `${first.message} ${first.hint}`)
    this.code = first.code
    this.problems = [first, ...rest]
  }
}

/** Shorthand for the usual case: one problem. */
export function openBadgesError(code: ErrorCode, message: string, details: ProblemDetails = {}): OpenBadgesError {
  return new OpenBadgesError(createProblem(code, message, details))
}
