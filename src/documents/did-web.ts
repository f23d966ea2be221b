import { openBadgesError } from '../errors.ts'

/** Part of a DNS name (RFC 1123 §2.1). */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i
/** `idchar` of the DID syntax (DID Core §3.1). */
const SEGMENT = /^(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+$/

/**
 * Where the document of a did:web DID lies (did:web §2.5.2): `did:web:host` at `/.well-known/did.json`,
 * `did:web:host:a:b` at `/a/b/did.json`, a port as `%3A`.
 *
 * @throws OpenBadgesError `did.syntax` for anything but a plain DNS name and plain path segments: an encoded slash,
 *   at-sign or dot segment would lead to another place than the one that a person reads.
 */
export function didWebUrl(did: string): string {
  const [scheme, method, authority = '', ...path] = did.split(':')
  if (scheme !== 'did' || method !== 'web') throw malformed('It does not begin with did:web.')
  const [host = '', port, ...more] = authority.split(/%3a/i)
  if (more.length > 0) throw malformed('It has more than one port.')
  if (!isPlainName(host)) throw malformed('Its host is not a plain DNS name.')
  if (port !== undefined && !(/^[1-9][0-9]{0,4}$/.test(port) && Number(port) <= 65535)) {
    throw malformed('Its port is not a number from 1 to 65535.')
  }
  for (const segment of path) if (!isPlainSegment(segment)) throw malformed('Its path is not plain.')
  const origin = `https://${host.toLowerCase()}${port === undefined || port === '443' ? '' : `:${port}`}`
  return path.length === 0 ? `${origin}/.well-known/did.json` : `${origin}/${path.join('/')}/did.json`
}

function isPlainName(host: string): boolean {
  const labels = host.split('.')
  // A last label of digits makes an IPv4 address of it (WHATWG URL, "ends in a number").
  const isNumber = /^(?:[0-9]+|0x[0-9a-f]*)$/i.test(labels.at(-1) ?? '')
  return host.length <= 253 && !isNumber && labels.every((label) => LABEL.test(label))
}

function isPlainSegment(segment: string): boolean {
  if (!SEGMENT.test(segment)) return false
  try {
    const decoded = decodeURIComponent(segment)
    return decoded !== '.' && decoded !== '..' && !/[/\\@?#:%\p{Cc}]/u.test(decoded)
  } catch {
    return false
  }
}

function malformed(message: string): Error {
  return openBadgesError('did.syntax', `The did:web DID is malformed. ${message}`, {
    hint: 'It has the form did:web:host, did:web:host%3Aport or did:web:host:path:path.',
  })
}
