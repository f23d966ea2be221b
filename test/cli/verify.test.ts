import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { bake } from '../../src/bake/index.ts'
import { buildCredential } from '../../src/build/index.ts'
import { EXIT } from '../../src/cli/exit-status.ts'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { deriveCredential, signSelectiveCredential } from '../../src/ecdsa-sd-2023.ts'
import { hexEncode } from '../../src/encoding.ts'
import { sha256 } from '../../src/hash.ts'
import { createIssuer, type Issuer, issueCredential } from '../../src/issue.ts'
import { generateKeyPair } from '../../src/keys/key-pair.ts'
import { buildDidDocument } from '../../src/keys/publish.ts'
import type { CredentialInput } from '../../src/types.ts'
import { HEADER, IMAGE_DATA, pngOf, pngWith } from '../support/images.ts'
import { badgesmith, temporaryPlace } from '../support/program.ts'

const NOW = '2026-03-01T12:00:00Z'
const ISSUED = new Date('2026-03-01T09:00:00Z')
const BYTES = new TextEncoder().encode('a unit plan')

const place = temporaryPlace()
const at = ['--now', NOW]
let issuer: Issuer
let web: Issuer

function input(changes: Partial<CredentialInput> = {}): CredentialInput {
  return {
    recipient: { email: 'teacher@district.example' },
    achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' },
    ...changes,
  }
}

beforeAll(async () => {
  issuer = await createIssuer({ name: 'Center for Collaborative Education' })
  web = await createIssuer(
    { name: '=HYPERLINK("https://elsewhere.example")' },
    await generateKeyPair({ controller: 'did:web:cce.example' }),
  )
  const badge = await issueCredential(input(), issuer, { now: ISSUED })
  place.write('badge.json', badge)
  mkdirSync(place.path('badges/more'), { recursive: true })
  place.write('badges/1.json', badge)
  place.write('badges/2.png', bake(pngWith(), badge))
  place.write(
    'badges/3.json',
    await issueCredential(input({ validUntil: '2026-03-01T10:00:00Z' }), issuer, { now: ISSUED }),
  )
  place.write('badges/more/4.json', await issueCredential(input(), web, { now: ISSUED }))
  place.write('badges/more/5.json', JSON.stringify(badge).replace('Three artifacts.', 'Four artifacts.'))
  place.write('badges/notes.txt', 'not a badge')
  place.write('badges/.hidden.json', '{}')
  symlinkSync(place.path('badges'), place.path('badges/circle'))
  place.write('documents.json', { 'did:web:cce.example': buildDidDocument(web) })
  const evidence = [
    { id: 'https://cce.example/evidence/unit%20plan.pdf', name: 'By its name', file: BYTES },
    { id: 'https://cce.example/evidence/1', name: 'By the map', file: BYTES },
    { name: 'By its digest', file: BYTES },
  ]
  place.write('with-evidence.json', await issueCredential(input({ evidence }), issuer, { now: ISSUED }))
})

