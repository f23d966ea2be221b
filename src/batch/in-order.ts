/**
 * Does a task for each item, several at once, and gives the results in the order of the items. Never more than `atOnce`
 * items are between the source and the consumer, so memory stays flat however long the source is. What is finished is
 * given out although the source keeps the next item waiting.
 *
 * Where the source or a task fails, what came before it is still given out. The source is closed in any case.
 *
 * @param signal - Ends the wait at once, with its reason.
 */
export async function* inOrder<T, R>(
  source: AsyncIterator<T>,
  atOnce: number,
  task: (item: T) => Promise<R>,
  signal?: AbortSignal,
): AsyncGenerator<R, void, undefined> {
  const running: Promise<R>[] = []
  let pulling: Promise<IteratorResult<T>> | undefined
  let ended = false
  let failure: { readonly error: unknown } | undefined
  try {
    for (;;) {
      signal?.throwIfAborted()
      if (!ended && running.length < atOnce) pulling ??= handled(source.next())
      const [first] = running
      if (pulling === undefined && first === undefined) break
      const next: IteratorResult<T> | 'done' | { failed: unknown } = await untilAborted(
        whicheverComes(pulling, first),
        signal,
      )
      if (next === 'done') {
        running.shift()
        yield (await first) as R
        continue
      }
      pulling = undefined
      if ('failed' in next) failure = { error: next.failed }
      if ('failed' in next || next.done) ended = true
      else running.push(handled(task(next.value)))
    }
  } finally {
    // Not awaited: a source that hangs would keep whoever aborts waiting.
    if (!ended) Promise.resolve(source.return?.()).catch(ignore)
  }
  if (failure !== undefined) throw failure.error
}

/** The next item if it is there, else whichever comes first of it and the first result. */
async function whicheverComes<T>(
  pulling: Promise<IteratorResult<T>> | undefined,
  first: Promise<unknown> | undefined,
): Promise<IteratorResult<T> | 'done' | { failed: unknown }> {
  const pulled = pulling?.catch((failed: unknown) => ({ failed }))
  const done = first?.then(said, said)
  if (pulled === undefined) return done ?? 'done'
  return done === undefined ? pulled : Promise.race([pulled, done])
}

function said(): 'done' {
  return 'done'
}

/** A failure that is heard of later is not an unhandled one until then. */
function handled<P extends Promise<unknown>>(promise: P): P {
  promise.catch(ignore)
  return promise
}

function ignore(): void {}

/** The promise, or the reason of the signal. No listener stays behind, however many are waited for. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** One after the other, whatever it is that has them. */
export async function* each<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield* items
}

/** The items in groups of this size; the last one may be smaller. */
export async function* inGroups<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[], void, undefined> {
  let group: T[] = []
  for await (const item of items) {
    group.push(item)
    if (group.length < size) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
