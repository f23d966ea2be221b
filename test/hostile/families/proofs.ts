import { multibaseDecode, multibaseEncode } from '../../../src/encoding.ts'
import { fromLittleEndian, L, littleEndian } from '../../support/ed25519-points.ts'
import { hex } from '../contents.ts'
import { at, type Doc, type Json, list, replaceAt } from '../document.ts'
import { EMBEDDED, type Fault, FOREIGN, GRAPH, optionsOf, proofOf, type Work } from '../forge.ts'
import { proofOver } from '../sign.ts'
import { textsOf } from './reading.ts'

/** What a forger would like to change, in a badge that stays well-formed. */
const EDITS: Readonly<Record<string, (work: Work, badge: Doc) => void>> = {
  'a changed text': ({ random }, badge) => {
    const spot = random.pick(textsOf(badge))
    const text = String(spot.value)
    const where = random.below(text.length + 1)
    replaceAt(spot, `${text.slice(0, where)}${random.pick(['x', ' ', 'not ', '\u200b'])}${text.slice(where)}`)
  },
  'an added tag': (_, badge) => {
    const achievement = at(badge, 'credentialSubject', 'achievement')
    achievement.tag = [...list(achievement.tag), 'with-honours']
  },
  'another recipient': ({ parties }, badge) => {
    at(badge, 'credentialSubject').id = parties.stranger.id
  },
  'another achievement id': (_, badge) => {
    at(badge, 'credentialSubject', 'achievement').id = 'https://x.example/achievements/principal'
  },
  'credit that nobody gave': (_, badge) => {
    at(badge, 'credentialSubject').creditsEarned = 12
  },
  'another issuer name': (_, badge) => {
    at(badge, 'issuer').name = 'State Board of Education'
  },
  'an earlier beginning': (_, badge) => {
    if (badge.issuanceDate !== undefined) badge.issuanceDate = '2020-01-01T00:00:00Z'
    else badge.validFrom = '2020-01-01T00:00:00Z'
  },
  'an end that was pushed back': (_, badge) => {
    badge[badge.issuanceDate === undefined ? 'validUntil' : 'expirationDate'] = '2031-01-01T00:00:00Z'
  },
  'another id': ({ random }, badge) => {
    badge.id = `urn:uuid:00000000-0000-4000-8000-${hex(random, 12)}`
  },
  'evidence put in': (_, badge) => {
    badge.evidence = [...list(badge.evidence), { id: 'https://x.example/e.pdf', type: ['Evidence'], name: 'More' }]
  },
  'another kind of achievement': (_, badge) => {
    at(badge, 'credentialSubject', 'achievement').achievementType = 'MasterDegree'
  },
  'a picture put in': (_, badge) => {
    at(badge, 'credentialSubject', 'achievement').image = { id: 'https://x.example/gold.png', type: 'Image' }
  },
  'a term of use taken in': (_, badge) => {
    badge.description = 'Valid for ten credits.'
  },
}

