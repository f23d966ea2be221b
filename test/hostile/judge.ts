import { createDocumentLoader } from '../../src/documents/loader.ts'
import { verifyJwt } from '../../src/jwt.ts'
import { verifyPresentation } from '../../src/present.ts'
import { verifyCredential } from '../../src/verify.ts'
import type { Case, Outcome } from './case.ts'
import { fetchFrom } from './network.ts'
import { make } from './recipes.ts'

export type Answer = Pick<Outcome, 'verdict' | 'errors' | 'notes' | 'thrown'>

/** Asks the verifier what a case asks, in its little internet. Runs in any runtime. */
export async function judge(one: Case, requests: string[]): Promise<Answer> {
  const { contexts, ask, world, entry } = one
  const { challenge = '', domain = '', fresh = true, maxRedirects = 0, offline = false, ...options } = ask
  try {
    const documentLoader = createDocumentLoader({
      contexts,
      ...(!offline && {
        maxRedirects,
        cacheSeconds: 0,
        timeoutMilliseconds: 200,
        fetch: fetchFrom(world, requests),
      }),
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
