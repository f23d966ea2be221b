import { createSign, generateKeyPairSync } from 'node:crypto'

/** A certificate that only a test trusts: its key is made anew each time and never stored. */
export interface TestCertificate {
  readonly key: string
  /** PEM; also what to trust, for it signs itself. */
  readonly cert: string
}

const ECDSA_WITH_SHA256 = '2a8648ce3d040302'
const COMMON_NAME = '550403'
const SUBJECT_ALT_NAME = '551d11'

/** Makes a self-signed certificate (RFC 5280 §4.1) for these hosts, good from 2000 to 2099. */
export function makeCertificate(hosts: readonly string[]): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(oid(ECDSA_WITH_SHA256))
  const name = sequence(tlv(0x31, sequence(oid(COMMON_NAME), tlv(0x0c, Buffer.from('for tests only')))))
  const validity = sequence(tlv(0x17, Buffer.from('000101000000Z')), tlv(0x18, Buffer.from('20991231235959Z')))
  const names = sequence(...hosts.map((host) => tlv(0x82, Buffer.from(host))))
  const extensions = tlv(0xa3, sequence(sequence(oid(SUBJECT_ALT_NAME), tlv(0x04, names))))
  const version = tlv(0xa0, tlv(0x02, Buffer.of(2)))
  const serial = tlv(0x02, Buffer.of(1))
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const body = sequence(version, serial, algorithm, name, validity, name, spki, extensions)
  const signature = createSign('sha256').update(body).sign(privateKey)
  const der = sequence(body, algorithm, tlv(0x03, Buffer.of(0), signature))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  }
}

function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  const { length } = value
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), value])
  if (length < 0x100) return Buffer.concat([Buffer.of(tag, 0x81, length), value])
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), value])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, ...parts)
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'))
}
