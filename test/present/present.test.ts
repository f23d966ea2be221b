import { describe, expect, it } from 'vitest'
import { contextSet } from '../../src/contexts.ts'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { createSigner, generateKeyPair } from '../../src/keys/key-pair.ts'
import { createPresentation, type VerifyPresentationOptions, verifyPresentation } from '../../src/present.ts'
import { signDocument } from '../../src/proof/sign.ts'
import { signCompact } from '../../src/proof/vc-jwt.ts'
import {
  changed,
  type Draft,
  draftOf,
  errorsOf,
  issuerWith,
  jwtOf,
  NOW,
  proofOf,
  remarksOf,
  signRaw,
} from '../support/signed.ts'

const ASKED = { challenge: 'c-1', domain: 'district.example' }
const CREATED = '2026-03-15T11:59:30Z'

const issuer = await issuerWith()
const holder = await generateKeyPair()
const wallet = createSigner(holder)
const thief = createSigner(await generateKeyPair())
const draft = await draftOf(issuer, { recipient: { id: holder.controller } })
const badge = await signRaw(draft, issuer.signer)
const jwt = await jwtOf(draft, issuer.signer)
const second = await signRaw({ ...draft, id: 'urn:uuid:8c5a2b0e-6b5e-4f0a-9d43-2f7f3f0f7a03' }, issuer.signer)
const others = await signRaw(
  await draftOf(issuer, { id: 'urn:uuid:8c5a2b0e-6b5e-4f0a-9d43-2f7f3f0f7a02' }),
  issuer.signer,
)

async function verify(input: object | string, more: Partial<VerifyPresentationOptions> = {}) {
  return verifyPresentation(input, { ...ASKED, now: NOW, ...more })
}

async function answer(
  input: object | string,
  more: Partial<VerifyPresentationOptions> = {},
): Promise<readonly string[]> {
  const report = await verify(input, more)
  return [report.verdict, ...errorsOf(report.problems)]
}

const present = (credentials: readonly (object | string)[] = [badge], signer = wallet, asked = ASKED) =>
  createPresentation(credentials, signer, { ...asked, created: CREATED }) as Promise<Draft>

const presentJwt = (credentials: readonly (object | string)[] = [badge], signer = wallet, asked = ASKED) =>
  createPresentation(credentials, signer, { ...asked, created: CREATED, format: 'jwt' })

/** Signed by the holder again, whatever was done to the presentation. */
async function resigned(change: (draft: Draft) => void, signer = wallet): Promise<Draft> {
  const { proof: _, ...unsigned } = changed(await present(), change)
  const proof = await proofOf(unsigned, signer, {
    members: { ...ASKED, created: CREATED, proofPurpose: 'authentication' },
  })
  return { ...unsigned, proof: [proof] }
}

