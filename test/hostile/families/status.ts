import { gzipSync } from 'node:zlib'
import type { ErrorCode } from '../../../src/codes.ts'
import { base64urlEncode, multibaseEncode } from '../../../src/encoding.ts'
import type { Route } from '../case.ts'
import { at, type Doc, type Json } from '../document.ts'
import { type Fault, type Form, optionsOf, type Work } from '../forge.ts'
import type { Party } from '../parties.ts'
import { proofOver, tokenOf } from '../sign.ts'

export const LIST = 'https://lists.example/status/1'
const OTHER_LIST = 'https://lists.example/status/2'
export const INDEX = 94_567

/** Badges with a status: embedded and as a JWT, under issuers with and without documents. */
const FORMS: readonly Form[] = [
  { securing: 'rdfc', carrier: 'object' },
  { securing: 'jcs', carrier: 'text' },
  { securing: 'p256', carrier: 'object' },
  { securing: 'EdDSA', carrier: 'text' },
]

export interface ListOptions {
  readonly set?: readonly number[]
  readonly bytes?: number
  readonly purpose?: Json
  readonly credential?: (credential: Doc) => void
  readonly encoded?: (bits: Uint8Array) => string
  readonly signer?: Party
  readonly unsigned?: boolean
  readonly after?: (signed: Doc) => void
  readonly asJwt?: boolean
}

/** A status list, signed by the issuer of the badge as he signs badges. */
export async function listOf(work: Work, options: ListOptions = {}, url: string = LIST): Promise<Route> {
  const { set = [], bytes = 16_384, purpose = 'revocation', signer = work.party } = options
  const bits = new Uint8Array(bytes)
  for (const index of set) bits[index >> 3] = (bits[index >> 3] ?? 0) | (0x80 >> (index & 7))
  const credential: Doc = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: work.party.id,
    validFrom: '2026-05-01T00:00:00Z',
    validUntil: '2026-07-01T00:00:00Z',
    credentialSubject: {
      id: `${url}#list`,
      type: 'BitstringStatusList',
      statusPurpose: purpose,
      encodedList: options.encoded?.(bits) ?? `u${base64urlEncode(gzipSync(bits))}`,
    },
  }
  options.credential?.(credential)
  if (options.unsigned) return { json: credential }
  if (options.asJwt || signer.algorithm === 'RS256') {
    const header = { alg: 'EdDSA', typ: 'JWT', kid: signer.method }
    return {
      body: tokenOf(header, { ...credential, iss: credential.issuer as Json }, signer),
      type: 'application/vc+jwt',
    }
  }
  const securing = signer.algorithm === 'Ed25519' ? 'rdfc' : 'p256'
  const signed: Doc = { ...credential, proof: await proofOver(credential, optionsOf(securing, signer), signer) }
  options.after?.(signed)
  return { json: signed }
}

export function entry(more: Doc = {}): Doc {
  return {
    id: `${LIST}#${INDEX}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: String(INDEX),
    statusListCredential: LIST,
    ...more,
  }
}

type EntryEdit = Doc | ((entry: Doc) => Json)

/** A badge with one entry, and its list. */
export function withStatus(work: Work, edit: EntryEdit = {}): void {
  work.credential.credentialStatus = typeof edit === 'function' ? edit(entry()) : entry(edit)
  work.allowed.push(LIST)
}

function entryFault(name: string, code: ErrorCode, edit: EntryEdit, options: ListOptions = {}, forms = FORMS): Fault {
  return {
    name,
    code,
    forms,
    before: async (work) => {
      withStatus(work, edit)
      work.world[LIST] = await listOf(work, options)
    },
  }
}

function listFault(name: string, code: ErrorCode, options: ListOptions | ((work: Work) => ListOptions)): Fault {
  return {
    name,
    code,
    forms: FORMS,
    before: async (work) => {
      withStatus(work)
      work.world[LIST] = await listOf(work, typeof options === 'function' ? options(work) : options)
    },
  }
}

function routeFault(name: string, code: ErrorCode, route: Route | undefined): Fault {
  return {
    name,
    code,
    forms: FORMS,
    before: (work) => {
      withStatus(work)
      if (route) work.world[LIST] = route
    },
  }
}

export const STATUS_SET: readonly Fault[] = [
  entryFault('a revoked badge', 'status.revoked', {}, { set: [INDEX] }),
  entryFault(
    'a suspended badge',
    'status.suspended',
    { statusPurpose: 'suspension' },
    { set: [INDEX], purpose: 'suspension' },
  ),
  entryFault(
    'a revoked badge, whose list has several purposes',
    'status.revoked',
    {},
    {
      set: [INDEX],
      purpose: ['suspension', 'revocation'],
    },
  ),
  entryFault('a revoked badge at the first index', 'status.revoked', { statusListIndex: '0' }, { set: [0] }),
  entryFault('a revoked badge at the last index', 'status.revoked', { statusListIndex: '131071' }, { set: [131_071] }),
  entryFault('a revoked badge, whose list is a JWT', 'status.revoked', {}, { set: [INDEX], asJwt: true }, [
    { securing: 'rdfc', carrier: 'object' },
  ]),
  {
    name: 'a badge that the second of two entries revokes',
    code: 'status.revoked',
    forms: FORMS,
    before: async (work) => {
      const entries = [
        entry({ id: `${LIST}#1`, statusListIndex: '1' }),
        entry({ id: `${OTHER_LIST}#7`, statusListIndex: '7', statusListCredential: OTHER_LIST }),
      ]
      work.credential.credentialStatus = work.random.below(2) === 0 ? entries : entries.reverse()
      work.allowed.push(LIST, OTHER_LIST)
      work.world[LIST] = await listOf(work)
      work.world[OTHER_LIST] = await listOf(work, { set: [7] }, OTHER_LIST)
    },
  },
  entryFault(
    'a value of two bits',
    'status.revoked',
    { statusSize: 2, statusListIndex: '3' },
    { set: [7], bytes: 32_768 },
  ),
]

