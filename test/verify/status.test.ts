import { createList } from '@digitalbazaar/vc-bitstring-status-list'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  buildStatusEntry,
  buildStatusListCredential,
  createStatusList,
  encodeStatusList,
  setStatus,
} from '../../src/status-list.ts'
import { verifyCredential } from '../../src/verify.ts'
import { type HttpsWorld, startHttpsWorld } from '../support/https-world.ts'
import {
  changed,
  type Draft,
  draftOf,
  issuerWith,
  jwtOf,
  NOW,
  remarksOf,
  signRaw,
  summaryOf,
} from '../support/signed.ts'

const LIST = 'https://cce.example/status/1'
const SUSPENSION = 'https://cce.example/status/2'
const EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
const STATUS_2021 = 'https://w3id.org/vc/status-list/2021/v1'

const issuer = await issuerWith()
const draft = await draftOf(issuer)
const dates = { validFrom: '2026-03-01T00:00:00Z', validUntil: '2026-04-01T00:00:00Z' }
const revocations = createStatusList({ url: LIST, purpose: 'revocation' })
const suspensions = createStatusList({ url: SUSPENSION, purpose: 'suspension' })
const entry = buildStatusEntry(revocations, 7) as Draft

let world: HttpsWorld
beforeAll(async () => {
  world = await startHttpsWorld({}, ['cce.example'])
})
afterAll(() => world.close())

async function publish(list = revocations, change: (credential: Draft) => void = () => undefined): Promise<void> {
  const credential = changed(await buildStatusListCredential(list, issuer.profile, dates), change)
  world.put(list.url, await signRaw(credential, issuer.signer))
}

async function verify(credentialStatus: unknown, more: Draft = {}) {
  const badge = await signRaw({ ...draft, credentialStatus, ...more }, issuer.signer)
  return verifyCredential(badge, {
    now: NOW,
    documentLoader: world.loader({ cacheSeconds: 0, timeoutMilliseconds: 300 }),
  })
}

async function answer(credentialStatus: unknown, more: Draft = {}): Promise<readonly string[]> {
  return summaryOf(await verify(credentialStatus, more))
}

