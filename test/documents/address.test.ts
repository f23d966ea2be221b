import { describe, expect, it } from 'vitest'
import { isPublicAddress, literalAddress } from '../../src/documents/address.ts'

/** Last address before a block, its first, its last, and the one after: `public` where the neighbour is. */
const IPV4_BLOCKS: readonly (readonly [before: string, first: string, last: string, after: string])[] = [
  ['', '0.0.0.0', '0.255.255.255', '1.0.0.0'],
  ['9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
  ['100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
  ['126.255.255.255', '127.0.0.0', '127.255.255.255', '128.0.0.0'],
  ['168.63.129.15', '168.63.129.16', '168.63.129.16', '168.63.129.17'],
  ['169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0'],
  ['172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
  ['191.255.255.255', '192.0.0.0', '192.0.0.255', '192.0.1.0'],
  ['192.0.1.255', '192.0.2.0', '192.0.2.255', '192.0.3.0'],
  ['192.88.98.255', '192.88.99.0', '192.88.99.255', '192.88.100.0'],
  ['192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0'],
  ['198.17.255.255', '198.18.0.0', '198.19.255.255', '198.20.0.0'],
  ['198.51.99.255', '198.51.100.0', '198.51.100.255', '198.51.101.0'],
  ['203.0.112.255', '203.0.113.0', '203.0.113.255', '203.0.114.0'],
  ['223.255.255.255', '224.0.0.0', '239.255.255.255', ''],
  ['', '240.0.0.0', '255.255.255.255', ''],
]

const IPV6_BLOCKS: typeof IPV4_BLOCKS = [
  ['', '::', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2000::'],
  ['2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', '2001:200::'],
  ['2001:db7:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db9::'],
  ['2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2003::'],
  ['3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff', '3fff:1000::'],
  ['3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '4000::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', ''],
]

describe('isPublicAddress', () => {
  it.each([...IPV4_BLOCKS, ...IPV6_BLOCKS])('holds the line at %s | %s … %s | %s', (before, first, last, after) => {
    if (before !== '') expect(isPublicAddress(before), before).toBe(true)
    expect(isPublicAddress(first), first).toBe(false)
    expect(isPublicAddress(last), last).toBe(false)
    if (after !== '') expect(isPublicAddress(after), after).toBe(true)
  })

  it.each([
    ['::1', 'loopback'],
    ['::', 'unspecified'],
    ['::ffff:8.8.8.8', 'IPv4-mapped'],
    ['::ffff:127.0.0.1', 'IPv4-mapped loopback'],
    ['::ffff:7f00:1', 'IPv4-mapped loopback in hexadecimal'],
    ['0:0:0:0:0:ffff:10.0.0.1', 'IPv4-mapped, written out'],
    ['::8.8.8.8', 'IPv4-compatible'],
    ['::ffff:0:8.8.8.8', 'IPv4-translated'],
    ['64:ff9b::8.8.8.8', 'NAT64'],
    ['64:ff9b:1::a00:1', 'local NAT64'],
    ['100::1', 'discard'],
    ['fc00::1', 'unique local'],
    ['fd00:ec2::254', 'unique local, a metadata service'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'Teredo'],
    ['2002:7f00:1::', '6to4 of a loopback address'],
    ['5f00::1', 'segment routing'],
  ])('refuses %s (%s)', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '93.184.216.34',
    '2606:4700:4700::1111',
    '2A00:1450:4001::5',
    '2001:4860:0:0:0:0:0:8888',
    // The longest there is; an IPv4 tail without a gap; a gap for one group.
    '2606:4700:4700:1111:1111:1111:192.168.158.190',
    '2606:4700:4700:1111:1111:1111:1111::',
  ])('allows the public address %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    '',
    'example.org',
    '8.8.8',
    '8.8.8.8.8',
    '8.8.8.256',
    '08.8.8.8',
    '0x8.8.8.8',
    '134744072',
    '8.8.8.8 ',
    ' 8.8.8.8',
    '+8.8.8.8',
    '8.8..8',
    '2606:4700:4700::1111%eth0',
    '2606:4700:4700:1111',
    '2606:4700:4700:0:0:0:0:0:1111',
    '2606:4700:4700:0:0:0:0::1111',
    '2606::4700::1111',
    '2606:::1111',
    '2606:47000::1',
    '2606:4700:g::1',
    '2606:8.8.8.8::1',
    '2606:4700::8.8.8.8:1',
    '2606:4700::8.8.8.999',
    '[2606:4700:4700::1111]',
    '2606:4700:4700::1111'.padEnd(200, '1'),
  ])('refuses %j, which is not an address', (text) => {
    expect(isPublicAddress(text)).toBe(false)
  })

  it('reads an IPv4 tail only at the end of an IPv6 address', () => {
    expect(isPublicAddress('2606:4700::8.8.8.8')).toBe(true)
    expect(isPublicAddress('2606:8.8.8.8::')).toBe(false)
  })
})

describe('literalAddress', () => {
  it.each([
    ['https://127.0.0.1/', '127.0.0.1'],
    ['https://0x7f.1/', '127.0.0.1'],
    ['https://2130706433/', '127.0.0.1'],
    ['https://017700000001/', '127.0.0.1'],
    ['https://[::1]/', '::1'],
    ['https://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
    ['https://example.org/', undefined],
    ['https://1.2.3.4.example/', undefined],
  ])('finds the address in %s', (url, expected) => {
    expect(literalAddress(new URL(url).hostname)).toBe(expected)
  })
})
