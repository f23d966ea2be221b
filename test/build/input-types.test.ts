import { expect, it } from 'vitest'
import type {
  CredentialInput,
  JsonObject,
  OpenBadgeCredential,
  RecipientInput,
  SignedCredential,
} from '../../src/types.ts'
import { badge } from '../support/badges.ts'

/** What must compile and what must not: `npm run types` is the test. */

const achievement: CredentialInput['achievement'] = { name: 'a', description: 'b', criteria: 'c' }
const recipient: RecipientInput = { id: 'did:example:x' }

it('types catch what is misspelt, missing or empty', () => {
  // @ts-expect-error nobody is named
  const nobody: RecipientInput = {}
  // @ts-expect-error a plural of the input
  const plural: CredentialInput = { recipient, achievement, evidences: [] }
  // @ts-expect-error a plural of an achievement
  const plurals: CredentialInput['achievement'] = { ...achievement, alignments: [] }
  // @ts-expect-error the vocabulary has no such word
  const word: CredentialInput['achievement'] = { ...achievement, achievementType: 'Microcredential' }
  // @ts-expect-error criteria are needed
  const aimless: CredentialInput['achievement'] = { name: 'a', description: 'b' }
  // @ts-expect-error an empty array is left out
  const empty: OpenBadgeCredential = { ...badge(), evidence: [] }
  expect([nobody, plural, plurals, word, aimless, empty]).toHaveLength(6)
})

it('types take what the specification leaves open', () => {
  const own: CredentialInput['achievement'] = { ...achievement, achievementType: 'ext:Stack' }
  const json: JsonObject = badge()
  const idOf = (signed: SignedCredential): string => signed.id
  expect([own.achievementType, json.id, idOf({ ...badge(), proof: { type: 'DataIntegrityProof' } })]).toEqual([
    'ext:Stack',
    badge().id,
    badge().id,
  ])
})
