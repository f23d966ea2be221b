import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareIdentity, generateSalt, hashIdentity, normalizeEmail } from '../../src/identity.ts'

const EMAIL = 'teacher@district.example'

function hashed(identityHash: string, salt?: string, identityType: 'emailAddress' | 'userName' = 'emailAddress') {
  return { hashed: true, identityHash, identityType, ...(salt !== undefined && { salt }) }
}

describe('hashIdentity', () => {
  it('gives the hash of the specification', () => {
    const hash = 'sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399'
    expect(hashIdentity('a@example.com', 'Kosher')).toBe(hash)
  })

  it('hashes UTF-8', () => {
    const hash = createHash('sha256').update('josé@x.exampleß').digest('hex')
    expect(hashIdentity('josé@x.example', 'ß')).toBe(`sha256$${hash}`)
  })

  it('wants strings', () => {
    expect(() => hashIdentity(5 as never, '')).toThrow(TypeError)
    expect(() => hashIdentity('a', undefined as never)).toThrow(TypeError)
  })
})

describe('compareIdentity', () => {
  it('finds the person who was hashed, and nobody else', () => {
    const identity = hashed(hashIdentity(EMAIL, 'salt'), 'salt')
    expect(compareIdentity(identity, EMAIL)).toEqual({ matches: true, weak: false, normalized: false })
    expect(compareIdentity(identity, 'teacher@district.examplE ')).toEqual({
      matches: true,
      weak: false,
      normalized: true,
    })
    expect(compareIdentity(identity, 'other@district.example').matches).toBe(false)
  })

  it('compares as given first, so that an address hashed in capitals is found', () => {
    const identity = hashed(hashIdentity('Teacher@District.example', 's'), 's')
    expect(compareIdentity(identity, 'Teacher@District.example')).toMatchObject({ matches: true, normalized: false })
    expect(compareIdentity(identity, EMAIL).matches).toBe(false)
  })

  it('normalizes email addresses only', () => {
    const identity = hashed(hashIdentity('abc', 's'), 's', 'userName')
    expect(compareIdentity(identity, 'ABC').matches).toBe(false)
  })

  it('reads upper-case digits', () => {
    const [name, digits = ''] = hashIdentity(EMAIL, 's').split('$')
    expect(compareIdentity(hashed(`${name}$${digits.toUpperCase()}`, 's'), EMAIL).matches).toBe(true)
  })

  it('calls hashes without salt and MD5 weak', () => {
    expect(compareIdentity(hashed(hashIdentity(EMAIL, '')), EMAIL)).toMatchObject({ matches: true, weak: true })
    const md5 = createHash('md5').update(`${EMAIL}salt`).digest('hex')
    expect(compareIdentity(hashed(`md5$${md5}`, 'salt'), EMAIL)).toMatchObject({ matches: true, weak: true })
  })

  it('computes MD5 as everybody does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.string(), (value, salt) => {
        const md5 = createHash('md5')
          .update(value + salt)
          .digest('hex')
        return compareIdentity(hashed(`md5$${md5}`, salt, 'userName'), value).matches
      }),
    )
  })

  it('compares what is not hashed as it is', () => {
    const plain = { hashed: false, identityHash: EMAIL, identityType: 'emailAddress' as const }
    expect(compareIdentity(plain, EMAIL)).toEqual({ matches: true, weak: false, normalized: false })
    expect(compareIdentity(plain, 'TEACHER@district.example')).toMatchObject({ matches: true, normalized: true })
    expect(compareIdentity(plain, 'x').matches).toBe(false)
  })

  it.each(['', 'sha256$', 'sha256$zz', 'sha1$00', 'sha256$00', 'b5809d8a'])(
    'matches nobody with the hash %j',
    (hash) => {
      expect(compareIdentity(hashed(hash, ''), EMAIL).matches).toBe(false)
    },
  )
})

it('normalizes addresses: NFC, trimmed, lower case', () => {
  expect(normalizeEmail(' Jose\u0301@X.example\n')).toBe('jos\u00e9@x.example')
})

it('makes a new salt each time', () => {
  expect(generateSalt()).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(generateSalt()).not.toBe(generateSalt())
})
