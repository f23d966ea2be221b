/** A range of addresses as people write it: the first address and how many leading bits it fixes. */
type Block = readonly [first: string, bits: number]

/** IPv4 that is not public unicast: IANA special-purpose registry, RFC 6890, with what has come since. */
const IPV4_REFUSED: readonly Block[] = [
  ['0.0.0.0', 8], // this network, RFC 791
  ['10.0.0.0', 8], // private, RFC 1918
  ['100.64.0.0', 10], // carrier-grade NAT, RFC 6598
  ['127.0.0.0', 8], // loopback, RFC 1122
  ['168.63.129.16', 32], // answers inside one large cloud only, as its metadata service
  ['169.254.0.0', 16], // link-local and metadata services, RFC 3927
  ['172.16.0.0', 12], // private, RFC 1918
  ['192.0.0.0', 24], // protocol assignments, RFC 6890
  ['192.0.2.0', 24], // documentation, RFC 5737
  ['192.88.99.0', 24], // 6to4 relays, RFC 7526
  ['192.168.0.0', 16], // private, RFC 1918
  ['198.18.0.0', 15], // benchmarks, RFC 2544
  ['198.51.100.0', 24], // documentation, RFC 5737
  ['203.0.113.0', 24], // documentation, RFC 5737
  ['224.0.0.0', 4], // multicast, RFC 5771
  ['240.0.0.0', 4], // reserved, and broadcast, RFC 1112
]

/** The one block of IPv6 that is given out to the public (RFC 4291 §2.4). Mapped and translated forms lie outside. */
const IPV6_PUBLIC: Block = ['2000::', 3]

const IPV6_REFUSED: readonly Block[] = [
  ['2001::', 23], // protocol assignments, Teredo among them, RFC 2928
  ['2001:db8::', 32], // documentation, RFC 3849
  ['2002::', 16], // 6to4: holds an IPv4 address, RFC 3056
  ['3fff::', 20], // documentation, RFC 9637
]

/**
 * Whether a text is an IP address that anybody on the internet can have. False for everything else, so that what we
 * cannot read is refused: zone identifiers, IPv4-mapped and translated IPv6, short and octal IPv4.
 */
export function isPublicAddress(address: string): boolean {
  const ipv4 = parseIPv4(address)
  if (ipv4 !== undefined) return !IPV4_REFUSED.some((block) => contains(block, ipv4, 32, parseIPv4))
  const ipv6 = parseIPv6(address)
  if (ipv6 === undefined) return false
  if (!contains(IPV6_PUBLIC, ipv6, 128, parseIPv6)) return false
  return !IPV6_REFUSED.some((block) => contains(block, ipv6, 128, parseIPv6))
}

/** The address in the host of a parsed URL, or undefined where the host is a name. */
export function literalAddress(hostname: string): string | undefined {
  // A parsed URL has both brackets or neither.
  if (hostname.startsWith('[') && hostname.endsWith(']')) return hostname.slice(1, -1)
  return parseIPv4(hostname) === undefined ? undefined : hostname
}

function contains(
  [first, bits]: Block,
  address: bigint,
  width: number,
  parse: (text: string) => bigint | undefined,
): boolean {
  const start = parse(first)
  const rest = BigInt(width - bits)
  return start !== undefined && start >> rest === address >> rest
}

function parseIPv4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let value = 0n
  for (const part of parts) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined
    value = (value << 8n) | BigInt(part)
  }
  return value
}

function parseIPv6(text: string): bigint | undefined {
  // No address is longer: less work, and no other answer.
  if (text.length > 45) return undefined
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return undefined
  const before = parseGroups(head, tail === undefined)
  const after = tail === undefined ? [] : parseGroups(tail, true)
  if (before === undefined || after === undefined) return undefined
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...before, ...new Array<number>(missing).fill(0), ...after]
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n)
}

/** The 16-bit groups of one side of `::`; the last may be an IPv4 address (RFC 4291 §2.2). */
function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const groups: number[] = []
  for (const [index, part] of parts.entries()) {
    const ipv4 = last && index === parts.length - 1 ? parseIPv4(part) : undefined
    if (ipv4 !== undefined) groups.push(Number(ipv4 >> 16n), Number(ipv4 & 0xffffn))
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}
