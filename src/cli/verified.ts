import { hexEncode } from '../encoding.ts'
import { sha256 } from '../hash.ts'
import { parse } from '../parse.ts'
import type { DocumentLoader, JsonObject } from '../types.ts'
import type { VerificationReport, VerifyOptions } from '../verification.ts'
import { verifyCredential } from '../verify.ts'
import type { BadgeSource } from './badge-sources.ts'
import type { FindEvidence } from './evidence-folder.ts'
import { type ExitStatus, statusOfVerdict } from './exit-status.ts'
import { Refusal } from './refusal.ts'

/** What became of one badge. */
export type Verified =
  | {
      readonly name: string
      readonly status: ExitStatus
      readonly sha256: string | undefined
      readonly report: VerificationReport
    }
  | { readonly name: string; readonly status: ExitStatus; readonly unreadable: string }

export interface VerifyRun {
  readonly options: VerifyOptions & { readonly documentLoader: DocumentLoader }
  readonly findEvidence: FindEvidence | undefined
}

/** Verifies one badge. A file that cannot be read is an answer, so that the others are looked at all the same. */
export async function verifySource({ name, read }: BadgeSource, run: VerifyRun): Promise<Verified> {
  try {
    const input = await read()
    const { loader, digestOf } = digesting(run.options.documentLoader)
    const evidence = run.findEvidence && (await evidenceFor(input, loader, run.findEvidence))
    const options = { ...run.options, documentLoader: loader, ...(evidence && { evidence }) }
    const report = await verifyCredential(input, options)
    const digest = input instanceof URL ? digestOf(report.source.url) : hexEncode(sha256(input))
    return { name, status: statusOfVerdict(report.verdict), sha256: digest, report }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { name, status: error.status, unreadable: error.message }
  }
}

async function evidenceFor(
  input: Uint8Array | URL,
  loader: DocumentLoader,
  find: FindEvidence,
): Promise<Record<string, Uint8Array>> {
  const { credential }: { credential?: JsonObject } = await parse(input, { loader })
  return credential === undefined ? {} : find(credential)
}

/** A loader that remembers the digest of what came from a URL, to say later which bytes were verified. */
function digesting(loader: DocumentLoader): {
  readonly loader: DocumentLoader
  readonly digestOf: (url: string | undefined) => string | undefined
} {
  const digests = new Map<string, string>()
  const load: DocumentLoader = async (url, request) => {
    const loaded = await loader(url, request)
    const { document } = loaded
    if (document instanceof Uint8Array || typeof document === 'string') {
      digests.set(loaded.documentUrl, hexEncode(sha256(document)))
    }
    return loaded
  }
  return {
    loader: Object.assign(load, loader),
    digestOf: (url) => (url === undefined ? undefined : digests.get(url)),
  }
}
