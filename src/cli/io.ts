import { createDocumentLoader, type DocumentLoaderOptions } from '../documents/loader.ts'
import type { DocumentLoader } from '../types.ts'

export interface Output {
  /** Whether a person watches: only then there is colour and progress. */
  readonly isTerminal: boolean
  /** Resolves when the data is handed over; rejects with the error of the system, EPIPE when nobody reads any more. */
  write(data: string | Uint8Array): Promise<void>
}

/** The world around the program, so that a test can be one. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly createDocumentLoader: (options: DocumentLoaderOptions) => DocumentLoader
}

export function ioOf(process: NodeJS.Process): Io {
  return {
    // Only who asks for it opens it.
    get stdin() {
      return process.stdin
    },
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    createDocumentLoader,
  }
}

function outputOf(stream: NodeJS.WriteStream): Output {
  // Every failure comes back through the callback of its write; without a listener the event would end the process.
  stream.on('error', () => {})
  return {
    isTerminal: stream.isTTY === true,
    write: (data) =>
      new Promise((resolve, reject) => {
        stream.write(data, (error) => (error ? reject(error) : resolve()))
      }),
  }
}
