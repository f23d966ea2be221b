import { multibaseDecode, multibaseEncode } from '../../../src/encoding.ts'
import { fromLittleEndian, L, littleEndian } from '../../support/ed25519-points.ts'
import { type Doc, type Json, list } from '../document.ts'
import { EMBEDDED, type Fault, type Work } from '../forge.ts'

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
