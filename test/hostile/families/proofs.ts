import { type Doc, type Json, list } from '../document.ts'
import { EMBEDDED, type Fault, FOREIGN, GRAPH, optionsOf, proofOf, type Work } from '../forge.ts'
import { proofOver } from '../sign.ts'

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
    'https://w3id.org/security#authentication',
  ].map((purpose) =>
    optionFault(`a proof for ${purpose}`, 'proof.purpose', (proof) => {
      proof.proofPurpose = purpose
    }),
  ),
  optionFault('a proof for the IRI of its purpose', 'shape.iri_name', (proof) => {
    proof.proofPurpose = 'https://w3id.org/security#assertionMethod'
  }),
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