export const TAMPERED: readonly Fault[] = [
  ...Object.entries(EDITS).map(
    ([name, edit]): Fault => ({
      name,
      code: 'proof.signature_invalid',
      forms: EMBEDDED,
      after: (work) => edit(work, work.signed),
    }),
  ),
  ...(['a changed text', 'another issuer name', 'an added tag', 'a picture put in'] as const).map(
    (name): Fault => ({
      name: `${name}, in a JWT`,
      code: 'proof.signature_invalid',
      forms: [
        { securing: 'RS256', carrier: 'text' },
        { securing: 'ES256', carrier: 'text' },
        { securing: 'EdDSA', carrier: 'text' },
        { securing: 'v1jwt', carrier: 'text' },
        { securing: 'EdDSA', carrier: 'png' },
        { securing: 'RS256', carrier: 'enveloped' },
      ],
      text: (token, work) => {
        const [head, , tail] = token.split('.')
        const payload = structuredClone(work.payload)
        EDITS[name]?.(work, payload.vc === undefined ? payload : (payload.vc as Doc))
        return [head, Buffer.from(JSON.stringify(payload)).toString('base64url'), tail].join('.')
      },
    }),
  ),
  {
    name: 'the proof of another badge',
    code: 'proof.signature_invalid',
    forms: EMBEDDED,
    after: async (work) => {
      const other = { ...structuredClone(work.credential), id: 'urn:uuid:11111111-1111-4111-8111-111111111111' }
      work.signed.proof = [await proofOf(work, other)]
    },
  },
  {
    name: 'evidence taken out',
    code: 'proof.signature_invalid',
    forms: EMBEDDED,
    contents: ['plain', 'evidence', 'unicode', 'until'],
    after: ({ signed }) => void delete signed.evidence,
  },
  {
    name: 'an end taken out',
    code: 'proof.signature_invalid',
    forms: EMBEDDED,
    contents: ['until'],
    after: ({ signed }) => {
      delete signed.validUntil
      delete signed.expirationDate
    },
  },
  {
    name: 'a status taken out',
    code: 'proof.signature_invalid',
    forms: EMBEDDED,
    before: ({ credential }) => {
      credential.credentialStatus = {
        id: 'https://x.example/status/1#7',
        type: 'BitstringStatusListEntry',
        statusPurpose: 'revocation',
        statusListIndex: '7',
        statusListCredential: 'https://x.example/status/1',
      }
      if (String(list(credential['@context'])[0]).includes('2018')) delete credential.credentialStatus
    },
    after: ({ signed }) => {
      if (signed.credentialStatus === undefined) signed.description = 'changed'
      delete signed.credentialStatus
    },
  },
  {
    name: 'an array in another order, where the signature is over JSON',
    code: 'proof.signature_invalid',
    forms: [{ securing: 'jcs', carrier: 'text' }],
    contents: ['evidence', 'unicode'],
    after: ({ signed }) => {
      if (list(signed.evidence).length > 1) list(signed.evidence).reverse()
      else at(signed, 'credentialSubject', 'achievement').tag = ['🧪', 'ünïcødé', '标签']
    },
  },
  ...(
    [
      ['a proof of another time', 'created', '2026-03-02T09:00:00Z'],
      ['a proof with a domain put in', 'domain', 'x.example'],
      ['a proof with a challenge put in', 'challenge', 'abc'],
      ['a proof with a nonce put in', 'nonce', 'abc'],
      ['a proof with an id put in', 'id', 'urn:uuid:22222222-2222-4222-8222-222222222222'],
      ['a proof with an end put in', 'expires', '2031-01-01T00:00:00Z'],
    ] as const
  ).map(
    ([name, member, value]): Fault => ({
      name,
      code: 'proof.signature_invalid',
      forms: EMBEDDED.filter(({ securing }) => member !== 'nonce' || !['v1', 'ed2020'].includes(securing)),
      after: ({ signed }) => {
        const [proof] = list(signed.proof) as Doc[]
        if (proof) proof[member] = value
      },
    }),
  ),
]

/** A fault of the proof alone; the badge is as its issuer made it. */
function proofFault(
  name: string,
  code: Fault['code'],
  edit: (proof: Doc, work: Work) => void | Promise<void>,
  forms = EMBEDDED,
  beside: NonNullable<Fault['beside']> = [],
): Fault {
  return {
    name,
    code,
    beside,
    forms,
    after: async (work) => {
      const [proof] = list(work.signed.proof) as Doc[]
      if (proof) await edit(proof, work)
    },
  }
}

function signatureIn(proof: Doc): Uint8Array {
  return multibaseDecode(String(proof.proofValue)) ?? new Uint8Array()
}

const IN_BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

