import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { bake } from '../../src/bake/index.ts'
import { explain } from '../../src/explain/index.ts'
import { verifyCredential } from '../../src/verify.ts'
import { bytesOf, pngWith } from '../support/images.ts'
import { changed, type Draft, draftOf, issuerWith, jwtOf, NOW, signRaw, summaryOf } from '../support/signed.ts'

const issuer = await issuerWith()
const draft = await draftOf(issuer)
const badge = await signRaw(draft, issuer.signer)
const text = JSON.stringify(badge)

async function verify(input: unknown) {
  return verifyCredential(input as object, { now: NOW })
}

async function answer(input: unknown): Promise<readonly string[]> {
  const report = await verify(input)
  if (report.verdict !== 'valid') {
    expect([report.checks.read.outcome, report.checks.schema.outcome].some((one) => one !== 'passed')).toBe(true)
    expect(report.checks.proof.outcome).toBe('not-reached')
  }
  return summaryOf(report)
}

/** Signed again, so that nothing but the rule under test can fail. */
async function resigned(change: (draft: Draft) => void): Promise<Draft> {
  return signRaw(changed(draft, change), issuer.signer)
}

function nested(levels: number): unknown {
  return levels === 0 ? 'x' : [nested(levels - 1)]
}

describe('what a badge comes in', () => {
  const png = pngWith()

  it.each([
    ['an object', () => badge, 'object'],
    ['JSON text', () => text, 'json'],
    ['bytes of JSON', () => bytesOf(text), 'json'],
    ['an ArrayBuffer', () => bytesOf(text).slice().buffer, 'json'],
    ['a Blob', () => new Blob([text]), 'json'],
    ['a DataView', () => new DataView(bytesOf(text).slice().buffer), 'json'],
    ['bytes of another realm', () => runInNewContext('Uint8Array.from(bytes)', { bytes: [...bytesOf(text)] }), 'json'],
    [
      'an ArrayBuffer of another realm',
      () => runInNewContext('Uint8Array.from(bytes).buffer', { bytes: [...bytesOf(text)] }),
      'json',
    ],
    ['an object of another realm', () => runInNewContext(`(${text})`), 'object'],
    ['a PNG', () => bake(png, badge as never), 'png'],
    ['an SVG', () => bake(bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>'), badge as never), 'svg'],
    [
      'text of an SVG',
      () => new TextDecoder().decode(bake(bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>'), badge as never)),
      'svg',
    ],
  ])('is read as %s, and the report says so', async (_, make, carrier) => {
    const report = await verify(make())
    expect(summaryOf(report)).toEqual(['valid'])
    expect(report.source.carrier).toBe(carrier)
    expect(JSON.parse(report.source.text ?? '')).toEqual(badge)
    expect(report.credential).toEqual(badge)
  })

  it('is read as it was handed over, whatever becomes of it afterwards', async () => {
    const object = structuredClone(badge)
    const bytes = bytesOf(text)
    const picture = bake(png, badge as never)
    const reports = [verify(object), verify(bytes), verify(picture)]
    object.name = 'changed'
    bytes.fill(0)
    picture.fill(0)
    expect((await Promise.all(reports)).map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'valid'])
  })

  it('is read as a JWT, white space around it left off', async () => {
    const jwt = await jwtOf(draft, issuer.signer)
    for (const input of [jwt, ` ${jwt}\n`, bytesOf(jwt), `\ufeff${jwt}`]) {
      const report = await verify(input)
      expect(summaryOf(report)).toEqual(['valid'])
      expect(report.source).toEqual({ carrier: 'jwt', proof: ['JWT'], text: jwt })
    }
    const baked = await verify(bake(pngWith(), jwt))
    expect(baked.source).toEqual({ carrier: 'png', proof: ['JWT'], text: jwt })
  })

  it('is read as an EnvelopedVerifiableCredential', async () => {
    const jwt = await jwtOf(draft, issuer.signer)
    const envelope = {
      '@context': 'https://www.w3.org/ns/credentials/v2',
      id: `data:application/vc+jwt,${jwt}`,
      type: 'EnvelopedVerifiableCredential',
    }
    const report = await verify(envelope)
    expect(summaryOf(report)).toEqual(['valid'])
    expect(report.source).toEqual({ carrier: 'object', proof: ['JWT'], text: jwt })
    for (const id of [`data:application/vp+jwt,${jwt}`, `data:application/vc+jwt;base64,${jwt}`, 'urn:uuid:1', 7]) {
      expect(await answer({ ...envelope, id })).toEqual(['invalid', 'credential.type'])
    }
  })

  it('is nothing that is no input at all', async () => {
    for (const input of [undefined, null, 7, true, 7n, () => badge, Symbol('badge')]) {
      await expect(verify(input)).rejects.toThrow(TypeError)
    }
  })
})

describe('reading text', () => {
  const oneName = text.replace('"name":', '"name":"Another","name":')
  const nestedName = text.replace('"criteria":{', '"criteria":{"id":"https://a.example","id":')

  it.each<[string, () => unknown, string, string]>([
    ['nothing', () => '', 'invalid', 'json.syntax'],
    ['no JSON', () => 'badge', 'invalid', 'json.syntax'],
    ['half a badge', () => text.slice(0, -1), 'invalid', 'json.syntax'],
    ['two badges', () => `${text}${text}`, 'invalid', 'json.syntax'],
    ['a comment', () => `${text}//`, 'invalid', 'json.syntax'],
    ['a number that is none', () => text.replace('"2"', '1e999'), 'invalid', 'json.syntax'],
    ['bytes that are not UTF-8', () => Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d), 'invalid', 'json.encoding'],
    ['an overlong byte sequence', () => Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), 'invalid', 'json.encoding'],
    ['a surrogate in UTF-8', () => Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), 'invalid', 'json.encoding'],
    ['two members of one name', () => oneName, 'invalid', 'json.duplicate_key'],
    ['two members of one name further in', () => nestedName, 'invalid', 'json.syntax'],
    [
      'a name written twice, once escaped',
      () => text.replace('"name":', '"\\u006eame":"x","name":'),
      'invalid',
      'json.duplicate_key',
    ],
    ['__proto__', () => text.replace('{', '{"__proto__":{},'), 'indeterminate', 'json.forbidden_key'],
    ['an escaped __proto__', () => text.replace('{', '{"__\\u0070roto__":{},'), 'indeterminate', 'json.forbidden_key'],
    [
      'constructor, further in',
      () => text.replace('"criteria":{', '"criteria":{"constructor":1,'),
      'indeterminate',
      'json.forbidden_key',
    ],
    ['prototype', () => text.replace('{', '{"prototype":1,'), 'indeterminate', 'json.forbidden_key'],
    ['an array', () => `[${text}]`, 'invalid', 'credential.type'],
    ['a number', () => '7', 'invalid', 'credential.type'],
    ['null', () => 'null', 'invalid', 'credential.type'],
    ['an object without a type', () => '{}', 'invalid', 'credential.type'],
    [
      'a credential that is no badge',
      () => text.replace('"OpenBadgeCredential"', '"IdentityCredential"'),
      'invalid',
      'credential.type',
    ],
  ])('answers to %s', async (_, make, verdict, code) => {
    expect(await answer(make())).toEqual(code === '' ? [verdict] : [verdict, code])
  })

  it('refuses half of a surrogate pair, and no whole one', async () => {
    const half = await answer(text.replace('"A hexagon"', '"\\ud83d"'))
    expect(half).toEqual(['invalid', 'json.ill_formed_string'])
    expect(await answer(text.replace('"caption":"A hexagon"', '"\\udc00":1'))).toEqual([
      'invalid',
      'json.ill_formed_string',
    ])
    const whole = await resigned((one) => {
      one.credentialSubject.achievement.image.caption = '\u{1f393}'
    })
    expect(await answer(JSON.stringify(whole).replace('\u{1f393}', '\\ud83c\\udf93'))).toEqual(['valid'])
  })

  it('says where a doubled member is', async () => {
    const report = await verify(oneName)
    expect(report.problems).toMatchObject([{ code: 'json.duplicate_key', pointer: '/name' }])
  })

  it('skips one byte order mark, and white space', async () => {
    expect(await answer(`\ufeff${text}`)).toEqual(['valid'])
    expect(await answer(bytesOf(`\ufeff \n${text} `))).toEqual(['valid'])
    expect(await answer(`\ufeff\ufeff${text}`)).toEqual(['invalid', 'json.syntax'])
    expect(await answer(`\u00a0${text}`)).toEqual(['invalid', 'json.syntax'])
  })
})