describe('verify, of one badge,', () => {
  it('answers in words', async () => {
    const { status, stdout, stderr } = await badgesmith(['verify', place.path('badge.json'), ...at])
    expect({ status, stderr }).toEqual({ status: EXIT.valid, stderr: '' })
    expect(stdout).toContain(issuer.profile.id)
    expect(stdout).not.toContain('\x1b')
  })

  it('speaks to whom it is told, and in Spanish', async () => {
    const answer = async (...args: string[]): Promise<string> =>
      (await badgesmith(['verify', place.path('badge.json'), ...at, ...args])).stdout
    const texts = [
      await answer(),
      await answer('--for', 'holder'),
      await answer('--for', 'developer'),
      await answer('--locale', 'es'),
    ]
    expect(new Set(texts).size).toBe(4)
  })

  it('gives one JSON document to a program', async () => {
    const { stdout } = await badgesmith(['verify', place.path('badge.json'), ...at, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      input: place.path('badge.json'),
      sha256: hexEncode(sha256(place.read('badge.json'))),
      verdict: 'valid',
      checkedAt: '2026-03-01T12:00:00.000Z',
    })
  })

  it('reads the standard input', async () => {
    expect((await badgesmith(['verify', '-', ...at], { stdin: place.read('badge.json') })).status).toBe(EXIT.valid)
    expect((await badgesmith(['verify', '-', ...at], { stdin: '' })).status).toBe(EXIT.invalid)
  })

  it.each([
    ['teacher@district.example', EXIT.valid],
    ['Teacher@District.Example', EXIT.valid],
    ['mailto:teacher@district.example', EXIT.valid],
    ['other@district.example', EXIT.invalid],
    ['did:example:teacher', EXIT.invalid],
  ])('asks whether it is for %s: %i', async (recipient, expected) => {
    const args = ['verify', place.path('badge.json'), ...at, '--recipient', recipient]
    expect((await badgesmith(args)).status).toBe(expected)
  })

  it('takes one match among several addresses', async () => {
    const recipients = ['a@b.example', 'did:example:teacher', 'teacher@district.example'].flatMap((who) => [
      '--recipient',
      who,
    ])
    expect((await badgesmith(['verify', place.path('badge.json'), ...at, ...recipients])).status).toBe(EXIT.valid)
  })

  it('is offline when told so, and names what it would have needed', async () => {
    const calls: string[] = []
    const world = {
      createDocumentLoader: (options: object) => {
        calls.push(...Object.keys(options))
        return createDocumentLoader()
      },
    }
    const args = ['verify', place.path('badges/more/4.json'), ...at]
    const { status, stdout } = await badgesmith([...args, '--offline'], world)
    expect(status).toBe(EXIT.indeterminate)
    expect(stdout).toContain('cce.example')
    expect(calls).toEqual([])
    await badgesmith(args, world)
    expect(calls).toEqual(['network'])
  })

  it('takes documents that are at hand', async () => {
    const args = ['verify', place.path('badges/more/4.json'), ...at, '--documents', place.path('documents.json')]
    expect((await badgesmith(args)).status).toBe(EXIT.valid)
  })

  it('takes one document that is at hand by its own id', async () => {
    const did = place.write('did.json', buildDidDocument(web))
    expect((await badgesmith(['verify', place.path('badges/more/4.json'), ...at, '--documents', did])).status).toBe(0)
    const nameless = place.write('status-1.json', { type: 'BitstringStatusListCredential' })
    const refused = await badgesmith(['verify', place.path('badge.json'), ...at, '--documents', nameless])
    expect(refused.status).toBe(EXIT.data)
    expect(refused.stderr).toContain('status-1.json is one document; write {"URL": …}')
  })

  it('brings selective disclosure', async () => {
    const selective = await createIssuer({ name: 'CCE' }, await generateKeyPair({ algorithm: 'P-256' }))
    const unsigned = await buildCredential(input(), selective.profile, { now: ISSUED })
    const base = await signSelectiveCredential(unsigned, selective.signer, { created: ISSUED })
    const shown = place.write('shown.json', await deriveCredential(base, ['/credentialSubject']))
    const { status, stdout } = await badgesmith(['verify', shown, ...at, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'valid', source: { proof: ['ecdsa-sd-2023'] } })
    expect(status).toBe(EXIT.valid)
  })

  it('follows a link, and says which bytes it got', async () => {
    const url = 'https://cce.example/badges/1'
    const bytes = new Uint8Array(readFileSync(place.path('badges/2.png')))
    const world = { createDocumentLoader: () => createDocumentLoader({ documents: { [url]: bytes } }) }
    const { stdout } = await badgesmith(['verify', url, ...at, '--json'], world)
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'valid', sha256: hexEncode(sha256(bytes)), source: { url } })
  })

  it('does not follow a link without https', async () => {
    const { status } = await badgesmith(['verify', 'http://cce.example/badge', ...at])
    expect(status).toBe(EXIT.indeterminate)
  })

  it.each<[string, string | Uint8Array, number]>([
    ['an empty file', '', EXIT.invalid],
    ['a text', 'hello', EXIT.invalid],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), EXIT.indeterminate],
    ['a truncated PNG', pngOf([HEADER, IMAGE_DATA]), EXIT.invalid],
    ['a PNG without a badge', pngWith(), EXIT.indeterminate],
    ['JSON that is no credential', '{"a":1}', EXIT.invalid],
    ['JSON that is no object', '[]', EXIT.invalid],
  ])('answers %s in words, with %3$i', async (_, content, expected) => {
    const { status, stdout, stderr } = await badgesmith(['verify', place.write('bad', content), ...at])
    expect({ status, stderr }).toEqual({ status: expected, stderr: '' })
    expect(stdout).not.toMatch(/\n {4}at /)
  })

  it.each([
    ['that is missing', 'missing.json'],
    ['below a file', 'badge.json/x'],
    ['with a name that no file has', 'a\0b'],
  ])('says in one line that a file %s cannot be read', async (_, name) => {
    const { status, stdout, stderr } = await badgesmith(['verify', place.path(name), ...at])
    expect({ status, stdout }).toEqual({ status: EXIT.noInput, stdout: '' })
    expect(stderr).toMatch(/^badgesmith verify: [^\n]+\n$/)
  })

  it('says in one line that a folder has no badges', async () => {
    mkdirSync(place.path('empty'))
    const { status, stderr } = await badgesmith(['verify', place.path('empty')])
    expect(status).toBe(EXIT.noInput)
    expect(stderr).toMatch(/^badgesmith verify: [^\n]+\n$/)
  })

  it('shows no control characters of a file name', async () => {
    const { stderr } = await badgesmith(['verify', place.path('a\x1b[31mb\u202e.json')])
    for (const character of ['\x1b', '\u202e']) expect(stderr).not.toContain(character)
  })
})

