/**
 * A process of its own that works on a status list file: `list-writer.ts FILE COMMAND`, one of
 *
 * - `revoke:FROM:COUNT` revokes so many indices one by one, saying each on stdout once it is done
 * - `reserve:COUNT:TIMES` reserves and says the indices
 * - `publish:TO` writes the unsigned credential, which is enough here
 * - `hold` takes the lock, says so and never lets go
 *
 * FAILPOINT=n kills it with SIGKILL just before its n-th change to the file system; TORN=1 lets half of a write through
 * first. FAULT=ENOSPC makes that change, and it alone, fail instead. STEPS=1 says at the end how many changes there were.
 */
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

const failpoint = Number(process.env.FAILPOINT ?? 0)
let steps = 0

async function step(torn?: () => Promise<unknown>): Promise<void> {
  steps++
  if (steps !== failpoint) return
  if (torn && process.env.TORN) await torn()
  if (process.env.FAULT) throw Object.assign(new Error('the disk is at fault'), { code: process.env.FAULT })
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {})
}

const { open, link, rename, rm, unlink, writeFile } = fs
fs.link = async (from, to) => {
  await step()
  return link(from, to)
}
fs.rename = async (from, to) => {
  await step()
  return rename(from, to)
}
fs.unlink = async (path) => {
  await step()
  return unlink(path)
}
fs.rm = async (path, options) => {
  await step()
  return rm(path, options)
}
fs.writeFile = (async (path: string, data: string, options: object) => {
  await step(() => writeFile(path, data.slice(0, data.length >> 1), options))
  return writeFile(path, data, options)
}) as typeof writeFile
fs.open = async (path, flags, mode) => {
  if (flags !== 'r') await step()
  const file = await open(path, flags, mode)
  const { writeFile, sync } = file
  file.writeFile = async (data) => {
    await step(() => writeFile.call(file, data.toString().slice(0, data.toString().length >> 1)))
    return writeFile.call(file, data)
  }
  file.sync = async () => {
    await step()
    return sync.call(file)
  }
  return file
}
syncBuiltinESMExports()

const { publishStatusListFile, reserveStatusIndices, updateStatusListFile } = await import(
  '../../src/status-list-file.ts'
)
const { withFileLock } = await import('../../src/files/lock.ts')

const [path = '', command = ''] = process.argv.slice(2)
const [verb, first = '', second = ''] = command.split(':')

// Two that start together wait for each other at the door, so that they really meet.
if (process.env.GATE) {
  process.stdout.write('ready\n')
  await new Promise((resolve) => process.stdin.once('data', resolve))
}

if (verb === 'revoke') {
  for (let index = Number(first); index < Number(first) + Number(second); index++) {
    await updateStatusListFile(path, [{ index, value: 1 }], { waitMilliseconds: 30_000 })
    process.stdout.write(`${index}\n`)
  }
}
if (verb === 'reserve') {
  for (let time = 0; time < Number(second); time++) {
    const { indices } = await reserveStatusIndices(path, Number(first), { waitMilliseconds: 30_000 })
    process.stdout.write(`${indices.join('\n')}\n`)
  }
}
if (verb === 'publish') {
  const sign = async (credential: object) => credential
  await publishStatusListFile(path, { to: command.slice('publish:'.length), issuer: 'did:web:issuer.example', sign })
}
if (verb === 'hold') {
  await withFileLock(path, async () => {
    process.stdout.write('held\n')
    setInterval(() => {}, 1000)
    await new Promise(() => {})
  })
}
if (process.env.STEPS) process.stdout.write(`steps ${steps}\n`)
process.stdin.destroy()
