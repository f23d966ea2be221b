import { toArray } from '../json.ts'
import type { JsonObject } from '../types.ts'

export type RootKind = 'credential' | 'clr' | 'endorsement' | 'presentation'

/** What stands at a position: decides what may be a root below it. */
export type Position =
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

const ENDORSED: readonly Position[] = ['credential', 'clr', 'endorsement', 'achievement', 'profile']

/** The kind of root that a member holds, if it holds any. */
export function rootBelow(position: Position, name: string): RootKind | undefined {
  if (name === 'endorsement') return ENDORSED.includes(position) ? 'endorsement' : undefined
  if (name === 'verifiableCredential')
    return position === 'presentation' || position === 'clr-subject' ? 'credential' : undefined
  return undefined
}

export function positionBelow(position: Position, name: string): Position {
  switch (name) {
    case 'proof':
      return isRoot(position) ? 'proof' : 'other'
    case 'issuer':
    case 'source':
    case 'creator':
    case 'parentOrg':
      return 'profile'
    case 'achievement':
      return position === 'subject' || position === 'clr-subject' ? 'achievement' : 'other'
    case 'credentialSubject':
      if (position === 'endorsement') return 'endorsement-subject'
      return position === 'clr' ? 'clr-subject' : 'subject'
    default:
      return position === 'profile' || position === 'achievement' || position === 'detail' ? 'detail' : 'other'
  }
}

function isRoot(position: Position): boolean {
  return position === 'credential' || position === 'clr' || position === 'endorsement' || position === 'presentation'
}
