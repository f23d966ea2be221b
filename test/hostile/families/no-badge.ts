import { bytesOf } from '../../support/images.ts'
import type { Doc } from '../document.ts'
import { type Fault, PLAIN } from '../forge.ts'
import type { Random } from '../random.ts'

export const NO_BADGE: readonly Fault[] = [
  ...(
    [
      ['an empty text', '', 'json.syntax'],
      ['a file of spaces', '  \n', 'json.syntax'],
      ['a web page', '<!doctype html><title>Badge</title>', 'json.syntax'],
      ['an array', '[]', 'credential.type'],
      ['null as text', 'null', 'credential.type'],
      ['a number', '7', 'credential.type'],
      ['a string in JSON', '"badge"', 'credential.type'],
      ['an empty object', '{}', 'credential.type'],
      ['an assertion of 2.0', '{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}', 'credential.type'],
    ] as const
  ).map(([name, value, code]): Fault => ({ name, code, forms: PLAIN, input: () => ({ value }) })),
  {
    name: 'bytes of nothing known',
    code: 'json.encoding',
    forms: PLAIN,
    times: 4,
    input: ({ random }) => ({
      value: Uint8Array.from({ length: 20 + random.below(500) }, () => 128 + random.below(64)),
    }),
  },
  ...(['jpeg', 'gif', 'webp', 'pdf'] as const).map(
    (kind): Fault => ({
      name: `a ${kind}`,
      code: 'image.unknown',
      forms: PLAIN,
      input: ({ random }) => ({ value: bytesOfKind(kind, random) }),
    }),
  ),
  ...(
    [
      ['without its types', (document: Doc) => delete document.type],
      ['a presentation', (document: Doc) => Object.assign(document, { type: ['VerifiablePresentation'] })],
      [
        'of an unknown class',
        (document: Doc) => Object.assign(document, { type: ['VerifiableCredential', 'DiplomaCredential'] }),
      ],
      [
        'whose class is misspelt',
        (document: Doc) => Object.assign(document, { type: ['VerifiableCredential', 'OpenBadgeCredentials'] }),
      ],
      ['whose type is a number', (document: Doc) => Object.assign(document, { type: 7 })],
    ] as const
  ).map(
    ([name, edit]): Fault => ({
      name: `a credential ${name}`,
      code: 'credential.type',
      forms: [
        { securing: 'jcs', carrier: 'text' },
        { securing: 'EdDSA', carrier: 'text' },
        { securing: 'ES256', carrier: 'svg' },
      ],
      before: ({ credential }) => void edit(credential),
    }),
  ),
]

function bytesOfKind(kind: 'jpeg' | 'gif' | 'webp' | 'pdf', random: Random): Uint8Array {
  const tail = Uint8Array.from({ length: 40 }, () => random.below(256))
  if (kind === 'jpeg') return Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, ...tail)
  if (kind === 'gif') return Uint8Array.of(...bytesOf('GIF89a'), ...tail)
  if (kind === 'webp') return Uint8Array.of(...bytesOf('RIFF'), 9, 9, 9, 9, ...bytesOf('WEBPVP8 '), ...tail)
  return Uint8Array.of(...bytesOf('%PDF-1.7\n'), ...tail)
}
