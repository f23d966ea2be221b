import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { main } from '../../src/cli/index.ts'
import type { Io, Output } from '../../src/cli/io.ts'
import { createDocumentLoader } from '../../src/documents/loader.ts'

export interface Answer {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface World {
  readonly stdin?: string | Uint8Array
  readonly isTerminal?: boolean
  readonly env?: Io['env']
  readonly createDocumentLoader?: Io['createDocumentLoader']
  /** Fails as the system does, with this code, at every write. */
  readonly stdoutFails?: string
}

/** Runs the program in this process. The network is refused unless the test brings one. */
export async function badgesmith(args: readonly string[], world: World = {}): Promise<Answer> {
  const { isTerminal = false, env = {}, stdin = '' } = world
  const stdout = recorder(isTerminal, world.stdoutFails)
  const stderr = recorder(isTerminal)
  const status = await main(args, {
    stdin: streamOf(stdin),
    stdout,
    stderr,
    env,
    createDocumentLoader: world.createDocumentLoader ?? (({ network: _, ...options }) => createDocumentLoader(options)),
  })
  return { status, stdout: stdout.text(), stderr: stderr.text() }
}

/** A folder that is gone after the tests, and files in it. */
export interface Place {
  readonly path: (name: string) => string
  readonly write: (name: string, content: unknown) => string
  readonly read: (name: string) => string
  readonly json: (name: string) => Record<string, unknown>
}

export function temporaryPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'badgesmith-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const path = (name: string): string => join(folder, name)
  const read = (name: string): string => readFileSync(path(name), 'utf8')
  return {
    path,
    read,
    json: (name) => JSON.parse(read(name)),
    write: (name, content) => {
      const data = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content)
      writeFileSync(path(name), data)
      return path(name)
    },
  }
}

function recorder(isTerminal: boolean, code?: string): Output & { readonly text: () => string } {
  const chunks: Uint8Array[] = []
  return {
    isTerminal,
    write: async (data) => {
      if (code !== undefined) throw Object.assign(new Error(`write ${code}`), { code, syscall: 'write' })
      chunks.push(typeof data === 'string' ? new TextEncoder().encode(data) : data)
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
}

async function* streamOf(data: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
  // In pieces, as a pipe gives it.
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000)
}
