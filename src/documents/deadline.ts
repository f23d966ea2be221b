import { type OpenBadgesError, openBadgesError } from '../errors.ts'

/** What bounds one piece of work that waits for somebody else. */
export interface Deadline {
  /** URL that is waited for; it becomes `needs` of the problem. */
  readonly needs: string
  /** How long to wait; undefined: as long as the signals allow. */
  readonly milliseconds?: number
  readonly signals?: readonly (AbortSignal | undefined)[]
}

/**
 * Runs work until it settles, the time is over or the caller aborts, whichever comes first. The work gets a signal that
 * fires then; whether it heeds it or not, the wait is over.
 *
 * @throws OpenBadgesError `net.timeout` or `net.aborted`, besides what the work throws.
 */
export async function withDeadline<T>(deadline: Deadline, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { needs, milliseconds, signals = [] } = deadline
  for (const signal of signals) throwIfAborted(needs, signal)
  if (milliseconds !== undefined && milliseconds <= 0) throw timedOut(needs)
  const controller = new AbortController()
  let end: (error: OpenBadgesError) => void = () => undefined
  const ended = new Promise<never>((_, reject) => {
    end = (error) => {
      // Rejected first, so that the reason is ours and not what the work makes of its signal.
      reject(error)
      controller.abort()
    }
  })
  const onAbort = () => end(aborted(needs))
  for (const signal of signals) signal?.addEventListener('abort', onAbort, { once: true })
  const timer = milliseconds === undefined ? undefined : setTimeout(() => end(timedOut(needs)), milliseconds)
  try {
    return await Promise.race([ended, work(controller.signal)])
  } finally {
    clearTimeout(timer)
    for (const signal of signals) signal?.removeEventListener('abort', onAbort)
    // Nothing goes on after the answer: sockets, readers, and what a slow loader would still do.
    controller.abort()
  }
}

/** @throws OpenBadgesError `net.aborted`. */
export function throwIfAborted(needs: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(needs)
}

function timedOut(needs: string): OpenBadgesError {
  return openBadgesError('net.timeout', 'The answer did not come in time.', { needs, hint: 'Try again later.' })
}

function aborted(needs: string): OpenBadgesError {
  return openBadgesError('net.aborted', 'The caller aborted before the answer came.', { needs })
}