describe('verify, of many,', () => {
  const folder = (): string[] => ['verify', place.path('badges'), ...at, '--offline']

  it('says a line for each, in order, and the counts', async () => {
    const { status, stdout, stderr } = await badgesmith(folder())
    expect(status).toBe(EXIT.invalid)
    const lines = stdout.trimEnd().split('\n')
    expect(lines.slice(0, -1).map((line) => /(\d)\.(json|png): /.exec(line)?.[1])).toEqual(['1', '2', '3', '4', '5'])
    expect(lines.at(-1)).toMatch(/^5: 2 \D+2 \D+1 \D+$/)
    expect(stderr).toMatch(/^[^\n]+: 1\.\n$/)
  })

  it('does not call a forged badge signed', async () => {
    const { stdout } = await badgesmith(folder())
    const line = (name: string): string => stdout.split('\n').find((text) => text.includes(name)) ?? ''
    expect(line('1.json')).toContain(`signed with the key of ${issuer.profile.id}`)
    expect(line('5.json')).not.toContain('signed with the key of')
  })

  it('gives a JSON line for each to a program', async () => {
    const { stdout } = await badgesmith([...folder(), place.path('missing.json'), '--json'])
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text))
    expect(records.map(({ verdict, error }) => verdict ?? error.status)).toEqual([
      'valid',
      'valid',
      'invalid',
      'indeterminate',
      'invalid',
      EXIT.noInput,
    ])
  })

  it.each([
    [['badges/1.json', 'badges/2.png'], EXIT.valid],
    [['badges/1.json', 'badges/more/4.json'], EXIT.indeterminate],
    [['badges/3.json', 'badges/more/4.json'], EXIT.invalid],
    [['badges/3.json', 'missing.json', 'badges/1.json'], EXIT.noInput],
  ])('ends with the worst of %j', async (names, expected) => {
    const { status, stdout } = await badgesmith(['verify', ...names.map(place.path), ...at, '--offline'])
    expect(status).toBe(expected)
    expect(stdout.trimEnd().split('\n')).toHaveLength(names.length + 1)
  })

  it('shows progress on a terminal only, and not in the output', async () => {
    expect((await badgesmith(folder())).stderr).not.toContain('5 of 5')
    const { stdout, stderr } = await badgesmith(folder(), { isTerminal: true })
    expect(stderr).toContain('5 of 5')
    for (const trace of ['of 5', '\x1b', '\r']) expect(stdout).not.toContain(trace)
  })

  it('writes a table in which no text of a badge is a formula', async () => {
    const { stdout } = await badgesmith([
      ...folder(),
      '--csv',
      place.path('t.csv'),
      '--documents',
      place.path('documents.json'),
    ])
    expect(stdout).toContain('5: ')
    const rows = place.read('t.csv').trimEnd().split('\r\n')
    expect(rows).toHaveLength(6)
    expect(rows[0]).toMatch(/^input,verdict,trusted,/)
    expect(rows[4]).toContain(`"'=HYPERLINK(""https://elsewhere.example"")"`)
    expect(place.read('t.csv')).not.toMatch(/(^|,)"?[=+@-]/m)
  })

  it('writes the table alone where it goes to the standard output', async () => {
    const { stdout } = await badgesmith([...folder(), place.path('missing.json'), '--csv', '-'])
    const rows = stdout.trimEnd().split('\r\n')
    expect(rows.map((row) => row.split(',')[1])).toEqual([
      'verdict',
      'valid',
      'valid',
      'invalid',
      'indeterminate',
      'invalid',
      'unreadable',
    ])
  })

  it('files each report before it answers, one after the other', async () => {
    const audit = place.write('audit.ndjson', '{"torn":')
    await badgesmith(['verify', place.path('badge.json'), ...at, '--audit', audit])
    await badgesmith([...folder(), '--audit', audit])
    const [torn, ...records] = place.read('audit.ndjson').trimEnd().split('\n')
    expect(torn).toBe('{"torn":')
    expect(records.map((text) => JSON.parse(text))).toHaveLength(6)
    expect(JSON.parse(records[0] ?? '')).toMatchObject({
      sha256: hexEncode(sha256(place.read('badge.json'))),
      checkedAt: '2026-03-01T12:00:00.000Z',
      version: expect.stringMatching(/^badgesmith \d/),
      report: { verdict: 'valid', credential: { name: 'Rubric Design' } },
    })
  })

  it('gives no answer that it could not file', async () => {
    const { status, stdout, stderr } = await badgesmith([...folder(), '--audit', place.path('no/such/audit.ndjson')])
    expect({ status, stdout }).toEqual({ status: EXIT.ioError, stdout: '' })
    expect(stderr).toMatch(/^[^\n]+\n$/)
  })
})