describe('a presentation', () => {
  it.each<[string, () => Promise<object | string>]>([
    ['with an embedded badge', () => present()],
    ['with a badge in an envelope', () => present([jwt])],
    ['with one of each', () => present([jwt, second])],
    ['as a JWT, with an embedded badge', () => presentJwt()],
    ['as a JWT, with a badge in an envelope', () => presentJwt([jwt])],
    ['as JSON text', async () => JSON.stringify(await present())],
    ['as bytes of a JWT', async () => new TextEncoder().encode(await presentJwt())],
    [
      'in an envelope itself',
      async () => ({
        '@context': 'https://www.w3.org/ns/credentials/v2',
        id: `data:application/vp+jwt,${await presentJwt()}`,
        type: 'EnvelopedVerifiablePresentation',
      }),
    ],
  ])('is good %s', async (_, make) => {
    const report = await verify(await make())
    expect([report.verdict, report.verified, ...errorsOf(report.problems)]).toEqual(['valid', true])
    expect(report.holder).toBe(holder.controller)
    expect(report.credentials.length).toBeGreaterThan(0)
    expect(report.credentials.every(({ verdict }) => verdict === 'valid')).toBe(true)
    expect(report.checkedAt).toBe('2026-03-15T12:00:00.000Z')
  })

  it('is signed by P-256 wallets, too', async () => {
    const by = await issuerWith({ algorithm: 'P-256' })
    const own = await signRaw(await draftOf(issuer, { recipient: { id: by.profile.id } }), issuer.signer)
    expect(await answer(await present([own], by.signer))).toEqual(['valid'])
    expect(await answer(await presentJwt([own], by.signer))).toEqual(['valid'])
  })

  it('is good in the VC 1.1 form, with JWTs as texts beside objects', async () => {
    const vp = {
      '@context': ['https://www.w3.org/2018/credentials/v1'],
      type: ['VerifiablePresentation'],
      verifiableCredential: [jwt],
    }
    const claims = { iss: holder.controller, aud: ASKED.domain, nonce: ASKED.challenge }
    const token = await signCompact({ alg: 'EdDSA', typ: 'JWT', kid: wallet.id }, { ...claims, vp }, wallet)
    expect(await answer(token)).toEqual(['valid'])
    const mixed = { ...vp, verifiableCredential: [jwt, badge] }
    expect(
      (await verify(await signCompact({ alg: 'EdDSA', typ: 'JWT', kid: wallet.id }, { ...claims, vp: mixed }, wallet)))
        .credentials,
    ).toHaveLength(2)
  })

  it('counts by the worst credential in it', async () => {
    const expired = await signRaw({ ...draft, validUntil: '2026-03-02T00:00:00Z' }, issuer.signer)
    const report = await verify(await present([expired]))
    expect([report.verdict, ...errorsOf(report.problems)]).toEqual(['invalid'])
    expect(report.credentials[0]?.problems.map(({ code }) => code)).toEqual(['time.expired'])
    const hosted = await issuerWith({ controller: 'did:web:cce.example' })
    const open = await signRaw(await draftOf(hosted, { recipient: { id: holder.controller } }), hosted.signer)
    const undecided = await verify(await present([open]))
    expect([undecided.verdict, ...undecided.needs]).toEqual([
      'indeterminate',
      'https://cce.example/.well-known/did.json',
    ])
  })
})