export const PROOF_VALUES: readonly Fault[] = [
  proofFault('no proof value', 'proof.encoding', (proof) => void delete proof.proofValue),
  proofFault('an empty proof value', 'proof.encoding', (proof) => {
    proof.proofValue = ''
  }),
  proofFault('a proof value of a prefix alone', 'proof.signature_invalid', (proof) => {
    proof.proofValue = 'z'
  }),
  proofFault(
    'a proof value that is a number',
    'proof.encoding',
    (proof) => {
      proof.proofValue = 7
    },
    EMBEDDED,
    ['schema.type'],
  ),
  proofFault(
    'a proof value that is a list',
    'proof.encoding',
    (proof) => {
      proof.proofValue = [proof.proofValue as Json]
    },
    EMBEDDED,
    ['schema.type'],
  ),
  proofFault('a proof value in base64url', 'proof.encoding', (proof) => {
    proof.proofValue = multibaseEncode('u', signatureIn(proof))
  }),
  proofFault('a proof value in base16', 'proof.encoding', (proof) => {
    proof.proofValue = `f${Buffer.from(signatureIn(proof)).toString('hex')}`
  }),
  proofFault('a proof value without its prefix', 'proof.encoding', (proof) => {
    proof.proofValue = `0${String(proof.proofValue).slice(1)}`
  }),
  proofFault('a proof value with a space', 'proof.encoding', (proof) => {
    proof.proofValue += ' '
  }),
  proofFault('a proof value with a line break', 'proof.encoding', (proof) => {
    proof.proofValue += '\n'
  }),
  proofFault('a proof value with a letter that base58 does not have', 'proof.encoding', (proof, { random }) => {
    const text = String(proof.proofValue)
    const where = 1 + random.below(text.length - 1)
    proof.proofValue = text.slice(0, where) + random.pick([...'0OIl+/']) + text.slice(where + 1)
  }),
  proofFault('a JWS for a proof value', 'proof.encoding', (proof) => {
    proof.proofValue = 'eyJhbGciOiJFZERTQSJ9..c2lnbmF0dXJl'
  }),
  proofFault('a proof value of a thousand letters', 'proof.encoding', (proof, { random }) => {
    proof.proofValue = `z${Array.from({ length: 1000 }, () => random.pick([...IN_BASE58])).join('')}`
  }),
  proofFault('a proof value with a zero byte in front', 'proof.signature_invalid', (proof) => {
    proof.proofValue = `z1${String(proof.proofValue).slice(1)}`
  }),
  proofFault('a proof value with a byte more', 'proof.signature_invalid', (proof) => {
    proof.proofValue = multibaseEncode('z', Uint8Array.of(...signatureIn(proof), 0))
  }),
  proofFault('a proof value with a byte less', 'proof.signature_invalid', (proof) => {
    proof.proofValue = multibaseEncode('z', signatureIn(proof).subarray(0, -1))
  }),
  proofFault('a proof value of zeros', 'proof.signature_invalid', (proof) => {
    proof.proofValue = multibaseEncode('z', new Uint8Array(signatureIn(proof).length))
  }),
  proofFault('a proof value of ones', 'proof.signature_invalid', (proof) => {
    proof.proofValue = multibaseEncode('z', new Uint8Array(signatureIn(proof).length).fill(255))
  }),
  proofFault('a flipped bit', 'proof.signature_invalid', (proof, { random }) => {
    const bytes = signatureIn(proof).slice()
    const where = random.below(bytes.length)
    bytes[where] = (bytes[where] ?? 0) ^ (1 << random.below(8))
    proof.proofValue = multibaseEncode('z', bytes)
  }),
  proofFault(
    'S above the order of the group',
    'proof.signature_invalid',
    (proof) => {
      const bytes = signatureIn(proof)
      const s = fromLittleEndian(bytes.subarray(32)) + L
      proof.proofValue = multibaseEncode('z', Uint8Array.of(...bytes.subarray(0, 32), ...littleEndian(s)))
    },
    EMBEDDED.filter(({ securing }) => !['p256', 'p384'].includes(securing)),
  ),
  proofFault(
    'an ECDSA signature in DER',
    'proof.signature_invalid',
    (proof) => {
      proof.proofValue = multibaseEncode('z', derOf(signatureIn(proof)))
    },
    EMBEDDED.filter(({ securing }) => ['p256', 'p384'].includes(securing)),
  ),
  ...(['r', 's'] as const).flatMap((half): Fault[] =>
    [0, 1].map((filled) =>
      proofFault(
        `an ECDSA signature with ${half} ${filled ? 'above the order' : 'of zero'}`,
        'proof.signature_invalid',
        (proof) => {
          const bytes = signatureIn(proof).slice()
          const middle = bytes.length / 2
          bytes.fill(filled ? 255 : 0, half === 'r' ? 0 : middle, half === 'r' ? middle : bytes.length)
          proof.proofValue = multibaseEncode('z', bytes)
        },
        EMBEDDED.filter(({ securing }) => ['p256', 'p384'].includes(securing)),
      ),
    ),
  ),
]

function derOf(raw: Uint8Array): Uint8Array {
  const integers = [raw.subarray(0, raw.length / 2), raw.subarray(raw.length / 2)].map((half) => {
    const trimmed = half.subarray(half.findIndex((byte) => byte !== 0))
    const bytes = (trimmed[0] ?? 0) > 127 ? Uint8Array.of(0, ...trimmed) : trimmed
    return Uint8Array.of(2, bytes.length, ...bytes)
  })
  const body = integers.flatMap((integer) => [...integer])
  return Uint8Array.of(0x30, body.length, ...body)
}