export const STATUS_ENTRIES: readonly Fault[] = [
  ...['-1', '+5', ' 5', '5 ', '05', '5.0', '5e0', '0x5', '٥', '', '1_000', 'abc', '½', '5\n'].map((statusListIndex) =>
    entryFault(`the index ${JSON.stringify(statusListIndex)}`, 'status.index_syntax', { statusListIndex }),
  ),
  ...['131072', '999999999999999999999', '4294967296'].map((statusListIndex) =>
    entryFault(`the index ${statusListIndex}`, 'status.index_range', { statusListIndex }),
  ),
  entryFault('no index', 'status.entry', (one) => {
    delete one.statusListIndex
    return one
  }),
  entryFault('no purpose', 'status.entry', (one) => {
    delete one.statusPurpose
    return one
  }),
  entryFault('no list', 'status.entry', (one) => {
    delete one.statusListCredential
    return one
  }),
  entryFault(
    'a size that is a text',
    'status.entry',
    { statusSize: '1' },
    {},
    FORMS.filter(({ securing }) => securing === 'EdDSA' || securing === 'jcs'),
  ),
  entryFault('a size of nine bits', 'status.unsupported', { statusSize: 9 }),
  entryFault('another purpose than that of the list', 'status.purpose_mismatch', { statusPurpose: 'suspension' }),
  ...(['https://x.example/#StatusCheck', 'CredentialStatusList2017', 'SnailMail'] as const).map((type) =>
    entryFault(`an entry of the type ${type}`, 'status.unsupported', { type }, {}, [
      { securing: 'EdDSA', carrier: 'text' },
      { securing: 'jcs', carrier: 'text' },
    ]),
  ),
]

