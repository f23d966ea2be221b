import { createHash } from 'node:crypto'
import type { ErrorCode } from '../../../src/codes.ts'
import { at, type Doc, type Json } from '../document.ts'
import type { Fault, Form, Work } from '../forge.ts'

const ASKED: readonly Form[] = [
  { securing: 'rdfc', carrier: 'object' },
  { securing: 'jcs', carrier: 'text' },
  { securing: 'EdDSA', carrier: 'text' },
]

function asked(
  name: string,
  code: ErrorCode,
  before: (work: Work) => void,
  beside: NonNullable<Fault['beside']> = [],
): Fault {
  return { name, code, beside, forms: ASKED, contents: ['plain', 'unicode', 'until'], before }
}

function identity(more: Doc): Doc {
  return {
    type: 'IdentityObject',
    hashed: true,
    identityType: 'emailAddress',
    salt: 'a1b2',
    identityHash: 'x',
    ...more,
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const RECIPIENTS: readonly Fault[] = [
  asked('another person', 'recipient.mismatch', ({ ask }) => {
    ask.recipient = { id: 'did:example:somebody' }
  }),
  asked('an id in capitals', 'recipient.mismatch', ({ ask }) => {
    ask.recipient = { id: 'DID:EXAMPLE:TEACHER' }
  }),
  asked('an id with a space', 'recipient.mismatch', ({ ask }) => {
    ask.recipient = { id: 'did:example:teacher ' }
  }),
  asked('an address that the badge does not have', 'recipient.mismatch', ({ ask }) => {
    ask.recipient = { email: 'a@b.example' }
  }),
  asked('a hash of another address', 'recipient.mismatch', (work) => {
    at(work.credential, 'credentialSubject').identifier = [
      identity({ identityHash: `sha256$${sha256('b@b.examplea1b2')}` }),
    ]
    work.ask.recipient = { email: 'a@b.example' }
  }),
  asked('a hash with another salt', 'recipient.mismatch', (work) => {
    at(work.credential, 'credentialSubject').identifier = [
      identity({ identityHash: `sha256$${sha256('a@b.examplec3d4')}` }),
    ]
    work.ask.recipient = { email: 'a@b.example' }
  }),
  asked(
    'an address in clear that is marked as hashed',
    'schema.format',
    (work) => {
      at(work.credential, 'credentialSubject').identifier = [identity({ identityHash: 'a@b.example' })]
      work.ask.recipient = { email: 'a@b.example' }
    },
    ['recipient.mismatch'],
  ),
  asked(
    'a hash cut short',
    'schema.format',
    (work) => {
      const whole = sha256('a@b.examplea1b2')
      at(work.credential, 'credentialSubject').identifier = [identity({ identityHash: `sha256$${whole.slice(0, 63)}` })]
      work.ask.recipient = { email: 'a@b.example' }
    },
    ['recipient.mismatch'],
  ),
  asked('a mailto id with header fields', 'recipient.mismatch', (work) => {
    at(work.credential, 'credentialSubject').id = 'mailto:a@b.example?cc=c@d.example'
    work.ask.recipient = { email: 'a@b.example' }
  }),
]

const FILE = new TextEncoder().encode('unit plan')

function evidence(more: Doc = {}): Json {
  const digestMultibase = `u${Buffer.from(`1220${sha256('unit plan')}`, 'hex').toString('base64url')}`
  return [{ id: 'https://evidence.example/1.pdf', type: ['Evidence'], name: 'Unit plan', digestMultibase, ...more }]
}

function evidenceFault(
  name: string,
  code: ErrorCode,
  of: Json,
  files: Record<string, Uint8Array>,
  beside: NonNullable<Fault['beside']> = [],
): Fault {
  return asked(
    name,
    code,
    (work) => {
      work.credential.evidence = structuredClone(of)
      work.ask.evidence = files
    },
    beside,
  )
}

const URL_1 = 'https://evidence.example/1.pdf'

export const EVIDENCE: readonly Fault[] = [
  evidenceFault('another file', 'evidence.changed', evidence(), { [URL_1]: new TextEncoder().encode('unit plan ') }),
  evidenceFault('an empty file', 'evidence.changed', evidence(), { [URL_1]: new Uint8Array() }),
  evidenceFault('no file', 'evidence.missing', evidence(), {}),
  evidenceFault('a file of another id', 'evidence.missing', evidence(), { 'https://evidence.example/2.pdf': FILE }, [
    'evidence.no_digest',
  ]),
  evidenceFault(
    'a file that nobody digested',
    'evidence.no_digest',
    [{ id: URL_1, type: ['Evidence'], name: 'Unit plan' }],
    { [URL_1]: FILE },
  ),
  evidenceFault('a digest that is none', 'evidence.digest_syntax', evidence({ digestMultibase: 'uEiA' }), {
    [URL_1]: FILE,
  }),
  evidenceFault(
    'two digests that differ',
    'evidence.digest_conflict',
    evidence({ digestSRI: `sha256-${Buffer.from(sha256('other'), 'hex').toString('base64')}` }),
    { [URL_1]: FILE },
  ),
]
