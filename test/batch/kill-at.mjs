// Loaded before the program: kills it for good at the n-th thing that it does to the disk, half of a write included.
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'

let left = Number(process.env.KILL_AT ?? Number.POSITIVE_INFINITY)

function step(half) {
  if (--left > 0) return
  half?.()
  process.kill(process.pid, 'SIGKILL')
}

function wrap(owner, name, halfOf) {
  const original = owner[name]
  owner[name] = function (...args) {
    step(halfOf && (() => halfOf.apply(this, args)))
    return original.apply(this, args)
  }
}

if (isMainThread) {
  for (const name of ['mkdir', 'rename', 'link', 'unlink', 'rm', 'writeFile', 'truncate']) wrap(fs, name)
  const probe = await fs.open(new URL(import.meta.url))
  const { writeSync } = await import('node:fs')
  const half = function (data) {
    writeSync(this.fd, data.slice(0, Math.ceil(data.length / 2)))
  }
  const prototype = Object.getPrototypeOf(probe)
  for (const name of ['writeFile', 'appendFile']) wrap(prototype, name, half)
  for (const name of ['sync', 'truncate']) wrap(prototype, name)
  await probe.close()
  syncBuiltinESMExports()
}
