import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { unbake } from '../../src/bake/index.ts'
import { EXIT } from '../../src/cli/exit-status.ts'
import { digestEvidence } from '../../src/digest.ts'
import { verifyCredential } from '../../src/verify.ts'
import { HEADER, IMAGE_DATA, pngOf, pngWith } from '../support/images.ts'
import { badgesmith, temporaryPlace } from '../support/program.ts'

const NOW = '2026-03-01T09:00:00Z'
const INPUT = {
  recipient: { email: 'teacher@district.example' },
  achievement: { name: 'Rubric Design', description: 'Designs rubrics.', criteria: 'Three artifacts.' },
}
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'

const place = temporaryPlace()
const key = place.path('issuer.key.json')
const issuer = place.write('issuer.json', { name: 'Center for Collaborative Education', url: 'https://cce.example' })
const input = place.write('input.json', INPUT)
const png = place.write('picture.png', pngWith())
const svg = place.write('picture.svg', SVG)
const badge = place.path('badge.json')
const withKey = (path: string): string[] => ['--key', path, '--issuer', issuer, '--now', NOW]
const files = withKey(key)

beforeAll(async () => {
  await badgesmith(['keygen', '--out', key])
  const { status, stderr } = await badgesmith(['issue', ...files, '--input', input, '--out', badge])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

describe('keygen', () => {
  it('writes a key that only its owner can read, and never prints it', async () => {
    const out = place.path('a.key.json')
    for (const json of [[], ['--json']]) {
      const { status, stdout, stderr } = await badgesmith(['keygen', '--out', out, '--force', ...json])
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      expect(stdout).toContain(String(place.json('a.key.json').controller))
      expect(stdout).not.toContain(String(place.json('a.key.json').secretKeyMultibase))
      expect(stdout).not.toContain('secretKey')
    }
    expect(statSync(out).mode & 0o777).toBe(0o600)
  })

  it('leaves a key that is there, unless it is to be replaced', async () => {
    const out = place.path('b.key.json')
    await badgesmith(['keygen', '--out', out])
    const before = place.read('b.key.json')
    expect((await badgesmith(['keygen', '--out', out])).status).toBe(EXIT.ioError)
    expect(place.read('b.key.json')).toBe(before)
    expect((await badgesmith(['keygen', '--out', out, '--force'])).status).toBe(0)
    expect(place.read('b.key.json')).not.toBe(before)
  })

  it('makes a file that all could read private again when it replaces it', async () => {
    const out = place.write('public.json', '{}')
    expect(statSync(out).mode & 0o077).not.toBe(0)
    await badgesmith(['keygen', '--out', out, '--force'])
    expect(statSync(out).mode & 0o777).toBe(0o600)
  })

  it.each(['Ed25519', 'P-256', 'P-384', 'RS256'])('makes a key for %s that issue takes', async (algorithm) => {
    const out = place.path(`${algorithm}.json`)
    expect((await badgesmith(['keygen', '--out', out, '--algorithm', algorithm])).status).toBe(0)
    const jwt = algorithm === 'RS256' ? ['--jwt'] : []
    const toId = place.write('to-id.json', { ...INPUT, recipient: { id: 'did:example:teacher' } })
    const issued = await badgesmith(['issue', '--key', out, '--issuer', issuer, '--now', NOW, '--input', toId, ...jwt])
    expect(issued).toMatchObject({ status: 0, stderr: '' })
    expect(await verifyCredential(issued.stdout, { now: NOW })).toMatchObject({ verdict: 'valid' })
  })

  it('says that an RSA key needs --jwt', async () => {
    const { status, stderr } = await badgesmith(['issue', ...withKey(place.path('RS256.json')), '--input', input])
    expect(status).toBe(EXIT.usage)
    expect(stderr).toContain('--jwt')
  })

  it.each([
    ['cce.example', 'did:web:cce.example', 'https://cce.example/.well-known/did.json'],
    ['https://cce.example/', 'did:web:cce.example', 'https://cce.example/.well-known/did.json'],
    ['cce.example/badges/a', 'did:web:cce.example:badges:a', 'https://cce.example/badges/a/did.json'],
    ['cce.example:8443', 'did:web:cce.example%3A8443', 'https://cce.example:8443/.well-known/did.json'],
    ['did:web:cce.example:b', 'did:web:cce.example:b', 'https://cce.example/b/did.json'],
  ])('makes what %s has to publish', async (host, did, url) => {
    const folder = place.path(host.replaceAll(/\W/g, '-'))
    mkdirSync(folder)
    const { status, stdout } = await badgesmith([
      'keygen',
      '--force',
      '--did-web',
      host,
      '--out',
      join(folder, 'key.json'),
    ])
    expect(status).toBe(0)
    expect(stdout).toContain(url)
    expect(stdout).toContain(`https://cce.example${host.includes('8443') ? ':8443' : ''}/.well-known/jwks.json`)
    const document = JSON.parse(readFileSync(join(folder, 'did.json'), 'utf8'))
    expect(document).toMatchObject({ id: did, assertionMethod: [expect.stringContaining(`${did}#`)] })
    const { keys } = JSON.parse(readFileSync(join(folder, 'jwks.json'), 'utf8'))
    expect(keys).toEqual([expect.objectContaining({ kid: document.assertionMethod[0], iss: did })])
    expect(JSON.stringify([document, keys])).not.toMatch(/secretKey|"d":/)
  })

  it('makes badges that verify with the did.json that it wrote', async () => {
    const folder = place.path('web')
    mkdirSync(folder)
    const webKey = join(folder, 'key.json')
    await badgesmith(['keygen', '--did-web', 'cce.example', '--out', webKey])
    await badgesmith(['issue', ...withKey(webKey), '--input', input, '--out', join(folder, 'badge.json')])
    const documents = place.write('documents.json', {
      'did:web:cce.example': JSON.parse(readFileSync(join(folder, 'did.json'), 'utf8')),
    })
    const verify = ['verify', join(folder, 'badge.json'), '--now', NOW]
    expect((await badgesmith([...verify, '--documents', documents])).status).toBe(0)
    expect((await badgesmith([...verify, '--offline'])).status).toBe(EXIT.indeterminate)
  })

  it('adds a second key to what is published, and changes nothing else there', async () => {
    const folder = place.path('second')
    mkdirSync(folder)
    await badgesmith(['keygen', '--did-web', 'cce.example', '--out', join(folder, '1.json')])
    const first = JSON.parse(readFileSync(join(folder, 'did.json'), 'utf8'))
    const authenticator = { id: 'did:web:cce.example#login', type: 'JsonWebKey', controller: 'did:web:cce.example' }
    const own = {
      ...first,
      verificationMethod: [...first.verificationMethod, authenticator],
      authentication: [authenticator.id],
      service: [{ id: '#s', type: 'LinkedDomains', serviceEndpoint: 'https://cce.example' }],
    }
    place.write('second/did.json', own)
    expect((await badgesmith(['keygen', '--did-web', 'cce.example', '--out', join(folder, '2.json')])).status).toBe(0)
    const both = JSON.parse(readFileSync(join(folder, 'did.json'), 'utf8'))
    const [oldKey] = first.assertionMethod
    expect(both).toMatchObject({ authentication: own.authentication, service: own.service })
    expect(both.verificationMethod).toHaveLength(3)
    expect(both.verificationMethod.slice(0, 2)).toEqual(own.verificationMethod)
    expect(both.assertionMethod).toEqual([oldKey, expect.stringMatching(/#z6Mk/)])
    expect(JSON.parse(readFileSync(join(folder, 'jwks.json'), 'utf8')).keys).toHaveLength(2)
  })

  it('does not touch the did.json of another issuer, and writes no key then', async () => {
    const folder = place.path('web')
    const out = join(folder, 'other.json')
    expect((await badgesmith(['keygen', '--did-web', 'other.example', '--out', out])).status).toBe(EXIT.data)
    expect(existsSync(out)).toBe(false)
  })
})

describe('issue', () => {
  it('writes a badge that verifies, for the person and by the key', async () => {
    const report = await verifyCredential(place.read('badge.json'), {
      now: NOW,
      recipient: { email: 'Teacher@District.example' },
    })
    expect(report).toMatchObject({ verdict: 'valid', checks: { recipient: { outcome: 'passed' } } })
    expect(report.credential).toMatchObject({
      validFrom: NOW,
      issuer: { id: place.json('issuer.key.json').controller },
    })
  })

  it('gives the badge to the standard output where no file is named', async () => {
    const { stdout } = await badgesmith(['issue', ...files, '--input', input])
    expect(JSON.parse(stdout).proof).toBeDefined()
  })

  it('reads the input from a pipe', async () => {
    const { status, stdout } = await badgesmith(['issue', ...files, '--input', '-'], { stdin: JSON.stringify(INPUT) })
    expect(status).toBe(0)
    expect(JSON.parse(stdout).name).toBe('Rubric Design')
  })

  it.each([
    ['png', png],
    ['svg', svg],
  ])('bakes into %s', async (type, image) => {
    const out = place.path(`baked.${type}`)
    const issued = await badgesmith(['issue', ...files, '--input', input, '--image', image, '--out', out, '--json'])
    expect(issued.status).toBe(0)
    expect(JSON.parse(issued.stdout)).toMatchObject({ out, proof: 'embedded' })
    const report = await verifyCredential(new Uint8Array(readFileSync(out)), { now: NOW })
    expect(report).toMatchObject({ verdict: 'valid', source: { carrier: type } })
  })

  it('signs a JWT', async () => {
    const toId = place.write('to-id.json', { ...INPUT, recipient: { id: 'did:example:teacher' } })
    const { stdout } = await badgesmith(['issue', ...files, '--input', toId, '--jwt'])
    expect(await verifyCredential(stdout, { now: NOW })).toMatchObject({ verdict: 'valid', source: { carrier: 'jwt' } })
  })

  it('digests evidence files, found from where the input is', async () => {
    place.write('plan.pdf', 'a unit plan')
    const withFile = place.write('with-file.json', { ...INPUT, evidence: { name: 'Unit plan', file: 'plan.pdf' } })
    const { stdout } = await badgesmith(['issue', ...files, '--input', withFile])
    const digestMultibase = digestEvidence(new TextEncoder().encode('a unit plan'))
    expect(JSON.parse(stdout).evidence).toMatchObject([{ name: 'Unit plan', digestMultibase }])
    expect(stdout).not.toContain('plan.pdf')
  })

  it('says which evidence file is missing', async () => {
    const withFile = place.write('with-file.json', { ...INPUT, evidence: [{ name: 'Unit plan', file: 'gone.pdf' }] })
    const { status, stderr } = await badgesmith(['issue', ...files, '--input', withFile])
    expect(status).toBe(EXIT.noInput)
    expect(stderr).toContain('gone.pdf')
  })

  it('takes contexts of the own by value', async () => {
    const url = 'https://cce.example/context.json'
    const documents = place.write('contexts.json', {
      [url]: { '@context': { ownTerm: 'https://cce.example/vocab#ownTerm' } },
    })
    const own = place.write('own.json', { ...INPUT, contexts: [url] })
    expect((await badgesmith(['issue', ...files, '--input', own])).status).toBe(EXIT.data)
    expect((await badgesmith(['issue', ...files, '--input', own, '--documents', documents])).status).toBe(0)
  })

  it('tells everything that is wrong with the input at once', async () => {
    const wrong = place.write('wrong.json', { recipient: {}, achievement: { name: 'A' }, alignments: [] })
    const { status, stdout, stderr } = await badgesmith(['issue', ...files, '--input', wrong, '--json'])
    expect(status).toBe(EXIT.data)
    const { error } = JSON.parse(stdout)
    expect(error.status).toBe(EXIT.data)
    expect(error.problems.length).toBeGreaterThan(3)
    expect(stderr.split('\n')).toHaveLength(error.problems.length + 2)
  })

  it.each([
    ['an empty file', '', EXIT.data],
    ['a text', 'hello', EXIT.data],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), EXIT.data],
    ['a list', '[]', EXIT.data],
    ['a badge', { credentialSubject: {} }, EXIT.data],
    ['two members of one name', '{"recipient":{},"recipient":{}}', EXIT.data],
  ])('answers %s with one line', async (_, content, expected) => {
    const { status, stdout, stderr } = await badgesmith(['issue', ...files, '--input', place.write('bad', content)])
    expect({ status, stdout }).toEqual({ status: expected, stdout: '' })
    expect(stderr).toMatch(/^badgesmith issue: [^\n]+\n$/)
  })

  it.each([
    ['no key', ['--key', 'missing.json'], 'keygen'],
    ['no issuer', ['--issuer', 'missing.json'], '"name"'],
  ])('says what to do with %s', async (_, args, advice) => {
    const rest = ['--input', input, ...(args[0] === '--key' ? ['--issuer', issuer] : ['--key', key])]
    const { status, stderr } = await badgesmith(['issue', ...args, ...rest])
    expect(status).toBe(EXIT.noInput)
    expect(stderr).toContain(advice)
  })

  it.each([
    ['another id than that of the key', { name: 'A', id: 'did:web:cce.example' }],
    ['no name', { url: 'https://cce.example' }],
    ['an unknown member', { name: 'A', naem: 'A' }],
  ])('refuses a profile with %s', async (_, profile) => {
    const other = place.write('other-issuer.json', profile)
    const { status, stderr } = await badgesmith(['issue', '--key', key, '--issuer', other, '--input', input])
    expect(status).toBe(EXIT.data)
    expect(stderr).toMatch(/^[^\n]+\n$/)
  })

  it.each([
    ['a badge', () => badge],
    ['its input', () => input],
    ['the key', () => key],
  ])('says of %s that it is no profile of an issuer', async (_, file) => {
    const args = ['issue', '--key', key, '--issuer', file(), '--input', input]
    const { status, stderr } = await badgesmith(args)
    expect(status).toBe(EXIT.data)
    expect(stderr).toMatch(/^[^\n]+no profile of an issuer[^\n]+\n$/)
  })

  it('leaves a file that is there, as bake does, unless it is to be replaced', async () => {
    const out = place.write('there.png', 'something of mine')
    for (const args of [
      ['issue', ...files, '--input', input, '--image', png],
      ['bake', png, badge],
      ['bake', png, badge, '--replace'],
    ]) {
      const { status, stdout, stderr } = await badgesmith([...args, '--out', out])
      expect({ status, stdout }).toEqual({ status: EXIT.ioError, stdout: '' })
      expect(stderr).toContain('--force')
      expect(place.read('there.png')).toBe('something of mine')
    }
    expect(
      (await badgesmith(['issue', ...files, '--input', input, '--image', png, '--out', out, '--force'])).status,
    ).toBe(0)
    expect((await badgesmith(['bake', png, badge, '--out', out, '--force'])).status).toBe(0)
  })

  it('speaks of pictures in words of the command line', async () => {
    const baked = place.path('baked-once.png')
    await badgesmith(['issue', ...files, '--input', input, '--image', png, '--out', baked])
    const out = place.path('baked-twice.png')
    const twice = await badgesmith(['issue', ...files, '--input', input, '--image', baked, '--out', out])
    expect(twice).toMatchObject({ status: EXIT.data, stdout: '' })
    expect(twice.stderr).toContain('without a badge')
    expect(twice.stderr).not.toContain('{')
    const jpeg = place.write('picture.jpg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))
    for (const args of [
      ['issue', ...files, '--input', input, '--image', jpeg],
      ['bake', jpeg, badge],
    ]) {
      const { status, stderr } = await badgesmith([...args, '--out', out])
      expect(status).toBe(EXIT.data)
      expect(stderr).toContain('Convert it to PNG or SVG.')
    }
    expect(existsSync(out)).toBe(false)
  })

  it.each([
    ['a file that is no key', '{"a":1}'],
    ['a public key', { type: 'Multikey', publicKeyMultibase: 'z6MkoXJa7fktp9qMQMY6NZcKoXAxtmy889hKFBWu4YhG2y5g' }],
  ])('refuses %s, and does not print it', async (_, content) => {
    const other = place.write('other.key.json', content)
    const { status, stderr } = await badgesmith(['issue', '--key', other, '--issuer', issuer, '--input', input])
    expect(status).toBe(EXIT.data)
    expect(stderr).toMatch(/^[^\n]+\n$/)
  })

  it('does not put a picture under the name of another kind', async () => {
    const args = ['issue', ...files, '--input', input, '--image', png, '--out', place.path('baked.json')]
    expect((await badgesmith(args)).status).toBe(EXIT.usage)
    expect(existsSync(place.path('baked.json'))).toBe(false)
  })

  it.each([
    ['in a folder that is not there', 'no/such/folder/badge.json'],
    ['that is a folder', '.'],
    ['below a file', 'input.json/badge.json'],
  ])('says in one line that a file %s cannot be written', async (_, out) => {
    const { status, stdout, stderr } = await badgesmith(['issue', ...files, '--input', input, '--out', place.path(out)])
    expect({ status, stdout }).toEqual({ status: EXIT.ioError, stdout: '' })
    expect(stderr).toMatch(/^[^\n]+not written[^\n]+\n$/)
  })

  it('writes no JSON under the name of a picture', async () => {
    for (const name of ['pic.png', 'pic.SVG', 'pic.jpeg']) {
      const args = ['issue', ...files, '--input', input, '--out', place.path(name)]
      const { status, stderr } = await badgesmith(args)
      expect(status).toBe(EXIT.usage)
      expect(stderr).toContain('--image')
      expect(existsSync(place.path(name))).toBe(false)
    }
  })

  it('writes into a device instead of replacing it', async () => {
    expect((await badgesmith(['issue', ...files, '--input', input, '--out', '/dev/null'])).status).toBe(0)
    expect(statSync('/dev/null').isFile()).toBe(false)
  })
})

describe('bake and unbake', () => {
  it.each([
    ['png', png],
    ['svg', svg],
  ])('give back from %s what went in', async (type, image) => {
    const out = place.path(`hand.${type}`)
    expect((await badgesmith(['bake', image, badge, '--out', out])).status).toBe(0)
    const { stdout } = await badgesmith(['unbake', out])
    expect(stdout.trim()).toBe(place.read('badge.json').trim())
    const file = `unbaked-${type}.json`
    expect((await badgesmith(['unbake', out, '--out', place.path(file)])).status).toBe(0)
    expect(place.read(file)).toBe(unbake(new Uint8Array(readFileSync(out))))
    expect(JSON.parse((await badgesmith(['unbake', out, '--json'])).stdout)).toMatchObject({
      carrier: type,
      credential: { name: 'Rubric Design' },
    })
  })

  it('unbake into a file that is there only when asked to', async () => {
    const [picture, out] = [place.path('hand.png'), place.write('mine.json', 'mine')]
    const { status, stderr } = await badgesmith(['unbake', picture, '--out', out])
    expect(status).toBe(EXIT.ioError)
    expect(stderr).toContain('--force')
    expect(place.read('mine.json')).toBe('mine')
    expect((await badgesmith(['unbake', picture, '--out', out, '--force'])).status).toBe(0)
    expect(place.read('mine.json')).toBe(place.read('unbaked-png.json'))
  })

  it('bake twice only when asked to', async () => {
    const out = place.path('hand.png')
    const again = await badgesmith(['bake', out, badge, '--out', out])
    expect(again.status).toBe(EXIT.data)
    expect(again.stderr).toContain('--replace')
    expect((await badgesmith(['bake', out, badge, '--out', out, '--replace'])).status).toBe(0)
  })

  it('bake no picture into a picture, and say which comes first', async () => {
    const out = place.path('swapped.png')
    const { status, stderr } = await badgesmith(['bake', place.write('photo.jpg', 'x'), png, '--out', out])
    expect(status).toBe(EXIT.data)
    expect(stderr).toContain(`${png}: it is a picture, not a badge. The picture comes first`)
  })

  it('bake nothing that is not signed', async () => {
    const { proof: _, ...unsigned } = place.json('badge.json')
    const { status, stderr } = await badgesmith([
      'bake',
      png,
      place.write('unsigned.json', unsigned),
      '--out',
      place.path('u.png'),
    ])
    expect(status).toBe(EXIT.data)
    expect(stderr).toContain('not signed')
  })

  it('bake nothing that is no credential, signed or not', async () => {
    const { type: _, ...untyped } = place.json('badge.json')
    const out = place.path('n.png')
    for (const content of [{ proof: {} }, untyped, { ...untyped, type: 'Assertion' }]) {
      const args = ['bake', png, place.write('none.json', content), '--out', out]
      const { status, stderr } = await badgesmith(args)
      expect(status).toBe(EXIT.data)
      expect(stderr).toContain('no credential')
    }
    expect(existsSync(out)).toBe(false)
    const one = place.write('one.json', { ...place.json('badge.json'), type: ['VerifiableCredential', 'Other'] })
    expect((await badgesmith(['bake', png, one, '--out', out])).status).toBe(0)
  })

  const hostile: [string, string | Uint8Array][] = [
    ['an empty file', ''],
    ['a text', 'hello'],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)],
    ['a truncated PNG', pngOf([HEADER, IMAGE_DATA])],
    ['JSON that is no credential', '{"a":1}'],
  ]

  it.each(hostile)('answer %s with one line', async (_, content) => {
    const bad = place.write('bad', content)
    for (const args of [
      ['unbake', bad],
      ['bake', bad, badge, '--out', place.path('o.png')],
      ['bake', png, bad, '--out', place.path('o.png')],
    ]) {
      const { status, stdout, stderr } = await badgesmith(args)
      expect({ args, status, stdout }).toEqual({ args, status: EXIT.data, stdout: '' })
      expect(stderr).toMatch(/^badgesmith (un)?bake: [^\n]+\n$/)
      expect(stderr).toContain(bad)
    }
  })

  it('say of an unbaked picture that phones strip badge data', async () => {
    expect((await badgesmith(['unbake', png])).stderr).toMatch(/strip/)
  })
})

describe('the example', () => {
  const example = fileURLToPath(new URL('../../examples/assessment-design/', import.meta.url))

  it.skipIf(!existsSync(join(example, 'issuer.json')))('profile goes with a new key', async () => {
    const profile = JSON.parse(readFileSync(join(example, 'issuer.json'), 'utf8'))
    const { id: _, ...withoutId } = profile
    const file = place.write('example-issuer.json', withoutId)
    const { status, stderr } = await badgesmith([
      'issue',
      '--key',
      key,
      '--issuer',
      file,
      '--input',
      input,
      '--now',
      NOW,
    ])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})