/** Options of a proof that are wrong although they are signed. */
function optionFault(
  name: string,
  code: Fault['code'],
  edit: (proof: Doc, work: Work) => void,
  forms = EMBEDDED,
  beside: NonNullable<Fault['beside']> = [],
): Fault {
  return { name, code, beside, forms, before: (work) => edit(work.proof, work) }
}

export const PROOF_OPTIONS: readonly Fault[] = [
  ...[
    'authentication',
    'keyAgreement',
    'capabilityInvocation',
    'assertion',
    'https://w3id.org/security#assertionMethod',
  ].map((purpose) =>
    optionFault(`a proof for ${purpose}`, 'proof.purpose', (proof) => {
      proof.proofPurpose = purpose
    }),
  ),
  optionFault('a proof for nothing', 'proof.purpose', (proof) => void delete proof.proofPurpose),
  optionFault(
    'a proof for two things',
    'proof.purpose',
    (proof) => {
      proof.proofPurpose = ['assertionMethod', 'authentication']
    },
    EMBEDDED,
    ['schema.type'],
  ),
  ...[
    ['jws', 'eyJhbGciOiJFZERTQSJ9..c2lnbmF0dXJl'],
    ['publicKeyMultibase', 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'],
    ['proofVersion', '1'],
    ['signatureValue', 'x'],
    ['creator', 'https://x.example/key'],
  ].map(([member, value]) =>
    optionFault(
      `a proof with ${member}`,
      'proof.unexpected_key',
      (proof) => {
        proof[member as string] = value as string
      },
      FOREIGN,
    ),
  ),
  ...[
    ['a day', '2026-03-01'],
    ['no offset', '2026-03-01T09:00:00'],
    ['30 February', '2026-02-30T09:00:00Z'],
    ['second 60', '2026-03-01T09:00:60Z'],
    ['words', 'yesterday'],
  ].map(([name, value]) =>
    optionFault(
      `a proof made on ${name}`,
      'time.syntax',
      (proof) => {
        proof.created = value as string
      },
      EMBEDDED.filter(({ securing }) => securing === 'rdfc' || securing === 'jcs'),
    ),
  ),
  optionFault('a proof made in the future', 'proof.created_future', (proof, { random }) => {
    proof.created = random.pick(['2026-06-01T09:01:01Z', '2026-06-01T12:00:00Z', '2031-01-01T00:00:00Z'])
  }),
  optionFault('a proof that has expired', 'proof.expired', (proof, { random }) => {
    proof.expires = random.pick(['2026-06-01T08:58:59Z', '2026-05-01T00:00:00Z'])
  }),
  ...(
    [
      ['eddsa-rdf-2022', 'a suite whose name is misspelt'],
      ['bbs-2023', 'a suite of another kind'],
      ['ecdsa-sd-2023', 'a suite that was not passed'],
      ['toString', 'a suite of a name of objects'],
      ['__proto__', 'a suite of the name of the prototype'],
      ['EDDSA-RDFC-2022', 'a suite in capitals'],
    ] as const
  ).map(([suite, name]) =>
    optionFault(
      name,
      'proof.unsupported',
      (proof) => {
        proof.cryptosuite = suite
      },
      GRAPH,
    ),
  ),
  ...['JsonWebSignature2020', 'Ed25519Signature2018', 'RsaSignature2018', 'BbsBlsSignature2020', 'constructor'].map(
    (type) =>
      optionFault(
        `a proof of the type ${type}`,
        'proof.unsupported',
        (proof) => {
          proof.type = type
          delete proof.cryptosuite
        },
        FOREIGN,
      ),
  ),
  optionFault(
    'a proof of a suite for another key',
    'key.format',
    (proof, { party }) => {
      proof.cryptosuite = party.algorithm === 'Ed25519' ? 'ecdsa-rdfc-2019' : 'eddsa-rdfc-2022'
    },
    GRAPH,
  ),
  optionFault('a proof without a key', 'key.format', (proof) => void delete proof.verificationMethod, FOREIGN),
  optionFault(
    'a proof with its key written in',
    'key.format',
    (proof, { party }) => {
      proof.verificationMethod = {
        id: party.method,
        type: 'Multikey',
        controller: party.id,
        publicKeyMultibase: party.multibase ?? '',
      }
    },
    FOREIGN,
    ['schema.type'],
  ),
]

export const PROOF_SETS: readonly Fault[] = [
  {
    name: 'no proof',
    code: 'proof.missing',
    forms: EMBEDDED,
    times: 2,
    after: ({ signed }) => void delete signed.proof,
  },
  {
    name: 'an empty list of proofs',
    code: 'proof.missing',
    forms: EMBEDDED.filter(({ securing }) => securing === 'rdfc'),
    after: ({ signed }) => {
      signed.proof = []
    },
  },
  {
    name: 'a good proof and a failed one of the issuer',
    code: 'proof.set_member_invalid',
    beside: ['proof.signature_invalid'],
    forms: EMBEDDED,
    times: 2,
    after: async (work) => {
      const other = { ...structuredClone(work.credential), name: 'Another badge' }
      const both = [...list(work.signed.proof), await proofOf(work, other)]
      work.signed.proof = work.random.below(2) === 0 ? both : both.reverse()
    },
  },
  {
    name: 'two failed proofs',
    code: 'proof.signature_invalid',
    forms: EMBEDDED,
    after: async (work) => {
      const other = { ...structuredClone(work.credential), name: 'Another badge' }
      work.signed.proof = [await proofOf(work, other), await proofOf(work, { ...other, name: 'A third' })]
    },
  },
  {
    name: 'proofs of strangers alone',
    code: 'issuer.key_mismatch',
    forms: EMBEDDED.filter(({ securing }) => securing !== 'p256' && securing !== 'p384'),
    after: async (work) => {
      const { parties, form, credential } = work
      work.signed.proof = await Promise.all(
        [parties.stranger, parties.endorser].map(async (party) => {
          const options = {
            ...optionsOf(form.securing, party),
            ...(form.securing === 'jcs' && { '@context': credential['@context'] as Json }),
          }
          return proofOver(credential, options, party)
        }),
      )
    },
  },
  ...(
    [
      ['a proof that builds on one that is not there', 'urn:uuid:33333333-3333-4333-8333-333333333333', undefined],
      [
        'a proof that builds on itself',
        'urn:uuid:44444444-4444-4444-8444-444444444444',
        'urn:uuid:44444444-4444-4444-8444-444444444444',
      ],
    ] as const
  ).map(([name, previousProof, id]) =>
    optionFault(
      name,
      'proof.previous',
      (proof) => {
        proof.previousProof = previousProof
        if (id !== undefined) proof.id = id
      },
      EMBEDDED.filter(({ securing }) => securing === 'rdfc' || securing === 'jcs'),
    ),
  ),
  {
    name: 'a proof that builds on a failed one',
    code: 'proof.previous',
    forms: EMBEDDED.filter(({ securing }) => securing === 'rdfc'),
    after: async (work) => {
      const { parties, credential, form } = work
      const id = 'urn:uuid:55555555-5555-4555-8555-555555555555'
      const options = { ...optionsOf(form.securing, parties.stranger), id }
      const failed = await proofOver({ ...credential, name: 'Another badge' }, options, parties.stranger)
      work.proof.previousProof = id
      work.signed.proof = [failed, await proofOf(work, { ...credential, proof: [failed] })]
    },
  },
  {
    name: 'two proofs that build on each other',
    code: 'proof.previous',
    forms: EMBEDDED.filter(({ securing }) => securing === 'rdfc'),
    after: async (work) => {
      const [a, b] = ['urn:uuid:66666666-6666-4666-8666-666666666666', 'urn:uuid:77777777-7777-4777-8777-777777777777']
      work.signed.proof = await Promise.all(
        [
          [a, b],
          [b, a],
        ].map(([id, previousProof]) =>
          proofOver(
            work.credential,
            { ...work.proof, id: id as string, previousProof: previousProof as string },
            work.party,
          ),
        ),
      )
    },
  },
  {
    name: 'a JWT around a badge with a failed proof',
    code: 'proof.signature_invalid',
    forms: [
      { securing: 'EdDSA', carrier: 'text' },
      { securing: 'RS256', carrier: 'text' },
    ],
    issuer: 'ed',
    before: async (work) => {
      const options = optionsOf('rdfc', work.party)
      const proof = await proofOver({ ...work.credential, name: 'Another badge' }, options, work.party)
      work.credential = { ...work.credential, proof: [proof] }
    },
  },
]
