/**
 * Does a task for each item, several at once, and gives the results in the order of the items. Not more than that many
 * results wait for an earlier one.
 */
export async function* inOrder<T, R>(
  items: readonly T[],
  atOnce: number,
  task: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = []
  let next = 0
  while (next < items.length || running.length > 0) {
    while (next < items.length && running.length < atOnce) {
      const started = task(items[next++] as T)
      // Whoever waits for it hears of a failure; until then it is not an unhandled one.
      started.catch(() => {})
      running.push(started)
    }
    yield (await running.shift()) as R
  }
}
