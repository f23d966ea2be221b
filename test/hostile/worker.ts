import { parentPort } from 'node:worker_threads'
import type { Case, Outcome } from './case.ts'
import { judge } from './judge.ts'
import { snapshot } from './prototypes.ts'

/** Runs in a worker of its own: takes a case, answers with what came of it. */
const port = parentPort
if (!port) throw new Error('this is a worker')

let unhandled: string | undefined
process.on('unhandledRejection', (reason) => {
  unhandled ??= String(reason)
})
process.on('uncaughtException', (error) => {
  unhandled ??= String(error)
})

const builtIns = snapshot()

port.on('message', async ({ id, one }: { id: number; one: Case }) => {
  port.postMessage({ id, outcome: await run(one) })
})

async function run(one: Case): Promise<Outcome> {
  unhandled = undefined
  const requests: string[] = []
  const beats = watchLoop()
  const start = performance.now()
  const answer = await judge(one, requests)
  const milliseconds = performance.now() - start
  // What was started and not waited for shows now.
  await new Promise((resolve) => setImmediate(resolve))
  const blocked = beats()
  const changed = builtIns.firstChange()
  return {
    ...answer,
    milliseconds,
    blocked,
    requests,
    ...(unhandled !== undefined && { unhandled }),
    ...(changed !== undefined && { changed }),
  }
}

/** How long the event loop stood still at most, from now until asked. */
function watchLoop(): () => number {
  let last = performance.now()
  let longest = 0
  const beat = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }
  const timer = setInterval(beat, 2)
  return () => {
    beat()
    clearInterval(timer)
    return longest
  }
}