describe('the occasion', () => {
  it.each<[string, (asked: typeof ASKED) => Promise<object | string>]>([
    ['embedded', (asked) => present([badge], wallet, asked)],
    ['as a JWT', (asked) => presentJwt([badge], wallet, asked)],
  ])('must be this one, %s', async (_, make) => {
    expect(await answer(await make(ASKED))).toEqual(['valid'])
    expect(await answer(await make({ ...ASKED, challenge: 'c-2' }))).toEqual(['invalid', 'vp.challenge'])
    expect(await answer(await make({ ...ASKED, domain: 'other.example' }))).toEqual(['invalid', 'vp.domain'])
  })

  it('must be named at all', async () => {
    for (const name of ['challenge', 'domain']) {
      const silent = changed(await present(), (one) => {
        delete one.proof
      })
      const { [name]: _, ...said } = ASKED as Draft
      const proof = await proofOf(silent, wallet, {
        members: { ...said, created: CREATED, proofPurpose: 'authentication' },
      })
      expect(await answer({ ...silent, proof: [proof] })).toEqual(['invalid', `vp.${name}`])
    }
  })

  it('may have several domains', async () => {
    const silent = changed(await present(), (one) => {
      delete one.proof
    })
    const members = {
      challenge: ASKED.challenge,
      domain: ['other.example', ASKED.domain],
      created: CREATED,
      proofPurpose: 'authentication',
    }
    expect(await answer({ ...silent, proof: [await proofOf(silent, wallet, { members })] })).toEqual(['valid'])
  })

  it('is used up once, and only by a good presentation', async () => {
    const used = new Set<string>()
    const asked: string[] = []
    const consumeChallenge = async (challenge: string) => {
      asked.push(challenge)
      return !used.has(challenge) && !!used.add(challenge)
    }
    const good = await present()
    expect(await answer({ ...good, holder: 'did:example:other' }, { consumeChallenge })).not.toContain('valid')
    expect(
      await answer(await present([badge], wallet, { ...ASKED, domain: 'other.example' }), { consumeChallenge }),
    ).toEqual(['invalid', 'vp.domain'])
    expect(asked).toEqual([])
    expect(await answer(good, { consumeChallenge })).toEqual(['valid'])
    expect(await answer(good, { consumeChallenge })).toEqual(['invalid', 'vp.replayed'])
    expect(asked).toEqual(['c-1', 'c-1'])
  })

  it('is within the time of the proof', async () => {
    const token = (claims: Draft) =>
      signCompact(
        { alg: 'EdDSA', typ: 'vp+jwt', kid: wallet.id },
        { ...unsigned, iss: holder.controller, aud: ASKED.domain, nonce: ASKED.challenge, ...claims },
        wallet,
      )
    const { proof: _, ...unsigned } = await present()
    const now = Date.parse(NOW) / 1000
    expect(await answer(await token({}))).toEqual(['valid'])
    expect(await answer(await token({ exp: now - 60, nbf: now + 60, iat: now + 60 }))).toEqual(['valid'])
    expect(await answer(await token({ exp: now - 61 }))).toEqual(['invalid', 'proof.expired'])
    expect(await answer(await token({ nbf: now + 61 }))).toEqual(['invalid', 'proof.created_future'])
    expect(await answer(await token({ iat: now + 61 }))).toEqual(['invalid', 'proof.created_future'])
    expect(await answer(await token({ exp: 'never' }))).toEqual(['invalid', 'jwt.claim_mismatch'])
    expect(await answer(await token({ exp: now + 0.5 }))).toEqual(['invalid', 'jwt.claim_mismatch'])
  })

  it('is asked for, or it is a wrong argument', async () => {
    const good = await present()
    for (const options of [
      undefined,
      {},
      { challenge: 'c' },
      { domain: 'd' },
      { challenge: '', domain: 'd' },
      { challenge: 'c', domain: 7 },
    ]) {
      await expect(verifyPresentation(good, options as never)).rejects.toThrow(TypeError)
      await expect(createPresentation([badge], wallet, options as never)).rejects.toThrow(TypeError)
    }
    await expect(createPresentation([], wallet, ASKED)).rejects.toThrow(/credentials/)
  })
})

