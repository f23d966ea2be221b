// One measurement in a process of its own, of what `npm run build` made. Prints a number, or several.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [what, ...args] = process.argv.slice(2)
const dist = (name) => new URL(`../dist/${name}.js`, import.meta.url).href
const template = {
  achievement: {
    id: 'https://cce.example/micro-credentials/rubric-design',
    name: 'Rubric Design',
    description: 'Designs rubrics that tell proficient from emerging work.',
    criteria: 'Three artifacts, scored Proficient.',
  },
  evidence: [{ id: 'https://cce.example/evidence/1', name: 'Rubric', narrative: 'What the rubric shows.' }],
}
const now = '2026-06-01T09:00:00Z'
const rows = function* (count) {
  for (let i = 0; i < count; i++) yield { key: `teacher ${i}`, recipient: { email: `teacher${i}@district.example` } }
}

const measures = {
  async import(name) {
    const start = performance.now()
    await import(dist(name))
    return performance.now() - start
  },

  async first() {
    const start = performance.now()
    const { createIssuer, issueCredential, verifyCredential } = await import(dist('index'))
    const imported = performance.now()
    const issuer = await createIssuer({ name: 'Center' })
    const badge = await issueCredential({ ...template, recipient: { email: 'a@district.example' } }, issuer)
    const issued = performance.now()
    const report = await verifyCredential(JSON.stringify(badge))
    if (!report.verified) throw new Error('not valid')
    return [imported - start, issued - imported, performance.now() - issued]
  },

  /** Rows a second once it runs, and from the start. */
  async batch(count, workers) {
    const { createIssuer, issueBatch } = await import(dist('index'))
    const issuer = await createIssuer({ name: 'Center' })
    const options = { job: 'bench', now, ...(Number(workers) > 0 && { workers: Number(workers) }) }
    const start = performance.now()
    const warm = Math.floor(Number(count) / 3)
    let [running, done] = [0, 0]
    for await (const { outcome } of issueBatch(rows(Number(count)), template, issuer, options)) {
      if (outcome !== 'issued') throw new Error(outcome)
      if (++done === warm) running = performance.now()
    }
    const end = performance.now()
    return [((done - warm) * 1_000) / (end - running), (done * 1_000) / (end - start)]
  },

  async verifyMany(count, workers) {
    const { createIssuer, issueBatch, verifyMany } = await import(dist('index'))
    const texts = []
    for await (const { credential } of issueBatch(rows(500), template, await createIssuer({ name: 'Center' }), { now }))
      texts.push(JSON.stringify(credential))
    const inputs = function* () {
      for (let i = 0; i < Number(count); i++) yield texts[i % texts.length]
    }
    const warm = Math.floor(Number(count) / 3)
    let [running, done] = [0, 0]
    for await (const { report } of verifyMany(inputs(), {
      now,
      ...(Number(workers) > 0 && { workers: Number(workers) }),
    })) {
      if (!report.verified) throw new Error('not valid')
      if (++done === warm) running = performance.now()
    }
    return ((done - warm) * 1_000) / (performance.now() - running)
  },

  /** Badges a second, written as files. */
  async files(count, workers) {
    const { createIssuer } = await import(dist('index'))
    const { runBatchJob } = await import(dist('node'))
    const out = await mkdtemp(join(tmpdir(), 'badgesmith-bench-'))
    const start = performance.now()
    await runBatchJob([...rows(Number(count))], template, await createIssuer({ name: 'Center' }), {
      out,
      now,
      ...(Number(workers) > 0 && { workers: Number(workers) }),
    })
    const took = performance.now() - start
    await rm(out, { recursive: true })
    return (Number(count) * 1_000) / took
  },

  /** MiB of heap after a tenth of the rows, and after all. */
  async memory(count) {
    const { createIssuer, issueBatch } = await import(dist('index'))
    const used = []
    let done = 0
    for await (const _ of issueBatch(rows(Number(count)), template, await createIssuer({ name: 'Center' }), {
      job: 'bench',
      now,
    })) {
      if (++done === Number(count) / 10 || done === Number(count)) used.push(heap())
    }
    return used
  },

  /** KiB that a thousand badges take when they are kept, each. */
  async kept() {
    const { createIssuer, issueBatch } = await import(dist('index'))
    const issuer = await createIssuer({ name: 'Center' })
    for await (const _ of issueBatch(rows(200), template, issuer, { now }));
    const before = heap()
    const badges = []
    for await (const { credential } of issueBatch(rows(1_000), template, issuer, { now })) badges.push(credential)
    const after = heap()
    return badges.length === 1_000 ? after - before : Number.NaN
  },
}

function heap() {
  globalThis.gc()
  return process.memoryUsage().heapUsed / 1_048_576
}

console.log(JSON.stringify(await measures[what](...args)))