describe('the limits of reading', () => {
  const padded = (size: number) => text.padEnd(size, ' ')

  it('are 1 MiB of JSON', async () => {
    expect(await answer(padded(1_048_576))).toEqual(['valid'])
    expect(await answer(padded(1_048_577))).toEqual(['indeterminate', 'limit.size'])
    expect(await answer(bytesOf(padded(1_048_577)))).toEqual(['indeterminate', 'limit.size'])
    const wide = `${text.slice(0, -1)},"x":"${'\u00e9'.repeat(400_000)}","y":"${'\u00e9'.repeat(130_000)}"}`
    expect(wide.length).toBeLessThan(1_048_576)
    expect(await answer(wide)).toEqual(['indeterminate', 'limit.size'])
  })

  it('are the same for an object, which may hold one long string many times', async () => {
    const long = 'x'.repeat(500_000)
    expect(await answer({ ...badge, more: Array.from({ length: 900 }, () => long) })).toEqual([
      'indeterminate',
      'limit.size',
    ])
  })

  it('are 512 KiB a string', async () => {
    const caption = (length: number) =>
      resigned((one) => {
        one.credentialSubject.achievement.image.caption = 'x'.repeat(length)
      })
    expect(await answer(await caption(524_288))).toEqual(['valid'])
    const more = changed(badge, (one) => {
      one.name = 'x'.repeat(524_289)
    })
    expect(await answer(more)).toEqual(['indeterminate', 'limit.size'])
    expect(await answer(JSON.stringify(more))).toEqual(['indeterminate', 'limit.size'])
  })

  it('are 1,000 items an array', async () => {
    const tags = (length: number) =>
      resigned((one) => {
        one.credentialSubject.achievement.tag = Array.from({ length }, (_, index) => `tag ${index}`)
      })
    expect(await answer(await tags(1_000))).toEqual(['valid'])
    expect(await answer(await tags(1_001))).toEqual(['indeterminate', 'limit.array'])
    expect(await answer(JSON.stringify(await tags(1_001)))).toEqual(['indeterminate', 'limit.array'])
  })

  it('are 32 levels a badge, and no recursion however many there are', async () => {
    expect((await verify({ ...badge, extra: nested(31) })).problems.map(({ code }) => code)).not.toContain(
      'limit.depth',
    )
    expect(await answer({ ...badge, extra: nested(33) })).toEqual(['indeterminate', 'limit.depth'])
    expect(await answer({ ...badge, extra: nested(200) })).toEqual(['indeterminate', 'limit.depth'])
    const brackets = `${'['.repeat(500_000)}${']'.repeat(500_000)}`
    expect(await answer(brackets)).toEqual(['indeterminate', 'limit.depth'])
  })

  it('are 4,000 values a badge and 40,000 a document', async () => {
    const values = (many: number) => Array.from({ length: many }, (_, index) => index)
    const some = { a: values(1_000), b: values(1_000), c: values(1_000) }
    expect((await verify({ ...badge, ...some, d: values(700) })).problems.map(({ code }) => code)).not.toContain(
      'limit.values',
    )
    expect(await answer({ ...badge, ...some, d: values(1_000) })).toEqual(['indeterminate', 'limit.values'])
    const many = Array.from({ length: 41 }, () => values(1_000))
    expect(await answer({ ...badge, many })).toEqual(['indeterminate', 'limit.values'])
    expect(await answer(JSON.stringify({ ...badge, many }))).toEqual(['indeterminate', 'limit.values'])
  })

  it('are 512 nodes without an id', async () => {
    const own = JSON.stringify(draft).split('"type"').length
    const nodes = (many: number) =>
      changed(draft, (one) => {
        one.credentialSubject.achievement.alignment = Array.from({ length: many }, () => ({
          type: ['Alignment'],
          targetName: 'Assessment',
          targetUrl: 'https://standards.example/6',
        }))
      })
    expect((await verify(nodes(512 - own))).problems.map(({ code }) => code)).not.toContain('limit.blank_nodes')
    expect((await verify(nodes(513))).problems.map(({ code }) => code)).toContain('limit.blank_nodes')
  })

  it('are 2,048 nodes without an id in the whole document', async () => {
    const endorsement = (many: number) => ({
      type: ['VerifiableCredential', 'EndorsementCredential'],
      evidence: Array.from({ length: many }, (_, index) => ({ name: String(index) })),
    })
    const endorsed = (roots: number) => ({
      ...draft,
      endorsement: Array.from({ length: roots }, () => endorsement(400)),
    })
    const codes = async (roots: number) => (await verify(endorsed(roots))).problems.map(({ code }) => code)
    expect(await codes(5)).not.toContain('limit.blank_nodes')
    expect(await codes(6)).toContain('limit.blank_nodes')
  })

  it('are a hundred faults of the shape, and pointers of 4,096 characters, so that a report can be sent', async () => {
    const nulls = Object.fromEntries(Array.from({ length: 3_900 }, (_, index) => [`k${index}`, null]))
    const report = await verify({ ...badge, ['x'.repeat(200_000)]: nulls })
    expect(report.verdict).toBe('indeterminate')
    expect(report.problems.length).toBeLessThanOrEqual(101)
    expect(JSON.stringify({ ...report, credential: undefined, source: undefined }).length).toBeLessThan(100_000)
    expect(explain(report).length).toBeLessThan(100_000)
    const nested = await verify({ ...badge, note: { ['y'.repeat(4_000)]: { ['z'.repeat(4_000)]: null } } })
    expect(nested.problems.map(({ pointer }) => pointer)).toContain(`/note/${'y'.repeat(4_000)}`)
  })

  it('are 8 proofs', async () => {
    const eight = { ...badge, proof: Array.from({ length: 8 }, () => badge.proof[0]) }
    expect(await answer(eight)).toEqual(['valid'])
    expect(await answer({ ...eight, proof: [...eight.proof, badge.proof[0]] })).toEqual([
      'indeterminate',
      'limit.proofs',
    ])
  })

  it('are 64 roots', async () => {
    const endorsement = (index: number) => ({
      '@context': draft['@context'],
      id: `urn:example:${index}`,
      type: ['EndorsementCredential'],
    })
    const codes = async (many: number) =>
      (
        await verify({ ...badge, endorsement: Array.from({ length: many }, (_, index) => endorsement(index)) })
      ).problems.map(({ code }) => code)
    expect(await codes(63)).not.toContain('limit.roots')
    expect(await codes(64)).toContain('limit.roots')
  })
})

