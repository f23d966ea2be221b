import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as Esbuild from 'esbuild'

const CHROMIUM = '/usr/bin/chromium'

/** Debian's browser, which CI installs. */
export const hasChromium: boolean = existsSync(CHROMIUM)

/** What a title says when it is not there. */
export const BROWSER: string = hasChromium ? 'headless Chromium' : 'headless Chromium (skipped: it is not installed)'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Runs `run(input)` of a module in a page of a headless browser. Input and result travel as JSON.
 */
export async function runInChromium(module: string, input: unknown): Promise<unknown> {
  const script = await bundle(module)
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
  const site = createServer()
  const answer = new Promise<unknown>((resolve, reject) => {
    site.on('request', async (request, response) => {
      if (request.method === 'POST') {
        resolve(JSON.parse(await bodyOf(request)))
        response.end()
        return
      }
      const [type, body] = files.get(request.url ?? '') ?? []
      if (type === undefined) response.writeHead(404).end()
      else response.setHeader('content-type', type).end(body)
    })
    site.on('gone', reject)
  })
  const files = new Map([
    ['/', ['text/html', PAGE]],
    ['/module.js', ['text/javascript', script]],
    ['/input.json', ['application/json', JSON.stringify(input)]],
  ])
  await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening))
  const { port } = site.address() as AddressInfo
  const words = [...FLAGS, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`]
  const browser = spawn(CHROMIUM, words, { stdio: 'ignore' })
  browser.once('error', (error) => site.emit('gone', error))
  browser.once('exit', () => site.emit('gone', new Error('the browser ended before the page answered')))
  try {
    return await answer
  } finally {
    const ended = new Promise((resolve) => browser.once('exit', resolve))
    browser.kill('SIGKILL')
    await ended
    site.closeAllConnections()
    site.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

const PAGE = `<!doctype html><meta charset="utf-8"><script type="module">
const answer = (result) => fetch('/', { method: 'POST', body: JSON.stringify(result) })
try {
  const { run } = await import('/module.js')
  await answer({ result: await run(await (await fetch('/input.json')).json()) })
} catch (error) {
  await answer({ error: String(error?.stack ?? error) })
}
</script>`

async function bundle(module: string): Promise<string> {
  const esbuild: typeof Esbuild = createRequire(import.meta.resolve('tsup'))('esbuild')
  const { outputFiles } = await esbuild.build({
    entryPoints: [module],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
    define: { 'import.meta.url': '"file:///page.js"' },
  })
  return outputFiles[0]?.text ?? ''
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks).toString('utf8')
}