describe('secret keys', () => {
  const SECRET = 'z3u2en7t5LR2WtQH5PfFqMqwVHgeXouLzo6haApm8XHqvjxq'
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', d: SECRET }
  const keys: [string, unknown][] = [
    ['a Multikey', { type: 'Multikey', secretKeyMultibase: SECRET }],
    ['an older key', { type: 'Ed25519VerificationKey2020', privateKeyMultibase: SECRET }],
    ['a JWK', jwk],
    ['a set of JWKs', { keys: [{ kty: 'OKP' }, jwk] }],
    ['a DID document', { id: 'did:web:a.example', verificationMethod: [{ id: '#1', privateKeyJwk: jwk }] }],
    ['a damaged file', `{"type":"Multikey","secretKeyMultibase":"${SECRET}",}`],
    ['a damaged JWK', `${JSON.stringify(jwk)},`],
    ['a badge of sorts', { type: ['VerifiableCredential'], key: { secretKeyMultibase: SECRET } }],
    ['PEM', `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`],
  ]

  it.each(keys)('in %s are neither verified nor copied anywhere', async (name, content) => {
    const file = name.replaceAll(' ', '-')
    const key = place.write(`${file}.json`, content)
    const [audit, table] = [place.path(`${file}.ndjson`), place.path(`${file}.csv`)]
    for (const args of [
      ['--json'],
      ['--audit', audit],
      [place.path('badge.json'), '--csv', table],
      [place.path('badge.json'), '--json'],
    ]) {
      const { status, stdout, stderr } = await badgesmith(['verify', key, ...at, ...args])
      expect(status).toBe(EXIT.noInput)
      expect(`${stdout}${stderr}`).toContain('This is a secret key, not a badge.')
      expect(`${stdout}${stderr}`).not.toContain(SECRET)
    }
    for (const written of [place.read(`${file}.ndjson`), place.read(`${file}.csv`)]) {
      expect(written).toContain('secret key')
      expect(written).not.toContain(SECRET)
    }
    const piped = await badgesmith(['verify', '-', ...at, '--json'], { stdin: place.read(`${file}.json`) })
    expect(piped.status).toBe(EXIT.noInput)
    expect(`${piped.stdout}${piped.stderr}`).not.toContain(SECRET)
  })

  it('in a folder are left alone and counted, and so is other JSON', async () => {
    mkdirSync(place.path('mixed'))
    keys.forEach(([, content], number) => {
      place.write(`mixed/${number}.json`, content)
    })
    const others = {
      issuer: { name: 'CCE' },
      input: input(),
      trust: [{ id: 'did:web:a.example' }],
      summary: { rows: 1 },
    }
    for (const [name, content] of Object.entries(others)) place.write(`mixed/${name}.json`, content)
    const audit = place.path('mixed.ndjson')
    const none = await badgesmith(['verify', place.path('mixed'), ...at, '--audit', audit])
    expect(none).toMatchObject({ status: EXIT.noInput, stdout: '' })
    place.write('mixed/badge.json', place.read('badge.json'))
    const { status, stdout, stderr } = await badgesmith([
      'verify',
      place.path('mixed'),
      ...at,
      '--json',
      '--audit',
      audit,
    ])
    expect(status).toBe(EXIT.valid)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).toContain(`not looked at: ${keys.length + Object.keys(others).length}.`)
    expect(`${stdout}${stderr}${place.read('mixed.ndjson')}`).not.toContain(SECRET)
  })

  it('do not keep what was a badge from being judged', async () => {
    mkdirSync(place.path('judged'))
    const badge = JSON.parse(place.read('badge.json'))
    const { type: _, ...untyped } = badge
    place.write('judged/untyped.json', untyped)
    place.write('judged/torn.json', place.read('badge.json').slice(0, 100))
    const { status, stdout, stderr } = await badgesmith(['verify', place.path('judged'), ...at])
    expect({ status, stderr }).toEqual({ status: EXIT.invalid, stderr: '' })
    expect(stdout.trimEnd().split('\n')).toHaveLength(3)
  })
})

