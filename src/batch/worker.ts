import { createDocumentLoader } from '../documents/loader.ts'
import { OpenBadgesError } from '../errors.ts'
import { createSigner, importKeyPair } from '../keys/key-pair.ts'
import type { ContextSet } from '../types.ts'
import { verifyCredential } from '../verify.ts'
import { each, inOrder } from './in-order.ts'
import { type IssueJob, issueRow, type RowResult } from './issue-rows.ts'
import {
  type IssueAnswer,
  type IssueSetup,
  VERIFY_AT_ONCE,
  type VerifyAnswer,
  type VerifyMessage,
  type VerifySetup,
} from './messages.ts'
import { remoteLoader } from './remote-loader.ts'
import type { PreparedRow } from './rows.ts'

/** What a thread of a batch runs. It is a file of its own in dist, which nothing imports. */

/** Made of what the thread was told, at its first message. */
let job: Promise<IssueJob> | undefined
let contextsOfCaller: ContextSet | undefined

/** Issues the rows of one message. */
export async function issueRows(rows: readonly PreparedRow[]): Promise<IssueAnswer> {
  job ??= startIssuing(told())
  const ready = await job
  const results: RowResult[] = []
  try {
    for (const row of rows) results.push(asText(await issueRow(row, ready)))
    return results
  } catch (error) {
    if (error instanceof OpenBadgesError) return { failed: error.problems }
    throw error
  }
}

/** Text is cheaper to hand over than an object. */
function asText(result: RowResult): RowResult {
  if (!('credential' in result)) return result
  const { credential } = result
  return { text: typeof credential === 'string' ? credential : JSON.stringify(credential) }
}

async function startIssuing({ profile, key, contexts, ...rest }: IssueSetup): Promise<IssueJob> {
  const keyPair = await importKeyPair(key)
  const issuer = { profile, signer: createSigner(keyPair), keyPair }
  return { ...rest, issuer, documentLoader: contexts && createDocumentLoader({ contexts }) }
}

/** Verifies the inputs of one message. */
export async function verifyInputs({ inputs, port }: VerifyMessage): Promise<VerifyAnswer> {
  const { options, contexts }: VerifySetup = told()
  contextsOfCaller ??= contexts && createDocumentLoader({ contexts }).contexts
  const documentLoader = port && remoteLoader(port, contextsOfCaller)
  const reports: VerifyAnswer[number][] = []
  try {
    const all = inOrder(each(inputs), VERIFY_AT_ONCE, (input) =>
      verifyCredential(input, { ...options, ...(documentLoader && { documentLoader }) }),
    )
    for await (const report of all) reports.push(report)
  } finally {
    port?.close()
  }
  return reports
}

/** What `createPool` was given for its threads. */
function told<T>(): T {
  return (globalThis.process as unknown as { readonly __tinypool_state__: { readonly workerData: T } })
    .__tinypool_state__.workerData
}
