import { describe, expect, it } from 'vitest'
import { createDocumentLoader } from '../../src/documents/loader.ts'
import { base58Encode, base64urlEncode, multibaseDecode } from '../../src/encoding.ts'
import type { Issuer } from '../../src/issue.ts'
import { buildDidDocument } from '../../src/keys/publish.ts'
import type { DocumentLoader, KeyAlgorithm } from '../../src/types.ts'
import { verifyCredential } from '../../src/verify.ts'
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
  summaryOf,
} from '../support/signed.ts'

const issuer = await issuerWith()
const stranger = await issuerWith({ name: 'Somebody Else' })
const draft = await draftOf(issuer)
const badge = await signRaw(draft, issuer.signer)

async function answer(input: object | string, documentLoader?: DocumentLoader): Promise<readonly string[]> {
  return summaryOf(await verifyCredential(input, { now: NOW, ...(documentLoader && { documentLoader }) }))
}

function withProof(change: (proof: Draft) => void): Draft {
  return changed(badge, (one) => change(one.proof[0]))
}

/** Signed with other proof options, which are good but for the rule under test. */
function signedWith(members: Draft): Promise<Draft> {
  return signRaw(draft, issuer.signer, { members })
}

describe('a good proof', () => {
  it('is what the cases below start from', async () => {
    const report = await verifyCredential(badge, { now: NOW })
    expect(summaryOf(report)).toEqual(['valid'])
    expect(report.checks.proof).toMatchObject({
      outcome: 'passed',
      verificationMethod: issuer.signer.id,
      proofs: [
        { type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', counts: true, controller: issuer.profile.id },
      ],
    })
  })

  it.each<[string, KeyAlgorithm]>([
    ['eddsa-rdfc-2022', 'Ed25519'],
    ['eddsa-jcs-2022', 'Ed25519'],
    ['eddsa-2022', 'Ed25519'],
    ['ecdsa-rdfc-2019', 'P-256'],
    ['ecdsa-rdfc-2019', 'P-384'],
    ['ecdsa-jcs-2019', 'P-256'],
    ['ecdsa-jcs-2019', 'P-384'],
  ])('of %s with %s verifies, and not with anything changed', async (suite, algorithm) => {
    const by = await issuerWith({ algorithm })
    const signed = await signRaw(await draftOf(by), by.signer, { suite })
    expect(await answer(signed)).toEqual(['valid'])
    const renamed = changed(signed, (one) => {
      one.credentialSubject.achievement.name += '!'
    })
    expect(await answer(renamed)).toEqual(['invalid', 'proof.signature_invalid'])
    const dated = changed(signed, (one) => {
      one.proof[0].created = '2026-03-01T09:00:01Z'
    })
    expect(await answer(dated)).toEqual(['invalid', 'proof.signature_invalid'])
  })

  it('of Ed25519Signature2020 verifies in VC 1.1', async () => {
    const v1 = changed(draft, (one) => {
      one['@context'] = [
        'https://www.w3.org/2018/credentials/v1',
        one['@context'][1],
        'https://w3id.org/security/suites/ed25519-2020/v1',
      ]
      one.issuanceDate = one.validFrom
      delete one.validFrom
      delete one.evidence[0].digestMultibase
    })
    const signed = await signRaw(v1, issuer.signer, { suite: 'Ed25519Signature2020' })
    expect(await answer(signed)).toEqual(['valid'])
    expect(await answer({ ...signed, name: 'Another' })).toEqual(['invalid', 'proof.signature_invalid'])
  })
})

describe('what a proof says', () => {
  it.each<[string, string, (proof: Draft) => void]>([
    [
      'another signature',
      'proof.signature_invalid',
      (proof) => {
        const bytes = multibaseDecode(proof.proofValue) ?? new Uint8Array()
        bytes[3] = (bytes[3] ?? 0) ^ 1
        proof.proofValue = `z${base58Encode(bytes)}`
      },
    ],
    [
      'a signature of 63 bytes',
      'proof.signature_invalid',
      (proof) => {
        proof.proofValue = `z${base58Encode(multibaseDecode(proof.proofValue)?.subarray(1) ?? new Uint8Array())}`
      },
    ],
    [
      'base64url',
      'proof.encoding',
      (proof) => {
        proof.proofValue = `u${base64urlEncode(multibaseDecode(proof.proofValue) ?? new Uint8Array())}`
      },
    ],
    [
      'no multibase',
      'proof.encoding',
      (proof) => {
        proof.proofValue = proof.proofValue.slice(1)
      },
    ],
    [
      'a letter that is not in base58',
      'proof.encoding',
      (proof) => {
        proof.proofValue = `${proof.proofValue.slice(0, -1)}0`
      },
    ],
    [
      'a JWS',
      'proof.encoding',
      (proof) => {
        proof.proofValue = 'eyJhbGciOiJFZERTQSJ9..AA'
      },
    ],
    [
      'no proofValue',
      'proof.encoding',
      (proof) => {
        delete proof.proofValue
      },
    ],
    [
      'a number as proofValue',
      'proof.encoding',
      (proof) => {
        proof.proofValue = 7
      },
    ],
    [
      'base58 without end',
      'proof.encoding',
      (proof) => {
        proof.proofValue = `z${'2'.repeat(300_000)}`
      },
    ],
    [
      'a member of its own',
      'proof.unexpected_key',
      (proof) => {
        proof.jws = 'x'
      },
    ],
    [
      'a nonce that was not signed',
      'proof.signature_invalid',
      (proof) => {
        proof.nonce = 'x'
      },
    ],
    [
      'no purpose',
      'proof.purpose',
      (proof) => {
        delete proof.proofPurpose
      },
    ],
    [
      'another purpose',
      'proof.purpose',
      (proof) => {
        proof.proofPurpose = 'authentication'
      },
    ],
    [
      'no key',
      'key.format',
      (proof) => {
        delete proof.verificationMethod
      },
    ],
    [
      'a key written out',
      'key.format',
      (proof) => {
        proof.verificationMethod = { id: issuer.signer.id }
      },
    ],
    [
      'a date that is none',
      'time.syntax',
      (proof) => {
        proof.created = '2026-02-30T09:00:00Z'
      },
    ],
    [
      'a date without offset',
      'time.syntax',
      (proof) => {
        proof.created = '2026-03-01T09:00:00'
      },
    ],
    [
      'an end that is none',
      'time.syntax',
      (proof) => {
        proof.expires = 'soon'
      },
    ],
  ])('fails with %s', async (_, code, change) => {
    const [verdict, ...codes] = await answer(withProof(change))
    expect([verdict, codes.at(-1)]).toEqual(['invalid', code])
  })

  it('fails without a proof, with an empty list of them, and with one that is a text', async () => {
    expect(await answer(draft)).toEqual(['invalid', 'proof.missing'])
    expect((await answer({ ...draft, proof: [] }))[0]).toBe('invalid')
    expect((await answer({ ...draft, proof: ['x'] }))[0]).toBe('invalid')
    expect((await answer({ ...draft, proof: 'x' }))[0]).toBe('invalid')
  })

  it.each([
    ['created', 'a minute from now', '2026-03-15T12:01:00Z', 'valid'],
    ['created', 'later', '2026-03-15T12:01:01Z', 'proof.created_future'],
    ['created', 'long before the badge is valid', '2020-01-01T00:00:00Z', 'valid'],
    ['expires', 'a minute ago', '2026-03-15T11:59:00Z', 'valid'],
    ['expires', 'earlier', '2026-03-15T11:58:59Z', 'proof.expired'],
  ])('has a date: %s %s', async (name, _, date, code) => {
    expect((await answer(await signedWith({ [name]: date }))).at(-1)).toBe(code)
  })

  it('may leave out when it was made', async () => {
    expect(await answer(await signedWith({ created: undefined }))).toEqual(['valid'])
  })

  it('may have a nonce, an id, a challenge and a domain, where they were signed', async () => {
    const members = {
      id: 'urn:uuid:1d1c4d2e-0001-4000-8000-000000000001',
      nonce: 'n',
      challenge: 'c',
      domain: 'd.example',
    }
    expect(await answer(await signedWith(members))).toEqual(['valid'])
  })
})

describe('whose key it is', () => {
  const key = issuer.signer.publicKeyMultibase ?? ''

  it('must be the issuer’s, however good the signature', async () => {
    expect(await answer(await signRaw(draft, stranger.signer))).toEqual(['invalid', 'issuer.key_mismatch'])
  })

  it('does not follow from who says it: an issuer without id, or as a text', async () => {
    const asText = { ...draft, issuer: issuer.profile.id }
    expect(await answer(await signRaw(asText, issuer.signer))).toEqual(['valid'])
    expect(await answer(await signRaw(asText, stranger.signer))).toEqual(['invalid', 'issuer.key_mismatch'])
    const { id: _, ...nameless } = draft.issuer
    expect(await answer(await signRaw({ ...draft, issuer: nameless }, issuer.signer))).toEqual([
      'invalid',
      'schema.required',
      'issuer.key_mismatch',
    ])
  })

  it('does not come out of the fragment of a URL', async () => {
    const url = 'https://cce.example/issuer'
    const byUrl = { ...draft, issuer: { ...draft.issuer, id: url } }
    const signer = { ...issuer.signer, id: `${url}#${key}`, publicKeyMultibase: key }
    const signed = await signRaw(byUrl, signer)
    const published = createDocumentLoader({ documents: { [url]: { id: url, type: 'Profile', name: 'CCE' } } })
    expect(await answer(signed, published)).toEqual(['indeterminate', 'key.not_found'])
    expect(await answer(signed)).toEqual(['indeterminate', 'net.offline'])
  })

  describe('with a document of the issuer', async () => {
    const did = 'did:web:cce.example'
    const hosted = await issuerWith({ controller: did })
    const signed = await signRaw(await draftOf(hosted), hosted.signer)
    const document = buildDidDocument(hosted) as unknown as Draft

    const verifyWith = (change: (document: Draft) => void, input: object = signed, more: Draft = {}) =>
      answer(input, createDocumentLoader({ documents: { [did]: changed(document, change), ...more } }))

    it.each<[string, readonly string[], (document: Draft) => void]>([
      ['as published', ['valid'], () => undefined],
      [
        'of another DID',
        ['invalid', 'did.syntax'],
        (one) => {
          one.id = 'did:web:other.example'
        },
      ],
      [
        'with another controller of the key',
        ['invalid', 'key.id_mismatch'],
        (one) => {
          one.verificationMethod[0].controller = 'did:web:other.example'
        },
      ],
      [
        'with the key for another purpose',
        ['invalid', 'key.not_authorized'],
        (one) => {
          one.authentication = one.assertionMethod
          delete one.assertionMethod
        },
      ],
      [
        'with the key twice, differently',
        ['invalid', 'key.id_mismatch'],
        (one) => {
          one.verificationMethod.push({ ...one.verificationMethod[0], publicKeyMultibase: key })
        },
      ],
      [
        'with another key under the id',
        ['invalid', 'proof.signature_invalid'],
        (one) => {
          one.verificationMethod[0].publicKeyMultibase = key
        },
      ],
      [
        'with the key revoked',
        ['invalid', 'key.revoked'],
        (one) => {
          one.verificationMethod[0].revoked = '2026-03-10T00:00:00Z'
        },
      ],
      [
        'with the key expired before it signed',
        ['invalid', 'key.expired'],
        (one) => {
          one.verificationMethod[0].expires = '2026-03-01T08:59:59Z'
        },
      ],
      [
        'with the key expired when it signed, to the second',
        ['valid'],
        (one) => {
          one.verificationMethod[0].expires = '2026-03-01T09:00:00Z'
        },
      ],
      [
        'with a key of another type',
        ['invalid', 'key.format'],
        (one) => {
          one.verificationMethod[0].publicKeyMultibase = 'zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169'
        },
      ],
      [
        'with a method of unknown type',
        ['indeterminate', 'proof.unsupported'],
        (one) => {
          one.verificationMethod[0].type = 'SomethingNew2030'
        },
      ],
      [
        'with a secret in it',
        ['invalid', 'key.format'],
        (one) => {
          one.verificationMethod[0].secretKeyMultibase = 'z3u2'
        },
      ],
      [
        'without any key',
        ['indeterminate', 'key.not_found'],
        (one) => {
          delete one.verificationMethod
          delete one.assertionMethod
        },
      ],
    ])('%s', async (_, expected, change) => {
      expect(await verifyWith(change)).toEqual(expected)
    })

    it('an expired key does not sign a badge that does not say when it was signed', async () => {
      const undated = await signRaw(await draftOf(hosted), hosted.signer, { members: { created: undefined } })
      const expire = (one: Draft) => {
        one.verificationMethod[0].expires = '2027-01-01T00:00:00Z'
      }
      expect(await verifyWith(() => undefined, undated)).toEqual(['valid'])
      expect(await verifyWith(expire, undated)).toEqual(['invalid', 'key.expired'])
    })

    it('another host’s document is no help: neither by its key nor by its claim to control the issuer', async () => {
      const other = 'did:web:other.example'
      const forger = await issuerWith({ controller: other })
      const forged = await signRaw(await draftOf(hosted), forger.signer)
      const own = buildDidDocument(forger) as unknown as Draft
      expect(await verifyWith(() => undefined, forged, { [other]: own })).toEqual(['invalid', 'issuer.key_mismatch'])
      const lying = changed(own, (one) => {
        one.verificationMethod[0].controller = did
      })
      expect(await verifyWith(() => undefined, forged, { [other]: lying })).toEqual(['invalid', 'issuer.key_mismatch'])
    })

    it('a weak key signs nothing', async () => {
      const smallOrder = Uint8Array.of(0xed, 0x01, 1, ...Array.from({ length: 31 }, () => 0))
      expect(
        await verifyWith((one) => {
          one.verificationMethod[0].publicKeyMultibase = `z${base58Encode(smallOrder)}`
        }),
      ).toEqual(['invalid', 'key.weak'])
    })
  })
})

describe('several proofs', () => {
  const proof = badge.proof[0] as Draft
  const set = (...proofs: unknown[]) => ({ ...draft, proof: proofs })

  it.each<[string, readonly string[], () => Promise<unknown[]>]>([
    [
      'two good ones of the issuer',
      ['valid'],
      async () => [proof, await proofOf(draft, issuer.signer, { suite: 'eddsa-jcs-2022' })],
    ],
    ['one of the issuer and one of a stranger', ['valid'], async () => [await proofOf(draft, stranger.signer), proof]],
    [
      'one of the issuer and a broken one of a stranger',
      ['valid'],
      async () => [proof, { ...(await proofOf(draft, stranger.signer)), created: '2026-03-01T10:00:00Z' }],
    ],
    [
      'one of the issuer and a malformed one of a stranger',
      ['valid'],
      async () => [{ ...(await proofOf(draft, stranger.signer)), jws: 'x' }, proof],
    ],
    [
      'one of the issuer and one for another purpose',
      ['valid'],
      async () => [await proofOf(draft, issuer.signer, { members: { proofPurpose: 'authentication' } }), proof],
    ],
    [
      'one of the issuer and one of an unknown suite',
      ['valid'],
      async () => [{ ...proof, cryptosuite: 'bbs-2023', proofValue: 'u2V0C' }, proof],
    ],
    [
      'one of the issuer and one of a type that is not known',
      ['valid'],
      async () => [{ type: 'RsaSignature2018', jws: 'x' }, proof],
    ],
    [
      'one of the issuer and one whose key cannot be had',
      ['valid'],
      async () => [proof, { ...proof, verificationMethod: 'did:web:cce.example#key' }],
    ],
    [
      'a good one and a failed one, both of the issuer',
      ['invalid', 'proof.set_member_invalid', 'proof.signature_invalid'],
      async () => [proof, { ...proof, created: '2026-03-01T10:00:00Z' }],
    ],
    [
      'a failed one and a good one, both of the issuer',
      ['invalid', 'proof.set_member_invalid', 'proof.signature_invalid'],
      async () => [{ ...proof, created: '2026-03-01T10:00:00Z' }, proof],
    ],
    [
      'a good one and a malformed one, both of the issuer',
      ['invalid', 'proof.set_member_invalid', 'proof.unexpected_key'],
      async () => [proof, { ...proof, jws: 'x' }],
    ],
    ['strangers’ only', ['invalid', 'issuer.key_mismatch'], async () => [await proofOf(draft, stranger.signer)]],
    [
      'a stranger’s and one for another purpose',
      ['invalid', 'issuer.key_mismatch', 'proof.purpose'],
      async () => [await proofOf(draft, stranger.signer), { ...proof, proofPurpose: 'authentication' }],
    ],
    [
      'unknown suites only',
      ['indeterminate', 'proof.unsupported'],
      async () => [{ ...proof, cryptosuite: 'bbs-2023' }, { type: 'RsaSignature2018' }],
    ],
    [
      'an unknown suite and a stranger’s',
      ['invalid', 'proof.unsupported', 'issuer.key_mismatch'],
      async () => [{ ...proof, cryptosuite: 'bbs-2023' }, await proofOf(draft, stranger.signer)],
    ],
  ])('count as they should: %s', async (_, expected, proofs) => {
    const report = await verifyCredential(set(...(await proofs())), { now: NOW })
    expect(summaryOf(report)).toEqual(expected)
  })

  it('that do not count are reported', async () => {
    const report = await verifyCredential(set(await proofOf(draft, stranger.signer), proof), { now: NOW })
    expect(report.checks.proof.proofs?.map(({ counts, outcome }) => [counts, outcome])).toEqual([
      [false, 'failed'],
      [true, 'passed'],
    ])
    expect(remarksOf(report.problems)).toEqual(['issuer.key_mismatch'])
  })

  it('of which one cannot be decided leave the other to decide', async () => {
    const undecided = { ...proof, verificationMethod: 'did:web:cce.example#key' }
    expect(errorsOf((await verifyCredential(set(undecided, undecided), { now: NOW })).problems)).toEqual([
      'issuer.key_mismatch',
    ])
  })
})

describe('proofs that build on each other', () => {
  const id = 'urn:uuid:1d1c4d2e-0001-4000-8000-00000000000'

  async function chain(first: Issuer, second: Issuer): Promise<Draft[]> {
    const one = await proofOf(draft, first.signer, { members: { id: `${id}1` } })
    const two = await proofOf(draft, second.signer, {
      members: { id: `${id}2`, previousProof: `${id}1` },
      over: { ...draft, proof: [one] },
    })
    return [one, two]
  }

  it('are good when each is: the issuer on a notary, and the other way round', async () => {
    expect(await answer({ ...draft, proof: await chain(stranger, issuer) })).toEqual(['valid'])
    expect(await answer({ ...draft, proof: await chain(issuer, stranger) })).toEqual(['valid'])
  })

  it('fall with the one below', async () => {
    const [one, two] = await chain(stranger, issuer)
    const spoilt = { ...one, created: '2026-03-01T10:00:00Z' }
    expect(await answer({ ...draft, proof: [spoilt, two] })).toEqual(['invalid', 'proof.previous'])
    expect(await answer({ ...draft, proof: [two] })).toEqual(['invalid', 'proof.previous'])
    expect(await answer({ ...draft, proof: [{ ...two, previousProof: [`${id}1`, `${id}3`] }, one] })).toEqual([
      'invalid',
      'proof.previous',
    ])
    expect((await answer({ ...draft, proof: [{ ...two, previousProof: [7] }, one] })).at(-1)).toBe('proof.previous')
  })

  it('do not let the one below be swapped for another good one', async () => {
    const [, two] = await chain(stranger, issuer)
    const other = await proofOf(draft, (await issuerWith()).signer, { members: { id: `${id}1` } })
    expect(await answer({ ...draft, proof: [other, two] })).toEqual(['invalid', 'proof.signature_invalid'])
  })

  it('in a circle are none', async () => {
    const self = await proofOf(draft, issuer.signer, { members: { id: `${id}1`, previousProof: `${id}1` } })
    expect(await answer({ ...draft, proof: [self] })).toEqual(['invalid', 'proof.previous'])
    const pair = [1, 2].map((n) => ({ ...self, id: `${id}${n}`, previousProof: `${id}${3 - n}` }))
    expect(await answer({ ...draft, proof: pair })).toEqual(['invalid', 'proof.previous'])
    const ring = Array.from({ length: 8 }, (_, n) => ({
      ...self,
      id: `${id}${n}`,
      previousProof: Array.from({ length: 8 }, (_, m) => `${id}${m}`),
    }))
    const started = performance.now()
    expect(await answer({ ...draft, proof: ring })).toEqual(['invalid', 'proof.previous'])
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})

describe('a proof inside a JWT', () => {
  it('must be good as well, and does not make a bad JWT good', async () => {
    expect(await answer(await jwtOf(badge, issuer.signer))).toEqual(['valid'])
    const spoilt = changed(badge, (one) => {
      one.proof[0].created = '2026-03-01T10:00:00Z'
    })
    expect(await answer(await jwtOf(spoilt, issuer.signer))).toEqual(['invalid', 'proof.signature_invalid'])
    expect(await answer(await jwtOf(badge, stranger.signer))).toEqual(['invalid', 'issuer.key_mismatch'])
    const strangers = await signRaw(draft, stranger.signer)
    expect(await answer(await jwtOf(strangers, issuer.signer))).toEqual(['invalid', 'issuer.key_mismatch'])
  })

  it('does not decide where it is of an unknown suite', async () => {
    const unknown = changed(badge, (one) => {
      one.proof[0].cryptosuite = 'bbs-2023'
    })
    const report = await verifyCredential(await jwtOf(unknown, issuer.signer), { now: NOW })
    expect(summaryOf(report)).toEqual(['valid'])
    expect(remarksOf(report.problems)).toContain('proof.unsupported')
    expect(report.source.proof).toEqual(['JWT', 'bbs-2023'])
  })
})