export const STATUS_LISTS: readonly Fault[] = [
  listFault('a list without a proof', 'status.list_unsigned', { unsigned: true }),
  listFault('a list that was changed', 'status.list_unsigned', {
    after: (signed) => {
      at(signed, 'credentialSubject').ttl = 7
    },
  }),
  listFault('a list that a stranger signed', 'status.list_unsigned', ({ parties }) => ({ signer: parties.stranger })),
  listFault('a list of a stranger', 'status.issuer_mismatch', ({ parties }) => ({
    signer: parties.stranger,
    credential: (credential) => {
      credential.issuer = parties.stranger.id
    },
  })),
  listFault('a list of another URL', 'status.list_id_mismatch', {
    credential: (credential) => {
      credential.id = OTHER_LIST
    },
  }),
  listFault('a list that is out of date', 'status.list_expired', {
    credential: (credential) => {
      credential.validUntil = '2026-06-01T08:58:59Z'
    },
  }),
  listFault('a list that is not valid yet', 'status.list_expired', {
    credential: (credential) => {
      credential.validFrom = '2026-06-01T09:01:01Z'
    },
  }),
  listFault('a list for another purpose', 'status.purpose_mismatch', { purpose: 'suspension' }),
  listFault('a list for no purpose', 'status.purpose_mismatch', { purpose: [] }),
  listFault('a list that is too short', 'status.list_length', { bytes: 16_383 }),
  listFault('a list that is no list', 'status.list_encoding', {
    credential: (credential) => {
      credential.credentialSubject = { id: 'urn:example:x' }
    },
  }),
  listFault('a list with two subjects', 'status.list_encoding', {
    credential: (credential) => {
      const subject = at(credential, 'credentialSubject')
      credential.credentialSubject = [subject, { ...subject, id: `${LIST}#other` }]
    },
  }),
  ...(
    [
      ['without its multibase prefix', (bits: Uint8Array) => base64urlEncode(gzipSync(bits))],
      ['in base58', (bits: Uint8Array) => multibaseEncode('z', gzipSync(bits))],
      ['with padding', (bits: Uint8Array) => `u${base64urlEncode(gzipSync(bits))}=`],
      ['that is not compressed', (bits: Uint8Array) => `u${base64urlEncode(bits)}`],
      ['that is empty', () => 'u'],
      ['with a byte after its end', (bits: Uint8Array) => packed(Buffer.concat([gzipSync(bits), Buffer.of(0)]))],
      ['with zeros after its end', (bits: Uint8Array) => packed(Buffer.concat([gzipSync(bits), Buffer.alloc(512)]))],
      [
        'of two members',
        (bits: Uint8Array) => packed(Buffer.concat([gzipSync(bits.subarray(8)), gzipSync(bits.subarray(0, 8))])),
      ],
      ['cut short', (bits: Uint8Array) => packed(gzipSync(bits).subarray(0, -4))],
      ['with a wrong checksum', (bits: Uint8Array) => packed(flipped(gzipSync(bits), -8))],
      ['with a wrong length', (bits: Uint8Array) => packed(flipped(gzipSync(bits), -4))],
      ['with a wrong header', (bits: Uint8Array) => packed(flipped(gzipSync(bits), 2))],
      ['with a reserved flag', (bits: Uint8Array) => packed(flipped(gzipSync(bits), 3, 0x80))],
    ] as [string, (bits: Uint8Array) => string][]
  ).map(([name, encoded]) => listFault(`a list ${name}`, 'status.list_encoding', { encoded })),
  listFault('a list that unpacks to more than is read', 'limit.decompressed', { bytes: 4_194_305 }),
  listFault('a list that unpacks to very much more', 'limit.decompressed', { encoded: () => bomb() }),
]

let packedBomb: string | undefined

/** 64 MiB of nothing in 64 KB. */
function bomb(): string {
  packedBomb ??= packed(gzipSync(new Uint8Array(67_108_864)))
  return packedBomb
}

function packed(bytes: Uint8Array): string {
  return `u${base64urlEncode(bytes)}`
}

function flipped(bytes: Uint8Array, where: number, bit = 1): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const index = where < 0 ? copy.length + where : where
  copy[index] = (copy[index] ?? 0) ^ bit
  return copy
}

export const STATUS_NETWORK: readonly Fault[] = [
  routeFault('a list that is not there', 'status.unavailable', undefined),
  routeFault('a list behind a server at fault', 'status.unavailable', { status: 500, body: 'no' }),
  routeFault('a list that moved', 'status.unavailable', { status: 301, location: OTHER_LIST, body: '' }),
  routeFault('a list behind a server that refuses', 'status.unavailable', { fails: 'refused' }),
  routeFault('a list behind a server that breaks off', 'status.unavailable', { fails: 'reset' }),
  routeFault('a list without end', 'status.unavailable', { fails: 'endless' }),
  routeFault('a list that is a page', 'status.unavailable', {
    body: '<!doctype html><title>List</title>',
    type: 'text/html',
  }),
  routeFault('a list that is cut short', 'status.unavailable', { body: '{"id":' }),
  routeFault('a list that is null', 'status.unavailable', { json: null }),
  ...[
    'http://lists.example/status/1',
    'https://10.0.0.9/status/1',
    'https://[::1]/status',
    'https://lists.example:8080/s',
    'file:///etc/hostname',
    'status/1',
  ].map(
    (url): Fault => ({
      name: `a list at ${url}`,
      code: 'status.unavailable',
      forms: [
        { securing: 'EdDSA', carrier: 'text' },
        { securing: 'jcs', carrier: 'text' },
      ],
      before: (work) => {
        withStatus(work, { statusListCredential: url, id: 'urn:example:entry' })
        work.allowed = Object.keys(work.party.publishes())
      },
    }),
  ),
]