describe('an object that is no plain data', () => {
  class Badge {
    readonly type = ['OpenBadgeCredential']
  }
  const cycle: Draft = { ...badge }
  cycle.evidence = [cycle]
  const sparse = [1, 2, 3]
  delete sparse[1]

  it.each<[string, () => unknown]>([
    [
      'an accessor',
      () => ({
        ...badge,
        get name() {
          return 'x'
        },
      }),
    ],
    [
      'an accessor further in',
      () => ({
        ...badge,
        evidence: [
          {
            get id() {
              return 'x'
            },
          },
        ],
      }),
    ],
    ['a cycle', () => cycle],
    ['a function', () => ({ ...badge, name: () => 'x' })],
    ['a toJSON', () => ({ ...badge, toJSON: () => badge })],
    ['a Date', () => ({ ...badge, validFrom: new Date() })],
    ['a Map', () => ({ ...badge, evidence: new Map() })],
    ['a Set', () => new Set([badge])],
    ['a boxed string', () => ({ ...badge, name: Object('x') })],
    ['a bigint', () => ({ ...badge, name: 7n })],
    ['a symbol', () => ({ ...badge, name: Symbol('x') })],
    ['NaN', () => ({ ...badge, name: Number.NaN })],
    ['undefined in an array', () => ({ ...badge, evidence: [undefined] })],
    ['a hole in an array', () => ({ ...badge, evidence: sparse })],
    ['an instance of a class', () => new Badge()],
    ['an inherited badge', () => Object.create(badge)],
    [
      'a proxy that throws',
      () =>
        new Proxy(badge, {
          ownKeys: () => {
            throw new Error('no')
          },
        }),
    ],
    [
      'a proxy that throws at everything',
      () =>
        new Proxy(
          {},
          new Proxy(
            {},
            {
              get: () => () => {
                throw new Error('no')
              },
            },
          ),
        ),
    ],
    [
      'a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {})
        revoke()
        return proxy
      },
    ],
    ['a proxy of an array that has less than it says', () => ({ ...badge, evidence: new Proxy([], { get: () => 1 }) })],
  ])('with %s is refused', async (_, make) => {
    expect(await answer(make())).toEqual(['indeterminate', 'json.not_plain'])
  })

  it('is not asked whether it is a promise', async () => {
    let asked = false
    const report = await verify(
      Object.defineProperty({ ...badge }, 'then', {
        enumerable: false,
        get: () => {
          asked = true
        },
      }),
    )
    expect(summaryOf(report)).toEqual(['valid'])
    expect(asked).toBe(false)
  })

  it('with a member that is undefined is as without it', async () => {
    expect(await answer({ ...badge, validUntil: undefined })).toEqual(['valid'])
  })

  it('with no prototype is plain', async () => {
    expect(await answer(Object.assign(Object.create(null), badge))).toEqual(['valid'])
  })

  it('that calls itself an ArrayBuffer is none', async () => {
    const tagged = { ...badge, [Symbol.toStringTag]: 'ArrayBuffer', length: 1e9 }
    expect((await verify(tagged)).source.carrier).toBe('object')
  })

  it('is read once: what was checked comes back, frozen, whatever the caller’s object does meanwhile', async () => {
    const mine = structuredClone(badge) as Draft
    const running = verify(mine)
    mine.credentialSubject.achievement.name = 'Another'
    mine.validUntil = '2020-01-01T00:00:00Z'
    const report = await running
    expect(report.verdict).toBe('valid')
    expect(report.credential).toEqual(badge)
    expect(Object.isFrozen(report.credential)).toBe(true)
    expect(Object.isFrozen((report.credential as Draft).credentialSubject.achievement)).toBe(true)
    expect(Object.isFrozen(mine)).toBe(false)
  })

  it('changes no prototype', async () => {
    await answer(JSON.parse(text.replace('{', '{"__proto__":{"polluted":true},')))
    await answer(text.replace('{', '{"__proto__":{"polluted":true},'))
    expect(({} as Draft).polluted).toBeUndefined()
  })
})