describe('a status entry', () => {
  it('is unset or set, and the report says since when and until when', async () => {
    await publish()
    const report = await verify(entry)
    expect(summaryOf(report)).toEqual(['valid'])
    expect(report.checks.status.entries).toEqual([
      {
        type: 'BitstringStatusListEntry',
        purpose: 'revocation',
        list: LIST,
        set: false,
        value: 0,
        asOf: dates.validFrom,
        nextUpdate: '2026-04-01T00:00:00.000Z',
        signed: true,
      },
    ])
    await publish(setStatus(revocations, 7, 1))
    expect(await answer(entry)).toEqual(['invalid', 'status.revoked'])
    await publish(setStatus(revocations, 8, 1))
    expect(await answer(entry)).toEqual(['valid'])
  })

  it.each<[string, readonly string[], Draft]>([
    ['the last index', ['valid'], { statusListIndex: '131071' }],
    ['an index beyond the list', ['indeterminate', 'status.index_range'], { statusListIndex: '131072' }],
    ['a sign', ['indeterminate', 'status.index_syntax'], { statusListIndex: '+7' }],
    ['a leading zero', ['indeterminate', 'status.index_syntax'], { statusListIndex: '07' }],
    ['a space', ['indeterminate', 'status.index_syntax'], { statusListIndex: ' 7' }],
    ['another number system', ['indeterminate', 'status.index_syntax'], { statusListIndex: '0x7' }],
    ['another purpose than the list', ['indeterminate', 'status.purpose_mismatch'], { statusPurpose: 'suspension' }],
    ['no purpose', ['indeterminate', 'status.entry'], { statusPurpose: undefined }],
    ['no list', ['indeterminate', 'status.entry'], { statusListCredential: undefined }],
    [
      'a list over http',
      ['indeterminate', 'status.unavailable'],
      { statusListCredential: 'http://cce.example/status/1' },
    ],
    ['a size that is not read', ['indeterminate', 'status.unsupported'], { statusSize: 16 }],
  ])('with %s', async (_, expected, change) => {
    await publish()
    const { [Object.keys(change)[0] ?? '']: __, ...rest } = entry
    const value = Object.values(change)[0]
    expect(await answer(value === undefined ? rest : { ...rest, ...change })).toEqual(expected)
  })

  it.each(['statusPurpose', 'statusListIndex', 'statusListCredential', 'type'])(
    'of a revoked badge whose %s was written otherwise after signing never makes it valid, and says what is odd',
    async (name) => {
      await publish(setStatus(revocations, 7, 1))
      const badge = await signRaw({ ...draft, credentialStatus: entry }, issuer.signer)
      const options = { now: NOW, documentLoader: world.loader({ cacheSeconds: 0 }) }
      expect(summaryOf(await verifyCredential(badge, options))).toEqual(['invalid', 'status.revoked'])
      const value = entry[name]
      const others = [
        { '@value': value },
        [{ '@value': value }],
        [value],
        { '@value': value, '@type': 'http://www.w3.org/2001/XMLSchema#string' },
        { '@value': value, '@language': 'en' },
        { '@value': value, '@direction': 'ltr' },
        { en: value },
        [value, value],
      ]
      for (const other of others) {
        const rewritten = changed(badge, (one) => Object.assign(one.credentialStatus, { [name]: other }))
        const { verdict, checks, problems } = await verifyCredential(rewritten, options)
        expect(verdict, JSON.stringify(other)).not.toBe('valid')
        if (checks.proof.outcome === 'failed') continue
        const odd = problems.find(({ pointer }) => pointer?.startsWith(`/credentialStatus/${name}`))
        expect(odd?.message, JSON.stringify(other)).toContain(checks.schema.outcome === 'undecided' ? '@' : name)
      }
    },
  )

  it('with a JSON number as index is read, with a warning, in a JWT', async () => {
    await publish(setStatus(revocations, 7, 1))
    const token = await jwtOf({ ...draft, credentialStatus: { ...entry, statusListIndex: 7 } }, issuer.signer)
    const report = await verifyCredential(token, { now: NOW, documentLoader: world.loader() })
    expect(report.verdict).toBe('invalid')
    expect(remarksOf(report.problems)).toContain('status.index_number')
    expect(report.checks.status.outcome).toBe('failed')
  })

  it('counts however many there are, and in any order', async () => {
    await publish()
    await publish(setStatus(suspensions, 3, 1))
    const suspended = buildStatusEntry(suspensions, 3)
    const both = [entry, suspended]
    for (const entries of [both, [...both].reverse()])
      expect(await answer(entries)).toEqual(['invalid', 'status.suspended'])
    expect(await answer([entry, buildStatusEntry(suspensions, 4)])).toEqual(['valid'])
    expect(await answer([entry, { id: 'urn:example:s', type: 'https://x.example/SomeStatus' }])).toEqual([
      'indeterminate',
      'status.unsupported',
    ])
    expect(await answer([suspended, { id: 'urn:example:s', type: 'https://x.example/SomeStatus' }])).toEqual([
      'invalid',
      'status.suspended',
      'status.unsupported',
    ])
  })

  it.each(['message', 'refresh'] as const)('with the purpose %s is a note', async (purpose) => {
    const messages = ['nothing', 'an appeal is under way']
    const list = setStatus(createStatusList({ url: LIST, purpose, messages }), 7, 1)
    await publish(list)
    const report = await verify(buildStatusEntry(list, 7))
    expect([...summaryOf(report), ...remarksOf(report.checks.status.problems)]).toEqual(['valid', `status.${purpose}`])
  })
})

