import type { IdentifiedProfileInput, Profile } from '../types.ts'
import { buildImage } from './image.ts'
import { type Draft, draftOf, manyOf, typesOf, withoutEmpty } from './parts.ts'

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
  return draftOf(input, ({ id, type, image, address, otherIdentifier, parentOrg, ...rest }: Draft) => ({
    id,
    type: typesOf(type, 'Profile'),
    ...rest,
    image: buildImage(image),
    address: draftOf(address, addressDraft),
    otherIdentifier: manyOf(otherIdentifier, identifierEntryDraft),
    parentOrg: profileDraft(parentOrg),
    endorsement: manyOf(rest.endorsement),
    endorsementJwt: manyOf(rest.endorsementJwt),
  }))
}

export function identifierEntryDraft(entry: Draft): Draft {
  return { type: 'IdentifierEntry', ...entry }
}

function addressDraft({ type, geo, ...rest }: Draft): Draft {
  return {
    type: typesOf(type, 'Address'),
    ...rest,
    geo: draftOf(geo, (place) => ({ type: 'GeoCoordinates', ...place })),
  }
}
