import { toArray } from '../json.ts'
import type { JsonObject } from '../types.ts'

export type RootKind = 'credential' | 'clr' | 'endorsement' | 'presentation'

/** What stands at a position: decides what may be a root below it. */
export type Place =
  | RootKind
  | 'subject'
  | 'clr-subject'
  | 'endorsement-subject'
  | 'achievement'
  | 'profile'
  | 'proof'
  /** Below a profile or an achievement: the same organization and the same achievement are described again and again. */
  | 'detail'
  | 'other'

/** What the document is, by type, where its position allows several kinds. */
export function kindOf(document: JsonObject): RootKind {
  const types = toArray(document.type)
  if (types.includes('VerifiablePresentation')) return 'presentation'
  if (types.includes('ClrCredential')) return 'clr'
  return types.includes('EndorsementCredential') ? 'endorsement' : 'credential'
}

/** The kind of root that a member holds, if it holds any. */
export function rootBelow(place: Place, name: string): RootKind | undefined {
  if (name === 'endorsement') {
    return ['credential', 'clr', 'endorsement', 'achievement', 'profile'].includes(place) ? 'endorsement' : undefined
  }
  if (name === 'verifiableCredential')
    return place === 'presentation' || place === 'clr-subject' ? 'credential' : undefined
  return undefined
}

export function placeBelow(place: Place, name: string): Place {
  switch (name) {
    case 'proof':
      return isRootPlace(place) ? 'proof' : 'other'
    case 'issuer':
    case 'source':
    case 'creator':
    case 'parentOrg':
      return 'profile'
    case 'achievement':
      return place === 'subject' || place === 'clr-subject' ? 'achievement' : 'other'
    case 'credentialSubject':
      if (place === 'endorsement') return 'endorsement-subject'
      return place === 'clr' ? 'clr-subject' : 'subject'
    default:
      return place === 'profile' || place === 'achievement' || place === 'detail' ? 'detail' : 'other'
  }
}

export function isRootPlace(place: Place): boolean {
  return place === 'credential' || place === 'clr' || place === 'endorsement' || place === 'presentation'
}
