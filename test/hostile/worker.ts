import { parentPort } from 'node:worker_threads'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { verifyJwt } from '../../src/jwt.ts'
import { verifyPresentation } from '../../src/present.ts'
import { verifyCredential } from '../../src/verify.ts'
import type { Case, Outcome } from './case.ts'
import { fetchFrom } from './network.ts'
import { snapshot } from './prototypes.ts'
import { make } from './recipes.ts'

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

type Answer = Pick<Outcome, 'verdict' | 'errors' | 'notes' | 'thrown'>

async function judge(one: Case, requests: string[]): Promise<Answer> {
  const { contexts, ask, world, entry } = one
  const { challenge = '', domain = '', fresh = true, maxRedirects = 0, ...options } = ask
  try {
    const documentLoader = createDocumentLoader({
      contexts,
      maxRedirects,
      cacheSeconds: 0,
      timeoutMilliseconds: 200,
      fetch: fetchFrom(world, requests),
    })
    const input = make(one.input)
    const asked = { ...options, documentLoader }
    if (entry === 'jwt') return answerOf(await verifyJwt(input as string, asked))
    if (entry === 'credential') return answerOf(await verifyCredential(input as object, asked))
    const consumeChallenge = (): boolean => fresh
    const report = await verifyPresentation(input as object, { ...asked, challenge, domain, consumeChallenge })
    return answerOf({
      ...report,
      problems: [...report.problems, ...report.credentials.flatMap(({ problems }) => problems)],
    })
  } catch (error) {
    const thrown = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { verdict: 'thrown', errors: [], notes: [], thrown }
  }
}

interface Report {
  readonly verdict: string
  readonly verified: boolean
  readonly problems: readonly { code: string; severity: string }[]
}

function answerOf({ verdict, verified, problems }: Report): Answer {
  const codes = (isError: boolean): string[] => [
    ...new Set(problems.filter(({ severity }) => (severity === 'error') === isError).map(({ code }) => code)),
  ]
  return { verdict: verified ? 'valid' : verdict, errors: codes(true), notes: codes(false) }
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