describe('trust', () => {
  const trusting = async (list: unknown): Promise<{ status: number; stdout: string; stderr: string }> =>
    badgesmith(['verify', place.path('badge.json'), ...at, '--json', '--trust', place.write('trust.json', list)])

  it('says yes with your own name for the issuer, and does not change the verdict', async () => {
    const { status, stdout } = await trusting([{ id: issuer.profile.id, name: 'CCE' }])
    expect(status).toBe(EXIT.valid)
    expect(JSON.parse(stdout)).toMatchObject({ trusted: 'yes', trustedAs: 'CCE' })
  })

  it('says no of others, and does not change the verdict', async () => {
    const { status, stdout } = await trusting([{ id: 'did:web:cce.example' }])
    expect(status).toBe(EXIT.valid)
    expect(JSON.parse(stdout).trusted).toBe('no')
  })

  it.each([
    ['no list', {}, ':1:1'],
    ['a text', '"x"', ':1:1'],
    ['an issuer that is a text', '[\n "did:web:a.example"]', ':2:2'],
    ['an issuer without id', '[{"name":"A"}]', ':1:2'],
    ['a misspelt member', '[{"id":"did:web:a.example","nmae":"A"}]', 'Did you mean "name"'],
    ['a date without time', '[{"id":"did:web:a.example","from":"2026-01-01"}]', ':1:35'],
    ['achievements that are a text', '[{"id":"did:web:a.example","achievements":"x"}]', ':1:43'],
    ['no JSON', '[{]', ''],
  ])('is not read from %s', async (_, list, place) => {
    const { status, stderr } = await trusting(list)
    expect(status).toBe(EXIT.data)
    expect(stderr).toMatch(/^[^\n]+\n$/)
    expect(stderr).toContain(place)
  })
})

describe('evidence', () => {
  const states = async (folder: string): Promise<{ status: number; states: Record<string, string> }> => {
    const args = ['verify', place.path('with-evidence.json'), ...at, '--json', '--evidence', place.path(folder)]
    const { status, stdout } = await badgesmith(args)
    const { items } = JSON.parse(stdout).checks.evidence
    return {
      status,
      states: Object.fromEntries(items.map(({ name, state }: { name: string; state: string }) => [name, state])),
    }
  }

  it('is found by the map, by name and by digest', async () => {
    mkdirSync(place.path('evidence'))
    place.write('evidence/unit plan.pdf', BYTES)
    place.write('evidence/first.pdf', BYTES)
    place.write('evidence/evidence.json', { 'https://cce.example/evidence/1': 'first.pdf' })
    expect(await states('evidence')).toEqual({
      status: EXIT.valid,
      states: { 'By its name': 'unchanged', 'By the map': 'unchanged', 'By its digest': 'unchanged' },
    })
  })

  it('tells changed and missing apart', async () => {
    mkdirSync(place.path('changed'))
    place.write('changed/unit plan.pdf', 'another plan')
    expect(await states('changed')).toEqual({
      status: EXIT.invalid,
      states: { 'By its name': 'changed', 'By the map': 'missing', 'By its digest': 'missing' },
    })
  })

  it('leaves badges without evidence as they are', async () => {
    const args = ['verify', place.path('badge.json'), ...at, '--evidence', place.path('evidence')]
    expect((await badgesmith(args)).status).toBe(EXIT.valid)
  })

  it.each([
    ['leads out of the folder', { 'https://cce.example/evidence/1': '../badge.json' }, EXIT.data],
    ['is no map', [], EXIT.data],
    ['names a file that is not there', { 'https://cce.example/evidence/1': 'gone.pdf' }, EXIT.noInput],
  ])('is not read by a map that %s', async (_, map, expected) => {
    mkdirSync(place.path('mapped'), { recursive: true })
    place.write('mapped/evidence.json', map)
    const args = ['verify', place.path('with-evidence.json'), ...at, '--evidence', place.path('mapped')]
    expect((await badgesmith(args)).status).toBe(expected)
  })

  it('needs the folder', async () => {
    const args = ['verify', place.path('with-evidence.json'), ...at, '--evidence', place.path('nowhere')]
    expect((await badgesmith(args)).status).toBe(EXIT.noInput)
  })
})