describe('a status list', () => {
  it.each<[string, string, (credential: Draft) => void]>([
    [
      'calls itself something else',
      'status.list_id_mismatch',
      (one) => {
        one.id = SUSPENSION
      },
    ],
    [
      'is out of date',
      'status.list_expired',
      (one) => {
        one.validUntil = '2026-03-15T11:58:59Z'
      },
    ],
    [
      'is of tomorrow',
      'status.list_expired',
      (one) => {
        one.validFrom = '2026-03-16T00:00:00Z'
      },
    ],
    [
      'has no bits',
      'status.list_encoding',
      (one) => {
        delete one.credentialSubject.encodedList
      },
    ],
    [
      'has bits that are none',
      'status.list_encoding',
      (one) => {
        one.credentialSubject.encodedList = 'uAAAA'
      },
    ],
    [
      'has bits without multibase',
      'status.list_encoding',
      (one) => {
        one.credentialSubject.encodedList = one.credentialSubject.encodedList.slice(1)
      },
    ],
    [
      'is for another purpose',
      'status.purpose_mismatch',
      (one) => {
        one.credentialSubject.statusPurpose = 'suspension'
      },
    ],
    [
      'is none',
      'status.list_encoding',
      (one) => {
        one.credentialSubject = { id: `${LIST}#list` }
      },
    ],
  ])('that %s decides nothing', async (_, code, change) => {
    await publish(setStatus(revocations, 7, 1), change)
    expect(await answer(entry)).toEqual(['indeterminate', code])
  })

  it('may be a minute out of date, may leave out its id, and may serve several purposes', async () => {
    await publish(revocations, (one) => {
      one.validUntil = '2026-03-15T11:59:00Z'
    })
    expect(await answer(entry)).toEqual(['valid'])
    await publish(revocations, (one) => {
      delete one.id
    })
    expect(await answer(entry)).toEqual(['valid'])
    await publish(revocations, (one) => {
      one.credentialSubject.statusPurpose = ['suspension', 'revocation']
    })
    expect(await answer(entry)).toEqual(['valid'])
  })

  it('that is too short decides nothing', async () => {
    const list = await createList({ length: 8_192 })
    list.setStatus(7, true)
    const encodedList = `u${(await list.encode()).replace(/^u/, '')}`
    await publish(revocations, (one) => {
      one.credentialSubject.encodedList = encodedList
    })
    expect(await answer(entry)).toEqual(['indeterminate', 'status.list_length'])
  })

  it('with a status of its own is not followed further', async () => {
    await publish(revocations, (one) => {
      one.credentialStatus = { ...entry, statusListCredential: SUSPENSION }
    })
    world.requests.length = 0
    expect(await answer(entry)).toEqual(['valid'])
    expect(world.requests).toEqual([LIST])
  })

  it('of StatusList2021 is read, with and without multibase', async () => {
    const encoded = await encodeStatusList(setStatus(revocations, 7, 1))
    for (const encodedList of [encoded, encoded.slice(1)]) {
      const list = {
        '@context': [
          'https://www.w3.org/2018/credentials/v1',
          STATUS_2021,
          'https://w3id.org/security/data-integrity/v2',
        ],
        id: LIST,
        type: ['VerifiableCredential', 'StatusList2021Credential'],
        issuer: issuer.profile.id,
        issuanceDate: '2026-03-01T00:00:00Z',
        credentialSubject: { id: `${LIST}#list`, type: 'StatusList2021', statusPurpose: 'revocation', encodedList },
      }
      world.put(LIST, await signRaw(list, issuer.signer))
      const more = { '@context': [...draft['@context'], STATUS_2021] }
      expect(await answer({ ...entry, id: `${LIST}#7`, type: 'StatusList2021Entry' }, more)).toEqual([
        'invalid',
        'status.revoked',
      ])
      expect(
        await answer({ ...entry, id: `${LIST}#8`, type: 'StatusList2021Entry', statusListIndex: '8' }, more),
      ).toEqual(['valid'])
    }
  })

  it.each(['revokedCredential', 'revokedCredentials'])(
    'of 1EdTech is read, spelt %s, with a note that nobody signed it',
    async (name) => {
      const status = { id: LIST, type: '1EdTechRevocationList' }
      const more = { '@context': [...draft['@context'], EXTENSIONS] }
      for (const [item, verdict] of [
        [{ id: draft.id, revoked: true }, 'invalid'],
        [{ id: draft.id }, 'invalid'],
        [{ id: draft.id, revoked: false }, 'valid'],
        [{ id: 'urn:uuid:other', revoked: true }, 'valid'],
      ] as const) {
        world.put(LIST, { id: LIST, issuer: issuer.profile.id, [name]: [item] })
        const report = await verify(status, more)
        expect(report.verdict).toBe(verdict)
        expect(remarksOf(report.checks.status.problems)).toEqual(['status.list_unsigned'])
      }
      world.put(LIST, { error: 'gone' })
      expect(await answer(status, more)).toEqual(['indeterminate', 'status.list_encoding'])
    },
  )
})
