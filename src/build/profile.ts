import type { IdentifiedProfileInput, Profile } from '../types.ts'
import { buildImage } from './image.ts'
import { type Converters, classed, type Draft, draftOf, manyOf, ownOf, typed, withoutEmpty } from './parts.ts'

/**
 * Fills in the shape of a Profile: types, arrays, images from bytes, nested organizations.
 *
 * @param input - What is known of the person or organization; `id` is a URL or DID.
 * @returns The profile as it stands in a credential. It is validated with the credential.
 *
 * @example
 * const profile = buildProfile({ id: 'https://cce.example', name: 'Center for Collaborative Education' })
 */
export function buildProfile(input: IdentifiedProfileInput): Profile {
  return withoutEmpty(profileDraft(input)) as Profile
}

/** The draft of a profile, members of the caller's own included. */
export function profileDraft(input: unknown): unknown {
  return draftOf(input, (profile) => {
    const draft = classed(profile, 'Profile', PROFILE)
    draft.image = buildImage(ownOf(profile, 'image'))
    draft.address = draftOf(ownOf(profile, 'address'), addressDraft)
    draft.otherIdentifier = manyOf(ownOf(profile, 'otherIdentifier'), identifierEntryDraft)
    draft.parentOrg = profileDraft(ownOf(profile, 'parentOrg'))
    draft.endorsement = manyOf(draft.endorsement)
    draft.endorsementJwt = manyOf(draft.endorsementJwt)
    return draft
  })
}

/** Parts come after what is said in a line. */
const PROFILE: Converters = { image: 'later', address: 'later', otherIdentifier: 'later', parentOrg: 'later' }

export function identifierEntryDraft(entry: Draft): Draft {
  return typed(entry, 'IdentifierEntry')
}

function addressDraft(address: Draft): Draft {
  const draft = classed(address, 'Address', ADDRESS)
  draft.geo = draftOf(ownOf(address, 'geo'), (place) => typed(place, 'GeoCoordinates'))
  return draft
}

const ADDRESS: Converters = { geo: 'later' }
