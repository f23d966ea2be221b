import type { CredentialInputForm } from '../parse.ts'
import type { JsonValue } from '../types.ts'
import type { VerificationReport, VerifyOptions } from '../verification.ts'
import { verifyCredential } from '../verify.ts'
import { each, inGroups, inOrder } from './in-order.ts'
import {
  MESSAGE_SIZE,
  ownContextsOf,
  VERIFY_AT_ONCE,
  type VerifyAnswer,
  type VerifyMessage,
  type VerifySetup,
} from './messages.ts'
import { createPool, type Pool } from './pool.ts'
import { serveLoader } from './remote-loader.ts'

type Inputs = Iterable<CredentialInputForm> | AsyncIterable<CredentialInputForm>

/** Reports in the order of the inputs, made on this thread. */
export function verifyHere(inputs: Inputs, options: VerifyOptions): AsyncGenerator<VerificationReport> {
  return inOrder(each(inputs), VERIFY_AT_ONCE, (input) => verifyCredential(input, options), options.signal)
}

/** The same on other threads. Documents are still loaded by the loader of this one. */
export async function* verifyElsewhere(
  inputs: Inputs,
  options: VerifyOptions,
  threads: number,
): AsyncGenerator<VerificationReport> {
  const { documentLoader, signal, cryptosuites: _, ...rest } = options
  const setup: VerifySetup = { options: rest, contexts: ownContextsOf(documentLoader) }
  const pool = await createPool(threads, setup)
  try {
    const groups = inGroups(each(inputs), MESSAGE_SIZE)
    const verify = (group: CredentialInputForm[]): Promise<VerifyAnswer> => verifyGroup(pool, group, documentLoader)
    for await (const reports of inOrder(groups, 2 * threads, verify, signal)) {
      for (const report of reports) yield frozen(report)
    }
  } finally {
    await pool.close()
  }
}

async function verifyGroup(
  pool: Pool,
  inputs: readonly CredentialInputForm[],
  documentLoader: VerifyOptions['documentLoader'],
): Promise<VerifyAnswer> {
  const channel = documentLoader && new MessageChannel()
  if (documentLoader && channel) serveLoader(channel.port1, documentLoader)
  try {
    // A URL cannot be handed to a thread; its text can.
    const message: VerifyMessage = { inputs: inputs.map(textOfUrl), port: channel?.port2 }
    return await pool.run<VerifyAnswer>('verifyInputs', message, channel ? [channel.port2] : [])
  } finally {
    channel?.port1.close()
  }
}

function textOfUrl(input: CredentialInputForm): CredentialInputForm {
  return input instanceof URL ? input.href : input
}

/** What was checked is frozen in every report, and a copy from another thread is not. */
function frozen(report: VerificationReport): VerificationReport {
  for (const document of [report.credential, report.original]) if (document !== undefined) freeze(document)
  return report
}

function freeze(value: JsonValue): void {
  if (value === null || typeof value !== 'object') return
  for (const member of Object.values(value)) freeze(member)
  Object.freeze(value)
}
