import type { Verdict } from '../report.ts'

/** What the program says to the shell; from 64 on the numbers are those of BSD sysexits. */
export const EXIT = {
  valid: 0,
  invalid: 1,
  indeterminate: 2,
  usage: 64,
  data: 65,
  noInput: 66,
  bug: 70,
  ioError: 74,
} as const

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT]

/** What is worse stands later: a badge shown to be bad outweighs one that is unknown, and a run that is incomplete both. */
const FROM_GOOD_TO_BAD: readonly ExitStatus[] = [0, 2, 1, 66, 65, 64, 74, 70]

/** The exit status of several results; 0 for none. */
export function worst(statuses: Iterable<ExitStatus>): ExitStatus {
  let rank = 0
  for (const status of statuses) rank = Math.max(rank, FROM_GOOD_TO_BAD.indexOf(status))
  return FROM_GOOD_TO_BAD[rank] ?? EXIT.bug
}

export function statusOfVerdict(verdict: Verdict): ExitStatus {
  return EXIT[verdict]
}