describe('the holder', () => {
  it('is the one whose key signed', async () => {
    expect(await answer(await resigned(() => undefined, thief))).toEqual(['invalid', 'issuer.key_mismatch'])
    const claimed = await resigned((one) => {
      one.holder = thief.id.replace(/#.*/, '')
    }, thief)
    expect(await answer(claimed)).toEqual(['invalid', 'vp.holder_mismatch'])
    const nameless = await resigned((one) => {
      delete one.holder
    })
    const report = await verify(nameless)
    expect([report.verdict, report.holder]).toEqual(['valid', holder.controller])
  })

  it('is not somebody whose old presentation was given a second proof', async () => {
    const old = await resigned((one) => {
      delete one.holder
    })
    const {
      proof: [before],
      ...unsigned
    } = old
    const again = { ...ASKED, challenge: 'c-2' }
    const added = await proofOf(unsigned, thief, {
      members: { ...again, created: CREATED, proofPurpose: 'authentication' },
    })
    for (const proof of [
      [before, added],
      [added, before],
    ]) {
      const report = await verify({ ...unsigned, proof }, again)
      expect([report.verdict, ...errorsOf(report.problems)]).toEqual(['invalid', 'vp.holder_mismatch'])
      expect(report.holder).toBe(thief.id.replace(/#.*/, ''))
    }
  })

  it('of a JWT is iss, and holder where it is there', async () => {
    const { proof: _, ...unsigned } = await present()
    const token = (claims: Draft, signer = wallet) =>
      signCompact(
        { alg: 'EdDSA', typ: 'vp+jwt', kid: signer.id },
        { ...unsigned, aud: ASKED.domain, nonce: ASKED.challenge, ...claims },
        signer,
      )
    expect(await answer(await token({ iss: holder.controller }))).toEqual(['valid'])
    expect(await answer(await token({}))).toEqual(['valid'])
    expect(await answer(await token({ iss: 'did:example:other' }))).toEqual(['indeterminate', 'did.unsupported'])
    expect(await answer(await token({ iss: holder.controller }, thief))).toEqual(['invalid', 'issuer.key_mismatch'])
    expect(await answer(await token({ iss: thief.id.replace(/#.*/, '') }, thief))).toEqual([
      'invalid',
      'vp.holder_mismatch',
    ])
  })

  it('is the recipient of every credential, unless the caller says otherwise', async () => {
    const stolen = await present([badge, others])
    const report = await verify(stolen)
    expect([report.verdict, ...report.problems.map(({ code, pointer }) => `${code} ${pointer}`)]).toEqual([
      'invalid',
      'vp.holder_mismatch /verifiableCredential/1',
    ])
    expect(await answer(stolen, { allowOtherRecipients: true })).toEqual(['valid'])
  })

  it('cannot be compared with a recipient without id, which a given recipient then decides', async () => {
    const byMail = await signRaw(
      changed(draft, (one) => {
        delete one.credentialSubject.id
        one.credentialSubject.identifier = [
          { type: 'IdentityObject', hashed: false, identityHash: 'a@b.example', identityType: 'emailAddress' },
        ]
      }),
      issuer.signer,
    )
    const report = await verify(await present([byMail]))
    expect([report.verdict, ...remarksOf(report.problems)]).toEqual(['valid', 'vp.subject_without_id'])
    expect((await verify(await present([byMail]), { recipient: { email: 'a@b.example' } })).verdict).toBe('valid')
    expect((await verify(await present([byMail]), { recipient: { email: 'x@b.example' } })).verdict).toBe('invalid')
  })

  it('is one of several subjects of a plain credential, and not none of them', async () => {
    const vc = (...ids: string[]) =>
      signRaw(
        {
          '@context': ['https://www.w3.org/ns/credentials/v2'],
          id: 'urn:example:vc',
          type: ['VerifiableCredential'],
          issuer: issuer.profile.id,
          validFrom: '2026-03-01T09:00:00Z',
          credentialSubject: ids.map((id) => ({ id })),
        },
        issuer.signer,
      )
    const profile = 'vc' as const
    expect(await answer(await present([await vc('did:example:a', holder.controller)]), { profile })).toEqual(['valid'])
    expect(await answer(await present([await vc('did:example:a', 'did:example:b')]), { profile })).toEqual([
      'invalid',
      'vp.holder_mismatch',
    ])
  })
})

describe('what is no good presentation', () => {
  it.each<[string, readonly string[], () => Promise<object | string>]>([
    ['a badge', ['invalid', 'credential.type'], async () => badge],
    ['a badge in a JWT', ['invalid', 'credential.type'], async () => jwt],
    ['nothing', ['invalid', 'json.syntax'], async () => ''],
    [
      'one without credentials',
      ['invalid', 'vp.empty'],
      () =>
        resigned((one) => {
          delete one.verifiableCredential
        }),
    ],
    [
      'one with an empty list',
      ['invalid', 'vp.empty'],
      () =>
        resigned((one) => {
          one.verifiableCredential = []
        }),
    ],
    [
      'one that is not signed',
      ['invalid', 'proof.missing'],
      async () =>
        changed(await present(), (one) => {
          delete one.proof
        }),
    ],
    [
      'one that was changed',
      ['invalid', 'proof.signature_invalid'],
      async () =>
        changed(await present(), (one) => {
          one.id = 'urn:example:x'
        }),
    ],
    [
      'one whose badge was swapped',
      ['invalid', 'proof.signature_invalid'],
      async () => ({ ...(await present()), verifiableCredential: [others] }),
    ],
    [
      'one that was signed for claims',
      ['invalid', 'proof.purpose'],
      async () => {
        const { proof: _, ...unsigned } = await present()
        return { ...unsigned, proof: [await proofOf(unsigned, wallet, { members: { ...ASKED, created: CREATED } })] }
      },
    ],
    [
      'one of the future',
      ['invalid', 'proof.created_future'],
      async () => createPresentation([badge], wallet, { ...ASKED, created: '2026-03-15T12:01:01Z' }),
    ],
    [
      'one outside the shape',
      ['indeterminate', 'shape.key_not_term'],
      async () => ({ ...(await present()), 'schema:name': 'x' }),
    ],
    [
      'one with an unknown context',
      ['indeterminate', 'context.unknown'],
      async () =>
        changed(await present(), (one) => {
          one['@context'].push('https://x.example')
        }),
    ],
    [
      'a JWT with the type of a credential',
      ['invalid', 'jwt.header'],
      async () => {
        const { proof: _, ...unsigned } = await present()
        return signCompact(
          { alg: 'EdDSA', typ: 'vc+jwt', kid: wallet.id },
          { ...unsigned, iss: holder.controller, aud: ASKED.domain, nonce: ASKED.challenge },
          wallet,
        )
      },
    ],
  ])('is told so: %s', async (_, expected, make) => {
    const found = await answer(await make())
    expect(found.slice(0, 2)).toEqual(expected)
  })

  it('has seventeen credentials, or more', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...badge, id: `urn:example:${index}` }))
    const codes = async (count: number) =>
      errorsOf(
        (
          await verify(
            await resigned((one) => {
              one.verifiableCredential = many(count)
            }),
          )
        ).problems,
      )
    expect(await codes(16)).not.toContain('limit.credentials')
    expect(await codes(17)).toContain('limit.credentials')
  })

  it('follows no link in place of a credential', async () => {
    const requests: string[] = []
    const documentLoader = Object.assign(
      async (url: string) => {
        requests.push(url)
        throw new Error('no')
      },
      { contexts: contextSet() },
    )
    const claims = { iss: holder.controller, aud: ASKED.domain, nonce: ASKED.challenge }
    const vp = {
      '@context': ['https://www.w3.org/2018/credentials/v1'],
      type: ['VerifiablePresentation'],
      verifiableCredential: ['https://cce.example/badge.json'],
    }
    const report = await verify(
      await signCompact({ alg: 'EdDSA', typ: 'JWT', kid: wallet.id }, { ...claims, vp }, wallet),
      { documentLoader },
    )
    expect([report.verdict, requests]).toEqual(['invalid', []])
  })

  it('verifies nothing in it before its own proof is good', async () => {
    const forged = changed(await present(), (one) => {
      one.id = 'urn:example:x'
    })
    expect((await verify(forged)).credentials).toEqual([])
  })
})

describe('making a presentation', () => {
  it('leaves the credentials alone and names the holder', async () => {
    const before = structuredClone(badge)
    const presentation = await present()
    expect(badge).toEqual(before)
    expect(presentation.holder).toBe(holder.controller)
    expect(presentation.proof[0]).toMatchObject({ proofPurpose: 'authentication', ...ASKED, created: CREATED })
  })

  it('knows contexts of the caller’s own', async () => {
    const context = 'https://ext.example/context.json'
    const documentLoader = createDocumentLoader({
      contexts: { [context]: { '@context': { standing: 'https://ext.example/vocab#standing' } } },
    })
    const contexts = documentLoader.contexts ?? contextSet()
    const extended = await signDocument(
      { ...draft, '@context': [...draft['@context'], context], standing: 'high' } as never,
      issuer.signer,
      { created: CREATED, contexts, purpose: 'assertionMethod' },
    )
    const presentation = await createPresentation([extended], wallet, { ...ASKED, created: CREATED, documentLoader })
    expect(await answer(presentation, { documentLoader })).toEqual(['valid'])
    expect((await answer(presentation))[0]).toBe('indeterminate')
  })
})
